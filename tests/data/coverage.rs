//! How much of what products publish the dictionary explains.

use std::fmt::Write as _;
use std::path::Path;

use tcerr::{Meaning, Table};

use crate::published;

/// Codes of products: published, written, with advice of their own.
const COVERAGE: [usize; 3] = [17_495, 17_495, 11_979];

#[test]
fn the_dictionary_covers_what_it_covered() {
    let facts = published();
    let table = Table::embedded();
    let products = facts.products.iter().map(|product| {
        let codes = product.codes.iter().map(|code| code.code.as_str());
        (product.name.as_str(), Coverage::of(table, &product.name, codes))
    });
    let products: Vec<_> = products.collect();
    let sum = |part: fn(&Coverage) -> usize| -> usize {
        products.iter().map(|(_, coverage)| part(coverage)).sum()
    };
    let covered = [sum(|of| of.codes), sum(|of| of.written), sum(|of| of.advised)];
    assert_eq!(covered, COVERAGE);
    let shown = page(products.into_iter());
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/COVERAGE.md");
    let page = snapbox::Data::read_from(&page, Some(snapbox::data::DataFormat::Text));
    let shown = format!("{COVERAGE_HEAD}{shown}");
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(snapbox::IntoData::raw(shown), page.raw());
}

const COVERAGE_HEAD: &str = "\
# What the dictionary covers

Published codes a product, those that `common.toml`, `undotted.toml` or `text/` explains, and those
with advice of their own rather than their family's. A test keeps this page true, and
`SNAPSHOTS=overwrite cargo test` rewrites it.

";

/// Of one product, or of all: published codes, those with a text written for them, and those with
/// advice of their own.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Coverage {
    codes: usize,
    written: usize,
    advised: usize,
}

impl Coverage {
    /// What `table` has of the codes that `product` publishes.
    fn of<'c>(table: Table, product: &str, codes: impl Iterator<Item = &'c str>) -> Self {
        let mut coverage = Self::default();
        for code in codes {
            let meaning = table.code(code).and_then(|code| {
                code.meanings()
                    .find(|meaning| meaning.product().is_none_or(|only| only.name() == product))
            });
            coverage.codes += 1;
            coverage.written += usize::from(meaning.is_some());
            coverage.advised += usize::from(meaning.is_some_and(Meaning::has_own_advice));
        }
        coverage
    }
}

/// A Markdown table of products, a line each, and their sum.
fn page<'p>(products: impl Iterator<Item = (&'p str, Coverage)>) -> String {
    let mut text = String::from("| product | codes | written | with fix |\n|---|--:|--:|--:|\n");
    let mut sum = Coverage::default();
    for (name, coverage) in products {
        let Coverage { codes, written, advised } = coverage;
        writeln!(text, "| `{name}` | {codes} | {written} | {advised} |").unwrap();
        sum.codes += codes;
        sum.written += written;
        sum.advised += advised;
    }
    let Coverage { codes, written, advised } = sum;
    writeln!(text, "| all | {codes} | {written} | {advised} |").unwrap();
    text
}
