//! The program's own sentences in an answer: about the answer, about the call and about a retry.
//!
//! Each is an enum variant with an English and a Chinese text. Only the wording is here; which
//! sentence applies is decided in [`lookup`](super::lookup) and [`advice`](super::advice). Texts
//! about codes and causes are data and belong to `data/`. JSON prints the variants of [`Note`] in
//! snake case, so they must keep their names.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::sentences::{FirstFew, Say, space};
use crate::table::Product;
use crate::vocabulary::Lang;

crate::sentences! {
    /// A sentence about the answer itself.
    pub enum Note {
        FamilyOnly { family: &'static str } =>
            "tcerr knows `{family}` only as a family of codes.",
            "tcerr 仅将 `{family}` 收录为错误码家族。";
        FamilyText { family: &'static str, words: String } =>
            "This text applies to every `{family}` code. The name of this one reads: {words}.",
            "以上内容适用于所有 `{family}` 类错误码。此错误码的名称可拆读为：{words}。";
        UnknownCode { family: &'static str, words: String } =>
            "tcerr does not know this code; this text applies to every `{family}` code. The name of this one reads: {words}.",
            "tcerr 未收录此错误码；以上内容适用于所有 `{family}` 类错误码。此错误码的名称可拆读为：{words}。";
        SeveralMeanings { count: usize } =>
            "{count} meanings fit, the likeliest first.",
            "此错误码可能有 {count} 种含义，最可能的排在最前。";
        ChosenByProduct { product: &'static str, others: usize } =>
            "This meaning was chosen because the call went to {product}; `--all` shows {others} more.",
            "因请求发往 {product}，此处给出这一含义；使用 `--all` 可查看另外 {others} 种。";
        AnyProduct =>
            "Any product can return this code.",
            "任何产品都可能返回此错误码。";
        OnlyProduct { product: Product } =>
            "Only {product} uses this code.",
            "{product}是唯一使用此错误码的产品。";
        MeaningInProduct { count: usize, product: &'static str } =>
            "{count} products use this code; this is its meaning in {product}.",
            "共有 {count} 个产品使用此错误码，此处给出它在 {product} 中的含义。";
        NotListed { product: Product, listed_by: FirstFew } =>
            "{product} does not list this code; it is listed by {listed_by}.",
            "{product}未列出此错误码；列出此错误码的产品有 {listed_by}。";
        UsedByProducts { count: usize, products: FirstFew } =>
            "{count} products use this code: {products}.",
            "使用此错误码的产品有 {products}。";
        OnlyAction { product: Product, action: &'static str } =>
            "Only {action} of {product} returns this code.",
            "只有一个接口返回此错误码：{product}的 {action}。";
        OnlyActions { product: Product, actions: FirstFew } =>
            "Only {product} uses this code, in {actions}.",
            "{product}是唯一使用此错误码的产品，涉及接口 {actions}。";
        NoCode { property: &'static str } =>
            "The text contains no code; print `{property}` of the exception to see it.",
            "文本中没有错误码；打印异常的 `{property}` 即可看到。";
        CodeFromMessage { property: &'static str } =>
            "The text contains no code; this one was inferred from the message. Print `{property}` of the exception to confirm it.",
            "文本中没有错误码，此错误码由错误信息推断得出；打印异常的 `{property}` 即可确认。";
        SeenTimes { count: usize } =>
            "This failure appears {count} times in the input.",
            "此错误在输入中共出现 {count} 次。";
        Spellings { spellings: FirstFew } =>
            "This code has several spellings: {spellings}.",
            "此错误码有多种写法：{spellings}。";
        PolicyAmbiguous =>
            "No policy is printed: the message can be read in more than one way. Grant the operation by hand.",
            "未给出策略：该信息有多种读法，应手动授权。";
        PolicyWildcard =>
            "No policy is printed: the resource's name contains a character that CAM takes for a wildcard. Grant the operation by hand.",
            "未给出策略：资源名称中含有 CAM 会视为通配符的字符，应手动授权。";
        PolicyMasked =>
            "No policy is printed: the resource contains what looks like a secret, which is masked. Grant the operation by hand.",
            "未给出策略：资源中含有疑似密钥的内容，已被遮盖，应手动授权。";
        PolicyInvalid =>
            "No policy is printed: the message does not name the resource in a form that CAM accepts.",
            "未给出策略：该信息中的资源不符合 CAM 的写法。";
        Dropped { release: &'static str } =>
            "No SDK has listed this code since release {release} of the Go SDK.",
            "自 Go SDK {release} 版起，各 SDK 均不再列出此错误码。";
    }
}

/// A length of time in seconds. As text, it has no minutes if it has days, and seconds only if it
/// is under a minute.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Span(pub i64);

impl Say for Span {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        let Self(seconds) = *self;
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600, seconds / 60);
        let (hours, minutes) = if days > 0 { (hours % 24, 0) } else { (hours, minutes % 60) };
        let seconds = if days + hours + minutes > 0 { 0 } else { seconds };
        let units = match lang {
            Lang::En => ["d", "h", "min", "s"],
            Lang::Zh => ["天", "小时", "分钟", "秒"],
        };
        let parts: Vec<String> = [days, hours, minutes, seconds]
            .into_iter()
            .zip(units)
            .filter(|(count, _)| *count > 0)
            .map(|(count, unit)| format!("{count} {unit}"))
            .collect();
        Cow::Owned(if parts.is_empty() { format!("0 {}", units[3]) } else { parts.join(" ") })
    }
}

crate::sentences! {
    /// A step or sentence that depends on the call: its time, region, credentials or API version.
    pub enum Hint {
        SentLate { span: Span, server_time: String } =>
            "The request's timestamp is within {span} of the server's time, {server_time}: the request was sent late. Sign again for every attempt.",
            "请求的时间戳与服务器时间 {server_time} 仅相差 {span}：请求发送过晚，每次发送前都应重新签名。";
        SentAhead { span: Span, server_time: String } =>
            "The request's timestamp is {span} ahead of the server's time, {server_time}.",
            "请求的时间戳比服务器时间 {server_time} 超前 {span}。";
        SentBehind { span: Span, server_time: String } =>
            "The request's timestamp is {span} behind the server's time, {server_time}.",
            "请求的时间戳比服务器时间 {server_time} 滞后 {span}。";
        ClockRight { span: Span, server_time: String } =>
            "This machine's clock is within {span} of the server's time, {server_time}: the request came from another machine or was signed earlier.",
            "本机时钟与服务器时间 {server_time} 仅相差 {span}：请求来自另一台机器，或签名时间过早。";
        ClockAhead { span: Span, server_time: String } =>
            "By this machine's clock, the server's time, {server_time}, was {span} ago. If the call has only just failed, the clock is {span} ahead.",
            "按本机时钟，服务器时间 {server_time} 是 {span} 前；若调用刚刚失败，则本机时钟快了 {span}。";
        ClockBehind { span: Span, server_time: String } =>
            "This machine's clock is {span} behind the server's time, {server_time}; correct the clock.",
            "本机时钟比服务器时间 {server_time} 慢 {span}，应校准时钟。";
        LocalTimeSent =>
            "The difference is a whole number of hours: local time was used as UTC.",
            "相差整数小时：误将本地时间当作 UTC。";
        LocalTimeLikely =>
            "The difference is a whole number of hours: local time may have been used as UTC.",
            "相差整数小时，可能误将本地时间当作 UTC。";
        CredentialDate { given: String, right: String } =>
            "The credential is dated {given}, but `X-TC-Timestamp` falls on {right} in UTC: sign with the UTC date.",
            "凭证日期为 {given}，而 `X-TC-Timestamp` 对应的 UTC 日期为 {right}：签名须使用 UTC 日期。";
        SignedForOther { service: String, host: String, wanted: String } =>
            "The request was signed for `{service}` and sent to `{host}`: sign for `{wanted}`, or send it to the host of `{service}`.",
            "请求按 `{service}` 签名，却发往 `{host}`：应按 `{wanted}` 签名，或改发到 `{service}` 的域名。";
        InternationalSite { host: String } =>
            "The request went to the international site (`{host}`), which does not accept keys of the China site.",
            "请求发往国际站（`{host}`），国际站不接受中国站的密钥。";
        ZoneForRegion { given: String, region: &'static str } =>
            "`{given}` is an availability zone; its region is `{region}`.",
            "`{given}` 是可用区，所属地域为 `{region}`。";
        OldRegionName { given: String, region: &'static str } =>
            "`{given}` is a region name of API 2.0; use `{region}`.",
            "`{given}` 是 API 2.0 的地域简称，应改用 `{region}`。";
        UnknownRegion { given: String, region: &'static str } =>
            "`{given}` is not a region; did you mean `{region}`?",
            "没有名为 `{given}` 的地域，是否应为 `{region}`？";
        FinanceRegion { product: String, region: String } =>
            "Finance regions have their own hosts: send the request to `{product}.{region}.tencentcloudapi.com`.",
            "金融区须使用专用域名：将请求发往 `{product}.{region}.tencentcloudapi.com`。";
        VersionMismatch { service: String, versions: FirstFew, version: String, owners: FirstFew } =>
            "API versions of `{service}`: {versions}. `{version}` is a version of {owners}.",
            "`{service}` 的 API 版本：{versions}；`{version}` 是 {owners} 的版本。";
        ServiceVersions { service: String, versions: FirstFew } =>
            "API versions of `{service}`: {versions}.",
            "`{service}` 的 API 版本：{versions}。";
        VersionOwners { version: String, owners: FirstFew } =>
            "`{version}` is a version of {owners}.",
            "`{version}` 是 {owners} 的版本。";
        GeneralResource { resource: String } =>
            "To allow the operation on all resources of this type, use `{resource}` instead.",
            "如需允许操作全部同类资源，改用 `{resource}`。";
        WrongAccount { account: String } =>
            "If the call was meant for an account other than {account}, it used the wrong key.",
            "若本意并非操作账号 {account}，则是用错了密钥。";
    }
}

crate::sentences! {
    /// A clause that gives the reason for a retry verdict, or the risk of repeating the call.
    pub enum RetryClause {
        Rejected =>
            "the request was rejected before it was executed: wait, and double the wait each time",
            "请求在执行前即被拒绝：等待后重试，间隔逐次加倍";
        WrongRequest =>
            "the endpoint, the proxy or the request must be corrected first",
            "须先改正接入点、代理或请求";
        NameServer =>
            "the request was not sent, and the name server may answer next time",
            "请求未发出，域名服务器下次可能恢复应答";
        ActionsOnlyRead =>
            "the actions documented to return this code only read data",
            "文档中返回此错误码的接口都只做查询";
        ActionOnlyReads { action: String } =>
            "`{action}` only reads data, so repeating it is safe",
            "`{action}` 只做查询，可以放心重试";
        MayHaveBought { action: String, query: &'static str } =>
            "`{action}` may have bought something: check with `{query}` first",
            "`{action}` 可能已购买资源，先用 `{query}` 查询";
        MayHaveBoughtUnqueried { action: String } =>
            "`{action}` may have bought something: check first",
            "`{action}` 可能已购买资源，先查询结果";
        MayHaveTakenEffect { action: String, query: &'static str } =>
            "`{action}` may have taken effect: check with `{query}` first",
            "`{action}` 可能已生效，先用 `{query}` 查询";
        MayHaveTakenEffectUnqueried { action: String } =>
            "`{action}` may have taken effect: check first",
            "`{action}` 可能已生效，先查询结果";
    }
}

/// The notes of an answer, in its language.
///
/// Serializes as two keys: `notes`, the sentences, and `note_ids`, the names of their variants.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Notes {
    /// The notes, most important first.
    pub notes: Vec<Note>,
    /// The language of their sentences.
    pub lang: Lang,
}

impl Notes {
    /// The notes as sentences.
    pub fn sentences(&self) -> impl Iterator<Item = String> {
        self.notes.iter().map(|note| note.text(self.lang))
    }

    /// The notes as one paragraph.
    pub fn paragraph(&self) -> String {
        self.sentences().collect::<Vec<_>>().join(space(self.lang))
    }
}

impl Serialize for Notes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut keys = serializer.serialize_struct("Notes", 2)?;
        keys.serialize_field("notes", &self.sentences().collect::<Vec<_>>())?;
        let ids: Vec<String> = self.notes.iter().map(|note| snake_case(note.name())).collect();
        keys.serialize_field("note_ids", &ids)?;
        keys.end()
    }
}

/// The JSON form of the name of a variant: `SeenTimes` becomes `seen_times`.
fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}
