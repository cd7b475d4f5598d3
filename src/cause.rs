//! What a message tells of the cause of a failure: the rules of `data/causes.toml`, applied.
//!
//! Message and templates are compared [folded](crate::fold): without letter case, white space,
//! quotation marks and commas, for those are what boxes, logs and escapes add and lose. Of the
//! templates that fit, the one with the most text of its own decides.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use memchr::memmem::{self, Finder};
use serde::Serialize;

use crate::fold::{Folded, fold, is_dropped};
use crate::kind::{Lang, Responsible};
use crate::table::layout::{FACTS, Form, OTHERWISE, piece};
use crate::table::{Code, Family, Rule, Table};

/// Why a call failed, as far as its message tells.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Cause {
    /// The name of the rule that found it, such as `clock-skew`.
    pub id: &'static str,
    /// The cause in a sentence.
    pub summary: String,
    /// What to do, first things first.
    pub suggested_action: Vec<String>,
    /// What the message says: the names of the facts and what they are here, as it has them.
    pub facts: BTreeMap<&'static str, String>,
}

/// A cause that a code can have, for who has no message.
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
pub(crate) struct Told {
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
pub(crate) enum With<'c> {
    /// A code, in these spellings, or if it is not known, in this family.
    Code(&'c [Code], Option<Family>),
    /// None, so that any rule may fit.
    NoCode,
}

/// The cause that `message` tells of.
pub(crate) fn told(table: Table, with: &With<'_>, message: &str) -> Option<Told> {
    let (codes, family, is_any) = match *with {
        With::Code(codes, family) => (codes, family, false),
        With::NoCode => (&[][..], None, true),
    };
    let folded = fold(beginning(message, READ));
    let grams = Grams::of(&folded.text);
    let of_codes = codes.iter().flat_map(|code| code.rules()).map(|(rule, _)| rule);
    let of_family = family.into_iter().flat_map(Family::rules).map(|(rule, _)| rule);
    let others = table.rules().filter(|rule| is_any || rule.is_for_every_code());
    let names: Vec<_> = codes.iter().map(|code| code.name()).collect();
    let fits = of_codes.chain(of_family).chain(others).filter_map(|rule| {
        let Ready { templates, always } = Ready::of(rule);
        let templates = templates.iter();
        let of_templates = templates
            .filter_map(|template| template.find(message, &folded, &grams))
            .reduce(Found::and);
        let is_always = || always.iter().any(|name| names.contains(name));
        let found = of_templates.or_else(|| is_always().then(Found::default))?;
        let is_other = rule.unless().any(|text| folded.text.contains(text));
        (!is_other).then_some((rule, found))
    });
    // The first of equals, as `min` takes it.
    let (rule, found) = fits.min_by_key(|(rule, found)| {
        // What a code always means stands back behind what a message says.
        let rank = if found.text > 0 { rule.rank() } else { 0 };
        Reverse((rank, found.text))
    })?;
    Some(Told { rule, facts: found.facts })
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

impl Told {
    /// The cause in words; steps that speak of what the message does not say are left out.
    pub(crate) fn cause(&self, lang: Lang) -> Cause {
        let mut is_left_out = false;
        let steps = self.rule.steps(lang).filter_map(|step| {
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
            suggested_action: steps.map(Cow::into_owned).collect(),
            facts: self.facts.clone(),
        }
    }

    /// Why the verdict is what it is.
    pub(crate) fn verdict_reason(&self, lang: Lang) -> Cow<'static, str> {
        self.fill(self.rule.verdict_reason(lang)).unwrap_or_default()
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
enum Piece {
    /// Folded.
    Literal(&'static str),
    /// A fact that has just this text, folded.
    Fixed(&'static str, String),
    /// A fact.
    Fact(&'static str, Form),
    Anything,
}

struct Template {
    pieces: Vec<Piece>,
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
        (bytes.wrapping_mul(0x9e37_79b1) >> (32 - Grams::BITS)) as Gram
    })
}

/// The grams of a text: a glance, before dozens of templates are looked for in it.
struct Grams([u64; Self::WORDS]);

impl Grams {
    const BITS: u32 = 12;
    const WORDS: usize = (1 << Self::BITS) / 64;

    fn of(text: &str) -> Self {
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
struct Ready {
    templates: Vec<Template>,
    /// The codes that always have this cause.
    always: Vec<&'static str>,
}

impl Ready {
    fn of(rule: Rule) -> &'static Self {
        static ALL: [OnceLock<Ready>; MOST_RULES] = [const { OnceLock::new() }; MOST_RULES];
        ALL[rule.place()].get_or_init(|| Self {
            templates: rule.templates().map(Template::of).collect(),
            always: rule.always().collect(),
        })
    }
}

/// Where a template fits.
#[derive(Default)]
struct Found {
    facts: BTreeMap<&'static str, String>,
    /// How much text of its own the template has.
    text: usize,
}

impl Found {
    /// What two templates of one rule found: the text of the one that has more, the facts too.
    fn and(self, other: Self) -> Self {
        let text = self.text.max(other.text);
        let key = |found: &Self| (found.facts.len(), found.text);
        let facts = if key(&self) < key(&other) { other.facts } else { self.facts };
        Self { facts, text }
    }
}

impl Template {
    fn of(pieces: impl Iterator<Item = &'static str>) -> Self {
        let pieces: Vec<Piece> = pieces
            .map(|text| match text.strip_prefix(piece::PLACEHOLDER) {
                None => Piece::Literal(&text[piece::LITERAL.len_utf8()..]),
                Some(piece::ANYTHING) => Piece::Anything,
                Some(name) => match name.split_once('=') {
                    Some((name, value)) => Piece::Fixed(name, fold(value).text),
                    None => Piece::Fact(name, form(name)),
                },
            })
            .collect();
        let own = pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => text.len(),
            Piece::Fixed(_, text) => text.len(),
            _ => 0,
        });
        let text = own.sum();
        let literals = pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(text) => Some(*text),
            _ => None,
        });
        let longest = literals.max_by_key(|text| text.len()).unwrap_or_default();
        let needed = grams(longest).step_by(GRAM).take(4).collect();
        let first = match pieces.first() {
            Some(&Piece::Literal(first)) => Some(Finder::new(first)),
            _ => None,
        };
        Self { pieces, needed, first, text }
    }

    /// Where the template fits in `message`, which is folded too.
    fn find(&self, message: &str, folded: &Folded, grams: &Grams) -> Option<Found> {
        if !grams.have(&self.needed) {
            return None;
        }
        let text = self.text;
        let (Some(finder), [Piece::Literal(first), rest @ ..]) = (&self.first, &self.pieces[..])
        else {
            // One that begins with a fact begins where the message does.
            let mut starts = beginnings(&folded.text);
            let facts = starts.find_map(|start| fit(&self.pieces, message, folded, start));
            return facts.map(|facts| Found { facts, text });
        };
        let starts = finder.find_iter(folded.text.as_bytes()).take(TRIES);
        let mut starts = starts.filter(|&start| {
            !first.starts_with(|c: char| c.is_ascii_alphanumeric())
                || !follows_word(message, folded, start)
        });
        starts
            .find_map(|start| fit(rest, message, folded, start + first.len()))
            .map(|facts| Found { facts, text })
    }
}

/// Where a message begins: at its start, or behind the brackets that services put there, with a
/// request id, an action or a name of theirs in it.
fn beginnings(folded: &str) -> impl Iterator<Item = usize> {
    let mut next = Some(0);
    let mut starts: Vec<usize> = std::iter::from_fn(move || {
        let start = next?;
        let rest = &folded[start..];
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

/// The first `length` bytes of `text`, or a few less, so that no character is cut.
fn beginning(text: &str, length: usize) -> &str {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn form(name: &str) -> Form {
    FACTS.iter().find(|(fact, _)| *fact == name).map_or(Form::Text, |(_, form)| *form)
}

/// What the rest of a template captures from `at` on, if it fits there.
fn fit(
    pieces: &[Piece],
    message: &str,
    folded: &Folded,
    at: usize,
) -> Option<BTreeMap<&'static str, String>> {
    let rest = &folded.text[at..];
    let Some((first, pieces)) = pieces.split_first() else {
        // A word must end where the template does.
        let before = folded.text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let after = rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        let ends = !before || !after || !follows_word(message, folded, at);
        return ends.then(BTreeMap::new);
    };
    match first {
        Piece::Literal(text) => {
            rest.starts_with(text).then(|| fit(pieces, message, folded, at + text.len()))?
        }
        Piece::Fixed(name, text) => {
            let end = at + text.len();
            // `Region` is no beginning of `RegionId`.
            let is_whole = rest.starts_with(text.as_str()) && ends_name(message, folded, end);
            let mut facts = is_whole.then(|| fit(pieces, message, folded, end))??;
            facts.insert(name, captured(message, folded, at, end).to_owned());
            Some(facts)
        }
        Piece::Fact(name, form) => {
            let capture = |length: usize| {
                let value = captured(message, folded, at, at + length);
                if !is_of_form(value, *form) {
                    return None;
                }
                let mut facts = fit(pieces, message, folded, at + length)?;
                facts.insert(name, value.replace("\\/", "/"));
                Some(facts)
            };
            if let Some(Piece::Literal(next)) = pieces.first() {
                return ends_before(rest, next).filter(|&length| length > 0).find_map(capture);
            }
            let length = word_length(message, folded, at, *form);
            Some(length).filter(|&length| length > 0).and_then(capture)
        }
        Piece::Anything => {
            let Some(Piece::Literal(next)) = pieces.first() else { return None };
            ends_before(rest, next).find_map(|length| fit(pieces, message, folded, at + length))
        }
    }
}

/// How far it is to each of the first places where `next` lies.
fn ends_before(rest: &str, next: &str) -> impl Iterator<Item = usize> {
    let near = beginning(rest, LONGEST + next.len());
    memmem::find_iter(near.as_bytes(), next).take(TRIES)
}

/// How far a word of a form reaches from `at`, in folded bytes.
fn word_length(message: &str, folded: &Folded, at: usize, form: Form) -> usize {
    let letters = folded.text[at..].bytes().enumerate().take_while(|&(place, byte)| {
        is_letter(char::from(byte), form) && (place == 0 || is_in_word(message, folded, at + place))
    });
    let length = letters.count();
    // The full stop of a sentence is none of its last word.
    length - folded.text[at..at + length].bytes().rev().take_while(|b| b".:".contains(b)).count()
}

/// Whether the character at `at` stands directly behind the one before it, with nothing dropped
/// between.
fn is_in_word(message: &str, folded: &Folded, at: usize) -> bool {
    let place = folded.places[at];
    let before = message[..place].chars().next_back();
    before.is_some_and(|c| at > 0 && folded.places[at - 1] == place - c.len_utf8())
}

/// Whether the name before `at` ends there; a dot in one has more of the name behind it.
fn ends_name(message: &str, folded: &Folded, at: usize) -> bool {
    let mut next = (at..folded.text.len())
        .take_while(|&at| folded.text.is_char_boundary(at) && is_in_word(message, folded, at))
        .map(|at| folded.text.as_bytes()[at]);
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    match next.next() {
        Some(b'.' | b'[') => !next.next().is_some_and(is_of_name),
        next => !next.is_some_and(is_of_name),
    }
}

/// Whether a letter or digit stands directly before `at`.
fn follows_word(message: &str, folded: &Folded, at: usize) -> bool {
    at > 0
        && at < folded.text.len()
        && folded.text.as_bytes()[at - 1].is_ascii_alphanumeric()
        && is_in_word(message, folded, at)
}

/// The text of the message between two places of the folded one.
fn captured<'m>(message: &'m str, folded: &Folded, start: usize, end: usize) -> &'m str {
    let from = folded.places[start];
    // Up to the end of the last character, not to what follows the dropped ones behind it.
    let last = folded.places[end - 1];
    let last = last + message[last..].chars().next().map_or(0, char::len_utf8);
    message[from..last].trim_matches(is_dropped)
}

fn is_letter(c: char, form: Form) -> bool {
    match form {
        Form::Number => c.is_ascii_digit(),
        Form::Name => c.is_ascii_alphanumeric() || "_-.[]:/*$".contains(c),
        Form::Text => true,
    }
}

fn is_of_form(value: &str, form: Form) -> bool {
    !value.is_empty() && value.chars().all(|c| is_letter(c, form))
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
