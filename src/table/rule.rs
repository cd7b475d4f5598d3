//! Message rules: which message tells of which cause.

use super::blob::{Blob, List, Record};
use super::layout::{Section, rule};
use crate::vocabulary::{Addition, Lang, Responsible, Verdict};

/// What a message can tell of a cause, in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    record: Record,
    place: u32,
}

impl Rule {
    pub(super) fn at(blob: Blob, place: u32) -> Self {
        Self { record: blob.record(Section::Rules, rule::WORDS, place), place }
    }

    /// Which of all rules it is, from 0.
    pub(crate) fn place(self) -> usize {
        self.place as usize
    }

    /// Its name, such as `clock-skew`.
    pub fn id(self) -> &'static str {
        self.record.text(rule::ID)
    }

    /// Whether it applies to every code.
    pub(crate) fn is_for_every_code(self) -> bool {
        self.record.word(rule::EVERY) != 0
    }

    /// The codes that it names, the most usual one first.
    pub fn codes(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list(rule::CODES).strings()
    }

    /// The codes with which every message means this.
    pub(crate) fn always(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list(rule::ALWAYS).strings()
    }

    /// Folded texts that a message must not have.
    pub(crate) fn unless(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list(rule::UNLESS).strings()
    }

    /// Rules of a higher rank go first.
    pub(crate) fn rank(self) -> u32 {
        self.record.word(rule::RANK)
    }

    /// The pieces of each template: see [`layout::piece`].
    pub(crate) fn templates(
        self,
    ) -> impl Iterator<Item = impl ExactSizeIterator<Item = &'static str>> {
        let blob = self.record.blob();
        self.record.list(rule::TEMPLATES).words().map(move |place| blob.list(place).strings())
    }

    /// The cause in a few words.
    pub fn label(self, lang: Lang) -> &'static str {
        self.record.text_in(rule::TYPE, lang)
    }

    /// How the message shows that it is this cause: a clause.
    pub fn tell(self, lang: Lang) -> &'static str {
        self.record.text_in(rule::TELL, lang)
    }

    /// The cause in a sentence, with `<name>` for what the message says.
    pub(crate) fn summary(self, lang: Lang) -> &'static str {
        self.record.text_in(rule::SUMMARY, lang)
    }

    /// The same with more of what the message says; empty where the rule has no such sentence.
    pub(crate) fn exact_summary(self, lang: Lang) -> &'static str {
        self.record.text_in(rule::EXACT, lang)
    }

    /// What to do, with `<name>` for what the message says.
    pub(crate) fn fix(self, lang: Lang) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list_in(rule::FIX, lang).strings()
    }

    /// Whether repeating the request can help.
    pub fn verdict(self) -> Verdict {
        Verdict::from_index(self.record.word(rule::VERDICT)).unwrap_or(Verdict::No)
    }

    /// Why [`verdict`](Self::verdict) is what it is, with `<name>` for what the message says.
    pub(crate) fn verdict_reason(self, lang: Lang) -> &'static str {
        self.record.text_in(rule::WHY, lang)
    }

    /// What the call can add to the cause.
    pub(crate) fn adds(self) -> Option<Addition> {
        self.record.word(rule::ADDS).checked_sub(1).and_then(Addition::from_index)
    }

    /// Who must act.
    pub fn responsible(self) -> Responsible {
        let place = self.record.word(rule::RESPONSIBLE);
        Responsible::from_index(place).unwrap_or(Responsible::Caller)
    }
}

pub(super) fn rules(blob: Blob, pairs: List) -> impl Iterator<Item = (Rule, bool)> {
    (0..pairs.len() / 2)
        .map(move |place| (Rule::at(blob, pairs.word(2 * place)), pairs.word(2 * place + 1) != 0))
}
