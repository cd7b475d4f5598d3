//! Reads `data/` and checks every row.
//!
//! The build script compiles what this module returns. `tests/data` checks the wording of the same
//! rows. Both include this module, because a build script cannot link the crate that it builds;
//! for the same reason this module includes the few files of `src/` that both sides need.

use std::path::Path;
use std::{fs, io};

pub(crate) mod causes;
pub(crate) mod facts;
#[path = "../src/facts.rs"]
#[allow(dead_code, unreachable_pub, reason = "the update tool uses the rest")]
mod facts_format;
#[path = "../src/table/layout.rs"]
pub(crate) mod layout;
#[path = "../src/explain/normalize.rs"]
pub(crate) mod normalize;
pub(crate) mod source;
pub(crate) mod tables;
pub(crate) mod text;
#[path = "../src/vocabulary.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library exports it")]
pub(crate) mod vocabulary;

/// Everything that goes into the table.
pub(crate) struct Checked {
    pub(crate) rows: source::Rows,
    pub(crate) facts: facts::Facts,
    pub(crate) glossary: source::Words,
    pub(crate) regions: source::Words,
    pub(crate) rules: Vec<causes::Rule>,
}

/// Reads the folder `data`, and returns its contents or every problem found. Fails if a file cannot
/// be read.
pub(crate) fn check(data: &Path) -> io::Result<Result<Checked, Vec<tables::Problem>>> {
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
    Ok(Ok(Checked { rows, facts, glossary, regions, rules }))
}
