//! Proves, by counting instructions with callgrind, that a look-up keeps to its budget and that the
//! time to read a text grows in proportion to its length. Instructions are counted instead of time
//! because they hardly differ between runs and machines. What a run costs in time is measured by
//! the benches.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The maximum number of instructions of a look-up, however many codes the table has.
const MAX_LOOKUP_INSTRUCTIONS: u64 = 700_000;

/// The number of instructions of one run.
fn instructions(program: &str, arguments: &[&str]) -> u64 {
    count(Command::new("valgrind").args(VALGRIND).arg(program).args(arguments), b"")
}

const VALGRIND: [&str; 2] = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];

/// The number of instructions that callgrind counts in a run of `command` that reads `input`.
fn count(command: &mut Command, input: &[u8]) -> u64 {
    let mut child = command
        .env_clear()
        .env("LANG", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("valgrind");
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    let count = report.lines().find_map(|line| line.split_once("Collected :"));
    count.expect("a count").1.trim().parse().unwrap()
}

/// Builds a program in the release profile, and returns its path.
fn release(target: &str, name: &str) -> String {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", target, name])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(built.success());
    let bin = PathBuf::from(env!("CARGO_BIN_EXE_tcerr"));
    let profiles = bin.parent().and_then(|folder| folder.parent()).unwrap();
    let folder = if target == "--example" { "release/examples" } else { "release" };
    profiles.join(folder).join(name).to_str().unwrap().to_owned()
}

#[test]
#[ignore = "needs valgrind"]
fn a_look_up_keeps_to_its_budget() {
    let empty_count = instructions(&release("--example", "empty"), &[]);
    let tcerr = release("--bin", "tcerr");
    let mut table = format!("{empty_count:>9}  an empty program\n");
    let mut highest_count = 0;
    for arguments in [
        &["explain", "AuthFailure"][..],
        &["explain", "AuthFailure.SignatureFailure"],
        &["explain", "authfailure.signaturefailure"],
        &["explain", "RequestLimitExceeded", "--lang", "zh"],
        &["explain", "InternalError", "--lang", "zh"],
        &["explain", "InvalidDisk.NotPortable"],
        &["AuthFailure", "--color", "always"],
        &["4102"],
    ] {
        let count = instructions(&tcerr, arguments);
        writeln!(table, "{count:>9}  tcerr {}", arguments.join(" ")).unwrap();
        highest_count = highest_count.max(count);
    }
    // `.ci/run` shows it with `--nocapture`.
    #[allow(clippy::print_stdout, reason = "a measurement is meant to be read")]
    {
        println!("{table}");
    }
    let max = MAX_LOOKUP_INSTRUCTIONS;
    assert!(highest_count <= max, "more than {max} instructions:\n{table}");
    assert!(empty_count > 50_000, "the count of the empty program is implausible:\n{table}");
}

/// Pieces of text that, repeated without a line break, once caused or might cause the same bytes to
/// be read again and again.
const PIECES: [&str; 42] = [
    "x",
    "[",
    "[[],",
    "[\"",
    "{\"a\":",
    "{\"a\":1},",
    "{\"Response\":",
    "{\"Response\":{\"Error\":",
    "{\"a\":\"b ",
    "{\\\"a\\\":",
    "{ \\",
    "{   ",
    "Code=",
    "Code=A.B, ",
    "Code=A.B, Message=",
    "code:",
    "code:AuthFailure message:",
    "[TencentCloudSDKException] code:",
    "TencentCloudSDKException('",
    "TencentCloudSDKHttpException: ",
    "Code: '",
    "Code: 'A', Message: '",
    " (reqId: ",
    "RequestId：",
    "(Message: ",
    "<Code>",
    "<Code>A</Code>",
    "\u{1b}[",
    "AKID",
    "Token=Token:",
    "'code': ",
    "Error Code: ",
    "Cos Error Code: ",
    " (Code: ",
    ", ErrorCode=",
    ", ErrorCode=AuthFailure, ErrorMessage=",
    "TencentCloudSDKError{",
    "TencentCloudSDKError{Code:\"A\",",
    "SDKException]message:",
    "TencentCloud.Common.TencentCloudSDKException: ",
    "Code: \"",
    "[A] [request id:a]",
];

#[test]
#[ignore = "needs valgrind"]
fn the_time_to_read_a_text_grows_in_proportion_to_its_length() {
    let tcerr = release("--bin", "tcerr");
    let cost = |piece: &str, size: usize| {
        let input = piece.repeat(size / piece.len().max(1));
        count(Command::new("valgrind").args(VALGRIND).args([&tcerr, "-"]), input.as_bytes())
    };
    let startup_cost = cost("", 0);
    let mut wrong = String::new();
    for piece in PIECES {
        let [small, large] = [30_000, 120_000].map(|size| cost(piece, size) - startup_cost);
        if large > 6 * small {
            writeln!(wrong, "{piece:?}: {small} and {large}").unwrap();
        }
    }
    assert!(
        wrong.is_empty(),
        "four times the bytes take over six times the instructions:\n{wrong}"
    );
}
