//! Bytes to text.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;

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
    if memchr(0, bytes).is_none()
        && !bytes.starts_with(UTF_8_MARK)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Cow::Borrowed(text);
    }
    let (encoding, mark) =
        Encoding::for_bom(bytes).unwrap_or_else(|| (encoding_without_mark(bytes), 0));
    encoding.decode_without_bom_handling(&bytes[mark..]).0
}

const UTF_8_MARK: &[u8] = "\u{feff}".as_bytes();

fn encoding_without_mark(bytes: &[u8]) -> &'static Encoding {
    let most = bytes.len().min(SAMPLE) / 4;
    match zeros(bytes) {
        (even, odd) if odd > even.max(most) => UTF_16LE,
        (even, odd) if even > odd.max(most) => UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        // A few bytes that are wrong in any encoding do not make a text Chinese.
        _ if GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_none() => UTF_8,
        _ => GB18030,
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
