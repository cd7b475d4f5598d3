//! Advice specific to this call: clock skew, wrong region, API version, signature scope.
//!
//! A rule knows the message. That a region is a zone, that a version belongs to another product,
//! that a clock is eight hours off, is worked out here from the message and the text around it. It
//! goes in front of the steps of the rule, which names in `adds` what to work out.

use jiff::Timestamp;

use super::cause::{Cause, Matched};
use super::notes::{Hint, RetryClause, Span};
use super::policy::Policy;
use crate::report::Report;
use crate::sentences::{FirstFew, semicolon, space};
use crate::table::{Product, Retry, Rule, Table, nearest_names};
use crate::vocabulary::{Addition, Lang, Verdict};

/// How the names of actions begin that change nothing.
const READING: [&str; 6] = ["Describe", "List", "Get", "Query", "Inquiry", "Inquire"];

/// How the names of actions begin that may cost money.
const BUYING: [&str; 9] =
    ["Allocate", "Buy", "Create", "Launch", "Purchase", "Renew", "Resize", "Run", "Upgrade"];

/// Adds to the steps of `cause` what the call shows.
pub(super) fn complete(
    cause: &mut Cause,
    rule: Rule,
    report: &Report,
    policy: Option<&Policy>,
    lang: Lang,
) {
    let hints = hints(rule.adds(), cause, report);
    let steps: Vec<String> = hints.into_iter().map(|hint| hint.text(lang)).collect();
    cause.fix.splice(0..0, steps);
    if let Some(note) = clock_note(rule.adds(), cause, report)
        && let Some(first) = cause.fix.first_mut()
    {
        first.push_str(space(lang));
        first.push_str(&note.text(lang));
    }
    if let Some(policy) = policy {
        cause.fix.extend(policy_hints(policy).map(|hint| hint.text(lang)));
    }
}

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
            let meant = region.and_then(|region| region_hint(region));
            meant.into_iter().chain(finance_hint(report)).collect()
        }
        Some(Addition::RegionParameter) => {
            let is_region = fact("parameter")
                .is_some_and(|name| ["Region", "X-TC-Region"].contains(&name.as_str()));
            let value = fact("value").filter(|_| is_region);
            value.and_then(|region| region_hint(region)).into_iter().collect()
        }
        Some(Addition::Version) => version_hint(cause).into_iter().collect(),
        Some(Addition::HttpStatus | Addition::NameServer) | None => Vec::new(),
    }
}

/// The verdict where it depends on more than the rule: on the HTTP status, or on whether a name may
/// be resolved the next time.
pub(super) fn verdict(matched: &Matched, message: &str, lang: Lang) -> Option<Retry> {
    const PASSING: [&str; 5] =
        ["Temporary failure", "Try again", "EAI_AGAIN", "i/o timeout", "server misbehaving"];
    let (verdict, reason) = match matched.rule.adds()? {
        Addition::HttpStatus => match matched.facts.get("http_status")?.as_str() {
            "429" | "503" => (Verdict::Backoff, RetryClause::Rejected),
            status if status.starts_with(['3', '4']) => (Verdict::No, RetryClause::WrongRequest),
            _ => return None,
        },
        Addition::NameServer if PASSING.iter().any(|text| message.contains(text)) => {
            (Verdict::Backoff, RetryClause::NameServer)
        }
        _ => return None,
    };
    Some(Retry { verdict, reason: reason.text(lang).into() })
}

/// The reason of a verdict, with what `action` risks if it may have been executed; where the action
/// is not known, whether all that are documented to return the code, `actions`, only read.
pub(super) fn risk(
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
        let only_read = actions.next().is_some_and(only_reads) && actions.all(only_reads);
        if !only_read {
            return retry;
        }
        RetryClause::ActionsOnlyRead
    };
    let reason = [retry.reason.as_ref(), semicolon(lang), &clause.text(lang)].concat();
    Retry { reason: reason.into(), ..retry }
}

/// What it risks to repeat an action.
fn risk_of_action(product: Option<Product>, action: &str) -> RetryClause {
    let query = product.and_then(|product| query_action(product, action));
    let buys = BUYING.iter().any(|verb| action.starts_with(verb));
    let called = action.to_owned();
    match (buys, query) {
        _ if only_reads(action) => RetryClause::ActionOnlyReads { action: called },
        (true, Some(query)) => RetryClause::MayHaveBought { action: called, query },
        (true, None) => RetryClause::MayHaveBoughtUnqueried { action: called },
        (false, Some(query)) => RetryClause::MayHaveTakenEffect { action: called, query },
        (false, None) => RetryClause::MayHaveTakenEffectUnqueried { action: called },
    }
}

/// Whether an action changes nothing, judged by its name.
fn only_reads(action: &str) -> bool {
    READING.iter().any(|verb| {
        action.strip_prefix(verb).is_some_and(|rest| !rest.starts_with(|c: char| c.is_lowercase()))
    })
}

/// The action of `product` that shows what `action` works on.
fn query_action(product: Product, action: &str) -> Option<&'static str> {
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

/// How far the clock of the request, or else of this machine, is from the server's in the message.
struct ClockOffset {
    server: Timestamp,
    /// In seconds; positive if ahead of the server.
    seconds: i64,
    /// Whether the request's own timestamp was compared, not this machine's clock.
    is_request: bool,
}

fn clock_offset(cause: &Cause, report: &Report) -> Option<ClockOffset> {
    let server: i64 = cause.facts.get("server_time")?.parse().ok()?;
    let own = report.request.timestamp.or(report.asked_at)?;
    Some(ClockOffset {
        server: Timestamp::from_second(server).ok()?,
        seconds: own.checked_sub(server).filter(|offset| offset.checked_abs().is_some())?,
        is_request: report.request.timestamp.is_some(),
    })
}

fn clock_hint(cause: &Cause, report: &Report) -> Option<Hint> {
    let ClockOffset { server, seconds, is_request } = clock_offset(cause, report)?;
    let (span, server_time) = (Span(seconds.abs()), server.to_string());
    let is_close = seconds.abs() <= TOLERANCE;
    Some(match (is_request, is_close, seconds > 0) {
        (true, true, _) => Hint::SentLate { span, server_time },
        (true, false, true) => Hint::SentAhead { span, server_time },
        (true, false, false) => Hint::SentBehind { span, server_time },
        (false, true, _) => Hint::ClockRight { span, server_time },
        (false, false, true) => Hint::ClockAhead { span, server_time },
        (false, false, false) => Hint::ClockBehind { span, server_time },
    })
}

/// Whether the offset is that of a time zone.
fn clock_note(adds: Option<Addition>, cause: &Cause, report: &Report) -> Option<Hint> {
    let offset = clock_offset(cause, report).filter(|_| adds == Some(Addition::Clock))?;
    let far = offset.seconds.abs();
    let hours = (far + HOUR / 2) / HOUR;
    let is_zone = (1..=FURTHEST).contains(&hours) && (far - hours * HOUR).abs() <= TOLERANCE;
    is_zone.then_some(if offset.is_request { Hint::LocalTimeSent } else { Hint::LocalTimeLikely })
}

/// The date of the credential, where it is not the request's own in UTC.
fn credential_date_hint(report: &Report) -> Option<Hint> {
    let (given, _) = report.request.scope.as_ref()?;
    let time = Timestamp::from_second(report.request.timestamp?).ok()?.to_string();
    let right = time.get(..10)?;
    (right != given).then(|| Hint::CredentialDate { given: given.clone(), right: right.to_owned() })
}

/// The service that a request was signed for, where its host is another's.
fn scope_hint(report: &Report) -> Option<Hint> {
    let (_, service) = report.request.scope.as_ref()?;
    let host = report.request.host.as_ref()?;
    let wanted = host.split('.').next().filter(|first| first != service)?;
    let (service, host, wanted) = (service.clone(), host.clone(), wanted.to_owned());
    Some(Hint::SignedForOther { service, host, wanted })
}

/// The international site, if the request went there: each site knows its own keys only.
fn site_hint(report: &Report) -> Option<Hint> {
    let host = report.request.host.as_ref().filter(|host| host.contains(".intl."))?;
    Some(Hint::InternationalSite { host: host.clone() })
}

/// The region that was meant by a name that is not one.
fn region_hint(given: &str) -> Option<Hint> {
    let table = Table::embedded();
    let regions = || table.regions().map(|(region, _)| region);
    if regions().any(|region| region == given) {
        return None;
    }
    let lower = given.to_ascii_lowercase();
    let given = given.to_owned();
    let (area, number) = lower.rsplit_once('-').unwrap_or_default();
    let is_zone = number.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(region) = regions().find(|region| is_zone && *region == area) {
        return Some(Hint::ZoneForRegion { given, region });
    }
    let old = table
        .regions()
        .find_map(|(region, mut short)| short.any(|short| short == lower).then_some(region));
    if let Some(region) = old {
        return Some(Hint::OldRegionName { given, region });
    }
    // `cn-guangzhou`, `guangzhou`, `AP-Guangzhou`, `ap_guangzhou`.
    let plain = lower.replace('_', "-");
    let city = plain.rsplit('-').next().filter(|city| city.len() > 3);
    let in_city = city.and_then(|city| {
        regions().find(|region| region.split_once('-').is_some_and(|(_, name)| name == city))
    });
    let near = || nearest_names(&plain, regions()).first().copied();
    Some(Hint::UnknownRegion { given, region: in_city.or_else(near)? })
}

/// The host of a finance region, which is reached by that host only.
fn finance_hint(report: &Report) -> Option<Hint> {
    let region = report.region.as_ref().filter(|region| region.ends_with("-fsi"))?;
    let host = report.request.host.as_ref();
    if host.is_some_and(|host| host.contains(region.as_str())) {
        return None;
    }
    let product = report.product.as_deref().unwrap_or("<product>").to_owned();
    Some(Hint::FinanceRegion { product, region: region.clone() })
}

/// The versions of the service that was called, and whose version it was asked for.
fn version_hint(cause: &Cause) -> Option<Hint> {
    let (version, service) = (cause.facts.get("version")?, cause.facts.get("service")?);
    let table = Table::embedded();
    let own: Vec<&str> = table.product(service).into_iter().flat_map(Product::versions).collect();
    let owners: Vec<&str> = table
        .products()
        .filter(|product| product.name() != service && product.versions().any(|of| of == version))
        .map(Product::name)
        .collect();
    let coded =
        |names: &[&str]| FirstFew::new(names.len(), names.iter().map(|name| format!("`{name}`")));
    let (versions, listed) = (coded(&own), coded(&owners));
    let (version, service) = (version.clone(), service.clone());
    match (own.is_empty(), owners.is_empty()) {
        (false, false) => {
            Some(Hint::VersionMismatch { service, versions, version, owners: listed })
        }
        (false, true) => Some(Hint::ServiceVersions { service, versions }),
        (true, false) => Some(Hint::VersionOwners { version, owners: listed }),
        (true, true) => None,
    }
}

/// What an administrator should know before a policy is attached.
fn policy_hints(policy: &Policy) -> impl Iterator<Item = Hint> {
    // To assume any role, or to change any user, is far more than was asked for.
    let services = ["sts:", "cam:"];
    let is_harmless = !services.iter().any(|service| policy.operation().starts_with(service));
    let general = policy.general_resource().filter(|_| is_harmless);
    let account =
        policy.account().map(|account| Hint::WrongAccount { account: account.to_owned() });
    general.map(|resource| Hint::GeneralResource { resource }).into_iter().chain(account)
}
