//! Compiles `data/` into the table that the binary embeds.
//!
//! A bad row stops the build: every problem is printed as `file:line: reason`.

use std::{env, error::Error, fs, path::Path, process::ExitCode};

#[path = "build/blob.rs"]
mod blob;
#[path = "src/kind.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library shares it, and its public API has it")]
mod kind;
#[path = "src/table/layout.rs"]
mod layout;
#[path = "build/source.rs"]
mod source;

#[allow(clippy::print_stderr, reason = "cargo shows what a failed build script prints there")]
fn main() -> Result<ExitCode, Box<dyn Error>> {
    for path in ["build.rs", "build", "data", "src/kind.rs", "src/table/layout.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let read = |name: &str| fs::read_to_string(Path::new("data").join(name));
    let source = source::Source {
        common: &read(source::COMMON)?,
        client: &read(source::CLIENT)?,
        families: &read(source::FAMILIES)?,
    };
    match source.check() {
        Ok(rows) => {
            let out = Path::new(&env::var("OUT_DIR")?).join("table.bin");
            fs::write(out, blob::write(&rows))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            for problem in problems {
                eprintln!("{problem}");
            }
            Ok(ExitCode::FAILURE)
        }
    }
}
