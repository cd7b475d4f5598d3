//! Bytes to text.

use std::borrow::Cow;

use encoding_rs::GB18030;

/// The text that `bytes` hold: UTF-8, UTF-16 with or without a byte order mark, or GB18030, which
/// is what Chinese Windows writes. A mark is left out; bytes that fit no encoding become U+FFFD,
/// so that any input is legal.
///
/// ```
/// assert_eq!(tcerr::decode(b"\xEF\xBB\xBFAuthFailure"), "AuthFailure");
/// assert_eq!(tcerr::decode(b"\xFF\xFEA\0u\0"), "Au");
/// assert_eq!(tcerr::decode(b"\xC3\xDC\xD4\xBF"), "密钥");
/// ```
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => return String::from_utf8_lossy(rest),
        [0xFF, 0xFE, rest @ ..] => return Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => return Cow::Owned(utf16(rest, u16::from_be_bytes)),
        _ => {}
    }
    match zeros(bytes) {
        (even, odd) if odd > even && odd * 4 > bytes.len().min(SAMPLE) => {
            Cow::Owned(utf16(bytes, u16::from_le_bytes))
        }
        (even, odd) if even > odd && even * 4 > bytes.len().min(SAMPLE) => {
            Cow::Owned(utf16(bytes, u16::from_be_bytes))
        }
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            // A few bytes that are wrong in any encoding do not make a text Chinese.
            Err(_) => match GB18030.decode_without_bom_handling(bytes) {
                (text, false) => text,
                (_, true) => String::from_utf8_lossy(bytes),
            },
        },
    }
}

/// Bytes that are enough to tell UTF-16.
const SAMPLE: usize = 4096;

/// The zero bytes at even and at odd places: the high halves of UTF-16's ASCII.
fn zeros(bytes: &[u8]) -> (usize, usize) {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let (pairs, _) = sample.as_chunks::<2>();
    pairs.iter().fold((0, 0), |(even, odd), pair| {
        (even + usize::from(pair[0] == 0), odd + usize::from(pair[1] == 0))
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|&pair| unit(pair));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
