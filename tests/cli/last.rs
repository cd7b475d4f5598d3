use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::tcerr;

const LOG: &str = "\
[2026-11-24 04:22:33,421] [2244] [tccli.main] [INFO] tccli cvm DescribeInstances --region ap-guangzhou --secretId AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE --secretKey Gu5t9xGARNpq86cd98joQYCN3EXAMPLE
[2026-11-24 04:22:33,708] [2244] [tccli.main] [ERROR] [TencentCloudSDKException] code:AuthFailure.SecretIdNotFound message:SecretId不存在，请输入正确的密钥。 requestId:57ee59b2-6bca-4500-91ca-7f9488782dcb
[2026-11-24 04:22:40,000] [2250] [tccli.main] [INFO] tccli cvm DescribeZones --region ap-guangzhou
";

/// A log that is removed when the test ends.
struct Log(PathBuf);

impl Log {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tcerr-{name}-{}.log", std::process::id()));
        fs::write(&path, text).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn the_newest_failure_is_explained_with_its_command() {
    let log = Log::new("newest", LOG);
    tcerr(["last", "--log", log.path()]).golden("last.en.txt").check();
    tcerr(["last", "--log", log.path(), "--lang", "zh"]).golden("last.zh.txt").check();
    tcerr(["last", "--log", log.path(), "--plain"]).golden("last-plain.en.txt").check();
    let answer = tcerr(["last", "--log", log.path(), "--json"]).output();
    assert!(!answer.contains("AKIDz8") && !answer.contains("Gu5t9x"), "{answer}");
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let schema: Value = serde_json::from_str(&tcerr(["schema"]).output()).unwrap();
    assert!(jsonschema::is_valid(&schema, &answer), "{answer}");
    for (key, value) in [
        ("code", "AuthFailure.SecretIdNotFound"),
        ("product", "cvm"),
        ("api_action", "DescribeInstances"),
        ("region", "ap-guangzhou"),
        ("time", "2026-11-24 04:22:33,708"),
        (
            "command",
            "tccli cvm DescribeInstances --region ap-guangzhou --secretId *** --secretKey ***",
        ),
    ] {
        assert_eq!(answer[key], value, "{key}");
    }
}

#[test]
fn a_failure_of_tccli_itself_is_told_with_its_command() {
    let log = Log::new(
        "own",
        "[10:00] [1] [tccli.main] [INFO] tccli cvm X --secretKey abc\n[10:01] [1] [tccli.main] [ERROR] out of luck\n",
    );
    tcerr(["last", "--log", log.path()]).stderr("tcerr: 10:01 tccli cvm X --secretKey ***: out of luck: The text contains no code; print `err.code` of the exception to see it.\n").status(1).check();
}

#[test]
fn that_there_is_none_is_said_in_clear_words() {
    let log = Log::new("none", "[t] [1] [tccli.main] [INFO] tccli cvm DescribeZones\n");
    tcerr(["last", "--log", log.path()])
        .stderr(format!("tcerr: {} contains no failure\n", log.path()))
        .status(1)
        .check();
    tcerr(["last", "--log", "/no/such/file"])
        .stderr("tcerr: /no/such/file: No such file or directory (os error 2)\n")
        .status(2)
        .check();
    tcerr(["last"])
        .env("HOME", "/no/such/home")
        .stderr("tcerr: no tccli log at /no/such/home/.tccli/log/tccli.log; name another with `--log PATH`\n")
        .status(1)
        .check();
}
