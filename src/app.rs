//! What the command does, from parsed arguments to exit status.

use std::env;
use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use tcerr::{decode, render};

use crate::answers::Answers;
use crate::cli::{Cli, Command, Explain};
use crate::context::Context;
use crate::say::{self, Source};
use crate::settings::{self, Stream};
use crate::{complete, list, man, run, scan};

/// How far the command came. The worst of all inputs is the exit status.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Status {
    /// Every input was explained, or is a response that reports no error.
    Explained,
    /// Something could not be explained, or nothing was found.
    Unexplained,
    /// Usage, or input that could not be read.
    Unusable,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// Runs the command that `cli` asks for.
pub(crate) fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    let lang = settings::lang(&cli.output);
    let status = match &cli.command {
        None => {
            let bare = cli.explain.inputs.is_empty() && io::stdin().is_terminal();
            if bare {
                write_out(say::short_help(lang).as_bytes())
            } else {
                answer(&cli.explain, cli)
            }
        }
        Some(Command::Explain(arguments)) => answer(arguments, cli),
        Some(Command::List(arguments)) => list::list(arguments, cli),
        Some(Command::Search(arguments)) => list::search(arguments, cli),
        Some(Command::Scan(arguments)) => scan::scan(arguments, cli),
        Some(Command::Last { log }) => last(log.as_deref(), cli),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            complete::script(*shell, &mut script)?;
            write_out(&script)
        }
        Some(Command::Man) => write_out(&man::page()?),
        Some(Command::Schema) => write_out(render::SCHEMA.as_bytes()),
        // The command's own status is the status.
        Some(Command::Run { command }) => return run::run(command, cli),
    };
    status.map(ExitCode::from)
}

fn write_out(bytes: &[u8]) -> anyhow::Result<Status> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Status::Explained)
}

/// Explains the newest failure in tccli's log.
fn last(log: Option<&Path>, cli: &Cli) -> anyhow::Result<Status> {
    let lang = settings::lang(&cli.output);
    let usual = env::home_dir().unwrap_or_default().join(".tccli/log/tccli.log");
    let path = log.unwrap_or(&usual);
    let bytes = match fs::read(path) {
        Err(error) if log.is_none() && error.kind() == io::ErrorKind::NotFound => {
            say::line(&say::no_log(path, lang));
            return Ok(Status::Unexplained);
        }
        bytes => bytes.with_context(|| path.display().to_string())?,
    };
    let Some(report) = tcerr::last_failure(&decode(&bytes)) else {
        say::line(&say::no_failure(path, lang));
        return Ok(Status::Unexplained);
    };
    let mut answers = Answers::new(io::stdout().lock(), Stream::Stdout, false, cli);
    answers.failure(report)?;
    answers.finish()
}

fn answer(arguments: &Explain, cli: &Cli) -> anyhow::Result<Status> {
    let lang = settings::lang(&cli.output);
    let context = Context::new(arguments.product.as_deref(), arguments.action.as_deref());
    let context = match context {
        Ok(context) => context,
        Err(unknown) => return Ok(say::refuse(&unknown, lang)),
    };
    let stdout = io::stdout().lock();
    let mut answers = Answers::new(stdout, Stream::Stdout, arguments.all, cli).in_context(context);
    match &arguments.inputs[..] {
        [] => answers.read_stdin()?,
        [input] => answers.input(input, Source::Only)?,
        inputs => {
            for (place, input) in inputs.iter().enumerate() {
                answers.input(input, Source::Nth(place + 1))?;
            }
        }
    }
    answers.finish()
}
