//! `scan`: which failures logs tell of.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::tcerr;

/// A folder of its own for a test, empty.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("tcerr-scan-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

const APP: &str = "tests/cli/logs/app.log";

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Codes and counts of a summary.
fn counts(text: &str) -> Vec<(String, u64)> {
    let count = |line: &Value| {
        (line["code"].as_str().unwrap_or("-").to_owned(), line["count"].as_u64().unwrap())
    };
    lines(text).iter().map(count).collect()
}

fn of(pairs: &[(&str, u64)]) -> Vec<(String, u64)> {
    pairs.iter().map(|&(code, count)| (code.to_owned(), count)).collect()
}

#[test]
fn a_log_is_summed_up() {
    tcerr(["scan", APP]).golden("scan.en.txt").check();
    tcerr(["scan", APP, "--lang", "zh"]).golden("scan.zh.txt").check();
    tcerr(["scan", APP, "--histogram"]).golden("scan-histogram.en.txt").check();
    tcerr(["scan", APP, "--json"]).golden("scan.jsonl").check();
    tcerr(["scan", APP, "--jsonl"]).golden("scan-each.jsonl").check();
}

#[test]
fn standard_input_is_a_log() {
    let log = fs::read_to_string(APP).unwrap();
    let expected =
        of(&[("RequestLimitExceeded", 3), ("InternalError", 1), ("InvalidParameterValue", 1)]);
    for arguments in [&["scan", "--json"][..], &["scan", "-", "--json"]] {
        let run = match arguments {
            [a, b] => tcerr([a, b]),
            [a, b, c] => tcerr([a, b, c]),
            _ => unreachable!(),
        };
        assert_eq!(counts(&run.stdin(&*log).output()), expected);
    }
}

#[test]
fn packed_and_foreign_logs_are_read() {
    for name in ["part.log.gz", "part.log.zst", "part-utf16.log"] {
        let path = format!("tests/cli/logs/{name}");
        let output = tcerr(["scan", "--json", &path]).output();
        assert_eq!(counts(&output), of(&[("RequestLimitExceeded", 2)]), "{name}");
        assert_eq!(lines(&output)[0]["example"]["line"], 2, "{name}");
    }
}

#[test]
fn a_folder_stands_for_the_files_in_it() {
    let folder = folder("folder");
    fs::create_dir_all(folder.join(".git")).unwrap();
    fs::create_dir_all(folder.join("deep")).unwrap();
    fs::write(folder.join(".gitignore"), "*.old\n").unwrap();
    for name in ["a.log", "deep/b.log", "c.old", ".hidden"] {
        fs::copy(APP, folder.join(name)).unwrap();
    }
    let output = tcerr(["scan", "--json", folder.to_str().unwrap()]).output();
    assert_eq!(counts(&output)[0], ("RequestLimitExceeded".to_owned(), 6));
    let each = tcerr(["scan", "--jsonl", folder.to_str().unwrap()]).output();
    let files: Vec<bool> =
        lines(&each).iter().map(|line| line["file"].as_str().unwrap().ends_with("a.log")).collect();
    assert_eq!(files, [[true; 5], [false; 5]].concat());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn filters_leave_out_the_rest() {
    for (arguments, expected) in [
        (["--code", "internal*"], &[("InternalError", 1)][..]),
        (["--code", "*value"], &[("InvalidParameterValue", 1)]),
        (["--product", "cvm"], &[("RequestLimitExceeded", 1)]),
        (["--since", "2026-11-24T12:00"], &[("RequestLimitExceeded", 1)]),
        (["--until", "2026-11-24 10:00:02.9"], &[("RequestLimitExceeded", 1)]),
        (["--since", "2026-11-25"], &[]),
        (["--min", "2"], &[("RequestLimitExceeded", 3)]),
    ] {
        let run = tcerr(["scan", "--json", arguments[0], arguments[1], APP]);
        let run = if expected.is_empty() { run.status(1) } else { run };
        let (output, said) = (run.output_and_say(), expected.is_empty());
        assert_eq!(counts(&output), of(expected), "{arguments:?}");
        assert_eq!(output.is_empty(), said);
    }
    tcerr(["scan", "--since", "yesterday-ish", APP])
        .stderr("tcerr: --since: `yesterday-ish` is not a time; try 2026-11-24, 2026-11-24T12:00:05 or 2h\n")
        .status(2)
        .check();
}

#[test]
fn times_can_be_so_long_ago() {
    let now = jiff::Timestamp::now();
    let log = format!(
        "{} ERROR [TencentCloudSDKError] Code=InternalError, Message=x, RequestId=r-1\n{} ERROR [TencentCloudSDKError] Code=InternalError, Message=x, RequestId=r-2\n",
        now - jiff::SignedDuration::from_hours(5),
        now - jiff::SignedDuration::from_mins(5)
    );
    for (since, count) in [("1h", 1), ("6h", 2), ("1d", 2), ("10 minutes", 1)] {
        let output = tcerr(["scan", "--json", "--since", since]).stdin(&*log).output();
        assert_eq!(counts(&output), of(&[("InternalError", count)]), "{since}");
    }
}

#[test]
fn summaries_of_several_machines_add_up() {
    let folder = folder("merge");
    let summary = tcerr(["scan", APP, "--json"]).output();
    let [a, b] = ["a.json", "b.json"].map(|name| folder.join(name));
    fs::write(&a, &summary).unwrap();
    fs::write(&b, &summary).unwrap();
    let [a, b] = [a.to_str().unwrap(), b.to_str().unwrap()];
    let merged = tcerr(["scan", "--merge", "--json", a, b]).output();
    for (one, both) in lines(&summary).iter().zip(lines(&merged)) {
        let mut expected = one.clone();
        expected["count"] = (one["count"].as_u64().unwrap() * 2).into();
        for key in ["causes", "by_retry", "by_responsible"] {
            for (_, count) in expected[key].as_object_mut().unwrap() {
                *count = (count.as_u64().unwrap() * 2).into();
            }
        }
        assert_eq!(both, expected);
    }
    // A summary of summaries is one of the logs together.
    let again = tcerr(["scan", "--merge", "--json"]).stdin(&*merged).output();
    assert_eq!(again, merged);
    tcerr(["scan", "--merge", APP])
        .stderr(format!("tcerr: {APP}: line 1 is not a summary printed by `tcerr scan --json`\n"))
        .status(2)
        .check();
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_done() {
    let run = tcerr(["scan", "--json", "no/such.log", APP]).status(2);
    let output = run.output_and_say();
    assert_eq!(counts(&output)[0], ("RequestLimitExceeded".to_owned(), 3));
    tcerr(["scan", "no/such.log"])
        .stderr("tcerr: no/such.log: No such file or directory (os error 2)\n")
        .status(2)
        .check();
    tcerr(["scan"]).stdin("nothing here\n").stderr("tcerr: no failure found\n").status(1).check();
}

#[test]
fn of_a_packed_log_that_breaks_off_what_is_there_counts() {
    let folder = folder("broken");
    for name in ["part.log.gz", "part.log.zst"] {
        let mut packed = fs::read(format!("tests/cli/logs/{name}")).unwrap();
        let whole = packed.clone();
        packed.extend(&whole[..whole.len() - 9]);
        let path = folder.join(name);
        fs::write(&path, packed).unwrap();
        let run = tcerr(["scan", "--json", path.to_str().unwrap(), APP]).status(2);
        let output = run.output_and_say();
        assert!(counts(&output)[0].1 >= 5, "{name}: {output}");
        assert_eq!(counts(&output)[0].0, "RequestLimitExceeded", "{name}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn no_secret_comes_out_of_a_log() {
    let log = "[TencentCloudSDKError] Code=InternalError, Message=SecretKey=Gu5t9xGARNpq86cd98joQYCN3EXAMPLE failed, RequestId=r-1\n";
    for form in ["--json", "--jsonl", "--plain"] {
        let output = tcerr(["scan", form]).stdin(log).output();
        assert!(!output.contains("Gu5t9x"), "{output}");
    }
}

#[test]
fn a_record_of_several_lines_has_the_time_of_its_first() {
    let failure = "[TencentCloudSDKError] Code=InternalError, Message=x, RequestId=r-1";
    let body = "{\n  \"Response\": {\n    \"Error\": {\n      \"Code\": \"InternalError\",\n      \"Message\": \"m\"\n    },\n    \"RequestId\": \"r-1\"\n  }\n}";
    for (log, line, time) in [
        (format!("10:00 x\n2026-11-24T10:00:02Z ERROR\n{body}\n"), 3, Some("2026-11-24T10:00:02Z")),
        (
            format!("2026-11-24 10:00:02 failed:\n  at a\n  {failure}\n"),
            3,
            Some("2026-11-24 10:00:02"),
        ),
        // What goes on with the record above is no part of the one below.
        (
            format!("2026-11-24T10:00:02Z INFO x\n\n  more\n2026-11-24T10:00:03Z {failure}\n"),
            4,
            Some("2026-11-24T10:00:03Z"),
        ),
        (format!("no time\n{failure}\n"), 2, None),
    ] {
        let output = tcerr(["scan", "--jsonl"]).stdin(&*log).output();
        let told = &lines(&output)[0];
        assert_eq!((&told["line"], told["time"].as_str()), (&line.into(), time), "{log}");
    }
    // The time of a failure above is not that of the next one.
    let log = format!("2026-11-24T10:00:02Z {failure}\n{}\n", failure.replace("r-1", "r-2"));
    let output = tcerr(["scan", "--jsonl"]).stdin(&*log).output();
    assert_eq!(lines(&output)[1]["time"], Value::Null);
}

/// A log so long that it is read in pieces side by side, with failures of several shapes.
fn long_log(size: usize) -> (String, u64) {
    let mut log = String::with_capacity(size + 4096);
    let mut place = 0;
    while log.len() < size {
        for line in 0..400 {
            let what = format!("INFO  handled item {line}, status=200 user={place}");
            writeln!(log, "2026-11-24T12:00:00.{line:03}Z {what}").unwrap();
        }
        let body = format!(
            r#"{{"Response":{{"Error":{{"Code":"InternalError","Message":"m"}},"RequestId":"r-{place}"}}}}"#
        );
        let what = match place % 4 {
            0 => format!(
                "[TencentCloudSDKError] Code=InternalError, Message=no, really, RequestId=r-{place}"
            ),
            1 => serde_json::from_str::<Value>(&body).map(|body| format!("{body:#}")).unwrap(),
            2 => serde_json::json!({ "log": body }).to_string(),
            _ => format!(
                "[TencentCloudSDKException] code:InternalError message:m requestId:r-{place}"
            ),
        };
        writeln!(log, "2026-11-24T12:00:01Z ERROR {what}").unwrap();
        place += 1;
    }
    (log, place)
}

#[test]
fn pieces_side_by_side_count_as_one_reader_does() {
    let folder = folder("long");
    let (mut log, count) = long_log(20 << 20);
    // One whose code comes up late, and whose line is counted late.
    log.push_str("2026-11-24T12:00:02Z ERROR [TencentCloudSDKError] Code=LimitExceeded, Message=m, RequestId=r-");
    writeln!(log, "{count}").unwrap();
    let path = folder.join("long.log");
    fs::write(&path, &log).unwrap();
    // What was written lately is read as a stream is, for somebody may cut it short.
    let just_written = tcerr(["scan", "--jsonl", path.to_str().unwrap()]).output();
    let an_hour_ago = std::time::SystemTime::now() - std::time::Duration::from_hours(1);
    fs::File::options().append(true).open(&path).unwrap().set_modified(an_hour_ago).unwrap();
    let path = path.to_str().unwrap();
    let of_file = tcerr(["scan", "--json", path]).output();
    assert_eq!(counts(&of_file), of(&[("InternalError", count), ("LimitExceeded", 1)]));
    let of_stream = tcerr(["scan", "--json"]).stdin(log.as_str()).output();
    assert_eq!(of_file.replace(path, "-"), of_stream);
    let each = tcerr(["scan", "--jsonl", path]).output();
    let of_stream = tcerr(["scan", "--jsonl"]).stdin(log.as_str()).output();
    assert_eq!(each.replace(path, "-"), of_stream);
    assert_eq!(each, just_written);
    let lines_of_log: Vec<&str> = log.lines().collect();
    for (place, line) in lines(&each).iter().enumerate() {
        assert_eq!(line["request_id"], format!("r-{place}"));
        let number = usize::try_from(line["line"].as_u64().unwrap()).unwrap();
        assert!(lines_of_log[number - 1].contains("ERROR"), "{line}");
    }
    fs::remove_dir_all(folder).unwrap();
}

/// What a run that goes on prints, line by line.
#[cfg(unix)]
struct Following {
    child: std::process::Child,
    lines: std::sync::mpsc::Receiver<String>,
}

#[cfg(unix)]
impl Following {
    fn start(path: &std::path::Path, form: &[&str]) -> Self {
        use std::io::{BufRead as _, BufReader};
        let mut child = std::process::Command::new(snapbox::cmd::cargo_bin!("tcerr"))
            .args(["scan", "--follow", "--lang", "en"])
            .args(form)
            .arg(path)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Self { child, lines }
    }

    fn next(&self) -> String {
        self.lines.recv_timeout(std::time::Duration::from_secs(20)).unwrap()
    }

    /// Ends it as Ctrl-C does; it must end well.
    fn stop(mut self) {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

#[test]
#[cfg(unix)]
fn a_growing_log_is_followed_through_rotations() {
    let folder = folder("follow");
    let path = folder.join("app.log");
    let failure = |place: usize| {
        format!(
            "2026-11-24T10:00:0{place}Z ERROR [TencentCloudSDKError] Code=InternalError, Message=it failed, RequestId=r-{place}\n"
        )
    };
    let append = |text: &str| {
        let mut file = fs::OpenOptions::new().append(true).create(true).open(&path).unwrap();
        std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    };
    append(&failure(1));
    let following = Following::start(&path, &["--jsonl"]);
    let told = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        (line["request_id"].as_str().unwrap().to_owned(), line["line"].as_u64().unwrap())
    };
    assert_eq!(told(&following.next()), ("r-1".to_owned(), 1));
    // A line that is written in two goes.
    let second = failure(2);
    append(&second[..40]);
    std::thread::sleep(std::time::Duration::from_millis(900));
    append(&second[40..]);
    assert_eq!(told(&following.next()), ("r-2".to_owned(), 2));
    fs::rename(&path, folder.join("app.log.1")).unwrap();
    append(&failure(3));
    assert_eq!(told(&following.next()), ("r-3".to_owned(), 1));
    fs::write(&path, "").unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    append(&failure(4));
    assert_eq!(told(&following.next()), ("r-4".to_owned(), 1));
    following.stop();
    let following = Following::start(&path, &[]);
    assert_eq!(following.next(), "2026-11-24T10:00:04Z InternalError r-4 it failed");
    following.stop();
    fs::remove_dir_all(folder).unwrap();
}

#[test]
#[cfg(unix)]
fn several_logs_are_followed_at_once() {
    let folder = folder("follow-several");
    let [a, b] = ["a.log", "b.log"].map(|name| folder.join(name));
    let append = |path: &std::path::Path, id: &str| {
        let mut file = fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
        let line =
            format!("[TencentCloudSDKError] Code=InternalError, Message=x, RequestId={id}\n");
        std::io::Write::write_all(&mut file, line.as_bytes()).unwrap();
    };
    append(&a, "r-1");
    append(&b, "r-2");
    let following = Following::start(&folder, &["--jsonl"]);
    let next = || {
        let line: Value = serde_json::from_str(&following.next()).unwrap();
        (line["file"].as_str().unwrap().to_owned(), line["request_id"].as_str().unwrap().to_owned())
    };
    let of = |path: &std::path::Path, id: &str| (path.to_str().unwrap().to_owned(), id.to_owned());
    assert_eq!([next(), next()], [of(&a, "r-1"), of(&b, "r-2")]);
    append(&b, "r-3");
    assert_eq!(next(), of(&b, "r-3"));
    // The next file comes a while after the last one went.
    fs::remove_file(&a).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(900));
    append(&b, "r-4");
    assert_eq!(next(), of(&b, "r-4"));
    append(&a, "r-5");
    assert_eq!(next(), of(&a, "r-5"));
    following.stop();
    let following = Following::start(&b, &[a.to_str().unwrap()]);
    let shown = [following.next(), following.next()].concat();
    assert!(shown.starts_with(&format!("{}: InternalError r-5 x", a.display())), "{shown}");
    following.stop();
    tcerr(["scan", "--follow", "no/such.log"])
        .stderr("tcerr: no/such.log: No such file or directory (os error 2)\n")
        .status(2)
        .check();
    tcerr(["scan", "--follow", "a.log", "-"])
        .stderr("tcerr: --follow takes files or standard input, not both\n")
        .status(2)
        .check();
    fs::remove_dir_all(folder).unwrap();
}

#[test]
#[cfg(unix)]
fn standard_input_is_followed_until_it_ends() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let mut child = std::process::Command::new(snapbox::cmd::cargo_bin!("tcerr"))
        .args(["scan", "--follow", "--jsonl"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
    for id in ["r-1", "r-2"] {
        // The pipe stays open: the line is told while it does.
        writeln!(stdin, "[TencentCloudSDKError] Code=InternalError, Message=x, RequestId={id}")
            .unwrap();
        let line: Value = serde_json::from_str(&told.next().unwrap().unwrap()).unwrap();
        assert_eq!((&line["request_id"], &line["file"]), (&id.into(), &"-".into()));
    }
    write!(stdin, "[TencentCloudSDKError] Code=InternalError, Message=x, RequestId=r-3").unwrap();
    drop(stdin);
    assert!(told.next().unwrap().unwrap().contains("r-3"));
    assert!(told.next().is_none() && child.wait().unwrap().success());
}
