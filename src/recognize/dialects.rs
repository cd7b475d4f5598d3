//! The list of dialects: every form in which a failure is written down, one record each.
//!
//! [`recognize`](super::recognize) reads a text where an anchor stands, and a log is searched for
//! the words of the same records, so that one is never blind to what the other reads. To add a
//! dialect, write its reader, add its record here, and add an example to `tests/dialects/found`.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::lex::Parsed;
use super::{colon, cos, equals, node};

/// Reads a failure of one dialect whose anchor stands at a place of the text.
pub(crate) type ReadFn = fn(&str, usize) -> Option<Parsed>;

/// Whether the word between `start` and `end` of a log can belong to a failure, judged by the
/// bytes around it. A rejection must be certain; what passes is read properly.
pub(crate) type CouldBeFn = fn(log: &[u8], start: usize, end: usize) -> bool;

/// One way of writing a failure down.
pub(crate) struct DialectRecord {
    /// The clients and tools that write it.
    pub(crate) printed_by: &'static str,
    /// What every such text contains.
    pub(crate) anchor: &'static str,
    /// The part of the anchor that a log is searched for. The rarer its first three bytes and the
    /// fewer different beginnings there are, the faster the search.
    pub(crate) log_word: &'static str,
    /// Where in the anchor the word begins.
    word_offset: usize,
    /// The part of the anchor around the word that has no quotes: a log may escape or colour them.
    plain: (usize, usize),
    /// A look at what surrounds the word in a log, before its lines are read.
    pub(crate) could_be_error: CouldBeFn,
    /// How it is read.
    pub(crate) read_from: ReadFrom,
    /// How many lines above and below the anchor's line belong to the failure in any case.
    pub(crate) lines_around: (usize, usize),
    /// A file of `tests/dialects/found` that contains it.
    pub(crate) example: &'static str,
}

/// How a dialect is read.
#[derive(Clone, Copy)]
pub(crate) enum ReadFrom {
    /// From its anchor.
    Anchor(ReadFn),
    /// As a part of the JSON document around it.
    Document,
}

/// A dialect that is read from its anchor.
#[derive(Clone, Copy)]
pub(super) struct Anchored {
    pub(super) anchor: &'static str,
    pub(super) read: ReadFn,
}

impl DialectRecord {
    const fn new(
        printed_by: &'static str,
        anchor: &'static str,
        log_word: &'static str,
        read_from: ReadFrom,
        example: &'static str,
    ) -> Self {
        let word_offset = offset_in(anchor, log_word);
        Self {
            printed_by,
            anchor,
            log_word,
            word_offset,
            plain: plain_around(anchor, word_offset),
            could_be_error: always,
            read_from,
            lines_around: (0, 0),
            example,
        }
    }

    const fn if_likely(self, could_be_error: CouldBeFn) -> Self {
        Self { could_be_error, ..self }
    }

    const fn with_lines_around(self, above: usize, below: usize) -> Self {
        Self { lines_around: (above, below), ..self }
    }

    fn anchored(&self) -> Option<Anchored> {
        match self.read_from {
            ReadFrom::Anchor(read) => Some(Anchored { anchor: self.anchor, read }),
            ReadFrom::Document => None,
        }
    }

    /// Whether the word that a log has between `start` and `end` stands in this dialect's anchor
    /// and can belong to a failure.
    pub(crate) fn could_be_at(&self, log: &[u8], start: usize, end: usize) -> bool {
        let (from, to) = self.plain;
        let plain = &self.anchor.as_bytes()[from..to];
        let Some(rest) = start.checked_sub(self.word_offset - from).map(|at| &log[at..]) else {
            return false;
        };
        // The log may end within the anchor, or the buffer may.
        let length = plain.len().min(rest.len());
        rest[..length] == plain[..length] && (self.could_be_error)(log, start, end)
    }
}

/// Where `word` begins in `anchor`; a record whose word is not a part of its anchor does not
/// compile.
const fn offset_in(anchor: &str, word: &str) -> usize {
    let (anchor, word) = (anchor.as_bytes(), word.as_bytes());
    let mut offset = 0;
    while offset + word.len() <= anchor.len() {
        let mut same = 0;
        while same < word.len() && anchor[offset + same] == word[same] {
            same += 1;
        }
        if same == word.len() {
            return offset;
        }
        offset += 1;
    }
    panic!("the log word must be a part of the anchor")
}

/// The part of `anchor` around `word_offset` without quotes: all before it or nothing, and what is
/// behind it up to a quote.
const fn plain_around(anchor: &str, word_offset: usize) -> (usize, usize) {
    let anchor = anchor.as_bytes();
    let (mut from, mut to) = (0, 0);
    while to < anchor.len() {
        if matches!(anchor[to], b'"' | b'\'') {
            if to >= word_offset {
                break;
            }
            from = word_offset;
        }
        to += 1;
    }
    (from, to)
}

/// A record that is read from its anchor.
const fn anchored(
    printed_by: &'static str,
    anchor: &'static str,
    log_word: &'static str,
    read: ReadFn,
    example: &'static str,
) -> DialectRecord {
    DialectRecord::new(printed_by, anchor, log_word, ReadFrom::Anchor(read), example)
}

/// A key of JSON documents, which are read where they begin.
const fn document(key: &'static str, example: &'static str) -> DialectRecord {
    DialectRecord::new("responses, and logs that hold them", key, key, ReadFrom::Document, example)
}

/// Every dialect. The order does not matter: of anchors that stand at one place the longest counts.
pub(crate) static DIALECTS: &[DialectRecord] = &[
    document("Code\"", "v3-pretty.txt").if_likely(leads_to_code),
    document("Code\\", "log-escaped-1.txt").if_likely(leads_to_code),
    document("code\"", "v2-string.txt").if_likely(leads_to_code),
    document("code\\", "v2-escaped-in-log.txt").if_likely(leads_to_code),
    document("codeDesc", "v2-int.txt"),
    anchored(
        "Go and Ruby SDKs, Terraform, Kubernetes drivers, packer",
        "Code=",
        "Code=",
        equals::go,
        "go-plain.txt",
    )
    .if_likely(leads_to_message),
    anchored("Go's %#v", "TencentCloudSDKError{", "SDK", equals::go_syntax, "go-sharp-v.txt"),
    anchored("C++ SDK", ", ErrorCode=", "Code=", equals::cpp, "cpp-plain.txt")
        .if_likely(leads_to_message),
    anchored(
        "Python, Java, PHP and .NET SDKs, tccli",
        "code:",
        "code:",
        colon::branded,
        "python-str.txt",
    )
    .if_likely(follows_brand_or_leads_to_code),
    anchored(
        "Java and PHP SDKs before 2020",
        "SDKException]message:",
        "SDK",
        colon::without_code_key,
        "java-old.txt",
    ),
    anchored(
        "Python's repr",
        "TencentCloudSDKException(",
        "SDK",
        colon::python_repr,
        "python-repr.txt",
    ),
    anchored(
        ".NET SDK since 3.0.891",
        "TencentCloud.Common.TencentCloudSDKException: ",
        "SDK",
        colon::dotnet,
        "dotnet-new.txt",
    ),
    anchored(
        "Python SDK, for an answer that is not JSON",
        "JSONDecodeError: ",
        "codeError: ",
        colon::json_decode_error,
        "python-200-html.txt",
    ),
    anchored(
        "Node.js SDK",
        "encentCloudSDKHttpException",
        "SDK",
        node::inspected,
        "node-inspect.txt",
    ),
    anchored("JavaScript objects", "Code: '", "Code:", node::object, "node-raw-body.txt")
        .if_likely(leads_to_code),
    anchored("JavaScript objects", "Code: \"", "Code:", node::object, "node-raw-body.txt")
        .if_likely(leads_to_code),
    anchored(
        "node-fetch, for an answer that is not JSON",
        "FetchError: ",
        "hError: ",
        node::fetch,
        "node-200-html.txt",
    ),
    anchored(
        "Serverless toolkit",
        " (reqId: ",
        "(reqId: ",
        node::serverless,
        "serverless-api-error.txt",
    ),
    // The action stands in the line above, the message in the line below.
    anchored("CloudBase CLI", "RequestId：", "Id：", node::cloudbase, "cloudbase-cli.txt")
        .with_lines_around(1, 1),
    anchored(
        "older CloudBase CLI",
        " [request id:",
        "[request id:",
        node::old_cloudbase,
        "cloudbase-cli-older.txt",
    ),
    anchored("COS, as XML", "<Code>", "Code>", cos::xml, "cos-xml-pretty.txt"),
    anchored("COS Go SDK, coscli", "(Message: ", "(Message: ", cos::go, "cos-go-sdk.txt"),
    anchored("tccli's COS plugin", " (Code: ", "Code:", cos::tccli, "tccli-cos-plugin.txt")
        .if_likely(leads_to_code),
    anchored("COS Python SDK", "'code': ", "code'", cos::python, "cos-python.txt")
        .if_likely(leads_to_code),
    anchored("COS Java SDK", "Error Code: ", "Code:", cos::java, "cos-java.txt")
        .if_likely(leads_to_code),
    anchored("COS PHP SDK", "Cos Error Code: ", "Code:", cos::php, "cos-php.txt")
        .if_likely(leads_to_code),
];

fn always(_: &[u8], _: usize, _: usize) -> bool {
    true
}

/// Whether a code with a message behind it follows `Code=`, as far as can be seen.
fn leads_to_message(log: &[u8], _: usize, end: usize) -> bool {
    let value = &log[end..log.len().min(end + 256)];
    let is_of_code = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    let Some(code) = value.iter().position(|byte| !is_of_code(byte)) else { return true };
    // What wraps a line puts borders, colours and escapes between them.
    let gap = &value[code..];
    let Some(next) = gap.iter().position(u8::is_ascii_alphanumeric) else { return true };
    let is_plain = !gap[..next].contains(&b'\x1b') && !gap[..next].contains(&b'\\');
    let next = &gap[next..];
    let words = [&b"Message="[..], b"ErrorMessage="];
    let is_message = words.iter().any(|word| next.iter().zip(*word).all(|(a, b)| a == b));
    !is_plain || (code > 0 && is_message)
}

/// Whether a code that is not one of success can follow a key.
fn leads_to_code(log: &[u8], _: usize, end: usize) -> bool {
    let rest = &log[end..log.len().min(end + 24)];
    let value = rest.iter().position(|byte| !b"\\\"': \r\n\t".contains(byte));
    let value = value.map_or(&[][..], |at| &rest[at..]);
    match value {
        [b'4'..=b'6', digits @ ..] => {
            digits.get(..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
        }
        [b'-' | b'1' | b'9', digits @ ..] => {
            digits.get(..4).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
        }
        [first, ..] => (first.is_ascii_alphabetic() || *first == b'\x1b') && !is_success(value),
        // The log ends, or the buffer.
        [] => true,
    }
}

/// The same behind `code:`, where the Java and PHP SDKs print nothing if they have no code.
fn follows_brand_or_leads_to_code(log: &[u8], start: usize, end: usize) -> bool {
    let before = &log[..start];
    before.ends_with(b"] ") || before.ends_with(b"]") || leads_to_code(log, start, end)
}

/// Whether a value is a word of success, up to its quotation mark.
fn is_success(value: &[u8]) -> bool {
    let word = &value[..value.iter().take(8).take_while(|byte| byte.is_ascii_alphabetic()).count()];
    let is_whole = matches!(value.get(word.len()), Some(b'"' | b'\'' | b'\\'));
    is_whole && [&b"ok"[..], b"success"].iter().any(|success| word.eq_ignore_ascii_case(success))
}

/// The first anchor in `text`: where it begins, and its dialect.
pub(super) fn first_anchor(text: &str) -> Option<(usize, Anchored)> {
    static ANCHORS: OnceLock<(AhoCorasick, Vec<Anchored>)> = OnceLock::new();
    let (searcher, dialects) = ANCHORS.get_or_init(|| {
        let dialects: Vec<Anchored> = DIALECTS.iter().filter_map(DialectRecord::anchored).collect();
        let searcher = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(dialects.iter().map(|dialect| dialect.anchor))
            // The patterns are constants, and far too few to fail.
            .unwrap_or_else(|error| unreachable!("{error}"));
        (searcher, dialects)
    });
    let found = searcher.find(text)?;
    Some((found.start(), dialects[found.pattern()]))
}
