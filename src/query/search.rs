//! Full-text search over codes, labels, descriptions, advice and product names, in both languages.
//!
//! There is no index: scanning the whole table takes a few milliseconds, and a lookup pays nothing
//! for a search that is not made. A query is split into terms. For each term, a code scores in the
//! best place that the term occurs in; rare terms weigh more, and codes with all terms rank above
//! codes with some. Names of codes are English, so Chinese terms are translated by a glossary
//! first.

use std::collections::HashMap;

use crate::table::message::likeness;
use crate::table::{Code, Family, Meaning, Table, words_of};
use crate::vocabulary::Lang;

/// A code that a search found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SearchHit {
    /// The code.
    pub code: Code,
    /// How well it matches; comparable only within one search.
    pub score: f64,
}

/// The results of a search.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SearchResults {
    /// Best first.
    pub hits: Vec<SearchHit>,
    /// The words that were searched for, in lower case, to highlight them.
    pub marks: Vec<String>,
}

/// Finds the codes that match `query`: words in either language, the name of a product, or a
/// message.
///
/// ```
/// use tcerr::{Table, search};
///
/// let results = search(Table::embedded(), "secret id not found");
/// assert_eq!(results.hits[0].code.name(), "AuthFailure.SecretIdNotFound");
/// ```
pub fn search(table: Table, query: &str) -> SearchResults {
    let terms = terms(table, query);
    let mut scorer =
        Scorer { terms: &terms, query: query.trim().to_lowercase(), meanings: HashMap::new() };
    let scored_codes: Vec<(Code, Scores)> =
        table.codes().map(|code| (code, scorer.score_code(code))).collect();

    let weights: Vec<f64> = (0..terms.len())
        .map(|term| {
            let matches =
                scored_codes.iter().filter(|(_, scores)| scores.terms[term] > 0.0).count();
            // A term that matches no code weighs nothing.
            scored_codes.len().checked_div(matches).map_or(0.0, |rarity| 1.0 + log2(rarity))
        })
        .collect();
    let total_weight: f64 = weights.iter().sum();
    let mut hits: Vec<SearchHit> = scored_codes
        .into_iter()
        .filter_map(|(code, scores)| {
            let pairs = || scores.terms.iter().zip(&weights);
            let sum: f64 = pairs().map(|(score, weight)| score * weight).sum();
            let covered_weight: f64 =
                pairs().map(|(score, weight)| (score / FULL_TERM_SCORE).min(1.0) * weight).sum();
            let coverage = if total_weight > 0.0 { covered_weight / total_weight } else { 0.0 };
            let score = sum * coverage * coverage / scores.divisor + scores.message;
            (score > 0.0).then_some(SearchHit { code, score })
        })
        .collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score));
    let min_score = hits.first().map_or(0.0, |best| best.score * MIN_SHARE_OF_BEST);
    hits.retain(|hit| hit.score >= min_score);
    let marks = terms.iter().flat_map(Term::words).collect();
    SearchResults { hits, marks }
}

/// The score of a query that equals the error's type exactly.
const EXACT_LABEL_SCORE: f64 = 50.0;

/// The score from which a term counts as fully covered.
const FULL_TERM_SCORE: f64 = 4.0;

/// The share of the best score below which a hit is dropped as unrelated.
const MIN_SHARE_OF_BEST: f64 = 0.2;

/// The base-2 logarithm, exact at powers of 2 and linear between them.
///
/// That is close enough for weights and avoids the math library, which every start of the program
/// would have to load.
fn log2(value: usize) -> f64 {
    let exponent = value.max(1).ilog2();
    #[allow(clippy::cast_precision_loss, reason = "far fewer than 2^52 codes")]
    let fraction = (value.max(1) - (1 << exponent)) as f64 / f64::from(1u32 << exponent);
    f64::from(exponent) + fraction
}

/// One term of a query.
struct Term {
    /// The Chinese text as it was typed, or empty.
    chinese: String,
    /// Sets of English words in lower case. A set matches if all of its words do; one set is
    /// enough.
    english: Vec<Vec<String>>,
}

impl Term {
    fn english(word: &str) -> Self {
        Self { chinese: String::new(), english: vec![vec![word.to_owned()]] }
    }

    /// Every word of the term, in both languages.
    fn words(&self) -> impl Iterator<Item = String> {
        let chinese = Some(self.chinese.clone()).filter(|term| !term.is_empty());
        chinese.into_iter().chain(self.english.iter().flatten().cloned())
    }

    /// Whether `has_word` is true for the Chinese text, or for every word of a set.
    fn matches(&self, has_word: impl Fn(&str) -> bool) -> bool {
        self.match_strength(has_word) > 0.0
    }

    /// How strongly the term matches a text, from 0 to 1, where `has_word` says whether the text
    /// has a word: 1 for the Chinese text and the first set of words, less for each later set,
    /// which is less specific.
    fn match_strength(&self, has_word: impl Fn(&str) -> bool) -> f64 {
        if !self.chinese.is_empty() && has_word(&self.chinese) {
            return 1.0;
        }
        let matching_set =
            self.english.iter().position(|words| words.iter().all(|word| has_word(word)));
        let strengths = [1.0, 0.85, 0.7, 0.6];
        matching_set.map_or(0.0, |set| strengths.get(set).copied().unwrap_or(0.5))
    }
}

/// English words too common to search for.
const STOP_WORDS: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "could", "do", "does",
    "fix", "for", "from", "get", "got", "has", "have", "how", "i", "if", "in", "is", "it", "its",
    "my", "of", "on", "or", "our", "please", "that", "the", "their", "then", "there", "this", "to",
    "was", "we", "were", "what", "when", "which", "why", "will", "with", "you", "your",
];

/// Chinese characters too common to search for.
const STOP_CHARACTERS: &str = "的了是在和与或请您我你吗呢把被为对该此这那有也都就还又";

/// Splits a query into distinct terms.
fn terms(table: Table, query: &str) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    let mut add = |term: Term| {
        let is_new = !terms
            .iter()
            .any(|known| known.chinese == term.chinese && known.english == term.english);
        if is_new {
            terms.push(term);
        }
    };
    for run in runs(query) {
        if run.is_ascii() {
            let words = words_of(run).to_lowercase();
            for word in words.split(' ').filter(|word| !STOP_WORDS.contains(word)) {
                add(Term::english(word));
            }
        } else {
            chinese_terms(table, run).into_iter().for_each(&mut add);
        }
    }
    terms
}

/// Splits a query into runs of ASCII letters and digits and runs of Chinese characters.
fn runs(query: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => 1,
        '\u{3400}'..='\u{9fff}' => 2,
        _ => 0,
    };
    let mut runs = Vec::new();
    let mut start = 0;
    let mut run_kind = 0;
    for (offset, c) in query.char_indices().chain([(query.len(), ' ')]) {
        if kind(c) != run_kind {
            if run_kind != 0 {
                runs.push(&query[start..offset]);
            }
            start = offset;
            run_kind = kind(c);
        }
    }
    runs
}

/// Splits a run of Chinese into terms: the longest terms of the glossary, and pairs of the
/// characters between them.
fn chinese_terms(table: Table, run: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut unknown = String::new();
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let longest = table
            .terms()
            .filter(|(term, _)| rest.starts_with(term))
            .max_by_key(|(term, _)| term.len());
        let length = if let Some((term, words)) = longest {
            push_pairs(&mut unknown, &mut terms);
            let english = words.map(|set| set.split('+').map(str::to_owned).collect());
            terms.push(Term { chinese: term.to_owned(), english: english.collect() });
            term.len()
        } else {
            if STOP_CHARACTERS.contains(first) {
                push_pairs(&mut unknown, &mut terms);
            } else {
                unknown.push(first);
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    push_pairs(&mut unknown, &mut terms);
    terms
}

/// Empties `unknown`, Chinese that the glossary does not have, into terms of two characters each.
fn push_pairs(unknown: &mut String, terms: &mut Vec<Term>) {
    let characters: Vec<char> = unknown.drain(..).collect();
    let pairs = characters.windows(2.min(characters.len()).max(1));
    terms.extend(pairs.map(|pair| Term { chinese: pair.iter().collect(), english: Vec::new() }));
}

/// How well the query matches a code.
struct Scores {
    /// For each term, the score of its best place.
    terms: Vec<f64>,
    /// The score of the known messages and the labels of the code.
    message: f64,
    /// Divides the score of the terms; about 1. It grows with the words of the name that match no
    /// term, and shrinks with the number of actions that return the code.
    divisor: f64,
}

/// Scores codes for one query. Codes share meanings, so each meaning is scored once.
struct Scorer<'a> {
    terms: &'a [Term],
    /// The whole query, in lower case.
    query: String,
    /// The scores of the meanings so far, by the address of the English description.
    meanings: HashMap<*const u8, (Vec<f64>, f64)>,
}

impl Scorer<'_> {
    fn score_code(&mut self, code: Code) -> Scores {
        let words = words_of(code.name()).to_lowercase();
        let words: Vec<&str> = words.split(' ').collect();
        let family_len = code
            .name()
            .split_once('.')
            .map_or(0, |(family, _)| words_of(family).split(' ').count().min(words.len()));
        let joined_words = words.concat();
        let mut scores: Vec<f64> = self
            .terms
            .iter()
            .map(|term| {
                let places = [
                    (10.0, term.match_strength(|word| has_word(&words[family_len..], word))),
                    (6.0, term.match_strength(|word| has_word(&words, word))),
                    (
                        5.0,
                        term.match_strength(|word| word.len() >= 4 && joined_words.contains(word)),
                    ),
                ];
                places.into_iter().map(|(weight, strength)| weight * strength).fold(0.0, f64::max)
            })
            .collect();
        let matched_words = words.iter().filter(|word| {
            self.terms.iter().any(|term| term.matches(|wanted| is_same_word(word, wanted)))
        });
        let unmatched_words = words.len() - matched_words.count();
        let mut message = 0.0f64;
        let family = || code.family().map(Family::meaning);
        let has_own_text = code.meanings().len() > 0;
        for meaning in code.meanings().chain(family().filter(|_| !has_own_text)) {
            let (term_scores, message_score) = self.score_meaning(meaning);
            // A family's text is less specific than the code's own.
            let weight = if has_own_text { 1.0 } else { 0.5 };
            for (score, term_score) in scores.iter_mut().zip(term_scores) {
                *score = score.max(term_score * weight);
            }
            message = message.max(*message_score);
        }
        for publication in code.publications().take(8) {
            let product = publication.product();
            for (score, term) in scores.iter_mut().zip(self.terms) {
                let is_named = term.matches(|word| product.name() == word)
                    || (term.chinese.chars().count() > 1
                        && product.title(Lang::Zh).contains(&term.chinese));
                // A single word of a title says little: many products are called a service.
                let is_in_title = || {
                    let title = product.title(Lang::En).to_lowercase();
                    let words: Vec<&str> = title.split([' ', '-']).collect();
                    term.matches(|word| has_word(&words, word))
                };
                let product_score =
                    if is_named { 5.0 } else { f64::from(u8::from(is_in_title())) * 0.5 };
                *score = score.max(product_score);
            }
        }
        // A code that many actions return is more often the one that was meant.
        let actions: usize =
            code.publications().map(|publication| publication.actions().len()).sum();
        #[allow(clippy::cast_precision_loss, reason = "a name has a dozen words")]
        let divisor = 1.0 + 0.04 * unmatched_words as f64 - 0.02 * log2(actions.clamp(1, 1024));
        Scores { terms: scores, message, divisor }
    }

    /// The score of every term in the texts of `meaning`, and the score of the whole query against
    /// its known messages and its label.
    fn score_meaning(&mut self, meaning: Meaning) -> &(Vec<f64>, f64) {
        let (terms, query) = (self.terms, &self.query);
        self.meanings.entry(meaning.description(Lang::En).as_ptr()).or_insert_with(|| {
            let joined = |texts: &mut dyn Iterator<Item = &'static str>| {
                texts.collect::<Vec<_>>().join(" ").to_lowercase()
            };
            let langs = [Lang::En, Lang::Zh];
            let label = joined(&mut langs.into_iter().map(|lang| meaning.label(lang)));
            let description = joined(&mut langs.into_iter().map(|lang| meaning.description(lang)));
            let steps = joined(&mut langs.into_iter().flat_map(|lang| meaning.fix(lang)));
            let messages = joined(&mut meaning.says());
            let term_scores = terms.iter().map(|term| {
                [(&label, 7.0), (&messages, 5.0), (&description, 4.0), (&steps, 1.5)]
                    .into_iter()
                    .map(|(text, weight)| {
                        weight * term.match_strength(|word| contains_word(text, word))
                    })
                    .fold(0.0, f64::max)
            });
            let likenesses = meaning.says().map(|template| likeness(template, query));
            // Only for general codes: many specific codes have the same label.
            let is_label = meaning.api().is_some()
                && langs.iter().any(|&lang| meaning.label(lang).to_lowercase() == *query);
            let label_score = if is_label { EXACT_LABEL_SCORE } else { 0.0 };
            (term_scores.collect(), likenesses.fold(label_score, f64::max))
        })
    }
}

fn has_word(words: &[&str], wanted: &str) -> bool {
    words.iter().any(|word| is_same_word(word, wanted))
}

/// Whether two words differ at most in their ending.
fn is_same_word(word: &str, wanted: &str) -> bool {
    word == wanted || (word.len() > 3 && wanted.len() > 3 && stem(word) == stem(wanted))
}

fn stem(word: &str) -> &str {
    ["ing", "ies", "ed", "es", "s", "y", "e"]
        .into_iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.len() >= 3))
        .unwrap_or(word)
}

/// Whether a text contains a word: a Chinese one anywhere, an English one at the start of a word
/// and with at most three more bytes.
fn contains_word(text: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return text.contains(word);
    }
    let stem = if word.len() > 3 { stem(word) } else { word };
    text.match_indices(stem).any(|(start, _)| {
        let is_word_start = !text[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
        let rest = &text[start + stem.len()..];
        let ending_len = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        is_word_start && ending_len <= 3
    })
}
