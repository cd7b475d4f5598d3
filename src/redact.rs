//! Takes secrets out of text before anyone sees it.
//!
//! A SecretId shows itself by its prefix; every other secret only by the name in front of it:
//! `SecretKey=…`, `"Token": "…"`, `Authorization: …`. The names are matched whatever their case
//! and their `_` or `-`, and whatever stands in front of them, as in `X-TC-Token`. Between name
//! and secret stands what a program, a shell, a table or an escape puts there; the plainer that
//! is, the more a value must look like a secret to be taken for one.

use std::borrow::Cow;
use std::ops::Range;

/// What stands in the place of a secret.
const MASK: &str = "***";

/// How every SecretId begins, of the mainland and of the international site.
const SECRET_IDS: [&str; 2] = ["AKID", "IKID"];

/// What the names of secrets end in, without `_` and `-`, in lower case.
const NAMES: [&str; 17] = [
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

/// The name whose value has a comma in it: a number and the token of DNSPod.
const WITH_COMMA: &str = "logintoken";

/// Quotation marks as they are, escaped in JSON, XML and URLs.
const QUOTES: [&str; 6] = ["\"", "'", "`", "\\", "&quot;", "%22"];

/// `text` with every secret masked; borrowed where there is none.
///
/// ```
/// use tcerr::redact;
/// assert_eq!(redact("SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE failed"), "SecretId=*** failed");
/// assert_eq!(redact("token: the token is missing"), "token: the token is missing");
/// ```
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut clean = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(start) = text[at..].find(is_of_name).map(|found| at + found) {
        let end = text[start..].find(|c| !is_of_name(c)).map_or(text.len(), |len| start + len);
        let secret = secret_id(text, start..end).or_else(|| named(text, start..end));
        at = end;
        if let Some(secret) = secret {
            clean.push_str(&text[copied..secret.start]);
            clean.push_str(MASK);
            copied = secret.end;
            at = secret.end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    clean.push_str(&text[copied..]);
    Cow::Owned(clean)
}

/// Whether a character may stand in the name of a secret.
fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// The SecretId in a word. Only a whole one, of 36 characters, may have letters in front of it,
/// which then are those of an escape.
fn secret_id(text: &str, word: Range<usize>) -> Option<Range<usize>> {
    let word_text = &text[word.clone()];
    let at = SECRET_IDS.iter().filter_map(|prefix| word_text.find(prefix)).min()?;
    let least = if at == 0 { 12 } else { 36 };
    (word_text.len() - at >= least).then_some(word.start + at..word.end)
}

/// The secret behind a word that is the name of one.
fn named(text: &str, name: Range<usize>) -> Option<Range<usize>> {
    let word = &text[name.clone()];
    if !is_name(word) {
        return None;
    }
    let (between, start) = between(text, name.end);
    let likely = match between {
        Between::Assigned => Likely::Certain,
        Between::Said => Likely::Word,
        // `--secretKey Gu5…`, and an option has no dash behind it.
        Between::Blank if word.starts_with('-') => Likely::Certain,
        Between::Blank => Likely::Random,
    };
    value(text, start, likely, ends_like(word, WITH_COMMA))
}

/// Whether a word is the name of a secret.
fn is_name(word: &str) -> bool {
    NAMES.iter().any(|name| ends_like(word, name))
}

/// Whether a word ends in a name, in any case and with `_` or `-` anywhere.
fn ends_like(word: &str, name: &str) -> bool {
    let mut bytes = word.bytes().rev().filter(|byte| !matches!(byte, b'_' | b'-'));
    name.bytes()
        .rev()
        .all(|letter| bytes.next().is_some_and(|byte| byte.to_ascii_lowercase() == letter))
}

/// What stands between a name and what follows.
enum Between {
    /// A value follows for certain: `=`, `=>`, `>` of a tag, a column of a table.
    Assigned,
    /// A colon, behind which prose may stand.
    Said,
    /// White space, or `is`.
    Blank,
}

/// What stands between the name that ends at `at` and what follows, and where that starts.
fn between(text: &str, at: usize) -> (Between, usize) {
    let mut rest = blank(text[at..].trim_start_matches([']', ')']), &QUOTES);
    rest = blank(rest.trim_start_matches([']', ')']), &[" ", "\t"]);
    let (between, after) = if let Some(after) = strip(rest, &["=>", "=", ">", "|", "%3D", "%3d"]) {
        (Between::Assigned, after)
    } else if let Some(after) = strip(rest, &[":", "：", "%3A", "%3a"]) {
        (Between::Said, after)
    } else {
        let after = strip(rest, &["is ", "为", "是"]).unwrap_or(rest);
        let after = blank(after, &[" ", "\t"]);
        return (Between::Blank, text.len() - after.len());
    };
    // PHP says of a string how long it is.
    let after = blank(after, &[" ", "\t", "\n"]);
    let after = after
        .strip_prefix("string(")
        .and_then(|counted| counted.split_once(") "))
        .map_or(after, |(_, after)| after);
    // A value in quotes or brackets is one, whatever it looks like.
    let inside = blank(after, &["[", "("]);
    let opened = strip(inside, &QUOTES).is_some();
    let between = if opened { Between::Assigned } else { between };
    (between, text.len() - inside.len())
}

/// `text` without any of `skipped` at its beginning, and without escape codes of a terminal.
fn blank<'a>(mut text: &'a str, skipped: &[&str]) -> &'a str {
    loop {
        let colour = text.strip_prefix("\u{1b}[").and_then(|code| {
            code.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').get(1..)
        });
        match colour.or_else(|| strip(text, skipped)) {
            Some(rest) => text = rest,
            None => return text,
        }
    }
}

/// What follows the one of `beginnings` with which `text` begins.
fn strip<'a>(text: &'a str, beginnings: &[&str]) -> Option<&'a str> {
    beginnings.iter().find_map(|beginning| text.strip_prefix(beginning))
}

/// How certain it is that a value is a secret, before it is looked at.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Likely {
    Certain,
    /// If it is no prose.
    Word,
    /// If it looks as if a machine made it.
    Random,
}

/// The secret that starts at `start`. One in quotes ends with the quote.
fn value(text: &str, start: usize, likely: Likely, with_comma: bool) -> Option<Range<usize>> {
    let inside = blank(&text[start..], &QUOTES);
    let opening = &text[start..text.len() - inside.len()];
    let quote = opening.chars().rfind(|c| matches!(c, '"' | '\'' | '`'));
    let scheme = ["TC3-HMAC-SHA256 ", "Bearer ", "Basic "]
        .into_iter()
        .find(|scheme| inside.starts_with(scheme))
        .map_or(0, str::len);
    let inside = &inside[scheme..];
    let is_more = |c| with_comma && c == ',';
    let end = match (quote, likely) {
        (Some(quote), _) => inside.find([quote, '\\', '\n']),
        (None, Likely::Certain) => {
            inside.find(|c: char| (c.is_whitespace() || ENDS.contains(c)) && !is_more(c))
        }
        (None, _) => inside.find(|c| !is_secret(c) && !is_more(c)),
    };
    let word = inside[..end.unwrap_or(inside.len())].trim_end_matches('\\');
    // What looks like the value may be the next name, with the value behind it.
    let next = inside.find(|c| !is_of_name(c)).unwrap_or(inside.len());
    if quote.is_none()
        && is_name(&inside[..next])
        && !matches!(between(inside, next).0, Between::Blank)
    {
        return None;
    }
    let is_lower = word.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_value = match likely {
        Likely::Certain => true,
        Likely::Word => word.len() >= 6 && (!is_lower || word.len() >= 24),
        Likely::Random => {
            let end = word.find(['-', '.', '*']).unwrap_or(word.len());
            let word = &word[..end];
            let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            letters + digits >= 16 && letters > 0 && digits > 1
        }
    };
    let start = text.len() - inside.len();
    (!word.is_empty() && !word.starts_with(MASK) && is_value).then_some(start..start + word.len())
}

/// What ends an assigned value that is not in quotes.
const ENDS: &str = "&,;\"'<>()[]{}|\u{1b}";

/// Characters of keys, tokens and signatures, Base64 and its URL form included.
fn is_secret(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-' | '%' | '.' | '*')
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn masks_what_is_secret() {
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
