//! Logs that grow while they are read.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;

use tcerr::{FAILURE_REACH, Tally};

use super::input;
use super::scanner::{STDIN, Scanner};
use super::stream::{BLOCK, IDLE, Reading, read_ahead};

/// Shows what was found so far.
pub(super) type Show<'s> = dyn FnMut(&Tally, &mut dyn Write) -> io::Result<()> + 's;

/// How often a followed log is looked at.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

impl Scanner<'_> {
    /// Follows standard input until it ends or somebody stops it: what was written before it pauses
    /// is read to its end.
    pub(super) fn follow_input(
        &self,
        out: &mut dyn Write,
        show: &mut Show<'_>,
    ) -> io::Result<Tally> {
        let blocks = read_ahead(input::unpacked(io::stdin())?);
        let mut reading = Reading::new();
        let mut is_new = false;
        while !self.is_stopped() {
            match blocks.recv_timeout(IDLE) {
                Ok(block) => {
                    self.take_in(&mut reading, &block?, STDIN, out)?;
                    is_new = true;
                }
                Err(RecvTimeoutError::Timeout) if is_new => {
                    self.read_lines(&mut reading, STDIN, out)?;
                    show(&reading.found.tally, out)?;
                    is_new = false;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.advance(&mut reading, usize::MAX, STDIN, out)?;
        Ok(reading.found.tally)
    }

    /// Follows logs that grow until somebody stops it; `show` is called with all that was found,
    /// now and then, after something was.
    pub(super) fn follow(
        &self,
        mut logs: Vec<Followed<'_>>,
        out: &mut dyn Write,
        show: &mut Show<'_>,
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
                is_new |= self.poll(log, out)?;
            }
            if is_new {
                show(&sum(&logs), out)?;
            }
            thread::sleep(POLL_INTERVAL);
        }
        for log in &mut logs {
            self.advance(&mut log.reading, usize::MAX, log.name, out)?;
        }
        Ok(sum(&logs))
    }

    /// Looks whether a log has grown; tells whether something new was read to its end.
    fn poll(&self, log: &mut Followed<'_>, out: &mut dyn Write) -> io::Result<bool> {
        let Followed { path, name, file, position, reading, quiet, is_new } = log;
        loop {
            let read = fill(file, &mut reading.buffer, BLOCK)
                .map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))?;
            if read == 0 {
                break;
            }
            *position += read as u64;
            // What was written just now may go on.
            let limit = reading.buffer.len().saturating_sub(2 * FAILURE_REACH);
            self.advance(reading, limit, name, out)?;
            (*quiet, *is_new) = (Duration::ZERO, true);
            if read < BLOCK || self.is_stopped() {
                break;
            }
        }
        *quiet += POLL_INTERVAL;
        if *quiet <= IDLE {
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
            *reading = Reading::of_next(std::mem::take(&mut reading.found));
            (*file, *position, *is_new) = (next, 0, true);
        }
        Ok(was_new)
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

/// Reads until so much more is in the buffer, or the stream ends; returns how much that was.
fn fill(stream: &mut impl Read, buffer: &mut Vec<u8>, wanted: usize) -> io::Result<usize> {
    stream.take(wanted as u64).read_to_end(buffer)
}
