//! JSON: response bodies of API 3.0 and 2.0, whole or in part, and documents that hold one
//! somewhere, such as log lines.
//!
//! | shape | of |
//! |---|---|
//! | `{"Response":{"Error":{"Code","Message"},"RequestId"}}` | API 3.0, and the revised API 2.0 |
//! | `{"Error":{"Code","Message"},"RequestId"}` | the same after `jq .Response`; tccli |
//! | `{"Code","Message","RequestId"}` | a Go error as JSON; `jq .Response.Error` |
//! | `{"code","requestId","traceId"}` | a Node error as JSON |
//! | `{"code":4100,"message","codeDesc"}` | API 2.0; `code` also as a string, `codeDesc` not always |
//! | `{"httpCode","errorCode","errorMessage","requestID"}` | CLS, the log service |
//! | `[{"Code","Message"}]` in a response | what became of each item of a batch |
//!
//! A document is read in one pass that keeps the keys named here and the texts that may speak of
//! an error, so that memory does not grow with the rest of a large response. Texts are recognized
//! in their turn, which undoes escapes however often they were applied.

use std::{borrow::Cow, fmt};

use memchr::memchr2_iter;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::finding::Finding;
use super::prefilter::WordPrefilter;
use super::{bare, lex};
use crate::report::{Dialect, Report};
use crate::table::Table;
use crate::vocabulary::Api;

/// What was found at the beginning of a text.
pub(super) enum Read {
    /// A JSON document of `length` bytes.
    Document { length: usize, findings: Vec<Finding> },
    /// An object that breaks off or goes wrong; line and column count from 1. Reading may go on
    /// after `length` bytes.
    Broken { line: usize, column: usize, reason: String, length: usize },
    /// Something else. Reading may go on after `length` bytes.
    Other { length: usize },
}

/// Recognizes a text that a document holds.
pub(super) type Nested<'n> = &'n dyn Fn(&str) -> Vec<Finding>;

/// Where in `line` an object or array may start. The `[` of a log's time stamp does not count.
pub(super) fn start(line: &str) -> Option<usize> {
    memchr2_iter(b'{', b'[', line.as_bytes()).find(|&at| {
        let next = || line[at + 1..].trim_start().bytes().next();
        match line.as_bytes()[at] {
            b'{' => matches!(next(), None | Some(b'"' | b'}' | b'\\')),
            b'[' => matches!(next(), None | Some(b'"' | b'{' | b'[' | b']')),
            _ => false,
        }
    })
}

/// Reads the document at the beginning of `text`, which [`start`] found. Only in a document that is
/// not `is_typed` itself, but part of another text, a lone word is not a code. The texts in it are
/// given to `nested`.
pub(super) fn read(text: &str, is_typed: bool, nested: Nested<'_>) -> Read {
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    match documents.next() {
        Some(Ok(value)) => {
            let length = documents.byte_offset();
            let mut findings = Vec::new();
            document(value, is_typed, nested, &mut findings);
            Read::Document { length, findings }
        }
        Some(Err(error)) => {
            let (line, column, reason) = (error.line(), error.column(), reason(&error));
            // What is inside may still be whole, unless there is no end of insides.
            let length = if reason == TOO_DEEP { offset(text, line, column) } else { 1 };
            if text.starts_with('{') {
                Read::Broken { line, column, reason, length }
            } else {
                Read::Other { length }
            }
        }
        None => Read::Other { length: 1 },
    }
}

/// What can be told of a document that breaks off: its code, if that is known, and the message if
/// that is whole.
pub(super) fn truncated(text: &str) -> Option<Report> {
    let member = |name: &str| {
        let value = text.split_once(name)?.1.trim_start().strip_prefix(':')?;
        lex::quoted(value)
    };
    let code = member("\"Code\"").or_else(|| member("\"codeDesc\""))?;
    bare::is_known(&code).then(|| Report {
        code: Some(code),
        message: member("\"Message\""),
        request_id: member("\"RequestId\""),
        ..Report::new(Dialect::Json)
    })
}

/// What serde_json says of nesting that it does not follow.
const TOO_DEEP: &str = "recursion limit exceeded";

/// Where in `text` a line and column of serde_json are: after at least one byte, between two
/// characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    text.ceil_char_boundary((before + column).clamp(1, text.len()))
}

/// What serde_json says, without the place.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// Adds what a whole document says: also a list of codes.
fn document(value: Value<'_>, is_typed: bool, nested: Nested<'_>, findings: &mut Vec<Finding>) {
    match value {
        Value::Array(values) => {
            for value in values {
                match value {
                    Value::Text(word) if is_typed && bare::is_code(&word) => {
                        findings.push(Finding::Failure(bare::report(&word)));
                    }
                    other => collect(other, nested, findings),
                }
            }
        }
        other => collect(other, nested, findings),
    }
}

/// Adds what `value` says.
fn collect(value: Value<'_>, nested: Nested<'_>, findings: &mut Vec<Finding>) {
    match value {
        Value::Array(values) => {
            for value in values {
                collect(value, nested, findings);
            }
        }
        Value::Object(object) => object.collect(nested, findings),
        Value::Text(text) => findings.extend(nested(&text)),
        Value::Number(_) | Value::Other => {}
    }
}

impl Object<'_> {
    fn collect(mut self, nested: Nested<'_>, findings: &mut Vec<Finding>) {
        let before = findings.len();
        let texts = self.telling_texts();
        match self.finding() {
            Some(failure @ Finding::Failure(_)) => findings.push(failure),
            other => {
                // A success may still tell of items that failed, and a log line of anything.
                for text in texts {
                    findings.extend(nested(&text));
                }
                for (_, value) in std::mem::take(&mut self.members) {
                    if !matches!(value, Value::Text(_)) {
                        collect(value, nested, findings);
                    }
                }
                collect(Value::Array(self.rest), nested, findings);
                match other {
                    other if findings.len() == before => findings.extend(other),
                    // What failed within a response was answered under its request id.
                    Some(Finding::Success { request_id }) => {
                        for finding in &mut findings[before..] {
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

    /// The texts under known keys that may speak of an error.
    fn telling_texts(&self) -> Vec<String> {
        let texts = self.members.iter().filter_map(|(_, value)| match value {
            Value::Text(text) if is_telling(text) => Some(text.clone().into_owned()),
            _ => None,
        });
        texts.collect()
    }

    fn finding(&mut self) -> Option<Finding> {
        if let Some(Value::Object(mut response)) = self.take("Response") {
            let finding = response.finding();
            self.rest.append(&mut response.rest);
            self.members.append(&mut response.members);
            return finding;
        }
        if let Some(Value::Object(mut error)) = self.take("Error") {
            // tccli's `ci` plugin puts the request id into the error.
            let request_id = self.request_id().or_else(|| error.request_id());
            let code = error.take("Code")?.into_text()?;
            return is_failure(&code).then(|| {
                Finding::Failure(Report {
                    code: Some(code),
                    message: error.text("Message"),
                    request_id,
                    ..Report::new(Dialect::Json)
                })
            });
        }
        if let Some(finding) = self.legacy().or_else(|| self.cls()).or_else(|| self.streamed()) {
            return Some(finding);
        }
        // Aliyun's flat errors look the same but for these two.
        if self.has("HostId") || self.has("Recommend") {
            return None;
        }
        let is_triple = self.is_response && ["Code", "Message"].iter().all(|key| self.has(key));
        let task = self.text("ErrCodeExt").filter(|code| bare::is_known(code));
        let code = task.or_else(|| self.text("Code")).or_else(|| self.text("code"));
        let message = self.text("Message").or_else(|| self.text("message"));
        let request_id = self.request_id();
        match code {
            Some(code) if is_failure(&code) => {
                let has_company = message.is_some() || request_id.is_some();
                (is_triple || (has_company && bare::is_known(&code))).then(|| {
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

    /// An error of CLS: `errorCode` as its SDK prints it, `errorcode` on the wire.
    fn cls(&mut self) -> Option<Finding> {
        let wire = self.text("errorcode");
        let is_wire = wire.is_some();
        let code = wire.or_else(|| self.text("errorCode"))?;
        let message = self.text("errormessage").or_else(|| self.text("errorMessage"))?;
        let request_id = self.request_id();
        let is_sdk = request_id.is_some() && self.has("httpCode");
        (lex::code(&code) == Some(&code) && (is_sdk || is_wire)).then(|| {
            Finding::Failure(Report {
                code: Some(code),
                message: Some(message),
                request_id,
                ..Report::new(Dialect::Cls)
            })
        })
    }

    /// An error within a stream: `"ErrorMsg":{"Msg":"…","Code":4001}`.
    fn streamed(&mut self) -> Option<Finding> {
        let Some(Value::Object(mut error)) = self.take("ErrorMsg") else { return None };
        let message = error.text("Msg")?;
        let code = error.take("Code")?.into_text().filter(|code| is_failure(code))?;
        let request_id = self.request_id();
        Some(Finding::Failure(Report {
            code: Some(code),
            message: Some(message),
            request_id,
            ..Report::new(Dialect::Json)
        }))
    }

    /// A body of API 2.0, with a number in `code`.
    fn legacy(&mut self) -> Option<Finding> {
        let number: i64 = match self.get("code")? {
            Value::Number(number) => *number,
            Value::Text(digits) => digits.parse().ok()?,
            _ => return None,
        };
        let code = self.text("codeDesc").or_else(|| self.text("codedesc"));
        if number == 0 {
            let succeeded = code.is_some_and(|code| !is_failure(&code));
            return succeeded.then(|| Finding::Success { request_id: self.request_id() });
        }
        let known =
            u32::try_from(number).ok().filter(|&number| Table::embedded().legacy(number).is_some());
        if code.is_none() && (known.is_none() || !self.has("message")) {
            return None;
        }
        Some(Finding::Failure(Report {
            code: code.filter(|code| is_failure(code)),
            legacy: u32::try_from(number).ok(),
            api: Some(Api::V2),
            message: self.text("message"),
            request_id: self.request_id(),
            ..Report::new(Dialect::Json)
        }))
    }

    fn request_id(&mut self) -> Option<String> {
        ["RequestId", "requestId", "requestID", "request_id"]
            .into_iter()
            .find_map(|key| self.text(key))
    }
}

/// Success has codes too.
fn is_failure(code: &str) -> bool {
    let is_word = code.bytes().any(|byte| byte.is_ascii_alphanumeric());
    is_word && !["", "0", "ok", "success"].iter().any(|word| code.eq_ignore_ascii_case(word))
}

/// A JSON value, of which only what [`KEYS`] lead to is kept.
enum Value<'a> {
    Object(Object<'a>),
    Array(Vec<Value<'a>>),
    Text(Cow<'a, str>),
    Number(i64),
    Other,
}

/// The keys that matter, in the spellings of all shapes.
#[rustfmt::skip]
const KEYS: [&str; 22] = [
    "Response", "Error", "Code", "Message", "RequestId", "code", "message", "codeDesc", "codedesc",
    "requestId", "requestID", "request_id", "HostId", "Recommend", "errorCode", "errorcode",
    "errorMessage", "errormessage", "httpCode", "ErrorMsg", "Msg", "ErrCodeExt",
];

/// What a text has that speaks of an error.
static TELLING: WordPrefilter = WordPrefilter::new(&["ode", "SDKException", "reqId", "RequestId"]);

/// Whether a text may speak of an error, and is worth to be kept and recognized.
fn is_telling(text: &str) -> bool {
    text.len() > 12 && TELLING.are_in(text)
}

/// The members of an object whose keys matter; of a repeated key, the last.
#[derive(Default)]
struct Object<'a> {
    members: Vec<(&'static str, Value<'a>)>,
    /// What other keys have that may speak of an error.
    rest: Vec<Value<'a>>,
    /// Whether it has a `RequestId`, as every response of API 3.0 does.
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
        let place = self.members.iter().rposition(|(name, _)| *name == key)?;
        Some(self.members.swap_remove(place).1)
    }

    /// The text at `key`, unless it is missing, empty or no text.
    fn text(&mut self, key: &str) -> Option<String> {
        match self.take(key)? {
            Value::Text(text) if !text.is_empty() => Some(text.into_owned()),
            _ => None,
        }
    }
}

impl Value<'_> {
    /// The value, if there may be an error in it.
    fn telling(self) -> Option<Self> {
        let tells = match &self {
            Value::Object(object) => !object.members.is_empty() || !object.rest.is_empty(),
            Value::Array(values) => !values.is_empty(),
            Value::Text(text) => is_telling(text),
            Value::Number(_) | Value::Other => false,
        };
        tells.then_some(self)
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
                object.rest.extend(value.telling());
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
                other => other.telling(),
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

/// A key of an object, if it matters.
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
