//! Pseudoterminals, which replace the terminal as an output of the command.

use std::fs::File;
use std::io::IsTerminal as _;
use std::os::fd::OwnedFd;

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{
    OptionalActions, OutputModes, tcgetattr, tcgetwinsize, tcsetattr, tcsetwinsize,
};

/// Opens a pseudoterminal with the modes and size of `output`. Returns the end to read from and
/// the end that the command writes to, or `None` if `output` is not a terminal or the system has
/// no pseudoterminal to give.
pub(super) fn open_pseudoterminal(output: &File) -> Option<(File, OwnedFd)> {
    if !output.is_terminal() {
        return None;
    }
    let read_end = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).ok()?;
    grantpt(&read_end).ok()?;
    unlockpt(&read_end).ok()?;
    let name = ptsname(&read_end, Vec::new()).ok()?;
    let write_end =
        open(&name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).ok()?;
    // The real terminal processes the output; processed here too, it would be changed twice.
    let mut modes = tcgetattr(output).ok()?;
    modes.output_modes.remove(OutputModes::OPOST);
    tcsetattr(&write_end, OptionalActions::Now, &modes).ok()?;
    let read_end = File::from(read_end);
    copy_size(output, &read_end);
    Some((read_end, write_end))
}

/// Gives a pseudoterminal the size of `output`. Does nothing if either is not a terminal.
pub(super) fn copy_size(output: &File, pseudoterminal: &File) {
    if let Ok(size) = tcgetwinsize(output) {
        // A pipe has no size to set.
        let _ = tcsetwinsize(pseudoterminal, size);
    }
}
