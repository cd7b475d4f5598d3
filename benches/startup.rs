//! Compares a run of tcerr, from process start to exit, with a run of a program that only prints a
//! line. Run with `cargo bench --bench startup`. The parts of an answer are measured by `lookup`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use divan::Bencher;

fn main() {
    divan::main();
}

/// Builds the program to compare with, in the release profile like the benches.
fn empty_program() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--example", "empty"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(built.is_ok_and(|status| status.success()), "the example `empty` does not build");
    let bin = Path::new(env!("CARGO_BIN_EXE_tcerr"));
    bin.with_file_name("examples").join("empty")
}

fn bench_runs(bencher: Bencher, program: &Path, arguments: &[&str]) {
    bencher.bench_local(|| {
        let status = Command::new(program)
            .args(arguments)
            .env("LANG", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        divan::black_box(status)
    });
}

#[divan::bench(sample_count = 1000)]
fn an_empty_program(bencher: Bencher) {
    bench_runs(bencher, &empty_program(), &[]);
}

#[divan::bench(sample_count = 1000, args = [
    "AuthFailure", "AuthFailure.SignatureFailure", "4102", "InvalidParameterValue.Unknown",
    "NoSuchVersoin",
])]
fn tcerr_explain(bencher: Bencher, code: &str) {
    bench_runs(bencher, Path::new(env!("CARGO_BIN_EXE_tcerr")), &["explain", code]);
}

/// Completion, for which a shell waits after Tab: of all families, of one letter, of the codes of a
/// family, and of the actions of a product.
#[divan::bench(sample_count = 300, args = [
    "explain ", "explain I", "explain InvalidParameterValue.", "list --product cvm --action D",
])]
fn completion(bencher: Bencher, line: &str) {
    bencher.bench_local(|| {
        let status = Command::new(env!("CARGO_BIN_EXE_tcerr"))
            .args(["--", "tcerr"])
            .args(line.split(' '))
            .env("COMPLETE", "fish")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        divan::black_box(status)
    });
}
