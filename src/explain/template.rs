//! Matches one message against one template of a message rule.
//!
//! A template is a sequence of literal texts and placeholders, which the build script has split and
//! checked. Both sides are compared [normalized](super::normalize), but facts are captured as
//! the message has them. A prefilter rules out most templates before they are searched for. Which
//! rule wins, and what is said about its cause, is decided in [`cause`](super::cause).

use std::collections::BTreeMap;

use memchr::memmem::{self, Finder};

use super::normalize::{Normalized, is_dropped, normalize};
use crate::table::layout::{FACTS, FactKind, piece};

/// The maximum number of positions at which a template, or a literal in it, is tried.
const MAX_TRIES: usize = 8;

/// The maximum length of the text that a placeholder before a literal matches, in normalized bytes.
const MAX_PLACEHOLDER_LEN: usize = 4096;

/// A template, prepared for matching.
pub(super) struct Template {
    pieces: Vec<TemplatePiece>,
    /// Some grams of the longest literal; a message without them cannot match.
    required_grams: Vec<Gram>,
    /// Searches for the first piece, if that is a literal.
    first_literal: Option<Finder<'static>>,
    /// The total length of the texts that the template requires, in normalized bytes.
    literal_len: usize,
}

/// One piece of a template.
enum TemplatePiece {
    /// Normalized text.
    Literal(&'static str),
    /// A fact that must be exactly this normalized text.
    FixedFact(&'static str, String),
    /// A fact of any text that its kind allows.
    Fact(&'static str, FactKind),
    /// Any text, not captured.
    Anything,
}

/// The result of matching a template.
#[derive(Default)]
pub(super) struct TemplateMatch {
    /// The captured facts by name, as the message has them.
    pub(super) facts: BTreeMap<&'static str, String>,
    /// The total length of the texts that the template requires, in normalized bytes.
    pub(super) literal_len: usize,
}

impl TemplateMatch {
    /// Merges the matches of two templates of one rule: the greater length, and the facts of the
    /// match that has more of them.
    pub(super) fn merge(self, other: Self) -> Self {
        let literal_len = self.literal_len.max(other.literal_len);
        let key = |matched: &Self| (matched.facts.len(), matched.literal_len);
        let facts = if key(&self) < key(&other) { other.facts } else { self.facts };
        Self { facts, literal_len }
    }
}

impl Template {
    /// Prepares the template with these pieces, as the blob has them.
    pub(super) fn from_pieces(pieces: impl Iterator<Item = &'static str>) -> Self {
        let pieces: Vec<TemplatePiece> = pieces
            .map(|text| match text.strip_prefix(piece::PLACEHOLDER) {
                None => TemplatePiece::Literal(&text[piece::LITERAL.len_utf8()..]),
                Some(piece::ANYTHING) => TemplatePiece::Anything,
                Some(name) => match name.split_once('=') {
                    Some((name, value)) => TemplatePiece::FixedFact(name, normalize(value).text),
                    None => TemplatePiece::Fact(name, fact_kind(name)),
                },
            })
            .collect();
        let literal_lens = pieces.iter().map(|piece| match piece {
            TemplatePiece::Literal(text) => text.len(),
            TemplatePiece::FixedFact(_, text) => text.len(),
            _ => 0,
        });
        let literal_len = literal_lens.sum();
        let literals = pieces.iter().filter_map(|piece| match piece {
            TemplatePiece::Literal(text) => Some(*text),
            _ => None,
        });
        let longest = literals.max_by_key(|text| text.len()).unwrap_or_default();
        let required_grams = grams(longest).step_by(GRAM_LEN).take(4).collect();
        let first_literal = match pieces.first() {
            Some(&TemplatePiece::Literal(first)) => Some(Finder::new(first)),
            _ => None,
        };
        Self { pieces, required_grams, first_literal, literal_len }
    }

    /// Matches the template against `message`, of which `normalized` and `prefilter` were made.
    ///
    /// A template that starts with a literal matches anywhere in the message; one that starts with
    /// a placeholder matches only where the message starts.
    pub(super) fn find(
        &self,
        message: &str,
        normalized: &Normalized,
        prefilter: &GramPrefilter,
    ) -> Option<TemplateMatch> {
        if !prefilter.may_contain(&self.required_grams) {
            return None;
        }
        let literal_len = self.literal_len;
        let (Some(finder), [TemplatePiece::Literal(first), rest @ ..]) =
            (&self.first_literal, &self.pieces[..])
        else {
            let mut starts = message_starts(&normalized.text);
            let facts = starts.find_map(|start| capture(&self.pieces, message, normalized, start));
            return facts.map(|facts| TemplateMatch { facts, literal_len });
        };
        let starts = finder.find_iter(normalized.text.as_bytes()).take(MAX_TRIES);
        let mut starts = starts.filter(|&start| {
            !first.starts_with(|c: char| c.is_ascii_alphanumeric())
                || !follows_alphanumeric(message, normalized, start)
        });
        starts
            .find_map(|start| capture(rest, message, normalized, start + first.len()))
            .map(|facts| TemplateMatch { facts, literal_len })
    }
}

/// Length of a gram, in bytes.
const GRAM_LEN: usize = 4;

/// The hash of a few consecutive bytes of a text.
type Gram = u16;

fn grams(text: &str) -> impl Iterator<Item = Gram> {
    text.as_bytes().windows(GRAM_LEN).map(|bytes| {
        let number = bytes.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        // The upper bits of a product with a large odd number depend on all bytes.
        (number.wrapping_mul(0x9e37_79b1) >> (32 - GramPrefilter::BITS)) as Gram
    })
}

/// The set of grams of a message, as a cheap test before dozens of templates are searched for in
/// it.
pub(super) struct GramPrefilter([u64; Self::WORDS]);

impl GramPrefilter {
    const BITS: u32 = 12;
    const WORDS: usize = (1 << Self::BITS) / 64;

    pub(super) fn new(text: &str) -> Self {
        let mut set = [0; Self::WORDS];
        for gram in grams(text) {
            set[usize::from(gram / 64)] |= 1 << (gram % 64);
        }
        Self(set)
    }

    /// Whether the text may contain all of `required`; `false` is certain, `true` may be a
    /// collision.
    fn may_contain(&self, required: &[Gram]) -> bool {
        required.iter().all(|gram| self.0[usize::from(gram / 64)] >> (gram % 64) & 1 == 1)
    }
}

/// The positions in a normalized text at which the message may start: its first byte, and after
/// each of the brackets in which services prefix a request id, an action or a name of their own.
/// The position after all brackets comes first.
fn message_starts(normalized: &str) -> impl Iterator<Item = usize> {
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
    .take(MAX_TRIES)
    .collect();
    starts.reverse();
    starts.into_iter()
}

fn fact_kind(name: &str) -> FactKind {
    FACTS.iter().find(|(fact, _)| *fact == name).map_or(FactKind::Text, |(_, kind)| *kind)
}

/// The facts that `pieces` capture from position `at` on, or `None` if they do not match there.
fn capture(
    pieces: &[TemplatePiece],
    message: &str,
    normalized: &Normalized,
    at: usize,
) -> Option<BTreeMap<&'static str, String>> {
    let rest = &normalized.text[at..];
    let Some((first, pieces)) = pieces.split_first() else {
        // The template must not end inside a word.
        let before = normalized.text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let after = rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        let is_word_end = !before || !after || !follows_alphanumeric(message, normalized, at);
        return is_word_end.then(BTreeMap::new);
    };
    match first {
        TemplatePiece::Literal(text) => {
            rest.starts_with(text).then(|| capture(pieces, message, normalized, at + text.len()))?
        }
        TemplatePiece::FixedFact(name, text) => {
            let end = at + text.len();
            // `Region` must not match the start of `RegionId`.
            let is_whole_name =
                rest.starts_with(text.as_str()) && is_name_end(message, normalized, end);
            let mut facts = is_whole_name.then(|| capture(pieces, message, normalized, end))??;
            facts.insert(name, original_text(message, normalized, at, end).to_owned());
            Some(facts)
        }
        TemplatePiece::Fact(name, kind) => {
            let capture_fact = |len: usize| {
                let value = original_text(message, normalized, at, at + len);
                if !is_of_kind(value, *kind) {
                    return None;
                }
                let mut facts = capture(pieces, message, normalized, at + len)?;
                facts.insert(name, value.replace("\\/", "/"));
                Some(facts)
            };
            if let Some(TemplatePiece::Literal(next)) = pieces.first() {
                return distances_to(next, rest).filter(|&len| len > 0).find_map(capture_fact);
            }
            let len = word_len(message, normalized, at, *kind);
            Some(len).filter(|&len| len > 0).and_then(capture_fact)
        }
        TemplatePiece::Anything => {
            let Some(TemplatePiece::Literal(next)) = pieces.first() else { return None };
            distances_to(next, rest).find_map(|len| capture(pieces, message, normalized, at + len))
        }
    }
}

/// The distances in bytes from the start of `text` to the first few occurrences of `literal`.
fn distances_to(literal: &str, text: &str) -> impl Iterator<Item = usize> {
    let searched = &text[..text.floor_char_boundary(MAX_PLACEHOLDER_LEN + literal.len())];
    memmem::find_iter(searched.as_bytes(), literal).take(MAX_TRIES)
}

/// The length of the word of this kind at position `at`, in normalized bytes.
fn word_len(message: &str, normalized: &Normalized, at: usize, kind: FactKind) -> usize {
    let letters = normalized.text[at..].bytes().enumerate().take_while(|&(index, byte)| {
        is_letter(char::from(byte), kind)
            && (index == 0 || is_adjacent(message, normalized, at + index))
    });
    let len = letters.count();
    // The full stop or colon at the end of a sentence is not part of its last word.
    len - normalized.text[at..at + len].bytes().rev().take_while(|b| b".:".contains(b)).count()
}

/// Whether the character at position `at` directly follows the previous one in the message, with
/// nothing dropped between them.
fn is_adjacent(message: &str, normalized: &Normalized, at: usize) -> bool {
    let offset = normalized.offsets[at];
    let previous = message[..offset].chars().next_back();
    previous.is_some_and(|c| at > 0 && normalized.offsets[at - 1] == offset - c.len_utf8())
}

/// Whether the name before position `at` ends there. A dot or bracket ends it unless more of the
/// name follows.
fn is_name_end(message: &str, normalized: &Normalized, at: usize) -> bool {
    let mut next = (at..normalized.text.len())
        .take_while(|&at| {
            normalized.text.is_char_boundary(at) && is_adjacent(message, normalized, at)
        })
        .map(|at| normalized.text.as_bytes()[at]);
    let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    match next.next() {
        Some(b'.' | b'[') => !next.next().is_some_and(is_name_byte),
        next => !next.is_some_and(is_name_byte),
    }
}

/// Whether the character at position `at` directly follows a letter or digit in the message.
fn follows_alphanumeric(message: &str, normalized: &Normalized, at: usize) -> bool {
    at > 0
        && at < normalized.text.len()
        && normalized.text.as_bytes()[at - 1].is_ascii_alphanumeric()
        && is_adjacent(message, normalized, at)
}

/// The text of the message between two positions of the normalized text.
fn original_text<'m>(
    message: &'m str,
    normalized: &Normalized,
    start: usize,
    end: usize,
) -> &'m str {
    let from = normalized.offsets[start];
    // End at the last character itself; dropped characters may follow it.
    let last = normalized.offsets[end - 1];
    let to = last + message[last..].chars().next().map_or(0, char::len_utf8);
    message[from..to].trim_matches(is_dropped)
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
