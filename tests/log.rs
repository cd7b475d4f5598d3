//! Proves that `find_failures` finds in a log the failures that `recognize` finds in each text of
//! `tests/dialects` alone, wherever a buffer or a piece of the log ends. How failures are grouped
//! and what `tcerr scan` prints are checked in `tests/cli`.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tcerr::{Finding, Report, decode, find_failures, recognize, split_point};

/// The texts of `tests/dialects`, sorted by the names of their files.
fn texts(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialects").join(folder);
    let mut texts: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| {
            let file = file.unwrap();
            let text = decode(&fs::read(file.path()).unwrap()).into_owned();
            let text = text.split_once("#! ---\n").map_or(text.as_str(), |(_, text)| text);
            (file.file_name().to_string_lossy().into_owned(), text.to_owned())
        })
        .collect();
    texts.sort();
    texts
}

fn failures_in(log: &[u8]) -> Vec<(usize, Report)> {
    let mut failures = Vec::new();
    find_failures(log, 0..log.len(), 0, |occurrence| {
        failures.push((occurrence.at, occurrence.report));
    });
    failures
}

/// The code, or the number of API 2.0, and the request id.
type Identity = (Option<String>, Option<String>);

fn identity(report: &Report) -> Identity {
    let code = report.code.clone().or(report.legacy.map(|number| number.to_string()));
    (code, report.request_id.clone())
}

/// A text that prints a failure a second time, without its code.
const REPEATED_WITHOUT_CODE: &str = "node-scf-log.txt";

#[test]
fn a_log_has_the_failures_that_recognize_finds() {
    let mut wrong = Vec::new();
    for (name, text) in texts("found") {
        let recognized: Vec<Report> =
            recognize(&text).findings.into_iter().filter_map(Finding::into_failure).collect();
        let found = failures_in(text.as_bytes());
        // A log counts each failure as often as it is printed, but only once per line.
        let printed: usize = recognized.iter().map(|report| report.seen).sum();
        let mut expected: Vec<Identity> = recognized.iter().map(identity).collect();
        let mut actual: Vec<Identity> = found.iter().map(|(_, report)| identity(report)).collect();
        for list in [&mut expected, &mut actual] {
            list.sort();
            list.dedup();
        }
        let call = |report: &Report| {
            (report.product.clone(), report.api_action.clone(), report.region.clone())
        };
        let has_same_calls = recognized.iter().all(|report| {
            let other = found.iter().find(|(_, other)| identity(other) == identity(report));
            other.is_some_and(|(_, other)| call(other) == call(report))
        });
        let has_possible_count = (recognized.len()..=printed).contains(&found.len());
        if (actual != expected || !has_possible_count || !has_same_calls)
            && name != REPEATED_WITHOUT_CODE
        {
            wrong.push(format!(
                "{name}: {actual:?} ({}) instead of {expected:?} ({printed})",
                found.len()
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_log_of_silent_texts_has_no_failures() {
    for (name, text) in texts("silent") {
        let failures = failures_in(text.as_bytes());
        assert!(failures.is_empty(), "{name}: {failures:?}");
    }
}

/// A log of all texts, with unrelated lines between them.
fn log() -> Vec<u8> {
    let mut log = Vec::new();
    for (index, (_, text)) in texts("found").into_iter().chain(texts("silent")).enumerate() {
        for line in 0..=index % 7 {
            log.extend(format!("2026-11-24T12:00:{index:02}Z INFO handled {line}\n").bytes());
        }
        log.extend(text.bytes());
        if !text.ends_with('\n') {
            log.push(b'\n');
        }
    }
    log
}

#[test]
fn failures_are_found_wherever_a_buffer_ends() {
    let log = log();
    let expected: Vec<(usize, Identity)> =
        failures_in(&log).into_iter().map(|(at, report)| (at, identity(&report))).collect();
    assert!(expected.len() > 230, "{}", expected.len());
    for buffer_size in [7, 1001, 65_537] {
        let (mut start, mut taken) = (0, 0);
        let mut found = Vec::new();
        while start < log.len() {
            let end = (start + buffer_size).min(log.len());
            taken = find_failures(&log, start..end, taken, |occurrence| {
                found.push((occurrence.at, identity(&occurrence.report)));
            });
            start = end;
        }
        assert_eq!(found, expected, "{buffer_size}");
    }
}

#[test]
fn a_log_split_at_a_split_point_has_the_same_number_of_failures() {
    let log = log();
    let expected = failures_in(&log).len();
    for offset in (0..log.len()).step_by(4_093) {
        let middle = split_point(&log, offset);
        assert!(middle == log.len() || middle == 0 || log[middle - 1] == b'\n');
        let (first, second) = log.split_at(middle);
        assert_eq!(
            failures_in(first).len() + failures_in(second).len(),
            expected,
            "{offset}: {middle}"
        );
    }
}

#[test]
fn every_failure_of_a_very_long_line_is_found() {
    let mut log = Vec::new();
    for number in 0..4_000 {
        let text = format!(
            "{{\"Response\":{{\"Error\":{{\"Code\":\"InternalError\",\"Message\":\"m {number}\"}},\"RequestId\":\"r-{number}\"}}}} {:>width$} ",
            "x",
            width = number % 97
        );
        log.extend(text.bytes());
    }
    let failures = failures_in(&log);
    let ids: Vec<String> =
        failures.into_iter().filter_map(|(_, report)| report.request_id).collect();
    let expected: Vec<String> = (0..4_000).map(|number| format!("r-{number}")).collect();
    assert_eq!(ids.len(), expected.len());
    assert_eq!(ids, expected);
}

/// A fragment of an error, of what surrounds errors in a log, or random bytes.
fn fragment() -> impl Strategy<Value = Vec<u8>> {
    let known = [
        "Code=",
        "\"Code\":\"",
        "code:",
        "SDKException]",
        "{",
        "}",
        "\n",
        "\r\n",
        "  ",
        "\"",
        "\\\"",
        "InternalError",
        ", Message=",
        ", RequestId=r-1",
        " message:",
        " requestId:r-2",
        "│ ",
        "\x1b[31m",
        "RequestId：",
        "\u{feff}",
        "密钥",
        "2026-11-24T10:00:00Z ",
        "Traceback ",
        "<Error><Code>",
        "4100",
    ];
    prop_oneof![
        4 => proptest::sample::select(known.to_vec()).prop_map(|text| text.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..40),
    ]
}

proptest! {
    /// Occurrences are inside the log and in its order, wherever the log is cut.
    #[test]
    fn any_bytes_can_be_read_as_a_log(
        fragments in proptest::collection::vec(fragment(), 0..60),
        cut in 0_usize..2000,
    ) {
        let log = fragments.concat();
        let cut = cut.min(log.len());
        let mut offsets: Vec<usize> = Vec::new();
        let taken = find_failures(&log, 0..cut, 0, |occurrence| offsets.push(occurrence.at));
        let taken = find_failures(&log, cut..log.len(), taken, |occurrence| offsets.push(occurrence.at));
        prop_assert!(offsets.is_sorted() && offsets.iter().all(|offset| *offset < log.len()));
        prop_assert!(taken <= log.len());
        prop_assert!(split_point(&log, cut) >= cut || split_point(&log, cut) == 0);
    }
}
