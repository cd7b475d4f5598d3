//! Text as message rules compare it: without letter case, white space, quotation marks and commas.
//!
//! Those are what the wrapping of a message (boxes, logs, JSON in JSON) adds, loses or escapes. The
//! build script normalizes the templates of the rules, the library the messages; comparing them
//! belongs to `template`.

/// A normalized text, with the origin of each of its bytes.
pub(crate) struct Normalized {
    pub(crate) text: String,
    /// For each byte of `text`, the byte offset in the original of the character it comes from.
    #[allow(dead_code, reason = "the build script needs only the text")]
    pub(crate) offsets: Vec<usize>,
}

/// Normalizes `text`. An escaped line break or tab counts as white space.
pub(crate) fn normalize(text: &str) -> Normalized {
    let mut normalized = Normalized {
        text: String::with_capacity(text.len()),
        offsets: Vec::with_capacity(text.len()),
    };
    let mut rest = text.char_indices().peekable();
    while let Some((offset, c)) = rest.next() {
        if c.is_ascii_alphanumeric() {
            // Fast path: most characters are ASCII letters and digits.
            normalized.text.push(c.to_ascii_lowercase());
            normalized.offsets.push(offset);
        } else if c == '\\' {
            rest.next_if(|&(_, next)| matches!(next, 'n' | 'r' | 't'));
        } else if !is_dropped(c) {
            normalized.text.push(normalized_char(c));
            normalized.offsets.resize(normalized.text.len(), offset);
        }
    }
    normalized
}

/// Whether normalizing removes `c`.
pub(crate) fn is_dropped(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '「' | '」' | ',' | '，' | '、')
        || matches!(c, '\\' | '\u{200b}' | '\u{feff}')
}

/// The ASCII form of full-width punctuation, and the lower case of ASCII letters.
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
