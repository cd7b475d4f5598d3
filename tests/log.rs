//! Failures in logs: the same as in a text of its own, wherever a buffer or a piece ends.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tcerr::{Finding, Report, decode, find_failures, recognize, split_point};

/// The texts of `tests/dialects`, by the names of their files.
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
    let mut found = Vec::new();
    find_failures(log, 0..log.len(), 0, |occurrence| {
        found.push((occurrence.at, occurrence.report))
    });
    found
}

type Told = (Option<String>, Option<String>);

/// What tells failures apart.
fn told(report: &Report) -> Told {
    let code = report.code.clone().or(report.legacy.map(|number| number.to_string()));
    (code, report.request_id.clone())
}

/// A text that prints a failure again without its code.
const AGAIN: &str = "node-scf-log.txt";

#[test]
fn a_log_is_understood_as_a_text_is() {
    let mut wrong = Vec::new();
    for (name, text) in texts("found") {
        let failures: Vec<Report> =
            recognize(&text).findings.into_iter().filter_map(Finding::into_failure).collect();
        let found = failures_in(text.as_bytes());
        // Each is counted as often as it was printed, in one line once.
        let seen: usize = failures.iter().map(|report| report.seen).sum();
        let mut expected: Vec<Told> = failures.iter().map(told).collect();
        let mut got: Vec<Told> = found.iter().map(|(_, report)| told(report)).collect();
        for list in [&mut expected, &mut got] {
            list.sort();
            list.dedup();
        }
        let context = |report: &Report| {
            (report.product.clone(), report.api_action.clone(), report.region.clone())
        };
        let same = failures.iter().all(|report| {
            let other = found.iter().find(|(_, other)| told(other) == told(report));
            other.is_some_and(|(_, other)| context(other) == context(report))
        });
        if (got != expected || !(failures.len()..=seen).contains(&found.len()) || !same)
            && name != AGAIN
        {
            wrong.push(format!(
                "{name}: {got:?} ({}) instead of {expected:?} ({seen})",
                found.len()
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_no_failure_is_none_in_a_log() {
    for (name, text) in texts("silent") {
        let found = failures_in(text.as_bytes());
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

/// All texts, one after another, with lines of other things between them.
fn log() -> Vec<u8> {
    let mut log = Vec::new();
    for (place, (_, text)) in texts("found").into_iter().chain(texts("silent")).enumerate() {
        for line in 0..=place % 7 {
            log.extend(format!("2026-11-24T12:00:{place:02}Z INFO handled {line}\n").bytes());
        }
        log.extend(text.bytes());
        if !text.ends_with('\n') {
            log.push(b'\n');
        }
    }
    log
}

#[test]
fn it_does_not_matter_where_a_buffer_ends() {
    let log = log();
    let whole: Vec<(usize, Told)> =
        failures_in(&log).into_iter().map(|(at, report)| (at, told(&report))).collect();
    assert!(whole.len() > 230, "{}", whole.len());
    for step in [7, 1001, 65_537] {
        let (mut at, mut taken) = (0, 0);
        let mut found = Vec::new();
        while at < log.len() {
            let end = (at + step).min(log.len());
            taken = find_failures(&log, at..end, taken, |occurrence| {
                found.push((occurrence.at, told(&occurrence.report)));
            });
            at = end;
        }
        assert_eq!(found, whole, "{step}");
    }
}

#[test]
fn pieces_that_are_cut_well_hold_what_the_whole_holds() {
    let log = log();
    let whole = failures_in(&log).len();
    for place in (0..log.len()).step_by(4_093) {
        let middle = split_point(&log, place);
        assert!(middle == log.len() || middle == 0 || log[middle - 1] == b'\n');
        let (before, behind) = log.split_at(middle);
        assert_eq!(
            failures_in(before).len() + failures_in(behind).len(),
            whole,
            "{place}: {middle}"
        );
    }
}

#[test]
fn a_line_without_an_end_is_read_in_pieces() {
    let mut log = Vec::new();
    for place in 0..4_000 {
        let text = format!(
            "{{\"Response\":{{\"Error\":{{\"Code\":\"InternalError\",\"Message\":\"m {place}\"}},\"RequestId\":\"r-{place}\"}}}} {:>width$} ",
            "x",
            width = place % 97
        );
        log.extend(text.bytes());
    }
    let found = failures_in(&log);
    let ids: Vec<String> = found.into_iter().filter_map(|(_, report)| report.request_id).collect();
    let expected: Vec<String> = (0..4_000).map(|place| format!("r-{place}")).collect();
    assert_eq!(ids.len(), expected.len());
    assert_eq!(ids, expected);
}

/// Pieces of errors, of what frames them, and of anything.
fn piece() -> impl Strategy<Value = Vec<u8>> {
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
        4 => proptest::sample::select(known.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..40),
    ]
}

proptest! {
    /// Any bytes are a log, wherever it is cut; what is found lies in it, in its order.
    #[test]
    fn any_bytes_are_a_log(pieces in proptest::collection::vec(piece(), 0..60), at in 0_usize..2000) {
        let log = pieces.concat();
        let at = at.min(log.len());
        let mut places: Vec<usize> = Vec::new();
        let taken = find_failures(&log, 0..at, 0, |occurrence| places.push(occurrence.at));
        let taken = find_failures(&log, at..log.len(), taken, |occurrence| places.push(occurrence.at));
        prop_assert!(places.is_sorted() && places.iter().all(|place| *place < log.len()));
        prop_assert!(taken <= log.len());
        prop_assert!(split_point(&log, at) >= at || split_point(&log, at) == 0);
    }
}
