use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The instructions that a look-up may take, however many codes the table has.
const BUDGET: u64 = 700_000;

/// The instructions of one run, as callgrind counts them.
fn instructions(program: &str, arguments: &[&str]) -> u64 {
    count(Command::new("valgrind").args(VALGRIND).arg(program).args(arguments), b"")
}

const VALGRIND: [&str; 2] = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];

/// The instructions of a run under valgrind that reads `input`.
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

/// A program built by the release profile.
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
    let empty = instructions(&release("--example", "empty"), &[]);
    let tcerr = release("--bin", "tcerr");
    let mut table = format!("{empty:>9}  an empty program\n");
    let mut worst = 0;
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
        worst = worst.max(count);
    }
    // Shown with --nocapture, as .ci/run does.
    #[allow(clippy::print_stdout, reason = "a measurement is there to be read")]
    {
        println!("{table}");
    }
    assert!(worst <= BUDGET, "over {BUDGET}:\n{table}");
    assert!(empty > 50_000, "no count at all:\n{table}");
}

/// Pieces that, repeated without end and without a line break, once led or might lead to reading
/// the same bytes again and again.
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
fn reading_takes_time_in_proportion_to_what_is_read() {
    let tcerr = release("--bin", "tcerr");
    let cost = |piece: &str, size: usize| {
        let input = piece.repeat(size / piece.len().max(1));
        count(Command::new("valgrind").args(VALGRIND).args([&tcerr, "-"]), input.as_bytes())
    };
    let start = cost("", 0);
    let mut wrong = String::new();
    for piece in PIECES {
        let [small, large] = [30_000, 120_000].map(|size| cost(piece, size) - start);
        if large > 6 * small {
            writeln!(wrong, "{piece:?}: {small} and {large}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "four times the bytes cost more than six times as much:\n{wrong}");
}
