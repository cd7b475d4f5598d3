//! Answers as `Label: value` lines, for screen readers. Nothing is aligned or wrapped.

use std::io::{self, Write};

use super::labels::{self, Labels};
use super::safe::one_line;
use crate::explain::answer::Explanation;
use crate::report::Logged;
use crate::sentences::{colon, comma};

/// Writes `answer` with one fact per line.
pub fn plain(answer: &Explanation, out: &mut impl Write) -> io::Result<()> {
    let labels = &Labels::in_language(answer.lang).plain;
    let mut line = |label: &str, value: &str| writeln!(out, "{label}{}{value}", colon(answer.lang));
    if let Some(Logged { time, command }) = &answer.logged {
        line(labels.time, &one_line(time))?;
        if let Some(command) = command {
            line(labels.command, &one_line(command))?;
        }
    }
    for (label, value) in [
        (labels.code, &answer.code),
        (labels.product, &answer.product),
        (labels.action, &answer.api_action),
        (labels.region, &answer.region),
        (labels.message, &answer.message),
    ] {
        if let Some(value) = value {
            line(label, &one_line(value))?;
        }
    }
    if let Some(cause) = &answer.cause {
        line(labels.cause, &one_line(&cause.summary))?;
        for (index, step) in cause.fix.iter().enumerate() {
            line(&format!("{} {}", labels.cause_step, index + 1), &one_line(step))?;
        }
    }
    if let Some(policy) = &answer.policy {
        line(labels.policy, &policy.to_string())?;
    }
    let meaning_count = answer.meanings.len();
    for (index, meaning) in answer.meanings.iter().enumerate() {
        let label = if meaning_count > 1 {
            format!("{} {}{}{meaning_count}", labels.meaning, index + 1, labels.out_of)
        } else {
            labels.meaning.to_owned()
        };
        let mut value = vec![meaning.label.to_owned()];
        value.extend(labels::meaning_context(meaning, answer.lang));
        line(&label, &value.join(comma(answer.lang)))?;
        line(labels.description, meaning.description)?;
        for (index, step) in meaning.fix.iter().enumerate() {
            line(&format!("{} {}", labels.step, index + 1), step)?;
        }
        if meaning_count > 1 {
            let verdict = labels::verdict(meaning.retry.verdict, answer.lang);
            line(
                labels.retry,
                &format!("{verdict}{}{}", colon(answer.lang), meaning.retry.reason),
            )?;
        }
        if let Some(note) = meaning.note {
            line(labels.note, note)?;
        }
    }
    for cause in &answer.known_causes {
        line(labels.known_cause, &[cause.summary, colon(answer.lang), cause.tell].concat())?;
    }
    if let (true, Some(retry)) = (meaning_count == 1 || answer.cause.is_some(), &answer.retry) {
        let verdict = labels::verdict(retry.verdict, answer.lang);
        line(labels.retry, &format!("{verdict}{}{}", colon(answer.lang), retry.reason))?;
    }
    if let Some(who) = answer.responsible {
        line(labels.responsible, labels::responsible_party(who, answer.lang))?;
    }
    if !answer.suggestions.is_empty() {
        line(labels.suggestions, &answer.suggestions.join(comma(answer.lang)))?;
    }
    for link in &answer.docs {
        line(labels.docs, link)?;
    }
    if let Some(id) = &answer.request_id {
        line(labels.request_id, &one_line(id))?;
    }
    for note in answer.notes.sentences() {
        line(labels.note, &note)?;
    }
    Ok(())
}
