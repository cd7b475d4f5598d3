//! Messages that are known to come with a code, and how much a text resembles one.

use super::code::Code;
use super::meaning::Meaning;

/// The one of `codes` that is known to come with a message like this one, where that is clear.
pub(super) fn code_by_message(codes: impl Iterator<Item = Code>, message: &str) -> Option<Code> {
    let message = message.to_lowercase();
    let mut best = (0.0, None);
    for code in codes {
        let says = code.meanings().flat_map(Meaning::says);
        let likeness = says.map(|says| likeness(says, &message)).fold(0.0, f64::max);
        if likeness > best.0 {
            best = (likeness, Some(code));
        } else if likeness > 0.0 && likeness.total_cmp(&best.0).is_eq() {
            best.1 = None;
        }
    }
    best.1
}

/// How much of a message's fixed text the query has; little counts for nothing.
pub(crate) fn likeness(template: &str, query: &str) -> f64 {
    let template = template.to_lowercase();
    let pieces: Vec<&str> = template
        .split(['<', '>'])
        .step_by(2)
        .flat_map(|fixed| fixed.split(|c: char| c.is_whitespace() || "`,.，。".contains(c)))
        .filter(|piece| !piece.is_empty())
        .collect();
    let found = pieces.iter().filter(|piece| query.contains(**piece)).count();
    #[allow(clippy::cast_precision_loss, reason = "a message has a few dozen words")]
    let share = found as f64 / pieces.len().max(1) as f64;
    if share > 0.8 && template.len() > 12 { 100.0 * share } else { 0.0 }
}
