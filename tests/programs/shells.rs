//! Proves that Tab completes commands, options and codes in each shell with its script from
//! `completions/`. Which candidates tcerr offers for a word is checked in `tests/cli`.

use crate::screen::Screen;

fn script(file: &str) -> String {
    format!("{}/completions/{file}", env!("CARGO_MANIFEST_DIR"))
}

/// Runs a command in a shell of any prompt and syntax.
fn enter(screen: &Screen, command: &str) {
    screen.text(command);
    screen.keys(&["Enter"]);
    screen.settle();
}

/// Types `text` and Tab, and expects `completed` on the screen. The line is left as it is.
#[track_caller]
fn completes(screen: &Screen, text: &str, completed: &str) {
    screen.text(text);
    screen.keys(&["Tab"]);
    screen.wait_for(completed);
}

/// Types the start of a family and Tab, then the start of a code and Tab, and expects the whole
/// code in the line.
#[track_caller]
fn completes_in_two_steps(screen: &Screen) {
    completes(screen, "tcerr AuthF", "tcerr AuthFailure");
    completes(screen, ".SecretIdN", "tcerr AuthFailure.SecretIdNotFound");
    screen.keys(&["C-c"]);
    completes(screen, "tcerr explain --la", "tcerr explain --lang");
    screen.keys(&["C-c"]);
}

#[test]
#[ignore = "needs bash and tmux"]
fn bash_completes() {
    let screen = Screen::start("bash --norc", 100);
    screen.run(&format!("source {}", script("tcerr.bash")));
    completes_in_two_steps(&screen);
    completes(&screen, "tcerr InvalidRequest.U", "tcerr InvalidRequest.UnsupportedProtocol");
    screen.keys(&["C-c"]);
    completes(&screen, "tcerr compl", "tcerr completions");
    completes(&screen, "z", "tcerr completions zsh");
}

#[test]
#[ignore = "needs zsh and tmux"]
fn zsh_completes_when_sourced() {
    let screen = Screen::start("zsh -f", 100);
    screen.run("autoload -U compinit; compinit -u");
    screen.run(&format!("source {}", script("_tcerr")));
    completes_in_two_steps(&screen);
    screen.run("clear; export TCERR_LANG=zh");
    completes(&screen, "tcerr AuthFailure.", "密钥不存在");
}

#[test]
#[ignore = "needs zsh and tmux"]
fn zsh_completes_from_its_function_path() {
    let screen = Screen::start("zsh -f", 100);
    screen.run(&format!("fpath=({}/completions $fpath)", env!("CARGO_MANIFEST_DIR")));
    screen.run("autoload -U compinit; compinit -u");
    completes_in_two_steps(&screen);
}

#[test]
#[ignore = "needs fish and tmux"]
fn fish_completes() {
    let screen = Screen::start("fish --no-config", 100);
    enter(&screen, &format!("source {}", script("tcerr.fish")));
    completes(&screen, "tcerr AuthFailure.SecretIdN", "tcerr AuthFailure.SecretIdNotFound");
    screen.keys(&["C-c"]);
    enter(&screen, "clear; set -x TCERR_LANG zh");
    // Families have their dot, and descriptions are in the user's language.
    completes(&screen, "tcerr authf", "AuthFailure.");
    screen.wait_for("身份认证或鉴权失败");
}

#[test]
#[ignore = "needs elvish and tmux"]
fn elvish_completes() {
    let screen = Screen::start("elvish -norc", 100);
    enter(&screen, &format!("eval (slurp < {})", script("tcerr.elv")));
    completes(&screen, "tcerr AuthFailure.SecretIdN", "AuthFailure.SecretIdNotFound");
}

#[test]
#[ignore = "needs nushell and tmux"]
fn nushell_completes() {
    let screen = Screen::start("nu --no-config-file", 100);
    enter(&screen, &format!("use {} *", script("tcerr.nu")));
    completes(&screen, "tcerr AuthFailure.SecretIdN", "tcerr AuthFailure.SecretIdNotFound");
    screen.keys(&["C-c"]);
    completes(&screen, "tcerr explain --la", "tcerr explain --lang");
}
