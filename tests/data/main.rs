//! Proves that every row of `data/` keeps the rules of its kind, that the embedded table has it,
//! and that bad rows stop the build. A test reports everything that violates its rule, with file
//! and line. What the command makes of the rows is checked in `tests/cli`.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "tests")]

mod bad;
#[path = "../../build/check.rs"]
mod check;
mod coverage;
mod documents;
mod facts;
mod language;
mod rules;
mod table;
mod words;

use std::fs;
use std::path::Path;

use check::causes;
use check::source::{self, Rows, Source};
use check::text::{self, Entry};

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)).unwrap()
}

fn rows() -> Rows {
    let names = [source::COMMON, source::CLIENT, source::UNDOTTED, source::COS, source::FAMILIES];
    let [common, client, undotted, cos, families] = &names.map(file);
    let source = Source { common, client, undotted, cos, families };
    source.check().unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn text_files() -> text::TextFiles {
    text::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data")).unwrap()
}

fn entries() -> Vec<Entry> {
    text_files().entries().unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn rules() -> Vec<causes::Rule> {
    causes::read(&file(causes::CAUSES)).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn published() -> check::facts::Facts {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    check::facts::read(&data).unwrap().check().unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// A sentence of the program, and where its source declares it.
struct Sentence {
    /// The path, relative to `data/`.
    file: &'static str,
    line: usize,
    name: String,
    field: &'static str,
    text: String,
}

/// The sentences of the program, read from the source files that declare them, because those of the
/// command are not part of the library.
fn sentences() -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for file in ["../src/explain/notes.rs", "../src/bin/tcerr/messages.rs"] {
        let source = self::file(file);
        for (at, _) in source.match_indices("=>\n") {
            let before = &source[..at];
            let enum_name = before.rsplit(" enum ").next().and_then(|rest| rest.split(' ').next());
            let fields = match enum_name {
                Some("Note" | "Hint") => ["note_en", "note_zh"],
                Some("RetryClause") => ["why_en", "why_zh"],
                Some("Message") => ["message_en", "message_zh"],
                _ => continue,
            };
            let declaration = before.rsplit('\n').next().unwrap_or_default();
            let name = declaration.split_whitespace().next().unwrap_or_default();
            let texts = source[at..].split('\n').skip(1).map(str::trim);
            for (line, (field, text)) in fields.into_iter().zip(texts).enumerate() {
                let text =
                    text.trim_end_matches([',', ';']).trim_matches('"').replace("\\\"", "\"");
                let line = before.matches('\n').count() + 2 + line;
                sentences.push(Sentence { file, line, name: name.to_owned(), field, text });
            }
        }
    }
    assert!(sentences.len() > 100, "only {} sentences were read", sentences.len());
    sentences
}
