//! How the texts are written.

use std::collections::HashMap;
use std::{env, fs};

use crate::check::tables::line_at;
use crate::check::text::{self, Entry};
use crate::check::{causes, vocabulary};
use crate::{entries, is_chinese, rows, rules, sentences, text_files};

/// Applies `rule` to every text of every row, entry, verdict and cause, and to every sentence of the
/// program. Fails with all violations.
#[track_caller]
fn every_text(rule: impl Fn(&Place, &'static str, &str) -> Option<String>) {
    let rows = rows();
    let entries = entries();
    let files = text_files();
    let standards = files.standards().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let rules = rules();
    let of_rows = rows.codes.iter().chain(&rows.families).flat_map(|row| {
        let is_api_2 = row.text.api == Some(vocabulary::Api::V2);
        let place = Place { is_api_2, ..Place::new(&row.file, &row.code) };
        row.lines.of_texts(row.text.fields()).map(move |text| (place, text))
    });
    let of_entries = entries.iter().flat_map(|entry| {
        let place = Place { is_entry: true, ..Place::new(&entry.file, &entry.code) };
        entry.lines.of_texts(entry.text.fields()).map(move |text| (place, text))
    });
    let of_standards = standards.values().flat_map(HashMap::values).flat_map(|standard| {
        let line = line_at(&files.verdicts, standard.span().start);
        let texts = standard.get_ref().fields();
        texts
            .map(move |(field, text)| (Place::new(text::VERDICTS, "standard"), (line, field, text)))
    });
    let of_rules = rules.iter().flat_map(|rule| {
        let place = Place::new(causes::CAUSES, &rule.id);
        rule.lines.of_texts(rule.text.fields()).map(move |text| (place, text))
    });
    let sentences = sentences();
    let of_program = sentences.iter().map(|sentence| {
        let place = Place::new(sentence.file, &sentence.name);
        (place, (sentence.line, sentence.field, sentence.text.as_str()))
    });
    let mut wrong = Vec::new();
    let all = of_rows.chain(of_entries).chain(of_standards).chain(of_rules).chain(of_program);
    for (place, (line, field, text)) in all.filter(|(_, (_, _, text))| !text.is_empty()) {
        if let Some(what) = rule(&place, field, text) {
            let Place { file, code, .. } = place;
            wrong.push(format!("data/{file}:{line}: {code}: {field}: {what}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{} violations:\n{}", wrong.len(), wrong.join("\n"));
}

/// What a text belongs to.
#[derive(Clone, Copy)]
struct Place<'d> {
    file: &'d str,
    code: &'d str,
    /// The seed's labels keep to other rules.
    is_api_2: bool,
    /// Entries of the dictionary have shorter texts, and their advice is a single text.
    is_entry: bool,
}

impl<'d> Place<'d> {
    fn new(file: &'d str, code: &'d str) -> Self {
        Self { file, code, is_api_2: false, is_entry: false }
    }
}

/// The text outside of code quotes.
fn prose(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}

#[test]
fn texts_are_in_their_language() {
    every_text(|_, field, text| {
        let chinese = text.chars().any(is_chinese);
        let wide = |c: char| is_chinese(c) || "，。：；！？、（）“”".contains(c);
        match &field[field.len() - 2..] {
            "en" if prose(text).contains(wide) => Some("Chinese in English text".to_owned()),
            "zh" if !chinese => Some("no Chinese in Chinese text".to_owned()),
            _ => None,
        }
    });
}

#[test]
fn texts_have_a_readable_length() {
    every_text(|place, field, text| {
        let allowed = match field {
            "en" if place.is_entry => 30..=170,
            "zh" if place.is_entry => 12..=75,
            "fix_en" if place.is_entry => 15..=240,
            "fix_zh" if place.is_entry => 8..=120,
            "type_en" => 4..=48,
            "type_zh" => 2..=20,
            "en" | "exact_en" => 40..=200,
            "zh" | "exact_zh" => 15..=90,
            "fix_en" => 12..=170,
            // The names of variables and options make them long.
            "fix_zh" if place.file == causes::CAUSES => 6..=105,
            "fix_zh" => 6..=80,
            "tell_en" => 20..=60,
            "tell_zh" => 5..=40,
            "why_en" => 12..=120,
            "why_zh" => 4..=60,
            "note_en" => 20..=300,
            "message_zh" => 4..=150,
            _ => 10..=150,
        };
        let length = text.chars().count();
        (!allowed.contains(&length)).then(|| format!("{length} characters"))
    });
}

#[test]
fn sentences_end_as_sentences_and_labels_do_not() {
    every_text(|_, field, text| {
        let is_sentence =
            !["type", "why", "tell", "message"].iter().any(|clause| field.starts_with(clause));
        let ends = if field.ends_with("zh") { ['。', '？'] } else { ['.', '?'] };
        let is_wrong =
            if is_sentence { !text.ends_with(ends) } else { text.ends_with(['.', '。']) };
        is_wrong.then(|| "wrong end".to_owned())
    });
}

#[test]
fn code_quotes_are_closed() {
    every_text(|_, _, text| {
        let odd = text.matches('`').count() % 2 == 1;
        (odd || text.contains("``")).then(|| "unbalanced code quotes".to_owned())
    });
}

#[test]
fn chinese_stands_apart_from_latin_and_keeps_its_punctuation() {
    every_text(|place, field, text| {
        // The labels of API 2.0 are kept to the letter.
        let is_seed = field == "type_zh" && place.is_api_2;
        if !field.ends_with("zh") || is_seed {
            return None;
        }
        let chars: Vec<char> = text.chars().collect();
        for pair in chars.windows(2) {
            let latin = |c: char| c.is_ascii_alphanumeric() || c == '`';
            let touching =
                (is_chinese(pair[0]) && latin(pair[1])) || (latin(pair[0]) && is_chinese(pair[1]));
            if touching {
                return Some(format!("no space in {}{}", pair[0], pair[1]));
            }
            if is_chinese(pair[0]) && ",;:!?".contains(pair[1]) {
                return Some(format!("half-width {}", pair[1]));
            }
        }
        None
    });
}

#[test]
fn nothing_is_said_that_helps_nobody() {
    every_text(|_, field, text| {
        let lower = prose(text).to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
        let english = ["please", "sorry", "oops"].into_iter().find(|word| words.contains(word));
        let phrases =
            ["can not", "an error occurred", "!", "！", "凭据", "帐号", "联系客服", "http://cloud"];
        let phrase = phrases.into_iter().find(|phrase| lower.contains(phrase));
        let nouns = ["请求", "申请", "提请", "邀请", "聘请"];
        let others = nouns.iter().fold(text.to_owned(), |text, noun| text.replace(noun, ""));
        let polite = field.ends_with("zh") && others.contains('请');
        english.or(phrase).or(polite.then_some("请")).map(|found| format!("has {found:?}"))
    });
}

#[test]
fn a_description_is_no_code_in_lower_case() {
    every_text(|place, field, text| {
        let letters = |text: &str| -> String {
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
        };
        let leaf = place.code.split_once('.').map_or("", |(_, leaf)| leaf);
        let said = letters(text);
        (field == "en" && (said == letters(place.code) || said == letters(leaf)))
            .then(|| "the name again".to_owned())
    });
}

#[test]
fn no_two_meanings_share_a_description() {
    let rows = rows();
    let entries = entries();
    let of_rows = rows.codes.iter().chain(&rows.families);
    let of_rows =
        of_rows.map(|row| ("", &*row.file, &row.lines, &row.code, [&row.text.en, &row.text.zh]));
    // Two products may say the same of two codes.
    let of_entries = entries.iter().map(|entry| {
        let Entry { file, lines, code, text, .. } = entry;
        (file.as_str(), file.as_str(), lines, code, [&text.en, &text.zh])
    });
    let mut seen = HashMap::new();
    let mut wrong = Vec::new();
    for (scope, file, lines, code, texts) in of_rows.chain(of_entries) {
        for (field, text) in ["en", "zh"].into_iter().zip(texts) {
            if let Some(first) = seen.insert((scope, text), code) {
                let line = lines.of(field);
                wrong.push(format!("data/{file}:{line}: {code} and {first}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn both_languages_of_an_entry_quote_the_same_names() {
    let mut wrong = Vec::new();
    for Entry { file, lines, code, text, .. } in entries() {
        let fix = [&text.fix_en, &text.fix_zh].map(|fix| fix.clone().unwrap_or_default());
        for (field, en, zh) in [("en", &text.en, &text.zh), ("fix_en", &fix[0], &fix[1])] {
            if quoted(en) != quoted(zh) {
                let line = lines.of(field);
                wrong.push(format!("data/{file}:{line}: {code}: {field}: {en} / {zh}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rule_says_the_same_in_both_languages() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let (text, lines) = (&rule.text, &rule.lines);
        let steps = (0..).zip(text.fix_en.iter().zip(&text.fix_zh));
        let steps = steps.map(|(place, (en, zh))| (lines.of_item("fix_en", place), en, zh));
        let others = [("en", &text.en, &text.zh), ("exact_en", &text.exact_en, &text.exact_zh)];
        let others = others.map(|(field, en, zh)| (lines.of(field), en, zh));
        for (line, en, zh) in steps.chain(others) {
            if quoted(en) != quoted(zh) {
                wrong.push(format!("data/causes.toml:{line}: {}: {en} / {zh}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The names in code quotes, sorted.
fn quoted(text: &str) -> Vec<&str> {
    let mut quoted: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
    quoted.sort_unstable();
    quoted
}

#[test]
fn actions_that_a_text_names_exist() {
    let table = tcerr::Table::embedded();
    let actions: std::collections::HashSet<&str> =
        table.products().flat_map(tcerr::Product::actions).collect();
    let verbs =
        ["Create", "Delete", "Describe", "Get", "Inquire", "Inquiry", "List", "Modify", "Query"];
    let is_spelt_like_one = |name: &str| {
        let noun = verbs.iter().find_map(|verb| name.strip_prefix(verb));
        noun.is_some_and(|noun| {
            noun.starts_with(|c: char| c.is_ascii_uppercase())
                && noun.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    every_text(|place, _, text| {
        let unknown = quoted(text).into_iter().find(|name| {
            let is_known = actions.contains(name) || table.code(name).is_some();
            place.is_entry && is_spelt_like_one(name) && !is_known && !NOT_ACTIONS.contains(name)
        });
        unknown.map(|name| format!("no action `{name}`"))
    });
}

/// Parameters and fields with names like those of actions.
const NOT_ACTIONS: [&str; 18] = [
    "CreateIndexes",
    "CreateRegion",
    "CreateTime",
    "CreateTimeStamp",
    "CreateVersion",
    "DeleteFlagReason",
    "DeleteKeyFrameDescs",
    "DeleteProtect",
    "DeleteType",
    "DescribeMode",
    "GetRealIpType",
    "InquiryType",
    "ListPath",
    "ModifyBundleState",
    "ModifyContent",
    "ModifyType",
    "QueryString",
    "QuerySyntax",
];

/// Runs only with a list of the official notes, which the project does not include:
/// `TCERR_OFFICIAL_NOTES` names it.
#[test]
fn no_text_is_an_official_sentence() {
    let Some(notes) = env::var_os("TCERR_OFFICIAL_NOTES") else { return };
    let notes = fs::read_to_string(notes).unwrap();
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let mut official = HashMap::<String, Vec<String>>::new();
    for line in notes.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let of_products = columns[3..].iter().flat_map(|notes| notes.split(" ‖ "));
        let sentences = of_products.filter_map(|note| Some(letters(note.split_once(": ")?.1)));
        official.insert(columns[0].to_owned(), sentences.collect());
    }
    every_text(|place, field, text| {
        // A label of a few words has no other wording.
        let least = if field == "en" { 28 } else { 12 };
        let said = letters(text);
        let copied = official.get(place.code)?.iter().find(|sentence| {
            sentence.chars().count() >= least && said.contains(sentence.as_str())
        })?;
        (place.is_entry && ["en", "zh"].contains(&field)).then(|| format!("copied: {copied}"))
    });
}
