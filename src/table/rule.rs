//! Message rules, each of which recognizes one cause of a failure by its message.
//!
//! A [`Rule`] reads one record of the blob: the templates of the messages and the texts of the
//! cause. Matching a message against the templates belongs to `explain::cause`.

use super::blob::{Blob, List, Record};
use super::layout::{Section, rule};
use crate::vocabulary::{Addition, Lang, Responsible, Verdict};

/// One cause of failures with the messages that reveal it, in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    record: Record,
    index: u32,
}

impl Rule {
    pub(super) fn at(blob: Blob, index: u32) -> Self {
        Self { record: blob.record(Section::Rules, rule::WORDS, index), index }
    }

    /// Its index among all rules, from 0.
    pub(crate) fn index(self) -> usize {
        self.index as usize
    }

    /// Its name, such as `clock-skew`.
    pub fn id(self) -> &'static str {
        self.record.text(rule::ID)
    }

    /// Whether it applies to every code.
    pub(crate) fn is_for_every_code(self) -> bool {
        self.record.word(rule::IS_FOR_EVERY_CODE) != 0
    }

    /// The codes that it names, most common first.
    pub fn codes(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list(rule::CODES).strings()
    }

    /// The codes that always have this cause, whatever the message.
    pub(crate) fn always(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list(rule::ALWAYS).strings()
    }

    /// Normalized texts that exclude a message: one that contains any of them does not match.
    pub(crate) fn unless(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list(rule::UNLESS).strings()
    }

    /// The rank; of the rules that match, the one with the highest rank wins.
    pub(crate) fn rank(self) -> u32 {
        self.record.word(rule::RANK)
    }

    /// The pieces of each template, as [`layout::piece`](super::layout::piece) defines them.
    pub(crate) fn templates(
        self,
    ) -> impl Iterator<Item = impl ExactSizeIterator<Item = &'static str>> {
        let blob = self.record.blob();
        self.record.list(rule::TEMPLATES).words().map(move |index| blob.list(index).strings())
    }

    /// The cause in a few words.
    pub fn label(self, lang: Lang) -> &'static str {
        self.record.text_in(rule::TYPE, lang)
    }

    /// How to tell this cause from others by the message, as a clause.
    pub fn tell(self, lang: Lang) -> &'static str {
        self.record.text_in(rule::TELL, lang)
    }

    /// The cause in a sentence, in which `<name>` stands for the fact of that name.
    pub(crate) fn summary(self, lang: Lang) -> &'static str {
        self.record.text_in(rule::SUMMARY, lang)
    }

    /// A summary with more facts, used if all of them were captured; empty if the rule has none.
    pub(crate) fn exact_summary(self, lang: Lang) -> &'static str {
        self.record.text_in(rule::EXACT, lang)
    }

    /// What to do, as steps in order, in which `<name>` stands for the fact of that name.
    pub(crate) fn fix(self, lang: Lang) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list_in(rule::FIX, lang).strings()
    }

    /// Whether repeating the request can help.
    pub fn verdict(self) -> Verdict {
        Verdict::from_index(self.record.word(rule::VERDICT)).unwrap_or(Verdict::No)
    }

    /// The reason for the [`verdict`](Self::verdict), as a clause in which `<name>` stands for the
    /// fact of that name.
    pub(crate) fn verdict_reason(self, lang: Lang) -> &'static str {
        self.record.text_in(rule::WHY, lang)
    }

    /// The kind of call-specific advice to add, if any.
    pub(crate) fn adds(self) -> Option<Addition> {
        self.record.word(rule::ADDS).checked_sub(1).and_then(Addition::from_index)
    }

    /// Who must act.
    pub fn responsible(self) -> Responsible {
        let index = self.record.word(rule::RESPONSIBLE);
        Responsible::from_index(index).unwrap_or(Responsible::Caller)
    }
}

/// The rules in a list of pairs, each with whether it names the code itself rather than its family.
pub(super) fn rules(blob: Blob, pairs: List) -> impl Iterator<Item = (Rule, bool)> {
    (0..pairs.len() / 2)
        .map(move |pair| (Rule::at(blob, pairs.word(2 * pair)), pairs.word(2 * pair + 1) != 0))
}
