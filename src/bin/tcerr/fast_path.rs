//! Parses the most common command lines without clap.
//!
//! Building clap's parser would cost as much as all the work that follows. Every command line that
//! is not simple, or is wrong, is left to clap, which writes all help texts and errors.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process;

use anstream::AutoStream;
use clap::{Parser as _, ValueEnum};
use tcerr::redact;
use tcerr::render::lines;

use crate::args::{Cli, Command, Explain, Output};
use crate::environment::{self, Stream};
use crate::output;
use crate::status::Status;

/// Parses the arguments of the process. Exits if they ask for help or the version, or are wrong.
pub(crate) fn parse_process() -> Cli {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    parse_simple(&arguments)
        .unwrap_or_else(|| Cli::try_parse().unwrap_or_else(|error| exit_with(&error)))
}

/// Parses a command line of inputs and common options, with or without `explain`. Returns `None`
/// if clap has to parse it.
fn parse_simple(arguments: &[OsString]) -> Option<Cli> {
    let mut arguments = arguments;
    let has_command = arguments.first().is_some_and(|first| first == "explain");
    if has_command {
        arguments = &arguments[1..];
    }
    let (mut explain, mut output) = (Explain::default(), Output::default());
    let mut color = None;
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().and_then(|value| value.to_str());
        match word.to_str() {
            Some("--json") => set_flag(&mut output.json)?,
            Some("--plain") => set_flag(&mut output.plain)?,
            Some("--all") => set_flag(&mut explain.all)?,
            Some("--lang") => set_option(&mut output.lang, parse_choice(value()?)?)?,
            Some("--color") => set_option(&mut color, parse_choice(value()?)?)?,
            Some("--product") => set_option(&mut explain.product, parse_text(value()?)?)?,
            Some("--action") => set_option(&mut explain.action, parse_text(value()?)?)?,
            // Other options start with a hyphen, and commands are lower-case words.
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
    Some(if has_command {
        Cli { command: Some(Command::Explain(explain)), explain: Explain::default(), output }
    } else {
        Cli { command: None, explain, output }
    })
}

/// Exits with help, version or an error. An error quotes arguments, so secrets are masked in it and
/// nothing is left that a terminal obeys.
fn exit_with(error: &clap::Error) -> ! {
    if !error.use_stderr() {
        process::exit(print_help(error));
    }
    let plain = error.render().to_string();
    let safe = lines(&plain);
    let text = if safe == plain { error.render().ansi().to_string() } else { safe };
    let color = environment::color(Stream::Stderr);
    let _ = AutoStream::new(io::stderr(), color).write_all(redact(&text).as_bytes());
    process::exit(error.exit_code())
}

/// Prints help or version and returns the exit status: clap itself ignores that a disk is full.
fn print_help(error: &clap::Error) -> i32 {
    let color = environment::color(Stream::Stdout);
    let mut out = AutoStream::new(io::stdout(), color);
    let text = error.render().ansi().to_string();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            output::warn(&error.to_string());
            Status::Unusable as i32
        }
        _ => error.exit_code(),
    }
}

/// Sets a flag, or returns `None` if it is already set.
fn set_flag(flag: &mut bool) -> Option<()> {
    (!std::mem::replace(flag, true)).then_some(())
}

/// Sets an option, or returns `None` if it is already set.
fn set_option<T>(option: &mut Option<T>, value: T) -> Option<()> {
    option.replace(value).is_none().then_some(())
}

/// The choice called `name`, or `None` if there is no such choice.
fn parse_choice<T: ValueEnum>(name: &str) -> Option<T> {
    T::from_str(name, false).ok()
}

/// A value, or `None` if it is empty or looks like an option.
fn parse_text(value: &str) -> Option<String> {
    (!value.is_empty() && !value.starts_with('-')).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn arguments(line: &[&str]) -> Vec<OsString> {
        line.iter().map(OsString::from).collect()
    }

    /// Tries every command line of one or three of these words, with and without `explain`.
    #[test]
    fn the_fast_path_agrees_with_clap_or_leaves_the_line_to_it() {
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
        let mut fast_path_count = 0;
        for line in lines.flat_map(|line| [[&["explain"], &line[..]].concat(), line]) {
            let line = arguments(&line);
            if let Some(fast) = parse_simple(&line) {
                fast_path_count += 1;
                let parsed = Cli::try_parse_from([OsString::from("tcerr")].iter().chain(&line))
                    .unwrap_or_else(|error| panic!("{line:?}: {error}"));
                assert_eq!(fast, parsed, "{line:?}");
            }
        }
        assert!(fast_path_count > 500, "{fast_path_count}");
    }

    #[test]
    fn common_command_lines_take_the_fast_path() {
        for line in [
            &["AuthFailure"][..],
            &["explain", "AuthFailure.SignatureFailure"],
            &["4102", "--lang", "zh"],
            &["explain", "--json", "AuthFailure", "NoSuchVersion"],
            &["AuthFailure", "--product", "cvm", "--action", "RunInstances", "--color", "never"],
        ] {
            assert!(parse_simple(&arguments(line)).is_some(), "{line:?}");
        }
    }

    #[test]
    fn other_command_lines_are_left_to_clap() {
        let commands = Cli::command();
        let commands = commands.get_subcommands().map(clap::Command::get_name);
        for word in commands.chain(["", "-", "--", "--json", "-V", "help"]) {
            assert_eq!(parse_simple(&arguments(&[word])), None, "{word}");
            assert_eq!(parse_simple(&arguments(&["explain", word])), None, "{word}");
        }
        assert_eq!(parse_simple(&[]), None);
        assert_eq!(parse_simple(&arguments(&["AuthFailure", "--json", "--plain"])), None);
        assert_eq!(parse_simple(&arguments(&["list", "AuthFailure"])), None);
    }
}
