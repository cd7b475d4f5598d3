//! Proves that each kind of bad row, entry, rule and fact stops the build, with its file, its line
//! and the reason. Only the start of a message is compared. The rows of `data/` itself are checked
//! by the build and by the other modules.

use crate::check::source::Source;
use crate::check::{causes, facts, text};

#[test]
fn a_bad_row_stops_the_build_with_file_line_and_reason() {
    assert_eq!(problems(GOOD, "", ""), Vec::<String>::new());
    let unsorted = format!("{GOOD}{}", GOOD.replace("A.B", "A.A"));
    for (text, problem) in [
        ("x", "data/common.toml:1: "),
        (
            &*GOOD.replace("type_zh", "type_ch"),
            "data/common.toml:3: `A.B`: unknown field `type_ch`",
        ),
        (&GOOD.replace("en = \"Some", "en = \"\" # "), "data/common.toml:4: `A.B`: `en` is empty"),
        (&GOOD.replace("zh = \"有错误。\"\n", ""), "data/common.toml:1: `A.B`: missing field `zh`"),
        (
            &GOOD.replace("\"no\"", "\"maybe\""),
            "data/common.toml:8: `A.B`: unknown variant `maybe`",
        ),
        (
            &GOOD.replace("\"caller\"", "\"nobody\""),
            "data/common.toml:11: `A.B`: unknown variant `nobody`",
        ),
        (
            &GOOD.replace("[\"Do it.\"]", "[\"Do it.\", \"Twice.\"]"),
            "data/common.toml:6: `A.B`: `fix_en` and `fix_zh`",
        ),
        (
            &GOOD.replace("\"Label\"", "\"Label \""),
            "data/common.toml:2: `A.B`: `type_en` has white space",
        ),
        (
            &GOOD
                .replace("[\"处理。\"]", "[\n  \"处理。\",\n  \"\",\n]")
                .replace("o it.\"", "o it.\", \"X\""),
            "data/common.toml:9: `A.B`: `fix_zh` is empty",
        ),
        (&GOOD.replace("A.B", "A B"), "data/common.toml:1: `A B`: `A B` does not have the form"),
        (
            &format!("{GOOD}legacy = 17\napi = \"2.0\"\n"),
            "data/common.toml:12: `A.B`: `legacy` is 17",
        ),
        (
            &format!("{GOOD}legacy = 4000\n"),
            "data/common.toml:12: `A.B`: `legacy` needs `api = \"2.0\"`",
        ),
        (&format!("{GOOD}docs = [\"x/1\"]\n"), "data/common.toml:12: `A.B`: `docs` has `x/1`"),
        (
            &format!("{GOOD}note_en = \"Half.\"\n"),
            "data/common.toml:12: `A.B`: `note_en` and `note_zh`",
        ),
        (
            &format!("{GOOD}made_by = [\"cobol\"]\n"),
            "data/common.toml:12: `A.B`: `made_by` has `cobol`",
        ),
        (&unsorted, "data/common.toml:12: `A.A` must come before `A.B`"),
        (&format!("{GOOD}{GOOD}"), "data/common.toml:12: "),
    ] {
        let found = problems(text, "", "");
        assert_eq!(found.len(), 1, "{found:?}\n{text}");
        assert!(found[0].starts_with(problem), "{}\n{problem}", found[0]);
    }
    assert!(problems("", GOOD, "")[0].contains("client.toml:1: `A.B`: `made_by` must name"));
    assert!(problems("", "", GOOD)[0].contains("families.toml:1: `A.B`: a family has no dot"));
    let numbered =
        |name: &str| format!("{}legacy = 4000\napi = \"2.0\"\n", GOOD.replace("A.B", name));
    let found = problems(&format!("{}{}", numbered("A"), numbered("B")), "", "");
    assert_eq!(found, ["data/common.toml:25: `legacy` 4000 is already used in common.toml:12"]);
}

#[test]
fn a_bad_entry_stops_the_build_with_file_line_and_reason() {
    const VERDICTS: &str =
        "[no.caller]\nwhy_en = \"w\"\nwhy_zh = \"因\"\nfix_en = [\"F.\"]\nfix_zh = [\"做。\"]\n";
    let family = GOOD.replace("A.B", "X");
    let common = GOOD.replace("A.B", "X.Common");
    let rows = Source { common: &common, client: "", undotted: "", cos: "", families: &family };
    let rows = rows.check().unwrap();
    let mut facts = fact_files(&["cbs", "cvm"], "");
    for name in ["cbs", "cvm"] {
        let codes = format!("@\nX.Common\nX.D{name}\nX.Ours\nY.Other\n");
        facts.files.insert(tcerr::facts::product_file(name), codes);
    }
    let facts = facts.check().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let check = |file: &str, entry: &str| -> Vec<String> {
        let products = [(file.to_owned(), entry.to_owned())].into();
        match (text::TextFiles { verdicts: VERDICTS.to_owned(), products }).check(&rows, &facts) {
            Ok(_) => Vec::new(),
            Err(problems) => problems.iter().map(ToString::to_string).collect(),
        }
    };
    let entry = |code: &str| format!("[\"{code}\"]\nen = \"It is wrong.\"\nzh = \"有错误。\"\n");
    assert_eq!(check("cvm", &entry("X.Dcvm")), Vec::<String>::new());
    assert_eq!(check("shared", &entry("X.Ours")), Vec::<String>::new());
    for (file, text, problem) in [
        ("cvm", "x".to_owned(), "data/text/cvm.toml:1: "),
        (
            "cvm",
            entry("X.Dcvm").replace("zh", "ch"),
            "data/text/cvm.toml:3: `X.Dcvm`: unknown field `ch`",
        ),
        (
            "cvm",
            entry("X.Dcvm").replace("It is wrong.", ""),
            "data/text/cvm.toml:2: `X.Dcvm`: `en` is empty",
        ),
        (
            "cvm",
            entry("X.Dcvm") + "fix_en = \"Do.\"\n",
            "data/text/cvm.toml:4: `X.Dcvm`: `fix_en` and",
        ),
        (
            "cvm",
            entry("X.Dcvm") + "type_zh = \"错\"\n",
            "data/text/cvm.toml:4: `X.Dcvm`: `type_en` and",
        ),
        (
            "cvm",
            entry("X.Dcvm") + "retry = \"later\"\n",
            "data/text/cvm.toml:4: `X.Dcvm`: `verdicts.toml` has no text for Later and Caller",
        ),
        (
            "cvm",
            entry("X.Dcvm") + "retry = \"never\"\n",
            "data/text/cvm.toml:4: `X.Dcvm`: unknown variant `never`",
        ),
        (
            "cvm",
            entry("X.Dcvm") + "\n# comment\nresponsible = \"nobody\"\n",
            "data/text/cvm.toml:6: `X.Dcvm`: unknown variant `nobody`",
        ),
        (
            "cvm",
            entry("X.Dcvm").replace("有错误。", "有错误。 "),
            "data/text/cvm.toml:3: `X.Dcvm`: `zh` is empty, or has white space",
        ),
        ("cvm", entry("X.Dcbs"), "data/text/cvm.toml:1: `X.Dcbs`: the product does not publish"),
        (
            "cvm",
            entry("X.Ours"),
            "data/text/cvm.toml:1: `X.Ours`: no text covers the product `cbs`",
        ),
        (
            "shared",
            entry("X.Dcvm"),
            "data/text/shared.toml:1: `X.Dcvm`: fewer than two products publish",
        ),
        ("shared", entry("X.Common"), "data/text/shared.toml:1: `X.Common`: a row outside `text/`"),
        ("shared", entry("Y.Other"), "data/text/shared.toml:1: `Y.Other`: the code has no family"),
        (
            "cvm",
            entry("X.Dcvm") + &entry("X.Dcbs"),
            "data/text/cvm.toml:4: `X.Dcbs` must come before `X.Dcvm`",
        ),
    ] {
        let found = check(file, &text);
        assert_eq!(found.len(), 1, "{found:?}\n{text}");
        assert!(found[0].starts_with(problem), "{}\n{problem}", found[0]);
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table of bad rules")]
fn a_bad_rule_stops_the_build_with_file_line_and_reason() {
    const GOOD_RULE: &str = r#"
[a-rule]
source = ["somewhere"]
codes = ["X.Mine"]
says_en = ["exceeds the limit `<limit>`"]
type_en = "Too much"
type_zh = "过多"
tell_en = "says `exceeds`"
tell_zh = "信息含超过"
en = "It is too much."
zh = "太多了。"
exact_en = "It is more than <limit>."
exact_zh = "超过了 <limit>。"
fix_en = ["Send at most <limit>.", "| Send less."]
fix_zh = ["最多发 <limit>。", "| 少发一些。"]
retry = "no"
why_en = "it stays too much"
why_zh = "仍然太多"
responsible = "caller"
"#;
    let family = GOOD.replace("A.B", "X");
    let rows = Source { common: "", client: "", undotted: "", cos: "", families: &family };
    let rows = rows.check().unwrap();
    let facts = fact_files(&["cvm"], "@\nX.Mine\n");
    let facts = facts.check().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let problems = |text: &str| -> Vec<String> {
        let result = causes::read(text).and_then(|rules| causes::check(&rules, &rows, &facts));
        result.err().unwrap_or_default().iter().map(ToString::to_string).collect()
    };
    assert_eq!(problems(GOOD_RULE), Vec::<String>::new());
    for (from, to, problem) in [
        ("a-rule", "A_rule", "2: `A_rule`: an id consists of lowercase letters"),
        ("source = [\"somewhere\"]", "source = []", "3: `a-rule`: `source` must say"),
        ("codes = [\"X.Mine\"]", "", "2: `a-rule`: `codes`, `always` or `also` is required"),
        ("X.Mine", "X.Other", "4: `a-rule`: unknown code `X.Other`"),
        ("X.Mine", "X.*", "4: `a-rule`: unknown code `X.*`"),
        ("codes = [\"X.Mine\"]", "also = [\"Y.*\"]", "4: `a-rule`: unknown code `Y.*`"),
        ("says_en = [\"exceeds the limit `<limit>`\"]", "", "2: `a-rule`: `says_en`, `says_zh` or"),
        (
            "<limit>`\"]",
            "<limits>`\"]",
            "5: `a-rule`: \"exceeds the limit `<limits>`\": unknown fact",
        ),
        ("<limit>`\"]", "<limit`\"]", "5: `a-rule`: \"exceeds the limit `<limit`\": `<` without"),
        (
            "<limit>`\"]",
            "<value>`\"]",
            "5: `a-rule`: \"exceeds the limit `<value>`\": `<value>` needs text after it",
        ),
        (
            "<limit>`\"]",
            "<limit>`<rate>\"]",
            "5: `a-rule`: \"exceeds the limit `<limit>`<rate>\": two placeholders",
        ),
        ("exceeds the limit `<limit>`", "", "5: `a-rule`: \"\": the template is empty"),
        ("\"It is too much.\"", "\"\"", "10: `a-rule`: `en` is empty"),
        (
            "\"Too much\"",
            "\"Too <limit>\"",
            "6: `a-rule`: \"Too <limit>\": <limit> is unknown when",
        ),
        (
            "It is too much.",
            "It is <rate>.",
            "10: `a-rule`: \"It is <rate>.\": not every message has <rate>",
        ),
        (
            "more than <limit>.",
            "more than <rate>.",
            "12: `a-rule`: \"It is more than <rate>.\": no message has <rate>",
        ),
        (
            "\"Send at most <limit>.\"",
            "\"Send at most one.\"",
            "15: `a-rule`: \"Send at most one.\" and \"最多发 <limit>。\" mention different facts",
        ),
        (
            "\"Send at most <limit>.\", \"| Send less.\"",
            "\"Send less.\"",
            "14: `a-rule`: `fix_en` and `fix_zh` need the same number",
        ),
        (
            "\"Send at most <limit>.\", ",
            "",
            "14: `a-rule`: `fix_en` and `fix_zh` need the same number",
        ),
        ("[\"Send at", "[\"| Send at", "14: `a-rule`: the first step begins with a bar"),
        ("retry = \"no\"", "retry = \"never\"", "16: `a-rule`: unknown variant"),
        ("responsible", "by", "19: `a-rule`: unknown field `by`"),
    ] {
        assert!(GOOD_RULE.contains(from), "{from}");
        let found = problems(&GOOD_RULE.replacen(from, to, 1));
        let problem = format!("data/causes.toml:{problem}");
        assert!(found.iter().any(|found| found.starts_with(&problem)), "{found:?}\n{problem}");
    }
    let twice = problems(&format!("{GOOD_RULE}{GOOD_RULE}"));
    assert!(twice[0].starts_with("data/causes.toml:"), "{twice:?}");
}

#[test]
fn a_bad_fact_stops_the_build_with_file_line_and_reason() {
    let files = || fact_files(&["cvm"], &format!("{CVM}Y\n\tB\nZ\n"));
    let good = files().check().unwrap();
    let actions: Vec<_> = good.products[0].codes.iter().map(|code| code.actions.clone()).collect();
    assert_eq!(actions, [vec![0, 1], vec![1], vec![]]);
    let problems = |change: fn(&mut facts::FactFiles)| {
        let mut files = files();
        change(&mut files);
        let problems = files.check().err().expect("a problem");
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    for (found, expected) in [
        (problems(|f| f.names.clear()), "data/names.toml:1: product `cvm` is missing"),
        (problems(|f| f.names.push_str("x = 1\n")), "data/names.toml:2: "),
        (
            problems(|f| f.names.push_str("x = { en = \"X\" }\n")),
            "data/names.toml:2: unknown product `x`",
        ),
        (
            problems(|f| f.files.get_mut("cvm.tsv").unwrap().push_str("A\n")),
            "data/facts/cvm.tsv:11: `A`: it must come before `Z`",
        ),
    ] {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

const GOOD: &str = r#"["A.B"]
type_en = "Label"
type_zh = "标签"
en = "Something is wrong."
zh = "有错误。"
fix_en = ["Do it."]
fix_zh = ["处理。"]
retry = "no"
why_en = "it stays"
why_zh = "不变"
responsible = "caller"
"#;

fn problems(common: &str, client: &str, families: &str) -> Vec<String> {
    match (Source { common, client, undotted: "", cos: "", families }).check() {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

/// Two actions, and a code that both return.
const CVM: &str = "# comment\n@\n\tA\n\tB\nX\n\tA\n\tB\n";

/// The files of products that all have the same actions and codes.
fn fact_files(names: &[&str], file: &str) -> facts::FactFiles {
    let products: Vec<String> = names.iter().map(|name| format!("{name}\t云\n")).collect();
    let mut files: tcerr::facts::Files =
        names.iter().map(|&name| (tcerr::facts::product_file(name), file.to_owned())).collect();
    files.insert(tcerr::facts::PRODUCTS.to_owned(), format!("# comment\n{}", products.concat()));
    files.insert(tcerr::facts::SOURCES.to_owned(), "go\t1.0\t1\n".to_owned());
    let names = names.iter().map(|name| format!("{name} = {{ en = \"Cloud {name}\" }}\n"));
    facts::FactFiles { names: names.collect::<Vec<_>>().concat(), files }
}
