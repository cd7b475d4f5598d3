//! What the table has for a report.

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

/// A common code that fewer products list is left to the documents of all.
const FEW: usize = 50;

/// The most codes that a miss suggests.
const SUGGESTIONS: usize = 5;

/// What the table has for a report.
pub(super) struct Lookup {
    table: Table,
    /// The spellings of the code that the table has: one, or several that differ in case alone.
    pub(super) codes: Vec<Code>,
    /// The family that answers for a code without a text of its own.
    family: Option<Family>,
    /// Most likely first.
    pub(super) meanings: Vec<Meaning>,
    pub(super) decided_by: Option<DecidedBy>,
    /// The cause that the message tells of.
    pub(super) matched_rule: Option<Matched>,
    /// The product and action that were called, where the report says so.
    pub(super) product: Option<Product>,
    action: Option<&'static str>,
}

impl Lookup {
    pub(super) fn new(report: &Report, table: Table) -> Self {
        let numbered = report.legacy.and_then(|number| table.legacy(number));
        let codes: Vec<Code> = match (report.code.as_deref(), numbered) {
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
        lookup.order(report, numbered);
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

    /// Whether repeating the call can help: by its cause, else by the first meaning of its code.
    pub(super) fn retry(&self, report: &Report, lang: Lang) -> Option<Retry> {
        let retry = match &self.matched_rule {
            Some(matched) => {
                let message = report.message.as_deref().unwrap_or_default();
                Some(advice::verdict(matched, message, lang).unwrap_or_else(|| matched.retry(lang)))
            }
            None => self.meanings.first().map(|&meaning| Retry::of_meaning(meaning, lang)),
        };
        let action = report.api_action.as_deref();
        // Of the product that was called, if that lists the code; a common code is not listed.
        let is_common = self.meanings.iter().any(|meaning| meaning.api() == Some(Api::V3));
        let uses = match self.in_product() {
            Some(of) => vec![of],
            None if is_common => Vec::new(),
            None => self.publications().collect(),
        };
        let actions = || uses.into_iter().flat_map(Publication::actions);
        retry.map(|retry| advice::risk(retry, self.product, action, actions(), lang))
    }

    /// Puts the likelier meanings first.
    fn order(&mut self, report: &Report, numbered: Option<Meaning>) {
        if let Some(api) = report.api {
            self.meanings.sort_by_key(|meaning| meaning.api() != Some(api));
        }
        if let Some(meaning) = numbered {
            self.meanings.retain(|other| *other != meaning);
            self.meanings.insert(0, meaning);
            self.decided_by = Some(DecidedBy::Number);
        } else if self.meanings.len() > 1 && self.in_product().is_some() {
            // What products publish are codes of API 3.0.
            let called = self.product;
            self.meanings.sort_by_key(|meaning| {
                let product = meaning.product();
                (
                    !is_of_products(*meaning),
                    product.is_some() && product != called,
                    product.is_none(),
                )
            });
            self.decided_by = Some(DecidedBy::Product);
        } else if self.meanings.len() > 1 {
            // The more actions of a product return the code, the likelier that was one of them.
            let codes = self.codes.clone();
            let actions = |product: Product| {
                let uses = codes.iter().flat_map(|code| code.publications());
                uses.filter(|of| of.product() == product).map(|of| of.actions().len()).sum()
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

    /// The entry of the product that was called, if it publishes this code.
    fn in_product(&self) -> Option<Publication> {
        let called = self.product?;
        self.publications().find(|of| of.product() == called)
    }

    /// The code in the table's spelling, where there is one such.
    pub(super) fn name(&self) -> Option<&'static str> {
        match self.codes[..] {
            [code] => Some(code.name()),
            _ => None,
        }
    }

    /// The code that the report names, in the table's spelling where there is one.
    pub(super) fn reported_code<'r>(&self, report: &'r Report) -> Option<&'r str> {
        let names_one = report.code.is_some() || report.legacy.is_some();
        self.name().or(report.code.as_deref()).filter(|_| names_one)
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
        let family = self.family.map(Family::origin);
        self.codes.first().map(|code| code.origin()).or(family)
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
                _ if !is_of_products(meaning) => Products::default(),
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
        let of = self.in_product();
        let action = self
            .action
            .filter(|called| of.is_some_and(|of| of.actions().any(|name| name == *called)));
        Actions { codes: self.codes.clone(), product: of.map(Publication::product), action }
    }

    /// The nearest codes to one that is not known: those that the call can return, if any.
    pub(super) fn suggestions(&self, report: &Report) -> Vec<&'static str> {
        let Some(name) = report.code.as_deref().filter(|_| self.matched() != Match::Exact) else {
            return Vec::new();
        };
        let Some(called) = self.product else {
            return self.table.nearest(name, SUGGESTIONS);
        };
        let returns = |code: Code| {
            let is_common = code.meanings().any(|meaning| meaning.api() == Some(Api::V3));
            let of = code.publications().find(|of| of.product() == called);
            let in_action = |of: Publication| {
                self.action.is_none_or(|called| of.actions().any(|name| name == called))
            };
            is_common || of.is_some_and(in_action)
        };
        let near = self.table.nearest_among(name, returns, SUGGESTIONS);
        if near.is_empty() { self.table.nearest(name, SUGGESTIONS) } else { near }
    }

    /// What is to be said about the answer itself.
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

    /// Which products and actions the code can come from.
    fn publication_note(&self) -> Option<Note> {
        let first = self.publications().next()?;
        let count = self.products(Sense::Common).len();
        let is_common = self.meanings.iter().any(|meaning| meaning.api() == Some(Api::V3));
        if is_common && (count < FEW || self.product.is_some()) {
            return Some(Note::AnyProduct);
        }
        let names = || {
            FirstFew::new(
                count,
                self.publications().map(|publication| publication.product().name()),
            )
        };
        Some(match (self.product, self.in_product()) {
            (Some(product), Some(_)) if count == 1 => Note::OnlyProduct { product },
            (Some(product), Some(_)) => Note::MeaningInProduct { count, product: product.name() },
            (Some(product), None) => Note::NotListed { product, listed_by: names() },
            (None, _) if count > 1 => Note::UsedByProducts { count, products: names() },
            (None, _) => only_in(first),
        })
    }
}

/// Whether a meaning is one in which products publish the code: not that of API 2.0 or COS, and
/// none that an SDK made up.
fn is_of_products(meaning: Meaning) -> bool {
    !matches!(meaning.api(), Some(Api::V2 | Api::Cos)) && meaning.made_by().len() == 0
}

/// That no other product publishes the code, and which actions return it.
fn only_in(publication: Publication) -> Note {
    let (product, mut actions) = (publication.product(), publication.actions());
    match actions.len() {
        0 => Note::OnlyProduct { product },
        1 => Note::OnlyAction { product, action: actions.next().unwrap_or_default() },
        count => Note::OnlyActions { product, actions: FirstFew::new(count, actions) },
    }
}

/// The code of a report that names none, if its message gives it away.
fn code_from_message(table: Table, report: &Report) -> Option<Code> {
    let message = report.message.as_deref();
    let known = message.and_then(|message| table.code_by_message(message));
    let matched = || {
        let matched = cause::match_rule(table, &CodeHint::NoCode, message?)?;
        matched.rule.codes().find_map(|name| table.code(name))
    };
    // Java and PHP leave the code out where their SDK itself failed.
    let is_sdks = matches!(report.dialect, Dialect::Java | Dialect::Php);
    known.or_else(|| table.code("null").filter(|_| is_sdks)).or_else(matched)
}
