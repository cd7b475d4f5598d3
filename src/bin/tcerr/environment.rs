//! What the environment and the terminal say, where no option does.

use std::env;
use std::io::{self, IsTerminal as _};

use anstream::ColorChoice;
pub(crate) use supports_hyperlinks::Stream;
use tcerr::Lang;

/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 100;
/// Narrower terminals wrap the wrapped lines.
const NARROWEST: usize = 40;
/// The width where there is no terminal.
const USUAL: usize = 80;

/// The language of the first variable that is set and not empty, in the order of POSIX.
pub(crate) fn lang() -> Lang {
    ["TCERR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| env::var(name).ok())
        .find(|value| !value.is_empty())
        .map_or(Lang::En, |locale| Lang::from_locale(&locale))
}

/// Whether a stream takes colours: not if `NO_COLOR` is set and not empty, else if
/// `CLICOLOR_FORCE` is neither empty nor 0, else not if `CLICOLOR` is 0, else if the stream is a
/// terminal that is not dumb.
///
/// [`anstream::AutoStream::choice`] is close to that, but takes `CLICOLOR_FORCE=0` for force and
/// a dumb terminal for a colourful one where `CI` is set.
pub(crate) fn color(stream: Stream) -> ColorChoice {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let is = |name, wanted: &str| env::var_os(name).is_some_and(|value| value == wanted);
    let is_colourful = if is_set("NO_COLOR") {
        false
    } else if is_set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") {
        true
    } else if is("CLICOLOR", "0") || is("TERM", "dumb") {
        false
    } else {
        // A Unix terminal always names itself.
        is_terminal(stream) && (cfg!(windows) || is_set("TERM"))
    };
    if is_colourful { ColorChoice::Always } else { ColorChoice::Never }
}

/// Whether a stream goes to a terminal.
pub(crate) fn is_terminal(stream: Stream) -> bool {
    match stream {
        Stream::Stdout => io::stdout().is_terminal(),
        Stream::Stderr => io::stderr().is_terminal(),
    }
}

/// The columns of a stream to wrap at.
pub(crate) fn width(stream: Stream) -> usize {
    let size = match stream {
        Stream::Stdout => terminal_size::terminal_size_of(io::stdout()),
        Stream::Stderr => terminal_size::terminal_size_of(io::stderr()),
    };
    size.map_or(USUAL, |(terminal_size::Width(width), _)| {
        usize::from(width).clamp(NARROWEST, WIDEST)
    })
}
