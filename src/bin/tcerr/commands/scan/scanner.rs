//! What all ways of reading a log share: which failures count, and what is kept of each.
//!
//! How the bytes of a log are read, at once or block by block, does not belong here.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use memchr::{memchr, memchr_iter, memrchr};
use tcerr::render::Histogram;
use tcerr::{Diagnosed, Occurrence, Report, Tally, timestamp};

use super::filter::{Filter, this_year};

/// The name of standard input.
pub(super) const STDIN: &str = "-";

/// The bytes of a log, or of the part of it that is in memory.
#[derive(Clone, Copy)]
pub(super) struct LogBytes<'l> {
    pub(super) name: &'l str,
    pub(super) bytes: &'l [u8],
}

/// What scanning a log, or a part of it, has found.
#[derive(Default)]
pub(super) struct ScanOutcome {
    pub(super) tally: Tally,
    pub(super) histogram: Histogram,
    /// Why the rest of the log could not be read.
    pub(super) read_error: Option<io::Error>,
    /// The formatted failures that have not been written yet.
    pub(super) output: Vec<u8>,
}

/// Formats a failure, given the name of its log, and appends it to the output.
pub(super) type FormatFailure<'f> = dyn Fn(&Diagnosed, &Report, &str, &mut Vec<u8>) + Sync + 'f;

/// How to scan logs.
pub(super) struct Scanner<'s> {
    filter: &'s Filter,
    with_histogram: bool,
    /// Set if each failure is printed, not only counted.
    pub(super) format_failure: Option<&'s FormatFailure<'s>>,
    is_stopped: Arc<AtomicBool>,
    /// The year of log lines that name none.
    year: i16,
}

impl<'s> Scanner<'s> {
    pub(super) fn new(
        filter: &'s Filter,
        with_histogram: bool,
        format_failure: Option<&'s FormatFailure<'s>>,
    ) -> Self {
        let is_stopped = Arc::new(AtomicBool::new(false));
        // The first Ctrl-C stops the scan, and what was counted is shown. The second one ends the
        // process.
        #[cfg(unix)]
        {
            let signal = signal_hook::consts::SIGINT;
            let second = Arc::clone(&is_stopped);
            let _ = signal_hook::flag::register_conditional_default(signal, second);
            let _ = signal_hook::flag::register(signal, Arc::clone(&is_stopped));
        }
        Self { filter, with_histogram, format_failure, is_stopped, year: this_year() }
    }

    /// Whether the user has pressed Ctrl-C.
    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Counts a failure, unless the filter rejects it. `line_number` returns the number of the
    /// line at an offset.
    pub(super) fn count(
        &self,
        occurrence: &Occurrence,
        log: LogBytes<'_>,
        line_number: impl FnOnce(usize) -> u64,
        outcome: &mut ScanOutcome,
    ) {
        let Occurrence { report, at, after, .. } = occurrence;
        let time = time_at(log.bytes, *at, *after, self.year);
        let micros = time.as_ref().map(|time| time.1);
        let mut diagnosed = Diagnosed::new(report, 0, time);
        if !self.filter.accepts(&diagnosed, micros) {
            return;
        }
        // Line numbers are costly. A summary needs only that of the first failure of each code.
        let code = diagnosed.code.as_deref().unwrap_or_default();
        if self.format_failure.is_some() || !outcome.tally.groups.contains_key(code) {
            diagnosed.line = line_number(*at);
        }
        outcome.tally.add(&diagnosed, report, log.name);
        if self.with_histogram {
            outcome.histogram.add(micros);
        }
        if let Some(format_failure) = self.format_failure {
            format_failure(&diagnosed, report, log.name, &mut outcome.output);
        }
    }
}

/// Counts lines on demand, from the last offset that was asked for.
#[derive(Default)]
pub(super) struct LineCount {
    pub(super) offset: usize,
    /// The number of lines that end before `offset`.
    pub(super) count: u64,
}

impl LineCount {
    /// The number of lines of `log` that end before `offset`.
    pub(super) fn before(&mut self, log: &[u8], offset: usize) -> u64 {
        if offset >= self.offset {
            self.count += count_newlines(&log[self.offset..offset]);
        } else {
            self.count -= count_newlines(&log[offset..self.offset]);
        }
        self.offset = offset;
        self.count
    }
}

pub(super) fn count_newlines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

/// The time of the log line at `offset`: the text and the microseconds since 1970.
///
/// If that line has no time, the nearest line above it that has one counts, because a record of
/// several lines has its time in the first. Nothing before `earliest_offset` is read.
fn time_at(log: &[u8], offset: usize, earliest_offset: usize, year: i16) -> Option<(String, i64)> {
    /// How far above its last line a record can start, in bytes and in lines.
    const MAX_RECORD_LEN: usize = 4096;
    const MAX_RECORD_LINES: usize = 32;
    /// The part of a line that may contain its time, in bytes.
    const LINE_HEAD_LEN: usize = 256;
    let earliest = earliest_offset.min(offset).max(offset.saturating_sub(MAX_RECORD_LEN));
    let line_head = &log[offset..log.len().min(offset + LINE_HEAD_LEN)];
    let mut end = offset + memchr(b'\n', line_head).unwrap_or(line_head.len());
    for _ in 0..MAX_RECORD_LINES {
        let search_end = end.min(offset);
        let start = match memrchr(b'\n', &log[earliest..search_end]) {
            Some(newline) => earliest + newline + 1,
            // The start of a very long line is out of reach: read the part before the failure.
            None if earliest > earliest_offset => {
                search_end.saturating_sub(LINE_HEAD_LEN).max(earliest)
            }
            None => earliest,
        };
        let head = String::from_utf8_lossy(&log[start..end.min(start + LINE_HEAD_LEN)]);
        if let Some(time) = timestamp(&head, year) {
            return Some((time.text.to_owned(), time.micros));
        }
        if start <= earliest || log[start - 1] != b'\n' {
            break;
        }
        end = start - 1;
    }
    None
}
