//! `tcerr schema`: prints the JSON Schema of an answer.

use tcerr::render;

use crate::output;
use crate::status::Status;

/// Prints the schema.
pub(crate) fn run() -> anyhow::Result<Status> {
    output::write(render::SCHEMA.as_bytes())
}
