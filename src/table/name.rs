//! Families, prefixes and words in the name of a code.
//!
//! These are functions on plain text and need no table.

/// The part of a code before its first dot, or the whole code if it has no dot.
///
/// ```
/// assert_eq!(tcerr::family_of("InvalidParameterValue.Zone.X"), "InvalidParameterValue");
/// assert_eq!(tcerr::family_of("ResourceBusy"), "ResourceBusy");
/// ```
pub fn family_of(code: &str) -> &str {
    code.split_once('.').map_or(code, |(family, _)| family)
}

/// Whether `name` starts with `prefix`, ignoring letter case.
///
/// ```
/// assert!(tcerr::begins_with("AuthFailure", "authf"));
/// ```
pub fn begins_with(name: &str, prefix: &str) -> bool {
    let head = name.as_bytes().get(..prefix.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// The words of a code after its family, or of the whole code if it has no dot:
/// `X.ImageIdMalformed` becomes "image id malformed".
pub(crate) fn leaf_words(code: &str) -> String {
    words_of(code.split_once('.').map_or(code, |(_, leaf)| leaf))
}

/// Splits a name into words: `ImageIdMalformed` becomes "image id malformed". Acronyms keep their
/// case.
pub(crate) fn words_of(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 8);
    let mut rest = name.as_bytes();
    while let Some(first) = rest.first() {
        let length = word_length(rest);
        if first.is_ascii_alphanumeric() {
            if !words.is_empty() {
                words.push(' ');
            }
            let is_acronym = length > 1 && !rest[..length].iter().any(u8::is_ascii_lowercase);
            let letters = rest[..length].iter().map(|&letter| char::from(letter));
            if is_acronym {
                words.extend(letters);
            } else {
                words.extend(letters.map(|letter| letter.to_ascii_lowercase()));
            }
        }
        rest = &rest[length..];
    }
    words
}

/// The length in bytes of the word or separator at the start of `name`.
fn word_length(name: &[u8]) -> usize {
    let count = |class: fn(&u8) -> bool, from: usize| {
        name[from..].iter().take_while(|byte| class(byte)).count()
    };
    let is_lower = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    match count(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit(), 0) {
        0 if is_lower(&name[0]) => count(is_lower, 0),
        0 => count(|byte| !byte.is_ascii_alphanumeric(), 0),
        // A capital and the lower-case letters that follow it.
        1 => 1 + count(is_lower, 1),
        // Several capitals; the last one starts the next word if a lower-case letter follows.
        capitals if name.get(capitals).is_some_and(u8::is_ascii_lowercase) => capitals - 1,
        capitals => capitals,
    }
}

#[cfg(test)]
mod tests {
    use super::words_of;

    #[test]
    fn splits_a_name_into_words() {
        for (name, words) in [
            (".ImageIdMalformed", "image id malformed"),
            (".VPCNotFound", "VPC not found"),
            (".InvalidVpcId.Malformed", "invalid vpc id malformed"),
            (".CLB_Bind2Times", "CLB bind2 times"),
            ("", ""),
        ] {
            assert_eq!(words_of(name), words);
        }
    }
}
