//! Real shapes in which an error reaches a person, and look-alikes that are none. Every file of
//! `tests/dialects` states its own truth; each is read as it stands, and in every encoding in
//! which such a text may arrive.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use tcerr::{Finding, Report, decode, dialects, find_failures, recognize};

/// A text and what it says.
struct Case {
    name: String,
    expected: Vec<Map<String, Value>>,
    bytes: Vec<u8>,
}

fn cases(folder: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialects").join(folder);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| case(&file)).collect()
}

/// The truths stand in lines of their own before the bytes of the text, which may be in any
/// encoding.
fn case(file: &Path) -> Case {
    let content = fs::read(file).unwrap();
    let mut rest = content.as_slice();
    let mut expected = Vec::new();
    while let Some(line) = rest.strip_prefix(b"#! ") {
        let end = line.iter().position(|&byte| byte == b'\n').unwrap();
        rest = &line[end + 1..];
        match &line[..end] {
            b"---" => break,
            truth => expected.push(serde_json::from_slice(truth).unwrap()),
        }
    }
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    Case { name, expected, bytes: rest.to_vec() }
}

fn failures(text: &str) -> Vec<Report> {
    recognize(text).findings.into_iter().filter_map(Finding::into_failure).collect()
}

const KEYS: [&str; 8] =
    ["code", "legacy", "message", "request_id", "product", "api_action", "region", "dialect"];

/// What a report says, under the keys of the truths.
fn said(report: &Report, key: &str) -> Value {
    let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::String);
    match key {
        "code" => text(&report.code),
        "legacy" => report.legacy.map_or(Value::Null, Value::from),
        "message" => text(&report.message),
        "request_id" => text(&report.request_id),
        "product" => text(&report.product),
        "api_action" => text(&report.api_action),
        "region" => text(&report.region),
        "dialect" => serde_json::to_value(report.dialect).unwrap(),
        other => panic!("unknown key {other}"),
    }
}

fn differences(case: &Case, text: &str) -> Vec<String> {
    let found = failures(text);
    let mut wrong = Vec::new();
    if found.len() != case.expected.len() {
        let codes: Vec<_> = found.iter().map(|report| (&report.code, &report.request_id)).collect();
        wrong.push(format!("{} expected, found {}: {codes:?}", case.expected.len(), found.len()));
    }
    for (expected, report) in case.expected.iter().zip(&found) {
        // What a truth leaves out is unknown; only message and dialect are then open.
        for key in KEYS {
            let is_open = ["message", "dialect"].contains(&key) && !expected.contains_key(key);
            let value = expected.get(key).unwrap_or(&Value::Null);
            let said = said(report, key);
            if said != *value && !is_open {
                wrong.push(format!("{key} is {said}, not {value}"));
            }
        }
    }
    wrong
}

#[track_caller]
fn check(folder: &str, dress: impl Fn(&[u8]) -> Option<Vec<u8>>) {
    let mut wrong = Vec::new();
    for case in cases(folder) {
        if let Some(bytes) = dress(&case.bytes) {
            let differences = differences(&case, &decode(&bytes));
            wrong.extend(differences.into_iter().map(|what| format!("{}: {what}", case.name)));
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

/// The text of those cases that are UTF-8, to be written in another encoding.
fn utf8(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// The corpus proves what each reader makes of its text; this proves that no record of the list is
/// without one.
#[test]
fn every_dialect_has_an_example_that_explain_and_scan_read() {
    let cases = cases("found");
    for (printed_by, anchor, example) in dialects() {
        let case = cases.iter().find(|case| case.name == example);
        let case = case.unwrap_or_else(|| panic!("{printed_by}: tests/dialects/found/{example}"));
        let text = decode(&case.bytes);
        assert!(text.contains(anchor), "{printed_by}: {anchor:?} is not in {example}");
        assert!(!failures(&text).is_empty(), "{printed_by}: explain finds nothing in {example}");
        let mut found = 0;
        find_failures(text.as_bytes(), 0..text.len(), 0, |_| found += 1);
        assert!(found > 0, "{printed_by}: scan finds nothing in {example}");
    }
}

#[test]
fn every_error_is_found() {
    check("found", |bytes| Some(bytes.to_vec()));
}

#[test]
fn what_is_no_error_stays_silent() {
    check("silent", |bytes| Some(bytes.to_vec()));
}

#[test]
fn carriage_returns_and_marks_change_nothing() {
    for folder in ["found", "silent"] {
        check(folder, |text| {
            let text = utf8(text)?.replace("\r\n", "\n").replace('\n', "\r\n");
            Some([b"\xEF\xBB\xBF", text.as_bytes()].concat())
        });
    }
}

#[test]
fn utf_16_is_read_with_and_without_a_mark() {
    for with_mark in [true, false] {
        for unit in [u16::to_le_bytes, u16::to_be_bytes] {
            check("found", |text| {
                let mark = with_mark.then_some(0xFEFF);
                Some(mark.into_iter().chain(utf8(text)?.encode_utf16()).flat_map(unit).collect())
            });
        }
    }
}

#[test]
fn gb18030_is_read() {
    check("found", |text| {
        let text = utf8(text)?;
        let (bytes, _, lost) = encoding_rs::GB18030.encode(text);
        (!lost && !text.is_ascii()).then(|| bytes.into_owned())
    });
}
