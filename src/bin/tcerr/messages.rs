//! The messages on standard error and the short help, in both languages.
//!
//! They are about the run of tcerr. What is said about an error, such as notes and hints, belongs
//! to the library.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use tcerr::render::one_line;
use tcerr::sentences::{Say, colon, comma, space};
use tcerr::{Explanation, Lang, Logged, Problem, Product, redact, sentences};

use crate::named::{NameKind, UnknownName};

sentences! {
    /// A message on standard error.
    pub(crate) enum Message {
        UnknownName { kind: NameKind, name: String, scope: Scope, advice: Advice } =>
            "unknown {kind} `{name}`{scope}; {advice}",
            "未知{kind} `{name}`{scope}；{advice}";
        UnknownNameNear { kind: NameKind, name: String, scope: Scope, suggestions: Suggestions } =>
            "unknown {kind} `{name}`{scope}; did you mean {suggestions}?",
            "未知{kind} `{name}`{scope}；是否想用 {suggestions}？";
        UnknownCode { code: String } =>
            "unknown code {code}; no known code has a similar spelling",
            "未知错误码 {code}；没有拼写相近的错误码，应核对拼写";
        UnknownCodeNear { code: String, suggestions: Suggestions } =>
            "unknown code {code}; did you mean {suggestions}?",
            "未知错误码 {code}；是否想查 {suggestions}？";
        UnknownCodeCommand { code: String, command: String } =>
            "unknown code {code}; did you mean the command `{command}`?",
            "未知错误码 {code}；是否想用命令 `{command}`？";
        NotStarted { program: String, error: String } =>
            "cannot run {program}: {error}",
            "无法运行 {program}：{error}";
        NoLog { path: String } =>
            "no tccli log at {path}; name another with `--log PATH`",
            "{path} 处没有 tccli 日志；可用 `--log PATH` 指定其他路径";
        NoFailureInLog { path: String } =>
            "{path} contains no failure",
            "{path} 中没有失败记录";
        NothingFound =>
            "nothing found; try fewer or different words, or a shorter pattern",
            "没有找到匹配项；可减少或更换关键词，或缩短模式";
        MoreHits { count: usize } =>
            "{count} more; use `--limit N` to show them",
            "另有 {count} 个结果；可用 `--limit N` 显示更多";
        NothingScanned =>
            "no failure found",
            "未发现失败的调用";
        Waiting =>
            "paste the error, then press Ctrl-D (on Windows, Ctrl-Z and Enter)",
            "粘贴错误内容，然后按 Ctrl-D 结束（在 Windows 上按 Ctrl-Z 和回车键）";
        UnreadableStdin =>
            "cannot read standard input",
            "无法读取标准输入";
        Success { prefix: Prefix } =>
            "{prefix}the response reports no error",
            "{prefix}响应未报告错误";
        SuccessWithId { prefix: Prefix, id: String } =>
            "{prefix}the response reports no error (request id {id})",
            "{prefix}响应未报告错误（请求 ID {id}）";
        Successes { prefix: Prefix, count: usize } =>
            "{prefix}{count} responses report no error",
            "{prefix}{count} 个响应未报告错误";
        EmptyInput { input: Quoted } =>
            "{input} is empty; provide a code, an API 2.0 number or the full error text",
            "{input}为空；可输入错误码、API 2.0 数字码或完整的报错内容";
        BrokenJson { input: Quoted, line: usize, column: usize, reason: String } =>
            "{input}: invalid JSON at line {line}, column {column} ({reason}); provide the whole response",
            "{input}：JSON 在第 {line} 行第 {column} 列出错（{reason}）；需要完整的响应";
        NoErrorInJson { input: Quoted } =>
            "{input}: no Tencent Cloud error in this JSON; provide the whole response body",
            "{input}：该 JSON 中没有腾讯云错误；需要完整的响应体";
        NoError { input: Quoted } =>
            "{input}: no Tencent Cloud error found; provide a code, an API 2.0 number or the full error text",
            "{input}：未发现腾讯云错误；可输入错误码、API 2.0 数字码或完整的报错内容";
        NotATime { text: String } =>
            "`{text}` is not a time; try 2026-11-24, 2026-11-24T12:00:05 or 2h",
            "`{text}` 不是有效的时间；可写作 2026-11-24、2026-11-24T12:00:05 或 2h";
        NotASummary { line: usize } =>
            "line {line} is not a summary printed by `tcerr scan --json`",
            "第 {line} 行不是 `tcerr scan --json` 输出的汇总";
        FollowFilesOrStdin =>
            "--follow takes files or standard input, not both",
            "--follow 可以跟踪文件或标准输入，但不能同时跟踪两者";
    }
}

/// The most characters of an input that a message quotes.
const MAX_QUOTE_CHARS: usize = 40;

/// Which input a message is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Source {
    /// The only argument.
    Only,
    /// One of several arguments, counted from 1.
    Nth(usize),
    Stdin,
}

impl Source {
    /// The name of the input, or `None` if no other input could be meant.
    fn name(self, lang: Lang) -> Option<String> {
        match (self, lang) {
            (Self::Only, _) => None,
            (Self::Nth(number), Lang::En) => Some(format!("input {number}")),
            (Self::Nth(number), Lang::Zh) => Some(format!("第 {number} 个输入")),
            (Self::Stdin, Lang::En) => Some("standard input".to_owned()),
            (Self::Stdin, Lang::Zh) => Some("标准输入".to_owned()),
        }
    }
}

/// The start of a message: the name of the input and a colon, or nothing if the input has no name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Prefix(Source);

impl Say for Prefix {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        self.0.name(lang).map_or(Cow::Borrowed(""), |name| Cow::Owned(name + colon(lang)))
    }
}

/// An input with its first characters. Standard input is named, but not quoted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quoted {
    source: Source,
    excerpt: String,
}

impl Quoted {
    fn new(source: Source, text: &str) -> Self {
        // Masking shortens the text, so start with far more than is quoted.
        let end = text.char_indices().nth(10 * MAX_QUOTE_CHARS).map_or(text.len(), |(end, _)| end);
        let text = one_line(&redact(&text[..end]));
        let excerpt = match text.char_indices().nth(MAX_QUOTE_CHARS) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        };
        Self { source, excerpt }
    }
}

impl Say for Quoted {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        let excerpt = &self.excerpt;
        Cow::Owned(match (self.source, self.source.name(lang), lang) {
            (Source::Stdin, Some(name), _) => name,
            (_, Some(name), Lang::En) => format!("{name}, \"{excerpt}\""),
            (_, Some(name), Lang::Zh) => format!("{name}“{excerpt}”"),
            (_, None, Lang::En) => format!("\"{excerpt}\""),
            (_, None, Lang::Zh) => format!("“{excerpt}”"),
        })
    }
}

impl Say for NameKind {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        Cow::Borrowed(match (self, lang) {
            (Self::Product, Lang::En) => "product",
            (Self::Product, Lang::Zh) => "产品",
            (Self::Action, Lang::En) => "action",
            (Self::Action, Lang::Zh) => "接口",
            (Self::Family, Lang::En) => "family",
            (Self::Family, Lang::Zh) => "错误码家族",
        })
    }
}

/// What to do about an unknown name without suggestions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Advice(NameKind);

impl Say for Advice {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        Cow::Borrowed(match (self.0, lang) {
            (NameKind::Product, Lang::En) => "`tcerr list --products` lists all",
            (NameKind::Product, Lang::Zh) => "可用 `tcerr list --products` 列出全部产品",
            (NameKind::Action, Lang::En) => "check the spelling and the product",
            (NameKind::Action, Lang::Zh) => "应核对拼写和产品",
            (NameKind::Family, Lang::En) => "a family is the part of a code before its first dot",
            (NameKind::Family, Lang::Zh) => "家族是错误码中第一个点号之前的部分",
        })
    }
}

/// The product that was searched for a name, if only one was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scope(Option<Product>);

impl Say for Scope {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        self.0.map_or(Cow::Borrowed(""), |product| {
            Cow::Owned(match lang {
                Lang::En => format!(" of {}", product.name()),
                Lang::Zh => format!("（{}）", product.name()),
            })
        })
    }
}

/// Similar names that exist.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Suggestions(Vec<&'static str>);

impl Say for Suggestions {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        Cow::Owned(self.0.join(comma(lang)))
    }
}

/// The message about a name that is not in the table.
pub(crate) fn unknown_name(unknown: &UnknownName) -> Message {
    let UnknownName { kind, name, product, suggestions } = unknown;
    // Mask first: an escaped control character would hide the end of a secret.
    let (kind, name, scope) = (*kind, one_line(&redact(name)), Scope(*product));
    if suggestions.is_empty() {
        Message::UnknownName { kind, name, scope, advice: Advice(kind) }
    } else {
        let suggestions = Suggestions(suggestions.clone());
        Message::UnknownNameNear { kind, name, scope, suggestions }
    }
}

/// The message about a command that cannot be run.
pub(crate) fn not_started(program: &str, error: &io::Error) -> Message {
    Message::NotStarted { program: one_line(&redact(program)), error: error.to_string() }
}

/// The message about a log that does not exist.
pub(crate) fn no_log(path: &Path) -> Message {
    Message::NoLog { path: path.display().to_string() }
}

/// The message about a log without failures.
pub(crate) fn no_failure(path: &Path) -> Message {
    Message::NoFailureInLog { path: path.display().to_string() }
}

/// The message about responses without an error.
pub(crate) fn successes(ids: &[Option<String>], source: Source) -> Message {
    let prefix = Prefix(source);
    match ids {
        [None] => Message::Success { prefix },
        [Some(id)] => Message::SuccessWithId { prefix, id: one_line(id) },
        ids => Message::Successes { prefix, count: ids.len() },
    }
}

/// The message about an input that could not be read, or only in part.
pub(crate) fn problem(problem: &Problem, text: &str, source: Source) -> Message {
    let input = Quoted::new(source, text);
    match problem {
        Problem::Empty => Message::EmptyInput { input },
        Problem::BrokenJson { line, column, reason } => {
            Message::BrokenJson { input, line: *line, column: *column, reason: reason.clone() }
        }
        Problem::NoErrorInJson => Message::NoErrorInJson { input },
        _ => Message::NoError { input },
    }
}

/// The message about a code that is not in the table. `command` is the command that the code may
/// be a misspelling of.
pub(crate) fn unknown_code(code: &str, answer: &Explanation, command: Option<String>) -> Message {
    let code = one_line(code);
    match (command, &answer.suggestions[..]) {
        (Some(command), _) => Message::UnknownCodeCommand { code, command },
        (None, []) => Message::UnknownCode { code },
        (None, suggestions) => {
            Message::UnknownCodeNear { code, suggestions: Suggestions(suggestions.to_vec()) }
        }
    }
}

/// The message about a failure without a code or a known cause: its time and command if it was
/// logged, the service's message, and the notes.
pub(crate) fn unexplained(answer: &Explanation) -> String {
    let lang = answer.lang;
    let logged = answer.logged.as_ref().map(|Logged { time, command, .. }| {
        [time, " ", command.as_deref().unwrap_or_default()].concat()
    });
    let facts = logged.iter().chain(&answer.message).map(|text| one_line(text));
    let notes = answer.notes.sentences().collect::<Vec<_>>().join(space(lang));
    facts.chain([notes]).collect::<Vec<_>>().join(colon(lang))
}

/// What `tcerr` without arguments prints on a terminal.
pub(crate) fn short_help(lang: Lang) -> &'static str {
    match lang {
        Lang::En => {
            "\
tcerr explains Tencent Cloud API errors: what happened, what to do, whether to retry.

  tcerr AuthFailure.SignatureFailure
  curl -s https://cvm.tencentcloudapi.com ... | tcerr

All options: tcerr --help
"
        }
        Lang::Zh => {
            "\
tcerr 解释腾讯云 API 错误：发生了什么、如何处理、能否重试。

  tcerr AuthFailure.SignatureFailure
  curl -s https://cvm.tencentcloudapi.com ... | tcerr

全部选项：tcerr --help
"
        }
    }
}
