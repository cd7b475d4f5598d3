//! Text as message rules compare it: without letter case, white space, quotation marks and commas.
//!
//! What wraps a message (boxes, logs, JSON in JSON) adds, loses or escapes just these. The build
//! script normalizes the templates of the rules, the library the messages.

/// A normalized text, and where each of its bytes was.
pub(crate) struct Normalized {
    pub(crate) text: String,
    /// For each byte of `text`, the place in the original of the character that it is from.
    #[allow(dead_code, reason = "the build script normalizes templates only")]
    pub(crate) places: Vec<usize>,
}

/// Normalizes `text`. An escaped line break is white space like a real one.
pub(crate) fn normalize(text: &str) -> Normalized {
    let mut normalized = Normalized {
        text: String::with_capacity(text.len()),
        places: Vec::with_capacity(text.len()),
    };
    let mut rest = text.char_indices().peekable();
    while let Some((place, c)) = rest.next() {
        if c.is_ascii_alphanumeric() {
            // Most characters are.
            normalized.text.push(c.to_ascii_lowercase());
            normalized.places.push(place);
        } else if c == '\\' {
            rest.next_if(|&(_, next)| matches!(next, 'n' | 'r' | 't'));
        } else if !is_dropped(c) {
            normalized.text.push(normalized_char(c));
            normalized.places.resize(normalized.text.len(), place);
        }
    }
    normalized
}

/// Whether a character counts for nothing.
pub(crate) fn is_dropped(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '「' | '」' | ',' | '，' | '、')
        || matches!(c, '\\' | '\u{200b}' | '\u{feff}')
}

fn normalized_char(c: char) -> char {
    match c {
        '：' => ':',
        '。' => '.',
        '；' => ';',
        '（' => '(',
        '）' => ')',
        '【' => '[',
        '】' => ']',
        '！' => '!',
        c => c.to_ascii_lowercase(),
    }
}
