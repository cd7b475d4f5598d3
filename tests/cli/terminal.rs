use tcerr::render::{self, Look};
use tcerr::{Explanation, Lang, Report, Table, explain};
use unicode_width::UnicodeWidthStr;

use crate::support::{Run, tcerr};

#[test]
fn colour_follows_option_then_environment_then_terminal() {
    const CODE: &str = "\u{1b}[31;1mResourceInUse\u{1b}[0m";
    fn is_coloured(run: Run) -> bool {
        let output = run.output();
        assert_eq!(output.starts_with(CODE), output.contains('\u{1b}'), "{output}");
        output.contains('\u{1b}')
    }
    let run = |color: &str| tcerr(["--color", color, "ResourceInUse"]);
    assert!(!is_coloured(run("auto")), "a pipe is no terminal");
    assert!(is_coloured(run("always")));
    assert!(!is_coloured(run("never")));
    assert!(is_coloured(run("auto").env("CLICOLOR_FORCE", "1")));
    assert!(!is_coloured(run("auto").env("CLICOLOR_FORCE", "0")));
    assert!(!is_coloured(run("auto").env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1")));
    assert!(is_coloured(run("auto").env("CLICOLOR_FORCE", "1").env("NO_COLOR", "")));
    assert!(
        is_coloured(run("always").env("NO_COLOR", "1")),
        "an option is nearer than the environment"
    );
    assert!(!is_coloured(run("never").env("CLICOLOR_FORCE", "1")));
    assert!(is_coloured(run("always").env("TERM", "dumb")));
}

#[test]
fn colour_adds_nothing_but_colour() {
    let plain = tcerr(["AuthFailure", "--color", "never"]).output();
    let coloured = tcerr(["AuthFailure", "--color", "always"]).output();
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
}

#[test]
fn json_is_never_coloured() {
    let answer = tcerr(["--json", "--color", "always", "AuthFailure"]).output();
    assert!(!answer.contains('\u{1b}'));
}

#[test]
fn links_are_clickable_only_where_that_is_supported() {
    let link = "\u{1b}]8;;https://cloud.tencent.com/document/product/598/10603\u{1b}\\https://cloud.tencent.com/document/product/598/10603\u{1b}]8;;\u{1b}\\";
    let run = || tcerr(["UnauthorizedOperation", "--color", "always"]);
    assert!(!run().output().contains("\u{1b}]8"));
    assert!(run().env("FORCE_HYPERLINK", "1").output().contains(link));
    let never = tcerr(["UnauthorizedOperation", "--color", "never"]).env("FORCE_HYPERLINK", "1");
    assert!(!never.output().contains('\u{1b}'));
}

#[test]
fn language_follows_option_then_environment() {
    let is_chinese = |run: Run| run.output().contains("重试");
    let run = || tcerr(["NoSuchVersion"]);
    assert!(!is_chinese(run()));
    for value in ["zh", "zh_CN.UTF-8", "zh_TW", "zh-Hans"] {
        assert!(is_chinese(run().env("LANG", value)), "{value}");
        assert!(is_chinese(run().env("TCERR_LANG", value)), "{value}");
    }
    assert!(!is_chinese(run().env("LANG", "zh_CN.UTF-8").env("LC_ALL", "en_US.UTF-8")));
    assert!(!is_chinese(run().env("LC_MESSAGES", "C").env("LANG", "zh_CN.UTF-8")));
    assert!(is_chinese(run().env("LC_ALL", "").env("LANG", "zh_CN.UTF-8")));
    assert!(is_chinese(run().env("LC_ALL", "en_US.UTF-8").env("TCERR_LANG", "zh")));
    assert!(is_chinese(tcerr(["NoSuchVersion", "--lang", "zh"]).env("TCERR_LANG", "en")));
    assert!(!is_chinese(tcerr(["NoSuchVersion", "--lang", "en"]).env("LANG", "zh_CN.UTF-8")));
}

#[test]
fn wraps_at_the_width_asked_for() {
    tcerr(["AuthFailure", "--width", "40"]).golden("width-40.en.txt").check();
    tcerr(["AuthFailure", "--width", "40", "--lang", "zh"]).golden("width-40.zh.txt").check();
    tcerr(["AuthFailure", "--width", "200"]).golden("width-200.en.txt").check();
}

/// All that the table can answer, in both languages.
fn every_answer() -> impl Iterator<Item = Explanation> {
    let table = Table::embedded();
    // Codes of products are many and much alike: every 10th stands for all.
    let codes = table
        .codes()
        .enumerate()
        .filter(|(place, code)| code.meanings().len() > 0 || place % 10 == 0)
        .map(|(_, code)| code.name().to_owned());
    let families = table.families().map(|family| format!("{}.UnknownMember", family.name()));
    codes
        .chain(families)
        .flat_map(|code| [Lang::En, Lang::Zh].map(|lang| explain(&Report::of_code(&code), lang)))
}

fn rendered(answer: &Explanation, width: usize, all: bool) -> String {
    let look = Look { width, color: false, hyperlinks: false, all };
    let mut text = Vec::new();
    render::text(answer, look, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for answer in every_answer() {
        for width in [40, 80, 200] {
            for line in rendered(&answer, width, true).lines() {
                // What stands left of a word that is too wide itself: indent, label, number.
                let is_one_word =
                    line.split_whitespace().filter(|word| word.len() > 2).count() <= 2;
                let too_wide = line.split(' ').map(UnicodeWidthStr::width).max() > Some(width - 13);
                assert!(
                    line.width() <= width || (is_one_word && too_wide),
                    "{:?} at {width}: {line}",
                    answer.code
                );
            }
        }
    }
}

#[test]
fn every_meaning_is_named() {
    for answer in every_answer().filter(|answer| answer.decided_by.is_none()) {
        let text = rendered(&answer, 200, false);
        for meaning in &answer.meanings {
            let product = meaning.product.filter(|_| !meaning.has_own_label);
            let name = product.unwrap_or(meaning.label);
            assert!(text.contains(name), "{:?}: {name}", answer.code);
        }
    }
}

#[test]
fn an_answer_takes_one_screen() {
    let mut long = Vec::new();
    for answer in every_answer() {
        let lines = rendered(&answer, 80, false).lines().count();
        if lines > 24 {
            long.push(format!("{:?} {:?}: {lines}", answer.code, answer.lang));
        }
    }
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn escapes_of_the_input_do_not_reach_the_terminal() {
    let body = r#"{"Response":{"Error":{"Code":"AuthFailure.\u001b[31mX","Message":"a\u001b]0;b\u0007\u202ec"},"RequestId":"r\u001b[0m"}}"#;
    for form in ["--plain", "--all"] {
        let output = tcerr([form]).stdin(body).output();
        assert!(!output.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{output}");
    }
}
