//! Questions to the table that no failure asks: which codes there are, and which one is meant by
//! words.

pub(crate) mod filter;
pub(crate) mod listing;
pub(crate) mod search;
