//! Every message rule with real messages, wrapped in the ways in which they reach a person, and with
//! messages that only resemble them.

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

/// The line, from 1, in which a value of `file` begins.
fn line_of<T>(file: &str, value: &Spanned<T>) -> usize {
    file[..value.span().start].matches('\n').count() + 1
}

fn answer(code: Option<&str>, message: &str) -> Explanation {
    let mut report = Report::new(Dialect::Json);
    report.code = code.map(str::to_owned);
    report.message = Some(message.to_owned());
    explain(&report, Lang::En)
}

/// The cause in an answer: its id, the facts, and the policy.
fn cause(answer: &Explanation) -> (Option<&str>, BTreeMap<String, String>, Option<String>) {
    let cause = answer.cause.as_ref();
    let facts = cause.into_iter().flat_map(|cause| &cause.facts);
    (
        cause.map(|cause| cause.id),
        facts.map(|(&name, value)| (name.to_owned(), value.clone())).collect(),
        answer.policy.as_ref().map(ToString::to_string),
    )
}

impl Matched {
    /// What is wrong with an answer to this message in another form.
    fn check(&self, form: &str, answer: &Explanation) -> Option<String> {
        let found = cause(answer);
        let expected = (Some(&*self.id), self.facts.clone(), self.policy.clone());
        (found != expected)
            .then(|| format!("{}: {form}: {found:?} instead of {expected:?}", self.place()))
    }

    fn place(&self) -> String {
        format!("tests/causes.toml:{}: {:?}", self.line, self.message)
    }
}

/// The message in wrappings that must not change its cause.
fn wrapped(message: &str) -> Vec<(&'static str, String)> {
    let halves = |mark: &str| {
        let (half, _) = message.char_indices().nth(message.chars().count() / 2).unwrap();
        let gap = message[half..].find(' ').map(|gap| half + gap);
        gap.map_or_else(
            || message.to_owned(),
            |gap| format!("{}{mark}{}", &message[..gap], &message[gap + 1..]),
        )
    };
    vec![
        ("as it is", message.to_owned()),
        ("behind an action", format!("[DescribeEnvs] {message}")),
        ("behind a hexadecimal id", format!("(bd6d22a359eb){message}")),
        ("behind a name", format!("[QCloudError] Code=11008 {message}")),
        ("in front of a request id", format!("{message} (reqId: 1-2)")),
        ("over two lines", halves("\n")),
        ("over two lines, escaped", halves("\\n")),
        ("over two lines of a box", halves("\n    ")),
        ("with its lines joined", message.replace('\n', "")),
        ("with its quotation marks escaped", message.replace('"', "\\\"").replace('/', "\\/")),
        ("without code quotes", message.replace('`', "")),
        ("with other quotation marks", message.replace('`', "\"")),
    ]
}

#[test]
fn a_message_tells_its_cause_however_it_is_wrapped() {
    let mut wrong = Vec::new();
    for matched in messages().0 {
        for (form, message) in wrapped(&matched.message) {
            // The rule for this message needs it at the beginning of the text.
            if form == "behind a name" && matched.message.ends_with(" is required") {
                continue;
            }
            wrong.extend(matched.check(form, &answer(matched.code.as_deref(), &message)));
        }
        let loud = answer(matched.code.as_deref(), &matched.message.to_uppercase());
        let id = loud.cause.map(|cause| cause.id);
        if id != Some(&matched.id) {
            wrong.push(format!("{}: in capitals: {id:?}", matched.place()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_counted_is_what_is_answered() {
    let (matched, lookalike) = messages();
    let with_message = matched.into_iter().map(|matched| (matched.code, Some(matched.message)));
    let resembling =
        lookalike.into_iter().map(|lookalike| (Some(lookalike.code), Some(lookalike.message)));
    let bare = Table::embedded().codes().map(|code| (Some(code.name().to_owned()), None));
    let mut wrong = Vec::new();
    for (code, message) in with_message.chain(resembling).chain(bare) {
        let mut report = Report::new(Dialect::Json);
        (report.code, report.message) = (code, message);
        let (counted, answer) = (diagnose(&report), explain(&report, Lang::En));
        // A text without a code is counted under the code that its message implies.
        let name = answer.code.or_else(|| counted.code.clone().filter(|_| report.code.is_none()));
        let answered = (
            name,
            answer.cause.map(|cause| cause.id),
            answer.retry.map(|retry| retry.verdict),
            answer.responsible,
        );
        let counted = (counted.code, counted.cause, counted.verdict, counted.responsible);
        if counted != answered {
            wrong.push(format!("{counted:?} instead of {answered:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The only failure in a text.
fn read(text: &str) -> Explanation {
    let findings = recognize(text).findings;
    let [Finding::Failure(report)] = &findings[..] else { panic!("{text}: {findings:?}") };
    explain(report, Lang::Zh)
}

#[test]
fn a_message_tells_its_cause_in_what_clients_print() {
    let mut wrong = Vec::new();
    for matched in messages().0 {
        let (Some(code), message) = (&matched.code, matched.message.trim()) else { continue };
        // Clients print Java's class names and messages with line breaks in other forms.
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
            // The request id in the message is also that of the call.
            let mut answer = read(&text);
            if let Some(cause) = &mut answer.cause
                && !matched.facts.contains_key("request_id")
            {
                cause.facts.remove("request_id");
            }
            wrong.extend(matched.check(&text, &answer));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_only_resembles_a_message_tells_nothing() {
    let found: Vec<_> = messages()
        .1
        .into_iter()
        .filter_map(|lookalike| {
            let answer = answer(Some(&lookalike.code), &lookalike.message);
            let cause = answer.cause?;
            let Lookalike { code, message, line } = lookalike;
            Some(format!("tests/causes.toml:{line}: {code}: {message}: {}", cause.id))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What is read of a rule in `data/causes.toml`.
#[derive(Deserialize)]
struct Says {
    #[serde(default)]
    says_zh: Vec<String>,
}

#[test]
fn every_rule_has_a_message_in_each_of_its_languages() {
    let (matched, _) = messages();
    let rules: BTreeMap<String, Spanned<Says>> = toml::from_str(RULES).unwrap();
    let mut wrong = Vec::new();
    for (id, rule) in &rules {
        let says_zh = &rule.get_ref().says_zh;
        for (lang, name) in [(Language::En, "English"), (Language::Zh, "Chinese")] {
            let is_wanted = lang == Language::En || !says_zh.is_empty();
            if is_wanted && !matched.iter().any(|matched| matched.id == *id && matched.lang == lang)
            {
                let line = line_of(RULES, rule);
                let lacks = format!("tests/causes.toml has no {name} message of `{id}`");
                wrong.push(format!("data/causes.toml:{line}: {lacks}"));
            }
        }
    }
    for matched in matched.iter().filter(|matched| !rules.contains_key(&matched.id)) {
        wrong.push(format!("{}: data/causes.toml has no rule `{}`", matched.place(), matched.id));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Programs rely on the ids of rules and on the facts that come with them. Both are promised once
/// they are listed in the snapshot, and `SNAPSHOTS=overwrite` adds to it and takes nothing out.
#[test]
fn no_id_is_lost_nor_a_fact() {
    const SNAPSHOT: &str = "tests/snapshots/causes.txt";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SNAPSHOT);
    let promised = fs::read_to_string(&path).unwrap();
    let (matched, _) = messages();
    let mut known: BTreeMap<&str, BTreeSet<&str>> =
        Table::embedded().rules().map(|rule| (rule.id(), BTreeSet::new())).collect();
    for matched in &matched {
        if let Some(facts) = known.get_mut(&*matched.id) {
            facts.extend(matched.facts.keys().map(String::as_str));
        }
    }
    let mut wrong = Vec::new();
    for (line, promise) in (1..).zip(promised.lines()) {
        let mut words = promise.split(' ');
        let id = words.next().unwrap_or_default();
        let Some(facts) = known.get(id) else {
            wrong.push(format!("{SNAPSHOT}:{line}: data/causes.toml has lost the rule `{id}`"));
            continue;
        };
        for fact in words.filter(|fact| !facts.contains(fact)) {
            wrong.push(format!("{SNAPSHOT}:{line}: no message of `{id}` has its fact `{fact}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if std::env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite") {
        let lines = known.into_iter().map(|(id, facts)| {
            let words: Vec<&str> = std::iter::once(id).chain(facts).collect();
            words.join(" ") + "\n"
        });
        fs::write(path, lines.collect::<String>()).unwrap();
    }
}

#[test]
fn every_policy_is_one_that_cam_takes() {
    let policies: Vec<serde_json::Value> = messages()
        .0
        .iter()
        .filter_map(|matched| answer(matched.code.as_deref(), &matched.message).policy)
        .map(|policy| serde_json::to_value(policy).unwrap())
        .collect();
    assert!(policies.len() > 5);
    let schema: serde_json::Value = serde_json::from_str(tcerr::render::SCHEMA).unwrap();
    let mut of_policies = schema["$defs"]["policy"].clone();
    of_policies["$schema"] = schema["$schema"].clone();
    let validator = jsonschema::validator_for(&of_policies).unwrap();
    for policy in policies {
        assert!(validator.is_valid(&policy), "{policy}");
    }
}

proptest! {
    /// Any message gets an answer.
    #[test]
    fn any_message_is_read(code in "[A-Z][a-z]{1,9}(\\.[A-Z][a-z]{1,9})?", message in ".*") {
        let _ = answer(Some(&code), &message);
        let _ = answer(None, &message);
    }

    /// Whatever a denial names, its policy never allows anything else.
    #[test]
    fn a_policy_allows_just_what_was_denied(operation in ".{0,30}", resource in ".{0,60}") {
        let message = format!(
            "you are not authorized to perform operation ({operation})\nresource ({resource}) has \
             no permission"
        );
        let answer = answer(Some("UnauthorizedOperation"), &message);
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

    /// Captured text comes back unchanged.
    #[test]
    fn facts_are_what_the_message_says(
        parameter in "[A-Z][A-Za-z]{0,12}(\\.[0-9]\\.[A-Z][a-z]{1,8})?",
        value in "[A-Za-z0-9_-]{1,40}",
    ) {
        prop_assume!(!["Region", "X-TC-Region"].contains(&&*parameter));
        let message =
            format!("The value `{value}` specified in the parameter `{parameter}` is not valid.");
        let answer = answer(Some("InvalidParameterValue"), &message);
        let (id, facts, _) = cause(&answer);
        prop_assert_eq!(id, Some("invalid-value"));
        prop_assert_eq!(&facts["value"], &value);
        prop_assert_eq!(&facts["parameter"], &parameter);
    }
}
