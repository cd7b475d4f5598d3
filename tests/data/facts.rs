//! Proves that the table contains every fact of `data/facts/`, and that the files keep their
//! format: they are as the update tool writes them, and damage is reported with file and line.
//! Whether the facts are those of the current SDKs is for `examples/update-facts` to find out.

use std::path::Path;

use crate::published;

#[test]
fn every_published_fact_is_in_the_table() {
    let facts = published();
    let table = tcerr::Table::embedded();
    let mut wrong = Vec::new();
    for product in &facts.products {
        let embedded = table.product(&product.name).unwrap();
        assert_eq!(embedded.title(tcerr::Lang::En), product.title_en);
        assert_eq!(embedded.title(tcerr::Lang::Zh), product.title_zh);
        assert_eq!(embedded.codes(), product.codes.len());
        assert!(embedded.actions().eq(product.actions.iter()), "{}", product.name);
        for published in &product.codes {
            let publication = table.code(&published.code).and_then(|code| {
                code.publications().find(|publication| publication.product() == embedded)
            });
            let actions = published.actions.iter().map(|&index| product.actions[index].as_str());
            if !publication.is_some_and(|publication| publication.actions().eq(actions)) {
                wrong.push(format!("data/facts/{}.tsv: {}", product.name, published.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn products_have_a_unique_english_and_a_short_chinese_name() {
    let mut seen = std::collections::HashSet::new();
    let mut wrong = Vec::new();
    for product in published().products {
        let (name, en, zh) = (&product.name, &product.title_en, &product.title_zh);
        if !en.is_ascii() || en.len() > 48 || !seen.insert(en.clone()) {
            wrong.push(format!("data/names.toml: {name}: {en}"));
        }
        if zh.contains("  ") || zh.trim() != zh || zh.chars().count() > 40 {
            wrong.push(format!("data/names.toml: {name}: {zh}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An update that finds nothing new must change no file.
#[test]
fn the_facts_are_as_the_tool_writes_them() {
    use tcerr::facts::{load, parse, render};
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/facts");
    let files = load(&data).unwrap();
    let stored = parse(&files).unwrap_or_else(|problems| panic!("{problems:#?}"));
    for (name, written) in render(&stored).unwrap() {
        let mut lines = (1..).zip(written.lines().zip(files[&name].lines()));
        if let Some((line, (written, actual))) = lines.find(|(_, (a, b))| a != b) {
            panic!("data/facts/{name}:{line}: `{actual}`, but the tool writes `{written}`");
        }
        assert_eq!(files[&name].len(), written.len(), "data/facts/{name}");
    }
}

#[test]
fn every_fact_has_a_line_and_no_line_ends_in_white_space() {
    let files = tcerr::facts::render(&stored()).unwrap();
    let lines =
        |file: &str| files[file].lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>();
    assert_eq!(
        lines("cvm.tsv"),
        [
            "@",
            "\tRun",
            "\tStart",
            "\tStop",
            "@dropped",
            "\tHalt",
            "InternalError",
            "\tStart",
            "\tStop",
            "TimeOut\tdropped 1.0.2",
            "\tRun",
            "Timeout",
        ]
    );
    assert_eq!(lines("zzz.tsv"), ["@"]);
    assert_eq!(
        lines("products.tsv"),
        ["cvm\t云服务器\t\t213\t2016-01-01,2017-03-12", "zzz\t\t\t\t\tdropped 1.0.3"]
    );
    assert_eq!(lines("sources.tsv"), ["go\t1.0.3\t4"]);
}

#[test]
fn written_facts_are_read_back_unchanged() {
    use tcerr::facts::{parse, render};
    let stored = stored();
    let files = render(&stored).unwrap();
    assert_eq!(parse(&files).unwrap(), stored);
    assert_eq!(render(&parse(&files).unwrap()).unwrap(), files);
}

#[test]
fn a_damaged_fact_is_reported_with_its_file_and_line() {
    let problems_with = |file: &str, text: Option<&str>| {
        let mut files = tcerr::facts::render(&stored()).unwrap();
        match text {
            Some(text) => files.insert(file.to_owned(), text.to_owned()),
            None => files.remove(file),
        };
        let problems = tcerr::facts::parse(&files).unwrap_err();
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    for (file, text, problem) in [
        ("products.tsv", None, "products.tsv:1: the file is missing"),
        ("zzz.tsv", None, "products.tsv:3: `zzz\t\t\t\t\tdropped 1.0.3`: its file `zzz.tsv`"),
        ("aaa.tsv", Some("@\n"), "aaa.tsv:1: `products.tsv` has no product `aaa`"),
        ("products.tsv", Some("zzz\ncvm\n"), "products.tsv:2: `cvm`: it must come before `zzz`"),
        (
            "products.tsv",
            Some("cvm\t\t\t\t2,1\nzzz\n"),
            "products.tsv:1: `cvm\t\t\t\t2,1`: `2,1` is",
        ),
        ("sources.tsv", Some("go\t1.0\n"), "sources.tsv:1: `go\t1.0`: a version and a number"),
        (
            "sources.tsv",
            Some("go\t1\t1\ngo\t1\t1\n"),
            "sources.tsv:2: `go\t1\t1`: it is already listed",
        ),
        ("zzz.tsv", Some(""), "zzz.tsv:1: the first line must be `@`"),
        ("zzz.tsv", Some("A\n"), "zzz.tsv:1: the first line must be `@`"),
    ] {
        let found = problems_with(file, text);
        assert!(found.starts_with(problem), "{found}\n{problem}");
    }
    for (bad, problem) in [
        ("A\n\tWalk", "4: `Walk`: the product has no such action"),
        ("A\n\tRun\n\tRun", "5: `Run`: it is already listed"),
        ("\tHop", "3: `Hop`: it must come before `Run`"),
        ("@dropped\n\tHop\n@dropped", "5: `@dropped`: lists of actions must come before the codes"),
        ("A\n@\n\tHop", "4: `@`: lists of actions must come before the codes"),
        ("A\tlost 1", "3: `A\tlost 1`: `lost 1` must be `dropped ` and a release"),
        ("A\tdropped ", "3: `A\tdropped `: `dropped ` must be `dropped ` and a release"),
        ("A\tlost 1\textra", "3: `A\tlost 1\textra`: more than 2 columns"),
        ("A\tdropped 1\textra", "3: `A\tdropped 1\textra`: more than 2 columns"),
        ("A\t", "3: `A\t`: a tab at the end"),
        ("", "3: ``: no name in the first column"),
        ("A B", "3: `A B`: no name in the first column"),
        ("A\n\t", "4: ``: this is not the name of an action"),
        ("A\n\tRun\tStop", "4: `Run\tStop`: this is not the name of an action"),
        ("A\nA", "4: `A`: it is already listed"),
        ("B\nA", "4: `A`: it must come before `B`"),
    ] {
        let found = problems_with("cvm.tsv", Some(&format!("@\n\tRun\n{bad}\n")));
        assert_eq!(found.lines().count(), 1, "{found}");
        assert!(found.starts_with(&format!("cvm.tsv:{problem}")), "{found}\n{problem}");
    }
}

/// Facts with at least one of everything that the format can express.
fn stored() -> tcerr::facts::Stored {
    use tcerr::facts::{Code, Facts, Product, Source, Stored};
    let set = |names: &str| names.split_whitespace().map(str::to_owned).collect();
    let code = |actions, dropped: Option<&str>| Code {
        actions: set(actions),
        dropped: dropped.map(str::to_owned),
    };
    let product = Product {
        name_zh: "云服务器".to_owned(),
        doc: "213".to_owned(),
        versions: set("2017-03-12 2016-01-01"),
        actions: set("Run Start Stop"),
        dropped_actions: set("Halt"),
        codes: [
            ("InternalError".to_owned(), code("Stop Start", None)),
            ("Timeout".to_owned(), code("", None)),
            ("TimeOut".to_owned(), code("Run", Some("1.0.2"))),
        ]
        .into(),
        ..Product::default()
    };
    let dropped = Product { dropped: Some("1.0.3".to_owned()), ..Product::default() };
    Stored {
        facts: Facts {
            products: [("cvm".to_owned(), product), ("zzz".to_owned(), dropped)].into(),
        },
        sources: vec![Source { name: "go".to_owned(), version: "1.0.3".to_owned(), new_codes: 4 }],
    }
}
