//! From the command's outputs to our own, byte by byte as they come, and a copy of the last ones.

use std::fs::File;
use std::io::{self, PipeReader, PipeWriter, Read as _, Write as _};
#[cfg(unix)]
use std::os::fd::{AsFd as AsHandle, OwnedFd as Owned};
#[cfg(windows)]
use std::os::windows::io::{AsHandle, OwnedHandle as Owned};
use std::process::{Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How much of the end of what a command printed is looked through for errors.
const KEPT: usize = 4 << 20;

/// How long after its end a command's last bytes may be on their way. Only where something it
/// started keeps the stream open does this time pass at all.
#[cfg(unix)]
const LINGER: Duration = Duration::from_millis(50);

/// One of our own outputs, past the buffer of the standard library.
pub(super) fn real(stream: impl AsHandle) -> io::Result<File> {
    #[cfg(unix)]
    let owned = stream.as_fd().try_clone_to_owned()?;
    #[cfg(windows)]
    let owned = stream.as_handle().try_clone_to_owned()?;
    Ok(File::from(owned))
}

/// Whether two outputs go to the same place.
#[cfg(unix)]
pub(super) fn is_same(one: &File, other: &File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let place = |file: &File| file.metadata().map(|file| (file.dev(), file.ino(), file.rdev()));
    matches!((place(one), place(other)), (Ok(one), Ok(other)) if one == other)
}

/// Whether two outputs go to the same place, which cannot be told here.
#[cfg(not(unix))]
pub(super) fn is_same(_: &File, _: &File) -> bool {
    false
}

/// A way from the command to one of our outputs, before anything moves along it.
pub(super) struct Link {
    ours: File,
    /// What the command writes to.
    pub(super) theirs: Owned,
    real: File,
    is_stderr: bool,
    is_terminal: bool,
}

impl Link {
    /// A way to `real`: from a terminal if it is one, else from a pipe.
    pub(super) fn open(real: File, is_stderr: bool) -> io::Result<Self> {
        #[cfg(unix)]
        if let Some((ours, theirs)) = super::terminal::stand_in(&real) {
            return Ok(Self { ours, theirs, real, is_stderr, is_terminal: true });
        }
        let (ours, theirs) = io::pipe()?;
        let (ours, theirs) = (File::from(Owned::from(ours)), Owned::from(theirs));
        Ok(Self { ours, theirs, real, is_stderr, is_terminal: false })
    }

    /// Lets the bytes move.
    pub(super) fn relay(self) -> io::Result<Relay> {
        let Self { ours, theirs, real, is_stderr, is_terminal } = self;
        drop(theirs);
        let (command, runs) = io::pipe()?;
        // A pipe must have no other reader, or the command never learns that ours has gone.
        let terminal =
            if is_terminal { Some((ours.try_clone()?, real.try_clone()?)) } else { None };
        let thread = thread::spawn(move || {
            let mut printed = Printed { left: Some(ours), real, last: Vec::new(), is_stderr };
            printed.copy(&command);
            printed
        });
        Ok(Relay { thread, runs, terminal })
    }
}

/// A stream on its way.
pub(super) struct Relay {
    thread: JoinHandle<Printed>,
    /// Closed when the command ends.
    runs: PipeWriter,
    /// Our side of the stand-in and the terminal itself, if this is one.
    #[cfg_attr(not(unix), allow(dead_code, reason = "no terminal stands in there"))]
    pub(super) terminal: Option<(File, File)>,
}

impl Relay {
    /// Waits until all has passed that the command wrote before it ended.
    pub(super) fn finish(self) -> Option<Printed> {
        drop(self.runs);
        self.thread.join().ok()
    }
}

/// What a command printed to one stream.
pub(super) struct Printed {
    /// The stream, if something that the command started still holds it.
    left: Option<File>,
    real: File,
    last: Vec<u8>,
    is_stderr: bool,
}

impl Printed {
    /// The bytes at the end, from the beginning of a line.
    pub(super) fn last_bytes(&self) -> &[u8] {
        let too_many = self.last.len().saturating_sub(KEPT);
        let cut = &self.last[too_many..];
        let first = if too_many == 0 { None } else { cut.iter().position(|&byte| byte == b'\n') };
        first.map_or(cut, |newline| &cut[newline + 1..])
    }

    /// Whether what is said on standard error comes right after this.
    pub(super) fn is_before_stderr(&self) -> bool {
        self.is_stderr
    }

    /// Whether nothing is left open on the last line.
    pub(super) fn ends_a_line(&self) -> bool {
        self.last.last().is_none_or(|&byte| byte == b'\n')
    }

    /// Lets a process of its own pass on what comes later, so that nobody has to wait for it.
    pub(super) fn hand_over(self) {
        if let Some(left) = self.left {
            // Where there is no `cat`, what comes later is lost.
            let _ = Command::new("cat").stdin(left).stdout(self.real).stderr(Stdio::null()).spawn();
        }
    }

    /// Copies until the stream ends, or until the command has ended and nothing comes any more.
    fn copy(&mut self, command: &PipeReader) {
        let mut bytes = vec![0; 64 << 10];
        let mut runs = true;
        while let Some(from) = &mut self.left {
            if !has_more(from, command, &mut runs) {
                return;
            }
            let count = match from.read(&mut bytes) {
                Ok(count) => count,
                Err(error) if is_passing(&error) => continue,
                // A terminal ends so.
                Err(_) => 0,
            };
            self.keep(&bytes[..count]);
            // Where our reader has gone, the command is to learn it as well.
            if count == 0 || write(&mut self.real, &bytes[..count]).is_err() {
                self.left = None;
            }
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.last.len() > 2 * KEPT {
            self.last.drain(..self.last.len() - KEPT);
        }
        self.last.extend_from_slice(bytes);
    }
}

/// Waits for bytes or the stream's end, as long as the command runs and a moment longer; whether
/// one of them came.
#[cfg(unix)]
fn has_more(from: &File, command: &PipeReader, runs: &mut bool) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let linger = Timespec::try_from(LINGER).ok();
    loop {
        let mut streams = [PollFd::new(from, PollFlags::IN), PollFd::new(command, PollFlags::IN)];
        let watched = if *runs { 2 } else { 1 };
        let timeout = linger.as_ref().filter(|_| !*runs);
        match poll(&mut streams[..watched], timeout) {
            Ok(0) => return false,
            Err(rustix::io::Errno::INTR) => continue,
            // The read says what is wrong.
            Err(_) => return true,
            Ok(_) => {}
        }
        if !streams[0].revents().is_empty() {
            return true;
        }
        *runs = streams[1].revents().is_empty();
    }
}

/// Leaves the waiting to the read.
#[cfg(not(unix))]
fn has_more(_: &File, _: &PipeReader, _: &mut bool) -> bool {
    true
}

/// Writes all bytes, at whatever pace they are taken.
fn write(to: &mut File, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match to.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = &bytes[count..],
            // Another process may have made the place we share with it non-blocking.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                thread::sleep(Duration::from_millis(1));
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock)
}
