//! `tcerr explain`: explains inputs one after another, in the form that the settings name.
//!
//! [`Session`] is also used by `tcerr last` and `tcerr run`, which explain failures they find
//! themselves.

use std::ffi::OsStr;
use std::io::{self, BufWriter, IsTerminal as _, Read as _, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use anstream::AutoStream;
use anstream::stream::{AsLockedWrite, RawStream};
use anyhow::Context as _;
use clap::CommandFactory as _;
use tcerr::render::{self, Look};
use tcerr::{Dialect, Explanation, Finding, Match, Recognized, Report, decode, explain, recognize};

use crate::args::{Cli, Explain};
use crate::messages::{self, Message, Source};
use crate::named::Named;
use crate::output;
use crate::settings::{Form, Settings};
use crate::status::Status;

/// Explains the inputs. Without any, prints the short help if standard input is a terminal.
pub(crate) fn run_bare(arguments: &Explain, settings: &Settings) -> anyhow::Result<Status> {
    if arguments.inputs.is_empty() && io::stdin().is_terminal() {
        return output::write(messages::short_help(settings.lang).as_bytes());
    }
    run(arguments, settings)
}

/// Explains the inputs. Without any, reads standard input.
pub(crate) fn run(arguments: &Explain, settings: &Settings) -> anyhow::Result<Status> {
    let named = match Named::new(arguments.product.as_deref(), arguments.action.as_deref()) {
        Ok(named) => named,
        Err(unknown) => {
            output::warn(&messages::unknown_name(&unknown).text(settings.lang));
            return Ok(Status::Unusable);
        }
    };
    let mut session = Session::new(io::stdout().lock(), settings);
    session.look.all = arguments.all;
    session.named = named;
    match &arguments.inputs[..] {
        [] => session.explain_stdin()?,
        [input] => session.explain_input(input, Source::Only)?,
        inputs => {
            for (index, input) in inputs.iter().enumerate() {
                session.explain_input(input, Source::Nth(index + 1))?;
            }
        }
    }
    session.finish()
}

/// Explains failures and writes the answers to one stream.
pub(super) struct Session<'s, W: Write> {
    out: BufWriter<W>,
    settings: &'s Settings,
    look: Look,
    named: Named,
    /// How many answers have been written.
    written: usize,
    /// The worst outcome so far.
    status: Status,
}

impl<'s, S: RawStream + AsLockedWrite> Session<'s, AutoStream<S>> {
    /// A session that writes to `stream`, for which the settings have been resolved.
    pub(super) fn new(stream: S, settings: &'s Settings) -> Self {
        Self {
            out: BufWriter::new(output::colored(stream, settings.color)),
            settings,
            look: settings.look,
            named: Named::default(),
            written: 0,
            status: Status::Explained,
        }
    }
}

impl<W: Write> Session<'_, W> {
    /// Flushes the stream and returns the worst outcome.
    pub(super) fn finish(mut self) -> anyhow::Result<Status> {
        self.out.flush()?;
        Ok(self.status)
    }

    fn explain_input(&mut self, input: &OsStr, source: Source) -> anyhow::Result<()> {
        if input == "-" {
            return self.explain_stdin();
        }
        self.explain_text(&decode(input.as_encoded_bytes()), source)
    }

    fn explain_stdin(&mut self) -> anyhow::Result<()> {
        let lang = self.settings.lang;
        let mut stdin = io::stdin().lock();
        if stdin.is_terminal() {
            self.warn(&Message::Waiting.text(lang))?;
        }
        let mut bytes = Vec::new();
        stdin.read_to_end(&mut bytes).with_context(|| Message::UnreadableStdin.text(lang))?;
        self.explain_text(&decode(&bytes), Source::Stdin)
    }

    fn explain_text(&mut self, text: &str, source: Source) -> anyhow::Result<()> {
        let Recognized { findings, problem, .. } = recognize(text);
        let mut successes = Vec::new();
        for finding in findings {
            match finding {
                Finding::Failure(report) => self.explain_failure(report)?,
                Finding::Success { request_id } => successes.push(request_id),
                _ => {}
            }
        }
        if !successes.is_empty() {
            self.warn(&messages::successes(&successes, source).text(self.settings.lang))?;
        }
        if let Some(problem) = problem {
            self.status = self.status.max(Status::Unexplained);
            self.warn(&messages::problem(&problem, text, source).text(self.settings.lang))?;
        }
        Ok(())
    }

    /// Explains a failure, or warns that nothing explains it.
    pub(super) fn explain_failure(&mut self, mut report: Report) -> anyhow::Result<()> {
        self.named.fill_in(&mut report);
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        report.asked_at = now.ok().and_then(|now| now.as_secs().try_into().ok());
        self.write(&explain(&report, self.settings.lang))
    }

    fn write(&mut self, answer: &Explanation) -> anyhow::Result<()> {
        let is_json = self.settings.form == Form::Json;
        if answer.matched == Match::None && answer.cause.is_none() {
            self.status = self.status.max(Status::Unexplained);
            if !is_json {
                return self.warn(&unexplained_warning(answer));
            }
        }
        if self.written > 0 && !is_json {
            writeln!(self.out)?;
        }
        self.written += 1;
        match &self.settings.form {
            Form::Text => render::text(answer, self.look, &mut self.out)?,
            Form::Plain => render::plain(answer, &mut self.out)?,
            Form::Json => render::json(answer, &mut self.out)?,
            Form::Ticket { tried } => render::ticket(answer, tried, &mut self.out)?,
        }
        Ok(())
    }

    /// Writes a message to standard error, after the answers so far.
    fn warn(&mut self, line: &str) -> anyhow::Result<()> {
        self.out.flush()?;
        output::warn(line);
        Ok(())
    }
}

/// The message about a failure that nothing explains.
fn unexplained_warning(answer: &Explanation) -> String {
    let Some(code) = answer.code.as_deref() else { return messages::unexplained(answer) };
    let command = similar_command(code).filter(|_| answer.dialect == Dialect::Code);
    messages::unknown_code(code, answer, command).text(answer.lang)
}

/// The command that `word` may be a misspelling of.
fn similar_command(word: &str) -> Option<String> {
    Cli::command()
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .find(|name| strsim::osa_distance(name, word) <= 2)
}
