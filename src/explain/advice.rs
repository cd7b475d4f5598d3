//! Advice specific to this call: clock skew, wrong region, API version, signature scope.
//!
//! A rule knows only the message. This module compares the message with the rest of the report, and
//! so finds that a region is really a zone, that a version belongs to another product, or that a
//! clock is eight hours off. The field `adds` of a rule says what to compare, and the resulting
//! hints go before the steps of the rule. This module also decides what repeating the call risks.
//! The wording of hints is in [`notes`](super::notes).

use jiff::Timestamp;

use super::cause::{Cause, Matched};
use super::notes::{Hint, RetryClause, Span};
use super::policy::Policy;
use crate::report::Report;
use crate::sentences::{FirstFew, semicolon, space};
use crate::table::{Product, Retry, Rule, Table, nearest_names};
use crate::vocabulary::{Addition, Lang, Verdict};

/// Verbs with which the names of read-only actions start.
const READ_ONLY_VERBS: [&str; 6] = ["Describe", "List", "Get", "Query", "Inquiry", "Inquire"];

/// Verbs with which the names of actions start that may cost money.
const BUYING_VERBS: [&str; 9] =
    ["Allocate", "Buy", "Create", "Launch", "Purchase", "Renew", "Resize", "Run", "Upgrade"];

/// Adds to the steps of `cause` what is specific to this call.
pub(super) fn add_hints(
    cause: &mut Cause,
    rule: Rule,
    report: &Report,
    policy: Option<&Policy>,
    lang: Lang,
) {
    let hints = hints(rule.adds(), cause, report);
    let steps: Vec<String> = hints.into_iter().map(|hint| hint.text(lang)).collect();
    cause.fix.splice(0..0, steps);
    if let Some(hint) = time_zone_hint(rule.adds(), cause, report)
        && let Some(first) = cause.fix.first_mut()
    {
        first.push_str(space(lang));
        first.push_str(&hint.text(lang));
    }
    if let Some(policy) = policy {
        cause.fix.extend(policy_hints(policy).map(|hint| hint.text(lang)));
    }
}

/// The hints that go before the steps of the rule.
fn hints(adds: Option<Addition>, cause: &Cause, report: &Report) -> Vec<Hint> {
    let fact = |name: &str| cause.facts.get(name);
    match adds {
        Some(Addition::Clock) => clock_hint(cause, report).into_iter().collect(),
        Some(Addition::Signature) => {
            scope_hint(report).into_iter().chain(credential_date_hint(report)).collect()
        }
        Some(Addition::CredentialScope) => scope_hint(report).into_iter().collect(),
        Some(Addition::Site) => site_hint(report).into_iter().collect(),
        Some(Addition::Region) => {
            let region = fact("region").or(report.region.as_ref());
            let hint = region.and_then(|region| region_hint(region));
            hint.into_iter().chain(finance_hint(report)).collect()
        }
        Some(Addition::RegionParameter) => {
            let is_region_parameter = fact("parameter")
                .is_some_and(|name| ["Region", "X-TC-Region"].contains(&name.as_str()));
            let value = fact("value").filter(|_| is_region_parameter);
            value.and_then(|region| region_hint(region)).into_iter().collect()
        }
        Some(Addition::Version) => version_hint(cause).into_iter().collect(),
        Some(Addition::HttpStatus | Addition::NameServer) | None => Vec::new(),
    }
}

/// The verdict, if it depends on more than the rule: on the HTTP status, or on whether the error of
/// the name server is temporary.
pub(super) fn verdict(matched: &Matched, message: &str, lang: Lang) -> Option<Retry> {
    const TEMPORARY_ERRORS: [&str; 5] =
        ["Temporary failure", "Try again", "EAI_AGAIN", "i/o timeout", "server misbehaving"];
    let (verdict, reason) = match matched.rule.adds()? {
        Addition::HttpStatus => match matched.facts.get("http_status")?.as_str() {
            "429" | "503" => (Verdict::Backoff, RetryClause::Rejected),
            status if status.starts_with(['3', '4']) => (Verdict::No, RetryClause::WrongRequest),
            _ => return None,
        },
        Addition::NameServer if TEMPORARY_ERRORS.iter().any(|text| message.contains(text)) => {
            (Verdict::Backoff, RetryClause::NameServer)
        }
        _ => return None,
    };
    Some(Retry { verdict, reason: reason.text(lang).into() })
}

/// Adds what repeating `action` risks to the reason of a [`Verdict::IfIdempotent`] retry. Without
/// an action, adds that all `actions` (those documented to return the code) only read data, if they
/// do.
pub(super) fn with_risk(
    retry: Retry,
    product: Option<Product>,
    action: Option<&str>,
    mut actions: impl Iterator<Item = &'static str>,
    lang: Lang,
) -> Retry {
    if retry.verdict != Verdict::IfIdempotent {
        return retry;
    }
    let clause = if let Some(action) = action {
        risk_of_action(product, action)
    } else {
        let all_only_read = actions.next().is_some_and(only_reads) && actions.all(only_reads);
        if !all_only_read {
            return retry;
        }
        RetryClause::ActionsOnlyRead
    };
    let reason = [retry.reason.as_ref(), semicolon(lang), &clause.text(lang)].concat();
    Retry { reason: reason.into(), ..retry }
}

/// What repeating `action` risks.
fn risk_of_action(product: Option<Product>, action: &str) -> RetryClause {
    let query = product.and_then(|product| query_action(product, action));
    let may_buy = begins_with_verb(action, &BUYING_VERBS);
    let is_read_only = only_reads(action);
    let action = action.to_owned();
    match (may_buy, query) {
        _ if is_read_only => RetryClause::ActionOnlyReads { action },
        (true, Some(query)) => RetryClause::MayHaveBought { action, query },
        (true, None) => RetryClause::MayHaveBoughtUnqueried { action },
        (false, Some(query)) => RetryClause::MayHaveTakenEffect { action, query },
        (false, None) => RetryClause::MayHaveTakenEffectUnqueried { action },
    }
}

/// Whether an action changes nothing, judging by the verb in its name.
fn only_reads(action: &str) -> bool {
    begins_with_verb(action, &READ_ONLY_VERBS)
}

/// Whether an action begins with one of `verbs` as a word: `RunInstances` with `Run`,
/// `RuntimeStop` not.
fn begins_with_verb(action: &str, verbs: &[&str]) -> bool {
    verbs.iter().any(|verb| {
        action.strip_prefix(verb).is_some_and(|rest| !rest.starts_with(|c: char| c.is_lowercase()))
    })
}

/// The action of `product` that shows the objects that `action` works on, such as
/// `DescribeInstances` for `RunInstances`.
fn query_action(product: Product, action: &str) -> Option<&'static str> {
    let verb_len = action.char_indices().skip(1).find(|(_, c)| c.is_ascii_uppercase())?.0;
    let noun = &action[verb_len..];
    let singular = noun.strip_suffix('s').unwrap_or(noun);
    let names = [
        format!("Describe{singular}s"),
        format!("Describe{singular}"),
        format!("Describe{singular}List"),
        format!("List{singular}s"),
        format!("Get{singular}"),
    ];
    names.iter().find_map(|name| product.actions().find(|action| action == name))
}

/// The clock difference that the signature check tolerates, in seconds.
const CLOCK_TOLERANCE: i64 = 300;

/// One hour, in seconds.
const HOUR: i64 = 3600;

/// The largest offset of a time zone from UTC, in hours.
const MAX_ZONE_OFFSET: i64 = 14;

/// The difference between the server's time in the message and the request's timestamp, or this
/// machine's clock if the request's timestamp is not known.
struct ClockOffset {
    server: Timestamp,
    /// The difference in seconds; positive if the request or this machine is ahead of the server.
    seconds: i64,
    /// Whether the request's timestamp was compared, rather than this machine's clock.
    is_request: bool,
}

fn clock_offset(cause: &Cause, report: &Report) -> Option<ClockOffset> {
    let server: i64 = cause.facts.get("server_time")?.parse().ok()?;
    let client = report.request.timestamp.or(report.asked_at)?;
    Some(ClockOffset {
        server: Timestamp::from_second(server).ok()?,
        seconds: client.checked_sub(server).filter(|offset| offset.checked_abs().is_some())?,
        is_request: report.request.timestamp.is_some(),
    })
}

fn clock_hint(cause: &Cause, report: &Report) -> Option<Hint> {
    let ClockOffset { server, seconds, is_request } = clock_offset(cause, report)?;
    let (span, server_time) = (Span(seconds.abs()), server.to_string());
    let is_close = seconds.abs() <= CLOCK_TOLERANCE;
    Some(match (is_request, is_close, seconds > 0) {
        (true, true, _) => Hint::SentLate { span, server_time },
        (true, false, true) => Hint::SentAhead { span, server_time },
        (true, false, false) => Hint::SentBehind { span, server_time },
        (false, true, _) => Hint::ClockRight { span, server_time },
        (false, false, true) => Hint::ClockAhead { span, server_time },
        (false, false, false) => Hint::ClockBehind { span, server_time },
    })
}

/// A hint that local time was used as UTC, if the offset is a whole number of hours.
fn time_zone_hint(adds: Option<Addition>, cause: &Cause, report: &Report) -> Option<Hint> {
    let offset = clock_offset(cause, report).filter(|_| adds == Some(Addition::Clock))?;
    let seconds = offset.seconds.abs();
    let hours = (seconds + HOUR / 2) / HOUR;
    let is_zone_offset =
        (1..=MAX_ZONE_OFFSET).contains(&hours) && (seconds - hours * HOUR).abs() <= CLOCK_TOLERANCE;
    is_zone_offset.then_some(if offset.is_request {
        Hint::LocalTimeSent
    } else {
        Hint::LocalTimeLikely
    })
}

/// A hint if the date in the credential scope is not the UTC date of the request's timestamp.
fn credential_date_hint(report: &Report) -> Option<Hint> {
    let (given, _) = report.request.scope.as_ref()?;
    let timestamp = Timestamp::from_second(report.request.timestamp?).ok()?.to_string();
    let right = timestamp.get(..10)?;
    (right != given).then(|| Hint::CredentialDate { given: given.clone(), right: right.to_owned() })
}

/// A hint if the request was signed for another service than its host belongs to.
fn scope_hint(report: &Report) -> Option<Hint> {
    let (_, service) = report.request.scope.as_ref()?;
    let host = report.request.host.as_ref()?;
    let wanted = host.split('.').next().filter(|first| first != service)?;
    let (service, host, wanted) = (service.clone(), host.clone(), wanted.to_owned());
    Some(Hint::SignedForOther { service, host, wanted })
}

/// A hint if the request went to the international site: each site knows only its own keys.
fn site_hint(report: &Report) -> Option<Hint> {
    let host = report.request.host.as_ref().filter(|host| host.contains(".intl."))?;
    Some(Hint::InternationalSite { host: host.clone() })
}

/// A hint with the region that `given` most likely stands for, or `None` if `given` is a region or
/// resembles none.
fn region_hint(given: &str) -> Option<Hint> {
    let table = Table::embedded();
    let regions = || table.regions().map(|(region, _)| region);
    if regions().any(|region| region == given) {
        return None;
    }
    let lower = given.to_ascii_lowercase();
    let given = given.to_owned();
    let (prefix, number) = lower.rsplit_once('-').unwrap_or_default();
    let has_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(region) = regions().find(|region| has_number && *region == prefix) {
        return Some(Hint::ZoneForRegion { given, region });
    }
    let renamed = table
        .regions()
        .find_map(|(region, mut names)| names.any(|name| name == lower).then_some(region));
    if let Some(region) = renamed {
        return Some(Hint::OldRegionName { given, region });
    }
    // `cn-guangzhou`, `guangzhou`, `AP-Guangzhou` and `ap_guangzhou` all name the same city.
    let hyphenated = lower.replace('_', "-");
    let city = hyphenated.rsplit('-').next().filter(|city| city.len() > 3);
    let in_city = city.and_then(|city| {
        regions().find(|region| region.split_once('-').is_some_and(|(_, name)| name == city))
    });
    let nearest = || nearest_names(&hyphenated, regions()).first().copied();
    Some(Hint::UnknownRegion { given, region: in_city.or_else(nearest)? })
}

/// A hint with the host of a finance region, unless the request went there: such a region is
/// reachable only by its own host.
fn finance_hint(report: &Report) -> Option<Hint> {
    let region = report.region.as_ref().filter(|region| region.ends_with("-fsi"))?;
    let host = report.request.host.as_ref();
    if host.is_some_and(|host| host.contains(region.as_str())) {
        return None;
    }
    let product = report.product.as_deref().unwrap_or("<product>").to_owned();
    Some(Hint::FinanceRegion { product, region: region.clone() })
}

/// A hint with the versions of the called service, and the products that have the requested
/// version.
fn version_hint(cause: &Cause) -> Option<Hint> {
    let (version, service) = (cause.facts.get("version")?, cause.facts.get("service")?);
    let table = Table::embedded();
    let versions: Vec<&str> =
        table.product(service).into_iter().flat_map(Product::versions).collect();
    let owners: Vec<&str> = table
        .products()
        .filter(|product| product.name() != service)
        .filter(|product| product.versions().any(|other| other == version))
        .map(Product::name)
        .collect();
    let (has_versions, has_owners) = (!versions.is_empty(), !owners.is_empty());
    let quoted =
        |names: &[&str]| FirstFew::new(names.len(), names.iter().map(|name| format!("`{name}`")));
    let (versions, owners) = (quoted(&versions), quoted(&owners));
    let (version, service) = (version.clone(), service.clone());
    match (has_versions, has_owners) {
        (true, true) => Some(Hint::VersionMismatch { service, versions, version, owners }),
        (true, false) => Some(Hint::ServiceVersions { service, versions }),
        (false, true) => Some(Hint::VersionOwners { version, owners }),
        (false, false) => None,
    }
}

/// Hints for an administrator who is about to attach `policy`.
fn policy_hints(policy: &Policy) -> impl Iterator<Item = Hint> {
    // Never suggest assuming any role or changing any user: that is far more than was denied.
    let services = ["sts:", "cam:"];
    let can_be_general = !services.iter().any(|service| policy.operation().starts_with(service));
    let general = policy
        .general_resource()
        .filter(|_| can_be_general)
        .map(|resource| Hint::GeneralResource { resource });
    let account =
        policy.account().map(|account| Hint::WrongAccount { account: account.to_owned() });
    general.into_iter().chain(account)
}
