//! The exit statuses.

use std::process::ExitCode;

/// The outcome of a command, from best to worst. The worst outcome of all inputs becomes the exit
/// status.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Status {
    /// Every input was explained, or is a response that reports no error.
    Explained,
    /// Something could not be explained, or nothing was found.
    Unexplained,
    /// Wrong usage, or input that could not be read.
    Unusable,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}
