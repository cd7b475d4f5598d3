//! Wraps text by display width. It knows East Asian punctuation, but no colors.

pub(super) use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Splits `text` into lines of at most `width` columns, each as full as possible. An East Asian
/// character is two columns wide.
///
/// A line breaks at spaces and beside wide characters. A code, a link or any other run of narrow
/// characters is never broken, even if it is wider than `width`.
pub(super) fn wrap(text: &str, width: usize) -> Vec<&str> {
    // No character has more columns than bytes.
    if text.len() <= width {
        return vec![text];
    }
    let mut lines = Vec::with_capacity(text.len() / width.max(1) + 1);
    let (mut start, mut columns) = (0, 0);
    // The last possible break on this line: its byte offset and its column.
    let (mut break_offset, mut break_column) = (0, 0);
    let mut previous = None;
    for (offset, c) in text.char_indices() {
        if previous.is_some_and(|previous| can_break_between(previous, c)) {
            (break_offset, break_column) = (offset, columns);
        }
        let char_width = if c.is_ascii() { 1 } else { c.width().unwrap_or(0) };
        if c != ' ' && columns + char_width > width && break_offset > start {
            lines.push(text[start..break_offset].trim_end_matches(' '));
            start = break_offset;
            columns -= break_column;
            break_column = 0;
        }
        columns += char_width;
        previous = Some(c);
    }
    lines.push(text[start..].trim_end_matches(' '));
    lines
}

fn can_break_between(previous: char, next: char) -> bool {
    if previous == ' ' || next == ' ' {
        return next != ' ';
    }
    if previous.is_ascii() && next.is_ascii() {
        return false;
    }
    (is_wide(previous) || is_wide(next)) && !is_opening(previous) && !is_closing(next)
}

/// Whether `c` is punctuation that must not end a line.
fn is_opening(c: char) -> bool {
    matches!(c, '（' | '《' | '「' | '『' | '【' | '“' | '‘' | '(' | '[' | '{')
}

/// Whether `c` is punctuation that must not start a line.
#[rustfmt::skip]
fn is_closing(c: char) -> bool {
    matches!(
        c,
        '，' | '。' | '、' | '；' | '：' | '！' | '？' | '）' | '》' | '」' | '』' | '】' | '”' | '’'
        | '%' | '…' | '—' | '·' | '~' | ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '}'
    )
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn breaks_at_spaces_and_beside_wide_characters() {
        for (text, width, lines) in [
            ("one two three", 8, &["one two", "three"][..]),
            ("密钥不存在，请确认。", 8, &["密钥不存", "在，请确", "认。"]),
            ("调用 `StopInstances`，再重试", 12, &["调用", "`StopInstances`，", "再重试"]),
            ("AuthFailure.SignatureFailure", 5, &["AuthFailure.SignatureFailure"]),
            ("见（文档）", 4, &["见", "（文", "档）"]),
            ("他说“密钥”", 6, &["他说", "“密钥”"]),
            ("as \"+86…\"]' is", 8, &["as", "\"+86…\"]'", "is"]),
            ("", 10, &[""]),
        ] {
            assert_eq!(wrap(text, width), lines, "{text}");
        }
    }

    proptest! {
        #[test]
        fn loses_nothing_and_breaks_no_word(text in "[ a-z`.，。“密钥不存在]{0,60}", width in 1..40usize) {
            let lines = wrap(&text, width);
            let without_spaces = |text: &str| text.replace(' ', "");
            prop_assert_eq!(without_spaces(&lines.concat()), without_spaces(&text));
            for line in &lines {
                let chars: Vec<char> = line.chars().collect();
                let can_break = chars.windows(2).any(|pair| can_break_between(pair[0], pair[1]));
                prop_assert!(line.width() <= width || !can_break, "{:?}", line);
            }
        }
    }
}
