//! One run of tcerr beside one of a program that prints a line and does nothing else: what a
//! person or a script waits for, from process start to exit. Run with `cargo bench --bench startup`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use divan::Bencher;

fn main() {
    divan::main();
}

/// The empty peer, built by the profile of the benches.
fn empty() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--example", "empty"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(built.is_ok_and(|status| status.success()), "the peer does not build");
    let bin = Path::new(env!("CARGO_BIN_EXE_tcerr"));
    bin.with_file_name("examples").join("empty")
}

fn runs(bencher: Bencher, program: &Path, arguments: &[&str]) {
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
    runs(bencher, &empty(), &[]);
}

#[divan::bench(sample_count = 1000, args = [
    "AuthFailure", "AuthFailure.SignatureFailure", "4102", "InvalidParameterValue.Unknown",
    "NoSuchVersoin",
])]
fn tcerr_explain(bencher: Bencher, code: &str) {
    runs(bencher, Path::new(env!("CARGO_BIN_EXE_tcerr")), &["explain", code]);
}

/// What a shell waits for after Tab: all families, one letter, the codes of a family, the actions
/// of a product.
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
