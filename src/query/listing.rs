//! One line of a list: a code and what it means, briefly.

use serde::Serialize;

use crate::sentences::colon;
use crate::table::{Code, Family, Meaning, Product, Retry, family_of, leaf_words};
use crate::vocabulary::{Basis, Lang, Responsible};

/// A code with its first meaning, in one language.
///
/// Serialises as one object of what `tcerr list --json` and `tcerr search --json` print.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ListEntry {
    /// The code.
    pub code: &'static str,
    /// The error's type, in a few words.
    #[serde(rename = "type")]
    pub label: &'static str,
    /// What was found wrong.
    pub description: &'static str,
    /// What to do, first things first.
    #[serde(rename = "suggested_action")]
    pub fix: Vec<&'static str>,
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
    /// Whether the label says no more than the family's.
    #[serde(skip)]
    pub is_brief: bool,
}

impl ListEntry {
    /// What the table has of `code`, in `lang`.
    pub fn new(code: Code, lang: Lang) -> Self {
        Self::in_product(code, None, lang)
    }

    /// What `code` means in a product, if one is given.
    pub fn in_product(code: Code, product: Option<Product>, lang: Lang) -> Self {
        let own = code.meanings().find(|meaning| product.is_some() && meaning.product() == product);
        let written = own.or_else(|| code.meanings().next());
        let family = || code.family().map(Family::meaning);
        let basis = if written.is_some() { Basis::Written } else { Basis::Family };
        let meaning = written.or_else(family);
        Self {
            code: code.name(),
            label: meaning.map_or("", |meaning| meaning.label(lang)),
            description: meaning.map_or("", |meaning| meaning.description(lang)),
            fix: meaning.map_or_else(Vec::new, |m| m.fix(lang).collect()),
            products: code.publications().map(|of| of.product().name()).collect(),
            basis: meaning.map(|_| basis),
            retry: meaning.map(|meaning| Retry::of_meaning(meaning, lang)),
            responsible: meaning.map(Meaning::responsible),
            words: (basis == Basis::Family).then(|| leaf_words(code.name())),
            is_brief: written.is_some_and(|meaning| !meaning.has_own_label()),
        }
    }

    /// What it means, in a line: the description too, if it is its own.
    pub fn line(&self, lang: Lang) -> String {
        if self.is_brief {
            return self.description.to_owned();
        }
        labelled(self.label, self.words.as_deref().unwrap_or(self.description), lang)
    }
}

/// What each of `codes` means, in a few words: its own label or text, or its family's label and the
/// words of its name. A family is looked up once for all of its codes that follow one another.
pub fn labels(
    codes: impl Iterator<Item = Code>,
    lang: Lang,
) -> impl Iterator<Item = (&'static str, String)> {
    let mut last = ("", "");
    codes.map(move |code| {
        let name = code.name();
        let label = if let Some(meaning) = code.meanings().next() {
            let has_label = meaning.has_own_label();
            if has_label { meaning.label(lang) } else { meaning.description(lang) }.to_owned()
        } else {
            if last.0 != family_of(name) {
                let family = code.family().map_or("", |family| family.meaning().label(lang));
                last = (family_of(name), family);
            }
            labelled(last.1, &leaf_words(name), lang)
        };
        (name, label)
    })
}

fn labelled(label: &str, text: &str, lang: Lang) -> String {
    if text.is_empty() { label.to_owned() } else { [label, colon(lang), text].concat() }
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
    pub fn new(product: Product) -> Self {
        Self {
            product: product.name(),
            name_zh: product.title(Lang::Zh),
            name_en: product.title(Lang::En),
            codes: product.codes(),
        }
    }
}
