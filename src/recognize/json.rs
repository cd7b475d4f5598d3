//! JSON: response bodies of API 3.0 and 2.0, complete or truncated, and documents that contain one,
//! such as log lines.
//!
//! | shape | source |
//! |---|---|
//! | `{"Response":{"Error":{"Code","Message"},"RequestId"}}` | API 3.0, and the revised API 2.0 |
//! | `{"Error":{"Code","Message"},"RequestId"}` | the same after `jq .Response`; tccli |
//! | `{"Code","Message","RequestId"}` | a Go error as JSON; `jq .Response.Error` |
//! | `{"code","requestId","traceId"}` | a Node.js error as JSON |
//! | `{"code":4100,"message","codeDesc"}` | API 2.0; `code` may be a string, `codeDesc` missing |
//! | `{"httpCode","errorCode","errorMessage","requestID"}` | CLS, the log service |
//! | `[{"Code","Message"}]` in a response | the result of each item of a batch |
//!
//! A document is read in one pass that keeps only these keys and the strings that could contain an
//! error, so memory does not grow with the rest of a large response. Those strings are recognized
//! like any other text, which decodes escapes however many times they were applied.

use std::{borrow::Cow, fmt};

use memchr::memchr2_iter;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::finding::Finding;
use super::prefilter::WordPrefilter;
use super::{bare, lex};
use crate::report::{Dialect, Report};
use crate::table::Table;
use crate::vocabulary::Api;

/// The outcome of reading a document.
pub(super) enum Outcome {
    /// A JSON document of `length` bytes.
    Document { length: usize, findings: Vec<Finding> },
    /// An object that is truncated or not valid; line and column are counted from 1. Reading may
    /// resume after `length` bytes.
    Broken { line: usize, column: usize, reason: String, length: usize },
    /// Something else. Reading may resume after `length` bytes.
    Other { length: usize },
}

/// Recognizes a string of a document.
pub(super) type RecognizeFn<'n> = &'n dyn Fn(&str) -> Vec<Finding>;

/// Byte offset in `line` at which an object or array may start. The `[` before a timestamp in a log
/// line does not count.
pub(super) fn find_start(line: &str) -> Option<usize> {
    memchr2_iter(b'{', b'[', line.as_bytes()).find(|&at| {
        let next_byte = || line[at + 1..].trim_start().bytes().next();
        match line.as_bytes()[at] {
            b'{' => matches!(next_byte(), None | Some(b'"' | b'}' | b'\\')),
            b'[' => matches!(next_byte(), None | Some(b'"' | b'{' | b'[' | b']')),
            _ => false,
        }
    })
}

/// Reads the document at the beginning of `text`, which [`find_start`] located.
///
/// With `is_top_level`, when `text` is not nested in another text, an array of words is a list of
/// codes. Strings that could contain an error are passed to `recognize`.
pub(super) fn read(text: &str, is_top_level: bool, recognize: RecognizeFn<'_>) -> Outcome {
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    match documents.next() {
        Some(Ok(value)) => {
            let length = documents.byte_offset();
            let mut findings = Vec::new();
            collect_document(value, is_top_level, recognize, &mut findings);
            Outcome::Document { length, findings }
        }
        Some(Err(error)) => {
            let (line, column, reason) = (error.line(), error.column(), reason_of(&error));
            // An inner document may still be valid, so reading resumes right after the opening
            // bracket. If the nesting is too deep, it resumes where serde_json stopped.
            let length = if reason == TOO_DEEP { byte_offset(text, line, column) } else { 1 };
            if text.starts_with('{') {
                Outcome::Broken { line, column, reason, length }
            } else {
                Outcome::Other { length }
            }
        }
        None => Outcome::Other { length: 1 },
    }
}

/// The failure in a truncated document: its code, if that is known, and the members that are
/// complete.
pub(super) fn truncated(text: &str) -> Option<Report> {
    let member = |key: &str| {
        let value = text.split_once(key)?.1.trim_start().strip_prefix(':')?;
        lex::leading_literal(value)
    };
    let code = member("\"Code\"").or_else(|| member("\"codeDesc\""))?;
    bare::is_known(&code).then(|| Report {
        code: Some(code),
        message: member("\"Message\""),
        request_id: member("\"RequestId\""),
        ..Report::new(Dialect::Json)
    })
}

/// The message of serde_json's error when it stops at nesting that is too deep.
const TOO_DEEP: &str = "recursion limit exceeded";

/// The byte offset in `text` of a line and column of serde_json: at least 1, and at a character
/// boundary.
fn byte_offset(text: &str, line: usize, column: usize) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    text.ceil_char_boundary((line_start + column).clamp(1, text.len()))
}

/// The message of serde_json's error, without line and column.
fn reason_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// Adds the findings of a whole document. At top level, an array of words is a list of codes.
fn collect_document(
    value: Value<'_>,
    is_top_level: bool,
    recognize: RecognizeFn<'_>,
    findings: &mut Vec<Finding>,
) {
    match value {
        Value::Array(values) => {
            for value in values {
                match value {
                    Value::Text(word) if is_top_level && bare::is_code(&word) => {
                        findings.push(Finding::Failure(bare::report_of(&word)));
                    }
                    other => collect(other, recognize, findings),
                }
            }
        }
        other => collect(other, recognize, findings),
    }
}

/// Adds the findings of `value`.
fn collect(value: Value<'_>, recognize: RecognizeFn<'_>, findings: &mut Vec<Finding>) {
    match value {
        Value::Array(values) => {
            for value in values {
                collect(value, recognize, findings);
            }
        }
        Value::Object(object) => object.collect(recognize, findings),
        Value::Text(text) => findings.extend(recognize(&text)),
        Value::Number(_) | Value::Other => {}
    }
}

impl Object<'_> {
    fn collect(mut self, recognize: RecognizeFn<'_>, findings: &mut Vec<Finding>) {
        let count_before = findings.len();
        let texts = self.texts_with_errors();
        match self.take_finding() {
            Some(failure @ Finding::Failure(_)) => findings.push(failure),
            other => {
                // A successful response may list items that failed, and a log line may contain
                // anything.
                for text in texts {
                    findings.extend(recognize(&text));
                }
                for (_, value) in std::mem::take(&mut self.members) {
                    if !matches!(value, Value::Text(_)) {
                        collect(value, recognize, findings);
                    }
                }
                collect(Value::Array(self.other_values), recognize, findings);
                match other {
                    other if findings.len() == count_before => findings.extend(other),
                    // The failed items of a response share its request id.
                    Some(Finding::Success { request_id }) => {
                        for finding in &mut findings[count_before..] {
                            if let Finding::Failure(report) = finding
                                && report.request_id.is_none()
                            {
                                report.request_id.clone_from(&request_id);
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// The strings under known keys that could contain an error.
    fn texts_with_errors(&self) -> Vec<String> {
        let texts = self.members.iter().filter_map(|(_, value)| match value {
            Value::Text(text) if could_contain_error(text) => Some(text.clone().into_owned()),
            _ => None,
        });
        texts.collect()
    }

    /// The finding that this object represents, or `None` if it is neither a response nor an error.
    /// The values of the finding are taken out of the object.
    fn take_finding(&mut self) -> Option<Finding> {
        if let Some(Value::Object(mut response)) = self.take("Response") {
            let finding = response.take_finding();
            self.other_values.append(&mut response.other_values);
            self.members.append(&mut response.members);
            return finding;
        }
        if let Some(Value::Object(mut error)) = self.take("Error") {
            // tccli's `ci` plugin puts the request id into the error.
            let request_id = self.take_request_id().or_else(|| error.take_request_id());
            let code = error.take("Code")?.into_text()?;
            return is_failure(&code).then(|| {
                Finding::Failure(Report {
                    code: Some(code),
                    message: error.take_text("Message"),
                    request_id,
                    ..Report::new(Dialect::Json)
                })
            });
        }
        let finding = self
            .take_legacy_error()
            .or_else(|| self.take_cls_error())
            .or_else(|| self.take_stream_error());
        if finding.is_some() {
            return finding;
        }
        // Aliyun's flat errors look the same, except that they have one of these keys.
        if self.has("HostId") || self.has("Recommend") {
            return None;
        }
        let is_flat_error = self.is_response && ["Code", "Message"].iter().all(|key| self.has(key));
        let extended_code = self.take_text("ErrCodeExt").filter(|code| bare::is_known(code));
        let code =
            extended_code.or_else(|| self.take_text("Code")).or_else(|| self.take_text("code"));
        let message = self.take_text("Message").or_else(|| self.take_text("message"));
        let request_id = self.take_request_id();
        match code {
            Some(code) if is_failure(&code) => {
                let has_details = message.is_some() || request_id.is_some();
                (is_flat_error || (has_details && bare::is_known(&code))).then(|| {
                    Finding::Failure(Report {
                        code: Some(code),
                        message,
                        request_id,
                        ..Report::new(Dialect::Json)
                    })
                })
            }
            _ => self.is_response.then_some(Finding::Success { request_id }),
        }
    }

    /// An error of CLS: `errorCode` as its SDK prints it, `errorcode` in the response body.
    fn take_cls_error(&mut self) -> Option<Finding> {
        let body_code = self.take_text("errorcode");
        let is_body = body_code.is_some();
        let code = body_code.or_else(|| self.take_text("errorCode"))?;
        let message = self.take_text("errormessage").or_else(|| self.take_text("errorMessage"))?;
        let request_id = self.take_request_id();
        let is_sdk_error = request_id.is_some() && self.has("httpCode");
        (lex::leading_code(&code) == Some(&code) && (is_sdk_error || is_body)).then(|| {
            Finding::Failure(Report {
                code: Some(code),
                message: Some(message),
                request_id,
                ..Report::new(Dialect::Cls)
            })
        })
    }

    /// An error in a streamed response: `"ErrorMsg":{"Msg":"…","Code":4001}`.
    fn take_stream_error(&mut self) -> Option<Finding> {
        let Some(Value::Object(mut error)) = self.take("ErrorMsg") else { return None };
        let message = error.take_text("Msg")?;
        let code = error.take("Code")?.into_text().filter(|code| is_failure(code))?;
        let request_id = self.take_request_id();
        Some(Finding::Failure(Report {
            code: Some(code),
            message: Some(message),
            request_id,
            ..Report::new(Dialect::Json)
        }))
    }

    /// A response of API 2.0, with a number in `code`.
    fn take_legacy_error(&mut self) -> Option<Finding> {
        let number: i64 = match self.get("code")? {
            Value::Number(number) => *number,
            Value::Text(digits) => digits.parse().ok()?,
            _ => return None,
        };
        let code = self.take_text("codeDesc").or_else(|| self.take_text("codedesc"));
        if number == 0 {
            let is_success = code.is_some_and(|code| !is_failure(&code));
            return is_success.then(|| Finding::Success { request_id: self.take_request_id() });
        }
        let legacy = u32::try_from(number).ok();
        let is_known = legacy.is_some_and(|number| Table::embedded().legacy(number).is_some());
        if code.is_none() && (!is_known || !self.has("message")) {
            return None;
        }
        Some(Finding::Failure(Report {
            code: code.filter(|code| is_failure(code)),
            legacy,
            api: Some(Api::V2),
            message: self.take_text("message"),
            request_id: self.take_request_id(),
            ..Report::new(Dialect::Json)
        }))
    }

    fn take_request_id(&mut self) -> Option<String> {
        ["RequestId", "requestId", "requestID", "request_id"]
            .into_iter()
            .find_map(|key| self.take_text(key))
    }
}

/// Whether `code` means a failure. Successful responses have codes too.
fn is_failure(code: &str) -> bool {
    let has_word = code.bytes().any(|byte| byte.is_ascii_alphanumeric());
    has_word && !["", "0", "ok", "success"].iter().any(|word| code.eq_ignore_ascii_case(word))
}

/// A JSON value, reduced to the values of [`KEYS`] and the strings that could contain an error.
enum Value<'a> {
    Object(Object<'a>),
    Array(Vec<Value<'a>>),
    Text(Cow<'a, str>),
    Number(i64),
    Other,
}

/// The keys that are kept, in the spellings of all shapes.
#[rustfmt::skip]
const KEYS: [&str; 22] = [
    "Response", "Error", "Code", "Message", "RequestId", "code", "message", "codeDesc", "codedesc",
    "requestId", "requestID", "request_id", "HostId", "Recommend", "errorCode", "errorcode",
    "errorMessage", "errormessage", "httpCode", "ErrorMsg", "Msg", "ErrCodeExt",
];

/// What a string contains if it contains an error.
static ERROR_MARKERS: WordPrefilter =
    WordPrefilter::new(&["ode", "SDKException", "reqId", "RequestId"]);

/// Whether a string could contain an error, so that it must be kept and recognized.
fn could_contain_error(text: &str) -> bool {
    text.len() > 12 && ERROR_MARKERS.matches(text)
}

/// A JSON object, reduced like [`Value`].
#[derive(Default)]
struct Object<'a> {
    /// The members whose keys are in [`KEYS`]. If a key is repeated, the last member counts.
    members: Vec<(&'static str, Value<'a>)>,
    /// The values of other keys that could contain an error.
    other_values: Vec<Value<'a>>,
    /// Whether the object has a `RequestId`, as every response of API 3.0 does.
    is_response: bool,
}

impl<'a> Object<'a> {
    fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.members.iter().rev().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    fn take(&mut self, key: &str) -> Option<Value<'a>> {
        let index = self.members.iter().rposition(|(name, _)| *name == key)?;
        Some(self.members.swap_remove(index).1)
    }

    /// Takes the string at `key`. `None` if it is missing, empty or not a string.
    fn take_text(&mut self, key: &str) -> Option<String> {
        match self.take(key)? {
            Value::Text(text) if !text.is_empty() => Some(text.into_owned()),
            _ => None,
        }
    }
}

impl Value<'_> {
    /// The value, if it could contain an error.
    fn if_could_contain_error(self) -> Option<Self> {
        let could = match &self {
            Value::Object(object) => !object.members.is_empty() || !object.other_values.is_empty(),
            Value::Array(values) => !values.is_empty(),
            Value::Text(text) => could_contain_error(text),
            Value::Number(_) | Value::Other => false,
        };
        could.then_some(self)
    }

    fn into_text(self) -> Option<String> {
        match self {
            Value::Text(text) => Some(text.into_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        let mut object = Object::default();
        while let Some(Key(key)) = map.next_key()? {
            let value: Value<'_> = map.next_value()?;
            if let Some(key) = key {
                object.is_response |= key == "RequestId" && matches!(value, Value::Text(_));
                object.members.push((key, value));
            } else {
                object.other_values.extend(value.if_could_contain_error());
            }
        }
        Ok(Value::Object(object))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            let value: Value<'_> = value;
            values.extend(match value {
                Value::Text(ref word) if bare::is_code(word) => Some(value),
                other => other.if_could_contain_error(),
            });
        }
        Ok(Value::Array(values))
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(i64::try_from(number).map_or(Value::Other, Value::Number))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Value<'de>, E> {
        Ok(Value::Other)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Value<'de>, E> {
        Ok(Value::Other)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value<'de>, E> {
        Ok(Value::Other)
    }
}

/// A key of an object: its entry in [`KEYS`], if it has one.
struct Key(Option<&'static str>);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E: de::Error>(self, key: &str) -> Result<Key, E> {
                Ok(Key(KEYS.into_iter().find(|&known| known == key)))
            }
        }

        deserializer.deserialize_str(KeyVisitor)
    }
}
