//! The words around an answer, in both languages.

use crate::explain::answer::MeaningText;
use crate::vocabulary::{Api, Lang, Responsible, Verdict, client_title};

/// The labels of an answer's lines. Those of the terminal take at most [`COLUMN`] columns less
/// one.
pub(super) struct Labels {
    pub(super) why: &'static str,
    pub(super) act: &'static str,
    pub(super) retry: &'static str,
    pub(super) who: &'static str,
    pub(super) policy: &'static str,
    pub(super) causes: &'static str,
    pub(super) near: &'static str,
    pub(super) docs: &'static str,
    pub(super) request: &'static str,
    pub(super) note: &'static str,
    pub(super) plain: PlainLabels,
    /// Around the words of somebody else.
    pub(super) quotes: [&'static str; 2],
    /// How to see all that is left out of a code with several meanings.
    pub(super) more: &'static str,
}

/// The labels of the linear form, spelt out.
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
    pub(super) who: &'static str,
    pub(super) near: &'static str,
    pub(super) docs: &'static str,
    pub(super) request: &'static str,
    pub(super) time: &'static str,
    pub(super) command: &'static str,
    pub(super) note: &'static str,
    pub(super) of: &'static str,
}

/// Where the text of a labelled line begins.
pub(super) const COLUMN: usize = 7;

static ENGLISH: Labels = Labels {
    why: "Why",
    act: "Do",
    retry: "Retry",
    who: "Who",
    policy: "Policy",
    causes: "Causes",
    near: "Near",
    docs: "Docs",
    request: "Req",
    note: "Note",
    plain: PlainLabels {
        code: "Code",
        product: "Product",
        action: "Action",
        region: "Region",
        message: "Message",
        cause: "Cause",
        cause_step: "Step for the cause",
        policy: "Policy",
        known_cause: "Known cause",
        meaning: "Meaning",
        description: "Description",
        step: "Step",
        retry: "Retry",
        who: "Who must act",
        near: "Near codes",
        docs: "Document",
        request: "Request id",
        time: "Time",
        command: "Command",
        note: "Note",
        of: " of ",
    },
    quotes: ["\"", "\""],
    more: "`--all` shows what to do for each.",
};

static CHINESE: Labels = Labels {
    why: "原因",
    act: "处理",
    retry: "重试",
    who: "责任",
    policy: "策略",
    causes: "成因",
    near: "相近",
    docs: "文档",
    request: "请求",
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
        who: "责任方",
        near: "相近的错误码",
        docs: "文档",
        request: "请求 ID",
        time: "时间",
        command: "命令",
        note: "说明",
        of: "/",
    },
    quotes: ["“", "”"],
    more: "`--all` 显示各自的处理方法。",
};

impl Labels {
    pub(super) fn in_language(lang: Lang) -> &'static Self {
        match lang {
            Lang::En => &ENGLISH,
            Lang::Zh => &CHINESE,
        }
    }
}

/// Whether to try again, in a word or two.
pub(super) fn verdict(verdict: Verdict, lang: Lang) -> &'static str {
    match (verdict, lang) {
        (Verdict::No, Lang::En) => "no",
        (Verdict::No, Lang::Zh) => "不要",
        (Verdict::Backoff, Lang::En) => "yes, with back-off",
        (Verdict::Backoff, Lang::Zh) => "可以，按退避策略",
        (Verdict::Later, Lang::En) => "later",
        (Verdict::Later, Lang::Zh) => "等条件变化后",
        (Verdict::IfIdempotent, Lang::En) => "only if repeating does no harm",
        (Verdict::IfIdempotent, Lang::Zh) => "仅在重复执行无害时",
    }
}

/// Who must act.
pub(super) fn responsible(who: Responsible, lang: Lang) -> &'static str {
    match (who, lang) {
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

/// Who uses a code in the sense of `meaning`.
pub(super) fn remarks(meaning: &MeaningText) -> Vec<String> {
    let mut remarks = Vec::new();
    remarks.extend(meaning.product.map(str::to_owned));
    remarks.extend(meaning.api.map(|generation| api(generation).to_owned()));
    remarks.extend(meaning.legacy.map(|number| number.to_string()));
    remarks.extend(meaning.http_status.map(|status| format!("HTTP {status}")));
    if !meaning.made_by.is_empty() {
        remarks.push(clients(&meaning.made_by));
    }
    remarks
}

/// A generation of Cloud API.
fn api(api: Api) -> &'static str {
    match api {
        Api::V2 => "API 2.0",
        Api::V3 => "API 3.0",
        Api::Cos => "COS",
    }
}

/// Clients as people call them.
pub(super) fn clients(names: &[&str]) -> String {
    names.iter().map(|name| client_title(name)).collect::<Vec<_>>().join(", ")
}
