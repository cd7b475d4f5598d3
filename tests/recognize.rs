//! Proves with random input that recognition never panics, and that it finds the code, the message
//! and the request id of a generated response, whatever they contain. Real texts of each dialect
//! are checked in `tests/dialects.rs`.

#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use serde_json::{Map, Value, json};
use tcerr::{Finding, Report, Table, recognize};

fn reports(text: &str) -> Vec<Report> {
    recognize(text).findings.into_iter().filter_map(Finding::into_failure).collect()
}

#[test]
fn a_failure_reported_with_and_without_its_request_id_counts_once() {
    let error = json!({"Code": "ResourceInUse", "Message": "busy"});
    let bare = json!({"Error": error}).to_string();
    let with_id = json!({"Error": error, "RequestId": "57ee59b2-6bca"}).to_string();
    for text in [
        [&*bare, &with_id, &with_id].concat(),
        [&*with_id, &bare, &with_id].concat(),
        [&*with_id, &with_id, &bare].concat(),
        [&*bare, &bare, &with_id].concat(),
    ] {
        let reports = reports(&text);
        assert_eq!(reports.len(), 1, "{text}");
        assert_eq!(reports[0].seen, 3, "{text}");
        assert_eq!(reports[0].request_id.as_deref(), Some("57ee59b2-6bca"), "{text}");
    }
}

/// A published code, or a random one of the same form.
fn code() -> impl Strategy<Value = String> {
    let published: Vec<String> = Table::embedded()
        .codes()
        .map(|code| code.name().to_owned())
        .filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains(' '))
        .collect();
    prop_oneof![
        prop::sample::select(published),
        "[A-Z][A-Za-z]{2,20}(\\.[A-Z][A-Za-z0-9_]{1,30}){1,2}",
    ]
}

/// A message of characters of every kind that messages have.
fn message() -> impl Strategy<Value = String> {
    "[ -~\n\t\\\\\"`{}\\[\\],:，。“不存在密钥]{1,80}"
}

/// An object of the members, rotated by `rotation`, with an unrelated member in front if
/// `has_extra`.
fn rotated(members: &[(&str, Value)], rotation: usize, has_extra: bool) -> Value {
    let mut object = Map::new();
    if has_extra {
        object.insert(
            "DeprecatedWarning".to_owned(),
            json!({"Code": "none", "list": [1, {"a": "b"}]}),
        );
    }
    for index in 0..members.len() {
        let (key, value) = &members[(index + rotation) % members.len()];
        object.insert((*key).to_owned(), value.clone());
    }
    Value::Object(object)
}

proptest! {
    // Failing cases are not saved in a file: each becomes a test of its own.
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}") {
        recognize(&text);
    }

    #[test]
    fn any_json_like_text_is_read_without_panic(text in "[{}\\[\\]\":,\\\\ \nCodeRspnMagEri0-9.]{0,120}") {
        recognize(&text);
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        recognize(&tcerr::decode(&bytes));
    }

    #[test]
    fn a_response_is_read_with_its_members_in_any_order(
        code in code(),
        message in message(),
        id in "[0-9a-f]{8}-[0-9a-f]{4}",
        rotation in 0..2usize,
        has_extra in any::<bool>(),
        is_pretty in any::<bool>(),
        is_wrapped in any::<bool>(),
    ) {
        let error = rotated(&[("Code", json!(code)), ("Message", json!(message))], rotation, false);
        let inner = rotated(&[("Error", error), ("RequestId", json!(id))], rotation, has_extra);
        let body = if is_wrapped { json!({"Response": inner}) } else { inner };
        let text = if is_pretty {
            serde_json::to_string_pretty(&body).unwrap()
        } else {
            body.to_string()
        };
        let reports = reports(&text);
        prop_assert_eq!(reports.len(), 1);
        prop_assert_eq!(reports[0].code.as_deref(), Some(&*code));
        prop_assert_eq!(reports[0].message.as_deref(), Some(&*message));
        prop_assert_eq!(reports[0].request_id.as_deref(), Some(&*id));
    }

    #[test]
    fn a_body_of_api_2_is_read_with_its_members_in_any_order(
        number in prop::sample::select(vec![4000u32, 4100, 4102, 4500, 5100, 6200]),
        message in message(),
        code_desc in prop::option::of("[A-Z][A-Za-z]{3,20}"),
        is_string in any::<bool>(),
        rotation in 0..3usize,
    ) {
        let code = if is_string { json!(number.to_string()) } else { json!(number) };
        let mut members = vec![("code", code), ("message", json!(message))];
        members.extend(code_desc.as_ref().map(|code| ("codeDesc", json!(code))));
        let reports = reports(&rotated(&members, rotation, false).to_string());
        prop_assert_eq!(reports.len(), 1);
        prop_assert_eq!(reports[0].legacy, Some(number));
        prop_assert_eq!(&reports[0].code, &code_desc);
        prop_assert_eq!(reports[0].message.as_deref(), Some(&*message));
    }

    #[test]
    fn consecutive_responses_are_all_read(codes in prop::collection::vec(code(), 1..6), gap in "[ \n,]{0,3}") {
        let body = |code: &String| {
            json!({"Response": {"Error": {"Code": code, "Message": "m"}, "RequestId": "r"}}).to_string()
        };
        let text = codes.iter().map(body).collect::<Vec<_>>().join(&gap);
        let read: Vec<String> = reports(&text).into_iter().filter_map(|report| report.code).collect();
        prop_assert_eq!(read, codes);
    }

    #[test]
    fn a_list_of_codes_is_read_line_by_line(codes in prop::collection::vec(code(), 1..8)) {
        let read: Vec<String> =
            reports(&codes.join("\n")).into_iter().filter_map(|report| report.code).collect();
        prop_assert_eq!(read, codes);
    }

    #[test]
    fn a_truncated_response_is_not_a_success(length in 1..95usize) {
        let body = r#"{"Response":{"Error":{"Code":"NoSuchVersion","Message":"none"},"RequestId":"57ee59b2-6bca"}}"#;
        prop_assume!(length < body.len());
        let recognized = recognize(&body[..length]);
        prop_assert_eq!(recognized.problem.is_some(), recognized.findings.is_empty());
        for finding in recognized.findings {
            prop_assert!(matches!(finding, Finding::Failure(_)), "{:?}", finding);
        }
    }
}
