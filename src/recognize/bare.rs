//! Codes and API 2.0 numbers that stand alone: as a whole input, or on a line of their own.

use crate::report::Report;
use crate::table::{Table, family_of};
use crate::vocabulary::Origin;

/// The longest name that is looked up, in bytes; published ones have at most 89.
const LONGEST: usize = 128;

/// A text that is one name or number of the table or a member of one of its families, in any
/// case, even a name with blanks such as `Bad Gateway`.
pub(super) fn whole(text: &str) -> Option<Report> {
    let known = |text: &&str| {
        text.len() <= LONGEST
            && (Table::embedded().spellings(text).next().is_some()
                || (is_code(text) && is_known(text)))
    };
    // A few published codes end in a dot, which otherwise is the end of somebody's sentence.
    let text = Some(text.trim()).filter(known).or_else(|| Some(unquoted(text)).filter(known))?;
    Some(report(text))
}

/// Whether a line is one word that is spelt like a code or a number.
pub(super) fn is_code_line(line: &str) -> bool {
    is_code(value(line))
}

/// Whether a line holds nothing but words that are spelt like codes or numbers.
pub(super) fn could_be_codes(line: &str) -> bool {
    is_code_line(line)
        || (!line.is_empty() && words(line).all(is_code))
        || (line.ends_with('.') && line.len() <= LONGEST)
}

/// The codes of a line that holds nothing else. Unknown ones count only where `in_list`; what
/// stands behind a key, as in `code: 'X'`, only where it is not a piece of something else.
pub(super) fn line(line: &str, in_list: bool, with_key: bool) -> Vec<Report> {
    if line.ends_with('.') && line.len() <= LONGEST && Table::embedded().code(line).is_some() {
        return vec![report(line)];
    }
    let code = if with_key { value(line) } else { unquoted(line) };
    if is_code(code) {
        return if in_list || is_known(code) { vec![report(code)] } else { Vec::new() };
    }
    if words(line).all(|word| is_code(word) && is_known(word)) {
        words(line).map(report).collect()
    } else {
        Vec::new()
    }
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split([' ', '\t', ',', ';']).map(unquoted).filter(|word| !word.is_empty())
}

/// A code that stands alone, as a report.
pub(super) fn report(code: &str) -> Report {
    match code.parse() {
        Ok(number) if Table::embedded().legacy(number).is_some() => Report::of_legacy(number),
        _ => Report::of_code(code),
    }
}

/// Letters, digits and underscores in at most four parts, the first of which starts with a
/// letter; or a number of three to six digits.
pub(super) fn is_code(word: &str) -> bool {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return (3..=6).contains(&word.len());
    }
    word.len() <= LONGEST
        && word.starts_with(|first: char| first.is_ascii_alphabetic())
        && word.split('.').count() <= 4
        && word.split('.').all(|part| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
}

/// Whether the table knows the code, or at least its family. The names that SDKs make up are
/// ordinary words, such as `Forbidden`, and prove nothing where they stand in other text.
pub(super) fn is_known(code: &str) -> bool {
    let table = Table::embedded();
    table.spellings(code).any(|code| code.origin() != Origin::Client)
        || (code.contains('.') && table.family(family_of(code)).is_some())
        || code.parse().is_ok_and(|number| table.legacy(number).is_some())
}

/// Whether an SDK made the code up, perhaps around an error of the API.
pub(super) fn is_client_code(code: &str) -> bool {
    Table::embedded().code(code).is_some_and(|code| code.origin() == Origin::Client)
        || code.starts_with("ClientError")
}

/// The code in `"Code": "X",` and the like: what people copy out of a response.
fn value(line: &str) -> &str {
    let line = unquoted(line);
    let Some((key, value)) = line.split_once([':', '=']) else { return line };
    let key = unquoted(key);
    if ["code", "codeDesc", "errorCode"].iter().any(|name| key.eq_ignore_ascii_case(name)) {
        unquoted(value)
    } else {
        line
    }
}

/// `text` without the quotation marks and punctuation that people copy along.
fn unquoted(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "\"'`“”‘’,;.:，。；：、".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_codes_that_stand_alone() {
        for (text, codes) in [
            ("AuthFailure", &["AuthFailure"][..]),
            ("  authfailure.signaturefailure\t", &["authfailure.signaturefailure"]),
            ("\"AuthFailure\",", &["AuthFailure"]),
            ("`AuthFailure`。", &["AuthFailure"]),
            ("\"Code\": \"AuthFailure\",", &["AuthFailure"]),
            ("codeDesc=AuthFailure", &["AuthFailure"]),
            ("AuthFailure, InvalidParameter", &["AuthFailure", "InvalidParameter"]),
            ("AuthFailure is bad", &[]),
            ("NoSuchThingAnywhere.X", &["NoSuchThingAnywhere.X"]),
            ("NoSuchThingAnywhere.X NoSuchThingAnywhere.Y", &[]),
            ("https://example.com", &[]),
            ("4.5", &[]),
            ("a..b", &[]),
            ("", &[]),
        ] {
            let found: Vec<String> =
                line(text, true, true).into_iter().filter_map(|report| report.code).collect();
            assert_eq!(found, codes, "{text:?}");
        }
    }

    #[test]
    fn unknown_words_are_no_codes_outside_a_list() {
        assert!(line("done", false, true).is_empty());
        assert!(line("Forbidden", false, true).is_empty());
        assert_eq!(line("InvalidParameterValue.Whatever", false, true).len(), 1);
    }

    #[test]
    fn numbers_lead_to_api_2() {
        assert_eq!(line("4102", false, true)[0].legacy, Some(4102));
        assert_eq!(line("4999", true, true)[0].code.as_deref(), Some("4999"));
        assert!(line("4999", false, true).is_empty());
        assert!(!is_code("41021999"));
    }
}
