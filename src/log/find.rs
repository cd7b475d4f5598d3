//! The failures in a log, one by one and in the order of the log: what `tcerr scan` counts.
//!
//! A log is searched for a few words that hardly any line contains; every dialect has one of them.
//! Around such a word, the lines that belong together are passed to
//! [`recognize`](mod@crate::recognize), which reads failures here as everywhere else. The choice of
//! lines depends only on the lines themselves, not on where a buffer ends, so parts of a log can
//! be read in parallel. Times, counts and files do not belong here.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use memchr::memmem::Finder;
use memchr::{memchr, memrchr};

use crate::decode::decode;
use crate::recognize::dialects::{DIALECTS, DialectRecord};
use crate::recognize::{WordSearcher, recognize_output, recognize_output_with_ends};
use crate::report::Report;

/// The maximum distance between a failure's log word and the end of its lines on either side, in
/// bytes.
pub const FAILURE_REACH: usize = 64 * 1024;

/// The maximum number of lines that a failure has on either side of its log word.
const MAX_LINES_PER_SIDE: usize = 80;

/// How many bytes in front of a failure are searched for the call that failed.
const CALL_CONTEXT_LEN: usize = 4096;

/// A failure in a log.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Occurrence {
    /// What the log says about the failure.
    pub report: Report,
    /// Byte offset of its first line, or of its log word if that is on a very long line.
    pub at: usize,
    /// Byte offset of the end of the previous failure's lines. Nothing before it concerns this
    /// failure.
    pub after: usize,
}

/// The words that a log is searched for, each with the dialects whose anchor contains it.
struct LogWords {
    searcher: WordSearcher,
    /// The dialects of each word, in the order of the searcher's words.
    dialects: Vec<Vec<&'static DialectRecord>>,
    /// Length of the longest word, in bytes.
    max_word_len: usize,
}

impl LogWords {
    fn get() -> &'static Self {
        static LOG_WORDS: OnceLock<LogWords> = OnceLock::new();
        LOG_WORDS.get_or_init(|| {
            let mut words: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.log_word).collect();
            words.sort_unstable();
            words.dedup();
            // If one word begins with another, the searcher reports only the shorter one, which
            // therefore has the dialects of both.
            let dialects = words.iter().map(|word| {
                DIALECTS.iter().filter(|dialect| dialect.log_word.starts_with(word)).collect()
            });
            Self {
                dialects: dialects.collect(),
                max_word_len: words.iter().map(|word| word.len()).max().unwrap_or_default(),
                searcher: WordSearcher::new(&words),
            }
        })
    }

    /// The next word that starts between `from` and `to` and could belong to a failure.
    fn next(&self, log: &[u8], from: usize, to: usize) -> Option<WordHit> {
        let search_end = log.len().min(to + self.max_word_len);
        let mut from = from;
        while from < to {
            let word = self.searcher.find(log, (from..search_end).into())?;
            let (start, end) = (word.start(), word.end());
            if start >= to {
                return None;
            }
            let mut dialects = self.dialects[word.pattern()].iter();
            if let Some(dialect) = dialects.find(|dialect| dialect.could_be_at(log, start)) {
                return Some(WordHit { start, end, lines_around: dialect.lines_around });
            }
            // Another word may start within this one.
            from = start + 1;
        }
        None
    }
}

/// A log word that could belong to a failure.
struct WordHit {
    start: usize,
    end: usize,
    /// How many lines above and below the word's line always belong to the failure.
    lines_around: (usize, usize),
}

/// Finds the failures whose log word starts in `range` of `log`, and returns the end of the lines
/// of the last one, which may be after the range. Without any failure, returns `consumed`.
///
/// Reads up to [`FAILURE_REACH`] bytes around the range, but none before `consumed`, the end of the
/// lines of earlier failures. End `range` at a line end: the tail of a rejected line is not
/// rescanned.
pub fn find_failures(
    log: &[u8],
    range: Range<usize>,
    mut consumed: usize,
    mut on_failure: impl FnMut(Occurrence),
) -> usize {
    let words = LogWords::get();
    let mut at = range.start.max(consumed);
    while let Some(hit) = words.next(log, at, range.end) {
        let lines = lines_around(log, consumed, &hit);
        let (reports, end, failure_start) = if lines.is_too_long {
            let (reports, end) = read_long_line(log, &lines);
            (reports, end.max(hit.end), hit.start)
        } else {
            let (reports, end) = read_lines(log, &lines, consumed);
            (reports, end.max(lines.word_line_end), lines.start)
        };
        at = end;
        let after = consumed;
        if !reports.is_empty() {
            consumed = at;
        }
        for report in reports {
            on_failure(Occurrence { report, at: failure_start, after });
        }
    }
    consumed
}

/// The first byte offset from `at` on where a log can be split without dividing a failure: the
/// start of a line, if neither that line nor the one before opens or continues a document or an
/// exception.
///
/// If there is none within [`FAILURE_REACH`], this is the start of the next line within it, or else
/// the end of the log.
pub fn split_point(log: &[u8], at: usize) -> usize {
    let no_prefix = LinePrefix(Vec::new());
    let next_line = if at == 0 { 0 } else { line_end(log, at - 1) };
    let latest = log.len().min(at + FAILURE_REACH);
    let mut start = next_line;
    while start < latest {
        let end = line_end(log, start);
        let is_separate = |from: usize, to: usize| {
            let line = &log[from..to];
            !no_prefix.is_continued_by(line) && !line.contains(&b'"') && !opens_block(line)
        };
        let previous_start = line_start(log, start.saturating_sub(1));
        if start == 0 || (is_separate(start, end) && is_separate(previous_start, start)) {
            return start;
        }
        start = end;
    }
    if next_line < latest { next_line } else { log.len() }
}

fn line_start(log: &[u8], at: usize) -> usize {
    memrchr(b'\n', &log[..at]).map_or(0, |newline| newline + 1)
}

/// The offset after the newline that ends the line at `at`.
fn line_end(log: &[u8], at: usize) -> usize {
    memchr(b'\n', &log[at..]).map_or(log.len(), |newline| at + newline + 1)
}

/// The lines of one printed failure.
struct LineSpan {
    start: usize,
    end: usize,
    /// The end of the line that contains the log word.
    word_line_end: usize,
    /// Whether that line extends further than [`FAILURE_REACH`] from the log word. If so, the span
    /// is only a part of it.
    is_too_long: bool,
}

/// The lines around a log word that belong together, not before `from`.
fn lines_around(log: &[u8], from: usize, hit: &WordHit) -> LineSpan {
    let at = hit.start;
    let earliest = from.max(at.saturating_sub(FAILURE_REACH));
    let latest = log.len().min(at + FAILURE_REACH);
    let mut start = earliest + line_start(&log[earliest..], at - earliest);
    let word_line_end = line_end(&log[..latest], at);
    let has_line_start = start == 0 || start == from || log[start - 1] == b'\n';
    if !has_line_start || (word_line_end == latest && word_line_end - at >= FAILURE_REACH) {
        return LineSpan { start, end: word_line_end, word_line_end, is_too_long: true };
    }
    let prefix = LinePrefix::of_line(log, start, at);
    // A document that opens on the word's line has no lines above it.
    let mut could_open_above =
        !log[start..at].contains(&b'{') || prefix.is_continued_by(&log[start..word_line_end]);
    let mut line_count = 0;
    while could_open_above && start > earliest && line_count < MAX_LINES_PER_SIDE {
        let end = start;
        start = line_start(log, start - 1).max(earliest);
        let line = &log[start..end];
        line_count += 1;
        if !prefix.is_continued_by(line) {
            // A line that opens the document belongs to it. Any other line does not, nor do the
            // lines below that continue it.
            if !opens_block(line) {
                start = end;
                while start < word_line_end
                    && prefix.is_indented_text(&log[start..line_end(log, start)])
                {
                    start = line_end(log, start);
                }
                start = start.min(line_start(log, at));
            }
            could_open_above = false;
        }
    }
    let mut end = word_line_end;
    let (above, below) = hit.lines_around;
    for _ in 0..above {
        start = line_start(log, start.saturating_sub(1)).max(earliest);
    }
    for _ in 0..below {
        end = line_end(log, end).min(latest);
    }
    let mut line_count = 0;
    while end < latest && line_count < MAX_LINES_PER_SIDE {
        let next_end = line_end(log, end).min(latest);
        if !prefix.is_continued_by(&log[end..next_end]) {
            break;
        }
        end = next_end;
        line_count += 1;
    }
    LineSpan { start, end, word_line_end, is_too_long: false }
}

/// The bytes that a log puts in front of every line of a document, such as a time.
struct LinePrefix(Vec<u8>);

impl LinePrefix {
    /// The prefix of the line that begins at `start` and has a key at `at`.
    fn of_line(log: &[u8], start: usize, at: usize) -> Self {
        let line = &log[start..at];
        let quote = line.iter().position(|byte| matches!(byte, b'"' | b'{'));
        let prefix = match quote {
            Some(quote) if line[quote..].iter().all(|byte| byte != &b'{') => &line[..quote],
            _ => &[][..],
        };
        Self(prefix.trim_ascii_end().to_vec())
    }

    /// `line` without its prefix, or `None` if it begins otherwise. Digits may differ, as they do
    /// in times.
    fn strip<'l>(&self, line: &'l [u8]) -> Option<&'l [u8]> {
        let (head, rest) = line.split_at_checked(self.0.len())?;
        let is_like = |(a, b): (&u8, &u8)| a == b || (a.is_ascii_digit() && b.is_ascii_digit());
        head.iter().zip(&self.0).all(is_like).then_some(rest)
    }

    /// Whether `line` continues the document or text of the line above it.
    fn is_continued_by(&self, line: &[u8]) -> bool {
        let Some(rest) = self.strip(line) else { return false };
        let text = rest.trim_ascii_start();
        let is_indented = self.0.is_empty() && text.len() < rest.len();
        match text.first() {
            None | Some(b'"' | b'}' | b']' | b'{' | b',' | b'<') => true,
            _ if text.starts_with("│".as_bytes()) => true,
            _ => is_indented,
        }
    }

    /// Whether `line` is blank or indented text. Such a line continues a text, but not a document.
    fn is_indented_text(&self, line: &[u8]) -> bool {
        let text = line.trim_ascii_start();
        self.0.is_empty()
            && match text.first() {
                None => true,
                Some(b'"' | b'}' | b']' | b'{' | b',' | b'<') => false,
                _ => !text.starts_with("│".as_bytes()) && text.len() < line.len(),
            }
    }
}

/// Whether `line` opens a document or an exception that continues on the lines below.
fn opens_block(line: &[u8]) -> bool {
    let text = line.trim_ascii_end();
    text.ends_with(b"{")
        || text.ends_with(b"[")
        || text.ends_with(b">")
        || text.starts_with(b"Traceback ")
        || EXCEPTION
            .find_iter(text)
            .any(|at| text[..at].ends_with(b"SDK") || text[..at].ends_with(b"Http"))
}

/// The failures in `lines`, and the end of the last line read. Reads on below the lines if a
/// failure in them is incomplete.
fn read_lines(log: &[u8], lines: &LineSpan, consumed: usize) -> (Vec<Report>, usize) {
    let preceding_start = match lines.start.saturating_sub(CALL_CONTEXT_LEN) {
        earliest if earliest <= consumed => consumed.min(lines.start),
        earliest => line_end(log, earliest).min(lines.start),
    };
    let preceding = &log[preceding_start..lines.start];
    let recognize_up_to = |end: usize| recognize_output(&decode(&log[lines.start..end]), preceding);
    let reports = recognize_up_to(lines.end);
    let are_complete = |reports: &[Report]| {
        let has_code = |report: &Report| report.code.is_some() || report.legacy.is_some();
        reports.iter().all(|report| report.request_id.is_some() && has_code(report))
    };
    let has_brand = || {
        let line = &log[lines.start..lines.word_line_end];
        BRANDS.iter().any(|brand| brand.find(line).is_some())
    };
    let is_done = if reports.is_empty() { !has_brand() } else { are_complete(&reports) };
    if is_done {
        return (reports, lines.end);
    }
    // The message may contain line breaks, and the request id may follow after them.
    let mut extended_end = lines.end;
    for _ in 0..MAX_EXTRA_LINES {
        let latest = log.len().min(lines.word_line_end + FAILURE_REACH);
        if extended_end >= latest || begins_record(&log[extended_end..]) {
            break;
        }
        extended_end = line_end(log, extended_end);
        let extended = recognize_up_to(extended_end);
        if extended.len() == reports.len().max(1) && are_complete(&extended) {
            return (extended, extended_end);
        }
    }
    if reports.is_empty() {
        let extended = recognize_up_to(extended_end);
        return if extended.is_empty() { (reports, lines.end) } else { (extended, extended_end) };
    }
    (reports, lines.end)
}

/// The failures in a part of a line that is too long to be read as a whole, and the offset up to
/// which it has been read.
fn read_long_line(log: &[u8], lines: &LineSpan) -> (Vec<Report>, usize) {
    /// A failure that ends within this many bytes of the end of the part may continue beyond it.
    const MARGIN: usize = 8192;
    let bytes = &log[lines.start..lines.end];
    let text = decode(bytes);
    let has_line_end = lines.end == log.len() || log[lines.end - 1] == b'\n';
    let reliable_end = if has_line_end { text.len() } else { text.len().saturating_sub(MARGIN) };
    let mut failures = recognize_output_with_ends(&text);
    failures.retain(|&(_, end)| end <= reliable_end);
    let read_length = match failures.last() {
        // If decoding changed the length, offsets in the text are not offsets in the log.
        Some(&(_, end)) if text.len() == bytes.len() => end,
        _ => reliable_end.min(bytes.len()),
    };
    let reports = failures.into_iter().map(|(report, _)| report).collect();
    (reports, lines.start + read_length)
}

/// The maximum number of lines that a message continues over without any sign of it on the lines.
const MAX_EXTRA_LINES: usize = 12;

/// Words of lines that certainly begin a failure, though the line may lack the rest of it.
static BRANDS: LazyLock<[Finder<'static>; 3]> =
    LazyLock::new(|| ["SDKException", "SDKError", "RequestId："].map(Finder::new));

/// How the names of exceptions end that have properties on the lines below.
static EXCEPTION: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("Exception"));

/// Whether `line` begins a log record, judged by its first 64 bytes.
fn begins_record(line: &[u8]) -> bool {
    let line = &line[..line.len().min(64)];
    let text = String::from_utf8_lossy(line);
    crate::recognize::begins_record(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_words_are_rejected_only_where_no_failure_can_be() {
        let could_be_failure =
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
            assert!(could_be_failure(text), "{text}");
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
            assert!(!could_be_failure(text), "{text}");
        }
    }
}
