//! The embedded table: codes, families and the numbers of API 2.0, with what they mean.
//!
//! The build script compiled `data/` to one blob that is read where it lies; nothing is parsed,
//! copied or relocated at start-up, and a look-up touches only the records it compares. This is
//! the only door to that blob: everything else speaks of [`Code`], [`Family`] and [`Meaning`].

mod blob;
pub(crate) mod layout;
pub(crate) mod nearest;

use std::cmp::Ordering;

use self::blob::{Blob, List, Record};
use self::layout::{
    Section, action, code, family, folded, folded_order, meaning, number, product, region, rule,
    term,
};
use self::nearest::nearest;
use crate::kind::{Api, Lang, Origin, Responsible, Verdict};
use crate::report::family_of;

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

/// A product of Tencent Cloud that has an API.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    record: Record,
}

/// That a product publishes a code, and which of its actions return it.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    product: Product,
    /// The list of actions.
    actions: List,
}

/// A family of codes: those with the same part before the first dot.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    record: Record,
}

/// What a message can tell of a cause, in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    record: Record,
    place: u32,
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
        let start = self.blob.partition_point(Section::Codes, code::WORDS, |record| {
            let (name, prefix) = (record.bytes(code::NAME), prefix.as_bytes());
            let (order, same) = folded(name, prefix, before.min(behind));
            *if order.is_lt() { &mut before } else { &mut behind } = same;
            order.is_lt()
        });
        self.codes_from(start).take_while(move |code| begins_with(code.name(), prefix))
    }

    fn codes_from(self, start: u32) -> impl Iterator<Item = Code> {
        (start..self.blob.records(Section::Codes)).map(move |place| Code {
            record: self.blob.record(Section::Codes, code::WORDS, place as usize),
        })
    }

    /// The family called `name`, if need be in other letter case. A whole code is not a family's
    /// name: see [`family_of`].
    pub fn family(self, name: &str) -> Option<Family> {
        let place = self.blob.partition_point(Section::Families, family::WORDS, |record| {
            folded(record.bytes(family::NAME), name.as_bytes(), 0).0.is_lt()
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
            record: self.blob.record(Section::Families, family::WORDS, place as usize),
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
            .then(|| self.blob.record(Section::Numbers, number::WORDS, place as usize))
            .filter(|record| record.word(number::NUMBER) == number)
            .map(|record| Meaning::at(self.blob, record.word(number::MEANING)))
    }

    /// Every number of API 2.0 with what it means, in ascending order.
    pub fn legacy_numbers(self) -> impl Iterator<Item = (u32, Meaning)> {
        (0..self.blob.records(Section::Numbers)).map(move |place| {
            let record = self.blob.record(Section::Numbers, number::WORDS, place as usize);
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
        let place = self.blob.partition_point(Section::Products, product::WORDS, |record| {
            record.bytes(product::NAME) < name.as_bytes()
        });
        self.products_from(place).next().filter(|product| product.name() == name)
    }

    /// Every product, sorted by its short name.
    pub fn products(self) -> impl Iterator<Item = Product> {
        self.products_from(0)
    }

    fn products_from(self, start: u32) -> impl Iterator<Item = Product> {
        (start..self.blob.records(Section::Products)).map(move |place| Product {
            record: self.blob.record(Section::Products, product::WORDS, place as usize),
        })
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
            let record = self.blob.record(Section::Regions, region::WORDS, place as usize);
            (record.text(region::NAME), record.list(region::SHORT).strings())
        })
    }

    /// Every Chinese term of the glossary with what it is called in the names of codes: words in
    /// lower case, of which `+` joins those that must all be there.
    pub(crate) fn terms(
        self,
    ) -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
        (0..self.blob.records(Section::Terms)).map(move |place| {
            let record = self.blob.record(Section::Terms, term::WORDS, place as usize);
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
        Table { blob: self.record.blob() }.family(family_of(self.name()))
    }

    /// The products that publish it, sorted by their short names. The codes that all products
    /// share, such as those of a refused signature, stand in the list of hardly any.
    ///
    /// ```
    /// let code = tcerr::Table::embedded().code("InvalidDisk.NotPortable").unwrap();
    /// let uses: Vec<_> = code.uses().collect();
    /// assert_eq!(uses.len(), 1);
    /// assert_eq!(uses[0].product().name(), "cbs");
    /// ```
    pub fn uses(self) -> impl ExactSizeIterator<Item = Use> {
        let blob = self.record.blob();
        let pairs = self.record.list(code::USES);
        (0..pairs.len() / 2).map(move |place| Use {
            product: Product {
                record: blob.record(
                    Section::Products,
                    product::WORDS,
                    pairs.word(2 * place) as usize,
                ),
            },
            actions: blob.list(pairs.word(2 * place + 1)),
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

impl Product {
    /// The short name that stands in host names, such as `cvm`.
    pub fn name(self) -> &'static str {
        self.record.text(product::NAME)
    }

    /// The name that people know it by.
    pub fn title(self, lang: Lang) -> &'static str {
        self.record.text(product::TITLE + lang_offset(lang))
    }

    /// The link to its documentation, where it has one.
    pub fn docs(self) -> Option<&'static str> {
        Some(self.record.text(product::DOCS)).filter(|link| !link.is_empty())
    }

    /// Its actions, sorted without regard to letter case.
    pub fn actions(self) -> impl ExactSizeIterator<Item = &'static str> {
        let first = self.record.word(product::ACTION) as usize;
        let count = self.record.word(product::ACTIONS) as usize;
        let blob = self.record.blob();
        (first..first + count).map(move |place| action_name(blob, place))
    }

    /// Its API versions, such as `2017-03-12`.
    pub fn versions(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list(product::VERSIONS).strings()
    }

    /// How many codes it publishes.
    pub fn codes(self) -> usize {
        self.record.word(product::CODES) as usize
    }

    /// The SDK release since which no SDK has the product any more.
    pub fn dropped(self) -> Option<&'static str> {
        Some(self.record.text(product::DROPPED)).filter(|release| !release.is_empty())
    }
}

impl Use {
    /// The product.
    pub fn product(self) -> Product {
        self.product
    }

    /// Its actions that are documented to return the code; empty where none is.
    pub fn actions(self) -> impl ExactSizeIterator<Item = &'static str> {
        let blob = self.product.record.blob();
        self.actions.words().map(move |place| action_name(blob, place as usize))
    }
}

/// Whether `name` begins with `prefix` when letter case is ignored.
///
/// ```
/// assert!(tcerr::begins_with("AuthFailure", "authf"));
/// ```
pub fn begins_with(name: &str, prefix: &str) -> bool {
    let head = name.as_bytes().get(..prefix.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// Those of `names` that a misspelt `name` may have meant, nearest first.
///
/// ```
/// assert_eq!(tcerr::nearest_names("cvmm", ["cbs", "cvm"].into_iter()), ["cvm"]);
/// ```
pub fn nearest_names(name: &str, names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    nearest(name, names, |name| name)
}

fn action_name(blob: Blob, place: usize) -> &'static str {
    blob.record(Section::Actions, action::WORDS, place).text(action::NAME)
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

fn rules(blob: Blob, pairs: List) -> impl Iterator<Item = (Rule, bool)> {
    (0..pairs.len() / 2)
        .map(move |place| (Rule::at(blob, pairs.word(2 * place)), pairs.word(2 * place + 1) != 0))
}

impl Rule {
    fn at(blob: Blob, place: u32) -> Self {
        Self { record: blob.record(Section::Rules, rule::WORDS, place as usize), place }
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
        self.text(rule::TYPE, lang)
    }

    /// How the message shows that it is this cause: a clause.
    pub fn tell(self, lang: Lang) -> &'static str {
        self.text(rule::TELL, lang)
    }

    /// The cause in a sentence, with `<name>` for what the message says.
    pub(crate) fn summary(self, lang: Lang) -> &'static str {
        self.text(rule::SUMMARY, lang)
    }

    /// The same with more of what the message says; empty where the rule has no such sentence.
    pub(crate) fn exact_summary(self, lang: Lang) -> &'static str {
        self.text(rule::EXACT, lang)
    }

    /// What to do, with `<name>` for what the message says.
    pub(crate) fn steps(self, lang: Lang) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list(rule::FIX + lang_offset(lang)).strings()
    }

    /// Whether repeating the request can help.
    pub fn verdict(self) -> Verdict {
        Verdict::from_index(self.record.word(rule::VERDICT)).unwrap_or(Verdict::No)
    }

    /// Why [`verdict`](Self::verdict) is what it is, with `<name>` for what the message says.
    pub(crate) fn verdict_reason(self, lang: Lang) -> &'static str {
        self.text(rule::WHY, lang)
    }

    /// Who must act.
    pub fn responsible(self) -> Responsible {
        let place = self.record.word(rule::RESPONSIBLE);
        Responsible::from_index(place).unwrap_or(Responsible::Caller)
    }

    fn text(self, field: usize, lang: Lang) -> &'static str {
        self.record.text(field + lang_offset(lang))
    }
}

impl Meaning {
    fn at(blob: Blob, place: u32) -> Self {
        Self { record: blob.record(Section::Meanings, meaning::WORDS, place as usize) }
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
        Some(Product { record: blob.record(Section::Products, product::WORDS, place as usize) })
    }

    /// Whether the [`label`](Self::label) was written for the code, and is not its family's.
    pub fn has_own_label(self) -> bool {
        self.part(meaning::OWN) & 1 != 0
    }

    /// Whether the [`suggested_action`](Self::suggested_action) was written for the code, and is
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
        self.text(meaning::TYPE, lang)
    }

    /// What was found wrong.
    pub fn description(self, lang: Lang) -> &'static str {
        self.text(meaning::DESCRIPTION, lang)
    }

    /// What to do, first things first; never empty.
    pub fn suggested_action(self, lang: Lang) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list(meaning::FIX + lang_offset(lang)).strings()
    }

    /// Whether repeating the request can help.
    pub fn verdict(self) -> Verdict {
        Verdict::from_index(self.part(meaning::VERDICT)).unwrap_or(Verdict::No)
    }

    /// Why [`verdict`](Self::verdict) is what it is: a clause.
    pub fn verdict_reason(self, lang: Lang) -> &'static str {
        self.text(meaning::WHY, lang)
    }

    /// Who must act.
    pub fn responsible(self) -> Responsible {
        let place = self.part(meaning::RESPONSIBLE);
        Responsible::from_index(place).unwrap_or(Responsible::Caller)
    }

    /// A sentence of context; empty where there is nothing to add.
    pub fn note(self, lang: Lang) -> &'static str {
        self.text(meaning::NOTE, lang)
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

    fn text(self, field: usize, lang: Lang) -> &'static str {
        self.record.text(field + lang_offset(lang))
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

impl PartialEq for Product {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record
    }
}

impl Eq for Product {}
