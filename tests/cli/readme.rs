use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use snapbox::cmd::cargo_bin;
use snapbox::data::DataFormat;
use snapbox::{Data, IntoData as _};

use crate::support::tcerr;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// One command of a console block and what the block says that it prints.
struct Example {
    line: usize,
    command: String,
    output: String,
}

fn examples(markdown: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut in_console = false;
    for (place, line) in markdown.lines().enumerate() {
        if line.starts_with("```") {
            in_console = line == "```console";
        } else if in_console && let Some(command) = line.strip_prefix("$ ") {
            let command = command.to_owned();
            examples.push(Example { line: place + 1, command, output: String::new() });
        } else if in_console && let Some(more) = line.strip_prefix("> ") {
            let example = examples.last_mut().expect("a command before its next line");
            example.command.push('\n');
            example.command.push_str(more);
        } else if in_console {
            let example = examples.last_mut().expect("a command before its output");
            example.output.push_str(line);
            example.output.push('\n');
        }
    }
    examples
}

/// The output of a shell command in a folder, standard error included, and in brackets a status
/// that is not 0.
fn run(command: &str, folder: &Path) -> String {
    let programs = cargo_bin!("tcerr").parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .env("PATH", format!("{}:{path}", programs.display()))
        .current_dir(folder)
        .env("LANG", "C")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env_remove("TCERR_LANG")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    if let Some(status) = output.status.code().filter(|&status| status != 0) {
        writeln!(text, "[{status}]").unwrap();
    }
    text
}

#[test]
#[cfg(unix)]
fn the_examples_of_the_readme_are_true() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let examples = examples(&readme);
    assert!(examples.len() >= 6, "only {} examples found", examples.len());
    let folder = std::env::temp_dir().join(format!("tcerr-readme-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // These are no part of a bare machine; .ci/run installs them, and insists.
    let missing: Vec<&str> = ["jq", "sqlite3"]
        .into_iter()
        .filter(|program| Command::new(program).arg("--version").output().is_err())
        .collect();
    let insists = std::env::var_os("TCERR_ALL_EXAMPLES").is_some();
    assert!(missing.is_empty() || !insists, "missing: {missing:?}");
    for example in examples {
        if missing.iter().all(|program| !example.command.contains(program)) {
            let output = run(&example.command, &folder);
            assert_eq!(output, example.output, "README.md:{}", example.line);
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_readme_knows_every_option_key_and_status() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let help = tcerr(["--help"]).output();
    let options = help.split_whitespace().filter_map(|word| word.strip_prefix("--"));
    for option in options.filter(|option| !["help", "version", ""].contains(option)) {
        let option = option.trim_end_matches(|c: char| !c.is_alphabetic());
        assert!(readme.contains(&format!("`--{option}")), "--{option}");
    }
    let schema: serde_json::Value = serde_json::from_str(&tcerr(["schema"]).output()).unwrap();
    for object in [&schema, &schema["$defs"]["meaning"]] {
        for key in object["properties"].as_object().unwrap().keys() {
            let named = [format!("`{key}`"), format!("`{key}[]`")];
            assert!(named.iter().any(|name| readme.contains(name)), "{key}");
        }
    }
}

#[test]
fn the_picture_shows_what_the_binary_prints() {
    let output =
        tcerr(["explain", "AuthFailure.UnauthorizedOperation", "--color", "always"]).output();
    let shown = format!("$ tcerr explain AuthFailure.UnauthorizedOperation\n{output}");
    let picture = Data::read_from(&root().join("docs/explain.svg"), Some(DataFormat::TermSvg));
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(shown.into_data(), picture);
}
