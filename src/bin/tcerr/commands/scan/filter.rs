//! Which failures count.

use anyhow::{Context as _, bail};
use jiff::tz::Offset;
use jiff::{Span, SpanRelativeTo, Timestamp};
use tcerr::{CodeFilter, Diagnosed, Lang, timestamp};

use crate::args::Scan;
use crate::messages::Message;

/// Which failures count.
pub(super) struct Filter {
    product: Option<String>,
    pub(super) code: CodeFilter,
    since: Option<i64>,
    until: Option<i64>,
}

impl Filter {
    /// The filter of a command line, for calls to `product` where one is named.
    pub(super) fn new(
        arguments: &Scan,
        product: Option<String>,
        lang: Lang,
    ) -> anyhow::Result<Self> {
        let time = |text: &Option<String>| text.as_deref().map(|text| time(text, lang)).transpose();
        Ok(Self {
            product,
            code: CodeFilter { pattern: arguments.code.clone(), ..CodeFilter::default() },
            since: time(&arguments.since).context("--since")?,
            until: time(&arguments.until).context("--until")?,
        })
    }

    /// Whether a failure counts that a log has at a time, in microseconds since 1970.
    pub(super) fn accepts(&self, diagnosed: &Diagnosed, micros: Option<i64>) -> bool {
        self.product.as_ref().is_none_or(|product| diagnosed.product.as_ref() == Some(product))
            && (self.code.pattern.is_none()
                || diagnosed.code.as_ref().is_some_and(|code| self.code.matches(code)))
            && self.since.is_none_or(|since| micros.is_some_and(|micros| micros >= since))
            && self.until.is_none_or(|until| micros.is_some_and(|micros| micros <= until))
    }
}

/// A time as a person gives it, in microseconds since 1970: as logs write times, a date, or so
/// long ago.
fn time(text: &str, lang: Lang) -> anyhow::Result<i64> {
    let year = this_year();
    let whole = |text: &str| {
        let found = timestamp(text, year).filter(|found| found.text == text)?;
        Some(found.micros)
    };
    let known = whole(text)
        .or_else(|| whole(&format!("{text}:00")))
        .or_else(|| whole(&format!("{text}T00:00:00")))
        .or_else(|| Some(text.parse::<Timestamp>().ok()?.as_microsecond()));
    if let Some(micros) = known {
        return Ok(micros);
    }
    let ago = text.trim_end_matches("ago").trim_end();
    if let Ok(span) = ago.parse::<Span>()
        && let Ok(length) = span.abs().to_duration(SpanRelativeTo::days_are_24_hours())
        && let Ok(then) = Timestamp::now().checked_sub(length)
    {
        return Ok(then.as_microsecond());
    }
    bail!(Message::NotATime { text: text.to_owned() }.text(lang))
}

/// The year of log lines that name none.
pub(super) fn this_year() -> i16 {
    Offset::UTC.to_datetime(Timestamp::now()).year()
}
