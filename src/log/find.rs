//! The failures in a log, in its order and one by one: what `tcerr scan` counts.
//!
//! A log is read for what hardly any of its lines has: a few words of which every shape of an error
//! has one. Where such a word stands, the lines around it that belong together are given to the
//! one recognizer. Which lines these are hangs on the lines alone, not on where a reader's buffer
//! ends, so that pieces of a log can be read side by side.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::packed::{self, Searcher};
use aho_corasick::{AhoCorasick, Input, Match, MatchKind, Span};
use memchr::{memchr, memrchr};

use crate::decode::decode;
use crate::recognize::dialects::{DIALECTS, DialectRecord};
use crate::recognize::{recognize_printed, recognize_printed_at};
use crate::report::Report;

/// The furthest that a failure's lines reach, in bytes, to either side of the word that showed it.
pub const FAILURE_REACH: usize = 64 * 1024;

/// The most lines of a failure on either side of the word that showed it.
const MOST_LINES: usize = 80;

/// How much of what stands in front may say which call failed, in bytes.
const CONTEXT: usize = 4096;

/// A failure in a log.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Occurrence {
    /// What the log says of it.
    pub report: Report,
    /// Where the first of its lines begins.
    pub at: usize,
    /// Where the lines end of the failure before it: nothing in front of that is about this one.
    pub after: usize,
}

/// The words that a log is searched for, each with the dialects whose anchor it stands in.
struct LogWords {
    searcher: WordSearcher,
    /// Of each word, in the order of the searcher.
    dialects: Vec<Vec<&'static DialectRecord>>,
    /// In bytes.
    longest: usize,
}

impl LogWords {
    fn get() -> &'static Self {
        static WORDS: OnceLock<LogWords> = OnceLock::new();
        WORDS.get_or_init(|| {
            let mut words: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.log_word).collect();
            words.sort_unstable();
            words.dedup();
            // Where one word begins with another, the other is found in its place.
            let dialects = words.iter().map(|word| {
                DIALECTS.iter().filter(|dialect| dialect.log_word.starts_with(word)).collect()
            });
            Self {
                dialects: dialects.collect(),
                longest: words.iter().map(|word| word.len()).max().unwrap_or_default(),
                searcher: WordSearcher::new(&words),
            }
        })
    }

    /// The next word between `from` and `to` that can belong to a failure: where it begins and
    /// ends, and the dialects that it can be of.
    fn next(&self, log: &[u8], from: usize, to: usize) -> Option<WordHit> {
        let last = log.len().min(to + self.longest);
        let mut from = from;
        while from < to {
            let word = self.searcher.find(log, (from..last).into())?;
            let (start, end) = (word.start(), word.end());
            if start >= to {
                return None;
            }
            let mut dialects = self.dialects[word.pattern()].iter();
            if let Some(dialect) = dialects.find(|dialect| dialect.could_be_at(log, start, end)) {
                return Some(WordHit { start, end, lines_around: dialect.lines_around });
            }
            // Another word may begin within this one.
            from = start + 1;
        }
        None
    }
}

/// The fastest search for some words that this machine has.
enum WordSearcher {
    /// Vector instructions: the speed of memory for a few dozen words with few beginnings.
    Packed(Searcher),
    /// For machines without them, and for any number of words.
    Automaton(AhoCorasick),
}

impl WordSearcher {
    fn new(words: &[&str]) -> Self {
        let config = packed::Config::new().match_kind(packed::MatchKind::LeftmostFirst).clone();
        let packed = config.builder().extend(words).build();
        packed.map_or_else(|| Self::automaton(words), Self::Packed)
    }

    fn automaton(words: &[&str]) -> Self {
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words);
        // A few short words never exceed the limits of the automaton.
        Self::Automaton(automaton.unwrap_or_else(|error| unreachable!("{error}")))
    }

    fn find(&self, log: &[u8], span: Span) -> Option<Match> {
        match self {
            Self::Packed(searcher) => searcher.find_in(log, span),
            Self::Automaton(searcher) => searcher.find(Input::new(log).span(span)),
        }
    }
}

/// A word that can belong to a failure.
struct WordHit {
    start: usize,
    end: usize,
    /// How many lines above and below its own belong to the failure in any case.
    lines_around: (usize, usize),
}

/// Finds the failures that a word in `range` of `log` shows, and returns where the last of their
/// lines ends, which may be behind the range. What lies around the range is read along, up to
/// [`FAILURE_REACH`] of it; nothing in front of `taken`, where the lines of earlier failures end. A range
/// had best end where a line does: of one that is no failure, the rest is not looked at again.
pub fn find_failures(
    log: &[u8],
    range: Range<usize>,
    mut taken: usize,
    mut found: impl FnMut(Occurrence),
) -> usize {
    let words = LogWords::get();
    let mut at = range.start.max(taken);
    while let Some(hit) = words.next(log, at, range.end) {
        at = hit.end;
        let lines = record(log, taken, &hit);
        if lines.is_cut {
            let (reports, end) = read_piece(log, &lines);
            at = end.max(at);
            let after = taken;
            if !reports.is_empty() {
                taken = at;
            }
            for report in reports {
                found(Occurrence { report, at: hit.start, after });
            }
            continue;
        }
        let (reports, end) = read(log, &lines, taken);
        at = end.max(lines.told);
        let after = taken;
        if !reports.is_empty() {
            taken = at;
        }
        for report in reports {
            found(Occurrence { report, at: lines.start, after });
        }
    }
    taken
}

/// Where a log may be cut near `at`: the beginning of a line that goes on with nothing, behind it.
/// The end of the log, where there is none within [`FAILURE_REACH`].
pub fn split_point(log: &[u8], at: usize) -> usize {
    let frame = Frame { prefix: Vec::new() };
    let mut start = if at == 0 { 0 } else { line_end(log, at - 1) };
    let latest = log.len().min(at + FAILURE_REACH);
    while start < latest {
        let next = line_end(log, start);
        let is_apart = |from: usize, to: usize| {
            let line = &log[from..to];
            !frame.is_inside(line) && !line.contains(&b'"') && !Frame::opens(line)
        };
        let before = line_start(log, start.saturating_sub(1));
        if start == 0 || (is_apart(start, next) && is_apart(before, start)) {
            return start;
        }
        start = next;
    }
    // No line is apart; any will do, but for the rest of one.
    let start = if at == 0 { 0 } else { line_end(log, at - 1) };
    if start < latest { start } else { log.len() }
}

fn line_start(log: &[u8], at: usize) -> usize {
    memrchr(b'\n', &log[..at]).map_or(0, |newline| newline + 1)
}

/// Behind the line that has `at`.
fn line_end(log: &[u8], at: usize) -> usize {
    memchr(b'\n', &log[at..]).map_or(log.len(), |newline| at + newline + 1)
}

/// The lines of one printed failure.
struct Lines {
    start: usize,
    end: usize,
    /// Where the line ends that has the word.
    told: usize,
    /// Whether that line is too long to be read as a whole.
    is_cut: bool,
}

/// The lines around a word that belong together, not before `from`.
fn record(log: &[u8], from: usize, hit: &WordHit) -> Lines {
    let at = hit.start;
    let earliest = from.max(at.saturating_sub(FAILURE_REACH));
    let latest = log.len().min(at + FAILURE_REACH);
    let mut start = earliest + line_start(&log[earliest..], at - earliest);
    let told = line_end(&log[..latest], at);
    let ends_above = start == 0 || start == from || log[start - 1] == b'\n';
    if !ends_above || (told == latest && told - at >= FAILURE_REACH) {
        return Lines { start, end: told, told, is_cut: true };
    }
    let frame = Frame::of_line(log, start, at);
    // A document that opens on the line itself has no lines above.
    let mut opens_above = !log[start..at].contains(&b'{') || frame.is_inside(&log[start..told]);
    let mut lines = 0;
    while opens_above && start > earliest && lines < MOST_LINES {
        let line = start;
        start = line_start(log, start - 1).max(earliest);
        let text = &log[start..line];
        lines += 1;
        if !frame.is_inside(text) {
            // The line that opens it; any other is no part of it, nor is what belongs to that.
            if !Frame::opens(text) {
                start = line;
                while start < told && frame.is_rest(&log[start..line_end(log, start)]) {
                    start = line_end(log, start);
                }
                start = start.min(line_start(log, at));
            }
            opens_above = false;
        }
    }
    let mut end = told;
    let (above, below) = hit.lines_around;
    for _ in 0..above {
        start = line_start(log, start.saturating_sub(1)).max(earliest);
    }
    for _ in 0..below {
        end = line_end(log, end).min(latest);
    }
    let mut lines = 0;
    while end < latest && lines < MOST_LINES {
        let next = line_end(log, end).min(latest);
        if !frame.is_inside(&log[end..next]) {
            break;
        }
        end = next;
        lines += 1;
    }
    Lines { start, end, told, is_cut: false }
}

/// What stands in front of every line of a document that a log broke into lines.
struct Frame {
    prefix: Vec<u8>,
}

impl Frame {
    /// As the line has it that begins at `start`, up to the key at `at`.
    fn of_line(log: &[u8], start: usize, at: usize) -> Self {
        let line = &log[start..at];
        let quote = line.iter().position(|byte| matches!(byte, b'"' | b'{'));
        let prefix = match quote {
            Some(quote) if line[quote..].iter().all(|byte| byte != &b'{') => &line[..quote],
            _ => &[][..],
        };
        Self { prefix: prefix.trim_ascii_end().to_vec() }
    }

    /// A line without the prefix, if it has one of the same shape: digits stand for digits.
    fn rest<'l>(&self, line: &'l [u8]) -> Option<&'l [u8]> {
        let (head, rest) = line.split_at_checked(self.prefix.len())?;
        let is_like = |(a, b): (&u8, &u8)| a == b || (a.is_ascii_digit() && b.is_ascii_digit());
        head.iter().zip(&self.prefix).all(is_like).then_some(rest)
    }

    /// Whether a line goes on with what stands before it.
    fn is_inside(&self, line: &[u8]) -> bool {
        let Some(rest) = self.rest(line) else { return false };
        let text = rest.trim_ascii_start();
        let is_indented = self.prefix.is_empty() && text.len() < rest.len();
        match text.first() {
            None | Some(b'"' | b'}' | b']' | b'{' | b',' | b'<') => true,
            _ if text.starts_with("│".as_bytes()) => true,
            _ => is_indented,
        }
    }

    /// Whether a line only goes on with a text that stands before it.
    fn is_rest(&self, line: &[u8]) -> bool {
        let text = line.trim_ascii_start();
        self.prefix.is_empty()
            && match text.first() {
                None => true,
                Some(b'"' | b'}' | b']' | b'{' | b',' | b'<') => false,
                _ => !text.starts_with("│".as_bytes()) && text.len() < line.len(),
            }
    }

    /// Whether a line opens a document that goes on below it, or an exception.
    fn opens(line: &[u8]) -> bool {
        let text = line.trim_ascii_end();
        text.ends_with(b"{")
            || text.ends_with(b"[")
            || text.ends_with(b">")
            || text.starts_with(b"Traceback ")
            || text.windows(12).any(|word| word == b"SDKException" || word == b"HttpExceptio")
    }
}

/// What the recognizer finds in the lines of a record, and where the last of them ends.
fn read(log: &[u8], lines: &Lines, taken: usize) -> (Vec<Report>, usize) {
    let context = match lines.start.saturating_sub(CONTEXT) {
        near if near <= taken => taken.min(lines.start),
        near => line_end(log, near).min(lines.start),
    };
    let before = &log[context..lines.start];
    let of = |end: usize| recognize_printed(&decode(&log[lines.start..end]), before);
    let reports = of(lines.end);
    let is_whole = |reports: &[Report]| {
        let named = |report: &Report| report.code.is_some() || report.legacy.is_some();
        reports.iter().all(|report| report.request_id.is_some() && named(report))
    };
    let is_branded = || {
        let line = &log[lines.start..lines.told];
        BRANDS.iter().any(|brand| line.windows(brand.len()).any(|word| word == *brand))
    };
    if if reports.is_empty() { !is_branded() } else { is_whole(&reports) } {
        return (reports, lines.end);
    }
    // A message may have line breaks in it, with the request id behind them.
    let mut more = lines.end;
    for _ in 0..MOST_MORE {
        if more >= log.len().min(lines.told + FAILURE_REACH) || begins_record(&log[more..]) {
            break;
        }
        more = line_end(log, more);
        let longer = of(more);
        if longer.len() == reports.len().max(1) && is_whole(&longer) {
            return (longer, more);
        }
    }
    if reports.is_empty() {
        let longer = of(more);
        return if longer.is_empty() { (reports, lines.end) } else { (longer, more) };
    }
    (reports, lines.end)
}

/// What the recognizer finds in a piece of a long line, and how far it has been read.
fn read_piece(log: &[u8], lines: &Lines) -> (Vec<Report>, usize) {
    /// An error that ends so near the end of the piece may go on behind it.
    const MARGIN: usize = 8192;
    let bytes = &log[lines.start..lines.end];
    let text = decode(bytes);
    let is_end = lines.end == log.len() || log[lines.end - 1] == b'\n';
    let last = if is_end { text.len() } else { text.len().saturating_sub(MARGIN) };
    let mut found = recognize_printed_at(&text);
    found.retain(|&(_, end)| end <= last);
    let read = match found.last() {
        // Where characters were mended, places are only about right.
        Some(&(_, end)) if text.len() == bytes.len() => end,
        _ => last.min(bytes.len()),
    };
    let reports = found.into_iter().map(|(report, _)| report).collect();
    (reports, lines.start + read)
}

/// The most lines that a message takes beyond those that belong together by their looks.
const MOST_MORE: usize = 12;

/// What stands in every line that surely begins an error, perhaps without the rest of it.
const BRANDS: [&[u8]; 3] = [b"SDKException", b"SDKError", "RequestId：".as_bytes()];

/// Whether a line begins like a record of a log.
fn begins_record(line: &[u8]) -> bool {
    let line = &line[..line.len().min(64)];
    let text = String::from_utf8_lossy(line);
    crate::recognize::begins_record(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glance_leaves_out_what_is_no_error_for_certain() {
        let is_worth_reading =
            |text: &str| LogWords::get().next(text.as_bytes(), 0, text.len()).is_some();
        for text in [
            "Code=A.B, Message=m",
            "Code=A.B,\n│ Message=m",
            "Code=A.B,\u{1b}[0m Message=m",
            "Code=A.B,\\n Message=m",
            "RequestId=r-1, ErrorCode=A.B, ErrorMessage=m",
            "Code=A.B, Mess",
            "Code=A.",
            "Code=",
            "\"Code\":\"A\"",
            "\"code\": 4100",
            "\"code\":\"okay\"",
            "\"code\":\"ok",
        ] {
            assert!(is_worth_reading(text), "{text}");
        }
        for text in [
            "Code=OK user=1",
            "Code=200, Messages=2",
            "Code= Message=",
            "\"code\":200",
            "\"code\":\"OK\"",
            "'code': 'Success'",
            "\\\"code\\\":0",
        ] {
            assert!(!is_worth_reading(text), "{text}");
        }
    }
}
