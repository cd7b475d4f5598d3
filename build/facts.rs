//! Joins the facts in `data/facts/`, which a tool writes, with the product names in
//! `data/names.toml`, which people write.
//!
//! The format of `data/facts/` is the business of `src/facts.rs`, which reads it strictly.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::{fs, io};

use serde::Deserialize;
use toml::Spanned;

use super::facts_format;
use super::layout::code_order;
use super::tables::{Problem, line_at};

pub(crate) const NAMES: &str = "names.toml";

/// The folder that the update tool writes.
pub(crate) const FOLDER: &str = "facts";

/// The contents of the files.
pub(crate) struct FactFiles {
    pub(crate) names: String,
    pub(crate) files: facts_format::Files,
}

/// What the SDKs publish.
pub(crate) struct Facts {
    /// Sorted by name.
    pub(crate) products: Vec<Product>,
    /// The SDKs and their versions, such as `go` and `1.3.166`.
    pub(crate) sources: Vec<(String, String)>,
}

pub(crate) struct Product {
    pub(crate) name: String,
    pub(crate) title_en: String,
    pub(crate) title_zh: String,
    /// The number of its documentation, or empty.
    pub(crate) documentation: String,
    pub(crate) versions: Vec<String>,
    /// The release that dropped it, or empty.
    pub(crate) dropped: String,
    /// Sorted by [`code_order`].
    pub(crate) actions: Vec<String>,
    pub(crate) codes: Vec<ProductCode>,
}

/// A code as one product publishes it.
pub(crate) struct ProductCode {
    pub(crate) code: String,
    /// Indices of the product's actions, ascending.
    pub(crate) actions: Vec<usize>,
    /// The release that dropped it, or empty.
    pub(crate) dropped: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    en: String,
    zh: Option<String>,
}

/// Reads the files below `data`.
pub(crate) fn read(data: &Path) -> io::Result<FactFiles> {
    let names = fs::read_to_string(data.join(NAMES))?;
    Ok(FactFiles { names, files: facts_format::load(&data.join(FOLDER))? })
}

impl FactFiles {
    /// Returns all facts, or every problem found.
    pub(crate) fn check(&self) -> Result<Facts, Vec<Problem>> {
        let stored = facts_format::parse(&self.files).map_err(|problems| {
            let in_folder = |problem: facts_format::Problem| {
                Problem::new(&format!("{FOLDER}/{}", problem.file), problem.line, problem.reason)
            };
            problems.into_iter().map(in_folder).collect::<Vec<_>>()
        })?;
        let mut names: BTreeMap<String, Spanned<Name>> = toml::from_str(&self.names)
            .map_err(|error| vec![Problem::from_toml(NAMES, &self.names, &error)])?;
        let mut problems = Vec::new();
        let mut products = Vec::new();
        for (name, product) in stored.facts.products {
            let Some(title) = names.remove(&name) else {
                problems.push(Problem::new(NAMES, 1, format!("product `{name}` is missing")));
                continue;
            };
            let line = line_at(&self.names, title.span().start);
            let Name { en, zh } = title.into_inner();
            let title_zh = zh.unwrap_or_else(|| product.name_zh.clone());
            if en.is_empty() || title_zh.is_empty() {
                let reason = format!("product `{name}` needs a name in both languages");
                problems.push(Problem::new(NAMES, line, reason));
            }
            products.push(Product::new(name, en, title_zh, product));
        }
        for (name, title) in names {
            let line = line_at(&self.names, title.span().start);
            problems.push(Problem::new(NAMES, line, format!("unknown product `{name}`")));
        }
        let sources = stored.sources.into_iter().map(|source| (source.name, source.version));
        let sources = sources.collect();
        if problems.is_empty() { Ok(Facts { products, sources }) } else { Err(problems) }
    }
}

impl Product {
    fn new(
        name: String,
        title_en: String,
        title_zh: String,
        stored: facts_format::Product,
    ) -> Self {
        let mut actions: Vec<String> = stored.actions.into_iter().collect();
        actions.sort_by(|a, b| code_order(a.as_bytes(), b.as_bytes()));
        let indices: HashMap<&str, usize> =
            actions.iter().enumerate().map(|(index, name)| (name.as_str(), index)).collect();
        let codes = stored.codes.into_iter().map(|(code, stored)| {
            let mut actions: Vec<usize> =
                stored.actions.iter().map(|name| indices[&**name]).collect();
            actions.sort_unstable();
            ProductCode { code, actions, dropped: stored.dropped.unwrap_or_default() }
        });
        let codes = codes.collect();
        Self {
            name,
            title_en,
            title_zh,
            documentation: stored.doc,
            versions: stored.versions.into_iter().collect(),
            dropped: stored.dropped.unwrap_or_default(),
            actions,
            codes,
        }
    }
}
