//! Scans a log block by block, while another thread reads ahead.

use std::io::{self, Read, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use memchr::memrchr;
use tcerr::{FAILURE_REACH, find_failures};

use super::scanner::{LineCount, LogBytes, ScanOutcome, Scanner};

/// How many bytes are collected before they are scanned.
pub(super) const BLOCK_LEN: usize = 1 << 20;

/// How long a followed log must be idle before its last lines are scanned.
pub(super) const IDLE: Duration = Duration::from_millis(400);

impl Scanner<'_> {
    /// Scans a stream to its end.
    pub(super) fn scan_stream(
        &self,
        stream: Box<dyn Read + Send>,
        name: &str,
        out: &mut dyn Write,
    ) -> io::Result<ScanOutcome> {
        let blocks = read_ahead(stream);
        let mut state = StreamState::new();
        while !self.is_stopped() {
            match blocks.recv_timeout(IDLE) {
                Ok(Ok(block)) => self.push_block(&mut state, &block, name, out)?,
                // A compressed log may be truncated. What came before the error still counts.
                Ok(Err(error)) => state.outcome.read_error = Some(error),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.scan_to(&mut state, usize::MAX, name, out)?;
        Ok(state.outcome)
    }

    /// Adds a block to the buffer, and scans the buffer if enough has been collected.
    pub(super) fn push_block(
        &self,
        state: &mut StreamState,
        block: &[u8],
        name: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        state.buffer.extend_from_slice(block);
        let length = state.buffer.len();
        if length < state.scanned + BLOCK_LEN {
            return Ok(());
        }
        // The last lines may be continued by the next block.
        self.scan_to(state, length - 2 * FAILURE_REACH, name, out)
    }

    /// Scans all complete lines in the buffer. The last line is still being written if it has no
    /// end.
    pub(super) fn scan_complete_lines(
        &self,
        state: &mut StreamState,
        name: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let end = memrchr(b'\n', &state.buffer).map_or(0, |newline| newline + 1);
        self.scan_to(state, end, name, out)
    }

    /// Scans the buffer up to `limit`, or to its end if it is shorter. Writes what is printed for
    /// the failures, and discards the part of the buffer that is no longer needed.
    pub(super) fn scan_to(
        &self,
        state: &mut StreamState,
        limit: usize,
        name: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let StreamState { outcome, buffer, lines, scanned, taken } = state;
        // Stop at the start of a line, if there is one nearby.
        let limit = limit.min(buffer.len());
        let earliest = limit.saturating_sub(FAILURE_REACH).max(*scanned);
        let limit = match memrchr(b'\n', buffer.get(earliest..limit).unwrap_or_default()) {
            Some(newline) if limit < buffer.len() => earliest + newline + 1,
            _ => limit.max(*scanned),
        };
        let log = LogBytes { name, bytes: buffer };
        *taken = find_failures(log.bytes, *scanned..limit, *taken, |occurrence| {
            let line_number = |offset| lines.before(log.bytes, offset) + 1;
            self.count(&occurrence, log, line_number, outcome);
        });
        *scanned = limit;
        lines.before(buffer, limit);
        state.discard_scanned();
        if !state.outcome.output.is_empty() {
            out.write_all(&std::mem::take(&mut state.outcome.output))?;
            out.flush()?;
        }
        Ok(())
    }
}

/// The state of scanning a stream. Its offsets are offsets in the buffer.
pub(super) struct StreamState {
    pub(super) outcome: ScanOutcome,
    /// The end of the stream that is not scanned yet, and some bytes before it.
    pub(super) buffer: Vec<u8>,
    lines: LineCount,
    /// The end of the part that is scanned.
    scanned: usize,
    /// The end of the lines that belong to the last failure.
    taken: usize,
}

impl StreamState {
    pub(super) fn new() -> Self {
        Self::continuing(ScanOutcome::default())
    }

    /// The state at the start of a stream whose failures are added to `outcome`.
    pub(super) fn continuing(outcome: ScanOutcome) -> Self {
        let buffer = Vec::with_capacity(BLOCK_LEN + 4 * FAILURE_REACH);
        Self { outcome, buffer, lines: LineCount::default(), scanned: 0, taken: 0 }
    }

    /// Discards the scanned part of the buffer, except for what a later failure may reach back to.
    fn discard_scanned(&mut self) {
        let reachable = self.scanned.saturating_sub(FAILURE_REACH);
        let discarded = self.taken.max(reachable).min(self.scanned);
        self.buffer.drain(..discarded);
        self.scanned -= discarded;
        self.lines.offset -= discarded;
        self.taken = self.taken.saturating_sub(discarded);
    }
}

/// Reads a stream in another thread, up to eight blocks ahead. The last block may be an error.
pub(super) fn read_ahead(mut stream: Box<dyn Read + Send>) -> Receiver<io::Result<Vec<u8>>> {
    /// The most that a read from a pipe returns, in bytes.
    const READ_LEN: usize = 64 * 1024;
    let (sender, blocks) = mpsc::sync_channel(8);
    // The thread is not joined: it may be blocked in a read when the user stops the scan.
    thread::spawn(move || {
        loop {
            let mut block = vec![0; READ_LEN];
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
