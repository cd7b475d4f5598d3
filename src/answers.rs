//! Answers to input after input, in the form that was asked for.

use std::ffi::OsStr;
use std::io::{self, BufWriter, IsTerminal as _, Read as _, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use anstream::{
    AutoStream, ColorChoice,
    stream::{AsLockedWrite, RawStream},
};
use anyhow::Context as _;
use clap::CommandFactory as _;
use tcerr::render::{self, Look};
use tcerr::{
    Dialect, Explanation, Finding, Lang, Match, Recognized, Report, decode, explain, recognize,
};

use crate::app::Status;
use crate::cli::{Cli, Output};
use crate::context::Context;
use crate::say::{self, Source};
use crate::settings::{self, Stream};

/// A stream of the process, for colours of a Windows console if need be. An answer that shall have
/// none has no escape codes either, so that nothing needs to be stripped.
pub(crate) fn coloured<S: RawStream>(stream: S, color: ColorChoice) -> AutoStream<S> {
    match color {
        ColorChoice::Never => AutoStream::always_ansi(stream),
        color => AutoStream::new(stream, color),
    }
}

/// The form in which answers are written.
#[derive(Clone)]
enum Form {
    Text(Look),
    Plain,
    Json,
    /// With what was tried already.
    Ticket(Vec<String>),
}

impl Form {
    fn of(output: &Output, look: Look) -> Self {
        match output {
            Output { json: true, .. } => Self::Json,
            Output { plain: true, .. } => Self::Plain,
            Output { ticket: true, tried, .. } => Self::Ticket(tried.clone()),
            _ => Self::Text(look),
        }
    }
}

/// Answers to input after input.
pub(crate) struct Answers<W: Write> {
    out: BufWriter<W>,
    form: Form,
    lang: Lang,
    context: Context,
    written: usize,
    status: Status,
}

impl<S: RawStream + AsLockedWrite> Answers<AutoStream<S>> {
    /// Answers that go to `stream`, which is the one called `which`; all meanings in full if
    /// `all`.
    pub(crate) fn new(stream: S, which: Stream, all: bool, cli: &Cli) -> Self {
        let color = settings::color(cli.output.color, which);
        let look = Look { all, ..settings::look(&cli.output, color, which) };
        Self {
            out: BufWriter::new(coloured(stream, color)),
            form: Form::of(&cli.output, look),
            lang: settings::lang(&cli.output),
            context: Context::default(),
            written: 0,
            status: Status::Explained,
        }
    }
}

impl<W: Write> Answers<W> {
    /// With what options say of the calls.
    pub(crate) fn in_context(self, context: Context) -> Self {
        Self { context, ..self }
    }

    /// Writes what is not written yet; the worst that came up is the exit status.
    pub(crate) fn finish(mut self) -> anyhow::Result<Status> {
        self.out.flush()?;
        Ok(self.status)
    }

    /// Answers an argument.
    pub(crate) fn input(&mut self, input: &OsStr, source: Source) -> anyhow::Result<()> {
        if input == "-" {
            return self.read_stdin();
        }
        self.text(&decode(input.as_encoded_bytes()), source)
    }

    /// Answers standard input.
    pub(crate) fn read_stdin(&mut self) -> anyhow::Result<()> {
        let mut stdin = io::stdin().lock();
        if stdin.is_terminal() {
            self.say(say::waiting(self.lang))?;
        }
        let mut bytes = Vec::new();
        stdin.read_to_end(&mut bytes).context(say::unreadable_stdin(self.lang))?;
        self.text(&decode(&bytes), Source::Stdin)
    }

    fn text(&mut self, text: &str, source: Source) -> anyhow::Result<()> {
        let Recognized { findings, problem, .. } = recognize(text);
        let mut successes = Vec::new();
        for finding in findings {
            match finding {
                Finding::Failure(report) => self.failure(report)?,
                Finding::Success { request_id } => successes.push(request_id),
                _ => {}
            }
        }
        if !successes.is_empty() {
            self.say(&say::successes(&successes, source, self.lang))?;
        }
        if let Some(problem) = problem {
            self.status = self.status.max(Status::Unexplained);
            self.say(&say::problem(&problem, text, source, self.lang))?;
        }
        Ok(())
    }

    /// Explains a failure.
    pub(crate) fn failure(&mut self, mut report: Report) -> anyhow::Result<()> {
        self.context.complete(&mut report);
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        report.asked_at = now.ok().and_then(|now| now.as_secs().try_into().ok());
        self.explanation(&explain(&report, self.lang))
    }

    fn explanation(&mut self, answer: &Explanation) -> anyhow::Result<()> {
        if answer.matched == Match::None && answer.cause.is_none() {
            self.status = self.status.max(Status::Unexplained);
            if !matches!(self.form, Form::Json) {
                let command = (answer.dialect == Dialect::Code).then(|| near_command(answer));
                return self.say(&say::miss(answer, command.flatten().as_deref()));
            }
        }
        if self.written > 0 && !matches!(self.form, Form::Json) {
            writeln!(self.out)?;
        }
        self.written += 1;
        match &self.form {
            Form::Text(look) => render::text(answer, *look, &mut self.out)?,
            Form::Plain => render::plain(answer, &mut self.out)?,
            Form::Json => render::json(answer, &mut self.out)?,
            Form::Ticket(tried) => render::ticket(answer, tried, &mut self.out)?,
        }
        Ok(())
    }

    /// Says something on standard error, after all that was answered so far.
    fn say(&mut self, line: &str) -> anyhow::Result<()> {
        self.out.flush()?;
        say::line(line);
        Ok(())
    }
}

/// The command that was perhaps meant by a word that is no code.
fn near_command(answer: &Explanation) -> Option<String> {
    let word = answer.code.as_deref()?;
    Cli::command()
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .find(|name| strsim::osa_distance(name, word) <= 2)
}
