//! Compiles `data/` into the table that the binary embeds.
//!
//! A bad row stops the build: every problem is printed as `file:line: reason`.

use std::{collections::HashSet, env, error::Error, fs, io, path::Path, process::ExitCode};

#[path = "build/blob.rs"]
mod blob;
#[path = "build/facts.rs"]
mod facts;
#[path = "src/kind.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library shares it, and its public API has it")]
mod kind;
#[path = "src/table/layout.rs"]
mod layout;
#[path = "build/source.rs"]
mod source;
#[path = "build/text.rs"]
mod text;

#[allow(clippy::print_stderr, reason = "cargo shows what a failed build script prints there")]
fn main() -> Result<ExitCode, Box<dyn Error>> {
    for path in ["build.rs", "build", "data", "src/kind.rs", "src/table/layout.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    match compile(Path::new("data"))? {
        Ok(table) => {
            let out = Path::new(&env::var("OUT_DIR")?).join("table.bin");
            fs::write(out, table.blob)?;
            println!("cargo::rustc-env=TCERR_TABLE={}", table.summary);
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

struct Compiled {
    blob: Vec<u8>,
    /// A line for `tcerr --version`.
    summary: String,
}

/// Compiles the files of a folder, unless there is anything wrong with them.
fn compile(data: &Path) -> Result<Result<Compiled, Vec<source::Problem>>, io::Error> {
    let read = |name: &str| fs::read_to_string(data.join(name));
    let rows = source::Source {
        common: &read(source::COMMON)?,
        client: &read(source::CLIENT)?,
        undotted: &read(source::UNDOTTED)?,
        cos: &read(source::COS)?,
        families: &read(source::FAMILIES)?,
    };
    let rows = rows.check();
    let facts = facts::read(data)?.check();
    let glossary = source::glossary(&read(source::GLOSSARY)?);
    let (mut rows, facts, glossary) = match (rows, facts, glossary) {
        (Ok(rows), Ok(facts), Ok(glossary)) => (rows, facts, glossary),
        (rows, facts, glossary) => {
            let problems = [rows.err(), facts.err(), glossary.err()];
            return Ok(Err(problems.into_iter().flatten().flatten().collect()));
        }
    };
    Ok(text::read(data)?.check(&rows, &facts).map(|texts| {
        rows.codes.extend(texts);
        Compiled { blob: blob::write(&rows, &facts, &glossary), summary: summary(&rows, &facts) }
    }))
}

/// The size of the table and the SDKs that it was read from.
fn summary(rows: &source::Rows, facts: &facts::Facts) -> String {
    let published = facts.products.iter().flat_map(|product| &product.codes);
    let mut codes: HashSet<&str> = published.map(|code| code.code.as_str()).collect();
    codes.extend(rows.codes.iter().flat_map(source::Row::spellings));
    let products = facts.products.len();
    let sources: Vec<String> =
        facts.sources.iter().map(|(name, version)| format!("{name} {version}")).collect();
    format!("{} codes, {products} products; SDKs: {}", codes.len(), sources.join(", "))
}
