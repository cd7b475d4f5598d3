//! The binary format of the embedded table, shared by the build script, which writes it, and
//! [`Table`](super::Table), which reads it in place.
//!
//! The blob is a header followed by the sections. The header is [`MAGIC`] and, for every section in
//! the order of [`Section`], two words: its byte offset in the blob and its number of records. A
//! word is a little-endian `u32`; nothing is aligned. Except in [`Section::Text`], a record is a
//! fixed number of words, and the modules below name the index of each. A string is stored as its
//! index in [`Section::Strings`]. A list is stored as the index of its length in
//! [`Section::Lists`], with that many words after it. String 0 is empty, and so is list 0.

/// Marks a blob of this very layout: a hash of this file, which both the build script and the
/// library compile.
pub(crate) const MAGIC: [u8; 8] = fnv_1a(include_bytes!("layout.rs"));

/// The Fowler-Noll-Vo hash of `bytes`.
const fn fnv_1a(bytes: &[u8]) -> [u8; 8] {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash.to_le_bytes()
}

/// Bytes in a word.
pub(crate) const WORD: usize = 4;

/// The sections, in the order of the header.
#[derive(Clone, Copy)]
pub(crate) enum Section {
    /// The byte offset in the text at which each string starts, and a final one at which the last
    /// string ends.
    Strings,
    /// Every distinct string, end to end, in UTF-8.
    Text,
    /// All lists, end to end.
    Lists,
    /// Sorted by [`code_order`].
    Codes,
    /// The meanings of codes and families.
    Meanings,
    /// Sorted by [`code_order`].
    Families,
    /// Numbers of API 2.0, sorted.
    Numbers,
    /// Sorted by name, in byte order.
    Products,
    /// Grouped by product; each product's actions are sorted by [`code_order`].
    Actions,
    /// Chinese terms, sorted in byte order.
    Terms,
    /// Message rules, sorted by id.
    Rules,
    /// Sorted by name, in byte order.
    Regions,
}

impl Section {
    pub(crate) const COUNT: usize = 12;
}

/// Length of the header, in bytes.
pub(crate) const HEADER_LEN: usize = MAGIC.len() + Section::COUNT * 2 * WORD;

/// A code, in one spelling; several spellings may lead to the same meaning.
pub(crate) mod code {
    pub(crate) const NAME: usize = 0;
    /// List of meanings, most likely first; empty if only the family has a meaning.
    pub(crate) const MEANINGS: usize = 1;
    pub(crate) const ORIGIN: usize = 2;
    /// List of pairs: a product that publishes the code, and the list of its actions that return
    /// the code. In the order of the products.
    pub(crate) const PUBLICATIONS: usize = 3;
    /// The release of the Go SDK since which no SDK lists the code, or the empty string.
    pub(crate) const DROPPED: usize = 4;
    /// List of pairs: a rule that applies to the code, and 1 if the rule names the code itself, 0
    /// if it names the family. A rule for every code is not listed unless it names this one.
    pub(crate) const RULES: usize = 5;
    pub(crate) const WORDS: usize = 6;
}

/// One meaning. Texts come in pairs, English first, so that a language is an offset.
pub(crate) mod meaning {
    /// The code in whose row the meaning was written; other spellings may lead to it too.
    pub(crate) const CODE: usize = 0;
    /// Small numbers in one word: [`API`] and the other [`Part`]s.
    pub(crate) const FLAGS: usize = 1;
    /// The number of API 2.0, the HTTP status of COS, or 0.
    pub(crate) const NUMBER: usize = 2;
    /// Empty, or a list of the three lists [`DOCS`], [`MADE_BY`] and [`SAYS`].
    pub(crate) const OPTIONAL_LISTS: usize = 3;
    pub(crate) const TYPE: usize = 4;
    pub(crate) const DESCRIPTION: usize = 6;
    /// Two lists of steps.
    pub(crate) const FIX: usize = 8;
    pub(crate) const WHY: usize = 10;
    pub(crate) const NOTE: usize = 12;
    pub(crate) const WORDS: usize = 14;

    /// A bit field of [`FLAGS`]: its lowest bit and its number of bits.
    pub(crate) type Part = (u32, u32);
    /// 0 if the row names none, else 1 + the index in `Api::ALL`.
    pub(crate) const API: Part = (0, 2);
    pub(crate) const VERDICT: Part = (2, 2);
    pub(crate) const RESPONSIBLE: Part = (4, 2);
    /// 1 if the label was written for the code rather than its family, plus 2 if the advice was.
    pub(crate) const OWN: Part = (6, 2);
    /// 0, or 1 + the index of the only product with this meaning.
    pub(crate) const PRODUCT: Part = (8, 24);

    /// In [`OPTIONAL_LISTS`]: links to the official documents.
    pub(crate) const DOCS: usize = 0;
    /// In [`OPTIONAL_LISTS`]: the SDKs that make the code up.
    pub(crate) const MADE_BY: usize = 1;
    /// In [`OPTIONAL_LISTS`]: messages that come with the code.
    pub(crate) const SAYS: usize = 2;
}

/// A family: the part of a code before its first dot.
pub(crate) mod family {
    pub(crate) const NAME: usize = 0;
    pub(crate) const MEANING: usize = 1;
    pub(crate) const ORIGIN: usize = 2;
    /// List of pairs, like [`code::RULES`](super::code::RULES).
    pub(crate) const RULES: usize = 3;
    pub(crate) const WORDS: usize = 4;
}

/// A message rule. Texts come in pairs, as in a meaning.
pub(crate) mod rule {
    pub(crate) const ID: usize = 0;
    /// 1 if it applies to every code.
    pub(crate) const IS_FOR_EVERY_CODE: usize = 1;
    /// List of the codes that always have this cause, whatever the message.
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
    /// List of the codes that the rule names.
    pub(crate) const CODES: usize = 16;
    /// The summary with more of the captured facts, or the empty string.
    pub(crate) const EXACT: usize = 17;
    /// List of normalized texts that exclude a message.
    pub(crate) const UNLESS: usize = 19;
    pub(crate) const RANK: usize = 20;
    /// 0 if the call adds nothing, else 1 + the index in `Addition::ALL`.
    pub(crate) const ADDS: usize = 21;
    pub(crate) const WORDS: usize = 22;
}

/// The first character of each piece of a template says what the piece is.
pub(crate) mod piece {
    /// Literal text follows, normalized and therefore free of quotation marks.
    pub(crate) const LITERAL: char = '"';
    /// A placeholder follows: the name of a fact, `name=text` if the fact must be this text, or
    /// [`ANYTHING`].
    pub(crate) const PLACEHOLDER: char = '<';
    /// The placeholder for text that is not captured.
    pub(crate) const ANYTHING: &str = "...";
}

/// The prefix of a step of a rule that replaces the previous step if that one is left out.
pub(crate) const SUBSTITUTE_STEP: &str = "| ";

/// The kind of text that a placeholder matches.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum FactKind {
    /// Digits.
    Number,
    /// Letters, digits and `_ - . [ ] : / * $`: a name of any kind, in one word.
    Name,
    /// Anything, up to the literal text that follows it.
    Text,
}

/// The facts that rules capture from messages, sorted by name.
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
    /// The index of its first action; the others follow it.
    pub(crate) const FIRST_ACTION: usize = 4;
    /// How many actions it has.
    pub(crate) const ACTION_COUNT: usize = 5;
    /// How many codes it publishes.
    pub(crate) const CODE_COUNT: usize = 6;
    /// The release of the Go SDK since which no SDK has the product, or the empty string.
    pub(crate) const DROPPED: usize = 7;
    /// List of its API versions, such as `2017-03-12`.
    pub(crate) const VERSIONS: usize = 8;
    pub(crate) const WORDS: usize = 9;
}

/// A Chinese term with the English words that stand for it in names of codes.
pub(crate) mod term {
    pub(crate) const TERM: usize = 0;
    /// List of alternatives in lower case; `+` joins words that must all occur.
    pub(crate) const ENGLISH: usize = 1;
    pub(crate) const WORDS: usize = 2;
}

/// A region.
pub(crate) mod region {
    pub(crate) const NAME: usize = 0;
    /// List of its names in API 2.0.
    pub(crate) const LEGACY_NAMES: usize = 1;
    pub(crate) const WORDS: usize = 2;
}

/// An action of a product.
pub(crate) mod action {
    pub(crate) const NAME: usize = 0;
    pub(crate) const WORDS: usize = 1;
}

/// Compares two codes in table order: ignoring letter case, with byte order as the tie-breaker.
pub(crate) fn code_order(a: &[u8], b: &[u8]) -> std::cmp::Ordering {
    caseless_cmp(a, b, 0).0.then_with(|| a.cmp(b))
}

/// Compares two names, ignoring letter case.
///
/// `same` is the number of leading bytes already known to agree; they are not compared again.
/// Returns the order and the number of leading bytes that agree.
pub(crate) fn caseless_cmp(a: &[u8], b: &[u8], same: usize) -> (std::cmp::Ordering, usize) {
    let rests = a[same..].iter().zip(&b[same..]);
    let same = same + rests.take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    let next = |text: &[u8]| text.get(same).map(u8::to_ascii_lowercase);
    (next(a).cmp(&next(b)), same)
}
