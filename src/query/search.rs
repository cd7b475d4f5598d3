//! Full text over codes, labels, descriptions, advice and product names, in both languages.
//!
//! There is no index: the table is small enough to be read through in a few milliseconds, and a
//! look-up pays nothing for a search that it does not make. A query becomes terms; a code scores
//! for every term in the best of its places, the rarer the term the more, and codes that have all
//! of the terms go before those that have some. Code names are English, so that Chinese terms are
//! looked up in a glossary first.

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
    /// How well it fits; comparable within one search only.
    pub score: f64,
}

/// What a search found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SearchResults {
    /// Best first.
    pub hits: Vec<SearchHit>,
    /// The words that were looked for, in lower case, for marking them.
    pub marks: Vec<String>,
}

/// Finds the codes that `query` may mean: words in either language, a product's name, or a
/// message.
///
/// ```
/// use tcerr::{Table, search};
///
/// let found = search(Table::embedded(), "secret id not found");
/// assert_eq!(found.hits[0].code.name(), "AuthFailure.SecretIdNotFound");
/// ```
pub fn search(table: Table, query: &str) -> SearchResults {
    let terms = terms(table, query);
    let mut texts =
        Texts { terms: &terms, query: query.trim().to_lowercase(), known: HashMap::new() };
    let scores: Vec<(Code, Scores)> =
        table.codes().map(|code| (code, texts.of_code(code))).collect();

    let weights: Vec<f64> = (0..terms.len())
        .map(|term| {
            let with = scores.iter().filter(|(_, scores)| scores.terms[term] > 0.0).count();
            // What no code has says nothing about any.
            scores.len().checked_div(with).map_or(0.0, |rarity| 1.0 + logarithm(rarity))
        })
        .collect();
    let all: f64 = weights.iter().sum();
    let mut hits: Vec<SearchHit> = scores
        .into_iter()
        .filter_map(|(code, scores)| {
            let pairs = || scores.terms.iter().zip(&weights);
            let sum: f64 = pairs().map(|(score, weight)| score * weight).sum();
            let covered: f64 =
                pairs().map(|(score, weight)| (score / WHOLE).min(1.0) * weight).sum();
            let covered = if all > 0.0 { covered / all } else { 0.0 };
            let score = sum * covered * covered / scores.length + scores.message;
            (score > 0.0).then_some(SearchHit { code, score })
        })
        .collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score));
    let least = hits.first().map_or(0.0, |best| best.score * LEAST_SHARE);
    hits.retain(|hit| hit.score >= least);
    let marks = terms.iter().flat_map(Term::marks).collect();
    SearchResults { hits, marks }
}

/// What it is worth that the query is an error's type to the letter.
const THE_LABEL: f64 = 50.0;

/// From this score on, a term counts as found.
const WHOLE: f64 = 4.0;

/// The logarithm to base 2, exact at its powers and linear between them: near enough for weights,
/// and without the mathematics library, which every start of the program would have to load.
fn logarithm(value: usize) -> f64 {
    let whole = value.max(1).ilog2();
    #[allow(clippy::cast_precision_loss, reason = "far fewer than 2^52 codes")]
    let rest = (value.max(1) - (1 << whole)) as f64 / f64::from(1u32 << whole);
    f64::from(whole) + rest
}

/// A code that fits so much worse than the best one was hardly meant.
const LEAST_SHARE: f64 = 0.2;

/// Something to look for.
struct Term {
    /// Chinese as it was typed, or empty.
    chinese: String,
    /// English words of which one set must be there whole, in lower case.
    english: Vec<Vec<String>>,
}

impl Term {
    fn english(word: &str) -> Self {
        Self { chinese: String::new(), english: vec![vec![word.to_owned()]] }
    }

    fn marks(&self) -> impl Iterator<Item = String> {
        let chinese = Some(self.chinese.clone()).filter(|term| !term.is_empty());
        chinese.into_iter().chain(self.english.iter().flatten().cloned())
    }

    /// Whether `holds` is true of the Chinese term, or of every word of a set.
    fn is_in(&self, holds: impl Fn(&str) -> bool) -> bool {
        self.share(holds) > 0.0
    }

    /// How much of the term is meant where `holds` is true: all of it for the Chinese term and
    /// for the first set of words, less for every further set, which are less telling.
    fn share(&self, holds: impl Fn(&str) -> bool) -> f64 {
        if !self.chinese.is_empty() && holds(&self.chinese) {
            return 1.0;
        }
        let place = self.english.iter().position(|words| words.iter().all(|word| holds(word)));
        let later = [1.0, 0.85, 0.7, 0.6];
        place.map_or(0.0, |place| later.get(place).copied().unwrap_or(0.5))
    }
}

/// Words that stand in every message and mean nothing.
const STOP_WORDS: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "could", "do", "does",
    "fix", "for", "from", "get", "got", "has", "have", "how", "i", "if", "in", "is", "it", "its",
    "my", "of", "on", "or", "our", "please", "that", "the", "their", "then", "there", "this", "to",
    "was", "we", "were", "what", "when", "which", "why", "will", "with", "you", "your",
];

/// Chinese characters that alone mean nothing.
const STOP_CHARACTERS: &str = "的了是在和与或请您我你吗呢把被为对该此这那有也都就还又";

fn terms(table: Table, query: &str) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    let mut add = |term: Term| {
        let is_new = !terms.iter().any(|t| t.chinese == term.chinese && t.english == term.english);
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

/// Runs of ASCII letters and digits, and runs of Chinese characters.
fn runs(query: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => 1,
        '\u{3400}'..='\u{9fff}' => 2,
        _ => 0,
    };
    let mut runs = Vec::new();
    let mut start = 0;
    let mut before = 0;
    for (place, c) in query.char_indices().chain([(query.len(), ' ')]) {
        if kind(c) != before {
            if before != 0 {
                runs.push(&query[start..place]);
            }
            start = place;
            before = kind(c);
        }
    }
    runs
}

/// The terms of a run of Chinese: the longest that the glossary has, and what is left between.
fn chinese_terms(table: Table, run: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut left = String::new();
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let known = table
            .terms()
            .filter(|(term, _)| rest.starts_with(term))
            .max_by_key(|(term, _)| term.len());
        let length = if let Some((term, words)) = known {
            flush(&mut left, &mut terms);
            let english = words.map(|set| set.split('+').map(str::to_owned).collect());
            terms.push(Term { chinese: term.to_owned(), english: english.collect() });
            term.len()
        } else {
            if STOP_CHARACTERS.contains(first) {
                flush(&mut left, &mut terms);
            } else {
                left.push(first);
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    flush(&mut left, &mut terms);
    terms
}

/// Chinese that no glossary knows is looked for as pairs of characters.
fn flush(left: &mut String, terms: &mut Vec<Term>) {
    let characters: Vec<char> = left.drain(..).collect();
    let pairs = characters.windows(2.min(characters.len()).max(1));
    terms.extend(pairs.map(|pair| Term { chinese: pair.iter().collect(), english: Vec::new() }));
}

/// How well the terms fit a code.
struct Scores {
    /// For every term, the best of its places.
    terms: Vec<f64>,
    /// What the message alone is worth.
    message: f64,
    /// Grows with what the name says beyond the terms and shrinks with the actions that return the
    /// code, around 1.
    length: f64,
}

/// The texts of the table as the terms find them; each text is looked at once.
struct Texts<'a> {
    terms: &'a [Term],
    query: String,
    known: HashMap<*const u8, (Vec<f64>, f64)>,
}

impl Texts<'_> {
    fn of_code(&mut self, code: Code) -> Scores {
        let words = words_of(code.name()).to_lowercase();
        let name: Vec<&str> = words.split(' ').collect();
        let family = code
            .name()
            .split_once('.')
            .map_or(0, |(family, _)| words_of(family).split(' ').count().min(name.len()));
        let joined = name.concat();
        let mut scores: Vec<f64> = self
            .terms
            .iter()
            .map(|term| {
                let places = [
                    (10.0, term.share(|word| has_word(&name[family..], word))),
                    (6.0, term.share(|word| has_word(&name, word))),
                    (5.0, term.share(|word| word.len() >= 4 && joined.contains(word))),
                ];
                places.into_iter().map(|(worth, share)| worth * share).fold(0.0, f64::max)
            })
            .collect();
        let matched = name.iter().filter(|word| {
            self.terms.iter().any(|term| term.is_in(|wanted| is_same(word, wanted)))
        });
        let unmatched = name.len() - matched.count();
        let mut message = 0.0f64;
        let family = || code.family().map(Family::meaning);
        let written = code.meanings().len() > 0;
        for meaning in code.meanings().chain(family().filter(|_| !written)) {
            let (texts, said) = self.of_meaning(meaning);
            // A family's text says less of a code than its own.
            let share = if written { 1.0 } else { 0.5 };
            for (score, text) in scores.iter_mut().zip(texts) {
                *score = score.max(text * share);
            }
            message = message.max(*said);
        }
        for of in code.publications().take(8) {
            let product = of.product();
            for (score, term) in scores.iter_mut().zip(self.terms) {
                let called = term.is_in(|word| product.name() == word)
                    || (term.chinese.chars().count() > 1
                        && product.title(Lang::Zh).contains(&term.chinese));
                // A single word of a title says little: many are called a service.
                let titled = || {
                    let title = product.title(Lang::En).to_lowercase();
                    let words: Vec<&str> = title.split([' ', '-']).collect();
                    term.is_in(|word| has_word(&words, word))
                };
                let worth = if called { 5.0 } else { f64::from(u8::from(titled())) * 0.5 };
                *score = score.max(worth);
            }
        }
        // What many actions return was meant more often than what a single one returns.
        let actions: usize = code.publications().map(|of| of.actions().len()).sum();
        #[allow(clippy::cast_precision_loss, reason = "a name has a dozen words")]
        let length = 1.0 + 0.04 * unmatched as f64 - 0.02 * logarithm(actions.clamp(1, 1024));
        Scores { terms: scores, message, length }
    }

    /// What a meaning's texts are worth to every term, and what its messages are to the query.
    fn of_meaning(&mut self, meaning: Meaning) -> &(Vec<f64>, f64) {
        let (terms, query) = (self.terms, &self.query);
        self.known.entry(meaning.description(Lang::En).as_ptr()).or_insert_with(|| {
            let joined = |texts: &mut dyn Iterator<Item = &'static str>| {
                texts.collect::<Vec<_>>().join(" ").to_lowercase()
            };
            let both = [Lang::En, Lang::Zh];
            let label = joined(&mut both.into_iter().map(|lang| meaning.label(lang)));
            let text = joined(&mut both.into_iter().map(|lang| meaning.description(lang)));
            let steps = joined(&mut both.into_iter().flat_map(|lang| meaning.fix(lang)));
            let said = joined(&mut meaning.says());
            let worth = terms.iter().map(|term| {
                [(&label, 7.0), (&said, 5.0), (&text, 4.0), (&steps, 1.5)]
                    .into_iter()
                    .map(|(place, worth)| worth * term.share(|word| contains_word(place, word)))
                    .fold(0.0, f64::max)
            });
            let said = meaning.says().map(|template| likeness(template, query));
            // What is the type of one general code is that of many special ones.
            let is_label = meaning.api().is_some()
                && both.iter().any(|&lang| meaning.label(lang).to_lowercase() == *query);
            let said = said.fold(if is_label { THE_LABEL } else { 0.0 }, f64::max);
            (worth.collect(), said)
        })
    }
}

fn has_word(words: &[&str], wanted: &str) -> bool {
    words.iter().any(|word| is_same(word, wanted))
}

/// Whether two words differ at most by an ending.
fn is_same(word: &str, wanted: &str) -> bool {
    word == wanted || (word.len() > 3 && wanted.len() > 3 && stem(word) == stem(wanted))
}

fn stem(word: &str) -> &str {
    ["ing", "ies", "ed", "es", "s", "y", "e"]
        .into_iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.len() >= 3))
        .unwrap_or(word)
}

/// Whether a text has a word; a Chinese one may stand anywhere, an English one begins a word.
fn contains_word(text: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return text.contains(word);
    }
    let stem = if word.len() > 3 { stem(word) } else { word };
    text.match_indices(stem).any(|(at, _)| {
        let begins = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let rest = &text[at + stem.len()..];
        let ending = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        begins && ending <= 3
    })
}
