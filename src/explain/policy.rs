//! CAM policies: what an account administrator attaches to allow a call that was refused.
//!
//! The grammar is that of the CAM documentation (product 598, pages 10603 and 10604): version
//! `2.0`, statements of effect, action and resource, resources of six segments
//! `qcs:project_id:service_type:region:account:resource`.

use std::fmt;

use serde::Serialize;

/// A policy that allows one operation on what a denial names.
///
/// ```
/// use tcerr::Policy;
///
/// let policy = Policy::allowing("cvm:StopInstances", "qcs:id/0:cvm:ap-guangzhou:uin/1000:instance/ins-1").unwrap();
/// assert_eq!(
///     policy.to_string(),
///     r#"{"version":"2.0","statement":[{"effect":"allow","action":["cvm:StopInstances"],"resource":["qcs::cvm:ap-guangzhou:uin/1000:instance/ins-1"]}]}"#,
/// );
/// assert!(Policy::allowing("cvm:StopInstances", "some instance").is_none());
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

impl Policy {
    /// The policy that allows `operation`, written `service:Action`, on `resource`, as the message
    /// of a denial writes them: one resource or several divided by commas. `None` unless both are
    /// what CAM takes.
    pub fn allowing(operation: &str, resource: &str) -> Option<Self> {
        let bare = operation.strip_prefix("name/").unwrap_or(operation);
        if !is_operation(bare) {
            return None;
        }
        // COS takes its operations with this prefix only; elsewhere it means the same without.
        let named = format!("name/{bare}");
        let operation = if bare.starts_with("cos:") { named.as_str() } else { bare };
        let resource: Option<Vec<String>> = resources(resource).map(normal).collect();
        let statement =
            Statement { effect: "allow", action: [operation.to_owned()], resource: resource? };
        Some(Self { version: "2.0", statement: [statement] })
    }

    /// The operation that it allows.
    pub fn operation(&self) -> &str {
        &self.statement[0].action[0]
    }

    /// The resources that it allows the operation on, never none.
    pub fn resources(&self) -> impl ExactSizeIterator<Item = &str> {
        self.statement[0].resource.iter().map(String::as_str)
    }

    /// The only resource in its general form, `…:instance/*` for `…:instance/ins-1`, where it
    /// names a single thing.
    pub fn general_resource(&self) -> Option<String> {
        let [resource] = &self.statement[0].resource[..] else { return None };
        let (kind, name) = resource.rsplit_once('/')?;
        let (_, what) = resource.rsplit_once(':')?;
        (what.contains('/') && name != "*").then(|| format!("{kind}/*"))
    }

    /// The root account of the resources, where they name just one.
    pub fn account(&self) -> Option<&str> {
        let mut accounts =
            self.resources().map(|resource| resource.split(':').nth(4)?.strip_prefix("uin/"));
        let first = accounts.next()??;
        accounts.all(|account| account == Some(first)).then_some(first)
    }
}

impl fmt::Display for Policy {
    /// As compact JSON, in the order in which the console writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

/// `service:Action` in the letters that CAM takes.
fn is_operation(operation: &str) -> bool {
    operation.split_once(':').is_some_and(|(service, action)| {
        let is_of = |text: &str, more: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
        };
        is_of(service, "-_") && is_of(action, "_")
    })
}

/// The resources of a list that is divided by commas; a comma in one would be one of its name.
fn resources(list: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(list);
    std::iter::from_fn(move || {
        let text = rest?;
        let next = text.match_indices([',', '，', '、']).find_map(|(comma, mark)| {
            let after = text[comma + mark.len()..].trim_start();
            (after.starts_with("qcs:") || after == "*").then_some((comma, after))
        });
        rest = next.map(|(_, after)| after);
        Some(text[..next.map_or(text.len(), |(comma, _)| comma)].trim())
    })
}

/// A resource as CAM wants it, with the project left empty, which is its old place for one.
fn normal(resource: &str) -> Option<String> {
    if resource == "*" {
        return Some("*".to_owned());
    }
    let segments: Vec<&str> = resource.splitn(6, ':').collect();
    let [scheme, project, service, region, account, what] = segments[..] else { return None };
    let is_of = |text: &str, more: &str| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let owner = account.strip_prefix("uin/").or_else(|| account.strip_prefix("uid/"));
    let is_valid = scheme == "qcs"
        && (project.is_empty()
            || project == "id/0"
            || project.strip_prefix("id/").is_some_and(is_number))
        && (service == "*" || (!service.is_empty() && is_of(service, "-_")))
        && (region == "*" || is_of(region, "-"))
        && (account.is_empty() || owner.is_some_and(is_number))
        && !what.is_empty()
        && !what.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'`\\()".contains(c));
    is_valid.then(|| format!("qcs::{service}:{region}:{account}:{what}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::Policy;

    #[test]
    fn allows_what_was_denied_and_no_more() {
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
                "qcs::cos:ap-beijing:uid/125:b-125/a:b/*",
                &["qcs::cos:ap-beijing:uid/125:b-125/a:b/*"],
            ),
            (
                "qcs::cvm::uin/1:instance/*, qcs::cvm::uin/1:image/a,b",
                &["qcs::cvm::uin/1:instance/*", "qcs::cvm::uin/1:image/a,b"],
            ),
        ] {
            let policy = Policy::allowing("cvm:RunInstances", resource).unwrap();
            assert_eq!(policy.resources().collect::<Vec<_>>(), allowed);
        }
    }

    #[test]
    fn cos_has_a_prefix() {
        for operation in ["cos:PutObject", "name/cos:PutObject"] {
            let policy = Policy::allowing(operation, "*").unwrap();
            assert_eq!(policy.operation(), "name/cos:PutObject");
        }
        assert_eq!(Policy::allowing("name/cvm:X", "*").unwrap().operation(), "cvm:X");
    }

    #[test]
    fn makes_no_policy_of_what_cam_would_not_take() {
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
            assert_eq!(Policy::allowing(operation, resource), None, "{operation} {resource}");
        }
    }

    #[test]
    fn knows_the_account_and_the_general_form() {
        let of = |resource| Policy::allowing("cvm:X", resource).unwrap();
        let one = of("qcs:id/0:cvm::uin/1000:instance/ins-1");
        assert_eq!(one.account(), Some("1000"));
        assert_eq!(one.general_resource().unwrap(), "qcs::cvm::uin/1000:instance/*");
        let all = of("qcs::cvm::uin/1000:instance/*");
        assert_eq!(all.general_resource(), None);
        assert_eq!(of("*").account(), None);
        assert_eq!(of("qcs::cvm::uin/1:a/b, qcs::cvm::uin/2:a/b").account(), None);
    }
}
