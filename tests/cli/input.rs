use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use crate::support::tcerr;

/// The codes that `--json` answers with.
fn codes(stdin: &str) -> Vec<String> {
    let answers = tcerr(["--json"]).stdin(stdin).output();
    answers
        .lines()
        .map(|line| {
            let answer: serde_json::Value = serde_json::from_str(line).unwrap();
            answer["code"].as_str().unwrap().to_owned()
        })
        .collect()
}

#[test]
fn reads_every_shape_of_a_response() {
    for (shape, body) in [
        (
            "compact",
            r#"{"Response":{"Error":{"Code":"NoSuchVersion","Message":"m"},"RequestId":"r"}}"#,
        ),
        (
            "reversed",
            r#"{"Response":{"RequestId":"r","Error":{"Message":"m","Code":"NoSuchVersion"}}}"#,
        ),
        (
            "pretty",
            "{\n    \"Response\": {\n        \"Error\": {\n            \"Code\": \"NoSuchVersion\",\n            \"Message\": \"m\"\n        },\n        \"RequestId\": \"r\"\n    }\n}\n",
        ),
        ("inner", r#"{"Error":{"Code":"NoSuchVersion","Message":"m"},"RequestId":"r"}"#),
        ("id in the error", r#"{"Error":{"Code":"NoSuchVersion","Message":"m","RequestId":"r"}}"#),
        ("triple", r#"{"Code":"NoSuchVersion","Message":"m","RequestId":"r"}"#),
        ("Node error", r#"{"requestId":"r","traceId":"t","code":"NoSuchVersion","message":"m"}"#),
        (
            "escaped",
            r#"{"Response":{"Error":{"Code":"NoSuch\u0056ersion","Message":"\u006d"},"RequestId":"r"}}"#,
        ),
        (
            "in other text",
            "HTTP/1.1 200 OK\r\n\r\n{\"Response\":{\"Error\":{\"Code\":\"NoSuchVersion\",\"Message\":\"m\"},\"RequestId\":\"r\"}}",
        ),
        (
            "with a mark",
            "\u{feff}{\"Response\":{\"Error\":{\"Code\":\"NoSuchVersion\",\"Message\":\"m\"},\"RequestId\":\"r\"}}",
        ),
    ] {
        let answer = tcerr(["--json"]).stdin(body).output();
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(
            (&answer["code"], &answer["message"], &answer["request_id"], &answer["dialect"]),
            (&"NoSuchVersion".into(), &"m".into(), &"r".into(), &"json".into()),
            "{shape}"
        );
        let from_argument: serde_json::Value =
            serde_json::from_str(&tcerr(["explain", "--json", body]).output()).unwrap();
        assert_eq!(from_argument, answer, "{shape}");
    }
}

#[test]
fn reads_bodies_of_api_2() {
    for (body, code, legacy) in [
        (r#"{"code":4100,"message":"(100009)no","codeDesc":"AuthFailure"}"#, "AuthFailure", 4100),
        (r#"{"code":"4100","message":"no","codeDesc":"AuthFailure"}"#, "AuthFailure", 4100),
        (
            r#"{"codeDesc":"SecretidNotAuthAccessResource","message":"","code":4102}"#,
            "SecretidNotAuthAccessResource",
            4102,
        ),
        (
            r#"{"code":4000,"message":"(9123)EC","codeDesc":"InvalidParameter"}"#,
            "InvalidParameter",
            4000,
        ),
        (r#"{"code":4000,"message":"m","codeDesc":"InvalidResource"}"#, "InvalidResource", 4000),
        (
            r#"{"code":"5100","message":"(100004)projectId不正确"}"#,
            "InternalError.ResourceOpFailed",
            5100,
        ),
        (r#"{"code":5300,"message":""}"#, "5300", 5300),
        (
            r#"{"code":4500,"codedesc":"InvalidRequest.ReplayAttack","message":"m"}"#,
            "InvalidRequest.ReplayAttack",
            4500,
        ),
    ] {
        let answer: serde_json::Value =
            serde_json::from_str(&tcerr(["--json", body]).output()).unwrap();
        assert_eq!(answer["code"], code, "{body}");
        assert_eq!(answer["origin"], "legacy", "{body}");
        assert_eq!(answer["match"], "exact", "{body}");
        assert_eq!(answer["meanings"][0]["legacy"], legacy, "{body}");
    }
}

#[test]
fn reads_one_thing_after_another() {
    let [a, b] = ["NoSuchVersion", "ResourceInUse"].map(|code| {
        format!(r#"{{"Response":{{"Error":{{"Code":"{code}","Message":"m"}},"RequestId":"r"}}}}"#)
    });
    for text in [
        format!("{a}{b}"),
        format!("{a}\n{b}\n"),
        format!("[{a},\n {b}]"),
        format!("{a}\nResourceInUse\n"),
        "NoSuchVersion\nResourceInUse\n".to_owned(),
        "NoSuchVersion\r\n\r\n  ResourceInUse".to_owned(),
        "NoSuchVersion, ResourceInUse".to_owned(),
        r#"["NoSuchVersion","ResourceInUse"]"#.to_owned(),
        format!("before {a} between {b} after"),
    ] {
        assert_eq!(codes(&text), ["NoSuchVersion", "ResourceInUse"], "{text}");
    }
}

#[test]
fn every_line_of_a_list_is_answered() {
    tcerr(["--json", "-"])
        .stdin("NoSuchVersion\nNoSuchThing\n4999\n")
        .golden("list.jsonl")
        .status(1)
        .check();
}

#[test]
fn a_success_is_said_to_be_one() {
    for body in [
        r#"{"Response":{"TotalCount":0,"RequestId":"eac6b301"}}"#,
        r#"{"TotalCount":0,"RequestId":"eac6b301"}"#,
        r#"{"Response":{"Error":null,"RequestId":"eac6b301"}}"#,
    ] {
        tcerr([body])
            .stderr("tcerr: the response reports no error (request id eac6b301)\n")
            .check();
        tcerr(["--json"])
            .stdin(body)
            .stderr("tcerr: standard input: the response reports no error (request id eac6b301)\n")
            .check();
    }
    tcerr([r#"{"code":0,"message":"","codeDesc":"Success"}"#, "--lang", "zh"])
        .stderr("tcerr: 响应未报告错误\n")
        .check();
    tcerr([])
        .stdin(r#"{"Response":{"RequestId":"a"}} {"Response":{"RequestId":"b"}}"#)
        .stderr("tcerr: standard input: 2 responses report no error\n")
        .check();
}

#[test]
fn nothing_to_explain_is_said_in_one_line() {
    for (text, line) in [
        ("", "standard input is empty; provide a code, an API 2.0 number or the full error text"),
        (
            " \n\t\r\n",
            "standard input is empty; provide a code, an API 2.0 number or the full error text",
        ),
        (
            "some other text",
            "standard input: no Tencent Cloud error found; provide a code, an API 2.0 number or the full error text",
        ),
        (
            "{\"a\": 1}",
            "standard input: no Tencent Cloud error in this JSON; provide the whole response body",
        ),
        (
            "[]",
            "standard input: no Tencent Cloud error in this JSON; provide the whole response body",
        ),
        (
            "{\"Response\": {\"Err",
            "standard input: invalid JSON at line 1, column 18 (EOF while parsing a string); provide the whole response",
        ),
        (
            "x\n{\"Response\":\n  oops}",
            "standard input: invalid JSON at line 3, column 3 (expected value); provide the whole response",
        ),
    ] {
        tcerr([]).stdin(text).stderr(format!("tcerr: {line}\n")).status(1).check();
    }
    tcerr(["explain", ""])
        .stderr("tcerr: \"\" is empty; provide a code, an API 2.0 number or the full error text\n")
        .status(1)
        .check();
    tcerr(["x", "some other text"])
        .stderr("tcerr: unknown code x; no known code has a similar spelling\ntcerr: input 2, \"some other text\": no Tencent Cloud error found; provide a code, an API 2.0 number or the full error text\n")
        .status(1)
        .check();
    tcerr(["--lang", "zh"])
        .stderr("tcerr: 标准输入为空；可输入错误码、API 2.0 数字码或完整的报错内容\n")
        .status(1)
        .check();
}

#[test]
fn what_precedes_broken_json_is_answered() {
    let text = r#"{"Error":{"Code":"NoSuchVersion","Message":"m"},"RequestId":"r"} {"Response":{"#;
    tcerr(["--json"]).stdin(text).golden("before-broken.jsonl").check();
}

#[test]
fn other_services_are_not_mistaken_for_this_one() {
    for body in [
        r#"{"error":{"code":"InvalidAuthenticationToken","message":"Access token is empty."}}"#,
        r#"{"RequestId":"4C467B38","HostId":"ecs.example.com","Code":"InvalidParameter","Message":"m"}"#,
        r#"{"code":0,"message":"ok","data":{}}"#,
        r#"{"code":"Ok","message":"sent"}"#,
        r#"{"code":1001,"message":"wrong password"}"#,
        r#"{"Code":"Success"}"#,
    ] {
        tcerr([])
            .stdin(body)
            .stderr("tcerr: standard input: no Tencent Cloud error in this JSON; provide the whole response body\n")
            .status(1)
            .check();
    }
}

#[test]
fn any_bytes_are_legal_input() {
    let every_byte: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    tcerr([])
        .stdin(every_byte)
        .stderr("tcerr: standard input: no Tencent Cloud error found; provide a code, an API 2.0 number or the full error text\n")
        .status(1)
        .check();
}

#[test]
fn a_huge_response_is_read() {
    let item = r#"{"InstanceId":"ins-1","Tags":[{"Key":"a","Value":"b"}]},"#;
    let items = item.repeat(400_000);
    let body = format!(
        r#"{{"Response":{{"InstanceSet":[{items}{{}}],"RequestId":"r"}}}}{{"Response":{{"Error":{{"Code":"NoSuchVersion","Message":"m"}},"RequestId":"r"}}}}"#
    );
    tcerr(["--json"])
        .stdin(body)
        .golden("huge.jsonl")
        .stderr("tcerr: standard input: the response reports no error (request id r)\n")
        .check();
}

#[test]
fn deep_nesting_is_no_danger() {
    let deep = format!("{}{}", "{\"Response\":".repeat(100_000), "}".repeat(100_000));
    tcerr([])
        .stdin(deep)
        .stderr("tcerr: standard input: invalid JSON at line 1, column 1525 (recursion limit exceeded); provide the whole response\n")
        .status(1)
        .check();
}

#[test]
fn secrets_are_masked() {
    let body = r#"{"Response":{"Error":{"Code":"AuthFailure.SecretIdNotFound","Message":"SecretId AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE, SecretKey=Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"},"RequestId":"r"}}"#;
    for form in ["--json", "--plain", "--all"] {
        let answer = tcerr([form]).stdin(body).output();
        assert!(answer.contains("***"), "{answer}");
        assert!(!answer.contains("AKIDz8") && !answer.contains("Gu5t9x"), "{answer}");
    }
    tcerr(["SecretId: AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE is refused"])
        .stderr("tcerr: \"SecretId: *** is refused\": no Tencent Cloud error found; provide a code, an API 2.0 number or the full error text\n")
        .status(1)
        .check();
}

#[test]
fn a_closed_pipe_is_silent_success() {
    let mut child = Command::new(snapbox::cmd::cargo_bin!("tcerr"))
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all("NoSuchVersion\n".repeat(10_000).as_bytes()).unwrap();
    drop(stdin);
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(stderr, "");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn wrong_usage_exits_with_2() {
    for arguments in
        [&["--nope"][..], &["--lang", "fr"], &["--width", "39", "x"], &["--json", "--plain", "x"]]
    {
        let output =
            Command::new(snapbox::cmd::cargo_bin!("tcerr")).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(output.stderr.starts_with(b"error: "), "{arguments:?}");
    }
}

#[test]
#[cfg(unix)]
fn unreadable_input_exits_with_2() {
    // A folder can be opened but not read.
    let folder = std::fs::File::open("/").unwrap();
    let output = Command::new(snapbox::cmd::cargo_bin!("tcerr"))
        .env("LANG", "C")
        .stdin(folder)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"");
    let line = String::from_utf8(output.stderr).unwrap();
    assert!(line.starts_with("tcerr: cannot read standard input: "), "{line}");
    assert_eq!(line.lines().count(), 1, "{line}");
}
