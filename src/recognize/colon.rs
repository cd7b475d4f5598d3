//! `code:… message:… requestId:…`: the Python, Java, PHP and older .NET SDKs, tccli, and tools that
//! wrap their text (Ansible, cloud-custodian). The brand before the code distinguishes them.
//!
//! | printed | by |
//! |---|---|
//! | `[TencentCloudSDKException] code:C message:M requestId:R` | Python, tccli |
//! | `[TencentCloudSDKException]code: C message:M requestId:R` | Java since 3.1.119 |
//! | `[TencentCloud\…\TencentCloudSDKException] code:C message:M requestId:R` | PHP |
//! | `requestId: R TencentCloud.Common.TencentCloudSDKException: code:C message:M ` | .NET 3.0.871 to 890 |
//! | `message：code:C message:M  requestIdR` | .NET before 3.0.871 |
//! | `[TencentCloudSDKException]message:C-M requestId:R` | Java before 3.1.119, PHP of 2018 |
//! | `code:C, message:M` | the Terraform provider of 2018; only if the code is known |
//!
//! Clients print other things in place of a code: nothing, `None`, class names, whole sentences.
//! After a brand they are accepted unchanged.

use super::lex::Parsed;
use super::{bare, lex, node};
use crate::report::{Dialect, Report};
use crate::table::Table;

/// What ends a message and precedes the request id.
const ID_MARKERS: [&str; 4] = [" requestId:", "\nrequestId:", "  requestId", "requestId: "];

/// `code:C message:M requestId:R` in all its variants, at `code:`.
pub(super) fn branded(text: &str, at: usize) -> Option<Parsed> {
    let before = lex::before(text, at, 4096);
    // Most text with this anchor is something else. The next few bytes are enough to reject it.
    split_message(lex::after(text, at + "code:".len(), 300))
        .filter(|_| !lex::ends_in_word(before))?;
    let dialect = dialect_of_brand(before);
    let record = lex::record(text, at, &["[TencentCloudSDKException]", "SDKException] code:"]);
    let (code, body) = split_message(&record["code:".len()..])?;
    let code = code.trim().trim_end_matches(',').trim();
    let is_number = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    let has_code_form = is_number || lex::leading_code(code) == Some(code);
    match dialect {
        // A template for such texts, as in source code, is not a failure.
        Some(_) if code.len() > 120 || code.contains(['%', '{', '<']) => return None,
        None if !(has_code_form && bare::is_known(code)) => return None,
        _ => {}
    }
    let (message, id) = lex::message_and_id(body, &ID_MARKERS);
    // .NET 3.0.871 to 890 print the request id first.
    let id = id.or_else(|| request_id_before(before));
    let message = message.split(" cause:").next().unwrap_or(message);
    let code = Some(code).filter(|code| !matches!(*code, "" | "None"));
    let legacy = code.and_then(|code| code.parse().ok());
    Some(Parsed {
        end: at + lex::offset_after(text, at, message) + message.len(),
        report: Report {
            code: code.filter(|_| legacy.is_none()).map(str::to_owned),
            legacy,
            message: lex::tidy_message(message),
            request_id: id.map(str::to_owned),
            ..Report::new(dialect.unwrap_or(Dialect::Go))
        },
    })
}

/// Splits the text after `code:` at `message:`, into the code and the rest.
fn split_message(text: &str) -> Option<(&str, &str)> {
    let at = text.find("message:")?;
    let code = &text[..at];
    let is_separate_word = code.ends_with([' ', '\n', ',']) || code.is_empty();
    (is_separate_word && !code.trim().contains('\n'))
        .then(|| (code, &text[at + "message:".len()..]))
}

/// The dialect whose brand ends the text before `code:`.
fn dialect_of_brand(before: &str) -> Option<Dialect> {
    let trimmed = before.trim_end();
    let has_space = trimmed.len() < before.len();
    if trimmed.ends_with("message：")
        || trimmed.ends_with("TencentCloud.Common.TencentCloudSDKException:")
    {
        Some(Dialect::Dotnet)
    } else if trimmed.ends_with("SDKException]") {
        let class = trimmed.rsplit('[').next().unwrap_or_default();
        Some(if class.contains('\\') {
            Dialect::Php
        } else if has_space {
            Dialect::Python
        } else {
            Dialect::Java
        })
    } else {
        None
    }
}

/// The request id in `requestId: R TencentCloud.Common…`.
fn request_id_before(before: &str) -> Option<&str> {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let at = line.rfind("requestId: ")?;
    lex::leading_request_id(&line[at + "requestId: ".len()..])
}

/// `[…SDKException]message:C-M requestId:R`, at `SDKException]message:`. Without a code and a
/// hyphen, this is Node's `String(err)`, which prints only the message.
pub(super) fn without_code_key(text: &str, at: usize) -> Option<Parsed> {
    let record = lex::record(text, at, &["SDKException]message:"]);
    let body = &record["SDKException]message:".len()..];
    let (message, id) = lex::message_and_id(body, &["  requestId:", " requestId:", "\nrequestId:"]);
    if message.is_empty() && id.is_none() {
        return None;
    }
    let (code, message_text) = match message.split_once('-') {
        Some((code, rest)) if is_code_or_class(code) => (Some(code), rest),
        _ => (None, message),
    };
    let is_php = lex::before(text, at, 100).rsplit('[').next().unwrap_or_default().contains('\\');
    let dialect = match (code, is_php) {
        (Some(_), true) => Dialect::Php,
        (Some(_), false) => Dialect::Java,
        (None, _) => Dialect::Node,
    };
    let code = code.or_else(|| node::reason_phrase(message));
    Some(Parsed {
        end: at + lex::offset_after(text, at, message) + message.len(),
        report: Report {
            code: code.map(str::to_owned),
            message: lex::tidy_message(message_text),
            request_id: id.map(str::to_owned),
            ..Report::new(dialect)
        },
    })
}

/// Whether this is a code, or one of the class names that Java prints in its place.
fn is_code_or_class(name: &str) -> bool {
    lex::leading_code(name) == Some(name) || Table::embedded().code(name).is_some()
}

/// `TencentCloudSDKException('<Code>', '<Msg>', '<Rid>')`, at the class name: Python's `repr`.
pub(super) fn python_repr(text: &str, at: usize) -> Option<Parsed> {
    let (code, mut rest) = lex::split_literal(&text[at + "TencentCloudSDKException(".len()..])?;
    let mut next_argument = || {
        let (value, after) = lex::split_literal(rest.trim_start().strip_prefix(',')?)?;
        rest = after;
        Some(value)
    };
    let (message, request_id) = (next_argument(), next_argument());
    (message.is_some() || rest.starts_with(')')).then(|| Parsed {
        end: at + lex::offset_after(text, at, rest),
        report: Report {
            code: Some(code),
            message: message.as_deref().and_then(lex::tidy_message),
            request_id: request_id.as_deref().and_then(lex::leading_request_id).map(str::to_owned),
            ..Report::new(Dialect::Python)
        },
    })
}

/// `requestId: R TencentCloud.Common.TencentCloudSDKException: M`, at the class name: .NET since
/// 3.0.891, which does not print the code.
pub(super) fn dotnet(text: &str, at: usize) -> Option<Parsed> {
    let body = lex::after(text, at, 16 * 1024).split_once("SDKException: ")?.1;
    if body.trim_start().starts_with("code:") {
        return None;
    }
    let message = lex::unmarked_message(body);
    let message = message.split(" ---> ").next().unwrap_or_default();
    Some(Parsed {
        end: at + lex::offset_after(text, at, message) + message.len(),
        report: Report {
            message: lex::tidy_message(message),
            request_id: request_id_before(lex::before(text, at, 200)).map(str::to_owned),
            ..Report::new(Dialect::Dotnet)
        },
    })
}

/// `json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)`, at the class name.
/// The Python SDK does not catch it when a response with status 200 is not JSON. It counts only if
/// the traceback before it contains frames of the SDK.
pub(super) fn json_decode_error(text: &str, at: usize) -> Option<Parsed> {
    let before = lex::before(text, at, 8192);
    let frames = &before[before.rfind("Traceback (most recent call last):")?..];
    let is_of_sdk = ["tencentcloud/", "tencentcloud\\", "tccli/", "tccli\\"]
        .iter()
        .any(|path| frames.contains(path));
    let message = lex::after(text, at + "JSONDecodeError: ".len(), 2048).lines().next()?;
    is_of_sdk.then(|| Parsed {
        report: Report {
            code: Some("JSONDecodeError".to_owned()),
            message: lex::tidy_message(message),
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
    fn reads_code_message_and_id_of_every_sdk() {
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
            let parsed = branded(text, text.find("code:").unwrap_or_default());
            let report = parsed.unwrap_or_else(|| panic!("{text}")).report;
            assert_eq!(report.dialect, dialect, "{text}");
            assert_eq!(report.code.as_deref(), code, "{text}");
            assert_eq!(report.message.as_deref(), message, "{text}");
            assert_eq!(report.request_id.as_deref(), id, "{text}");
        }
        for unrelated in [
            "error code:1020",
            "exit code: 1 message: no",
            "code:ok, message:fine",
            "barcode:A message:b",
        ] {
            assert!(
                branded(unrelated, unrelated.find("code:").unwrap_or_default()).is_none(),
                "{unrelated}"
            );
        }
    }

    #[test]
    fn reads_an_optional_code_before_a_hyphen() {
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
            let parsed = without_code_key(text, text.find("SDKException]").unwrap_or_default());
            let report = parsed.expect("a failure").report;
            assert_eq!((report.dialect, report.code.as_deref()), (dialect, code), "{text}");
            assert_eq!(report.message.as_deref(), Some(message), "{text}");
            assert_eq!(report.request_id.as_deref(), Some("r-1"), "{text}");
        }
    }

    #[test]
    fn reads_the_arguments_of_pythons_repr() {
        let text = r#"TencentCloudSDKException('A.B', "it's", 'r-1')"#;
        let report = python_repr(text, 0).expect("a failure").report;
        assert_eq!(report.message.as_deref(), Some("it's"));
        assert_eq!(report.request_id.as_deref(), Some("r-1"));
        let report =
            python_repr("TencentCloudSDKException('A.B', 'm')", 0).expect("a failure").report;
        assert_eq!(report.request_id, None);
        assert!(python_repr("TencentCloudSDKException(code, message)", 0).is_none());
    }

    #[test]
    fn reads_the_dotnet_exception_without_a_code() {
        let text =
            "requestId: r-1 TencentCloud.Common.TencentCloudSDKException: no such key\r\n   at X";
        let report =
            dotnet(text, text.find("TencentCloud.").unwrap_or_default()).expect("a failure").report;
        assert_eq!(report.code, None);
        assert_eq!(report.message.as_deref(), Some("no such key"));
        assert_eq!(report.request_id.as_deref(), Some("r-1"));
    }
}
