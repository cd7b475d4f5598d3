//! How much of what products publish the dictionary explains.

#[path = "../../examples/update-facts/coverage.rs"]
mod page;

use std::path::Path;

use page::Coverage;

use crate::published;

/// Codes of products: published, written, with advice of their own.
const COVERAGE: [usize; 3] = [17_495, 17_495, 11_979];

#[test]
fn the_dictionary_covers_what_it_covered() {
    let facts = published();
    let table = tcerr::Table::embedded();
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
    let shown = page::table(products.into_iter()).unwrap();
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
