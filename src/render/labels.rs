//! The labels of an answer and the names of its fixed values, in both languages.
//!
//! Sentences do not belong here: those about errors come from the table, and those about tcerr
//! from `sentences!`.

use crate::explain::answer::MeaningText;
use crate::sentences::comma;
use crate::vocabulary::{Api, Lang, Responsible, Verdict, client_title};

/// The labels of the lines of an answer. Those of the terminal form are narrower than
/// [`LABEL_WIDTH`], so that a space follows them.
pub(super) struct Labels {
    pub(super) why: &'static str,
    pub(super) fix: &'static str,
    pub(super) retry: &'static str,
    pub(super) responsible: &'static str,
    pub(super) policy: &'static str,
    pub(super) causes: &'static str,
    pub(super) suggestions: &'static str,
    pub(super) docs: &'static str,
    pub(super) request_id: &'static str,
    pub(super) note: &'static str,
    pub(super) plain: PlainLabels,
    /// The quotation marks around a service's own message.
    pub(super) quotes: [&'static str; 2],
    /// The note about `--all`, shown when an answer abbreviates some meanings.
    pub(super) show_all_hint: &'static str,
}

/// The labels of the plain form, written in full.
pub(super) struct PlainLabels {
    pub(super) code: &'static str,
    pub(super) product: &'static str,
    pub(super) action: &'static str,
    pub(super) region: &'static str,
    pub(super) message: &'static str,
    pub(super) cause: &'static str,
    pub(super) cause_step: &'static str,
    pub(super) policy: &'static str,
    pub(super) known_cause: &'static str,
    pub(super) meaning: &'static str,
    pub(super) description: &'static str,
    pub(super) step: &'static str,
    pub(super) retry: &'static str,
    pub(super) responsible: &'static str,
    pub(super) suggestions: &'static str,
    pub(super) docs: &'static str,
    pub(super) request_id: &'static str,
    pub(super) time: &'static str,
    pub(super) command: &'static str,
    pub(super) note: &'static str,
    /// Between a number and its total, as in "1 of 3".
    pub(super) out_of: &'static str,
}

/// The column at which the text after a label starts.
pub(super) const LABEL_WIDTH: usize = 7;

static ENGLISH: Labels = Labels {
    why: "Why",
    fix: "Do",
    retry: "Retry",
    responsible: "Who",
    policy: "Policy",
    causes: "Causes",
    suggestions: "Near",
    docs: "Docs",
    request_id: "Req",
    note: "Note",
    plain: PlainLabels {
        code: "Code",
        product: "Product",
        action: "Action",
        region: "Region",
        message: "Message",
        cause: "Cause",
        cause_step: "Cause step",
        policy: "Policy",
        known_cause: "Known cause",
        meaning: "Meaning",
        description: "Description",
        step: "Step",
        retry: "Retry",
        responsible: "Who must act",
        suggestions: "Similar codes",
        docs: "Documentation",
        request_id: "Request id",
        time: "Time",
        command: "Command",
        note: "Note",
        out_of: " of ",
    },
    quotes: ["\"", "\""],
    show_all_hint: "`--all` shows what to do for each.",
};

static CHINESE: Labels = Labels {
    why: "原因",
    fix: "处理",
    retry: "重试",
    responsible: "责任",
    policy: "策略",
    causes: "成因",
    suggestions: "相近",
    docs: "文档",
    request_id: "请求",
    note: "说明",
    plain: PlainLabels {
        code: "错误码",
        product: "产品",
        action: "接口",
        region: "地域",
        message: "错误信息",
        cause: "原因",
        cause_step: "针对原因的步骤",
        policy: "策略",
        known_cause: "已知原因",
        meaning: "含义",
        description: "描述",
        step: "步骤",
        retry: "重试",
        responsible: "责任方",
        suggestions: "相近的错误码",
        docs: "文档",
        request_id: "请求 ID",
        time: "时间",
        command: "命令",
        note: "说明",
        out_of: "/",
    },
    quotes: ["“", "”"],
    show_all_hint: "`--all` 可显示各自的处理方法。",
};

impl Labels {
    pub(super) fn in_language(lang: Lang) -> &'static Self {
        match lang {
            Lang::En => &ENGLISH,
            Lang::Zh => &CHINESE,
        }
    }
}

/// Whether to retry, in a few words.
pub(super) fn verdict(verdict: Verdict, lang: Lang) -> &'static str {
    match (verdict, lang) {
        (Verdict::No, Lang::En) => "no",
        (Verdict::No, Lang::Zh) => "不要",
        (Verdict::Backoff, Lang::En) => "yes, with backoff",
        (Verdict::Backoff, Lang::Zh) => "可以，按退避策略",
        (Verdict::Later, Lang::En) => "later",
        (Verdict::Later, Lang::Zh) => "等条件变化后",
        (Verdict::IfIdempotent, Lang::En) => "only if repeating is harmless",
        (Verdict::IfIdempotent, Lang::Zh) => "仅在重复执行无害时",
    }
}

/// Who must act.
pub(super) fn responsible_party(responsible: Responsible, lang: Lang) -> &'static str {
    match (responsible, lang) {
        (Responsible::Caller, Lang::En) => "the caller: code or configuration of the call",
        (Responsible::Caller, Lang::Zh) => "调用方：修改代码或调用配置",
        (Responsible::Account, Lang::En) => "an administrator of the account",
        (Responsible::Account, Lang::Zh) => "账号管理员",
        (Responsible::Service, Lang::En) => "Tencent Cloud",
        (Responsible::Service, Lang::Zh) => "腾讯云",
        (Responsible::Network, Lang::En) => "the network between caller and Tencent Cloud",
        (Responsible::Network, Lang::Zh) => "调用方与腾讯云之间的网络",
    }
}

/// Where a code has `meaning`: the product, the API, the API 2.0 number, the HTTP status and the
/// clients that produce the code, as far as each is known.
pub(super) fn meaning_context(meaning: &MeaningText, lang: Lang) -> Vec<String> {
    let mut context = Vec::new();
    context.extend(meaning.product.map(str::to_owned));
    context.extend(meaning.api.map(|api| api_title(api).to_owned()));
    context.extend(meaning.legacy.map(|number| number.to_string()));
    context.extend(meaning.http_status.map(|status| format!("HTTP {status}")));
    if !meaning.made_by.is_empty() {
        context.push(client_titles(&meaning.made_by, lang));
    }
    context
}

/// The name of an API or of a generation of Cloud API.
fn api_title(api: Api) -> &'static str {
    match api {
        Api::V2 => "API 2.0",
        Api::V3 => "API 3.0",
        Api::Cos => "COS",
    }
}

/// The display names of clients, as an enumeration.
pub(super) fn client_titles(names: &[&str], lang: Lang) -> String {
    names.iter().map(|name| client_title(name)).collect::<Vec<_>>().join(comma(lang))
}
