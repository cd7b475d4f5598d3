//! The search for a few words at once, before a text is read in full.
//!
//! What the words mean, and what follows from a hit, does not belong here.

use std::sync::OnceLock;

use aho_corasick::packed::{self, Searcher};
use aho_corasick::{AhoCorasick, Input, Match, MatchKind, Span};

/// The fastest search for several words that this machine supports.
pub(crate) enum WordSearcher {
    /// Vector instructions: as fast as memory for a few dozen words with few distinct beginnings.
    Packed(Searcher),
    /// For machines without vector instructions, and for any number of words.
    Automaton(AhoCorasick),
}

impl WordSearcher {
    /// A searcher for `words`; of words that begin at one place, the first in the list is found.
    pub(crate) fn new(words: &[&str]) -> Self {
        let config = packed::Config::new().match_kind(packed::MatchKind::LeftmostFirst).clone();
        let packed = config.builder().extend(words).build();
        packed.map_or_else(|| Self::automaton(words), Self::Packed)
    }

    fn automaton(words: &[&str]) -> Self {
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words);
        // The words are few and short, far below the limits of the automaton.
        Self::Automaton(automaton.unwrap_or_else(|error| unreachable!("{error}")))
    }

    /// The first word in `span` of `text`.
    pub(crate) fn find(&self, text: &[u8], span: Span) -> Option<Match> {
        match self {
            Self::Packed(searcher) => searcher.find_in(text, span),
            Self::Automaton(searcher) => searcher.find(Input::new(text).span(span)),
        }
    }
}

/// A set of words that are searched for at once. The searcher is built on first use.
pub(super) struct WordPrefilter {
    words: &'static [&'static str],
    searcher: OnceLock<WordSearcher>,
}

impl WordPrefilter {
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        Self { words, searcher: OnceLock::new() }
    }

    /// Whether `text` contains one of the words.
    pub(super) fn matches(&self, text: impl AsRef<[u8]>) -> bool {
        let searcher = self.searcher.get_or_init(|| WordSearcher::new(self.words));
        let text = text.as_ref();
        searcher.find(text, (0..text.len()).into()).is_some()
    }
}
