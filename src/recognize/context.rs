//! Which call failed: product, action and region, from what stands around an error.
//!
//! | in the text | says |
//! |---|---|
//! | `X-TC-Action: RunInstances`, `X-TC-Region: ap-guangzhou` | action, region |
//! | `https://cvm.ap-guangzhou.tencentcloudapi.com`, `Host: cvm.tencentcloudapi.com` | product, region |
//! | `api[RunInstances]`, `tencentcloud-sdk-go: [RunInstances]` | action |
//! | `(host cvm.tencentcloudapi.com, region:[ap-guangzhou])` | product, region |
//! | `tccli cvm RunInstances --region ap-guangzhou` | all three |
//! | `Service=cvm Action=RunInstances` | product, action |
//! | `API_CVM_RunInstances` | product, action |

use crate::report::Report;
use crate::table::Table;

/// How far in front of an error its call may stand, in bytes.
const REACH: usize = 16 * 1024;

/// Adds to `report` what the text from the end of the last error (`from`) to the end of this one
/// (`to`) says of the call; the nearest mention counts.
pub(crate) fn complete(report: &mut Report, text: &str, from: usize, to: usize) {
    let mut from = from.max(to.saturating_sub(REACH));
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let near = &text[from..to];
    let (product, region) = host(near).unzip();
    let (product, region) = (product, region.flatten());
    let action = after(near, &["X-TC-Action: ", "X-Tc-Action: ", "x-tc-action: ", "X-TC-Action:"])
        .or_else(|| after(near, &["api[", "tencentcloud-sdk-go: [", " Action="]));
    let region = after(
        near,
        &["X-TC-Region: ", "X-Tc-Region: ", "x-tc-region: ", "region:[", "--region ", "--region="],
    )
    .or(region);
    let region = region.or_else(|| bucket_region(near));
    let service = after(near, &["Service="]);
    let command = command(near).or_else(|| typed(near));
    let (command_product, command_action) = command.unzip();
    let action = action.or(command_action);
    let product = product.or(service).or(command_product).filter(|name| is_product(name));
    report.product = report.product.take().or_else(|| product.map(str::to_owned));
    report.api_action = report.api_action.take().or_else(|| action.map(str::to_owned));
    report.region = report.region.take().or_else(|| region.map(str::to_owned));
}

fn is_product(name: &str) -> bool {
    Table::embedded().product(name).is_some()
}

/// The word behind the last of `markers` that occurs.
fn after<'a>(text: &'a str, markers: &[&str]) -> Option<&'a str> {
    let ends = markers.iter().filter_map(|marker| Some(text.rfind(marker)? + marker.len()));
    word(&text[ends.max()?..])
}

fn word(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '"', '\'', '[']);
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
        .unwrap_or(text.len());
    Some(&text[..end]).filter(|word| !word.is_empty())
}

/// The region in the last host name of COS: `<bucket>.cos.<region>.myqcloud.com`.
pub(super) fn bucket_region(text: &str) -> Option<&str> {
    let at = text.rfind(".myqcloud.com")?;
    let (before, region) = text[..at].rsplit_once('.')?;
    let (_, service) = before.rsplit_once('.')?;
    (service == "cos" && region.contains('-')).then_some(region)
}

/// Product and region in the last host name of the API, of either generation.
fn host(text: &str) -> Option<(&str, Option<&str>)> {
    let domain = if text.contains(".tencentcloudapi.com") {
        ".tencentcloudapi.com"
    } else {
        ".api.qcloud.com"
    };
    text.rmatch_indices(domain).find_map(|(at, _)| {
        let before = &text[..at];
        let is_of_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        let start = before.trim_end_matches(is_of_host).len();
        // Some texts glue a word to the host with a hyphen, which no product's name has.
        let product = |label: &'_ str| label.len() - label.rsplit('-').next().map_or(0, str::len);
        let mut labels = before[start..].rsplit('.');
        let last = labels.next()?;
        let (label, region) = match &last[product(last)..] {
            name if is_product(name) => (name, None),
            _ => {
                let name = labels.next()?;
                (&name[product(name)..], Some(last).filter(|region| region.contains('-')))
            }
        };
        let product = Some(label).filter(|name| is_product(name))?;
        Some((product, region))
    })
}

/// Product and action of the last `tccli <product> <Action>`.
fn command(text: &str) -> Option<(&str, &str)> {
    text.rmatch_indices("tccli ").find_map(|(at, marker)| {
        let mut words = text[at + marker.len()..].split_whitespace();
        let product = words.next().filter(|product| is_product(product))?;
        let action = words.next().and_then(word)?;
        action.starts_with(|c: char| c.is_ascii_uppercase()).then_some((product, action))
    })
}

/// Product and action of `API_<PRODUCT>_<Action>`.
fn typed(text: &str) -> Option<(&str, &str)> {
    let at = text.rfind("API_")?;
    let (name, rest) = text[at + "API_".len()..].split_once('_')?;
    let product = Table::embedded().products().find(|p| p.name().eq_ignore_ascii_case(name))?;
    Some((product.name(), word(rest)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Dialect;

    #[test]
    fn finds_the_call_around_an_error() {
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
}
