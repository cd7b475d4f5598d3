//! Text to [`Report`]s: which failures a text speaks of, and what it says of each.
//!
//! The text is read once from its beginning. At every place one of the dialects may take over:
//! [`json`] where an object or array starts, one of [`PRINTED`] where its anchor stands, [`bare`]
//! where a line is nothing but a code. What lies around an error tells which call it was
//! ([`context`]). No meaning is known here; the table is asked only whether a word is a code at
//! all. A new dialect is a function and a row in [`PRINTED`].

mod bare;
mod clean;
mod colon;
mod context;
mod cos;
mod equals;
mod glance;
mod json;
mod node;
mod scan;

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memchr;

pub(crate) use self::context::complete;
pub(crate) use self::scan::begins_record;
use crate::read::decode;
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

/// An error that a dialect read, and where in the text it ends.
struct Found {
    report: Report,
    end: usize,
}

/// Reads an error of one dialect whose anchor stands at a place of the text.
type Reading = fn(&str, usize) -> Option<Found>;

/// What clients and tools print, by the anchor that every such text has.
const PRINTED: [(&str, Reading); 21] = [
    ("Code=", equals::go),
    ("TencentCloudSDKError{", equals::go_syntax),
    (", ErrorCode=", equals::cpp),
    ("code:", colon::branded),
    ("SDKException]message:", colon::without_code_key),
    ("TencentCloudSDKException(", colon::python_repr),
    ("TencentCloud.Common.TencentCloudSDKException: ", colon::dotnet),
    ("encentCloudSDKHttpException", node::inspected),
    ("Code: '", node::object),
    ("Code: \"", node::object),
    ("FetchError: ", node::fetch),
    ("JSONDecodeError: ", colon::json_decode_error),
    (" (reqId: ", node::serverless),
    ("RequestId：", node::cloudbase),
    (" [request id:", node::old_cloudbase),
    ("<Code>", cos::xml),
    ("(Message: ", cos::go),
    (" (Code: ", cos::tccli),
    ("'code': ", cos::python),
    ("Error Code: ", cos::java),
    ("Cos Error Code: ", cos::php),
];

fn anchors() -> &'static AhoCorasick {
    static ANCHORS: OnceLock<AhoCorasick> = OnceLock::new();
    ANCHORS.get_or_init(|| {
        let anchors = PRINTED.iter().map(|(anchor, _)| anchor);
        // The patterns are constants, and far too few to fail.
        AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(anchors)
            .unwrap_or_else(|error| unreachable!("{error}"))
    })
}

/// How many texts within texts are looked into: JSON in a log line in a container's log.
const DEEPEST: usize = 5;

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
    once(&mut recognized.findings);
    recognized
}

/// The failures in lines that a program printed, each once; `before` is what it printed before
/// them. Words alone are no codes there.
pub(crate) fn printed(text: &str, before: &[u8]) -> Vec<Report> {
    let text = clean::clean(text);
    let mut findings = Reader::of_printed(&text, before).read().findings;
    once(&mut findings);
    findings.into_iter().filter_map(into_failure).collect()
}

/// The failures in a piece of a long line that a program printed, and where each ends.
pub(crate) fn printed_at(text: &str) -> Vec<(Report, usize)> {
    let mut ends = Vec::new();
    let mut reader = Reader::of_printed(text, b"");
    reader.ends = Some(&mut ends);
    let findings = reader.read().findings;
    ends.resize(findings.len(), text.len());
    let pairs = findings.into_iter().zip(ends);
    pairs.filter_map(|(finding, end)| Some((into_failure(finding)?, end))).collect()
}

fn into_failure(finding: Finding) -> Option<Report> {
    match finding {
        Finding::Failure(report) => Some(report),
        Finding::Success { .. } => None,
    }
}

/// The failures in a text that was found in another.
fn inner(text: &str, depth: usize) -> Vec<Finding> {
    if depth > DEEPEST {
        return Vec::new();
    }
    let text = clean::clean(text);
    let mut findings = Reader::new(&text, depth).read().findings;
    findings.retain(|finding| matches!(finding, Finding::Failure(_)));
    findings
}

/// Leaves out what repeats a failure: the same request id and code, or, where one of them has no
/// request id, the same code and message. Counts how often each was seen.
fn once(findings: &mut Vec<Finding>) {
    if findings.len() < 2 {
        return;
    }
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_message: HashMap<(Option<String>, String), usize> = HashMap::new();
    for finding in findings.drain(..) {
        let Finding::Failure(report) = &finding else {
            kept.push(finding);
            continue;
        };
        let same_id = report.request_id.as_ref().and_then(|id| {
            by_id.get(id)?.iter().copied().find(|&place| {
                let other = failure(&kept[place]).and_then(|other| other.code.as_ref());
                report.code.is_none() || other.is_none() || other == report.code.as_ref()
            })
        });
        let told = report.message.clone().map(|message| (report.code.clone(), message));
        let same_message = told.as_ref().and_then(|told| {
            let known = *by_message.get(told)?;
            let other = failure(&kept[known])?;
            (report.request_id.is_none() || other.request_id.is_none()).then_some(known)
        });
        let known = same_id.or(same_message);
        let place = known.unwrap_or(kept.len());
        if let Some(id) = report.request_id.clone().filter(|_| same_id.is_none()) {
            by_id.entry(id).or_default().push(place);
        }
        if let Some(told) = told {
            by_message.entry(told).or_insert(place);
        }
        match known.map(|known| &mut kept[known]) {
            Some(Finding::Failure(other)) => {
                other.seen += 1;
                other.complete_from(report);
            }
            _ => kept.push(finding),
        }
    }
    *findings = kept;
}

fn failure(finding: &Finding) -> Option<&Report> {
    match finding {
        Finding::Failure(report) => Some(report),
        Finding::Success { .. } => None,
    }
}

/// The state of one reading.
#[allow(clippy::struct_excessive_bools, reason = "each says one thing about the text")]
struct Reader<'a> {
    text: &'a str,
    depth: usize,
    /// Whether a person may have typed it, in which case a word alone may be a code.
    is_typed: bool,
    /// What stands in front of the text, which is hardly ever asked for.
    before: &'a [u8],
    /// Where the place is noted at which each finding ends.
    ends: Option<&'a mut Vec<usize>>,
    pieces: Vec<Piece<'a>>,
    /// Where the first document starts that breaks, and how.
    broken: Option<(usize, Problem)>,
    /// Whether a document was read just now, and whether any was.
    saw_json: bool,
    saw_document: bool,
    /// Whether there is a line that holds other words than codes.
    saw_prose: bool,
    /// Where the last error ended.
    last_end: usize,
    /// The end of a line in which escaped JSON was looked for in vain.
    unescaped: usize,
}

/// A piece of the text, in its order.
#[allow(clippy::large_enum_variant, reason = "nearly all are findings")]
enum Piece<'a> {
    Finding(Finding),
    /// A line, or what JSON leaves of it, that holds words like codes alone.
    Line(&'a str),
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, depth: usize) -> Self {
        Self {
            text,
            depth,
            is_typed: depth == 0,
            before: b"",
            ends: None,
            pieces: Vec::new(),
            broken: None,
            saw_json: false,
            saw_document: false,
            saw_prose: false,
            last_end: 0,
            unescaped: 0,
        }
    }

    fn of_printed(text: &'a str, before: &'a [u8]) -> Self {
        Self { is_typed: false, before, ..Self::new(text, 0) }
    }

    fn read(mut self) -> Recognized {
        let end = self.text.len();
        let mut at = 0;
        // Where the words begin that are no part of anything yet.
        let mut words = 0;
        // What comes next is looked for once, however much is read before it comes.
        let mut line_end = 0;
        let mut json = 0;
        let mut anchor: Option<(usize, usize)> = None;
        while at < end {
            if at >= line_end {
                line_end = memchr(b'\n', &self.text.as_bytes()[at..])
                    .map_or(end, |newline| at + newline + 1);
                json = at;
            }
            if json <= at {
                let rest = &self.text[at..line_end];
                json = json::start(rest).map_or(line_end, |start| at + start);
            }
            if anchor.is_none_or(|(start, _)| start < at) {
                let found = anchors().find(&self.text[at..]);
                anchor =
                    Some(found.map_or((end, 0), |found| {
                        (at + found.start(), found.pattern().as_usize())
                    }));
            }
            let (printed, dialect) = anchor.unwrap_or((end, 0));
            let stop = printed.min(json).min(line_end);
            if stop == line_end {
                self.words(words, line_end);
                (at, words) = (line_end, line_end);
                continue;
            }
            let before = self.pieces.len();
            let after = if stop == json {
                json + self.read_json(json)
            } else {
                self.read_printed(printed, dialect)
            };
            if self.pieces.len() > before || self.saw_json {
                // Words in front of what was read come before it.
                let read = self.pieces.split_off(before);
                self.words(words, stop);
                self.pieces.extend(read);
                words = after;
                self.saw_document |= self.saw_json;
                self.saw_json = false;
            }
            at = after;
        }
        self.words(words, end);
        self.finish()
    }

    /// Adds what stands between two places, if it may be codes. A word alone is a code where a
    /// person typed it, not in a text within a text.
    fn words(&mut self, from: usize, to: usize) {
        if !self.is_typed {
            return;
        }
        let words = self.text[from.min(to)..to].trim();
        if bare::may_be_codes(words) {
            self.pieces.push(Piece::Line(words));
        } else if !words.is_empty() {
            self.saw_prose = true;
        }
    }

    /// Reads what a dialect may have printed at `at`; returns where to go on.
    fn read_printed(&mut self, at: usize, dialect: usize) -> usize {
        let (anchor, read) = PRINTED[dialect];
        let Some(Found { mut report, end }) = read(self.text, at) else {
            return at + anchor.len();
        };
        let end = end.max(at + anchor.len()).min(self.text.len());
        context::complete(&mut report, self.text, self.last_end, end);
        self.complete_from_before(&mut report);
        self.last_end = end;
        self.note_end(end);
        self.push(report);
        (end..=self.text.len()).find(|&end| self.text.is_char_boundary(end)).unwrap_or(end)
    }

    fn note_end(&mut self, end: usize) {
        if let Some(ends) = &mut self.ends {
            ends.push(end);
        }
    }

    /// Adds to the first failure what the text in front says of it.
    fn complete_from_before(&self, report: &mut Report) {
        if self.last_end == 0 && context::may_tell(self.before) {
            let before = decode(self.before);
            context::complete(report, &before, 0, before.len());
        }
    }

    /// Adds a failure; what an SDK wraps around a response body leads to the error in the body.
    fn push(&mut self, report: Report) {
        let is_wrapper = report.code.as_deref().is_some_and(bare::is_clients_own);
        let body =
            report.message.as_deref().filter(|message| is_wrapper && message.contains(['{', '<']));
        let wrapped = body.map(|body| inner(body, self.depth + 1)).unwrap_or_default();
        match wrapped.into_iter().next() {
            Some(Finding::Failure(wrapped)) => {
                let mut wrapped = Report { dialect: report.dialect, ..wrapped };
                wrapped.complete_from(&report);
                self.pieces.push(Piece::Finding(Finding::Failure(wrapped)));
            }
            _ => self.pieces.push(Piece::Finding(Finding::Failure(report))),
        }
    }

    /// Reads the document that may start at `at`; returns how many bytes that takes.
    fn read_json(&mut self, at: usize) -> usize {
        match json::read(&self.text[at..], self.depth) {
            json::Read::Document { length, findings } => {
                self.saw_json = true;
                self.document(at + length, findings);
                length
            }
            json::Read::Broken { line, column, reason, length } => {
                if let Some(length) = self.read_framed(at).or_else(|| self.read_escaped(at)) {
                    return length;
                }
                self.broken.get_or_insert_with(|| {
                    let before = &self.text[..at];
                    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
                    let indent = if line == 1 { at - line_start } else { 0 };
                    let problem = Problem::BrokenJson {
                        line: before.matches('\n').count() + line,
                        column: indent + column,
                        reason,
                    };
                    (at, problem)
                });
                length
            }
            json::Read::Other { length } => self.read_escaped(at).unwrap_or(length),
        }
    }

    fn document(&mut self, end: usize, findings: Vec<Finding>) {
        let (from, is_telling) = (self.last_end, !findings.is_empty());
        for mut finding in findings {
            if let Finding::Failure(report) = &mut finding {
                context::complete(report, self.text, from, end);
                self.complete_from_before(report);
            }
            self.note_end(end);
            self.pieces.push(Piece::Finding(finding));
        }
        if is_telling {
            self.last_end = end;
        }
    }

    /// Reads a document whose lines each have a prefix as long as that of its first line, such as
    /// a time stamp or a container's name.
    fn read_framed(&mut self, at: usize) -> Option<usize> {
        /// More lines than any response that people print has.
        const MOST: usize = 400;
        let prefix = scan::line_before(self.text, at).len();
        if prefix == 0 || prefix > 200 {
            return None;
        }
        let line_start = at - prefix;
        let first = self.text[at..].split('\n').next().unwrap_or_default().trim_end();
        if !first.ends_with(['{', '[', ',']) {
            return None;
        }
        let mut document = String::new();
        let mut taken = 0;
        for (place, line) in self.text[line_start..].split_inclusive('\n').take(MOST).enumerate() {
            taken += line.len();
            document.push_str(line.get(prefix..)?);
            // A closing brace alone ends a document, if anything does.
            if place == 0 || !line.get(prefix..)?.starts_with('}') {
                continue;
            }
            if let json::Read::Document { findings, .. } = json::read(&document, self.depth) {
                self.saw_json = true;
                self.document(line_start + taken, findings);
                return Some(taken - prefix);
            }
        }
        None
    }

    /// Reads a document that stands in a string, its quotes escaped; the rest of the line with it.
    fn read_escaped(&mut self, at: usize) -> Option<usize> {
        let is_escaped = self.text[at + 1..].trim_start().starts_with('\\');
        if !is_escaped || self.depth >= DEEPEST || at < self.unescaped {
            return None;
        }
        let line = self.text[at..].split_inclusive('\n').next()?;
        let findings = inner(&scan::unescape(line), self.depth + 1);
        if findings.is_empty() {
            self.unescaped = at + line.len();
        }
        (!findings.is_empty()).then(|| {
            self.document(at + line.len(), findings);
            line.len()
        })
    }

    fn finish(self) -> Recognized {
        // A list of codes may hold unknown ones, which deserve an answer; a word of some other
        // text is a code only if the table knows it.
        let is_list = self.broken.is_none()
            && !self.saw_prose
            && self
                .pieces
                .iter()
                .all(|piece| matches!(piece, Piece::Line(line) if bare::is_code_line(line)));
        let is_alone = !self.pieces.iter().any(|piece| matches!(piece, Piece::Finding(_)));
        let mut findings = Vec::new();
        for piece in self.pieces {
            match piece {
                Piece::Finding(finding) => findings.push(finding),
                Piece::Line(line) => {
                    findings.extend(
                        bare::line(line, is_list, is_alone).into_iter().map(Finding::Failure),
                    );
                }
            }
        }
        if findings.is_empty()
            && let Some((at, _)) = self.broken
        {
            findings.extend(json::torn(scan::ahead(self.text, at, 4096)).map(Finding::Failure));
        }
        let problem = self.broken.map(|(_, problem)| problem).or_else(|| {
            findings.is_empty().then(|| {
                if self.saw_document {
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
