use crate::screen::Screen;

fn script(file: &str) -> String {
    format!("{}/completions/{file}", env!("CARGO_MANIFEST_DIR"))
}

/// Types a family, then a code, each ended by Tab, and expects the whole code in the line.
#[track_caller]
fn completes_in_two_steps(screen: &Screen) {
    screen.text("tcerr AuthF");
    screen.keys(&["Tab"]);
    screen.wait_for("tcerr AuthFailure");
    screen.text(".SecretIdN");
    screen.keys(&["Tab"]);
    screen.wait_for("tcerr AuthFailure.SecretIdNotFound");
    screen.keys(&["C-c"]);
    screen.text("tcerr explain --la");
    screen.keys(&["Tab"]);
    screen.wait_for("tcerr explain --lang");
    screen.keys(&["C-c"]);
}

#[test]
#[ignore = "needs bash and tmux"]
fn bash_completes() {
    let screen = Screen::start("bash --norc", 100);
    screen.run(&format!("source {}", script("tcerr.bash")));
    completes_in_two_steps(&screen);
    screen.text("tcerr InvalidRequest.U");
    screen.keys(&["Tab"]);
    screen.wait_for("tcerr InvalidRequest.UnsupportedProtocol");
    screen.keys(&["C-c"]);
    screen.text("tcerr compl");
    screen.keys(&["Tab"]);
    screen.wait_for("tcerr completions");
    screen.text("z");
    screen.keys(&["Tab"]);
    screen.wait_for("tcerr completions zsh");
}

#[test]
#[ignore = "needs zsh and tmux"]
fn zsh_completes_when_sourced() {
    let screen = Screen::start("zsh -f", 100);
    screen.run("autoload -U compinit; compinit -u");
    screen.run(&format!("source {}", script("_tcerr")));
    completes_in_two_steps(&screen);
    screen.run("clear; export TCERR_LANG=zh");
    screen.text("tcerr AuthFailure.");
    screen.keys(&["Tab"]);
    screen.wait_for("密钥不存在");
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
    screen.text(&format!("source {}", script("tcerr.fish")));
    screen.keys(&["Enter"]);
    screen.settle();
    screen.text("tcerr AuthFailure.SecretIdN");
    screen.keys(&["Tab"]);
    screen.wait_for("tcerr AuthFailure.SecretIdNotFound");
    screen.keys(&["C-c"]);
    screen.text("clear; set -x TCERR_LANG zh");
    screen.keys(&["Enter"]);
    screen.settle();
    screen.text("tcerr authf");
    screen.keys(&["Tab"]);
    // Descriptions in the user's language, families with their dot.
    screen.wait_for("AuthFailure.");
    screen.wait_for("身份认证或鉴权失败");
}

#[test]
#[ignore = "needs elvish and tmux"]
fn elvish_completes() {
    let screen = Screen::start("elvish -norc", 100);
    screen.text(&format!("eval (slurp < {})", script("tcerr.elv")));
    screen.keys(&["Enter"]);
    screen.settle();
    screen.text("tcerr AuthFailure.SecretIdN");
    screen.keys(&["Tab"]);
    screen.wait_for("AuthFailure.SecretIdNotFound");
}

#[test]
#[ignore = "needs nushell and tmux"]
fn nushell_completes() {
    let screen = Screen::start("nu --no-config-file", 100);
    screen.text(&format!("use {} *", script("tcerr.nu")));
    screen.keys(&["Enter"]);
    screen.settle();
    screen.text("tcerr AuthFailure.SecretIdN");
    screen.keys(&["Tab"]);
    screen.wait_for("tcerr AuthFailure.SecretIdNotFound");
    screen.keys(&["C-c"]);
    screen.text("tcerr explain --la");
    screen.keys(&["Tab"]);
    screen.wait_for("tcerr explain --lang");
}
