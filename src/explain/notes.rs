//! What an answer says in the program's own words: about itself, about the call, about a retry.

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
            "tcerr 只知道 `{family}` 是一个错误码家族。";
        FamilyText { family: &'static str, words: String } =>
            "This text holds for every `{family}` code; the name of this one reads: {words}.",
            "以上内容适用于所有 `{family}` 类错误码；此码名称可读作：{words}。";
        UnknownCode { family: &'static str, words: String } =>
            "tcerr does not know this code; this text holds for every `{family}` code. Its name reads: {words}.",
            "tcerr 不认识这个错误码；以上内容适用于所有 `{family}` 类错误码。其名称可读作：{words}。";
        SeveralMeanings { count: usize } =>
            "{count} meanings fit, the likeliest first.",
            "可对应 {count} 种含义，最可能的在前。";
        ChosenByProduct { product: &'static str, others: usize } =>
            "This meaning was chosen because the call went to {product}; `--all` shows {others} more.",
            "因请求发往 {product} 而选取此含义；`--all` 可显示另外 {others} 种。";
        AnyProduct =>
            "Every product may answer with this code.",
            "任何产品都可能返回此错误码。";
        OnlyProduct { product: Product } =>
            "Only {product} uses this code.",
            "仅{product}使用此错误码。";
        MeaningInProduct { count: usize, product: &'static str } =>
            "{count} products use this code; this is its meaning in {product}.",
            "共有 {count} 个产品使用此错误码，这里是它在 {product} 中的含义。";
        NotListed { product: Product, listed_by: FirstFew } =>
            "{product} does not list this code. Listed by: {listed_by}.",
            "{product}未列出此错误码；列出它的是 {listed_by}。";
        UsedByProducts { count: usize, products: FirstFew } =>
            "{count} products use this code: {products}.",
            "使用此错误码的产品有 {products}。";
        OnlyAction { product: Product, action: &'static str } =>
            "Only {action} of {product} returns this code.",
            "仅{product}的接口 {action} 会返回此错误码。";
        OnlyActions { product: Product, actions: FirstFew } =>
            "Only {product} uses this code, in {actions}.",
            "仅{product}使用此错误码，涉及接口 {actions}。";
        NoCode { property: &'static str } =>
            "The text contains no code; `{property}` of the exception holds it.",
            "文本中没有错误码；打印异常的 `{property}` 可得到它。";
        CodeFromMessage { property: &'static str } =>
            "The text contains no code; this one was inferred from the message. `{property}` holds it.",
            "文本中没有错误码，由错误信息推断得出；`{property}` 中有它。";
        SeenTimes { count: usize } =>
            "This failure appears {count} times in the input.",
            "输入中此错误共出现 {count} 次。";
        Spellings { spellings: FirstFew } =>
            "Spellings: {spellings}.",
            "写法：{spellings}。";
        Dropped { release: &'static str } =>
            "SDKs no longer list this code since release {release}.",
            "自 {release} 版起，SDK 已不再列出此错误码。";
    }
}

/// A length of time in seconds, said as exactly as matters.
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
        let counted = [days, hours, minutes, seconds].into_iter().zip(units);
        let parts: Vec<String> = counted
            .filter(|(count, _)| *count > 0)
            .map(|(count, unit)| format!("{count} {unit}"))
            .collect();
        Cow::Owned(if parts.is_empty() { format!("0 {}", units[3]) } else { parts.join(" ") })
    }
}

crate::sentences! {
    /// A step that depends on the call: its time, its place, its credentials.
    pub enum Hint {
        SentLate { span: Span, server_time: String } =>
            "The request's timestamp is within {span} of the server's time, {server_time}: it was sent late. Sign every attempt again.",
            "请求的时间戳与服务器时间 {server_time} 只差 {span}：请求发出得太晚，每次发送都应重新签名。";
        SentAhead { span: Span, server_time: String } =>
            "The request's timestamp is {span} ahead of the server's time, {server_time}.",
            "请求的时间戳比服务器时间 {server_time} 快 {span}。";
        SentBehind { span: Span, server_time: String } =>
            "The request's timestamp is {span} behind the server's time, {server_time}.",
            "请求的时间戳比服务器时间 {server_time} 慢 {span}。";
        ClockRight { span: Span, server_time: String } =>
            "This machine's clock agrees with the server's time, {server_time}, within {span}: the request came from another machine, or was signed earlier.",
            "本机时钟与服务器时间 {server_time} 只差 {span}：请求来自另一台机器，或签名过早。";
        ClockAhead { span: Span, server_time: String } =>
            "By this machine's clock, the server's time, {server_time}, was {span} ago. If the call failed just now, the clock is that far ahead.",
            "按本机时钟，服务器时间 {server_time} 是 {span} 前；若调用刚刚失败，则本机时钟快了这么多。";
        ClockBehind { span: Span, server_time: String } =>
            "This machine's clock is {span} behind the server's time, {server_time}; correct it.",
            "本机时钟比服务器时间 {server_time} 慢 {span}，应校正时钟。";
        LocalTimeSent =>
            "The difference is whole hours: local time was taken for UTC.",
            "相差整数小时：把本地时间当成了 UTC。";
        LocalTimeLikely =>
            "The difference is whole hours: local time may have been taken for UTC.",
            "相差整数小时，可能是把本地时间当成了 UTC。";
        CredentialDate { given: String, right: String } =>
            "The credential is dated {given}, but `X-TC-Timestamp` falls on {right} in UTC: sign with the UTC date.",
            "凭证日期为 {given}，而 `X-TC-Timestamp` 的 UTC 日期是 {right}：签名须用 UTC 日期。";
        SignedForOther { service: String, host: String, wanted: String } =>
            "The request was signed for `{service}` and sent to `{host}`: sign for `{wanted}`, or send it to the host of `{service}`.",
            "请求按 `{service}` 签名，却发往 `{host}`：改为按 `{wanted}` 签名，或改发 `{service}` 的域名。";
        InternationalSite { host: String } =>
            "The request went to the international site (`{host}`), which does not know keys of the China site.",
            "请求发往国际站（`{host}`），那里没有中国站的密钥。";
        ZoneForRegion { given: String, region: &'static str } =>
            "`{given}` is an availability zone; its region is `{region}`.",
            "`{given}` 是可用区，所属地域为 `{region}`。";
        OldRegionName { given: String, region: &'static str } =>
            "`{given}` is a region name of API 2.0; write `{region}`.",
            "`{given}` 是 API 2.0 的地域简称，应写作 `{region}`。";
        UnknownRegion { given: String, region: &'static str } =>
            "`{given}` is not a region; did you mean `{region}`?",
            "没有名为 `{given}` 的地域；是否应为 `{region}`？";
        FinanceRegion { product: String, region: String } =>
            "Finance regions have their own hosts: send the request to `{product}.{region}.tencentcloudapi.com`.",
            "金融区须使用自己的域名：把请求发往 `{product}.{region}.tencentcloudapi.com`。";
        VersionMismatch { service: String, versions: FirstFew, version: String, owners: FirstFew } =>
            "`{service}` has {versions}; {version} is a version of {owners}.",
            "`{service}` 的版本是 {versions}；{version} 是 {owners} 的版本。";
        ServiceVersions { service: String, versions: FirstFew } =>
            "`{service}` has {versions}.",
            "`{service}` 的版本是 {versions}。";
        VersionOwners { version: String, owners: FirstFew } =>
            "{version} is a version of {owners}.",
            "{version} 是 {owners} 的版本。";
        GeneralResource { resource: String } =>
            "To allow it on all resources of this kind, write `{resource}` instead.",
            "要放行全部同类资源，改写为 `{resource}`。";
        WrongAccount { account: String } =>
            "If the key was meant for an account other than {account}, it is the wrong key.",
            "若本意并非操作账号 {account}，说明用错了密钥。";
    }
}

crate::sentences! {
    /// A clause that says why repeating a call helps, or what it risks.
    pub enum RetryClause {
        Rejected =>
            "it was rejected before it was executed: wait, and double the wait each time",
            "请求未执行就被拒绝：等待后重试，间隔逐次加倍";
        WrongRequest =>
            "the endpoint, the proxy or the request has to be corrected first",
            "须先改正接入点、代理或请求";
        NameServer =>
            "nothing was sent, and the name server may answer the next time",
            "请求没有发出，域名服务器下次可能恢复应答";
        ActionsOnlyRead =>
            "the actions documented to return it only read",
            "文档中会返回它的接口都只做查询";
        ActionOnlyReads { action: String } =>
            "`{action}` only reads, so repeating it does no harm",
            "`{action}` 只做查询，重复调用无害";
        MayHaveBought { action: String, query: &'static str } =>
            "`{action}` may have bought something: check with `{query}` first",
            "`{action}` 可能已经购买了资源，先用 `{query}` 查询";
        MayHaveBoughtUnqueried { action: String } =>
            "`{action}` may have bought something: check that first",
            "`{action}` 可能已经购买了资源，先查询结果";
        MayHaveTakenEffect { action: String, query: &'static str } =>
            "`{action}` may have taken effect: check with `{query}` first",
            "`{action}` 可能已生效，先用 `{query}` 查询";
        MayHaveTakenEffectUnqueried { action: String } =>
            "`{action}` may have taken effect: check that first",
            "`{action}` 可能已生效，先查询结果";
    }
}

/// The notes of an answer, in its language.
///
/// Serialises as two keys: `notes`, the sentences, and `note_ids`, their names.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Notes {
    /// The notes, the most important first.
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

/// A name such as `SeenTimes` as JSON writes names: `seen_times`.
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
