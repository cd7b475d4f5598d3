//! A log that comes block by block.

use std::io::{self, Read, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use memchr::memrchr;
use tcerr::{FAILURE_REACH, find_failures};

use super::scanner::{LineCount, Scanned, Scanner};

/// How much of a stream is read at once, in bytes.
pub(super) const BLOCK: usize = 1 << 20;

/// How long nothing must be written to what is followed before its last lines are read.
pub(super) const IDLE: Duration = Duration::from_millis(400);

impl Scanner<'_> {
    /// Scans a stream, which another thread reads ahead.
    pub(super) fn scan_stream(
        &self,
        stream: Box<dyn Read + Send>,
        name: &str,
        out: &mut dyn Write,
    ) -> io::Result<Scanned> {
        let blocks = read_ahead(stream);
        let mut reading = Reading::new();
        while !self.is_stopped() {
            match blocks.recv_timeout(IDLE) {
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

    /// Adds a block to what has been read, and looks at it once that is worth it.
    pub(super) fn take_in(
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
        self.advance(reading, length - 2 * FAILURE_REACH, name, out)
    }

    /// Looks at all lines that are there; one without its end is still being written.
    pub(super) fn read_lines(
        &self,
        reading: &mut Reading,
        name: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let end = memrchr(b'\n', &reading.buffer).map_or(0, |newline| newline + 1);
        self.advance(reading, end, name, out)
    }

    /// Reads on up to `limit`, or the end, of what is in the buffer, and forgets what is not looked
    /// at again.
    pub(super) fn advance(
        &self,
        reading: &mut Reading,
        limit: usize,
        name: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Reading { found, buffer, lines, done, taken } = reading;
        // Up to the beginning of a line, unless that is far.
        let limit = limit.min(buffer.len());
        let near = limit.saturating_sub(FAILURE_REACH).max(*done);
        let limit = match memrchr(b'\n', buffer.get(near..limit).unwrap_or_default()) {
            Some(newline) if limit < buffer.len() => near + newline + 1,
            _ => limit.max(*done),
        };
        *taken = find_failures(buffer, *done..limit, *taken, |occurrence| {
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
}

/// How far a stream has been read.
pub(super) struct Reading {
    pub(super) found: Scanned,
    pub(super) buffer: Vec<u8>,
    lines: LineCount,
    /// Up to where in the buffer it has been read.
    done: usize,
    /// Where in the buffer the lines of the last failure end.
    taken: usize,
}

impl Reading {
    pub(super) fn new() -> Self {
        let buffer = Vec::with_capacity(BLOCK + 4 * FAILURE_REACH);
        Self { found: Scanned::default(), buffer, lines: LineCount::default(), done: 0, taken: 0 }
    }

    /// The reading of another stream, to be added to what was found so far.
    pub(super) fn of_next(found: Scanned) -> Self {
        Self { found, ..Self::new() }
    }

    /// Keeps of the buffer only what may still be looked back at.
    fn forget(&mut self) {
        let kept = self.taken.max(self.done.saturating_sub(FAILURE_REACH)).min(self.done);
        self.buffer.drain(..kept);
        self.done -= kept;
        self.lines.at -= kept;
        self.taken = self.taken.saturating_sub(kept);
    }
}

/// Reads a stream block by block, while others look at the blocks before.
pub(super) fn read_ahead(mut stream: Box<dyn Read + Send>) -> Receiver<io::Result<Vec<u8>>> {
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
