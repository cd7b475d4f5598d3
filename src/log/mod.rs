//! Failures in logs: found, counted, and summed up.

pub(crate) mod find;
pub(crate) mod summary;
pub(crate) mod tccli;
