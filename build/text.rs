//! Reads the dictionary in `data/text/`: one file per product, and one for the codes that several
//! products share.
//!
//! An entry says what is specific to its code. The label, the verdict and the advice that it omits
//! are taken from its family, so that it becomes a row like any other.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::{fs, io};

use serde::Deserialize;
use toml::Spanned;

use super::facts::Facts;
use super::source::{Row, Rows, Text, UNTIDY, fields, is_untidy};
use super::tables::{Lines, Problem, Table, read_tables};
use super::vocabulary::{Origin, Responsible, Verdict};

pub(crate) const FOLDER: &str = "text";
pub(crate) const VERDICTS: &str = "verdicts.toml";

/// The file of the codes that several products share.
pub(crate) const SHARED: &str = "shared";

/// The contents of the files.
pub(crate) struct TextFiles {
    pub(crate) verdicts: String,
    /// By the name of the product, or [`SHARED`].
    pub(crate) products: BTreeMap<String, String>,
}

/// The text of a code for one product, or for all products that have no text of their own.
pub(crate) struct Entry {
    pub(crate) code: String,
    pub(crate) product: Option<String>,
    /// The path below `data/`.
    pub(crate) file: String,
    pub(crate) lines: Lines,
    pub(crate) text: EntryText,
}

/// The fields of an entry as `data/README.md` documents them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EntryText {
    pub(crate) en: String,
    pub(crate) zh: String,
    pub(crate) fix_en: Option<String>,
    pub(crate) fix_zh: Option<String>,
    pub(crate) type_en: Option<String>,
    pub(crate) type_zh: Option<String>,
    pub(crate) retry: Option<Verdict>,
    pub(crate) responsible: Option<Responsible>,
}

/// The standard texts by verdict and by who is responsible.
pub(crate) type Standards = HashMap<Verdict, HashMap<Responsible, Spanned<Standard>>>;

/// The reason and the steps for codes whose verdict differs from their family's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Standard {
    pub(crate) why_en: String,
    pub(crate) why_zh: String,
    pub(crate) fix_en: Vec<String>,
    pub(crate) fix_zh: Vec<String>,
}

/// Reads the files below `data`.
pub(crate) fn read(data: &Path) -> io::Result<TextFiles> {
    let mut products = BTreeMap::new();
    for entry in fs::read_dir(data.join(FOLDER))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        products.insert(name, fs::read_to_string(path)?);
    }
    Ok(TextFiles { verdicts: fs::read_to_string(data.join(VERDICTS))?, products })
}

impl TextFiles {
    /// Returns the entries of all files, or every problem with their form.
    pub(crate) fn entries(&self) -> Result<Vec<Entry>, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut entries = Vec::new();
        for (name, text) in &self.products {
            let file = format!("{FOLDER}/{name}.toml");
            let product = Some(name.clone()).filter(|name| name != SHARED);
            entries.extend(read_tables(&file, text, &mut problems).into_iter().map(|table| {
                let Table { key: code, lines, value: text } = table;
                Entry { code, product: product.clone(), file: file.clone(), lines, text }
            }));
        }
        if problems.is_empty() { Ok(entries) } else { Err(problems) }
    }

    /// Returns the standard reasons and steps, or the problem with their file.
    pub(crate) fn standards(&self) -> Result<Standards, Vec<Problem>> {
        toml::from_str(&self.verdicts)
            .map_err(|error| vec![Problem::from_toml(VERDICTS, &self.verdicts, &error)])
    }

    /// Returns all entries as rows, or every problem found.
    pub(crate) fn check(&self, rows: &Rows, facts: &Facts) -> Result<Vec<Row>, Vec<Problem>> {
        let (mut entries, standards) = (self.entries()?, self.standards()?);
        // The shared meaning comes first, because it is true of most products.
        entries.sort_by_key(|entry| entry.product.is_some());
        let mut problems = Vec::new();
        let families: HashMap<&str, &Row> =
            rows.families.iter().map(|row| (row.code.as_str(), row)).collect();
        let explained: HashSet<&str> = rows
            .codes
            .iter()
            .filter(|row| row.origin == Origin::Api)
            .flat_map(Row::spellings)
            .collect();
        let mut publishers: HashMap<&str, Vec<&str>> = HashMap::new();
        for product in &facts.products {
            for code in &product.codes {
                publishers.entry(&code.code).or_default().push(&product.name);
            }
        }
        let mut texts: Vec<Row> = Vec::new();
        for entry in entries {
            let problems_before = problems.len();
            let mut add_problem = |line: usize, reason: &str| {
                let reason = format!("`{}`: {reason}", entry.code);
                problems.push(Problem::new(&entry.file, line, reason));
            };
            let first_line = entry.lines.first;
            entry.text.check(&entry.lines, &mut add_problem);
            let family = entry.code.split('.').next().unwrap_or_default();
            let publishers = publishers.get(&*entry.code).map_or(&[][..], Vec::as_slice);
            if explained.contains(&*entry.code) {
                add_problem(first_line, "a row outside `text/` already explains this code");
            }
            match &entry.product {
                Some(product) if !publishers.contains(&product.as_str()) => {
                    add_problem(first_line, "the product does not publish this code");
                }
                None if publishers.len() < 2 => {
                    add_problem(first_line, "fewer than two products publish this code");
                }
                _ => {}
            }
            match families.get(family) {
                None => {
                    add_problem(first_line, "the code has no family; add it to `undotted.toml`");
                }
                Some(_) if problems.len() > problems_before => {}
                Some(family) => match entry.into_row(family, &standards) {
                    Ok(row) => texts.push(row),
                    Err(problem) => problems.push(problem),
                },
            }
        }
        check_every_publisher_is_covered(&texts, &publishers, &mut problems);
        if problems.is_empty() { Ok(texts) } else { Err(problems) }
    }
}

/// The text of one product must not be shown for another. So if a code has no shared text, every
/// product that publishes the code needs a text of its own.
fn check_every_publisher_is_covered(
    texts: &[Row],
    publishers: &HashMap<&str, Vec<&str>>,
    problems: &mut Vec<Problem>,
) {
    let mut covered: HashMap<&str, Vec<Option<&str>>> = HashMap::new();
    for row in texts {
        covered.entry(&row.code).or_default().push(row.product.as_deref());
    }
    for row in texts {
        let products = &covered[&*row.code];
        let uncovered = publishers[&*row.code].iter().find(|name| !products.contains(&Some(*name)));
        if let Some(uncovered) = uncovered.filter(|_| !products.contains(&None)) {
            let reason = format!("`{}`: no text covers the product `{uncovered}`", row.code);
            problems.push(Problem::new(&row.file, row.lines.first, reason));
        }
    }
}

impl Standard {
    /// Every text, with the name of its field.
    #[allow(dead_code, reason = "tests read them")]
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let whys = [("why_en", &self.why_en), ("why_zh", &self.why_zh)];
        fields(whys, &self.fix_en, &self.fix_zh)
    }
}

impl EntryText {
    /// Every text of the entry, with the name of its field.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("en", Some(&self.en)),
            ("zh", Some(&self.zh)),
            ("fix_en", self.fix_en.as_ref()),
            ("fix_zh", self.fix_zh.as_ref()),
            ("type_en", self.type_en.as_ref()),
            ("type_zh", self.type_zh.as_ref()),
        ]
        .into_iter()
        .filter_map(|(field, text)| Some((field, text?.as_str())))
    }

    fn check(&self, lines: &Lines, add_problem: &mut impl FnMut(usize, &str)) {
        for (line, field, text) in lines.of_texts(self.fields()) {
            if is_untidy(text) {
                add_problem(line, &format!("`{field}` {UNTIDY}"));
            }
        }
        for (en, zh, [has_en, has_zh]) in [
            ("fix_en", "fix_zh", [&self.fix_en, &self.fix_zh].map(Option::is_some)),
            ("type_en", "type_zh", [&self.type_en, &self.type_zh].map(Option::is_some)),
        ] {
            if has_en != has_zh {
                let line = lines.of_field(if has_en { en } else { zh });
                add_problem(line, &format!("`{en}` and `{zh}` require each other"));
            }
        }
    }
}

impl Entry {
    /// Completes the entry with the texts of its family, or with the standard texts if its verdict
    /// differs from the family's.
    fn into_row(self, family: &Row, standards: &Standards) -> Result<Row, Problem> {
        let Self { code, product, file, lines, text } = self;
        let family = &family.text;
        let retry = text.retry.unwrap_or(family.retry);
        let responsible = text.responsible.unwrap_or(family.responsible);
        let has_family_verdict = (retry, responsible) == (family.retry, family.responsible);
        let standard = standards.get(&retry).and_then(|standards| standards.get(&responsible));
        let Some(standard) = standard.map(Spanned::get_ref) else {
            let reason =
                format!("`{code}`: `{VERDICTS}` has no text for {retry:?} and {responsible:?}");
            let field = if text.retry.is_some() { "retry" } else { "responsible" };
            return Err(Problem::new(&file, lines.of_field(field), reason));
        };
        let steps = |own: Option<String>, family: &Vec<String>, standard: &Vec<String>| match own {
            Some(own) => vec![own],
            None if has_family_verdict => family.clone(),
            None => standard.clone(),
        };
        let why = |family: &String, standard: &String| {
            if has_family_verdict { family.clone() } else { standard.clone() }
        };
        let (has_label, has_advice) = (text.type_en.is_some(), text.fix_en.is_some());
        let text = Text {
            type_en: text.type_en.unwrap_or_else(|| family.type_en.clone()),
            type_zh: text.type_zh.unwrap_or_else(|| family.type_zh.clone()),
            en: text.en,
            zh: text.zh,
            fix_en: steps(text.fix_en, &family.fix_en, &standard.fix_en),
            fix_zh: steps(text.fix_zh, &family.fix_zh, &standard.fix_zh),
            why_en: why(&family.why_en, &standard.why_en),
            why_zh: why(&family.why_zh, &standard.why_zh),
            ..Text::with_verdict(retry, responsible)
        };
        let file = Cow::Owned(file);
        let origin = Origin::Api;
        Ok(Row { code, origin, file, lines, product, has_label, has_advice, text })
    }
}
