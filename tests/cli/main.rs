//! The command as its users meet it.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

/// What is answered to codes, numbers and responses.
mod answers;
mod causes;
/// What is read, and what is said of input that cannot be explained.
mod hostile;
mod input;
/// The JSON answers, against their schema.
mod json;
/// The newest failure in tccli's log.
#[cfg(unix)]
mod last;
/// `list` and `search`, and what options say of the call.
mod lists;
/// The README's examples and picture.
mod readme;
/// Commands that run under `tcerr run`.
#[cfg(unix)]
mod run;
/// Logs, summed up.
mod scan;
/// Completion scripts, candidates, manual page.
mod scripts;
mod support;
/// Colour, width, language, links.
mod terminal;
