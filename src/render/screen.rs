//! Control sequences that erase what stands on a terminal.

use std::io::{self, Write};

/// Clears the screen; what is written next begins in its upper left corner.
pub fn clear_screen(out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    out.write_all(b"\x1b[H\x1b[J")
}

/// Clears the line of the cursor; what is written next begins at its left end.
pub fn clear_line(out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    out.write_all(b"\r\x1b[K")
}
