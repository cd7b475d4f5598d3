//! Lines of a given display width.

pub(super) use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` in lines of at most `width` columns, an East Asian character counting two; as many words
/// as fit stand on a line.
///
/// A line breaks at blanks and beside wide characters; a code, a link or any other run of narrow
/// characters stays whole even where it is wider than the line.
pub(super) fn wrap(text: &str, width: usize) -> Vec<&str> {
    // No character takes more columns than bytes.
    if text.len() <= width {
        return vec![text];
    }
    let mut lines = Vec::with_capacity(text.len() / width.max(1) + 1);
    let (mut start, mut columns) = (0, 0);
    // The last place at which the line may end, and its column.
    let mut end = (0, 0);
    let mut previous = None;
    for (place, c) in text.char_indices() {
        if previous.is_some_and(|previous| breaks_between(previous, c)) {
            end = (place, columns);
        }
        let taken = if c.is_ascii() { 1 } else { c.width().unwrap_or(0) };
        if c != ' ' && columns + taken > width && end.0 > start {
            lines.push(text[start..end.0].trim_end_matches(' '));
            start = end.0;
            columns -= end.1;
            end = (start, 0);
        }
        columns += taken;
        previous = Some(c);
    }
    lines.push(text[start..].trim_end_matches(' '));
    lines
}

fn breaks_between(this: char, next: char) -> bool {
    if this == ' ' || next == ' ' {
        return next != ' ';
    }
    if this.is_ascii() && next.is_ascii() {
        return false;
    }
    (is_wide(this) || is_wide(next)) && !opens(this) && !closes(next)
}

/// Punctuation that may not end a line.
fn opens(c: char) -> bool {
    matches!(c, '（' | '《' | '「' | '『' | '【' | '“' | '‘' | '(' | '[' | '{')
}

/// Punctuation that may not begin a line.
#[rustfmt::skip]
fn closes(c: char) -> bool {
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
    fn breaks_at_blanks_and_beside_wide_characters() {
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
            let squeezed = |text: &str| text.replace(' ', "");
            prop_assert_eq!(squeezed(&lines.concat()), squeezed(&text));
            for line in &lines {
                let chars: Vec<char> = line.chars().collect();
                let breaks = chars.windows(2).any(|pair| breaks_between(pair[0], pair[1]));
                prop_assert!(line.width() <= width || !breaks, "{:?}", line);
            }
        }
    }
}
