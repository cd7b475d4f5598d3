//! Reads words, strings, lists and records from the blob, as [`layout`](super::layout) defines
//! them.
//!
//! All arithmetic on byte offsets is here. Views copy nothing and trust the blob, because the build
//! script of the same build wrote it. What the fields of a record mean belongs to the types that
//! wrap it, such as [`Code`](super::Code) and [`Meaning`](super::Meaning).

use super::layout::{HEADER_LEN, MAGIC, Section, WORD};
use crate::vocabulary::Lang;

/// A view of the whole blob.
#[derive(Clone, Copy)]
pub(super) struct Blob {
    bytes: &'static [u8],
}

/// A view of one record.
#[derive(Clone, Copy)]
pub(super) struct Record {
    blob: Blob,
    /// Byte offset of the record's first word in the blob.
    start: usize,
}

/// A view of a list: its length, followed by that many words.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    blob: Blob,
    /// Byte offset of the length in the blob.
    start: usize,
}

impl Blob {
    pub(super) const fn new(bytes: &'static [u8]) -> Self {
        assert!(bytes.len() > HEADER_LEN);
        let mut at = 0;
        while at < MAGIC.len() {
            assert!(bytes[at] == MAGIC[at], "the blob has another layout");
            at += 1;
        }
        Self { bytes }
    }

    pub(super) const fn size(self) -> usize {
        self.bytes.len()
    }

    fn word(self, offset: usize) -> u32 {
        let mut word = [0; WORD];
        word.copy_from_slice(&self.bytes[offset..offset + WORD]);
        u32::from_le_bytes(word)
    }

    /// Byte offset of `section` in the blob.
    fn section_start(self, section: Section) -> usize {
        self.word(MAGIC.len() + section as usize * 2 * WORD) as usize
    }

    /// The number of records in `section`.
    pub(super) fn record_count(self, section: Section) -> u32 {
        self.word(MAGIC.len() + (section as usize * 2 + 1) * WORD)
    }

    /// The record at `index` of `section`, whose records have `words` words each.
    pub(super) fn record(self, section: Section, words: usize, index: u32) -> Record {
        Record { blob: self, start: self.section_start(section) + index as usize * words * WORD }
    }

    fn string_bytes(self, index: u32) -> &'static [u8] {
        let bounds = self.section_start(Section::Strings) + index as usize * WORD;
        let text = self.section_start(Section::Text);
        &self.bytes[text + self.word(bounds) as usize..text + self.word(bounds + WORD) as usize]
    }

    /// The string at `index`. The build script wrote UTF-8, so the default is never used.
    pub(super) fn string(self, index: u32) -> &'static str {
        std::str::from_utf8(self.string_bytes(index)).unwrap_or_default()
    }

    /// The list whose length is at word `index` of [`Section::Lists`].
    pub(super) fn list(self, index: u32) -> List {
        List { blob: self, start: self.section_start(Section::Lists) + index as usize * WORD }
    }

    /// The index of the first record for which `before` is false, by binary search in a sorted
    /// section.
    pub(super) fn partition_point(
        self,
        section: Section,
        words: usize,
        mut before: impl FnMut(Record) -> bool,
    ) -> u32 {
        let (mut low, mut high) = (0, self.record_count(section));
        while low < high {
            let middle = low + (high - low) / 2;
            if before(self.record(section, words, middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

impl Record {
    pub(super) fn blob(self) -> Blob {
        self.blob
    }

    pub(super) fn word(self, field: usize) -> u32 {
        self.blob.word(self.start + field * WORD)
    }

    pub(super) fn bytes(self, field: usize) -> &'static [u8] {
        self.blob.string_bytes(self.word(field))
    }

    pub(super) fn text(self, field: usize) -> &'static str {
        self.blob.string(self.word(field))
    }

    pub(super) fn list(self, field: usize) -> List {
        self.blob.list(self.word(field))
    }

    /// The text in `lang` of the pair that starts at `field`.
    pub(super) fn text_in(self, field: usize, lang: Lang) -> &'static str {
        self.text(field + lang_offset(lang))
    }

    /// The list in `lang` of the pair that starts at `field`.
    pub(super) fn list_in(self, field: usize, lang: Lang) -> List {
        self.list(field + lang_offset(lang))
    }
}

/// Pairs of texts follow the order of [`Lang::ALL`].
fn lang_offset(lang: Lang) -> usize {
    lang.index() as usize
}

impl List {
    pub(super) fn len(self) -> usize {
        self.blob.word(self.start) as usize
    }

    pub(super) fn word(self, index: usize) -> u32 {
        self.blob.word(self.start + (1 + index) * WORD)
    }

    pub(super) fn words(self) -> impl ExactSizeIterator<Item = u32> {
        (0..self.len()).map(move |index| self.word(index))
    }

    pub(super) fn strings(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.words().map(move |index| self.blob.string(index))
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.start == other.start
    }
}

impl std::fmt::Debug for Blob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Blob({} bytes)", self.bytes.len())
    }
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Record({:#x})", self.start)
    }
}
