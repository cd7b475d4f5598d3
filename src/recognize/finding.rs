//! The result of recognizing a text: findings, and why something could not be read.

use std::fmt;

use crate::report::Report;

/// The outcome of one call, as a text reports it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "nearly all are failures")]
pub enum Finding {
    /// A call failed.
    Failure(Report),
    /// The call succeeded: a response without an error.
    Success {
        /// Its request id, if it has one.
        request_id: Option<String>,
    },
}

impl Finding {
    /// The report, if this is a failure.
    pub fn failure(&self) -> Option<&Report> {
        match self {
            Self::Failure(report) => Some(report),
            Self::Success { .. } => None,
        }
    }

    /// The report, if this is a failure.
    pub fn into_failure(self) -> Option<Report> {
        match self {
            Self::Failure(report) => Some(report),
            Self::Success { .. } => None,
        }
    }
}

/// What was found in a text.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Recognized {
    /// The calls it reports, in the order of the text.
    pub findings: Vec<Finding>,
    /// Why nothing was found. `None` if `findings` has anything.
    pub problem: Option<Problem>,
}

/// Why a text has no findings.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// The text is empty or only whitespace.
    Empty,
    /// An object starts in the text but is not valid JSON.
    BrokenJson {
        /// The line with the syntax error, counted from 1.
        line: usize,
        /// The column with the syntax error, in bytes, counted from 1.
        column: usize,
        /// What is wrong there, in English.
        reason: String,
    },
    /// The text contains JSON, but no Tencent Cloud error.
    NoErrorInJson,
    /// Nothing in the text looks like a Tencent Cloud error.
    NoError,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty input"),
            Self::BrokenJson { line, column, reason } => {
                write!(f, "invalid JSON at line {line}, column {column}: {reason}")
            }
            Self::NoErrorInJson => f.write_str("JSON without a Tencent Cloud error"),
            Self::NoError => f.write_str("no Tencent Cloud error found"),
        }
    }
}
