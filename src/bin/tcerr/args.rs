//! The definition of the command line for clap. The doc comments here are the help texts and the
//! manual page. What the options mean on this terminal is decided in `settings`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::ArgValueCompleter;

use crate::candidates;

/// Explain Tencent Cloud API errors: what happened, what to do, whether a retry is safe
///
/// Takes an error code, an API 2.0 number, a response, or any text with an error in it, such as an
/// exception or a log. Works offline and answers in Chinese or English.
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

/// The commands. Without one, `tcerr` explains its inputs.
#[derive(Debug, PartialEq, Subcommand)]
#[command(defer = true)]
pub(crate) enum Command {
    /// Explain codes, API 2.0 numbers, responses, exceptions or logs
    Explain(Explain),

    /// List codes or products
    ///
    /// On a terminal, each code has its meaning beside it; otherwise one code is printed per line.
    /// To list what an action can return: tcerr list --product cvm --action RunInstances. Codes
    /// that any action can return, such as those for a wrong signature, are documented for very
    /// few actions.
    List(List),

    /// Search codes by words, by a product's name, or by a message
    Search(Search),

    /// Count the failures in logs: which, how often, since when, and who must act
    ///
    /// Files may be compressed (gzip, zstd). Folders are walked as git walks them, without ignored
    /// and hidden files. Every failure that `explain` recognizes counts each time it was printed.
    Scan(Scan),

    /// Explain the newest failure in tccli's log, with the command that caused it
    Last {
        /// The path of the log [default: ~/.tccli/log/tccli.log]
        #[arg(long, value_name = "PATH", value_hint = clap::ValueHint::FilePath)]
        log: Option<PathBuf>,
    },

    /// Run a command and, if it fails, explain its output on standard error
    ///
    /// Output, exit status and signals pass through unchanged, and the command keeps the terminal.
    Run {
        /// The command and its arguments
        #[arg(
            value_name = "CMD",
            required = true,
            trailing_var_arg = true,
            allow_hyphen_values = true,
            value_hint = clap::ValueHint::CommandWithArguments
        )]
        command: Vec<OsString>,
    },

    /// Print the completion script for a shell
    ///
    /// The script asks tcerr for candidates, so that codes complete too: families first, then the
    /// codes of a family.
    Completions {
        /// The shell
        shell: Shell,
    },

    /// Print the manual page
    Man,

    /// Print the JSON Schema of the --json output
    Schema,
}

#[derive(Args, Debug, Default, PartialEq)]
pub(crate) struct Explain {
    /// An error code in any letter case, an API 2.0 number, or any text with an error in it; `-`
    /// or no input reads standard input
    #[arg(value_name = "INPUT", add = ArgValueCompleter::new(candidates::codes))]
    pub(crate) inputs: Vec<OsString>,

    /// The product that was called, such as cvm, if the input does not name it
    #[arg(long, value_name = "PRODUCT", add = ArgValueCompleter::new(candidates::products))]
    pub(crate) product: Option<String>,

    /// The action that was called, such as RunInstances, if the input does not name it
    #[arg(long, value_name = "ACTION", add = ArgValueCompleter::new(candidates::actions))]
    pub(crate) action: Option<String>,

    /// Show every meaning of a code in full
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Args, Debug, PartialEq)]
pub(crate) struct List {
    /// The start of a code, or a glob such as '*SoldOut*', in any letter case
    #[arg(add = ArgValueCompleter::new(candidates::codes))]
    pub(crate) pattern: Option<String>,

    /// Only codes that this product publishes
    #[arg(long, value_name = "PRODUCT", add = ArgValueCompleter::new(candidates::products))]
    pub(crate) product: Option<String>,

    /// Only codes that this action is documented to return
    #[arg(long, value_name = "ACTION", add = ArgValueCompleter::new(candidates::actions))]
    pub(crate) action: Option<String>,

    /// Only codes of this family
    #[arg(long, value_name = "FAMILY", add = ArgValueCompleter::new(candidates::families))]
    pub(crate) family: Option<String>,

    /// List products instead of codes, with their names and number of codes
    #[arg(long, conflicts_with_all = ["product", "action", "family"])]
    pub(crate) products: bool,
}

#[derive(Args, Debug, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option")]
pub(crate) struct Scan {
    /// Logs, or folders of logs; `-` or no file reads standard input
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub(crate) files: Vec<PathBuf>,

    /// Only failures of calls to this product
    #[arg(long, value_name = "PRODUCT", add = ArgValueCompleter::new(candidates::products))]
    pub(crate) product: Option<String>,

    /// Only codes that match this glob, such as 'ResourceInsufficient*', in any letter case
    #[arg(long, value_name = "GLOB", add = ArgValueCompleter::new(candidates::codes))]
    pub(crate) code: Option<String>,

    /// Only failures since this time: a date, a time, or an age such as 2h
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,

    /// Only failures until this time
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,

    /// Only codes that occur at least N times
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) min: u64,

    /// Print one JSON document per failure, in input order, instead of a summary
    #[arg(long, conflicts_with_all = ["merge", "min", "histogram"])]
    pub(crate) jsonl: bool,

    /// Follow logs as they grow, across rotations: on a terminal, keep the summary up to date;
    /// otherwise, print one line per failure
    #[arg(long, conflicts_with_all = ["merge", "histogram"])]
    pub(crate) follow: bool,

    /// Read the files as summaries printed by `scan --json`, and add them up
    #[arg(long, conflicts_with_all = ["product", "since", "until", "histogram"])]
    pub(crate) merge: bool,

    /// Show a histogram of the failures over time
    #[arg(long, conflicts_with = "json")]
    pub(crate) histogram: bool,
}

#[derive(Args, Debug, PartialEq)]
pub(crate) struct Search {
    /// The words to search for, in Chinese or English
    #[arg(required = true)]
    pub(crate) words: Vec<String>,

    /// Show at most N codes
    #[arg(long, value_name = "N", default_value = "10")]
    pub(crate) limit: usize,
}

#[derive(Args, Debug, Default, PartialEq)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// Print one JSON document per line
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Print one fact per line, not wrapped, for screen readers
    #[arg(long, global = true, conflicts_with = "json")]
    pub(crate) plain: bool,

    /// Print a text for a support ticket, with secrets masked
    #[arg(long, global = true, conflicts_with_all = ["json", "plain"])]
    pub(crate) ticket: bool,

    /// With --ticket: what you have tried so far; may be repeated
    #[arg(long, global = true, value_name = "TEXT", requires = "ticket")]
    pub(crate) tried: Vec<String>,

    /// The language of the answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) lang: Option<Language>,

    /// When to color answers and make links clickable
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,

    /// Wrap at N columns, at least 40 [default: the terminal's width up to 100; else 80]
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
    /// If the output is a terminal that supports it; honors NO_COLOR and CLICOLOR_FORCE
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
  2  wrong usage, or input that could not be read

Environment:
  TCERR_LANG                   zh or en; overrides LC_ALL, LC_MESSAGES and LANG
  NO_COLOR                     if not empty: no color, except with --color always
  CLICOLOR_FORCE               if neither empty nor 0: color even into a pipe
  TERM                         if dumb: no color";

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn clap_accepts_the_definitions() {
        Cli::command().debug_assert();
    }
}
