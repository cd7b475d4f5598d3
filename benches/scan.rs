//! `tcerr scan` beside `rg -c` and `wc -l` over the same logs: one with few failures, one with as
//! many look-alikes, one in which every line is a failure. Run with `cargo bench --bench scan`;
//! `TCERR_BENCH_MIB` sets the size of the first, 512 otherwise.

#![allow(clippy::print_stdout, reason = "what a bench is for")]

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// Runs of each program; the median counts.
const RUNS: usize = 5;

fn main() -> std::io::Result<()> {
    // `cargo test --benches` asks whether it runs at all.
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(());
    }
    let size = std::env::var("TCERR_BENCH_MIB").ok().and_then(|size| size.parse().ok());
    let size = size.unwrap_or(512) << 20;
    let folder = std::env::temp_dir().join("tcerr-bench-scan");
    fs::create_dir_all(&folder)?;
    for (name, size, failures, lookalikes) in [
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
        let lines = log(&path, size, failures, lookalikes)?;
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

/// Writes a log in which one line in so many is a failure, and one in so many resembles one.
fn log(path: &PathBuf, size: u64, failures: u64, lookalikes: u64) -> std::io::Result<u64> {
    let mut out = BufWriter::new(File::create(path)?);
    let (mut written, mut line) = (0, 0);
    while written < size {
        // Numbers that look random and are the same every time.
        let random = line * 6_364_136_223_846_793_005 % 1_000_003;
        let time = format!(
            "2026-11-24T12:{:02}:{:02}.{:03}Z",
            line / 60_000 % 60,
            line / 1000 % 60,
            line % 1000
        );
        let text = if line % failures == 0 {
            let code = ["RequestLimitExceeded", "InternalError", "AuthFailure.SignatureExpire"]
                [(random % 3) as usize];
            match line / failures % 4 {
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
        } else if lookalikes > 0 && line % lookalikes == 0 {
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
    // A log that was written this moment is read more carefully.
    let an_hour_ago = SystemTime::now() - Duration::from_hours(1);
    out.get_ref().set_modified(an_hour_ago)?;
    Ok(line)
}

/// The median time of a program over a log; `None` where there is no such program.
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
    // The first run fills the cache of the disk.
    let times = &mut times[1..];
    times.sort();
    Some(times[times.len() / 2])
}

fn show(name: &str, time: Option<Duration>, peer: Option<Duration>) {
    match (time, peer) {
        (Some(time), Some(peer)) => println!(
            "  {name:12} {:8.1} ms   tcerr takes {:.2} times that",
            time.as_secs_f64() * 1e3,
            peer.as_secs_f64() / time.as_secs_f64()
        ),
        _ => println!("  {name:12} not there"),
    }
}
