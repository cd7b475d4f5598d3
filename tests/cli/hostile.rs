//! No text from outside reaches a terminal raw: hostile characters are planted in every part of an
//! input, in arguments, file names and the environment, and every command prints in every form.

use std::fs;

use snapbox::cmd::{Command, cargo_bin};

/// An escape sequence, C1 and DEL, a change of direction, invisible characters, a tag, a line break
/// that forges a line.
const HOSTILE: &str = "\u{1b}]0;x\u{7}\u{1b}[2J\u{9b}31m\u{7f}\u{202e}\u{2066}\u{200b}\u{ad}\u{61c}\u{3164}\u{e0041}\r\u{8}";

/// What of `text` a terminal would obey or a reader would not see, beside line breaks.
fn hidden(text: &str) -> Vec<char> {
    let invisible = |c: char| {
        matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
    };
    text.chars().filter(|&c| c != '\n' && (c.is_control() || invisible(c))).collect()
}

#[track_caller]
fn check(arguments: &[&str], input: &str) {
    let output = Command::new(cargo_bin!("tcerr"))
        .args(arguments)
        .env("LANG", "C")
        .env_remove("COMPLETE")
        .env("TCERR_LANG", "en")
        .stdin(input.to_owned())
        .output()
        .expect("tcerr runs");
    for (stream, bytes) in [("stdout", output.stdout), ("stderr", output.stderr)] {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let found = hidden(&text);
        assert!(found.is_empty(), "{arguments:?}: {stream}: {found:?} in {text:?}");
    }
}

/// Failures in several dialects with hostile text in every part that an answer may print.
fn inputs() -> Vec<String> {
    let h = HOSTILE;
    let json = serde_json::json!({"Response": {"Error": {
        "Code": format!("AuthFailure{h}"), "Message": format!("m{h}")}, "RequestId": format!("r{h}")}});
    let denied = serde_json::json!({"Response": {"Error": {"Code": "UnauthorizedOperation",
        "Message": format!("you are not authorized to perform operation (cvm:X) resource (qcs::cvm:ap-x:uin/1:instance/{h}) has no permission")},
        "RequestId": "r"}});
    vec![
        json.to_string(),
        denied.to_string(),
        format!("Code=InternalError, Message=a{h}b, RequestId=r{h}"),
        format!("[TencentCloudSDKException] code:AuthFailure{h} message:x{h} requestId:r-1"),
        format!(
            "<Error><Code>NoSuchKey{h}</Code><Message>m{h}</Message><RequestId>r{h}</RequestId></Error>"
        ),
        format!(
            "2026-11-24T12:00:05Z{h} host: cvm{h}.tencentcloudapi.com X-TC-Action: Run{h} region:[ap{h}] Code=AuthFailure, Message=m, RequestId=r"
        ),
        format!(
            "HTTP/1.1 200\nDate: x{h}\nHost: a{h}.tencentcloudapi.com\n{{\"Response\":{{\"Error\":{{\"Code\":\"AuthFailure\",\"Message\":\"m\"}},\"RequestId\":\"r\"}}}}"
        ),
        format!("NoSuchCode{h}"),
        h.to_owned(),
        format!("{{\"Code\": \"x{h}"),
    ]
}

#[test]
fn answers_in_every_form() {
    for input in inputs() {
        for form in [&[][..], &["--plain"], &["--json"], &["--ticket", "--tried", HOSTILE]] {
            check(&[&["explain"], form].concat(), &input);
            check(&[&["explain", "--all", "--width", "40"], form].concat(), &input);
            check(&[&["explain", &input, &input], form].concat(), "");
        }
    }
}

#[test]
fn logs_and_their_names() {
    let folder = std::env::temp_dir().join(format!("tcerr-hostile-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let name = folder.join(format!("log{HOSTILE}.log"));
    fs::write(&name, inputs().join("\n")).expect("a log");
    let packed = folder.join(format!("packed{HOSTILE}.gz"));
    fs::write(&packed, b"\x1f\x8bx").expect("a log");
    for path in [&name, &packed, &folder, &folder.join(format!("none{HOSTILE}"))] {
        let path = path.to_str().expect("UTF-8");
        for form in [&[][..], &["--json"], &["--jsonl"], &["--histogram"]] {
            check(&[&["scan"], form, &[path]].concat(), "");
        }
        check(&["scan", "--merge", path], "");
        check(&["last", "--log", path], "");
    }
    check(&["scan"], &inputs().join("\n"));
    let log = format!(
        "[t{HOSTILE}] [7] [tccli.main] [INFO] tccli cvm X {HOSTILE}\n[t{HOSTILE}] [7] [tccli.main] [ERROR] {}\n",
        inputs()[2]
    );
    fs::write(&name, log).expect("a log");
    for form in [&[][..], &["--plain"], &["--json"], &["--ticket"]] {
        check(&[&["last", "--log", name.to_str().expect("UTF-8")], form].concat(), "");
    }
    fs::remove_dir_all(folder).expect("the folder goes");
}

#[test]
fn arguments_that_are_wrong() {
    let h = HOSTILE;
    for arguments in [
        &["--lang", h][..],
        &["--color", h],
        &["--width", h],
        &["--product", h, "AuthFailure"],
        &["--action", h, "AuthFailure"],
        &[&format!("--no{h}")],
        &["list", "--family", h],
        &["list", h],
        &["list", "--product", h],
        &["search", h],
        &["search", "--limit", h, "x"],
        &["scan", "--since", h],
        &["scan", "--min", h],
        &["scan", "--code", h],
        &["completions", h],
        &["run", "--", h],
    ] {
        check(arguments, "");
    }
}

#[test]
#[cfg(unix)]
fn what_a_command_printed_is_passed_on_and_explained_safely() {
    let output = Command::new(cargo_bin!("tcerr"))
        .args(["run", "--", "sh", "-c", "cat; exit 3"])
        .env("LANG", "C")
        .stdin(inputs()[2].clone())
        .output()
        .expect("tcerr runs");
    // The command's own output is its own affair; what tcerr adds is not.
    assert_eq!(output.stdout, inputs()[2].as_bytes());
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(stderr.contains("InternalError"), "{stderr}");
    assert_eq!(hidden(&stderr), []);
}
