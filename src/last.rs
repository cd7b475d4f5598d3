//! The newest failure in tccli's log, with the command that caused it.
//!
//! Every line of that log is `[time] [process id] [module] [LEVEL] text`; a failure is an `ERROR`,
//! the command an `INFO` of the same process before it. Several processes may write at once.

use crate::recognize::{Finding, recognize};
use crate::redact::redact;
use crate::report::{Dialect, Report};
use crate::table::Table;

/// A failure that tccli logged.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Logged {
    /// What failed.
    pub report: Report,
    /// When, as the log writes it.
    pub time: String,
    /// The command line, secrets masked; `None` where the log has it no more.
    pub command: Option<String>,
}

/// A line of the log with the lines that continue it.
struct Record<'a> {
    time: &'a str,
    process: &'a str,
    level: &'a str,
    text: String,
}

/// The newest failure in the text of tccli's log.
///
/// ```
/// let log = "[2026-11-24 04:22:33,421] [7] [tccli.main] [INFO] tccli cvm DescribeZones\n\
///            [2026-11-24 04:22:33,708] [7] [tccli.main] [ERROR] [TencentCloudSDKException] code:AuthFailure message:no requestId:r-1\n";
/// let last = tcerr::last_failure(log).unwrap();
/// assert_eq!(last.command.as_deref(), Some("tccli cvm DescribeZones"));
/// assert_eq!(last.report.product.as_deref(), Some("cvm"));
/// ```
pub fn last_failure(log: &str) -> Option<Logged> {
    let records = records(log);
    let place = records.iter().rposition(|record| record.level == "ERROR")?;
    let failed = &records[place];
    let command = records[..place]
        .iter()
        .rfind(|record| record.process == failed.process && record.level == "INFO")
        .map(|record| record.text.trim());
    // The command tells the product and the action.
    let told = format!("{}\n{}", command.unwrap_or_default(), failed.text);
    let report = recognize(&told).findings.into_iter().find_map(|finding| match finding {
        Finding::Failure(report) => Some(report),
        _ => None,
    });
    Some(Logged {
        report: report.unwrap_or_else(|| unrecognized(&failed.text)),
        time: failed.time.to_owned(),
        command: command.map(|command| redact(command).into_owned()),
    })
}

/// A failure of tccli's own, which has no code.
fn unrecognized(text: &str) -> Report {
    let text = text.trim();
    let code = Table::embedded().code(text).map(|code| code.name().to_owned());
    let message = Some(text.lines().next().unwrap_or_default().to_owned());
    Report { code, message, ..Report::new(Dialect::Python) }
}

fn records(log: &str) -> Vec<Record<'_>> {
    let mut records: Vec<Record<'_>> = Vec::new();
    for line in log.lines() {
        match record(line) {
            Some(record) => records.push(record),
            None => {
                if let Some(last) = records.last_mut() {
                    last.text.push('\n');
                    last.text.push_str(line);
                }
            }
        }
    }
    records
}

fn record(line: &str) -> Option<Record<'_>> {
    let (time, rest) = bracketed(line)?;
    let (process, rest) = bracketed(rest)?;
    let (_, rest) = bracketed(rest)?;
    let (level, rest) = bracketed(rest)?;
    let is_record = process.bytes().all(|byte| byte.is_ascii_digit())
        && level.bytes().all(|byte| byte.is_ascii_uppercase());
    let text = rest.trim_start().to_owned();
    is_record.then_some(Record { time, process, level, text })
}

/// The text in brackets at the beginning of `text`, and what follows.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('[')?.split_once(']')
}

#[cfg(test)]
mod tests {
    use super::last_failure;

    #[test]
    fn processes_are_kept_apart() {
        let log = "\
[2026-11-24 10:00:00,000] [1] [tccli.main] [INFO] tccli cvm RunInstances --secretKey Gu5t9xGARNpq86cd98joQYCN3EXAMPLE
[2026-11-24 10:00:00,100] [2] [tccli.main] [INFO] tccli cbs CreateDisks --region ap-beijing
[2026-11-24 10:00:01,000] [1] [tccli.main] [ERROR] [TencentCloudSDKException] code:LimitExceeded message:too many
 of them requestId:r-1
[2026-11-24 10:00:02,000] [3] [tccli.main] [INFO] tccli vpc DescribeVpcs
";
        let last = last_failure(log).expect("a failure");
        assert_eq!(last.time, "2026-11-24 10:00:01,000");
        assert_eq!(last.command.as_deref(), Some("tccli cvm RunInstances --secretKey ***"));
        assert_eq!(last.report.code.as_deref(), Some("LimitExceeded"));
        assert_eq!(last.report.request_id.as_deref(), Some("r-1"));
        assert_eq!(last.report.product.as_deref(), Some("cvm"));
        assert_eq!(last.report.api_action.as_deref(), Some("RunInstances"));
    }

    #[test]
    fn no_failure_is_none() {
        assert!(last_failure("").is_none());
        assert!(last_failure("[t] [1] [tccli.main] [INFO] tccli cvm DescribeZones\n").is_none());
        let own =
            last_failure("[t] [1] [tccli.main] [ERROR] region is invalid\n").expect("a failure");
        assert_eq!(own.report.code.as_deref(), Some("region is invalid"));
        assert_eq!(own.command, None);
    }
}
