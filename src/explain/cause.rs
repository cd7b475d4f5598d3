//! Finds the cause of a failure in its message, by the rules of `data/causes.toml`.
//!
//! Of the rules that apply to the code, the one with the highest rank wins, then the one whose
//! template has the most literal text. The texts of the rule are then filled with the facts that
//! the template captured. Matching a single [`Template`] is in [`template`](super::template); what
//! the call adds to the cause is in [`advice`](super::advice).

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Serialize;

use super::normalize::normalize;
use super::template::{GramPrefilter, Template, TemplateMatch};
use crate::table::layout::{FACTS, SUBSTITUTE_STEP};
use crate::table::{Code, Family, Retry, Rule, Table};
use crate::vocabulary::{Lang, Responsible};

/// Why a call failed, according to its message.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Cause {
    /// The id of the rule that matched, such as `clock-skew`.
    pub id: &'static str,
    /// The cause in a sentence.
    pub summary: String,
    /// What to do, as steps in order.
    #[serde(rename = "suggested_action")]
    pub fix: Vec<String>,
    /// The facts captured from the message, by name, as the message has them.
    pub facts: BTreeMap<&'static str, String>,
}

/// One possible cause of a code, listed when there is no message to decide.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct KnownCause {
    /// The id of its rule.
    pub id: &'static str,
    /// The cause in a few words.
    pub summary: &'static str,
    /// How to tell this cause from others by the message, as a clause.
    pub tell: &'static str,
    /// Whether the code always has this cause, whatever the message.
    #[serde(skip)]
    pub is_certain: bool,
}

/// The rule that a message matches, with the facts captured from it.
pub(crate) struct Matched {
    pub(crate) rule: Rule,
    pub(crate) facts: BTreeMap<&'static str, String>,
}

/// The maximum length of the message that is searched for a cause, in bytes.
const MAX_MESSAGE_LEN: usize = 16 * 1024;

/// The maximum number of characters of a fact that a sentence quotes.
const MAX_QUOTED_CHARS: usize = 120;

/// The code that a message came with, which limits the rules that can match.
pub(crate) enum CodeHint<'c> {
    /// A code in these spellings; if there are none, an unknown code of this family.
    Code(&'c [Code], Option<Family>),
    /// No code, so that any rule can match.
    NoCode,
}

/// The rule that matches `message` best, or `None` if none does.
pub(crate) fn match_rule(table: Table, hint: &CodeHint<'_>, message: &str) -> Option<Matched> {
    let (codes, family, is_any) = match *hint {
        CodeHint::Code(codes, family) => (codes, family, false),
        CodeHint::NoCode => (&[][..], None, true),
    };
    let normalized = normalize(&message[..message.floor_char_boundary(MAX_MESSAGE_LEN)]);
    let prefilter = GramPrefilter::new(&normalized.text);
    let code_rules = codes.iter().flat_map(|code| code.rules()).map(|(rule, _)| rule);
    let family_rules = family.into_iter().flat_map(Family::rules).map(|(rule, _)| rule);
    let general_rules = table.rules().filter(|rule| is_any || rule.is_for_every_code());
    let names: Vec<_> = codes.iter().map(|code| code.name()).collect();
    let matches = code_rules.chain(family_rules).chain(general_rules).filter_map(|rule| {
        let CompiledRule { templates, always } = CompiledRule::get(rule);
        let template_match = templates
            .iter()
            .filter_map(|template| template.find(message, &normalized, &prefilter))
            .reduce(TemplateMatch::merge);
        let is_certain = || always.iter().any(|name| names.contains(name));
        let template_match =
            template_match.or_else(|| is_certain().then(TemplateMatch::default))?;
        let is_excluded = rule.unless().any(|text| normalized.text.contains(text));
        (!is_excluded).then_some((rule, template_match))
    });
    // `min_by_key` with `Reverse` takes the first of equals; `max_by_key` would take the last.
    let (rule, template_match) = matches.min_by_key(|(rule, template_match)| {
        // A match by code alone ranks below any match by message.
        let rank = if template_match.literal_len > 0 { rule.rank() } else { 0 };
        Reverse((rank, template_match.literal_len))
    })?;
    Some(Matched { rule, facts: template_match.facts })
}

/// The possible causes of `code`, to be listed when there is no message.
pub(crate) fn known_causes(code: Code, lang: Lang) -> impl Iterator<Item = KnownCause> {
    code.rules().filter(|(_, names_code)| *names_code).map(move |(rule, _)| KnownCause {
        id: rule.id(),
        summary: rule.label(lang),
        tell: rule.tell(lang),
        is_certain: rule.always().any(|name| name == code.name()),
    })
}

impl Matched {
    /// The cause in `lang`. Steps that need a fact that was not captured are left out.
    pub(crate) fn cause(&self, lang: Lang) -> Cause {
        let mut is_left_out = false;
        let steps = self.rule.fix(lang).filter_map(|step| {
            let (step, is_wanted) = match step.strip_prefix(SUBSTITUTE_STEP) {
                Some(step) => (step, is_left_out),
                None => (step, true),
            };
            let filled = self.fill(step).filter(|_| is_wanted);
            is_left_out = is_wanted && filled.is_none();
            filled
        });
        let exact = Some(self.rule.exact_summary(lang)).filter(|text| !text.is_empty());
        let summary = exact.and_then(|text| self.fill(text));
        let summary = summary.or_else(|| self.fill(self.rule.summary(lang)));
        Cause {
            id: self.rule.id(),
            summary: summary.unwrap_or_default().into_owned(),
            fix: steps.map(Cow::into_owned).collect(),
            facts: self.facts.clone(),
        }
    }

    /// The verdict of the rule, with its reason.
    pub(super) fn retry(&self, lang: Lang) -> Retry {
        let reason = self.fill(self.rule.verdict_reason(lang)).unwrap_or_default();
        Retry { verdict: self.rule.verdict(), reason }
    }

    /// Who must act.
    pub(crate) fn responsible(&self) -> Responsible {
        self.rule.responsible()
    }

    /// `text` with each `<name>` replaced by the fact of that name, or `None` if one was not
    /// captured.
    fn fill(&self, text: &'static str) -> Option<Cow<'static, str>> {
        if !text.contains('<') {
            return Some(Cow::Borrowed(text));
        }
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            filled.push_str(before);
            let name = after.split_once('>').map(|(name, _)| name);
            if let Some(name) = name.filter(|name| FACTS.iter().any(|(fact, _)| fact == name)) {
                filled.push_str(&quotable(self.facts.get(name)?));
                rest = &after[name.len() + 1..];
            } else {
                // Not a fact: `<product>` and the like are meant literally.
                filled.push('<');
                rest = after;
            }
        }
        filled.push_str(rest);
        Some(Cow::Owned(filled))
    }
}

/// A fact as a sentence quotes it: shortened, and without backticks, which would end the code quote
/// around it.
fn quotable(fact: &str) -> String {
    let mut text: String = fact.chars().filter(|c| *c != '`').take(MAX_QUOTED_CHARS).collect();
    if fact.chars().nth(MAX_QUOTED_CHARS).is_some() {
        text.push('…');
    }
    text
}

/// The capacity for rules; a test checks that all of them fit.
const MAX_RULES: usize = 128;

/// A rule prepared for matching, which happens once per rule.
struct CompiledRule {
    templates: Vec<Template>,
    /// The codes that always have this cause, whatever the message.
    always: Vec<&'static str>,
}

impl CompiledRule {
    fn get(rule: Rule) -> &'static Self {
        static COMPILED: [OnceLock<CompiledRule>; MAX_RULES] =
            [const { OnceLock::new() }; MAX_RULES];
        COMPILED[rule.index()].get_or_init(|| Self {
            templates: rule.templates().map(Template::from_pieces).collect(),
            always: rule.always().collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::MAX_RULES;
    use crate::table::Table;

    #[test]
    fn all_rules_fit_into_the_capacity() {
        assert!(Table::embedded().rules().count() <= MAX_RULES);
    }
}
