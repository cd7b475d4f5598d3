//! The progress bar of a long scan.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::Instant;

use tcerr::render;

/// The length from which a log gets a progress bar, in bytes. A shorter one is scanned before a
/// user wonders how long it takes.
const MIN_LOG_LEN: usize = 256 << 20;

/// A progress bar on standard error, which is erased when it is dropped.
///
/// There are crates for this, but every look-up would pay for one: indicatif loads the math
/// library at each start, which takes 42,000 more instructions.
pub(super) struct ProgressBar {
    log_len: usize,
    started: Instant,
}

impl ProgressBar {
    /// A bar for a log of `log_len` bytes, or `None` if it is short or nobody would see the bar.
    pub(super) fn new(log_len: usize) -> Option<Self> {
        let is_useful = log_len >= MIN_LOG_LEN && io::stderr().is_terminal();
        is_useful.then(|| Self { log_len, started: Instant::now() })
    }

    /// Shows that `scanned` bytes are done. After two seconds, also shows the seconds left.
    pub(super) fn show(&self, scanned: usize) {
        const BAR_WIDTH: usize = 30;
        let filled = (scanned * BAR_WIDTH / self.log_len).min(BAR_WIDTH);
        let percent = (scanned * 100 / self.log_len).min(100);
        let bar = "█".repeat(filled);
        let time_left = match self.started.elapsed().as_secs() {
            0..2 => String::new(),
            elapsed => {
                let bytes_left = (self.log_len - scanned) as u64;
                format!("  {} s", elapsed * bytes_left / scanned.max(1) as u64)
            }
        };
        let gap = BAR_WIDTH - filled;
        let mut stderr = io::stderr();
        let _ = render::clear_line(&mut stderr);
        let _ = write!(stderr, "{bar}{:gap$} {percent:>3}%{time_left}", "");
    }
}

impl Drop for ProgressBar {
    fn drop(&mut self) {
        let _ = render::clear_line(&mut io::stderr());
    }
}
