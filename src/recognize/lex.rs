//! What the readers of printed failures share: where a message ends, what a code, a request id and
//! a string literal look like, and where a new log record begins.
//!
//! What only one family of dialects needs belongs in that family's file.

use memchr::memmem;
use memchr::memrchr_iter;

use super::bare;
use crate::report::Report;
use crate::timestamp::begins_with_time;

/// A failure that was read, and the byte offset in the text at which it ends.
pub(crate) struct Parsed {
    pub(crate) report: Report,
    pub(crate) end: usize,
}

/// The maximum length of a message, in bytes. Without a limit, a text with many anchors would be
/// read to its end once for each of them.
pub(super) const MAX_MESSAGE_LEN: usize = 64 * 1024;

/// The maximum number of lines that one printed failure continues over.
const MAX_CONTINUATION_LINES: usize = 60;

/// The text of one printed failure: from `start` to the next log record or the next of
/// `next_anchors`.
pub(super) fn record<'a>(text: &'a str, start: usize, next_anchors: &[&str]) -> &'a str {
    let rest = after(text, start, MAX_MESSAGE_LEN);
    let mut end = rest.len();
    for anchor in next_anchors {
        if let Some(at) =
            rest.as_bytes().get(1..end).and_then(|rest| memmem::find(rest, anchor.as_bytes()))
        {
            end = end.min(at + 1);
        }
    }
    let mut lines = rest[..end].split_inclusive('\n');
    let mut length = lines.next().map_or(0, str::len);
    for line in lines.take(MAX_CONTINUATION_LINES) {
        if begins_record(line) {
            break;
        }
        length += line.len();
    }
    &rest[..length]
}

/// At most `max_len` bytes of `text` from `at` on.
pub(super) fn after(text: &str, at: usize, max_len: usize) -> &str {
    &text[at..text.floor_char_boundary(at + max_len)]
}

/// At most `max_len` bytes of `text` before `at`.
pub(super) fn before(text: &str, at: usize, max_len: usize) -> &str {
    &text[text.ceil_char_boundary(at.saturating_sub(max_len))..at]
}

/// Byte offset of the last `part` in `text`. Texts are short here, and the setup that `str::rfind`
/// does for long ones takes longer than this search.
pub(super) fn rfind(text: &str, part: &str) -> Option<usize> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let (last_byte, leading_bytes) = part.split_last()?;
    memrchr_iter(*last_byte, text).find_map(|at| {
        let start = at.checked_sub(leading_bytes.len())?;
        (&text[start..at] == leading_bytes).then_some(start)
    })
}

/// What precedes `at` on its line, at most 4096 bytes: a line may be very long.
pub(super) fn line_before(text: &str, at: usize) -> &str {
    before(text, at, 4096).rsplit('\n').next().unwrap_or_default()
}

/// Whether a line begins a log record or a tool's next message.
pub(crate) fn begins_record(line: &str) -> bool {
    // The lines of a Terraform diagnostic that name its place.
    let is_place = line.starts_with("  with ") || line.starts_with("  on ");
    let line = line.trim_start_matches(['>', ' ']);
    is_place
        || begins_with_time(line)
        || ["╵", "╷", "[20", "{\"", "goroutine ", "Traceback ", "$ ", "time=", "level="]
            .iter()
            .any(|prefix| line.starts_with(prefix))
}

/// The code at the beginning of `text`, judged by its spelling alone.
pub(super) fn leading_code(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
        .unwrap_or(text.len());
    let code = text[..end].trim_end_matches('.');
    (code.starts_with(|c: char| c.is_ascii_uppercase()) && bare::is_code(code)).then_some(code)
}

/// The request id at the beginning of `text`, or `None` if there is only what clients print in
/// place of a missing one.
pub(super) fn leading_request_id(text: &str) -> Option<&str> {
    // One space may follow the colon; after two, something else begins.
    let text = text.strip_prefix(' ').unwrap_or(text).trim_start_matches(['"', '\'', '\\']);
    let text = text.strip_prefix("%!d(string=").unwrap_or(text);
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/' | '=')))
        .unwrap_or(text.len());
    let id = &text[..end];
    (!matches!(id, "" | "None" | "null" | "undefined" | "nil") && id.len() > 1).then_some(id)
}

/// Splits `record` at the last of `id_markers` into the message and the request id after the
/// marker. Without a marker, the message ends as in [`unmarked_message`].
pub(super) fn message_and_id<'a>(
    record: &'a str,
    id_markers: &[&str],
) -> (&'a str, Option<&'a str>) {
    let last_marker = id_markers
        .iter()
        .filter_map(|marker| rfind(record, marker).map(|at| (at, marker.len())))
        .max_by_key(|&(at, _)| at);
    match last_marker {
        Some((at, length)) => {
            // If the line was wrapped in front of the marker, a comma remains before the wrap.
            let message = if record[at..].starts_with('\n') {
                record[..at].trim_end_matches([',', ' '])
            } else {
                &record[..at]
            };
            (message, leading_request_id(&record[at + length..]))
        }
        None => (unmarked_message(record), None),
    }
}

/// The message at the beginning of `text` if no marker ends it: its first line, plus the lines over
/// which CAM spreads a denial, `resource (…) has no permission` and a closing bracket.
pub(super) fn unmarked_message(text: &str) -> &str {
    let mut end = text.find('\n').unwrap_or(text.len());
    for continuation in ["resource (", "]"] {
        let rest = text[end..].trim_start();
        if !rest.starts_with(continuation) {
            break;
        }
        end = text.len() - rest.len() + rest.find('\n').unwrap_or(rest.len());
    }
    text[..end].trim_end_matches('\r')
}

/// The message on one line, its escapes decoded, or `None` if it is empty or a placeholder.
pub(super) fn tidy_message(message: &str) -> Option<String> {
    let mut line = String::with_capacity(message.len());
    for word in message.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let is_escaped = ["\\u", "\\\"", "\\n"].iter().any(|escape| line.contains(escape));
    let line = if is_escaped { unescape(&line).replace('\n', " ") } else { line };
    (!line.is_empty() && !matches!(&*line, "None" | "null")).then_some(line)
}

/// `text` with one level of backslash escapes decoded, as JSON, Go and Python write them.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let (length, c) = match escape.bytes().next() {
            Some(b'n') => (1, '\n'),
            Some(b'r') => (1, '\r'),
            Some(b't') => (1, '\t'),
            Some(b'u') => utf16_escape(escape).unwrap_or((0, '\\')),
            Some(byte @ (b'"' | b'\'' | b'\\' | b'/')) => (1, char::from(byte)),
            _ => (0, '\\'),
        };
        plain.push(c);
        rest = &escape[length..];
    }
    plain.push_str(rest);
    plain
}

/// The length in bytes and the character of `uXXXX`, or of the surrogate pair `uXXXX\uXXXX`.
fn utf16_escape(escape: &str) -> Option<(usize, char)> {
    let unit = |text: &str| u16::from_str_radix(text.get(1..5)?, 16).ok();
    let first = unit(escape)?;
    if let Some(c) = char::from_u32(u32::from(first)) {
        return Some((5, c));
    }
    let second = escape.get(5..)?.strip_prefix('\\').and_then(unit)?;
    let c = char::decode_utf16([first, second]).next()?.ok()?;
    Some((11, c))
}

/// How many bytes after `at` the slice `part` of `text` begins.
pub(super) fn offset_after(text: &str, at: usize, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).saturating_sub(at)
}

/// Whether the text before an anchor ends within a word, as in `statusCode=`: then the anchor is
/// only the end of a longer key.
pub(super) fn ends_in_word(before: &str) -> bool {
    before
        .ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '?' | '&'))
}

/// The content of the string literal at the beginning of `text`, in any kind of quotes.
pub(super) fn leading_literal(text: &str) -> Option<String> {
    split_literal(text).map(|(content, _)| content)
}

/// The content of the string literal at the beginning of `text`, and what follows the literal.
/// Accepts Python's bytes literals too.
pub(super) fn split_literal(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start_matches([' ', ':', '\n']);
    let text = text.strip_prefix('b').unwrap_or(text);
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\\' if !is_escaped => is_escaped = true,
            c if c == quote && !is_escaped => {
                return Some((unescape(&text[1..at]), &text[at + 1..]));
            }
            _ => is_escaped = false,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_ends_at_the_last_marker() {
        let record = "a, RequestId= in it, and more, RequestId=57ee59b2-6bca]";
        assert_eq!(
            message_and_id(record, &[", RequestId="]),
            ("a, RequestId= in it, and more", Some("57ee59b2-6bca"))
        );
        assert_eq!(message_and_id("one\ntwo", &[", RequestId="]), ("one", None));
        let denial = "operation (cvm:StartInstances)\r\nresource (*) has no permission\n]";
        assert_eq!(unmarked_message(&format!("{denial}\n   at Main()")), denial);
        assert_eq!(unmarked_message("one\r\n]"), "one");
        assert_eq!(unmarked_message("one\r\ntwo"), "one");
        assert_eq!(message_and_id("x requestId:None", &[" requestId:"]), ("x", None));
    }

    #[test]
    fn a_record_ends_at_the_next_record_or_anchor() {
        let text = "first\n  second\n2026-11-24 10:00:00 INFO third";
        assert_eq!(record(text, 0, &[]), "first\n  second\n");
        assert_eq!(record("Code=a Code=b", 0, &["Code="]), "Code=a ");
    }

    #[test]
    fn unescape_decodes_one_level_of_escapes() {
        assert_eq!(unescape(r#"a\"b\\\"c\n\u5bc6\ud83d\ude00\q"#), "a\"b\\\"c\n密😀\\q");
        assert_eq!(unescape(r"\u12"), r"\u12");
    }
}
