//! Lines of a given display width.

use textwrap::{core::Word, wrap_algorithms::wrap_first_fit};
use unicode_width::UnicodeWidthChar as _;
pub(super) use unicode_width::UnicodeWidthStr;

/// Punctuation that may not begin a line.
const CLOSING: &str = "，。、；：！？）》」』】”’％…—·~,.;:!?)]}";
/// Punctuation that may not end a line.
const OPENING: &str = "（《「『【“‘([{";

/// `text` in lines of at most `width` columns, an East Asian character counting two.
///
/// A line breaks at blanks and beside wide characters; a code, a link or any other run of narrow
/// characters stays whole even where it is wider than the line.
pub(super) fn wrap(text: &str, width: usize) -> Vec<&str> {
    // No character takes more columns than bytes.
    if text.len() <= width {
        return vec![text];
    }
    let words = words(text);
    #[allow(clippy::cast_precision_loss, reason = "no terminal is that wide")]
    let lines = wrap_first_fit(&words, &[width as f64]);
    let mut rest = text;
    lines
        .into_iter()
        .map(|words| {
            let length = words.iter().map(|word| word.word.len() + word.whitespace.len()).sum();
            let (line, after) = rest.split_at(length);
            rest = after;
            line.trim_end_matches(' ')
        })
        .collect()
}

/// The pieces of `text` between which a line may break.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::with_capacity(text.len() / 4);
    let mut start = 0;
    let mut previous = None;
    for (place, c) in text.char_indices() {
        if previous.is_some_and(|previous| breaks_between(previous, c)) {
            words.push(Word::from(&text[start..place]));
            start = place;
        }
        previous = Some(c);
    }
    words.push(Word::from(&text[start..]));
    words
}

fn breaks_between(this: char, next: char) -> bool {
    if this == ' ' || next == ' ' {
        return next != ' ';
    }
    if this.is_ascii() && next.is_ascii() {
        return false;
    }
    (is_wide(this) || is_wide(next)) && !OPENING.contains(this) && !CLOSING.contains(next)
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
                let is_one_word = words(line).len() <= 1;
                prop_assert!(line.width() <= width || is_one_word, "{:?}", line);
            }
        }
    }
}
