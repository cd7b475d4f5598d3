//! Relays the outputs of the command to the outputs of this process, and keeps the last bytes.
//!
//! Bytes are passed on unchanged and as soon as they arrive. What they mean does not belong here.

use std::fs::File;
use std::io::{self, PipeReader, PipeWriter, Read as _, Write as _};
#[cfg(unix)]
use std::os::fd::{AsFd as AsHandle, OwnedFd as OwnedHandle};
#[cfg(windows)]
use std::os::windows::io::{AsHandle, OwnedHandle};
use std::process::{Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How much of the end of an output is searched for errors, in bytes.
const TAIL_LEN: usize = 4 << 20;

/// How long to wait for the last bytes after the command has ended. Only if a process that the
/// command started keeps the stream open does the wait take that long.
#[cfg(unix)]
const LINGER: Duration = Duration::from_millis(50);

/// An output of this process, without the buffer of the standard library.
pub(super) fn unbuffered(stream: impl AsHandle) -> io::Result<File> {
    #[cfg(unix)]
    let owned = stream.as_fd().try_clone_to_owned()?;
    #[cfg(windows)]
    let owned = stream.as_handle().try_clone_to_owned()?;
    Ok(File::from(owned))
}

/// Whether two outputs are the same file, pipe or terminal.
#[cfg(unix)]
pub(super) fn is_same_file(first: &File, second: &File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let identity = |file: &File| file.metadata().map(|data| (data.dev(), data.ino(), data.rdev()));
    matches!((identity(first), identity(second)), (Ok(first), Ok(second)) if first == second)
}

/// Whether two outputs are the same file: unknown on this system, so no.
#[cfg(not(unix))]
pub(super) fn is_same_file(_: &File, _: &File) -> bool {
    false
}

/// A connection from the command to an output of this process, before the command is started.
pub(super) struct Link {
    read_end: File,
    /// What the command writes to.
    pub(super) write_end: OwnedHandle,
    output: File,
    is_stderr: bool,
    is_terminal: bool,
}

impl Link {
    /// Connects to `output`, by a pseudoterminal if it is a terminal, otherwise by a pipe.
    pub(super) fn open(output: File, is_stderr: bool) -> io::Result<Self> {
        #[cfg(unix)]
        if let Some((read_end, write_end)) = super::terminal::open_pseudoterminal(&output) {
            return Ok(Self { read_end, write_end, output, is_stderr, is_terminal: true });
        }
        let (read_end, write_end) = io::pipe()?;
        let read_end = File::from(OwnedHandle::from(read_end));
        let write_end = OwnedHandle::from(write_end);
        Ok(Self { read_end, write_end, output, is_stderr, is_terminal: false })
    }

    /// Starts to relay, in a thread.
    pub(super) fn relay(self) -> io::Result<Relay> {
        let Self { read_end, write_end, output, is_stderr, is_terminal } = self;
        drop(write_end);
        let (command_end, command_end_writer) = io::pipe()?;
        // A pipe must have no second reader, or the command would not notice that the reader of
        // our output has closed it.
        let terminal =
            if is_terminal { Some((read_end.try_clone()?, output.try_clone()?)) } else { None };
        let thread = thread::spawn(move || {
            let mut captured =
                Captured { source: Some(read_end), output, bytes: Vec::new(), is_stderr };
            captured.copy(&command_end);
            captured
        });
        Ok(Relay { thread, command_end_writer, terminal })
    }
}

/// A running relay.
pub(super) struct Relay {
    thread: JoinHandle<Captured>,
    /// Dropped when the command has ended, which closes the pipe and so informs the thread.
    command_end_writer: PipeWriter,
    /// The read end of the pseudoterminal and the terminal itself, if the output is a terminal.
    #[cfg_attr(not(unix), allow(dead_code, reason = "there are no pseudoterminals"))]
    pub(super) terminal: Option<(File, File)>,
}

impl Relay {
    /// Waits until everything is relayed that the command wrote before it ended. Call it after
    /// the command has ended.
    pub(super) fn finish(self) -> Option<Captured> {
        drop(self.command_end_writer);
        self.thread.join().ok()
    }
}

/// What the command printed to one output.
pub(super) struct Captured {
    /// The read end, until the stream ends. A process that the command started may keep it open.
    source: Option<File>,
    output: File,
    /// The last bytes: at least [`TAIL_LEN`] of them, if there were that many.
    bytes: Vec<u8>,
    is_stderr: bool,
}

impl Captured {
    /// The last [`TAIL_LEN`] bytes; if that is not everything, from the start of a line.
    pub(super) fn tail(&self) -> &[u8] {
        let excess = self.bytes.len().saturating_sub(TAIL_LEN);
        let tail = &self.bytes[excess..];
        let newline = if excess == 0 { None } else { tail.iter().position(|&byte| byte == b'\n') };
        newline.map_or(tail, |newline| &tail[newline + 1..])
    }

    /// Whether the bytes were written to standard error.
    pub(super) fn is_stderr(&self) -> bool {
        self.is_stderr
    }

    /// Whether the last line is complete.
    pub(super) fn ends_at_line_end(&self) -> bool {
        self.bytes.last().is_none_or(|&byte| byte == b'\n')
    }

    /// Leaves the rest of a stream that is still open to another process, so that this one need
    /// not wait for it.
    pub(super) fn hand_over(self) {
        if let Some(source) = self.source {
            // On a system without `cat`, the rest is lost.
            let mut cat = Command::new("cat");
            let _ = cat.stdin(source).stdout(self.output).stderr(Stdio::null()).spawn();
        }
    }

    /// Copies until the stream ends, or until the command has ended and no more bytes arrive.
    /// `command_end` is closed when the command ends.
    fn copy(&mut self, command_end: &PipeReader) {
        let mut buffer = vec![0; 64 << 10];
        let mut is_running = true;
        while let Some(source) = &mut self.source {
            if !wait_for_bytes(source, command_end, &mut is_running) {
                return;
            }
            let count = match source.read(&mut buffer) {
                Ok(count) => count,
                Err(error) if is_transient(&error) => continue,
                // Reading fails when the other end of a pseudoterminal is closed.
                Err(_) => 0,
            };
            self.keep(&buffer[..count]);
            // If our reader has closed the output, close the source, so that the command notices.
            if count == 0 || write_all(&mut self.output, &buffer[..count]).is_err() {
                self.source = None;
            }
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.bytes.len() > 2 * TAIL_LEN {
            self.bytes.drain(..self.bytes.len() - TAIL_LEN);
        }
        self.bytes.extend_from_slice(bytes);
    }
}

/// Waits until the source has bytes to read or ends. Returns false if neither happens within
/// [`LINGER`] after the command has ended. Clears `is_running` when the command ends.
#[cfg(unix)]
fn wait_for_bytes(source: &File, command_end: &PipeReader, is_running: &mut bool) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let linger = Timespec::try_from(LINGER).ok();
    loop {
        let mut streams =
            [PollFd::new(source, PollFlags::IN), PollFd::new(command_end, PollFlags::IN)];
        let watched = if *is_running { 2 } else { 1 };
        let timeout = linger.as_ref().filter(|_| !*is_running);
        match poll(&mut streams[..watched], timeout) {
            Ok(0) => return false,
            Err(rustix::io::Errno::INTR) => continue,
            // The read that follows reports the error.
            Err(_) => return true,
            Ok(_) => {}
        }
        if !streams[0].revents().is_empty() {
            return true;
        }
        *is_running = streams[1].revents().is_empty();
    }
}

/// Does not wait: the read that follows blocks.
#[cfg(not(unix))]
fn wait_for_bytes(_: &File, _: &PipeReader, _: &mut bool) -> bool {
    true
}

/// Writes all bytes, even to a file that is non-blocking.
fn write_all(output: &mut File, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match output.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = &bytes[count..],
            // A process that shares the file with us may have made it non-blocking.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                thread::sleep(Duration::from_millis(1));
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn is_transient(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock)
}
