//! Reading a log: side by side in pieces where it is mapped, block by block where it is a stream.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use memchr::{memchr, memchr_iter, memrchr};
use tcerr::render::Histogram;
use tcerr::{Occurrence, REACH, Report, Seen, Tally, cut, sift, stamp};

use super::input::{self, Log};
use super::{Filter, STDIN};

/// How much of a stream is read at once, in bytes.
const BLOCK: usize = 1 << 20;

/// The pieces of a mapped log, in bytes: large enough to be worth handing out, small enough to
/// share the work evenly when the failures are all in one place.
const PIECE: usize = 4 << 20;

/// From this size on, a person wants to know how far it is.
const LONG: usize = 256 << 20;

/// What was found in a log.
#[derive(Default)]
pub(super) struct Found {
    pub(super) tally: Tally,
    pub(super) histogram: Histogram,
    /// Why what comes behind all that could not be read.
    pub(super) problem: Option<io::Error>,
    /// What is to be printed of each failure.
    printed: Vec<u8>,
}

/// Prints a failure of a file.
pub(super) type Print<'p> = dyn Fn(&Seen, &Report, &str, &mut Vec<u8>) + Sync + 'p;

/// Shows what was found so far.
pub(super) type Shown<'s> = dyn FnMut(&Tally, &mut dyn Write) -> io::Result<()> + 's;

/// How logs are scanned.
pub(super) struct Work<'w> {
    filter: &'w Filter,
    with_histogram: bool,
    /// If each failure is to be printed, not only counted.
    print: Option<&'w Print<'w>>,
    stopped: Arc<AtomicBool>,
    year: i16,
}

impl<'w> Work<'w> {
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
        Self { filter, with_histogram, print, stopped, year: super::this_year() }
    }

    /// Whether the person who started it wants it to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Scans a log; what is printed of each failure goes to `out`, in their order.
    pub(super) fn scan(&self, path: &Path, name: &str, out: &mut dyn Write) -> io::Result<Found> {
        if path == Path::new(STDIN) {
            return self.stream(input::unpacked(io::stdin())?, name, out);
        }
        match input::open(path)? {
            Log::Stream(stream) => self.stream(stream, name, out),
            Log::Mapped(log) => self.mapped(&log, name, out),
        }
    }

    /// Scans a log that lies in memory, in pieces side by side.
    fn mapped(&self, log: &[u8], name: &str, out: &mut dyn Write) -> io::Result<Found> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let threads = threads.min(log.len() / PIECE + 1);
        let next = Mutex::new(Piece { place: 0, range: 0..0, lines: 0 });
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
            let bar = Bar::new(log.len());
            let mut all = Found::default();
            let mut lines = Lines::default();
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
    fn take(&self, log: &[u8], next: &Mutex<Piece>) -> Option<Piece> {
        let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
        let start = next.range.end;
        if start == log.len() || self.is_stopped() {
            return None;
        }
        let end = match start + PIECE {
            near if near < log.len() => cut(log, near),
            _ => log.len(),
        };
        let piece = Piece { range: start..end, ..*next };
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
    fn piece(&self, log: &[u8], piece: &Piece, name: &str) -> Found {
        let mut found = Found::default();
        let Range { start, end } = piece.range;
        // How far the failures before it take their lines, read again.
        let before = start.saturating_sub(REACH);
        let taken = sift(log, before..start, before, |_| {});
        let mut lines = Lines { at: start, count: piece.lines };
        sift(log, start..end, taken, |occurrence| {
            let line = |at| match self.print {
                Some(_) => lines.before(log, at) + 1,
                None => at as u64,
            };
            self.count(&occurrence, log, line, name, &mut found);
        });
        found
    }

    /// Scans a stream, which another thread reads ahead.
    fn stream(
        &self,
        stream: Box<dyn Read + Send>,
        name: &str,
        out: &mut dyn Write,
    ) -> io::Result<Found> {
        let blocks = read_ahead(stream);
        let mut reading = Reading::new();
        while !self.is_stopped() {
            match blocks.recv_timeout(QUIET) {
                Ok(Ok(block)) => self.take_in(&mut reading, &block, name, out)?,
                // A packed log may break off; what came before is worth as much as ever.
                Ok(Err(error)) => reading.found.problem = Some(error),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.advance(&mut reading, usize::MAX, name, out)?;
        Ok(reading.found)
    }

    /// Follows standard input until it ends or somebody stops it: what was written before it pauses
    /// is read to its end.
    pub(super) fn follow_input(
        &self,
        out: &mut dyn Write,
        shown: &mut Shown<'_>,
    ) -> io::Result<Tally> {
        let blocks = read_ahead(input::unpacked(io::stdin())?);
        let mut reading = Reading::new();
        let mut is_new = false;
        while !self.is_stopped() {
            match blocks.recv_timeout(QUIET) {
                Ok(block) => {
                    self.take_in(&mut reading, &block?, STDIN, out)?;
                    is_new = true;
                }
                Err(RecvTimeoutError::Timeout) if is_new => {
                    self.read_lines(&mut reading, STDIN, out)?;
                    shown(&reading.found.tally, out)?;
                    is_new = false;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.advance(&mut reading, usize::MAX, STDIN, out)?;
        Ok(reading.found.tally)
    }

    /// Adds a block to what has been read, and looks at it once that is worth it.
    fn take_in(
        &self,
        reading: &mut Reading,
        block: &[u8],
        name: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        reading.buffer.extend_from_slice(block);
        let length = reading.buffer.len();
        if length < reading.done + BLOCK {
            return Ok(());
        }
        // What comes next may belong to the last lines.
        self.advance(reading, length - 2 * REACH, name, out)
    }

    /// Looks at all lines that are there; one without its end is still being written.
    fn read_lines(&self, reading: &mut Reading, name: &str, out: &mut dyn Write) -> io::Result<()> {
        let end = memrchr(b'\n', &reading.buffer).map_or(0, |newline| newline + 1);
        self.advance(reading, end, name, out)
    }

    /// Follows logs that grow until somebody stops it; `shown` is called with all that was found,
    /// now and then, after something was.
    pub(super) fn follow(
        &self,
        mut logs: Vec<Followed<'_>>,
        out: &mut dyn Write,
        shown: &mut Shown<'_>,
    ) -> io::Result<Tally> {
        let sum = |logs: &[Followed<'_>]| {
            logs.iter().fold(Tally::default(), |mut sum, log| {
                sum.append(log.reading.found.tally.clone());
                sum
            })
        };
        while !self.is_stopped() {
            let mut is_new = false;
            for log in &mut logs {
                is_new |= self.turn(log, out)?;
            }
            if is_new {
                shown(&sum(&logs), out)?;
            }
            thread::sleep(TURN);
        }
        for log in &mut logs {
            self.advance(&mut log.reading, usize::MAX, log.name, out)?;
        }
        Ok(sum(&logs))
    }

    /// Looks whether a log has grown; tells whether something new was read to its end.
    fn turn(&self, log: &mut Followed<'_>, out: &mut dyn Write) -> io::Result<bool> {
        let Followed { path, name, file, position, reading, quiet, is_new } = log;
        loop {
            let read = fill(file, &mut reading.buffer, BLOCK)
                .map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))?;
            if read == 0 {
                break;
            }
            *position += read as u64;
            // What was written just now may go on.
            let limit = reading.buffer.len().saturating_sub(2 * REACH);
            self.advance(reading, limit, name, out)?;
            (*quiet, *is_new) = (Duration::ZERO, true);
            if read < BLOCK || self.is_stopped() {
                break;
            }
        }
        *quiet += TURN;
        if *quiet <= QUIET {
            return Ok(false);
        }
        let was_new = std::mem::take(is_new);
        if was_new {
            self.read_lines(reading, name, out)?;
        }
        // The next file may not be there yet.
        if is_rotated(file, path, *position)
            && let Ok(next) = File::open(path)
        {
            self.advance(reading, usize::MAX, name, out)?;
            let found = std::mem::take(&mut reading.found);
            *reading = Reading { found, ..Reading::new() };
            (*file, *position, *is_new) = (next, 0, true);
        }
        Ok(was_new)
    }

    /// Reads on up to `limit`, or the end, of what is in the buffer, and forgets what is not looked
    /// at again.
    fn advance(
        &self,
        reading: &mut Reading,
        limit: usize,
        name: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Reading { found, buffer, lines, done, taken } = reading;
        // Up to the beginning of a line, unless that is far.
        let limit = limit.min(buffer.len());
        let near = limit.saturating_sub(REACH).max(*done);
        let limit = match memrchr(b'\n', buffer.get(near..limit).unwrap_or_default()) {
            Some(newline) if limit < buffer.len() => near + newline + 1,
            _ => limit.max(*done),
        };
        *taken = sift(buffer, *done..limit, *taken, |occurrence| {
            let line = |at| lines.before(buffer, at) + 1;
            self.count(&occurrence, buffer, line, name, found);
        });
        *done = limit;
        lines.before(buffer, limit);
        reading.forget();
        if !reading.found.printed.is_empty() {
            out.write_all(&std::mem::take(&mut reading.found.printed))?;
            out.flush()?;
        }
        Ok(())
    }

    /// Counts a failure, unless it is filtered out.
    fn count(
        &self,
        occurrence: &Occurrence,
        log: &[u8],
        line: impl FnOnce(usize) -> u64,
        name: &str,
        found: &mut Found,
    ) {
        let filter = self.filter;
        let Occurrence { report, at, after, .. } = occurrence;
        let time = time_of(log, *after, *at, self.year);
        let micros = time.as_ref().map(|time| time.1);
        let mut seen = Seen::new(report, 0, time);
        let is_wanted =
            filter.product.as_ref().is_none_or(|product| seen.product.as_ref() == Some(product))
                && (filter.code.pattern.is_none()
                    || seen.code.as_ref().is_some_and(|code| filter.code.matches(code)))
                && filter.since.is_none_or(|since| micros.is_some_and(|micros| micros >= since))
                && filter.until.is_none_or(|until| micros.is_some_and(|micros| micros <= until));
        if !is_wanted {
            return;
        }
        // The line is told of each, or of the first with a code.
        let code = seen.code.as_deref().unwrap_or_default();
        if self.print.is_some() || !found.tally.groups.contains_key(code) {
            seen.line = line(*at);
        }
        found.tally.add(&seen, report, name);
        if self.with_histogram {
            found.histogram.add(micros);
        }
        if let Some(print) = self.print {
            print(&seen, report, name, &mut found.printed);
        }
    }
}

/// A piece of a mapped log.
struct Piece {
    /// How many pieces are before it.
    place: usize,
    range: Range<usize>,
    /// How many lines end before it; not counted unless each failure is printed.
    lines: u64,
}

/// The lines of a log, counted as far as somebody asked.
#[derive(Default)]
struct Lines {
    at: usize,
    /// How many end before that.
    count: u64,
}

impl Lines {
    /// How many lines of `log` end before a place.
    fn before(&mut self, log: &[u8], at: usize) -> u64 {
        if at >= self.at {
            self.count += newlines(&log[self.at..at]);
        } else {
            self.count -= newlines(&log[at..self.at]);
        }
        self.at = at;
        self.count
    }
}

/// A log that is followed.
pub(super) struct Followed<'p> {
    path: &'p Path,
    name: &'p str,
    file: File,
    /// How far the file has been read, in bytes.
    position: u64,
    reading: Reading,
    /// How long nothing has been written.
    quiet: Duration,
    /// Whether something was read that has not been looked at to its end.
    is_new: bool,
}

impl<'p> Followed<'p> {
    /// Opens a log to follow it from its beginning.
    pub(super) fn open(path: &'p Path, name: &'p str) -> io::Result<Self> {
        let file = File::open(path)?;
        let reading = Reading::new();
        Ok(Self { path, name, file, position: 0, reading, quiet: Duration::ZERO, is_new: true })
    }
}

/// How far a stream has been read.
struct Reading {
    found: Found,
    buffer: Vec<u8>,
    lines: Lines,
    /// Up to where in the buffer it has been read.
    done: usize,
    /// Where in the buffer the lines of the last failure end.
    taken: usize,
}

impl Reading {
    fn new() -> Self {
        let buffer = Vec::with_capacity(BLOCK + 4 * REACH);
        Self { found: Found::default(), buffer, lines: Lines::default(), done: 0, taken: 0 }
    }

    /// Keeps of the buffer only what may still be looked back at.
    fn forget(&mut self) {
        let kept = self.taken.max(self.done.saturating_sub(REACH)).min(self.done);
        self.buffer.drain(..kept);
        self.done -= kept;
        self.lines.at -= kept;
        self.taken = self.taken.saturating_sub(kept);
    }
}

fn newlines(text: &[u8]) -> u64 {
    memchr_iter(b'\n', text).count() as u64
}

/// Whether the file at `path` is another one by now, or begins anew.
fn is_rotated(file: &File, path: &Path, position: u64) -> bool {
    let (Ok(ours), Ok(theirs)) = (file.metadata(), path.metadata()) else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        if (ours.dev(), ours.ino()) != (theirs.dev(), theirs.ino()) {
            return true;
        }
    }
    let _ = ours;
    theirs.len() < position
}

/// How long nothing must be written to what is followed before its last lines are read.
const QUIET: Duration = Duration::from_millis(400);

/// How often a followed log is looked at.
const TURN: Duration = Duration::from_millis(100);

/// Reads a stream block by block, while others look at the blocks before.
fn read_ahead(mut stream: Box<dyn Read + Send>) -> Receiver<io::Result<Vec<u8>>> {
    /// As much as a pipe gives at once, in bytes.
    const AT_ONCE: usize = 64 * 1024;
    let (sender, blocks) = mpsc::sync_channel(8);
    // Nobody waits for its end: it may be blocked in a read when a person stops the program.
    thread::spawn(move || {
        loop {
            let mut block = vec![0; AT_ONCE];
            let read = stream.read(&mut block).map(|length| {
                block.truncate(length);
                block
            });
            let is_last = match &read {
                Ok(block) if block.is_empty() => break,
                Ok(_) => false,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => true,
            };
            if sender.send(read).is_err() || is_last {
                break;
            }
        }
    });
    blocks
}

/// Reads until so much more is in the buffer, or the stream ends; returns how much that was.
fn fill(stream: &mut impl Read, buffer: &mut Vec<u8>, wanted: usize) -> io::Result<usize> {
    stream.take(wanted as u64).read_to_end(buffer)
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
        if let Some(time) = stamp(&head, year) {
            return Some((time.text.to_owned(), time.micros));
        }
        if start <= earliest || log[start - 1] != b'\n' {
            break;
        }
        end = start - 1;
    }
    None
}

/// How far a long scan has come, for who watches. (Every look-up would pay for a crate that
/// draws such bars: with indicatif, the mathematics library is loaded at each start, which takes
/// 42,000 instructions more.)
struct Bar {
    length: usize,
    started: Instant,
}

impl Bar {
    fn new(length: usize) -> Option<Self> {
        let is_wanted = length >= LONG && super::is_watched();
        is_wanted.then(|| Self { length, started: Instant::now() })
    }

    fn show(&self, read: usize) {
        const WIDTH: usize = 30;
        let done = (read * WIDTH / self.length).min(WIDTH);
        let percent = (read * 100 / self.length).min(100);
        let bar = "█".repeat(done);
        let left = match self.started.elapsed().as_secs() {
            0..2 => String::new(),
            seconds => {
                format!("  {} s", seconds * (self.length - read) as u64 / read.max(1) as u64)
            }
        };
        let gap = WIDTH - done;
        let _ = write!(io::stderr(), "\r{bar}{:gap$} {percent:>3}%{left}\x1b[K", "");
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}
