//! How an answer may look.

/// How an answer may look on the stream it goes to.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The columns of a line; a code or link that is wider stays whole.
    pub width: usize,
    /// Whether to colour by ANSI escape codes.
    pub color: bool,
    /// Whether links are made clickable by OSC 8 escape codes.
    pub hyperlinks: bool,
    /// Whether further meanings of a code come with their steps and notes.
    pub all: bool,
}
