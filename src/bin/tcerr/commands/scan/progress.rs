//! How far a long scan has come.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::Instant;

use tcerr::render;

/// From this size on, a person wants to know how far it is, in bytes.
const LONG: usize = 256 << 20;

/// How far a long scan has come, for who watches. (Every look-up would pay for a crate that
/// draws such bars: with indicatif, the mathematics library is loaded at each start, which takes
/// 42,000 instructions more.)
pub(super) struct ProgressBar {
    length: usize,
    started: Instant,
}

impl ProgressBar {
    pub(super) fn new(length: usize) -> Option<Self> {
        let is_wanted = length >= LONG && io::stderr().is_terminal();
        is_wanted.then(|| Self { length, started: Instant::now() })
    }

    pub(super) fn show(&self, read: usize) {
        const WIDTH: usize = 30;
        let done = (read * WIDTH / self.length).min(WIDTH);
        let percent = (read * 100 / self.length).min(100);
        let bar = "█".repeat(done);
        let left = match self.started.elapsed().as_secs() {
            0..2 => String::new(),
            seconds => {
                format!("  {} s", seconds * (self.length - read) as u64 / read.max(1) as u64)
            }
        };
        let gap = WIDTH - done;
        let mut err = io::stderr();
        let _ = render::clear_line(&mut err);
        let _ = write!(err, "{bar}{:gap$} {percent:>3}%{left}", "");
    }
}

impl Drop for ProgressBar {
    fn drop(&mut self) {
        let _ = render::clear_line(&mut io::stderr());
    }
}
