//! Reads the files that people write in `data/` and checks every row.
//!
//! Only what would make the table wrong stops a build: shape, vocabulary, order, references. How
//! a sentence is written is checked by `tests/data`, over the same rows.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::tables::{Lines, Problem, Table, tables};
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

/// The range of the numbers that API 2.0 documents.
const LEGACY: std::ops::RangeInclusive<u32> = 4000..=6299;

/// Words with their other names. The glossary has Chinese terms with the English words that codes
/// use for them; the regions have their names in API 2.0.
pub(crate) type Words = BTreeMap<String, Vec<String>>;

/// Reads a file of words.
pub(crate) fn words(file: &str, text: &str) -> Result<Words, Vec<Problem>> {
    toml::from_str(text).map_err(|error| vec![Problem::of_toml(file, text, &error)])
}

/// The contents of the files.
pub(crate) struct Source<'a> {
    pub(crate) common: &'a str,
    pub(crate) client: &'a str,
    pub(crate) undotted: &'a str,
    pub(crate) cos: &'a str,
    pub(crate) families: &'a str,
}

/// Everything that the table is made of, checked.
pub(crate) struct Rows {
    /// In the order of the files.
    pub(crate) codes: Vec<Row>,
    pub(crate) families: Vec<Row>,
}

/// One meaning, and where it was read.
pub(crate) struct Row {
    pub(crate) code: String,
    pub(crate) origin: Origin,
    /// Below `data/`.
    pub(crate) file: Cow<'static, str>,
    pub(crate) lines: Lines,
    /// The product, where the meaning belongs to one product alone.
    pub(crate) product: Option<String>,
    /// Whether the label, and below the advice, is its own and not that of its family.
    pub(crate) has_label: bool,
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
    /// The HTTP status that a code of COS comes with.
    pub(crate) status: Option<u32>,
    /// Messages that come with the code, for search.
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
    /// A text with a verdict and nothing else.
    pub(crate) fn of(retry: Verdict, responsible: Responsible) -> Self {
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
    /// All rows, or every problem found.
    pub(crate) fn check(&self) -> Result<Rows, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut codes = read(COMMON, self.common, &mut problems);
        codes.extend(read(CLIENT, self.client, &mut problems));
        codes.extend(read(UNDOTTED, self.undotted, &mut problems));
        codes.extend(read(COS, self.cos, &mut problems));
        let families = read(FAMILIES, self.families, &mut problems);
        for row in codes.iter().chain(&families) {
            row.check(&mut problems);
        }
        check_numbers(&codes, &mut problems);
        check_families(&families, &mut problems);
        if problems.is_empty() { Ok(Rows { codes, families }) } else { Err(problems) }
    }
}

fn read(file: &'static str, text: &str, problems: &mut Vec<Problem>) -> Vec<Row> {
    let tables = tables(file, text, problems).into_iter();
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

    /// A spelling in `also` of an API 2.0 row is a `codeDesc`; so is a number without a code.
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
        let mut bad = |line: usize, reason: String| {
            let reason = format!("`{}`: {reason}", self.code);
            problems.push(Problem::new(&self.file, line, reason));
        };
        for (line, field, value) in lines.of_texts(text.fields()) {
            let optional = field.starts_with("note");
            if value.trim().is_empty() && !(optional && value.is_empty()) {
                bad(line, format!("`{field}` is empty"));
            } else if value.trim() != value || value.contains(char::is_control) {
                bad(line, format!("`{field}` has blanks at an end, or a control character"));
            }
        }
        if text.fix_en.is_empty() || text.fix_en.len() != text.fix_zh.len() {
            let reason = "`fix_en` and `fix_zh` need the same number of steps, at least one";
            bad(lines.of("fix_en"), reason.to_owned());
        }
        if text.note_en.is_empty() != text.note_zh.is_empty() {
            let given = if text.note_en.is_empty() { "note_zh" } else { "note_en" };
            bad(lines.of(given), "`note_en` and `note_zh` go together".to_owned());
        }
        if self.file == CLIENT && text.made_by.is_empty() {
            let reason = "`made_by` must name the SDKs that make this code up";
            bad(lines.of("made_by"), reason.to_owned());
        }
        for (place, client) in text.made_by.iter().enumerate() {
            if !CLIENTS.contains(&client.as_str()) {
                let clients = CLIENTS.join(", ");
                let reason = format!("`made_by` has `{client}`, which is not one of {clients}");
                bad(lines.of_item("made_by", place), reason);
            }
        }
        if let Some(number) = text.legacy {
            let line = lines.of("legacy");
            if !LEGACY.contains(&number) {
                bad(line, format!("`legacy` is {number}, which is not a number of API 2.0"));
            }
            if text.api != Some(Api::V2) {
                bad(line, "`legacy` needs `api = \"2.0\"`".to_owned());
            }
        }
        for (place, link) in text.docs.iter().enumerate() {
            let is_page = link.split_once('/').is_some_and(|(product, page)| {
                [product, page].iter().all(|part| part.parse::<u32>().is_ok())
            });
            if !is_page && !link.starts_with("https://") {
                let reason =
                    format!("`docs` has `{link}`: write \"product/page\" or an https link");
                bad(lines.of_item("docs", place), reason);
            }
        }
        if text.status.is_some_and(|status| self.file != COS || !(200..600).contains(&status)) {
            bad(lines.of("status"), "`status` is an HTTP status, in `cos.toml`".to_owned());
        }
        if self.file != CLIENT && self.file != COS {
            let also = text.also.iter().enumerate();
            let also = also.map(|(place, code)| (lines.of_item("also", place), code));
            let spellings = std::iter::once((lines.first, &self.code)).chain(also);
            for (line, code) in spellings.filter(|(_, code)| !is_code(code)) {
                bad(line, format!("`{code}` is not spelt like a code"));
            }
        }
    }
}

impl Text {
    /// Every text of the row with the name of its field.
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

/// Every text of a row with the name of its field.
pub(crate) fn fields<'t, const N: usize>(
    single: [(&'static str, &'t String); N],
    fix_en: &'t [String],
    fix_zh: &'t [String],
) -> impl Iterator<Item = (&'static str, &'t str)> {
    let steps = fix_en.iter().map(|step| ("fix_en", step));
    let steps = steps.chain(fix_zh.iter().map(|step| ("fix_zh", step)));
    single.into_iter().chain(steps).map(|(field, text)| (field, text.as_str()))
}

/// Whether a text is empty, has blanks at an end or a control character.
pub(crate) fn is_untidy(text: &str) -> bool {
    text.is_empty() || text.trim() != text || text.contains(char::is_control)
}

/// Letters, digits and underscores in parts divided by dots.
fn is_code(code: &str) -> bool {
    code.split('.').all(|part| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

fn check_numbers(rows: &[Row], problems: &mut Vec<Problem>) {
    let mut seen: HashMap<u32, &Row> = HashMap::new();
    for row in rows {
        let Some(number) = row.text.legacy else { continue };
        if let Some(first) = seen.insert(number, row) {
            let line = first.lines.of("legacy");
            let reason = format!("`legacy` {number} is already that of {}:{line}", first.file);
            problems.push(Problem::new(&row.file, row.lines.of("legacy"), reason));
        }
    }
}

fn check_families(rows: &[Row], problems: &mut Vec<Problem>) {
    for pair in rows.windows(2) {
        if pair[0].code == pair[1].code {
            let reason = format!("family `{}` has a second meaning", pair[1].code);
            problems.push(Problem::new(FAMILIES, pair[1].lines.first, reason));
        }
    }
    for row in rows {
        if row.code.contains('.') || row.text.legacy.is_some() || !row.text.also.is_empty() {
            let reason = format!("`{}`: a family has no dot, no number and one spelling", row.code);
            problems.push(Problem::new(FAMILIES, row.lines.first, reason));
        }
    }
}
