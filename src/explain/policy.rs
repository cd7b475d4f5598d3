//! CAM policies that an account administrator attaches to allow a denied call.
//!
//! The grammar follows the CAM documentation (product 598, pages 10603 and 10604): version `2.0`,
//! statements of effect, action and resource, and resources of six segments,
//! `qcs:project_id:service_type:region:account:resource`. A policy is made only of an operation and
//! resources that CAM accepts. Extracting them from the message belongs to `cause`, and the
//! warnings that go with a policy belong to `advice`.

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
    /// The policy that allows `operation` (`service:Action`) on `resource` (one resource, or
    /// several separated by commas), both as the message of a denial has them. `None` if CAM would
    /// not accept either.
    pub fn allowing(operation: &str, resource: &str) -> Option<Self> {
        let bare = operation.strip_prefix("name/").unwrap_or(operation);
        if !is_operation(bare) {
            return None;
        }
        // COS operations require the prefix; elsewhere it makes no difference.
        let prefixed = format!("name/{bare}");
        let operation = if bare.starts_with("cos:") { prefixed.as_str() } else { bare };
        let resources: Option<Vec<String>> =
            split_resources(resource).map(canonical_resource).collect();
        let statement =
            Statement { effect: "allow", action: [operation.to_owned()], resource: resources? };
        Some(Self { version: "2.0", statement: [statement] })
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

/// Splits a list of resources at its commas. A comma that no resource follows belongs to a name.
fn split_resources(list: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(list);
    std::iter::from_fn(move || {
        let text = rest?;
        let split = text.match_indices([',', '，', '、']).find_map(|(start, comma)| {
            let after = text[start + comma.len()..].trim_start();
            (after.starts_with("qcs:") || after == "*").then_some((start, after))
        });
        rest = split.map(|(_, after)| after);
        Some(text[..split.map_or(text.len(), |(start, _)| start)].trim())
    })
}

/// A resource in the form that CAM accepts, or `None` if it is not one. The project segment is
/// obsolete and left empty.
fn canonical_resource(resource: &str) -> Option<String> {
    if resource == "*" {
        return Some("*".to_owned());
    }
    let segments: Vec<&str> = resource.splitn(6, ':').collect();
    let [scheme, project, service, region, account, object] = segments[..] else { return None };
    let has_only = |text: &str, punctuation: &str| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || punctuation.contains(c))
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let account_number = account.strip_prefix("uin/").or_else(|| account.strip_prefix("uid/"));
    let is_valid = scheme == "qcs"
        && (project.is_empty()
            || project == "id/0"
            || project.strip_prefix("id/").is_some_and(is_number))
        && (service == "*" || (!service.is_empty() && has_only(service, "-_")))
        && (region == "*" || has_only(region, "-"))
        && (account.is_empty() || account_number.is_some_and(is_number))
        && !object.is_empty()
        && !object
            .contains(|c: char| c.is_whitespace() || c.is_control() || "\"'`\\()".contains(c));
    is_valid.then(|| format!("qcs::{service}:{region}:{account}:{object}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::Policy;

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
            assert_eq!(Policy::allowing(operation, resource), None, "{operation} {resource}");
        }
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
        assert_eq!(policy("qcs::cvm::uin/1:a/b, qcs::cvm::uin/2:a/b").account(), None);
    }
}
