//! `tcerr search`: finds codes by words.

use std::io::Write as _;

use tcerr::{ListEntry, Table, render};

use super::list::{found_status, write_entries};
use crate::args::Search;
use crate::messages::Message;
use crate::output;
use crate::settings::{Form, Settings};
use crate::status::Status;

/// Searches codes and writes the best hits.
pub(crate) fn run(arguments: &Search, settings: &Settings) -> anyhow::Result<Status> {
    let lang = settings.lang;
    let mut out = output::stdout(settings);
    let results = tcerr::search(Table::embedded(), &arguments.words.join(" "));
    let hits = results.hits.iter().take(arguments.limit);
    let entries: Vec<ListEntry> = hits.map(|hit| ListEntry::new(hit.code, lang)).collect();
    if matches!(settings.form, Form::Plain | Form::Json) {
        write_entries(&entries, settings, &mut out)?;
    } else {
        // Unlike with `list`, a pipe gets the meanings too: a user who searches does not know the
        // codes.
        render::hits(&entries, &results.marks, settings.look, lang, &mut out)?;
    }
    out.flush()?;
    let count = results.hits.len() - entries.len();
    if count > 0 && !entries.is_empty() {
        output::warn(&Message::MoreHits { count }.text(lang));
    }
    Ok(found_status(entries.len(), lang))
}
