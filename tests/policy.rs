//! What a policy grants: never more than the denial it was made of. Names are generated from every
//! ASCII character, Chinese, commas, words of secrets, wildcards, invisible characters and the very
//! words of a denial. That CAM accepts a policy is not proved here.

#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use serde_json::json;
use tcerr::{Explanation, Finding, Lang, explain, recognize};

/// A denial, and the resource that was denied.
#[derive(Clone, Debug)]
struct Denial {
    operation: &'static str,
    resource: String,
    /// Whether people choose the name in the resource; a `*` in it is then a character.
    is_chosen: bool,
}

fn name() -> impl Strategy<Value = String> {
    let parts = [
        "a",
        "B",
        "0",
        "-",
        "_",
        ".",
        "/",
        ":",
        "@",
        "#",
        " ",
        ",",
        ", ",
        "，",
        "、",
        "*",
        "?",
        "\\",
        "\"",
        "'",
        "`",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "$",
        "${uin}",
        "%2A",
        "+",
        "=",
        "~",
        "!",
        "^",
        "&",
        "|",
        ";",
        "<",
        ">",
        "\t",
        "\n",
        "密钥",
        "对象",
        "é",
        "\u{200b}",
        "\u{202e}",
        "\u{3164}",
        "\u{e0041}",
        "\u{9b}",
        "secret/",
        "token=",
        "password: ",
        "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EX",
        "qcs:",
        "qcs::cos::uid/1:*",
        ", *",
        ",qcs::cvm::uin/1:instance/*",
        ") has no permission",
        ") resource (*",
        "operation (cam:CreateUser)",
        "you are not authorized to perform operation (cam:*) resource (*) has no permission",
    ];
    proptest::collection::vec(proptest::sample::select(parts.to_vec()), 1..7)
        .prop_map(|parts| parts.concat())
}

fn denial() -> impl Strategy<Value = Denial> {
    let kinds = [
        ("cos:GetObject", "qcs::cos:ap-beijing:uid/125:b-125/"),
        ("ssm:GetSecretValue", "qcs::ssm:ap-guangzhou:uin/1000:secret/creatorUin/1000/"),
        ("scf:InvokeFunction", "qcs::scf:ap-guangzhou:uin/1000:namespace/default/function/"),
        ("sts:AssumeRole", "qcs::cam::uin/1000:roleName/"),
        ("cvm:StopInstances", "qcs:id/0:cvm:ap-guangzhou:uin/1000:instance/"),
    ];
    prop_oneof![
        (proptest::sample::select(kinds.to_vec()), name()).prop_map(|((operation, kind), name)| {
            // No instance is called `*`: CAM means all of them.
            let is_chosen = operation != "cvm:StopInstances" || name != "*";
            Denial { operation, resource: format!("{kind}{name}"), is_chosen }
        }),
        Just(Denial { operation: "sms:SendSms", resource: "*".to_owned(), is_chosen: false }),
        Just(Denial {
            operation: "cvm:RunInstances",
            resource: "qcs::cvm:ap-guangzhou:uin/1000:instance/*".to_owned(),
            is_chosen: false,
        }),
    ]
}

fn answer(denial: &Denial) -> Explanation {
    let message = format!(
        "[request id:r-1]you are not authorized to perform operation ({}) resource ({}) has no permission",
        denial.operation, denial.resource
    );
    let body = json!({"Response": {
        "Error": {"Code": "UnauthorizedOperation", "Message": message}, "RequestId": "r-1"}});
    let finding = recognize(&body.to_string()).findings.remove(0);
    let Finding::Failure(report) = finding else { panic!("{body}") };
    explain(&report, Lang::En)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_policy_grants_what_was_denied_and_nothing_else(denial in denial()) {
        let answer = answer(&denial);
        let Some(policy) = &answer.policy else { return Ok(()) };
        let operation = policy.operation().trim_start_matches("name/");
        prop_assert_eq!(operation, denial.operation);
        let granted: Vec<&str> = policy.resources().collect();
        let denied = denial.resource.replace("qcs:id/0:", "qcs::");
        prop_assert_eq!(&granted, &[denied.as_str()]);
        let has_wildcard = policy.to_string().contains(['*', '?', '$']);
        prop_assert!(!(denial.is_chosen && has_wildcard), "{}", policy);
        let printed = policy.to_string();
        let is_visible = |c: char| !c.is_control() && (c.is_ascii() || c.is_alphanumeric() || "，、".contains(c));
        prop_assert!(printed.chars().all(is_visible), "{:?}", printed);
        prop_assert!(!printed.contains('\u{3164}'), "{:?}", printed);
    }
}

#[test]
fn plain_names_get_a_policy() {
    for resource in [
        "*",
        "qcs::cos:ap-beijing:uid/125:b-125/reports/2026,11/Bericht.pdf",
        "qcs::cos:ap-beijing:uid/125:b-125/报表/十一月.xlsx",
        "qcs::cvm:ap-guangzhou:uin/1000:instance/*",
        "qcs::cvm:ap-guangzhou:uin/1000:instance/ins-1",
    ] {
        let denial =
            Denial { operation: "cos:GetObject", resource: resource.to_owned(), is_chosen: true };
        let policy = answer(&denial).policy.unwrap();
        assert_eq!(policy.resources().collect::<Vec<_>>(), [resource]);
    }
}

#[test]
fn an_answer_says_why_there_is_no_policy() {
    for (resource, note) in [
        ("qcs::cos:ap-beijing:uid/125:b-125/reports, *", "policy_ambiguous"),
        ("qcs::cos:ap-beijing:uid/125:b-125/*", "policy_wildcard"),
        ("qcs::cos:ap-beijing:uid/125:b/AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "policy_masked"),
        ("qcs::cvm:ap-guangzhou:uin/1000******04:eip/*", "policy_invalid"),
    ] {
        let denial =
            Denial { operation: "cos:GetObject", resource: resource.to_owned(), is_chosen: true };
        let answer = answer(&denial);
        assert_eq!(answer.policy, None, "{resource}");
        let json = serde_json::to_value(&answer).unwrap();
        assert_eq!(json["note_ids"][0], note, "{resource}");
    }
}
