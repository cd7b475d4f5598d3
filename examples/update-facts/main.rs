//! Rewrites `data/facts/` from the official SDKs. This is a tool for maintainers.
//!
//! ```sh
//! cargo run --example update-facts -- --go DIR --go-intl DIR --python DIR
//! ```
//!
//! The SDKs are the truth of the moment and `data/facts/` is the memory: what the SDKs contain
//! replaces what is stored, and what they no longer contain is kept and marked as dropped. A run
//! without one of the SDKs that `sources.tsv` records cannot know what was dropped, so it only
//! adds. The tool touches nothing outside `data/facts/`, and nobody edits that folder by hand.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

mod changes;
mod files;
mod go;
mod merge;
mod python;
mod sdk;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Parser;
use tcerr::facts::{Facts, Source, Stored};

use changes::Changes;
use go::Site;
use merge::Merge as _;
use sdk::Sdk;

/// Rewrites data/facts/ from checkouts of the official SDKs and prints what changed.
#[derive(Parser)]
#[command(name = "update-facts")]
struct Arguments {
    /// Checkout of tencentcloud-sdk-go
    #[arg(long, value_name = "DIR")]
    go: PathBuf,
    /// Checkout of tencentcloud-sdk-go-intl-en
    #[arg(long, value_name = "DIR")]
    go_intl: Option<PathBuf>,
    /// Unpacked wheel or checkout of tencentcloud-sdk-python
    #[arg(long, value_name = "DIR")]
    python: Option<PathBuf>,
    /// Folder of the facts
    #[arg(long, value_name = "DIR", default_value = "data/facts")]
    data: PathBuf,
    /// Write nothing, and exit with 1 if anything would change
    #[arg(long)]
    check: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(status) => status,
        Err(error) => {
            writeln!(io::stderr(), "update-facts: {error:#}").ok();
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode> {
    let old = files::read(&arguments.data)?;
    let sdks = read_sdks(arguments)?;
    refuse_older(&sdks, &old.sources)?;
    let new = merge(&sdks, &old);
    let changed_files = files::write(&arguments.data, &new, arguments.check)?;
    print(&summary(&old, &new, &sdks, changed_files.len(), arguments.check)?)?;
    let is_failed_check = arguments.check && !changed_files.is_empty();
    Ok(ExitCode::from(u8::from(is_failed_check)))
}

/// Reads the SDKs, each with its name in `sources.tsv`, the most complete first.
fn read_sdks(arguments: &Arguments) -> Result<Vec<(&'static str, Sdk)>> {
    let mut sdks = vec![("go", go::read(&arguments.go, Site::Mainland)?)];
    if let Some(root) = &arguments.go_intl {
        sdks.push(("go-intl", go::read(root, Site::International)?));
    }
    if let Some(root) = &arguments.python {
        sdks.push(("python", python::read(root)?));
    }
    Ok(sdks)
}

/// Refuses an SDK that is older than the recorded one: all that was added since would be marked as
/// dropped.
fn refuse_older(sdks: &[(&str, Sdk)], recorded: &[Source]) -> Result<()> {
    for (name, sdk) in sdks {
        let source = recorded.iter().find(|source| source.name == *name);
        let is_older =
            |source: &&Source| version_parts(&sdk.version) < version_parts(&source.version);
        if let Some(source) = source.filter(is_older) {
            bail!("{name} {} is older than the recorded {}", sdk.version, source.version);
        }
    }
    Ok(())
}

fn version_parts(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

fn merge(sdks: &[(&str, Sdk)], old: &Stored) -> Stored {
    let mut facts = Facts::default();
    let mut sources = Vec::new();
    for (name, sdk) in sdks {
        let new_codes = facts.add(&sdk.facts);
        sources.push(Source { name: (*name).to_owned(), version: sdk.version.clone(), new_codes });
    }
    let unread = unread_sources(sdks, old);
    if unread.is_empty() {
        facts.keep_dropped(&old.facts, &sources[0].version);
    } else {
        facts.add(&old.facts);
        sources.extend(unread.into_iter().cloned());
        sources.sort_by(|a, b| a.name.cmp(&b.name));
    }
    Stored { facts, sources }
}

/// The recorded sources that this run does not read.
fn unread_sources<'a>(sdks: &[(&str, Sdk)], old: &'a Stored) -> Vec<&'a Source> {
    let is_read = |source: &&Source| sdks.iter().any(|(name, _)| source.name == *name);
    old.sources.iter().filter(|source| !is_read(source)).collect()
}

fn summary(
    old: &Stored,
    new: &Stored,
    sdks: &[(&str, Sdk)],
    changed_files: usize,
    is_dry_run: bool,
) -> Result<String> {
    let mut text = Changes::between(&old.facts, &new.facts).to_string();
    for source in &new.sources {
        let previous = old.sources.iter().find(|previous| previous.name == source.name);
        let previous = previous.map_or("none", |previous| &previous.version);
        let Source { name, version, new_codes } = source;
        writeln!(
            text,
            "{name} {version} (was {previous}): {new_codes} codes that no earlier SDK has"
        )?;
    }
    for source in unread_sources(sdks, old) {
        writeln!(text, "{} was not read, so nothing is marked as dropped", source.name)?;
    }
    let label = if is_dry_run { "files that would change" } else { "files written" };
    writeln!(text, "{label}: {changed_files}")?;
    Ok(text)
}

/// Prints to standard output. A closed pipe is not a failure, because the files are already
/// written.
fn print(text: &str) -> io::Result<()> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sdk(version: &str, codes: &[&str]) -> Sdk {
        let mut facts = Facts::default();
        let codes = codes.iter().map(|&code| code.to_owned()).collect();
        merge::add_codes(facts.product("cvm"), codes);
        Sdk { version: version.to_owned(), facts }
    }

    #[test]
    fn a_second_run_changes_nothing() {
        let sdks = || [("go", sdk("1.0.2", &["A"])), ("python", sdk("3.1.0", &["A", "B"]))];
        let old = merge(&[("go", sdk("1.0.1", &["A", "Z"]))], &Stored::default());
        let once = merge(&sdks(), &old);
        assert_eq!(merge(&sdks(), &once), once);
        assert_eq!(once.facts.products["cvm"].codes["Z"].dropped.as_deref(), Some("1.0.2"));
        let new_codes: Vec<_> = once.sources.iter().map(|source| source.new_codes).collect();
        assert_eq!(new_codes, [1, 1]);
    }

    #[test]
    fn a_run_without_a_recorded_source_only_adds() {
        let both = [("go", sdk("1.0.1", &["A"])), ("python", sdk("3.1.0", &["B"]))];
        let old = merge(&both, &Stored::default());
        let new = merge(&[("go", sdk("1.0.2", &["C"]))], &old);
        let codes = &new.facts.products["cvm"].codes;
        assert_eq!(codes.keys().collect::<Vec<_>>(), ["A", "B", "C"]);
        assert!(codes.values().all(|code| code.dropped.is_none()));
        let names: Vec<_> = new.sources.iter().map(|source| &source.name).collect();
        assert_eq!(names, ["go", "python"]);
    }

    #[test]
    fn an_older_sdk_is_refused() {
        let recorded = merge(&[("go", sdk("1.3.9", &[]))], &Stored::default()).sources;
        assert!(refuse_older(&[("go", sdk("1.3.10", &[]))], &recorded).is_ok());
        let error = refuse_older(&[("go", sdk("1.2.99", &[]))], &recorded).unwrap_err();
        assert_eq!(error.to_string(), "go 1.2.99 is older than the recorded 1.3.9");
    }
}
