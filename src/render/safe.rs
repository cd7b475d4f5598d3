//! The way of text from outside to a terminal: whatever an input, a file name or an argument
//! contains, no terminal obeys it and no reader is misled by it.

use std::io::{self, Write};

use serde_json::ser::Formatter;

/// Puts `text` on one line and makes it safe to print on a terminal.
///
/// A run of white space becomes one space; every other hidden character is escaped:
/// control characters, those that change the direction of writing, and those that have no width.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if is_hidden(c) {
            line.extend(c.escape_unicode());
        } else {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Makes `text` safe to print on a terminal, line by line: line breaks and spaces stay as they are,
/// every hidden character is escaped, as in [`one_line`].
pub fn lines(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_hidden(c) {
            lines.extend(c.escape_unicode());
        } else {
            lines.push(c);
        }
    }
    lines
}

/// Writes JSON without hidden characters. JSON requires escapes only for the first 32,
/// but terminals obey others too, and people look at JSON on terminals.
pub(super) struct SafeJson;

impl Formatter for SafeJson {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|&(_, c)| is_hidden(c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

/// Whether a character is not what a reader sees: control characters (C0, DEL, C1), characters that
/// change the direction of writing, and characters without a width of their own, such as zero-width
/// spaces, fillers, variation selectors and tags.
pub(super) fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use serde::Serialize as _;

    use super::{SafeJson, is_hidden, one_line};

    #[test]
    fn escapes_what_a_terminal_would_obey() {
        assert_eq!(one_line(" a\r\n\tb\u{1b}[31m\u{202e}c \n"), "a b\\u{1b}[31m\\u{202e}c");
        assert_eq!(one_line("a\u{9b}31m\u{7f}\u{200b}"), "a\\u{9b}31m\\u{7f}\\u{200b}");
        assert_eq!(one_line("密钥 é 😀"), "密钥 é 😀");
    }

    #[test]
    fn json_means_the_same_when_it_is_escaped() {
        let text = "a\u{9b}b\u{7f}c\u{202e}d\u{e0041}e密\n\"";
        let mut document = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut document, SafeJson);
        text.serialize(&mut serializer).expect("memory takes all");
        let document = String::from_utf8(document).expect("JSON is UTF-8");
        assert!(!document.chars().any(is_hidden), "{document}");
        assert_eq!(serde_json::from_str::<String>(&document).expect("still JSON"), text);
    }
}
