//! Scans a memory-mapped log in chunks, in parallel.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::thread;

use tcerr::{FAILURE_REACH, find_failures, split_point};

use super::progress::ProgressBar;
use super::scanner::{LineCount, LogBytes, ScanOutcome, Scanner, count_newlines};

/// The length of a chunk, in bytes: large enough to be worth handing out, small enough to share
/// the work evenly if all failures are in one part of the log.
const CHUNK_LEN: usize = 4 << 20;

impl Scanner<'_> {
    /// Scans a mapped log. What is printed for its failures is written to `out` in log order.
    pub(super) fn scan_mapped(
        &self,
        log: LogBytes<'_>,
        out: &mut dyn Write,
    ) -> io::Result<ScanOutcome> {
        let bytes = log.bytes;
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let threads = threads.min(bytes.len() / CHUNK_LEN + 1);
        let cursor = Mutex::new(Chunk { index: 0, range: 0..0, lines_before: 0 });
        let (sender, receiver) = mpsc::sync_channel(threads);
        thread::scope(|scope| {
            for _ in 0..threads {
                let (sender, cursor) = (sender.clone(), &cursor);
                scope.spawn(move || {
                    while let Some(chunk) = self.next_chunk(bytes, cursor) {
                        let outcome = self.scan_chunk(log, &chunk);
                        if sender.send((chunk, outcome)).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            let bar = ProgressBar::new(bytes.len());
            let mut total = ScanOutcome::default();
            let mut lines = LineCount::default();
            let mut out_of_order = BTreeMap::new();
            let mut next_index = 0;
            for (chunk, outcome) in receiver {
                out_of_order.insert(chunk.index, (chunk, outcome));
                while let Some((chunk, mut outcome)) = out_of_order.remove(&next_index) {
                    next_index += 1;
                    out.write_all(&outcome.output)?;
                    for (code, group) in &mut outcome.tally.groups {
                        // A code that is known already has its example from an earlier chunk.
                        if self.format_failure.is_none() && !total.tally.groups.contains_key(code) {
                            let offset = usize::try_from(group.example.line).unwrap_or_default();
                            group.example.line = lines.before(bytes, offset) + 1;
                        }
                    }
                    total.tally.append(outcome.tally);
                    total.histogram.append(outcome.histogram);
                    if let Some(bar) = &bar {
                        bar.show(chunk.range.end);
                    }
                }
            }
            Ok(total)
        })
    }

    /// Takes the next chunk of a log, or `None` at its end. `cursor` has the index and the lines of
    /// the next chunk, and the range of the one before.
    fn next_chunk(&self, log: &[u8], cursor: &Mutex<Chunk>) -> Option<Chunk> {
        let mut cursor = cursor.lock().unwrap_or_else(PoisonError::into_inner);
        let start = cursor.range.end;
        if start == log.len() || self.is_stopped() {
            return None;
        }
        let end = match start + CHUNK_LEN {
            target if target < log.len() => split_point(log, target),
            _ => log.len(),
        };
        let chunk = Chunk { range: start..end, ..*cursor };
        cursor.index += 1;
        cursor.range = start..end;
        if self.format_failure.is_some() {
            cursor.lines_before += count_newlines(&log[start..end]);
        }
        Some(chunk)
    }

    /// Scans one chunk of a log.
    ///
    /// If failures are only counted, the `line` of an example is its offset: [`scan_mapped`]
    /// computes the line numbers, because most examples are dropped when chunks are joined.
    ///
    /// [`scan_mapped`]: Scanner::scan_mapped
    fn scan_chunk(&self, log: LogBytes<'_>, chunk: &Chunk) -> ScanOutcome {
        let mut outcome = ScanOutcome::default();
        let Range { start, end } = chunk.range;
        // Scan the end of the previous chunk again, to learn which lines its last failure takes.
        let overlap = start.saturating_sub(FAILURE_REACH);
        let taken = find_failures(log.bytes, overlap..start, overlap, |_| {});
        let mut lines = LineCount { offset: start, count: chunk.lines_before };
        find_failures(log.bytes, start..end, taken, |occurrence| {
            let line_number = |offset| match self.format_failure {
                Some(_) => lines.before(log.bytes, offset) + 1,
                None => offset as u64,
            };
            self.count(&occurrence, log, line_number, &mut outcome);
        });
        outcome
    }
}

/// A part of a mapped log.
struct Chunk {
    index: usize,
    range: Range<usize>,
    /// The number of lines that end before the chunk; counted only if each failure is printed.
    lines_before: u64,
}
