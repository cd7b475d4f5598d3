//! Failures in logs: [`find`] finds them, [`summary`] counts them and sums them up, and [`tccli`]
//! reads the last one in tccli's own log.
//!
//! How a failure is read belongs in [`recognize`](mod@crate::recognize), which file a log comes from in
//! the command.

pub(crate) mod find;
pub(crate) mod summary;
pub(crate) mod tccli;
