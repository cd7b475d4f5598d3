//! The short cut past clap for what most people type.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process;

use anstream::AutoStream;
use clap::{Parser as _, ValueEnum};
use tcerr::redact;

use crate::args::{Cli, Command, Explain, Output};
use crate::environment::{self, Stream};

/// The process's arguments, or the end of the process with help, version or an error.
pub(crate) fn parse_process() -> Cli {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    parse_usual(&arguments).unwrap_or_else(|| Cli::try_parse().unwrap_or_else(|error| end(&error)))
}

/// What most people type, a code or a few with or without `explain` in front and the usual
/// options: building the parser for that would cost as much as all that follows. Whatever is
/// less simple, and all that is wrong, is left to the parser.
fn parse_usual(arguments: &[OsString]) -> Option<Cli> {
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
        Cli { command: Some(Command::Explain(explain)), explain: Explain::default(), output }
    } else {
        Cli { command: None, explain, output }
    })
}

/// Ends the process with help, version, or an error, which quotes arguments.
fn end(error: &clap::Error) -> ! {
    if !error.use_stderr() {
        error.exit();
    }
    let color = environment::color(Stream::Stderr);
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn arguments(line: &[&str]) -> Vec<OsString> {
        line.iter().map(OsString::from).collect()
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
            if let Some(short) = parse_usual(&line) {
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
            assert!(parse_usual(&arguments(line)).is_some(), "{line:?}");
        }
    }

    #[test]
    fn what_needs_the_parser_gets_it() {
        let commands = Cli::command();
        let commands = commands.get_subcommands().map(clap::Command::get_name);
        for word in commands.chain(["", "-", "--", "--json", "-V", "help"]) {
            assert_eq!(parse_usual(&arguments(&[word])), None, "{word}");
            assert_eq!(parse_usual(&arguments(&["explain", word])), None, "{word}");
        }
        assert_eq!(parse_usual(&[]), None);
        assert_eq!(parse_usual(&arguments(&["AuthFailure", "--json", "--plain"])), None);
        assert_eq!(parse_usual(&arguments(&["list", "AuthFailure"])), None);
    }
}
