use serde_json::Value;
use tcerr::{Lang, Report, Table, explain};

use crate::support::tcerr;

#[test]
fn every_answer_keeps_to_the_schema() {
    let schema: Value = serde_json::from_str(&tcerr(["schema"]).output()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let table = Table::embedded();
    // Codes of products are many and much alike: every 40th stands for all.
    let reports = table
        .codes()
        .enumerate()
        .filter(|(place, code)| code.meanings().len() > 0 || place % 40 == 0)
        .map(|(_, code)| code)
        .map(|code| Report::of_code(code.name()))
        .chain(table.families().map(|family| Report::of_code(&format!("{}.X", family.name()))))
        .chain(table.legacy_numbers().map(|(number, _)| Report::of_legacy(number)))
        .chain([Report::of_code("NoSuchThing"), Report::of_code("9999")]);
    let mut wrong = Vec::new();
    for report in reports {
        for lang in [Lang::En, Lang::Zh] {
            let answer = serde_json::to_value(explain(&report, lang)).unwrap();
            let errors = validator.iter_errors(&answer).map(|e| format!("{report:?}: {e}"));
            wrong.extend(errors);
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_schema_names_every_key_and_no_other() {
    let schema: Value = serde_json::from_str(&tcerr(["schema"]).output()).unwrap();
    let answer: Value = serde_json::from_str(&tcerr(["--json", "AuthFailure"]).output()).unwrap();
    let keys = |object: &Value| -> Vec<String> {
        let mut keys: Vec<String> = object.as_object().unwrap().keys().cloned().collect();
        keys.sort_unstable();
        keys
    };
    for (object, definition) in [
        (&answer, &schema),
        (&answer["meanings"][0], &schema["$defs"]["meaning"]),
        (&answer["retry"], &schema["$defs"]["retry"]),
    ] {
        let mut required: Vec<&str> = definition["required"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| key.as_str().unwrap())
            .collect();
        required.sort_unstable();
        assert_eq!(keys(object), required);
        let mut described = keys(&definition["properties"]);
        // Only what was read in a log has these.
        described.retain(|key| !["time", "command"].contains(&&**key));
        assert_eq!(keys(object), described);
    }
}

#[test]
fn one_document_stands_on_a_line() {
    tcerr(["--json", "4600", "NoSuchThing", "InvalidParameterValue.Foo", "--lang", "zh"])
        .golden("answers.zh.jsonl")
        .status(1)
        .check();
}

#[test]
fn a_number_of_api_2_takes_the_code_of_its_row() {
    for (number, meaning) in Table::embedded().legacy_numbers() {
        let answer = tcerr(["--json", &number.to_string()]).output();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["code"], meaning.code(), "{number}");
        assert_eq!(answer["origin"], "legacy", "{number}");
        assert_eq!(answer["meanings"][0]["legacy"], number, "{number}");
        assert_eq!(answer["meanings"][0]["type"], meaning.label(Lang::En), "{number}");
    }
}
