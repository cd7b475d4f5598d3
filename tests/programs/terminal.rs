use unicode_width::UnicodeWidthStr;

use crate::screen::Screen;

fn shell(columns: u16) -> Screen {
    Screen::start("sh", columns)
}

#[test]
#[ignore = "needs tmux"]
fn bare_tcerr_shows_two_examples_instead_of_waiting() {
    let shown = shell(80).run("tcerr");
    assert!(shown.contains("  tcerr AuthFailure.SignatureFailure\n"), "{shown}");
    assert!(shown.contains("  curl -s https://cvm.tencentcloudapi.com ... | tcerr\n"), "{shown}");
    let shown = shell(80).run("TCERR_LANG=zh tcerr");
    assert!(shown.contains("全部选项：tcerr --help"), "{shown}");
}

#[test]
#[ignore = "needs tmux"]
fn a_dash_waits_for_what_is_pasted() {
    let screen = shell(80);
    screen.text("tcerr -");
    screen.keys(&["Enter"]);
    screen.wait_for("tcerr: paste the error, then end with Ctrl-D");
    screen.text(r#"{"Error":{"Code":"NoSuchVersion","Message":"m"},"RequestId":"r-1"}"#);
    screen.keys(&["Enter", "C-d"]);
    screen.wait_for("Req    r-1");
}

#[test]
#[ignore = "needs tmux"]
fn an_answer_fits_the_terminal() {
    for (columns, widest) in [(40, 40), (80, 80), (200, 100)] {
        for lang in ["en", "zh"] {
            let shown = shell(columns).run(&format!("clear; TCERR_LANG={lang} tcerr AuthFailure"));
            let answer: Vec<&str> =
                shown.lines().skip_while(|line| *line != "AuthFailure").collect();
            assert!(answer.len() > 10, "{shown}");
            // Where a line is narrow, the remark stands below; a link is never broken.
            let texts = answer.iter().filter(|line| !line.contains("https://"));
            let width = texts.map(|line| line.width()).max().unwrap();
            assert!(width <= widest, "{width} columns of {columns}:\n{shown}");
            let tag = answer.iter().find(|line| line.ends_with("API 2.0 · 4101")).unwrap();
            assert!(columns == 40 || tag.width() == widest, "{shown}");
        }
    }
}

#[test]
#[ignore = "needs tmux"]
fn a_terminal_gets_colours_unless_it_is_told_otherwise() {
    let is_coloured = |line: &str| {
        let screen = shell(80);
        screen.run(&format!("clear; {line}"));
        screen.shows(true).lines().any(|line| line.contains("\u{1b}[") && line.contains("Retry"))
    };
    assert!(is_coloured("tcerr NoSuchVersion"));
    assert!(!is_coloured("NO_COLOR=1 tcerr NoSuchVersion"));
    assert!(!is_coloured("TERM=dumb tcerr NoSuchVersion"));
    assert!(!is_coloured("TERM=dumb CI=true tcerr NoSuchVersion"));
    assert!(!is_coloured("CLICOLOR=0 tcerr NoSuchVersion"));
    assert!(!is_coloured("tcerr NoSuchVersion --color never"));
    assert!(!is_coloured("tcerr NoSuchVersion | cat"));
    assert!(is_coloured("NO_COLOR=1 tcerr NoSuchVersion --color always | cat"));
}

#[test]
#[ignore = "needs tmux"]
fn a_closed_pipe_is_silent() {
    let shown = shell(80).run("yes NoSuchVersion | head -5000 | tcerr | head -1; echo $?");
    assert!(shown.contains("\nNoSuchVersion\n0\n"), "{shown}");
}
