//! Rewrites `data/facts/` from the official SDKs. This is a tool for maintainers.
//!
//! ```sh
//! cargo run --example update-facts -- --go DIR --go-intl DIR --python DIR
//! ```
//!
//! The SDKs are the truth of the moment and `data/facts/` is the memory: what the SDKs say
//! replaces what is stored, and what they no longer say is kept and marked. A run that leaves out
//! an SDK recorded in `sources.tsv` cannot tell what is gone, so it only adds. Nothing outside the
//! data directory is touched, and nothing in it is written by hand.

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
    /// Where the facts are kept
    #[arg(long, value_name = "DIR", default_value = "data/facts")]
    data: PathBuf,
    /// Write nothing; exit with 1 if anything would change
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
    let written = files::write(&arguments.data, &new, arguments.check)?;
    print(&report(&old, &new, &sdks, written.len(), arguments.check)?)?;
    let failed = arguments.check && !written.is_empty();
    Ok(ExitCode::from(u8::from(failed)))
}

/// Each SDK under the name that `sources.tsv` records, the best informed first.
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

/// An older SDK lacks what came since, and all of that would be marked as dropped.
fn refuse_older(sdks: &[(&str, Sdk)], recorded: &[Source]) -> Result<()> {
    for (name, sdk) in sdks {
        let source = recorded.iter().find(|source| source.name == *name);
        if let Some(source) = source.filter(|source| parts(&sdk.version) < parts(&source.version)) {
            bail!("{name} {} is older than {}, which was read before", sdk.version, source.version);
        }
    }
    Ok(())
}

fn parts(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

fn merge(sdks: &[(&str, Sdk)], old: &Stored) -> Stored {
    let mut facts = Facts::default();
    let mut sources = Vec::new();
    for (name, sdk) in sdks {
        let rows = facts.add(&sdk.facts);
        sources.push(Source { name: (*name).to_owned(), version: sdk.version.clone(), rows });
    }
    let absent = absent(sdks, old);
    if absent.is_empty() {
        facts.keep_dropped(&old.facts, &sources[0].version);
    } else {
        facts.add(&old.facts);
        sources.extend(absent.into_iter().cloned());
        sources.sort_by(|a, b| a.name.cmp(&b.name));
    }
    Stored { facts, sources }
}

/// The recorded sources that this run does not read.
fn absent<'a>(sdks: &[(&str, Sdk)], old: &'a Stored) -> Vec<&'a Source> {
    let is_read = |source: &&Source| sdks.iter().any(|(name, _)| source.name == *name);
    old.sources.iter().filter(|source| !is_read(source)).collect()
}

fn report(
    old: &Stored,
    new: &Stored,
    sdks: &[(&str, Sdk)],
    written: usize,
    check: bool,
) -> Result<String> {
    let mut text = Changes::between(&old.facts, &new.facts).to_string();
    for source in &new.sources {
        let before = old.sources.iter().find(|before| before.name == source.name);
        let before = before.map_or("none", |before| &before.version);
        let Source { name, version, rows } = source;
        writeln!(text, "{name} {version} (was {before}) has {rows} codes that none before it has")?;
    }
    for source in absent(sdks, old) {
        writeln!(text, "{} was not read, so nothing is marked as dropped", source.name)?;
    }
    let verb = if check { "would change" } else { "written" };
    writeln!(text, "files {verb}: {written}")?;
    Ok(text)
}

/// Prints to standard output. A closed pipe is not a failure: the files are written by then.
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
        assert_eq!(once.sources.iter().map(|source| source.rows).collect::<Vec<_>>(), [1, 1]);
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
        let refused = refuse_older(&[("go", sdk("1.2.99", &[]))], &recorded).unwrap_err();
        assert_eq!(refused.to_string(), "go 1.2.99 is older than 1.3.9, which was read before");
    }
}
