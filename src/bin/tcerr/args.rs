//! The command line, as clap reads it: definitions only.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::ArgValueCompleter;

use crate::candidates;

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
    #[arg(value_name = "INPUT", add = ArgValueCompleter::new(candidates::codes))]
    pub(crate) inputs: Vec<OsString>,

    /// The product that was called, such as cvm, where the input does not say so
    #[arg(long, value_name = "PRODUCT", add = ArgValueCompleter::new(candidates::products))]
    pub(crate) product: Option<String>,

    /// The action that was called, such as RunInstances
    #[arg(long, value_name = "ACTION", add = ArgValueCompleter::new(candidates::actions))]
    pub(crate) action: Option<String>,

    /// Show every meaning of a code in full
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Args, Debug, PartialEq)]
pub(crate) struct List {
    /// The beginning of a code, or a glob such as '*SoldOut*', in any case
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
    #[arg(long, value_name = "PRODUCT", add = ArgValueCompleter::new(candidates::products))]
    pub(crate) product: Option<String>,

    /// Only these codes, a glob such as 'ResourceInsufficient*', in any case
    #[arg(long, value_name = "GLOB", add = ArgValueCompleter::new(candidates::codes))]
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

    use super::Cli;

    #[test]
    fn the_definitions_are_sound() {
        Cli::command().debug_assert();
    }
}
