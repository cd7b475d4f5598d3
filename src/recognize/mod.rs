//! Text to [`Report`]s: which failures a text contains, and what it says about each call.
//!
//! [`DIALECTS`](dialects::DIALECTS) lists every form in which clients and tools print a failure,
//! one record per dialect: its anchor, the word that logs are searched for, its reader, who prints
//! it, and an example. [`reader`] makes one pass over a text, and calls a dialect's reader wherever
//! the dialect's anchor occurs.
//!
//! | module | contents |
//! |---|---|
//! | [`dialects`] | the list, and cheap prechecks for log search |
//! | [`equals`], [`colon`], [`node`], [`cos`] | the readers, by family of dialects |
//! | [`json`] | response bodies and the documents around them |
//! | [`bare`] | codes and numbers that are the only words on a line |
//! | [`lex`] | what the readers share: messages, request ids, string literals, record boundaries |
//! | [`call`] | product, action, region and time, from the text around a failure |
//! | [`clean`], [`prefilter`] | removal of escape codes and borders; fast search for a few words |
//! | [`finding`], [`dedupe`](mod@dedupe) | the result, and the merging of repeated failures |
//!
//! To add a dialect, write a reader function, add a record to `DIALECTS`, and add an example file
//! to `tests/dialects/found`; both `explain` and `scan` then read it. Meanings do not belong here:
//! the table is asked only whether a code, family or product exists, and whether a code comes from
//! an SDK.

mod bare;
mod call;
mod clean;
mod colon;
mod cos;
mod dedupe;
pub(crate) mod dialects;
mod equals;
mod finding;
mod json;
mod lex;
mod node;
mod prefilter;
mod reader;

pub use self::call::called_by;
use self::dedupe::dedupe;
pub use self::finding::{Finding, Problem, Recognized};
pub(crate) use self::lex::begins_record;
pub(crate) use self::prefilter::WordSearcher;
use self::reader::Reader;
use crate::report::Report;

/// Finds every failure in `text`.
///
/// Recognizes codes and API 2.0 numbers, one or several per line; response bodies of API 3.0 and
/// 2.0, complete or truncated, in sequence, in arrays, escaped in logs, or surrounded by other
/// text; and the output of the official SDKs, tccli, Terraform, Kubernetes drivers, COS and other
/// tools. A failure that is printed several times is reported once.
///
/// ```
/// use tcerr::{Finding, recognize};
///
/// let text = "Error: [TencentCloudSDKError] Code=AuthFailure, Message=no, really, RequestId=1-2";
/// let Finding::Failure(report) = &recognize(text).findings[0] else { panic!() };
/// assert_eq!(report.code.as_deref(), Some("AuthFailure"));
/// assert_eq!(report.message.as_deref(), Some("no, really"));
/// assert_eq!(report.request_id.as_deref(), Some("1-2"));
/// ```
pub fn recognize(text: &str) -> Recognized {
    if let Some(report) = bare::whole_input(text) {
        return Recognized { findings: vec![Finding::Failure(report)], problem: None };
    }
    let text = clean::clean(text);
    let mut recognized = Reader::new(&text, 0).read();
    dedupe(&mut recognized.findings);
    recognized
}

/// The failures in lines of program output, each once. A bare word is not a code there.
/// `preceding` is the output before those lines; it is searched only for the call that failed.
pub(crate) fn recognize_output(text: &str, preceding: &[u8]) -> Vec<Report> {
    let text = clean::clean(text);
    let mut findings = Reader::for_output(&text, preceding).read().findings;
    dedupe(&mut findings);
    findings.into_iter().filter_map(Finding::into_failure).collect()
}

/// The failures in a part of a long line of program output, each with the byte offset of its end.
/// Offsets must fit `text`, so it is not cleaned, and repeated failures are kept.
pub(crate) fn recognize_output_with_ends(text: &str) -> Vec<(Report, usize)> {
    let mut ends = Vec::new();
    let findings = Reader::for_output(text, b"").recording_ends(&mut ends).read().findings;
    // A failure that was read after the pass has no recorded end: a truncated document.
    ends.resize(findings.len(), text.len());
    let findings_with_ends = findings.into_iter().zip(ends);
    findings_with_ends.filter_map(|(finding, end)| Some((finding.into_failure()?, end))).collect()
}
