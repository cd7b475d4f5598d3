//! The rules that every row of `data/` keeps, and the rows that stop a build.
//!
//! A test reports everything that violates its rule, with file and line.

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
