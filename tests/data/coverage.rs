//! Proves that `data/COVERAGE.md` states how many published codes of each product have a text, and
//! how many have advice of their own. It does not require any number of them.

use std::fmt::Write as _;

use tcerr::{Meaning, Table};

use crate::published;

const HEAD: &str = "\
# What the dictionary covers

Published codes a product, those that `common.toml`, `undotted.toml` or `text/` explains, and those
with advice of their own rather than their family's. A test keeps this page true, and
`SNAPSHOTS=overwrite cargo test` rewrites it.

";

#[test]
fn the_coverage_page_is_up_to_date() {
    let facts = published();
    let table = Table::embedded();
    let products = facts.products.iter().map(|product| {
        let codes = product.codes.iter().map(|code| code.code.as_str());
        (product.name.as_str(), Coverage::count(table, &product.name, codes))
    });
    let page = page(&products.collect::<Vec<_>>());
    snapbox::assert_data_eq!(page, snapbox::file!["../../data/COVERAGE.md"].raw());
}

/// Counts of the codes that one product publishes.
struct Coverage<'c> {
    codes: usize,
    /// The number of codes with advice of their own.
    advised: usize,
    /// The codes without a text.
    unwritten: Vec<&'c str>,
}

impl<'c> Coverage<'c> {
    fn count(table: Table, product: &str, codes: impl Iterator<Item = &'c str>) -> Self {
        let mut coverage = Self { codes: 0, advised: 0, unwritten: Vec::new() };
        for name in codes {
            let meaning = table.code(name).and_then(|code| {
                code.meanings()
                    .find(|meaning| meaning.product().is_none_or(|only| only.name() == product))
            });
            coverage.codes += 1;
            coverage.advised += usize::from(meaning.is_some_and(Meaning::has_own_advice));
            if meaning.is_none() {
                coverage.unwritten.push(name);
            }
        }
        coverage
    }
}

/// A Markdown table of the products with a total, and a list of the codes without a text.
fn page(products: &[(&str, Coverage)]) -> String {
    let mut text = format!("{HEAD}| product | codes | written | with fix |\n|---|--:|--:|--:|\n");
    let mut total = [0; 3];
    for (name, Coverage { codes, advised, unwritten }) in products {
        let written = codes - unwritten.len();
        writeln!(text, "| `{name}` | {codes} | {written} | {advised} |").unwrap();
        total = [total[0] + codes, total[1] + written, total[2] + advised];
    }
    let [codes, written, advised] = total;
    writeln!(text, "| all | {codes} | {written} | {advised} |").unwrap();
    let unwritten = products.iter().flat_map(|(name, coverage)| {
        coverage.unwritten.iter().map(move |code| format!("- `{name}`: `{code}`\n"))
    });
    let unwritten: Vec<String> = unwritten.collect();
    if !unwritten.is_empty() {
        writeln!(text, "\n## Without a text\n\n{}", unwritten.concat().trim_end()).unwrap();
    }
    text
}
