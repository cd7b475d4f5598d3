//! What a code or a family means.
//!
//! A [`Meaning`] reads one record of the blob: its texts in both languages, its verdict and who
//! must act. The answer for a reader, in one language, is `MeaningText` in the `explain` module.

use super::blob::{Blob, List, Record};
use super::layout::{Section, meaning};
use super::product::Product;
use crate::vocabulary::{Api, Lang, Responsible, Verdict};

/// One meaning of a code or family, in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Meaning {
    record: Record,
}

impl Meaning {
    pub(super) fn at(blob: Blob, index: u32) -> Self {
        Self { record: blob.record(Section::Meanings, meaning::WORDS, index) }
    }

    /// The code or family in whose row this meaning was written. Other spellings may lead to it.
    pub fn code(self) -> &'static str {
        self.record.text(meaning::CODE)
    }

    /// The generation of Cloud API, or other service, that uses the code in this sense; `None` if
    /// the data names none.
    pub fn api(self) -> Option<Api> {
        self.part(meaning::API).checked_sub(1).and_then(Api::from_index)
    }

    /// The number of this meaning in API 2.0.
    pub fn legacy(self) -> Option<u32> {
        self.number().filter(|_| self.api() == Some(Api::V2))
    }

    /// The only product in which the code has this meaning; `None` if the meaning holds for every
    /// product without a meaning of its own.
    pub fn product(self) -> Option<Product> {
        let blob = self.record.blob();
        let index = self.part(meaning::PRODUCT).checked_sub(1)?;
        Some(Product::at(blob, index))
    }

    /// Whether the [`label`](Self::label) was written for the code rather than for its family.
    pub fn has_own_label(self) -> bool {
        self.part(meaning::OWN) & 1 != 0
    }

    /// Whether the [`fix`](Self::fix) was written for the code rather than for its family or
    /// verdict.
    pub fn has_own_advice(self) -> bool {
        self.part(meaning::OWN) & 2 != 0
    }

    /// The HTTP status of the COS response. `None` for Cloud API, which sends every error with 200.
    pub fn http_status(self) -> Option<u32> {
        self.number().filter(|_| self.api() == Some(Api::Cos))
    }

    /// The SDKs that make this code up; empty if the server sends it.
    pub fn made_by(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.optional_list(meaning::MADE_BY).strings()
    }

    /// The known messages that come with the code on the wire, as templates.
    pub(crate) fn says(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.optional_list(meaning::SAYS).strings()
    }

    /// The error's type: a label of a few words.
    pub fn label(self, lang: Lang) -> &'static str {
        self.record.text_in(meaning::TYPE, lang)
    }

    /// What was found wrong.
    pub fn description(self, lang: Lang) -> &'static str {
        self.record.text_in(meaning::DESCRIPTION, lang)
    }

    /// What to do, as steps in order; never empty.
    pub fn fix(self, lang: Lang) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list_in(meaning::FIX, lang).strings()
    }

    /// Whether repeating the request can help.
    pub fn verdict(self) -> Verdict {
        Verdict::from_index(self.part(meaning::VERDICT)).unwrap_or(Verdict::No)
    }

    /// The reason for the [`verdict`](Self::verdict), as a clause.
    pub fn verdict_reason(self, lang: Lang) -> &'static str {
        self.record.text_in(meaning::WHY, lang)
    }

    /// Who must act.
    pub fn responsible(self) -> Responsible {
        let index = self.part(meaning::RESPONSIBLE);
        Responsible::from_index(index).unwrap_or(Responsible::Caller)
    }

    /// A sentence of context; empty if there is nothing to add.
    pub fn note(self, lang: Lang) -> &'static str {
        self.record.text_in(meaning::NOTE, lang)
    }

    /// Links to the official documents.
    pub fn docs(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.optional_list(meaning::DOCS).strings()
    }

    fn part(self, (lowest_bit, bits): meaning::Part) -> u32 {
        self.record.word(meaning::FLAGS) >> lowest_bit & ((1 << bits) - 1)
    }

    fn number(self) -> Option<u32> {
        Some(self.record.word(meaning::NUMBER)).filter(|&number| number != 0)
    }

    /// One of the lists in [`meaning::OPTIONAL_LISTS`], such as [`meaning::DOCS`].
    fn optional_list(self, index: usize) -> List {
        let lists = self.record.list(meaning::OPTIONAL_LISTS);
        if lists.len() == 0 { lists } else { self.record.blob().list(lists.word(index)) }
    }
}

impl PartialEq for Meaning {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record
    }
}

impl Eq for Meaning {}
