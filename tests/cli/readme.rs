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

/// The README with what `output` says that each command of its console blocks prints; `None` keeps
/// what is there. Returns how many commands it has too.
fn with_outputs(markdown: &str, output: impl Fn(&str) -> Option<String>) -> (String, usize) {
    let mut lines = markdown.lines().peekable();
    let (mut text, mut examples) = (String::new(), 0);
    let mut in_console = false;
    while let Some(line) = lines.next() {
        writeln!(text, "{line}").unwrap();
        if line.starts_with("```") {
            in_console = line == "```console";
        }
        let Some(command) = line.strip_prefix("$ ").filter(|_| in_console) else { continue };
        let mut command = command.to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with("> ")) {
            writeln!(text, "{more}").unwrap();
            command = format!("{command}\n{}", &more[2..]);
        }
        let mut shown = String::new();
        let is_output = |line: &&str| !line.starts_with("$ ") && !line.starts_with("```");
        while let Some(line) = lines.next_if(is_output) {
            writeln!(shown, "{line}").unwrap();
        }
        text.push_str(&output(&command).unwrap_or(shown));
        examples += 1;
    }
    (text, examples)
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
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let folder = std::env::temp_dir().join(format!("tcerr-readme-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // These are no part of a bare machine; .ci/run installs them, and insists.
    let missing: Vec<&str> = ["jq", "sqlite3"]
        .into_iter()
        .filter(|program| Command::new(program).arg("--version").output().is_err())
        .collect();
    let insists = std::env::var_os("TCERR_ALL_EXAMPLES").is_some();
    assert!(missing.is_empty() || !insists, "missing: {missing:?}");
    let (shown, examples) = with_outputs(&readme, |command| {
        let runs = missing.iter().all(|program| !command.contains(program));
        runs.then(|| run(command, &folder))
    });
    assert!(examples >= 6, "only {examples} examples found");
    std::fs::remove_dir_all(&folder).unwrap();
    let readme = Data::read_from(&path, Some(DataFormat::Text));
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(shown.into_data().raw(), readme.raw());
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
