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
mod safe;
mod screen;
mod summary;
mod text;
mod ticket;
mod wrap;

pub use self::json::{SCHEMA, json};
pub use self::list::{entries, hits, plain_entries, products};
pub use self::look::Look;
pub use self::plain::plain;
pub use self::safe::{lines, one_line};
pub use self::screen::{clear_line, clear_screen};
pub use self::summary::{Histogram, failure_line, histogram, summaries};
pub use self::text::text;
pub use self::ticket::ticket;

#[cfg(test)]
mod tests {
    use super::{Look, json, plain, text};
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
}
