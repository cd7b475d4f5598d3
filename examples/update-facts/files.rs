//! The files in `data/facts/`, as `data/README.md` documents them.
//!
//! Columns are divided by tabs, and empty ones at the end of a line are left out, so that no line
//! ends in a blank. The same facts always give the same bytes: an update that learns nothing
//! leaves no trace in the repository. Reading is strict, because what is misread here would be
//! taken for a code that an SDK dropped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use anyhow::{Context as _, Result, bail};

use crate::facts::{Code, Facts, Product};

const PRODUCTS: &str = "products.tsv";
const SOURCES: &str = "sources.tsv";
const DROPPED: &str = "dropped ";

/// Everything that the files hold.
#[derive(Debug, Default, Eq, PartialEq)]
pub(crate) struct Stored {
    pub(crate) facts: Facts,
    pub(crate) sources: Vec<Source>,
}

/// An SDK that the facts were read from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) version: String,
    /// The codes of products that no source before it has.
    pub(crate) rows: usize,
}

/// The contents of the files, by name.
pub(crate) type Files = BTreeMap<String, String>;

/// Reads `dir`; one without files, or none at all, holds no facts.
pub(crate) fn read(dir: &Path) -> Result<Stored> {
    let files = load(dir).with_context(|| format!("`{}` cannot be read", dir.display()))?;
    parse(&files).with_context(|| format!("`{}` is damaged; restore it first", dir.display()))
}

/// The files that hold exactly this.
pub(crate) fn render(stored: &Stored) -> Result<Files> {
    let mut files = Files::new();
    files.insert(PRODUCTS.to_owned(), products(&stored.facts));
    files.insert(SOURCES.to_owned(), sources(&stored.sources));
    for (name, product) in &stored.facts.products {
        if files.insert(file_of(name), codes(product)).is_some() {
            bail!("no file is left for a product called `{name}`");
        }
    }
    Ok(files)
}

/// Writes to `dir` the files whose contents differ from what it holds, and returns their names.
/// With `check` it only finds out which.
pub(crate) fn write(dir: &Path, files: &Files, check: bool) -> Result<Vec<String>> {
    let current = load(dir).with_context(|| format!("`{}` cannot be read", dir.display()))?;
    let differs = |(name, text): &(&String, &String)| current.get(*name) != Some(*text);
    let differing: Files =
        files.iter().filter(differs).map(|(name, text)| (name.clone(), text.clone())).collect();
    if !check && !differing.is_empty() {
        save(dir, &differing).with_context(|| format!("`{}` cannot be written", dir.display()))?;
    }
    Ok(differing.into_keys().collect())
}

fn load(dir: &Path) -> io::Result<Files> {
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

fn save(dir: &Path, files: &Files) -> io::Result<()> {
    // The parent must exist: a tool started in the wrong place should not build a tree there.
    if !dir.exists() {
        fs::create_dir(dir)?;
    }
    for (name, text) in files {
        fs::write(dir.join(name), text)?;
    }
    Ok(())
}

fn file_of(product: &str) -> String {
    format!("{product}.tsv")
}

fn header(columns: &str) -> String {
    format!("# {columns}. Written by `cargo run --example update-facts`, never by hand.\n")
}

fn products(facts: &Facts) -> String {
    let mut text = header("product, Chinese name, English name, documentation, API versions, mark");
    for (name, product) in &facts.products {
        push_line(
            &mut text,
            &[
                name,
                &product.name_zh,
                &product.name_en,
                &product.doc,
                &join(&product.versions),
                &mark(product.dropped.as_ref()),
            ],
        );
    }
    text
}

fn sources(sources: &[Source]) -> String {
    let mut text = header("source, version, codes of products that no source before it has");
    for source in sources {
        push_line(&mut text, &[&source.name, &source.version, &source.rows.to_string()]);
    }
    text
}

fn codes(product: &Product) -> String {
    let mut text = header("code, actions, mark");
    push_line(&mut text, &["@", &join(&product.actions)]);
    if !product.dropped_actions.is_empty() {
        push_line(&mut text, &["@dropped", &join(&product.dropped_actions)]);
    }
    for (name, code) in &product.codes {
        let actions = abbreviated(&code.actions, &product.actions);
        push_line(&mut text, &[name, &actions, &mark(code.dropped.as_ref())]);
    }
    text
}

fn push_line(text: &mut String, columns: &[&str]) {
    text.push_str(columns.join("\t").trim_end_matches('\t'));
    text.push('\n');
}

fn join(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(",")
}

fn mark(dropped: Option<&String>) -> String {
    dropped.map_or_else(String::new, |version| format!("{DROPPED}{version}"))
}

/// `*` for all of several actions, `*-A,B` for all but two where that is shorter.
fn abbreviated(actions: &BTreeSet<String>, all: &BTreeSet<String>) -> String {
    let list = join(actions);
    if all.len() < 2 || actions.is_empty() {
        return list;
    }
    if actions == all {
        return "*".to_owned();
    }
    let all_but = format!("*-{}", join(&all.difference(actions).cloned().collect()));
    if all_but.len() < list.len() { all_but } else { list }
}

fn parse(files: &Files) -> Result<Stored> {
    let mut stored = Stored::default();
    if files.is_empty() {
        return Ok(stored);
    }
    for_each_line(files, PRODUCTS, |columns| parse_product(columns, &mut stored.facts))?;
    for_each_line(files, SOURCES, |columns| parse_source(columns, &mut stored.sources))?;
    for (name, product) in &mut stored.facts.products {
        for_each_line(files, &file_of(name), |columns| parse_code(columns, product))?;
    }
    let known = |file: &String| {
        let product = file.strip_suffix(".tsv").unwrap_or_default();
        file == PRODUCTS || file == SOURCES || stored.facts.products.contains_key(product)
    };
    if let Some(file) = files.keys().find(|file| !known(file)) {
        bail!("{file} belongs to no product in {PRODUCTS}");
    }
    Ok(stored)
}

/// Calls `parse` with the columns of every line that is no comment.
fn for_each_line(
    files: &Files,
    file: &str,
    mut parse: impl FnMut(&[&str]) -> Option<()>,
) -> Result<()> {
    let text = files.get(file).with_context(|| format!("{file} is missing"))?;
    for (index, line) in text.lines().enumerate() {
        let columns: Vec<_> = line.split('\t').collect();
        if !line.starts_with('#') && parse(&columns).is_none() {
            bail!("{file}:{}: `{line}` is none of the lines that belong here", index + 1);
        }
    }
    Ok(())
}

fn parse_product(columns: &[&str], facts: &mut Facts) -> Option<()> {
    let [name, name_zh, name_en, doc, versions, mark] = padded(columns)?;
    let mut product = Product {
        name_zh: name_zh.to_owned(),
        name_en: name_en.to_owned(),
        doc: doc.to_owned(),
        versions: split(versions),
        ..Product::default()
    };
    parse_mark(mark, &mut product.dropped)?;
    facts.products.insert(name.to_owned(), product).is_none().then_some(())
}

fn parse_source(columns: &[&str], sources: &mut Vec<Source>) -> Option<()> {
    let [name, version, rows] = padded(columns)?;
    let rows = rows.parse().ok()?;
    sources.push(Source { name: name.to_owned(), version: version.to_owned(), rows });
    Some(())
}

fn parse_code(columns: &[&str], product: &mut Product) -> Option<()> {
    let [name, actions, mark] = padded(columns)?;
    match name {
        "@" => product.actions = split(actions),
        "@dropped" => product.dropped_actions = split(actions),
        _ => {
            let mut code =
                Code { actions: expanded(actions, &product.actions)?, ..Code::default() };
            parse_mark(mark, &mut code.dropped)?;
            return product.codes.insert(name.to_owned(), code).is_none().then_some(());
        }
    }
    Some(())
}

/// The columns with the empty ones that the end of the line left out. The first is never empty.
fn padded<'a, const N: usize>(columns: &[&'a str]) -> Option<[&'a str; N]> {
    let mut all = [""; N];
    all.get_mut(..columns.len())?.copy_from_slice(columns);
    all.first().is_some_and(|first| !first.is_empty()).then_some(all)
}

fn parse_mark(mark: &str, dropped: &mut Option<String>) -> Option<()> {
    if !mark.is_empty() {
        *dropped = Some(mark.strip_prefix(DROPPED)?.to_owned());
    }
    Some(())
}

fn expanded(actions: &str, all: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    let actions = match actions.strip_prefix('*') {
        Some("") => all.clone(),
        Some(but) => all.difference(&split(but.strip_prefix('-')?)).cloned().collect(),
        None => split(actions),
    };
    actions.is_subset(all).then_some(actions)
}

fn split(names: &str) -> BTreeSet<String> {
    names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &str) -> BTreeSet<String> {
        split(names)
    }

    fn stored() -> Stored {
        let code = |actions, dropped: Option<&str>| Code {
            actions: set(actions),
            dropped: dropped.map(str::to_owned),
        };
        let product = Product {
            name_zh: "云服务器".to_owned(),
            doc: "213".to_owned(),
            versions: set("2017-03-12,2016-01-01"),
            actions: set("Run,Start,Stop"),
            dropped_actions: set("Halt"),
            codes: BTreeMap::from([
                ("InternalError".to_owned(), code("Run,Start,Stop", None)),
                ("InternalError.A_b".to_owned(), code("Start,Stop", None)),
                ("Timeout".to_owned(), code("", None)),
                ("TimeOut".to_owned(), code("", Some("1.0.2"))),
            ]),
            ..Product::default()
        };
        let gone = Product { dropped: Some("1.0.3".to_owned()), ..Product::default() };
        let products = [("cvm".to_owned(), product), ("zzz".to_owned(), gone)];
        Stored {
            facts: Facts { products: products.into() },
            sources: vec![Source { name: "go".to_owned(), version: "1.0.3".to_owned(), rows: 4 }],
        }
    }

    #[test]
    fn lines_are_sorted_and_end_in_no_blank() {
        let files = render(&stored()).unwrap();
        let lines = |file: &str| {
            files[file].lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>()
        };
        assert_eq!(
            lines("cvm.tsv"),
            [
                "@\tRun,Start,Stop",
                "@dropped\tHalt",
                "InternalError\t*",
                "InternalError.A_b\t*-Run",
                "TimeOut\t\tdropped 1.0.2",
                "Timeout",
            ]
        );
        assert_eq!(lines("zzz.tsv"), ["@"]);
        assert_eq!(
            lines("products.tsv"),
            ["cvm\t云服务器\t\t213\t2016-01-01,2017-03-12", "zzz\t\t\t\t\tdropped 1.0.3",]
        );
        assert_eq!(lines("sources.tsv"), ["go\t1.0.3\t4"]);
    }

    #[test]
    fn what_is_written_reads_back() {
        let stored = stored();
        let files = render(&stored).unwrap();
        assert_eq!(parse(&files).unwrap(), stored);
        assert_eq!(render(&parse(&files).unwrap()).unwrap(), files);
        assert_eq!(parse(&Files::new()).unwrap(), Stored::default());
    }

    #[test]
    fn actions_take_the_shortest_form() {
        let all = set("Run,Start,Stop");
        for (actions, written) in
            [("Run,Start,Stop", "*"), ("Run,Stop", "*-Start"), ("Run", "Run"), ("", "")]
        {
            assert_eq!(abbreviated(&set(actions), &all), written);
            assert_eq!(expanded(written, &all), Some(set(actions)));
        }
        assert_eq!(abbreviated(&set("Run"), &set("Run")), "Run");
        assert_eq!(expanded("Walk", &all), None);
        assert_eq!(expanded("*Run", &all), None);
    }

    #[test]
    fn a_damaged_file_is_named_with_its_line() {
        let damage = |file: &str, text: Option<&str>| {
            let mut files = render(&stored()).unwrap();
            match text {
                Some(text) => files.insert(file.to_owned(), text.to_owned()),
                None => files.remove(file),
            };
            parse(&files).unwrap_err().to_string()
        };
        assert_eq!(damage("zzz.tsv", None), "zzz.tsv is missing");
        assert_eq!(damage("aaa.tsv", Some("@\n")), "aaa.tsv belongs to no product in products.tsv");
        for bad in ["A\tWalk", "A\t\tlost 1", "A\tRun\tdropped 1\tx", "", "A\nA"] {
            let reason = damage("cvm.tsv", Some(&format!("# c\n@\tRun\n{bad}\n")));
            assert!(reason.starts_with("cvm.tsv:"), "{bad:?}: {reason}");
        }
    }

    #[test]
    fn only_files_that_differ_are_written() {
        let dir = std::env::temp_dir().join(format!("update-facts-{}", std::process::id()));
        let mut stored = stored();
        let write = |stored: &Stored, check| write(&dir, &render(stored).unwrap(), check).unwrap();
        assert_eq!(write(&stored, true).len(), 4);
        assert!(!dir.exists());
        assert_eq!(write(&stored, false).len(), 4);
        assert!(write(&read(&dir).unwrap(), false).is_empty());
        stored.sources[0].rows += 1;
        assert_eq!(write(&stored, false), ["sources.tsv"]);
        fs::remove_dir_all(&dir).unwrap();
    }
}
