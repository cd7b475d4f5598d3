//! The embedded table: codes, families and the numbers of API 2.0, with what they mean.
//!
//! The build script compiled `data/` to one blob that is read where it lies; nothing is parsed,
//! copied or relocated at start-up, and a look-up touches only the records it compares. This is
//! the only door to that blob: everything else speaks of [`Code`], [`Family`] and [`Meaning`].

mod blob;
pub(crate) mod layout;
mod nearest;

use std::cmp::Ordering;

use self::blob::{Blob, Record};
use self::layout::{Section, code, family, folded, folded_order, meaning, number};
use crate::kind::{Api, Lang, Origin, Responsible, Verdict};

/// The table of error codes that is part of this program.
///
/// ```
/// use tcerr::{Lang, Table};
///
/// let table = Table::embedded();
/// let code = table.code("AuthFailure.SignatureFailure").unwrap();
/// let meaning = code.meanings().next().unwrap();
/// assert_eq!(meaning.responsible(), tcerr::Responsible::Caller);
/// assert!(!meaning.description(Lang::Zh).is_ascii());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Table {
    blob: Blob,
}

/// A code as it is published, and what it can mean.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    record: Record,
}

/// A family of codes: those with the same part before the first dot.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    record: Record,
}

/// One meaning of a code or family, in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Meaning {
    record: Record,
}

/// Fewer letters than this begin too many codes to suggest any.
const SHORTEST_PREFIX: usize = 4;

static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/table.bin"));

impl Table {
    /// The table that was compiled into this program.
    pub const fn embedded() -> Self {
        Self { blob: Blob::new(EMBEDDED) }
    }

    /// The code that is spelt exactly like `name`.
    pub fn code(self, name: &str) -> Option<Code> {
        self.spellings(name).find(|code| code.name() == name)
    }

    /// All codes that are spelt like `name` when letter case is ignored, in byte order.
    ///
    /// ```
    /// let table = tcerr::Table::embedded();
    /// let code = table.spellings("authfailure.SIGNATUREFAILURE").next().unwrap();
    /// assert_eq!(code.name(), "AuthFailure.SignatureFailure");
    /// ```
    pub fn spellings(self, name: &str) -> impl Iterator<Item = Code> {
        let start = self.blob.partition_point(Section::Codes, code::WORDS, |record| {
            folded(record.bytes(code::NAME)).lt(folded(name.as_bytes()))
        });
        self.codes_from(start).take_while(move |code| code.name().eq_ignore_ascii_case(name))
    }

    /// Every code, sorted without regard to letter case.
    pub fn codes(self) -> impl Iterator<Item = Code> {
        self.codes_from(0)
    }

    /// The codes that start with `prefix` when letter case is ignored, sorted.
    ///
    /// ```
    /// let table = tcerr::Table::embedded();
    /// assert!(table.with_prefix("authfailure.").all(|code| code.name().starts_with("AuthFailure.")));
    /// ```
    pub fn with_prefix(self, prefix: &str) -> impl Iterator<Item = Code> {
        let start = self.blob.partition_point(Section::Codes, code::WORDS, |record| {
            folded(record.bytes(code::NAME)).lt(folded(prefix.as_bytes()))
        });
        self.codes_from(start).take_while(move |code| {
            let head = code.name().as_bytes().get(..prefix.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
        })
    }

    fn codes_from(self, start: u32) -> impl Iterator<Item = Code> {
        (start..self.blob.records(Section::Codes))
            .map(move |place| Code { record: self.blob.record(Section::Codes, code::WORDS, place) })
    }

    /// The family called `name`, if need be in other letter case. A whole code is not a family's
    /// name: see [`family_of`](crate::family_of).
    pub fn family(self, name: &str) -> Option<Family> {
        let place = self.blob.partition_point(Section::Families, family::WORDS, |record| {
            folded(record.bytes(family::NAME)).lt(folded(name.as_bytes()))
        });
        let mut like =
            self.families_from(place).take_while(|family| family.name().eq_ignore_ascii_case(name));
        let first = like.next()?;
        Some(like.find(|family| family.name() == name).unwrap_or(first))
    }

    /// Every family, sorted without regard to letter case.
    pub fn families(self) -> impl Iterator<Item = Family> {
        self.families_from(0)
    }

    fn families_from(self, start: u32) -> impl Iterator<Item = Family> {
        (start..self.blob.records(Section::Families)).map(move |place| Family {
            record: self.blob.record(Section::Families, family::WORDS, place),
        })
    }

    /// What a number of API 2.0 means, such as 4100.
    ///
    /// ```
    /// let meaning = tcerr::Table::embedded().legacy(4100).unwrap();
    /// assert_eq!(meaning.code(), "InvalidParameter.SignatureFailure");
    /// ```
    pub fn legacy(self, number: u32) -> Option<Meaning> {
        let place = self.blob.partition_point(Section::Numbers, number::WORDS, |record| {
            record.word(number::NUMBER) < number
        });
        (place < self.blob.records(Section::Numbers))
            .then(|| self.blob.record(Section::Numbers, number::WORDS, place))
            .filter(|record| record.word(number::NUMBER) == number)
            .map(|record| Meaning::at(self.blob, record.word(number::MEANING)))
    }

    /// Every number of API 2.0 with what it means, in ascending order.
    pub fn legacy_numbers(self) -> impl Iterator<Item = (u32, Meaning)> {
        (0..self.blob.records(Section::Numbers)).map(move |place| {
            let record = self.blob.record(Section::Numbers, number::WORDS, place);
            (record.word(number::NUMBER), Meaning::at(self.blob, record.word(number::MEANING)))
        })
    }

    /// At most `limit` codes that a misspelt `name` may have meant, nearest first: those a few
    /// slips away, as a whole or in the part after the family, else those that begin with `name`.
    ///
    /// ```
    /// let table = tcerr::Table::embedded();
    /// assert_eq!(table.nearest("AuthFailure.SignatureFialure", 1), ["AuthFailure.SignatureFailure"]);
    /// assert_eq!(table.nearest("RequestLimit", 1), ["RequestLimitExceeded"]);
    /// ```
    pub fn nearest(self, name: &str, limit: usize) -> Vec<&'static str> {
        let near = nearest::nearest(name, self.codes().map(Code::name), limit);
        if near.is_empty() && name.len() >= SHORTEST_PREFIX {
            return self.with_prefix(name).map(Code::name).take(limit).collect();
        }
        near
    }
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

    /// What it can mean, most likely first; never empty.
    pub fn meanings(self) -> impl ExactSizeIterator<Item = Meaning> {
        let blob = self.record.blob();
        self.record.list(code::MEANINGS).map(move |place| Meaning::at(blob, place))
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

    /// What is true of every code of the family.
    pub fn meaning(self) -> Meaning {
        Meaning::at(self.record.blob(), self.record.word(family::MEANING))
    }
}

impl Meaning {
    fn at(blob: Blob, place: u32) -> Self {
        Self { record: blob.record(Section::Meanings, meaning::WORDS, place) }
    }

    /// The code, or family, in whose row this meaning stands. Other spellings may lead to it.
    pub fn code(self) -> &'static str {
        self.record.text(meaning::CODE)
    }

    /// The generation of Cloud API that uses the code in this sense, where that matters.
    pub fn api(self) -> Option<Api> {
        self.record.word(meaning::API).checked_sub(1).and_then(Api::from_index)
    }

    /// The number that API 2.0 gives this meaning.
    pub fn legacy(self) -> Option<u32> {
        Some(self.record.word(meaning::LEGACY)).filter(|&number| number != 0)
    }

    /// The SDKs that make this code up; empty where the server sends it.
    pub fn made_by(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.strings(meaning::MADE_BY)
    }

    /// The error's type: a label of a few words.
    pub fn label(self, lang: Lang) -> &'static str {
        self.text(meaning::TYPE, lang)
    }

    /// What was found wrong.
    pub fn description(self, lang: Lang) -> &'static str {
        self.text(meaning::DESCRIPTION, lang)
    }

    /// What to do, first things first; never empty.
    pub fn suggested_action(self, lang: Lang) -> impl ExactSizeIterator<Item = &'static str> {
        self.strings(meaning::FIX + lang_offset(lang))
    }

    /// Whether repeating the request can help.
    pub fn verdict(self) -> Verdict {
        Verdict::from_index(self.record.word(meaning::VERDICT)).unwrap_or(Verdict::No)
    }

    /// Why [`verdict`](Self::verdict) is what it is: a clause.
    pub fn verdict_reason(self, lang: Lang) -> &'static str {
        self.text(meaning::WHY, lang)
    }

    /// Who must act.
    pub fn responsible(self) -> Responsible {
        let place = self.record.word(meaning::RESPONSIBLE);
        Responsible::from_index(place).unwrap_or(Responsible::Caller)
    }

    /// A sentence of context; empty where there is nothing to add.
    pub fn note(self, lang: Lang) -> &'static str {
        self.text(meaning::NOTE, lang)
    }

    /// Links to the official documents.
    pub fn docs(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.strings(meaning::DOCS)
    }

    fn text(self, field: usize, lang: Lang) -> &'static str {
        self.record.text(field + lang_offset(lang))
    }

    fn strings(self, field: usize) -> impl ExactSizeIterator<Item = &'static str> {
        let blob = self.record.blob();
        self.record.list(field).map(move |place| blob.string(place))
    }
}

/// Texts stand in pairs in the blob, in the order of [`Lang::ALL`].
fn lang_offset(lang: Lang) -> usize {
    lang.index() as usize
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
        folded_order(self.name().as_bytes(), other.name().as_bytes())
    }
}

impl PartialEq for Meaning {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record
    }
}

impl Eq for Meaning {}
