//! `tcerr search`: codes by words.

use std::io::Write as _;

use tcerr::{ListEntry, Table, render};

use super::list::{found_status, write_entries};
use crate::args::Search;
use crate::messages::Message;
use crate::output;
use crate::settings::{Form, Settings};
use crate::status::Status;

/// Finds codes by words.
pub(crate) fn run(arguments: &Search, settings: &Settings) -> anyhow::Result<Status> {
    let lang = settings.lang;
    let mut out = output::stdout(settings);
    let found = tcerr::search(Table::embedded(), &arguments.words.join(" "));
    let hits = found.hits.iter().take(arguments.limit);
    let entries: Vec<ListEntry> = hits.map(|hit| ListEntry::new(hit.code, lang)).collect();
    if matches!(settings.form, Form::Plain | Form::Json) {
        write_entries(&entries, settings, &mut out)?;
    } else {
        // A pipe gets the meanings too: what is looked for is not known by its code.
        render::hits(&entries, &found.marks, settings.look, lang, &mut out)?;
    }
    out.flush()?;
    let count = found.hits.len() - entries.len();
    if count > 0 && !entries.is_empty() {
        output::warn(&Message::MoreHits { count }.text(lang));
    }
    Ok(found_status(entries.len(), lang))
}
