//! `tcerr man`: the manual page, from the definitions of the command line.

use std::io;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use crate::args::Cli;
use crate::output;
use crate::status::Status;

/// Prints the page.
pub(crate) fn run() -> anyhow::Result<Status> {
    output::write(&page()?)
}

/// The page in troff: the command with its options, each of its commands, then the rest of the
/// long help.
fn page() -> io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    commands(&command).to_writer(&mut page)?;
    headed(&command).to_writer(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// What each command does, with the options that are its own.
fn commands(command: &Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for command in command.get_subcommands() {
        let mut usage = vec![bold(format!("tcerr {}", command.get_name()))];
        for value in command.get_positionals() {
            usage.push(roman(" "));
            usage.push(italic(value.to_string()));
        }
        entry(&mut roff, usage, command.get_long_about().or(command.get_about()));
        let own = command.get_arguments().filter(|arg| !arg.is_global_set());
        for arg in own.filter(|arg| arg.get_id() != "help") {
            roff.control("RS", []);
            let name = arg.to_string();
            let name = if arg.is_positional() { italic(name) } else { bold(name) };
            entry(&mut roff, vec![name], arg.get_help());
            roff.control("RE", []);
        }
    }
    roff
}

fn entry(roff: &mut Roff, head: Vec<Inline>, text: Option<&clap::builder::StyledStr>) {
    roff.control("TP", []);
    roff.text(head);
    let text = text.map(ToString::to_string).unwrap_or_default();
    for (place, paragraph) in text.split("\n\n").enumerate() {
        if place > 0 {
            roff.control("IP", []);
        }
        roff.text([roman(paragraph.replace('\n', " "))]);
    }
}

/// The paragraphs after the long help, each under the heading that it begins with.
fn headed(command: &Command) -> Roff {
    let mut roff = Roff::new();
    let text = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    for paragraph in text.split("\n\n") {
        let mut lines = paragraph.lines();
        let heading = lines.next().unwrap_or_default().trim_end_matches(':').to_uppercase();
        roff.control("SH", [heading.as_str()]);
        roff.control("nf", []);
        for line in lines {
            roff.text([roman(line)]);
        }
        roff.control("fi", []);
    }
    roff
}
