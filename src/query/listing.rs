//! The entries of a list: codes with their meaning in brief, and products.
//!
//! Entries are plain data, in one language. Which codes are listed is decided in
//! [`filter`](super::filter) and [`search`](super::search); how they look belongs to `render`.

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
    /// What to do, as steps in order.
    #[serde(rename = "suggested_action")]
    pub fix: Vec<&'static str>,
    /// Short names of the products that publish the code.
    pub products: Vec<&'static str>,
    /// Where the text comes from; `None` if there is none.
    pub basis: Option<Basis>,
    /// Whether repeating the request can help.
    pub retry: Option<Retry>,
    /// Who must act.
    pub responsible: Option<Responsible>,
    /// The words of the code's name, if the text is only its family's.
    #[serde(skip)]
    pub words: Option<String>,
    /// Whether the label is only the family's, so that a line shows the description instead.
    #[serde(skip)]
    pub is_brief: bool,
}

impl ListEntry {
    /// The entry of `code`, in `lang`.
    pub fn new(code: Code, lang: Lang) -> Self {
        Self::in_product(code, None, lang)
    }

    /// The entry of `code` with its meaning in `product`, or its first meaning if `product` is
    /// `None` or has none of its own.
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
            products: code.publications().map(|publication| publication.product().name()).collect(),
            basis: meaning.map(|_| basis),
            retry: meaning.map(|meaning| Retry::of_meaning(meaning, lang)),
            responsible: meaning.map(Meaning::responsible),
            words: (basis == Basis::Family).then(|| leaf_words(code.name())),
            is_brief: written.is_some_and(|meaning| !meaning.has_own_label()),
        }
    }

    /// The meaning in one line: the label with the description or the words of the name, or the
    /// description alone.
    pub fn line(&self, lang: Lang) -> String {
        if self.is_brief {
            return self.description.to_owned();
        }
        labeled(self.label, self.words.as_deref().unwrap_or(self.description), lang)
    }
}

/// Each of `codes` with its meaning in a few words: its own label or description, or its family's
/// label and the words of its name. A family is looked up once for consecutive codes of it.
pub fn labels(
    codes: impl Iterator<Item = Code>,
    lang: Lang,
) -> impl Iterator<Item = (&'static str, String)> {
    let (mut last_family, mut family_label) = ("", "");
    codes.map(move |code| {
        let name = code.name();
        let label = if let Some(meaning) = code.meanings().next() {
            let has_label = meaning.has_own_label();
            if has_label { meaning.label(lang) } else { meaning.description(lang) }.to_owned()
        } else {
            if last_family != family_of(name) {
                last_family = family_of(name);
                family_label = code.family().map_or("", |family| family.meaning().label(lang));
            }
            labeled(family_label, &leaf_words(name), lang)
        };
        (name, label)
    })
}

fn labeled(label: &str, text: &str, lang: Lang) -> String {
    if text.is_empty() { label.to_owned() } else { [label, colon(lang), text].concat() }
}

/// A product in the list of products.
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
    /// The entry of `product`.
    pub fn new(product: Product) -> Self {
        Self {
            product: product.name(),
            name_zh: product.title(Lang::Zh),
            name_en: product.title(Lang::En),
            codes: product.codes(),
        }
    }
}
