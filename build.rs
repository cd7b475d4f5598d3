//! Compiles `data/` into the table that the binary embeds.
//!
//! A bad row stops the build: every problem is printed as `file:line: reason`.

use std::{collections::HashSet, env, error::Error, fs, io, path::Path, process::ExitCode};

#[path = "build/blob.rs"]
mod blob;
#[path = "build/causes.rs"]
mod causes;
#[path = "build/facts.rs"]
mod facts;
#[path = "src/facts.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library shares it, and its public API has it")]
mod facts_format;
#[path = "src/fold.rs"]
mod fold;
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
    for path in [
        "build.rs",
        "build",
        "data",
        "src/facts.rs",
        "src/fold.rs",
        "src/kind.rs",
        "src/table/layout.rs",
    ] {
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
    let glossary = source::words(source::GLOSSARY, &read(source::GLOSSARY)?);
    let regions = source::words(source::REGIONS, &read(source::REGIONS)?);
    let rules = causes::read(&read(causes::CAUSES)?);
    let (mut rows, facts, glossary, regions, rules) = match (rows, facts, glossary, regions, rules)
    {
        (Ok(rows), Ok(facts), Ok(glossary), Ok(regions), Ok(rules)) => {
            (rows, facts, glossary, regions, rules)
        }
        (rows, facts, glossary, regions, rules) => {
            let problems = [rows.err(), facts.err(), glossary.err(), regions.err(), rules.err()];
            return Ok(Err(problems.into_iter().flatten().flatten().collect()));
        }
    };
    let texts = text::read(data)?.check(&rows, &facts);
    let texts = match (texts, causes::check(&rules, &rows, &facts)) {
        (Ok(texts), Ok(())) => texts,
        (texts, checked) => {
            return Ok(Err([texts.err(), checked.err()].into_iter().flatten().flatten().collect()));
        }
    };
    rows.codes.extend(texts);
    let blob = blob::write(&rows, &facts, &glossary, &regions, &rules);
    Ok(Ok(Compiled { blob, summary: summary(&rows, &facts) }))
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
