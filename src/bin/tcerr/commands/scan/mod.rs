//! `tcerr scan`: which failures logs contain, how often, since when, and who must act.

mod filter;
mod follow;
mod input;
mod mapped;
mod progress;
mod scanner;
mod stream;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::bail;
use tcerr::render::{self, Histogram};
use tcerr::{Diagnosed, FailureLine, Report, Tally};

use self::filter::{Filter, this_year};
use self::follow::{Followed, Show};
use self::input::Log;
use self::scanner::{Print, STDIN, Scanned, Scanner};
use crate::args::Scan;
use crate::messages::{self, Message};
use crate::named::Named;
use crate::output;
use crate::settings::{Form, Settings};
use crate::status::Status;

/// Scans what the arguments name.
pub(crate) fn run(arguments: &Scan, settings: &Settings) -> anyhow::Result<Status> {
    let lang = settings.lang;
    let product = match Named::new(arguments.product.as_deref(), None) {
        Ok(named) => named.product.map(|product| product.name().to_owned()),
        Err(unknown) => {
            output::warn(&messages::unknown_name(&unknown).text(lang));
            return Ok(Status::Unusable);
        }
    };
    let filter = Filter::new(arguments, product, lang)?;
    let paths = match &arguments.files[..] {
        [] => vec![PathBuf::from(STDIN)],
        files => files.to_vec(),
    };
    let mut status = Status::Explained;
    let mut fail = |path: &Path, reason: String| {
        status = Status::Unusable;
        output::warn(&format!("{}: {reason}", path.display()));
    };
    let mut out = output::stdout(settings);
    if arguments.follow {
        let has_stdin = paths.iter().any(|path| path == Path::new(STDIN));
        if has_stdin && paths.len() > 1 {
            bail!(Message::FollowInputAlone.text(lang));
        }
        let files = input::files(&paths, &mut fail);
        follow(&files, &mut fail, &filter, arguments, settings, &mut out)?;
        return Ok(status);
    }
    let mut summary = Summed::default();
    if arguments.merge {
        for path in &paths {
            if let Err(error) = merge(path, &mut summary.tally, settings) {
                fail(path, format!("{error:#}"));
            }
        }
    } else {
        scan_files(&paths, &mut fail, &filter, arguments, settings, &mut summary, &mut out)?;
    }
    let Summed { mut tally, histogram } = summary;
    tally.groups.retain(|code, group| {
        group.count >= arguments.min && (!arguments.merge || filter.code.matches(code))
    });
    if !arguments.jsonl {
        write_summary(&tally, &histogram, arguments, settings, &mut out)?;
    }
    out.flush()?;
    if tally.count() == 0 {
        status = status.max(Status::Unexplained);
        if status == Status::Unexplained {
            output::warn(&Message::NothingScanned.text(lang));
        }
    }
    Ok(status)
}

/// What was found in all logs together.
#[derive(Default)]
struct Summed {
    tally: Tally,
    histogram: Histogram,
}

/// Scans one log after another. One that cannot be read is handed to `fail`.
fn scan_files(
    paths: &[PathBuf],
    mut fail: impl FnMut(&Path, String),
    filter: &Filter,
    arguments: &Scan,
    settings: &Settings,
    summary: &mut Summed,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let print = |diagnosed: &Diagnosed, report: &Report, name: &str, out: &mut Vec<u8>| {
        let line = FailureLine::new(diagnosed, report, name, settings.lang);
        // Writing to memory does not fail.
        let _ = render::json(&line, out);
    };
    let print: &Print<'_> = &print;
    let print = Some(print).filter(|_| arguments.jsonl);
    let scanner = Scanner::new(filter, arguments.histogram, print);
    for path in input::files(paths, &mut fail) {
        match scan_log(&scanner, &path, &path.to_string_lossy(), out) {
            Ok(scanned) => {
                summary.tally.append(scanned.tally);
                summary.histogram.append(scanned.histogram);
                if let Some(error) = scanned.problem {
                    fail(&path, error.to_string());
                }
            }
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Err(error.into()),
            Err(error) => fail(&path, error.to_string()),
        }
        if scanner.is_stopped() {
            break;
        }
    }
    Ok(())
}

/// Scans a log; what is printed of each failure goes to `out`, in the order of the log.
fn scan_log(
    scanner: &Scanner<'_>,
    path: &Path,
    name: &str,
    out: &mut dyn Write,
) -> io::Result<Scanned> {
    if path == Path::new(STDIN) {
        return scanner.scan_stream(input::unpacked(io::stdin())?, name, out);
    }
    match input::open(path)? {
        Log::Stream(stream) => scanner.scan_stream(stream, name, out),
        Log::Mapped(log) => scanner.scan_mapped(&log, name, out),
    }
}

fn write_summary(
    tally: &Tally,
    histogram: &Histogram,
    arguments: &Scan,
    settings: &Settings,
    out: &mut impl Write,
) -> io::Result<()> {
    let summaries = tally.summaries(settings.lang);
    if settings.form == Form::Json {
        return summaries.iter().try_for_each(|summary| render::json(summary, out));
    }
    if arguments.histogram {
        render::histogram(histogram, settings.look, out)?;
    }
    render::summaries(&summaries, settings.look, settings.lang, out)
}

/// Follows logs until somebody stops it. One that cannot be read is handed to `fail`.
fn follow(
    paths: &[PathBuf],
    mut fail: impl FnMut(&Path, String),
    filter: &Filter,
    arguments: &Scan,
    settings: &Settings,
    out: &mut impl Write,
) -> io::Result<()> {
    let lang = settings.lang;
    let is_json = settings.form == Form::Json || arguments.jsonl;
    let is_live = settings.is_terminal && !is_json;
    let names: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    let is_stdin = matches!(paths, [path] if path == Path::new(STDIN));
    let mut logs = Vec::new();
    for (path, name) in paths.iter().zip(&names).filter(|_| !is_stdin) {
        match Followed::open(path, name) {
            Ok(log) => logs.push(log),
            Err(error) => fail(path, error.to_string()),
        }
    }
    if logs.is_empty() && !is_stdin {
        return Ok(());
    }
    let print = |diagnosed: &Diagnosed, report: &Report, name: &str, out: &mut Vec<u8>| {
        let line = FailureLine::new(diagnosed, report, name, lang);
        // Writing to memory does not fail.
        let _ = if is_json {
            render::json(&line, out)
        } else {
            // Which of several it was, as grep says it.
            let name = if names.len() > 1 { format!("{name}: ") } else { String::new() };
            out.extend_from_slice(name.as_bytes());
            render::failure_line(&line, out)
        };
    };
    let print: &Print<'_> = &print;
    let scanner = Scanner::new(filter, false, Some(print).filter(|_| !is_live));
    let show = |tally: &Tally, mut out: &mut dyn Write| -> io::Result<()> {
        if !is_live {
            return Ok(());
        }
        let mut tally = tally.clone();
        tally.groups.retain(|_, group| group.count >= arguments.min);
        render::clear_screen(out)?;
        render::summaries(&tally.summaries(lang), settings.look, lang, &mut out)?;
        out.flush()
    };
    let show_now: &mut Show<'_> = &mut |tally, out| show(tally, out);
    let tally = if is_stdin {
        scanner.follow_input(out, show_now)
    } else {
        scanner.follow(logs, out, show_now)
    }?;
    show(&tally, out)?;
    out.flush()
}

/// Adds up the summaries of a file.
fn merge(path: &Path, tally: &mut Tally, settings: &Settings) -> anyhow::Result<()> {
    let text = if path == Path::new(STDIN) {
        io::read_to_string(io::stdin())?
    } else {
        std::fs::read_to_string(path)?
    };
    let year = this_year();
    for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if tally.read(line, year).is_err() {
            bail!(Message::NotASummary { line: place + 1 }.text(settings.lang));
        }
    }
    Ok(())
}
