//! How much of what products publish the dictionary explains.

use std::fmt::{self, Write as _};

use tcerr::{Meaning, Table};

/// Of one product, or of all: published codes, those with a text written for them, and those with
/// advice of their own.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Coverage {
    pub(crate) codes: usize,
    pub(crate) written: usize,
    pub(crate) advised: usize,
}

impl Coverage {
    /// What `table` has of the codes that `product` publishes.
    pub(crate) fn of<'c>(
        table: Table,
        product: &str,
        codes: impl Iterator<Item = &'c str>,
    ) -> Self {
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
pub(crate) fn table<'p>(
    products: impl Iterator<Item = (&'p str, Coverage)>,
) -> Result<String, fmt::Error> {
    let mut text = String::from("| product | codes | written | with fix |\n|---|--:|--:|--:|\n");
    let mut sum = Coverage::default();
    for (name, coverage) in products {
        let Coverage { codes, written, advised } = coverage;
        writeln!(text, "| `{name}` | {codes} | {written} | {advised} |")?;
        sum.codes += codes;
        sum.written += written;
        sum.advised += advised;
    }
    let Coverage { codes, written, advised } = sum;
    writeln!(text, "| all | {codes} | {written} | {advised} |")?;
    Ok(text)
}
