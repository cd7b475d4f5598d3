//! Properties of recognition: whatever the text, nothing panics; whatever a failure's details,
//! they are found.

#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use serde_json::{Map, Value, json};
use tcerr::{Finding, Report, Table, recognize};

fn reports(text: &str) -> Vec<Report> {
    recognize(text).findings.into_iter().filter_map(Finding::into_failure).collect()
}

#[test]
fn a_failure_told_with_and_without_its_id_is_one() {
    let error = json!({"Code": "ResourceInUse", "Message": "busy"});
    let bare = json!({"Error": error}).to_string();
    let with_id = json!({"Error": error, "RequestId": "57ee59b2-6bca"}).to_string();
    for text in [
        [&*bare, &with_id, &with_id].concat(),
        [&*with_id, &bare, &with_id].concat(),
        [&*with_id, &with_id, &bare].concat(),
        [&*bare, &bare, &with_id].concat(),
    ] {
        let found = reports(&text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].seen, 3, "{text}");
        assert_eq!(found[0].request_id.as_deref(), Some("57ee59b2-6bca"), "{text}");
    }
}

/// A code that is published, or one that only looks like it.
fn code() -> impl Strategy<Value = String> {
    let known: Vec<String> = Table::embedded()
        .codes()
        .map(|code| code.name().to_owned())
        .filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains(' '))
        .collect();
    prop_oneof![prop::sample::select(known), "[A-Z][A-Za-z]{2,20}(\\.[A-Z][A-Za-z0-9_]{1,30}){1,2}",]
}

/// A message with all that a message may hold.
fn message() -> impl Strategy<Value = String> {
    "[ -~\n\t\\\\\"`{}\\[\\],:，。“不存在密钥]{1,80}"
}

/// The object with its members in an order that `turn` decides, and something between them.
fn shuffled(members: &[(&str, Value)], turn: usize, extra: bool) -> Value {
    let mut object = Map::new();
    if extra {
        object.insert(
            "DeprecatedWarning".to_owned(),
            json!({"Code": "none", "list": [1, {"a": "b"}]}),
        );
    }
    for place in 0..members.len() {
        let (key, value) = &members[(place + turn) % members.len()];
        object.insert((*key).to_owned(), value.clone());
    }
    Value::Object(object)
}

proptest! {
    // A case that failed becomes a test of its own.
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_legal(text in "\\PC{0,200}") {
        recognize(&text);
    }

    #[test]
    fn any_json_like_text_is_legal(text in "[{}\\[\\]\":,\\\\ \nCodeRspnMagEri0-9.]{0,120}") {
        recognize(&text);
    }

    #[test]
    fn any_bytes_are_legal(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        recognize(&tcerr::decode(&bytes));
    }

    #[test]
    fn a_response_is_read_in_any_order_and_form(
        code in code(),
        message in message(),
        id in "[0-9a-f]{8}-[0-9a-f]{4}",
        turn in 0..2usize,
        extra in any::<bool>(),
        pretty in any::<bool>(),
        wrapped in any::<bool>(),
    ) {
        let error = shuffled(&[("Code", json!(code)), ("Message", json!(message))], turn, false);
        let inner = shuffled(&[("Error", error), ("RequestId", json!(id))], turn, extra);
        let body = if wrapped { json!({"Response": inner}) } else { inner };
        let text = if pretty {
            serde_json::to_string_pretty(&body).unwrap()
        } else {
            body.to_string()
        };
        let found = reports(&text);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].code.as_deref(), Some(&*code));
        prop_assert_eq!(found[0].message.as_deref(), Some(&*message));
        prop_assert_eq!(found[0].request_id.as_deref(), Some(&*id));
    }

    #[test]
    fn a_body_of_api_2_is_read_in_any_order(
        number in prop::sample::select(vec![4000u32, 4100, 4102, 4500, 5100, 6200]),
        message in message(),
        code_desc in prop::option::of("[A-Z][A-Za-z]{3,20}"),
        as_text in any::<bool>(),
        turn in 0..3usize,
    ) {
        let code = if as_text { json!(number.to_string()) } else { json!(number) };
        let mut members = vec![("code", code), ("message", json!(message))];
        members.extend(code_desc.as_ref().map(|code| ("codeDesc", json!(code))));
        let found = reports(&shuffled(&members, turn, false).to_string());
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].legacy, Some(number));
        prop_assert_eq!(&found[0].code, &code_desc);
        prop_assert_eq!(found[0].message.as_deref(), Some(&*message));
    }

    #[test]
    fn documents_follow_one_another(codes in prop::collection::vec(code(), 1..6), gap in "[ \n,]{0,3}") {
        let body = |code: &String| {
            json!({"Response": {"Error": {"Code": code, "Message": "m"}, "RequestId": "r"}}).to_string()
        };
        let text = codes.iter().map(body).collect::<Vec<_>>().join(&gap);
        let found: Vec<String> = reports(&text).into_iter().filter_map(|report| report.code).collect();
        prop_assert_eq!(found, codes);
    }

    #[test]
    fn a_list_of_codes_is_read_line_by_line(codes in prop::collection::vec(code(), 1..8)) {
        let found: Vec<String> =
            reports(&codes.join("\n")).into_iter().filter_map(|report| report.code).collect();
        prop_assert_eq!(found, codes);
    }

    #[test]
    fn a_cut_response_is_no_success(cut in 1..95usize) {
        let body = r#"{"Response":{"Error":{"Code":"NoSuchVersion","Message":"none"},"RequestId":"57ee59b2-6bca"}}"#;
        prop_assume!(cut < body.len());
        let found = recognize(&body[..cut]);
        prop_assert!(found.problem.is_some());
        for finding in found.findings {
            prop_assert!(matches!(finding, Finding::Failure(_)), "{:?}", finding);
        }
    }
}
