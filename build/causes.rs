//! Reads and checks the message rules in `data/causes.toml`: which message shows which cause.
//!
//! A template is a message with placeholders for its values. `<rate>` captures a value under that
//! name, `<parameter=Region>` matches only that text, and `<...>` matches anything. [`FACTS`] lists
//! the names and what each may capture. Matching messages against templates is up to the library.

use std::collections::HashSet;

use serde::Deserialize;

use super::facts::Facts;
use super::layout::{FACTS, FactKind, SUBSTITUTE_STEP, piece};
use super::normalize::normalize;
use super::source::{Row, Rows, UNTIDY, fields, is_untidy};
use super::tables::{Lines, Problem, Table, read_tables};
use super::vocabulary::{Addition, Responsible, Verdict};

pub(crate) const CAUSES: &str = "causes.toml";

/// A rule and its location.
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) lines: Lines,
    pub(crate) text: RuleText,
    /// [`RuleText::says_en`] and [`RuleText::says_zh`], each split into the pieces that the blob
    /// stores.
    pub(crate) templates: Vec<Vec<String>>,
}

/// The fields of a rule as `data/README.md` documents them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleText {
    pub(crate) source: Vec<String>,
    /// The codes that can have this cause among others.
    #[serde(default)]
    pub(crate) codes: Vec<String>,
    /// What else the rule applies to: codes, `Family.*`, or `*`.
    #[serde(default)]
    pub(crate) also: Vec<String>,
    /// The codes that always have this cause, whatever the message.
    #[serde(default)]
    pub(crate) always: Vec<String>,
    #[serde(default)]
    pub(crate) says_en: Vec<String>,
    #[serde(default)]
    pub(crate) says_zh: Vec<String>,
    /// The rule does not apply to a message that contains any of these.
    #[serde(default)]
    pub(crate) unless: Vec<String>,
    /// Among the rules that match, the highest rank wins. The default is 0.
    #[serde(default)]
    pub(crate) rank: u32,
    pub(crate) type_en: String,
    pub(crate) type_zh: String,
    pub(crate) tell_en: String,
    pub(crate) tell_zh: String,
    pub(crate) en: String,
    pub(crate) zh: String,
    /// The same as `en`, with captured values; used if the message has all of them.
    #[serde(default)]
    pub(crate) exact_en: String,
    #[serde(default)]
    pub(crate) exact_zh: String,
    pub(crate) fix_en: Vec<String>,
    pub(crate) fix_zh: Vec<String>,
    pub(crate) retry: Verdict,
    pub(crate) why_en: String,
    pub(crate) why_zh: String,
    pub(crate) responsible: Responsible,
    /// The advice that the details of the call add to the cause.
    pub(crate) adds: Option<Addition>,
}

impl RuleText {
    /// The codes in `always` and in `codes`, in this order.
    pub(crate) fn named(&self) -> impl Iterator<Item = &String> {
        self.always.iter().chain(&self.codes)
    }

    /// Every text, with the name of its field.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let single = [
            ("type_en", &self.type_en),
            ("type_zh", &self.type_zh),
            ("tell_en", &self.tell_en),
            ("tell_zh", &self.tell_zh),
            ("en", &self.en),
            ("zh", &self.zh),
            ("exact_en", &self.exact_en),
            ("exact_zh", &self.exact_zh),
            ("why_en", &self.why_en),
            ("why_zh", &self.why_zh),
        ];
        fields(single, &self.fix_en, &self.fix_zh)
            .map(|(field, text)| (field, text.strip_prefix(SUBSTITUTE_STEP).unwrap_or(text)))
    }
}

/// Returns the rules of the file, or every problem with their form.
pub(crate) fn read(text: &str) -> Result<Vec<Rule>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut rules: Vec<Rule> = Vec::new();
    let tables = read_tables::<RuleText>(CAUSES, text, &mut problems);
    for Table { key: id, lines, value: text } in tables {
        let mut add_problem = |line: usize, reason: &str| {
            problems.push(Problem::new(CAUSES, line, format!("`{id}`: {reason}")));
        };
        if !id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        {
            add_problem(lines.first, "an id consists of lowercase letters, digits and hyphens");
        }
        if rules.last().is_some_and(|previous| previous.id == id) {
            add_problem(lines.first, "another rule has the same id");
        }
        let english = text.says_en.iter().map(|template| ("says_en", template.as_str()));
        let chinese = text.says_zh.iter().map(|template| ("says_zh", template.as_str()));
        let templates: Vec<Vec<String>> = lines
            .of_texts(english.chain(chinese))
            .filter_map(|(line, _, template)| match pieces(template) {
                Ok(pieces) => Some(pieces),
                Err(reason) => {
                    add_problem(line, &format!("{template:?}: {reason}"));
                    None
                }
            })
            .collect();
        if templates.is_empty() && text.always.is_empty() {
            add_problem(lines.first, "`says_en`, `says_zh` or `always` is required");
        }
        text.check(&lines, &templates, &mut add_problem);
        rules.push(Rule { id, lines, text, templates });
    }
    if problems.is_empty() { Ok(rules) } else { Err(problems) }
}

/// Splits a template into its pieces: normalized literals and placeholders, in the template's
/// order. An error is the reason why the template is invalid.
fn pieces(template: &str) -> Result<Vec<String>, String> {
    let mut pieces = Vec::new();
    let mut rest = template;
    loop {
        let (literal, placeholder) = match rest.split_once('<') {
            Some((literal, rest)) => (literal, Some(rest)),
            None => (rest, None),
        };
        let normalized = normalize(literal).text;
        match (normalized.is_empty(), pieces.is_empty(), placeholder) {
            (true, true, None) => return Err("the template is empty".to_owned()),
            (true, false, Some(_)) => {
                return Err("two placeholders need text between them".to_owned());
            }
            (true, ..) => {}
            _ => pieces.push(format!("{}{normalized}", piece::LITERAL)),
        }
        let Some(placeholder) = placeholder else { return Ok(pieces) };
        let Some((name, after)) = placeholder.split_once('>') else {
            return Err("`<` without `>`".to_owned());
        };
        let (fact, value) = name.split_once('=').unwrap_or((name, ""));
        let known = FACTS.iter().find(|(known, _)| *known == fact);
        if known.is_none() && name != piece::ANYTHING {
            return Err(format!("unknown fact `{fact}`"));
        }
        let matches_any_text = known.is_none_or(|(_, kind)| *kind == FactKind::Text);
        if matches_any_text && value.is_empty() && normalize(after).text.is_empty() {
            return Err(format!("`<{name}>` needs text after it, which marks its end"));
        }
        pieces.push(format!("{}{name}", piece::PLACEHOLDER));
        rest = after;
    }
}

/// The names of the facts that the pieces of a template capture.
fn captured_facts(pieces: &[String]) -> HashSet<&str> {
    let placeholders = pieces.iter().filter_map(|piece| piece.strip_prefix(piece::PLACEHOLDER));
    placeholders.map(|name| name.split('=').next().unwrap_or(name)).collect()
}

/// The facts that a text mentions.
fn mentioned_facts(text: &str) -> impl Iterator<Item = &'static str> {
    FACTS.iter().map(|(name, _)| *name).filter(move |name| text.contains(&format!("<{name}>")))
}

impl RuleText {
    fn check(
        &self,
        lines: &Lines,
        templates: &[Vec<String>],
        add_problem: &mut impl FnMut(usize, &str),
    ) {
        for (line, field, text) in lines.of_texts(self.fields()) {
            let is_omitted = text.is_empty() && field.starts_with("exact");
            if !is_omitted && is_untidy(text) {
                add_problem(line, &format!("`{field}` {UNTIDY}"));
            }
        }
        if self.source.is_empty() || self.source.iter().any(|source| source.trim().is_empty()) {
            add_problem(lines.of_field("source"), "`source` must say where the message was seen");
        }
        if self.named().chain(&self.also).next().is_none() {
            add_problem(lines.first, "`codes`, `always` or `also` is required");
        }
        if self.fix_en.is_empty() || self.fix_en.len() != self.fix_zh.len() {
            let reason = "`fix_en` and `fix_zh` need the same number of steps, at least one";
            add_problem(lines.of_field("fix_en"), reason);
        }
        let starts_with_substitute =
            |steps: &[String]| steps.first().is_some_and(|step| step.starts_with(SUBSTITUTE_STEP));
        for (field, steps) in [("fix_en", &self.fix_en), ("fix_zh", &self.fix_zh)] {
            if starts_with_substitute(steps) {
                let reason = "the first step begins with a bar, but has no step to replace";
                add_problem(lines.of_item(field, 0), reason);
                break;
            }
        }
        self.check_facts(lines, templates, add_problem);
    }

    /// Checks that the texts mention only facts that the messages contain.
    fn check_facts(
        &self,
        lines: &Lines,
        templates: &[Vec<String>],
        add_problem: &mut impl FnMut(usize, &str),
    ) {
        let captured: Vec<HashSet<&str>> =
            templates.iter().map(|template| captured_facts(template)).collect();
        for (line, field, text) in lines.of_texts(self.fields()) {
            for fact in mentioned_facts(text) {
                let has_fact = |facts: &HashSet<&str>| facts.contains(fact);
                match field.trim_end_matches("_en").trim_end_matches("_zh") {
                    // These are also shown when there is no message.
                    "type" | "tell" => {
                        let reason = "is unknown when there is no message";
                        add_problem(line, &format!("{text:?}: <{fact}> {reason}"));
                    }
                    // An answer can omit a step that lacks a fact, but not these.
                    "en" | "zh" | "why"
                        if !captured.iter().all(has_fact) || !self.always.is_empty() =>
                    {
                        add_problem(line, &format!("{text:?}: not every message has <{fact}>"));
                    }
                    "fix" | "exact" if !captured.iter().any(has_fact) => {
                        add_problem(line, &format!("{text:?}: no message has <{fact}>"));
                    }
                    _ => {}
                }
            }
        }
        let steps = (0..).zip(self.fix_en.iter().zip(&self.fix_zh));
        let steps = steps.map(|(index, (en, zh))| (lines.of_item("fix_zh", index), en, zh));
        let summaries = [("zh", &self.en, &self.zh), ("exact_zh", &self.exact_en, &self.exact_zh)];
        let summaries = summaries.map(|(field, en, zh)| (lines.of_field(field), en, zh));
        for (line, en, zh) in steps.chain(summaries) {
            if !mentioned_facts(en).eq(mentioned_facts(zh)) {
                add_problem(line, &format!("{en:?} and {zh:?} mention different facts"));
            }
        }
    }
}

/// Checks that every code and family that a rule names exists.
pub(crate) fn check(rules: &[Rule], rows: &Rows, facts: &Facts) -> Result<(), Vec<Problem>> {
    let published = facts.products.iter().flat_map(|product| &product.codes);
    let mut codes: HashSet<&str> = published.map(|code| code.code.as_str()).collect();
    codes.extend(rows.codes.iter().flat_map(Row::spellings));
    let families: HashSet<&str> = rows.families.iter().map(|row| row.code.as_str()).collect();
    let mut problems = Vec::new();
    for Rule { id, lines, text, .. } in rules {
        let lists =
            [("always", &text.always), ("codes", &text.codes), ("also", &text.also)].into_iter();
        let patterns =
            lists.flat_map(|(field, list)| list.iter().map(move |pattern| (field, &**pattern)));
        for (line, field, pattern) in lines.of_texts(patterns) {
            let allows_wildcard = field == "also";
            let is_known = match pattern.strip_suffix(".*").filter(|_| allows_wildcard) {
                Some(family) => families.contains(family),
                None => (pattern == "*" && allows_wildcard) || codes.contains(pattern),
            };
            if !is_known {
                let reason = format!("`{id}`: unknown code `{pattern}`");
                problems.push(Problem::new(CAUSES, line, reason));
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
