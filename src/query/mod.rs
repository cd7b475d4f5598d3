//! Queries to the table without a failure: listing codes, and finding them by words.
//!
//! Nothing here reads a report or formats output. Lookups by exact name or number belong to
//! [`Table`](crate::Table).

pub(crate) mod filter;
pub(crate) mod listing;
pub(crate) mod search;
