//! Summaries of the failures in logs: a few lines per code, a closing line, and a histogram.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::Timestamp;
use owo_colors::OwoColorize as _;

use super::labels;
use super::look::Look;
use super::palette::Palette;
use super::safe::one_line;
use super::wrap::{UnicodeWidthStr as _, wrap};
use crate::log::summary::{FailureLine, Summary};
use crate::sentences::{FirstFew, Say as _};
use crate::vocabulary::{Lang, Responsible, Verdict};

/// The indent of the lines below a code, in columns.
const INDENT: usize = 2;

/// Writes summaries, and a closing line with their totals. Writes nothing if there are none.
pub fn summaries(
    summaries: &[Summary],
    look: Look,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<()> {
    let total: u64 = summaries.iter().map(|summary| summary.count).sum();
    if total == 0 {
        return Ok(());
    }
    let palette = Palette::for_look(look);
    let line_width = look.width.saturating_sub(INDENT).max(1);
    for summary in summaries {
        let code = match (&summary.code, lang) {
            (Some(code), _) => one_line(code),
            (None, Lang::En) => "(no code)".to_owned(),
            (None, Lang::Zh) => "（没有错误码）".to_owned(),
        };
        let count = format!("{}  {}", summary.count, percent(summary.count, total));
        let gap = look.width.saturating_sub(code.width() + count.width()).max(2);
        writeln!(out, "{}{:gap$}{}", code.style(palette.code), "", count.style(palette.title))?;
        let mut lines = Vec::new();
        lines.extend(summary.label.clone());
        let calls: Vec<String> = [&summary.products, &summary.api_actions]
            .into_iter()
            .filter(|names| !names.is_empty())
            .map(|names| first_few(names.len(), names.iter().map(|name| one_line(name)), lang))
            .collect();
        lines.extend(Some(calls.join(" · ")).filter(|calls| !calls.is_empty()));
        if !summary.causes.is_empty() {
            let mut causes: Vec<_> = summary.causes.iter().collect();
            causes.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            let causes: Vec<String> =
                causes.iter().map(|(cause, count)| format!("{cause} {count}")).collect();
            let list = first_few(causes.len(), causes, lang);
            lines.push(match lang {
                Lang::En => format!("Causes: {list}"),
                Lang::Zh => format!("原因：{list}"),
            });
        }
        if let Some(retry) = &summary.retry {
            let verdict = labels::verdict(retry.verdict, lang);
            let party = summary.responsible.map(|party| party_name(party, lang));
            lines.push(match (party, lang) {
                (Some(party), Lang::En) => format!("Retry: {verdict}; {party} must act"),
                (None, Lang::En) => format!("Retry: {verdict}"),
                (Some(party), Lang::Zh) => format!("重试：{verdict}；责任：{party}"),
                (None, Lang::Zh) => format!("重试：{verdict}"),
            });
        }
        let times = match (&summary.first_seen, &summary.last_seen) {
            (Some(first), Some(last)) if first == last => first.clone(),
            (Some(first), Some(last)) => format!("{first} … {last}"),
            _ => String::new(),
        };
        let example = &summary.example;
        let mut occurrence =
            vec![one_line(&times), format!("{}:{}", one_line(&example.file), example.line)];
        occurrence.extend(example.request_id.as_deref().map(one_line));
        occurrence.retain(|part| !part.is_empty());
        for line in lines {
            for part in wrap(&line, line_width) {
                writeln!(out, "{:INDENT$}{part}", "")?;
            }
        }
        for part in wrap(&occurrence.join(" · "), line_width) {
            writeln!(out, "{:INDENT$}{}", "", part.style(palette.dim))?;
        }
        writeln!(out)?;
    }
    for part in wrap(&closing_line(summaries, total, lang), look.width.max(1)) {
        writeln!(out, "{part}")?;
    }
    Ok(())
}

/// Writes one failure from a log on one line.
pub fn failure_line(line: &FailureLine, out: &mut impl Write) -> io::Result<()> {
    let cause = line.cause.as_ref().map(|cause| cause.id);
    let parts = [
        line.time.as_deref(),
        line.code.as_deref(),
        line.product.as_deref(),
        line.api_action.as_deref(),
        line.request_id.as_deref(),
        cause,
        line.message.as_deref(),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().map(one_line).collect();
    writeln!(out, "{}", parts.join(" "))
}

fn first_few(total: usize, names: impl IntoIterator<Item = String>, lang: Lang) -> String {
    FirstFew::new(total, names).say(lang).into_owned()
}

fn percent(part: u64, total: u64) -> String {
    match part * 100 / total.max(1) {
        0 if part > 0 => "<1%".to_owned(),
        share => format!("{share}%"),
    }
}

/// How many failures there were, who must act, and how many are worth a retry.
fn closing_line(summaries: &[Summary], total: u64, lang: Lang) -> String {
    let mut by_party: BTreeMap<Responsible, u64> = BTreeMap::new();
    let mut retryable = 0;
    for summary in summaries {
        for (&party, count) in &summary.by_responsible {
            *by_party.entry(party).or_default() += count;
        }
        for verdict in [Verdict::Backoff, Verdict::IfIdempotent, Verdict::Later] {
            retryable += summary.by_retry.get(&verdict).copied().unwrap_or_default();
        }
    }
    let mut by_party: Vec<_> = by_party.into_iter().collect();
    by_party.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let parties: Vec<String> = by_party
        .iter()
        .map(|(party, count)| format!("{} {count}", party_name(*party, lang)))
        .collect();
    let codes = summaries.len();
    match lang {
        Lang::En => format!(
            "{total} {} with {codes} {}. Who must act: {}. Worth a retry, now or later: {retryable} ({}).",
            if total == 1 { "failure" } else { "failures" },
            if codes == 1 { "code" } else { "codes" },
            parties.join(", "),
            percent(retryable, total)
        ),
        Lang::Zh => format!(
            "共 {total} 次失败，涉及 {codes} 个错误码。责任：{}。值得重试（立即或稍后）：{retryable} 次（{}）。",
            parties.join("、"),
            percent(retryable, total)
        ),
    }
}

/// Who must act, in fewer words than [`labels::responsible_party`].
fn party_name(party: Responsible, lang: Lang) -> &'static str {
    match (party, lang) {
        (Responsible::Caller, Lang::En) => "the caller",
        (Responsible::Caller, Lang::Zh) => "调用方",
        (Responsible::Account, Lang::En) => "the account",
        (Responsible::Account, Lang::Zh) => "账号管理员",
        (Responsible::Service, Lang::En) => "Tencent Cloud",
        (Responsible::Service, Lang::Zh) => "腾讯云",
        (Responsible::Network, Lang::En) => "the network",
        (Responsible::Network, Lang::Zh) => "网络",
    }
}

/// The number of failures in each minute.
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    minutes: BTreeMap<i64, u64>,
}

impl Histogram {
    /// Counts a failure at a time in microseconds since 1970. One without a time is not counted.
    pub fn add(&mut self, micros: Option<i64>) {
        if let Some(micros) = micros {
            *self.minutes.entry(micros.div_euclid(60_000_000)).or_default() += 1;
        }
    }

    /// Adds the counts of another histogram.
    pub fn append(&mut self, other: Self) {
        for (minute, count) in other.minutes {
            *self.minutes.entry(minute).or_default() += count;
        }
    }
}

/// The periods that one bar may cover, in minutes: from a minute to a week.
const BAR_PERIODS: [i64; 13] = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440, 10_080];

/// The most bars that a histogram has.
const MAX_BARS: i64 = 24;

/// The width of a time such as `2026-11-24 10:00`, which starts the line of a bar.
const TIME_WIDTH: usize = 16;

/// Writes one bar per period. The longest bar fills the line.
pub fn histogram(histogram: &Histogram, look: Look, out: &mut impl Write) -> io::Result<()> {
    let minutes = &histogram.minutes;
    let (Some((&first, _)), Some((&last, _))) =
        (minutes.first_key_value(), minutes.last_key_value())
    else {
        return Ok(());
    };
    let fits = |period: &&i64| last.div_euclid(**period) - first.div_euclid(**period) < MAX_BARS;
    let period = BAR_PERIODS.iter().find(fits).copied().unwrap_or((last - first) / MAX_BARS + 1);
    let mut bars = Vec::new();
    for index in first.div_euclid(period)..=last.div_euclid(period) {
        let range = index * period..(index + 1) * period;
        bars.push((index * period, minutes.range(range).map(|(_, count)| count).sum::<u64>()));
    }
    let max_count = bars.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let digits = max_count.to_string().len();
    let max_bar = look.width.saturating_sub(TIME_WIDTH + digits + 2).max(8) as u64;
    let palette = Palette::for_look(look);
    for (minute, count) in bars {
        let time =
            Timestamp::from_second(minute * 60).map_or(String::new(), |time| time.to_string());
        let time = time.get(..TIME_WIDTH).unwrap_or_default().replace('T', " ");
        let bar_length = usize::try_from((count * max_bar).div_ceil(max_count)).unwrap_or_default();
        let bar = "█".repeat(bar_length);
        writeln!(
            out,
            "{} {count:>digits$} {}",
            time.style(palette.dim),
            bar.style(palette.verdict)
        )?;
    }
    writeln!(out)
}
