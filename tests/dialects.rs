//! Proves that recognition finds the failures in every text of `tests/dialects/found` with the
//! details that the file states, and none in `tests/dialects/silent`. Each text is read unchanged,
//! and in every encoding in which it may arrive. What the failures mean is not checked here.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use tcerr::{Finding, Report, decode, dialects, find_failures, recognize};

/// A text and the reports that it must give.
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

/// Reads a file: one expected report per line, then the bytes of the text, in any encoding.
fn case(file: &Path) -> Case {
    let content = fs::read(file).unwrap();
    let mut rest = content.as_slice();
    let mut expected = Vec::new();
    while let Some(line) = rest.strip_prefix(b"#! ") {
        let end = line.iter().position(|&byte| byte == b'\n').unwrap();
        rest = &line[end + 1..];
        match &line[..end] {
            b"---" => break,
            report => expected.push(serde_json::from_slice(report).unwrap()),
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

/// The value of a report under one of [`KEYS`].
fn value_of(report: &Report, key: &str) -> Value {
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
    let reports = failures(text);
    let mut differences = Vec::new();
    let (expected, found) = (case.expected.len(), reports.len());
    if found != expected {
        let codes: Vec<_> =
            reports.iter().map(|report| (&report.code, &report.request_id)).collect();
        differences.push(format!("{expected} expected, found {found}: {codes:?}"));
    }
    // `explain` reports a problem on standard error and exits with 1.
    let recognized = recognize(text);
    if let Some(problem) = recognized.problem.filter(|_| !recognized.findings.is_empty()) {
        differences.push(format!("{problem}, although something was found"));
    }
    for (expected, report) in case.expected.iter().zip(&reports) {
        for key in KEYS {
            // A key that the file omits must be null, except for these two.
            let is_unchecked = ["message", "dialect"].contains(&key) && !expected.contains_key(key);
            let expected = expected.get(key).unwrap_or(&Value::Null);
            let actual = value_of(report, key);
            if actual != *expected && !is_unchecked {
                differences.push(format!("{key} is {actual}, not {expected}"));
            }
        }
    }
    differences
}

/// Checks every text of a folder after `convert`, which gives `None` for texts to be skipped.
#[track_caller]
fn check(folder: &str, convert: impl Fn(&[u8]) -> Option<Vec<u8>>) {
    let mut wrong = Vec::new();
    for case in cases(folder) {
        if let Some(bytes) = convert(&case.bytes) {
            let differences = differences(&case, &decode(&bytes));
            wrong.extend(differences.into_iter().map(|reason| format!("{}: {reason}", case.name)));
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

/// The text of a case that is in UTF-8 and can be written in another encoding.
fn utf8(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// The other tests prove that the corpus is read correctly; this one, that the corpus has a text
/// for every dialect of the list.
#[test]
fn every_dialect_has_an_example_that_explain_and_scan_read() {
    let cases = cases("found");
    for (printed_by, anchor, example) in dialects() {
        let case = cases.iter().find(|case| case.name == example);
        let case = case.unwrap_or_else(|| panic!("{printed_by}: tests/dialects/found/{example}"));
        let text = decode(&case.bytes);
        assert!(text.contains(anchor), "{printed_by}: {anchor:?} is not in {example}");
        assert!(!failures(&text).is_empty(), "{printed_by}: explain finds nothing in {example}");
        let mut count = 0;
        find_failures(text.as_bytes(), 0..text.len(), 0, |_| count += 1);
        assert!(count > 0, "{printed_by}: scan finds nothing in {example}");
    }
}

#[test]
fn every_failure_is_found() {
    check("found", |bytes| Some(bytes.to_vec()));
}

#[test]
fn no_failure_is_found_in_a_silent_text() {
    check("silent", |bytes| Some(bytes.to_vec()));
}

#[test]
fn carriage_returns_and_a_byte_order_mark_change_nothing() {
    for folder in ["found", "silent"] {
        check(folder, |text| {
            let text = utf8(text)?.replace("\r\n", "\n").replace('\n', "\r\n");
            Some([b"\xEF\xBB\xBF", text.as_bytes()].concat())
        });
    }
}

#[test]
fn utf_16_is_read_with_and_without_a_byte_order_mark() {
    for has_mark in [true, false] {
        for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            check("found", |text| {
                let mark = has_mark.then_some(0xFEFF);
                let units = mark.into_iter().chain(utf8(text)?.encode_utf16());
                Some(units.flat_map(to_bytes).collect())
            });
        }
    }
}

#[test]
fn gb18030_is_read() {
    check("found", |text| {
        let text = utf8(text)?;
        let (bytes, _, is_lossy) = encoding_rs::GB18030.encode(text);
        (!is_lossy && !text.is_ascii()).then(|| bytes.into_owned())
    });
}
