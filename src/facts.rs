//! The files in `data/facts/`: what they hold, and the only reader and writer of their format.
//!
//! The build script compiles these files, `examples/update-facts` rewrites them, and the tests
//! compare both. `data/README.md` documents the format.
//!
//! The same facts always give the same bytes, and every fact has a line of its own, so that the
//! diff of an update shows what has changed and nothing else. Reading is strict: the update tool
//! would take a misread line for a code that the SDKs have dropped.
//!
//! This module uses only the standard library, because the build script includes its source.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::path::Path;
use std::{fs, io};

/// The file that lists the products.
pub const PRODUCTS: &str = "products.tsv";

/// The file that lists the SDKs.
pub const SOURCES: &str = "sources.tsv";

/// The heading of a product's current actions.
const ACTIONS: &str = "@";

/// The heading of the actions that no SDK has any more.
const DROPPED_ACTIONS: &str = "@dropped";

/// The beginning of a mark, before the release.
const DROPPED: &str = "dropped ";

/// Everything that the files hold.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Stored {
    /// What the SDKs publish.
    pub facts: Facts,
    /// The SDKs, the most complete first.
    pub sources: Vec<Source>,
}

/// Products, actions and codes. Codes that differ only by case are different codes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Facts {
    /// The products by name.
    pub products: BTreeMap<String, Product>,
}

/// One product in all its API versions.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Product {
    /// The Chinese name, or empty.
    pub name_zh: String,
    /// The English name, or empty.
    pub name_en: String,
    /// The number of its documentation, such as `213` in `cloud.tencent.com/document/product/213`,
    /// or empty.
    pub doc: String,
    /// The API versions, newest last.
    pub versions: BTreeSet<String>,
    /// If no SDK has the product any more: the release of the mainland Go SDK that was current when
    /// it was dropped.
    pub dropped: Option<String>,
    /// The actions that a current SDK has.
    pub actions: BTreeSet<String>,
    /// The actions that no SDK has any more.
    pub dropped_actions: BTreeSet<String>,
    /// The codes that the product publishes or once published.
    pub codes: BTreeMap<String, Code>,
}

/// A code as one product publishes it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Code {
    /// The actions documented to return it, all of them among [`Product::actions`].
    pub actions: BTreeSet<String>,
    /// If no SDK has the code any more: the release of the mainland Go SDK that was current when it
    /// was dropped.
    pub dropped: Option<String>,
}

/// An SDK that the facts were read from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    /// `go`, `go-intl` or `python`.
    pub name: String,
    /// The release that was read.
    pub version: String,
    /// The number of product codes that no earlier source in the list has.
    pub new_codes: usize,
}

/// The contents of the files by file name.
pub type Files = BTreeMap<String, String>;

/// What is wrong, and where. Displayed as `cvm.tsv:12: …`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The name of the file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

/// Loads the files of a folder. A folder that does not exist has no files.
///
/// # Errors
///
/// If a file cannot be read.
pub fn load(dir: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    if !dir.exists() {
        return Ok(files);
    }
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "tsv") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}

/// The name of the file with the actions and codes of a product.
pub fn product_file(product: &str) -> String {
    format!("{product}.tsv")
}

/// Parses the files.
///
/// # Errors
///
/// Every line that violates the format.
pub fn parse(files: &Files) -> Result<Stored, Vec<Problem>> {
    let mut reader = Reader { files, problems: Vec::new() };
    let mut stored = Stored::default();
    for line in reader.lines(PRODUCTS) {
        reader.read_product(line, &mut stored.facts);
    }
    for line in reader.lines(SOURCES) {
        reader.read_source(line, &mut stored.sources);
    }
    for file in files.keys() {
        let product = file.strip_suffix(".tsv").unwrap_or(file);
        let is_list = file == PRODUCTS || file == SOURCES;
        if !is_list && !stored.facts.products.contains_key(product) {
            let reason = format!("`{PRODUCTS}` has no product `{product}`");
            reader.problems.push(Problem { file: file.clone(), line: 1, reason });
        }
    }
    if reader.problems.is_empty() { Ok(stored) } else { Err(reader.problems) }
}

/// Writes the files, as [`parse`] reads them.
///
/// # Errors
///
/// If a product has the name of one of the two lists, so that its file would replace the list.
pub fn render(stored: &Stored) -> Result<Files, Problem> {
    let mut files = Files::new();
    files.insert(PRODUCTS.to_owned(), render_products(&stored.facts));
    files.insert(SOURCES.to_owned(), render_sources(&stored.sources));
    for (name, product) in &stored.facts.products {
        let file = product_file(name);
        if files.insert(file.clone(), render_product(product)).is_some() {
            let reason = format!("a product is called `{name}`, but its file name is taken");
            return Err(Problem { file, line: 1, reason });
        }
    }
    Ok(files)
}

fn header(columns: &str) -> String {
    format!("# {columns}. Written by `cargo run --example update-facts`, never by hand.\n")
}

fn render_products(facts: &Facts) -> String {
    let mut text = header("product, Chinese name, English name, documentation, API versions, mark");
    for (name, product) in &facts.products {
        let versions: Vec<&str> = product.versions.iter().map(String::as_str).collect();
        let mark = mark(product.dropped.as_ref());
        push_line(
            &mut text,
            &[name, &product.name_zh, &product.name_en, &product.doc, &versions.join(","), &mark],
        );
    }
    text
}

fn render_sources(sources: &[Source]) -> String {
    let mut text = header("source, version, codes of products that no source before it has");
    for source in sources {
        push_line(&mut text, &[&source.name, &source.version, &source.new_codes.to_string()]);
    }
    text
}

fn render_product(product: &Product) -> String {
    let mut text = header("actions after `@`, then each code with its mark and its actions");
    push_line(&mut text, &[ACTIONS]);
    push_actions(&mut text, &product.actions);
    if !product.dropped_actions.is_empty() {
        push_line(&mut text, &[DROPPED_ACTIONS]);
        push_actions(&mut text, &product.dropped_actions);
    }
    for (name, code) in &product.codes {
        push_line(&mut text, &[name, &mark(code.dropped.as_ref())]);
        push_actions(&mut text, &code.actions);
    }
    text
}

/// Appends a line. Empty columns at its end are omitted, so that no line ends in white space.
fn push_line(text: &mut String, columns: &[&str]) {
    text.push_str(columns.join("\t").trim_end_matches('\t'));
    text.push('\n');
}

fn push_actions(text: &mut String, actions: &BTreeSet<String>) {
    for action in actions {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\t{action}");
    }
}

fn mark(dropped: Option<&String>) -> String {
    dropped.map_or_else(String::new, |release| format!("{DROPPED}{release}"))
}

/// A line, its number and its file.
#[derive(Clone, Copy)]
struct Line<'f> {
    file: &'f str,
    number: usize,
    text: &'f str,
}

/// The heading that the current lines belong to.
enum Section<'f> {
    Actions,
    DroppedActions,
    /// The code of this name, with its actions.
    Code(&'f str),
    /// An invalid heading. It has been reported, so the lines below it are skipped.
    Invalid,
}

struct Reader<'f> {
    files: &'f Files,
    problems: Vec<Problem>,
}

impl<'f> Reader<'f> {
    /// The lines of a file, without its comments.
    fn lines(&mut self, file: &'f str) -> Vec<Line<'f>> {
        let Some(text) = self.files.get(file) else {
            let reason = "the file is missing".to_owned();
            self.problems.push(Problem { file: file.to_owned(), line: 1, reason });
            return Vec::new();
        };
        let lines = (1..).zip(text.lines()).filter(|(_, text)| !text.starts_with('#'));
        lines.map(|(number, text)| Line { file, number, text }).collect()
    }

    fn add_problem(&mut self, line: Line<'_>, reason: &str) {
        let Line { file, number, text } = line;
        let reason = format!("`{}`: {reason}", text.trim_start_matches('\t'));
        self.problems.push(Problem { file: file.to_owned(), line: number, reason });
    }

    /// Splits a line into its columns; those omitted at the end are empty. A line without a name in
    /// the first column, with too many columns or with a tab at the end is reported and gives
    /// `None`.
    fn columns<const N: usize>(&mut self, line: Line<'f>) -> Option<[&'f str; N]> {
        let mut columns = [""; N];
        for (index, text) in line.text.split('\t').enumerate() {
            let Some(column) = columns.get_mut(index) else {
                self.add_problem(line, &format!("more than {N} columns"));
                return None;
            };
            *column = text;
        }
        if line.text.ends_with('\t') {
            self.add_problem(line, "a tab at the end");
        } else if columns.first().is_none_or(|name| !is_name(name)) {
            self.add_problem(line, "no name in the first column");
        } else {
            return Some(columns);
        }
        None
    }

    /// The release in a mark such as `dropped 1.3.166`, or `None` without a mark. An invalid mark
    /// is reported.
    fn release(&mut self, line: Line<'_>, mark: &str) -> Option<String> {
        let release = mark.strip_prefix(DROPPED).filter(|release| is_name(release));
        if release.is_none() && !mark.is_empty() {
            self.add_problem(line, &format!("`{mark}` must be `{DROPPED}` and a release"));
        }
        release.map(str::to_owned)
    }

    /// Reports a name that is listed twice or does not come after `previous`.
    fn check_order(&mut self, line: Line<'_>, name: &str, previous: Option<&String>) {
        if let Some(previous) = previous.filter(|previous| name <= previous.as_str()) {
            let reason = if name == previous {
                "it is already listed".to_owned()
            } else {
                format!("it must come before `{previous}`")
            };
            self.add_problem(line, &reason);
        }
    }

    fn read_product(&mut self, line: Line<'f>, facts: &mut Facts) {
        let Some([name, zh, en, doc, versions, mark]) = self.columns(line) else { return };
        let previous = facts.products.last_key_value().map(|(name, _)| name);
        self.check_order(line, name, previous);
        let mut product = Product {
            name_zh: zh.to_owned(),
            name_en: en.to_owned(),
            doc: doc.to_owned(),
            dropped: self.release(line, mark),
            ..Product::default()
        };
        for version in versions.split(',').filter(|_| !versions.is_empty()) {
            if !is_name(version) || product.versions.last().is_some_and(|last| **last >= *version) {
                self.add_problem(
                    line,
                    &format!("`{versions}` is not a list of versions, newest last"),
                );
            }
            product.versions.insert(version.to_owned());
        }
        // Lines borrow the name of their file for as long as `files`, so it is taken from there.
        match self.files.get_key_value(&product_file(name)) {
            Some((file, _)) => self.read_product_file(file, &mut product),
            None => {
                self.add_problem(line, &format!("its file `{}` is missing", product_file(name)));
            }
        }
        facts.products.insert(name.to_owned(), product);
    }

    fn read_source(&mut self, line: Line<'f>, sources: &mut Vec<Source>) {
        let Some([name, version, new_codes]) = self.columns(line) else { return };
        if sources.iter().any(|source| source.name == name) {
            self.add_problem(line, "it is already listed");
        }
        match new_codes.parse() {
            Ok(new_codes) if is_name(version) => {
                let (name, version) = (name.to_owned(), version.to_owned());
                sources.push(Source { name, version, new_codes });
            }
            _ => self.add_problem(line, "a version and a number of codes must follow the name"),
        }
    }

    /// Reads the file with the actions and codes of a product.
    fn read_product_file(&mut self, file: &'f str, product: &mut Product) {
        let mut lines = self.lines(file).into_iter();
        if lines.next().is_none_or(|line| line.text != ACTIONS) {
            let reason = format!("the first line must be `{ACTIONS}`, with the actions below it");
            self.problems.push(Problem { file: file.to_owned(), line: 1, reason });
            return;
        }
        let mut section = Section::Actions;
        for line in lines {
            if let Some(action) = line.text.strip_prefix('\t') {
                self.read_action(line, action, &section, product);
            } else if line.text == DROPPED_ACTIONS && matches!(section, Section::Actions) {
                section = Section::DroppedActions;
            } else {
                section = self.read_code(line, product).map_or(Section::Invalid, Section::Code);
            }
        }
    }

    fn read_action(
        &mut self,
        line: Line<'f>,
        name: &str,
        section: &Section,
        product: &mut Product,
    ) {
        if !is_name(name) {
            return self.add_problem(line, "this is not the name of an action");
        }
        let Product { actions, dropped_actions, codes, .. } = product;
        let (list, allowed) = match section {
            Section::Actions => (actions, None),
            Section::DroppedActions => (dropped_actions, None),
            Section::Code(code) => match codes.get_mut(*code) {
                Some(code) => (&mut code.actions, Some(&*actions)),
                None => return,
            },
            Section::Invalid => return,
        };
        self.check_order(line, name, list.last());
        if allowed.is_some_and(|actions| !actions.contains(name)) {
            self.add_problem(line, "the product has no such action");
        }
        list.insert(name.to_owned());
    }

    fn read_code(&mut self, line: Line<'f>, product: &mut Product) -> Option<&'f str> {
        let [name, mark] = self.columns(line)?;
        if name.starts_with(ACTIONS) {
            self.add_problem(
                line,
                "lists of actions must come before the codes, each at most once",
            );
            return None;
        }
        self.check_order(line, name, product.codes.last_key_value().map(|(name, _)| name));
        let dropped = self.release(line, mark);
        product.codes.insert(name.to_owned(), Code { dropped, ..Code::default() });
        Some(name)
    }
}

/// Whether a text can be a name: not empty, and without white space and control characters.
fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}
