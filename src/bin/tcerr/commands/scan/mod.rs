//! `tcerr scan`: which failures logs contain, how often, since when, and who must act.
//!
//! This file decides what is scanned and what is printed. [`input`] opens logs, [`scanner`] and
//! the files for each way of reading find and count the failures in them.

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
use self::follow::{FollowedLog, ShowTally};
use self::input::Log;
use self::scanner::{FormatFailure, LogBytes, STDIN, ScanOutcome, Scanner};
use crate::args::Scan;
use crate::messages::{self, Message};
use crate::named::Named;
use crate::output;
use crate::settings::{Form, Settings};
use crate::status::Status;

/// Scans the logs that the arguments name.
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
    let request = Request { arguments, settings, filter };
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
            bail!(Message::FollowFilesOrStdin.text(lang));
        }
        let files = input::list_files(&paths, &mut fail);
        request.follow(&files, &mut fail, &mut out)?;
        return Ok(status);
    }
    let Totals { mut tally, histogram } = if arguments.merge {
        request.merge_files(&paths, &mut fail)
    } else {
        request.scan_files(&paths, &mut fail, &mut out)?
    };
    tally.groups.retain(|code, group| {
        group.count >= arguments.min && (!arguments.merge || request.filter.code.matches(code))
    });
    if !arguments.jsonl {
        request.write_summary(&tally, &histogram, &mut out)?;
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

/// What to scan for, and how to print what is found.
struct Request<'r> {
    arguments: &'r Scan,
    settings: &'r Settings,
    filter: Filter,
}

/// What was found in all logs together.
#[derive(Default)]
struct Totals {
    tally: Tally,
    histogram: Histogram,
}

impl Request<'_> {
    /// Scans one log after another. Logs that cannot be read are passed to `fail`.
    fn scan_files(
        &self,
        paths: &[PathBuf],
        mut fail: impl FnMut(&Path, String),
        out: &mut impl Write,
    ) -> anyhow::Result<Totals> {
        let lang = self.settings.lang;
        let format_failure =
            |diagnosed: &Diagnosed, report: &Report, name: &str, out: &mut Vec<u8>| {
                let line = FailureLine::new(diagnosed, report, name, lang);
                // Writing to memory does not fail.
                let _ = render::json(&line, out);
            };
        let format_failure: &FormatFailure<'_> = &format_failure;
        let format_failure = Some(format_failure).filter(|_| self.arguments.jsonl);
        let scanner = Scanner::new(&self.filter, self.arguments.histogram, format_failure);
        let mut totals = Totals::default();
        for path in input::list_files(paths, &mut fail) {
            match scan_log(&scanner, &path, out) {
                Ok(outcome) => {
                    totals.tally.append(outcome.tally);
                    totals.histogram.append(outcome.histogram);
                    if let Some(error) = outcome.read_error {
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
        Ok(totals)
    }

    /// Follows logs until the user stops the scan. Logs that cannot be opened are passed to `fail`.
    fn follow(
        &self,
        paths: &[PathBuf],
        mut fail: impl FnMut(&Path, String),
        out: &mut impl Write,
    ) -> io::Result<()> {
        let lang = self.settings.lang;
        let is_json = self.settings.form == Form::Json || self.arguments.jsonl;
        let is_live = self.settings.is_terminal && !is_json;
        let names: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
        let is_stdin = matches!(paths, [path] if path == Path::new(STDIN));
        let mut logs = Vec::new();
        for (path, name) in paths.iter().zip(&names).filter(|_| !is_stdin) {
            match FollowedLog::open(path, name) {
                Ok(log) => logs.push(log),
                Err(error) => fail(path, error.to_string()),
            }
        }
        if logs.is_empty() && !is_stdin {
            return Ok(());
        }
        let format_failure =
            |diagnosed: &Diagnosed, report: &Report, name: &str, out: &mut Vec<u8>| {
                let line = FailureLine::new(diagnosed, report, name, lang);
                // Writing to memory does not fail.
                let _ = if is_json {
                    render::json(&line, out)
                } else {
                    // With several logs, each line names its log, as in the output of grep.
                    let prefix = if names.len() > 1 { format!("{name}: ") } else { String::new() };
                    out.extend_from_slice(prefix.as_bytes());
                    render::failure_line(&line, out)
                };
            };
        let format_failure: &FormatFailure<'_> = &format_failure;
        let format_failure = Some(format_failure).filter(|_| !is_live);
        let scanner = Scanner::new(&self.filter, false, format_failure);
        let show = |tally: &Tally, mut out: &mut dyn Write| -> io::Result<()> {
            if !is_live {
                return Ok(());
            }
            let mut tally = tally.clone();
            tally.groups.retain(|_, group| group.count >= self.arguments.min);
            render::clear_screen(out)?;
            render::summaries(&tally.summaries(lang), self.settings.look, lang, &mut out)?;
            out.flush()
        };
        let show_progress: &mut ShowTally<'_> = &mut |tally, out| show(tally, out);
        let tally = if is_stdin {
            scanner.follow_stdin(out, show_progress)
        } else {
            scanner.follow(logs, out, show_progress)
        }?;
        show(&tally, out)?;
        out.flush()
    }

    /// Adds up the summaries in files. Files that are not summaries are passed to `fail`.
    fn merge_files(&self, paths: &[PathBuf], mut fail: impl FnMut(&Path, String)) -> Totals {
        let mut totals = Totals::default();
        for path in paths {
            if let Err(error) = self.merge_file(path, &mut totals.tally) {
                fail(path, format!("{error:#}"));
            }
        }
        totals
    }

    /// Adds the summaries in a file to `tally`. Fails at the first line that is not a summary; the
    /// lines before it are added.
    fn merge_file(&self, path: &Path, tally: &mut Tally) -> anyhow::Result<()> {
        let text = if path == Path::new(STDIN) {
            io::read_to_string(io::stdin())?
        } else {
            std::fs::read_to_string(path)?
        };
        let year = this_year();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            if tally.read(line, year).is_err() {
                bail!(Message::NotASummary { line: index + 1 }.text(self.settings.lang));
            }
        }
        Ok(())
    }

    fn write_summary(
        &self,
        tally: &Tally,
        histogram: &Histogram,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let summaries = tally.summaries(self.settings.lang);
        if self.settings.form == Form::Json {
            return summaries.iter().try_for_each(|summary| render::json(summary, out));
        }
        if self.arguments.histogram {
            render::histogram(histogram, self.settings.look, out)?;
        }
        render::summaries(&summaries, self.settings.look, self.settings.lang, out)
    }
}

/// Scans a log. What is printed for its failures is written to `out` in log order.
fn scan_log(scanner: &Scanner<'_>, path: &Path, out: &mut dyn Write) -> io::Result<ScanOutcome> {
    let name = &*path.to_string_lossy();
    if path == Path::new(STDIN) {
        return scanner.scan_stream(input::decompressed(io::stdin())?, name, out);
    }
    match input::open_log(path)? {
        Log::Stream(stream) => scanner.scan_stream(stream, name, out),
        Log::Mapped(mapping) => scanner.scan_mapped(LogBytes { name, bytes: &mapping }, out),
    }
}
