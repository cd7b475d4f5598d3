//! The options of the renderers that write for a terminal.

/// How to lay out an answer on its output stream.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The width of a line, in columns. A code or link that is wider is not broken.
    pub width: usize,
    /// Whether to color the answer with ANSI escape codes.
    pub color: bool,
    /// Whether to make links clickable with OSC 8 escape codes.
    pub hyperlinks: bool,
    /// Whether to print steps and notes for every meaning of a code, not only for the first.
    pub all: bool,
}
