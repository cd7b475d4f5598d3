//! Writing to the two streams of the process.

use std::io::{self, BufWriter, StdoutLock, Write as _};

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use tcerr::redact;

use crate::settings::Settings;
use crate::status::Status;

/// Standard output, buffered, with colours as set.
pub(crate) fn stdout(settings: &Settings) -> BufWriter<AutoStream<StdoutLock<'static>>> {
    BufWriter::new(coloured(io::stdout().lock(), settings.color))
}

/// A stream of the process that shows colours on a Windows console too. An answer without colours
/// has no escape codes, so nothing has to be stripped from it.
pub(crate) fn coloured<S: RawStream>(stream: S, color: ColorChoice) -> AutoStream<S> {
    match color {
        ColorChoice::Never => AutoStream::always_ansi(stream),
        color => AutoStream::new(stream, color),
    }
}

/// Writes `bytes` to standard output as they are.
pub(crate) fn write(bytes: &[u8]) -> anyhow::Result<Status> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Status::Explained)
}

/// Writes a line to standard error, its secrets masked. If nobody reads it, nothing is lost.
pub(crate) fn warn(line: &str) {
    let _ = writeln!(io::stderr(), "tcerr: {}", redact(line));
}
