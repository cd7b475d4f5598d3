//! Reading a log, in pieces side by side where it lies on a disk.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use memchr::{memchr, memchr_iter, memrchr};
use tcerr::render::Histogram;
use tcerr::{REACH, Report, Seen, Tally, cut, sift, stamp};

use super::input::{self, Log};
use super::{Filter, STDIN};

/// How much is read at once, in bytes.
const BLOCK: usize = 1 << 20;

/// What is worth a thread of its own, in bytes.
const PIECE: u64 = 8 << 20;

/// The end of what is read to its end.
const WHOLE: u64 = u64::MAX;

/// From this size on, a person wants to know how far it is.
const LONG: u64 = 256 << 20;

/// What was found in a log.
#[derive(Default)]
pub(super) struct Found {
    pub(super) tally: Tally,
    pub(super) histogram: Histogram,
}

/// A failure that was found, for who wants each.
pub(super) struct Each<'f> {
    pub(super) seen: &'f Seen,
    pub(super) report: &'f Report,
}

/// How logs are scanned.
pub(super) struct Work<'w> {
    filter: &'w Filter,
    with_histogram: bool,
    /// Whether each failure is wanted, not only how many there are.
    with_each: bool,
    stopped: Arc<AtomicBool>,
    year: i16,
}

impl<'w> Work<'w> {
    pub(super) fn new(filter: &'w Filter, with_histogram: bool, with_each: bool) -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        // What was counted until Ctrl-C is shown; a second one ends at once.
        #[cfg(unix)]
        {
            let signal = signal_hook::consts::SIGINT;
            let _ = signal_hook::flag::register_conditional_default(signal, Arc::clone(&stopped));
            let _ = signal_hook::flag::register(signal, Arc::clone(&stopped));
        }
        Self { filter, with_histogram, with_each, stopped, year: super::this_year() }
    }

    /// Whether the person who started it wants it to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Scans a log; each failure goes to `each` in its order, if that is wanted.
    pub(super) fn scan(
        &self,
        path: &Path,
        name: &str,
        each: &mut dyn FnMut(Each<'_>) -> io::Result<()>,
    ) -> io::Result<Found> {
        let read = AtomicU64::new(0);
        if path == Path::new(STDIN) {
            let stream = input::unpacked(io::stdin())?;
            return self.piece(stream, WHOLE, name, &read, each);
        }
        match input::open(path)? {
            Log::Stream(stream) => self.piece(stream, WHOLE, name, &read, each),
            Log::Plain { file, length } => {
                let threads = thread::available_parallelism().map_or(1, usize::from) as u64;
                let count = (length / PIECE).clamp(1, threads);
                let bar = Bar::new(length);
                let found = if count == 1 {
                    self.piece(file, WHOLE, name, &read, each)
                } else {
                    self.pieces(
                        path,
                        &starts(path, length, count)?,
                        name,
                        &read,
                        bar.as_ref(),
                        each,
                    )
                };
                drop(bar);
                found
            }
        }
    }

    /// Scans the pieces of a file, which begin and end at `starts`, side by side, and hands on what
    /// is in them in its order.
    fn pieces(
        &self,
        path: &Path,
        starts: &[u64],
        name: &str,
        read: &AtomicU64,
        bar: Option<&Bar>,
        each: &mut dyn FnMut(Each<'_>) -> io::Result<()>,
    ) -> io::Result<Found> {
        thread::scope(|scope| {
            let workers: Vec<_> = starts
                .windows(2)
                .map(|ends| {
                    // A few are kept waiting while the pieces before are still read.
                    let (sender, receiver) = mpsc::sync_channel(1024);
                    let (start, end) = (ends[0], ends[1]);
                    let worker = scope.spawn(move || {
                        let mut file = File::open(path)?;
                        file.seek(SeekFrom::Start(start))?;
                        let mut send = |each: Each<'_>| {
                            let each = (each.seen.clone(), each.report.clone());
                            sender.send(each).map_err(|_| io::ErrorKind::BrokenPipe.into())
                        };
                        self.piece(file, end - start, name, read, &mut send)
                    });
                    (worker, receiver)
                })
                .collect();
            let mut all = Found::default();
            let mut lines = 0;
            for (worker, receiver) in workers {
                // The lines of a piece are counted from its beginning.
                for (mut seen, report) in receiver {
                    seen.line += lines;
                    each(Each { seen: &seen, report: &report })?;
                    if let Some(bar) = bar {
                        bar.show(read.load(Ordering::Relaxed));
                    }
                }
                while let Some(bar) = bar.filter(|_| !worker.is_finished()) {
                    bar.show(read.load(Ordering::Relaxed));
                    thread::sleep(Duration::from_millis(50));
                }
                let mut found =
                    worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
                for group in found.tally.groups.values_mut() {
                    group.example.line += lines;
                }
                lines += found.tally.lines;
                all.tally.append(found.tally);
                all.histogram.append(found.histogram);
            }
            Ok(all)
        })
    }

    /// Scans a stream, or the piece of a file that begins where it stands, up to `end` bytes from
    /// there.
    fn piece(
        &self,
        mut stream: impl Read,
        end: u64,
        name: &str,
        read: &AtomicU64,
        each: &mut dyn FnMut(Each<'_>) -> io::Result<()>,
    ) -> io::Result<Found> {
        let mut reading = Reading::new();
        let mut is_end = false;
        while !is_end && !self.is_stopped() {
            let before = reading.buffer.len();
            is_end = fill(&mut stream, &mut reading.buffer, BLOCK)? < BLOCK;
            let length = reading.buffer.len();
            read.fetch_add((length - before) as u64, Ordering::Relaxed);
            let left = end.saturating_sub(reading.base);
            let left = usize::try_from(left).unwrap_or(usize::MAX);
            let limit = if is_end { length } else { length.saturating_sub(2 * REACH) };
            self.advance(&mut reading, limit.min(left), name, each)?;
            if limit >= left {
                break;
            }
            reading.forget();
        }
        reading.found.tally.lines = reading.lines;
        Ok(reading.found)
    }

    /// Follows a file that grows; `shown` is called with all that was found, now and then, after
    /// something was.
    pub(super) fn follow(
        &self,
        path: &Path,
        name: &str,
        each: &mut dyn FnMut(Each<'_>) -> io::Result<()>,
        shown: &mut dyn FnMut(&Found) -> io::Result<()>,
    ) -> io::Result<Found> {
        let mut reading = Reading::new();
        let mut file = File::open(path)?;
        let (mut position, mut quiet, mut is_new) = (0, Duration::ZERO, true);
        while !self.is_stopped() {
            let read = fill(&mut file, &mut reading.buffer, BLOCK)?;
            position += read as u64;
            if read > 0 {
                // What was written just now may go on.
                let limit = reading.buffer.len().saturating_sub(2 * REACH);
                self.advance(&mut reading, limit, name, each)?;
                reading.forget();
                (quiet, is_new) = (Duration::ZERO, true);
                if read == BLOCK {
                    continue;
                }
            }
            if quiet >= QUIET && is_new {
                // A line without its end is still being written.
                let end = memrchr(b'\n', &reading.buffer).map_or(0, |newline| newline + 1);
                self.advance(&mut reading, end, name, each)?;
                reading.forget();
                shown(&reading.found)?;
                is_new = false;
            }
            if quiet >= QUIET && is_rotated(&file, path, position) {
                let end = reading.buffer.len();
                self.advance(&mut reading, end, name, each)?;
                let found = std::mem::take(&mut reading.found);
                reading = Reading { found, ..Reading::new() };
                file = File::open(path)?;
                (position, is_new) = (0, true);
                continue;
            }
            thread::sleep(TURN);
            quiet += TURN;
        }
        let end = reading.buffer.len();
        self.advance(&mut reading, end, name, each)?;
        Ok(reading.found)
    }

    /// Reads on up to `limit` of what is in the buffer.
    fn advance(
        &self,
        reading: &mut Reading,
        limit: usize,
        name: &str,
        each: &mut dyn FnMut(Each<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let Reading { found, buffer, lines, done, taken, .. } = reading;
        // Up to the beginning of a line, unless that is far.
        let near = limit.saturating_sub(REACH).max(*done);
        let limit = match memrchr(b'\n', buffer.get(near..limit).unwrap_or_default()) {
            Some(newline) if limit < buffer.len() => near + newline + 1,
            _ => limit.max(*done),
        };
        let log = &buffer[..];
        let (mut counted, mut line) = (*done, *lines);
        let mut failed = None;
        *taken = sift(log, *done..limit, *taken, |occurrence| {
            let at = occurrence.at;
            if at >= counted {
                line += newlines(&log[counted..at]);
            } else {
                line -= newlines(&log[at..counted]);
            }
            counted = at;
            if failed.is_none() {
                let text = line_of(log, at);
                let time = stamp(&text, self.year);
                let time = time.map(|time| (time.text.to_owned(), time.micros));
                let seen = Seen::new(&occurrence.report, line + 1, time);
                failed = self.count(&seen, &occurrence.report, name, found, each).err();
            }
        });
        *done = limit;
        *lines = match log.get(counted..limit) {
            Some(rest) => line + newlines(rest),
            None => line - newlines(&log[limit..counted]),
        };
        failed.map_or(Ok(()), Err)
    }

    /// Counts a failure, unless it is filtered out.
    fn count(
        &self,
        seen: &Seen,
        report: &Report,
        name: &str,
        found: &mut Found,
        each: &mut dyn FnMut(Each<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let filter = self.filter;
        let micros = seen.time.as_ref().map(|time| time.1);
        let is_wanted =
            filter.product.as_ref().is_none_or(|product| seen.product.as_ref() == Some(product))
                && (filter.code.pattern.is_none()
                    || seen.code.as_ref().is_some_and(|code| filter.code.matches(code)))
                && filter.since.is_none_or(|since| micros.is_some_and(|micros| micros >= since))
                && filter.until.is_none_or(|until| micros.is_some_and(|micros| micros <= until));
        if !is_wanted {
            return Ok(());
        }
        found.tally.add(seen, name);
        if self.with_histogram {
            found.histogram.add(micros);
        }
        if self.with_each { each(Each { seen, report }) } else { Ok(()) }
    }
}

/// How far a log has been read.
struct Reading {
    found: Found,
    buffer: Vec<u8>,
    /// Where the buffer begins in the log.
    base: u64,
    /// Up to where in the buffer it has been read, and how many lines end before that.
    done: usize,
    lines: u64,
    /// Where in the buffer the lines of the last failure end.
    taken: usize,
}

impl Reading {
    fn new() -> Self {
        let buffer = Vec::with_capacity(BLOCK + 4 * REACH);
        Self { found: Found::default(), buffer, base: 0, done: 0, lines: 0, taken: 0 }
    }

    /// Keeps of the buffer only what may still be looked back at.
    fn forget(&mut self) {
        let kept = self.taken.max(self.done.saturating_sub(REACH)).min(self.done);
        self.buffer.drain(..kept);
        self.base += kept as u64;
        self.done -= kept;
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

/// How long nothing must be written to a followed log before its last lines are read.
const QUIET: Duration = Duration::from_millis(400);

/// How often a followed log is looked at.
const TURN: Duration = Duration::from_millis(100);

/// Reads until so much more is in the buffer, or the stream ends; returns how much that was.
fn fill(stream: &mut impl Read, buffer: &mut Vec<u8>, wanted: usize) -> io::Result<usize> {
    stream.take(wanted as u64).read_to_end(buffer)
}

/// Where so many pieces of a file begin, and where the last one ends.
fn starts(path: &Path, length: u64, count: u64) -> io::Result<Vec<u64>> {
    let mut starts = vec![0];
    for place in 1..count {
        starts.push(place_to_cut(path, length * place / count)?);
    }
    starts.push(length);
    starts.dedup();
    Ok(starts)
}

/// Where to cut a file near a place.
fn place_to_cut(path: &Path, near: u64) -> io::Result<u64> {
    let before = near.min(REACH as u64);
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(near - before))?;
    let mut around = Vec::new();
    file.take(before + 2 * REACH as u64).read_to_end(&mut around)?;
    let before = usize::try_from(before).unwrap_or_default();
    Ok(near - before as u64 + cut(&around, before) as u64)
}

/// The beginning of the line that has a place.
fn line_of(log: &[u8], at: usize) -> std::borrow::Cow<'_, str> {
    let from = at.saturating_sub(512);
    let start = memrchr(b'\n', &log[from..at]).map_or(from, |newline| from + newline + 1);
    let end = memchr(b'\n', &log[start..]).map_or(log.len(), |newline| start + newline);
    String::from_utf8_lossy(&log[start..end.min(start + 256)])
}

/// How far a long scan has come, for who watches. (The crates that draw such bars need the
/// mathematics library, which every start of the program would have to load.)
struct Bar {
    length: u64,
    started: Instant,
}

impl Bar {
    fn new(length: u64) -> Option<Self> {
        let is_wanted = length >= LONG && super::is_watched();
        is_wanted.then(|| Self { length, started: Instant::now() })
    }

    fn show(&self, read: u64) {
        const WIDTH: u64 = 30;
        let done = (read * WIDTH / self.length).min(WIDTH);
        let percent = (read * 100 / self.length).min(100);
        let bar = "█".repeat(usize::try_from(done).unwrap_or_default());
        let left = match self.started.elapsed().as_secs() {
            0..2 => String::new(),
            seconds => {
                format!("  {} s", seconds * (self.length - read.min(self.length)) / read.max(1))
            }
        };
        let gap = usize::try_from(WIDTH - done).unwrap_or_default();
        let _ = write!(io::stderr(), "\r{bar}{:gap$} {percent:>3}%{left}\x1b[K", "");
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}
