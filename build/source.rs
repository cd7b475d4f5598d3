//! Reads the rows that people write at the top of `data/`, and checks each of them.
//!
//! A build stops only on what would make the table wrong: shape, vocabulary, order, references. How
//! the sentences are written is checked by `tests/data`, on the same rows. The dictionary in
//! `data/text/`, the message rules and the facts have modules of their own.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::tables::{Lines, Problem, Table, read_tables};
use super::vocabulary::{Api, Origin, Responsible, Verdict};

pub(crate) const COMMON: &str = "common.toml";
pub(crate) const CLIENT: &str = "client.toml";
pub(crate) const UNDOTTED: &str = "undotted.toml";
pub(crate) const COS: &str = "cos.toml";
pub(crate) const FAMILIES: &str = "families.toml";
pub(crate) const GLOSSARY: &str = "glossary.toml";
pub(crate) const REGIONS: &str = "regions.toml";

/// The clients that `made_by` may name.
const CLIENTS: [&str; 9] =
    ["cpp", "dotnet", "go", "java", "nodejs", "php", "python", "ruby", "tccli"];

/// The range of the error numbers that API 2.0 documents.
const LEGACY_NUMBERS: std::ops::RangeInclusive<u32> = 4000..=6299;

/// Words and their other names: Chinese terms with the English words that codes use for them, or
/// regions with their names in API 2.0.
pub(crate) type Words = BTreeMap<String, Vec<String>>;

/// Reads the glossary or the regions.
pub(crate) fn words(file: &str, text: &str) -> Result<Words, Vec<Problem>> {
    toml::from_str(text).map_err(|error| vec![Problem::from_toml(file, text, &error)])
}

/// The contents of the files.
pub(crate) struct Source<'a> {
    pub(crate) common: &'a str,
    pub(crate) client: &'a str,
    pub(crate) undotted: &'a str,
    pub(crate) cos: &'a str,
    pub(crate) families: &'a str,
}

/// The checked rows.
pub(crate) struct Rows {
    /// In the order of the files.
    pub(crate) codes: Vec<Row>,
    pub(crate) families: Vec<Row>,
}

/// One meaning and its location.
pub(crate) struct Row {
    pub(crate) code: String,
    pub(crate) origin: Origin,
    /// The path below `data/`.
    pub(crate) file: Cow<'static, str>,
    pub(crate) lines: Lines,
    /// The product, if the meaning applies to one product only.
    pub(crate) product: Option<String>,
    /// Whether the label is its own rather than its family's.
    pub(crate) has_label: bool,
    /// Whether the advice is its own rather than its family's.
    pub(crate) has_advice: bool,
    pub(crate) text: Text,
}

/// The fields of a row as `data/README.md` documents them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    pub(crate) api: Option<Api>,
    pub(crate) legacy: Option<u32>,
    #[serde(default)]
    pub(crate) also: Vec<String>,
    #[serde(default)]
    pub(crate) made_by: Vec<String>,
    /// The HTTP status that comes with a code of COS.
    pub(crate) status: Option<u32>,
    /// Messages that come with the code; `tcerr search` finds the code by them.
    #[serde(default)]
    pub(crate) says: Vec<String>,
    pub(crate) type_en: String,
    pub(crate) type_zh: String,
    pub(crate) en: String,
    pub(crate) zh: String,
    pub(crate) fix_en: Vec<String>,
    pub(crate) fix_zh: Vec<String>,
    pub(crate) retry: Verdict,
    pub(crate) why_en: String,
    pub(crate) why_zh: String,
    pub(crate) responsible: Responsible,
    #[serde(default)]
    pub(crate) docs: Vec<String>,
    #[serde(default)]
    pub(crate) note_en: String,
    #[serde(default)]
    pub(crate) note_zh: String,
}

impl Text {
    /// A text with a verdict, and with all other fields empty.
    pub(crate) fn with_verdict(retry: Verdict, responsible: Responsible) -> Self {
        Self {
            api: None,
            legacy: None,
            also: Vec::new(),
            made_by: Vec::new(),
            status: None,
            says: Vec::new(),
            type_en: String::new(),
            type_zh: String::new(),
            en: String::new(),
            zh: String::new(),
            fix_en: Vec::new(),
            fix_zh: Vec::new(),
            retry,
            why_en: String::new(),
            why_zh: String::new(),
            responsible,
            docs: Vec::new(),
            note_en: String::new(),
            note_zh: String::new(),
        }
    }
}

impl Source<'_> {
    /// Returns all rows, or every problem found.
    pub(crate) fn check(&self) -> Result<Rows, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut codes = read_rows(COMMON, self.common, &mut problems);
        codes.extend(read_rows(CLIENT, self.client, &mut problems));
        codes.extend(read_rows(UNDOTTED, self.undotted, &mut problems));
        codes.extend(read_rows(COS, self.cos, &mut problems));
        let families = read_rows(FAMILIES, self.families, &mut problems);
        for row in codes.iter().chain(&families) {
            row.check(&mut problems);
        }
        check_legacy_numbers(&codes, &mut problems);
        check_families(&families, &mut problems);
        if problems.is_empty() { Ok(Rows { codes, families }) } else { Err(problems) }
    }
}

fn read_rows(file: &'static str, text: &str, problems: &mut Vec<Problem>) -> Vec<Row> {
    let tables = read_tables(file, text, problems).into_iter();
    let rows = tables.map(|Table { key: code, lines, value: mut text }: Table<Text>| {
        let origin = match file {
            COS => Origin::Cos,
            _ if text.made_by.is_empty() => Origin::Api,
            _ => Origin::Client,
        };
        if origin == Origin::Cos {
            text.api = Some(Api::Cos);
        }
        let (file, product) = (Cow::Borrowed(file), None);
        Row { code, origin, file, lines, product, has_label: true, has_advice: true, text }
    });
    rows.collect()
}

impl Row {
    /// The spellings that lead to this row, the row's own first.
    pub(crate) fn spellings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.code.as_str()).chain(self.text.also.iter().map(String::as_str))
    }

    /// The origin of one of the spellings. Numbers belong to API 2.0, and so do the spellings in
    /// `also` of an API 2.0 row, which are values of `codeDesc`.
    pub(crate) fn origin_of(&self, spelling: &str) -> Origin {
        let is_number = spelling.bytes().all(|byte| byte.is_ascii_digit());
        if self.origin == Origin::Cos {
            Origin::Cos
        } else if is_number || (self.text.api == Some(Api::V2) && spelling != self.code) {
            Origin::Legacy
        } else {
            self.origin
        }
    }

    fn check(&self, problems: &mut Vec<Problem>) {
        let (text, lines) = (&self.text, &self.lines);
        let mut add_problem = |line: usize, reason: String| {
            let reason = format!("`{}`: {reason}", self.code);
            problems.push(Problem::new(&self.file, line, reason));
        };
        for (line, field, value) in lines.of_texts(text.fields()) {
            let is_optional = field.starts_with("note");
            if value.trim().is_empty() && !(is_optional && value.is_empty()) {
                add_problem(line, format!("`{field}` is empty"));
            } else if value.trim() != value || value.contains(char::is_control) {
                let reason = "has white space at an end, or a control character";
                add_problem(line, format!("`{field}` {reason}"));
            }
        }
        if text.fix_en.is_empty() || text.fix_en.len() != text.fix_zh.len() {
            let reason = "`fix_en` and `fix_zh` need the same number of steps, at least one";
            add_problem(lines.of_field("fix_en"), reason.to_owned());
        }
        if text.note_en.is_empty() != text.note_zh.is_empty() {
            let given = if text.note_en.is_empty() { "note_zh" } else { "note_en" };
            let reason = "`note_en` and `note_zh` require each other";
            add_problem(lines.of_field(given), reason.to_owned());
        }
        if self.file == CLIENT && text.made_by.is_empty() {
            let reason = "`made_by` must name the SDKs that produce this code";
            add_problem(lines.of_field("made_by"), reason.to_owned());
        }
        for (index, client) in text.made_by.iter().enumerate() {
            if !CLIENTS.contains(&client.as_str()) {
                let clients = CLIENTS.join(", ");
                let reason = format!("`made_by` has `{client}`, which is not one of {clients}");
                add_problem(lines.of_item("made_by", index), reason);
            }
        }
        if let Some(number) = text.legacy {
            let line = lines.of_field("legacy");
            if !LEGACY_NUMBERS.contains(&number) {
                add_problem(
                    line,
                    format!("`legacy` is {number}, which is not an error number of API 2.0"),
                );
            }
            if text.api != Some(Api::V2) {
                add_problem(line, "`legacy` needs `api = \"2.0\"`".to_owned());
            }
        }
        for (index, link) in text.docs.iter().enumerate() {
            let is_page = link.split_once('/').is_some_and(|(product, page)| {
                [product, page].iter().all(|part| part.parse::<u32>().is_ok())
            });
            if !is_page && !link.starts_with("https://") {
                let reason =
                    format!("`docs` has `{link}`: write \"product/page\" or an https link");
                add_problem(lines.of_item("docs", index), reason);
            }
        }
        if text.status.is_some_and(|status| self.file != COS || !(200..600).contains(&status)) {
            let reason = "`status` must be an HTTP status, and only `cos.toml` may have it";
            add_problem(lines.of_field("status"), reason.to_owned());
        }
        if self.file != CLIENT && self.file != COS {
            let also = text.also.iter().enumerate();
            let also = also.map(|(index, code)| (lines.of_item("also", index), code));
            let spellings = std::iter::once((lines.first, &self.code)).chain(also);
            for (line, code) in spellings.filter(|(_, code)| !is_code(code)) {
                add_problem(line, format!("`{code}` does not have the form of a code"));
            }
        }
    }
}

impl Text {
    /// Every text of the row, with the name of its field.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let single = [
            ("type_en", &self.type_en),
            ("type_zh", &self.type_zh),
            ("en", &self.en),
            ("zh", &self.zh),
            ("why_en", &self.why_en),
            ("why_zh", &self.why_zh),
            ("note_en", &self.note_en),
            ("note_zh", &self.note_zh),
        ];
        fields(single, &self.fix_en, &self.fix_zh)
    }
}

/// The texts and the steps, each with the name of its field.
pub(crate) fn fields<'t, const N: usize>(
    single: [(&'static str, &'t String); N],
    fix_en: &'t [String],
    fix_zh: &'t [String],
) -> impl Iterator<Item = (&'static str, &'t str)> {
    let steps = fix_en.iter().map(|step| ("fix_en", step));
    let steps = steps.chain(fix_zh.iter().map(|step| ("fix_zh", step)));
    single.into_iter().chain(steps).map(|(field, text)| (field, text.as_str()))
}

/// What messages say of a text that [`is_untidy`].
pub(crate) const UNTIDY: &str = "is empty, or has white space at an end or a control character";

/// Whether a text is empty, or has white space at an end or a control character.
pub(crate) fn is_untidy(text: &str) -> bool {
    text.is_empty() || text.trim() != text || text.contains(char::is_control)
}

/// Whether a text has the form of a code: parts of letters, digits and underscores, with a dot
/// between them.
fn is_code(code: &str) -> bool {
    code.split('.').all(|part| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

fn check_legacy_numbers(rows: &[Row], problems: &mut Vec<Problem>) {
    let mut seen: HashMap<u32, &Row> = HashMap::new();
    for row in rows {
        let Some(number) = row.text.legacy else { continue };
        if let Some(first) = seen.insert(number, row) {
            let line = first.lines.of_field("legacy");
            let reason = format!("`legacy` {number} is already used in {}:{line}", first.file);
            problems.push(Problem::new(&row.file, row.lines.of_field("legacy"), reason));
        }
    }
}

fn check_families(rows: &[Row], problems: &mut Vec<Problem>) {
    for pair in rows.windows(2) {
        if pair[0].code == pair[1].code {
            let reason = format!("family `{}` is already defined", pair[1].code);
            problems.push(Problem::new(FAMILIES, pair[1].lines.first, reason));
        }
    }
    for row in rows {
        if row.code.contains('.') || row.text.legacy.is_some() || !row.text.also.is_empty() {
            let reason = format!("`{}`: a family has no dot, no `legacy` and no `also`", row.code);
            problems.push(Problem::new(FAMILIES, row.lines.first, reason));
        }
    }
}
