//! One pass over a text: at every place, the dialect that begins there takes over.

use memchr::memchr;

use super::dialects::{Anchored, first_anchor};
use super::finding::{Finding, Problem, Recognized};
use super::lex::Parsed;
use super::{bare, call, clean, json, lex};
use crate::decode::decode;
use crate::report::Report;

/// How many texts within texts are looked into: JSON in a log line in a container's log.
const DEEPEST: usize = 5;

/// The failures in a text that was found in another.
pub(super) fn nested(text: &str, depth: usize) -> Vec<Finding> {
    if depth > DEEPEST {
        return Vec::new();
    }
    let text = clean::clean(text);
    let mut findings = Reader::new(&text, depth).read().findings;
    findings.retain(|finding| matches!(finding, Finding::Failure(_)));
    findings
}

/// The state of one reading.
#[allow(clippy::struct_excessive_bools, reason = "each says one thing about the text")]
pub(super) struct Reader<'a> {
    text: &'a str,
    depth: usize,
    /// Whether a person may have typed it, in which case a word alone may be a code.
    is_typed: bool,
    /// What stands in front of the text, which is hardly ever asked for.
    before: &'a [u8],
    /// Where the place is noted at which each finding ends.
    ends: Option<&'a mut Vec<usize>>,
    fragments: Vec<Fragment<'a>>,
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

/// A fragment of the text, in its order.
#[allow(clippy::large_enum_variant, reason = "nearly all are findings")]
enum Fragment<'a> {
    Finding(Finding),
    /// A line, or what JSON leaves of it, that holds words like codes alone.
    Line(&'a str),
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, depth: usize) -> Self {
        Self {
            text,
            depth,
            is_typed: depth == 0,
            before: b"",
            ends: None,
            fragments: Vec::new(),
            broken: None,
            saw_json: false,
            saw_document: false,
            saw_prose: false,
            last_end: 0,
            unescaped: 0,
        }
    }

    pub(super) fn of_printed(text: &'a str, before: &'a [u8]) -> Self {
        Self { is_typed: false, before, ..Self::new(text, 0) }
    }

    /// Notes in `ends` the place at which each finding ends.
    pub(super) fn noting_ends(self, ends: &'a mut Vec<usize>) -> Self {
        Self { ends: Some(ends), ..self }
    }

    /// What the whole text says.
    pub(super) fn read(mut self) -> Recognized {
        let end = self.text.len();
        let mut at = 0;
        // Where the words begin that are no part of anything yet.
        let mut words = 0;
        // What comes next is looked for once, however much is read before it comes.
        let mut line_end = 0;
        let mut json = 0;
        let mut next: Option<(usize, Option<Anchored>)> = None;
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
            if next.is_none_or(|(start, _)| start < at) {
                let found = first_anchor(&self.text[at..]);
                next =
                    Some(found.map_or((end, None), |(start, dialect)| (at + start, Some(dialect))));
            }
            let (printed, dialect) = next.unwrap_or((end, None));
            let stop = printed.min(json).min(line_end);
            let before = self.fragments.len();
            let after = match dialect {
                _ if stop == line_end => {
                    self.words(words, line_end);
                    (at, words) = (line_end, line_end);
                    continue;
                }
                Some(dialect) if stop != json => self.read_printed(printed, dialect),
                _ => json + self.read_json(json),
            };
            if self.fragments.len() > before || self.saw_json {
                // Words in front of what was read come before it.
                let read = self.fragments.split_off(before);
                self.words(words, stop);
                self.fragments.extend(read);
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
        if bare::could_be_codes(words) {
            self.fragments.push(Fragment::Line(words));
        } else if !words.is_empty() {
            self.saw_prose = true;
        }
    }

    /// Reads what a dialect may have printed at `at`; returns where to go on.
    fn read_printed(&mut self, at: usize, dialect: Anchored) -> usize {
        let Anchored { anchor, read } = dialect;
        let Some(Parsed { mut report, end }) = read(self.text, at) else {
            return at + anchor.len();
        };
        let end = end.max(at + anchor.len()).min(self.text.len());
        call::complete(&mut report, self.text, self.last_end, end);
        self.complete_from_before(&mut report);
        self.last_end = end;
        self.note_end(end);
        self.push(report);
        self.text.ceil_char_boundary(end)
    }

    fn note_end(&mut self, end: usize) {
        if let Some(ends) = &mut self.ends {
            ends.push(end);
        }
    }

    /// Adds to the first failure what the text in front says of it.
    fn complete_from_before(&self, report: &mut Report) {
        if self.last_end == 0 && call::may_tell(self.before) {
            let before = decode(self.before);
            call::complete(report, &before, 0, before.len());
        }
    }

    /// Adds a failure; what an SDK wraps around a response body leads to the error in the body.
    fn push(&mut self, report: Report) {
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

    /// Reads the document that may start at `at`; returns how many bytes that takes.
    fn read_json(&mut self, at: usize) -> usize {
        match self.json(&self.text[at..]) {
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

    fn json(&self, text: &str) -> json::Read {
        json::read(text, self.depth == 0, &|inner| nested(inner, self.depth + 1))
    }

    fn document(&mut self, end: usize, findings: Vec<Finding>) {
        let (from, is_telling) = (self.last_end, !findings.is_empty());
        for mut finding in findings {
            if let Finding::Failure(report) = &mut finding {
                call::complete(report, self.text, from, end);
                self.complete_from_before(report);
            }
            self.note_end(end);
            self.fragments.push(Fragment::Finding(finding));
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
        let prefix = lex::line_before(self.text, at).len();
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
            if let json::Read::Document { findings, .. } = self.json(&document) {
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
        let findings = nested(&lex::unescape(line), self.depth + 1);
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
                .fragments
                .iter()
                .all(|piece| matches!(piece, Fragment::Line(line) if bare::is_code_line(line)));
        let is_alone = !self.fragments.iter().any(|piece| matches!(piece, Fragment::Finding(_)));
        let mut findings = Vec::new();
        for piece in self.fragments {
            match piece {
                Fragment::Finding(finding) => findings.push(finding),
                Fragment::Line(line) => {
                    findings.extend(
                        bare::line(line, is_list, is_alone).into_iter().map(Finding::Failure),
                    );
                }
            }
        }
        if findings.is_empty()
            && let Some((at, _)) = self.broken
        {
            findings.extend(json::truncated(lex::ahead(self.text, at, 4096)).map(Finding::Failure));
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
