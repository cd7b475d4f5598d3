//! One pass over a text, from its beginning to its end.
//!
//! At every offset the reader asks what begins there: a JSON document, the anchor of a dialect, or
//! the end of a line. It hands the first to [`json`] and the second to the dialect's reader; text
//! that belongs to neither is kept if it could be bare codes. Texts within texts get a reader of
//! their own. What a dialect looks like does not belong here.

use memchr::memchr;

use super::dialects::{AnchoredDialect, first_anchor};
use super::finding::{Finding, Problem, Recognized};
use super::lex::Parsed;
use super::{bare, call, clean, json, lex};
use crate::decode::decode;
use crate::report::Report;

/// How many levels of texts within texts are read, such as JSON in a log line in the JSON of a
/// container's log.
const MAX_DEPTH: usize = 5;

/// The failures in a text that is part of another, such as a JSON string.
pub(super) fn nested(text: &str, depth: usize) -> Vec<Finding> {
    if depth > MAX_DEPTH {
        return Vec::new();
    }
    let text = clean::clean(text);
    let mut findings = Reader::new(&text, depth).read().findings;
    findings.retain(|finding| matches!(finding, Finding::Failure(_)));
    findings
}

/// The state of the pass. All offsets are in bytes.
#[allow(clippy::struct_excessive_bools, reason = "each says one thing about the text")]
pub(super) struct Reader<'a> {
    text: &'a str,
    /// How many texts this one is nested in.
    depth: usize,
    /// Whether a person may have typed the text, in which case a bare word may be a code.
    is_typed: bool,
    /// The program output in front of the text, decoded only when a failure needs it.
    preceding: &'a [u8],
    /// Receives the end of each finding, if the caller wants to know.
    ends: Option<&'a mut Vec<usize>>,
    fragments: Vec<Fragment<'a>>,
    /// The start of the first broken document, and what is wrong with it.
    first_broken: Option<(usize, Problem)>,
    /// Whether the current step of the pass read a document.
    has_new_document: bool,
    /// Whether any step of the pass read a document.
    has_document: bool,
    /// Whether there is text that is neither a failure nor bare codes.
    has_prose: bool,
    /// The end of the last failure.
    last_failure_end: usize,
    /// The end of the last line that was searched for escaped JSON without success.
    no_escaped_until: usize,
}

/// A part of the text, in the order of the text.
#[allow(clippy::large_enum_variant, reason = "nearly all are findings")]
enum Fragment<'a> {
    Finding(Finding),
    /// A line, or what remains of it beside JSON, that contains only words in the form of codes.
    BareCodes(&'a str),
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, depth: usize) -> Self {
        Self {
            text,
            depth,
            is_typed: depth == 0,
            preceding: b"",
            ends: None,
            fragments: Vec::new(),
            first_broken: None,
            has_new_document: false,
            has_document: false,
            has_prose: false,
            last_failure_end: 0,
            no_escaped_until: 0,
        }
    }

    /// A reader of program output, in which a bare word is not a code; `preceding` is the output in
    /// front of it.
    pub(super) fn for_output(text: &'a str, preceding: &'a [u8]) -> Self {
        Self { is_typed: false, preceding, ..Self::new(text, 0) }
    }

    /// Makes the reader push the end of each finding to `ends`.
    pub(super) fn recording_ends(self, ends: &'a mut Vec<usize>) -> Self {
        Self { ends: Some(ends), ..self }
    }

    /// Makes the pass.
    pub(super) fn read(mut self) -> Recognized {
        let end = self.text.len();
        let mut at = 0;
        // The text from here to `at` belongs to no finding yet.
        let mut unclaimed_start = 0;
        // The next line end, document and anchor are each searched for once, however many findings
        // come before them.
        let mut line_end = 0;
        let mut json_start = 0;
        let mut next_anchor: Option<(usize, Option<AnchoredDialect>)> = None;
        while at < end {
            if at >= line_end {
                line_end = memchr(b'\n', &self.text.as_bytes()[at..])
                    .map_or(end, |newline| at + newline + 1);
                json_start = at;
            }
            if json_start <= at {
                let rest = &self.text[at..line_end];
                json_start = json::find_start(rest).map_or(line_end, |start| at + start);
            }
            if next_anchor.is_none_or(|(start, _)| start < at) {
                let anchor = first_anchor(&self.text[at..]);
                next_anchor = Some(
                    anchor.map_or((end, None), |(start, dialect)| (at + start, Some(dialect))),
                );
            }
            let (anchor_start, dialect) = next_anchor.unwrap_or((end, None));
            let stop = anchor_start.min(json_start).min(line_end);
            let fragment_count = self.fragments.len();
            let resume_at = match dialect {
                _ if stop == line_end => {
                    self.push_bare_codes(unclaimed_start, line_end);
                    (at, unclaimed_start) = (line_end, line_end);
                    continue;
                }
                Some(dialect) if stop != json_start => self.read_anchored(anchor_start, dialect),
                _ => json_start + self.read_json(json_start),
            };
            if self.fragments.len() > fragment_count || self.has_new_document {
                // Codes in front of the new fragments precede them in the result.
                let new_fragments = self.fragments.split_off(fragment_count);
                self.push_bare_codes(unclaimed_start, stop);
                self.fragments.extend(new_fragments);
                unclaimed_start = resume_at;
                self.has_document |= self.has_new_document;
                self.has_new_document = false;
            }
            at = resume_at;
        }
        self.push_bare_codes(unclaimed_start, end);
        self.finish()
    }

    /// Adds the text between two offsets, if it could be bare codes. Only typed text has those; in
    /// program output and nested texts, a lone word proves nothing.
    fn push_bare_codes(&mut self, from: usize, to: usize) {
        if !self.is_typed {
            return;
        }
        let words = self.text[from.min(to)..to].trim();
        if bare::could_be_codes(words) {
            self.fragments.push(Fragment::BareCodes(words));
        } else if !words.is_empty() {
            self.has_prose = true;
        }
    }

    /// Reads the failure that `dialect` may have at its anchor; returns the offset to resume at.
    fn read_anchored(&mut self, at: usize, dialect: AnchoredDialect) -> usize {
        let AnchoredDialect { anchor, read } = dialect;
        let Some(Parsed { mut report, end }) = read(self.text, at) else {
            return at + anchor.len();
        };
        let end = end.max(at + anchor.len()).min(self.text.len());
        call::complete(&mut report, self.text, self.last_failure_end, end);
        self.complete_from_preceding(&mut report);
        self.last_failure_end = end;
        self.record_end(end);
        self.push_failure(report);
        self.text.ceil_char_boundary(end)
    }

    fn record_end(&mut self, end: usize) {
        if let Some(ends) = &mut self.ends {
            ends.push(end);
        }
    }

    /// Completes the first failure of the text from the output in front of the text.
    fn complete_from_preceding(&self, report: &mut Report) {
        if self.last_failure_end == 0 && call::could_describe_call(self.preceding) {
            let preceding = decode(self.preceding);
            call::complete(report, &preceding, 0, preceding.len());
        }
    }

    /// Adds a failure. If an SDK wrapped a response body in an error of its own, the error in the
    /// body replaces it.
    fn push_failure(&mut self, report: Report) {
        let is_wrapper = report.code.as_deref().is_some_and(bare::is_client_code);
        let body =
            report.message.as_deref().filter(|message| is_wrapper && message.contains(['{', '<']));
        let wrapped = body.map(|body| nested(body, self.depth + 1)).unwrap_or_default();
        match wrapped.into_iter().next() {
            Some(Finding::Failure(wrapped)) => {
                let mut wrapped = Report { dialect: report.dialect, ..wrapped };
                wrapped.complete_from(&report);
                self.fragments.push(Fragment::Finding(Finding::Failure(wrapped)));
            }
            _ => self.fragments.push(Fragment::Finding(Finding::Failure(report))),
        }
    }

    /// Reads the document that may start at `at`; returns how many bytes were consumed.
    fn read_json(&mut self, at: usize) -> usize {
        match self.parse_json(&self.text[at..]) {
            json::Outcome::Document { length, findings } => {
                self.has_new_document = true;
                self.push_document(at + length, findings);
                length
            }
            json::Outcome::Broken { line, column, reason, length } => {
                if let Some(length) = self.read_prefixed(at).or_else(|| self.read_escaped(at)) {
                    return length;
                }
                self.first_broken.get_or_insert_with(|| {
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
            json::Outcome::Other { length } => self.read_escaped(at).unwrap_or(length),
        }
    }

    fn parse_json(&self, text: &str) -> json::Outcome {
        json::read(text, self.is_typed, &|inner| nested(inner, self.depth + 1))
    }

    /// Adds the findings of a document that ends at `end`.
    fn push_document(&mut self, end: usize, findings: Vec<Finding>) {
        let (from, has_findings) = (self.last_failure_end, !findings.is_empty());
        for mut finding in findings {
            if let Finding::Failure(report) = &mut finding {
                call::complete(report, self.text, from, end);
                self.complete_from_preceding(report);
            }
            self.record_end(end);
            self.fragments.push(Fragment::Finding(finding));
        }
        if has_findings {
            self.last_failure_end = end;
        }
    }

    /// Reads a document whose lines all have a prefix as long as the first line's, such as a
    /// timestamp or a container name; returns how many bytes were consumed.
    fn read_prefixed(&mut self, at: usize) -> Option<usize> {
        /// More than the lines of any response that is printed in practice.
        const MAX_LINES: usize = 400;
        let prefix = lex::line_before(self.text, at).len();
        if prefix == 0 || prefix > 200 {
            return None;
        }
        let line_start = at - prefix;
        let first_line = self.text[at..].split('\n').next().unwrap_or_default().trim_end();
        if !first_line.ends_with(['{', '[', ',']) {
            return None;
        }
        let lines = self.text[line_start..].split_inclusive('\n').take(MAX_LINES);
        let mut document = String::new();
        let mut consumed = 0;
        for (index, line) in lines.enumerate() {
            consumed += line.len();
            document.push_str(line.get(prefix..)?);
            // Only a line that starts with a closing brace can complete the document.
            if index == 0 || !line.get(prefix..)?.starts_with('}') {
                continue;
            }
            if let json::Outcome::Document { findings, .. } = self.parse_json(&document) {
                self.has_new_document = true;
                self.push_document(line_start + consumed, findings);
                return Some(consumed - prefix);
            }
        }
        None
    }

    /// Reads a document whose quotes are escaped because it is part of a string, and the rest of
    /// its line; returns how many bytes were consumed.
    fn read_escaped(&mut self, at: usize) -> Option<usize> {
        let is_escaped = self.text[at + 1..].trim_start().starts_with('\\');
        if !is_escaped || self.depth >= MAX_DEPTH || at < self.no_escaped_until {
            return None;
        }
        let line = self.text[at..].split_inclusive('\n').next()?;
        let findings = nested(&lex::unescape(line), self.depth + 1);
        if findings.is_empty() {
            self.no_escaped_until = at + line.len();
        }
        (!findings.is_empty()).then(|| {
            self.push_document(at + line.len(), findings);
            line.len()
        })
    }

    fn finish(self) -> Recognized {
        // In a list of codes, even unknown ones deserve an answer. In any other text, a word is a
        // code only if the table knows it.
        let is_code_list = self.first_broken.is_none()
            && !self.has_prose
            && self.fragments.iter().all(
                |fragment| matches!(fragment, Fragment::BareCodes(line) if bare::is_code_line(line)),
            );
        let has_only_codes =
            !self.fragments.iter().any(|fragment| matches!(fragment, Fragment::Finding(_)));
        let mut findings = Vec::new();
        for fragment in self.fragments {
            match fragment {
                Fragment::Finding(finding) => findings.push(finding),
                Fragment::BareCodes(line) => {
                    let reports = bare::codes_in_line(line, is_code_list, has_only_codes);
                    findings.extend(reports.into_iter().map(Finding::Failure));
                }
            }
        }
        if findings.is_empty()
            && let Some((at, _)) = self.first_broken
        {
            findings.extend(json::truncated(lex::after(self.text, at, 4096)).map(Finding::Failure));
        }
        // Beside a failure that was found, nothing else in the text matters. Braces in prose are
        // not a response that breaks off.
        let begins_with_json = self.text.trim_start().starts_with(['{', '[']);
        let broken = self.first_broken.filter(|&(at, _)| {
            let inside = self.text[at + 1..].trim_start();
            begins_with_json || inside.starts_with("\"Response\"")
        });
        let problem = findings.is_empty().then(|| match broken {
            Some((_, problem)) => problem,
            None if self.has_document => Problem::NoErrorInJson,
            None if self.text.trim().is_empty() => Problem::Empty,
            None => Problem::NoError,
        });
        Recognized { findings, problem }
    }
}
