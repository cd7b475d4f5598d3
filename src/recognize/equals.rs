//! `Code=…, Message=…, RequestId=…`: the Go and Ruby SDKs, and the tools that wrap their text
//! (Terraform, Kubernetes drivers, packer); and the C++ SDK, which prints the request id first.
//!
//! The message is not quoted and may contain anything, so it extends to the last `, RequestId=`
//! before the next failure. Text without the SDK's brand counts only if its code is known.

use super::lex::Parsed;
use super::{bare, lex};
use crate::report::{Dialect, Report};

/// `[TencentCloudSDKError] Code=<Code>, Message=<Msg>, RequestId=<Rid>`, at `Code=`.
pub(super) fn go(text: &str, at: usize) -> Option<Parsed> {
    // Most text with this anchor is something else. The next few bytes are enough to reject it.
    let value = lex::after(text, at + "Code=".len(), 200);
    let code = lex::leading_code(value)?;
    let separators = [',', ' ', '\n', '\t'];
    if lex::ends_in_word(&text[..at])
        || !value[code.len()..].trim_start_matches(separators).starts_with("Message=")
    {
        return None;
    }
    let is_branded = lex::before(text, at, 100).trim_end().ends_with("[TencentCloudSDKError]");
    if !is_branded && !bare::is_known(code) {
        return None;
    }
    let record = lex::record(text, at, &["[TencentCloudSDKError] Code="]);
    let body = record.split_once("Message=")?.1;
    // Another unbranded failure may follow on the same line.
    let next = body.find(" Code=").filter(|&next| body[next..].contains("Message="));
    let body = &body[..next.filter(|_| !is_branded).unwrap_or(body.len())];
    let (message, request_id) =
        lex::message_and_id(body, &[", RequestId=", ",RequestId=", "\nRequestId="]);
    let end = at + lex::offset_after(text, at, message) + message.len();
    Some(Parsed {
        report: Report {
            code: Some(code.to_owned()),
            message: lex::tidy_message(message),
            request_id: request_id.map(str::to_owned),
            ..Report::new(Dialect::Go)
        },
        end,
    })
}

/// `&errors.TencentCloudSDKError{Code:"…", Message:"…", RequestId:"…"}`, at the type name: Go's
/// `%#v`.
pub(super) fn go_syntax(text: &str, at: usize) -> Option<Parsed> {
    let record = lex::record(text, at, &["TencentCloudSDKError{"]);
    let field = |name: &str| {
        let value_start = record.find(name)? + name.len();
        lex::leading_literal(&record[value_start..])
    };
    let code = field("Code:")?;
    let end = record.find('}').map_or(record.len(), |end| end + 1);
    Some(Parsed {
        report: Report {
            code: Some(code),
            message: field("Message:").as_deref().and_then(lex::tidy_message),
            request_id: field("RequestId:")
                .as_deref()
                .and_then(lex::leading_request_id)
                .map(str::to_owned),
            ..Report::new(Dialect::Go)
        },
        end: at + end,
    })
}

/// `RequestId=<Rid>, ErrorCode=<Code>, ErrorMessage=<Msg>`, at `, ErrorCode=`.
pub(super) fn cpp(text: &str, at: usize) -> Option<Parsed> {
    let before = lex::line_before(text, at);
    let id = &before[before.rfind("RequestId=")? + "RequestId=".len()..];
    let rest = lex::after(text, at + ", ErrorCode=".len(), lex::MAX_MESSAGE_LEN);
    let code = lex::leading_code(rest)
        .filter(|code| bare::is_known(code) || bare::is_client_code(code))?;
    let message = rest[code.len()..].strip_prefix(", ErrorMessage=")?;
    let message = lex::unmarked_message(message);
    Some(Parsed {
        report: Report {
            code: Some(code.to_owned()),
            message: lex::tidy_message(message),
            request_id: lex::leading_request_id(id).map(str::to_owned),
            ..Report::new(Dialect::Cpp)
        },
        end: at + lex::offset_after(text, at, message) + message.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(parsed: Option<Parsed>, code: &str, message: Option<&str>, id: Option<&str>) {
        let report = parsed.expect("a failure").report;
        assert_eq!(report.code.as_deref(), Some(code));
        assert_eq!(report.message.as_deref(), message);
        assert_eq!(report.request_id.as_deref(), id);
    }

    #[test]
    fn reads_errors_of_the_go_and_ruby_sdks() {
        let read = |text: &str| go(text, text.find("Code=").unwrap_or_default());
        check(
            read("x: [TencentCloudSDKError] Code=A.B, Message=a, code=1, b, RequestId=r-1]"),
            "A.B",
            Some("a, code=1, b"),
            Some("r-1"),
        );
        check(read("[TencentCloudSDKError] Code=A.B, Message=m"), "A.B", Some("m"), None);
        check(
            read("[TencentCloudSDKError] Code=A.B, Message=m, RequestId="),
            "A.B",
            Some("m"),
            None,
        );
        check(
            read("[TencentCloudSDKError] Code=A, Message=m, RequestId=%!d(string=r-1)"),
            "A",
            Some("m"),
            Some("r-1"),
        );
        check(
            read(
                "[TencentCloudSDKError]\nCode=A.B, Message=The\nvalue is\nwrong, RequestId=r-1\n\n  with x",
            ),
            "A.B",
            Some("The value is wrong"),
            Some("r-1"),
        );
        check(read("Code=AuthFailure\nMessage=no"), "AuthFailure", Some("no"), None);
        for unrelated in [
            "statusCode=AuthFailure, Message=no",
            "?Code=AuthFailure, Message=no",
            "Code=\"AuthFailure\" Message=\"no\"",
            "Code=NoSuchThing, Message=no",
            "Code=AuthFailure",
        ] {
            assert!(read(unrelated).is_none(), "{unrelated}");
        }
    }

    #[test]
    fn reads_go_syntax_and_errors_of_the_cpp_sdk() {
        let text =
            r#"&errors.TencentCloudSDKError{Code:"A.B", Message:"say \"no\"", RequestId:"r-1"}"#;
        check(go_syntax(text, "&errors.".len()), "A.B", Some("say \"no\""), Some("r-1"));
        let text = "RequestId=r-1, ErrorCode=AuthFailure, ErrorMessage=a, b\nnext";
        check(
            cpp(text, text.find(", ErrorCode").unwrap_or_default()),
            "AuthFailure",
            Some("a, b"),
            Some("r-1"),
        );
        assert!(cpp(", ErrorCode=A.B, ErrorMessage=m", 0).is_none());
    }
}
