//! How often which failure was seen: the summary of logs.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::explain::cause::Cause;
use crate::explain::{Diagnosis, diagnose, explain};
use crate::redact::redact;
use crate::report::Report;
use crate::table::{Retry, Table};
use crate::timestamp::timestamp;
use crate::vocabulary::{Lang, Responsible, Verdict};

/// One failure as a log has it, for counting.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnosed {
    /// The code, as the table spells it where it is known; `None` where nothing tells it.
    pub code: Option<String>,
    /// The product's short name.
    pub product: Option<String>,
    /// The API action.
    pub api_action: Option<String>,
    /// When, as the log writes it, and in microseconds since 1970.
    pub time: Option<(String, i64)>,
    /// The line that showed it, from 1.
    pub line: u64,
    /// The name of the rule that knows its message.
    pub cause: Option<&'static str>,
    /// Whether repeating the request can help.
    pub retry: Option<Verdict>,
    /// Who must act.
    pub responsible: Option<Responsible>,
}

/// One failure as a log has it, in one language.
///
/// Serialises as one object of what `tcerr scan --jsonl` prints.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct FailureLine {
    /// The code, as the table spells it where it is known; `None` where nothing tells it.
    pub code: Option<String>,
    /// The message, secrets masked.
    pub message: Option<String>,
    /// The request id.
    pub request_id: Option<String>,
    /// The product's short name.
    pub product: Option<String>,
    /// The API action.
    pub api_action: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// When, as the log writes it.
    pub time: Option<String>,
    /// The file, as it was named; `-` for standard input.
    pub file: String,
    /// The line that showed it, from 1.
    pub line: u64,
    /// What its message tells of the cause.
    pub cause: Option<Cause>,
    /// Whether repeating the request can help.
    pub retry: Option<Retry>,
    /// Who must act.
    pub responsible: Option<Responsible>,
}

impl FailureLine {
    /// What is said of a failure that was counted.
    pub fn new(diagnosed: &Diagnosed, report: &Report, file: &str, lang: Lang) -> Self {
        let answer = explain(report, lang);
        Self {
            code: diagnosed.code.clone(),
            message: answer.message,
            request_id: answer.request_id,
            product: answer.product,
            api_action: answer.api_action,
            region: answer.region,
            time: diagnosed.time.as_ref().map(|time| time.0.clone()),
            file: file.to_owned(),
            line: diagnosed.line,
            cause: answer.cause,
            retry: answer.retry,
            responsible: answer.responsible,
        }
    }
}

impl Diagnosed {
    /// A failure that was read in a line of a log.
    pub fn new(report: &Report, line: u64, time: Option<(String, i64)>) -> Self {
        let Diagnosis { code, cause, verdict, responsible } = diagnose(report);
        Self {
            code,
            product: report.product.clone(),
            api_action: report.api_action.clone(),
            time,
            line,
            cause,
            retry: verdict,
            responsible,
        }
    }
}

/// What was seen of one code.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Group {
    /// How often it was diagnosed.
    pub count: u64,
    /// The products that were called, as far as the log says so.
    pub products: BTreeSet<String>,
    /// The actions that were called.
    pub api_actions: BTreeSet<String>,
    /// The first time it was seen, as the log writes it, and in microseconds since 1970.
    pub first: Option<(String, i64)>,
    /// The last time.
    pub last: Option<(String, i64)>,
    /// Where it was seen first, in the order of the input.
    pub example: Example,
    /// How often each cause was told.
    pub causes: BTreeMap<String, u64>,
    /// How often each verdict was given.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// How often who must act.
    pub responsible: BTreeMap<Responsible, u64>,
}

/// Where to find one.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Example {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// The request id.
    pub request_id: Option<String>,
}

/// What was seen in logs, code by code.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Tally {
    /// By code; a failure whose code nothing tells is under the empty one.
    pub groups: BTreeMap<String, Group>,
}

/// One code in a summary, in one language.
///
/// Serialises as one object of what `tcerr scan --json` prints.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// The code; `None` for the failures whose code nothing tells.
    pub code: Option<String>,
    /// How often it was diagnosed.
    pub count: u64,
    /// The error's type, in a few words.
    #[serde(rename = "type")]
    pub label: Option<String>,
    /// The products that were called.
    pub products: BTreeSet<String>,
    /// The actions that were called.
    pub api_actions: BTreeSet<String>,
    /// The first time it was seen, as the log writes it.
    pub first_seen: Option<String>,
    /// The last time.
    pub last_seen: Option<String>,
    /// Where it was seen first.
    pub example: Example,
    /// How often each cause was told.
    pub causes: BTreeMap<String, u64>,
    /// Whether repeating the request can help, by most of them.
    pub retry: Option<Retry>,
    /// Who must act, by most of them.
    pub responsible: Option<Responsible>,
    /// How often each verdict was given.
    pub by_retry: BTreeMap<Verdict, u64>,
    /// How often who must act.
    pub by_responsible: BTreeMap<Responsible, u64>,
}

/// What [`Summary`] is read from again.
#[derive(Deserialize)]
struct ReadSummary {
    code: Option<String>,
    count: u64,
    products: BTreeSet<String>,
    api_actions: BTreeSet<String>,
    first_seen: Option<String>,
    last_seen: Option<String>,
    example: Example,
    causes: BTreeMap<String, u64>,
    by_retry: BTreeMap<Verdict, u64>,
    by_responsible: BTreeMap<Responsible, u64>,
}

impl Tally {
    /// Counts one more, of a file, which `report` tells of.
    pub fn add(&mut self, diagnosed: &Diagnosed, report: &Report, file: &str) {
        let code = diagnosed.code.as_deref().unwrap_or_default();
        let group = match self.groups.get_mut(code) {
            Some(group) => group,
            None => self.groups.entry(code.to_owned()).or_default(),
        };
        if group.count == 0 {
            let id = report.request_id.as_deref();
            let request_id = id.map(|id| redact(id).into_owned());
            group.example = Example { file: file.to_owned(), line: diagnosed.line, request_id };
        }
        group.count += 1;
        let insert = |set: &mut BTreeSet<String>, name: &Option<String>| {
            if let Some(name) = name.as_ref().filter(|name| !set.contains(*name)) {
                set.insert(name.clone());
            }
        };
        insert(&mut group.products, &diagnosed.product);
        insert(&mut group.api_actions, &diagnosed.api_action);
        if let Some(cause) = diagnosed.cause {
            match group.causes.get_mut(cause) {
                Some(count) => *count += 1,
                None => drop(group.causes.insert(cause.to_owned(), 1)),
            }
        }
        if let Some(verdict) = diagnosed.retry {
            *group.verdicts.entry(verdict).or_default() += 1;
        }
        if let Some(responsible) = diagnosed.responsible {
            *group.responsible.entry(responsible).or_default() += 1;
        }
        if let Some(time) = &diagnosed.time {
            if group.first.as_ref().is_none_or(|first| time.1 < first.1) {
                group.first = Some(time.clone());
            }
            if group.last.as_ref().is_none_or(|last| time.1 >= last.1) {
                group.last = Some(time.clone());
            }
        }
    }

    /// Adds what was seen behind all this.
    pub fn append(&mut self, other: Self) {
        for (code, more) in other.groups {
            let Some(group) = self.groups.get_mut(&code) else {
                self.groups.insert(code, more);
                continue;
            };
            group.count += more.count;
            group.products.extend(more.products);
            group.api_actions.extend(more.api_actions);
            let first = group.first.take().into_iter().chain(more.first);
            group.first = first.min_by_key(|time| time.1);
            let last = group.last.take().into_iter().chain(more.last);
            group.last = last.max_by_key(|time| time.1);
            add_counts(&mut group.causes, more.causes);
            add_counts(&mut group.verdicts, more.verdicts);
            add_counts(&mut group.responsible, more.responsible);
        }
    }

    /// Adds a summary that was printed as a line of JSON; a time without a year is of `year`. Fails
    /// if it is none.
    pub fn read(&mut self, line: &str, year: i16) -> Result<(), serde_json::Error> {
        let read: ReadSummary = serde_json::from_str(line)?;
        let time = |text: Option<String>| {
            let text = text?;
            let micros = timestamp(&text, year)?.micros;
            Some((text, micros))
        };
        let group = Group {
            count: read.count,
            products: read.products,
            api_actions: read.api_actions,
            first: time(read.first_seen),
            last: time(read.last_seen),
            example: read.example,
            causes: read.causes,
            verdicts: read.by_retry,
            responsible: read.by_responsible,
        };
        self.append(Self { groups: [(read.code.unwrap_or_default(), group)].into() });
        Ok(())
    }

    /// How many failures were diagnosed.
    pub fn count(&self) -> u64 {
        self.groups.values().map(|group| group.count).sum()
    }

    /// What was seen, most often first.
    pub fn summaries(&self, lang: Lang) -> Vec<Summary> {
        let mut groups: Vec<_> = self.groups.iter().collect();
        groups.sort_by(|(a, one), (b, other)| other.count.cmp(&one.count).then_with(|| a.cmp(b)));
        groups.into_iter().map(|(code, group)| group.summary(code, lang)).collect()
    }
}

fn add_counts<K: Ord>(counts: &mut BTreeMap<K, u64>, more: BTreeMap<K, u64>) {
    for (key, count) in more {
        *counts.entry(key).or_default() += count;
    }
}

/// What most of them are; of equals the first.
fn commonest<K: Copy + Ord>(counts: &BTreeMap<K, u64>) -> Option<K> {
    counts.iter().rev().max_by_key(|(_, count)| **count).map(|(key, _)| *key)
}

impl Group {
    fn summary(&self, code: &str, lang: Lang) -> Summary {
        let mut report = Report::of_code(code);
        // Where one product was called, its meaning is meant.
        let mut products = self.products.iter();
        report.product = products.next().filter(|_| products.len() == 0).cloned();
        let answer = (!code.is_empty()).then(|| explain(&report, lang));
        let meaning = answer.as_ref().and_then(|answer| answer.meanings.first());
        // The reason is that of the code, or of the cause that most of them have.
        let of_code = answer.as_ref().and_then(|answer| answer.retry.clone());
        let of_cause = || {
            let (cause, _) = self.causes.iter().max_by_key(|(_, count)| **count)?;
            let rule = Table::embedded().rules().find(|rule| rule.id() == cause)?;
            Some(Retry::of_rule(rule, lang))
        };
        let verdict = commonest(&self.verdicts);
        let has_verdict = |retry: &Retry| Some(retry.verdict) == verdict;
        let retry = of_code.filter(has_verdict).or_else(|| of_cause().filter(has_verdict));
        Summary {
            code: Some(code.to_owned()).filter(|code| !code.is_empty()),
            count: self.count,
            label: meaning.map(|meaning| meaning.label.to_owned()),
            products: self.products.clone(),
            api_actions: self.api_actions.clone(),
            first_seen: self.first.as_ref().map(|time| time.0.clone()),
            last_seen: self.last.as_ref().map(|time| time.0.clone()),
            example: self.example.clone(),
            causes: self.causes.clone(),
            retry: retry.or_else(|| verdict.map(Retry::without_reason)),
            responsible: commonest(&self.responsible),
            by_retry: self.verdicts.clone(),
            by_responsible: self.responsible.clone(),
        }
    }
}
