use snapbox::{Data, data::DataFormat};

use crate::support::tcerr;

#[test]
fn committed_completion_scripts_are_current() {
    for (shell, file) in [
        ("bash", "tcerr.bash"),
        ("elvish", "tcerr.elv"),
        ("fish", "tcerr.fish"),
        ("nushell", "tcerr.nu"),
        ("powershell", "_tcerr.ps1"),
        ("zsh", "_tcerr"),
    ] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("completions").join(file);
        tcerr(["completions", shell])
            .stdout(Data::read_from(&path, Some(DataFormat::Text)))
            .check();
    }
}

#[test]
fn codes_complete_in_two_steps() {
    for (typed, lang, candidates) in [
        (
            "authf",
            "en",
            "AuthFailure\tSignature or authorization refused\nAuthFailure.\tAuthentication or authorization failed\n",
        ),
        ("AuthFailure.SecretIdN", "zh", "AuthFailure.SecretIdNotFound\t密钥不存在\n"),
        (
            "ResourceNotF",
            "zh_CN.UTF-8",
            "ResourceNotFound\t资源不存在\nResourceNotFound.\t资源不存在\n",
        ),
    ] {
        tcerr(["--", "tcerr", "explain", typed])
            .env("COMPLETE", "fish")
            .env("TCERR_LANG", lang)
            .stdout(candidates)
            .check();
    }
}

#[test]
fn nushell_gets_candidates_as_json() {
    tcerr(["--", "tcerr", "explain", "AuthFailure.SecretIdN"])
        .env("COMPLETE", "nushell")
        .stdout(
            "[{\"description\":\"Key not found\",\"value\":\"AuthFailure.SecretIdNotFound\"}]\n",
        )
        .check();
}

#[test]
fn the_manual_page_says_what_the_help_says() {
    let page = tcerr(["man"]).output();
    for text in [".TH tcerr 1", ".SH NAME", ".SH COMMANDS", ".SH \"EXIT STATUS\"", "NO_COLOR"] {
        assert!(page.contains(text), "{text}\n{page}");
    }
    for option in ["json", "plain", "lang", "color", "width", "all"] {
        assert!(page.contains(&format!("\\-\\-{option}")), "{option}\n{page}");
    }
}

#[test]
fn bare_tcerr_on_no_terminal_reads_standard_input() {
    tcerr([])
        .stderr(
            "tcerr: standard input is empty; provide a code, an API 2.0 number or the full error text\n",
        )
        .status(1)
        .check();
}
