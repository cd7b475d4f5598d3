//! Reads a file of TOML tables, and records the line of every value.
//!
//! Every [`Problem`] of `data/` is reported with its line. What the tables mean is up to the
//! callers.

use std::fmt;

use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

use super::layout::code_order;

/// A table of a file, with its key.
pub(crate) struct Table<T> {
    pub(crate) key: String,
    pub(crate) lines: Lines,
    pub(crate) value: T,
}

/// The lines of a table and of its values, counted from 1.
#[derive(Clone)]
pub(crate) struct Lines {
    pub(crate) first: usize,
    fields: Vec<Field>,
}

#[derive(Clone)]
struct Field {
    name: String,
    line: usize,
    /// The line of each item, if the value is a list.
    items: Vec<usize>,
}

/// What is wrong, and where. Displayed as `data/common.toml:12: …`.
#[derive(Debug)]
pub(crate) struct Problem {
    file: String,
    line: usize,
    reason: String,
}

/// Reads the tables of a file, in the order of the file. Their keys must be sorted by
/// [`code_order`]. A key whose value is an array has several tables. A table that cannot be read is
/// left out, and its problem is added to `problems`.
pub(crate) fn read_tables<T: DeserializeOwned>(
    file: &str,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Vec<Table<T>> {
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            problems.push(Problem::from_toml(file, text, &error));
            return Vec::new();
        }
    };
    let mut entries: Vec<_> = table.into_iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    // Lines are counted from one key to the next: counting from the start of a long file for every
    // key would take quadratic time.
    let (mut line, mut counted) = (1, 0);
    let mut previous = String::new();
    let mut tables = Vec::new();
    for (key, value) in entries {
        let start = key.span().start;
        line += text[counted..start].matches('\n').count();
        counted = start;
        let key = key.into_inner().into_owned();
        if code_order(previous.as_bytes(), key.as_bytes()).is_gt() {
            let reason = format!("`{key}` must come before `{previous}`");
            problems.push(Problem::new(file, line, reason));
        }
        previous.clone_from(&key);
        let span = value.span();
        let values = match value.into_inner() {
            DeValue::Array(array) => array.into_iter().collect(),
            single => vec![Spanned::new(span, single)],
        };
        for value in values {
            let lines = Lines::of_table(&value, text, (line, start));
            match T::deserialize(ValueDeserializer::from(value)) {
                Ok(value) => tables.push(Table { key: key.clone(), lines, value }),
                Err(error) => {
                    let line = error.span().map_or(0, |span| line_at(text, span.start));
                    let reason = format!("`{key}`: {}", error.message());
                    problems.push(Problem::new(file, line.max(lines.first), reason));
                }
            }
        }
    }
    tables
}

/// The line, counted from 1, of the byte at `offset`.
pub(crate) fn line_at(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

impl Lines {
    /// The lines of `table`. `known` is a line at or before it, with a byte offset in that line.
    fn of_table(table: &Spanned<DeValue>, text: &str, known: (usize, usize)) -> Self {
        let line_of = |value: &Spanned<DeValue>, (line, start): (usize, usize)| {
            line + text[start..value.span().start.max(start)].matches('\n').count()
        };
        let first = line_of(table, known);
        let start = table.span().start.max(known.1);
        let fields = table.get_ref().as_table().into_iter().flatten().map(|(name, value)| {
            let line = line_of(value, (first, start));
            let start = value.span().start;
            let items = value.get_ref().as_array().into_iter().flat_map(|items| items.iter());
            let items = items.map(|item| line_of(item, (line, start))).collect();
            Field { name: name.get_ref().clone().into_owned(), line, items }
        });
        Self { first, fields: fields.collect() }
    }

    /// The line of a field, or the table's first line if it lacks the field.
    pub(crate) fn of_field(&self, field: &str) -> usize {
        self.of_item(field, usize::MAX)
    }

    /// The line of an item of a list, or the field's line if the list has no such item. Items are
    /// counted from 0.
    pub(crate) fn of_item(&self, field: &str, item: usize) -> usize {
        let field = self.fields.iter().find(|candidate| candidate.name == field);
        field.map_or(self.first, |field| field.items.get(item).copied().unwrap_or(field.line))
    }

    /// Adds its line to each text. The items of a list are successive texts of the same field.
    pub(crate) fn of_texts<'t>(
        &self,
        texts: impl Iterator<Item = (&'static str, &'t str)>,
    ) -> impl Iterator<Item = (usize, &'static str, &'t str)> {
        let mut previous = ("", 0);
        texts.map(move |(field, text)| {
            let item = if field == previous.0 { previous.1 + 1 } else { 0 };
            previous = (field, item);
            (self.of_item(field, item), field, text)
        })
    }
}

impl Problem {
    /// `file` is a path below `data/`.
    pub(crate) fn new(file: &str, line: usize, reason: String) -> Self {
        Self { file: file.to_owned(), line, reason }
    }

    /// A problem that the TOML parser found. `text` is the content of the file.
    pub(crate) fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let line = error.span().map_or(1, |span| line_at(text, span.start));
        Self::new(file, line, error.message().to_owned())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "data/{}:{}: {}", self.file, self.line, self.reason)
    }
}
