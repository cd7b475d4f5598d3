//! JavaScript: the Node SDK's exception as `console.log` shows it, response objects dumped with
//! unquoted keys, and tools whose errors keep the code out of their text.

use super::cos;
use super::lex::Parsed;
use super::{bare, call, lex};
use crate::report::{Dialect, Report};
use crate::table::Table;
use crate::vocabulary::Origin;

/// How far behind an exception its properties may stand: its stack lies between, and some logs
/// put a blank line after every line.
const PROPERTIES: usize = 8 * 1024;

/// `TencentCloudSDKHttpException [Error]: M … { requestId: 'R', code: 'C' }`, at the name.
pub(super) fn inspected(text: &str, at: usize) -> Option<Parsed> {
    let rest = lex::ahead(text, at, PROPERTIES);
    let colon = rest.find(": ").filter(|&colon| {
        let is_of_class = |byte: u8| byte.is_ascii_alphanumeric() || b" []_.".contains(&byte);
        let class = &rest[..colon];
        let closed = class.matches('[').count() == class.matches(']').count();
        colon < 60 && closed && class.bytes().all(is_of_class)
    })?;
    let body = &rest[colon + 2..];
    let message = lex::unmarked(body);
    let message_end = message.len();
    let message = message.trim_end().trim_end_matches('{');
    let next = body.find("CloudSDKHttpException").unwrap_or(body.len());
    let close = body[..next].find("\n}").map_or(next, |close| close + 2);
    let properties = &body[..close];
    let code = property(properties, "code").or_else(|| reason_phrase(message).map(str::to_owned));
    let request_id = property(properties, "requestId");
    let is_whole = code.is_some() || request_id.is_some() || properties.contains("httpCode:");
    let end = if is_whole { at + colon + 2 + close } else { at + colon + 2 + message_end };
    Some(Parsed {
        report: Report {
            code,
            message: lex::tidy(message),
            request_id: request_id.as_deref().and_then(lex::request_id).map(str::to_owned),
            ..Report::new(Dialect::Node)
        },
        end,
    })
}

/// `Error: { Code: 'C', Message: 'M' }, RequestId: 'R'`, at `Code: `: a response, or an error of
/// the COS SDK, as an object.
pub(super) fn object(text: &str, at: usize) -> Option<Parsed> {
    if lex::ends_in_word(&text[..at]) {
        return None;
    }
    let object = lex::ahead(text, at, 2048);
    let (code, after) = lex::literal(&object["Code:".len()..])?;
    let message = property(object, "Message")?;
    let request_id = property(object, "RequestId");
    let resource = property(object, "Resource");
    if lex::code(&code) != Some(&code) || (request_id.is_none() && !bare::is_known(&code)) {
        return None;
    }
    let end = at + object.len() - after.len();
    let report = Report {
        code: Some(code),
        message: lex::tidy(&message),
        request_id,
        ..Report::new(Dialect::Node)
    };
    let report = match resource {
        Some(resource) => {
            let region = call::bucket_region(&resource).map(str::to_owned);
            cos::report(Report { region, ..report })
        }
        None => report,
    };
    Some(Parsed { report, end })
}

/// The message of an answer that was no answer of the API: the HTTP reason phrase, which is what
/// there is of a code.
pub(super) fn reason_phrase(message: &str) -> Option<&str> {
    let phrase = message.trim();
    let code = Table::embedded().code(phrase)?;
    (code.origin() == Origin::Client && phrase.len() > 4).then_some(phrase)
}

/// `FetchError: invalid json response body at https://cvm.tencentcloudapi.com/ reason: …`, at the
/// name: what the SDK lets through where an answer is no JSON, or where none came.
pub(super) fn fetch(text: &str, at: usize) -> Option<Parsed> {
    let rest = lex::ahead(text, at + "FetchError: ".len(), 8192);
    // Some print the exception in brackets, its properties behind it.
    let message = rest.lines().next()?.trim_end_matches(['{', ' ', ']']);
    let host = message
        .strip_prefix("invalid json response body at ")
        .or_else(|| message.strip_prefix("request to "))?
        .split_whitespace()
        .next()?;
    host.contains("tencentcloudapi.com").then(|| Parsed {
        report: Report {
            code: Some("FetchError".to_owned()),
            message: lex::tidy(message),
            ..Report::new(Dialect::Node)
        },
        end: at + "FetchError: ".len() + message.len(),
    })
}

/// The value of `name: '…'`, if it is no part of a longer name.
fn property(text: &str, name: &str) -> Option<String> {
    text.match_indices(name).find_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        let is_name = before.is_none_or(|c| c.is_whitespace() || matches!(c, '{' | ','));
        let value = text[at + name.len()..].strip_prefix(':')?;
        lex::quoted(value).filter(|value| is_name && !value.is_empty())
    })
}

/// `M (reqId: R)`, at ` (reqId: `: the Serverless toolkit, whose code is a property of the error.
pub(super) fn serverless(text: &str, at: usize) -> Option<Parsed> {
    let line = lex::line_before(text, at);
    let message = line.rsplit("Error: ").next().unwrap_or(line);
    let rest = lex::ahead(text, at + " (reqId: ".len(), 2048);
    let id = lex::request_id(rest)?;
    let code = property(rest, "code").filter(|code| lex::code(code) == Some(code));
    Some(Parsed {
        report: Report {
            code,
            message: lex::tidy(message),
            request_id: Some(id.to_owned()),
            ..Report::new(Dialect::Node)
        },
        end: at + " (reqId: ".len() + id.len(),
    })
}

/// `[Action]⏎RequestId：R⏎M`, at the id: CloudBase, which prints no code.
pub(super) fn cloudbase(text: &str, at: usize) -> Option<Parsed> {
    let rest = lex::ahead(text, at + "RequestId：".len(), 8192);
    let id = lex::request_id(rest)?;
    let after = rest[rest.find(id)? + id.len()..].trim_start();
    let message = lex::unmarked(after);
    let before = lex::behind(text, at, 200).trim_end();
    let action = before.rfind('[').and_then(|open| before[open + 1..].strip_suffix(']'));
    Some(Parsed {
        report: Report {
            message: lex::tidy(message),
            request_id: Some(id.to_owned()),
            api_action: action.filter(|name| bare::is_code(name)).map(str::to_owned),
            ..Report::new(Dialect::Node)
        },
        end: at + "RequestId：".len() + id.len(),
    })
}

/// `[Action] [request id:R]M`, at ` [request id:`: CloudBase before that.
pub(super) fn old_cloudbase(text: &str, at: usize) -> Option<Parsed> {
    let before = lex::behind(text, at, 200).strip_suffix(']')?;
    let action = &before[before.rfind('[')? + 1..];
    let rest = lex::ahead(text, at + " [request id:".len(), 2048);
    let id = lex::request_id(rest)?;
    let message = rest[id.len()..].strip_prefix(']').map(lex::unmarked)?;
    bare::is_code(action).then(|| Parsed {
        report: Report {
            message: lex::tidy(message),
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
        let found = inspected(text, 0).expect("an error");
        assert_eq!(found.report.code.as_deref(), Some("A.B"));
        assert_eq!(found.report.message.as_deref(), Some("it's no"));
        assert_eq!(found.report.request_id.as_deref(), Some("r-1"));
        assert!(text[found.end..].starts_with("\nmore"));
    }

    #[test]
    fn reads_what_node_fetch_says_of_a_host_of_the_api() {
        let text = "FetchError: invalid json response body at https://cvm.tencentcloudapi.com/ reason: Unexpected token '<'\n    at x";
        let report = fetch(text, 0).expect("an error").report;
        assert_eq!(report.code.as_deref(), Some("FetchError"));
        assert!(report.message.is_some_and(|message| message.ends_with("token '<'")));
        for silent in [
            "FetchError: request to https://example.com/ failed, reason: tencentcloudapi.com",
            "FetchError: cvm.tencentcloudapi.com",
        ] {
            assert!(fetch(silent, 0).is_none(), "{silent}");
        }
    }

    #[test]
    fn reads_objects_with_unquoted_keys() {
        let text = "{\n  Response: {\n    Error: { Code: 'A.B', Message: \"it's no\" },\n    RequestId: 'r-1'\n  }\n}";
        let report = object(text, text.find("Code:").unwrap_or_default()).expect("an error").report;
        assert_eq!(report.code.as_deref(), Some("A.B"));
        assert_eq!(report.message.as_deref(), Some("it's no"));
        assert_eq!(report.request_id.as_deref(), Some("r-1"));
        for silent in ["Code: 'x'", "{ Code: 'Ok', Message: 'sent' }", "Code: true, Message: 'x'"] {
            assert!(object(silent, silent.find("Code").unwrap_or_default()).is_none(), "{silent}");
        }
    }
}
