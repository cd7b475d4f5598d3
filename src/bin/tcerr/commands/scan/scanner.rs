//! What every way of reading a log has in common: which failures count, and what is kept of them.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use memchr::{memchr, memchr_iter, memrchr};
use tcerr::render::Histogram;
use tcerr::{Diagnosed, Occurrence, Report, Tally, timestamp};

use super::filter::{Filter, this_year};

/// The name of standard input.
pub(super) const STDIN: &str = "-";

/// What was found in a log.
#[derive(Default)]
pub(super) struct Scanned {
    pub(super) tally: Tally,
    pub(super) histogram: Histogram,
    /// Why what comes behind all that could not be read.
    pub(super) problem: Option<io::Error>,
    /// What is to be printed of each failure.
    pub(super) printed: Vec<u8>,
}

/// Prints a failure of a file.
pub(super) type Print<'p> = dyn Fn(&Diagnosed, &Report, &str, &mut Vec<u8>) + Sync + 'p;

/// How logs are scanned.
pub(super) struct Scanner<'w> {
    pub(super) filter: &'w Filter,
    pub(super) with_histogram: bool,
    /// If each failure is to be printed, not only counted.
    pub(super) print: Option<&'w Print<'w>>,
    pub(super) stopped: Arc<AtomicBool>,
    pub(super) year: i16,
}

impl<'w> Scanner<'w> {
    pub(super) fn new(
        filter: &'w Filter,
        with_histogram: bool,
        print: Option<&'w Print<'w>>,
    ) -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        // What was counted until Ctrl-C is shown; a second one ends at once.
        #[cfg(unix)]
        {
            let signal = signal_hook::consts::SIGINT;
            let _ = signal_hook::flag::register_conditional_default(signal, Arc::clone(&stopped));
            let _ = signal_hook::flag::register(signal, Arc::clone(&stopped));
        }
        Self { filter, with_histogram, print, stopped, year: this_year() }
    }

    /// Whether the person who started it wants it to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Counts a failure, unless it is filtered out.
    pub(super) fn count(
        &self,
        occurrence: &Occurrence,
        log: &[u8],
        line: impl FnOnce(usize) -> u64,
        name: &str,
        found: &mut Scanned,
    ) {
        let Occurrence { report, at, after, .. } = occurrence;
        let time = time_of(log, *after, *at, self.year);
        let micros = time.as_ref().map(|time| time.1);
        let mut diagnosed = Diagnosed::new(report, 0, time);
        if !self.filter.accepts(&diagnosed, micros) {
            return;
        }
        // A line is counted for each printed failure, else only for the first of a code.
        let code = diagnosed.code.as_deref().unwrap_or_default();
        if self.print.is_some() || !found.tally.groups.contains_key(code) {
            diagnosed.line = line(*at);
        }
        found.tally.add(&diagnosed, report, name);
        if self.with_histogram {
            found.histogram.add(micros);
        }
        if let Some(print) = self.print {
            print(&diagnosed, report, name, &mut found.printed);
        }
    }
}

/// The lines of a log, counted as far as somebody asked.
#[derive(Default)]
pub(super) struct LineCount {
    pub(super) at: usize,
    /// How many end before that.
    pub(super) count: u64,
}

impl LineCount {
    /// How many lines of `log` end before a place.
    pub(super) fn before(&mut self, log: &[u8], at: usize) -> u64 {
        if at >= self.at {
            self.count += newlines(&log[self.at..at]);
        } else {
            self.count -= newlines(&log[at..self.at]);
        }
        self.at = at;
        self.count
    }
}

pub(super) fn newlines(text: &[u8]) -> u64 {
    memchr_iter(b'\n', text).count() as u64
}

/// When the line that has a place was written: what it says, or the nearest line above it that says
/// anything, for a record of several lines has the time in its first one. Nothing in front of
/// `after` is read.
fn time_of(log: &[u8], after: usize, at: usize, year: i16) -> Option<(String, i64)> {
    /// As far as a record reaches up, in bytes and lines.
    const FAR: usize = 4096;
    const MOST_LINES: usize = 32;
    /// A time stands near the beginning of a line, if there is one.
    const HEAD: usize = 256;
    let earliest = after.min(at).max(at.saturating_sub(FAR));
    let near = &log[at..log.len().min(at + HEAD)];
    let mut end = at + memchr(b'\n', near).unwrap_or(near.len());
    for _ in 0..MOST_LINES {
        let before = end.min(at);
        let start = match memrchr(b'\n', &log[earliest..before]) {
            Some(newline) => earliest + newline + 1,
            // Of a very long line, what stands directly in front counts.
            None if earliest > after => before.saturating_sub(HEAD).max(earliest),
            None => earliest,
        };
        let head = String::from_utf8_lossy(&log[start..end.min(start + HEAD)]);
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
