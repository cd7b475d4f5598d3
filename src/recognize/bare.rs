//! Bare codes and API 2.0 numbers: as the whole input, or on a line without other words.
//!
//! What a code looks like, and whether the table knows it, is also decided here for the readers
//! of the dialects.

use crate::report::Report;
use crate::table::{Table, family_of};
use crate::vocabulary::Origin;

/// The maximum length of a code that is looked up, in bytes. Published codes have at most 89.
const MAX_CODE_LEN: usize = 128;

/// The report of a text that is one known code or number, or a code of a known family, in any
/// case; also of a name with spaces, such as `Bad Gateway`.
pub(super) fn whole_input(text: &str) -> Option<Report> {
    let is_known_name = |text: &&str| {
        text.len() <= MAX_CODE_LEN
            && (Table::embedded().spellings(text).next().is_some()
                || (is_code(text) && is_known(text)))
    };
    // A few published codes end in a dot. Any other final dot is the end of a sentence.
    let text = Some(text.trim())
        .filter(is_known_name)
        .or_else(|| Some(unquoted(text)).filter(is_known_name))?;
    Some(report_of(text))
}

/// Whether a line is a single word in the form of a code or number.
pub(super) fn is_code_line(line: &str) -> bool {
    is_code(code_in_line(line))
}

/// Whether a line contains only words in the form of codes or numbers.
pub(super) fn could_be_codes(line: &str) -> bool {
    is_code_line(line)
        || (!line.is_empty() && words(line).all(is_code))
        || (line.ends_with('.') && line.len() <= MAX_CODE_LEN)
}

/// The codes of a line that contains only codes.
///
/// Unknown codes count only if `is_in_list`. The value of a key, as in `code: 'X'`, counts only if
/// `can_have_key`: beside other findings it is likely a remainder of one of them.
pub(super) fn codes_in_line(line: &str, is_in_list: bool, can_have_key: bool) -> Vec<Report> {
    if line.ends_with('.') && line.len() <= MAX_CODE_LEN && Table::embedded().code(line).is_some() {
        return vec![report_of(line)];
    }
    let code = if can_have_key { code_in_line(line) } else { unquoted(line) };
    if is_code(code) {
        return if is_in_list || is_known(code) { vec![report_of(code)] } else { Vec::new() };
    }
    if words(line).all(|word| is_code(word) && is_known(word)) {
        words(line).map(report_of).collect()
    } else {
        Vec::new()
    }
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split([' ', '\t', ',', ';']).map(unquoted).filter(|word| !word.is_empty())
}

/// The report of a bare code or API 2.0 number.
pub(super) fn report_of(code: &str) -> Report {
    match code.parse() {
        Ok(number) if Table::embedded().legacy(number).is_some() => Report::of_legacy(number),
        _ => Report::of_code(code),
    }
}

/// Whether a word has the form of a code: at most four parts of letters, digits and underscores,
/// separated by dots, with a letter at the beginning; or a number of three to six digits.
pub(super) fn is_code(word: &str) -> bool {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return (3..=6).contains(&word.len());
    }
    word.len() <= MAX_CODE_LEN
        && word.starts_with(|first: char| first.is_ascii_alphabetic())
        && word.split('.').count() <= 4
        && word.split('.').all(|part| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
}

/// Whether the table knows the code, or at least its family. Codes that only SDKs use do not count:
/// they are ordinary words, such as `Forbidden`, and prove nothing in other text.
pub(super) fn is_known(code: &str) -> bool {
    let table = Table::embedded();
    table.spellings(code).any(|code| code.origin() != Origin::Client)
        || (code.contains('.') && table.family(family_of(code)).is_some())
        || code.parse().is_ok_and(|number| table.legacy(number).is_some())
}

/// Whether the code comes from an SDK, which may have wrapped an error of the API in it.
pub(super) fn is_client_code(code: &str) -> bool {
    Table::embedded().code(code).is_some_and(|code| code.origin() == Origin::Client)
        || code.starts_with("ClientError")
}

/// The value in `"Code": "X",` and similar lines that people copy from a response; any other line
/// as it is, without quotes.
fn code_in_line(line: &str) -> &str {
    let line = unquoted(line);
    let Some((key, value)) = line.split_once([':', '=']) else { return line };
    let key = unquoted(key);
    if ["code", "codeDesc", "errorCode"].iter().any(|name| key.eq_ignore_ascii_case(name)) {
        unquoted(value)
    } else {
        line
    }
}

/// `text` without the quotation marks and punctuation around it that people copy along.
fn unquoted(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "\"'`“”‘’,;.:，。；：、".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_bare_codes() {
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
            let reports = codes_in_line(text, true, true);
            let read: Vec<String> = reports.into_iter().filter_map(|report| report.code).collect();
            assert_eq!(read, codes, "{text:?}");
        }
    }

    #[test]
    fn unknown_words_are_not_codes_outside_a_list() {
        assert!(codes_in_line("done", false, true).is_empty());
        assert!(codes_in_line("Forbidden", false, true).is_empty());
        assert_eq!(codes_in_line("InvalidParameterValue.Whatever", false, true).len(), 1);
    }

    #[test]
    fn known_numbers_are_codes_of_api_2() {
        assert_eq!(codes_in_line("4102", false, true)[0].legacy, Some(4102));
        assert_eq!(codes_in_line("4999", true, true)[0].code.as_deref(), Some("4999"));
        assert!(codes_in_line("4999", false, true).is_empty());
        assert!(!is_code("41021999"));
    }
}
