use serde_json::Value;

use crate::support::{Run, tcerr};

const FAILURE: &str =
    "[TencentCloudSDKException] code:InvalidZone.MismatchRegion message:no requestId:r-1";

/// `tcerr run` with a shell that runs `script`.
fn sh(script: &str) -> Run {
    tcerr(["run", "--", "sh", "-c", script])
}

#[test]
fn what_succeeds_passes_as_it_is() {
    sh("cat; echo \"$0\" \"$1\" >&2")
        .stdin(&b"\xff\0\x1b[1m"[..])
        .stdout(&b"\xff\0\x1b[1m"[..])
        .stderr("sh \n")
        .check();
    // Even if it speaks of an error.
    sh(&format!("echo '{FAILURE}'")).stdout(format!("{FAILURE}\n")).check();
}

#[test]
fn a_failure_is_explained_on_standard_error_after_what_was_printed() {
    for (redirection, on_stdout) in [("", true), (" >&2", false)] {
        let told = format!("{FAILURE}\n");
        let (stdout, before) = if on_stdout { (&*told, "") } else { ("", &*told) };
        let answer = tcerr([FAILURE]).output();
        sh(&format!("echo '{FAILURE}'{redirection}; exit 3"))
            .stdout(stdout)
            .stderr(format!("{before}\n{answer}"))
            .status(3)
            .check();
    }
}

#[test]
fn programs_get_an_object_a_line() {
    let output =
        tcerr(["run", "--json", "--", "sh", "-c", &format!("printf '{FAILURE}' >&2; exit 3")])
            .status(3)
            .errors();
    let (told, answer) = output.split_once('\n').unwrap();
    assert_eq!(told, FAILURE);
    let answer: Value = serde_json::from_str(answer).unwrap();
    let schema: Value = serde_json::from_str(&tcerr(["schema"]).output()).unwrap();
    assert!(jsonschema::is_valid(&schema, &answer), "{answer}");
    assert_eq!(answer["code"], "InvalidZone.MismatchRegion");
    assert_eq!(answer["request_id"], "r-1");
}

#[test]
fn the_command_line_tells_which_call_it_was() {
    let script = format!("exec 2>&1; echo '{FAILURE}'; exit 255");
    let output = tcerr([
        "run",
        "--plain",
        "sh",
        "-c",
        &script,
        "tccli",
        "cvm",
        "RunInstances",
        "--region",
        "ap-beijing",
    ])
    .stdout(format!("{FAILURE}\n"))
    .status(255)
    .errors();
    for line in ["Product: cvm", "Action: RunInstances", "Region: ap-beijing"] {
        assert!(output.lines().any(|told| told == line), "{output}");
    }
}

#[test]
fn other_failures_are_left_alone() {
    sh("echo 403; echo started; echo Unknown.Thing; exit 1")
        .stdout("403\nstarted\nUnknown.Thing\n")
        .status(1)
        .check();
    sh("exit 0").check();
}

#[test]
fn a_command_that_does_not_run_is_named() {
    tcerr(["run", "--", "/no/such/command"])
        .stderr("tcerr: cannot run /no/such/command: No such file or directory (os error 2)\n")
        .status(127)
        .check();
    tcerr(["run", "--lang", "zh", "--", "/"])
        .stderr("tcerr: 无法运行 /：Permission denied (os error 13)\n")
        .status(126)
        .check();
    tcerr(["run"])
        .stderr("error: the following required arguments were not provided:\n  <CMD>...\n\nUsage: tcerr run <CMD>...\n\nFor more information, try '--help'.\n")
        .status(2)
        .check();
}

#[test]
fn options_behind_the_command_are_the_commands() {
    tcerr(["run", "echo", "--json", "-h", "--", "--lang"]).stdout("--json -h -- --lang\n").check();
    tcerr(["run", "--", "echo", "--json"]).stdout("--json\n").check();
}

#[test]
fn it_ends_by_the_signal_that_ended_the_command() {
    use std::os::unix::process::ExitStatusExt as _;
    for signal in ["HUP", "INT", "QUIT", "KILL", "TERM", "USR1", "PIPE", "SEGV"] {
        let status = |arguments: &[&str]| {
            let output =
                std::process::Command::new(arguments[0]).args(&arguments[1..]).output().unwrap();
            (output.status.signal(), output.stdout, output.stderr)
        };
        let script = format!("kill -{signal} $$");
        let alone = status(&["sh", "-c", &script]);
        assert!(alone.0.is_some());
        let tcerr = env!("CARGO_BIN_EXE_tcerr");
        assert_eq!(status(&[tcerr, "run", "--", "sh", "-c", &script]), alone, "{signal}");
    }
}

#[test]
fn a_signal_sent_to_tcerr_reaches_the_command() {
    for signal in ["HUP", "INT", "QUIT", "TERM", "USR1", "USR2"] {
        sh(&format!("trap 'echo {signal}; exit 9' {signal}; kill -{signal} $PPID; while :; do sleep 0.1; done"))
            .stdout(format!("{signal}\n"))
            .status(9)
            .check();
    }
}

#[test]
fn what_goes_to_one_place_keeps_its_order() {
    use std::process::Command;
    let script = "for i in 1 2 3 4 5 6 7 8; do echo o$i; echo e$i >&2; done";
    let tcerr = env!("CARGO_BIN_EXE_tcerr");
    let line = format!("{tcerr} run -- sh -c '{script}' 2>&1");
    let output = Command::new("sh").args(["-c", &line]).output().unwrap();
    let expected: Vec<String> = (1..=8).map(|i| format!("o{i}\ne{i}\n")).collect();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected.concat());
}

#[test]
fn bytes_pass_at_once() {
    use std::io::{Read as _, Write as _};
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_tcerr"))
        .args(["run", "--", "sh", "-c", "printf a; read x; printf \"$x\"; exit 4"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    // Without a newline, and while the command waits for an answer.
    let mut byte = [0];
    stdout.read_exact(&mut byte).unwrap();
    assert_eq!(&byte, b"a");
    stdin.write_all(b"b\n").unwrap();
    stdout.read_exact(&mut byte).unwrap();
    assert_eq!(&byte, b"b");
    assert_eq!(child.wait().unwrap().code(), Some(4));
}

#[test]
fn what_the_command_leaves_running_keeps_nobody_waiting_and_loses_nothing() {
    let output = sh("(trap '' HUP; sleep 1; echo late) & echo started; exit 3").status(3).output();
    assert_eq!(output, "started\nlate\n");
}

#[test]
fn a_reader_that_has_gone_ends_the_command() {
    use std::process::Command;
    let tcerr = env!("CARGO_BIN_EXE_tcerr");
    let line = format!(
        "{tcerr} run -- sh -c 'while echo y; do :; done; echo \"$?\" >&2; exit 5' | head -n 1"
    );
    let output = Command::new("sh").args(["-c", &line]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "y\n");
}

#[test]
fn an_error_after_much_else_is_found() {
    let script = format!(
        "i=0; while [ $i -lt 12 ]; do head -c 1000000 /dev/zero | tr '\\0' x; echo; i=$((i+1)); done; echo '{FAILURE}'; exit 1"
    );
    let line = "x".repeat(1_000_000) + "\n";
    let told = sh(&script).stdout(line.repeat(12) + FAILURE + "\n").status(1).errors();
    assert!(told.contains("\nReq    r-1\n"), "{told}");
}

#[test]
fn the_status_survives_where_nobody_reads_the_explanation() {
    use std::process::Command;
    let tcerr = env!("CARGO_BIN_EXE_tcerr");
    for redirection in ["2>&-", "2>/dev/full"] {
        if redirection.contains("full") && !std::path::Path::new("/dev/full").exists() {
            continue;
        }
        let line = format!("{tcerr} run -- sh -c \"echo '{FAILURE}'; exit 9\" {redirection}");
        let output = Command::new("sh").args(["-c", &line]).output().unwrap();
        assert_eq!(output.status.code(), Some(9), "{redirection}");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{FAILURE}\n"));
    }
}
