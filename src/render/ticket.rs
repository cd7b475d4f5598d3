//! The answer as a text for a support ticket: what support asks for, ready to be pasted.

use std::io::{self, Write};

use super::{labels, one_line};
use crate::explain::answer::Explanation;
use crate::redact::redact;
use crate::report::{Dialect, Logged};
use crate::sentences::colon;
use crate::vocabulary::Lang;

/// Writes `answer` for a ticket, with what `tried` says was done about it already. Secrets are
/// masked, in `tried` as well.
pub fn ticket(answer: &Explanation, tried: &[String], out: &mut impl Write) -> io::Result<()> {
    let words = TicketLabels::in_language(answer.lang);
    let meaning = answer.meanings.first();
    let error = [answer.code.as_deref(), meaning.map(|meaning| meaning.label)];
    let error: Vec<String> = error.into_iter().flatten().map(one_line).collect();
    let product = answer.product.as_deref().map(|name| match answer.product_title {
        Some(title) => format!("{name}{}{title}{}", words.open, words.close),
        None => one_line(name),
    });
    let logged = answer.logged.as_ref();
    let time = logged.map(|Logged { time, .. }| time.clone()).or_else(|| answer.request.time());
    // A code alone says nothing of calls.
    let is_bare = answer.dialect == Dialect::Code;
    let mut attempts = Vec::new();
    if !is_bare {
        attempts.push(words.attempts(answer.seen));
    } else if tried.is_empty() {
        attempts.push(words.missing.to_owned());
    }
    attempts.extend(tried.iter().map(|text| one_line(&redact(text))));
    let lines = [
        (words.error, Some(error.join(words.dash))),
        (words.product, product),
        (words.action, answer.api_action.as_deref().map(one_line)),
        (words.region, answer.region.as_deref().map(one_line)),
        (words.time, time.as_deref().map(one_line)),
        (words.request, answer.request_id.as_deref().map(one_line)),
        (words.message, answer.message.as_deref().map(one_line)),
    ];
    let clients = answer.dialect.clients();
    let known = [
        (words.host, answer.request.host.as_deref().map(one_line)),
        (words.client, Some(labels::clients(clients)).filter(|_| !clients.is_empty())),
        (words.command, logged.and_then(|logged| logged.command.as_deref()).map(one_line)),
        (words.cause, answer.cause.as_ref().map(|cause| one_line(&cause.summary))),
    ];
    // What support needs is asked for where the input does not have it.
    let lines =
        lines.map(|(label, value)| (label, value.unwrap_or_else(|| words.missing.to_owned())));
    let known = known.into_iter().filter_map(|(label, value)| Some((label, value?)));
    let tried = attempts.into_iter().map(|attempt| (words.tried, attempt));
    for (label, value) in lines.into_iter().chain(known).chain(tried) {
        writeln!(out, "{label}{}{value}", colon(answer.lang))?;
    }
    Ok(())
}

struct TicketLabels {
    error: &'static str,
    product: &'static str,
    action: &'static str,
    region: &'static str,
    time: &'static str,
    request: &'static str,
    message: &'static str,
    host: &'static str,
    client: &'static str,
    command: &'static str,
    cause: &'static str,
    tried: &'static str,
    missing: &'static str,
    dash: &'static str,
    open: &'static str,
    close: &'static str,
    lang: Lang,
}

impl TicketLabels {
    fn in_language(lang: Lang) -> &'static Self {
        match lang {
            Lang::En => &ENGLISH,
            Lang::Zh => &CHINESE,
        }
    }

    /// That the call was made so often.
    fn attempts(&self, count: usize) -> String {
        match (self.lang, count) {
            (Lang::En, 1) => "the call, once".to_owned(),
            (Lang::En, count) => format!("the call, {count} times with this result"),
            (Lang::Zh, 1) => "调用 1 次".to_owned(),
            (Lang::Zh, count) => format!("调用 {count} 次，结果相同"),
        }
    }
}

static ENGLISH: TicketLabels = TicketLabels {
    error: "Error",
    product: "Product",
    action: "Action",
    region: "Region",
    time: "Time",
    request: "Request id",
    message: "Message",
    host: "Host",
    client: "Client",
    command: "Command",
    cause: "Likely cause",
    tried: "Tried",
    missing: "(not known)",
    dash: " - ",
    open: " (",
    close: ")",
    lang: Lang::En,
};

static CHINESE: TicketLabels = TicketLabels {
    error: "错误",
    product: "产品",
    action: "接口",
    region: "地域",
    time: "时间",
    request: "请求 ID",
    message: "错误信息",
    host: "域名",
    client: "客户端",
    command: "命令",
    cause: "可能的原因",
    tried: "已尝试",
    missing: "（未知）",
    dash: "，",
    open: "（",
    close: "）",
    lang: Lang::Zh,
};
