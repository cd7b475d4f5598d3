//! Codes and their families.
//!
//! A [`Code`] leads to its meanings, to the products that publish it and to the message rules that
//! apply to it; a [`Family`] holds what is true of all its codes. Order and equality of codes are
//! here too. Looking codes up by name belongs to [`Table`](super::Table).

use std::cmp::Ordering;

use super::blob::{Blob, Record};
use super::layout::{Section, caseless_cmp, code, code_order, family};
use super::meaning::Meaning;
use super::name::family_of;
use super::product::{Product, Publication};
use super::rule::{Rule, rules};
use crate::vocabulary::Origin;

/// A code in its published spelling, with what it can mean.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    pub(super) record: Record,
}

/// A family of codes: all codes with the same part before the first dot.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    pub(super) record: Record,
}

impl Code {
    /// The code in its published spelling.
    pub fn name(self) -> &'static str {
        self.record.text(code::NAME)
    }

    /// Where the code comes from.
    pub fn origin(self) -> Origin {
        Origin::from_index(self.record.word(code::ORIGIN)).unwrap_or(Origin::Api)
    }

    /// The meanings written for this code, most likely first; empty if only its
    /// [`family`](Self::family) has a text.
    pub fn meanings(self) -> impl ExactSizeIterator<Item = Meaning> {
        let blob = self.record.blob();
        self.record.list(code::MEANINGS).words().map(move |index| Meaning::at(blob, index))
    }

    /// The family of this code, or `None` if the table does not have it.
    pub fn family(self) -> Option<Family> {
        find_family(self.record.blob(), family_of(self.name()))
    }

    /// The products that publish this code, sorted by short name. Hardly any product lists the
    /// codes that all products share, such as those for a rejected signature.
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
        (0..pairs.len() / 2).map(move |pair| {
            let product = Product::at(blob, pairs.word(2 * pair));
            Publication::new(product, blob.list(pairs.word(2 * pair + 1)))
        })
    }

    /// The message rules that apply to this code, each with whether it names the code itself rather
    /// than its family. Rules for every code are left out unless they name it.
    pub(crate) fn rules(self) -> impl Iterator<Item = (Rule, bool)> {
        rules(self.record.blob(), self.record.list(code::RULES))
    }

    /// The release of the Go SDK since which no SDK lists this code, or `None` if one still does.
    pub fn dropped(self) -> Option<&'static str> {
        Some(self.record.text(code::DROPPED)).filter(|release| !release.is_empty())
    }
}

impl Family {
    /// The name: the part of its codes before the first dot.
    pub fn name(self) -> &'static str {
        self.record.text(family::NAME)
    }

    /// Where the codes of this family come from.
    pub fn origin(self) -> Origin {
        Origin::from_index(self.record.word(family::ORIGIN)).unwrap_or(Origin::Api)
    }

    /// The message rules that apply to every code of this family; see [`Code::rules`].
    pub(crate) fn rules(self) -> impl Iterator<Item = (Rule, bool)> {
        rules(self.record.blob(), self.record.list(family::RULES))
    }

    /// The meaning that all codes of this family share.
    pub fn meaning(self) -> Meaning {
        Meaning::at(self.record.blob(), self.record.word(family::MEANING))
    }
}

/// The family called `name`; an exact match is preferred to one that differs in letter case.
pub(super) fn find_family(blob: Blob, name: &str) -> Option<Family> {
    let start = blob.partition_point(Section::Families, family::WORDS, |record| {
        caseless_cmp(record.bytes(family::NAME), name.as_bytes(), 0).0.is_lt()
    });
    let mut spellings =
        families_from(blob, start).take_while(|family| family.name().eq_ignore_ascii_case(name));
    let first = spellings.next()?;
    Some(spellings.find(|family| family.name() == name).unwrap_or(first))
}

/// The families from index `start` on, in table order.
pub(super) fn families_from(blob: Blob, start: u32) -> impl Iterator<Item = Family> {
    (start..blob.record_count(Section::Families))
        .map(move |index| Family { record: blob.record(Section::Families, family::WORDS, index) })
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
    /// Table order: letter case only breaks ties.
    fn cmp(&self, other: &Self) -> Ordering {
        code_order(self.name().as_bytes(), other.name().as_bytes())
    }
}
