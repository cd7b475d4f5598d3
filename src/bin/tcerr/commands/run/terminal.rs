//! A terminal that stands in for ours as an output of the command.

use std::fs::File;
use std::io::IsTerminal as _;
use std::os::fd::OwnedFd;

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{
    OptionalActions, OutputModes, tcgetattr, tcgetwinsize, tcsetattr, tcsetwinsize,
};

/// Both sides of a terminal as large as `real`, ours first, if that is a terminal; where the
/// system has none to give, a pipe has to do.
pub(super) fn stand_in(real: &File) -> Option<(File, OwnedFd)> {
    if !real.is_terminal() {
        return None;
    }
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).ok()?;
    grantpt(&ours).ok()?;
    unlockpt(&ours).ok()?;
    let name = ptsname(&ours, Vec::new()).ok()?;
    let theirs =
        open(&name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).ok()?;
    // The terminal itself does what is to be done to the bytes; nothing is done to them twice.
    let mut modes = tcgetattr(real).ok()?;
    modes.output_modes.remove(OutputModes::OPOST);
    tcsetattr(&theirs, OptionalActions::Now, &modes).ok()?;
    let ours = File::from(ours);
    match_size(&ours, real);
    Some((ours, theirs))
}

/// Gives a stand-in the size of the terminal; does nothing to what is neither.
pub(super) fn match_size(ours: &File, real: &File) {
    if let Ok(size) = tcgetwinsize(real) {
        // A pipe has no size.
        let _ = tcsetwinsize(ours, size);
    }
}
