//! Explains Tencent Cloud API errors: what an error is, what to do, and whether a retry is safe.
//!
//! Offline, without I/O, in Chinese and English. The command `tcerr` is this library with a
//! terminal around it. A program that needs the library alone turns the default features off:
//! `tcerr = { version = "0.1", default-features = false }`.
//!
//! # Overview
//!
//! - [`recognize`](recognize()) finds every failed call that a text reports: [`Report`]s.
//! - [`explain`](explain()) answers a report in one language: an [`Explanation`].
//! - Its [`Cause`] is why this call failed, read from the message; its [`Policy`] allows what CAM
//!   denied.
//! - [`Table`] looks up codes, families, products and API 2.0 numbers directly.
//! - [`render`] writes an explanation for people or programs.
//! - [`redact`](redact()) masks secrets. `explain` does so by itself.
//!
//! # Examples
//!
//! Explain whatever a text holds:
//!
//! ```
//! use tcerr::{Finding, Lang, explain, recognize};
//!
//! let body = r#"{"Response":{"Error":{"Code":"AuthFailure.SecretIdNotFound",
//!     "Message":"The SecretId is not found."},"RequestId":"7bcd1ad0"}}"#;
//! for report in recognize(body).findings.into_iter().filter_map(Finding::into_failure) {
//!     let answer = explain(&report, Lang::En);
//!     println!("{}: {}", answer.code.unwrap(), answer.meanings[0].description);
//! }
//! ```
//!
//! Look up a code:
//!
//! ```
//! use tcerr::{Lang, Table, Verdict};
//!
//! let code = Table::embedded().code("RequestLimitExceeded").unwrap();
//! let meaning = code.meanings().next().unwrap();
//! assert_eq!(meaning.verdict(), Verdict::Backoff);
//! println!("{}", meaning.label(Lang::Zh));
//! ```
//!
//! # Architecture
//!
//! ```text
//! bytes ──decode──▶ text ──recognize──▶ Report ──explain──▶ Explanation ──render──▶ terminal · JSON
//!                        ▲ dialects        │      ▲ table
//!                  log ──find──────────────┴──summary──▶ scan
//! ```
//!
//! | folder | holds |
//! |---|---|
//! | `recognize` | text to reports; the list of dialects, which logs are searched for too |
//! | `table` | the embedded table, compiled from `data/` by the build script and read in place |
//! | `query` | lists of codes, and full-text search |
//! | `explain` | reports to explanations: look-up, message rules, advice for the call, policies |
//! | `log` | failures found in logs, counted and summed up |
//! | `render` | explanations as text, plain lines, JSON or a ticket |
//! | `bin/tcerr` | the command: arguments, settings, and one file a command |
//!
//! Each imports only what comes above it in this list, and none of them imports the command; a
//! test reads the imports. A report knows no meanings, an explanation no colors, a renderer no
//! table. Start-up costs the same however many codes there are.
//!
//! # Stability
//!
//! The JSON form of an explanation is versioned by its `schema` key; keys are added, never
//! renamed. The *contents* of the table are not covered by semver: texts are rewritten and codes
//! are added in any release. Items that are hidden in this documentation serve the command alone
//! and may change in any release.

mod decode;
mod explain;
#[doc(hidden)]
pub mod facts;
mod log;
mod query;
mod recognize;
mod redact;
pub mod render;
mod report;
#[doc(hidden)]
pub mod sentences;
mod table;
mod timestamp;
mod vocabulary;

pub use crate::decode::decode;
pub use crate::explain::answer::{Actions, DecidedBy, Explanation, Match, MeaningText, Products};
pub use crate::explain::cause::{Cause, KnownCause};
pub use crate::explain::explain;
pub use crate::explain::notes::{Note, Notes};
pub use crate::explain::policy::{NoPolicy, Policy};
pub use crate::recognize::{Finding, Problem, Recognized, recognize};
pub use crate::redact::redact;
pub use crate::report::{Dialect, Logged, Report, Request};
pub use crate::table::{Code, Family, Meaning, Product, Publication, Retry, Rule, Table};
pub use crate::vocabulary::{Api, Basis, Lang, Origin, Responsible, Verdict};

// What only the command and the tests need is not promised.
#[doc(hidden)]
pub use crate::{
    decode::utf16,
    explain::notes::{Hint, RetryClause},
    explain::{Diagnosis, diagnose},
    log::find::{FAILURE_REACH, Occurrence, find_failures, split_point},
    log::summary::{Diagnosed, Example, FailureLine, Group, Summary, Tally},
    log::tccli::last_failure,
    query::filter::CodeFilter,
    query::listing::{ListEntry, ProductEntry, labels},
    query::search::{SearchHit, SearchResults, search},
    recognize::called_by,
    table::{begins_with, family_of, nearest_names},
    timestamp::{LogTime, timestamp},
    vocabulary::Addition,
};

/// The dialects: the clients that print each, its anchor, and a file of `tests/dialects/found` that
/// contains it.
#[doc(hidden)]
pub fn dialects() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    use crate::recognize::dialects::DIALECTS;
    DIALECTS.iter().map(|dialect| (dialect.printed_by, dialect.anchor, dialect.example))
}
