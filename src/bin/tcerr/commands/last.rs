//! `tcerr last`: the newest failure in tccli's log.

use std::path::Path;
use std::{env, fs, io};

use anyhow::Context as _;
use tcerr::decode;

use super::explain::Session;
use crate::settings::Settings;
use crate::status::Status;
use crate::{messages, output};

/// Explains the newest failure in `log`, or in tccli's default log.
pub(crate) fn run(log: Option<&Path>, settings: &Settings) -> anyhow::Result<Status> {
    let default = env::home_dir().unwrap_or_default().join(".tccli/log/tccli.log");
    let path = log.unwrap_or(&default);
    let bytes = match fs::read(path) {
        Err(error) if log.is_none() && error.kind() == io::ErrorKind::NotFound => {
            output::warn(&messages::no_log(path).text(settings.lang));
            return Ok(Status::Unexplained);
        }
        bytes => bytes.with_context(|| path.display().to_string())?,
    };
    let Some(report) = tcerr::last_failure(&decode(&bytes)) else {
        output::warn(&messages::no_failure(path).text(settings.lang));
        return Ok(Status::Unexplained);
    };
    let mut session = Session::new(io::stdout().lock(), settings);
    session.explain_failure(report)?;
    session.finish()
}
