use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

/// The instructions that a look-up may take, however many codes the table has.
const BUDGET: u64 = 700_000;

/// The instructions of one run, as callgrind counts them.
fn instructions(program: &str, arguments: &[&str]) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", program])
        .args(arguments)
        .env_clear()
        .env("LANG", "C")
        .output()
        .expect("valgrind");
    assert!(output.status.success(), "{output:?}");
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
