//! The embedded table: codes, families and numbers of API 2.0, with their meanings.
//!
//! The build script compiles `data/` to one blob, which is read in place: nothing is parsed, copied
//! or relocated at startup, and a lookup touches only the records it compares. This module is the
//! only access to that blob; everything else uses [`Code`], [`Family`], [`Meaning`] and the other
//! types here. What a report means belongs to `explain`; lists and full-text search belong to
//! `query`.

mod blob;
mod code;
pub(crate) mod layout;
mod meaning;
pub(crate) mod message;
mod name;
mod nearest;
mod product;
mod retry;
mod rule;

use self::blob::Blob;
pub use self::code::{Code, Family};
use self::code::{families_from, find_family};
use self::layout::{Section, caseless_cmp, number, region, term};
pub use self::meaning::Meaning;
pub use self::name::{begins_with, family_of};
pub(crate) use self::name::{leaf_words, words_of};
use self::nearest::nearest;
pub use self::nearest::nearest_names;
pub use self::product::{Product, Publication};
pub use self::retry::Retry;
pub use self::rule::Rule;

/// The table of error codes embedded in this program.
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

/// The minimum length of a prefix for which codes are suggested, in bytes. A shorter prefix matches
/// too many codes.
const MIN_PREFIX_LEN: usize = 4;

static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/table.bin"));

impl Table {
    /// The table embedded in this program.
    pub const fn embedded() -> Self {
        Self { blob: Blob::new(EMBEDDED) }
    }

    /// The size of the table, in bytes.
    pub const fn size(self) -> usize {
        self.blob.size()
    }

    /// The code spelled exactly like `name`, or `None` if there is none.
    pub fn code(self, name: &str) -> Option<Code> {
        self.spellings(name).find(|code| code.name() == name)
    }

    /// All codes spelled like `name`, ignoring letter case, in byte order.
    ///
    /// ```
    /// let table = tcerr::Table::embedded();
    /// let code = table.spellings("authfailure.SIGNATUREFAILURE").next().unwrap();
    /// assert_eq!(code.name(), "AuthFailure.SignatureFailure");
    /// ```
    pub fn spellings(self, name: &str) -> impl Iterator<Item = Code> {
        // Among the codes with a prefix, the shortest come first.
        self.with_prefix(name).take_while(move |code| code.name().len() == name.len())
    }

    /// Every code, sorted, ignoring letter case.
    pub fn codes(self) -> impl Iterator<Item = Code> {
        self.codes_from(0)
    }

    /// The codes that start with `prefix`, ignoring letter case, sorted.
    ///
    /// ```
    /// let table = tcerr::Table::embedded();
    /// assert!(table.with_prefix("authfailure.").all(|code| code.name().starts_with("AuthFailure.")));
    /// ```
    pub fn with_prefix(self, prefix: &str) -> impl Iterator<Item = Code> {
        // Every name between the two bounds of the binary search shares with `prefix` at least the
        // bytes that both bounds share with it; these are not compared again.
        let (mut shared_below, mut shared_above) = (0, 0);
        let start = self.blob.partition_point(Section::Codes, layout::code::WORDS, |record| {
            let (name, prefix) = (record.bytes(layout::code::NAME), prefix.as_bytes());
            let (order, shared) = caseless_cmp(name, prefix, shared_below.min(shared_above));
            *if order.is_lt() { &mut shared_below } else { &mut shared_above } = shared;
            order.is_lt()
        });
        self.codes_from(start).take_while(move |code| begins_with(code.name(), prefix))
    }

    fn codes_from(self, start: u32) -> impl Iterator<Item = Code> {
        (start..self.blob.record_count(Section::Codes)).map(move |index| Code {
            record: self.blob.record(Section::Codes, layout::code::WORDS, index),
        })
    }

    /// The family called `name`; an exact match is preferred to one that differs in letter case.
    /// Pass the family's name, not a whole code: see [`family_of`].
    pub fn family(self, name: &str) -> Option<Family> {
        find_family(self.blob, name)
    }

    /// Every family, sorted, ignoring letter case.
    pub fn families(self) -> impl Iterator<Item = Family> {
        families_from(self.blob, 0)
    }

    /// The meaning of a number of API 2.0, such as 4100, or `None` if the table does not have it.
    ///
    /// ```
    /// let meaning = tcerr::Table::embedded().legacy(4100).unwrap();
    /// assert_eq!(meaning.code(), "InvalidParameter.SignatureFailure");
    /// ```
    pub fn legacy(self, number: u32) -> Option<Meaning> {
        let index = self.blob.partition_point(Section::Numbers, number::WORDS, |record| {
            record.word(number::NUMBER) < number
        });
        (index < self.blob.record_count(Section::Numbers))
            .then(|| self.blob.record(Section::Numbers, number::WORDS, index))
            .filter(|record| record.word(number::NUMBER) == number)
            .map(|record| Meaning::at(self.blob, record.word(number::MEANING)))
    }

    /// Every number of API 2.0 with its meaning, in ascending order.
    pub fn legacy_numbers(self) -> impl Iterator<Item = (u32, Meaning)> {
        (0..self.blob.record_count(Section::Numbers)).map(move |index| {
            let record = self.blob.record(Section::Numbers, number::WORDS, index);
            (record.word(number::NUMBER), Meaning::at(self.blob, record.word(number::MEANING)))
        })
    }

    /// The product with this short name, such as `cvm`, or `None` if there is none.
    ///
    /// ```
    /// use tcerr::{Lang, Table};
    ///
    /// let product = Table::embedded().product("cbs").unwrap();
    /// assert_eq!(product.title(Lang::En), "Cloud Block Storage");
    /// assert!(product.actions().any(|action| action == "CreateDisks"));
    /// ```
    pub fn product(self, name: &str) -> Option<Product> {
        let start =
            self.blob.partition_point(Section::Products, layout::product::WORDS, |record| {
                record.bytes(layout::product::NAME) < name.as_bytes()
            });
        self.products_from(start).next().filter(|product| product.name() == name)
    }

    /// Every product, sorted by short name.
    pub fn products(self) -> impl Iterator<Item = Product> {
        self.products_from(0)
    }

    fn products_from(self, start: u32) -> impl Iterator<Item = Product> {
        (start..self.blob.record_count(Section::Products))
            .map(move |index| Product::at(self.blob, index))
    }

    /// Every message rule, sorted by id.
    pub fn rules(self) -> impl Iterator<Item = Rule> {
        (0..self.blob.record_count(Section::Rules)).map(move |index| Rule::at(self.blob, index))
    }

    /// Every region with its names in API 2.0, each of a few letters.
    pub fn regions(
        self,
    ) -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
        (0..self.blob.record_count(Section::Regions)).map(move |index| {
            let record = self.blob.record(Section::Regions, region::WORDS, index);
            (record.text(region::NAME), record.list(region::LEGACY_NAMES).strings())
        })
    }

    /// Every Chinese term of the glossary with the English words that stand for it in names of
    /// codes: alternatives in lower case, in which `+` joins words that must all occur.
    pub(crate) fn terms(
        self,
    ) -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
        (0..self.blob.record_count(Section::Terms)).map(move |index| {
            let record = self.blob.record(Section::Terms, term::WORDS, index);
            (record.text(term::TERM), record.list(term::ENGLISH).strings())
        })
    }

    /// At most `limit` codes that a misspelled `name` may stand for.
    ///
    /// These are the codes within a few typing errors of `name`, compared as a whole or by the part
    /// after the family, nearest first. If there are none, they are the codes that start with
    /// `name`.
    ///
    /// ```
    /// let table = tcerr::Table::embedded();
    /// assert_eq!(table.nearest("AuthFailure.SignatureFialure", 1), ["AuthFailure.SignatureFailure"]);
    /// assert_eq!(table.nearest("RequestLimitExc", 1), ["RequestLimitExceeded"]);
    /// ```
    pub fn nearest(self, name: &str, limit: usize) -> Vec<&'static str> {
        self.nearest_among(name, |_| true, limit)
    }

    /// The code whose known message matches `message` best, or `None` if that is ambiguous.
    pub(crate) fn code_by_message(self, message: &str) -> Option<Code> {
        message::code_by_message(self.codes(), message)
    }

    /// Like [`nearest`](Self::nearest), but only among the codes for which `fits` is true.
    pub fn nearest_among(
        self,
        name: &str,
        fits: impl Fn(Code) -> bool,
        limit: usize,
    ) -> Vec<&'static str> {
        let mut suggestions = nearest(name, self.codes(), Code::name);
        suggestions.retain(|&code| fits(code));
        if suggestions.is_empty() && name.len() >= MIN_PREFIX_LEN {
            suggestions = self.with_prefix(name).filter(|&code| fits(code)).take(limit).collect();
        }
        suggestions.into_iter().take(limit).map(Code::name).collect()
    }
}
