//! What tcerr says about itself rather than about an error, in both languages.

use std::io::{self, Write as _};
use std::path::Path;

use tcerr::render::one_line;
use tcerr::{Explanation, Lang, Logged, Problem, redact};

use crate::app::Status;
use crate::context::{Unknown, What};

/// The most characters of an input that are quoted back.
const LONGEST_QUOTE: usize = 40;

/// Which input is spoken of.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// The only argument.
    Only,
    /// One of several arguments, counted from 1.
    Nth(usize),
    Stdin,
}

impl Source {
    /// Which one, where there are others.
    fn place(self, lang: Lang) -> Option<String> {
        match (self, lang) {
            (Self::Only, _) => None,
            (Self::Nth(place), Lang::En) => Some(format!("input {place}")),
            (Self::Nth(place), Lang::Zh) => Some(format!("第 {place} 个输入")),
            (Self::Stdin, Lang::En) => Some("standard input".to_owned()),
            (Self::Stdin, Lang::Zh) => Some("标准输入".to_owned()),
        }
    }

    /// Which one, with its beginning where it was an argument.
    fn name(self, text: &str, lang: Lang) -> String {
        // Far more than is shown, as masking makes it shorter.
        let end = text.char_indices().nth(10 * LONGEST_QUOTE).map_or(text.len(), |(end, _)| end);
        let text = one_line(&redact(&text[..end]));
        let quote = match text.char_indices().nth(LONGEST_QUOTE) {
            Some((end, _)) => format!("\"{}…\"", &text[..end]),
            None => format!("\"{text}\""),
        };
        match (self, self.place(lang), lang) {
            (Self::Stdin, Some(place), _) => place,
            (_, Some(place), Lang::En) => format!("{place}, {quote}"),
            (_, Some(place), Lang::Zh) => format!("{place} {quote}"),
            (_, None, _) => quote,
        }
    }
}

/// Says a line on standard error, without the secrets in it. Where nobody reads that, nothing is
/// lost.
pub(crate) fn line(line: &str) {
    let _ = writeln!(io::stderr(), "tcerr: {}", redact(line));
}

/// Says which name is unknown, and what near ones there are.
pub(crate) fn refuse(unknown: &Unknown, lang: Lang) -> Status {
    let Unknown { what, name, product, near } = unknown;
    // Masked before control characters are written out, which would hide a secret's end.
    let name = one_line(&redact(name));
    let of = product.map_or_else(String::new, |product| match lang {
        Lang::En => format!(" of {}", product.name()),
        Lang::Zh => format!("（{}）", product.name()),
    });
    let (what, all) = match (what, lang) {
        (What::Product, Lang::En) => ("product", "`tcerr list --products` lists all"),
        (What::Product, Lang::Zh) => ("产品", "`tcerr list --products` 列出全部产品"),
        (What::Action, Lang::En) => ("action", "check the spelling and the product"),
        (What::Action, Lang::Zh) => ("接口", "核对拼写和产品"),
        (What::Family, Lang::En) => {
            ("family", "a family is the part of a code before its first dot")
        }
        (What::Family, Lang::Zh) => ("错误码家族", "家族是错误码第一个点号之前的部分"),
    };
    line(&match (&near[..], lang) {
        ([], Lang::En) => format!("unknown {what} `{name}`{of}; {all}"),
        ([], Lang::Zh) => format!("未知{what} `{name}`{of}；{all}"),
        (near, Lang::En) => {
            format!("unknown {what} `{name}`{of}; did you mean {}?", near.join(", "))
        }
        (near, Lang::Zh) => format!("未知{what} `{name}`{of}；是否想用 {}？", near.join("、")),
    });
    Status::Unusable
}

/// A command does not run.
pub(crate) fn not_started(program: &str, error: &io::Error, lang: Lang) -> String {
    let program = one_line(&redact(program));
    match lang {
        Lang::En => format!("{program} cannot be run: {error}"),
        Lang::Zh => format!("无法运行 {program}：{error}"),
    }
}

/// tccli has not logged anything.
pub(crate) fn no_log(path: &Path, lang: Lang) -> String {
    let path = path.display();
    match lang {
        Lang::En => format!("tccli has no log at {path}; `--log PATH` names another"),
        Lang::Zh => format!("{path} 处没有 tccli 日志；可用 `--log PATH` 指定"),
    }
}

/// tccli has logged no failure.
pub(crate) fn no_failure(path: &Path, lang: Lang) -> String {
    let path = path.display();
    match lang {
        Lang::En => format!("{path} tells of no failure"),
        Lang::Zh => format!("{path} 中没有失败记录"),
    }
}

/// A list is empty.
pub(crate) fn nothing_found(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "nothing found; try fewer or other words, or a shorter pattern",
        Lang::Zh => "没有找到；换用其他或更少的词，或更短的模式",
    }
}

/// A search found more than was shown.
pub(crate) fn more_hits(count: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{count} more; `--limit N` shows them"),
        Lang::Zh => format!("另有 {count} 个；`--limit N` 可显示更多"),
    }
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

/// Standard input is a terminal.
pub(crate) fn waiting(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "paste the error, then end with Ctrl-D (Ctrl-Z and Enter on Windows)",
        Lang::Zh => "粘贴错误内容，然后按 Ctrl-D 结束（Windows 上按 Ctrl-Z 再回车）",
    }
}

/// Standard input cannot be read.
pub(crate) fn unreadable_stdin(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "standard input cannot be read",
        Lang::Zh => "无法读取标准输入",
    }
}

/// Logs without a failure.
pub(crate) fn nothing_scanned(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "no failure found",
        Lang::Zh => "未发现失败的调用",
    }
}

/// Responses without an error.
pub(crate) fn successes(ids: &[Option<String>], source: Source, lang: Lang) -> String {
    let place = source.place(lang).map_or_else(String::new, |place| place + ": ");
    let ids: Vec<String> = ids.iter().map(|id| one_line(id.as_deref().unwrap_or(""))).collect();
    match (&ids[..], lang) {
        ([id], Lang::En) if id.is_empty() => format!("{place}the response reports no error"),
        ([id], Lang::Zh) if id.is_empty() => format!("{place}响应未报告错误"),
        ([id], Lang::En) => format!("{place}the response reports no error (request id {id})"),
        ([id], Lang::Zh) => format!("{place}响应未报告错误（请求 ID {id}）"),
        (ids, Lang::En) => format!("{place}{} responses report no error", ids.len()),
        (ids, Lang::Zh) => format!("{place}{} 个响应未报告错误", ids.len()),
    }
}

/// An input in which nothing, or not all, could be read.
pub(crate) fn problem(problem: &Problem, text: &str, source: Source, lang: Lang) -> String {
    let place = source.name(text, lang);
    match (problem, lang) {
        (Problem::Empty, Lang::En) => {
            format!("{place} is empty; give a code, an API 2.0 number or what was printed")
        }
        (Problem::Empty, Lang::Zh) => {
            format!("{place}为空；可输入错误码、API 2.0 数字码或完整的报错内容")
        }
        (Problem::BrokenJson { line, column, reason }, Lang::En) => format!(
            "{place}: the JSON breaks at line {line}, column {column} ({reason}); give the whole \
             response"
        ),
        (Problem::BrokenJson { line, column, reason }, Lang::Zh) => {
            format!("{place}：JSON 在第 {line} 行第 {column} 列出错（{reason}）；需要完整的响应")
        }
        (Problem::NoErrorInJson, Lang::En) => {
            format!("{place}: this JSON holds no Tencent Cloud error; give the whole response body")
        }
        (Problem::NoErrorInJson, Lang::Zh) => {
            format!("{place}：该 JSON 中没有腾讯云错误；需要完整的响应体")
        }
        (_, Lang::En) => format!(
            "{place}: no Tencent Cloud error found; give a code, an API 2.0 number or what was printed"
        ),
        (_, Lang::Zh) => {
            format!("{place}：未发现腾讯云错误；可输入错误码、API 2.0 数字码或完整的报错内容")
        }
    }
}

/// A code that nothing is known of, and perhaps the command that was meant.
pub(crate) fn miss(answer: &Explanation, command: Option<&str>) -> String {
    let Some(code) = answer.code.as_deref().map(one_line) else {
        let (space, colon) = if answer.lang == Lang::En { (" ", ": ") } else { ("", "：") };
        let logged = answer.logged.as_ref().map(|Logged { time, command, .. }| {
            format!("{time} {}", command.as_deref().unwrap_or_default())
        });
        let told = logged.iter().chain(&answer.message).map(|text| one_line(text));
        return told.chain([answer.notes.join(space)]).collect::<Vec<_>>().join(colon);
    };
    let hint = match (command, &answer.suggestions[..], answer.lang) {
        (Some(command), _, Lang::En) => format!("did you mean the command `{command}`?"),
        (Some(command), _, Lang::Zh) => format!("是否想用命令 `{command}`？"),
        (None, [], Lang::En) => "no code is spelt like it; check the spelling".to_owned(),
        (None, [], Lang::Zh) => "没有拼写相近的错误码；核对拼写".to_owned(),
        (None, near, Lang::En) => format!("did you mean {}?", near.join(", ")),
        (None, near, Lang::Zh) => format!("是否想查 {}？", near.join("、")),
    };
    match answer.lang {
        Lang::En => format!("unknown code {code}; {hint}"),
        Lang::Zh => format!("未知错误码 {code}；{hint}"),
    }
}
