//! Defaults from the environment and the terminal, for what no option sets.

use std::env;
use std::io::{self, IsTerminal as _};

use anstream::ColorChoice;
pub(crate) use supports_hyperlinks::Stream;
use tcerr::Lang;

/// The widest layout, in columns. Longer lines are hard to read, even on a wide terminal.
const MAX_WIDTH: usize = 100;
/// The narrowest layout, in columns. A narrower terminal wraps the lines again.
const MIN_WIDTH: usize = 40;
/// The width without a terminal, in columns.
const DEFAULT_WIDTH: usize = 80;

/// The language of the first variable that is set and not empty: `TCERR_LANG`, then the variables
/// of POSIX in its order.
pub(crate) fn lang() -> Lang {
    ["TCERR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| env::var(name).ok())
        .find(|value| !value.is_empty())
        .map_or(Lang::En, |locale| Lang::from_locale(&locale))
}

/// Whether a stream gets colors. The first rule that applies decides:
///
/// 1. no, if `NO_COLOR` is set and not empty;
/// 2. yes, if `CLICOLOR_FORCE` is neither empty nor 0;
/// 3. no, if `CLICOLOR` is 0 or `TERM` is dumb;
/// 4. yes, if the stream is a terminal; on Unix, only if `TERM` is set.
///
/// [`anstream::AutoStream::choice`] comes close, but takes `CLICOLOR_FORCE=0` to force colors, and
/// colors a dumb terminal if `CI` is set.
pub(crate) fn color(stream: Stream) -> ColorChoice {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let has_value = |name, wanted: &str| env::var_os(name).is_some_and(|value| value == wanted);
    let is_colored = if is_set("NO_COLOR") {
        false
    } else if is_set("CLICOLOR_FORCE") && !has_value("CLICOLOR_FORCE", "0") {
        true
    } else if has_value("CLICOLOR", "0") || has_value("TERM", "dumb") {
        false
    } else {
        // A Unix terminal always sets `TERM`.
        is_terminal(stream) && (cfg!(windows) || is_set("TERM"))
    };
    if is_colored { ColorChoice::Always } else { ColorChoice::Never }
}

/// Whether a stream is a terminal.
pub(crate) fn is_terminal(stream: Stream) -> bool {
    match stream {
        Stream::Stdout => io::stdout().is_terminal(),
        Stream::Stderr => io::stderr().is_terminal(),
    }
}

/// The width to wrap at on a stream, in columns.
pub(crate) fn width(stream: Stream) -> usize {
    let size = match stream {
        Stream::Stdout => terminal_size::terminal_size_of(io::stdout()),
        Stream::Stderr => terminal_size::terminal_size_of(io::stderr()),
    };
    size.map_or(DEFAULT_WIDTH, |(terminal_size::Width(width), _)| {
        usize::from(width).clamp(MIN_WIDTH, MAX_WIDTH)
    })
}
