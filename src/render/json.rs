//! Answers as JSON, version 1 of the format.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;

use super::safe::SafeJson;

/// The JSON Schema of an [`Explanation`](crate::Explanation), as [`json`] writes it.
pub const SCHEMA: &str = include_str!("schema.json");

/// Writes an explanation or a list entry as a compact JSON document on one line.
pub fn json(answer: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    answer.serialize(&mut Serializer::with_formatter(&mut *out, SafeJson))?;
    out.write_all(b"\n")
}
