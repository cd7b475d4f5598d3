//! The embedded table: codes, families and the numbers of API 2.0, with what they mean.
//!
//! The build script compiled `data/` to one blob that is read where it lies; nothing is parsed,
//! copied or relocated at start-up, and a look-up touches only the records it compares. This is
//! the only door to that blob: everything else speaks of [`Code`], [`Family`] and [`Meaning`].

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

/// Fewer letters than this begin too many codes to suggest any.
const SHORTEST_PREFIX: usize = 4;

static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/table.bin"));

impl Table {
    /// The table that was compiled into this program.
    pub const fn embedded() -> Self {
        Self { blob: Blob::new(EMBEDDED) }
    }

    /// The bytes that the table takes in this program.
    pub const fn size(self) -> usize {
        self.blob.size()
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
        // Of what begins with a text, the text itself comes first.
        self.with_prefix(name).take_while(move |code| code.name().len() == name.len())
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
        // What the last name before it and the first one behind it begin with, all between do.
        let (mut before, mut behind) = (0, 0);
        let start = self.blob.partition_point(Section::Codes, layout::code::WORDS, |record| {
            let (name, prefix) = (record.bytes(layout::code::NAME), prefix.as_bytes());
            let (order, same) = caseless_cmp(name, prefix, before.min(behind));
            *if order.is_lt() { &mut before } else { &mut behind } = same;
            order.is_lt()
        });
        self.codes_from(start).take_while(move |code| begins_with(code.name(), prefix))
    }

    fn codes_from(self, start: u32) -> impl Iterator<Item = Code> {
        (start..self.blob.records(Section::Codes)).map(move |place| Code {
            record: self.blob.record(Section::Codes, layout::code::WORDS, place),
        })
    }

    /// The family called `name`, if need be in other letter case. A whole code is not a family's
    /// name: see [`family_of`].
    pub fn family(self, name: &str) -> Option<Family> {
        find_family(self.blob, name)
    }

    /// Every family, sorted without regard to letter case.
    pub fn families(self) -> impl Iterator<Item = Family> {
        families_from(self.blob, 0)
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

    /// The product with this short name, such as `cvm`.
    ///
    /// ```
    /// use tcerr::{Lang, Table};
    ///
    /// let product = Table::embedded().product("cbs").unwrap();
    /// assert_eq!(product.title(Lang::En), "Cloud Block Storage");
    /// assert!(product.actions().any(|action| action == "CreateDisks"));
    /// ```
    pub fn product(self, name: &str) -> Option<Product> {
        let place =
            self.blob.partition_point(Section::Products, layout::product::WORDS, |record| {
                record.bytes(layout::product::NAME) < name.as_bytes()
            });
        self.products_from(place).next().filter(|product| product.name() == name)
    }

    /// Every product, sorted by its short name.
    pub fn products(self) -> impl Iterator<Item = Product> {
        self.products_from(0)
    }

    fn products_from(self, start: u32) -> impl Iterator<Item = Product> {
        (start..self.blob.records(Section::Products))
            .map(move |place| Product::at(self.blob, place))
    }

    /// Every message rule, in the order of their ids.
    pub fn rules(self) -> impl Iterator<Item = Rule> {
        (0..self.blob.records(Section::Rules)).map(move |place| Rule::at(self.blob, place))
    }

    /// Every region with its names in API 2.0, which are a few letters.
    pub fn regions(
        self,
    ) -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
        (0..self.blob.records(Section::Regions)).map(move |place| {
            let record = self.blob.record(Section::Regions, region::WORDS, place);
            (record.text(region::NAME), record.list(region::SHORT).strings())
        })
    }

    /// Every Chinese term of the glossary with what it is called in the names of codes: words in
    /// lower case, of which `+` joins those that must all be there.
    pub(crate) fn terms(
        self,
    ) -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
        (0..self.blob.records(Section::Terms)).map(move |place| {
            let record = self.blob.record(Section::Terms, term::WORDS, place);
            (record.text(term::TERM), record.list(term::ENGLISH).strings())
        })
    }

    /// At most `limit` codes that a misspelt `name` may have meant, nearest first: those a few
    /// slips away, as a whole or in the part after the family, else those that begin with `name`.
    ///
    /// ```
    /// let table = tcerr::Table::embedded();
    /// assert_eq!(table.nearest("AuthFailure.SignatureFialure", 1), ["AuthFailure.SignatureFailure"]);
    /// assert_eq!(table.nearest("RequestLimitExc", 1), ["RequestLimitExceeded"]);
    /// ```
    pub fn nearest(self, name: &str, limit: usize) -> Vec<&'static str> {
        self.nearest_among(name, |_| true, limit)
    }

    /// The code that is known to come with a message like this one, where that is clear.
    pub(crate) fn code_by_message(self, message: &str) -> Option<Code> {
        message::code_by_message(self.codes(), message)
    }

    /// Like [`nearest`](Self::nearest), among the codes that `fits`.
    pub fn nearest_among(
        self,
        name: &str,
        fits: impl Fn(Code) -> bool,
        limit: usize,
    ) -> Vec<&'static str> {
        let mut near = nearest(name, self.codes(), Code::name);
        near.retain(|&code| fits(code));
        if near.is_empty() && name.len() >= SHORTEST_PREFIX {
            near = self.with_prefix(name).filter(|&code| fits(code)).take(limit).collect();
        }
        near.into_iter().take(limit).map(Code::name).collect()
    }
}
