//! Reads an unpacked Python SDK, which is often released first and has some codes that no other
//! SDK has.
//!
//! Each API version has an `errorcodes.py` with the codes of the product, without the actions that
//! return them. The name of a package may differ from the product's: `as` is a keyword of Python,
//! so its package is `autoscaling`. Only the client names the service that it calls.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use tcerr::facts::Facts;

use crate::merge::{self, Merge as _};
use crate::sdk::{self, Package, Sdk};

const UNPACKED: &str = "an unpacked tencentcloud-sdk-python";

/// Reads all facts of the SDK in `root`.
pub(crate) fn read(root: &Path) -> Result<Sdk> {
    let version = version(root)?;
    let mut facts = Facts::default();
    for package in sdk::packages(root, UNPACKED)? {
        let codes = package.dir.join("errorcodes.py");
        let codes = if codes.exists() {
            sdk::codes(&codes, '\'', |line| line.starts_with('#'))?
        } else {
            Vec::new()
        };
        let product = facts.product(&service(&package)?);
        product.versions.insert(package.version);
        merge::add_codes(product, codes);
    }
    Ok(Sdk { version, facts })
}

fn version(root: &Path) -> Result<String> {
    const FILE: &str = "tencentcloud/__init__.py";
    let text = sdk::read(root, FILE, UNPACKED)?;
    let version = text.lines().find_map(|line| assigned("__version__", line));
    let version =
        version.with_context(|| format!("`{}`: no `__version__` in {FILE}", root.display()))?;
    Ok(version.to_owned())
}

/// The service that the client of a package calls, which is the name of the product.
fn service(package: &Package) -> Result<String> {
    let client = package.dir.join(format!("{}_client.py", package.name));
    let text = fs::read_to_string(&client).with_context(|| {
        format!("`{}` cannot be read; it should name the service", client.display())
    })?;
    let service = text.lines().find_map(|line| assigned("_service", line));
    let service = service.with_context(|| format!("`{}`: no `_service`", client.display()))?;
    Ok(service.to_owned())
}

/// The string that `line` assigns to `variable`.
fn assigned<'a>(variable: &str, line: &'a str) -> Option<&'a str> {
    let value = line.trim_start().strip_prefix(variable)?.strip_prefix(" = '")?;
    Some(value.split_once('\'')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_names_the_service() {
        assert_eq!(assigned("_service", "    _service = 'as'"), Some("as"));
        assert_eq!(assigned("_service", "    _endpoint = 'as.tencentcloudapi.com'"), None);
        assert_eq!(assigned("__version__", "__version__ = '3.1.195'"), Some("3.1.195"));
    }
}
