//! Codes and the families that they belong to.

use std::cmp::Ordering;

use super::blob::{Blob, Record};
use super::layout::{Section, caseless_cmp, code, code_order, family};
use super::meaning::Meaning;
use super::name::family_of;
use super::product::{Product, Publication};
use super::rule::{Rule, rules};
use crate::vocabulary::Origin;

/// A code as it is published, and what it can mean.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    pub(super) record: Record,
}

/// A family of codes: those with the same part before the first dot.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    pub(super) record: Record,
}

impl Code {
    /// The spelling that is published.
    pub fn name(self) -> &'static str {
        self.record.text(code::NAME)
    }

    /// Where the code comes from.
    pub fn origin(self) -> Origin {
        Origin::from_index(self.record.word(code::ORIGIN)).unwrap_or(Origin::Api)
    }

    /// What was written of it, most likely meaning first; empty where only its
    /// [`family`](Self::family) says anything.
    pub fn meanings(self) -> impl ExactSizeIterator<Item = Meaning> {
        let blob = self.record.blob();
        self.record.list(code::MEANINGS).words().map(move |place| Meaning::at(blob, place))
    }

    /// The family it belongs to, where that is known.
    pub fn family(self) -> Option<Family> {
        find_family(self.record.blob(), family_of(self.name()))
    }

    /// The products that publish it, sorted by their short names. The codes that all products
    /// share, such as those of a refused signature, stand in the list of hardly any.
    ///
    /// ```
    /// let code = tcerr::Table::embedded().code("InvalidDisk.NotPortable").unwrap();
    /// let publications: Vec<_> = code.publications().collect();
    /// assert_eq!(publications.len(), 1);
    /// assert_eq!(publications[0].product().name(), "cbs");
    /// ```
    pub fn publications(self) -> impl ExactSizeIterator<Item = Publication> {
        let blob = self.record.blob();
        let pairs = self.record.list(code::PUBLICATIONS);
        (0..pairs.len() / 2).map(move |place| {
            let product = Product::at(blob, pairs.word(2 * place));
            Publication::new(product, blob.list(pairs.word(2 * place + 1)))
        })
    }

    /// The message rules that apply to it, but for those that apply to every code, and whether
    /// they name it rather than its family.
    pub(crate) fn rules(self) -> impl Iterator<Item = (Rule, bool)> {
        rules(self.record.blob(), self.record.list(code::RULES))
    }

    /// The SDK release since which no SDK lists the code any more.
    pub fn dropped(self) -> Option<&'static str> {
        Some(self.record.text(code::DROPPED)).filter(|release| !release.is_empty())
    }
}

impl Family {
    /// The part before the dot.
    pub fn name(self) -> &'static str {
        self.record.text(family::NAME)
    }

    /// Where the codes of the family come from.
    pub fn origin(self) -> Origin {
        Origin::from_index(self.record.word(family::ORIGIN)).unwrap_or(Origin::Api)
    }

    /// The message rules that apply to every code of it; see [`Code::rules`].
    pub(crate) fn rules(self) -> impl Iterator<Item = (Rule, bool)> {
        rules(self.record.blob(), self.record.list(family::RULES))
    }

    /// What is true of every code of the family.
    pub fn meaning(self) -> Meaning {
        Meaning::at(self.record.blob(), self.record.word(family::MEANING))
    }
}

/// The family called `name`, if need be in other letter case.
pub(super) fn find_family(blob: Blob, name: &str) -> Option<Family> {
    let start = blob.partition_point(Section::Families, family::WORDS, |record| {
        caseless_cmp(record.bytes(family::NAME), name.as_bytes(), 0).0.is_lt()
    });
    let mut same =
        families_from(blob, start).take_while(|family| family.name().eq_ignore_ascii_case(name));
    let first = same.next()?;
    Some(same.find(|family| family.name() == name).unwrap_or(first))
}

/// The families from the one at place `start` on, in the order of the table.
pub(super) fn families_from(blob: Blob, start: u32) -> impl Iterator<Item = Family> {
    (start..blob.records(Section::Families))
        .map(move |place| Family { record: blob.record(Section::Families, family::WORDS, place) })
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    /// The order of the table: letters compare without case first.
    fn cmp(&self, other: &Self) -> Ordering {
        code_order(self.name().as_bytes(), other.name().as_bytes())
    }
}
