//! Compiles `data/` into the table that the binary embeds.
//!
//! A bad row stops the build: every problem is printed as `file:line: reason`. Reading and checking
//! are in `build/check.rs`, the binary form in `build/blob.rs`.

use std::{collections::HashSet, env, error::Error, fs, path::Path, process::ExitCode};

#[path = "build/blob.rs"]
mod blob;
#[path = "build/check.rs"]
mod check;

use check::{Checked, source::Row};

#[allow(clippy::print_stderr, reason = "cargo shows what a failed build script prints there")]
fn main() -> Result<ExitCode, Box<dyn Error>> {
    // The files that `check` includes from `src/` are listed one by one, because the others change
    // far more often and do not affect the table.
    for path in [
        "build.rs",
        "build",
        "data",
        "src/facts.rs",
        "src/explain/normalize.rs",
        "src/vocabulary.rs",
        "src/table/layout.rs",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    match check::check(Path::new("data"))? {
        Ok(checked) => {
            let out = Path::new(&env::var("OUT_DIR")?).join("table.bin");
            fs::write(out, blob::write(&checked))?;
            println!("cargo::rustc-env=TCERR_TABLE={}", table_summary(&checked));
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            for problem in problems {
                eprintln!("{problem}");
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

/// The line in `tcerr --version`: the size of the table, and the SDK releases it was built from.
fn table_summary(Checked { rows, facts, .. }: &Checked) -> String {
    let published = facts.products.iter().flat_map(|product| &product.codes);
    let mut codes: HashSet<&str> = published.map(|code| code.code.as_str()).collect();
    codes.extend(rows.codes.iter().flat_map(Row::spellings));
    let products = facts.products.len();
    let sources: Vec<String> =
        facts.sources.iter().map(|(name, version)| format!("{name} {version}")).collect();
    format!("{} codes, {products} products; SDKs: {}", codes.len(), sources.join(", "))
}
