//! Text to [`Report`]s: which failures a text speaks of, and what it says of each.
//!
//! The text is read once from its beginning. At every place one of the dialects may take over:
//! [`json`] where an object or array starts, [`bare`] where a line is nothing but a code. A new
//! dialect is a new file here and one more arm in [`Reader::read`]. No meaning is known here;
//! the table is asked only whether a word is a code at all.

mod bare;
mod json;

use std::fmt;

use crate::report::Report;

/// One thing that a text says about a call.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Finding {
    /// A call failed.
    Failure(Report),
    /// A response reports no error.
    Success {
        /// Its request id, where it has one.
        request_id: Option<String>,
    },
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

/// Finds every failure that `text` speaks of.
///
/// Reads codes and API 2.0 numbers, one or several a line, and response bodies of API 3.0 and 2.0,
/// whole or in part, one after another, in arrays, or with other text around them.
///
/// ```
/// use tcerr::{Finding, recognize};
///
/// let text = r#"{"Response":{"Error":{"Code":"AuthFailure","Message":"no"},"RequestId":"1-2"}}"#;
/// let Finding::Failure(report) = &recognize(text).findings[0] else { panic!() };
/// assert_eq!(report.code.as_deref(), Some("AuthFailure"));
/// assert_eq!(report.request_id.as_deref(), Some("1-2"));
/// ```
pub fn recognize(text: &str) -> Recognized {
    if let Some(report) = bare::whole(text) {
        return Recognized { findings: vec![Finding::Failure(report)], problem: None };
    }
    Reader::new(text).read()
}

/// The state of one reading.
struct Reader<'a> {
    text: &'a str,
    pieces: Vec<Piece<'a>>,
    broken: Option<Problem>,
    saw_json: bool,
}

/// A piece of the text, in its order.
enum Piece<'a> {
    Finding(Finding),
    /// A line, or what JSON leaves of it; never blank.
    Line(&'a str),
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, pieces: Vec::new(), broken: None, saw_json: false }
    }

    fn read(mut self) -> Recognized {
        let mut at = 0;
        while at < self.text.len() {
            let rest = &self.text[at..];
            let line = rest.split_inclusive('\n').next().unwrap_or(rest);
            let before_json = json::start(line).unwrap_or(line.len());
            let words = line[..before_json].trim();
            if !words.is_empty() {
                self.pieces.push(Piece::Line(words));
            }
            at += before_json;
            if before_json < line.len() {
                at += self.read_json(at);
            }
        }
        self.finish()
    }

    /// Reads the document that may start at `at`; returns how many bytes that takes.
    fn read_json(&mut self, at: usize) -> usize {
        match json::read(&self.text[at..]) {
            json::Read::Document { length, findings } => {
                self.saw_json = true;
                self.pieces.extend(findings.into_iter().map(Piece::Finding));
                length
            }
            json::Read::Broken { line, column, reason, length } => {
                self.broken.get_or_insert_with(|| {
                    let before = &self.text[..at];
                    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
                    let indent = if line == 1 { at - line_start } else { 0 };
                    Problem::BrokenJson {
                        line: before.matches('\n').count() + line,
                        column: indent + column,
                        reason,
                    }
                });
                length
            }
            json::Read::Other => 1,
        }
    }

    fn finish(self) -> Recognized {
        // A list of codes may hold unknown ones, which deserve an answer; a word of some other
        // text is a code only if the table knows it.
        let is_list = self.broken.is_none()
            && self
                .pieces
                .iter()
                .all(|piece| matches!(piece, Piece::Line(line) if bare::is_code_line(line)));
        let mut findings = Vec::new();
        for piece in self.pieces {
            match piece {
                Piece::Finding(finding) => findings.push(finding),
                Piece::Line(line) => {
                    findings.extend(bare::line(line, is_list).into_iter().map(Finding::Failure));
                }
            }
        }
        let problem = self.broken.or_else(|| {
            findings.is_empty().then(|| {
                if self.saw_json {
                    Problem::NoErrorInJson
                } else if self.text.trim().is_empty() {
                    Problem::Empty
                } else {
                    Problem::NoError
                }
            })
        });
        Recognized { findings, problem }
    }
}
