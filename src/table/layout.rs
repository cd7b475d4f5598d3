//! How the embedded table lies in memory: shared by the build script that writes it and by
//! [`Table`](super::Table), which reads it in place.
//!
//! The blob is a header and a row of sections. The header is [`MAGIC`] and, for every section in
//! the order of [`Section`], two words: where it starts (bytes from the blob's beginning) and how
//! many records it has. A word is a little-endian `u32`; nothing is aligned. Apart from the text,
//! a record is a fixed number of words, named in the modules below. A string is a number: its
//! place in [`Section::Strings`]. A list is the place of its length in [`Section::Lists`], with
//! that many words after it. String 0 is empty, and so is list 0.

/// Marks a blob. It has no version: one build compiles both the writer and the reader, and builds
/// the blob anew whenever this file changes.
pub(crate) const MAGIC: [u8; 8] = *b"tcerr\0\0\0";

/// Bytes in a word.
pub(crate) const WORD: usize = 4;

/// The sections, in the order of the header.
#[derive(Clone, Copy)]
pub(crate) enum Section {
    /// Where each string starts in the text, and last where the last one ends.
    Strings,
    /// Every string once, end to end, in UTF-8.
    Text,
    /// All lists, end to end.
    Lists,
    /// Sorted by [`code_order`].
    Codes,
    /// The meanings of codes and families.
    Meanings,
    /// Sorted by [`code_order`].
    Families,
    /// Sorted by number.
    Numbers,
    /// Sorted by name, in byte order.
    Products,
    /// Those of each product end to end, each product's sorted by [`code_order`].
    Actions,
    /// Chinese terms, sorted in byte order.
    Terms,
    /// The message rules, in the order of their ids.
    Rules,
    /// Sorted by name, in byte order.
    Regions,
}

impl Section {
    pub(crate) const COUNT: usize = 12;
}

/// Bytes before the first section.
pub(crate) const HEADER: usize = MAGIC.len() + Section::COUNT * 2 * WORD;

/// A code, in any spelling that leads to a meaning.
pub(crate) mod code {
    pub(crate) const NAME: usize = 0;
    /// List of meanings, most likely first; empty where only the family's is known.
    pub(crate) const MEANINGS: usize = 1;
    pub(crate) const ORIGIN: usize = 2;
    /// List of pairs: a product that publishes the code, and the list of its actions that return
    /// it. In the order of the products.
    pub(crate) const PUBLICATIONS: usize = 3;
    /// The SDK release that lists the code no more, or the empty string.
    pub(crate) const DROPPED: usize = 4;
    /// List of pairs: a rule that applies to the code, and whether it names the code itself, 1, or
    /// its family, 0. Those that apply to all codes are not in it unless they name it.
    pub(crate) const RULES: usize = 5;
    pub(crate) const WORDS: usize = 6;
}

/// One meaning. Texts stand in pairs, English first, so that a language is an offset.
pub(crate) mod meaning {
    /// The code whose row this is, which another spelling may lead to.
    pub(crate) const CODE: usize = 0;
    /// Small numbers, each at its own bits: [`API`] and the others below.
    pub(crate) const FLAGS: usize = 1;
    /// The number in API 2.0, or the HTTP status of COS, or 0.
    pub(crate) const NUMBER: usize = 2;
    /// Empty, or a list of lists: of links, of the SDKs that make the code up, of messages that come
    /// with it.
    pub(crate) const MORE: usize = 3;
    pub(crate) const TYPE: usize = 4;
    pub(crate) const DESCRIPTION: usize = 6;
    /// Two lists of steps.
    pub(crate) const FIX: usize = 8;
    pub(crate) const WHY: usize = 10;
    pub(crate) const NOTE: usize = 12;
    pub(crate) const WORDS: usize = 14;

    /// A part of [`FLAGS`]: the lowest of its bits, and how many there are.
    pub(crate) type Part = (u32, u32);
    /// 0 where the row names none, else 1 + the position in `Api::ALL`.
    pub(crate) const API: Part = (0, 2);
    pub(crate) const VERDICT: Part = (2, 2);
    pub(crate) const RESPONSIBLE: Part = (4, 2);
    /// 1 if the label is its own, plus 2 if the advice is, neither the family's.
    pub(crate) const OWN: Part = (6, 2);
    /// 0, or 1 + the place of the only product with this meaning.
    pub(crate) const PRODUCT: Part = (8, 24);

    /// The places of [`MORE`].
    pub(crate) const DOCS: usize = 0;
    pub(crate) const MADE_BY: usize = 1;
    pub(crate) const SAYS: usize = 2;
}

/// A family: the part of a code before its first dot.
pub(crate) mod family {
    pub(crate) const NAME: usize = 0;
    pub(crate) const MEANING: usize = 1;
    pub(crate) const ORIGIN: usize = 2;
    /// List of pairs as of a code.
    pub(crate) const RULES: usize = 3;
    pub(crate) const WORDS: usize = 4;
}

/// A message rule. Texts stand in pairs as those of a meaning do.
pub(crate) mod rule {
    pub(crate) const ID: usize = 0;
    /// 1 if it applies to every code.
    pub(crate) const EVERY: usize = 1;
    /// List of the codes with which every message means this.
    pub(crate) const ALWAYS: usize = 2;
    /// List of lists of strings: the pieces of each template.
    pub(crate) const TEMPLATES: usize = 3;
    pub(crate) const TYPE: usize = 4;
    pub(crate) const TELL: usize = 6;
    pub(crate) const SUMMARY: usize = 8;
    /// Two lists of steps.
    pub(crate) const FIX: usize = 10;
    pub(crate) const WHY: usize = 12;
    pub(crate) const VERDICT: usize = 14;
    pub(crate) const RESPONSIBLE: usize = 15;
    /// List of the codes that it names.
    pub(crate) const CODES: usize = 16;
    /// The summary with what was captured, or the empty string.
    pub(crate) const EXACT: usize = 17;
    /// List of folded texts that a message must not have.
    pub(crate) const UNLESS: usize = 19;
    pub(crate) const RANK: usize = 20;
    /// 0 where the call adds nothing, else 1 + the position in `Addition::ALL`.
    pub(crate) const ADDS: usize = 21;
    pub(crate) const WORDS: usize = 22;
}

/// How a piece of a template begins.
pub(crate) mod piece {
    /// Folded text, which has no quotation marks itself.
    pub(crate) const LITERAL: char = '"';
    /// The name of a fact, or that with `=` and the text it must be, or [`ANYTHING`].
    pub(crate) const PLACEHOLDER: char = '<';
    pub(crate) const ANYTHING: &str = "...";
}

/// How a step of a rule begins that stands in for the one before it, where that is left out.
pub(crate) const OTHERWISE: &str = "| ";

/// What a placeholder may stand for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum FactKind {
    /// Digits.
    Number,
    /// Letters, digits and `_ - . [ ] : / * $`: a name of any kind, in one word.
    Name,
    /// Anything, as far as the text that follows it.
    Text,
}

/// The facts that messages hold.
pub(crate) const FACTS: [(&str, FactKind); 21] = [
    ("action", FactKind::Name),
    ("disk_type", FactKind::Name),
    ("domain", FactKind::Name),
    ("expected", FactKind::Name),
    ("host", FactKind::Name),
    ("http_status", FactKind::Number),
    ("instance_type", FactKind::Name),
    ("limit", FactKind::Number),
    ("operation", FactKind::Name),
    ("parameter", FactKind::Name),
    ("rate", FactKind::Number),
    ("region", FactKind::Name),
    ("request_id", FactKind::Name),
    ("resource", FactKind::Text),
    ("resource_id", FactKind::Name),
    ("server_time", FactKind::Number),
    ("service", FactKind::Name),
    ("tag", FactKind::Text),
    ("value", FactKind::Text),
    ("version", FactKind::Name),
    ("zone", FactKind::Name),
];

/// A number of API 2.0.
pub(crate) mod number {
    pub(crate) const NUMBER: usize = 0;
    pub(crate) const MEANING: usize = 1;
    pub(crate) const WORDS: usize = 2;
}

/// A product.
pub(crate) mod product {
    pub(crate) const NAME: usize = 0;
    /// English, then Chinese.
    pub(crate) const TITLE: usize = 1;
    /// The link to its documentation, or the empty string.
    pub(crate) const DOCS: usize = 3;
    /// Its first action; the others follow.
    pub(crate) const ACTION: usize = 4;
    pub(crate) const ACTIONS: usize = 5;
    /// How many codes it publishes.
    pub(crate) const CODES: usize = 6;
    pub(crate) const DROPPED: usize = 7;
    /// List of its API versions, as `2017-03-12`.
    pub(crate) const VERSIONS: usize = 8;
    pub(crate) const WORDS: usize = 9;
}

/// A Chinese term and what it is called in the names of codes.
pub(crate) mod term {
    pub(crate) const TERM: usize = 0;
    /// List of words in lower case; `+` joins words that must both be there.
    pub(crate) const ENGLISH: usize = 1;
    pub(crate) const WORDS: usize = 2;
}

/// A region.
pub(crate) mod region {
    pub(crate) const NAME: usize = 0;
    /// List of its names in API 2.0.
    pub(crate) const SHORT: usize = 1;
    pub(crate) const WORDS: usize = 2;
}

/// An action of a product.
pub(crate) mod action {
    pub(crate) const NAME: usize = 0;
    pub(crate) const WORDS: usize = 1;
}

/// The order of codes: letters compare without case, and spellings that differ by nothing else
/// stand together in byte order.
pub(crate) fn code_order(a: &[u8], b: &[u8]) -> std::cmp::Ordering {
    caseless_cmp(a, b, 0).0.then_with(|| a.cmp(b))
}

/// The same, with spellings that differ by nothing else taken for equal, and in how many bytes they
/// agree from their beginning; `same` of them are known to.
pub(crate) fn caseless_cmp(a: &[u8], b: &[u8], same: usize) -> (std::cmp::Ordering, usize) {
    let rests = a[same..].iter().zip(&b[same..]);
    let same = same + rests.take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    let next = |text: &[u8]| text.get(same).map(u8::to_ascii_lowercase);
    (next(a).cmp(&next(b)), same)
}
