//! Takes secrets out of text before anyone sees it.
//!
//! A SecretId shows itself by its prefix; every other secret only by the name in front of it:
//! `SecretKey=…`, `"Token": "…"`, `Authorization: …`. The names are matched whatever their case
//! and their `_` or `-`, and whatever stands in front of them, as in `X-TC-Token`.

use std::borrow::Cow;

/// What stands in the place of a secret.
const MASK: &str = "***";

/// How every SecretId begins.
const SECRET_ID: &str = "AKID";

/// What the names of secrets end in, without `_` and `-`, in lower case.
const NAMES: [&str; 7] =
    ["secretid", "secretkey", "token", "signature", "authorization", "credential", "password"];

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
    while let Some(found) = text[at..].find([':', '=', '>', ' ', 'A']) {
        let place = at + found;
        let before = &text[..place];
        let secret = match text.as_bytes()[place] {
            b'A' => secret_id(text, place),
            b' ' => is_option(before).then(|| value(text, place, true)).flatten(),
            separator => {
                is_name(before).then(|| value(text, place + 1, separator != b':')).flatten()
            }
        };
        at = match secret {
            Some(secret) => {
                clean.push_str(&text[copied..secret.start]);
                clean.push_str(MASK);
                copied = secret.end;
                secret.end
            }
            None => place + 1,
        };
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    clean.push_str(&text[copied..]);
    Cow::Owned(clean)
}

/// The SecretId that starts at `start`.
fn secret_id(text: &str, start: usize) -> Option<std::ops::Range<usize>> {
    let after_word = text[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
    if after_word || !text[start..].starts_with(SECRET_ID) {
        return None;
    }
    let end = text[start..].find(|c: char| !is_secret(c)).map_or(text.len(), |len| start + len);
    (end - start >= SECRET_ID.len() + 8).then_some(start..end)
}

/// Whether the name of a secret ends here, perhaps with a quotation mark behind it.
fn is_name(before: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'', '\\', ' ']);
    NAMES.iter().any(|name| {
        let mut bytes = before.bytes().rev().filter(|byte| !matches!(byte, b'_' | b'-'));
        name.bytes()
            .rev()
            .all(|letter| bytes.next().is_some_and(|byte| byte.to_ascii_lowercase() == letter))
    })
}

/// Whether an option ends here that takes a secret, as in `--secretKey Gu5…`.
fn is_option(before: &str) -> bool {
    let word = before.rsplit([' ', '\n', '\t', '"', '\'']).next().unwrap_or_default();
    word.starts_with('-') && is_name(word)
}

/// The secret from `start` on. Behind a `:` stands prose as well, which is none: only where
/// `assigned` is it certain that a value follows. One in quotes ends with the quote.
fn value(text: &str, start: usize, assigned: bool) -> Option<std::ops::Range<usize>> {
    let rest = &text[start..];
    let inside = rest.trim_start_matches(['"', '\'', '\\', ' ']);
    let quote = rest[..rest.len() - inside.len()].chars().rfind(|c| matches!(c, '"' | '\''));
    let start = start + rest.len() - inside.len();
    let scheme = ["TC3-HMAC-SHA256 ", "Bearer ", "Basic "]
        .into_iter()
        .find(|scheme| inside.starts_with(scheme))
        .map_or(0, str::len);
    let inside = &inside[scheme..];
    let end = match quote {
        Some(quote) => inside.find([quote, '\\', '\n']),
        None if assigned => inside.find(|c: char| c.is_whitespace() || ENDS.contains(c)),
        None => inside.find(|c| !is_secret(c)),
    };
    let word = &inside[..end.unwrap_or(inside.len())];
    let is_prose = word.bytes().all(|byte| byte.is_ascii_lowercase()) && word.len() < 24;
    let is_value = assigned || quote.is_some() || (word.len() >= 6 && !is_prose);
    let start = start + scheme;
    (!word.is_empty() && word != MASK && is_value).then_some(start..start + word.len())
}

/// What ends an assigned value that is not in quotes.
const ENDS: &str = "&,;\"'<>()[]{}";

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
                "Authorization: TC3-HMAC-SHA256 ***, SignedHeaders=host, Signature=***",
            ),
            ("--secretKey=Gu5t9xGARNpq86cd98joQYCN3 x", "--secretKey=*** x"),
            (
                "tccli cvm X --secretId abc --token 'x y' --region ap",
                "tccli cvm X --secretId *** --token '***' --region ap",
            ),
            ("<SecretKey>Gu5t9xGARNpq</SecretKey>", "<SecretKey>***</SecretKey>"),
            ("q-ak=AKIDz8krbsJ5yKBZ&q-signature=0a1b", "q-ak=***&q-signature=***"),
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
            "limit=20",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}
