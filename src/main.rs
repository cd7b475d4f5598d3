//! The command `tcerr`: the process edge around the library.

mod answers;
mod app;
mod cli;
mod complete;
mod context;
mod list;
mod man;
mod run;
mod say;
mod scan;
mod settings;

use std::io;
use std::process::ExitCode;

use clap::CommandFactory as _;

fn main() -> ExitCode {
    clap_complete::CompleteEnv::with_factory(cli::Cli::command)
        .var(complete::VARIABLE)
        .shells(complete::SHELLS)
        .complete();
    match app::run(&cli::Cli::from_process()) {
        Ok(status) => status,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say::line(&format!("{error:#}"));
            app::Status::Unusable.into()
        }
    }
}

/// Whether the reader of our output has gone, which is no failure of ours.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}
