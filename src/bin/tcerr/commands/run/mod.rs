//! `tcerr run`: a command runs as if nobody watched; if it fails, what it printed is explained.
//!
//! The command stays in this process's session and process group and keeps its standard input, so
//! that keys such as Ctrl-C and Ctrl-Z reach it from the terminal itself. Only its two outputs are
//! led through here: a terminal of our own stands in for each that is one, a pipe for any other.

mod relay;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod terminal;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::{Child, Command, ExitCode, ExitStatus};

use tcerr::{Dialect, Finding, Report, Table, called_by, decode, recognize};

use self::relay::{Link, Printed, Relay};
use super::explain::Session;
use crate::settings::{Form, Settings};
use crate::{messages, output};

/// What shells answer where there is no such command, and where it cannot be executed.
const NOT_FOUND: u8 = 127;
const NOT_EXECUTABLE: u8 = 126;

/// Runs `command`, explains what it printed if it fails, and ends as it ended.
pub(crate) fn run(command: &[OsString], settings: &Settings) -> anyhow::Result<ExitCode> {
    #[cfg(unix)]
    let signals = signals::Caught::new()?;
    let (mut child, relays) = match start(command) {
        Ok(started) => started,
        Err(error) => {
            let program =
                command.first().map_or_else(Default::default, |name| name.to_string_lossy());
            output::warn(&messages::not_started(&program, &error).text(settings.lang));
            let is_missing = error.kind() == io::ErrorKind::NotFound;
            return Ok(ExitCode::from(if is_missing { NOT_FOUND } else { NOT_EXECUTABLE }));
        }
    };
    #[cfg(unix)]
    let passing = signals.pass_on_to(&child, &relays)?;
    let status = child.wait()?;
    #[cfg(unix)]
    passing.close();
    let printed: Vec<Printed> = relays.into_iter().filter_map(Relay::finish).collect();
    if !status.success() {
        // Where nobody reads standard error, the command's status still counts.
        let _ = explain(command, &printed, settings);
    }
    for printed in printed {
        printed.hand_over();
    }
    Ok(end_like(status))
}

/// Starts the command, its outputs led through here.
fn start(command: &[OsString]) -> io::Result<(Child, Vec<Relay>)> {
    let (program, arguments) = command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let (stdout, stderr) = (relay::real(io::stdout())?, relay::real(io::stderr())?);
    let mut child = Command::new(program);
    child.args(arguments);
    // What goes to one place keeps its order only in one stream.
    let links = if relay::is_same(&stdout, &stderr) {
        let link = Link::open(stderr, true)?;
        child.stdout(link.theirs.try_clone()?).stderr(link.theirs.try_clone()?);
        vec![link]
    } else {
        let links = [Link::open(stdout, false)?, Link::open(stderr, true)?];
        child.stdout(links[0].theirs.try_clone()?).stderr(links[1].theirs.try_clone()?);
        links.into()
    };
    let started = child.spawn()?;
    let relays = links.into_iter().map(Link::relay).collect::<io::Result<_>>()?;
    Ok((started, relays))
}

/// Explains on standard error every failure in what a command printed. A command may fail for
/// reasons of its own, so that none is nothing to speak of.
fn explain(command: &[OsString], printed: &[Printed], settings: &Settings) -> anyhow::Result<()> {
    let texts: Vec<_> = printed.iter().map(|printed| decode(printed.last_bytes())).collect();
    let line: Vec<_> = command.iter().map(|word| word.to_string_lossy()).collect();
    let line = line.join(" ");
    let findings = recognize(&texts.join("\n")).findings.into_iter();
    let failures = findings.filter_map(Finding::into_failure).filter(is_certain);
    let mut session = Session::new(io::stderr().lock(), settings);
    let mut is_first = true;
    for mut report in failures {
        if is_first {
            set_apart(printed, settings)?;
            is_first = false;
        }
        called_by(&mut report, &line);
        session.failure(report)?;
    }
    session.finish().map(drop)
}

/// Whether a failure is one for certain: a bare word counts only if it is a known dotted code;
/// anything else alone on a line is coincidence.
fn is_certain(report: &Report) -> bool {
    let is_code = |code: &str| code.contains('.') && Table::embedded().code(code).is_some();
    report.dialect != Dialect::Code || report.code.as_deref().is_some_and(is_code)
}

/// Begins a line of its own after what the command printed, and leaves one empty for people.
fn set_apart(printed: &[Printed], settings: &Settings) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    if printed.iter().any(|printed| printed.is_before_stderr() && !printed.ends_a_line()) {
        stderr.write_all(b"\n")?;
    }
    if !matches!(settings.form, Form::Json | Form::Plain) {
        stderr.write_all(b"\n")?;
    }
    Ok(())
}

/// Ends this process the way the command ended.
fn end_like(status: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        signals::die_of(signal);
        return ExitCode::from(u8::try_from(128 + signal).unwrap_or(u8::MAX));
    }
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}
