//! Text to [`Report`]s: which failures a text speaks of, and what it says of each.
//!
//! The text is read once from its beginning. At every place one of the dialects may take over:
//! [`json`] where an object or array starts, one of [`PRINTED`] where its anchor stands, [`bare`]
//! where a line is nothing but a code. What lies around an error tells which call it was
//! ([`context`]). No meaning is known here; the table is asked only whether a word is a code at
//! all. A new dialect is a function and a row in [`PRINTED`].

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
use self::reader::Reader;
use crate::report::Report;

/// Finds every failure that `text` speaks of.
///
/// Reads codes and API 2.0 numbers, one or several a line; response bodies of API 3.0 and 2.0,
/// whole or in part, one after another, in arrays, escaped in logs, or with other text around
/// them; and what the official SDKs, tccli, Terraform, Kubernetes drivers, COS and others print.
/// The same failure printed several times is reported once.
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
    if let Some(report) = bare::whole(text) {
        return Recognized { findings: vec![Finding::Failure(report)], problem: None };
    }
    let text = clean::clean(text);
    let mut recognized = Reader::new(&text, 0).read();
    dedupe(&mut recognized.findings);
    recognized
}

/// The failures in lines that a program printed, each once; `before` is what it printed before
/// them. A word alone is not a code there.
pub(crate) fn recognize_printed(text: &str, before: &[u8]) -> Vec<Report> {
    let text = clean::clean(text);
    let mut findings = Reader::of_printed(&text, before).read().findings;
    dedupe(&mut findings);
    findings.into_iter().filter_map(Finding::into_failure).collect()
}

/// The failures in a piece of a long line that a program printed, and where each ends.
pub(crate) fn recognize_printed_at(text: &str) -> Vec<(Report, usize)> {
    let mut ends = Vec::new();
    let findings = Reader::of_printed(text, b"").noting_ends(&mut ends).read().findings;
    ends.resize(findings.len(), text.len());
    let pairs = findings.into_iter().zip(ends);
    pairs.filter_map(|(finding, end)| Some((finding.into_failure()?, end))).collect()
}
