//! Looks a report up in the table: its code, meanings, products and actions.
//!
//! A [`Lookup`] also decides which meaning is most likely and which notes an answer has. It reads
//! nothing but the report and the table. Messages are matched in [`cause`], the wording of notes is
//! in [`notes`](super::notes), and the answer is put together in [`explain`](super::explain).

use std::cmp::Reverse;

use super::advice;
use super::answer::{Actions, DecidedBy, Match, MeaningText, Products, Sense};
use super::cause::{self, CodeHint, Matched};
use super::notes::Note;
use crate::report::{Dialect, Report};
use crate::sentences::FirstFew;
use crate::table::{
    Code, Family, Meaning, Product, Publication, Retry, Table, family_of, words_of,
};
use crate::vocabulary::{Api, Basis, Lang, Origin};

/// The minimum number of products that list a common code for its note to name them. Below that,
/// the note says that any product can return the code: most products do not list the common codes.
const MIN_LISTING_PRODUCTS: usize = 50;

/// The maximum number of codes suggested for an unknown one.
const MAX_SUGGESTIONS: usize = 5;

/// A report looked up in the table.
pub(super) struct Lookup {
    table: Table,
    /// The spellings of the code in the table: none, one, or several that differ only in case.
    pub(super) codes: Vec<Code>,
    /// The family whose meaning stands in for a code without one of its own.
    family: Option<Family>,
    /// Most likely first.
    pub(super) meanings: Vec<Meaning>,
    pub(super) decided_by: Option<DecidedBy>,
    /// The rule that the message matches.
    pub(super) matched_rule: Option<Matched>,
    /// The called product, if the report names one that the table has.
    pub(super) product: Option<Product>,
    /// The called action, if the table has it for the product.
    action: Option<&'static str>,
}

impl Lookup {
    pub(super) fn new(report: &Report, table: Table) -> Self {
        let legacy_meaning = report.legacy.and_then(|number| table.legacy(number));
        let codes: Vec<Code> = match (report.code.as_deref(), legacy_meaning) {
            (Some(name), _) => match table.code(name) {
                Some(code) => vec![code],
                None => table.spellings(name).collect(),
            },
            (None, Some(meaning)) => table.code(meaning.code()).into_iter().collect(),
            (None, None) => code_from_message(table, report).into_iter().collect(),
        };
        let product = report.product.as_deref().and_then(|name| table.product(name));
        let action = report.api_action.as_deref();
        let action =
            product.and_then(|product| product.actions().find(|name| Some(*name) == action));
        let mut lookup = Self {
            table,
            family: None,
            matched_rule: None,
            meanings: codes.iter().flat_map(|code| code.meanings()).collect(),
            decided_by: None,
            codes,
            product,
            action,
        };
        lookup.sort_meanings(report, legacy_meaning);
        if let Some(name) = report.code.as_deref().filter(|_| lookup.meanings.is_empty()) {
            lookup.family = table.family(family_of(name));
            lookup.meanings.extend(lookup.family.map(Family::meaning));
        }
        let hint = match (&report.code, report.legacy) {
            (None, None) => CodeHint::NoCode,
            _ => CodeHint::Code(&lookup.codes, lookup.family),
        };
        let message = report.message.as_deref();
        lookup.matched_rule = message.and_then(|message| cause::match_rule(table, &hint, message));
        lookup
    }

    /// Whether repeating the call can help, according to its cause, else to its first meaning.
    pub(super) fn retry(&self, report: &Report, lang: Lang) -> Option<Retry> {
        let retry = match &self.matched_rule {
            Some(matched) => {
                let message = report.message.as_deref().unwrap_or_default();
                Some(advice::verdict(matched, message, lang).unwrap_or_else(|| matched.retry(lang)))
            }
            None => self.meanings.first().map(|&meaning| Retry::of_meaning(meaning, lang)),
        };
        let action = report.api_action.as_deref();
        // The actions of the called product if it lists the code, else of every product that does.
        // Not for a common code, which most products return without listing it.
        let is_common = self.meanings.iter().any(|meaning| meaning.api() == Some(Api::V3));
        let publications = match self.called_publication() {
            Some(publication) => vec![publication],
            None if is_common => Vec::new(),
            None => self.publications().collect(),
        };
        let actions = publications.into_iter().flat_map(Publication::actions);
        retry.map(|retry| advice::with_risk(retry, self.product, action, actions, lang))
    }

    /// Sorts the meanings, most likely first.
    fn sort_meanings(&mut self, report: &Report, legacy_meaning: Option<Meaning>) {
        if let Some(api) = report.api {
            self.meanings.sort_by_key(|meaning| meaning.api() != Some(api));
        }
        if let Some(meaning) = legacy_meaning {
            self.meanings.retain(|other| *other != meaning);
            self.meanings.insert(0, meaning);
            self.decided_by = Some(DecidedBy::Number);
        } else if self.meanings.len() > 1 && self.called_publication().is_some() {
            // Products publish only codes of API 3.0.
            let called = self.product;
            self.meanings.sort_by_key(|meaning| {
                let product = meaning.product();
                (
                    !is_published_sense(*meaning),
                    product.is_some() && product != called,
                    product.is_none(),
                )
            });
            self.decided_by = Some(DecidedBy::Product);
        } else if self.meanings.len() > 1 {
            // The more actions of a product return the code, the more likely that product was
            // called.
            let codes = self.codes.clone();
            let actions = |product: Product| {
                codes
                    .iter()
                    .flat_map(|code| code.publications())
                    .filter(|publication| publication.product() == product)
                    .map(|publication| publication.actions().len())
                    .sum()
            };
            self.meanings
                .sort_by_key(|meaning| Reverse(meaning.product().map_or(usize::MAX, actions)));
        }
    }

    fn publications(&self) -> impl Iterator<Item = Publication> {
        self.codes.iter().flat_map(|code| code.publications())
    }

    fn products(&self, sense: Sense) -> Products {
        Products { codes: self.codes.clone(), sense }
    }

    /// The called product's entry, if it publishes this code.
    fn called_publication(&self) -> Option<Publication> {
        let called = self.product?;
        self.publications().find(|publication| publication.product() == called)
    }

    /// The code as the table spells it, or `None` if the table has no spelling or several.
    pub(super) fn name(&self) -> Option<&'static str> {
        match self.codes[..] {
            [code] => Some(code.name()),
            _ => None,
        }
    }

    /// The code of the report, as the table spells it if possible; `None` if the report has neither
    /// a code nor a number, even if a code was inferred from the message.
    pub(super) fn reported_code<'r>(&self, report: &'r Report) -> Option<&'r str> {
        let has_code = report.code.is_some() || report.legacy.is_some();
        self.name().or(report.code.as_deref()).filter(|_| has_code)
    }

    pub(super) fn matched(&self) -> Match {
        match (self.codes.is_empty() && self.meanings.is_empty(), self.family) {
            (true, _) => Match::None,
            (false, Some(_)) if self.codes.is_empty() => Match::Family,
            (false, _) => Match::Exact,
        }
    }

    pub(super) fn origin(&self, report: &Report) -> Option<Origin> {
        match report.api {
            Some(Api::V2) => return Some(Origin::Legacy),
            Some(Api::Cos) => return Some(Origin::Cos),
            _ => {}
        }
        let family_origin = self.family.map(Family::origin);
        self.codes.first().map(|code| code.origin()).or(family_origin)
    }

    pub(super) fn meaning_text(&self, meaning: Meaning, lang: Lang) -> MeaningText {
        MeaningText {
            label: meaning.label(lang),
            has_own_label: meaning.has_own_label(),
            description: meaning.description(lang),
            fix: meaning.fix(lang).collect(),
            basis: if self.family.is_some() { Basis::Family } else { Basis::Written },
            product: meaning.product().filter(|_| self.meanings.len() > 1).map(Product::name),
            products: match meaning.product() {
                _ if !is_published_sense(meaning) => Products::default(),
                Some(product) => self.products(Sense::Of(product)),
                None if self.meanings.iter().any(|other| other.product().is_some()) => {
                    self.products(Sense::Shared)
                }
                None => self.products(Sense::Common),
            },
            legacy: meaning.legacy(),
            api: meaning.api(),
            http_status: meaning.http_status(),
            code: meaning.code(),
            made_by: meaning.made_by().collect(),
            retry: Retry::of_meaning(meaning, lang),
            responsible: meaning.responsible(),
            docs: meaning.docs().collect(),
            note: Some(meaning.note(lang)).filter(|note| !note.is_empty()),
        }
    }

    pub(super) fn actions(&self) -> Actions {
        let publication = self.called_publication();
        let action = self.action.filter(|called| {
            publication.is_some_and(|publication| publication.actions().any(|name| name == *called))
        });
        Actions {
            codes: self.codes.clone(),
            product: publication.map(Publication::product),
            action,
        }
    }

    /// The codes nearest to an unknown one; if any of them can come from this call, only those.
    pub(super) fn suggestions(&self, report: &Report) -> Vec<&'static str> {
        let Some(name) = report.code.as_deref().filter(|_| self.matched() != Match::Exact) else {
            return Vec::new();
        };
        let Some(called) = self.product else {
            return self.table.nearest(name, MAX_SUGGESTIONS);
        };
        let can_return = |code: Code| {
            let is_common = code.meanings().any(|meaning| meaning.api() == Some(Api::V3));
            let publication =
                code.publications().find(|publication| publication.product() == called);
            let includes_action = |publication: Publication| {
                self.action.is_none_or(|called| publication.actions().any(|name| name == called))
            };
            is_common || publication.is_some_and(includes_action)
        };
        let from_call = self.table.nearest_among(name, can_return, MAX_SUGGESTIONS);
        if from_call.is_empty() { self.table.nearest(name, MAX_SUGGESTIONS) } else { from_call }
    }

    /// The notes about the answer itself.
    pub(super) fn notes(&self, report: &Report) -> Vec<Note> {
        let mut notes = Vec::new();
        if let (Some(family), Some(name)) = (self.family, report.code.as_deref()) {
            notes.push(self.family_note(family, self.name().unwrap_or(name)));
        }
        let count = self.meanings.len();
        match (self.decided_by, self.product) {
            (None, _) if count > 1 => notes.push(Note::SeveralMeanings { count }),
            (Some(DecidedBy::Product), Some(product)) => {
                notes.push(Note::ChosenByProduct { product: product.name(), others: count - 1 });
            }
            _ => {}
        }
        notes.extend(self.publication_note());
        if report.code.is_none() && report.legacy.is_none() {
            let property = match report.dialect {
                Dialect::Dotnet => "e.ErrorCode",
                _ => "err.code",
            };
            notes.push(if self.codes.is_empty() {
                Note::NoCode { property }
            } else {
                Note::CodeFromMessage { property }
            });
        }
        if report.seen > 1 {
            notes.push(Note::SeenTimes { count: report.seen });
        }
        if self.codes.len() > 1 {
            let spellings =
                FirstFew::new(self.codes.len(), self.codes.iter().map(|code| code.name()));
            notes.push(Note::Spellings { spellings });
        }
        let dropped = self.codes.first().and_then(|code| code.dropped());
        notes.extend(dropped.map(|release| Note::Dropped { release }));
        notes
    }

    fn family_note(&self, family: Family, code: &str) -> Note {
        let words = words_of(code.get(family.name().len()..).unwrap_or_default());
        let family = family.name();
        match (words.is_empty(), self.codes.is_empty()) {
            (true, _) => Note::FamilyOnly { family },
            (false, true) => Note::UnknownCode { family, words },
            (false, false) => Note::FamilyText { family, words },
        }
    }

    /// The note about the products and actions that return the code.
    fn publication_note(&self) -> Option<Note> {
        let first = self.publications().next()?;
        let count = self.products(Sense::Common).len();
        let is_common = self.meanings.iter().any(|meaning| meaning.api() == Some(Api::V3));
        if is_common && (count < MIN_LISTING_PRODUCTS || self.product.is_some()) {
            return Some(Note::AnyProduct);
        }
        let names = || {
            FirstFew::new(
                count,
                self.publications().map(|publication| publication.product().name()),
            )
        };
        Some(match (self.product, self.called_publication()) {
            (Some(product), Some(_)) if count == 1 => Note::OnlyProduct { product },
            (Some(product), Some(_)) => Note::MeaningInProduct { count, product: product.name() },
            (Some(product), None) => Note::NotListed { product, listed_by: names() },
            (None, _) if count > 1 => Note::UsedByProducts { count, products: names() },
            (None, _) => single_publication_note(first),
        })
    }
}

/// Whether products publish the code in this sense: not one of API 2.0 or COS, and not one that an
/// SDK makes up.
fn is_published_sense(meaning: Meaning) -> bool {
    !matches!(meaning.api(), Some(Api::V2 | Api::Cos)) && meaning.made_by().len() == 0
}

/// The note for a code with a single publication: its product, and the actions that return it.
fn single_publication_note(publication: Publication) -> Note {
    let (product, mut actions) = (publication.product(), publication.actions());
    match actions.len() {
        0 => Note::OnlyProduct { product },
        1 => Note::OnlyAction { product, action: actions.next().unwrap_or_default() },
        count => Note::OnlyActions { product, actions: FirstFew::new(count, actions) },
    }
}

/// The code of a report without one, inferred from its message, or `None` if that is not possible.
fn code_from_message(table: Table, report: &Report) -> Option<Code> {
    let message = report.message.as_deref();
    let by_known_message = message.and_then(|message| table.code_by_message(message));
    let by_rule = || {
        let matched = cause::match_rule(table, &CodeHint::NoCode, message?)?;
        matched.rule.codes().find_map(|name| table.code(name))
    };
    // The Java and PHP SDKs leave the code out if the SDK itself failed.
    let is_sdk_failure = matches!(report.dialect, Dialect::Java | Dialect::Php);
    by_known_message.or_else(|| table.code("null").filter(|_| is_sdk_failure)).or_else(by_rule)
}
