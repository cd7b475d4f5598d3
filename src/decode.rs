//! Bytes to text: detection and decoding of UTF-8, UTF-16 and GB18030.
//!
//! What is a failure in the text does not belong here.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;

/// Decodes `bytes` as UTF-8, UTF-16 with or without a byte order mark, or GB18030, which Chinese
/// Windows writes. A byte order mark is removed. Invalid bytes become U+FFFD, so any input is
/// accepted.
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

/// The encoding of a text that begins with `sample`, if that is UTF-16: it has a byte order mark, or
/// zero bytes where UTF-16 has them in ASCII characters.
pub fn utf16(sample: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return Some(encoding).filter(|&encoding| encoding != UTF_8);
    }
    let sample = &sample[..sample.len().min(SAMPLE_LEN)];
    let threshold = sample.len() / 4;
    match zero_bytes(sample) {
        (even, odd) if odd > even.max(threshold) => Some(UTF_16LE),
        (even, odd) if even > odd.max(threshold) => Some(UTF_16BE),
        _ => None,
    }
}

fn encoding_without_mark(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = utf16(bytes) {
        return encoding;
    }
    // A text counts as GB18030 only if all of it is valid: stray bytes do not make it Chinese.
    let is_gb18030 = std::str::from_utf8(bytes).is_err()
        && GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    if is_gb18030 { GB18030 } else { UTF_8 }
}

/// How many bytes are enough to detect UTF-16.
const SAMPLE_LEN: usize = 4096;

/// The number of zero bytes at even and at odd offsets. They are the high bytes of ASCII characters
/// in UTF-16.
fn zero_bytes(sample: &[u8]) -> (usize, usize) {
    let (pairs, _) = sample.as_chunks::<2>();
    pairs.iter().fold((0, 0), |(even, odd), pair| {
        (even + usize::from(pair[0] == 0), odd + usize::from(pair[1] == 0))
    })
}
