//! A log that lies in memory, scanned in chunks side by side.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::thread;

use tcerr::{FAILURE_REACH, find_failures, split_point};

use super::progress::ProgressBar;
use super::scanner::{LineCount, Scanned, Scanner, newlines};

/// The pieces of a mapped log, in bytes: large enough to be worth handing out, small enough to
/// share the work evenly when the failures are all in one place.
const CHUNK: usize = 4 << 20;

impl Scanner<'_> {
    /// Scans a log that lies in memory, in pieces side by side.
    pub(super) fn scan_mapped(
        &self,
        log: &[u8],
        name: &str,
        out: &mut dyn Write,
    ) -> io::Result<Scanned> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let threads = threads.min(log.len() / CHUNK + 1);
        let next = Mutex::new(Chunk { place: 0, range: 0..0, lines: 0 });
        let (sender, receiver) = mpsc::sync_channel(threads);
        thread::scope(|scope| {
            for _ in 0..threads {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || {
                    while let Some(piece) = self.take(log, next) {
                        let found = self.piece(log, &piece, name);
                        if sender.send((piece, found)).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            let bar = ProgressBar::new(log.len());
            let mut all = Scanned::default();
            let mut lines = LineCount::default();
            let mut waiting = BTreeMap::new();
            let mut place = 0;
            for (piece, found) in receiver {
                waiting.insert(piece.place, (piece, found));
                while let Some((piece, mut found)) = waiting.remove(&place) {
                    place += 1;
                    out.write_all(&found.printed)?;
                    for (code, group) in &mut found.tally.groups {
                        // Of a code that was seen before, an example is known.
                        if self.print.is_none() && !all.tally.groups.contains_key(code) {
                            let place = usize::try_from(group.example.line).unwrap_or_default();
                            group.example.line = lines.before(log, place) + 1;
                        }
                    }
                    all.tally.append(found.tally);
                    all.histogram.append(found.histogram);
                    if let Some(bar) = &bar {
                        bar.show(piece.range.end);
                    }
                }
            }
            Ok(all)
        })
    }

    /// Takes the next piece of a log.
    fn take(&self, log: &[u8], next: &Mutex<Chunk>) -> Option<Chunk> {
        let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
        let start = next.range.end;
        if start == log.len() || self.is_stopped() {
            return None;
        }
        let end = match start + CHUNK {
            near if near < log.len() => split_point(log, near),
            _ => log.len(),
        };
        let piece = Chunk { range: start..end, ..*next };
        next.place += 1;
        next.range = start..end;
        if self.print.is_some() {
            next.lines += newlines(&log[start..end]);
        }
        Some(piece)
    }

    /// Scans a piece of a log. Where failures are only counted, the line of an example is left for
    /// who puts the pieces together, and its place stands in for it: of most examples, nobody will
    /// want to know the line.
    fn piece(&self, log: &[u8], piece: &Chunk, name: &str) -> Scanned {
        let mut found = Scanned::default();
        let Range { start, end } = piece.range;
        // How far the failures before it take their lines, read again.
        let before = start.saturating_sub(FAILURE_REACH);
        let taken = find_failures(log, before..start, before, |_| {});
        let mut lines = LineCount { at: start, count: piece.lines };
        find_failures(log, start..end, taken, |occurrence| {
            let line = |at| match self.print {
                Some(_) => lines.before(log, at) + 1,
                None => at as u64,
            };
            self.count(&occurrence, log, line, name, &mut found);
        });
        found
    }
}

/// A piece of a mapped log.
struct Chunk {
    /// How many pieces are before it.
    place: usize,
    range: Range<usize>,
    /// How many lines end before it; not counted unless each failure is printed.
    lines: u64,
}
