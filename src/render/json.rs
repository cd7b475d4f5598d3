//! The answer as JSON, version 1.

use std::io::{self, Write};

use crate::explain::Explanation;

/// The JSON Schema of what [`json`] writes.
pub const SCHEMA: &str = include_str!("schema.json");

/// Writes one compact JSON document on a line.
pub fn json(answer: &Explanation, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, answer)?;
    out.write_all(b"\n")
}
