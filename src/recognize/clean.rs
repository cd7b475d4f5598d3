//! Takes out of a text what a terminal or a frame put into it: escape codes, box borders, the
//! marks of quoted lines.

use std::borrow::Cow;

use anstream::adapter::strip_str;
use memchr::memchr2;

use super::prefilter::WordPrefilter;

/// Borders that begin the lines of a Terraform diagnostic, also as they look after a wrong
/// decoding (GBK, cp1252).
const BORDERS: [&str; 4] = ["│", "鈹?", "鈹\u{20ac}", "â”‚"];

/// What a text has that stands in a frame.
static FRAMES: WordPrefilter = WordPrefilter::new(&["│", "鈹?", "鈹\u{20ac}", "â”‚", "\n> "]);

/// `text` without ANSI escape codes, carriage returns before line ends, and box borders at the
/// beginning of lines.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let framed = FRAMES.are_in(text);
    if !framed && memchr2(0x1b, b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = strip_str(text).to_string().replace("\r\n", "\n");
    if framed {
        plain = plain.split_inclusive('\n').map(without_border).collect();
    }
    Cow::Owned(plain)
}

fn without_border(line: &str) -> &str {
    let inner = line.trim_start_matches([' ', '\t']);
    let quoted = inner.strip_prefix('>').filter(|inside| inside.starts_with(' '));
    let border = BORDERS.iter().find_map(|border| inner.strip_prefix(border)).or(quoted);
    border.map_or(line, |inside| inside.strip_prefix(' ').unwrap_or(inside))
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn leaves_the_text_alone_that_was_dressed_up() {
        for (dressed, plain) in [
            ("plain", "plain"),
            ("\u{1b}[31m│\u{1b}[0m \u{1b}[1mError: \u{1b}[0mx\r\n│   y\r\n", "Error: x\n  y\n"),
            ("╷\n│ a\n│\n╵", "╷\na\n\n╵"),
            ("\u{1b}]8;;https://x\u{7}link\u{1b}]8;;\u{7}", "link"),
            ("\u{1b}", ""),
            ("\u{1b}[", ""),
        ] {
            assert_eq!(clean(dressed), plain, "{dressed:?}");
        }
    }
}
