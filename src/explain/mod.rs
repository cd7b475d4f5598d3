//! Turns a [`Report`] and the [`Table`] into an [`Explanation`].
//!
//! [`lookup`] finds the code and its meanings, [`cause`] matches the message, [`advice`] adds what
//! is specific to the call, and [`policy`] makes a policy for a denied call. The resulting types
//! are in [`answer`]. Finding failures in text belongs to `recognize`; colors and widths belong to
//! `render`.

mod advice;
pub(crate) mod answer;
pub(crate) mod cause;
mod lookup;
pub(crate) mod normalize;
pub(crate) mod notes;
pub(crate) mod policy;
mod template;

use self::answer::{Explanation, MeaningText};
use self::cause::Matched;
use self::lookup::Lookup;
use self::notes::{Note, Notes};
use self::policy::{NoPolicy, Policy};
use crate::redact::redact;
use crate::report::{Logged, Report};
use crate::table::Table;
use crate::vocabulary::{Lang, Responsible, Verdict};

/// Explains `report` from the embedded table, in `lang`. Secrets in the report are masked.
///
/// ```
/// use tcerr::{Lang, Match, Report, Verdict, explain};
///
/// let answer = explain(&Report::of_code("authfailure.signatureexpire"), Lang::En);
/// assert_eq!(answer.code.as_deref(), Some("AuthFailure.SignatureExpire"));
/// assert_eq!(answer.matched, Match::Exact);
/// assert_eq!(answer.retry.unwrap().verdict, Verdict::No);
/// ```
pub fn explain(report: &Report, lang: Lang) -> Explanation {
    let raw_message = report.message.as_deref();
    let report = &redacted(report);
    let lookup = Lookup::new(report, Table::embedded());
    let matched = lookup.matched_rule.as_ref();
    // A mask is a wildcard to CAM, so the policy is made of the message as it was received.
    let is_denial = matched.is_some_and(|matched| matched.facts.contains_key("operation"));
    let policy = match (raw_message, &report.message) {
        (Some(raw), Some(masked)) if is_denial => Policy::of_denial(raw, masked),
        _ => None,
    };
    let no_policy = policy.as_ref().and_then(|policy| policy.as_ref().err().copied());
    let policy = policy.and_then(Result::ok);
    let cause = matched.map(|matched| {
        let mut cause = matched.cause(lang);
        advice::add_hints(&mut cause, matched.rule, report, policy.as_ref(), lang);
        cause
    });
    let meanings: Vec<MeaningText> =
        lookup.meanings.iter().map(|&meaning| lookup.meaning_text(meaning, lang)).collect();
    let first_meaning = meanings.first();
    let mut docs: Vec<&'static str> = Vec::new();
    for &link in meanings.iter().flat_map(|meaning| &meaning.docs) {
        if !docs.contains(&link) {
            docs.push(link);
        }
    }
    Explanation {
        schema: 1,
        code: lookup.reported_code(report).map(str::to_owned),
        matched: lookup.matched(),
        origin: lookup.origin(report),
        dialect: report.dialect,
        product: report.product.clone(),
        product_title: lookup.product.map(|product| product.title(lang)),
        api_action: report.api_action.clone(),
        region: report.region.clone(),
        message: report.message.clone(),
        request_id: report.request_id.clone(),
        seen: report.seen,
        decided_by: lookup.decided_by,
        cause,
        known_causes: match (&report.message, &lookup.codes[..]) {
            (None, [code]) => cause::known_causes(*code, lang).collect(),
            _ => Vec::new(),
        },
        retry: lookup.retry(report, lang),
        responsible: match matched {
            Some(matched) => Some(matched.responsible()),
            None => first_meaning.map(|meaning| meaning.responsible),
        },
        policy,
        actions: lookup.actions(),
        suggestions: lookup.suggestions(report),
        docs,
        notes: Notes {
            notes: no_policy.map(no_policy_note).into_iter().chain(lookup.notes(report)).collect(),
            lang,
        },
        meanings,
        lang,
        request: report.request.clone(),
        logged: report.logged.clone(),
    }
}

/// The facts about a failure without any text for people, as needed to count many failures.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Diagnosis {
    /// The code as the table spells it, or as received if the table does not have it; inferred from
    /// the message if the text has no code.
    pub code: Option<String>,
    /// The id of the rule that matched the message, such as `clock-skew`.
    pub cause: Option<&'static str>,
    /// Whether repeating the request can help.
    pub verdict: Option<Verdict>,
    /// Who must act.
    pub responsible: Option<Responsible>,
}

/// Diagnoses `report`, in a fraction of the time that [`explain`] takes.
///
/// ```
/// use tcerr::{Report, Responsible, diagnose};
///
/// let diagnosis = diagnose(&Report::of_code("internalerror"));
/// assert_eq!(diagnosis.code.as_deref(), Some("InternalError"));
/// assert_eq!(diagnosis.responsible, Some(Responsible::Service));
/// ```
pub fn diagnose(report: &Report) -> Diagnosis {
    let lookup = Lookup::new(report, Table::embedded());
    let name = lookup.name().or(report.code.as_deref());
    let first_meaning = lookup.meanings.first();
    let matched = lookup.matched_rule.as_ref();
    Diagnosis {
        code: name.map(|name| redact(name).into_owned()),
        cause: matched.map(|matched| matched.rule.id()),
        verdict: matched
            .map(|matched| {
                let message = report.message.as_deref().unwrap_or_default();
                let call_specific = advice::verdict(matched, message, Lang::En);
                call_specific.map_or(matched.rule.verdict(), |retry| retry.verdict)
            })
            .or(first_meaning.map(|meaning| meaning.verdict())),
        responsible: matched
            .map(Matched::responsible)
            .or(first_meaning.map(|meaning| meaning.responsible())),
    }
}

/// Says why there is no policy.
fn no_policy_note(reason: NoPolicy) -> Note {
    match reason {
        NoPolicy::Ambiguous => Note::PolicyAmbiguous,
        NoPolicy::Wildcard => Note::PolicyWildcard,
        NoPolicy::Masked => Note::PolicyMasked,
        NoPolicy::Invalid => Note::PolicyInvalid,
    }
}

/// A copy of `report` with secrets masked.
fn redacted(report: &Report) -> Report {
    let masked = |text: &Option<String>| text.as_deref().map(|text| redact(text).into_owned());
    Report {
        code: masked(&report.code),
        message: masked(&report.message),
        request_id: masked(&report.request_id),
        product: masked(&report.product),
        api_action: masked(&report.api_action),
        region: masked(&report.region),
        request: report.request.clone(),
        logged: report
            .logged
            .as_ref()
            .map(|logged| Logged { time: logged.time.clone(), command: masked(&logged.command) }),
        ..*report
    }
}
