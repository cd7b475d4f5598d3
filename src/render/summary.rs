//! What logs tell of, summed up: a few lines a code, and a closing line.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::Timestamp;
use owo_colors::OwoColorize as _;

use super::labels;
use super::look::Look;
use super::one_line;
use super::palette::Palette;
use super::wrap::{UnicodeWidthStr as _, wrap};
use crate::log::summary::{FailureLine, Summary};
use crate::sentences::{FirstFew, Say as _};
use crate::vocabulary::{Lang, Responsible, Verdict};

/// Where the lines below a code begin.
const INDENT: usize = 2;

/// Writes summaries, and a line of what they come to.
pub fn summaries(
    summaries: &[Summary],
    look: Look,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<()> {
    let all: u64 = summaries.iter().map(|summary| summary.count).sum();
    if all == 0 {
        return Ok(());
    }
    let palette = Palette::for_look(look);
    let room = look.width.saturating_sub(INDENT).max(1);
    for summary in summaries {
        let code = match (&summary.code, lang) {
            (Some(code), _) => one_line(code),
            (None, Lang::En) => "(no code)".to_owned(),
            (None, Lang::Zh) => "（没有错误码）".to_owned(),
        };
        let count = format!("{}  {}", summary.count, percent(summary.count, all));
        let gap = look.width.saturating_sub(code.width() + count.width()).max(2);
        writeln!(out, "{}{:gap$}{}", code.style(palette.code), "", count.style(palette.title))?;
        let mut lines = Vec::new();
        lines.extend(summary.label.clone());
        let called: Vec<String> = [&summary.products, &summary.api_actions]
            .into_iter()
            .filter(|names| !names.is_empty())
            .map(|names| first_few(names.len(), names.iter().map(|name| one_line(name)), lang))
            .collect();
        lines.extend(Some(called.join(" · ")).filter(|called| !called.is_empty()));
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
            let who = summary.responsible.map(|who| who_briefly(who, lang));
            lines.push(match (who, lang) {
                (Some(who), Lang::En) => format!("Retry: {verdict}; {who} must act"),
                (None, Lang::En) => format!("Retry: {verdict}"),
                (Some(who), Lang::Zh) => format!("重试：{verdict}；责任：{who}"),
                (None, Lang::Zh) => format!("重试：{verdict}"),
            });
        }
        let times = match (&summary.first_seen, &summary.last_seen) {
            (Some(first), Some(last)) if first == last => first.clone(),
            (Some(first), Some(last)) => format!("{first} … {last}"),
            _ => String::new(),
        };
        let example = &summary.example;
        let mut place =
            vec![one_line(&times), format!("{}:{}", one_line(&example.file), example.line)];
        place.extend(example.request_id.as_deref().map(one_line));
        place.retain(|part| !part.is_empty());
        for line in lines {
            for part in wrap(&line, room) {
                writeln!(out, "{:INDENT$}{part}", "")?;
            }
        }
        for part in wrap(&place.join(" · "), room) {
            writeln!(out, "{:INDENT$}{}", "", part.style(palette.dim))?;
        }
        writeln!(out)?;
    }
    for part in wrap(&closing(summaries, all, lang), look.width.max(1)) {
        writeln!(out, "{part}")?;
    }
    Ok(())
}

/// Writes one failure of a log on one line.
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

fn percent(part: u64, all: u64) -> String {
    match part * 100 / all.max(1) {
        0 if part > 0 => "<1%".to_owned(),
        share => format!("{share}%"),
    }
}

/// How many there were, who must act, and how many are worth a retry.
fn closing(summaries: &[Summary], all: u64, lang: Lang) -> String {
    let mut by_who: BTreeMap<Responsible, u64> = BTreeMap::new();
    let mut worth = 0;
    for summary in summaries {
        for (&who, count) in &summary.by_responsible {
            *by_who.entry(who).or_default() += count;
        }
        let of = |verdict| summary.by_retry.get(&verdict).copied().unwrap_or_default();
        worth += of(Verdict::Backoff) + of(Verdict::IfIdempotent) + of(Verdict::Later);
    }
    let mut by_who: Vec<_> = by_who.into_iter().collect();
    by_who.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let who: Vec<String> =
        by_who.iter().map(|(who, count)| format!("{} {count}", who_briefly(*who, lang))).collect();
    let codes = summaries.len();
    match lang {
        Lang::En => format!(
            "{all} {} of {codes} {}. Who must act: {}. Worth a retry, at once or later: {worth} ({}).",
            if all == 1 { "failure" } else { "failures" },
            if codes == 1 { "code" } else { "codes" },
            who.join(", "),
            percent(worth, all)
        ),
        Lang::Zh => format!(
            "共 {all} 次失败，{codes} 个错误码。责任：{}。值得重试（立即或稍后）：{worth} 次（{}）。",
            who.join("、"),
            percent(worth, all)
        ),
    }
}

fn who_briefly(who: Responsible, lang: Lang) -> &'static str {
    match (who, lang) {
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

/// How many failures there were at which times, by the minute.
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    minutes: BTreeMap<i64, u64>,
}

impl Histogram {
    /// Counts one, at a time in microseconds since 1970.
    pub fn add(&mut self, micros: Option<i64>) {
        if let Some(micros) = micros {
            *self.minutes.entry(micros.div_euclid(60_000_000)).or_default() += 1;
        }
    }

    /// Adds what another one counted.
    pub fn append(&mut self, other: Self) {
        for (minute, count) in other.minutes {
            *self.minutes.entry(minute).or_default() += count;
        }
    }
}

/// The lengths of time that a bar may stand for, in minutes.
const STEPS: [i64; 13] = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440, 10_080];

/// The most bars of a histogram.
const MOST_BARS: i64 = 24;

/// Writes a bar for each length of time, the longest as long as a line.
pub fn histogram(histogram: &Histogram, look: Look, out: &mut impl Write) -> io::Result<()> {
    let minutes = &histogram.minutes;
    let (Some((&first, _)), Some((&last, _))) =
        (minutes.first_key_value(), minutes.last_key_value())
    else {
        return Ok(());
    };
    let fits = |step: &&i64| last.div_euclid(**step) - first.div_euclid(**step) < MOST_BARS;
    let step = STEPS.iter().find(fits).copied().unwrap_or((last - first) / MOST_BARS + 1);
    let mut bars = Vec::new();
    for place in first.div_euclid(step)..=last.div_euclid(step) {
        let range = place * step..(place + 1) * step;
        bars.push((place * step, minutes.range(range).map(|(_, count)| count).sum::<u64>()));
    }
    let most = bars.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let digits = most.to_string().len();
    let room = look.width.saturating_sub(16 + digits + 2).max(8) as u64;
    let palette = Palette::for_look(look);
    for (minute, count) in bars {
        let time =
            Timestamp::from_second(minute * 60).map_or(String::new(), |time| time.to_string());
        let time = time.get(..16).unwrap_or_default().replace('T', " ");
        let bar = "█".repeat(usize::try_from((count * room).div_ceil(most)).unwrap_or_default());
        writeln!(
            out,
            "{} {count:>digits$} {}",
            time.style(palette.dim),
            bar.style(palette.verdict)
        )?;
    }
    writeln!(out)
}
