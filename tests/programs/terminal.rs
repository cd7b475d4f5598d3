//! Proves how tcerr behaves in a terminal: widths, colors, waiting for input, and commands under
//! `tcerr run` that keep their terminal, their keys and their signals. The terminal is tmux with
//! `sh`; Windows consoles are not covered.

use unicode_width::UnicodeWidthStr;

use crate::screen::Screen;

fn shell(columns: u16) -> Screen {
    Screen::start("sh", columns)
}

#[test]
#[ignore = "needs tmux"]
fn tcerr_without_arguments_shows_examples_instead_of_waiting() {
    let shown = shell(80).run("tcerr");
    assert!(shown.contains("  tcerr AuthFailure.SignatureFailure\n"), "{shown}");
    assert!(shown.contains("  curl -s https://cvm.tencentcloudapi.com ... | tcerr\n"), "{shown}");
    let shown = shell(80).run("TCERR_LANG=zh tcerr");
    assert!(shown.contains("全部选项：tcerr --help"), "{shown}");
}

#[test]
#[ignore = "needs tmux"]
fn a_dash_waits_for_pasted_input() {
    let screen = shell(80);
    screen.text("tcerr -");
    screen.keys(&["Enter"]);
    screen.wait_for("tcerr: paste the error, then press Ctrl-D");
    screen.text(r#"{"Error":{"Code":"NoSuchVersion","Message":"m"},"RequestId":"r-1"}"#);
    screen.keys(&["Enter", "C-d"]);
    screen.wait_for("Req    r-1");
}

#[test]
#[ignore = "needs tmux"]
fn an_answer_fits_the_terminal() {
    for (columns, max_width) in [(40, 40), (80, 80), (200, 100)] {
        for lang in ["en", "zh"] {
            let shown = shell(columns).run(&format!("clear; TCERR_LANG={lang} tcerr AuthFailure"));
            let answer: Vec<&str> =
                shown.lines().skip_while(|line| *line != "AuthFailure").collect();
            assert!(answer.len() > 10, "{shown}");
            // A link is never broken, so its line may be wider.
            let texts = answer.iter().filter(|line| !line.contains("https://"));
            let width = texts.map(|line| line.width()).max().unwrap();
            assert!(width <= max_width, "{width} columns of {columns}:\n{shown}");
            // The remark at the right margin moves to its own line in a narrow terminal.
            let remark = answer.iter().find(|line| line.ends_with("API 2.0 · 4101")).unwrap();
            assert!(columns == 40 || remark.width() == max_width, "{shown}");
        }
    }
}

#[test]
#[ignore = "needs tmux"]
fn a_terminal_gets_colors_unless_they_are_turned_off() {
    let is_colored = |line: &str| {
        let screen = shell(80);
        screen.run(&format!("clear; {line}"));
        screen.shows(true).lines().any(|line| line.contains("\u{1b}[") && line.contains("Retry"))
    };
    assert!(is_colored("tcerr NoSuchVersion"));
    assert!(!is_colored("NO_COLOR=1 tcerr NoSuchVersion"));
    assert!(!is_colored("TERM=dumb tcerr NoSuchVersion"));
    assert!(!is_colored("TERM=dumb CI=true tcerr NoSuchVersion"));
    assert!(!is_colored("CLICOLOR=0 tcerr NoSuchVersion"));
    assert!(!is_colored("tcerr NoSuchVersion --color never"));
    assert!(!is_colored("tcerr NoSuchVersion | cat"));
    assert!(is_colored("NO_COLOR=1 tcerr NoSuchVersion --color always | cat"));
}

#[test]
#[ignore = "needs tmux"]
fn a_closed_pipe_is_silent() {
    let shown = shell(80).run("yes NoSuchVersion | head -5000 | tcerr | head -1; echo $?");
    assert!(shown.contains("\nNoSuchVersion\n0\n"), "{shown}");
}

/// A line that clears the screen and runs `script` under `tcerr run`.
fn run_line(script: &str) -> String {
    format!("clear; tcerr run -- sh -c '{script}'")
}

#[test]
#[ignore = "needs tmux"]
fn a_command_under_run_keeps_its_terminal() {
    let shown = shell(93).run(&run_line("test -t 0 && test -t 1 && test -t 2 && stty size <&1"));
    assert!(shown.contains("\n90 93\n") || shown.starts_with("90 93\n"), "{shown}");
    let line = run_line("test -t 1 && test ! -t 2 && echo half-$((40+2))") + " 2>/dev/null";
    let shown = shell(80).run(&line);
    assert!(shown.contains("half-42"), "{shown}");
}

#[test]
#[ignore = "needs tmux"]
fn a_command_under_run_draws_as_it_does_alone() {
    let script = "printf \"\\033[31mred\\033[0m\\nnext\\n50%%\\r100%%\\n\"";
    let drawn = |line: String| {
        let screen = shell(80);
        screen.run(&line);
        screen
            .shows(true)
            .lines()
            .filter(|line| !line.contains("printf"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let alone = drawn(format!("clear; sh -c '{script}'"));
    assert!(alone.contains("\u{1b}[31mred"), "{alone:?}");
    assert_eq!(drawn(run_line(script)), alone);
}

#[test]
#[ignore = "needs tmux"]
fn ctrl_c_reaches_the_command_once() {
    let screen = shell(80);
    screen.text(&run_line("trap \"echo caught; n=x\\$n\" INT; echo ready-$((40+2)); while test \"$n\" != xx; do sleep 0.2; done; exit 6"));
    screen.keys(&["Enter"]);
    screen.wait_for("ready-42");
    screen.keys(&["C-c"]);
    screen.wait_for("caught");
    screen.settle();
    assert_eq!(screen.shows(false).matches("caught").count(), 1, "{}", screen.shows(false));
    screen.keys(&["C-c"]);
    let shown = screen.run("echo status $?");
    assert_eq!(shown.matches("caught").count(), 2, "{shown}");
    assert!(shown.contains("\nstatus 6"), "{shown}");
}

#[test]
#[ignore = "needs tmux"]
fn a_command_can_be_suspended_and_resumed() {
    let screen = shell(80);
    screen.run("set -m");
    screen.text(&run_line("echo ready-$((40+2)); read x; echo read $x; exit 7"));
    screen.keys(&["Enter"]);
    screen.wait_for("ready-42");
    screen.keys(&["C-z"]);
    screen.settle();
    screen.text("clear; fg; echo status $?");
    screen.keys(&["Enter"]);
    screen.settle();
    screen.text("typed");
    screen.keys(&["Enter"]);
    let shown = screen.wait_for("\nstatus 7");
    assert!(shown.contains("\nread typed\n"), "{shown}");
}

#[test]
#[ignore = "needs tmux"]
fn a_command_is_notified_when_the_terminal_is_resized() {
    let screen = shell(80);
    screen.text(&run_line(
        "trap \"stty size <&1\" WINCH; echo ready-$((40+2)); while :; do sleep 0.2; done",
    ));
    screen.keys(&["Enter"]);
    screen.wait_for("ready-42");
    screen.resize(70);
    screen.wait_for("\n90 70");
    screen.keys(&["C-c"]);
    let shown = screen.run("echo status $?");
    assert!(shown.contains("\nstatus 130"), "{shown}");
}

#[test]
#[ignore = "needs tmux"]
fn a_failure_of_a_command_is_explained_in_color() {
    let screen = shell(80);
    screen.run(&run_line(
        "echo \"Code=InvalidZone.MismatchRegion, Message=no, RequestId=r-1\"; exit 3",
    ));
    let shown = screen.shows(true);
    assert!(
        shown.lines().any(|line| line.contains("\u{1b}[") && line.contains("Retry")),
        "{shown}"
    );
}
