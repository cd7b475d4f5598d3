//! The files in `data/facts/`: what they hold, and the only reader and writer of their format.
//!
//! The build script compiles these files, `examples/update-facts` rewrites them, and the tests
//! compare both. `data/README.md` documents the format.
//!
//! The same facts always give the same bytes, and every fact has a line of its own, so that an
//! update appears in a diff as what it changes and as nothing else. Reading is strict, because
//! the update tool would take a misread line for a code that an SDK no longer has.
//!
//! This module depends on the standard library alone: the build script includes its source.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::path::Path;
use std::{fs, io};

/// The file that lists the products.
pub const PRODUCTS: &str = "products.tsv";

/// The file that lists the SDKs.
pub const SOURCES: &str = "sources.tsv";

/// The heading of a product's own actions.
const ACTIONS: &str = "@";

/// The heading of the actions that no SDK has any more.
const DROPPED_ACTIONS: &str = "@dropped";

/// What a mark begins with; a release follows.
const DROPPED: &str = "dropped ";

/// Everything that the files hold.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Stored {
    /// What the SDKs publish.
    pub facts: Facts,
    /// The SDKs, the best informed first.
    pub sources: Vec<Source>,
}

/// Products, actions and codes. Codes that differ by case alone are different codes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Facts {
    /// Every product by its name.
    pub products: BTreeMap<String, Product>,
}

/// One product in all its API versions.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Product {
    /// Its Chinese name, or nothing.
    pub name_zh: String,
    /// Its English name, or nothing.
    pub name_en: String,
    /// The number of its documentation, as in `cloud.tencent.com/document/product/213`.
    pub doc: String,
    /// Its API versions; the newest is the last.
    pub versions: BTreeSet<String>,
    /// The release of the mainland Go SDK that was current when no SDK had the product any more.
    pub dropped: Option<String>,
    /// The actions that a current SDK has.
    pub actions: BTreeSet<String>,
    /// The actions that no SDK has any more.
    pub dropped_actions: BTreeSet<String>,
    /// Every code that the product publishes or once published.
    pub codes: BTreeMap<String, Code>,
}

/// A code as one product publishes it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Code {
    /// The actions documented to return it, all of them among [`Product::actions`].
    pub actions: BTreeSet<String>,
    /// The release of the mainland Go SDK that was current when no SDK had the code any more.
    pub dropped: Option<String>,
}

/// An SDK that the facts were read from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    /// `go`, `go-intl` or `python`.
    pub name: String,
    /// The release that was read.
    pub version: String,
    /// The number of product codes that no source before it has.
    pub rows: usize,
}

/// The contents of the files by their names.
pub type Files = BTreeMap<String, String>;

/// What is wrong, and where. Prints as `cvm.tsv:12: …`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

/// Loads the files of a folder. One that does not exist has none.
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

/// The name of the file that holds the codes of a product.
pub fn file_of(product: &str) -> String {
    format!("{product}.tsv")
}

/// Reads the files.
///
/// # Errors
///
/// Every line that the format does not allow.
pub fn parse(files: &Files) -> Result<Stored, Vec<Problem>> {
    let mut reader = Reader { files, problems: Vec::new() };
    let mut stored = Stored::default();
    for line in reader.lines(PRODUCTS) {
        reader.product(line, &mut stored.facts);
    }
    for line in reader.lines(SOURCES) {
        reader.source(line, &mut stored.sources);
    }
    for file in files.keys() {
        let product = file.strip_suffix(".tsv").unwrap_or(file);
        let is_known = file == PRODUCTS || file == SOURCES;
        if !is_known && !stored.facts.products.contains_key(product) {
            let reason = format!("`{PRODUCTS}` has no product `{product}`");
            reader.problems.push(Problem { file: file.clone(), line: 1, reason });
        }
    }
    if reader.problems.is_empty() { Ok(stored) } else { Err(reader.problems) }
}

/// The files that hold exactly this.
///
/// # Errors
///
/// If a product has the name of a file that is not its own.
pub fn render(stored: &Stored) -> Result<Files, Problem> {
    let mut files = Files::new();
    files.insert(PRODUCTS.to_owned(), render_products(&stored.facts));
    files.insert(SOURCES.to_owned(), render_sources(&stored.sources));
    for (name, product) in &stored.facts.products {
        let file = file_of(name);
        if files.insert(file.clone(), render_product(product)).is_some() {
            let reason = format!("the name is taken, and a product is called `{name}`");
            return Err(Problem { file, line: 1, reason });
        }
    }
    Ok(files)
}

fn header(form: &str) -> String {
    format!("# {form}. Written by `cargo run --example update-facts`, never by hand.\n")
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
        push_line(&mut text, &[&source.name, &source.version, &source.rows.to_string()]);
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

/// Leaves out the empty columns at the end, so that no line ends in a blank.
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

/// What the indented lines below a heading are.
enum Section<'f> {
    Actions,
    DroppedActions,
    /// The actions of this code.
    Code(&'f str),
    /// A heading that is wrong itself. What is below it is not reported as well.
    Unknown,
}

struct Reader<'f> {
    files: &'f Files,
    problems: Vec<Problem>,
}

impl<'f> Reader<'f> {
    /// The lines of a file that are not comments.
    fn lines(&mut self, file: &'f str) -> Vec<Line<'f>> {
        let Some(text) = self.files.get(file) else {
            let reason = "the file is missing".to_owned();
            self.problems.push(Problem { file: file.to_owned(), line: 1, reason });
            return Vec::new();
        };
        let lines = (1..).zip(text.lines()).filter(|(_, text)| !text.starts_with('#'));
        lines.map(|(number, text)| Line { file, number, text }).collect()
    }

    fn bad(&mut self, line: Line<'_>, reason: &str) {
        let Line { file, number, text } = line;
        let reason = format!("`{}`: {reason}", text.trim_start_matches('\t'));
        self.problems.push(Problem { file: file.to_owned(), line: number, reason });
    }

    /// The columns of a line, with the empty ones that its end leaves out.
    fn columns<const N: usize>(&mut self, line: Line<'f>) -> Option<[&'f str; N]> {
        let mut columns = [""; N];
        for (place, column) in line.text.split('\t').enumerate() {
            let Some(free) = columns.get_mut(place) else {
                self.bad(line, &format!("more than {N} columns"));
                return None;
            };
            *free = column;
        }
        if line.text.ends_with('\t') {
            self.bad(line, "a tab at the end");
        } else if columns.first().is_none_or(|name| !is_name(name)) {
            self.bad(line, "no name in the first column");
        } else {
            return Some(columns);
        }
        None
    }

    /// The release in a mark such as `dropped 1.3.166`.
    fn release(&mut self, line: Line<'_>, mark: &str) -> Option<String> {
        let release = mark.strip_prefix(DROPPED).filter(|release| is_name(release));
        if release.is_none() && !mark.is_empty() {
            self.bad(line, &format!("`{mark}` is not `{DROPPED}` and a release"));
        }
        release.map(str::to_owned)
    }

    fn order(&mut self, line: Line<'_>, name: &str, before: Option<&String>) {
        if let Some(before) = before.filter(|before| name <= before.as_str()) {
            let reason = if name == before {
                "it is listed already".to_owned()
            } else {
                format!("it must stand before `{before}`")
            };
            self.bad(line, &reason);
        }
    }

    fn product(&mut self, line: Line<'f>, facts: &mut Facts) {
        let Some([name, zh, en, doc, versions, mark]) = self.columns(line) else { return };
        let last = facts.products.last_key_value().map(|(last, _)| last);
        self.order(line, name, last);
        let mut product = Product {
            name_zh: zh.to_owned(),
            name_en: en.to_owned(),
            doc: doc.to_owned(),
            dropped: self.release(line, mark),
            ..Product::default()
        };
        for version in versions.split(',').filter(|_| !versions.is_empty()) {
            if !is_name(version) || product.versions.last().is_some_and(|last| **last >= *version) {
                self.bad(line, &format!("`{versions}` is not a list of versions, newest last"));
            }
            product.versions.insert(version.to_owned());
        }
        // `lines` borrows the name of the file for as long as the files.
        match self.files.get_key_value(&file_of(name)) {
            Some((file, _)) => self.codes(file, &mut product),
            None => self.bad(line, &format!("there is no `{}` with its codes", file_of(name))),
        }
        facts.products.insert(name.to_owned(), product);
    }

    fn source(&mut self, line: Line<'f>, sources: &mut Vec<Source>) {
        let Some([name, version, rows]) = self.columns(line) else { return };
        if sources.iter().any(|source| source.name == name) {
            self.bad(line, "it is listed already");
        }
        match rows.parse() {
            Ok(rows) if is_name(version) => {
                sources.push(Source { name: name.to_owned(), version: version.to_owned(), rows });
            }
            _ => self.bad(line, "a version and a number of codes must follow the name"),
        }
    }

    fn codes(&mut self, file: &'f str, product: &mut Product) {
        let mut lines = self.lines(file).into_iter();
        if lines.next().is_none_or(|line| line.text != ACTIONS) {
            let reason = format!("the first line must be `{ACTIONS}`, with the actions below it");
            self.problems.push(Problem { file: file.to_owned(), line: 1, reason });
            return;
        }
        let mut section = Section::Actions;
        for line in lines {
            if let Some(action) = line.text.strip_prefix('\t') {
                self.action(line, action, &section, product);
            } else if line.text == DROPPED_ACTIONS && matches!(section, Section::Actions) {
                section = Section::DroppedActions;
            } else {
                section = self.code(line, product).map_or(Section::Unknown, Section::Code);
            }
        }
    }

    fn action(&mut self, line: Line<'f>, name: &str, section: &Section, product: &mut Product) {
        if !is_name(name) {
            return self.bad(line, "this is not the name of an action");
        }
        let Product { actions, dropped_actions, codes, .. } = product;
        let (list, only) = match section {
            Section::Actions => (actions, None),
            Section::DroppedActions => (dropped_actions, None),
            Section::Code(code) => match codes.get_mut(*code) {
                Some(code) => (&mut code.actions, Some(&*actions)),
                None => return,
            },
            Section::Unknown => return,
        };
        self.order(line, name, list.last());
        if only.is_some_and(|actions| !actions.contains(name)) {
            self.bad(line, "the product has no such action");
        }
        list.insert(name.to_owned());
    }

    fn code(&mut self, line: Line<'f>, product: &mut Product) -> Option<&'f str> {
        let [name, mark] = self.columns(line)?;
        if name.starts_with(ACTIONS) {
            self.bad(line, "actions must stand before the codes, each list once");
            return None;
        }
        self.order(line, name, product.codes.last_key_value().map(|(last, _)| last));
        let dropped = self.release(line, mark);
        product.codes.insert(name.to_owned(), Code { dropped, ..Code::default() });
        Some(name)
    }
}

/// Whether it is a word without blanks.
fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}
