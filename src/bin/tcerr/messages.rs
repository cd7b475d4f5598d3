//! What tcerr says about itself rather than about an error, in both languages.

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
        UnknownName { kind: NameKind, name: String, of: Of, advice: Advice } =>
            "unknown {kind} `{name}`{of}; {advice}",
            "未知{kind} `{name}`{of}；{advice}";
        UnknownNameNear { kind: NameKind, name: String, of: Of, near: Near } =>
            "unknown {kind} `{name}`{of}; did you mean {near}?",
            "未知{kind} `{name}`{of}；是否想用 {near}？";
        UnknownCode { code: String } =>
            "unknown code {code}; no known code is spelled like it: check the spelling",
            "未知错误码 {code}；没有拼写相近的错误码，应核对拼写";
        UnknownCodeNear { code: String, near: Near } =>
            "unknown code {code}; did you mean {near}?",
            "未知错误码 {code}；是否想查 {near}？";
        UnknownCodeCommand { code: String, command: String } =>
            "unknown code {code}; did you mean the command `{command}`?",
            "未知错误码 {code}；是否想用命令 `{command}`？";
        NotStarted { program: String, error: String } =>
            "{program} cannot be run: {error}",
            "无法运行 {program}：{error}";
        NoLog { path: String } =>
            "tccli has no log at {path}; name another with `--log PATH`",
            "{path} 处没有 tccli 日志；可用 `--log PATH` 指定";
        NoFailureInLog { path: String } =>
            "{path} contains no failure",
            "{path} 中没有失败记录";
        NothingFound =>
            "nothing found; try fewer or other words, or a shorter pattern",
            "没有找到；换用其他或更少的词，或更短的模式";
        MoreHits { count: usize } =>
            "{count} more; show them with `--limit N`",
            "另有 {count} 个；`--limit N` 可显示更多";
        NothingScanned =>
            "no failure found",
            "未发现失败的调用";
        Waiting =>
            "paste the error, then press Ctrl-D (on Windows, Ctrl-Z and Enter)",
            "粘贴错误内容，然后按 Ctrl-D 结束（Windows 上按 Ctrl-Z 再回车）";
        UnreadableStdin =>
            "cannot read standard input",
            "无法读取标准输入";
        Success { place: Place } =>
            "{place}the response reports no error",
            "{place}响应未报告错误";
        SuccessWithId { place: Place, id: String } =>
            "{place}the response reports no error (request id {id})",
            "{place}响应未报告错误（请求 ID {id}）";
        Successes { place: Place, count: usize } =>
            "{place}{count} responses report no error",
            "{place}{count} 个响应未报告错误";
        EmptyInput { input: Quoted } =>
            "{input} is empty; give a code, an API 2.0 number or the error as it was printed",
            "{input}为空；可输入错误码、API 2.0 数字码或完整的报错内容";
        BrokenJson { input: Quoted, line: usize, column: usize, reason: String } =>
            "{input}: the JSON breaks at line {line}, column {column} ({reason}); give the whole response",
            "{input}：JSON 在第 {line} 行第 {column} 列出错（{reason}）；需要完整的响应";
        NoErrorInJson { input: Quoted } =>
            "{input}: no Tencent Cloud error in this JSON; give the whole response body",
            "{input}：该 JSON 中没有腾讯云错误；需要完整的响应体";
        NoError { input: Quoted } =>
            "{input}: no Tencent Cloud error found; give a code, an API 2.0 number or the error as it was printed",
            "{input}：未发现腾讯云错误；可输入错误码、API 2.0 数字码或完整的报错内容";
        NotATime { text: String } =>
            "`{text}` is not a time; try 2026-11-24, 2026-11-24T12:00:05 or 2h",
            "`{text}` 不是时间；可写作 2026-11-24、2026-11-24T12:00:05 或 2h";
        NotASummary { line: usize } =>
            "line {line} is not a summary printed by `tcerr scan --json`",
            "第 {line} 行不是 `tcerr scan --json` 打印的汇总";
        FollowInputAlone =>
            "--follow takes either files or standard input",
            "--follow 只能跟踪文件或标准输入，不能同时跟踪两者";
    }
}

/// The most characters of an input that are quoted back.
const LONGEST_QUOTE: usize = 40;

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
    /// Its name, where there are other inputs.
    fn name(self, lang: Lang) -> Option<String> {
        match (self, lang) {
            (Self::Only, _) => None,
            (Self::Nth(place), Lang::En) => Some(format!("input {place}")),
            (Self::Nth(place), Lang::Zh) => Some(format!("第 {place} 个输入")),
            (Self::Stdin, Lang::En) => Some("standard input".to_owned()),
            (Self::Stdin, Lang::Zh) => Some("标准输入".to_owned()),
        }
    }
}

/// The input in front of a message, where there are others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place(Source);

impl Say for Place {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        self.0.name(lang).map_or(Cow::Borrowed(""), |name| Cow::Owned(name + colon(lang)))
    }
}

/// An input with its beginning, where it was an argument.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quoted {
    source: Source,
    beginning: String,
}

impl Quoted {
    fn new(source: Source, text: &str) -> Self {
        // Far more than is shown, as masking makes it shorter.
        let end = text.char_indices().nth(10 * LONGEST_QUOTE).map_or(text.len(), |(end, _)| end);
        let text = one_line(&redact(&text[..end]));
        let beginning = match text.char_indices().nth(LONGEST_QUOTE) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        };
        Self { source, beginning }
    }
}

impl Say for Quoted {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        let beginning = &self.beginning;
        Cow::Owned(match (self.source, self.source.name(lang), lang) {
            (Source::Stdin, Some(name), _) => name,
            (_, Some(name), Lang::En) => format!("{name}, \"{beginning}\""),
            (_, Some(name), Lang::Zh) => format!("{name} \"{beginning}\""),
            (_, None, _) => format!("\"{beginning}\""),
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

/// What to do about an unknown name that resembles none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Advice(NameKind);

impl Say for Advice {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        Cow::Borrowed(match (self.0, lang) {
            (NameKind::Product, Lang::En) => "`tcerr list --products` lists all",
            (NameKind::Product, Lang::Zh) => "`tcerr list --products` 列出全部产品",
            (NameKind::Action, Lang::En) => "check the spelling and the product",
            (NameKind::Action, Lang::Zh) => "核对拼写和产品",
            (NameKind::Family, Lang::En) => "a family is the part of a code before its first dot",
            (NameKind::Family, Lang::Zh) => "家族是错误码第一个点号之前的部分",
        })
    }
}

/// The product that was searched for a name, if only one was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Of(Option<Product>);

impl Say for Of {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        self.0.map_or(Cow::Borrowed(""), |product| {
            Cow::Owned(match lang {
                Lang::En => format!(" of {}", product.name()),
                Lang::Zh => format!("（{}）", product.name()),
            })
        })
    }
}

/// Names that may have been meant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Near(Vec<&'static str>);

impl Say for Near {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        Cow::Owned(self.0.join(comma(lang)))
    }
}

/// A name that the table does not have.
pub(crate) fn unknown_name(unknown: &UnknownName) -> Message {
    let UnknownName { kind, name, product, near } = unknown;
    // Masked before control characters are written out, which would hide a secret's end.
    let (kind, name, of) = (*kind, one_line(&redact(name)), Of(*product));
    if near.is_empty() {
        Message::UnknownName { kind, name, of, advice: Advice(kind) }
    } else {
        Message::UnknownNameNear { kind, name, of, near: Near(near.clone()) }
    }
}

/// A command that does not run.
pub(crate) fn not_started(program: &str, error: &io::Error) -> Message {
    Message::NotStarted { program: one_line(&redact(program)), error: error.to_string() }
}

/// A log that does not exist.
pub(crate) fn no_log(path: &Path) -> Message {
    Message::NoLog { path: path.display().to_string() }
}

/// A log without a failure.
pub(crate) fn no_failure(path: &Path) -> Message {
    Message::NoFailureInLog { path: path.display().to_string() }
}

/// Responses without an error.
pub(crate) fn successes(ids: &[Option<String>], source: Source) -> Message {
    let place = Place(source);
    match ids {
        [None] => Message::Success { place },
        [Some(id)] => Message::SuccessWithId { place, id: one_line(id) },
        ids => Message::Successes { place, count: ids.len() },
    }
}

/// An input in which nothing, or not all, could be read.
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

/// A code that the table does not have, and the command that may have been meant.
pub(crate) fn unknown_code(code: &str, answer: &Explanation, command: Option<String>) -> Message {
    let code = one_line(code);
    match (command, &answer.suggestions[..]) {
        (Some(command), _) => Message::UnknownCodeCommand { code, command },
        (None, []) => Message::UnknownCode { code },
        (None, near) => Message::UnknownCodeNear { code, near: Near(near.to_vec()) },
    }
}

/// A failure without a code that nothing explains: what was logged of it, and what is known.
pub(crate) fn unexplained(answer: &Explanation) -> String {
    let lang = answer.lang;
    let logged = answer.logged.as_ref().map(|Logged { time, command, .. }| {
        [time, " ", command.as_deref().unwrap_or_default()].concat()
    });
    let known = logged.iter().chain(&answer.message).map(|text| one_line(text));
    let notes = answer.notes.sentences().collect::<Vec<_>>().join(space(lang));
    known.chain([notes]).collect::<Vec<_>>().join(colon(lang))
}

/// What bare `tcerr` prints on a terminal.
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
