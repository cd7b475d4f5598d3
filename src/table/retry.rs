//! Whether repeating a failed request can help.
//!
//! A [`Retry`] comes from a meaning or from a message rule. What the call itself adds to the reason
//! is worked out in `explain::advice`.

use std::borrow::Cow;

use serde::Serialize;

use super::meaning::Meaning;
use super::rule::Rule;
use crate::vocabulary::{Lang, Verdict};

/// Whether repeating the request can help, and why.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Retry {
    /// The verdict.
    pub verdict: Verdict,
    /// The reason, as a clause.
    pub reason: Cow<'static, str>,
}

impl Retry {
    pub(crate) fn of_meaning(meaning: Meaning, lang: Lang) -> Self {
        Self { verdict: meaning.verdict(), reason: Cow::Borrowed(meaning.verdict_reason(lang)) }
    }

    pub(crate) fn of_rule(rule: Rule, lang: Lang) -> Self {
        Self { verdict: rule.verdict(), reason: Cow::Borrowed(rule.verdict_reason(lang)) }
    }

    /// A verdict without a reason.
    pub(crate) fn without_reason(verdict: Verdict) -> Self {
        Self { verdict, reason: Cow::Borrowed("") }
    }
}
