//! The times at the beginning of log lines, in the formats that logs use.
//!
//! All formats are recognized here and nowhere else. What a time says about a call does not belong
//! here.
//!
//! | format | used by |
//! |---|---|
//! | `2026-11-24T12:00:05.123Z`, `2026-11-24 12:00:05,123`, with or without a zone | most |
//! | `2026/11/24 12:00:05` | Go, nginx |
//! | `24/Nov/2026:12:00:05 +0800` | access logs |
//! | `Nov 24 12:00:05` | syslog |
//! | `E1124 12:00:05.123456` | Kubernetes |
//! | `"ts":1795521605.123` | JSON logs |

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use memchr::memchr2_iter;

/// How far into a line its time may start, in bytes.
const TIME_REACH: usize = 160;

/// The time of a log line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct LogTime<'l> {
    /// The time as the line writes it.
    pub text: &'l str,
    /// Microseconds since 1970. A time without a zone is taken to be UTC.
    pub micros: i64,
}

/// The time of a line. A time without a year is taken to be in `year`.
///
/// ```
/// let line = "2026-11-24 12:00:05,123 ERROR it failed";
/// assert_eq!(tcerr::timestamp(line, 2026).unwrap().text, "2026-11-24 12:00:05,123");
/// ```
pub fn timestamp(line: &str, year: i16) -> Option<LogTime<'_>> {
    let head = &line[..line.floor_char_boundary(TIME_REACH)];
    head.char_indices().find_map(|(at, c)| {
        let rest = &line[at..];
        let before = head[..at].chars().next_back();
        let is_word_start = before.is_none_or(|before| !before.is_ascii_alphanumeric());
        let (length, micros) = match c {
            '0'..='9' if is_word_start => {
                iso_time(rest).or_else(|| access_log_time(rest)).or_else(|| epoch_time(rest))?
            }
            'A'..='Z' if is_word_start => {
                syslog_time(rest, year).or_else(|| klog_time(rest, year))?
            }
            _ => return None,
        };
        Some(LogTime { text: &rest[..length], micros })
    })
}

/// The first numeric date with a time of day anywhere in a line, as the line writes it.
pub(crate) fn date_and_time(line: &str) -> Option<&str> {
    let separators = memchr2_iter(b'-', b'/', line.as_bytes());
    let starts = separators.filter_map(|at| at.checked_sub("2026".len()));
    starts.filter_map(|at| line.get(at..)).find_map(|rest| {
        let (length, _) = iso_time(rest)?;
        Some(&rest[..length])
    })
}

/// Whether a line begins with a date, a time of day or a klog header. This looks only at the first
/// few bytes, because it runs on every line below a failure.
pub(crate) fn begins_with_time(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match (digits, line.as_bytes()) {
        (4, line) => matches!(line.get(4), Some(b'-' | b'/')),
        (1..=2, line) => line.get(digits) == Some(&b':'),
        (0, [b'I' | b'W' | b'E' | b'F', date @ ..]) => {
            date.len() > 5 && date[..4].iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

/// The number that `digits` digits at a byte offset form.
fn number_at(text: &str, at: usize, digits: usize) -> Option<i16> {
    let part = text.get(at..at + digits)?;
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
}

/// Whether the byte at an offset is one of `any_of`.
fn is_at(text: &str, at: usize, any_of: &str) -> bool {
    text.as_bytes().get(at).is_some_and(|byte| any_of.as_bytes().contains(byte))
}

// Each function below parses the beginning of `text` and returns the length of the parsed part, in
// bytes, with its value. The value of a date with a time of day is in microseconds since 1970.

/// `12:00:05`, with or without a fraction.
fn time_of_day(text: &str) -> Option<(usize, Time)> {
    if !is_at(text, 2, ":") || !is_at(text, 5, ":") {
        return None;
    }
    let part = |at| i8::try_from(number_at(text, at, 2)?).ok();
    let (hour, minute, second) = (part(0)?, part(3)?, part(6)?.min(59));
    let mut length = 8;
    let mut nanos = 0;
    if is_at(text, 8, ".,") {
        let digits = text[9..].bytes().take_while(u8::is_ascii_digit).count();
        let (mut unit, used_digits) = (100_000_000, digits.min(9));
        for digit in text[9..9 + used_digits].bytes() {
            nanos += i32::from(digit - b'0') * unit;
            unit /= 10;
        }
        length = if digits > 0 { 9 + digits } else { length };
    }
    Some((length, Time::new(hour, minute, second, nanos).ok()?))
}

/// `Z`, `+08:00` or `+0800`, with or without a space before the sign. No zone is UTC.
fn zone(text: &str) -> (usize, Offset) {
    let space = usize::from(text.starts_with(' '));
    let rest = &text[space..];
    if space == 0 && rest.starts_with('Z') {
        return (1, Offset::UTC);
    }
    let sign = match rest.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return (0, Offset::UTC),
    };
    let colon = usize::from(is_at(rest, 3, ":"));
    let offset = || {
        let (hours, minutes) = (number_at(rest, 1, 2)?, number_at(rest, 3 + colon, 2)?);
        Offset::from_seconds(sign * i32::from(hours * 60 + minutes) * 60).ok()
    };
    offset().map_or((0, Offset::UTC), |offset| (space + 5 + colon, offset))
}

fn micros(date: Date, time: Time, offset: Offset) -> Option<i64> {
    let timestamp = offset.to_timestamp(DateTime::from_parts(date, time)).ok()?;
    Some(timestamp.as_microsecond())
}

/// `2026-11-24T12:00:05.123Z` and `2026/11/24 12:00:05`.
fn iso_time(text: &str) -> Option<(usize, i64)> {
    if !is_at(text, 4, "-/") || !is_at(text, 7, "-/") || !is_at(text, 10, "T ") {
        return None;
    }
    let part = |at| i8::try_from(number_at(text, at, 2)?).ok();
    let date = Date::new(number_at(text, 0, 4)?, part(5)?, part(8)?).ok()?;
    let (length, time) = time_of_day(&text[11..])?;
    let (zone_length, offset) = zone(&text[11 + length..]);
    Some((11 + length + zone_length, micros(date, time, offset)?))
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month(text: &str) -> Option<i8> {
    let index = MONTHS.iter().position(|month| text.starts_with(month))?;
    i8::try_from(index + 1).ok()
}

/// `24/Nov/2026:12:00:05 +0800`.
fn access_log_time(text: &str) -> Option<(usize, i64)> {
    if !is_at(text, 2, "/") || !is_at(text, 6, "/") || !is_at(text, 11, ":") {
        return None;
    }
    let day = i8::try_from(number_at(text, 0, 2)?).ok()?;
    let date = Date::new(number_at(text, 7, 4)?, month(text.get(3..)?)?, day).ok()?;
    let (length, time) = time_of_day(text.get(12..)?)?;
    let (zone_length, offset) = zone(&text[12 + length..]);
    Some((12 + length + zone_length, micros(date, time, offset)?))
}

/// Seconds since 1970 with or without a fraction, or milliseconds, if they begin with 1: the years
/// 2001 to 2033.
fn epoch_time(text: &str) -> Option<(usize, i64)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: i64 = text[..digits].parse().ok()?;
    let seconds = match digits {
        10 if text.starts_with('1') => number,
        13 if text.starts_with('1') => return Some((digits, number * 1000)),
        _ => return None,
    };
    let fraction = text[digits..].strip_prefix('.').unwrap_or_default();
    let fraction_digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let micros = format!("{:0<6}", &fraction[..fraction_digits.min(6)]).parse::<i64>().ok()?;
    let length = if fraction_digits > 0 { digits + 1 + fraction_digits } else { digits };
    Some((length, seconds * 1_000_000 + micros))
}

/// `Nov 24 12:00:05`.
fn syslog_time(text: &str, year: i16) -> Option<(usize, i64)> {
    let month = month(text)?;
    if !is_at(text, 3, " ") || !is_at(text, 6, " ") {
        return None;
    }
    let day = text.get(4..6)?.trim_start().parse().ok()?;
    let (length, time) = time_of_day(text.get(7..)?)?;
    Some((7 + length, micros(Date::new(year, month, day).ok()?, time, Offset::UTC)?))
}

/// `E1124 12:00:05.123456`.
fn klog_time(text: &str, year: i16) -> Option<(usize, i64)> {
    if !is_at(text, 0, "IWEF") || !is_at(text, 5, " ") {
        return None;
    }
    let part = |at| i8::try_from(number_at(text, at, 2)?).ok();
    let date = Date::new(year, part(1)?, part(3)?).ok()?;
    let (length, time) = time_of_day(text.get(6..)?)?;
    Some((6 + length, micros(date, time, Offset::UTC)?))
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn reads_the_time_formats_of_logs() {
        for (line, text, second) in [
            ("2026-11-24T12:00:05.123Z x", "2026-11-24T12:00:05.123Z", 1_795_521_605),
            ("2026-11-24 12:00:05,123 [7] x", "2026-11-24 12:00:05,123", 1_795_521_605),
            ("[2026-11-24 12:00:05] x", "2026-11-24 12:00:05", 1_795_521_605),
            ("2026-11-24T20:00:05+08:00 x", "2026-11-24T20:00:05+08:00", 1_795_521_605),
            ("2024-02-07T17:34:57.323+0900 [DEBUG]", "2024-02-07T17:34:57.323+0900", 1_707_294_897),
            ("2026/11/24 12:00:05 client.go:1: x", "2026/11/24 12:00:05", 1_795_521_605),
            (
                "1.2.3.4 - - [24/Nov/2026:20:00:05 +0800] \"GET",
                "24/Nov/2026:20:00:05 +0800",
                1_795_521_605,
            ),
            ("Nov 24 12:00:05 host app: x", "Nov 24 12:00:05", 1_795_521_605),
            ("Nov  4 12:00:05 host app: x", "Nov  4 12:00:05", 1_793_793_605),
            (
                "E1124 12:00:05.408037       1 driver.go:58] x",
                "E1124 12:00:05.408037",
                1_795_521_605,
            ),
            ("{\"level\":\"error\",\"ts\":1795521605.5,\"m\":1}", "1795521605.5", 1_795_521_605),
            ("{\"time\":1795521605123}", "1795521605123", 1_795_521_605),
            ("pod-7 | 2026-11-24T12:00:05Z x", "2026-11-24T12:00:05Z", 1_795_521_605),
        ] {
            let time = timestamp(line, 2026).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((time.text, time.micros / 1_000_000), (text, second), "{line}");
        }
    }

    #[test]
    fn lines_without_a_valid_time_have_none() {
        for line in
            ["", "ERROR x", "2026-13-24 12:00:05", "12:00:05 x", "密钥 12", "req 17955216051x"]
        {
            assert_eq!(timestamp(line, 2026), None, "{line}");
        }
    }
}
