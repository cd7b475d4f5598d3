//! Compares `tcerr scan` with `rg -c`, `wc -l` and `cat` over the same logs, from logs with few
//! failures to logs in which every line is a failure or resembles one. Run with
//! `cargo bench --bench scan`. `TCERR_BENCH_MIB` sets the size of the largest logs; the default is
//! 512 MiB.

#![allow(clippy::print_stdout, reason = "a bench prints its results")]

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// How often each program runs. The result is the median.
const RUNS: usize = 5;

fn main() -> std::io::Result<()> {
    // `cargo test --benches` only checks that the bench starts.
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(());
    }
    let size = std::env::var("TCERR_BENCH_MIB").ok().and_then(|size| size.parse().ok());
    let size = size.unwrap_or(512) << 20;
    let folder = std::env::temp_dir().join("tcerr-bench-scan");
    fs::create_dir_all(&folder)?;
    // Names, sizes in bytes, and the intervals of failures and of look-alikes in lines.
    for (name, size, failure_interval, lookalike_interval) in [
        ("few failures", size, 1000, 0),
        ("the same, an eighth as long", size / 8, 1000, 0),
        ("the same, a 64th as long", size / 64, 1000, 0),
        ("one line in a hundred is a failure", size, 100, 10),
        ("one line in ten resembles one", size, 1000, 10),
        ("every line resembles one", size / 4, 1000, 1),
        ("every line is a failure", size / 8, 1, 0),
        ("the same, half as long", size / 16, 1, 0),
    ] {
        let path = folder.join("bench.log");
        let lines = write_log(&path, size, failure_interval, lookalike_interval)?;
        println!("\n{name}: {} MiB, {lines} lines", size >> 20);
        let tcerr = Path::new(env!("CARGO_BIN_EXE_tcerr"));
        let scan = median(tcerr, &["scan", "--json"], &path);
        show("tcerr scan", scan, scan);
        for (program, arguments) in
            [("rg", &["-c", "TencentCloudSDK"][..]), ("wc", &["-l"]), ("cat", &[])]
        {
            show(program, median(Path::new(program), arguments, &path), scan);
        }
    }
    fs::remove_dir_all(folder)
}

/// Writes a log of at least `size` bytes, and returns its number of lines. Every
/// `failure_interval`th line is a failure, and every `lookalike_interval`th resembles one; with 0,
/// none does.
fn write_log(
    path: &PathBuf,
    size: u64,
    failure_interval: u64,
    lookalike_interval: u64,
) -> std::io::Result<u64> {
    let mut out = BufWriter::new(File::create(path)?);
    let (mut written, mut line) = (0, 0);
    while written < size {
        // Pseudorandom, but the same in every run.
        let random = line * 6_364_136_223_846_793_005 % 1_000_003;
        let time = format!(
            "2026-11-24T12:{:02}:{:02}.{:03}Z",
            line / 60_000 % 60,
            line / 1000 % 60,
            line % 1000
        );
        let text = if line % failure_interval == 0 {
            let code = ["RequestLimitExceeded", "InternalError", "AuthFailure.SignatureExpire"]
                [(random % 3) as usize];
            match line / failure_interval % 4 {
                0 => format!(
                    "{time} ERROR [TencentCloudSDKError] Code={code}, Message=it failed, RequestId=r-{line}\n"
                ),
                1 => format!(
                    "{time} ERROR [TencentCloudSDKException] code:{code} message:it failed requestId:r-{line}\n"
                ),
                2 => format!(
                    "{time} ERROR body={{\"Response\":{{\"Error\":{{\"Code\":\"{code}\",\"Message\":\"x\"}},\"RequestId\":\"r-{line}\"}}}}\n"
                ),
                _ => format!(
                    "{time} ERROR {{\"log\":\"{{\\\"Response\\\":{{\\\"Error\\\":{{\\\"Code\\\":\\\"{code}\\\",\\\"Message\\\":\\\"x\\\"}},\\\"RequestId\\\":\\\"r-{line}\\\"}}}}\"}}\n"
                ),
            }
        } else if lookalike_interval > 0 && line % lookalike_interval == 0 {
            format!(
                "{time} INFO  GET /items/{random} statusCode=200 \"code\":200 rpc error: code = OK\n"
            )
        } else {
            format!(
                "{time} INFO  worker handled item {random} in {} ms, user {}\n",
                random % 500,
                random % 9999
            )
        };
        out.write_all(text.as_bytes())?;
        written += text.len() as u64;
        line += 1;
    }
    out.flush()?;
    // A log that was written in the last 250 ms is read instead of mapped, which is slower.
    let an_hour_ago = SystemTime::now() - Duration::from_hours(1);
    out.get_ref().set_modified(an_hour_ago)?;
    Ok(line)
}

/// The median time of a program over a log, or `None` if the program is not installed.
fn median(program: &Path, arguments: &[&str], log: &Path) -> Option<Duration> {
    let mut times = Vec::new();
    for _ in 0..=RUNS {
        let start = Instant::now();
        let status = Command::new(program)
            .args(arguments)
            .arg(log)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.ok()?;
        times.push(start.elapsed());
    }
    // The first run fills the disk cache.
    let times = &mut times[1..];
    times.sort();
    Some(times[times.len() / 2])
}

fn show(name: &str, time: Option<Duration>, tcerr_time: Option<Duration>) {
    match (time, tcerr_time) {
        (Some(time), Some(tcerr_time)) => println!(
            "  {name:12} {:8.1} ms   tcerr takes {:.2} times that",
            time.as_secs_f64() * 1e3,
            tcerr_time.as_secs_f64() / time.as_secs_f64()
        ),
        _ => println!("  {name:12} not installed"),
    }
}
