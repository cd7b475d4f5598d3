//! The command line: definitions only, and the short cut past them.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process;

use anstream::AutoStream;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::ArgValueCompleter;
use tcerr::redact;

use crate::complete;
use crate::settings::{self, Stream};

/// Explain Tencent Cloud API errors: what happened, what to do, whether a retry is safe
///
/// Give it a code, a number of API 2.0, a response, or whatever was printed: an exception, a log.
/// It answers offline, in Chinese or English.
#[derive(Debug, Parser, PartialEq)]
#[command(
    name = "tcerr",
    version,
    long_version = LONG_VERSION,
    max_term_width = 100,
    help_expected = true,
    disable_help_subcommand = true,
    override_usage = "tcerr [OPTIONS] [INPUT]...\n       tcerr [OPTIONS] <COMMAND>",
    after_help = AFTER_HELP,
    after_long_help = AFTER_LONG_HELP
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    pub(crate) explain: Explain,

    #[command(flatten)]
    pub(crate) output: Output,
}

/// What to do; without one of these, inputs are explained.
#[derive(Debug, PartialEq, Subcommand)]
#[command(defer = true)]
pub(crate) enum Command {
    /// Explain codes, numbers of API 2.0, responses, exceptions or logs
    Explain(Explain),

    /// List codes, or products
    ///
    /// On a terminal with a line of meaning beside each, otherwise one code a line. What an action
    /// can return: tcerr list --product cvm --action RunInstances. The codes that every action
    /// shares, such as those of a wrong signature, are documented for hardly any.
    List(List),

    /// Find codes by words, by a product's name, or by a message
    Search(Search),

    /// Count the failures in logs: which, how often, since when, and who must act
    ///
    /// Files may be compressed (gzip, zstd); folders are walked through as git would, without what
    /// is ignored or hidden. Whatever `explain` understands is counted, each time it was printed.
    Scan(Scan),

    /// Explain the newest failure in tccli's log, with the command that caused it
    Last {
        /// The log [default: ~/.tccli/log/tccli.log]
        #[arg(long, value_name = "PATH", value_hint = clap::ValueHint::FilePath)]
        log: Option<PathBuf>,
    },

    /// Run a command, and explain on standard error what it printed if it fails
    ///
    /// Its output, exit status and signals pass through as they are, and it keeps the terminal.
    Run {
        /// The command with its arguments
        #[arg(
            value_name = "CMD",
            required = true,
            trailing_var_arg = true,
            allow_hyphen_values = true,
            value_hint = clap::ValueHint::CommandWithArguments
        )]
        command: Vec<OsString>,
    },

    /// Print the completion script of a shell
    ///
    /// The script asks tcerr itself for candidates, so that codes complete as well: families
    /// first, then the codes of a family.
    Completions {
        /// The shell
        shell: Shell,
    },

    /// Print the manual page
    Man,

    /// Print the JSON Schema of what --json prints
    Schema,
}

#[derive(Args, Debug, Default, PartialEq)]
pub(crate) struct Explain {
    /// A code in any case, a number of API 2.0, or any text with an error in it; `-` or nothing
    /// reads standard input
    #[arg(value_name = "INPUT", add = ArgValueCompleter::new(complete::codes))]
    pub(crate) inputs: Vec<OsString>,

    /// The product that was called, such as cvm, where the input does not say so
    #[arg(long, value_name = "PRODUCT", add = ArgValueCompleter::new(complete::products))]
    pub(crate) product: Option<String>,

    /// The action that was called, such as RunInstances
    #[arg(long, value_name = "ACTION", add = ArgValueCompleter::new(complete::actions))]
    pub(crate) action: Option<String>,

    /// Show every meaning of a code in full
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Args, Debug, PartialEq)]
pub(crate) struct List {
    /// The beginning of a code, or a glob such as '*SoldOut*', in any case
    #[arg(add = ArgValueCompleter::new(complete::codes))]
    pub(crate) pattern: Option<String>,

    /// Only codes that this product publishes
    #[arg(long, value_name = "PRODUCT", add = ArgValueCompleter::new(complete::products))]
    pub(crate) product: Option<String>,

    /// Only codes that this action is documented to return
    #[arg(long, value_name = "ACTION", add = ArgValueCompleter::new(complete::actions))]
    pub(crate) action: Option<String>,

    /// Only codes of this family
    #[arg(long, value_name = "FAMILY", add = ArgValueCompleter::new(complete::families))]
    pub(crate) family: Option<String>,

    /// List products instead, with their names and how many codes each has
    #[arg(long, conflicts_with_all = ["product", "action", "family"])]
    pub(crate) products: bool,
}

#[derive(Args, Debug, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option")]
pub(crate) struct Scan {
    /// Logs or folders of logs; `-` or nothing reads standard input
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub(crate) files: Vec<PathBuf>,

    /// Only failures of calls to this product
    #[arg(long, value_name = "PRODUCT", add = ArgValueCompleter::new(complete::products))]
    pub(crate) product: Option<String>,

    /// Only these codes, a glob such as 'ResourceInsufficient*', in any case
    #[arg(long, value_name = "GLOB", add = ArgValueCompleter::new(complete::codes))]
    pub(crate) code: Option<String>,

    /// Only from this time on: a date, a time, or so long ago, such as 2h
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,

    /// Only up to this time
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,

    /// Only codes that were seen so often at least
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) min: u64,

    /// Print each failure as a JSON document a line instead of a summary, in the order of the input
    #[arg(long, conflicts_with_all = ["merge", "min", "histogram"])]
    pub(crate) jsonl: bool,

    /// Follow logs while they grow, rotations too: a summary that is kept up to date on a
    /// terminal, a line for each failure otherwise
    #[arg(long, conflicts_with_all = ["merge", "histogram"])]
    pub(crate) follow: bool,

    /// The files are summaries that `scan --json` printed: add them up
    #[arg(long, conflicts_with_all = ["product", "since", "until", "histogram"])]
    pub(crate) merge: bool,

    /// Show how many failures there were over time
    #[arg(long, conflicts_with = "json")]
    pub(crate) histogram: bool,
}

#[derive(Args, Debug, PartialEq)]
pub(crate) struct Search {
    /// What to look for, in Chinese or English
    #[arg(required = true)]
    pub(crate) words: Vec<String>,

    /// The most codes to show
    #[arg(long, value_name = "N", default_value = "10")]
    pub(crate) limit: usize,
}

#[derive(Args, Debug, Default, PartialEq)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// Print one JSON document a line
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Print one fact a line, unwrapped, for screen readers
    #[arg(long, global = true, conflicts_with = "json")]
    pub(crate) plain: bool,

    /// Print a text for a support ticket, secrets masked
    #[arg(long, global = true, conflicts_with_all = ["json", "plain"])]
    pub(crate) ticket: bool,

    /// For --ticket: what was done about it already; may be given several times
    #[arg(long, global = true, value_name = "TEXT", requires = "ticket")]
    pub(crate) tried: Vec<String>,

    /// The language of answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) lang: Option<Language>,

    /// When to colour answers and make links clickable
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,

    /// The columns to wrap at, 40 at least [default: those of the terminal, at most 100; else 80]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(40..))]
    pub(crate) width: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub(crate) enum Language {
    /// Chinese
    Zh,
    /// English
    En,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, ValueEnum)]
pub(crate) enum When {
    #[default]
    /// If the output is a terminal that shows colours; NO_COLOR and CLICOLOR_FORCE are heeded
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub(crate) enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    #[value(name = "powershell", alias = "pwsh")]
    Pwsh,
    Zsh,
}

impl Cli {
    /// The process's arguments, or the end of the process with help, version or an error.
    pub(crate) fn from_process() -> Self {
        let arguments: Vec<OsString> = env::args_os().skip(1).collect();
        Self::plain(&arguments)
            .unwrap_or_else(|| Self::try_parse().unwrap_or_else(|error| end(&error)))
    }

    /// What most people type, a code or a few with or without `explain` in front and the usual
    /// options: building the parser for that would cost as much as all that follows. Whatever is
    /// less simple, and all that is wrong, is left to the parser.
    fn plain(arguments: &[OsString]) -> Option<Self> {
        let mut arguments = arguments;
        let named = arguments.first().is_some_and(|first| first == "explain");
        if named {
            arguments = &arguments[1..];
        }
        let (mut explain, mut output) = (Explain::default(), Output::default());
        let mut color = None;
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().and_then(|value| value.to_str());
            match word.to_str() {
                Some("--json") => set(&mut output.json)?,
                Some("--plain") => set(&mut output.plain)?,
                Some("--all") => set(&mut explain.all)?,
                Some("--lang") => put(&mut output.lang, choice(value()?)?)?,
                Some("--color") => put(&mut color, choice(value()?)?)?,
                Some("--product") => put(&mut explain.product, plain_value(value()?)?)?,
                Some("--action") => put(&mut explain.action, plain_value(value()?)?)?,
                // Options begin with a hyphen, and commands are lower-case words.
                _ if word.as_encoded_bytes().starts_with(b"-")
                    || word.as_encoded_bytes().iter().all(u8::is_ascii_lowercase) =>
                {
                    return None;
                }
                _ => explain.inputs.push(word.clone()),
            }
        }
        if explain.inputs.is_empty() || (output.json && output.plain) {
            return None;
        }
        output.color = color.unwrap_or_default();
        Some(if named {
            Self { command: Some(Command::Explain(explain)), explain: Explain::default(), output }
        } else {
            Self { command: None, explain, output }
        })
    }
}

/// Ends the process with help, version, or an error, which quotes arguments.
fn end(error: &clap::Error) -> ! {
    if !error.use_stderr() {
        error.exit();
    }
    let color = settings::color(When::Auto, Stream::Stderr);
    let text = error.render().ansi().to_string();
    let _ = AutoStream::new(io::stderr(), color).write_all(redact(&text).as_bytes());
    process::exit(error.exit_code())
}

/// Sets a flag, unless it is set already.
fn set(flag: &mut bool) -> Option<()> {
    (!std::mem::replace(flag, true)).then_some(())
}

/// Gives an option its value, unless it has one.
fn put<T>(option: &mut Option<T>, value: T) -> Option<()> {
    option.replace(value).is_none().then_some(())
}

/// The choice that is called `name`.
fn choice<T: ValueEnum>(name: &str) -> Option<T> {
    T::from_str(name, false).ok()
}

/// A value that cannot be taken for an option.
fn plain_value(value: &str) -> Option<String> {
    (!value.is_empty() && !value.starts_with('-')).then(|| value.to_owned())
}

const LONG_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\n", env!("TCERR_TABLE"));

const AFTER_HELP: &str = "\
Examples:
  tcerr AuthFailure.SignatureFailure
  curl -s https://cvm.tencentcloudapi.com ... | tcerr";

const AFTER_LONG_HELP: &str = "\
Examples:
  tcerr AuthFailure.SignatureFailure
  tcerr 4102
  curl -s https://cvm.tencentcloudapi.com ... | tcerr
  tcerr --json --lang zh RequestLimitExceeded | jq .retry
  tcerr list --product cvm --action RunInstances
  tcerr search insufficient balance

Exit status:
  0  every input was explained, or is a response that reports no error
  1  something could not be explained, or nothing was found
  2  usage, or input that could not be read

Environment:
  TCERR_LANG                   zh or en; before LC_ALL, LC_MESSAGES and LANG
  NO_COLOR                     if not empty: no colours, unless --color always
  CLICOLOR_FORCE               if neither empty nor 0: colours even into a pipe
  TERM                         dumb: no colours";

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn arguments(line: &[&str]) -> Vec<OsString> {
        line.iter().map(OsString::from).collect()
    }

    #[test]
    fn the_definitions_are_sound() {
        Cli::command().debug_assert();
    }

    /// Every line of up to three of these words, behind `explain` or not, leads where the parser
    /// leads, or to the parser.
    #[test]
    fn the_short_cut_leads_where_the_parser_does() {
        let words = [
            "AuthFailure",
            "{\"Response\": {}}",
            "a code",
            "4102",
            "é",
            "",
            "-",
            "--",
            "explain",
            "list",
            "run",
            "zh",
            "--json",
            "--plain",
            "--all",
            "--lang",
            "--lang=zh",
            "--color",
            "always",
            "--product",
            "cvm",
            "--action",
            "--width",
            "-V",
        ];
        let lines = words.iter().flat_map(|first| {
            words.iter().flat_map(move |second| words.map(|third| vec![*first, *second, third]))
        });
        let lines = lines.chain(words.map(|word| vec![word]));
        let mut taken = 0;
        for line in lines.flat_map(|line| [[&["explain"], &line[..]].concat(), line]) {
            let line = arguments(&line);
            if let Some(short) = Cli::plain(&line) {
                taken += 1;
                let parsed = Cli::try_parse_from([OsString::from("tcerr")].iter().chain(&line))
                    .unwrap_or_else(|error| panic!("{line:?}: {error}"));
                assert_eq!(short, parsed, "{line:?}");
            }
        }
        assert!(taken > 500, "{taken}");
    }

    #[test]
    fn the_usual_takes_the_short_cut() {
        for line in [
            &["AuthFailure"][..],
            &["explain", "AuthFailure.SignatureFailure"],
            &["4102", "--lang", "zh"],
            &["explain", "--json", "AuthFailure", "NoSuchVersion"],
            &["AuthFailure", "--product", "cvm", "--action", "RunInstances", "--color", "never"],
        ] {
            assert!(Cli::plain(&arguments(line)).is_some(), "{line:?}");
        }
    }

    #[test]
    fn what_needs_the_parser_gets_it() {
        let commands = Cli::command();
        let commands = commands.get_subcommands().map(clap::Command::get_name);
        for word in commands.chain(["", "-", "--", "--json", "-V", "help"]) {
            assert_eq!(Cli::plain(&arguments(&[word])), None, "{word}");
            assert_eq!(Cli::plain(&arguments(&["explain", word])), None, "{word}");
        }
        assert_eq!(Cli::plain(&[]), None);
        assert_eq!(Cli::plain(&arguments(&["AuthFailure", "--json", "--plain"])), None);
        assert_eq!(Cli::plain(&arguments(&["list", "AuthFailure"])), None);
    }
}
