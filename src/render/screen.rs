//! Escape sequences that erase text on a terminal.

use std::io::{self, Write};

/// Clears the screen and moves the cursor to its upper left corner.
pub fn clear_screen(out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    out.write_all(b"\x1b[H\x1b[J")
}

/// Clears the cursor's line and moves the cursor to its left end.
pub fn clear_line(out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    out.write_all(b"\r\x1b[K")
}
