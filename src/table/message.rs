//! Known messages of codes, and how closely a text matches one.
//!
//! These are the messages listed with a meaning in `data/`. They serve a text without a code, and
//! search. The rules that find the cause in a message are elsewhere, in `explain::cause`.

use super::code::Code;
use super::meaning::Meaning;

/// The code of `codes` whose known message matches `message` best, or `None` if several match
/// equally well.
pub(super) fn code_by_message(codes: impl Iterator<Item = Code>, message: &str) -> Option<Code> {
    let message = message.to_lowercase();
    let mut best = (0.0, None);
    for code in codes {
        let templates = code.meanings().flat_map(Meaning::says);
        let likeness = templates.map(|template| likeness(template, &message)).fold(0.0, f64::max);
        if likeness > best.0 {
            best = (likeness, Some(code));
        } else if likeness > 0.0 && likeness.total_cmp(&best.0).is_eq() {
            best.1 = None;
        }
    }
    best.1
}

/// The percentage of the literal words of `template` that occur in `query`, which must be in lower
/// case. It is 0 unless the template is longer than 12 bytes and more than 80 % of it occur: less
/// could be coincidence.
pub(crate) fn likeness(template: &str, query: &str) -> f64 {
    let template = template.to_lowercase();
    let words: Vec<&str> = template
        .split(['<', '>'])
        .step_by(2)
        .flat_map(|literal| literal.split(|c: char| c.is_whitespace() || "`,.，。".contains(c)))
        .filter(|word| !word.is_empty())
        .collect();
    let matched = words.iter().filter(|word| query.contains(**word)).count();
    #[allow(clippy::cast_precision_loss, reason = "a message has a few dozen words")]
    let share = matched as f64 / words.len().max(1) as f64;
    if share > 0.8 && template.len() > 12 { 100.0 * share } else { 0.0 }
}
