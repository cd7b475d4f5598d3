//! Removes from a text what terminals and tools added around it: escape codes, box borders, the
//! marks of quoted lines. Escapes within strings are not undone here; that is up to
//! [`lex`](super::lex).

use std::borrow::Cow;

use anstream::adapter::strip_str;
use memchr::memchr2;

use super::prefilter::WordPrefilter;

/// The border at the beginning of each line of a Terraform diagnostic: correct, and as it looks
/// when decoded as GBK or cp1252.
const BORDERS: [&str; 4] = ["│", "鈹?", "鈹\u{20ac}", "â”‚"];

/// What a text contains if any of its lines has a border or a quote mark.
static BORDER_MARKERS: WordPrefilter =
    WordPrefilter::new(&["│", "鈹?", "鈹\u{20ac}", "â”‚", "\n> "]);

/// `text` without ANSI escape codes, carriage returns before line feeds, and box borders or quote
/// marks at the beginning of lines.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let has_borders = BORDER_MARKERS.matches(text);
    if !has_borders && memchr2(0x1b, b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = strip_str(text).to_string().replace("\r\n", "\n");
    if has_borders {
        plain = plain.split_inclusive('\n').map(without_border).collect();
    }
    Cow::Owned(plain)
}

fn without_border(line: &str) -> &str {
    let trimmed = line.trim_start_matches([' ', '\t']);
    let quoted = trimmed.strip_prefix('>').filter(|content| content.starts_with(' '));
    let content = BORDERS.iter().find_map(|border| trimmed.strip_prefix(border)).or(quoted);
    content.map_or(line, |content| content.strip_prefix(' ').unwrap_or(content))
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn removes_escape_codes_and_borders() {
        for (decorated, plain) in [
            ("plain", "plain"),
            ("\u{1b}[31m│\u{1b}[0m \u{1b}[1mError: \u{1b}[0mx\r\n│   y\r\n", "Error: x\n  y\n"),
            ("╷\n│ a\n│\n╵", "╷\na\n\n╵"),
            ("\u{1b}]8;;https://x\u{7}link\u{1b}]8;;\u{7}", "link"),
            ("\u{1b}", ""),
            ("\u{1b}[", ""),
        ] {
            assert_eq!(clean(decorated), plain, "{decorated:?}");
        }
    }
}
