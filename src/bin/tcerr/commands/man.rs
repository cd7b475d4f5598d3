//! `tcerr man`: generates the manual page from the definition of the command line.

use std::io;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use crate::args::Cli;
use crate::output;
use crate::status::Status;

/// Prints the manual page.
pub(crate) fn run() -> anyhow::Result<Status> {
    output::write(&manual_page()?)
}

/// The page in roff: `tcerr` with its options, its commands, then the rest of the long help.
fn manual_page() -> io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    commands_section(&command).to_writer(&mut page)?;
    after_help_sections(&command).to_writer(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// The section that describes each command, with its own options but not the global ones.
fn commands_section(command: &Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for command in command.get_subcommands() {
        let mut usage = vec![bold(format!("tcerr {}", command.get_name()))];
        for positional in command.get_positionals() {
            usage.push(roman(" "));
            usage.push(italic(positional.to_string()));
        }
        tagged_paragraph(&mut roff, usage, command.get_long_about().or(command.get_about()));
        let own_arguments = command.get_arguments().filter(|arg| !arg.is_global_set());
        for arg in own_arguments.filter(|arg| arg.get_id() != "help") {
            roff.control("RS", []);
            let name = arg.to_string();
            let name = if arg.is_positional() { italic(name) } else { bold(name) };
            tagged_paragraph(&mut roff, vec![name], arg.get_help());
            roff.control("RE", []);
        }
    }
    roff
}

/// Appends a tag with its description indented below it.
fn tagged_paragraph(roff: &mut Roff, tag: Vec<Inline>, text: Option<&clap::builder::StyledStr>) {
    roff.control("TP", []);
    roff.text(tag);
    let text = text.map(ToString::to_string).unwrap_or_default();
    for (index, paragraph) in text.split("\n\n").enumerate() {
        if index > 0 {
            roff.control("IP", []);
        }
        roff.text([roman(paragraph.replace('\n', " "))]);
    }
}

/// The text after the long help: one section per paragraph, whose first line is its heading.
fn after_help_sections(command: &Command) -> Roff {
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
