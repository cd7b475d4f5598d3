//! Copies of one failure, made one.

use std::collections::HashMap;

use super::finding::Finding;

/// Leaves out what repeats a failure: the same request id and code, or, where one of them has no
/// request id, the same code and message. Counts how often each was seen.
pub(super) fn dedupe(findings: &mut Vec<Finding>) {
    if findings.len() < 2 {
        return;
    }
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_message: HashMap<(Option<String>, String), usize> = HashMap::new();
    for finding in findings.drain(..) {
        let Finding::Failure(report) = &finding else {
            kept.push(finding);
            continue;
        };
        let same_id = report.request_id.as_ref().and_then(|id| {
            by_id.get(id)?.iter().copied().find(|&place| {
                let other = kept[place].failure().and_then(|other| other.code.as_ref());
                report.code.is_none() || other.is_none() || other == report.code.as_ref()
            })
        });
        let told = report.message.clone().map(|message| (report.code.clone(), message));
        let same_message = told.as_ref().and_then(|told| {
            let known = *by_message.get(told)?;
            let other = kept[known].failure()?;
            (report.request_id.is_none() || other.request_id.is_none()).then_some(known)
        });
        let known = same_id.or(same_message);
        let place = known.unwrap_or(kept.len());
        if let Some(id) = report.request_id.clone().filter(|_| same_id.is_none()) {
            by_id.entry(id).or_default().push(place);
        }
        if let Some(told) = told {
            by_message.entry(told).or_insert(place);
        }
        match known.map(|known| &mut kept[known]) {
            Some(Finding::Failure(other)) => {
                other.seen += 1;
                other.complete_from(report);
            }
            _ => kept.push(finding),
        }
    }
    *findings = kept;
}
