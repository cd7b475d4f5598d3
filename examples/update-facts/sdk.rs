//! What the official SDKs have in common, whatever their language.
//!
//! They are generated from one description of the API, so all of them lay out their files as
//! `tencentcloud/<package>/v<date>/` and list codes as `NAME = "Code"`, one per line. File names
//! and the rest of their contents are the business of [`go`](crate::go) and
//! [`python`](crate::python).

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use tcerr::facts::Facts;

/// The release of an SDK and its facts.
pub(crate) struct Sdk {
    pub(crate) version: String,
    pub(crate) facts: Facts,
}

/// The folder of one API version of a package.
pub(crate) struct Package {
    pub(crate) name: String,
    /// In the form of a request: `2017-03-12`.
    pub(crate) version: String,
    pub(crate) dir: PathBuf,
}

/// The packages below `root`, one per API version. Fails if there are none; `expected` describes
/// what `root` should be.
pub(crate) fn packages(root: &Path, expected: &str) -> Result<Vec<Package>> {
    let mut packages = Vec::new();
    for (name, dir) in directories(&root.join("tencentcloud"))
        .with_context(|| format!("`{}`: expected {expected}", root.display()))?
    {
        for (version, dir) in directories(&dir)? {
            if let Some(version) = api_version(&version) {
                packages.push(Package { name: name.clone(), version, dir });
            }
        }
    }
    if packages.is_empty() {
        bail!("`{}`: no API in tencentcloud/*/v<date>; expected {expected}", root.display());
    }
    Ok(packages)
}

/// Reads the file `file` below `root`; `expected` describes what `root` should be.
pub(crate) fn read(root: &Path, file: &str, expected: &str) -> Result<String> {
    fs::read_to_string(root.join(file))
        .with_context(|| format!("`{}`: no readable {file}; expected {expected}", root.display()))
}

/// Reads the codes of a file, one per line, between other lines that `is_other` recognizes. A line
/// of neither kind is an error, so that a code in an unknown notation is not lost silently.
pub(crate) fn codes(path: &Path, quote: char, is_other: fn(&str) -> bool) -> Result<Vec<String>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    let mut codes = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        match constant(line, quote) {
            Some(code) => codes.push(code.to_owned()),
            None if line.is_empty() || is_other(line) => {}
            None => bail!("{}:{}: `{line}` is not a code", path.display(), index + 1),
        }
    }
    Ok(codes)
}

/// The code in `NAME = "Code"`.
pub(crate) fn constant(line: &str, quote: char) -> Option<&str> {
    let (name, value) = line.split_once(" = ")?;
    let code = value.strip_prefix(quote)?.strip_suffix(quote)?;
    let is_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let is_code = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
    let fits = name.bytes().all(is_name) && code.bytes().all(is_code);
    (fits && !name.is_empty() && !code.is_empty()).then_some(code)
}

/// Converts the directory name `v20170312` to `2017-03-12`, the form of a request. `None` if the
/// directory is not named after a date.
fn api_version(directory: &str) -> Option<String> {
    let date = directory.strip_prefix('v')?;
    let is_date = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
    is_date.then(|| format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]))
}

/// The directories in `dir` with their names, sorted by name.
fn directories(dir: &Path) -> Result<Vec<(String, PathBuf)>> {
    let unreadable = || format!("`{}` cannot be read", dir.display());
    let mut directories = Vec::new();
    for entry in fs::read_dir(dir).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let (true, Some(name)) = (path.is_dir(), name) {
            directories.push((name.to_owned(), path));
        }
    }
    directories.sort();
    Ok(directories)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_is_a_name_and_a_quoted_code() {
        let code = |line| constant(line, '"');
        assert_eq!(
            code(r#"INTERNALERROR_DBERROR = "InternalError.DBError""#),
            Some("InternalError.DBError")
        );
        assert_eq!(code(r#"LIMITEXCEEDED_A_B = "LimitExceeded.A_b""#), Some("LimitExceeded.A_b"));
        assert_eq!(code(r#"INTERNALERROR_ = "InternalError.""#), Some("InternalError."));
    }

    #[test]
    fn other_assignments_are_not_codes() {
        for line in [
            r#"service.name = "order-service""#,
            r#"A = "not a code""#,
            r#"A = """#,
            r#"A = "B" and more"#,
            "A = 'B'",
            "PERIOD = 1",
        ] {
            assert_eq!(constant(line, '"'), None, "{line}");
        }
    }

    #[test]
    fn an_api_version_is_a_date() {
        assert_eq!(api_version("v20170312").as_deref(), Some("2017-03-12"));
        assert_eq!(api_version("v2017"), None);
        assert_eq!(api_version("http"), None);
    }
}
