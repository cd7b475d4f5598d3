//! CAM policies that an account administrator attaches to allow a denied call.
//!
//! The grammar follows the CAM documentation (product 598, pages 10603 and 10604): version `2.0`,
//! statements of effect, action and resource, and resources of six segments,
//! `qcs:project_id:service_type:region:account:resource`. A policy is made only of an operation and
//! resources that CAM accepts. Extracting them from the message belongs to `cause`, and the
//! warnings that go with a policy belong to `advice`.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

/// A policy that allows one operation on the resources that a denial names.
///
/// ```
/// use tcerr::Policy;
///
/// let policy = Policy::allowing("cvm:StopInstances", "qcs:id/0:cvm:ap-guangzhou:uin/1000:instance/ins-1").unwrap();
/// assert_eq!(
///     policy.to_string(),
///     r#"{"version":"2.0","statement":[{"effect":"allow","action":["cvm:StopInstances"],"resource":["qcs::cvm:ap-guangzhou:uin/1000:instance/ins-1"]}]}"#,
/// );
/// assert!(Policy::allowing("cvm:StopInstances", "some instance").is_err());
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Policy {
    version: &'static str,
    statement: [Statement; 1],
}

#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
struct Statement {
    effect: &'static str,
    action: [String; 1],
    resource: Vec<String>,
}

/// Why no policy is made of a denial.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NoPolicy {
    /// The message can be read in more than one way: somebody may have chosen a name that looks
    /// like a part of the message.
    Ambiguous,
    /// The name of a resource contains a character that CAM takes for a wildcard or a variable.
    Wildcard,
    /// Masking the secrets of the message changed the operation or the resource.
    Masked,
    /// CAM would not accept the operation or the resource, or they cannot be shown as they are.
    Invalid,
}

impl Policy {
    /// The policy that allows `operation` (`service:Action`) on `resource` (one resource, or
    /// several separated by commas), both as the message of a denial has them. It never allows
    /// more than that; an error says why there is none.
    pub fn allowing(operation: &str, resource: &str) -> Result<Self, NoPolicy> {
        let bare = operation.strip_prefix("name/").unwrap_or(operation);
        if !is_operation(bare) {
            return Err(NoPolicy::Invalid);
        }
        // COS operations require the prefix; elsewhere it makes no difference.
        let prefixed = format!("name/{bare}");
        let operation = if bare.starts_with("cos:") { prefixed.as_str() } else { bare };
        let resource = resources(resource)?;
        let statement = Statement { effect: "allow", action: [operation.to_owned()], resource };
        Ok(Self { version: "2.0", statement: [statement] })
    }

    /// The policy that allows what the message of a denial says was denied; `None` if the message
    /// does not name both an operation and a resource. `masked` is the message without secrets.
    ///
    /// Names are chosen by people, so one may contain the very words of a denial. Each of these
    /// words has to occur once.
    pub(super) fn of_denial(message: &str, masked: &str) -> Option<Result<Self, NoPolicy>> {
        const OPERATION: [&str; 2] = ["operation", "操作"];
        const RESOURCE: [&str; 2] = ["resource", "资源"];
        let operation = parenthesized(message, &OPERATION, &RESOURCE)?;
        let resource = parenthesized(message, &RESOURCE, &["has no permission"])?;
        let (Ok(operation), Ok(resource)) = (operation, resource) else {
            return Some(Err(NoPolicy::Ambiguous));
        };
        let is_shown = |text: &str| masked.contains(&format!("({text})"));
        if message.matches("has no permission").count() > 1 {
            Some(Err(NoPolicy::Ambiguous))
        } else if !is_shown(operation) || !is_shown(resource) {
            Some(Err(NoPolicy::Masked))
        } else {
            Some(Self::allowing(operation, &with_plain_slashes(resource)))
        }
    }

    /// The operation that the policy allows.
    pub fn operation(&self) -> &str {
        &self.statement[0].action[0]
    }

    /// The resources that the policy allows the operation on; never empty.
    pub fn resources(&self) -> impl ExactSizeIterator<Item = &str> {
        self.statement[0].resource.iter().map(String::as_str)
    }

    /// The resource in its general form, such as `…:instance/*` for `…:instance/ins-1`. `None` if
    /// there are several resources, or the only one does not name a single object.
    pub fn general_resource(&self) -> Option<String> {
        let [resource] = &self.statement[0].resource[..] else { return None };
        let (kind, name) = resource.rsplit_once('/')?;
        let (_, last_segment) = resource.rsplit_once(':')?;
        (last_segment.contains('/') && name != "*").then(|| format!("{kind}/*"))
    }

    /// The root account of the resources, or `None` if they do not all name the same one.
    pub fn account(&self) -> Option<&str> {
        let mut accounts =
            self.resources().map(|resource| resource.split(':').nth(4)?.strip_prefix("uin/"));
        let first = accounts.next()??;
        accounts.all(|account| account == Some(first)).then_some(first)
    }
}

impl fmt::Display for Policy {
    /// Writes the policy as compact JSON, in the key order of the console.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

/// Whether `operation` is `service:Action` in characters that CAM accepts.
fn is_operation(operation: &str) -> bool {
    operation.split_once(':').is_some_and(|(service, action)| {
        let is_name = |text: &str, punctuation: &str| {
            !text.is_empty()
                && text.chars().all(|c| c.is_ascii_alphanumeric() || punctuation.contains(c))
        };
        is_name(service, "-_") && is_name(action, "_")
    })
}

/// The text in the parentheses behind one of `words`, which one of `words_after` follows or nothing
/// in parentheses. An error if there is more than one such place or something else follows; `None`
/// if there is no such place.
fn parenthesized<'m>(
    message: &'m str,
    words: &[&str],
    words_after: &[&str],
) -> Option<Result<&'m str, NoPolicy>> {
    let openings =
        words.iter().flat_map(|word| message.match_indices(word)).filter_map(|(at, word)| {
            let rest = without_gap(&message[at + word.len()..]);
            rest.strip_prefix('(')
        });
    let mut openings: Vec<&str> = openings.collect();
    let inside = openings.pop()?;
    if !openings.is_empty() {
        return Some(Err(NoPolicy::Ambiguous));
    }
    let Some((text, after)) = inside.split_once(')') else { return Some(Err(NoPolicy::Invalid)) };
    // A name with parentheses of its own goes on here.
    let after = without_gap(after);
    let is_end = words_after.iter().any(|word| after.starts_with(word));
    let is_whole = is_end || !after.contains(')');
    Some(if is_whole { Ok(text.trim()) } else { Err(NoPolicy::Ambiguous) })
}

/// `resource` without the backslashes that some JSON writers put before every slash. If only some
/// slashes have one, the backslashes are part of a name.
fn with_plain_slashes(resource: &str) -> Cow<'_, str> {
    let slashes = resource.matches('/').count();
    if slashes > 0 && resource.matches("\\/").count() == slashes {
        Cow::Owned(resource.replace("\\/", "/"))
    } else {
        Cow::Borrowed(resource)
    }
}

/// `text` without the line breaks, escaped or not, that services put between the parts of a denial.
fn without_gap(mut text: &str) -> &str {
    loop {
        let trimmed = text.trim_start_matches(|c: char| c.is_whitespace() || ",\\".contains(c));
        // The letter of an escape is left of it.
        let is_escape = text[..text.len() - trimmed.len()].ends_with('\\');
        match trimmed.strip_prefix(['n', 'r', 't']).filter(|_| is_escape) {
            Some(rest) => text = rest,
            None => return trimmed,
        }
    }
}

/// Services whose resources have ids that Tencent Cloud assigns, such as `instance/ins-1`. Elsewhere
/// people choose the names, and a name can look like another resource or like a list of them.
const ASSIGNED_IDS: [&str; 16] = [
    "as",
    "cbs",
    "ccs",
    "cdb",
    "clb",
    "cvm",
    "cynosdb",
    "dcdb",
    "lighthouse",
    "mariadb",
    "mongodb",
    "postgres",
    "redis",
    "sqlserver",
    "tke",
    "vpc",
];

/// The resources of a denial in the form that CAM accepts.
fn resources(list: &str) -> Result<Vec<String>, NoPolicy> {
    let parts: Vec<&str> = split_resources(list).collect();
    let resources: Vec<String> =
        parts.iter().map(|part| canonical_resource(part)).collect::<Result<_, _>>()?;
    if let [_] = resources[..] {
        return Ok(resources);
    }
    // CAM lists resources of one call: one service, one account, assigned ids.
    let owner = |resource: &str| {
        let segments: Vec<&str> = resource.splitn(6, ':').collect();
        let [_, _, service, _, account, _] = segments[..] else { return None };
        ASSIGNED_IDS.contains(&service).then(|| (service.to_owned(), account.to_owned()))
    };
    let first = resources.first().and_then(|resource| owner(resource));
    let is_one_call = first.is_some() && resources.iter().all(|resource| owner(resource) == first);
    if is_one_call { Ok(resources) } else { Err(NoPolicy::Ambiguous) }
}

/// Splits a list of resources at its commas. A comma that no resource follows belongs to a name.
fn split_resources(list: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(list);
    std::iter::from_fn(move || {
        let text = rest?;
        let split = text.match_indices([',', '，', '、']).find_map(|(start, comma)| {
            let after = text[start + comma.len()..].trim_start();
            (after.starts_with("qcs:") || after.starts_with('*')).then_some((start, after))
        });
        rest = split.map(|(_, after)| after);
        Some(text[..split.map_or(text.len(), |(start, _)| start)].trim())
    })
}

/// A resource in the form that CAM accepts. The project segment is obsolete and left empty.
fn canonical_resource(resource: &str) -> Result<String, NoPolicy> {
    if resource == "*" {
        return Ok("*".to_owned());
    }
    let segments: Vec<&str> = resource.splitn(6, ':').collect();
    let [scheme, project, service, region, account, object] = segments[..] else {
        return Err(NoPolicy::Invalid);
    };
    let has_only = |text: &str, punctuation: &str| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || punctuation.contains(c))
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let account_number = account.strip_prefix("uin/").or_else(|| account.strip_prefix("uid/"));
    let is_valid = scheme == "qcs"
        && (project.is_empty()
            || project == "id/0"
            || project.strip_prefix("id/").is_some_and(is_number))
        && !service.is_empty()
        && has_only(service, "-_")
        && (region == "*" || has_only(region, "-"))
        && (account.is_empty() || account_number.is_some_and(is_number))
        && !object.is_empty();
    if !is_valid {
        return Err(NoPolicy::Invalid);
    }
    // All resources of a kind, as CAM itself writes it; where people choose names, one may be `*`.
    let kind = object.strip_suffix("/*").filter(|kind| !kind.contains('/'));
    let name = kind.filter(|_| ASSIGNED_IDS.contains(&service)).unwrap_or(object);
    if name.contains(['*', '?', '$', '{', '}']) {
        return Err(NoPolicy::Wildcard);
    }
    if !name.chars().all(is_plain) {
        return Err(NoPolicy::Invalid);
    }
    Ok(format!("qcs::{service}:{region}:{account}:{object}"))
}

/// Whether a character is read as it is meant: Latin, Chinese, Japanese or Korean letters, digits
/// and punctuation that ends neither the resource nor a string. Scripts written from right to left
/// and invisible characters are not: what is read would not be what is pasted.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || "-_./:@#%+=~!^&|;,<>[]，、".contains(c)
        || matches!(c, '\u{c0}'..='\u{24f}' if c.is_alphabetic())
        || matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{9fff}')
        || matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{NoPolicy, Policy};

    #[test]
    fn allows_exactly_the_denied_resources() {
        for (resource, allowed) in [
            ("*", &["*"][..]),
            ("qcs::cvm:ap-guangzhou:uin/1000:eip/*", &["qcs::cvm:ap-guangzhou:uin/1000:eip/*"]),
            (
                "qcs:id/0:cvm:ap-guangzhou:uin/1000:instance/ins-x",
                &["qcs::cvm:ap-guangzhou:uin/1000:instance/ins-x"],
            ),
            ("qcs::tcb:ap-shanghai::env/my-env", &["qcs::tcb:ap-shanghai::env/my-env"]),
            ("qcs::cam::uin/1000:roleName/r", &["qcs::cam::uin/1000:roleName/r"]),
            (
                "qcs::cos:ap-beijing:uid/125:b-125/a:b/c,d",
                &["qcs::cos:ap-beijing:uid/125:b-125/a:b/c,d"],
            ),
            (
                "qcs::cvm::uin/1:instance/*, qcs::cvm::uin/1:image/img-1",
                &["qcs::cvm::uin/1:instance/*", "qcs::cvm::uin/1:image/img-1"],
            ),
            (
                "qcs::ssm:ap-guangzhou:uin/1:secret/creatorUin/1/prod-db",
                &["qcs::ssm:ap-guangzhou:uin/1:secret/creatorUin/1/prod-db"],
            ),
        ] {
            let policy = Policy::allowing("cvm:RunInstances", resource).unwrap();
            assert_eq!(policy.resources().collect::<Vec<_>>(), allowed);
        }
    }

    #[test]
    fn only_cos_operations_have_a_prefix() {
        for operation in ["cos:PutObject", "name/cos:PutObject"] {
            let policy = Policy::allowing(operation, "*").unwrap();
            assert_eq!(policy.operation(), "name/cos:PutObject");
        }
        assert_eq!(Policy::allowing("name/cvm:X", "*").unwrap().operation(), "cvm:X");
    }

    #[test]
    fn makes_no_policy_that_cam_would_not_accept() {
        for (operation, resource) in [
            ("cvm:RunInstances", ""),
            ("cvm:RunInstances", "instance/ins-1"),
            ("cvm:RunInstances", "qcs::cvm:ap-guangzhou:uin/1xx5:instance/*"),
            ("cvm:RunInstances", "qcs::cvm:ap-guangzhou:uin/********:eip/*"),
            ("cvm:RunInstances", "qcs::cvm:ap-guangzhou:uin/1:"),
            ("cvm:RunInstances", "qcs::cvm:ap guangzhou:uin/1:x"),
            ("cvm:RunInstances", "acs:ram::1:role/x"),
            ("RunInstances", "*"),
            ("cvm:", "*"),
            ("cvm:Run Instances", "*"),
            ("cvm:*", "*"),
        ] {
            assert!(Policy::allowing(operation, resource).is_err(), "{operation} {resource}");
        }
    }

    #[test]
    fn a_name_that_people_choose_grants_nothing_else() {
        for (resource, reason) in [
            ("qcs::cos:ap-beijing:uid/125:b-125/reports, *", NoPolicy::Ambiguous),
            ("qcs::cos:ap-beijing:uid/125:b-125/x,qcs::cos::uid/125:*", NoPolicy::Wildcard),
            ("qcs::cos:ap-beijing:uid/125:b-125/x，qcs::cos::uid/125:b/y", NoPolicy::Ambiguous),
            ("qcs::cvm::uin/1:instance/ins-1,qcs::cvm::uin/2:instance/ins-2", NoPolicy::Ambiguous),
            ("qcs::cvm::uin/1:instance/ins-1, *", NoPolicy::Ambiguous),
            ("qcs::cos:ap-beijing:uid/125:b-125/*", NoPolicy::Wildcard),
            ("qcs::cos:ap-beijing:uid/125:b-125/a?b", NoPolicy::Wildcard),
            ("qcs::scf:ap-x:uin/1:namespace/default/function/${uin}", NoPolicy::Wildcard),
            ("qcs::cvm:ap-x:uin/1:instance/a*b", NoPolicy::Wildcard),
            ("qcs::cvm:ap-x:uin/1:instance/\u{202e}i\u{202c}", NoPolicy::Invalid),
            ("qcs::cvm:ap-x:uin/1:instance/i\u{3164}", NoPolicy::Invalid),
        ] {
            assert_eq!(Policy::allowing("cos:GetObject", resource), Err(reason), "{resource}");
        }
    }

    #[test]
    fn a_message_that_repeats_the_words_of_a_denial_gives_no_policy() {
        let denial = "you are not authorized to perform operation (cam:CreateUser) resource (*) has no permission";
        for message in [
            format!("[request id:x {denial}]{denial}"),
            denial.replace("(*)", "(qcs::cos::uid/1:b/x) resource (*)"),
            denial.replace("(*)", "(qcs::cos::uid/1:b/x) has no permission y)"),
            denial.replace("(*)", "(qcs::cos::uid/1:b/x(1))"),
        ] {
            let policy = Policy::of_denial(&message, &message);
            assert_eq!(policy, Some(Err(NoPolicy::Ambiguous)), "{message}");
        }
        assert!(Policy::of_denial(denial, denial).unwrap().is_ok());
        assert_eq!(Policy::of_denial("operation (cam:X)", "operation (cam:X)"), None);
        let masked = denial.replace("(*)", "(***)");
        assert_eq!(Policy::of_denial(denial, &masked), Some(Err(NoPolicy::Masked)));
    }

    #[test]
    fn has_the_account_and_the_general_resource() {
        let policy = |resource| Policy::allowing("cvm:X", resource).unwrap();
        let single = policy("qcs:id/0:cvm::uin/1000:instance/ins-1");
        assert_eq!(single.account(), Some("1000"));
        assert_eq!(single.general_resource().unwrap(), "qcs::cvm::uin/1000:instance/*");
        let general = policy("qcs::cvm::uin/1000:instance/*");
        assert_eq!(general.general_resource(), None);
        assert_eq!(policy("*").account(), None);
        assert_eq!(policy("qcs::cvm:::a/b").account(), None);
        let list = "qcs::cvm::uin/1:instance/ins-1,qcs::cvm::uin/1:image/img-1";
        assert_eq!(policy(list).account(), Some("1"));
    }
}
