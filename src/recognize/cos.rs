//! COS, the object storage: XML bodies, and the errors that its SDKs, coscli and tccli's `cos`
//! plugin print.
//!
//! COS is a separate service with its own codes, so its reports are marked as such and the COS
//! meanings of a code come first. S3 shares some of its forms; those are accepted only if a detail,
//! such as a trace id or a missing host id, shows that they come from COS.

use super::lex;
use super::lex::Parsed;
use crate::report::{Dialect, Report};
use crate::vocabulary::Api;

/// `report`, marked as an error of COS.
pub(super) fn mark_as_cos(report: Report) -> Report {
    Report { dialect: Dialect::Cos, api: Some(Api::Cos), ..report }
}

fn parsed(code: &str, message: Option<&str>, id: Option<&str>, end: usize) -> Parsed {
    let request_id = id.map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
    let message = message.and_then(lex::tidy_message);
    let code = Some(code.to_owned());
    Parsed {
        report: mark_as_cos(Report { code, message, request_id, ..Report::new(Dialect::Cos) }),
        end,
    }
}

/// `<Error><Code>C</Code><Message>M</Message>…<RequestId>R</RequestId></Error>`, at `<Code>`.
/// The response to a batch contains one such element for each key that failed.
pub(super) fn xml(text: &str, at: usize) -> Option<Parsed> {
    let before = lex::before(text, at, 2048);
    let open = at - before.len() + before.rfind("<Error>")?;
    if text[open..at].contains("</Error>") {
        return None;
    }
    let body = lex::after(text, at, 16 * 1024);
    let close = at + body.find("</Error>").unwrap_or(body.len());
    let element = &text[open..close];
    // Errors of S3 look the same, except that they have a host id.
    if element.contains("<HostId>") {
        return None;
    }
    let tag = |name: &str| {
        let (_, rest) = element.split_once(&format!("<{name}>"))?;
        Some(rest.split_once("</").map_or(rest, |(value, _)| value))
    };
    let code = tag("Code")?.trim();
    let is_code = !code.is_empty() && code.len() < 100 && !code.contains('<');
    let message = tag("Message").map(decode_entities);
    is_code.then(|| parsed(code, message.as_deref(), tag("RequestId"), close))
}

fn decode_entities(text: &str) -> String {
    // `&amp;` is last, so that `&amp;lt;` becomes `&lt;`.
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    pairs.into_iter().fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

/// `GET https://…: 404 C(Message: M, RequestId: R, TraceId: T)`, at `(Message: `: the Go SDK and
/// coscli.
pub(super) fn go(text: &str, at: usize) -> Option<Parsed> {
    let before = lex::before(text, at, 200);
    let is_code_char = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let start = before.trim_end_matches(is_code_char).len();
    let code = before[start..].trim();
    let body = lex::after(text, at + "(Message: ".len(), 8192);
    let (message, rest) = body.split_once(", RequestId: ")?;
    let id = rest.split([',', ')', '\n']).next();
    (!code.is_empty() && message.len() < 4096)
        .then(|| parsed(code, Some(message), id, at + lex::offset_after(text, at, rest)))
}

/// `Error: M (Code: C, RequestId: R)`, at ` (Code: `: the `cos` plugin of tccli.
pub(super) fn tccli(text: &str, at: usize) -> Option<Parsed> {
    let message = lex::line_before(text, at).rsplit("Error: ").next()?;
    let body = lex::after(text, at + " (Code: ".len(), 300);
    let code = lex::leading_code(body)?;
    let id = body[code.len()..].strip_prefix(", RequestId: ")?;
    let id = id.split([')', '\n']).next();
    Some(parsed(code, Some(message), id, at + lex::offset_after(text, at, body) + code.len()))
}

/// `{'code': 'C', 'message': 'M', …, 'requestid': 'R', 'traceid': 'T'}`, at `'code': `: the Python
/// SDK.
pub(super) fn python(text: &str, at: usize) -> Option<Parsed> {
    let before = lex::before(text, at, 4096);
    let open = at - before.len() + before.rfind('{')?;
    let body = lex::after(text, at, 8192);
    let close = at + body.find('}').unwrap_or(body.len());
    let dict = &text[open..close];
    let value = |key: &str| lex::leading_literal(&dict[dict.find(key)? + key.len()..]);
    let id = value("'requestid':")?;
    let code = value("'code':")?;
    Some(parsed(&code, value("'message':").as_deref(), Some(&id), close))
}

/// `M (Status Code: 404; Error Code: C; Request ID: R); Trace ID: T.`, at `Error Code: `: the Java
/// SDK.
pub(super) fn java(text: &str, at: usize) -> Option<Parsed> {
    let before = lex::line_before(text, at);
    let line = lex::after(text, at, 1024).lines().next().unwrap_or_default();
    // The SDK of AWS prints the same, but without a trace id and with another class.
    if !line.contains("Trace ID:") && !before.contains("CosServiceException") {
        return None;
    }
    let message = before.split(" (Status Code:").next().unwrap_or(before);
    let message = message.rsplit("Exception: ").next().unwrap_or(message);
    let body = &line["Error Code: ".len()..];
    let code = lex::leading_code(body)?;
    let id = body.split_once("Request ID: ").map(|(_, id)| id);
    let id = id.and_then(|id| id.split([')', ';', '\n']).next());
    Some(parsed(code, Some(message), id, at + lex::offset_after(text, at, body) + code.len()))
}

/// `Cos Error Code: C, Status Code: 404, Cos Request ID: R, …, Cos Error Message: M, User-Agent:`,
/// at its beginning: the PHP SDK.
pub(super) fn php(text: &str, at: usize) -> Option<Parsed> {
    let line = lex::after(text, at, 8192).lines().next().unwrap_or_default();
    let field = |name: &str| line.split_once(name).map(|(_, value)| value);
    let code = lex::leading_code(field("Cos Error Code: ")?)?;
    let id = field("Cos Request ID: ").and_then(|id| id.split(',').next());
    let message = field("Cos Error Message: ")
        .map(|message| message.split(", User-Agent:").next().unwrap_or(message));
    Some(parsed(code, message, id, at + line.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(parsed: Option<Parsed>, message: &str) {
        let report = parsed.expect("a failure").report;
        assert_eq!(report.dialect, Dialect::Cos);
        assert_eq!(report.code.as_deref(), Some("NoSuchKey"));
        assert_eq!(report.message.as_deref(), Some(message));
        assert_eq!(report.request_id.as_deref(), Some("NjM+a/b="));
    }

    fn at(text: &str, anchor: &str) -> usize {
        text.find(anchor).unwrap_or_default()
    }

    #[test]
    fn reads_every_form_of_a_cos_error() {
        let text = "<?xml version='1.0'?>\n<Error>\n\t<Code>NoSuchKey</Code>\n\t<Message>a &lt;b&gt;</Message>\n\t<RequestId>NjM+a/b=</RequestId>\n</Error>";
        check(xml(text, at(text, "<Code>")), "a <b>");
        let text = "GET https://b-1.cos.ap-x.myqcloud.com/k: 404 NoSuchKey(Message: a, b, RequestId: NjM+a/b=, TraceId: T)";
        check(go(text, at(text, "(Message: ")), "a, b");
        let text = "Error: a (b) (Code: NoSuchKey, RequestId: NjM+a/b=)";
        check(tccli(text, at(text, " (Code: ")), "a (b)");
        let text = "{'code': 'NoSuchKey', 'message': 'a', 'resource': 'x', 'requestid': 'NjM+a/b=', 'traceid': 'T'}";
        check(python(text, at(text, "'code': ")), "a");
        let text = "com.qcloud.cos.exception.CosServiceException: a. (Status Code: 404; Error Code: NoSuchKey; Request ID: NjM+a/b=); Trace ID: T.";
        check(java(text, at(text, "Error Code: ")), "a.");
        let text = "Cos Error Code: NoSuchKey, Status Code: 404, Cos Request ID: NjM+a/b=, Cos Error Type: client, Cos Error Message: a, b, User-Agent: x";
        check(php(text, 0), "a, b");
    }

    #[test]
    fn rejects_errors_of_other_object_stores() {
        let text = "x (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: 1; S3 Extended Request ID: 2)";
        assert!(java(text, at(text, "Error Code: ")).is_none());
        let text = "<Error><Code>AccessDenied</Code><Message>m</Message><RequestId>1</RequestId><HostId>h</HostId></Error>";
        assert!(xml(text, at(text, "<Code>")).is_none());
        assert!(xml("<a><Code>x</Code></a>", 3).is_none());
    }
}
