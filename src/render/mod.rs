//! Explanations as bytes, for people and for programs.
//!
//! Only this module knows colors, widths and the labels in each language. Renderers print the
//! plain data they are given and look nothing up. Every function writes to any
//! [`std::io::Write`] and returns its errors unchanged, so that a caller can distinguish a closed
//! pipe from a full disk.

mod json;
mod labels;
mod list;
mod look;
mod palette;
mod plain;
mod screen;
mod summary;
mod text;
mod ticket;
mod wrap;

pub use self::json::{SCHEMA, json};
pub use self::list::{entries, hits, plain_entries, products};
pub use self::look::Look;
pub use self::plain::plain;
pub use self::screen::{clear_line, clear_screen};
pub use self::summary::{Histogram, failure_line, histogram, summaries};
pub use self::text::text;
pub use self::ticket::ticket;

/// Puts `text` on one line and makes it safe to print on a terminal.
///
/// A run of white space becomes one space. Control characters, and characters that change the
/// writing direction, are escaped.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if c.is_control()
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        {
            line.extend(c.escape_unicode());
        } else {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::{Look, json, one_line, plain, text};
    use crate::{Lang, Report, explain};

    #[test]
    fn every_renderer_accepts_an_unknown_code() {
        for all in [false, true] {
            let answer = explain(&Report::of_code("NoCodeLikeThis"), Lang::En);
            let look = Look { width: 80, color: false, hyperlinks: false, all };
            let mut out = Vec::new();
            text(&answer, look, &mut out).expect("writing to memory does not fail");
            plain(&answer, &mut out).expect("writing to memory does not fail");
            json(&answer, &mut out).expect("writing to memory does not fail");
            assert!(out.starts_with(b"NoCodeLikeThis\n"));
        }
    }

    #[test]
    fn one_line_collapses_white_space_and_escapes_control_characters() {
        assert_eq!(one_line(" a\r\n\tb\u{1b}[31m\u{202e}c \n"), "a b\\u{1b}[31m\\u{202e}c");
    }
}
