//! A glance at a text, before it is read at length: whether one of a few words is in it at all.

use std::sync::OnceLock;

use aho_corasick::packed::Searcher;

/// Words to look for at once.
pub(super) struct WordPrefilter {
    words: &'static [&'static str],
    searcher: OnceLock<Searcher>,
}

impl WordPrefilter {
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        Self { words, searcher: OnceLock::new() }
    }

    /// Whether one of them is in `text`.
    pub(super) fn are_in(&self, text: impl AsRef<[u8]>) -> bool {
        let searcher = self.searcher.get_or_init(|| {
            let searcher = Searcher::new(self.words);
            searcher.unwrap_or_else(|| unreachable!("a few short words"))
        });
        searcher.find(text).is_some()
    }
}
