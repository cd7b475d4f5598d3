//! The answer as JSON, version 1.

use std::io::{self, Write};

use serde::Serialize;

/// The JSON Schema of an [`Explanation`](crate::Explanation) as [`json`] writes it.
pub const SCHEMA: &str = include_str!("schema.json");

/// Writes an explanation or an entry of a list as one compact JSON document on a line.
pub fn json(answer: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, answer)?;
    out.write_all(b"\n")
}
