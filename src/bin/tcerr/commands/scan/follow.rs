//! Scans logs while they grow, across rotations.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;

use tcerr::{FAILURE_REACH, Tally};

use super::input;
use super::scanner::{STDIN, Scanner};
use super::stream::{BLOCK_LEN, IDLE, StreamState, read_ahead};

/// Shows the failures counted so far.
pub(super) type ShowTally<'s> = dyn FnMut(&Tally, &mut dyn Write) -> io::Result<()> + 's;

/// How often followed logs are checked for new bytes.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

impl Scanner<'_> {
    /// Follows standard input until it ends or the user stops the scan. Complete lines are scanned
    /// whenever the input pauses.
    pub(super) fn follow_stdin(
        &self,
        out: &mut dyn Write,
        show: &mut ShowTally<'_>,
    ) -> io::Result<Tally> {
        let blocks = read_ahead(input::decompressed(io::stdin())?);
        let mut state = StreamState::new();
        let mut has_new_bytes = false;
        while !self.is_stopped() {
            match blocks.recv_timeout(IDLE) {
                Ok(block) => {
                    self.push_block(&mut state, &block?, STDIN, out)?;
                    has_new_bytes = true;
                }
                Err(RecvTimeoutError::Timeout) if has_new_bytes => {
                    self.scan_complete_lines(&mut state, STDIN, out)?;
                    show(&state.outcome.tally, out)?;
                    has_new_bytes = false;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.scan_to(&mut state, usize::MAX, STDIN, out)?;
        Ok(state.outcome.tally)
    }

    /// Follows logs until the user stops the scan. `show` is called with the sum of all logs each
    /// time that one of them pauses after it has grown.
    pub(super) fn follow(
        &self,
        mut logs: Vec<FollowedLog<'_>>,
        out: &mut dyn Write,
        show: &mut ShowTally<'_>,
    ) -> io::Result<Tally> {
        let sum = |logs: &[FollowedLog<'_>]| {
            logs.iter().fold(Tally::default(), |mut sum, log| {
                sum.append(log.state.outcome.tally.clone());
                sum
            })
        };
        while !self.is_stopped() {
            let mut has_news = false;
            for log in &mut logs {
                has_news |= self.poll(log, out)?;
            }
            if has_news {
                show(&sum(&logs), out)?;
            }
            thread::sleep(POLL_INTERVAL);
        }
        for log in &mut logs {
            self.scan_to(&mut log.state, usize::MAX, log.name, out)?;
        }
        Ok(sum(&logs))
    }

    /// Reads what has been added to a log. Returns true when a log that has grown becomes idle and
    /// all its complete lines are scanned.
    fn poll(&self, log: &mut FollowedLog<'_>, out: &mut dyn Write) -> io::Result<bool> {
        let FollowedLog { path, name, file, position, state, idle_time, has_new_bytes } = log;
        loop {
            let read = fill(file, &mut state.buffer, BLOCK_LEN)
                .map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))?;
            if read == 0 {
                break;
            }
            *position += read as u64;
            // The last lines may still be continued.
            let limit = state.buffer.len().saturating_sub(2 * FAILURE_REACH);
            self.scan_to(state, limit, name, out)?;
            (*idle_time, *has_new_bytes) = (Duration::ZERO, true);
            if read < BLOCK_LEN || self.is_stopped() {
                break;
            }
        }
        *idle_time += POLL_INTERVAL;
        if *idle_time <= IDLE {
            return Ok(false);
        }
        let had_new_bytes = std::mem::take(has_new_bytes);
        if had_new_bytes {
            self.scan_complete_lines(state, name, out)?;
        }
        // After a rotation, the new file may not exist yet: the next poll tries again.
        if is_rotated(file, path, *position)
            && let Ok(new_file) = File::open(path)
        {
            self.scan_to(state, usize::MAX, name, out)?;
            *state = StreamState::continuing(std::mem::take(&mut state.outcome));
            (*file, *position, *has_new_bytes) = (new_file, 0, true);
        }
        Ok(had_new_bytes)
    }
}

/// A log that is followed.
pub(super) struct FollowedLog<'p> {
    path: &'p Path,
    name: &'p str,
    file: File,
    /// How much of the file has been read, in bytes.
    position: u64,
    state: StreamState,
    /// How long nothing has been added to the log.
    idle_time: Duration,
    /// Whether bytes were read since the log was last idle.
    has_new_bytes: bool,
}

impl<'p> FollowedLog<'p> {
    /// Opens a log to follow it from its start.
    pub(super) fn open(path: &'p Path, name: &'p str) -> io::Result<Self> {
        Ok(Self {
            path,
            name,
            file: File::open(path)?,
            position: 0,
            state: StreamState::new(),
            idle_time: Duration::ZERO,
            has_new_bytes: true,
        })
    }
}

/// Whether the file at `path` has been replaced, or truncated to less than `position`.
fn is_rotated(file: &File, path: &Path, position: u64) -> bool {
    let (Ok(opened), Ok(current)) = (file.metadata(), path.metadata()) else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        if (opened.dev(), opened.ino()) != (current.dev(), current.ino()) {
            return true;
        }
    }
    let _ = opened;
    current.len() < position
}

/// Reads up to `max_len` bytes, less only at the end of the stream. Returns how many were read.
fn fill(stream: &mut impl Read, buffer: &mut Vec<u8>, max_len: usize) -> io::Result<usize> {
    stream.take(max_len as u64).read_to_end(buffer)
}
