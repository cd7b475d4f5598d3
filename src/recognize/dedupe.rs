//! Merging of repeated failures: a text often prints one failure several times.

use std::collections::HashMap;

use super::finding::Finding;

/// Merges failures that repeat an earlier one, and counts in [`Report::seen`] how often each was
/// seen.
///
/// Two failures are the same if they have the same request id and codes that do not contradict, or,
/// where either has no request id, the same code and message.
///
/// [`Report::seen`]: crate::report::Report::seen
pub(super) fn dedupe(findings: &mut Vec<Finding>) {
    if findings.len() < 2 {
        return;
    }
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    // Both maps give indices into `kept`.
    let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_message: HashMap<(Option<String>, String), usize> = HashMap::new();
    for finding in findings.drain(..) {
        let Finding::Failure(report) = &finding else {
            kept.push(finding);
            continue;
        };
        let same_id = report.request_id.as_ref().and_then(|id| {
            by_id.get(id)?.iter().copied().find(|&index| {
                let earlier_code = kept[index].failure().and_then(|earlier| earlier.code.as_ref());
                report.code.is_none()
                    || earlier_code.is_none()
                    || earlier_code == report.code.as_ref()
            })
        });
        let code_and_message = report.message.clone().map(|message| (report.code.clone(), message));
        let same_message = code_and_message.as_ref().and_then(|key| {
            let index = *by_message.get(key)?;
            let earlier = kept[index].failure()?;
            (report.request_id.is_none() || earlier.request_id.is_none()).then_some(index)
        });
        let repeated = same_id.or(same_message);
        let index = repeated.unwrap_or(kept.len());
        if let Some(id) = report.request_id.clone().filter(|_| same_id.is_none()) {
            by_id.entry(id).or_default().push(index);
        }
        if let Some(key) = code_and_message {
            by_message.entry(key).or_insert(index);
        }
        match repeated.map(|index| &mut kept[index]) {
            Some(Finding::Failure(earlier)) => {
                earlier.seen += 1;
                earlier.complete_from(report);
            }
            _ => kept.push(finding),
        }
    }
    *findings = kept;
}
