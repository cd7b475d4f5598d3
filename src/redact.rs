//! Masks secrets in text before anyone sees it.
//!
//! A SecretId is recognized by its prefix. Every other secret is recognized only by the name in
//! front of it: `SecretKey=…`, `"Token": "…"`, `Authorization: …`. Names are matched without
//! regard to case, `_` and `-`, and may have a prefix, as in `X-TC-Token`. Programs, shells,
//! tables and escapes put different separators between name and value. The weaker the separator,
//! the more a value must look like a secret to be masked.

use std::borrow::Cow;
use std::ops::Range;

/// The replacement for a secret.
const MASK: &str = "***";

/// The prefixes of SecretIds: of the mainland site and of the international site.
const SECRET_ID_PREFIXES: [&str; 2] = ["AKID", "IKID"];

/// The length of a complete SecretId, in bytes.
const SECRET_ID_LEN: usize = 36;

/// A shorter word with such a prefix is not masked as a SecretId, in bytes.
const MIN_SECRET_ID_LEN: usize = 12;

/// What the names of secrets end in: lower case, without `_` and `-`.
const SECRET_NAMES: [&str; 17] = [
    "secretid",
    "secretkey",
    "token",
    "signature",
    "signatureprovided",
    "authorization",
    "bearer",
    "credential",
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "apikey",
    "accesskey",
    "privatekey",
    "usersig",
];

/// The name whose value contains a comma: DNSPod's, which is a number and a token.
const NAME_WITH_COMMA_VALUE: &str = "logintoken";

/// Quotation marks, plain or escaped as in JSON, XML and URLs.
const QUOTES: [&str; 6] = ["\"", "'", "`", "\\", "&quot;", "%22"];

/// The characters that end a value that is not in quotes but follows an assignment.
const UNQUOTED_VALUE_ENDS: &str = "&,;\"'<>()[]{}|\u{1b}";

/// Masks every secret in `text`. The result is borrowed if there is none.
///
/// ```
/// use tcerr::redact;
/// assert_eq!(redact("SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE failed"), "SecretId=*** failed");
/// assert_eq!(redact("token: the token is missing"), "token: the token is missing");
/// ```
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut clean = String::new();
    let mut copied = 0;
    let mut position = 0;
    while let Some(start) = text[position..].find(is_name_char).map(|offset| position + offset) {
        let end = text[start..].find(|c| !is_name_char(c)).map_or(text.len(), |len| start + len);
        let secret = secret_id(text, start..end).or_else(|| named_secret(text, start..end));
        position = end;
        if let Some(secret) = secret {
            clean.push_str(&text[copied..secret.start]);
            clean.push_str(MASK);
            copied = secret.end;
            position = secret.end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    clean.push_str(&text[copied..]);
    Cow::Owned(clean)
}

/// Whether `c` may occur in the name of a secret.
fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// The SecretId in a word. Only a complete SecretId may have letters in front of it: they belong
/// to an escape, such as the `n` of `\n`.
fn secret_id(text: &str, word: Range<usize>) -> Option<Range<usize>> {
    let word_text = &text[word.clone()];
    let start = SECRET_ID_PREFIXES.iter().filter_map(|prefix| word_text.find(prefix)).min()?;
    let min_len = if start == 0 { MIN_SECRET_ID_LEN } else { SECRET_ID_LEN };
    (word_text.len() - start >= min_len).then_some(word.start + start..word.end)
}

/// The secret after a word, if the word is the name of one.
fn named_secret(text: &str, name: Range<usize>) -> Option<Range<usize>> {
    let word = &text[name.clone()];
    if !is_secret_name(word) {
        return None;
    }
    let (separator, start) = separator_after(text, name.end);
    let expected = match separator {
        Separator::Assignment => Expected::AnyValue,
        Separator::Colon => Expected::NoProse,
        // `--secretKey Gu5…`: an option is separated from its value by a space alone.
        Separator::Space if word.starts_with('-') => Expected::AnyValue,
        Separator::Space => Expected::Random,
    };
    secret_value(text, start, expected, ends_with_name(word, NAME_WITH_COMMA_VALUE))
}

fn is_secret_name(word: &str) -> bool {
    SECRET_NAMES.iter().any(|name| ends_with_name(word, name))
}

/// Whether a word ends with a name, without regard to case, `_` and `-`.
fn ends_with_name(word: &str, name: &str) -> bool {
    let mut bytes = word.bytes().rev().filter(|byte| !matches!(byte, b'_' | b'-'));
    name.bytes()
        .rev()
        .all(|letter| bytes.next().is_some_and(|byte| byte.to_ascii_lowercase() == letter))
}

/// What separates a name from the text after it.
enum Separator {
    /// A value certainly follows: `=`, `=>`, the `>` of a tag, a column of a table.
    Assignment,
    /// A value or prose follows.
    Colon,
    /// White space, or a word such as `is`.
    Space,
}

/// The separator after a name that ends at `name_end`, and the offset of the text after it.
fn separator_after(text: &str, name_end: usize) -> (Separator, usize) {
    let mut rest = skip_prefixes(text[name_end..].trim_start_matches([']', ')']), &QUOTES);
    rest = skip_prefixes(rest.trim_start_matches([']', ')']), &[" ", "\t"]);
    let assignments = ["=>", "=", ">", "|", "%3D", "%3d"];
    let (separator, after) = if let Some(after) = strip_any_prefix(rest, &assignments) {
        (Separator::Assignment, after)
    } else if let Some(after) = strip_any_prefix(rest, &[":", "：", "%3A", "%3a"]) {
        (Separator::Colon, after)
    } else {
        let after = strip_any_prefix(rest, &["is ", "为", "是"]).unwrap_or(rest);
        let after = skip_prefixes(after, &[" ", "\t"]);
        return (Separator::Space, text.len() - after.len());
    };
    // PHP prints the length of a string before the string.
    let after = skip_prefixes(after, &[" ", "\t", "\n"]);
    let after = after
        .strip_prefix("string(")
        .and_then(|length| length.split_once(") "))
        .map_or(after, |(_, after)| after);
    // What is in quotes is a value, whatever it looks like.
    let inside = skip_prefixes(after, &["[", "("]);
    let is_quoted = strip_any_prefix(inside, &QUOTES).is_some();
    let separator = if is_quoted { Separator::Assignment } else { separator };
    (separator, text.len() - inside.len())
}

/// Strips any number of `prefixes` and of terminal escape codes from the start of `text`.
fn skip_prefixes<'a>(mut text: &'a str, prefixes: &[&str]) -> &'a str {
    loop {
        let after_escape = text.strip_prefix("\u{1b}[").and_then(|code| {
            code.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').get(1..)
        });
        match after_escape.or_else(|| strip_any_prefix(text, prefixes)) {
            Some(rest) => text = rest,
            None => return text,
        }
    }
}

/// Strips the first of `prefixes` that `text` starts with.
fn strip_any_prefix<'a>(text: &'a str, prefixes: &[&str]) -> Option<&'a str> {
    prefixes.iter().find_map(|prefix| text.strip_prefix(prefix))
}

/// What a value must look like to be masked.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Expected {
    /// Anything.
    AnyValue,
    /// Anything but a word of prose.
    NoProse,
    /// Letters and digits as a machine generates them.
    Random,
}

/// The secret that starts at `start`, if the value there is as `expected`. A secret in quotes ends
/// at the closing quote.
fn secret_value(
    text: &str,
    start: usize,
    expected: Expected,
    may_contain_comma: bool,
) -> Option<Range<usize>> {
    let inside = skip_prefixes(&text[start..], &QUOTES);
    let opening = &text[start..text.len() - inside.len()];
    let quote = opening.chars().rfind(|c| matches!(c, '"' | '\'' | '`'));
    let scheme_len = ["TC3-HMAC-SHA256 ", "Bearer ", "Basic "]
        .into_iter()
        .find(|scheme| inside.starts_with(scheme))
        .map_or(0, str::len);
    let inside = &inside[scheme_len..];
    let is_allowed_comma = |c| may_contain_comma && c == ',';
    let end = match (quote, expected) {
        (Some(quote), _) => inside.find([quote, '\\', '\n']),
        (None, Expected::AnyValue) => inside.find(|c: char| {
            (c.is_whitespace() || UNQUOTED_VALUE_ENDS.contains(c)) && !is_allowed_comma(c)
        }),
        (None, _) => inside.find(|c| !is_secret_char(c) && !is_allowed_comma(c)),
    };
    let value = inside[..end.unwrap_or(inside.len())].trim_end_matches('\\');
    // The apparent value may be another name, with its own value after it.
    let name_end = inside.find(|c| !is_name_char(c)).unwrap_or(inside.len());
    if quote.is_none()
        && is_secret_name(&inside[..name_end])
        && !matches!(separator_after(inside, name_end).0, Separator::Space)
    {
        return None;
    }
    let is_lower = value.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_as_expected = match expected {
        Expected::AnyValue => true,
        Expected::NoProse => value.len() >= 6 && (!is_lower || value.len() >= 24),
        Expected::Random => {
            let end = value.find(['-', '.', '*']).unwrap_or(value.len());
            let head = &value[..end];
            let letters = head.bytes().filter(u8::is_ascii_alphabetic).count();
            let digits = head.bytes().filter(u8::is_ascii_digit).count();
            letters + digits >= 16 && letters > 0 && digits > 1
        }
    };
    let start = text.len() - inside.len();
    (!value.is_empty() && !value.starts_with(MASK) && is_as_expected)
        .then_some(start..start + value.len())
}

/// Whether `c` occurs in keys, tokens and signatures, including Base64 and its URL variant.
fn is_secret_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-' | '%' | '.' | '*')
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn masks_secrets_in_every_notation() {
        for (text, clean) in [
            ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "***"),
            (r#"{"SecretKey":"Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"}"#, r#"{"SecretKey":"***"}"#),
            (r#"{\"secret_key\": \"Gu5t9xGARNpq86cd98jo\"}"#, r#"{\"secret_key\": \"***\"}"#),
            ("X-TC-Token: abc123+/==\r\nHost: x", "X-TC-Token: ***\r\nHost: x"),
            (
                "Authorization: TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZ/2019-02-25/cvm/tc3_request, SignedHeaders=host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
                "Authorization: TC3-HMAC-SHA256 Credential=***, SignedHeaders=host, Signature=***",
            ),
            ("--secretKey=Gu5t9xGARNpq86cd98joQYCN3 x", "--secretKey=*** x"),
            (
                "tccli cvm X --secretId abc --token 'x y' --region ap",
                "tccli cvm X --secretId *** --token '***' --region ap",
            ),
            ("<SecretKey>Gu5t9xGARNpq</SecretKey>", "<SecretKey>***</SecretKey>"),
            ("q-ak=AKIDz8krbsJ5yKBZ&q-signature=0a1b", "q-ak=***&q-signature=***"),
            ("[secretKey] => Gu5t9xGARNpq\n", "[secretKey] => ***\n"),
            ("'secretKey' => 'Gu5t9xGARNpq'", "'secretKey' => '***'"),
            ("[token]=>\n  string(3) \"abc\"", "[token]=>\n  string(3) \"***\""),
            ("SecretKey is Gu5t9xGARNpq86cd98jo.", "SecretKey is ***"),
            ("set secretKey Gu5t9xGARNpq86cd98jo", "set secretKey ***"),
            ("X-Tc-Token:[QkF1c2]]", "X-Tc-Token:[***]]"),
            ("| SecretKey | Gu5t9xGARNpq |", "| SecretKey | *** |"),
            ("SecretKey&quot;:&quot;Gu5t&quot;", "SecretKey&quot;:&quot;***&quot;"),
            ("%22SecretKey%22%3A%22Gu5t%22", "%22SecretKey%22%3A%22***"),
            ("Credential%3DAKIDz8krbsJ5yKBZQpn74WFkmLPx3Zq7Wm2K%2F", "Credential%3D***"),
            (
                "SecretKey\u{1b}[0m=\u{1b}[32mGu5t\u{1b}[0m",
                "SecretKey\u{1b}[0m=\u{1b}[32m***\u{1b}[0m",
            ),
            ("login_token=12345,Gu5t&x=1", "login_token=***&x=1"),
            ("the token secretKey=Gu5t", "the token secretKey=***"),
            (r#""Token=abc\"x""#, r#""Token=***\"x""#),
            ("IKIDz8krbsJ5yKBZQpn74WFkmLPx3Zq7Wm2K", "***"),
            (r"\nAKIDz8krbsJ5yKBZQpn74WFkmLPx3Zq7Wm2K", r"\n***"),
            ("{'password': 'hunter'}", "{'password': '***'}"),
            (r#"{"Password":"p@ss, w0rd!"}"#, r#"{"Password":"***"}"#),
            ("password=p@ss:w0rd! x", "password=*** x"),
            (r#"{\"token\":\"a b\",\"x\":1}"#, r#"{\"token\":\"***\",\"x\":1}"#),
        ] {
            assert_eq!(redact(text), clean);
        }
    }

    #[test]
    fn leaves_prose_alone() {
        for text in [
            "",
            "The SecretId is not found, please ensure that your SecretId is correct.",
            "token: missing",
            "AKID is how a SecretId begins",
            "SAKIDz8krbsJ5yKBZQpn74",
            "签名：不正确",
            "The parameter 'Password' is invalid.",
            "Signature: expired",
            "Invalid token, secret or password",
            "the token InvalidParameterValue2Times",
            "limit=20",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}
