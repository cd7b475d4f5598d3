//! `tcerr run`: runs a command unchanged and, if it fails, explains what it printed.
//!
//! The command stays in the session and process group of this process and keeps its standard
//! input, so that keys such as Ctrl-C and Ctrl-Z reach it from the terminal itself. Only its two
//! outputs pass through this process. Each output that is a terminal is replaced by a
//! pseudoterminal, any other by a pipe.

mod relay;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod terminal;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::{Child, Command, ExitCode, ExitStatus};

use tcerr::{Dialect, Finding, Report, Table, called_by, decode, recognize};

use self::relay::{Captured, Link, Relay};
use super::explain::Session;
use crate::settings::{Form, Settings};
use crate::{messages, output};

/// The exit status of shells if there is no such command.
const NOT_FOUND: u8 = 127;

/// The exit status of shells if a command cannot be executed.
const NOT_EXECUTABLE: u8 = 126;

/// Runs `command`, explains what it printed if it fails, and exits the way it exited.
pub(crate) fn run(command: &[OsString], settings: &Settings) -> anyhow::Result<ExitCode> {
    #[cfg(unix)]
    let signals = signals::CaughtSignals::catch()?;
    let (mut child, relays) = match start(command) {
        Ok(child_and_relays) => child_and_relays,
        Err(error) => {
            let program =
                command.first().map_or_else(Default::default, |name| name.to_string_lossy());
            output::warn(&messages::not_started(&program, &error).text(settings.lang));
            let is_missing = error.kind() == io::ErrorKind::NotFound;
            return Ok(ExitCode::from(if is_missing { NOT_FOUND } else { NOT_EXECUTABLE }));
        }
    };
    #[cfg(unix)]
    let forwarding = signals.forward_to(&child, &relays)?;
    let status = child.wait()?;
    #[cfg(unix)]
    forwarding.close();
    let outputs: Vec<Captured> = relays.into_iter().filter_map(Relay::finish).collect();
    if !status.success() {
        // Even if standard error is closed, the status of the command must be passed on.
        let _ = explain_output(command, &outputs, settings);
    }
    for output in outputs {
        output.hand_over();
    }
    Ok(exit_like(status))
}

/// Starts the command with its outputs redirected to this process.
fn start(command: &[OsString]) -> io::Result<(Child, Vec<Relay>)> {
    let (program, arguments) = command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let (stdout, stderr) = (relay::unbuffered(io::stdout())?, relay::unbuffered(io::stderr())?);
    let mut command = Command::new(program);
    command.args(arguments);
    // Outputs that go to the same place keep their order only if they share a stream.
    let links = if relay::is_same_file(&stdout, &stderr) {
        let link = Link::open(stderr, true)?;
        command.stdout(link.write_end.try_clone()?).stderr(link.write_end.try_clone()?);
        vec![link]
    } else {
        let links = [Link::open(stdout, false)?, Link::open(stderr, true)?];
        command.stdout(links[0].write_end.try_clone()?).stderr(links[1].write_end.try_clone()?);
        links.into()
    };
    let child = command.spawn()?;
    let relays = links.into_iter().map(Link::relay).collect::<io::Result<_>>()?;
    Ok((child, relays))
}

/// Explains on standard error each failure in what the command printed. There may be none: many
/// commands fail for other reasons.
fn explain_output(
    command: &[OsString],
    outputs: &[Captured],
    settings: &Settings,
) -> anyhow::Result<()> {
    let texts: Vec<_> = outputs.iter().map(|output| decode(output.tail())).collect();
    let words: Vec<_> = command.iter().map(|word| word.to_string_lossy()).collect();
    let command_line = words.join(" ");
    let findings = recognize(&texts.join("\n")).findings.into_iter();
    let failures = findings.filter_map(Finding::into_failure).filter(is_certain);
    let mut session = Session::new(io::stderr().lock(), settings);
    let mut is_first = true;
    for mut report in failures {
        if is_first {
            separate_from_output(outputs, settings)?;
            is_first = false;
        }
        called_by(&mut report, &command_line);
        session.explain_failure(report)?;
    }
    session.finish().map(drop)
}

/// Whether a report is certainly a failure. A bare word counts only if it is a known dotted code;
/// anything else alone on a line is coincidence.
fn is_certain(report: &Report) -> bool {
    let is_code = |code: &str| code.contains('.') && Table::embedded().code(code).is_some();
    report.dialect != Dialect::Code || report.code.as_deref().is_some_and(is_code)
}

/// Starts a new line after the output of the command. For people, leaves an empty line too.
fn separate_from_output(outputs: &[Captured], settings: &Settings) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    if outputs.iter().any(|output| output.is_stderr() && !output.ends_at_line_end()) {
        stderr.write_all(b"\n")?;
    }
    if !matches!(settings.form, Form::Json | Form::Plain) {
        stderr.write_all(b"\n")?;
    }
    Ok(())
}

/// Ends this process by the signal that ended the command, or returns the exit code of the
/// command.
fn exit_like(status: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        signals::die_by(signal);
        return ExitCode::from(u8::try_from(128 + signal).unwrap_or(u8::MAX));
    }
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}
