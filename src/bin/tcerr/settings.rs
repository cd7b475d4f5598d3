//! The effective settings, resolved once from options, environment and terminal.

use anstream::ColorChoice;
use tcerr::Lang;
use tcerr::render::Look;

use crate::args::{Cli, Command, Language, Output, When};
use crate::environment::{self, Stream};

/// How to print answers.
pub(crate) struct Settings {
    /// The language of answers and messages.
    pub(crate) lang: Lang,
    /// The form of answers.
    pub(crate) form: Form,
    /// The layout of answers on their output stream.
    pub(crate) look: Look,
    /// Whether the output stream gets colors.
    pub(crate) color: ColorChoice,
    /// Whether the output stream is a terminal.
    pub(crate) is_terminal: bool,
}

/// The form of answers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    /// Aligned, wrapped and colored, for people.
    Text,
    /// One fact per line.
    Plain,
    /// One JSON document per line.
    Json,
    /// A text for a support ticket.
    Ticket {
        /// What the user has tried.
        tried: Vec<String>,
    },
}

impl Settings {
    /// The settings for a command line.
    pub(crate) fn resolve(cli: &Cli) -> Self {
        let output = &cli.output;
        let stream = match cli.command {
            // Standard output belongs to the command that runs.
            Some(Command::Run { .. }) => Stream::Stderr,
            _ => Stream::Stdout,
        };
        let color = match output.color {
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
            When::Auto => environment::color(stream),
        };
        let is_colored = color != ColorChoice::Never;
        Self {
            lang: match output.lang {
                Some(Language::Zh) => Lang::Zh,
                Some(Language::En) => Lang::En,
                None => environment::lang(),
            },
            form: match output {
                Output { json: true, .. } => Form::Json,
                Output { plain: true, .. } => Form::Plain,
                Output { ticket: true, tried, .. } => Form::Ticket { tried: tried.clone() },
                _ => Form::Text,
            },
            look: Look {
                width: output.width.map_or_else(|| environment::width(stream), usize::from),
                color: is_colored,
                hyperlinks: is_colored && supports_hyperlinks::on(stream),
                all: false,
            },
            color,
            is_terminal: environment::is_terminal(stream),
        }
    }
}
