//! A fast check whether a text contains one of a few words, made before it is read in full.
//!
//! What the words mean, and what follows from a hit, does not belong here.

use std::sync::OnceLock;

use aho_corasick::packed::Searcher;

/// A set of words that are searched for at once. The searcher is built on first use.
pub(super) struct WordPrefilter {
    words: &'static [&'static str],
    searcher: OnceLock<Searcher>,
}

impl WordPrefilter {
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        Self { words, searcher: OnceLock::new() }
    }

    /// Whether `text` contains one of the words.
    pub(super) fn matches(&self, text: impl AsRef<[u8]>) -> bool {
        let searcher = self.searcher.get_or_init(|| {
            let searcher = Searcher::new(self.words);
            searcher.unwrap_or_else(|| unreachable!("packed search accepts a few short words"))
        });
        searcher.find(text).is_some()
    }
}
