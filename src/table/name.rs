//! The parts and the words of a code's name.

/// The part of a code before its first dot; the whole code where it has none.
///
/// ```
/// assert_eq!(tcerr::family_of("InvalidParameterValue.Zone.X"), "InvalidParameterValue");
/// assert_eq!(tcerr::family_of("ResourceBusy"), "ResourceBusy");
/// ```
pub fn family_of(code: &str) -> &str {
    code.split_once('.').map_or(code, |(family, _)| family)
}

/// Whether `name` begins with `prefix` when letter case is ignored.
///
/// ```
/// assert!(tcerr::begins_with("AuthFailure", "authf"));
/// ```
pub fn begins_with(name: &str, prefix: &str) -> bool {
    let head = name.as_bytes().get(..prefix.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// The words of a code after its family: those of `X.ImageIdMalformed` are "image id malformed";
/// all of them where it has no family before a dot.
pub(crate) fn leaf_words(code: &str) -> String {
    words_of(code.split_once('.').map_or(code, |(_, leaf)| leaf))
}

/// The words of a name, set apart: `ImageIdMalformed` is "image id malformed".
pub(crate) fn words_of(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 8);
    let mut rest = name.as_bytes();
    while let Some(first) = rest.first() {
        let length = word_length(rest);
        if first.is_ascii_alphanumeric() {
            if !words.is_empty() {
                words.push(' ');
            }
            // An acronym keeps its case.
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

/// The length of the word, or of what divides words, at the beginning of `name`.
fn word_length(name: &[u8]) -> usize {
    let count = |class: fn(&u8) -> bool, from: usize| {
        name[from..].iter().take_while(|byte| class(byte)).count()
    };
    let is_lower = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    match count(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit(), 0) {
        0 if is_lower(&name[0]) => count(is_lower, 0),
        0 => count(|byte| !byte.is_ascii_alphanumeric(), 0),
        // A capital with what follows in lower case.
        1 => 1 + count(is_lower, 1),
        // Capitals; the last one begins a word if small letters follow.
        capitals if name.get(capitals).is_some_and(u8::is_ascii_lowercase) => capitals - 1,
        capitals => capitals,
    }
}

#[cfg(test)]
mod tests {
    use super::words_of;

    #[test]
    fn sets_the_words_of_a_name_apart() {
        for (name, read) in [
            (".ImageIdMalformed", "image id malformed"),
            (".VPCNotFound", "VPC not found"),
            (".InvalidVpcId.Malformed", "invalid vpc id malformed"),
            (".CLB_Bind2Times", "CLB bind2 times"),
            ("", ""),
        ] {
            assert_eq!(words_of(name), read);
        }
    }
}
