//! JavaScript: the Node.js SDK's exception as `console.log` prints it, response objects printed
//! with unquoted keys, and tools that do not print the code in the text of an error.

use super::cos;
use super::lex::Parsed;
use super::{bare, call, lex};
use crate::report::{Dialect, Report};
use crate::table::Table;
use crate::vocabulary::Origin;

/// How far after its class name the properties of an exception are searched for, in bytes. The
/// stack comes between, and some logs put a blank line after every line.
const PROPERTIES_REACH: usize = 8 * 1024;

/// `TencentCloudSDKHttpException [Error]: M … { requestId: 'R', code: 'C' }`, at the class name.
pub(super) fn inspected(text: &str, at: usize) -> Option<Parsed> {
    let rest = lex::after(text, at, PROPERTIES_REACH);
    let colon = rest.find(": ").filter(|&colon| {
        let is_class_byte = |byte: u8| byte.is_ascii_alphanumeric() || b" []_.".contains(&byte);
        let class = &rest[..colon];
        let is_balanced = class.matches('[').count() == class.matches(']').count();
        colon < 60 && is_balanced && class.bytes().all(is_class_byte)
    })?;
    let body_start = colon + ": ".len();
    let body = &rest[body_start..];
    let first_line = lex::unmarked_message(body);
    let message = first_line.trim_end().trim_end_matches('{');
    let next_exception = body.find("CloudSDKHttpException").unwrap_or(body.len());
    let properties_end =
        body[..next_exception].find("\n}").map_or(next_exception, |brace| brace + "\n}".len());
    let properties = &body[..properties_end];
    let code = property(properties, "code").or_else(|| reason_phrase(message).map(str::to_owned));
    let request_id = property(properties, "requestId");
    let has_properties = code.is_some() || request_id.is_some() || properties.contains("httpCode:");
    let length = if has_properties { properties_end } else { first_line.len() };
    Some(Parsed {
        report: Report {
            code,
            message: lex::tidy_message(message),
            request_id: request_id.as_deref().and_then(lex::leading_request_id).map(str::to_owned),
            ..Report::new(Dialect::Node)
        },
        end: at + body_start + length,
    })
}

/// `Error: { Code: 'C', Message: 'M' }, RequestId: 'R'`, at `Code: `: a response, or an error of
/// the COS SDK, printed as an object.
pub(super) fn object(text: &str, at: usize) -> Option<Parsed> {
    if lex::ends_in_word(&text[..at]) {
        return None;
    }
    let object = lex::after(text, at, 2048);
    let (code, after) = lex::split_literal(&object["Code:".len()..])?;
    let message = property(object, "Message")?;
    let request_id = property(object, "RequestId");
    let resource = property(object, "Resource");
    if lex::leading_code(&code) != Some(&code) || (request_id.is_none() && !bare::is_known(&code)) {
        return None;
    }
    let end = at + object.len() - after.len();
    let report = Report {
        code: Some(code),
        message: lex::tidy_message(&message),
        request_id,
        ..Report::new(Dialect::Node)
    };
    let report = match resource {
        Some(resource) => {
            let region = call::bucket_region(&resource).map(str::to_owned);
            cos::mark_as_cos(Report { region, ..report })
        }
        None => report,
    };
    Some(Parsed { report, end })
}

/// The message, if it is an HTTP reason phrase. If a response does not come from the API, the SDK
/// prints the phrase as the message, and it serves as the code.
pub(super) fn reason_phrase(message: &str) -> Option<&str> {
    let phrase = message.trim();
    let code = Table::embedded().code(phrase)?;
    (code.origin() == Origin::Client && phrase.len() > 4).then_some(phrase)
}

/// `FetchError: invalid json response body at https://cvm.tencentcloudapi.com/ reason: …`, at the
/// class name. The SDK does not catch it when a response is not JSON, or when there is none.
pub(super) fn fetch(text: &str, at: usize) -> Option<Parsed> {
    let rest = lex::after(text, at + "FetchError: ".len(), 8192);
    // Some programs print the exception in brackets, or its properties in braces after it.
    let message = rest.lines().next()?.trim_end_matches(['{', ' ', ']']);
    let host = message
        .strip_prefix("invalid json response body at ")
        .or_else(|| message.strip_prefix("request to "))?
        .split_whitespace()
        .next()?;
    host.contains("tencentcloudapi.com").then(|| Parsed {
        report: Report {
            code: Some("FetchError".to_owned()),
            message: lex::tidy_message(message),
            ..Report::new(Dialect::Node)
        },
        end: at + "FetchError: ".len() + message.len(),
    })
}

/// The value of `name: '…'`, unless `name` is the end of a longer name or the value is empty.
fn property(text: &str, name: &str) -> Option<String> {
    text.match_indices(name).find_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        let is_whole_name = before.is_none_or(|c| c.is_whitespace() || matches!(c, '{' | ','));
        let value = text[at + name.len()..].strip_prefix(':')?;
        lex::leading_literal(value).filter(|value| is_whole_name && !value.is_empty())
    })
}

/// `M (reqId: R)`, at ` (reqId: `: the Serverless toolkit. The code is a property of the error,
/// which may be printed after the message.
pub(super) fn serverless(text: &str, at: usize) -> Option<Parsed> {
    let line = lex::line_before(text, at);
    let message = line.rsplit("Error: ").next().unwrap_or(line);
    let rest = lex::after(text, at + " (reqId: ".len(), 2048);
    let id = lex::leading_request_id(rest)?;
    let code = property(rest, "code").filter(|code| lex::leading_code(code) == Some(code));
    Some(Parsed {
        report: Report {
            code,
            message: lex::tidy_message(message),
            request_id: Some(id.to_owned()),
            ..Report::new(Dialect::Node)
        },
        end: at + " (reqId: ".len() + id.len(),
    })
}

/// `[Action]⏎RequestId：R⏎M`, at `RequestId：`: the CloudBase CLI, which prints no code.
pub(super) fn cloudbase(text: &str, at: usize) -> Option<Parsed> {
    let rest = lex::after(text, at + "RequestId：".len(), 8192);
    let id = lex::leading_request_id(rest)?;
    let after_id = rest[rest.find(id)? + id.len()..].trim_start();
    let message = lex::unmarked_message(after_id);
    let before = lex::before(text, at, 200).trim_end();
    let action = before.rfind('[').and_then(|open| before[open + 1..].strip_suffix(']'));
    Some(Parsed {
        report: Report {
            message: lex::tidy_message(message),
            request_id: Some(id.to_owned()),
            api_action: action.filter(|name| bare::is_code(name)).map(str::to_owned),
            ..Report::new(Dialect::Node)
        },
        end: at + "RequestId：".len() + id.len(),
    })
}

/// `[Action] [request id:R]M`, at ` [request id:`: older versions of the CloudBase CLI.
pub(super) fn old_cloudbase(text: &str, at: usize) -> Option<Parsed> {
    let before = lex::before(text, at, 200).strip_suffix(']')?;
    let action = &before[before.rfind('[')? + 1..];
    let rest = lex::after(text, at + " [request id:".len(), 2048);
    let id = lex::leading_request_id(rest)?;
    let message = rest[id.len()..].strip_prefix(']').map(lex::unmarked_message)?;
    bare::is_code(action).then(|| Parsed {
        report: Report {
            message: lex::tidy_message(message),
            request_id: Some(id.to_owned()),
            api_action: Some(action.to_owned()),
            ..Report::new(Dialect::Node)
        },
        end: at + " [request id:".len() + id.len() + 1 + message.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_an_exception_with_its_properties() {
        let text = "TencentCloudSDKHttpException [Error]: it's no\n\n    at x (y.js:1:2) {\n\n  requestId: 'r-1',\n  traceId: 't',\n  code: 'A.B'\n}\nmore code: 'X'";
        let Parsed { report, end } = inspected(text, 0).expect("a failure");
        assert_eq!(report.code.as_deref(), Some("A.B"));
        assert_eq!(report.message.as_deref(), Some("it's no"));
        assert_eq!(report.request_id.as_deref(), Some("r-1"));
        assert!(text[end..].starts_with("\nmore"));
    }

    #[test]
    fn reads_a_fetch_error_only_for_hosts_of_the_api() {
        let text = "FetchError: invalid json response body at https://cvm.tencentcloudapi.com/ reason: Unexpected token '<'\n    at x";
        let report = fetch(text, 0).expect("a failure").report;
        assert_eq!(report.code.as_deref(), Some("FetchError"));
        assert!(report.message.is_some_and(|message| message.ends_with("token '<'")));
        for unrelated in [
            "FetchError: request to https://example.com/ failed, reason: tencentcloudapi.com",
            "FetchError: cvm.tencentcloudapi.com",
        ] {
            assert!(fetch(unrelated, 0).is_none(), "{unrelated}");
        }
    }

    #[test]
    fn reads_objects_with_unquoted_keys() {
        let text = "{\n  Response: {\n    Error: { Code: 'A.B', Message: \"it's no\" },\n    RequestId: 'r-1'\n  }\n}";
        let report =
            object(text, text.find("Code:").unwrap_or_default()).expect("a failure").report;
        assert_eq!(report.code.as_deref(), Some("A.B"));
        assert_eq!(report.message.as_deref(), Some("it's no"));
        assert_eq!(report.request_id.as_deref(), Some("r-1"));
        for unrelated in
            ["Code: 'x'", "{ Code: 'Ok', Message: 'sent' }", "Code: true, Message: 'x'"]
        {
            let at = unrelated.find("Code").unwrap_or_default();
            assert!(object(unrelated, at).is_none(), "{unrelated}");
        }
    }
}
