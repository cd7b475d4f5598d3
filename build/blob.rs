//! Writes the checked rows as the blob that `src/table/layout.rs` describes.
//!
//! Strings and lists are stored once, however often they are used. Nothing is checked here, because
//! bad rows have already stopped the build.

use std::collections::HashMap;

use crate::check::Checked;
use crate::check::causes::Rule;
use crate::check::facts::{Facts, Product};
use crate::check::layout::{
    HEADER_LEN, MAGIC, Section, WORD, action, code, code_order, family, meaning, number, product,
    region, rule, term,
};
use crate::check::normalize::normalize;
use crate::check::source::{Row, Rows};
use crate::check::vocabulary::Origin;

/// The root of the official documentation. Rows name pages relative to it.
const DOCUMENTATION_ROOT: &str = "https://cloud.tencent.com/document/product/";

/// Returns the blob with the whole table.
pub(crate) fn write(checked: &Checked) -> Vec<u8> {
    let Checked { rows, facts, glossary, regions, rules } = checked;
    let mut blob = Blob::default();
    // Names that one search compares are stored side by side, so that it reads fewer pages from
    // the disk.
    for name in sorted_names(rows, facts) {
        blob.string(name);
    }
    let mut codes = Codes::default();
    let mut legacy_numbers: Vec<(u32, u32)> = Vec::new();
    let product_numbers: HashMap<&str, u32> =
        (1..).zip(&facts.products).map(|(number, product)| (&*product.name, number)).collect();
    for row in &rows.codes {
        let product = row.product.as_ref().map_or(0, |product| product_numbers[&**product]);
        let meaning = blob.meaning(row, product);
        for spelling in row.spellings() {
            codes.get_or_add(spelling, row.origin_of(spelling)).meanings.push(meaning);
        }
        legacy_numbers.extend(row.text.legacy.map(|number| (number, meaning)));
    }
    for (product_index, product) in facts.products.iter().enumerate() {
        let first_action = blob.product(product);
        for published in &product.codes {
            let actions: Vec<u32> =
                published.actions.iter().map(|&action| first_action + word(action)).collect();
            let actions = blob.list(&actions);
            let code = codes.get_or_add(&published.code, Origin::Api);
            code.publications.extend([word(product_index), actions]);
            code.dropped.push(&published.dropped);
        }
    }
    let mut codes = codes.in_order_of_mention;
    codes.sort_by(|a, b| code_order(a.name.as_bytes(), b.name.as_bytes()));
    legacy_numbers.sort_unstable();
    let mut families: Vec<&Row> = rows.families.iter().collect();
    families.sort_by(|a, b| code_order(a.code.as_bytes(), b.code.as_bytes()));

    // A message rule that applies to one spelling of an SDK's own code applies to all spellings in
    // its row.
    let mut aliases: HashMap<&str, Vec<&str>> = HashMap::new();
    for row in rows.codes.iter().filter(|row| row.origin == Origin::Client) {
        for spelling in row.spellings() {
            let others = row.spellings().filter(|other| *other != spelling);
            aliases.insert(spelling, std::iter::once(spelling).chain(others).collect());
        }
    }
    for entry in &codes {
        let mut record = [0; code::WORDS];
        record[code::NAME] = blob.string(entry.name);
        record[code::MEANINGS] = blob.list(&entry.meanings);
        record[code::ORIGIN] = entry.origin.index();
        record[code::PUBLICATIONS] = blob.list(&entry.publications);
        // A code is dropped only if every product has dropped it.
        let is_dropped = entry.dropped.iter().all(|release| !release.is_empty());
        let release = entry.dropped.last().filter(|_| is_dropped);
        record[code::DROPPED] = blob.string(release.copied().unwrap_or_default());
        let own_name = [entry.name];
        let spellings = aliases.get(entry.name).map_or(&own_name[..], Vec::as_slice);
        record[code::RULES] = blob.list(&applicable_rules(rules, spellings));
        blob.push(Section::Codes, &record);
    }
    for row in families {
        let mut record = [0; family::WORDS];
        record[family::NAME] = blob.string(&row.code);
        record[family::MEANING] = blob.meaning(row, 0);
        record[family::ORIGIN] = row.origin.index();
        record[family::RULES] = blob.list(&applicable_rules(rules, &[&format!("{}.", row.code)]));
        blob.push(Section::Families, &record);
    }
    for (value, meaning) in legacy_numbers {
        let mut record = [0; number::WORDS];
        record[number::NUMBER] = value;
        record[number::MEANING] = meaning;
        blob.push(Section::Numbers, &record);
    }
    for (term, words) in glossary {
        let mut record = [0; term::WORDS];
        record[term::TERM] = blob.string(term);
        record[term::ENGLISH] = blob.strings(words);
        blob.push(Section::Terms, &record);
    }
    for rule in rules {
        blob.rule(rule);
    }
    for (name, short_names) in regions {
        let mut record = [0; region::WORDS];
        record[region::NAME] = blob.string(name);
        record[region::LEGACY_NAMES] = blob.strings(short_names);
        blob.push(Section::Regions, &record);
    }
    blob.finish()
}

/// The rules that apply to a code in any of its spellings, as pairs: the index of the rule, and 1
/// if the rule names the code itself, else 0.
fn applicable_rules(rules: &[Rule], spellings: &[&str]) -> Vec<u32> {
    let family = spellings[0].split_once('.').map(|(family, _)| family);
    let pairs = rules.iter().enumerate().filter_map(|(index, rule)| {
        let text = &rule.text;
        let is_named = text.named().any(|name| spellings.contains(&name.as_str()));
        let is_in_also = text.also.iter().any(|pattern| match pattern.strip_suffix(".*") {
            Some(pattern_family) => Some(pattern_family) == family,
            None => spellings.contains(&pattern.as_str()),
        });
        (is_named || is_in_also).then(|| [word(index), u32::from(is_named)])
    });
    pairs.flatten().collect()
}

/// Every spelling of every code, each once, sorted by [`code_order`].
fn sorted_names<'a>(rows: &'a Rows, facts: &'a Facts) -> Vec<&'a str> {
    let published = facts.products.iter().flat_map(|product| &product.codes);
    let mut names: Vec<&str> = rows.codes.iter().flat_map(Row::spellings).collect();
    names.extend(published.map(|code| code.code.as_str()));
    names.sort_by(|a, b| code_order(a.as_bytes(), b.as_bytes()));
    names.dedup();
    names
}

struct Code<'a> {
    name: &'a str,
    meanings: Vec<u32>,
    origin: Origin,
    /// Pairs: the index of a product that publishes the code, and the list of its actions that
    /// return it.
    publications: Vec<u32>,
    /// For each publication, the release that dropped the code, or the empty string.
    dropped: Vec<&'a str>,
}

#[derive(Default)]
struct Codes<'a> {
    in_order_of_mention: Vec<Code<'a>>,
    indices: HashMap<&'a str, usize>,
}

impl<'a> Codes<'a> {
    /// The code called `name`, added with `origin` if it is new.
    fn get_or_add(&mut self, name: &'a str, origin: Origin) -> &mut Code<'a> {
        let codes = &mut self.in_order_of_mention;
        let index = *self.indices.entry(name).or_insert_with(|| {
            let (meanings, publications, dropped) = (Vec::new(), Vec::new(), Vec::new());
            codes.push(Code { name, meanings, origin, publications, dropped });
            codes.len() - 1
        });
        &mut codes[index]
    }
}

/// The blob under construction.
struct Blob {
    sections: [Vec<u8>; Section::COUNT],
    record_counts: [u32; Section::COUNT],
    /// The number of each string written so far.
    strings: HashMap<String, u32>,
    /// The position of each list written so far.
    lists: HashMap<Vec<u32>, u32>,
}

impl Default for Blob {
    fn default() -> Self {
        let mut blob = Self {
            sections: Default::default(),
            record_counts: Default::default(),
            strings: HashMap::new(),
            lists: HashMap::new(),
        };
        blob.string("");
        blob.list(&[]);
        blob
    }
}

impl Blob {
    /// Appends a record to a section, and returns its index there.
    fn push(&mut self, section: Section, record: &[u32]) -> u32 {
        let index = self.record_counts[section as usize];
        self.record_counts[section as usize] += 1;
        let bytes = record.iter().flat_map(|value| value.to_le_bytes());
        self.sections[section as usize].extend(bytes);
        index
    }

    /// The number of a string, which is written if it is new.
    fn string(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.strings.get(text) {
            return number;
        }
        let start = word(self.sections[Section::Text as usize].len());
        let number = self.push(Section::Strings, &[start]);
        self.sections[Section::Text as usize].extend(text.as_bytes());
        self.strings.insert(text.to_owned(), number);
        number
    }

    /// The position of a list, which is written if it is new.
    fn list(&mut self, words: &[u32]) -> u32 {
        if let Some(&position) = self.lists.get(words) {
            return position;
        }
        let position = word(self.sections[Section::Lists as usize].len() / WORD);
        self.push(Section::Lists, &[word(words.len())]);
        for &item in words {
            self.push(Section::Lists, &[item]);
        }
        self.lists.insert(words.to_vec(), position);
        position
    }

    /// The position of a list of strings.
    fn strings(&mut self, texts: &[String]) -> u32 {
        let numbers: Vec<u32> = texts.iter().map(|text| self.string(text)).collect();
        self.list(&numbers)
    }

    /// Fills the fields that have one text per language, English first.
    fn set_texts<const N: usize>(&mut self, record: &mut [u32], texts: [(usize, [&String; 2]); N]) {
        for (field, [en, zh]) in texts {
            record[field] = self.string(en);
            record[field + 1] = self.string(zh);
        }
    }

    /// Writes a product and its actions, and returns the index of its first action.
    fn product(&mut self, source: &Product) -> u32 {
        let first_action = self.record_counts[Section::Actions as usize];
        for name in &source.actions {
            let mut record = [0; action::WORDS];
            record[action::NAME] = self.string(name);
            self.push(Section::Actions, &record);
        }
        let mut record = [0; product::WORDS];
        record[product::NAME] = self.string(&source.name);
        record[product::TITLE] = self.string(&source.title_en);
        record[product::TITLE + 1] = self.string(&source.title_zh);
        if !source.documentation.is_empty() {
            let link = format!("{DOCUMENTATION_ROOT}{}", source.documentation);
            record[product::DOCS] = self.string(&link);
        }
        record[product::FIRST_ACTION] = first_action;
        record[product::ACTION_COUNT] = word(source.actions.len());
        record[product::CODE_COUNT] = word(source.codes.len());
        record[product::DROPPED] = self.string(&source.dropped);
        record[product::VERSIONS] = self.strings(&source.versions);
        self.push(Section::Products, &record);
        first_action
    }

    /// Writes a meaning, and returns its index. `product` is 0, or 1 + the index of the only
    /// product with this meaning.
    fn meaning(&mut self, row: &Row, product: u32) -> u32 {
        let text = &row.text;
        let docs: Vec<String> = text
            .docs
            .iter()
            .map(|link| match link.strip_prefix("https://") {
                Some(_) => link.clone(),
                None => format!("{DOCUMENTATION_ROOT}{link}"),
            })
            .collect();
        let mut record = [0; meaning::WORDS];
        record[meaning::CODE] = self.string(&row.code);
        for (part, value) in [
            (meaning::API, text.api.map_or(0, |api| 1 + api.index())),
            (meaning::VERDICT, text.retry.index()),
            (meaning::RESPONSIBLE, text.responsible.index()),
            (meaning::OWN, u32::from(row.has_label) + 2 * u32::from(row.has_advice)),
            (meaning::PRODUCT, product),
        ] {
            let (lowest, bits) = part;
            assert!(value >> bits == 0, "{value} does not fit in {bits} bits");
            record[meaning::FLAGS] |= value << lowest;
        }
        record[meaning::NUMBER] = text.legacy.or(text.status).unwrap_or(0);
        let mut optional_lists = [0; 3];
        optional_lists[meaning::DOCS] = self.strings(&docs);
        optional_lists[meaning::MADE_BY] = self.strings(&text.made_by);
        optional_lists[meaning::SAYS] = self.strings(&text.says);
        if optional_lists != [0; 3] {
            record[meaning::OPTIONAL_LISTS] = self.list(&optional_lists);
        }
        self.set_texts(
            &mut record,
            [
                (meaning::TYPE, [&text.type_en, &text.type_zh]),
                (meaning::DESCRIPTION, [&text.en, &text.zh]),
                (meaning::WHY, [&text.why_en, &text.why_zh]),
                (meaning::NOTE, [&text.note_en, &text.note_zh]),
            ],
        );
        record[meaning::FIX] = self.strings(&text.fix_en);
        record[meaning::FIX + 1] = self.strings(&text.fix_zh);
        self.push(Section::Meanings, &record)
    }

    fn rule(&mut self, source: &Rule) -> u32 {
        let text = &source.text;
        let templates: Vec<u32> =
            source.templates.iter().map(|pieces| self.strings(pieces)).collect();
        let mut record = [0; rule::WORDS];
        record[rule::ID] = self.string(&source.id);
        record[rule::IS_FOR_EVERY_CODE] = u32::from(text.also.iter().any(|pattern| pattern == "*"));
        let codes: Vec<String> = text.named().cloned().collect();
        record[rule::CODES] = self.strings(&codes);
        record[rule::ALWAYS] = self.strings(&text.always);
        record[rule::TEMPLATES] = self.list(&templates);
        let unless: Vec<String> = text.unless.iter().map(|text| normalize(text).text).collect();
        record[rule::UNLESS] = self.strings(&unless);
        record[rule::RANK] = text.rank;
        record[rule::ADDS] = text.adds.map_or(0, |adds| 1 + adds.index());
        record[rule::VERDICT] = text.retry.index();
        record[rule::RESPONSIBLE] = text.responsible.index();
        self.set_texts(
            &mut record,
            [
                (rule::TYPE, [&text.type_en, &text.type_zh]),
                (rule::TELL, [&text.tell_en, &text.tell_zh]),
                (rule::SUMMARY, [&text.en, &text.zh]),
                (rule::EXACT, [&text.exact_en, &text.exact_zh]),
                (rule::WHY, [&text.why_en, &text.why_zh]),
            ],
        );
        record[rule::FIX] = self.strings(&text.fix_en);
        record[rule::FIX + 1] = self.strings(&text.fix_zh);
        self.push(Section::Rules, &record)
    }

    /// The header and the sections, end to end.
    fn finish(mut self) -> Vec<u8> {
        let end = word(self.sections[Section::Text as usize].len());
        self.push(Section::Strings, &[end]);
        let mut blob = MAGIC.to_vec();
        let mut start = word(HEADER_LEN);
        for (section, record_count) in self.sections.iter().zip(self.record_counts) {
            blob.extend(start.to_le_bytes());
            blob.extend(record_count.to_le_bytes());
            start += word(section.len());
        }
        blob.extend(self.sections.concat());
        blob
    }
}

/// Converts a size or an index to a word of the blob. The table is far below the limit of 4 GiB.
fn word(size: usize) -> u32 {
    u32::try_from(size).expect("the table is smaller than 4 GiB")
}
