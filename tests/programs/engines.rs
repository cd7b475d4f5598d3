//! Proves that the recipes in `docs/recipes` give the results of `tcerr scan` on one machine. Spark
//! runs in local mode, with threads as executors, and of Fluent Bit only its command line is run.
//! `docs/recipes/README.md` lists what was tried beyond that.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const TCERR: &str = env!("CARGO_BIN_EXE_tcerr");

/// The maximum length, in bytes, of the parts into which Spark cuts a log.
const MAX_PART_BYTES: usize = 100_000;

/// Writes a log whose records begin with a date and have one line or several.
fn write_log(path: &Path, records: usize) {
    let mut log = String::new();
    for number in 0..records {
        let time = format!("2026-11-24T12:{:02}:{:02}Z", number / 60 % 60, number % 60);
        let code = ["InternalError", "RequestLimitExceeded", "AuthFailure.SignatureExpire"];
        let code = code[number / 7 % 3];
        let body = json!({ "Response": {
            "Error": { "Code": code, "Message": "no, \"really\" 不行" }, "RequestId": format!("r-{number}"),
        }});
        let text = match number % 7 {
            0 => format!(
                "ERROR call failed: [TencentCloudSDKError] Code={code}, Message=no, really, RequestId=r-{number}"
            ),
            1 => format!("ERROR\n{body:#}"),
            2 => format!("ERROR {}", json!({ "log": body.to_string() })),
            3 => format!(
                "ERROR [TencentCloudSDKException] code:AuthFailure.UnauthorizedOperation message:you are not authorized to perform operation (cvm:StartInstances)\nresource (qcs::cvm:ap-guangzhou:uin/1000:instance/ins-{number}) has no permission\n requestId:r-{number}"
            ),
            4 => format!(
                "ERROR ╷\n│ Error: [TencentCloudSDKError]\n│ Code={code}, Message=too\n│ many, RequestId=r-{number}\n│ \n╵"
            ),
            5 => "INFO  code=OK \"code\":0 statusCode=200".to_owned(),
            _ => format!("INFO  handled item {number}\n\n  more of it"),
        };
        writeln!(log, "{time} {text}").unwrap();
    }
    fs::write(path, log).unwrap();
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("tcerr-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs the Spark recipe on this machine.
fn spark(arguments: &[&str]) -> Output {
    let python = std::env::var("TCERR_TEST_PYTHON").expect("the path of a Python with pyspark");
    let recipe = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/recipes/spark.py");
    let split =
        format!("spark.hadoop.mapreduce.input.fileinputformat.split.maxsize={MAX_PART_BYTES}");
    Command::new(python)
        .arg(recipe)
        .args(["--tcerr", TCERR])
        .args(arguments)
        .env(
            "PYSPARK_SUBMIT_ARGS",
            format!("--master local[4] --conf spark.ui.enabled=false --conf {split} pyspark-shell"),
        )
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap()
}

/// The standard output of a run that must have succeeded.
#[track_caller]
fn printed(output: Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    String::from_utf8(output.stdout).unwrap()
}

/// What `tcerr scan` prints without an engine.
fn scan(arguments: &[&str]) -> String {
    let run = Command::new(TCERR).arg("scan").args(arguments).env("LC_ALL", "C.UTF-8").output();
    printed(run.unwrap())
}

/// The JSON objects of the lines, sorted, without the keys that an engine cannot know.
fn objects(lines: &str, unknown_keys: &[&str]) -> Vec<Value> {
    let mut objects: Vec<Value> = lines
        .lines()
        .map(|line| {
            let mut object: Value = serde_json::from_str(line).unwrap();
            for key in unknown_keys {
                object.as_object_mut().unwrap().remove(*key).unwrap();
            }
            object
        })
        .collect();
    objects.sort_by_cached_key(Value::to_string);
    objects
}

#[test]
#[ignore = "needs PySpark and Java"]
fn spark_finds_what_a_scan_on_one_machine_finds() {
    let folder = folder("spark");
    let logs = folder.join("logs");
    fs::create_dir_all(logs.join("deep")).unwrap();
    for (name, records) in [("app.log", 9_000), ("deep/old.log", 2_000), ("deep/rotated", 700)] {
        write_log(&logs.join(name), records);
    }
    let rotated = logs.join("deep/rotated");
    assert!(Command::new("gzip").arg(rotated).status().unwrap().success());
    let logs = logs.to_str().unwrap();

    let summary = objects(&scan(&["--json", logs]), &["example"]);
    assert_eq!(summary.len(), 4, "{summary:?}");
    let total: u64 = summary.iter().map(|code| code["count"].as_u64().unwrap()).sum();
    assert!(total > 8_000, "{total}");
    let failures = objects(&scan(&["--jsonl", logs]), &["file", "line"]);
    assert_eq!(failures.len() as u64, total);

    for split in [&[][..], &["--split"]] {
        let run = |options: &[&str]| printed(spark(&[split, options, &[logs]].concat()));
        assert_eq!(objects(&run(&["--json"]), &["example"]), summary, "{split:?}");
        let out = folder.join(format!("each-{}", split.len()));
        assert_eq!(run(&["--each", out.to_str().unwrap()]), "");
        let parts: Vec<String> = fs::read_dir(&out)
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("part-"))
            .map(|path| fs::read_to_string(path).unwrap())
            .collect();
        // Without `--split`, a file is one part; a compressed file is never cut.
        assert!(if split.is_empty() { parts.len() == 3 } else { parts.len() > 10 }, "{split:?}");
        let found = objects(&parts.concat(), &["file", "line"]);
        let difference = found.iter().zip(&failures).find(|(found, expected)| found != expected);
        let is_same = difference.is_none() && found.len() == failures.len();
        assert!(is_same, "{split:?}: {difference:#?}");
    }
    let shown = printed(spark(&[logs]));
    assert!(shown.ends_with(&scan(&[logs]).rsplit("\n\n").next().unwrap().to_owned()), "{shown}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
#[ignore = "needs PySpark and Java"]
fn spark_exits_with_1_without_failures_and_reports_a_missing_tcerr() {
    let folder = folder("spark-nothing");
    let log = folder.join("quiet.log");
    fs::write(&log, "2026-11-24 12:00:00 nothing here\n").unwrap();
    let output = spark(&[log.to_str().unwrap()]);
    assert_eq!((output.status.code(), &*output.stdout), (Some(1), &b""[..]));
    let output = spark(&["--tcerr", "/no/such/tcerr", log.to_str().unwrap()]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && stderr.contains("/no/such/tcerr"), "{stderr}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
#[ignore = "runs a shell"]
fn the_command_of_fluent_bit_prints_a_record_for_each_failure() {
    let folder = folder("fluent-bit");
    let log = folder.join("a b.log");
    fs::write(&log, "[TencentCloudSDKError] Code=InternalError, Message=m, RequestId=r-1\n")
        .unwrap();
    let recipe = fs::read_to_string("docs/recipes/fluent-bit.yaml").unwrap();
    let command = recipe.lines().find_map(|line| line.trim().strip_prefix("command: ")).unwrap();
    let path = format!(
        "{}:{}",
        Path::new(TCERR).parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    let mut child = Command::new("/bin/sh")
        .args(["-c", command])
        .env("TCERR_LOG", &log)
        .env("PATH", path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let record: Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&record["code"], &record["request_id"]), (&json!("InternalError"), &json!("r-1")));
    // Fluent Bit ends the command in this way. Because of `exec`, the signal reaches tcerr itself.
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert!(!child.wait().unwrap().success());
    fs::remove_dir_all(folder).unwrap();
}
