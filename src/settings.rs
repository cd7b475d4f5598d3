//! Language, colour and width: decided once, from options, environment and terminal.

use std::env;
use std::io::{self, IsTerminal as _};

use anstream::ColorChoice;
pub(crate) use supports_hyperlinks::Stream;
use tcerr::Lang;
use tcerr::render::Look;

use crate::cli::{Language, Output, When};

/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 100;
/// Narrower terminals wrap the wrapped lines.
const NARROWEST: usize = 40;
/// Where no terminal tells.
const USUAL: usize = 80;

/// The language that `--lang` or the environment asks for.
pub(crate) fn lang(output: &Output) -> Lang {
    match output.lang {
        Some(Language::Zh) => Lang::Zh,
        Some(Language::En) => Lang::En,
        None => lang_of_environment(),
    }
}

/// The language of the first variable that is set and not empty, as POSIX has it.
pub(crate) fn lang_of_environment() -> Lang {
    ["TCERR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| env::var(name).ok())
        .find(|value| !value.is_empty())
        .map_or(Lang::En, |locale| Lang::from_locale(&locale))
}

/// Whether a stream takes colours: `--color`, else `NO_COLOR` if not empty, else
/// `CLICOLOR_FORCE` if neither empty nor 0, else `CLICOLOR` if 0, else whether it is a terminal
/// that is not dumb.
///
/// [`anstream::AutoStream::choice`] is close to that, but takes `CLICOLOR_FORCE=0` for force and
/// a dumb terminal for a colourful one where `CI` is set.
pub(crate) fn color(when: When, stream: Stream) -> ColorChoice {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let is = |name, wanted: &str| env::var_os(name).is_some_and(|value| value == wanted);
    let colourful = match when {
        When::Always => true,
        When::Never => false,
        When::Auto if is_set("NO_COLOR") => false,
        When::Auto if is_set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") => true,
        When::Auto if is("CLICOLOR", "0") || is("TERM", "dumb") => false,
        // A Unix terminal always names itself.
        When::Auto => is_terminal(stream) && (cfg!(windows) || is_set("TERM")),
    };
    if colourful { ColorChoice::Always } else { ColorChoice::Never }
}

fn is_terminal(stream: Stream) -> bool {
    match stream {
        Stream::Stdout => io::stdout().is_terminal(),
        Stream::Stderr => io::stderr().is_terminal(),
    }
}

/// How answers look on a stream.
pub(crate) fn look(output: &Output, color: ColorChoice, stream: Stream) -> Look {
    let color = color != ColorChoice::Never;
    Look {
        width: output.width.map_or_else(|| terminal_width(stream), usize::from),
        color,
        hyperlinks: color && supports_hyperlinks::on(stream),
        all: false,
    }
}

fn terminal_width(stream: Stream) -> usize {
    let size = match stream {
        Stream::Stdout => terminal_size::terminal_size_of(io::stdout()),
        Stream::Stderr => terminal_size::terminal_size_of(io::stderr()),
    };
    size.map_or(USUAL, |(terminal_size::Width(width), _)| {
        usize::from(width).clamp(NARROWEST, WIDEST)
    })
}
