//! Bytes to text.

use std::borrow::Cow;

/// The text that `bytes` hold: UTF-8, or UTF-16 where a byte order mark says so. A mark is left
/// out; bytes that fit no encoding become U+FFFD, so that any input is legal.
///
/// ```
/// assert_eq!(tcerr::decode(b"\xEF\xBB\xBFAuthFailure"), "AuthFailure");
/// assert_eq!(tcerr::decode(b"\xFF\xFEA\0u\0"), "Au");
/// ```
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest),
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        _ => String::from_utf8_lossy(bytes),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|&pair| unit(pair));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
