//! One line of a list: a code and what it means, briefly.

use serde::Serialize;

use crate::explain::{Basis, Retry, leaf_words};
use crate::kind::{Lang, Responsible};
use crate::table::{Code, Family, Meaning, Product};

/// A code with its first meaning, in one language.
///
/// Serialises as one object of what `tcerr list --json` and `tcerr search --json` print.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// The code.
    pub code: &'static str,
    /// The error's type, in a few words.
    #[serde(rename = "type")]
    pub label: &'static str,
    /// What was found wrong.
    pub description: &'static str,
    /// What to do, first things first.
    pub suggested_action: Vec<&'static str>,
    /// Short names of the products that publish the code.
    pub products: Vec<&'static str>,
    /// Where the text comes from.
    pub basis: Option<Basis>,
    /// Whether repeating the request can help.
    pub retry: Option<Retry>,
    /// Who must act.
    pub responsible: Option<Responsible>,
    /// The words of the code's name, where the text is only its family's.
    #[serde(skip)]
    pub words: Option<String>,
}

impl Entry {
    /// What the table has of `code`, in `lang`.
    pub fn of(code: Code, lang: Lang) -> Self {
        let written = code.meanings().next();
        let family = || code.family().map(Family::meaning);
        let basis = if written.is_some() { Basis::Written } else { Basis::Family };
        let meaning = written.or_else(family);
        Self {
            code: code.name(),
            label: meaning.map_or("", |meaning| meaning.label(lang)),
            description: meaning.map_or("", |meaning| meaning.description(lang)),
            suggested_action: meaning.map_or_else(Vec::new, |m| m.suggested_action(lang).collect()),
            products: code.uses().map(|of| of.product().name()).collect(),
            basis: meaning.map(|_| basis),
            retry: meaning.map(|meaning| Retry::of(meaning, lang)),
            responsible: meaning.map(Meaning::responsible),
            words: (basis == Basis::Family).then(|| leaf_words(code.name())),
        }
    }

    /// What it means, in a few words: its own label, or the family's and the words of its name.
    pub fn label_line(&self, lang: Lang) -> String {
        match &self.words {
            Some(words) if !words.is_empty() => format!("{}{}{words}", self.label, colon(lang)),
            _ => self.label.to_owned(),
        }
    }

    /// What it means, in a line: the description too, if it is its own.
    pub fn line(&self, lang: Lang) -> String {
        match self.words {
            Some(_) => self.label_line(lang),
            None => format!("{}{}{}", self.label, colon(lang), self.description),
        }
    }
}

fn colon(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ": ",
        Lang::Zh => "：",
    }
}

/// A product in a list.
///
/// Serialises as one object of what `tcerr list --products --json` prints.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ProductEntry {
    /// The short name.
    pub product: &'static str,
    /// The Chinese name.
    pub name_zh: &'static str,
    /// The English name.
    pub name_en: &'static str,
    /// How many codes it publishes.
    pub codes: usize,
}

impl ProductEntry {
    /// What the table has of `product`.
    pub fn of(product: Product) -> Self {
        Self {
            product: product.name(),
            name_zh: product.title(Lang::Zh),
            name_en: product.title(Lang::En),
            codes: product.codes(),
        }
    }
}
