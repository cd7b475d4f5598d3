//! Proves that tcerr works together with other programs: shells, a terminal, the official clients,
//! and engines that process logs. `.ci/run` installs these programs and runs the tests with
//! `--ignored`; without them, `cargo test` runs none of these tests.

#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

// The Python SDK, the Node.js SDK and tccli, against a local server that plays the API.
mod clients;
// curl, against a local server that plays the API.
mod curl;
// The recipes for Spark and Fluent Bit.
mod engines;
// Instruction counts under valgrind.
mod instructions;
// A tmux session that the tests type into and read.
mod screen;
// Completion in each shell.
mod shells;
// The command in a terminal.
mod terminal;
