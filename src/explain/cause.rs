//! What a message tells of the cause of a failure: the rules of `data/causes.toml`, applied.
//!
//! Message and templates are compared [normalized](super::normalize): without letter case, white space,
//! quotation marks and commas, for those are what boxes, logs and escapes add and lose. Of the
//! templates that fit, the one with the most text of its own decides.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use memchr::memmem::{self, Finder};
use serde::Serialize;

use super::normalize::{Normalized, is_dropped, normalize};
use crate::table::layout::{FACTS, FactKind, OTHERWISE, piece};
use crate::table::{Code, Family, Retry, Rule, Table};
use crate::vocabulary::{Lang, Responsible};

/// Why a call failed, as far as its message tells.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Cause {
    /// The name of the rule that found it, such as `clock-skew`.
    pub id: &'static str,
    /// The cause in a sentence.
    pub summary: String,
    /// What to do, first things first.
    #[serde(rename = "suggested_action")]
    pub fix: Vec<String>,
    /// What the message says: the names of the facts and what they are here, as it has them.
    pub facts: BTreeMap<&'static str, String>,
}

/// One possible cause of a code, listed when there is no message to decide.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct KnownCause {
    /// The name of its rule.
    pub id: &'static str,
    /// The cause in a few words.
    pub summary: &'static str,
    /// How the message shows that it is this one: a clause.
    pub tell: &'static str,
    /// Whether the code has this cause whatever the message.
    #[serde(skip)]
    pub is_certain: bool,
}

/// The rule that a message fits, and what it captured.
pub(crate) struct Matched {
    pub(crate) rule: Rule,
    pub(crate) facts: BTreeMap<&'static str, String>,
}

/// The beginning of a message in which its cause is looked for, in bytes.
const READ: usize = 16 * 1024;

/// Of the places where a piece of text can lie, the first few are tried.
const TRIES: usize = 8;

/// The longest that a placeholder can stand for, in bytes.
const LONGEST: usize = 4096;

/// The most characters of a captured text that a sentence quotes.
const QUOTED: usize = 120;

/// What a message came with.
pub(crate) enum CodeHint<'c> {
    /// A code, in these spellings, or if it is not known, in this family.
    Code(&'c [Code], Option<Family>),
    /// None, so that any rule may fit.
    NoCode,
}

/// The cause that `message` tells of.
pub(crate) fn match_rule(table: Table, hint: &CodeHint<'_>, message: &str) -> Option<Matched> {
    let (codes, family, is_any) = match *hint {
        CodeHint::Code(codes, family) => (codes, family, false),
        CodeHint::NoCode => (&[][..], None, true),
    };
    let normalized = normalize(&message[..message.floor_char_boundary(READ)]);
    let grams = GramPrefilter::new(&normalized.text);
    let of_codes = codes.iter().flat_map(|code| code.rules()).map(|(rule, _)| rule);
    let of_family = family.into_iter().flat_map(Family::rules).map(|(rule, _)| rule);
    let others = table.rules().filter(|rule| is_any || rule.is_for_every_code());
    let names: Vec<_> = codes.iter().map(|code| code.name()).collect();
    let fits = of_codes.chain(of_family).chain(others).filter_map(|rule| {
        let CompiledRule { templates, always } = CompiledRule::get(rule);
        let templates = templates.iter();
        let of_templates = templates
            .filter_map(|template| template.find(message, &normalized, &grams))
            .reduce(TemplateFit::and);
        let is_always = || always.iter().any(|name| names.contains(name));
        let found = of_templates.or_else(|| is_always().then(TemplateFit::default))?;
        let is_other = rule.unless().any(|text| normalized.text.contains(text));
        (!is_other).then_some((rule, found))
    });
    // The first of equals, as `min` takes it.
    let (rule, found) = fits.min_by_key(|(rule, found)| {
        // What a code always means stands back behind what a message says.
        let rank = if found.text > 0 { rule.rank() } else { 0 };
        Reverse((rank, found.text))
    })?;
    Some(Matched { rule, facts: found.facts })
}

/// The causes that `code` is known to have.
pub(crate) fn known(code: Code, lang: Lang) -> impl Iterator<Item = KnownCause> {
    code.rules().filter(|(_, names_it)| *names_it).map(move |(rule, _)| KnownCause {
        id: rule.id(),
        summary: rule.label(lang),
        tell: rule.tell(lang),
        is_certain: rule.always().any(|name| name == code.name()),
    })
}

impl Matched {
    /// The cause in words; steps that speak of what the message does not say are left out.
    pub(crate) fn cause(&self, lang: Lang) -> Cause {
        let mut is_left_out = false;
        let steps = self.rule.fix(lang).filter_map(|step| {
            let (step, is_wanted) = match step.strip_prefix(OTHERWISE) {
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

    /// `text` with the facts in place of their names, unless one is not known.
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
                filled.push_str(&quoted(self.facts.get(name)?));
                rest = &after[name.len() + 1..];
            } else {
                // `<product>` and the like stand for themselves.
                filled.push('<');
                rest = after;
            }
        }
        filled.push_str(rest);
        Some(Cow::Owned(filled))
    }
}

/// A fact as a sentence has it: without a code quote that would end the one around it.
fn quoted(fact: &str) -> String {
    let mut text: String = fact.chars().filter(|c| *c != '`').take(QUOTED).collect();
    if fact.chars().nth(QUOTED).is_some() {
        text.push('…');
    }
    text
}

/// What stands for what in a message.
enum TemplatePiece {
    /// Normalized.
    Literal(&'static str),
    /// A fact that has just this text, normalized.
    Fixed(&'static str, String),
    /// A fact.
    Fact(&'static str, FactKind),
    Anything,
}

struct Template {
    pieces: Vec<TemplatePiece>,
    /// What a message must have in it: some of its own text.
    needed: Vec<Gram>,
    /// Looks for the text that it begins with, if it does.
    first: Option<Finder<'static>>,
    /// How much text of its own it has.
    text: usize,
}

/// How many bytes a gram has.
const GRAM: usize = 4;

/// A few bytes of a text in their order, as a number: different ones may have the same.
type Gram = u16;

fn grams(text: &str) -> impl Iterator<Item = Gram> {
    text.as_bytes().windows(GRAM).map(|bytes| {
        let bytes = bytes.iter().fold(0_u32, |all, byte| all << 8 | u32::from(*byte));
        // The upper bits of a product with a large odd number hang on all the bytes.
        (bytes.wrapping_mul(0x9e37_79b1) >> (32 - GramPrefilter::BITS)) as Gram
    })
}

/// The grams of a text: a glance, before dozens of templates are looked for in it.
struct GramPrefilter([u64; Self::WORDS]);

impl GramPrefilter {
    const BITS: u32 = 12;
    const WORDS: usize = (1 << Self::BITS) / 64;

    fn new(text: &str) -> Self {
        let mut set = [0; Self::WORDS];
        for gram in grams(text) {
            set[usize::from(gram / 64)] |= 1 << (gram % 64);
        }
        Self(set)
    }

    /// Whether a text may have these; if not, it has not.
    fn have(&self, needed: &[Gram]) -> bool {
        needed.iter().all(|gram| self.0[usize::from(gram / 64)] >> (gram % 64) & 1 == 1)
    }
}

/// More rules than there are; a test proves it.
const MOST_RULES: usize = 128;

/// A rule as it is applied, which is made ready once.
struct CompiledRule {
    templates: Vec<Template>,
    /// The codes that always have this cause.
    always: Vec<&'static str>,
}

impl CompiledRule {
    fn get(rule: Rule) -> &'static Self {
        static ALL: [OnceLock<CompiledRule>; MOST_RULES] = [const { OnceLock::new() }; MOST_RULES];
        ALL[rule.place()].get_or_init(|| Self {
            templates: rule.templates().map(Template::from_pieces).collect(),
            always: rule.always().collect(),
        })
    }
}

/// Where a template fits.
#[derive(Default)]
struct TemplateFit {
    facts: BTreeMap<&'static str, String>,
    /// How much text of its own the template has.
    text: usize,
}

impl TemplateFit {
    /// What two templates of one rule found: the text of the one that has more, the facts too.
    fn and(self, other: Self) -> Self {
        let text = self.text.max(other.text);
        let key = |found: &Self| (found.facts.len(), found.text);
        let facts = if key(&self) < key(&other) { other.facts } else { self.facts };
        Self { facts, text }
    }
}

impl Template {
    fn from_pieces(pieces: impl Iterator<Item = &'static str>) -> Self {
        let pieces: Vec<TemplatePiece> = pieces
            .map(|text| match text.strip_prefix(piece::PLACEHOLDER) {
                None => TemplatePiece::Literal(&text[piece::LITERAL.len_utf8()..]),
                Some(piece::ANYTHING) => TemplatePiece::Anything,
                Some(name) => match name.split_once('=') {
                    Some((name, value)) => TemplatePiece::Fixed(name, normalize(value).text),
                    None => TemplatePiece::Fact(name, kind_of(name)),
                },
            })
            .collect();
        let own = pieces.iter().map(|piece| match piece {
            TemplatePiece::Literal(text) => text.len(),
            TemplatePiece::Fixed(_, text) => text.len(),
            _ => 0,
        });
        let text = own.sum();
        let literals = pieces.iter().filter_map(|piece| match piece {
            TemplatePiece::Literal(text) => Some(*text),
            _ => None,
        });
        let longest = literals.max_by_key(|text| text.len()).unwrap_or_default();
        let needed = grams(longest).step_by(GRAM).take(4).collect();
        let first = match pieces.first() {
            Some(&TemplatePiece::Literal(first)) => Some(Finder::new(first)),
            _ => None,
        };
        Self { pieces, needed, first, text }
    }

    /// Where the template fits in `message`, which is normalized too.
    fn find(
        &self,
        message: &str,
        normalized: &Normalized,
        grams: &GramPrefilter,
    ) -> Option<TemplateFit> {
        if !grams.have(&self.needed) {
            return None;
        }
        let text = self.text;
        let (Some(finder), [TemplatePiece::Literal(first), rest @ ..]) =
            (&self.first, &self.pieces[..])
        else {
            // One that begins with a fact begins where the message does.
            let mut starts = beginnings(&normalized.text);
            let facts = starts.find_map(|start| fit(&self.pieces, message, normalized, start));
            return facts.map(|facts| TemplateFit { facts, text });
        };
        let starts = finder.find_iter(normalized.text.as_bytes()).take(TRIES);
        let mut starts = starts.filter(|&start| {
            !first.starts_with(|c: char| c.is_ascii_alphanumeric())
                || !follows_word(message, normalized, start)
        });
        starts
            .find_map(|start| fit(rest, message, normalized, start + first.len()))
            .map(|facts| TemplateFit { facts, text })
    }
}

/// Where a message begins: at its start, or behind the brackets that services put there, with a
/// request id, an action or a name of theirs in it.
fn beginnings(normalized: &str) -> impl Iterator<Item = usize> {
    let mut next = Some(0);
    let mut starts: Vec<usize> = std::iter::from_fn(move || {
        let start = next?;
        let rest = &normalized[start..];
        let close = match rest.bytes().next() {
            Some(b'[') => Some(']'),
            Some(b'(') => Some(')'),
            _ => None,
        };
        next = close.and_then(|close| Some(start + rest.find(close)? + 1));
        Some(start)
    })
    .take(TRIES)
    .collect();
    // Behind all brackets first.
    starts.reverse();
    starts.into_iter()
}

fn kind_of(name: &str) -> FactKind {
    FACTS.iter().find(|(fact, _)| *fact == name).map_or(FactKind::Text, |(_, kind)| *kind)
}

/// What the rest of a template captures from `at` on, if it fits there.
fn fit(
    pieces: &[TemplatePiece],
    message: &str,
    normalized: &Normalized,
    at: usize,
) -> Option<BTreeMap<&'static str, String>> {
    let rest = &normalized.text[at..];
    let Some((first, pieces)) = pieces.split_first() else {
        // A word must end where the template does.
        let before = normalized.text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let after = rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        let ends = !before || !after || !follows_word(message, normalized, at);
        return ends.then(BTreeMap::new);
    };
    match first {
        TemplatePiece::Literal(text) => {
            rest.starts_with(text).then(|| fit(pieces, message, normalized, at + text.len()))?
        }
        TemplatePiece::Fixed(name, text) => {
            let end = at + text.len();
            // `Region` is no beginning of `RegionId`.
            let is_whole = rest.starts_with(text.as_str()) && ends_name(message, normalized, end);
            let mut facts = is_whole.then(|| fit(pieces, message, normalized, end))??;
            facts.insert(name, captured(message, normalized, at, end).to_owned());
            Some(facts)
        }
        TemplatePiece::Fact(name, kind) => {
            let capture = |length: usize| {
                let value = captured(message, normalized, at, at + length);
                if !is_of_kind(value, *kind) {
                    return None;
                }
                let mut facts = fit(pieces, message, normalized, at + length)?;
                facts.insert(name, value.replace("\\/", "/"));
                Some(facts)
            };
            if let Some(TemplatePiece::Literal(next)) = pieces.first() {
                return ends_before(rest, next).filter(|&length| length > 0).find_map(capture);
            }
            let length = word_length(message, normalized, at, *kind);
            Some(length).filter(|&length| length > 0).and_then(capture)
        }
        TemplatePiece::Anything => {
            let Some(TemplatePiece::Literal(next)) = pieces.first() else { return None };
            ends_before(rest, next).find_map(|length| fit(pieces, message, normalized, at + length))
        }
    }
}

/// How far it is to each of the first places where `next` lies.
fn ends_before(rest: &str, next: &str) -> impl Iterator<Item = usize> {
    let near = &rest[..rest.floor_char_boundary(LONGEST + next.len())];
    memmem::find_iter(near.as_bytes(), next).take(TRIES)
}

/// How far a word of a kind reaches from `at`, in normalized bytes.
fn word_length(message: &str, normalized: &Normalized, at: usize, kind: FactKind) -> usize {
    let letters = normalized.text[at..].bytes().enumerate().take_while(|&(place, byte)| {
        is_letter(char::from(byte), kind)
            && (place == 0 || is_in_word(message, normalized, at + place))
    });
    let length = letters.count();
    // The full stop of a sentence is none of its last word.
    length
        - normalized.text[at..at + length].bytes().rev().take_while(|b| b".:".contains(b)).count()
}

/// Whether the character at `at` stands directly behind the one before it, with nothing dropped
/// between.
fn is_in_word(message: &str, normalized: &Normalized, at: usize) -> bool {
    let place = normalized.places[at];
    let before = message[..place].chars().next_back();
    before.is_some_and(|c| at > 0 && normalized.places[at - 1] == place - c.len_utf8())
}

/// Whether the name before `at` ends there; a dot in one has more of the name behind it.
fn ends_name(message: &str, normalized: &Normalized, at: usize) -> bool {
    let mut next = (at..normalized.text.len())
        .take_while(|&at| {
            normalized.text.is_char_boundary(at) && is_in_word(message, normalized, at)
        })
        .map(|at| normalized.text.as_bytes()[at]);
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    match next.next() {
        Some(b'.' | b'[') => !next.next().is_some_and(is_of_name),
        next => !next.is_some_and(is_of_name),
    }
}

/// Whether a letter or digit stands directly before `at`.
fn follows_word(message: &str, normalized: &Normalized, at: usize) -> bool {
    at > 0
        && at < normalized.text.len()
        && normalized.text.as_bytes()[at - 1].is_ascii_alphanumeric()
        && is_in_word(message, normalized, at)
}

/// The text of the message between two places of the normalized one.
fn captured<'m>(message: &'m str, normalized: &Normalized, start: usize, end: usize) -> &'m str {
    let from = normalized.places[start];
    // Up to the end of the last character, not to what follows the dropped ones behind it.
    let last = normalized.places[end - 1];
    let last = last + message[last..].chars().next().map_or(0, char::len_utf8);
    message[from..last].trim_matches(is_dropped)
}

fn is_letter(c: char, kind: FactKind) -> bool {
    match kind {
        FactKind::Number => c.is_ascii_digit(),
        FactKind::Name => c.is_ascii_alphanumeric() || "_-.[]:/*$".contains(c),
        FactKind::Text => true,
    }
}

fn is_of_kind(value: &str, kind: FactKind) -> bool {
    !value.is_empty() && value.chars().all(|c| is_letter(c, kind))
}

#[cfg(test)]
mod tests {
    use super::MOST_RULES;
    use crate::table::Table;

    #[test]
    fn there_is_room_for_all_rules() {
        assert!(Table::embedded().rules().count() <= MOST_RULES);
    }
}
