//! Every row of `data/`, by the rules that its texts keep; and the rows that stop a build.
//!
//! A rule reports all that violates it, with file and line.

#![allow(missing_docs, dead_code, unreachable_pub, clippy::unwrap_used, reason = "tests")]

#[path = "../build/check.rs"]
mod check;
#[path = "../examples/update-facts/coverage.rs"]
mod coverage;

use std::fs;
use std::path::Path;

use check::source::{Rows, Source};
use check::text::Entry;
use check::{causes, facts, kind, layout, source, text};
use coverage::Coverage;

/// The size of the table. A change of any of these is a change to look at.
const CODES: usize = 13_266;
const FAMILIES: usize = 75;
const PRODUCTS: usize = 275;
const BYTES: usize = 6_769_898;
/// What the SDKs publish: codes, codes of products, actions, and codes of actions.
const FACTS: [usize; 4] = [12_780, 17_495, 15_682, 138_830];

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)).unwrap()
}

fn rows() -> Rows {
    let names = [source::COMMON, source::CLIENT, source::UNDOTTED, source::COS, source::FAMILIES];
    let [common, client, undotted, cos, families] = &names.map(file);
    let source = Source { common, client, undotted, cos, families };
    source.check().unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn text_files() -> text::TextFiles {
    text::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data")).unwrap()
}

fn entries() -> Vec<Entry> {
    text_files().entries().unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn rules() -> Vec<causes::Rule> {
    causes::read(&file(causes::CAUSES)).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// Where a text stands.
struct Place {
    file: String,
    line: usize,
    code: String,
    /// The seed's labels keep to other rules.
    is_api_2: bool,
    /// Whether it is the dictionary's, whose texts are shorter and whose advice is one text.
    is_entry: bool,
}

/// Applies `rule` to every text of every row, entry, verdict and cause and fails with all that it finds wrong.
#[track_caller]
fn every_text(rule: impl Fn(&Place, &'static str, &str) -> Option<String>) {
    let rows = rows();
    let entries = entries();
    let standards = text_files().standards().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let of_standards = standards.iter().flat_map(|(verdict, by_responsible)| {
        by_responsible.iter().flat_map(move |(responsible, standard)| {
            standard.fields().map(move |(field, text)| {
                let code = format!("{verdict:?} of {responsible:?}");
                let file = text::VERDICTS.to_owned();
                (Place { file, line: 1, code, is_api_2: false, is_entry: false }, field, text)
            })
        })
    });
    let of_rows = rows.codes.iter().chain(&rows.families).flat_map(|row| {
        row.text.fields().map(move |(field, text)| {
            let (file, code) = (row.file.to_string(), row.code.clone());
            let is_api_2 = row.text.api == Some(kind::Api::V2);
            (Place { file, line: row.line, code, is_api_2, is_entry: false }, field, text)
        })
    });
    let of_entries = entries.iter().flat_map(|entry| {
        entry.text.fields().map(move |(field, text)| {
            let (file, code) = (entry.file.clone(), entry.code.clone());
            let line = entry.line;
            (Place { file, line, code, is_api_2: false, is_entry: true }, field, text)
        })
    });
    let rules = rules();
    let of_rules = rules.iter().flat_map(|rule| {
        rule.text.fields().map(move |(field, text)| {
            let (file, code) = (causes::CAUSES.to_owned(), rule.id.clone());
            (Place { file, line: rule.line, code, is_api_2: false, is_entry: false }, field, text)
        })
    });
    let mut wrong = Vec::new();
    let all = of_rows.chain(of_entries).chain(of_standards).chain(of_rules);
    for (place, field, text) in all.filter(|(_, _, text)| !text.is_empty()) {
        if let Some(what) = rule(&place, field, text) {
            let Place { file, line, code, .. } = place;
            wrong.push(format!("data/{file}:{line}: {code}: {field}: {what}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{} violations:\n{}", wrong.len(), wrong.join("\n"));
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// What stands outside code quotes.
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
            _ => 10..=150,
        };
        let length = text.chars().count();
        (!allowed.contains(&length)).then(|| format!("{length} characters"))
    });
}

#[test]
fn sentences_end_as_sentences_and_labels_do_not() {
    every_text(|_, field, text| {
        let is_sentence = !["type", "why", "tell"].iter().any(|clause| field.starts_with(clause));
        let end = if field.ends_with("zh") { '。' } else { '.' };
        (text.ends_with(['.', '。']) != is_sentence || (is_sentence && !text.ends_with(end)))
            .then(|| "wrong end".to_owned())
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
        (field == "en" && (said == letters(&place.code) || said == letters(leaf)))
            .then(|| "the name again".to_owned())
    });
}

#[test]
fn no_two_meanings_share_a_description() {
    let rows = rows();
    let entries = entries();
    let of_rows = rows.codes.iter().chain(&rows.families);
    let of_rows = of_rows
        .map(|row| ("", row.file.to_string(), row.line, &row.code, &row.text.en, &row.text.zh));
    // Two products may say the same of two codes.
    let of_entries = entries.iter().map(|entry| {
        let Entry { file, line, code, text, .. } = entry;
        (file.as_str(), file.clone(), *line, code, &text.en, &text.zh)
    });
    let mut seen = std::collections::HashMap::new();
    let mut wrong = Vec::new();
    for (scope, file, line, code, en, zh) in of_rows.chain(of_entries) {
        for text in [en, zh] {
            if let Some(first) = seen.insert((scope.to_owned(), text.clone()), code) {
                wrong.push(format!("data/{file}:{line}: {code} and {first}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What stands in code quotes, sorted.
fn quoted(text: &str) -> Vec<&str> {
    let mut quoted: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
    quoted.sort_unstable();
    quoted
}

#[test]
fn both_languages_of_an_entry_quote_the_same_names() {
    let mut wrong = Vec::new();
    for Entry { file, line, code, text, .. } in entries() {
        let fix = [&text.fix_en, &text.fix_zh].map(|fix| fix.clone().unwrap_or_default());
        for (field, en, zh) in [("en", &text.en, &text.zh), ("fix_en", &fix[0], &fix[1])] {
            if quoted(en) != quoted(zh) {
                wrong.push(format!("data/{file}:{line}: {code}: {field}: {en} / {zh}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Parameters and fields that are spelt like actions.
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

#[test]
fn every_entry_is_found_where_its_code_is_looked_up() {
    let table = tcerr::Table::embedded();
    let mut wrong = Vec::new();
    for Entry { file, line, code, product, text } in entries() {
        let found = table.code(&code).into_iter().flat_map(tcerr::Code::meanings).find(|meaning| {
            meaning.product().map(tcerr::Product::name) == product.as_deref()
                && meaning.description(tcerr::Lang::En) == text.en
                && meaning.description(tcerr::Lang::Zh) == text.zh
        });
        let is_told = found.is_some_and(|meaning| {
            let first = meaning.suggested_action(tcerr::Lang::En).next();
            meaning.has_own_label() == text.type_en.is_some()
                && meaning.has_own_advice() == text.fix_en.is_some()
                && text.fix_en.as_deref().is_none_or(|own| first == Some(own))
                && text.retry.is_none_or(|own| own.index() == meaning.verdict().index())
                && text.responsible.is_none_or(|own| own.index() == meaning.responsible().index())
        });
        if !is_told {
            wrong.push(format!("data/{file}:{line}: {code}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Sentences of the official notes, where the list of them is at hand: it is no part of the project.
#[test]
fn no_text_is_an_official_sentence() {
    let notes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/codes.tsv");
    let Ok(notes) = fs::read_to_string(notes) else { return };
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let mut official = std::collections::HashMap::<String, Vec<String>>::new();
    for line in notes.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let of_products = columns[3..].iter().flat_map(|notes| notes.split(" ‖ "));
        let sentences = of_products.filter_map(|note| Some(letters(note.split_once(": ")?.1)));
        official.insert(columns[0].to_owned(), sentences.collect());
    }
    every_text(|place, field, text| {
        // A label of a few words cannot be said in others.
        let least = if field == "en" { 28 } else { 12 };
        let said = letters(text);
        let copied = official.get(&place.code)?.iter().find(|sentence| {
            sentence.chars().count() >= least && said.contains(sentence.as_str())
        })?;
        (place.is_entry && ["en", "zh"].contains(&field)).then(|| format!("copied: {copied}"))
    });
}

/// Codes of products: published, written, with advice of their own.
const COVERAGE: [usize; 3] = [17_495, 17_495, 11_979];

#[test]
fn the_dictionary_covers_what_it_covered() {
    let facts = published();
    let table = tcerr::Table::embedded();
    let products = facts.products.iter().map(|product| {
        let codes = product.codes.iter().map(|code| code.code.as_str());
        (product.name.as_str(), Coverage::of(table, &product.name, codes))
    });
    let products: Vec<_> = products.collect();
    let sum = |part: fn(&Coverage) -> usize| -> usize {
        products.iter().map(|(_, coverage)| part(coverage)).sum()
    };
    let covered = [sum(|of| of.codes), sum(|of| of.written), sum(|of| of.advised)];
    assert_eq!(covered, COVERAGE);
    let shown = coverage::table(products.into_iter()).unwrap();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/COVERAGE.md");
    let page = snapbox::Data::read_from(&page, Some(snapbox::data::DataFormat::Text));
    let shown = format!("{COVERAGE_HEAD}{shown}");
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(snapbox::IntoData::raw(shown), page.raw());
}

const COVERAGE_HEAD: &str = "\
# What the dictionary covers

Published codes a product, those that `common.toml`, `undotted.toml` or `text/` explains, and those
with advice of their own rather than their family's. A test keeps this page true, and
`SNAPSHOTS=overwrite cargo test` rewrites it.

";

#[test]
fn the_table_has_the_size_it_should_have() {
    let table = tcerr::Table::embedded();
    assert_eq!((table.codes().count(), table.families().count()), (CODES, FAMILIES));
    assert_eq!((table.products().count(), table.size()), (PRODUCTS, BYTES));
}

fn published() -> facts::Facts {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    facts::read(&data).unwrap().check().unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn every_published_fact_is_in_the_table() {
    let facts = published();
    let table = tcerr::Table::embedded();
    let mut counts = [0; 4];
    let mut codes = std::collections::BTreeSet::new();
    let mut wrong = Vec::new();
    for product in &facts.products {
        let known = table.product(&product.name).unwrap();
        assert_eq!(known.title(tcerr::Lang::En), product.title_en);
        assert_eq!(known.title(tcerr::Lang::Zh), product.title_zh);
        assert_eq!(known.codes(), product.codes.len());
        assert!(known.actions().eq(product.actions.iter()), "{}", product.name);
        counts[2] += product.actions.len();
        for published in &product.codes {
            counts[1] += 1;
            counts[3] += published.actions.len();
            codes.insert(published.code.as_str());
            let of = table
                .code(&published.code)
                .and_then(|code| code.uses().find(|of| of.product() == known));
            let actions = published.actions.iter().map(|&place| product.actions[place].as_str());
            if !of.is_some_and(|of| of.actions().eq(actions)) {
                wrong.push(format!("data/facts/{}.tsv: {}", product.name, published.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    counts[0] = codes.len();
    assert_eq!(counts, FACTS);
}

#[test]
fn every_code_can_be_explained() {
    let table = tcerr::Table::embedded();
    let mut wrong = Vec::new();
    for code in table.codes() {
        if code.meanings().len() == 0 && code.family().is_none() {
            wrong.push(format!("{} has neither a text nor a family", code.name()));
        }
    }
    for family in table.families().filter(|family| family.origin() != tcerr::Origin::Client) {
        if table.with_prefix(&format!("{}.", family.name())).next().is_none() {
            wrong.push(format!("family {} has no code", family.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn products_are_named_in_both_languages_and_told_apart() {
    let mut seen = std::collections::HashSet::new();
    let mut wrong = Vec::new();
    for product in published().products {
        let (name, en, zh) = (&product.name, &product.title_en, &product.title_zh);
        if !en.is_ascii() || en.len() > 48 || !seen.insert(en.clone()) {
            wrong.push(format!("data/names.toml: {name}: {en}"));
        }
        if zh.contains("  ") || zh.trim() != zh || zh.chars().count() > 40 {
            wrong.push(format!("data/names.toml: {name}: {zh}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_glossary_leads_to_words_that_occur() {
    let glossary = source::words(source::GLOSSARY, &file(source::GLOSSARY)).unwrap();
    let names: String = tcerr::Table::embedded().codes().map(tcerr::Code::name).collect();
    let names = names.to_lowercase();
    let mut wrong = Vec::new();
    for (term, sets) in &glossary {
        if !term.chars().any(is_chinese) || sets.is_empty() || sets.len() > 5 {
            wrong.push(format!("data/glossary.toml: {term}"));
        }
        for word in sets.iter().flat_map(|set| set.split('+')) {
            let is_word = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            if !is_word || !names.contains(word) {
                wrong.push(format!("data/glossary.toml: {term}: {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn codes_are_found_in_any_case_and_in_their_order() {
    let table = tcerr::Table::embedded();
    let codes: Vec<tcerr::Code> = table.codes().collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "sorted, each once");
    for code in codes {
        assert_eq!(table.code(code.name()), Some(code));
        for name in [code.name().to_lowercase(), code.name().to_uppercase()] {
            assert!(table.spellings(&name).any(|found| found == code), "{name}");
        }
        assert!(table.with_prefix(code.name()).any(|found| found == code), "{}", code.name());
    }
}

#[test]
fn every_row_can_be_looked_up_as_it_was_written() {
    use kind::Lang;
    let rows = rows();
    let table = tcerr::Table::embedded();
    for row in &rows.codes {
        for spelling in row.spellings() {
            let code = table.code(spelling).unwrap();
            let found = code.meanings().any(|meaning| {
                meaning.code() == row.code
                    && meaning.legacy() == row.text.legacy
                    && meaning.label(tcerr::Lang::En) == row.text.type_en
                    && meaning.label(tcerr::Lang::Zh) == row.text.type_zh
                    && meaning.description(tcerr::Lang::En) == row.text.en
                    && meaning.description(tcerr::Lang::Zh) == row.text.zh
                    && meaning.suggested_action(tcerr::Lang::En).eq(row.text.fix_en.iter())
                    && meaning.suggested_action(tcerr::Lang::Zh).eq(row.text.fix_zh.iter())
                    && meaning.verdict_reason(tcerr::Lang::En) == row.text.why_en
                    && meaning.verdict_reason(tcerr::Lang::Zh) == row.text.why_zh
                    && meaning.verdict().index() == row.text.retry.index()
                    && meaning.responsible().index() == row.text.responsible.index()
                    && meaning.note(tcerr::Lang::En) == row.text.note_en
                    && meaning.docs().len() == row.text.docs.len()
                    && meaning.made_by().eq(row.text.made_by.iter())
            });
            assert!(found, "{spelling}");
        }
    }
    for row in &rows.families {
        let family = table.family(&row.code).unwrap();
        assert_eq!(family.name(), row.code);
        assert_eq!(family.meaning().description(tcerr::Lang::Zh), row.text.zh);
    }
    assert_eq!(Lang::ALL.len(), 2);
}

/// A row of the public error-code page of API 2.0: code, label to the letter, number, and words
/// that each language must keep of its facts.
type SeedRow = (&'static str, &'static str, u32, &'static [&'static str], &'static [&'static str]);

const SEED: [SeedRow; 18] = [
    (
        "InvalidParameter",
        "请求参数非法",
        4000,
        &["required", "format", "`message`"],
        &["必填", "格式", "`message`"],
    ),
    ("InvalidParameter.SignatureFailure", "身份认证失败", 4100, &["signature"], &["签名"]),
    (
        "AuthFailure",
        "未授权访问接口",
        4101,
        &["sub-account", "administrator"],
        &["子账号", "主账号管理员"],
    ),
    (
        "AuthFailure",
        "未授权访问资源",
        4102,
        &["sub-account", "administrator"],
        &["子账号", "主账号管理员"],
    ),
    (
        "AuthFailure",
        "未授权访问当前接口所操作的资源",
        4103,
        &["sub-account", "administrator", "root account"],
        &["子账号", "主账号管理员", "只有主账号"],
    ),
    ("InvalidParameter.SecretIdNotFound", "密钥不存在", 4104, &["`SecretId`"], &["密钥"]),
    ("InvalidRequest.TokenCheckFailed", "token 错误", 4105, &["token"], &["token"]),
    ("InvalidRequest.MFACheckFailed", "MFA 校验失败", 4106, &["MFA"], &["MFA"]),
    ("InternalError.CAMInnerError", "其他 CAM 鉴权失败", 4110, &["CAM"], &["CAM"]),
    ("InvalidRequest.Forbidden", "拒绝访问", 4300, &["banned", "users"], &["封禁", "用户范围"]),
    ("InvalidRequest.LimitExceeded", "超过配额", 4400, &["request-quota"], &["请求配额"]),
    (
        "InvalidRequest.ReplayAttack",
        "重放攻击",
        4500,
        &["`Nonce`", "`Timestamp`", "5 minutes", "once"],
        &["`Nonce`", "`Timestamp`", "5 分钟", "一次"],
    ),
    (
        "InvalidRequest.UnsupportedProtocol",
        "协议不支持",
        4600,
        &["HTTPS", "HTTP"],
        &["HTTPS", "HTTP"],
    ),
    (
        "InternalError.ResourceOpFailed",
        "资源操作失败",
        5100,
        &["`message`", "later", "ticket"],
        &["`message`", "稍后", "工单"],
    ),
    ("InternalError", "服务器内部错误", 6000, &["later", "ticket"], &["稍后", "工单"]),
    (
        "InvalidAction.NotFound",
        "版本暂不支持",
        6100,
        &["version", "maintenance", "First check the domain"],
        &["版本", "维护", "先确认接口域名"],
    ),
    (
        "InvalidAction.ActionUnavailable",
        "接口暂时无法访问",
        6200,
        &["maintenance", "later"],
        &["停服维护", "稍后"],
    ),
    ("InvalidRequest.RequestConcurrencyExceeded", "接口请求超过并发限制", 0, &["QPS"], &["QPS"]),
];

#[test]
fn every_row_of_api_2_keeps_its_label_its_number_and_its_facts() {
    let rows = rows();
    for (code, label, number, english, chinese) in SEED {
        let row = rows.codes.iter().find(|row| row.code == code && row.text.type_zh == label);
        let row = row.unwrap_or_else(|| panic!("{code} {label}"));
        assert_eq!(row.text.legacy.unwrap_or(0), number, "{code}");
        assert_eq!(row.text.api, Some(kind::Api::V2), "{code}");
        let of = |lang: &str| -> String {
            let fields = row.text.fields().filter(|(field, _)| field.ends_with(lang));
            fields.map(|(_, text)| text).collect::<Vec<_>>().join(" ")
        };
        for (words, text) in [(english, of("en")), (chinese, of("zh"))] {
            for word in words {
                assert!(text.contains(word), "{code}: {word} in {text}");
            }
        }
    }
    let meanings = rows.codes.iter().filter(|row| row.code == "AuthFailure");
    assert_eq!(meanings.filter(|row| row.text.api == Some(kind::Api::V2)).count(), 3);
    let signature = rows.codes.iter().find(|row| row.text.legacy == Some(4100)).unwrap();
    assert_eq!(signature.text.docs, ["213/568"]);
}

#[test]
fn every_common_code_of_api_3_is_there() {
    const CODES: &str = "ActionOffline AuthFailure AuthFailure.InvalidAuthorization \
        AuthFailure.InvalidSecretId AuthFailure.MFAFailure AuthFailure.SecretIdNotFound \
        AuthFailure.SignatureExpire AuthFailure.SignatureFailure AuthFailure.TokenFailure \
        AuthFailure.UnauthorizedOperation DryRunOperation FailedOperation InternalError \
        InvalidAction InvalidParameter InvalidParameterValue InvalidRequest IpInBlacklist \
        IpNotInWhitelist LimitExceeded MissingParameter NoSuchProduct NoSuchVersion \
        OperationDenied RequestLimitExceeded RequestLimitExceeded.GlobalRegionUinLimitExceeded \
        RequestLimitExceeded.IPLimitExceeded RequestLimitExceeded.UinLimitExceeded \
        RequestSizeLimitExceeded ResourceInUse ResourceInsufficient ResourceNotFound \
        ResourceUnavailable ResponseSizeLimitExceeded ServiceUnavailable UnauthorizedOperation \
        UnknownParameter UnsupportedOperation UnsupportedProtocol UnsupportedRegion";
    let table = tcerr::Table::embedded();
    for name in CODES.split_whitespace() {
        let code = table.code(name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(code.meanings().next().unwrap().api(), Some(tcerr::Api::V3), "{name}");
    }
}

#[test]
fn every_number_of_api_2_is_there() {
    const NUMBERS: [u32; 23] = [
        4000, 4100, 4101, 4102, 4103, 4104, 4105, 4106, 4110, 4200, 4300, 4400, 4500, 4600, 5000,
        5100, 5200, 5300, 5400, 5500, 6000, 6100, 6200,
    ];
    let known = tcerr::Table::embedded().legacy_numbers().map(|(number, _)| number);
    assert_eq!(known.collect::<Vec<_>>(), NUMBERS);
}

/// Two actions, and a code that both return.
const CVM: &str = "# comment\n@\n\tA\n\tB\nX\n\tA\n\tB\n";

/// The facts of a few products, all of which have the same file.
fn fact_files(names: &[&str], file: &str) -> facts::FactFiles {
    let products: Vec<String> = names.iter().map(|name| format!("{name}\t云\n")).collect();
    let mut files: tcerr::facts::Files =
        names.iter().map(|&name| (tcerr::facts::file_of(name), file.to_owned())).collect();
    files.insert(tcerr::facts::PRODUCTS.to_owned(), format!("# comment\n{}", products.concat()));
    files.insert(tcerr::facts::SOURCES.to_owned(), "go\t1.0\t1\n".to_owned());
    let names = names.iter().map(|name| format!("{name} = {{ en = \"Cloud {name}\" }}\n"));
    facts::FactFiles { names: names.collect::<Vec<_>>().concat(), files }
}

#[test]
fn a_bad_fact_stops_the_build_with_file_and_reason() {
    let files = || fact_files(&["cvm"], &format!("{CVM}Y\n\tB\nZ\n"));
    let good = files().check().unwrap();
    let actions: Vec<_> = good.products[0].codes.iter().map(|code| code.actions.clone()).collect();
    assert_eq!(actions, [vec![0, 1], vec![1], vec![]]);
    let problems = |change: fn(&mut facts::FactFiles)| {
        let mut files = files();
        change(&mut files);
        let problems = files.check().err().expect("a problem");
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    for (found, expected) in [
        (problems(|f| f.names.clear()), "data/names.toml:1: product `cvm` is not named"),
        (problems(|f| f.names.push_str("x = 1\n")), "data/names.toml:2: "),
        (
            problems(|f| f.names.push_str("x = { en = \"X\" }\n")),
            "data/names.toml:2: there is no product `x`",
        ),
        (
            problems(|f| f.files.get_mut("cvm.tsv").unwrap().push_str("A\n")),
            "data/facts/cvm.tsv:11: `A`: it must stand before `Z`",
        ),
    ] {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

/// What [`tcerr::facts`] reads and writes.
fn stored() -> tcerr::facts::Stored {
    use tcerr::facts::{Code, Facts, Product, Source, Stored};
    let set = |names: &str| names.split_whitespace().map(str::to_owned).collect();
    let code = |actions, dropped: Option<&str>| Code {
        actions: set(actions),
        dropped: dropped.map(str::to_owned),
    };
    let product = Product {
        name_zh: "云服务器".to_owned(),
        doc: "213".to_owned(),
        versions: set("2017-03-12 2016-01-01"),
        actions: set("Run Start Stop"),
        dropped_actions: set("Halt"),
        codes: [
            ("InternalError".to_owned(), code("Stop Start", None)),
            ("Timeout".to_owned(), code("", None)),
            ("TimeOut".to_owned(), code("Run", Some("1.0.2"))),
        ]
        .into(),
        ..Product::default()
    };
    let gone = Product { dropped: Some("1.0.3".to_owned()), ..Product::default() };
    Stored {
        facts: Facts { products: [("cvm".to_owned(), product), ("zzz".to_owned(), gone)].into() },
        sources: vec![Source { name: "go".to_owned(), version: "1.0.3".to_owned(), rows: 4 }],
    }
}

#[test]
fn every_fact_has_a_line_and_no_line_ends_in_a_blank() {
    let files = tcerr::facts::render(&stored()).unwrap();
    let lines =
        |file: &str| files[file].lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>();
    assert_eq!(
        lines("cvm.tsv"),
        [
            "@",
            "\tRun",
            "\tStart",
            "\tStop",
            "@dropped",
            "\tHalt",
            "InternalError",
            "\tStart",
            "\tStop",
            "TimeOut\tdropped 1.0.2",
            "\tRun",
            "Timeout",
        ]
    );
    assert_eq!(lines("zzz.tsv"), ["@"]);
    assert_eq!(
        lines("products.tsv"),
        ["cvm\t云服务器\t\t213\t2016-01-01,2017-03-12", "zzz\t\t\t\t\tdropped 1.0.3"]
    );
    assert_eq!(lines("sources.tsv"), ["go\t1.0.3\t4"]);
}

#[test]
fn what_is_written_reads_back() {
    use tcerr::facts::{parse, render};
    let stored = stored();
    let files = render(&stored).unwrap();
    assert_eq!(parse(&files).unwrap(), stored);
    assert_eq!(render(&parse(&files).unwrap()).unwrap(), files);
}

/// An update that learns nothing must leave no trace.
#[test]
fn the_facts_are_as_the_tool_writes_them() {
    use tcerr::facts::{load, parse, render};
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/facts");
    let files = load(&data).unwrap();
    let stored = parse(&files).unwrap_or_else(|problems| panic!("{problems:#?}"));
    for (name, written) in render(&stored).unwrap() {
        let mut lines = (1..).zip(written.lines().zip(files[&name].lines()));
        if let Some((line, (written, stands))) = lines.find(|(_, (a, b))| a != b) {
            panic!("data/facts/{name}:{line}: `{stands}`, and the tool writes `{written}`");
        }
        assert_eq!(files[&name].len(), written.len(), "data/facts/{name}");
    }
}

#[test]
fn a_damaged_fact_is_named_with_its_file_and_line() {
    let damage = |file: &str, text: Option<&str>| {
        let mut files = tcerr::facts::render(&stored()).unwrap();
        match text {
            Some(text) => files.insert(file.to_owned(), text.to_owned()),
            None => files.remove(file),
        };
        let problems = tcerr::facts::parse(&files).unwrap_err();
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    for (file, text, problem) in [
        ("products.tsv", None, "products.tsv:1: the file is missing"),
        ("zzz.tsv", None, "products.tsv:3: `zzz\t\t\t\t\tdropped 1.0.3`: there is no `zzz.tsv`"),
        ("aaa.tsv", Some("@\n"), "aaa.tsv:1: `products.tsv` has no product `aaa`"),
        ("products.tsv", Some("zzz\ncvm\n"), "products.tsv:2: `cvm`: it must stand before `zzz`"),
        (
            "products.tsv",
            Some("cvm\t\t\t\t2,1\nzzz\n"),
            "products.tsv:1: `cvm\t\t\t\t2,1`: `2,1` is",
        ),
        ("sources.tsv", Some("go\t1.0\n"), "sources.tsv:1: `go\t1.0`: a version and a number"),
        ("sources.tsv", Some("go\t1\t1\ngo\t1\t1\n"), "sources.tsv:2: `go\t1\t1`: it is listed"),
        ("zzz.tsv", Some(""), "zzz.tsv:1: the first line must be `@`"),
        ("zzz.tsv", Some("A\n"), "zzz.tsv:1: the first line must be `@`"),
    ] {
        let found = damage(file, text);
        assert!(found.starts_with(problem), "{found}\n{problem}");
    }
    for (bad, problem) in [
        ("A\n\tWalk", "4: `Walk`: the product has no such action"),
        ("A\n\tRun\n\tRun", "5: `Run`: it is listed already"),
        ("\tHop", "3: `Hop`: it must stand before `Run`"),
        ("@dropped\n\tHop\n@dropped", "5: `@dropped`: actions must stand before the codes"),
        ("A\n@\n\tHop", "4: `@`: actions must stand before the codes"),
        ("A\tlost 1", "3: `A\tlost 1`: `lost 1` is not `dropped ` and a release"),
        ("A\tdropped ", "3: `A\tdropped `: `dropped ` is not `dropped ` and a release"),
        ("A\tlost 1\textra", "3: `A\tlost 1\textra`: more than 2 columns"),
        ("A\tdropped 1\textra", "3: `A\tdropped 1\textra`: more than 2 columns"),
        ("A\t", "3: `A\t`: a tab at the end"),
        ("", "3: ``: no name in the first column"),
        ("A B", "3: `A B`: no name in the first column"),
        ("A\n\t", "4: ``: this is not the name of an action"),
        ("A\n\tRun\tStop", "4: `Run\tStop`: this is not the name of an action"),
        ("A\nA", "4: `A`: it is listed already"),
        ("B\nA", "4: `A`: it must stand before `B`"),
    ] {
        let found = damage("cvm.tsv", Some(&format!("@\n\tRun\n{bad}\n")));
        assert_eq!(found.lines().count(), 1, "{found}");
        assert!(found.starts_with(&format!("cvm.tsv:{problem}")), "{found}\n{problem}");
    }
}

const GOOD: &str = r#"["A.B"]
type_en = "Label"
type_zh = "标签"
en = "Something is wrong."
zh = "有错误。"
fix_en = ["Do it."]
fix_zh = ["处理。"]
retry = "no"
why_en = "it stays"
why_zh = "不变"
responsible = "caller"
"#;

fn problems(common: &str, client: &str, families: &str) -> Vec<String> {
    match (Source { common, client, undotted: "", cos: "", families }).check() {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_bad_row_stops_the_build_with_file_line_and_reason() {
    assert_eq!(problems(GOOD, "", ""), Vec::<String>::new());
    let twice = format!("{GOOD}{}", GOOD.replace("A.B", "A.A"));
    for (text, problem) in [
        ("x", "data/common.toml:1: "),
        (
            &*GOOD.replace("type_zh", "type_ch"),
            "data/common.toml:3: `A.B`: unknown field `type_ch`",
        ),
        (&GOOD.replace("en = \"Some", "en = \"\" # "), "data/common.toml:1: `A.B`: `en` is empty"),
        (&GOOD.replace("zh = \"有错误。\"\n", ""), "data/common.toml:1: `A.B`: missing field `zh`"),
        (
            &GOOD.replace("\"no\"", "\"maybe\""),
            "data/common.toml:8: `A.B`: unknown variant `maybe`",
        ),
        (
            &GOOD.replace("\"caller\"", "\"nobody\""),
            "data/common.toml:11: `A.B`: unknown variant `nobody`",
        ),
        (
            &GOOD.replace("[\"Do it.\"]", "[\"Do it.\", \"Twice.\"]"),
            "data/common.toml:1: `A.B`: `fix_en` and `fix_zh`",
        ),
        (
            &GOOD.replace("\"Label\"", "\"Label \""),
            "data/common.toml:1: `A.B`: `type_en` has blanks",
        ),
        (&GOOD.replace("A.B", "A B"), "data/common.toml:1: `A B`: `A B` is not spelt like a code"),
        (
            &format!("{GOOD}legacy = 17\napi = \"2.0\"\n"),
            "data/common.toml:1: `A.B`: `legacy` is 17",
        ),
        (
            &format!("{GOOD}legacy = 4000\n"),
            "data/common.toml:1: `A.B`: `legacy` needs `api = \"2.0\"`",
        ),
        (&format!("{GOOD}docs = [\"x/1\"]\n"), "data/common.toml:1: `A.B`: `docs` has `x/1`"),
        (
            &format!("{GOOD}note_en = \"Half.\"\n"),
            "data/common.toml:1: `A.B`: `note_en` and `note_zh`",
        ),
        (
            &format!("{GOOD}made_by = [\"cobol\"]\n"),
            "data/common.toml:1: `A.B`: `made_by` has `cobol`",
        ),
        (&twice, "data/common.toml:12: `A.A` must stand before `A.B`"),
        (&format!("{GOOD}{GOOD}"), "data/common.toml:12: "),
    ] {
        let found = problems(text, "", "");
        assert_eq!(found.len(), 1, "{found:?}\n{text}");
        assert!(found[0].starts_with(problem), "{}\n{problem}", found[0]);
    }
    assert!(problems("", GOOD, "")[0].contains("client.toml:1: `A.B`: `made_by` must name"));
    assert!(problems("", "", GOOD)[0].contains("families.toml:1: `A.B`: a family has no dot"));
    let numbered =
        |name: &str| format!("{}legacy = 4000\napi = \"2.0\"\n", GOOD.replace("A.B", name));
    let found = problems(&format!("{}{}", numbered("A"), numbered("B")), "", "");
    assert_eq!(found, ["data/common.toml:14: `legacy` 4000 is already that of line 1"]);
}

#[test]
fn a_bad_entry_stops_the_build_with_file_line_and_reason() {
    const VERDICTS: &str =
        "[no.caller]\nwhy_en = \"w\"\nwhy_zh = \"因\"\nfix_en = [\"F.\"]\nfix_zh = [\"做。\"]\n";
    let family = GOOD.replace("A.B", "X");
    let common = GOOD.replace("A.B", "X.Common");
    let rows = Source { common: &common, client: "", undotted: "", cos: "", families: &family };
    let rows = rows.check().unwrap();
    let mut facts = fact_files(&["cbs", "cvm"], "");
    for name in ["cbs", "cvm"] {
        let codes = format!("@\nX.Common\nX.D{name}\nX.Ours\nY.Other\n");
        facts.files.insert(tcerr::facts::file_of(name), codes);
    }
    let facts = facts.check().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let check = |file: &str, entry: &str| -> Vec<String> {
        let products = [(file.to_owned(), entry.to_owned())].into();
        match (text::TextFiles { verdicts: VERDICTS.to_owned(), products }).check(&rows, &facts) {
            Ok(_) => Vec::new(),
            Err(problems) => problems.iter().map(ToString::to_string).collect(),
        }
    };
    let entry = |code: &str| format!("[\"{code}\"]\nen = \"It is wrong.\"\nzh = \"有错误。\"\n");
    assert_eq!(check("cvm", &entry("X.Dcvm")), Vec::<String>::new());
    assert_eq!(check("shared", &entry("X.Ours")), Vec::<String>::new());
    for (file, text, problem) in [
        ("cvm", "x".to_owned(), "data/text/cvm.toml:1: "),
        (
            "cvm",
            entry("X.Dcvm").replace("zh", "ch"),
            "data/text/cvm.toml:1: `X.Dcvm`: unknown field `ch`",
        ),
        (
            "cvm",
            entry("X.Dcvm").replace("It is wrong.", ""),
            "data/text/cvm.toml:1: `X.Dcvm`: `en` is empty",
        ),
        (
            "cvm",
            entry("X.Dcvm") + "fix_en = \"Do.\"\n",
            "data/text/cvm.toml:1: `X.Dcvm`: `fix_en` and",
        ),
        (
            "cvm",
            entry("X.Dcvm") + "type_zh = \"错\"\n",
            "data/text/cvm.toml:1: `X.Dcvm`: `type_en` and",
        ),
        (
            "cvm",
            entry("X.Dcvm") + "retry = \"later\"\n",
            "data/text/cvm.toml:1: `X.Dcvm`: `verdicts.toml` has no Later of Caller",
        ),
        ("cvm", entry("X.Dcbs"), "data/text/cvm.toml:1: `X.Dcbs`: the product does not publish it"),
        ("cvm", entry("X.Ours"), "data/text/cvm.toml:1: `X.Ours`: no text speaks for cbs"),
        (
            "shared",
            entry("X.Dcvm"),
            "data/text/shared.toml:1: `X.Dcvm`: no two products publish it",
        ),
        ("shared", entry("X.Common"), "data/text/shared.toml:1: `X.Common`: a row outside"),
        ("shared", entry("Y.Other"), "data/text/shared.toml:1: `Y.Other`: no family explains it"),
        (
            "cvm",
            entry("X.Dcvm") + &entry("X.Dcbs"),
            "data/text/cvm.toml:4: `X.Dcbs` must stand before `X.Dcvm`",
        ),
    ] {
        let found = check(file, &text);
        assert_eq!(found.len(), 1, "{found:?}\n{text}");
        assert!(found[0].starts_with(problem), "{}\n{problem}", found[0]);
    }
}

#[test]
fn every_verdict_has_its_standard_reasons() {
    let standards = text_files().standards().unwrap_or_else(|problems| panic!("{problems:#?}"));
    for verdict in kind::Verdict::ALL {
        for responsible in kind::Responsible::ALL {
            let standard = standards.get(verdict).and_then(|of| of.get(responsible));
            let steps = standard.map(|of| (of.fix_en.len(), of.fix_zh.len()));
            assert!(
                steps.is_some_and(|(en, zh)| en > 0 && en == zh),
                "{verdict:?} {responsible:?}"
            );
        }
    }
}

/// A message that fits a template: something in every place of it.
fn message_of(template: &str) -> String {
    let mut message = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('<') {
        let (name, after) = after.split_once('>').unwrap();
        message.push_str(before);
        message.push_str(match name.split_once('=') {
            Some((_, value)) => value,
            None if name == "resource" => "qcs::cvm::uin/1:instance/*",
            None if name == "operation" => "cvm:RunInstances",
            None if name.contains("..") => " something ",
            None => match layout::FACTS.iter().find(|(fact, _)| *fact == name).unwrap().1 {
                layout::Form::Number => "207",
                layout::Form::Name => "x-1.Y_2",
                layout::Form::Text => "some text",
            },
        });
        rest = after;
    }
    message + rest
}

#[test]
fn every_template_leads_to_its_own_rule() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let said = rule.text.says_en.iter().chain(&rule.text.says_zh);
        let named = rule.text.named().chain(&rule.text.also).find(|code| !code.contains('*'));
        for template in said {
            let message = message_of(template);
            let mut report = tcerr::Report::new(tcerr::Dialect::Json);
            report.code = named.cloned();
            report.message = Some(message.clone());
            let answer = tcerr::explain(&report, tcerr::Lang::En);
            let found = answer.cause.map(|cause| cause.id);
            if found != Some(&*rule.id) {
                wrong.push(format!("{}: {template:?}: {message:?}: {found:?}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rule_says_the_same_in_both_languages() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let text = &rule.text;
        let steps = text.fix_en.iter().zip(&text.fix_zh);
        let pairs = [(&text.en, &text.zh), (&text.exact_en, &text.exact_zh)];
        for (en, zh) in steps.chain(pairs) {
            if quoted(en) != quoted(zh) {
                wrong.push(format!("{}: {en} / {zh}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table of bad rules")]
fn a_bad_rule_stops_the_build_with_file_line_and_reason() {
    const GOOD_RULE: &str = r#"
[a-rule]
source = ["somewhere"]
codes = ["X.Mine"]
says_en = ["exceeds the limit `<limit>`"]
type_en = "Too much"
type_zh = "过多"
tell_en = "says `exceeds`"
tell_zh = "信息含超过"
en = "It is too much."
zh = "太多了。"
exact_en = "It is more than <limit>."
exact_zh = "超过了 <limit>。"
fix_en = ["Send at most <limit>.", "| Send less."]
fix_zh = ["最多发 <limit>。", "| 少发一些。"]
retry = "no"
why_en = "it stays too much"
why_zh = "仍然太多"
responsible = "caller"
"#;
    let family = GOOD.replace("A.B", "X");
    let rows = Source { common: "", client: "", undotted: "", cos: "", families: &family };
    let rows = rows.check().unwrap();
    let facts = fact_files(&["cvm"], "@\nX.Mine\n");
    let facts = facts.check().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let problems = |text: &str| -> Vec<String> {
        let read = causes::read(text);
        let checked = read.and_then(|rules| causes::check(&rules, &rows, &facts));
        checked.err().unwrap_or_default().iter().map(ToString::to_string).collect()
    };
    assert_eq!(problems(GOOD_RULE), Vec::<String>::new());
    for (from, to, problem) in [
        ("a-rule", "A_rule", "2: `A_rule`: an id has small letters"),
        ("source = [\"somewhere\"]", "source = []", "2: `a-rule`: `source` must say"),
        ("codes = [\"X.Mine\"]", "", "2: `a-rule`: `codes`, `always` or `also` must say"),
        ("X.Mine", "X.Other", "2: `a-rule`: there is no code `X.Other`"),
        ("X.Mine", "X.*", "2: `a-rule`: there is no code `X.*`"),
        ("codes = [\"X.Mine\"]", "also = [\"Y.*\"]", "2: `a-rule`: there is no code `Y.*`"),
        ("says_en = [\"exceeds the limit `<limit>`\"]", "", "2: `a-rule`: `says_en`, `says_zh` or"),
        (
            "<limit>`\"]",
            "<limits>`\"]",
            "2: `a-rule`: \"exceeds the limit `<limits>`\": there is no fact",
        ),
        ("<limit>`\"]", "<limit`\"]", "2: `a-rule`: \"exceeds the limit `<limit`\": `<` without"),
        (
            "<limit>`\"]",
            "<value>`\"]",
            "2: `a-rule`: \"exceeds the limit `<value>`\": nothing says where",
        ),
        (
            "<limit>`\"]",
            "<limit>`<rate>\"]",
            "2: `a-rule`: \"exceeds the limit `<limit>`<rate>\": two placeholders",
        ),
        ("exceeds the limit `<limit>`", "", "2: `a-rule`: \"\": it is empty"),
        ("\"It is too much.\"", "\"\"", "2: `a-rule`: `en` is empty"),
        (
            "\"Too much\"",
            "\"Too <limit>\"",
            "2: `a-rule`: \"Too <limit>\": <limit> is not known before",
        ),
        (
            "It is too much.",
            "It is <rate>.",
            "2: `a-rule`: \"It is <rate>.\": not every message has <rate>",
        ),
        (
            "more than <limit>.",
            "more than <rate>.",
            "2: `a-rule`: \"It is more than <rate>.\": no message has <rate>",
        ),
        (
            "\"Send at most <limit>.\"",
            "\"Send at most one.\"",
            "2: `a-rule`: \"Send at most one.\" and \"最多发 <limit>。\" speak of different facts",
        ),
        (
            "\"Send at most <limit>.\", \"| Send less.\"",
            "\"Send less.\"",
            "2: `a-rule`: `fix_en` and `fix_zh` need the same number",
        ),
        (
            "\"Send at most <limit>.\", ",
            "",
            "2: `a-rule`: `fix_en` and `fix_zh` need the same number",
        ),
        ("[\"Send at", "[\"| Send at", "2: `a-rule`: the first step stands in for none"),
        ("retry = \"no\"", "retry = \"never\"", "2: `a-rule`: unknown variant"),
        ("responsible", "by", "2: `a-rule`: unknown field `by`"),
    ] {
        assert!(GOOD_RULE.contains(from), "{from}");
        let found = problems(&GOOD_RULE.replacen(from, to, 1));
        let problem = format!("data/causes.toml:{problem}");
        assert!(found.iter().any(|found| found.starts_with(&problem)), "{found:?}\n{problem}");
    }
    let twice = problems(&format!("{GOOD_RULE}{GOOD_RULE}"));
    assert!(twice[0].starts_with("data/causes.toml:"), "{twice:?}");
}

#[test]
fn every_region_has_one_name_in_api_2_at_most_of_its_own() {
    let regions = source::words(source::REGIONS, &file(source::REGIONS)).unwrap();
    let mut seen = std::collections::HashMap::new();
    for (region, short) in &regions {
        assert!(region.split_once('-').is_some_and(|(area, _)| area.len() == 2), "{region}");
        for name in short {
            assert_eq!(seen.insert(name, region), None, "{name}");
            assert!(!regions.contains_key(name), "{name}");
        }
    }
    let named: Vec<&str> = tcerr::Table::embedded().regions().map(|(region, _)| region).collect();
    assert_eq!(named, regions.keys().collect::<Vec<_>>());
}
