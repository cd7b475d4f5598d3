//! Explains Tencent Cloud API errors: what an error is, what to do, and whether a retry is safe.
//!
//! Offline, without I/O, in Chinese and English. The command `tcerr` is this library with a
//! terminal around it.
//!
//! # Overview
//!
//! - [`recognize`](recognize()) finds in a text every failed call that it speaks of: [`Report`]s.
//! - [`explain`](explain()) answers a report in one language: an [`Explanation`].
//! - Its [`Cause`] is why the call failed here, as the message tells; a [`Policy`] allows what CAM
//!   denied.
//! - [`Table`] looks up codes, families, products and API 2.0 numbers directly.
//! - [`Selection`] lists codes, [`search`](search()) finds them by words, and an [`Entry`] says in
//!   a line what one means.
//! - [`sift`](sift()) finds the failures in a log, a [`Tally`] counts them.
//! - [`render`] writes an explanation for people or programs.
//! - [`redact`](redact()) masks secrets; `explain` does so by itself.
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
//! for finding in recognize(body).findings {
//!     if let Finding::Failure(report) = finding {
//!         let answer = explain(&report, Lang::En);
//!         println!("{}: {}", answer.code.unwrap(), answer.meanings[0].description);
//!     }
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
//! bytes ──read──▶ text ──recognize──▶ Report ──explain──▶ Explanation ──render──▶ terminal · JSON
//!                                                ▲  ▲
//!                                            Table  cause ◀── call
//! ```
//!
//! `cause` knows messages: the rules of `data/causes.toml`, which capture what a message says. `call`
//! adds what the call around it tells: clocks, regions, versions, and what a repetition risks. A
//! report knows no meanings, an explanation no colours, a renderer no table. The table is
//! compiled from `data/` by the build script and read in place, so that start-up costs the same
//! however many codes there are.
//!
//! # Stability
//!
//! The JSON form of an explanation is versioned by its `schema` key; keys are added, never
//! renamed. The *contents* of the table are not covered by semver: texts are rewritten and codes
//! are added in any release.

mod call;
mod cause;
mod entry;
mod explain;
#[doc(hidden)]
pub mod facts;
mod fold;
mod kind;
mod last;
mod policy;
mod read;
mod recognize;
mod redact;
pub mod render;
mod report;
mod search;
mod select;
mod sift;
mod stamp;
mod table;
mod tally;

pub use crate::cause::{Cause, KnownCause};
pub use crate::entry::{Entry, ProductEntry, labels};
pub use crate::explain::{
    Actions, Basis, DecidedBy, Diagnosis, Explained, Explanation, Match, Products, Retry, diagnose,
    explain,
};
pub use crate::kind::{Api, Lang, Origin, Responsible, Verdict};
pub use crate::last::last_failure;
pub use crate::policy::Policy;
pub use crate::read::decode;
pub use crate::recognize::{Finding, Problem, Recognized, recognize};
pub use crate::redact::redact;
pub use crate::report::{Dialect, Logged, Report, Request, family_of};
pub use crate::search::{Found, Hit, search};
pub use crate::select::Selection;
pub use crate::sift::{Occurrence, REACH, cut, sift};
pub use crate::stamp::{Stamp, stamp};
pub use crate::table::{
    Code, Family, Meaning, Product, Rule, Table, Use, begins_with, nearest_names,
};
pub use crate::tally::{Example, Group, Logline, Seen, Summary, Tally};
