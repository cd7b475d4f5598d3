//! The newest failure in tccli's log, with the command that caused it.
//!
//! Every line of that log is `[time] [process id] [module] [LEVEL] text`; a failure is an `ERROR`,
//! the command an `INFO` of the same process before it. Several processes may write at once.

use crate::recognize::{Finding, called_by, recognize};
use crate::report::{Dialect, Logged, Report};
use crate::table::Table;

/// A line of the log with the lines that continue it.
struct LogRecord<'a> {
    time: &'a str,
    process: &'a str,
    level: &'a str,
    text: &'a str,
}

/// The newest failure in the text of tccli's log, with when it was [`logged`](Report::logged) and
/// the command that caused it.
///
/// ```
/// let log = "[2026-11-24 04:22:33,421] [7] [tccli.main] [INFO] tccli cvm DescribeZones\n\
///            [2026-11-24 04:22:33,708] [7] [tccli.main] [ERROR] [TencentCloudSDKException] code:AuthFailure message:no requestId:r-1\n";
/// let last = tcerr::last_failure(log).unwrap();
/// assert_eq!(last.product.as_deref(), Some("cvm"));
/// assert_eq!(last.logged.unwrap().command.as_deref(), Some("tccli cvm DescribeZones"));
/// ```
pub fn last_failure(log: &str) -> Option<Report> {
    let records = records(log);
    let place = records.iter().rposition(|record| record.level == "ERROR")?;
    let failed = &records[place];
    let command = records[..place]
        .iter()
        .rfind(|record| record.process == failed.process && record.level == "INFO")
        .map(|record| record.text.trim());
    let report = recognize(failed.text).findings.into_iter().find_map(Finding::into_failure);
    let logged = Logged { time: failed.time.to_owned(), command: command.map(str::to_owned) };
    let mut report = report.unwrap_or_else(|| unrecognized(failed.text));
    called_by(&mut report, command.unwrap_or_default());
    Some(Report { logged: Some(logged), ..report })
}

/// A failure of tccli's own, which has no code.
fn unrecognized(text: &str) -> Report {
    let text = text.trim();
    let code = Table::embedded().code(text).map(|code| code.name().to_owned());
    let message = Some(text.lines().next().unwrap_or_default().to_owned());
    Report { code, message, ..Report::new(Dialect::Python) }
}

fn records(log: &str) -> Vec<LogRecord<'_>> {
    let mut records: Vec<LogRecord<'_>> = Vec::new();
    // Where the text of the last record starts in the log, and where the line does.
    let (mut start, mut at) = (0, 0);
    for line in log.split_inclusive('\n') {
        let end = at + line.len();
        if let Some(record) = record(line) {
            start = end - record.text.len();
            records.push(record);
        } else if let Some(last) = records.last_mut() {
            last.text = &log[start..end];
        }
        at = end;
    }
    records
}

fn record(line: &str) -> Option<LogRecord<'_>> {
    let (time, rest) = bracketed(line)?;
    let (process, rest) = bracketed(rest)?;
    let (_, rest) = bracketed(rest)?;
    let (level, text) = bracketed(rest)?;
    let is_record = process.bytes().all(|byte| byte.is_ascii_digit())
        && level.bytes().all(|byte| byte.is_ascii_uppercase());
    is_record.then_some(LogRecord { time, process, level, text })
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
        assert_eq!(last.code.as_deref(), Some("LimitExceeded"));
        assert_eq!(last.message.as_deref(), Some("too many of them"));
        assert_eq!(last.request_id.as_deref(), Some("r-1"));
        assert_eq!(last.product.as_deref(), Some("cvm"));
        assert_eq!(last.api_action.as_deref(), Some("RunInstances"));
        let logged = last.logged.expect("it was logged");
        assert_eq!(logged.time, "2026-11-24 10:00:01,000");
        let command = logged.command.expect("a command");
        assert!(command.starts_with("tccli cvm RunInstances "), "{command}");
    }

    #[test]
    fn no_failure_is_none() {
        assert!(last_failure("").is_none());
        assert!(last_failure("[t] [1] [tccli.main] [INFO] tccli cvm DescribeZones\n").is_none());
        let own =
            last_failure("[t] [1] [tccli.main] [ERROR] region is invalid\n").expect("a failure");
        assert_eq!(own.code.as_deref(), Some("region is invalid"));
        assert_eq!(own.logged.expect("it was logged").command, None);
    }
}
