//! tcerr beside other programs: real shells, a real terminal, a real client, and an instruction
//! count. `.ci/run` installs what these need and runs them with `--ignored`.

#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

/// The SDKs and tccli against a server on this machine that plays the API.
mod clients;
/// curl against a server on this machine that plays the API.
mod curl;
/// The recipes for logs on many machines.
mod engines;
/// What a look-up costs, beside an empty program.
mod instructions;
/// A terminal to type into and to look at.
mod screen;
/// Completion in the shells themselves.
mod shells;
/// What a person sees who calls tcerr in a terminal.
mod terminal;
