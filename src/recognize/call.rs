//! Which call failed: product, action, region and time, from the text around a failure.
//!
//! Every mention that can identify the call is listed here; the failure itself is read elsewhere.
//!
//! | in the text | gives |
//! |---|---|
//! | `X-TC-Action: RunInstances`, `X-TC-Region: ap-guangzhou` | action, region |
//! | `https://cvm.ap-guangzhou.tencentcloudapi.com`, `Host: cvm.tencentcloudapi.com` | product, region |
//! | `api[RunInstances]`, `tencentcloud-sdk-go: [RunInstances]` | action |
//! | `(host cvm.tencentcloudapi.com, region:[ap-guangzhou])` | product, region |
//! | `tccli cvm RunInstances --region ap-guangzhou` | all three |
//! | `Service=cvm Action=RunInstances` | product, action |
//! | `API_CVM_RunInstances` | product, action |
//! | `X-TC-Version: 2017-03-12`, `X-TC-Timestamp: 1551113065` | version, time |
//! | a time at the beginning of a log line, `Date: …` | time |
//! | `Credential=…/2019-02-25/cvm/tc3_request` | date and service of the signature |

use super::lex::rfind;
use super::prefilter::WordPrefilter;
use crate::report::{Report, Request};
use crate::table::Table;
use crate::timestamp::date_and_time;

/// How far before the end of a failure its call is searched for, in bytes.
const CALL_REACH: usize = 16 * 1024;

/// What a text contains if it describes a call. Many do not, and this skips them quickly.
static CALL_MARKERS: WordPrefilter = WordPrefilter::new(&[
    ".tencentcloudapi.com",
    ".api.qcloud.com",
    ".myqcloud.com",
    "-TC-",
    "-Tc-",
    "-tc-",
    "api[",
    "sdk-go: [",
    " Action=",
    "region",
    "Service=",
    "tccli ",
    "API_",
]);

/// Whether a text could describe a call.
pub(super) fn could_describe_call(text: &[u8]) -> bool {
    CALL_MARKERS.matches(text)
}

/// Completes `report` from the command line that made the call, such as
/// `tccli cvm DescribeZones --region ap-guangzhou`.
///
/// ```
/// let mut report = tcerr::Report::of_code("AuthFailure");
/// tcerr::called_by(&mut report, "tccli cvm DescribeZones --region ap-guangzhou");
/// assert_eq!(report.product.as_deref(), Some("cvm"));
/// assert_eq!(report.api_action.as_deref(), Some("DescribeZones"));
/// assert_eq!(report.region.as_deref(), Some("ap-guangzhou"));
/// ```
pub fn called_by(report: &mut Report, command: &str) {
    complete(report, command, 0, command.len());
}

/// Completes `report` from `text[from..to]`, the text from the end of the last failure to the end
/// of this one. Of several mentions, the nearest counts.
pub(super) fn complete(report: &mut Report, text: &str, from: usize, to: usize) {
    let from = text.ceil_char_boundary(from.max(to.saturating_sub(CALL_REACH)));
    let context = &text[from..to];
    if report.request.date.is_none() {
        report.request.date = call_date(context).map(str::to_owned);
    }
    if !could_describe_call(context.as_bytes()) {
        return;
    }
    let host = last_host(context);
    let (product, region) = host.as_ref().map(|host| (host.product, host.region)).unzip();
    let region = region.flatten();
    complete_request(&mut report.request, context, host.map(|host| host.name));
    let action = word_after_last(
        context,
        &["X-TC-Action: ", "X-Tc-Action: ", "x-tc-action: ", "X-TC-Action:"],
    )
    .or_else(|| word_after_last(context, &["api[", "tencentcloud-sdk-go: [", " Action="]));
    let region = word_after_last(
        context,
        &["X-TC-Region: ", "X-Tc-Region: ", "x-tc-region: ", "region:[", "--region ", "--region="],
    )
    .or(region);
    let region = region.or_else(|| bucket_region(context));
    let service = word_after_last(context, &["Service="]);
    let command = last_tccli_command(context).or_else(|| last_api_type(context));
    let (command_product, command_action) = command.unzip();
    let action = action.or(command_action);
    let product = product.or(service).or(command_product).filter(|name| is_product(name));
    report.product = report.product.take().or_else(|| product.map(str::to_owned));
    report.api_action = report.api_action.take().or_else(|| action.map(str::to_owned));
    report.region = report.region.take().or_else(|| region.map(str::to_owned));
}

/// Completes `request` from its headers in `context`, and from the host.
fn complete_request(request: &mut Request, context: &str, host: Option<&str>) {
    if request.host.is_none() {
        request.host = host.map(str::to_owned);
    }
    if !context.contains("TC-") && !context.contains("tc-") && !context.contains("/tc3_request") {
        return;
    }
    let header = |names: [&str; 4]| word_after_last(context, &names);
    if request.version.is_none() {
        let version =
            header(["X-TC-Version: ", "X-Tc-Version: ", "x-tc-version: ", "X-TC-Version:"]);
        request.version = version.map(str::to_owned);
    }
    if request.timestamp.is_none() {
        let timestamp =
            header(["X-TC-Timestamp: ", "X-Tc-Timestamp: ", "x-tc-timestamp: ", "X-TC-Timestamp:"]);
        request.timestamp = timestamp.and_then(|seconds| seconds.parse().ok());
    }
    if request.scope.is_none() {
        request.scope = last_signature_scope(context);
    }
}

/// The time of the last line, or the value of the last HTTP header `Date`.
fn call_date(text: &str) -> Option<&str> {
    let last_line = text.trim_end().rsplit('\n').next().unwrap_or_default();
    let line_time = date_and_time(last_line);
    let header = || {
        let markers = ["\nDate: ", "\ndate: ", "\n< date: ", "\n< Date: "];
        let ends = markers.iter().filter_map(|marker| Some(rfind(text, marker)? + marker.len()));
        let value = text[ends.max()?..].lines().next()?.trim();
        Some(value).filter(|value| value.len() < 40)
    };
    line_time.or_else(header)
}

/// Date and service in the last `Credential=<SecretId>/<date>/<service>/tc3_request`.
fn last_signature_scope(text: &str) -> Option<(String, String)> {
    let mut parts = text[..text.rfind("/tc3_request")?].rsplit('/');
    let (service, date) = (parts.next()?, parts.next()?);
    let is_date =
        date.len() == 10 && date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (is_date && service.len() < 64 && service.chars().all(is_name))
        .then(|| (date.to_owned(), service.to_owned()))
}

fn is_product(name: &str) -> bool {
    Table::embedded().product(name).is_some()
}

/// The word after the last occurrence of any of `markers`.
fn word_after_last<'a>(text: &'a str, markers: &[&str]) -> Option<&'a str> {
    let ends = markers.iter().filter_map(|marker| Some(rfind(text, marker)? + marker.len()));
    leading_word(&text[ends.max()?..])
}

fn leading_word(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '"', '\'', '[']);
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
        .unwrap_or(text.len());
    Some(&text[..end]).filter(|word| !word.is_empty())
}

/// The region in the last COS host name, `<bucket>.cos.<region>.myqcloud.com`.
pub(super) fn bucket_region(text: &str) -> Option<&str> {
    let at = text.rfind(".myqcloud.com")?;
    let (before, region) = text[..at].rsplit_once('.')?;
    let (_, service) = before.rsplit_once('.')?;
    (service == "cos" && region.contains('-')).then_some(region)
}

/// A host name of the API, with the product and region that it contains.
struct Host<'a> {
    name: &'a str,
    product: &'a str,
    region: Option<&'a str>,
}

/// The last host name of the API, 2.0 or 3.0, that contains a known product.
fn last_host(text: &str) -> Option<Host<'_>> {
    let domain = if text.contains(".tencentcloudapi.com") {
        ".tencentcloudapi.com"
    } else {
        ".api.qcloud.com"
    };
    text.rmatch_indices(domain).find_map(|(at, _)| {
        let before = &text[..at];
        let is_host_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        let start = before.trim_end_matches(is_host_char).len();
        // Some texts attach a word to the host with a hyphen. Product names contain no hyphens.
        let after_hyphen = |label: &'_ str| label.rfind('-').map_or(0, |hyphen| hyphen + 1);
        let mut labels = before[start..].rsplit('.');
        let last_label = labels.next()?;
        let (name, region) = match &last_label[after_hyphen(last_label)..] {
            name if is_product(name) => (name, None),
            _ => {
                let label = labels.next()?;
                let region = Some(last_label).filter(|region| region.contains('-'));
                (&label[after_hyphen(label)..], region)
            }
        };
        let product = Some(name).filter(|name| is_product(name))?;
        let start = start + before[start..].rfind(name)?;
        Some(Host { name: &text[start..at + domain.len()], product, region })
    })
}

/// Product and action in the last `tccli <product> <Action>`.
fn last_tccli_command(text: &str) -> Option<(&str, &str)> {
    text.rmatch_indices("tccli ").find_map(|(at, marker)| {
        let mut words = text[at + marker.len()..].split_whitespace();
        let product = words.next().filter(|product| is_product(product))?;
        let action = words.next().and_then(leading_word)?;
        action.starts_with(|c: char| c.is_ascii_uppercase()).then_some((product, action))
    })
}

/// Product and action in the last `API_<PRODUCT>_<Action>`.
fn last_api_type(text: &str) -> Option<(&str, &str)> {
    let at = text.rfind("API_")?;
    let (name, rest) = text[at + "API_".len()..].split_once('_')?;
    let mut products = Table::embedded().products();
    let product = products.find(|product| product.name().eq_ignore_ascii_case(name))?;
    Some((product.name(), leading_word(rest)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Dialect;

    #[test]
    fn finds_the_call_around_a_failure() {
        for (text, product, action, region) in [
            (
                "POST / HTTP/1.1\nHost: cvm.tencentcloudapi.com\nX-TC-Action: RunInstances\nX-TC-Region: ap-guangzhou\n",
                Some("cvm"),
                Some("RunInstances"),
                Some("ap-guangzhou"),
            ),
            ("[CRITAL]x api[DescribeDisks] fail, request body", None, Some("DescribeDisks"), None),
            (
                "######[DEBUG]tencentcloud-sdk-go: [RunInstances], request: {}, (host cvm.tencentcloudapi.com, region:[ap-beijing]); response:",
                Some("cvm"),
                Some("RunInstances"),
                Some("ap-beijing"),
            ),
            (
                "$ tccli cbs CreateDisks --region ap-shanghai --x\n",
                Some("cbs"),
                Some("CreateDisks"),
                Some("ap-shanghai"),
            ),
            (
                "Post \"https://sts.ap-hongkong.tencentcloudapi.com/\": EOF",
                Some("sts"),
                None,
                Some("ap-hongkong"),
            ),
            ("type: 'API_SCF_GetFunction'", Some("scf"), Some("GetFunction"), None),
            ("到“cvm.tencentcloudapi.com”", Some("cvm"), None, None),
            ("nothing of the kind", None, None, None),
        ] {
            let mut report = Report::new(Dialect::Go);
            complete(&mut report, text, 0, text.len());
            assert_eq!(report.product.as_deref(), product, "{text}");
            assert_eq!(report.api_action.as_deref(), action, "{text}");
            assert_eq!(report.region.as_deref(), region, "{text}");
        }
    }

    #[test]
    fn reads_host_and_headers_of_the_request() {
        let text = "Host: cvm.ap-beijing.tencentcloudapi.com\nX-TC-Version: 2017-03-12\n\
            X-TC-Timestamp: 1551113065\nAuthorization: TC3-HMAC-SHA256 \
            Credential=AKID/2019-02-25/cvm/tc3_request, SignedHeaders=host";
        let mut report = Report::new(Dialect::Go);
        complete(&mut report, text, 0, text.len());
        let request = report.request;
        assert_eq!(request.host.as_deref(), Some("cvm.ap-beijing.tencentcloudapi.com"));
        assert_eq!(request.version.as_deref(), Some("2017-03-12"));
        assert_eq!(request.timestamp, Some(1_551_113_065));
        assert_eq!(request.scope, Some(("2019-02-25".to_owned(), "cvm".to_owned())));
        let mut report = Report::new(Dialect::Go);
        let text = "到-cvm.intl.tencentcloudapi.com";
        complete(&mut report, text, 0, text.len());
        assert_eq!(report.request.host.as_deref(), Some("cvm.intl.tencentcloudapi.com"));
    }
}
