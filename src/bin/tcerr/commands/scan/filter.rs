//! Which failures count, as the options of `tcerr scan` say.

use anyhow::{Context as _, bail};
use jiff::tz::Offset;
use jiff::{Span, SpanRelativeTo, Timestamp};
use tcerr::{CodeFilter, Diagnosed, Lang, timestamp};

use crate::args::Scan;
use crate::messages::Message;

/// The conditions that a failure must meet to count.
pub(super) struct Filter {
    product: Option<String>,
    pub(super) code: CodeFilter,
    /// In microseconds since 1970, like `until`.
    since: Option<i64>,
    until: Option<i64>,
}

impl Filter {
    /// The filter of a command line. `product` is the short name of the product it names, if any.
    /// Fails if a time is malformed.
    pub(super) fn new(
        arguments: &Scan,
        product: Option<String>,
        lang: Lang,
    ) -> anyhow::Result<Self> {
        let parse =
            |text: &Option<String>| text.as_deref().map(|text| parse_time(text, lang)).transpose();
        Ok(Self {
            product,
            code: CodeFilter { pattern: arguments.code.clone(), ..CodeFilter::default() },
            since: parse(&arguments.since).context("--since")?,
            until: parse(&arguments.until).context("--until")?,
        })
    }

    /// Whether a failure counts. `micros` is its time in the log, in microseconds since 1970; a
    /// failure without a time does not meet `--since` or `--until`.
    pub(super) fn accepts(&self, diagnosed: &Diagnosed, micros: Option<i64>) -> bool {
        self.product.as_ref().is_none_or(|product| diagnosed.product.as_ref() == Some(product))
            && (self.code.pattern.is_none()
                || diagnosed.code.as_ref().is_some_and(|code| self.code.matches(code)))
            && self.since.is_none_or(|since| micros.is_some_and(|micros| micros >= since))
            && self.until.is_none_or(|until| micros.is_some_and(|micros| micros <= until))
    }
}

/// Parses the time that a user gives: a time in any form that logs use, with or without seconds,
/// a date, or an age such as `2h`. Returns microseconds since 1970.
fn parse_time(text: &str, lang: Lang) -> anyhow::Result<i64> {
    let year = this_year();
    let log_time = |text: &str| {
        let time = timestamp(text, year).filter(|time| time.text == text)?;
        Some(time.micros)
    };
    let absolute = log_time(text)
        .or_else(|| log_time(&format!("{text}:00")))
        .or_else(|| log_time(&format!("{text}T00:00:00")))
        .or_else(|| Some(text.parse::<Timestamp>().ok()?.as_microsecond()));
    if let Some(micros) = absolute {
        return Ok(micros);
    }
    let age = text.trim_end_matches("ago").trim_end();
    if let Ok(span) = age.parse::<Span>()
        && let Ok(duration) = span.abs().to_duration(SpanRelativeTo::days_are_24_hours())
        && let Ok(time) = Timestamp::now().checked_sub(duration)
    {
        return Ok(time.as_microsecond());
    }
    bail!(Message::NotATime { text: text.to_owned() }.text(lang))
}

/// The current year, which is assumed for log lines that name none.
pub(super) fn this_year() -> i16 {
    Offset::UTC.to_datetime(Timestamp::now()).year()
}
