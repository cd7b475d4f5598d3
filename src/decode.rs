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

/// UTF-16, if `sample` begins a text in it: with a byte order mark, or with the zero bytes that
/// ASCII characters have there.
pub fn utf16(sample: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return Some(encoding).filter(|&encoding| encoding != UTF_8);
    }
    let sample = &sample[..sample.len().min(SAMPLE)];
    let least = sample.len() / 4;
    match zeros(sample) {
        (even, odd) if odd > even.max(least) => Some(UTF_16LE),
        (even, odd) if even > odd.max(least) => Some(UTF_16BE),
        _ => None,
    }
}

fn encoding_without_mark(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = utf16(bytes) {
        return encoding;
    }
    // A few bytes that are wrong in any encoding do not make a text Chinese.
    let is_gb18030 = std::str::from_utf8(bytes).is_err()
        && GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    if is_gb18030 { GB18030 } else { UTF_8 }
}

/// Bytes that are enough to tell UTF-16.
const SAMPLE: usize = 4096;

/// The zero bytes at even and at odd places: the high halves of UTF-16's ASCII.
fn zeros(sample: &[u8]) -> (usize, usize) {
    let (pairs, _) = sample.as_chunks::<2>();
    pairs.iter().fold((0, 0), |(even, odd), pair| {
        (even + usize::from(pair[0] == 0), odd + usize::from(pair[1] == 0))
    })
}
