//! Words, strings, lists and records of the blob, by the rules of [`layout`](super::layout).

use super::layout::{HEADER, MAGIC, Section, WORD};
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
    /// Where the record's first word lies in the blob.
    start: usize,
}

/// A view of a list: its words follow its length.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    blob: Blob,
    /// Where the length lies in the blob.
    start: usize,
}

impl Blob {
    pub(super) const fn new(bytes: &'static [u8]) -> Self {
        assert!(bytes.len() > HEADER && bytes[MAGIC.len() - 1] == MAGIC[MAGIC.len() - 1]);
        Self { bytes }
    }

    pub(super) const fn size(self) -> usize {
        self.bytes.len()
    }

    fn word(self, at: usize) -> u32 {
        let mut word = [0; WORD];
        word.copy_from_slice(&self.bytes[at..at + WORD]);
        u32::from_le_bytes(word)
    }

    fn start(self, section: Section) -> usize {
        self.word(MAGIC.len() + section as usize * 2 * WORD) as usize
    }

    pub(super) fn records(self, section: Section) -> u32 {
        self.word(MAGIC.len() + (section as usize * 2 + 1) * WORD)
    }

    pub(super) fn record(self, section: Section, words: usize, place: u32) -> Record {
        Record { blob: self, start: self.start(section) + place as usize * words * WORD }
    }

    fn string_bytes(self, place: u32) -> &'static [u8] {
        let at = self.start(Section::Strings) + place as usize * WORD;
        let text = self.start(Section::Text);
        &self.bytes[text + self.word(at) as usize..text + self.word(at + WORD) as usize]
    }

    /// The build script wrote UTF-8, so that the empty string never stands in for a text.
    pub(super) fn string(self, place: u32) -> &'static str {
        std::str::from_utf8(self.string_bytes(place)).unwrap_or_default()
    }

    pub(super) fn list(self, place: u32) -> List {
        List { blob: self, start: self.start(Section::Lists) + place as usize * WORD }
    }

    /// The place of the first record of a sorted section that is not `before`.
    pub(super) fn partition_point(
        self,
        section: Section,
        words: usize,
        mut before: impl FnMut(Record) -> bool,
    ) -> u32 {
        let (mut low, mut high) = (0, self.records(section));
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

    /// The text of a pair that begins at `field`, in `lang`.
    pub(super) fn text_in(self, field: usize, lang: Lang) -> &'static str {
        self.text(field + lang_offset(lang))
    }

    /// The list of a pair that begins at `field`, in `lang`.
    pub(super) fn list_in(self, field: usize, lang: Lang) -> List {
        self.list(field + lang_offset(lang))
    }
}

/// Pairs of texts stand in the order of [`Lang::ALL`].
fn lang_offset(lang: Lang) -> usize {
    lang.index() as usize
}

impl List {
    pub(super) fn len(self) -> usize {
        self.blob.word(self.start) as usize
    }

    pub(super) fn word(self, place: usize) -> u32 {
        self.blob.word(self.start + (1 + place) * WORD)
    }

    pub(super) fn words(self) -> impl ExactSizeIterator<Item = u32> {
        (0..self.len()).map(move |place| self.word(place))
    }

    pub(super) fn strings(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.words().map(move |place| self.blob.string(place))
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
