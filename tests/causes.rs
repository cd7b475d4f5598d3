//! Proves that every message rule finds its cause in real messages, in every wrapping in which they
//! reach a person, and that messages that only resemble them have no cause. The messages are those
//! of `tests/causes.toml`. The texts of a cause are not checked here, but in `tests/data`.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde::Deserialize;
use tcerr::{Dialect, Explanation, Finding, Lang, Report, Table, diagnose, explain, recognize};
use toml::Spanned;

const MESSAGES: &str = include_str!("causes.toml");
const RULES: &str = include_str!("../data/causes.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Messages {
    matched: Vec<Spanned<Matched>>,
    lookalike: Vec<Spanned<Lookalike>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Matched {
    id: String,
    #[serde(default)]
    lang: Language,
    code: Option<String>,
    message: String,
    #[serde(default)]
    facts: BTreeMap<String, String>,
    policy: Option<String>,
    #[serde(skip)]
    line: usize,
}

#[derive(Clone, Copy, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Language {
    #[default]
    En,
    Zh,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lookalike {
    code: String,
    message: String,
    #[serde(skip)]
    line: usize,
}

fn messages() -> (Vec<Matched>, Vec<Lookalike>) {
    let Messages { matched, lookalike } =
        toml::from_str(MESSAGES).unwrap_or_else(|error| panic!("tests/causes.toml: {error}"));
    let matched = matched.into_iter().map(|matched| {
        let line = line_of(MESSAGES, &matched);
        Matched { line, ..matched.into_inner() }
    });
    let lookalike = lookalike.into_iter().map(|lookalike| {
        let line = line_of(MESSAGES, &lookalike);
        Lookalike { line, ..lookalike.into_inner() }
    });
    (matched.collect(), lookalike.collect())
}

/// The line of `file`, counted from 1, in which a value begins.
fn line_of<T>(file: &str, value: &Spanned<T>) -> usize {
    file[..value.span().start].matches('\n').count() + 1
}

fn explain_message(code: Option<&str>, message: &str) -> Explanation {
    let mut report = Report::new(Dialect::Json);
    report.code = code.map(str::to_owned);
    report.message = Some(message.to_owned());
    explain(&report, Lang::En)
}

/// What a message decides in an answer: the id of the cause, its facts, and the policy.
fn decided(answer: &Explanation) -> (Option<&str>, BTreeMap<String, String>, Option<String>) {
    let cause = answer.cause.as_ref();
    let facts = cause.into_iter().flat_map(|cause| &cause.facts);
    (
        cause.map(|cause| cause.id),
        facts.map(|(&name, value)| (name.to_owned(), value.clone())).collect(),
        answer.policy.as_ref().map(ToString::to_string),
    )
}

impl Matched {
    /// How an answer to this message, in some wrapping, differs from what is expected.
    fn difference(&self, wrapping: &str, answer: &Explanation) -> Option<String> {
        let actual = decided(answer);
        let expected = (Some(&*self.id), self.facts.clone(), self.policy.clone());
        (actual != expected)
            .then(|| format!("{}: {wrapping}: {actual:?} instead of {expected:?}", self.location()))
    }

    fn location(&self) -> String {
        format!("tests/causes.toml:{}: {:?}", self.line, self.message)
    }
}

/// The message in wrappings that must not change its cause, each with its name.
fn wrapped(message: &str) -> Vec<(&'static str, String)> {
    let broken_with = |line_break: &str| {
        let (middle, _) = message.char_indices().nth(message.chars().count() / 2).unwrap();
        let space = message[middle..].find(' ').map(|space| middle + space);
        space.map_or_else(
            || message.to_owned(),
            |space| format!("{}{line_break}{}", &message[..space], &message[space + 1..]),
        )
    };
    vec![
        ("unchanged", message.to_owned()),
        ("after an action", format!("[DescribeEnvs] {message}")),
        ("after a hexadecimal id", format!("(bd6d22a359eb){message}")),
        ("after a name", format!("[QCloudError] Code=11008 {message}")),
        ("before a request id", format!("{message} (reqId: 1-2)")),
        ("over two lines", broken_with("\n")),
        ("over two lines, escaped", broken_with("\\n")),
        ("over two lines of a box", broken_with("\n    ")),
        ("with its lines joined", message.replace('\n', "")),
        ("with its quotation marks escaped", message.replace('"', "\\\"").replace('/', "\\/")),
        ("without code quotes", message.replace('`', "")),
        ("with other quotation marks", message.replace('`', "\"")),
    ]
}

#[test]
fn a_message_has_its_cause_in_any_wrapping() {
    let mut wrong = Vec::new();
    for matched in messages().0 {
        for (wrapping, message) in wrapped(&matched.message) {
            // The rule for this message matches it only at the beginning of the text.
            if wrapping == "after a name" && matched.message.ends_with(" is required") {
                continue;
            }
            let answer = explain_message(matched.code.as_deref(), &message);
            wrong.extend(matched.difference(wrapping, &answer));
        }
        let answer = explain_message(matched.code.as_deref(), &matched.message.to_uppercase());
        let id = answer.cause.map(|cause| cause.id);
        if id != Some(&matched.id) {
            wrong.push(format!("{}: in capitals: {id:?}", matched.location()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn diagnose_and_explain_agree() {
    let (matched, lookalike) = messages();
    let with_message = matched.into_iter().map(|matched| (matched.code, Some(matched.message)));
    let lookalikes =
        lookalike.into_iter().map(|lookalike| (Some(lookalike.code), Some(lookalike.message)));
    let bare_codes = Table::embedded().codes().map(|code| (Some(code.name().to_owned()), None));
    let mut wrong = Vec::new();
    for (code, message) in with_message.chain(lookalikes).chain(bare_codes) {
        let mut report = Report::new(Dialect::Json);
        (report.code, report.message) = (code, message);
        let (diagnosis, answer) = (diagnose(&report), explain(&report, Lang::En));
        // A text without a code is diagnosed under the code that its message implies.
        let implied_code = diagnosis.code.clone().filter(|_| report.code.is_none());
        let explained = (
            answer.code.or(implied_code),
            answer.cause.map(|cause| cause.id),
            answer.retry.map(|retry| retry.verdict),
            answer.responsible,
        );
        let diagnosed = (diagnosis.code, diagnosis.cause, diagnosis.verdict, diagnosis.responsible);
        if diagnosed != explained {
            wrong.push(format!("{diagnosed:?} instead of {explained:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The explanation of the only failure in a text.
fn explain_text(text: &str) -> Explanation {
    let findings = recognize(text).findings;
    let [Finding::Failure(report)] = &findings[..] else { panic!("{text}: {findings:?}") };
    explain(report, Lang::Zh)
}

#[test]
fn a_message_has_its_cause_in_the_output_of_clients() {
    let mut wrong = Vec::new();
    for matched in messages().0 {
        let (Some(code), message) = (&matched.code, matched.message.trim()) else { continue };
        // Clients print Java's class names, and messages with line breaks, in other forms.
        if message.contains('\n') || code.starts_with(|c: char| c.is_ascii_lowercase()) {
            continue;
        }
        let body = serde_json::json!({
            "Response": { "Error": { "Code": code, "Message": message }, "RequestId": "r-1" },
        });
        let logged = serde_json::json!({ "log": body.to_string() }).to_string();
        let go = format!("[TencentCloudSDKError] Code={code}, Message={message}, RequestId=r-1");
        let python =
            format!("[TencentCloudSDKException] code:{code} message:{message} requestId:r-1");
        for text in [body.to_string(), logged, go, python] {
            // The request id of the call becomes a fact too; the bare message has none.
            let mut answer = explain_text(&text);
            if let Some(cause) = &mut answer.cause
                && !matched.facts.contains_key("request_id")
            {
                cause.facts.remove("request_id");
            }
            wrong.extend(matched.difference(&text, &answer));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_lookalike_has_no_cause() {
    let wrong: Vec<_> = messages()
        .1
        .into_iter()
        .filter_map(|lookalike| {
            let answer = explain_message(Some(&lookalike.code), &lookalike.message);
            let cause = answer.cause?;
            let Lookalike { code, message, line } = lookalike;
            Some(format!("tests/causes.toml:{line}: {code}: {message}: {}", cause.id))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The part of a rule in `data/causes.toml` that this file needs.
#[derive(Deserialize)]
struct RuleTemplates {
    #[serde(default)]
    says_zh: Vec<String>,
}

#[test]
fn every_rule_has_a_message_in_each_of_its_languages() {
    let (matched, _) = messages();
    let rules: BTreeMap<String, Spanned<RuleTemplates>> = toml::from_str(RULES).unwrap();
    let mut wrong = Vec::new();
    for (id, rule) in &rules {
        let says_zh = &rule.get_ref().says_zh;
        for (lang, name) in [(Language::En, "English"), (Language::Zh, "Chinese")] {
            let is_required = lang == Language::En || !says_zh.is_empty();
            if is_required
                && !matched.iter().any(|matched| matched.id == *id && matched.lang == lang)
            {
                let line = line_of(RULES, rule);
                let reason = format!("tests/causes.toml has no {name} message for `{id}`");
                wrong.push(format!("data/causes.toml:{line}: {reason}"));
            }
        }
    }
    for matched in matched.iter().filter(|matched| !rules.contains_key(&matched.id)) {
        wrong.push(format!(
            "{}: data/causes.toml has no rule `{}`",
            matched.location(),
            matched.id
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Programs rely on the ids of rules and on the facts that come with them. Both are promised once
/// the snapshot lists them: `SNAPSHOTS=overwrite` adds lines to it and removes none.
#[test]
fn no_promised_rule_or_fact_is_lost() {
    const SNAPSHOT: &str = "tests/snapshots/causes.txt";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SNAPSHOT);
    let promised = fs::read_to_string(&path).unwrap();
    let (matched, _) = messages();
    let mut current: BTreeMap<&str, BTreeSet<&str>> =
        Table::embedded().rules().map(|rule| (rule.id(), BTreeSet::new())).collect();
    for matched in &matched {
        if let Some(facts) = current.get_mut(&*matched.id) {
            facts.extend(matched.facts.keys().map(String::as_str));
        }
    }
    let mut wrong = Vec::new();
    for (line, promise) in (1..).zip(promised.lines()) {
        let mut words = promise.split(' ');
        let id = words.next().unwrap_or_default();
        let Some(facts) = current.get(id) else {
            wrong.push(format!("{SNAPSHOT}:{line}: data/causes.toml has lost the rule `{id}`"));
            continue;
        };
        for fact in words.filter(|fact| !facts.contains(fact)) {
            wrong.push(format!("{SNAPSHOT}:{line}: no message for `{id}` has its fact `{fact}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if std::env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite") {
        let lines = current.into_iter().map(|(id, facts)| {
            let words: Vec<&str> = std::iter::once(id).chain(facts).collect();
            words.join(" ") + "\n"
        });
        fs::write(path, lines.collect::<String>()).unwrap();
    }
}

#[test]
fn every_policy_has_the_form_that_cam_accepts() {
    let policies: Vec<serde_json::Value> = messages()
        .0
        .iter()
        .filter_map(|matched| explain_message(matched.code.as_deref(), &matched.message).policy)
        .map(|policy| serde_json::to_value(policy).unwrap())
        .collect();
    assert!(policies.len() > 5);
    let schema: serde_json::Value = serde_json::from_str(tcerr::render::SCHEMA).unwrap();
    let mut policy_schema = schema["$defs"]["policy"].clone();
    policy_schema["$schema"] = schema["$schema"].clone();
    let validator = jsonschema::validator_for(&policy_schema).unwrap();
    for policy in policies {
        assert!(validator.is_valid(&policy), "{policy}");
    }
}

proptest! {
    #[test]
    fn any_message_can_be_explained(code in "[A-Z][a-z]{1,9}(\\.[A-Z][a-z]{1,9})?", message in ".*") {
        let _ = explain_message(Some(&code), &message);
        let _ = explain_message(None, &message);
    }

    #[test]
    fn a_policy_allows_only_what_was_denied(operation in ".{0,30}", resource in ".{0,60}") {
        let message = format!(
            "you are not authorized to perform operation ({operation})\nresource ({resource}) has \
             no permission"
        );
        let answer = explain_message(Some("UnauthorizedOperation"), &message);
        if let Some(policy) = answer.policy {
            let policy = serde_json::to_value(&policy).unwrap();
            let statement = &policy["statement"][0];
            let action = statement["action"][0].as_str().unwrap();
            prop_assert!(operation.ends_with(action) || operation.trim().contains(action));
            for allowed in statement["resource"].as_array().unwrap() {
                let last = allowed.as_str().unwrap().rsplit(':').next().unwrap();
                prop_assert!(resource.contains(last), "{resource}: {allowed}");
            }
        }
    }

    #[test]
    fn captured_facts_are_unchanged_parts_of_the_message(
        parameter in "[A-Z][A-Za-z]{0,12}(\\.[0-9]\\.[A-Z][a-z]{1,8})?",
        value in "[A-Za-z0-9_-]{1,40}",
    ) {
        prop_assume!(!["Region", "X-TC-Region"].contains(&&*parameter));
        let message =
            format!("The value `{value}` specified in the parameter `{parameter}` is not valid.");
        let answer = explain_message(Some("InvalidParameterValue"), &message);
        let (id, facts, _) = decided(&answer);
        prop_assert_eq!(id, Some("invalid-value"));
        prop_assert_eq!(&facts["value"], &value);
        prop_assert_eq!(&facts["parameter"], &parameter);
    }
}
