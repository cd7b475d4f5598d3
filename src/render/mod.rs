//! Explanations as bytes, for people and for programs.
//!
//! The only place that knows colour, width and the language of labels. Every function writes to
//! any [`std::io::Write`] and hands its errors on as they are, so that a caller can tell a closed
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

/// `text` on one line and harmless to a terminal: white space runs become one blank, control
/// characters and those that turn the direction of writing are spelt out.
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
    fn an_unknown_code_has_an_answer_in_every_form() {
        for all in [false, true] {
            let answer = explain(&Report::of_code("NoCodeLikeThis"), Lang::En);
            let look = Look { width: 80, color: false, hyperlinks: false, all };
            let mut out = Vec::new();
            text(&answer, look, &mut out).expect("memory takes all");
            plain(&answer, &mut out).expect("memory takes all");
            json(&answer, &mut out).expect("memory takes all");
            assert!(out.starts_with(b"NoCodeLikeThis\n"));
        }
    }

    #[test]
    fn disarms_what_a_terminal_would_obey() {
        assert_eq!(one_line(" a\r\n\tb\u{1b}[31m\u{202e}c \n"), "a b\\u{1b}[31m\\u{202e}c");
    }
}
