//! What the dialects of printed errors have in common: where a message ends, what a request id, a
//! code and a string literal look like, and where a new record begins.

use memchr::memmem;
use memchr::memrchr_iter;

use super::bare;
use crate::report::Report;
use crate::timestamp::begins_with_time;

/// A failure that a dialect read, and where in the text it ends.
pub(crate) struct Parsed {
    pub(crate) report: Report,
    pub(crate) end: usize,
}

/// The furthest that a message may reach, in bytes: the same bytes must not be read again and again.
pub(super) const LONGEST_MESSAGE: usize = 64 * 1024;

/// The most lines that one printed error may take.
const MOST_LINES: usize = 60;

/// The text of one printed error: from `start` to where a new record begins, or another error.
pub(super) fn record<'a>(text: &'a str, start: usize, next: &[&str]) -> &'a str {
    let rest = ahead(text, start, LONGEST_MESSAGE);
    let mut end = rest.len();
    for anchor in next {
        if let Some(at) =
            rest.as_bytes().get(1..end).and_then(|rest| memmem::find(rest, anchor.as_bytes()))
        {
            end = end.min(at + 1);
        }
    }
    let mut lines = rest[..end].split_inclusive('\n');
    let mut length = lines.next().map_or(0, str::len);
    for line in lines.take(MOST_LINES) {
        if begins_record(line) {
            break;
        }
        length += line.len();
    }
    &rest[..length]
}

/// At most `most` bytes of `text` from `at` on.
pub(super) fn ahead(text: &str, at: usize, most: usize) -> &str {
    &text[at..text.floor_char_boundary(at + most)]
}

/// At most `most` bytes of `text` before `at`.
pub(super) fn behind(text: &str, at: usize, most: usize) -> &str {
    &text[text.ceil_char_boundary(at.saturating_sub(most))..at]
}

/// Where `part` stands last in `text`. Texts are short, so that what `str::rfind` prepares for long
/// ones takes longer than looking.
pub(super) fn rfind(text: &str, part: &str) -> Option<usize> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let (last, before) = part.split_last()?;
    memrchr_iter(*last, text).find_map(|at| {
        let start = at.checked_sub(before.len())?;
        (&text[start..at] == before).then_some(start)
    })
}

/// What stands before `at` on its line, as far as it matters: a line may be very long.
pub(super) fn line_before(text: &str, at: usize) -> &str {
    behind(text, at, 4096).rsplit('\n').next().unwrap_or_default()
}

/// Whether a line is the first of a log record, or of a tool's next message.
pub(crate) fn begins_record(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ']);
    begins_with_time(line)
        || [
            "╵",
            "╷",
            "[20",
            "{\"",
            "goroutine ",
            "Traceback ",
            "  with ",
            "  on ",
            "$ ",
            "time=",
            "level=",
        ]
        .iter()
        .any(|start| line.starts_with(start))
}

/// What stands at the beginning of `text` in the place of a code, if it is spelt like one.
pub(super) fn code(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
        .unwrap_or(text.len());
    let code = text[..end].trim_end_matches('.');
    (code.starts_with(|c: char| c.is_ascii_uppercase()) && bare::is_code(code)).then_some(code)
}

/// The request id at the beginning of `text`; `None` for what clients print where there is none.
pub(super) fn request_id(text: &str) -> Option<&str> {
    // One blank may follow the colon; after two, something else begins.
    let text = text.strip_prefix(' ').unwrap_or(text).trim_start_matches(['"', '\'', '\\']);
    let text = text.strip_prefix("%!d(string=").unwrap_or(text);
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/' | '=')))
        .unwrap_or(text.len());
    let id = &text[..end];
    (!matches!(id, "" | "None" | "null" | "undefined" | "nil") && id.len() > 1).then_some(id)
}

/// `record` cut at the last of `markers`: the message before it and the request id behind it.
/// Without a marker, the message ends with the line.
pub(super) fn message<'a>(record: &'a str, markers: &[&str]) -> (&'a str, Option<&'a str>) {
    let marked = markers
        .iter()
        .filter_map(|marker| rfind(record, marker).map(|at| (at, marker.len())))
        .max_by_key(|&(at, _)| at);
    match marked {
        Some((at, length)) => {
            // Where the line broke in front of the marker, its comma stays behind.
            let message = if record[at..].starts_with('\n') {
                record[..at].trim_end_matches([',', ' '])
            } else {
                &record[..at]
            };
            (message, request_id(&record[at + length..]))
        }
        None => (unmarked(record), None),
    }
}

/// The message at the beginning of `text` where no marker ends it: its first line, and the lines
/// into which CAM breaks a denial: `resource (…) has no permission` and a bracket that closes it.
pub(super) fn unmarked(text: &str) -> &str {
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

/// A message on one line, with `\uXXXX` shown as text; `None` if there is none.
pub(super) fn tidy(message: &str) -> Option<String> {
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

/// `text` with one level of backslash escapes taken away, as JSON, Go and Python write them.
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
            Some(b'u') => utf16(escape).unwrap_or((0, '\\')),
            Some(byte @ (b'"' | b'\'' | b'\\' | b'/')) => (1, char::from(byte)),
            _ => (0, '\\'),
        };
        plain.push(c);
        rest = &escape[length..];
    }
    plain.push_str(rest);
    plain
}

/// The character of `uXXXX`, or of two such that make one, and the bytes that it takes.
fn utf16(escape: &str) -> Option<(usize, char)> {
    let unit = |text: &str| u16::from_str_radix(text.get(1..5)?, 16).ok();
    let first = unit(escape)?;
    if let Some(c) = char::from_u32(u32::from(first)) {
        return Some((5, c));
    }
    let second = escape.get(5..)?.strip_prefix('\\').and_then(unit)?;
    let c = char::decode_utf16([first, second]).next()?.ok()?;
    Some((11, c))
}

/// Where `part`, which is a piece of `text`, begins behind `at`.
pub(super) fn offset(text: &str, at: usize, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).saturating_sub(at)
}

/// Whether a word goes on here, as in `statusCode=`.
pub(super) fn ends_in_word(before: &str) -> bool {
    before
        .ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '?' | '&'))
}

/// The content of the string literal at the beginning of `text`, in either kind of quotes.
pub(super) fn quoted(text: &str) -> Option<String> {
    literal(text).map(|(content, _)| content)
}

/// The content of the string literal at the beginning of `text`, and what follows it. Python's
/// literals of bytes count as well.
pub(super) fn literal(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start_matches([' ', ':', '\n']);
    let text = text.strip_prefix('b').unwrap_or(text);
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\\' if !escaped => escaped = true,
            c if c == quote && !escaped => {
                return Some((unescape(&text[1..at]), &text[at + 1..]));
            }
            _ => escaped = false,
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
            message(record, &[", RequestId="]),
            ("a, RequestId= in it, and more", Some("57ee59b2-6bca"))
        );
        assert_eq!(message("one\ntwo", &[", RequestId="]), ("one", None));
        let denial = "operation (cvm:StartInstances)\r\nresource (*) has no permission\n]";
        assert_eq!(unmarked(&format!("{denial}\n   at Main()")), denial);
        assert_eq!(unmarked("one\r\n]"), "one");
        assert_eq!(unmarked("one\r\ntwo"), "one");
        assert_eq!(message("x requestId:None", &[" requestId:"]), ("x", None));
    }

    #[test]
    fn a_record_ends_where_the_next_begins() {
        let text = "first\n  second\n2026-11-24 10:00:00 INFO third";
        assert_eq!(record(text, 0, &[]), "first\n  second\n");
        assert_eq!(record("Code=a Code=b", 0, &["Code="]), "Code=a ");
    }

    #[test]
    fn escapes_are_taken_away_once() {
        assert_eq!(unescape(r#"a\"b\\\"c\n\u5bc6\ud83d\ude00\q"#), "a\"b\\\"c\n密😀\\q");
        assert_eq!(unescape(r"\u12"), r"\u12");
    }
}
