//! What the call itself tells of a cause: its time, its place, what it was to do.
//!
//! The rules know messages. That a region is a zone, that a version is another product's, that a
//! clock is eight hours off, is worked out here from what the message or the text around it says,
//! and put in front of the steps of the rule.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::cause::{Cause, Told};
use crate::explain::Retry;
use crate::kind::{Lang, Verdict};
use crate::policy::Policy;
use crate::report::Report;
use crate::table::{Product, Table};

/// The beginnings of the names of actions that change nothing.
const READING: [&str; 6] = ["Describe", "List", "Get", "Query", "Inquiry", "Inquire"];

/// The beginnings of the names of actions that may cost money.
const BUYING: [&str; 9] =
    ["Allocate", "Buy", "Create", "Launch", "Purchase", "Renew", "Resize", "Run", "Upgrade"];

/// Adds to the steps of `cause` what the call tells.
pub(crate) fn complete(cause: &mut Cause, report: &Report, policy: Option<&Policy>, lang: Lang) {
    let found: Vec<String> = match cause.id {
        "clock-skew" => clock(cause, report, lang).into_iter().collect(),
        "signature-mismatch" => signed(report, lang),
        "credential-scope-service" => scope(report, lang).into_iter().collect(),
        "secret-id-unknown" => site(report, lang).into_iter().collect(),
        "bad-region" | "region-not-offered" | "missing-region" => {
            let region = cause.facts.get("region").or(report.region.as_ref());
            let mut steps: Vec<String> =
                region.and_then(|region| right_region(region, lang)).into_iter().collect();
            steps.extend(finance(report, lang));
            steps
        }
        "invalid-value" if cause.facts.get("parameter").is_some_and(|name| is_place(name)) => {
            let value = cause.facts.get("value");
            value.and_then(|region| right_region(region, lang)).into_iter().collect()
        }
        "version-unknown" => version(cause, lang).into_iter().collect(),
        _ => Vec::new(),
    };
    cause.suggested_action.splice(0..0, found);
    if let Some(policy) = policy {
        cause.suggested_action.extend(granted(policy, lang));
    }
}

/// The verdict where it hangs on more than the rule: on the HTTP status, or on whether a name may be
/// resolved the next time.
pub(crate) fn verdict(told: &Told, message: &str, lang: Lang) -> Option<Retry> {
    const PASSING: [&str; 5] =
        ["Temporary failure", "Try again", "EAI_AGAIN", "i/o timeout", "server misbehaving"];
    let status = told.facts.get("http_status").map(String::as_str);
    let (verdict, en, zh) = match (told.rule.id(), status) {
        ("http-gateway-error", Some("429" | "503")) => (
            Verdict::Backoff,
            "it was turned away before it was executed: wait, and double the wait each time",
            "请求未执行就被拒绝：等待后重试，间隔逐次加倍",
        ),
        ("http-gateway-error", Some(status)) if status.starts_with(['3', '4']) => (
            Verdict::No,
            "the endpoint, the proxy or the request has to be corrected first",
            "须先改正接入点、代理或请求",
        ),
        ("host-unresolvable", _) if PASSING.iter().any(|text| message.contains(text)) => (
            Verdict::Backoff,
            "nothing was sent, and the name server may answer the next time",
            "请求没有发出，域名服务器下次可能恢复应答",
        ),
        _ => return None,
    };
    let reason = if lang == Lang::En { en } else { zh };
    Some(Retry { verdict, reason: Cow::Borrowed(reason) })
}

/// The reason of a verdict, with what `action` risks if it may have been executed; where the action
/// is not known, whether all that are documented to return the code, `actions`, only read.
pub(crate) fn risk(
    retry: Retry,
    product: Option<Product>,
    action: Option<&str>,
    mut actions: impl Iterator<Item = &'static str>,
    lang: Lang,
) -> Retry {
    if retry.verdict != Verdict::IfIdempotent {
        return retry;
    }
    let more = if let Some(action) = action {
        risk_of(product, action, lang)
    } else {
        let only_read = actions.next().is_some_and(is_reading) && actions.all(is_reading);
        if !only_read {
            return retry;
        }
        match lang {
            Lang::En => "the actions documented to return it only read".to_owned(),
            Lang::Zh => "文档中会返回它的接口都只做查询".to_owned(),
        }
    };
    let reason = match lang {
        Lang::En => format!("{}; {more}", retry.reason),
        Lang::Zh => format!("{}；{more}", retry.reason),
    };
    Retry { reason: Cow::Owned(reason), ..retry }
}

/// What it risks to repeat an action.
fn risk_of(product: Option<Product>, action: &str, lang: Lang) -> String {
    match (is_reading(action), product.and_then(|product| look(product, action)), lang) {
        (true, _, Lang::En) => format!("`{action}` only reads, so that repeating it does no harm"),
        (true, _, Lang::Zh) => format!("`{action}` 只做查询，重复调用无害"),
        (false, look, _) => {
            let buys = BUYING.iter().any(|verb| action.starts_with(verb));
            match (buys, look, lang) {
                (true, Some(look), Lang::En) => {
                    format!("`{action}` may have bought something: look with `{look}` first")
                }
                (true, Some(look), Lang::Zh) => {
                    format!("`{action}` 可能已经购买了资源，先用 `{look}` 查询")
                }
                (true, None, Lang::En) => {
                    format!("`{action}` may have bought something: query that first")
                }
                (true, None, Lang::Zh) => format!("`{action}` 可能已经购买了资源，先查询结果"),
                (false, Some(look), Lang::En) => {
                    format!("`{action}` may have taken effect: look with `{look}` first")
                }
                (false, Some(look), Lang::Zh) => {
                    format!("`{action}` 可能已生效，先用 `{look}` 查询")
                }
                (false, None, Lang::En) => {
                    format!("`{action}` may have taken effect: query that first")
                }
                (false, None, Lang::Zh) => format!("`{action}` 可能已生效，先查询结果"),
            }
        }
    }
}

/// Whether an action changes nothing, by its name.
fn is_reading(action: &str) -> bool {
    READING.iter().any(|verb| {
        action.strip_prefix(verb).is_some_and(|rest| !rest.starts_with(|c: char| c.is_lowercase()))
    })
}

/// The action of `product` that shows what `action` works on.
fn look(product: Product, action: &str) -> Option<&'static str> {
    let verb = action.char_indices().skip(1).find(|(_, c)| c.is_ascii_uppercase())?.0;
    let noun = &action[verb..];
    let one = noun.strip_suffix('s').unwrap_or(noun);
    let names = [
        format!("Describe{one}s"),
        format!("Describe{one}"),
        format!("Describe{one}List"),
        format!("List{one}s"),
        format!("Get{one}"),
    ];
    names.iter().find_map(|name| product.actions().find(|action| action == name))
}

/// How far apart two clocks may be for the signature to hold, in seconds.
const TOLERANCE: i64 = 300;

const HOUR: i64 = 3600;

/// No time zone is further from UTC, in hours.
const FURTHEST: i64 = 14;

/// Compares the server's time in the message with that of the request, else with this machine's.
fn clock(cause: &Cause, report: &Report, lang: Lang) -> Option<String> {
    let server: i64 = cause.facts.get("server_time")?.parse().ok()?;
    let is_sent = report.request.timestamp.is_some();
    let own = report.request.timestamp.or(report.asked_at)?;
    let off = own.checked_sub(server)?;
    let far = off.checked_abs()?;
    let is_ahead = off > 0;
    let hours = (far + HOUR / 2) / HOUR;
    let is_whole = (1..=FURTHEST).contains(&hours) && (far - hours * HOUR).abs() <= TOLERANCE;
    let span = span(far, lang);
    let at = Timestamp::from_second(server).ok()?;
    let (mut text, zone) = match lang {
        Lang::En => {
            let text = match (is_sent, is_ahead, far <= TOLERANCE) {
                (true, _, true) => format!(
                    "The request's timestamp is within {span} of the server's time, {at}: it was sent late; sign anew for every attempt."
                ),
                (true, true, _) => {
                    format!("The request's timestamp is {span} ahead of the server's time, {at}.")
                }
                (true, false, _) => {
                    format!("The request's timestamp is {span} behind the server's time, {at}.")
                }
                (false, _, true) => format!(
                    "This machine's clock agrees with the server's time, {at}, within {span}: the request came from another machine, or was signed earlier."
                ),
                (false, true, _) => format!(
                    "By this machine's clock the server's time, {at}, was {span} ago: if the call failed just now, the clock is that far ahead."
                ),
                (false, false, _) => format!(
                    "This machine's clock is {span} behind the server's time, {at}; correct it."
                ),
            };
            let zone = if is_sent {
                " Whole hours: local time was taken for UTC."
            } else {
                " Whole hours may mean that local time was taken for UTC."
            };
            (text, zone)
        }
        Lang::Zh => {
            let text = match (is_sent, is_ahead, far <= TOLERANCE) {
                (true, _, true) => format!(
                    "请求的时间戳与服务器时间 {at} 只差 {span}：请求发出得太晚，每次发送都应重新签名。"
                ),
                (true, true, _) => format!("请求的时间戳比服务器时间 {at} 快 {span}。"),
                (true, false, _) => format!("请求的时间戳比服务器时间 {at} 慢 {span}。"),
                (false, _, true) => format!(
                    "本机时钟与服务器时间 {at} 只差 {span}：请求来自另一台机器，或签名过早。"
                ),
                (false, true, _) => format!(
                    "按本机时钟，服务器时间 {at} 是 {span} 前；若调用刚刚失败，则本机时钟快了这么多。"
                ),
                (false, false, _) => {
                    format!("本机时钟比服务器时间 {at} 慢 {span}，应校正时钟。")
                }
            };
            let zone = if is_sent {
                "相差整数小时：把本地时间当成了 UTC。"
            } else {
                "相差整数小时，可能是把本地时间当成了 UTC。"
            };
            (text, zone)
        }
    };
    if is_whole {
        text.push_str(zone);
    }
    Some(text)
}

/// A length of time in words, as exact as matters here.
fn span(seconds: i64, lang: Lang) -> String {
    let (days, hours, minutes) = (seconds / (24 * HOUR), seconds / HOUR, seconds / 60);
    let (hours, minutes) = if days > 0 { (hours % 24, 0) } else { (hours, minutes % 60) };
    let seconds = if days + hours + minutes > 0 { 0 } else { seconds };
    let parts = [days, hours, minutes, seconds];
    let names = match lang {
        Lang::En => [" d", " h", " min", " s"],
        Lang::Zh => [" 天", " 小时", " 分钟", " 秒"],
    };
    let parts = parts.iter().zip(names).filter(|(count, _)| **count > 0);
    let said: Vec<String> = parts.map(|(count, name)| format!("{count}{name}")).collect();
    if said.is_empty() { format!("0{}", names[3]) } else { said.join(" ") }
}

/// What the headers of the request say that was signed wrong.
fn signed(report: &Report, lang: Lang) -> Vec<String> {
    let request = &report.request;
    let mut steps: Vec<String> = scope(report, lang).into_iter().collect();
    if let (Some((date, _)), Some(timestamp)) = (&request.scope, request.timestamp)
        && let Ok(time) = Timestamp::from_second(timestamp)
    {
        let right = time.to_string();
        let right = &right[..right.len().min(10)];
        if right != date {
            steps.push(match lang {
                Lang::En => format!(
                    "The credential is dated {date}, but `X-TC-Timestamp` is of {right} in UTC: sign with the UTC date."
                ),
                Lang::Zh => format!(
                    "凭证日期为 {date}，而 `X-TC-Timestamp` 的 UTC 日期是 {right}：签名须用 UTC 日期。"
                ),
            });
        }
    }
    steps
}

/// That a request was signed for another service than the one of its host.
fn scope(report: &Report, lang: Lang) -> Option<String> {
    let (_, service) = report.request.scope.as_ref()?;
    let host = report.request.host.as_ref()?;
    let first = host.split('.').next().filter(|first| first != service)?;
    Some(match lang {
        Lang::En => format!(
            "The request was signed for `{service}` and sent to `{host}`: sign for `{first}`, or send it to the host of `{service}`."
        ),
        Lang::Zh => format!(
            "请求按 `{service}` 签名，却发往 `{host}`：改为按 `{first}` 签名，或改发 `{service}` 的域名。"
        ),
    })
}

/// Which site the request went to, as each knows its own keys only.
fn site(report: &Report, lang: Lang) -> Option<String> {
    let host = report.request.host.as_ref().filter(|host| host.contains(".intl."))?;
    Some(match lang {
        Lang::En => format!(
            "The request went to the international site (`{host}`), which does not know keys of the China site."
        ),
        Lang::Zh => format!("请求发往国际站（`{host}`），那里没有中国站的密钥。"),
    })
}

/// Whether a parameter names a place.
fn is_place(parameter: &str) -> bool {
    ["Region", "X-TC-Region"].contains(&parameter)
}

/// The region that was meant by what is none.
fn right_region(given: &str, lang: Lang) -> Option<String> {
    let table = Table::embedded();
    let lower = given.to_ascii_lowercase();
    let is_region = |name: &str| table.regions().any(|(region, _)| region == name);
    if is_region(given) {
        return None;
    }
    let zone = lower.rsplit_once('-').filter(|(region, number)| {
        number.bytes().all(|byte| byte.is_ascii_digit()) && is_region(region)
    });
    if let Some((region, _)) = zone {
        return Some(match lang {
            Lang::En => format!("`{given}` is an availability zone; its region is `{region}`."),
            Lang::Zh => format!("`{given}` 是可用区，所属地域为 `{region}`。"),
        });
    }
    let old = table
        .regions()
        .find_map(|(region, mut short)| short.any(|short| short == lower).then_some(region));
    if let Some(region) = old {
        return Some(match lang {
            Lang::En => format!("`{given}` is a name of API 2.0; write `{region}`."),
            Lang::Zh => format!("`{given}` 是 API 2.0 的地域简称，应写作 `{region}`。"),
        });
    }
    // `cn-guangzhou`, `guangzhou`, `AP-Guangzhou`, `ap_guangzhou`.
    let plain = lower.replace('_', "-");
    let city = plain.rsplit('-').next().filter(|city| city.len() > 3);
    let of_city = city.and_then(|city| {
        table
            .regions()
            .map(|(region, _)| region)
            .find(|region| region.split_once('-').is_some_and(|(_, name)| name == city))
    });
    let near = || crate::nearest_names(&plain, table.regions().map(|(region, _)| region));
    let region = of_city.or_else(|| near().first().copied())?;
    Some(match lang {
        Lang::En => format!("`{given}` is no region; perhaps `{region}` is meant."),
        Lang::Zh => format!("没有名为 `{given}` 的地域；可能应为 `{region}`。"),
    })
}

/// That a finance region is reached by its own host only.
fn finance(report: &Report, lang: Lang) -> Option<String> {
    let region = report.region.as_ref().filter(|region| region.ends_with("-fsi"))?;
    let host = report.request.host.as_ref();
    if host.is_some_and(|host| host.contains(region.as_str())) {
        return None;
    }
    let product = report.product.as_deref().unwrap_or("<product>");
    Some(match lang {
        Lang::En => format!(
            "A finance region has hosts of its own: send the request to `{product}.{region}.tencentcloudapi.com`."
        ),
        Lang::Zh => {
            format!("金融区须使用自己的域名：把请求发往 `{product}.{region}.tencentcloudapi.com`。")
        }
    })
}

/// Whose version a service was asked for.
fn version(cause: &Cause, lang: Lang) -> Option<String> {
    const NAMED: usize = 3;
    let (version, service) = (cause.facts.get("version")?, cause.facts.get("service")?);
    let table = Table::embedded();
    let own: Vec<&str> = table.product(service).into_iter().flat_map(Product::versions).collect();
    let owners: Vec<&str> = table
        .products()
        .filter(|product| product.name() != service && product.versions().any(|of| of == version))
        .map(Product::name)
        .collect();
    let comma = if lang == Lang::En { ", " } else { "、" };
    let list = |names: &[&str]| {
        let shown: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
        let more = names.len().saturating_sub(NAMED);
        match (more, lang) {
            (0, _) => shown.join(comma),
            (more, Lang::En) => format!("{} and {more} more", shown.join(comma)),
            (_, Lang::Zh) => format!("{} 等 {} 个", shown.join(comma), names.len()),
        }
    };
    let own = (!own.is_empty()).then(|| match lang {
        Lang::En => format!("`{service}` has {}", list(&own)),
        Lang::Zh => format!("`{service}` 的版本是 {}", list(&own)),
    });
    let owners = (!owners.is_empty()).then(|| match lang {
        Lang::En => format!("{version} is a version of {}", list(&owners)),
        Lang::Zh => format!("{version} 是 {} 的版本", list(&owners)),
    });
    let said: Vec<String> = own.into_iter().chain(owners).collect();
    match (said.is_empty(), lang) {
        (true, _) => None,
        (false, Lang::En) => Some(format!("{}.", said.join("; "))),
        (false, Lang::Zh) => Some(format!("{}。", said.join("；"))),
    }
}

/// What else may be said of a policy.
fn granted(policy: &Policy, lang: Lang) -> Vec<String> {
    let account = policy.account().map(|account| match lang {
        Lang::En => format!(
            "If the key is meant to act in another account than {account}, it is the wrong key."
        ),
        Lang::Zh => format!("若本意并非操作账号 {account}，说明用错了密钥。"),
    });
    // To take on any role, or to change any user, is far more than was asked for.
    let services = ["sts:", "cam:"];
    let is_harmless = !services.iter().any(|service| policy.operation().starts_with(service));
    let general = policy.general_resource().filter(|_| is_harmless).map(|resource| match lang {
        Lang::En => format!("To allow it on all such resources, write `{resource}` instead."),
        Lang::Zh => format!("要放行全部同类资源，改写为 `{resource}`。"),
    });
    general.into_iter().chain(account).collect()
}
