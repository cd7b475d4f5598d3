//! The command line: definitions only.

use std::ffi::OsString;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::ArgValueCompleter;

use crate::complete;

/// Explain Tencent Cloud API errors: what happened, what to do, whether a retry is safe
///
/// Give it a code, a number of API 2.0 or a whole response; it answers offline, in Chinese or
/// English.
#[derive(Debug, Parser)]
#[command(
    name = "tcerr",
    version,
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
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(crate) enum Command {
    /// Explain codes, numbers of API 2.0, or whole responses
    Explain(Explain),

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

#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// A code in any case, a number of API 2.0, or a response; `-` or nothing reads standard input
    #[arg(value_name = "INPUT", add = ArgValueCompleter::new(complete::codes))]
    pub(crate) inputs: Vec<OsString>,

    /// Show every meaning of a code in full
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// Print one JSON document a line
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Print one fact a line, unwrapped, for screen readers
    #[arg(long, global = true, conflicts_with = "json")]
    pub(crate) plain: bool,

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

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Language {
    /// Chinese
    Zh,
    /// English
    En,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum When {
    /// If the output is a terminal that shows colours; NO_COLOR and CLICOLOR_FORCE are heeded
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    #[value(name = "powershell", alias = "pwsh")]
    Pwsh,
    Zsh,
}

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

Exit status:
  0  every input was explained, or is a response that reports no error
  1  something could not be explained, or nothing was found
  2  usage, or input that could not be read

Environment:
  TCERR_LANG                   zh or en; before LC_ALL, LC_MESSAGES and LANG
  NO_COLOR                     if not empty: no colours, unless --color always
  CLICOLOR_FORCE               if neither empty nor 0: colours even into a pipe
  TERM                         dumb: no colours";
