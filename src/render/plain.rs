//! The answer in linear `Label: value` lines, for screen readers: nothing is aligned or wrapped.

use std::io::{self, Write};

use super::labels::{self, Labels};
use super::one_line;
use crate::explain::answer::Explanation;
use crate::report::Logged;
use crate::sentences::{colon, comma};

/// Writes `answer` with one fact a line.
pub fn plain(answer: &Explanation, out: &mut impl Write) -> io::Result<()> {
    let labels = Labels::in_language(answer.lang);
    let words = &labels.plain;
    let mut line = |label: &str, value: &str| writeln!(out, "{label}{}{value}", colon(answer.lang));
    if let Some(Logged { time, command }) = &answer.logged {
        line(words.time, &one_line(time))?;
        if let Some(command) = command {
            line(words.command, &one_line(command))?;
        }
    }
    for (label, value) in [
        (words.code, &answer.code),
        (words.product, &answer.product),
        (words.action, &answer.api_action),
        (words.region, &answer.region),
        (words.message, &answer.message),
    ] {
        if let Some(value) = value {
            line(label, &one_line(value))?;
        }
    }
    if let Some(cause) = &answer.cause {
        line(words.cause, &one_line(&cause.summary))?;
        for (place, step) in cause.fix.iter().enumerate() {
            line(&format!("{} {}", words.cause_step, place + 1), &one_line(step))?;
        }
    }
    if let Some(policy) = &answer.policy {
        line(words.policy, &policy.to_string())?;
    }
    let count = answer.meanings.len();
    for (place, meaning) in answer.meanings.iter().enumerate() {
        let label = if count > 1 {
            format!("{} {}{}{count}", words.meaning, place + 1, words.of)
        } else {
            words.meaning.to_owned()
        };
        let mut value = vec![meaning.label.to_owned()];
        value.extend(labels::remarks(meaning));
        line(&label, &value.join(comma(answer.lang)))?;
        line(words.description, meaning.description)?;
        for (place, step) in meaning.fix.iter().enumerate() {
            line(&format!("{} {}", words.step, place + 1), step)?;
        }
        if count > 1 {
            let verdict = labels::verdict(meaning.retry.verdict, answer.lang);
            line(words.retry, &format!("{verdict}{}{}", colon(answer.lang), meaning.retry.reason))?;
        }
        if let Some(note) = meaning.note {
            line(words.note, note)?;
        }
    }
    for cause in &answer.known_causes {
        line(words.known_cause, &[cause.summary, colon(answer.lang), cause.tell].concat())?;
    }
    if let (true, Some(retry)) = (count == 1 || answer.cause.is_some(), &answer.retry) {
        let verdict = labels::verdict(retry.verdict, answer.lang);
        line(words.retry, &format!("{verdict}{}{}", colon(answer.lang), retry.reason))?;
    }
    if let Some(who) = answer.responsible {
        line(words.who, labels::responsible(who, answer.lang))?;
    }
    if !answer.suggestions.is_empty() {
        line(words.near, &answer.suggestions.join(comma(answer.lang)))?;
    }
    for link in &answer.docs {
        line(words.docs, link)?;
    }
    if let Some(id) = &answer.request_id {
        line(words.request, &one_line(id))?;
    }
    for note in answer.notes.sentences() {
        line(words.note, &note)?;
    }
    Ok(())
}
