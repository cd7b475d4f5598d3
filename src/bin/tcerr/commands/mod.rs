//! The commands, one file or folder each.

pub(crate) mod completions;
mod explain;
mod last;
mod list;
mod man;
mod run;
mod scan;
mod schema;
mod search;

use std::process::ExitCode;

use crate::args::{Cli, Command};
use crate::settings::Settings;

/// Runs the command that the arguments name.
pub(crate) fn run(cli: &Cli, settings: &Settings) -> anyhow::Result<ExitCode> {
    let status = match &cli.command {
        None => explain::run_bare(&cli.explain, settings),
        Some(Command::Explain(arguments)) => explain::run(arguments, settings),
        Some(Command::List(arguments)) => list::run(arguments, settings),
        Some(Command::Search(arguments)) => search::run(arguments, settings),
        Some(Command::Scan(arguments)) => scan::run(arguments, settings),
        Some(Command::Last { log }) => last::run(log.as_deref(), settings),
        Some(Command::Completions { shell }) => completions::run(*shell),
        Some(Command::Man) => man::run(),
        Some(Command::Schema) => schema::run(),
        // Exits with the status of the command that runs.
        Some(Command::Run { command }) => return run::run(command, settings),
    };
    status.map(ExitCode::from)
}
