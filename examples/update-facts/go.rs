//! Reads a checkout of a Go SDK, the only source that documents which action returns which code.
//!
//! Each API version has an `errors.go` with the codes of the product, and a `client.go` in which
//! the comment above an action's method lists the codes that the action may return. The comment
//! does not name the action reliably: its first lines may be one word, a Chinese title or the name
//! of another action. So the name is taken from the method. The mainland SDK also has
//! `products.md`, a table of the products' names and documentation.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use tcerr::facts::{Facts, Product};

use crate::merge::{self, Merge as _};
use crate::sdk::{self, Sdk};

/// The site of Tencent Cloud that an SDK is for.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Site {
    Mainland,
    International,
}

impl Site {
    fn checkout(self) -> &'static str {
        match self {
            Self::Mainland => "a checkout of tencentcloud-sdk-go",
            Self::International => "a checkout of tencentcloud-sdk-go-intl-en",
        }
    }

    /// A part of the module path that every client imports from. The trees of the two SDKs are
    /// otherwise alike.
    fn module(self) -> &'static str {
        match self {
            Self::Mainland => "/tencentcloud-sdk-go/",
            Self::International => "/tencentcloud-sdk-go-intl-en/",
        }
    }
}

/// Reads all facts of the checkout in `root`.
pub(crate) fn read(root: &Path, site: Site) -> Result<Sdk> {
    let version = version(root, site)?;
    let mut facts = Facts::default();
    for package in sdk::packages(root, site.checkout())? {
        let errors = package.dir.join("errors.go");
        let codes = if errors.exists() { read_codes(&errors)? } else { Vec::new() };
        let text = read_client(&package.dir.join("client.go"), site)?;
        let client = Client::parse(&text);
        let product = facts.product(client.service.unwrap_or(&package.name));
        product.versions.insert(package.version);
        merge::add_codes(product, codes);
        client.add_to(product);
    }
    add_product_names(&mut facts, root, site)?;
    Ok(Sdk { version, facts })
}

fn read_client(path: &Path, site: Site) -> Result<String> {
    let text =
        fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    if !text.contains(site.module()) {
        bail!("`{}` belongs to another SDK; expected {}", path.display(), site.checkout());
    }
    Ok(text)
}

fn read_codes(errors: &Path) -> Result<Vec<String>> {
    sdk::codes(errors, '"', |line| {
        line.starts_with("//") || line.starts_with("package ") || line == "const (" || line == ")"
    })
}

/// The release of the SDK, from its user agent. No other file of the tree names it.
fn version(root: &Path, site: Site) -> Result<String> {
    const FILE: &str = "tencentcloud/common/http/request.go";
    const AGENT: &str = "\"SDK_GO_";
    let text = sdk::read(root, FILE, site.checkout())?;
    let (_, version) = text
        .split_once(AGENT)
        .with_context(|| format!("`{}`: no `{AGENT}<version>\"` in {FILE}", root.display()))?;
    Ok(version.chars().take_while(|&c| c.is_ascii_digit() || c == '.').collect())
}

/// The content of a `client.go`.
#[derive(Default)]
struct Client<'a> {
    service: Option<&'a str>,
    /// The actions, each with the codes that it is documented to return.
    actions: Vec<(&'a str, BTreeSet<&'a str>)>,
}

impl<'a> Client<'a> {
    fn parse(text: &'a str) -> Self {
        let mut client = Self::default();
        let mut documented = BTreeSet::new();
        for line in text.lines() {
            if line.starts_with("//") {
                let listed = line.strip_prefix("//  ");
                documented.extend(listed.and_then(|line| sdk::constant(line, '"')));
                continue;
            }
            if let Some(service) = service(line) {
                client.service = Some(service);
            } else if let Some(action) = action(line) {
                client.actions.push((action, documented));
            }
            documented = BTreeSet::new();
        }
        client
    }

    fn add_to(self, product: &mut Product) {
        for (action, codes) in self.actions {
            for code in codes {
                let code = product.codes.entry(code.to_owned()).or_default();
                code.actions.insert(action.to_owned());
            }
            product.actions.insert(action.to_owned());
        }
    }
}

/// `as` in `request.Init().WithApiInfo("as", APIVersion, "AttachInstances")`.
fn service(line: &str) -> Option<&str> {
    let (_, arguments) = line.split_once(".WithApiInfo(\"")?;
    Some(arguments.split_once('"')?.0)
}

/// `Chat` in `func (c *Client) Chat(request …`. The method `ChatWithContext(ctx …` has the same
/// comment; only its first parameter distinguishes it from an action of that name.
fn action(line: &str) -> Option<&str> {
    let (name, parameters) = line.strip_prefix("func (c *Client) ")?.split_once('(')?;
    parameters.starts_with("request ").then_some(name)
}

fn add_product_names(facts: &mut Facts, root: &Path, site: Site) -> Result<()> {
    const FILE: &str = "products.md";
    if site == Site::International && !root.join(FILE).exists() {
        return Ok(());
    }
    let text = sdk::read(root, FILE, site.checkout())?;
    for (product, name, doc) in text.lines().filter_map(listed_product) {
        let Some(product) = facts.products.get_mut(product) else { continue };
        match site {
            Site::Mainland => {
                name.clone_into(&mut product.name_zh);
                doc.clone_into(&mut product.doc);
            }
            Site::International => name.clone_into(&mut product.name_en),
        }
    }
    Ok(())
}

/// The product, its name and its documentation number in a row of `products.md`.
fn listed_product(row: &str) -> Option<(&str, &str, &str)> {
    let mut cells = row.strip_prefix('|')?.split(" | ").map(str::trim);
    let product = cells.next()?;
    let (name, link) = cells.next()?.strip_prefix('[')?.strip_suffix(')')?.rsplit_once("](")?;
    let page = link.rsplit('/').next()?;
    let doc = if page.bytes().all(|byte| byte.is_ascii_digit()) { page } else { "" };
    Some((product, name.trim(), doc))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: &str = r#"
    request.Init().WithApiInfo("trtc", APIVersion, "TextToSpeechSSE")

// TextToSpeechSSE
// TextToSpeech
// 例如：service.name = "order-service"
//
// 可能返回的错误码:
//  INVALIDPARAMETER_MODEL = "InvalidParameter.Model"
//  LIMITEXCEEDED = "LimitExceeded"
func (c *Client) TextToSpeechSSE(request *TextToSpeechSSERequest) (response *R, err error) {
    return c.TextToSpeechSSEWithContext(context.Background(), request)
}

// TextToSpeechSSE
// TextToSpeech
//
// 可能返回的错误码:
//  INVALIDPARAMETER_MODEL = "InvalidParameter.Model"
//  LIMITEXCEEDED = "LimitExceeded"
func (c *Client) TextToSpeechSSEWithContext(ctx context.Context, request *R) (response *R, err error) {

//  STRAY = "Stray"

// UploadLog
func (c *Client) UploadLog(request *UploadLogRequest, data []byte) (response *R, err error) {
"#;

    #[test]
    fn an_action_is_named_after_its_method() {
        let client = Client::parse(CLIENT);
        assert_eq!(client.service, Some("trtc"));
        let speech = BTreeSet::from(["InvalidParameter.Model", "LimitExceeded"]);
        assert_eq!(client.actions, [("TextToSpeechSSE", speech), ("UploadLog", BTreeSet::new())]);
    }

    #[test]
    fn an_action_without_codes_is_still_an_action() {
        let mut product = Product::default();
        Client::parse(CLIENT).add_to(&mut product);
        assert!(product.actions.contains("UploadLog"));
        assert_eq!(product.codes.len(), 2);
    }

    #[test]
    fn a_product_row_has_a_name_and_a_documentation_number() {
        let row = "| cvm | [云服务器](https://cloud.tencent.com/document/product/213) | [查看](https://x/1) | 2026 |";
        assert_eq!(listed_product(row), Some(("cvm", "云服务器", "213")));
        let row =
            "| aai | [](https://cloud.tencent.com/document/product) | [查看](https://x/1) | 2019 |";
        assert_eq!(listed_product(row), Some(("aai", "", "")));
        assert_eq!(listed_product("| 包名 | 产品中文名 | 更新历史 | 更新时间 |"), None);
        assert_eq!(listed_product("|:-:|:-:|:-:|:-:|"), None);
    }
}
