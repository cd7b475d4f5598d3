//! Writing to standard output and standard error.

use std::io::{self, BufWriter, StdoutLock, Write as _};

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use tcerr::redact;
use tcerr::render::one_line;

use crate::settings::Settings;
use crate::status::Status;

/// Standard output, buffered, with colors as the settings say.
pub(crate) fn stdout(settings: &Settings) -> BufWriter<AutoStream<StdoutLock<'static>>> {
    BufWriter::new(colored(io::stdout().lock(), settings.color))
}

/// Wraps a stream so that it shows colors on a Windows console too. Without colors, answers
/// contain no escape codes, so there is nothing to strip.
pub(crate) fn colored<S: RawStream>(stream: S, color: ColorChoice) -> AutoStream<S> {
    match color {
        ColorChoice::Never => AutoStream::always_ansi(stream),
        color => AutoStream::new(stream, color),
    }
}

/// Writes `bytes` to standard output unchanged.
pub(crate) fn write(bytes: &[u8]) -> anyhow::Result<Status> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Status::Explained)
}

/// Writes a line to standard error, with secrets masked and nothing in it that a terminal obeys:
/// it may quote an argument or name a file. Errors are ignored: a message that nobody reads must
/// not fail the command.
pub(crate) fn warn(line: &str) {
    let _ = writeln!(io::stderr(), "tcerr: {}", one_line(&redact(line)));
}
