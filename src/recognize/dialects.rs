//! The list of dialects: every form in which a failure is printed, one record each.
//!
//! [`recognize`](super::recognize) calls a reader wherever its anchor occurs, and logs are searched
//! for the words of the same records, so that neither misses what the other reads. Readers are in
//! the other files of this folder; only the prechecks that make log search fast are here. To add a
//! dialect, write its reader, add its record, and add an example to `tests/dialects/found`.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::lex::Parsed;
use super::{colon, cos, equals, node};

/// Reads a failure of one dialect, given a text and the byte offset of the dialect's anchor in it.
pub(crate) type ReadFn = fn(text: &str, anchor_start: usize) -> Option<Parsed>;

/// Whether the log word at `start..end` of a log could belong to a failure, judged by the bytes
/// around it. It must reject only what is certainly not a failure; the rest is read in full.
pub(crate) type CouldBeErrorFn = fn(log: &[u8], start: usize, end: usize) -> bool;

/// One form in which a failure is printed.
pub(crate) struct DialectRecord {
    /// The clients and tools that print it.
    pub(crate) printed_by: &'static str,
    /// The string that every failure in this dialect contains.
    pub(crate) anchor: &'static str,
    /// The part of the anchor that logs are searched for. The search is faster the rarer the first
    /// three bytes are, and the fewer distinct beginnings the words of all records have.
    pub(crate) log_word: &'static str,
    /// Byte offset of the log word in the anchor.
    word_offset: usize,
    /// The byte range of the anchor around the log word that is free of quotes. Only this part is
    /// compared with a log, which may escape or color the quotes.
    unquoted_part: (usize, usize),
    /// A check of the bytes around the log word, made before the lines of a log are read.
    could_be_error: CouldBeErrorFn,
    /// How a failure is read.
    reader: DialectReader,
    /// How many lines above and below the anchor's line always belong to the failure.
    pub(crate) lines_around: (usize, usize),
    /// A file of `tests/dialects/found` that contains this dialect.
    pub(crate) example: &'static str,
}

/// How a dialect is read.
#[derive(Clone, Copy)]
enum DialectReader {
    /// By a function, from the anchor on.
    AtAnchor(ReadFn),
    /// As part of the surrounding JSON document.
    InDocument,
}

/// A dialect that is read from its anchor on.
#[derive(Clone, Copy)]
pub(super) struct AnchoredDialect {
    pub(super) anchor: &'static str,
    pub(super) read: ReadFn,
}

impl DialectRecord {
    const fn new(
        printed_by: &'static str,
        anchor: &'static str,
        log_word: &'static str,
        reader: DialectReader,
        example: &'static str,
    ) -> Self {
        let word_offset = offset_in(anchor, log_word);
        Self {
            printed_by,
            anchor,
            log_word,
            word_offset,
            unquoted_part: unquoted_around(anchor, word_offset),
            could_be_error: accept_any,
            reader,
            lines_around: (0, 0),
            example,
        }
    }

    const fn only_if(self, could_be_error: CouldBeErrorFn) -> Self {
        Self { could_be_error, ..self }
    }

    const fn with_lines_around(self, above: usize, below: usize) -> Self {
        Self { lines_around: (above, below), ..self }
    }

    fn as_anchored(&self) -> Option<AnchoredDialect> {
        match self.reader {
            DialectReader::AtAnchor(read) => Some(AnchoredDialect { anchor: self.anchor, read }),
            DialectReader::InDocument => None,
        }
    }

    /// Whether the log word at `start` of `log` is part of this dialect's anchor and could belong to
    /// a failure.
    pub(crate) fn could_be_at(&self, log: &[u8], start: usize) -> bool {
        let (from, to) = self.unquoted_part;
        let expected = &self.anchor.as_bytes()[from..to];
        let Some(rest) = start.checked_sub(self.word_offset - from).map(|at| &log[at..]) else {
            return false;
        };
        // The log or its buffer may end within the anchor.
        let length = expected.len().min(rest.len());
        let end = log.len().min(start + self.log_word.len());
        rest[..length] == expected[..length] && (self.could_be_error)(log, start, end)
    }
}

/// Byte offset of `word` in `anchor`. A record whose log word is not part of its anchor fails to
/// compile.
const fn offset_in(anchor: &str, word: &str) -> usize {
    let (anchor, word) = (anchor.as_bytes(), word.as_bytes());
    let mut offset = 0;
    while offset + word.len() <= anchor.len() {
        let mut matching = 0;
        while matching < word.len() && anchor[offset + matching] == word[matching] {
            matching += 1;
        }
        if matching == word.len() {
            return offset;
        }
        offset += 1;
    }
    panic!("the log word must be a part of the anchor")
}

/// The byte range of `anchor` around `word_offset` that is free of quotes. It begins at 0, or at
/// `word_offset` if a quote precedes that, and ends at the next quote.
const fn unquoted_around(anchor: &str, word_offset: usize) -> (usize, usize) {
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

/// A record of a dialect that is read from its anchor on.
const fn anchored(
    printed_by: &'static str,
    anchor: &'static str,
    log_word: &'static str,
    read: ReadFn,
    example: &'static str,
) -> DialectRecord {
    DialectRecord::new(printed_by, anchor, log_word, DialectReader::AtAnchor(read), example)
}

/// A record of a key in JSON documents, which are read from their opening brace on.
const fn document(key: &'static str, example: &'static str) -> DialectRecord {
    let printed_by = "responses, and logs that contain them";
    DialectRecord::new(printed_by, key, key, DialectReader::InDocument, example)
}

/// Every dialect. Their order does not matter: of several anchors at one offset, the longest wins.
pub(crate) static DIALECTS: &[DialectRecord] = &[
    document("Code\"", "v3-pretty.txt").only_if(leads_to_code),
    document("Code\\", "log-escaped-1.txt").only_if(leads_to_code),
    document("code\"", "v2-string.txt").only_if(leads_to_code),
    document("code\\", "v2-escaped-in-log.txt").only_if(leads_to_code),
    document("codeDesc", "v2-int.txt"),
    anchored(
        "Go and Ruby SDKs, Terraform, Kubernetes drivers, packer",
        "Code=",
        "Code=",
        equals::go,
        "go-plain.txt",
    )
    .only_if(leads_to_message),
    anchored("Go's %#v", "TencentCloudSDKError{", "SDK", equals::go_syntax, "go-sharp-v.txt"),
    anchored("C++ SDK", ", ErrorCode=", "Code=", equals::cpp, "cpp-plain.txt")
        .only_if(leads_to_message),
    anchored(
        "Python, Java, PHP and .NET SDKs, tccli",
        "code:",
        "code:",
        colon::branded,
        "python-str.txt",
    )
    .only_if(follows_brand_or_leads_to_code),
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
        "Python SDK, for a response that is not JSON",
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
        .only_if(leads_to_code),
    anchored("JavaScript objects", "Code: \"", "Code:", node::object, "node-raw-body-deno.txt")
        .only_if(leads_to_code),
    anchored(
        "node-fetch, for a response that is not JSON",
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
    // The action is on the line above, the message on the line below.
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
        .only_if(leads_to_code),
    anchored("COS Python SDK", "'code': ", "code'", cos::python, "cos-python.txt")
        .only_if(leads_to_code),
    anchored("COS Java SDK", "Error Code: ", "Code:", cos::java, "cos-java.txt")
        .only_if(leads_to_code),
    anchored("COS PHP SDK", "Cos Error Code: ", "Code:", cos::php, "cos-php.txt")
        .only_if(leads_to_code),
];

fn accept_any(_: &[u8], _: usize, _: usize) -> bool {
    true
}

/// Whether `Code=` is followed by a code and a message. Anything cut off by the end of the buffer
/// counts.
fn leads_to_message(log: &[u8], _: usize, end: usize) -> bool {
    let value = &log[end..log.len().min(end + 256)];
    let is_code_byte = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    let Some(code_len) = value.iter().position(|byte| !is_code_byte(byte)) else { return true };
    let after_code = &value[code_len..];
    let Some(gap_len) = after_code.iter().position(u8::is_ascii_alphanumeric) else { return true };
    // Tools that wrap lines put borders, colors and escapes between code and message. The letters
    // of a color or an escape would pass for the next key.
    let (gap, next_key) = after_code.split_at(gap_len);
    let is_plain = !gap.contains(&b'\x1b') && !gap.contains(&b'\\');
    let message_keys = [&b"Message="[..], b"ErrorMessage="];
    let is_message = message_keys.iter().any(|key| next_key.iter().zip(*key).all(|(a, b)| a == b));
    !is_plain || (code_len > 0 && is_message)
}

/// Whether a key is followed by what could be an error code: a word other than one of success, or
/// a number that begins like an error code and is longer than an HTTP status.
fn leads_to_code(log: &[u8], _: usize, end: usize) -> bool {
    let rest = &log[end..log.len().min(end + 24)];
    let value_start = rest.iter().position(|byte| !b"\\\"': \r\n\t".contains(byte));
    let value = value_start.map_or(&[][..], |at| &rest[at..]);
    match value {
        [b'4'..=b'6', digits @ ..] => {
            digits.get(..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
        }
        [b'-' | b'1' | b'9', digits @ ..] => {
            digits.get(..4).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
        }
        [first, ..] => (first.is_ascii_alphabetic() || *first == b'\x1b') && !is_success(value),
        // The log or its buffer ends here.
        [] => true,
    }
}

/// [`leads_to_code`] for `code:`. Directly after a brand, anything counts, because the Java and PHP
/// SDKs leave the code empty when they have none.
fn follows_brand_or_leads_to_code(log: &[u8], start: usize, end: usize) -> bool {
    let before = &log[..start];
    before.ends_with(b"] ") || before.ends_with(b"]") || leads_to_code(log, start, end)
}

/// Whether `value` is a word of success, followed by its closing quote.
fn is_success(value: &[u8]) -> bool {
    let word = &value[..value.iter().take(8).take_while(|byte| byte.is_ascii_alphabetic()).count()];
    let is_whole = matches!(value.get(word.len()), Some(b'"' | b'\'' | b'\\'));
    is_whole && [&b"ok"[..], b"success"].iter().any(|success| word.eq_ignore_ascii_case(success))
}

/// The first anchor in `text`: its byte offset and its dialect.
pub(super) fn first_anchor(text: &str) -> Option<(usize, AnchoredDialect)> {
    static ANCHORS: OnceLock<(AhoCorasick, Vec<AnchoredDialect>)> = OnceLock::new();
    let (searcher, dialects) = ANCHORS.get_or_init(|| {
        let dialects: Vec<_> = DIALECTS.iter().filter_map(DialectRecord::as_anchored).collect();
        let searcher = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(dialects.iter().map(|dialect| dialect.anchor))
            // The patterns are constant and far below the limits of the automaton.
            .unwrap_or_else(|error| unreachable!("{error}"));
        (searcher, dialects)
    });
    let hit = searcher.find(text)?;
    Some((hit.start(), dialects[hit.pattern()]))
}
