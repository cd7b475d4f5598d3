//! `tcerr scan`: which failures logs tell of, how often, since when, and who must act.

mod input;
mod work;

use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use jiff::tz::Offset;
use jiff::{Span, SpanRelativeTo, Timestamp};
use tcerr::render::{self, Look};
use tcerr::{Report, Seen, Selection, Tally, stamp};

use self::work::{Followed, Print, Shown, Work};
use crate::answers::coloured;
use crate::app::Status;
use crate::cli::{Cli, Scan};
use crate::context::Context;
use crate::say;
use crate::settings::{self, Stream};

/// The name of standard input.
const STDIN: &str = "-";

/// Which failures count.
pub(crate) struct Filter {
    product: Option<String>,
    code: Selection,
    since: Option<i64>,
    until: Option<i64>,
}

/// Scans what the arguments name.
pub(crate) fn scan(arguments: &Scan, cli: &Cli) -> anyhow::Result<Status> {
    let lang = settings::lang(&cli.output);
    let product = match Context::new(arguments.product.as_deref(), None) {
        Ok(context) => context.product.map(|product| product.name().to_owned()),
        Err(unknown) => return Ok(say::refuse(&unknown, lang)),
    };
    let time = |text: &Option<String>| text.as_deref().map(time).transpose();
    let filter = Filter {
        product,
        code: Selection { pattern: arguments.code.clone(), ..Selection::default() },
        since: time(&arguments.since).context("--since")?,
        until: time(&arguments.until).context("--until")?,
    };
    let mut status = Status::Explained;
    let mut fail = |path: &Path, reason: String| {
        status = Status::Unusable;
        say::line(&format!("{}: {reason}", path.display()));
    };
    let paths = if arguments.files.is_empty() {
        vec![PathBuf::from(STDIN)]
    } else {
        arguments.files.clone()
    };
    let color = settings::color(cli.output.color, Stream::Stdout);
    let mut out = BufWriter::new(coloured(io::stdout().lock(), color));
    if arguments.follow {
        let is_input = paths.iter().any(|path| path == Path::new(STDIN));
        if is_input && paths.len() > 1 {
            bail!("--follow takes either files or standard input");
        }
        let files = input::files(&paths, &mut fail);
        follow(&files, &mut fail, &filter, arguments, cli, &mut out)?;
        return Ok(status);
    }
    let mut tally = Tally::default();
    let mut histogram = render::Histogram::default();
    if arguments.merge {
        for path in &paths {
            if let Err(error) = merge(path, &mut tally) {
                fail(path, format!("{error:#}"));
            }
        }
    } else {
        let print = |seen: &Seen, report: &Report, name: &str, out: &mut Vec<u8>| {
            let line = tcerr::Logline::new(seen, report, name, lang);
            // Memory takes it all.
            let _ = render::json(&line, out);
        };
        let print: &Print<'_> = &print;
        let work = Work::new(&filter, arguments.histogram, Some(print).filter(|_| arguments.jsonl));
        let files = input::files(&paths, &mut fail);
        for path in files {
            let name = path.to_string_lossy().into_owned();
            let scanned = work.scan(&path, &name, &mut out);
            match scanned {
                Ok(found) => {
                    tally.append(found.tally);
                    histogram.append(found.histogram);
                    if let Some(error) = found.problem {
                        fail(&path, error.to_string());
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Err(error.into()),
                Err(error) => fail(&path, error.to_string()),
            }
            if work.is_stopped() {
                break;
            }
        }
    }
    tally.groups.retain(|code, group| {
        group.count >= arguments.min && (!arguments.merge || filter.code.matches(code))
    });
    let look = settings::look(&cli.output, color, Stream::Stdout);
    if !arguments.jsonl {
        write_summary(&tally, &histogram, arguments, look, cli, &mut out)?;
    }
    out.flush()?;
    if tally.count() == 0 {
        status = status.max(Status::Unexplained);
        if status == Status::Unexplained {
            say::line(say::nothing_scanned(lang));
        }
    }
    Ok(status)
}

fn write_summary(
    tally: &Tally,
    histogram: &render::Histogram,
    arguments: &Scan,
    look: Look,
    cli: &Cli,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let lang = settings::lang(&cli.output);
    let summaries = tally.summaries(lang);
    if cli.output.json {
        return summaries.iter().try_for_each(|summary| render::json(summary, out));
    }
    if arguments.histogram {
        render::histogram(histogram, look, out)?;
    }
    render::summaries(&summaries, look, lang, out)
}

/// Follows logs until somebody stops it. One that cannot be read is handed to `fail`.
fn follow(
    paths: &[PathBuf],
    mut fail: impl FnMut(&Path, String),
    filter: &Filter,
    arguments: &Scan,
    cli: &Cli,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let lang = settings::lang(&cli.output);
    let color = settings::color(cli.output.color, Stream::Stdout);
    let look = settings::look(&cli.output, color, Stream::Stdout);
    let is_live = io::stdout().is_terminal() && !cli.output.json && !arguments.jsonl;
    let names: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    let is_input = matches!(paths, [path] if path == Path::new(STDIN));
    let mut logs = Vec::new();
    for (path, name) in paths.iter().zip(&names).filter(|_| !is_input) {
        match Followed::open(path, name) {
            Ok(log) => logs.push(log),
            Err(error) => fail(path, error.to_string()),
        }
    }
    if logs.is_empty() && !is_input {
        return Ok(());
    }
    let print = |seen: &Seen, report: &Report, name: &str, out: &mut Vec<u8>| {
        let line = tcerr::Logline::new(seen, report, name, lang);
        // Memory takes it all.
        let _ = if cli.output.json || arguments.jsonl {
            render::json(&line, out)
        } else {
            // Which of several it was, as grep says it.
            let name = if names.len() > 1 { format!("{name}: ") } else { String::new() };
            out.extend_from_slice(name.as_bytes());
            render::logline(&line, out)
        };
    };
    let print: &Print<'_> = &print;
    let work = Work::new(filter, false, Some(print).filter(|_| !is_live));
    let show = |tally: &Tally, mut out: &mut dyn io::Write| -> io::Result<()> {
        if !is_live {
            return Ok(());
        }
        let mut tally = tally.clone();
        tally.groups.retain(|_, group| group.count >= arguments.min);
        // From the upper left corner, what stood there before is cleared.
        write!(out, "\x1b[H\x1b[J")?;
        render::summaries(&tally.summaries(lang), look, lang, &mut out)?;
        out.flush()
    };
    let shown: &mut Shown<'_> = &mut |tally, out| show(tally, out);
    let tally =
        if is_input { work.follow_input(out, shown) } else { work.follow(logs, out, shown) }?;
    show(&tally, out)?;
    out.flush()
}

/// Adds up the summaries of a file.
fn merge(path: &Path, tally: &mut Tally) -> anyhow::Result<()> {
    let text = if path == Path::new(STDIN) {
        io::read_to_string(io::stdin())?
    } else {
        std::fs::read_to_string(path)?
    };
    let year = this_year();
    for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if tally.read(line, year).is_err() {
            bail!("line {} is no summary of `tcerr scan --json`", place + 1);
        }
    }
    Ok(())
}

/// A time as a person gives it, in microseconds since 1970: as logs write times, a date, or so
/// long ago.
fn time(text: &str) -> anyhow::Result<i64> {
    let year = this_year();
    let whole = |text: &str| {
        let stamp = stamp(text, year).filter(|stamp| stamp.text == text)?;
        Some(stamp.micros)
    };
    let known = whole(text)
        .or_else(|| whole(&format!("{text}:00")))
        .or_else(|| whole(&format!("{text}T00:00:00")))
        .or_else(|| Some(text.parse::<Timestamp>().ok()?.as_microsecond()));
    if let Some(micros) = known {
        return Ok(micros);
    }
    let ago = text.trim_end_matches("ago").trim_end();
    if let Ok(span) = ago.parse::<Span>()
        && let Ok(length) = span.abs().to_duration(SpanRelativeTo::days_are_24_hours())
        && let Ok(then) = Timestamp::now().checked_sub(length)
    {
        return Ok(then.as_microsecond());
    }
    bail!("`{text}` is no time; write 2026-11-24, 2026-11-24T12:00:05 or 2h")
}

/// The year of log lines that name none.
fn this_year() -> i16 {
    Offset::UTC.to_datetime(Timestamp::now()).year()
}

/// Whether standard error is there for a person.
fn is_watched() -> bool {
    io::stderr().is_terminal()
}
