//! How the embedded table lies in memory: shared by the build script that writes it and by
//! [`Table`](super::Table), which reads it in place.
//!
//! The blob is a header and a row of sections. The header is [`MAGIC`] and, for every section in
//! the order of [`Section`], two words: where it starts (bytes from the blob's beginning) and how
//! many records it has. A word is a little-endian `u32`; nothing is aligned. Apart from the text,
//! a record is a fixed number of words, named in the modules below. A string is a number: its
//! place in [`Section::Strings`]. A list is the place of its length in [`Section::Lists`], with
//! that many words after it. String 0 is empty, and so is list 0.

/// Marks a blob of this layout; a change of layout changes it.
pub(crate) const MAGIC: [u8; 8] = *b"tcerr\0\x001";

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
    /// Sorted by [`folded_order`].
    Codes,
    /// The meanings of codes and families.
    Meanings,
    /// Sorted by [`folded_order`].
    Families,
    /// Sorted by number.
    Numbers,
}

impl Section {
    pub(crate) const COUNT: usize = 7;
}

/// Bytes before the first section.
pub(crate) const HEADER: usize = MAGIC.len() + Section::COUNT * 2 * WORD;

/// A code, in any spelling that leads to a meaning.
pub(crate) mod code {
    pub(crate) const NAME: usize = 0;
    /// List of meanings, most likely first.
    pub(crate) const MEANINGS: usize = 1;
    pub(crate) const ORIGIN: usize = 2;
    pub(crate) const WORDS: usize = 3;
}

/// One meaning. Texts stand in pairs, English first, so that a language is an offset.
pub(crate) mod meaning {
    /// The code whose row this is, which another spelling may lead to.
    pub(crate) const CODE: usize = 0;
    /// 0 where the row names none, else 1 + the position in `Api::ALL`.
    pub(crate) const API: usize = 1;
    /// The number in API 2.0, or 0.
    pub(crate) const LEGACY: usize = 2;
    pub(crate) const VERDICT: usize = 3;
    pub(crate) const RESPONSIBLE: usize = 4;
    /// List of links.
    pub(crate) const DOCS: usize = 5;
    /// List of the SDKs that make the code up.
    pub(crate) const MADE_BY: usize = 6;
    pub(crate) const TYPE: usize = 7;
    pub(crate) const DESCRIPTION: usize = 9;
    /// Two lists of steps.
    pub(crate) const FIX: usize = 11;
    pub(crate) const WHY: usize = 13;
    pub(crate) const NOTE: usize = 15;
    pub(crate) const WORDS: usize = 17;
}

/// A family: the part of a code before its first dot.
pub(crate) mod family {
    pub(crate) const NAME: usize = 0;
    pub(crate) const MEANING: usize = 1;
    pub(crate) const ORIGIN: usize = 2;
    pub(crate) const WORDS: usize = 3;
}

/// A number of API 2.0.
pub(crate) mod number {
    pub(crate) const NUMBER: usize = 0;
    pub(crate) const MEANING: usize = 1;
    pub(crate) const WORDS: usize = 2;
}

/// The order of codes: letters compare without case, and spellings that differ by nothing else
/// stand together in byte order.
pub(crate) fn folded_order(a: &[u8], b: &[u8]) -> std::cmp::Ordering {
    folded(a).cmp(folded(b)).then_with(|| a.cmp(b))
}

/// The bytes of `text` with ASCII letters in lower case.
pub(crate) fn folded(text: &[u8]) -> impl Iterator<Item = u8> {
    text.iter().map(u8::to_ascii_lowercase)
}
