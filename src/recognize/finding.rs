//! What reading a text yields.

use std::fmt;

use crate::report::Report;

/// One thing that a text says about a call.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "nearly all are failures")]
pub enum Finding {
    /// A call failed.
    Failure(Report),
    /// A response reports no error.
    Success {
        /// Its request id, where it has one.
        request_id: Option<String>,
    },
}

impl Finding {
    /// The failure, if this is one.
    pub fn failure(&self) -> Option<&Report> {
        match self {
            Self::Failure(report) => Some(report),
            Self::Success { .. } => None,
        }
    }

    /// The failure, if this is one.
    pub fn into_failure(self) -> Option<Report> {
        match self {
            Self::Failure(report) => Some(report),
            Self::Success { .. } => None,
        }
    }
}

/// What a text holds, in its order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Recognized {
    /// The calls it speaks of.
    pub findings: Vec<Finding>,
    /// Why something in it, or all of it, could not be read.
    pub problem: Option<Problem>,
}

/// Why a text could not be read.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// There is nothing but white space.
    Empty,
    /// An object starts but is no JSON.
    BrokenJson {
        /// Line of the text, from 1, at which it breaks.
        line: usize,
        /// Column of that line, from 1, in bytes.
        column: usize,
        /// What is wrong there, in English.
        reason: String,
    },
    /// There is JSON, but no error of Tencent Cloud in it.
    NoErrorInJson,
    /// Nothing in it looks like an error of Tencent Cloud.
    NoError,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("nothing but white space"),
            Self::BrokenJson { line, column, reason } => {
                write!(f, "broken JSON at line {line}, column {column}: {reason}")
            }
            Self::NoErrorInJson => f.write_str("JSON without an error of Tencent Cloud"),
            Self::NoError => f.write_str("no error of Tencent Cloud"),
        }
    }
}
