use serde_json::Value;
use tcerr::Table;

use crate::support::tcerr;

/// The codes of a product's action as `data/facts` has them.
fn facts(product: &str, action: &str) -> Vec<&'static str> {
    let product = Table::embedded().product(product).unwrap();
    let returns = |code: &tcerr::Code| {
        code.publications()
            .any(|of| of.product() == product && of.actions().any(|name| name == action))
    };
    Table::embedded().codes().filter(returns).map(tcerr::Code::name).collect()
}

#[test]
fn lists_what_an_action_can_return() {
    let listed = tcerr(["list", "--product", "cvm", "--action", "RunInstances"]).output();
    let listed: Vec<&str> = listed.lines().collect();
    assert!(listed.len() > 100);
    assert_eq!(listed, facts("cvm", "RunInstances"));
    let caseless = tcerr(["list", "--product", "CVM", "--action", "runinstances"]).output();
    assert_eq!(caseless.lines().collect::<Vec<_>>(), listed);
    let by_name = tcerr(["list", "--product", "云服务器", "--action", "RunInstances"]).output();
    assert_eq!(by_name.lines().collect::<Vec<_>>(), listed);
}

#[test]
fn lists_by_prefix_glob_and_family_in_any_case() {
    let prefix = tcerr(["list", "authfailure.s"]).output();
    assert!(prefix.lines().count() > 3);
    assert!(prefix.lines().all(|code| code.starts_with("AuthFailure.S")), "{prefix}");
    let glob = tcerr(["list", "*soldout*"]).output();
    assert!(glob.lines().count() > 10);
    assert!(glob.lines().all(|code| code.to_lowercase().contains("soldout")), "{glob}");
    let family = tcerr(["list", "--family", "invaliddisk"]).output();
    assert!(family.lines().count() > 3);
    assert!(family.lines().all(|code| code.starts_with("InvalidDisk.")), "{family}");
    let both = tcerr([
        "list",
        "InvalidParameterValue.*Image*",
        "--product",
        "cvm",
        "--action",
        "RunInstances",
    ]);
    let both = both.output();
    assert!(both.lines().count() > 1);
    assert!(both.lines().all(|code| code.contains("Image")), "{both}");
}

#[test]
fn a_list_has_a_line_of_meaning_where_a_person_reads_it() {
    tcerr(["list", "AuthFailure.Sign", "--plain"]).golden("list-plain.en.txt").check();
    tcerr(["list", "AuthFailure.Sign", "--plain", "--lang", "zh"])
        .golden("list-plain.zh.txt")
        .check();
    tcerr(["list", "InvalidDisk", "--json"]).golden("list.en.jsonl").check();
}

#[test]
fn the_whole_table_is_one_json_object_a_line() {
    let export = tcerr(["list", "--json", "--lang", "zh"]).output();
    let mut lines = 0;
    for (line, code) in export.lines().zip(Table::embedded().codes()) {
        let entry: Value = serde_json::from_str(line).unwrap();
        assert_eq!(entry["code"], code.name());
        for key in ["type", "description", "basis"] {
            assert!(entry[key].as_str().is_some_and(|text| !text.is_empty()), "{line}");
        }
        lines += 1;
    }
    assert_eq!(lines, export.lines().count());
    assert_eq!(lines, Table::embedded().codes().count());
}

#[test]
fn products_are_listed_with_names_and_counts() {
    let products = tcerr(["list", "--products"]).output();
    assert_eq!(products.lines().count(), Table::embedded().products().count());
    assert!(products.contains("cvm\tCloud Virtual Machine\t云服务器\t"), "{products}");
    let one: Value =
        serde_json::from_str(&tcerr(["list", "--products", "cb?", "--json"]).output()).unwrap();
    let known = Table::embedded().product("cbs").unwrap().codes();
    assert_eq!(
        one,
        serde_json::json!({"product": "cbs", "name_zh": "云硬盘", "name_en": "Cloud Block Storage", "codes": known})
    );
}

#[test]
fn an_empty_list_exits_with_1() {
    for arguments in
        [&["list", "NoSuchCode"][..], &["search", "xyzzyplugh"], &["list", "--products", "nope"]]
    {
        let output = std::process::Command::new(snapbox::cmd::cargo_bin!("tcerr"))
            .args(arguments)
            .env("LANG", "C")
            .env_remove("TCERR_LANG")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(output.stdout, b"");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("tcerr: nothing found"), "{said}");
    }
}

#[test]
fn unknown_names_are_refused_with_near_ones() {
    tcerr(["list", "--product", "cvmm"])
        .stderr("tcerr: unknown product `cvmm`; did you mean cvm?\n")
        .status(2)
        .check();
    tcerr(["AuthFailure", "--product", "xxxxx"])
        .stderr("tcerr: unknown product `xxxxx`; `tcerr list --products` lists all\n")
        .status(2)
        .check();
    tcerr(["AuthFailure", "--product", "cvm", "--action", "RunInstance"])
        .stderr("tcerr: unknown action `RunInstance` of cvm; did you mean RunInstances?\n")
        .status(2)
        .check();
    tcerr(["list", "--action", "RunInstancse", "--lang", "zh"])
        .stderr("tcerr: 未知接口 `RunInstancse`；是否想用 RunInstances？\n")
        .status(2)
        .check();
    tcerr(["list", "--family", "InvalidDisc"])
        .stderr("tcerr: unknown family `InvalidDisc`; did you mean InvalidDisk?\n")
        .status(2)
        .check();
}

#[test]
fn a_code_says_where_it_can_come_from() {
    tcerr(["InvalidDisk.NotPortable"]).golden("one-product.en.txt").check();
    tcerr(["InvalidDisk.NotPortable", "--lang", "zh"]).golden("one-product.zh.txt").check();
    tcerr(["AuthFailure.AccessKeyIllegal"]).golden("one-action.en.txt").check();
    tcerr(["InvalidAccount.InsufficientBalance"]).golden("two-products.en.txt").check();
}

#[test]
fn the_product_chooses_the_meaning() {
    tcerr(["InvalidParameter", "--product", "cvm"]).golden("in-product.en.txt").check();
    tcerr(["InvalidParameter", "--product", "cvm", "--all"])
        .golden("in-product-all.en.txt")
        .check();
    let answer =
        tcerr(["InvalidParameter", "--product", "cvm", "--action", "DescribeInstances", "--json"]);
    let answer: Value = serde_json::from_str(&answer.output()).unwrap();
    assert_eq!(answer["decided_by"], "product");
    assert_eq!(answer["product"], "cvm");
    assert_eq!(answer["api_action"], "DescribeInstances");
    assert_eq!(answer["actions"], serde_json::json!(["cvm:DescribeInstances"]));
    assert_eq!(answer["meanings"][0]["api"], "3.0");
}

#[test]
fn the_product_narrows_suggestions() {
    let near = |arguments: [&str; 5]| -> Value {
        serde_json::from_str::<Value>(&tcerr(arguments).output()).unwrap()["suggestions"].clone()
    };
    let in_cbs = near(["InvalidDisk.NotPortabel", "--json", "--product", "cbs", "--all"]);
    assert_eq!(in_cbs, serde_json::json!(["InvalidDisk.NotPortable"]));
}

#[test]
fn the_input_is_nearer_than_the_option() {
    tcerr(["InvalidDisk.NotPortable", "--product", "cvm"]).golden("other-product.en.txt").check();
}

#[test]
fn search_finds_what_was_meant() {
    for (query, meant) in [
        ("insufficient balance", "InvalidAccount.InsufficientBalance"),
        ("余额不足", "InvalidAccount.InsufficientBalance"),
        ("余额不足", "5300"),
        ("disk busy cbs", "InvalidDisk.Busy"),
        ("短信模板未审核", "FailedOperation.TemplateIncorrectOrUnapproved"),
        ("免费额度用完", "FailedOperation.NoFreeAmount"),
        ("签名过期", "AuthFailure.SignatureExpire"),
        ("域名未备案", "FailedOperation.DomainNeedBeian"),
        ("sold out cloud disk", "ResourceInsufficient.CloudDiskSoldOut"),
        (
            "The provided credentials could not be validated. Please check your signature is correct.",
            "AuthFailure.SignatureFailure",
        ),
        ("您当前每秒请求 `30` 次，超过了每秒频率上限 `20`，请稍后重试。", "RequestLimitExceeded"),
        ("The request is missing a required parameter `Timestamp`.", "MissingParameter"),
        ("InvalidDisk.Busy", "InvalidDisk.Busy"),
    ] {
        let found = tcerr(["search", query, "--json"]).output_and_say();
        let codes: Vec<String> = found
            .lines()
            .map(|line| {
                serde_json::from_str::<Value>(line).unwrap()["code"].as_str().unwrap().to_owned()
            })
            .collect();
        assert!(codes.len() <= 10, "{query}: {codes:?}");
        assert!(codes.iter().any(|code| code == meant), "{query}: {codes:?}");
    }
}

#[test]
fn hits_are_marked_in_colour() {
    let found = tcerr(["search", "sold", "--color", "always", "--limit", "1"]).output_and_say();
    assert!(found.contains("\u{1b}[33;1;4mSold\u{1b}[0m"), "{found}");
    let plain = tcerr(["search", "sold", "--limit", "1"]).output_and_say();
    assert_eq!(anstream::adapter::strip_str(&found).to_string(), plain);
}

#[test]
fn the_version_names_the_sdks_and_the_size() {
    let version = tcerr(["--version"]).output();
    assert!(version.starts_with(concat!("tcerr ", env!("CARGO_PKG_VERSION"), "\n")), "{version}");
    let count = format!("{} codes, ", Table::embedded().codes().count());
    assert!(version.contains(&count), "{version}");
    for sdk in ["go 1.", "go-intl 3.", "python 3."] {
        assert!(version.contains(sdk), "{version}");
    }
    tcerr(["-V"]).stdout(concat!("tcerr ", env!("CARGO_PKG_VERSION"), "\n")).check();
}

#[test]
fn products_and_actions_complete() {
    tcerr(["--", "tcerr", "list", "--product", "cb"])
        .env("COMPLETE", "fish")
        .env("TCERR_LANG", "zh")
        .stdout("cbs\t云硬盘\n")
        .check();
    tcerr(["--", "tcerr", "list", "--product", "cbs", "--action", "CreateD"])
        .env("COMPLETE", "fish")
        .stdout("CreateDiskBackup\nCreateDisks\n")
        .check();
    tcerr(["--", "tcerr", "list", "--family", "invaliddi"])
        .env("COMPLETE", "fish")
        .stdout("InvalidDisk\tDisk does not allow this\nInvalidDiskId\tInvalid disk ID\n")
        .check();
}
