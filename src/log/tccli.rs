//! The latest failure in tccli's log, with the command that caused it.
//!
//! A record of that log begins with a line `[time] [process id] [module] [LEVEL] text`. A failure
//! is an `ERROR` record; the command is the last `INFO` record of the same process before it.
//! Several processes may write to the log at once. Where the log is stored does not belong here.

use crate::recognize::{Finding, called_by, recognize};
use crate::report::{Dialect, Logged, Report};
use crate::table::Table;

/// A line that begins a record, with the lines that continue it.
struct LogRecord<'a> {
    time: &'a str,
    process_id: &'a str,
    level: &'a str,
    text: &'a str,
}

/// The latest failure in `log`, the text of tccli's log. Its time and the command that caused it
/// are in [`Report::logged`]. `None` if there is no failure.
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
    let index = records.iter().rposition(|record| record.level == "ERROR")?;
    let failure = &records[index];
    let command = records[..index]
        .iter()
        .rfind(|record| record.process_id == failure.process_id && record.level == "INFO")
        .map(|record| record.text.trim());
    let report = recognize(failure.text).findings.into_iter().find_map(Finding::into_failure);
    let logged = Logged { time: failure.time.to_owned(), command: command.map(str::to_owned) };
    let mut report = report.unwrap_or_else(|| report_own_failure(failure.text));
    called_by(&mut report, command.unwrap_or_default());
    Some(Report { logged: Some(logged), ..report })
}

/// The report of a failure in tccli itself: its text is the message, and the code if the table has
/// a code of that name.
fn report_own_failure(text: &str) -> Report {
    let text = text.trim();
    let code = Table::embedded().code(text).map(|code| code.name().to_owned());
    let message = Some(text.lines().next().unwrap_or_default().to_owned());
    Report { code, message, ..Report::new(Dialect::Python) }
}

fn records(log: &str) -> Vec<LogRecord<'_>> {
    let mut records: Vec<LogRecord<'_>> = Vec::new();
    // Byte offsets of the text of the last record and of the current line.
    let (mut text_start, mut line_start) = (0, 0);
    for line in log.split_inclusive('\n') {
        let line_end = line_start + line.len();
        if let Some(record) = parse_record(line) {
            text_start = line_end - record.text.len();
            records.push(record);
        } else if let Some(last) = records.last_mut() {
            last.text = &log[text_start..line_end];
        }
        line_start = line_end;
    }
    records
}

fn parse_record(line: &str) -> Option<LogRecord<'_>> {
    let (time, rest) = split_bracketed(line)?;
    let (process_id, rest) = split_bracketed(rest)?;
    let (_, rest) = split_bracketed(rest)?;
    let (level, text) = split_bracketed(rest)?;
    let is_record = process_id.bytes().all(|byte| byte.is_ascii_digit())
        && level.bytes().all(|byte| byte.is_ascii_uppercase());
    is_record.then_some(LogRecord { time, process_id, level, text })
}

/// The content of the brackets at the beginning of `text`, and what follows them.
fn split_bracketed(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('[')?.split_once(']')
}

#[cfg(test)]
mod tests {
    use super::last_failure;

    #[test]
    fn the_command_is_that_of_the_same_process() {
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
    fn a_log_without_errors_has_no_last_failure() {
        assert!(last_failure("").is_none());
        assert!(last_failure("[t] [1] [tccli.main] [INFO] tccli cvm DescribeZones\n").is_none());
    }

    #[test]
    fn a_known_failure_of_tccli_itself_has_a_code() {
        let report =
            last_failure("[t] [1] [tccli.main] [ERROR] region is invalid\n").expect("a failure");
        assert_eq!(report.code.as_deref(), Some("region is invalid"));
        assert_eq!(report.logged.expect("it was logged").command, None);
    }
}
