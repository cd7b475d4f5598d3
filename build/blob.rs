//! Writes checked rows as the blob that `src/table/layout.rs` describes.

use std::collections::HashMap;

use crate::check::Checked;
use crate::check::causes::Rule;
use crate::check::facts::{Facts, Product};
use crate::check::layout::{
    HEADER, MAGIC, Section, WORD, action, code, code_order, family, meaning, number, product,
    region, rule, term,
};
use crate::check::normalize::normalize;
use crate::check::source::{Row, Rows};
use crate::check::vocabulary::Origin;

/// The root of the official documentation. A row names a page below it.
const DOCUMENTS: &str = "https://cloud.tencent.com/document/product/";

/// The whole table.
pub(crate) fn write(checked: &Checked) -> Vec<u8> {
    let Checked { rows, facts, glossary, regions, rules } = checked;
    let mut blob = Blob::default();
    // Names that one search compares lie together, so that it reads fewer pages from the disk.
    for name in names(rows, facts) {
        blob.string(name);
    }
    let mut codes = Codes::default();
    let mut numbers: Vec<(u32, u32)> = Vec::new();
    let products: HashMap<&str, u32> =
        (1..).zip(&facts.products).map(|(place, product)| (&*product.name, place)).collect();
    for row in &rows.codes {
        let product = row.product.as_ref().map_or(0, |product| products[&**product]);
        let meaning = blob.meaning(row, product);
        for spelling in row.spellings() {
            codes.get(spelling, row.origin_of(spelling)).meanings.push(meaning);
        }
        numbers.extend(row.text.legacy.map(|number| (number, meaning)));
    }
    for (place, product) in facts.products.iter().enumerate() {
        let first = blob.product(product);
        for published in &product.codes {
            let actions: Vec<u32> =
                published.actions.iter().map(|&action| first + word(action)).collect();
            let actions = blob.list(&actions);
            let code = codes.get(&published.code, Origin::Api);
            code.uses.extend([word(place), actions]);
            code.dropped.push(&published.dropped);
        }
    }
    let mut codes = codes.all;
    codes.sort_by(|a, b| code_order(a.name.as_bytes(), b.name.as_bytes()));
    numbers.sort_unstable();
    let mut families: Vec<&Row> = rows.families.iter().collect();
    families.sort_by(|a, b| code_order(a.code.as_bytes(), b.code.as_bytes()));

    // What is true of a name that an SDK made up is true of the others in its row.
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
        record[code::PUBLICATIONS] = blob.list(&entry.uses);
        // One product that still lists the code is enough to keep it.
        let dropped = entry.dropped.iter().all(|release| !release.is_empty());
        let release = entry.dropped.last().filter(|_| dropped);
        record[code::DROPPED] = blob.string(release.copied().unwrap_or_default());
        let only = [entry.name];
        let spellings = aliases.get(entry.name).map_or(&only[..], Vec::as_slice);
        record[code::RULES] = blob.list(&applying(rules, spellings));
        blob.push(Section::Codes, &record);
    }
    for row in families {
        let mut record = [0; family::WORDS];
        record[family::NAME] = blob.string(&row.code);
        record[family::MEANING] = blob.meaning(row, 0);
        record[family::ORIGIN] = row.origin.index();
        record[family::RULES] = blob.list(&applying(rules, &[&format!("{}.", row.code)]));
        blob.push(Section::Families, &record);
    }
    for (value, meaning) in numbers {
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
    for (name, short) in regions {
        let mut record = [0; region::WORDS];
        record[region::NAME] = blob.string(name);
        record[region::SHORT] = blob.strings(short);
        blob.push(Section::Regions, &record);
    }
    blob.finish()
}

/// Pairs of the rules that apply to a code in any of its spellings, and whether they name the code
/// itself.
fn applying(rules: &[Rule], spellings: &[&str]) -> Vec<u32> {
    let family = spellings[0].split_once('.').map(|(family, _)| family);
    let pairs = rules.iter().enumerate().filter_map(|(place, rule)| {
        let text = &rule.text;
        let is_named = text.named().any(|name| spellings.contains(&name.as_str()));
        let is_meant = text.also.iter().any(|pattern| match pattern.strip_suffix(".*") {
            Some(of) => Some(of) == family,
            None => spellings.contains(&pattern.as_str()),
        });
        (is_named || is_meant).then(|| [word(place), u32::from(is_named)])
    });
    pairs.flatten().collect()
}

/// Every spelling of a code, in the order of the table.
fn names<'a>(rows: &'a Rows, facts: &'a Facts) -> Vec<&'a str> {
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
    uses: Vec<u32>,
    dropped: Vec<&'a str>,
}

/// The codes in the order of their first mention.
#[derive(Default)]
struct Codes<'a> {
    all: Vec<Code<'a>>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Codes<'a> {
    /// The code called `name`, added if it is new.
    fn get(&mut self, name: &'a str, origin: Origin) -> &mut Code<'a> {
        let place = *self.places.entry(name).or_insert_with(|| {
            let (meanings, uses, dropped) = (Vec::new(), Vec::new(), Vec::new());
            self.all.push(Code { name, meanings, origin, uses, dropped });
            self.all.len() - 1
        });
        &mut self.all[place]
    }
}

/// The sections while they grow.
struct Blob {
    sections: [Vec<u8>; Section::COUNT],
    records: [u32; Section::COUNT],
    strings: HashMap<String, u32>,
    lists: HashMap<Vec<u32>, u32>,
}

impl Default for Blob {
    fn default() -> Self {
        let mut blob = Self {
            sections: Default::default(),
            records: Default::default(),
            strings: HashMap::new(),
            lists: HashMap::new(),
        };
        blob.string("");
        blob.list(&[]);
        blob
    }
}

impl Blob {
    fn push(&mut self, section: Section, record: &[u32]) -> u32 {
        let place = self.records[section as usize];
        self.records[section as usize] += 1;
        let bytes = record.iter().flat_map(|value| value.to_le_bytes());
        self.sections[section as usize].extend(bytes);
        place
    }

    fn string(&mut self, text: &str) -> u32 {
        if let Some(&place) = self.strings.get(text) {
            return place;
        }
        let start = word(self.sections[Section::Text as usize].len());
        let place = self.push(Section::Strings, &[start]);
        self.sections[Section::Text as usize].extend(text.as_bytes());
        self.strings.insert(text.to_owned(), place);
        place
    }

    fn list(&mut self, words: &[u32]) -> u32 {
        if let Some(&place) = self.lists.get(words) {
            return place;
        }
        let place = word(self.sections[Section::Lists as usize].len() / WORD);
        self.push(Section::Lists, &[word(words.len())]);
        for &item in words {
            self.push(Section::Lists, &[item]);
        }
        self.lists.insert(words.to_vec(), place);
        place
    }

    fn strings(&mut self, texts: &[String]) -> u32 {
        let places: Vec<u32> = texts.iter().map(|text| self.string(text)).collect();
        self.list(&places)
    }

    /// Fills fields that hold a text in each language.
    fn pairs<const N: usize>(&mut self, record: &mut [u32], pairs: [(usize, [&String; 2]); N]) {
        for (field, [en, zh]) in pairs {
            record[field] = self.string(en);
            record[field + 1] = self.string(zh);
        }
    }

    /// Writes a product with its actions, and returns the place of the first of these.
    fn product(&mut self, facts: &Product) -> u32 {
        let first = self.records[Section::Actions as usize];
        for name in &facts.actions {
            let mut record = [0; action::WORDS];
            record[action::NAME] = self.string(name);
            self.push(Section::Actions, &record);
        }
        let mut record = [0; product::WORDS];
        record[product::NAME] = self.string(&facts.name);
        record[product::TITLE] = self.string(&facts.title_en);
        record[product::TITLE + 1] = self.string(&facts.title_zh);
        if !facts.documentation.is_empty() {
            record[product::DOCS] = self.string(&format!("{DOCUMENTS}{}", facts.documentation));
        }
        record[product::ACTION] = first;
        record[product::ACTIONS] = word(facts.actions.len());
        record[product::CODES] = word(facts.codes.len());
        record[product::DROPPED] = self.string(&facts.dropped);
        record[product::VERSIONS] = self.strings(&facts.versions);
        self.push(Section::Products, &record);
        first
    }

    /// `product` is 0, or 1 + the place of the only product with this meaning.
    fn meaning(&mut self, row: &Row, product: u32) -> u32 {
        let text = &row.text;
        let docs: Vec<String> = text
            .docs
            .iter()
            .map(|link| match link.strip_prefix("https://") {
                Some(_) => link.clone(),
                None => format!("{DOCUMENTS}{link}"),
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
            assert!(value >> bits == 0, "{value} in {bits} bits");
            record[meaning::FLAGS] |= value << lowest;
        }
        record[meaning::NUMBER] = text.legacy.or(text.status).unwrap_or(0);
        let mut more = [0; 3];
        more[meaning::DOCS] = self.strings(&docs);
        more[meaning::MADE_BY] = self.strings(&text.made_by);
        more[meaning::SAYS] = self.strings(&text.says);
        if more != [0; 3] {
            record[meaning::MORE] = self.list(&more);
        }
        self.pairs(
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
        record[rule::EVERY] = u32::from(text.also.iter().any(|pattern| pattern == "*"));
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
        self.pairs(
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

    fn finish(mut self) -> Vec<u8> {
        let end = word(self.sections[Section::Text as usize].len());
        self.push(Section::Strings, &[end]);
        let mut blob = MAGIC.to_vec();
        let mut start = word(HEADER);
        for (section, records) in self.sections.iter().zip(self.records) {
            blob.extend(start.to_le_bytes());
            blob.extend(records.to_le_bytes());
            start += word(section.len());
        }
        blob.extend(self.sections.concat());
        blob
    }
}

/// A word of the blob; the table is far smaller than the 4 GiB that its words can count.
fn word(size: usize) -> u32 {
    u32::try_from(size).expect("a table under 4 GiB")
}
