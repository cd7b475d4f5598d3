//! The summary of logs: which failures they contain, and how often.
//!
//! A [`Diagnosed`] failure is counted in a [`Tally`], which yields one [`Summary`] per code. A
//! [`FailureLine`] describes a single failure. Printing them belongs in [`render`](crate::render).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::explain::cause::Cause;
use crate::explain::{Diagnosis, diagnose, explain};
use crate::redact::redact;
use crate::report::Report;
use crate::table::{Retry, Table};
use crate::timestamp::timestamp;
use crate::vocabulary::{Lang, Responsible, Verdict};

/// One failure in a log, reduced to what is counted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnosed {
    /// The code, in the table's spelling if the table has it; `None` if the code is unknown.
    pub code: Option<String>,
    /// The product's short name, such as `cvm`.
    pub product: Option<String>,
    /// The API action, such as `RunInstances`.
    pub api_action: Option<String>,
    /// The time of the failure, as the log writes it and in microseconds since 1970.
    pub time: Option<(String, i64)>,
    /// The line of the failure, counted from 1.
    pub line: u64,
    /// The id of the cause rule that matches its message.
    pub cause: Option<&'static str>,
    /// Whether repeating the request can help.
    pub retry: Option<Verdict>,
    /// Who must act.
    pub responsible: Option<Responsible>,
}

/// One failure in a log, described in one language.
///
/// Serializes to one line of the output of `tcerr scan --jsonl`.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct FailureLine {
    /// The code, in the table's spelling if the table has it; `None` if the code is unknown.
    pub code: Option<String>,
    /// The message, with secrets masked.
    pub message: Option<String>,
    /// The request id.
    pub request_id: Option<String>,
    /// The product's short name.
    pub product: Option<String>,
    /// The API action.
    pub api_action: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The time of the failure, as the log writes it.
    pub time: Option<String>,
    /// The file, as the user named it; `-` for standard input.
    pub file: String,
    /// The line of the failure, counted from 1.
    pub line: u64,
    /// The cause, if the message reveals it.
    pub cause: Option<Cause>,
    /// Whether repeating the request can help.
    pub retry: Option<Retry>,
    /// Who must act.
    pub responsible: Option<Responsible>,
}

impl FailureLine {
    /// Describes `diagnosed`, which was read as `report` from `file`.
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
    /// Diagnoses `report`, which was read at a line of a log, counted from 1.
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

/// The failures with one code.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Group {
    /// The number of failures.
    pub count: u64,
    /// The products that were called, where the log names them.
    pub products: BTreeSet<String>,
    /// The actions that were called, where the log names them.
    pub api_actions: BTreeSet<String>,
    /// The earliest time, as the log writes it and in microseconds since 1970.
    pub first: Option<(String, i64)>,
    /// The latest time, in the same form.
    pub last: Option<(String, i64)>,
    /// The first failure in the order of the input.
    pub example: Example,
    /// The number of failures by cause.
    pub causes: BTreeMap<String, u64>,
    /// The number of failures by verdict.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// The number of failures by who must act.
    pub responsible: BTreeMap<Responsible, u64>,
}

/// Where one failure of a group is found.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Example {
    /// The file, as the user named it.
    pub file: String,
    /// The line, counted from 1.
    pub line: u64,
    /// The request id, with secrets masked.
    pub request_id: Option<String>,
}

/// The failures in logs, counted by code.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Tally {
    /// The groups by code. Failures with an unknown code are under the empty string.
    pub groups: BTreeMap<String, Group>,
}

/// The failures with one code, described in one language.
///
/// Serializes to one object of the output of `tcerr scan --json`.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// The code; `None` for the failures with an unknown code.
    pub code: Option<String>,
    /// The number of failures.
    pub count: u64,
    /// The type of the error, in a few words.
    #[serde(rename = "type")]
    pub label: Option<String>,
    /// The products that were called, where the log names them.
    pub products: BTreeSet<String>,
    /// The actions that were called, where the log names them.
    pub api_actions: BTreeSet<String>,
    /// The earliest time, as the log writes it.
    pub first_seen: Option<String>,
    /// The latest time, as the log writes it.
    pub last_seen: Option<String>,
    /// The first failure in the order of the input.
    pub example: Example,
    /// The number of failures by cause.
    pub causes: BTreeMap<String, u64>,
    /// Whether repeating the request can help: the verdict of most of the failures.
    pub retry: Option<Retry>,
    /// Who must act in most of the failures.
    pub responsible: Option<Responsible>,
    /// The number of failures by verdict.
    pub by_retry: BTreeMap<Verdict, u64>,
    /// The number of failures by who must act.
    pub by_responsible: BTreeMap<Responsible, u64>,
}

/// The fields of a printed [`Summary`] that depend on no language.
#[derive(Deserialize)]
struct PrintedSummary {
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
    /// Counts `diagnosed`, which was read as `report` from `file`.
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
        let insert_name = |set: &mut BTreeSet<String>, name: &Option<String>| {
            if let Some(name) = name.as_ref().filter(|name| !set.contains(*name)) {
                set.insert(name.clone());
            }
        };
        insert_name(&mut group.products, &diagnosed.product);
        insert_name(&mut group.api_actions, &diagnosed.api_action);
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

    /// Adds the counts of `other`, which comes after this tally in the order of the input.
    pub fn append(&mut self, other: Self) {
        for (code, added) in other.groups {
            let Some(group) = self.groups.get_mut(&code) else {
                self.groups.insert(code, added);
                continue;
            };
            group.count += added.count;
            group.products.extend(added.products);
            group.api_actions.extend(added.api_actions);
            let first = group.first.take().into_iter().chain(added.first);
            group.first = first.min_by_key(|time| time.1);
            let last = group.last.take().into_iter().chain(added.last);
            group.last = last.max_by_key(|time| time.1);
            add_counts(&mut group.causes, added.causes);
            add_counts(&mut group.verdicts, added.verdicts);
            add_counts(&mut group.responsible, added.responsible);
        }
    }

    /// Adds a [`Summary`] that was printed as a line of JSON. A time without a year is taken to be
    /// in `year`.
    ///
    /// # Errors
    ///
    /// Fails if the line is not the JSON of a summary.
    pub fn read(&mut self, line: &str, year: i16) -> Result<(), serde_json::Error> {
        let printed: PrintedSummary = serde_json::from_str(line)?;
        let time = |text: Option<String>| {
            let text = text?;
            let micros = timestamp(&text, year)?.micros;
            Some((text, micros))
        };
        let group = Group {
            count: printed.count,
            products: printed.products,
            api_actions: printed.api_actions,
            first: time(printed.first_seen),
            last: time(printed.last_seen),
            example: printed.example,
            causes: printed.causes,
            verdicts: printed.by_retry,
            responsible: printed.by_responsible,
        };
        self.append(Self { groups: [(printed.code.unwrap_or_default(), group)].into() });
        Ok(())
    }

    /// The number of failures.
    pub fn count(&self) -> u64 {
        self.groups.values().map(|group| group.count).sum()
    }

    /// One summary per code, the most frequent first; equally frequent codes in alphabetical order.
    pub fn summaries(&self, lang: Lang) -> Vec<Summary> {
        let mut groups: Vec<_> = self.groups.iter().collect();
        groups.sort_by(|(code_a, group_a), (code_b, group_b)| {
            group_b.count.cmp(&group_a.count).then_with(|| code_a.cmp(code_b))
        });
        groups.into_iter().map(|(code, group)| group.summary(code, lang)).collect()
    }
}

fn add_counts<K: Ord>(counts: &mut BTreeMap<K, u64>, added: BTreeMap<K, u64>) {
    for (key, count) in added {
        *counts.entry(key).or_default() += count;
    }
}

/// The key with the highest count; of several, the first.
fn commonest<K: Copy + Ord>(counts: &BTreeMap<K, u64>) -> Option<K> {
    counts.iter().rev().max_by_key(|(_, count)| **count).map(|(key, _)| *key)
}

impl Group {
    fn summary(&self, code: &str, lang: Lang) -> Summary {
        let mut report = Report::of_code(code);
        // If only one product was called, the code has that product's meaning.
        let mut products = self.products.iter();
        report.product = products.next().filter(|_| products.len() == 0).cloned();
        let answer = (!code.is_empty()).then(|| explain(&report, lang));
        let meaning = answer.as_ref().and_then(|answer| answer.meanings.first());
        // The reason for the verdict comes from the code, or else from the most frequent cause, if
        // either has the same verdict.
        let code_retry = answer.as_ref().and_then(|answer| answer.retry.clone());
        let cause_retry = || {
            let (cause, _) = self.causes.iter().max_by_key(|(_, count)| **count)?;
            let rule = Table::embedded().rules().find(|rule| rule.id() == cause)?;
            Some(Retry::of_rule(rule, lang))
        };
        let verdict = commonest(&self.verdicts);
        let has_verdict = |retry: &Retry| Some(retry.verdict) == verdict;
        let retry = code_retry.filter(has_verdict).or_else(|| cause_retry().filter(has_verdict));
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
