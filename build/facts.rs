//! Reads what a tool keeps in `data/facts/`, and the names that people gave the products.
//!
//! The formats are those of `data/README.md`. A line that does not keep to them stops the build.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::{fs, io};

use serde::Deserialize;

use crate::layout::code_order;
use crate::source::Problem;

pub(crate) const NAMES: &str = "names.toml";
pub(crate) const PRODUCTS: &str = "facts/products.tsv";
pub(crate) const SOURCES: &str = "facts/sources.tsv";

/// The contents of the files.
pub(crate) struct FactFiles {
    pub(crate) names: String,
    pub(crate) products: String,
    pub(crate) sources: String,
    /// The file of each product, by the product's name.
    pub(crate) codes: BTreeMap<String, String>,
}

/// What the SDKs publish.
pub(crate) struct Facts {
    /// Sorted by name.
    pub(crate) products: Vec<Product>,
    /// SDK and version, as `go 1.3.166`.
    pub(crate) sources: Vec<(String, String)>,
}

pub(crate) struct Product {
    pub(crate) name: String,
    pub(crate) title_en: String,
    pub(crate) title_zh: String,
    /// The number of its documentation, or empty.
    pub(crate) documentation: String,
    pub(crate) versions: Vec<String>,
    pub(crate) dropped: String,
    /// Sorted as the table sorts.
    pub(crate) actions: Vec<String>,
    pub(crate) codes: Vec<ProductCode>,
}

/// A code as one product publishes it.
pub(crate) struct ProductCode {
    pub(crate) code: String,
    /// Places in the product's actions, ascending.
    pub(crate) actions: Vec<usize>,
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
    let file = |name: &str| fs::read_to_string(data.join(name));
    let mut codes = BTreeMap::new();
    for entry in fs::read_dir(data.join("facts"))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !["products", "sources"].contains(&&*name) {
            codes.insert(name, fs::read_to_string(path)?);
        }
    }
    Ok(FactFiles { names: file(NAMES)?, products: file(PRODUCTS)?, sources: file(SOURCES)?, codes })
}

impl FactFiles {
    /// All facts, or every problem found.
    pub(crate) fn check(&self) -> Result<Facts, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut names: BTreeMap<String, Name> =
            toml::from_str(&self.names).unwrap_or_else(|error| {
                problems.push(Problem::of_toml(NAMES, &self.names, &error));
                BTreeMap::new()
            });
        let mut products = Vec::new();
        for (line, columns) in lines(&self.products) {
            let [name, zh, _, documentation, versions, dropped] = padded(&columns);
            let Some(Name { en, zh: better }) = names.remove(name) else {
                problems.push(Problem::new(NAMES, 1, format!("product `{name}` is not named")));
                continue;
            };
            let title_zh = better.unwrap_or_else(|| zh.to_owned());
            if en.is_empty() || title_zh.is_empty() {
                problems.push(Problem::new(NAMES, 1, format!("product `{name}` lacks a language")));
            }
            let Some(file) = self.codes.get(name) else {
                let reason = format!("product `{name}` has no file of its codes");
                problems.push(Problem::new(PRODUCTS, line, reason));
                continue;
            };
            let mut product = Product {
                name: name.to_owned(),
                title_en: en,
                title_zh,
                documentation: documentation.to_owned(),
                versions: versions.split(',').map(str::to_owned).collect(),
                dropped: release(dropped),
                actions: Vec::new(),
                codes: Vec::new(),
            };
            product.read(file, &mut problems);
            products.push(product);
        }
        for name in names.keys() {
            problems.push(Problem::new(NAMES, 1, format!("there is no product `{name}`")));
        }
        let unsorted = products.windows(2).find(|pair| pair[0].name >= pair[1].name);
        if let Some(pair) = unsorted {
            let reason = format!("`{}` stands after `{}`", pair[1].name, pair[0].name);
            problems.push(Problem::new(PRODUCTS, 1, reason));
        }
        let sources = lines(&self.sources)
            .map(|(_, columns)| padded::<2>(&columns).map(str::to_owned).into())
            .collect();
        if problems.is_empty() { Ok(Facts { products, sources }) } else { Err(problems) }
    }
}

impl Product {
    fn read(&mut self, file: &str, problems: &mut Vec<Problem>) {
        let mut lines = lines(file).peekable();
        let path = format!("facts/{}.tsv", self.name);
        match lines.next_if(|(_, columns)| columns[0] == "@") {
            Some((_, columns)) => self.actions = list(padded::<2>(&columns)[1]),
            None => problems.push(Problem::new(&path, 1, "no `@` line of actions".to_owned())),
        }
        self.actions.sort_by(|a, b| code_order(a.as_bytes(), b.as_bytes()));
        lines.next_if(|(_, columns)| columns[0] == "@dropped");
        let places: HashMap<&str, usize> =
            self.actions.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
        let mut previous = String::new();
        for (line, columns) in lines {
            let [code, actions, mark] = padded(&columns);
            let mut bad = |reason: String| problems.push(Problem::new(&path, line, reason));
            if *code <= *previous {
                bad(format!("`{code}` must stand before `{previous}`"));
            }
            code.clone_into(&mut previous);
            let (names, all_but) = match actions.strip_prefix('*') {
                Some("") => (Vec::new(), true),
                Some(except) => (list(except.trim_start_matches('-')), true),
                None => (list(actions), false),
            };
            for name in names.iter().filter(|name| !places.contains_key(name.as_str())) {
                bad(format!("`{code}`: the product has no action `{name}`"));
            }
            let mut places_named: Vec<usize> =
                names.iter().filter_map(|name| places.get(name.as_str()).copied()).collect();
            places_named.sort_unstable();
            let actions = if all_but {
                (0..self.actions.len())
                    .filter(|place| places_named.binary_search(place).is_err())
                    .collect()
            } else {
                places_named
            };
            let dropped = release(mark);
            self.codes.push(ProductCode { code: code.to_owned(), actions, dropped });
        }
    }
}

/// The lines that are no comments, with their numbers, in columns.
fn lines(file: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    file.lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#'))
        .map(|(place, line)| (place + 1, line.split('\t').collect()))
}

/// Empty columns at the end of a line are left out in the files.
fn padded<'a, const N: usize>(columns: &[&'a str]) -> [&'a str; N] {
    std::array::from_fn(|place| columns.get(place).copied().unwrap_or_default())
}

fn list(names: &str) -> Vec<String> {
    names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The release in a mark such as `dropped 1.3.166`.
fn release(mark: &str) -> String {
    mark.trim_start_matches("dropped ").to_owned()
}
