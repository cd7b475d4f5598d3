//! What the command does, from parsed arguments to exit status.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufWriter, IsTerminal as _, Read as _, StdoutLock, Write};
use std::path::Path;
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use anyhow::Context as _;
use clap::CommandFactory as _;
use tcerr::render::{self, Look};
use tcerr::{Dialect, Explanation, Finding, Lang, Match, Recognized, decode, explain, recognize};

use crate::cli::{Cli, Command, Explain, Output};
use crate::context::Context;
use crate::say::{self, Source};
use crate::{complete, list, man, settings};

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
pub(crate) fn run(cli: &Cli) -> anyhow::Result<Status> {
    let lang = settings::lang(&cli.output);
    match &cli.command {
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
        Some(Command::Last { log }) => last(log.as_deref(), cli),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            complete::script(*shell, &mut script)?;
            write_out(&script)
        }
        Some(Command::Man) => write_out(&man::page()?),
        Some(Command::Schema) => write_out(render::SCHEMA.as_bytes()),
    }
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
    let color = settings::color(cli.output.color);
    let form = Form::of(&cli.output, false, settings::look(&cli.output, color));
    let mut answers = Answers::new(form, lang, Context::default(), color);
    answers.explanation(&explain(&report, lang))?;
    answers.out.flush()?;
    Ok(answers.status)
}

fn answer(arguments: &Explain, cli: &Cli) -> anyhow::Result<Status> {
    let lang = settings::lang(&cli.output);
    let context = Context::new(arguments.product.as_deref(), arguments.action.as_deref());
    let context = match context {
        Ok(context) => context,
        Err(unknown) => return Ok(say::refuse(&unknown, lang)),
    };
    let color = settings::color(cli.output.color);
    let form = Form::of(&cli.output, arguments.all, settings::look(&cli.output, color));
    let mut answers = Answers::new(form, lang, context, color);
    match &arguments.inputs[..] {
        [] => answers.read_stdin()?,
        [input] => answers.input(input, Source::Only)?,
        inputs => {
            for (place, input) in inputs.iter().enumerate() {
                answers.input(input, Source::Nth(place + 1))?;
            }
        }
    }
    answers.out.flush()?;
    Ok(answers.status)
}

/// Standard output, for colours of a Windows console if need be. An answer that shall have none
/// has no escape codes either, so that nothing needs to be stripped.
pub(crate) fn stream(color: ColorChoice) -> AutoStream<StdoutLock<'static>> {
    let stdout = io::stdout().lock();
    match color {
        ColorChoice::Never => AutoStream::always_ansi(stdout),
        color => AutoStream::new(stdout, color),
    }
}

/// The form in which answers are written.
#[derive(Clone, Copy)]
enum Form {
    Text(Look),
    Plain,
    Json,
}

impl Form {
    fn of(output: &Output, all: bool, look: Look) -> Self {
        match output {
            Output { json: true, .. } => Self::Json,
            Output { plain: true, .. } => Self::Plain,
            _ => Self::Text(Look { all, ..look }),
        }
    }
}

/// Answers to input after input.
struct Answers<W: Write> {
    out: BufWriter<W>,
    form: Form,
    lang: Lang,
    context: Context,
    written: usize,
    status: Status,
}

impl Answers<AutoStream<StdoutLock<'static>>> {
    fn new(form: Form, lang: Lang, context: Context, color: ColorChoice) -> Self {
        let out = BufWriter::new(stream(color));
        Self { out, form, lang, context, written: 0, status: Status::Explained }
    }
}

impl<W: Write> Answers<W> {
    fn input(&mut self, input: &OsStr, source: Source) -> anyhow::Result<()> {
        if input == "-" {
            return self.read_stdin();
        }
        self.text(&decode(input.as_encoded_bytes()), source)
    }

    fn read_stdin(&mut self) -> anyhow::Result<()> {
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
                Finding::Failure(mut report) => {
                    self.context.complete(&mut report);
                    self.explanation(&explain(&report, self.lang))?;
                }
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

    fn explanation(&mut self, answer: &Explanation) -> anyhow::Result<()> {
        if answer.matched == Match::None {
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
        match self.form {
            Form::Text(look) => render::text(answer, look, &mut self.out)?,
            Form::Plain => render::plain(answer, &mut self.out)?,
            Form::Json => render::json(answer, &mut self.out)?,
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
