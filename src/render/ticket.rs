//! Answers as text for a support ticket: what support asks for, ready to paste.

use std::io::{self, Write};

use super::labels;
use super::safe::one_line;
use crate::explain::answer::Explanation;
use crate::redact::redact;
use crate::report::{Dialect, Logged};
use crate::sentences::colon;
use crate::vocabulary::Lang;

/// Writes `answer` for a ticket, with the user's account of what has been `tried`. Secrets are
/// masked, also in `tried`.
pub fn ticket(answer: &Explanation, tried: &[String], out: &mut impl Write) -> io::Result<()> {
    let labels = TicketLabels::in_language(answer.lang);
    let meaning = answer.meanings.first();
    let error = [answer.code.as_deref(), meaning.map(|meaning| meaning.label)];
    let error: Vec<String> = error.into_iter().flatten().map(one_line).collect();
    let product = answer.product.as_deref().map(|name| match answer.product_title {
        Some(title) => format!("{name}{}{title}{}", labels.open_paren, labels.close_paren),
        None => one_line(name),
    });
    let logged = answer.logged.as_ref();
    let time = logged.map(|Logged { time, .. }| time.clone()).or_else(|| answer.request.time());
    // A bare code does not show that a call was made.
    let is_bare_code = answer.dialect == Dialect::Code;
    let mut attempts = Vec::new();
    if !is_bare_code {
        attempts.push(labels.attempts(answer.seen));
    } else if tried.is_empty() {
        attempts.push(labels.unknown.to_owned());
    }
    attempts.extend(tried.iter().map(|text| one_line(&redact(text))));
    let required = [
        (labels.error, Some(error.join(labels.dash))),
        (labels.product, product),
        (labels.action, answer.api_action.as_deref().map(one_line)),
        (labels.region, answer.region.as_deref().map(one_line)),
        (labels.time, time.as_deref().map(one_line)),
        (labels.request_id, answer.request_id.as_deref().map(one_line)),
        (labels.message, answer.message.as_deref().map(one_line)),
    ];
    let clients = answer.dialect.clients();
    let optional = [
        (labels.host, answer.request.host.as_deref().map(one_line)),
        (
            labels.client,
            Some(labels::client_titles(clients, answer.lang)).filter(|_| !clients.is_empty()),
        ),
        (labels.command, logged.and_then(|logged| logged.command.as_deref()).map(one_line)),
        (labels.cause, answer.cause.as_ref().map(|cause| one_line(&cause.summary))),
    ];
    // Support asks for these, so that a line without a value reminds the user to fill it in.
    let required =
        required.map(|(label, value)| (label, value.unwrap_or_else(|| labels.unknown.to_owned())));
    let optional = optional.into_iter().filter_map(|(label, value)| Some((label, value?)));
    let attempts = attempts.into_iter().map(|attempt| (labels.tried, attempt));
    for (label, value) in required.into_iter().chain(optional).chain(attempts) {
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
    request_id: &'static str,
    message: &'static str,
    host: &'static str,
    client: &'static str,
    command: &'static str,
    cause: &'static str,
    tried: &'static str,
    /// In place of a value that the input does not have.
    unknown: &'static str,
    /// Between a code and its label.
    dash: &'static str,
    open_paren: &'static str,
    close_paren: &'static str,
    lang: Lang,
}

impl TicketLabels {
    fn in_language(lang: Lang) -> &'static Self {
        match lang {
            Lang::En => &ENGLISH,
            Lang::Zh => &CHINESE,
        }
    }

    /// How often the call was made.
    fn attempts(&self, count: usize) -> String {
        match (self.lang, count) {
            (Lang::En, 1) => "called once".to_owned(),
            (Lang::En, count) => format!("called {count} times, always with this result"),
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
    request_id: "Request id",
    message: "Message",
    host: "Host",
    client: "Client",
    command: "Command",
    cause: "Likely cause",
    tried: "Tried",
    unknown: "(unknown)",
    dash: " - ",
    open_paren: " (",
    close_paren: ")",
    lang: Lang::En,
};

static CHINESE: TicketLabels = TicketLabels {
    error: "错误",
    product: "产品",
    action: "接口",
    region: "地域",
    time: "时间",
    request_id: "请求 ID",
    message: "错误信息",
    host: "域名",
    client: "客户端",
    command: "命令",
    cause: "可能的原因",
    tried: "已尝试",
    unknown: "（未知）",
    dash: "，",
    open_paren: "（",
    close_paren: "）",
    lang: Lang::Zh,
};
