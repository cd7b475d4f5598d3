//! Reads a file of TOML tables, and keeps the line of every value in it.

use std::fmt;

use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

use super::layout::code_order;

/// A table of a file.
pub(crate) struct Table<T> {
    pub(crate) key: String,
    pub(crate) lines: Lines,
    pub(crate) value: T,
}

/// Where a table stands, and the values in it.
#[derive(Clone)]
pub(crate) struct Lines {
    pub(crate) first: usize,
    fields: Vec<Field>,
}

#[derive(Clone)]
struct Field {
    name: String,
    line: usize,
    /// The line of each item, where the value is a list.
    items: Vec<usize>,
}

/// What is wrong, and where. Prints as `data/common.toml:12: …`.
#[derive(Debug)]
pub(crate) struct Problem {
    file: String,
    line: usize,
    reason: String,
}

/// The tables of a file in its order, which must be that of their keys. A key with an array has
/// several tables. What is wrong with any of them is added to `problems`.
pub(crate) fn tables<T: DeserializeOwned>(
    file: &str,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Vec<Table<T>> {
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            problems.push(Problem::of_toml(file, text, &error));
            return Vec::new();
        }
    };
    let mut entries: Vec<_> = table.into_iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    // Lines are counted on from one key to the next: a file may be long.
    let (mut line, mut counted) = (1, 0);
    let mut before = String::new();
    let mut tables = Vec::new();
    for (key, value) in entries {
        let start = key.span().start;
        line += text[counted..start].matches('\n').count();
        counted = start;
        let code = key.into_inner().into_owned();
        if code_order(before.as_bytes(), code.as_bytes()).is_gt() {
            let reason = format!("`{code}` must stand before `{before}`");
            problems.push(Problem::new(file, line, reason));
        }
        before.clone_from(&code);
        let span = value.span();
        let meanings = match value.into_inner() {
            DeValue::Array(array) => array.into_iter().collect(),
            one => vec![Spanned::new(span, one)],
        };
        for meaning in meanings {
            let lines = Lines::of_table(&meaning, text, (line, start));
            match T::deserialize(ValueDeserializer::from(meaning)) {
                Ok(value) => tables.push(Table { key: code.clone(), lines, value }),
                Err(error) => {
                    let line = error.span().map_or(0, |span| line_at(text, span.start));
                    let reason = format!("`{code}`: {}", error.message());
                    problems.push(Problem::new(file, line.max(lines.first), reason));
                }
            }
        }
    }
    tables
}

/// The line, from 1, that has the byte at `offset`.
pub(crate) fn line_at(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

impl Lines {
    /// The lines of a table. `known` is a line at or before it, and the byte that it begins at.
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

    /// The line of a field, or the first of the table where it lacks the field.
    pub(crate) fn of(&self, field: &str) -> usize {
        self.of_item(field, usize::MAX)
    }

    /// The line of an item of a list, from 0.
    pub(crate) fn of_item(&self, field: &str, item: usize) -> usize {
        let field = self.fields.iter().find(|known| known.name == field);
        field.map_or(self.first, |field| field.items.get(item).copied().unwrap_or(field.line))
    }

    /// The line of each text. The texts of a list follow each other under one name.
    pub(crate) fn of_texts<'t>(
        &self,
        texts: impl Iterator<Item = (&'static str, &'t str)>,
    ) -> impl Iterator<Item = (usize, &'static str, &'t str)> {
        let mut last = ("", 0);
        texts.map(move |(field, text)| {
            last = (field, if field == last.0 { last.1 + 1 } else { 0 });
            (self.of_item(field, last.1), field, text)
        })
    }
}

impl Problem {
    /// `file` is a path below `data/`.
    pub(crate) fn new(file: &str, line: usize, reason: String) -> Self {
        Self { file: file.to_owned(), line, reason }
    }

    /// `text` is what the file holds.
    pub(crate) fn of_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let line = error.span().map_or(1, |span| line_at(text, span.start));
        Self::new(file, line, error.message().to_owned())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "data/{}:{}: {}", self.file, self.line, self.reason)
    }
}
