//! The command `tcerr`: the process around the library.
//!
//! [`args`] defines the command line, [`settings`] resolves it for this terminal, and
//! [`commands`] has one file per command. What an error means does not belong here.

mod args;
mod candidates;
mod commands;
mod environment;
mod fast_path;
mod messages;
mod named;
mod output;
mod settings;
mod status;

use std::io;
use std::process::ExitCode;

use self::settings::Settings;
use self::status::Status;

fn main() -> ExitCode {
    commands::completions::answer_shell();
    let cli = fast_path::parse_process();
    let settings = Settings::resolve(&cli);
    match commands::run(&cli, &settings) {
        Ok(status) => status,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::warn(&format!("{error:#}"));
            Status::Unusable.into()
        }
    }
}

/// Whether the reader of our output has closed the pipe, which is not a failure.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}
