//! `code:… message:… requestId:…`: the Python, Java, PHP and older .NET SDKs, tccli, and what
//! wraps their text (Ansible, cloud-custodian). The brand in front tells which.
//!
//! | printed | by |
//! |---|---|
//! | `[TencentCloudSDKException] code:C message:M requestId:R` | Python, tccli |
//! | `[TencentCloudSDKException]code: C message:M requestId:R` | Java since 3.1.119 |
//! | `[TencentCloud\…\TencentCloudSDKException] code:C message:M requestId:R` | PHP |
//! | `requestId: R TencentCloud.Common.TencentCloudSDKException: code:C message:M ` | .NET 3.0.871 to 890 |
//! | `message：code:C message:M  requestIdR` | .NET before |
//! | `[TencentCloudSDKException]message:C-M requestId:R` | Java before, PHP of 2018 |
//! | `code:C, message:M` | the Terraform provider of 2018; only if the code is known |
//!
//! Clients put other things than codes into the place of a code: nothing, `None`, class names,
//! whole sentences. With a brand in front they are taken as they are.

use super::lex::Parsed;
use super::{bare, lex, node};
use crate::report::{Dialect, Report};
use crate::table::Table;

/// Ends of a message.
const REQUEST_ID: [&str; 4] = [" requestId:", "\nrequestId:", "  requestId", "requestId: "];

/// At `code:`.
pub(super) fn branded(text: &str, at: usize) -> Option<Parsed> {
    let before = lex::behind(text, at, 4096);
    // Most of what has the anchor is something else, which a few bytes tell.
    split_message(lex::ahead(text, at + "code:".len(), 300))
        .filter(|_| !lex::ends_in_word(before))?;
    let dialect = brand(before);
    let record = lex::record(text, at, &["[TencentCloudSDKException]", "SDKException] code:"]);
    let rest = &record["code:".len()..];
    let (code, body) = split_message(rest)?;
    let code = code.trim().trim_end_matches(',').trim();
    let is_number = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    let spelt = lex::code(code).filter(|spelt| *spelt == code).or(is_number.then_some(code));
    match dialect {
        // A template of the text is no error.
        Some(_) if code.len() > 120 || code.contains(['%', '{', '<']) => return None,
        None if !spelt.is_some_and(bare::is_known) => return None,
        _ => {}
    }
    let (message, id) = lex::message(body, &REQUEST_ID);
    // .NET put the id first for a while.
    let id = id.or_else(|| id_before(before));
    let message = message.split(" cause:").next().unwrap_or(message);
    let code = Some(code).filter(|code| !matches!(*code, "" | "None"));
    let legacy = code.and_then(|code| code.parse().ok());
    Some(Parsed {
        end: at + lex::offset(text, at, message) + message.len(),
        report: Report {
            code: code.filter(|_| legacy.is_none()).map(str::to_owned),
            legacy,
            message: lex::tidy(message),
            request_id: id.map(str::to_owned),
            ..Report::new(dialect.unwrap_or(Dialect::Go))
        },
    })
}

/// What stands between `code:` and `message:`, and what follows.
fn split_message(rest: &str) -> Option<(&str, &str)> {
    let at = rest.find("message:")?;
    let code = &rest[..at];
    let is_apart = code.ends_with([' ', '\n', ',']) || code.is_empty();
    (is_apart && !code.trim().contains('\n')).then(|| (code, &rest[at + "message:".len()..]))
}

/// Whose brand stands directly in front.
fn brand(before: &str) -> Option<Dialect> {
    let near = before.trim_end();
    let spaced = near.len() < before.len();
    if near.ends_with("message：")
        || near.ends_with("TencentCloud.Common.TencentCloudSDKException:")
    {
        Some(Dialect::Dotnet)
    } else if near.ends_with("SDKException]") {
        let name = near.rsplit('[').next().unwrap_or_default();
        Some(if name.contains('\\') {
            Dialect::Php
        } else if spaced {
            Dialect::Python
        } else {
            Dialect::Java
        })
    } else {
        None
    }
}

/// The id in `requestId: R TencentCloud.Common…`.
fn id_before(before: &str) -> Option<&str> {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let at = line.rfind("requestId: ")?;
    lex::request_id(&line[at + "requestId: ".len()..])
}

/// `[…SDKException]message:C-M requestId:R`, at `SDKException]message:`. Where no code stands
/// before a hyphen, it is what Node prints for `String(err)`: a message alone.
pub(super) fn without_code_key(text: &str, at: usize) -> Option<Parsed> {
    let record = lex::record(text, at, &["SDKException]message:"]);
    let body = &record["SDKException]message:".len()..];
    let (message, id) = lex::message(body, &["  requestId:", " requestId:", "\nrequestId:"]);
    if message.is_empty() && id.is_none() {
        return None;
    }
    let (code, words) = match message.split_once('-') {
        Some((code, words)) if is_code_slot(code) => (Some(code), words),
        _ => (None, message),
    };
    let is_php = lex::behind(text, at, 100).rsplit('[').next().unwrap_or_default().contains('\\');
    let dialect = match (code, is_php) {
        (Some(_), true) => Dialect::Php,
        (Some(_), false) => Dialect::Java,
        (None, _) => Dialect::Node,
    };
    let code = code.or_else(|| node::reason_phrase(message));
    Some(Parsed {
        end: at + lex::offset(text, at, message) + message.len(),
        report: Report {
            code: code.map(str::to_owned),
            message: lex::tidy(words),
            request_id: id.map(str::to_owned),
            ..Report::new(dialect)
        },
    })
}

/// A code, or one of the class names that Java put in its place.
fn is_code_slot(code: &str) -> bool {
    lex::code(code) == Some(code) || Table::embedded().code(code).is_some()
}

/// `TencentCloudSDKException('<Code>', '<Msg>', '<Rid>')`, at its name: Python's `repr`.
pub(super) fn python_repr(text: &str, at: usize) -> Option<Parsed> {
    let (code, mut rest) = lex::literal(&text[at + "TencentCloudSDKException(".len()..])?;
    let mut next = || {
        let (value, after) = lex::literal(rest.trim_start().strip_prefix(',')?)?;
        rest = after;
        Some(value)
    };
    let (message, request_id) = (next(), next());
    (message.is_some() || rest.starts_with(')')).then(|| Parsed {
        end: at + lex::offset(text, at, rest),
        report: Report {
            code: Some(code),
            message: message.as_deref().and_then(lex::tidy),
            request_id: request_id.as_deref().and_then(lex::request_id).map(str::to_owned),
            ..Report::new(Dialect::Python)
        },
    })
}

/// `requestId: R TencentCloud.Common.TencentCloudSDKException: M`, at the class name: .NET since
/// 3.0.891, which does not print the code.
pub(super) fn dotnet(text: &str, at: usize) -> Option<Parsed> {
    let body = lex::ahead(text, at, 16 * 1024).split_once("SDKException: ")?.1;
    if body.trim_start().starts_with("code:") {
        return None;
    }
    let message = lex::unmarked(body);
    let message = message.split(" ---> ").next().unwrap_or_default();
    Some(Parsed {
        end: at + lex::offset(text, at, message) + message.len(),
        report: Report {
            message: lex::tidy(message),
            request_id: id_before(lex::behind(text, at, 200)).map(str::to_owned),
            ..Report::new(Dialect::Dotnet)
        },
    })
}

/// `json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)`, at the name: what the
/// Python SDK lets through where an answer with status 200 is no JSON. Only if the frames in front
/// of it are those of the SDK.
pub(super) fn json_decode_error(text: &str, at: usize) -> Option<Parsed> {
    let before = lex::behind(text, at, 8192);
    let frames = &before[before.rfind("Traceback (most recent call last):")?..];
    let is_of_sdk = ["tencentcloud/", "tencentcloud\\", "tccli/", "tccli\\"]
        .iter()
        .any(|path| frames.contains(path));
    let message = lex::ahead(text, at + "JSONDecodeError: ".len(), 2048).lines().next()?;
    is_of_sdk.then(|| Parsed {
        report: Report {
            code: Some("JSONDecodeError".to_owned()),
            message: lex::tidy(message),
            ..Report::new(Dialect::Python)
        },
        end: at + "JSONDecodeError: ".len() + message.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row<'a> = (&'a str, Dialect, Option<&'a str>, Option<&'a str>, Option<&'a str>);

    #[test]
    fn reads_what_the_sdks_print() {
        let rows: [Row<'_>; 9] = [
            (
                "[TencentCloudSDKException] code:A.B message:a, b requestId:r-1",
                Dialect::Python,
                Some("A.B"),
                Some("a, b"),
                Some("r-1"),
            ),
            (
                "[TencentCloudSDKException] code:ClientNetworkError message:x requestId:None",
                Dialect::Python,
                Some("ClientNetworkError"),
                Some("x"),
                None,
            ),
            (
                "[TencentCloudSDKException]code: A.B message:m requestId:r-1 cause:java.io.X: y",
                Dialect::Java,
                Some("A.B"),
                Some("m"),
                Some("r-1"),
            ),
            (
                "[TencentCloudSDKException]code:  message:m requestId:",
                Dialect::Java,
                None,
                Some("m"),
                None,
            ),
            (
                "[TencentCloud\\Common\\Exception\\TencentCloudSDKException] code:Bad Gateway message:<html> requestId:",
                Dialect::Php,
                Some("Bad Gateway"),
                Some("<html>"),
                None,
            ),
            (
                "message：code:A.B message:m  requestIdr-1",
                Dialect::Dotnet,
                Some("A.B"),
                Some("m"),
                Some("r-1"),
            ),
            (
                "requestId: r-1 TencentCloud.Common.TencentCloudSDKException: code:A.B message:m \n   at x",
                Dialect::Dotnet,
                Some("A.B"),
                Some("m"),
                Some("r-1"),
            ),
            (
                "got error, code:AuthFailure, message:no",
                Dialect::Go,
                Some("AuthFailure"),
                Some("no"),
                None,
            ),
            (
                "[TencentCloudSDKException] code:A.B\nmessage:m \nrequestId:r-1",
                Dialect::Python,
                Some("A.B"),
                Some("m"),
                Some("r-1"),
            ),
        ];
        for (text, dialect, code, message, id) in rows {
            let report = branded(text, text.find("code:").unwrap_or_default()).map(|f| f.report);
            let report = report.unwrap_or_else(|| panic!("{text}"));
            assert_eq!(report.dialect, dialect, "{text}");
            assert_eq!(report.code.as_deref(), code, "{text}");
            assert_eq!(report.message.as_deref(), message, "{text}");
            assert_eq!(report.request_id.as_deref(), id, "{text}");
        }
        for silent in [
            "error code:1020",
            "exit code: 1 message: no",
            "code:ok, message:fine",
            "barcode:A message:b",
        ] {
            assert!(
                branded(silent, silent.find("code:").unwrap_or_default()).is_none(),
                "{silent}"
            );
        }
    }

    #[test]
    fn reads_a_code_before_a_hyphen_or_none() {
        for (text, dialect, code, message) in [
            (
                "[TencentCloudSDKException]message:A.B-the message requestId:r-1",
                Dialect::Java,
                Some("A.B"),
                "the message",
            ),
            (
                "[TencentCloudSDKException]message:java.net.ConnectException-timed out requestId:r-1",
                Dialect::Java,
                Some("java.net.ConnectException"),
                "timed out",
            ),
            (
                "[TencentCloudSDKException]message:a key-value  requestId:r-1  traceId:t",
                Dialect::Node,
                None,
                "a key-value",
            ),
        ] {
            let found = without_code_key(text, text.find("SDKException]").unwrap_or_default());
            let report = found.expect("an error").report;
            assert_eq!((report.dialect, report.code.as_deref()), (dialect, code), "{text}");
            assert_eq!(report.message.as_deref(), Some(message), "{text}");
            assert_eq!(report.request_id.as_deref(), Some("r-1"), "{text}");
        }
    }

    #[test]
    fn reads_python_literals() {
        let text = r#"TencentCloudSDKException('A.B', "it's", 'r-1')"#;
        let report = python_repr(text, 0).expect("an error").report;
        assert_eq!(report.message.as_deref(), Some("it's"));
        assert_eq!(report.request_id.as_deref(), Some("r-1"));
        let report =
            python_repr("TencentCloudSDKException('A.B', 'm')", 0).expect("an error").report;
        assert_eq!(report.request_id, None);
        assert!(python_repr("TencentCloudSDKException(code, message)", 0).is_none());
    }

    #[test]
    fn reads_a_message_without_a_code() {
        let text =
            "requestId: r-1 TencentCloud.Common.TencentCloudSDKException: no such key\r\n   at X";
        let report =
            dotnet(text, text.find("TencentCloud.").unwrap_or_default()).expect("an error").report;
        assert_eq!(report.code, None);
        assert_eq!(report.message.as_deref(), Some("no such key"));
        assert_eq!(report.request_id.as_deref(), Some("r-1"));
    }
}
