//! Proves that every text of `data/` and every sentence of the program follows the rules of
//! writing: language, length, punctuation, banned words, and the same quoted names in both
//! languages. It does not prove that a sentence is true.

use std::collections::HashMap;
use std::{env, fs};

use crate::check::tables::line_at;
use crate::check::text::{self, Entry};
use crate::check::{causes, vocabulary};
use crate::{entries, is_chinese, rows, rules, sentences, text_files};

/// Applies `violation` to every text of every row, entry, verdict and cause, and to every sentence
/// of the program, with the name of its field. Fails with all violations.
#[track_caller]
fn check_every_text(violation: impl Fn(&Place, &'static str, &str) -> Option<String>) {
    let rows = rows();
    let entries = entries();
    let files = text_files();
    let standards = files.standards().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let rules = rules();
    let row_texts = rows.codes.iter().chain(&rows.families).flat_map(|row| {
        let is_api_2 = row.text.api == Some(vocabulary::Api::V2);
        let place = Place { is_api_2, ..Place::new(&row.file, &row.code) };
        row.lines.of_texts(row.text.fields()).map(move |text| (place, text))
    });
    let entry_texts = entries.iter().flat_map(|entry| {
        let place = Place { is_entry: true, ..Place::new(&entry.file, &entry.code) };
        entry.lines.of_texts(entry.text.fields()).map(move |text| (place, text))
    });
    let standard_texts = standards.values().flat_map(HashMap::values).flat_map(|standard| {
        let line = line_at(&files.verdicts, standard.span().start);
        let texts = standard.get_ref().fields();
        texts
            .map(move |(field, text)| (Place::new(text::VERDICTS, "standard"), (line, field, text)))
    });
    let rule_texts = rules.iter().flat_map(|rule| {
        let place = Place::new(causes::CAUSES, &rule.id);
        rule.lines.of_texts(rule.text.fields()).map(move |text| (place, text))
    });
    let sentences = sentences();
    let program_texts = sentences.iter().map(|sentence| {
        let place = Place::new(sentence.file, &sentence.name);
        (place, (sentence.line, sentence.field, sentence.text.as_str()))
    });
    let mut wrong = Vec::new();
    let texts =
        row_texts.chain(entry_texts).chain(standard_texts).chain(rule_texts).chain(program_texts);
    for (place, (line, field, text)) in texts.filter(|(_, (_, _, text))| !text.is_empty()) {
        if let Some(reason) = violation(&place, field, text) {
            let Place { file, code, .. } = place;
            wrong.push(format!("data/{file}:{line}: {code}: {field}: {reason}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{} violations:\n{}", wrong.len(), wrong.join("\n"));
}

/// The row, entry, rule or sentence that a text belongs to.
#[derive(Clone, Copy)]
struct Place<'d> {
    file: &'d str,
    code: &'d str,
    /// Whether it is a row of API 2.0, whose labels are kept to the letter.
    is_api_2: bool,
    /// Whether it is an entry of the dictionary, whose texts are shorter and whose advice is one
    /// text.
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
    check_every_text(|_, field, text| {
        let has_chinese = text.chars().any(is_chinese);
        let is_full_width = |c: char| is_chinese(c) || "，。：；！？、（）“”".contains(c);
        match &field[field.len() - 2..] {
            "en" if prose(text).contains(is_full_width) => {
                Some("Chinese in English text".to_owned())
            }
            "zh" if !has_chinese => Some("no Chinese in Chinese text".to_owned()),
            _ => None,
        }
    });
}

#[test]
fn texts_have_a_readable_length() {
    check_every_text(|place, field, text| {
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
            // Names of variables and options make these steps long.
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
fn sentences_end_with_a_full_stop_and_labels_do_not() {
    check_every_text(|_, field, text| {
        let is_sentence =
            !["type", "why", "tell", "message"].iter().any(|clause| field.starts_with(clause));
        let end_marks = if field.ends_with("zh") { ['。', '？'] } else { ['.', '?'] };
        let is_wrong =
            if is_sentence { !text.ends_with(end_marks) } else { text.ends_with(['.', '。']) };
        is_wrong.then(|| "wrong end mark".to_owned())
    });
}

#[test]
fn code_quotes_are_closed() {
    check_every_text(|_, _, text| {
        let is_odd = text.matches('`').count() % 2 == 1;
        (is_odd || text.contains("``")).then(|| "unbalanced code quotes".to_owned())
    });
}

#[test]
fn chinese_has_spaces_around_latin_and_full_width_punctuation() {
    check_every_text(|place, field, text| {
        let is_official_label = field == "type_zh" && place.is_api_2;
        if !field.ends_with("zh") || is_official_label {
            return None;
        }
        let chars: Vec<char> = text.chars().collect();
        for pair in chars.windows(2) {
            let is_latin = |c: char| c.is_ascii_alphanumeric() || c == '`';
            let is_touching = (is_chinese(pair[0]) && is_latin(pair[1]))
                || (is_latin(pair[0]) && is_chinese(pair[1]));
            if is_touching {
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
fn no_text_has_an_empty_phrase_or_an_outdated_term() {
    check_every_text(|_, field, text| {
        let lower = prose(text).to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
        let word = ["please", "sorry", "oops"].into_iter().find(|word| words.contains(word));
        let phrases =
            ["can not", "an error occurred", "!", "！", "凭据", "帐号", "联系客服", "http://cloud"];
        let phrase = phrases.into_iter().find(|phrase| lower.contains(phrase));
        // The character for "please" is also part of these words.
        let other_words = ["请求", "申请", "提请", "邀请", "聘请"];
        let rest = other_words.iter().fold(text.to_owned(), |text, word| text.replace(word, ""));
        let has_please = field.ends_with("zh") && rest.contains('请');
        word.or(phrase).or(has_please.then_some("请")).map(|found| format!("has {found:?}"))
    });
}

#[test]
fn a_description_does_not_only_repeat_the_code() {
    check_every_text(|place, field, text| {
        let letters = |text: &str| -> String {
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
        };
        let leaf = place.code.split_once('.').map_or("", |(_, leaf)| leaf);
        let description = letters(text);
        (field == "en" && (description == letters(place.code) || description == letters(leaf)))
            .then(|| "only repeats the code".to_owned())
    });
}

#[test]
fn no_two_meanings_share_a_description() {
    let rows = rows();
    let entries = entries();
    // Each with the scope in which a description must be unique: two files of the dictionary may
    // have the same.
    let row_texts = rows.codes.iter().chain(&rows.families);
    let row_texts =
        row_texts.map(|row| ("", &*row.file, &row.lines, &row.code, [&row.text.en, &row.text.zh]));
    let entry_texts = entries.iter().map(|entry| {
        let Entry { file, lines, code, text, .. } = entry;
        (file.as_str(), file.as_str(), lines, code, [&text.en, &text.zh])
    });
    let mut seen = HashMap::new();
    let mut wrong = Vec::new();
    for (scope, file, lines, code, texts) in row_texts.chain(entry_texts) {
        for (field, text) in ["en", "zh"].into_iter().zip(texts) {
            if let Some(first) = seen.insert((scope, text), code) {
                let line = lines.of_field(field);
                wrong.push(format!("data/{file}:{line}: {code} and {first}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_entry_quotes_the_same_names_in_both_languages() {
    let mut wrong = Vec::new();
    for Entry { file, lines, code, text, .. } in entries() {
        let fix = [&text.fix_en, &text.fix_zh].map(|fix| fix.clone().unwrap_or_default());
        for (field, en, zh) in [("en", &text.en, &text.zh), ("fix_en", &fix[0], &fix[1])] {
            if quoted(en) != quoted(zh) {
                let line = lines.of_field(field);
                wrong.push(format!("data/{file}:{line}: {code}: {field}: {en} / {zh}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rule_quotes_the_same_names_in_both_languages() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let (text, lines) = (&rule.text, &rule.lines);
        let steps = (0..).zip(text.fix_en.iter().zip(&text.fix_zh));
        let steps = steps.map(|(index, (en, zh))| (lines.of_item("fix_en", index), en, zh));
        let summaries = [("en", &text.en, &text.zh), ("exact_en", &text.exact_en, &text.exact_zh)];
        let summaries = summaries.map(|(field, en, zh)| (lines.of_field(field), en, zh));
        for (line, en, zh) in steps.chain(summaries) {
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
fn every_action_that_a_text_names_exists() {
    let table = tcerr::Table::embedded();
    let actions: std::collections::HashSet<&str> =
        table.products().flat_map(tcerr::Product::actions).collect();
    let verbs =
        ["Create", "Delete", "Describe", "Get", "Inquire", "Inquiry", "List", "Modify", "Query"];
    let has_form_of_action = |name: &str| {
        let noun = verbs.iter().find_map(|verb| name.strip_prefix(verb));
        noun.is_some_and(|noun| {
            noun.starts_with(|c: char| c.is_ascii_uppercase())
                && noun.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    check_every_text(|place, _, text| {
        let unknown = quoted(text).into_iter().find(|name| {
            let is_known = actions.contains(name) || table.code(name).is_some();
            place.is_entry && has_form_of_action(name) && !is_known && !NOT_ACTIONS.contains(name)
        });
        unknown.map(|name| format!("unknown action `{name}`"))
    });
}

/// Parameters and fields whose names have the form of an action's.
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

/// Runs only if `TCERR_OFFICIAL_NOTES` is the path of a list of the official notes, which the
/// project does not include.
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
        let notes = columns[3..].iter().flat_map(|notes| notes.split(" ‖ "));
        let sentences = notes.filter_map(|note| Some(letters(note.split_once(": ")?.1)));
        official.insert(columns[0].to_owned(), sentences.collect());
    }
    check_every_text(|place, field, text| {
        // A shorter sentence may be the only possible wording.
        let min_letters = if field == "en" { 28 } else { 12 };
        let letters = letters(text);
        let copied = official.get(place.code)?.iter().find(|sentence| {
            sentence.chars().count() >= min_letters && letters.contains(sentence.as_str())
        })?;
        (place.is_entry && ["en", "zh"].contains(&field)).then(|| format!("copied: {copied}"))
    });
}
