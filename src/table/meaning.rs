//! What a code or a family means.

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
    pub(super) fn at(blob: Blob, place: u32) -> Self {
        Self { record: blob.record(Section::Meanings, meaning::WORDS, place) }
    }

    /// The code, or family, in whose row this meaning stands. Other spellings may lead to it.
    pub fn code(self) -> &'static str {
        self.record.text(meaning::CODE)
    }

    /// The generation of Cloud API that uses the code in this sense, where that matters.
    pub fn api(self) -> Option<Api> {
        self.part(meaning::API).checked_sub(1).and_then(Api::from_index)
    }

    /// The number that API 2.0 gives this meaning.
    pub fn legacy(self) -> Option<u32> {
        self.number().filter(|_| self.api() == Some(Api::V2))
    }

    /// The only product in which the code has this meaning; `None` where it holds for every
    /// product that has no meaning of its own.
    pub fn product(self) -> Option<Product> {
        let blob = self.record.blob();
        let place = self.part(meaning::PRODUCT).checked_sub(1)?;
        Some(Product::at(blob, place))
    }

    /// Whether the [`label`](Self::label) was written for the code, and is not its family's.
    pub fn has_own_label(self) -> bool {
        self.part(meaning::OWN) & 1 != 0
    }

    /// Whether the [`fix`](Self::fix) was written for the code, and is
    /// not what holds for its family or verdict.
    pub fn has_own_advice(self) -> bool {
        self.part(meaning::OWN) & 2 != 0
    }

    /// The HTTP status that COS answers with; every error of Cloud API comes with 200.
    pub fn http_status(self) -> Option<u32> {
        self.number().filter(|_| self.api() == Some(Api::Cos))
    }

    /// The SDKs that make this code up; empty where the server sends it.
    pub fn made_by(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.more(meaning::MADE_BY).strings()
    }

    /// Messages that come with the code on the wire, where they are known.
    pub(crate) fn says(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.more(meaning::SAYS).strings()
    }

    /// The error's type: a label of a few words.
    pub fn label(self, lang: Lang) -> &'static str {
        self.record.text_in(meaning::TYPE, lang)
    }

    /// What was found wrong.
    pub fn description(self, lang: Lang) -> &'static str {
        self.record.text_in(meaning::DESCRIPTION, lang)
    }

    /// What to do, first things first; never empty.
    pub fn fix(self, lang: Lang) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list_in(meaning::FIX, lang).strings()
    }

    /// Whether repeating the request can help.
    pub fn verdict(self) -> Verdict {
        Verdict::from_index(self.part(meaning::VERDICT)).unwrap_or(Verdict::No)
    }

    /// Why [`verdict`](Self::verdict) is what it is: a clause.
    pub fn verdict_reason(self, lang: Lang) -> &'static str {
        self.record.text_in(meaning::WHY, lang)
    }

    /// Who must act.
    pub fn responsible(self) -> Responsible {
        let place = self.part(meaning::RESPONSIBLE);
        Responsible::from_index(place).unwrap_or(Responsible::Caller)
    }

    /// A sentence of context; empty where there is nothing to add.
    pub fn note(self, lang: Lang) -> &'static str {
        self.record.text_in(meaning::NOTE, lang)
    }

    /// Links to the official documents.
    pub fn docs(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.more(meaning::DOCS).strings()
    }

    fn part(self, (lowest, bits): meaning::Part) -> u32 {
        self.record.word(meaning::FLAGS) >> lowest & ((1 << bits) - 1)
    }

    fn number(self) -> Option<u32> {
        Some(self.record.word(meaning::NUMBER)).filter(|&number| number != 0)
    }

    fn more(self, which: usize) -> List {
        let more = self.record.list(meaning::MORE);
        if more.len() == 0 { more } else { self.record.blob().list(more.word(which)) }
    }
}

impl PartialEq for Meaning {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record
    }
}

impl Eq for Meaning {}
