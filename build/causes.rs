//! Reads the message rules in `data/causes.toml`: which message shows which cause.
//!
//! A template is a message with placeholders for its values. `<rate>` captures a value under that
//! name, `<parameter=Region>` captures only that text, and `<...>` matches anything. [`FACTS`] lists
//! the names and what each may capture.

use std::collections::HashSet;

use serde::Deserialize;

use super::facts::Facts;
use super::layout::{FACTS, FactKind, OTHERWISE, piece};
use super::normalize::normalize;
use super::source::{Row, Rows, fields, is_untidy};
use super::tables::{Lines, Problem, Table, tables};
use super::vocabulary::{Addition, Responsible, Verdict};

pub(crate) const CAUSES: &str = "causes.toml";

/// A rule, and where it was read.
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) lines: Lines,
    pub(crate) text: RuleText,
    /// [`RuleText::says_en`] and [`RuleText::says_zh`], each as the pieces that the blob has.
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
    /// What else it applies to: codes, `Family.*`, or `*`.
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
    /// The matching rules of the highest rank are tried first. The default is 0.
    #[serde(default)]
    pub(crate) rank: u32,
    pub(crate) type_en: String,
    pub(crate) type_zh: String,
    pub(crate) tell_en: String,
    pub(crate) tell_zh: String,
    pub(crate) en: String,
    pub(crate) zh: String,
    /// The same with captured values, used where all of them were captured.
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
    /// What the call can add to the cause.
    pub(crate) adds: Option<Addition>,
}

impl RuleText {
    /// The codes that have this cause; those that always have it come first.
    pub(crate) fn named(&self) -> impl Iterator<Item = &String> {
        self.always.iter().chain(&self.codes)
    }

    /// Every text with the name of its field.
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
            .map(|(field, text)| (field, text.strip_prefix(OTHERWISE).unwrap_or(text)))
    }
}

/// The rules of the file, or every problem of their form.
pub(crate) fn read(text: &str) -> Result<Vec<Rule>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut rules: Vec<Rule> = Vec::new();
    for Table { key: id, lines, value: text } in tables::<RuleText>(CAUSES, text, &mut problems) {
        let mut bad = |line: usize, reason: &str| {
            problems.push(Problem::new(CAUSES, line, format!("`{id}`: {reason}")));
        };
        if !id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        {
            bad(lines.first, "an id has small letters, digits and hyphens");
        }
        if rules.last().is_some_and(|before| before.id == id) {
            bad(lines.first, "there is a rule of this id already");
        }
        let said = text.says_en.iter().map(|template| ("says_en", template.as_str()));
        let said = said.chain(text.says_zh.iter().map(|template| ("says_zh", template.as_str())));
        let templates: Vec<Vec<String>> = lines
            .of_texts(said)
            .filter_map(|(line, _, template)| match pieces(template) {
                Ok(pieces) => Some(pieces),
                Err(reason) => {
                    bad(line, &format!("{template:?}: {reason}"));
                    None
                }
            })
            .collect();
        if templates.is_empty() && text.always.is_empty() {
            bad(lines.first, "`says_en`, `says_zh` or `always` must say when it applies");
        }
        text.check(&lines, &templates, &mut bad);
        rules.push(Rule { id, lines, text, templates });
    }
    if problems.is_empty() { Ok(rules) } else { Err(problems) }
}

/// The pieces of a template: folded literal text and placeholders in turn.
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
            (true, true, None) => return Err("it is empty".to_owned()),
            (true, false, Some(_)) => return Err("two placeholders need text between".to_owned()),
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
            return Err(format!("there is no fact `{fact}`"));
        }
        let is_open = known.is_none_or(|(_, form)| *form == FactKind::Text);
        if is_open && value.is_empty() && normalize(after).text.is_empty() {
            return Err(format!("nothing says where `<{name}>` ends"));
        }
        pieces.push(format!("{}{name}", piece::PLACEHOLDER));
        rest = after;
    }
}

/// The names of the facts that the pieces of a template capture.
fn captured(pieces: &[String]) -> HashSet<&str> {
    let placeholders = pieces.iter().filter_map(|piece| piece.strip_prefix(piece::PLACEHOLDER));
    placeholders.map(|name| name.split('=').next().unwrap_or(name)).collect()
}

/// The facts that a text mentions.
fn spoken(text: &str) -> impl Iterator<Item = &'static str> {
    FACTS.iter().map(|(name, _)| *name).filter(move |name| text.contains(&format!("<{name}>")))
}

impl RuleText {
    fn check(&self, lines: &Lines, templates: &[Vec<String>], bad: &mut impl FnMut(usize, &str)) {
        for (line, field, text) in lines.of_texts(self.fields()) {
            let is_left_out = text.is_empty() && field.starts_with("exact");
            if !is_left_out && is_untidy(text) {
                let reason = "is empty, has blanks at an end, or a control character";
                bad(line, &format!("`{field}` {reason}"));
            }
        }
        if self.source.is_empty() || self.source.iter().any(|source| source.trim().is_empty()) {
            bad(lines.of("source"), "`source` must say where the message was seen");
        }
        if self.named().chain(&self.also).next().is_none() {
            bad(lines.first, "`codes`, `always` or `also` must say what it applies to");
        }
        if self.fix_en.is_empty() || self.fix_en.len() != self.fix_zh.len() {
            let reason = "`fix_en` and `fix_zh` need the same number of steps, at least one";
            bad(lines.of("fix_en"), reason);
        }
        let is_first =
            |steps: &[String]| steps.first().is_some_and(|step| step.starts_with(OTHERWISE));
        for (field, steps) in [("fix_en", &self.fix_en), ("fix_zh", &self.fix_zh)] {
            if is_first(steps) {
                bad(lines.of_item(field, 0), "the first step stands in for none");
                break;
            }
        }
        self.check_facts(lines, templates, bad);
    }

    /// Checks that the texts mention only what the messages contain.
    fn check_facts(
        &self,
        lines: &Lines,
        templates: &[Vec<String>],
        bad: &mut impl FnMut(usize, &str),
    ) {
        let captured: Vec<HashSet<&str>> =
            templates.iter().map(|template| captured(template)).collect();
        for (line, field, text) in lines.of_texts(self.fields()) {
            for fact in spoken(text) {
                let of_fact = |facts: &HashSet<&str>| facts.contains(fact);
                match field.trim_end_matches("_en").trim_end_matches("_zh") {
                    // These are shown before there is a message.
                    "type" | "tell" => {
                        bad(
                            line,
                            &format!("{text:?}: <{fact}> is not known before there is a message"),
                        );
                    }
                    // An answer can leave out a step, but not these.
                    "en" | "zh" | "why"
                        if !captured.iter().all(of_fact) || !self.always.is_empty() =>
                    {
                        bad(line, &format!("{text:?}: not every message has <{fact}>"));
                    }
                    "fix" | "exact" if !captured.iter().any(of_fact) => {
                        bad(line, &format!("{text:?}: no message has <{fact}>"));
                    }
                    _ => {}
                }
            }
        }
        let steps = (0..).zip(self.fix_en.iter().zip(&self.fix_zh));
        let steps = steps.map(|(place, (en, zh))| (lines.of_item("fix_zh", place), en, zh));
        let others = [("zh", &self.en, &self.zh), ("exact_zh", &self.exact_en, &self.exact_zh)];
        let others = others.map(|(field, en, zh)| (lines.of(field), en, zh));
        for (line, en, zh) in steps.chain(others) {
            if !spoken(en).eq(spoken(zh)) {
                bad(line, &format!("{en:?} and {zh:?} speak of different facts"));
            }
        }
    }
}

/// Checks that the table has every code that a rule names.
pub(crate) fn check(rules: &[Rule], rows: &Rows, facts: &Facts) -> Result<(), Vec<Problem>> {
    let published = facts.products.iter().flat_map(|product| &product.codes);
    let mut codes: HashSet<&str> = published.map(|code| code.code.as_str()).collect();
    codes.extend(rows.codes.iter().flat_map(Row::spellings));
    let families: HashSet<&str> = rows.families.iter().map(|row| row.code.as_str()).collect();
    let mut problems = Vec::new();
    for Rule { id, lines, text, .. } in rules {
        let lists =
            [("always", &text.always), ("codes", &text.codes), ("also", &text.also)].into_iter();
        let patterns = lists.flat_map(|(field, list)| list.iter().map(move |of| (field, &**of)));
        for (line, field, pattern) in lines.of_texts(patterns) {
            let is_wide = field == "also";
            let is_known = match pattern.strip_suffix(".*").filter(|_| is_wide) {
                Some(family) => families.contains(family),
                None => (pattern == "*" && is_wide) || codes.contains(pattern),
            };
            if !is_known {
                let reason = format!("`{id}`: there is no code `{pattern}`");
                problems.push(Problem::new(CAUSES, line, reason));
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
