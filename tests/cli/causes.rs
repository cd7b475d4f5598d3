//! Why a call failed here: what a message tells, and what the call around it adds.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::support::tcerr;

const DENIED: &str = r#"{"Response":{"Error":{"Code":"UnauthorizedOperation","Message":"[request id:7bdd8c92-ab41-4e10-80e5-6b928a207420]you are not authorized to perform operation (cvm:StopInstances)\nresource (qcs:id/0:cvm:ap-guangzhou:uin/100026992078:instance/ins-hc0ktysk) has no permission\n"},"RequestId":"7bdd8c92-ab41-4e10-80e5-6b928a207420"}}"#;

#[test]
fn the_cause_comes_first() {
    tcerr([]).stdin(DENIED).golden("denied.en.txt").check();
    tcerr(["--lang", "zh"]).stdin(DENIED).golden("denied.zh.txt").check();
    tcerr(["--all"]).stdin(DENIED).golden("denied-all.en.txt").check();
    tcerr(["--plain"]).stdin(DENIED).golden("denied-plain.en.txt").check();
}

#[test]
fn a_code_alone_lists_its_known_causes() {
    tcerr(["MissingParameter"]).golden("known-causes.en.txt").check();
    tcerr(["MissingParameter", "--lang", "zh"]).golden("known-causes.zh.txt").check();
    tcerr(["MissingParameter", "--plain"]).golden("known-causes-plain.en.txt").check();
}

/// The JSON answer to a text.
fn json<const N: usize>(arguments: [&str; N], text: &str) -> Value {
    serde_json::from_str(&tcerr(arguments).stdin(text).output()).unwrap()
}

fn failure(code: &str, message: &str) -> String {
    let body = serde_json::json!({
        "Response": { "Error": { "Code": code, "Message": message }, "RequestId": "r-1" },
    });
    body.to_string()
}

/// The first step against the cause of a failure, in English.
fn first_step(text: &str) -> String {
    json(["--json"], text)["cause"]["suggested_action"][0].as_str().unwrap().to_owned()
}

#[test]
fn json_has_the_cause_and_the_policy() {
    let answer = json(["--json"], DENIED);
    assert_eq!(answer["cause"]["id"], "cam-denied");
    assert_eq!(answer["cause"]["facts"]["operation"], "cvm:StopInstances");
    assert_eq!(
        answer["policy"].to_string(),
        r#"{"statement":[{"action":["cvm:StopInstances"],"effect":"allow","resource":["qcs::cvm:ap-guangzhou:uin/100026992078:instance/ins-hc0ktysk"]}],"version":"2.0"}"#
    );
    assert_eq!(answer["known_causes"], serde_json::json!([]));
    assert_eq!(answer["responsible"], "account");
    let bare = json(["--json", "MissingParameter"], "");
    let ids: Vec<&str> = bare["known_causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["missing-parameter", "missing-region", "unsigned-request"]);
    assert_eq!(bare["cause"], Value::Null);
}

/// A refusal of an old signature whose server's time is so many seconds from now.
fn expired(from_now: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let server = i64::try_from(now).unwrap() + from_now;
    failure(
        "AuthFailure.SignatureExpire",
        &format!(
            "Signature expired. Please avoid a deviation between `Timestamp` and the server time {server}."
        ),
    )
}

#[test]
fn the_servers_time_is_compared_with_this_machines() {
    for (from_now, said) in [
        (
            -8 * 3600 - 2,
            ", was 8 h ago. If the call has only just failed, the clock is 8 h ahead. The difference is a whole number of hours",
        ),
        (
            -8 * 3600 - 1200,
            ", was 8 h 20 min ago. If the call has only just failed, the clock is 8 h 20 min ahead.",
        ),
        (2 * 3600 + 30, "This machine's clock is 2 h behind"),
        (1205, "This machine's clock is 20 min behind"),
        (-20, "This machine's clock is within 20 s of the server's time"),
        (-3 * 86400 - 3602, ", was 3 d 1 h ago"),
    ] {
        let step = first_step(&expired(from_now));
        assert!(step.contains(said), "{from_now}: {step}");
        let whole = step.contains("whole number of hours");
        assert_eq!(whole, [-8 * 3600 - 2, 2 * 3600 + 30].contains(&from_now), "{step}");
    }
}

#[test]
fn the_servers_time_is_compared_with_that_of_the_request() {
    let request = |sent: i64| {
        format!(
            "POST / HTTP/1.1\nHost: cvm.tencentcloudapi.com\nX-TC-Timestamp: {sent}\n\n{}",
            failure(
                "AuthFailure.SignatureExpire",
                "Signature expired. Avoid a deviation between `Timestamp` and the server time 1716282213."
            )
        )
    };
    for (sent, step) in [
        (
            1_716_282_213 + 28_800,
            "The request's timestamp is 8 h ahead of the server's time, 2024-05-21T09:03:33Z. The difference is a whole number of hours: local time was used as UTC.",
        ),
        (
            1_716_282_213 - 1000,
            "The request's timestamp is 16 min behind the server's time, 2024-05-21T09:03:33Z.",
        ),
        (
            1_716_282_213 - 30,
            "The request's timestamp is within 30 s of the server's time, 2024-05-21T09:03:33Z: the request was sent late. Sign again for every attempt.",
        ),
    ] {
        assert_eq!(first_step(&request(sent)), step);
    }
}

#[test]
fn the_right_region_is_named() {
    let bad = |region: &str| {
        failure(
            "InvalidParameterValue",
            &format!("The value `{region}` specified in the parameter `Region` is not valid."),
        )
    };
    for (region, step) in [
        ("gz", "`gz` is a region name of API 2.0; use `ap-guangzhou`."),
        ("shjr", "`shjr` is a region name of API 2.0; use `ap-shanghai-fsi`."),
        ("usw", "`usw` is a region name of API 2.0; use `na-siliconvalley`."),
        (
            "ap-guangzhou-3",
            "`ap-guangzhou-3` is an availability zone; its region is `ap-guangzhou`.",
        ),
        ("na-ashburn-2", "`na-ashburn-2` is an availability zone; its region is `na-ashburn`."),
        ("cn-shanghai", "`cn-shanghai` is not a region; did you mean `ap-shanghai`?"),
        ("guangzhou", "`guangzhou` is not a region; did you mean `ap-guangzhou`?"),
        ("ap-guangzou", "`ap-guangzou` is not a region; did you mean `ap-guangzhou`?"),
        ("AP_BEIJING", "`AP_BEIJING` is not a region; did you mean `ap-beijing`?"),
        ("ap-beijing-", "`ap-beijing-` is not a region; did you mean `ap-beijing`?"),
    ] {
        assert_eq!(first_step(&bad(region)), step);
    }
    // The command line has it where the message has not.
    let typed = "$ tccli cvm DescribeZones --region hk\n[TencentCloudSDKException] code:InvalidParameterValue message:参数 `X-TC-Region` 取值错误。 requestId:d3-26\n";
    assert_eq!(first_step(typed), "`hk` is a region name of API 2.0; use `ap-hongkong`.");
    let chinese = json(["--json", "--lang", "zh"], &bad("ap-beijing-7"));
    assert_eq!(
        chinese["cause"]["suggested_action"][0],
        "`ap-beijing-7` 是可用区，所属地域为 `ap-beijing`。"
    );
    // Nothing is said of what is right, or like nothing.
    for region in ["ap-guangzhou", "x", "us-east-1"] {
        assert!(first_step(&bad(region)).starts_with("Write the full name"), "{region}");
    }
}

#[test]
fn a_finance_region_has_hosts_of_its_own() {
    let text = format!(
        "Host: cvm.tencentcloudapi.com\nX-TC-Region: ap-shanghai-fsi\n\n{}",
        failure("UnsupportedRegion", "The action not support this region.")
    );
    assert_eq!(
        first_step(&text),
        "Finance regions have their own hosts: send the request to `cvm.ap-shanghai-fsi.tencentcloudapi.com`."
    );
    let right = text.replace("Host: cvm.", "Host: cvm.ap-shanghai-fsi.");
    assert!(first_step(&right).starts_with("Choose a region"));
}

#[test]
fn the_owner_of_a_version_is_named() {
    let text = failure(
        "NoSuchVersion",
        "The specified api version=`2019-07-22` does not exist in service=`tms`.",
    );
    assert_eq!(
        first_step(&text),
        "API versions of `tms`: `2020-07-13`, `2020-12-29`. `2019-07-22` is a version of `captcha`, `trtc`."
    );
}

#[test]
fn host_service_and_date_of_a_signature_are_compared() {
    let text = |service: &str, date: &str| {
        format!(
            "Host: cvm.tencentcloudapi.com\nX-TC-Timestamp: 1716310000\nAuthorization: TC3-HMAC-SHA256 Credential=***/{date}/{service}/tc3_request, SignedHeaders=host\n\n{}",
            failure(
                "AuthFailure.SignatureFailure",
                "The provided credentials could not be validated. Please check your signature is correct."
            )
        )
    };
    assert_eq!(
        first_step(&text("cbs", "2024-05-21")),
        "The request was signed for `cbs` and sent to `cvm.tencentcloudapi.com`: sign for `cvm`, or send it to the host of `cbs`."
    );
    assert_eq!(
        first_step(&text("cvm", "2024-05-22")),
        "The credential is dated 2024-05-22, but `X-TC-Timestamp` falls on 2024-05-21 in UTC: sign with the UTC date."
    );
    assert!(first_step(&text("cvm", "2024-05-21")).starts_with("With an SDK"));
}

#[test]
fn a_retry_says_what_this_action_risks() {
    let reason = |action: &str| {
        let text = failure("InternalError", "An internal error has occurred.");
        let answer = json(["--json", "--product", "cvm", "--action", action], &text);
        assert_eq!(answer["retry"]["verdict"], "if_idempotent");
        let reason = answer["retry"]["reason"].as_str().unwrap();
        reason.rsplit_once("; ").unwrap().1.to_owned()
    };
    assert_eq!(
        reason("DescribeInstances"),
        "`DescribeInstances` only reads data, so repeating it is safe"
    );
    assert_eq!(
        reason("InquiryPriceRunInstances"),
        "`InquiryPriceRunInstances` only reads data, so repeating it is safe"
    );
    assert_eq!(
        reason("RunInstances"),
        "`RunInstances` may have bought something: check with `DescribeInstances` first"
    );
    assert_eq!(
        reason("StopInstances"),
        "`StopInstances` may have taken effect: check with `DescribeInstances` first"
    );
}

#[test]
fn a_code_that_only_reading_actions_return_says_so() {
    let reason = |code: &str| {
        let answer = json(["--json", code], "");
        assert_eq!(answer["retry"]["verdict"], "if_idempotent");
        let actions: Vec<String> = answer["actions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|action| action.as_str().unwrap().split_once(':').unwrap().1.to_owned())
            .collect();
        (answer["retry"]["reason"].as_str().unwrap().to_owned(), actions)
    };
    for code in [
        "FailedOperation.InquiryPriceFailed",
        "FailedOperation.DisassociateKeyPairFailed",
        "InternalError",
        "InternalError.ListKeyAliasByRegionError",
    ] {
        let (reason, actions) = reason(code);
        let reading = ["Describe", "List", "Get", "Query", "Inquir"];
        let only_read = !actions.is_empty()
            && code.contains('.')
            && actions.iter().all(|action| reading.iter().any(|verb| action.starts_with(verb)));
        assert_eq!(
            reason.ends_with("; the actions documented to return this code only read data"),
            only_read,
            "{code}: {actions:?}"
        );
    }
}

#[test]
fn an_unknown_code_with_a_known_message_is_explained() {
    let text = failure("InvalidCloudDisk.Unavailable", "The cloud disk specified unavailable");
    let answer = json(["--json"], &text);
    assert_eq!(answer["match"], "none");
    assert_eq!(answer["cause"]["id"], "disk-type-withdrawn");
    assert_eq!(answer["retry"]["verdict"], "no");
    tcerr([]).stdin(&*text).golden("unknown-code.en.txt").check();
}

#[test]
fn a_text_without_a_code_is_explained_by_a_rule() {
    let text = "[TencentCloudSDKException]message:The value type of parameter `Limit` is not valid, input type should be `int64`  requestId:1-2";
    let answer = json(["--json"], text);
    assert_eq!(answer["cause"]["id"], "wrong-json-type");
    assert_eq!(answer["meanings"][0]["code"], "InvalidParameter");
    assert_eq!(answer["code"], Value::Null);
}

#[test]
fn a_ticket_has_what_support_asks_for() {
    let log = format!(
        "2026-11-24 12:00:05,123 [7] DEBUG request: Host: cvm.tencentcloudapi.com\nX-TC-Action: RunInstances\nX-TC-Region: ap-guangzhou\nAuthorization: TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2026-11-24/cvm/tc3_request, Signature=72e4\n2026-11-24 12:00:06,001 [7] DEBUG response: {}\n",
        failure("InternalError", "An internal error has occurred.")
    );
    tcerr(["--ticket"]).stdin(&*log).golden("ticket.en.txt").check();
    tcerr([
        "explain",
        "--lang",
        "zh",
        "--ticket",
        "--tried",
        "五分钟后重试，结果相同",
        "--tried",
        "换用 SecretId AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
    ])
    .stdin(&*log)
    .golden("ticket.zh.txt")
    .check();
    tcerr(["--ticket", "RequestLimitExceeded"]).golden("ticket-bare.en.txt").check();
    tcerr(["--ticket", "--json", "RequestLimitExceeded"])
        .stderr("error: the argument '--ticket' cannot be used with '--json'\n\nUsage: tcerr [OPTIONS] [INPUT]...\n       tcerr [OPTIONS] <COMMAND>\n\nFor more information, try '--help'.\n")
        .status(2)
        .check();
    tcerr(["--ticket", "NoSuchVersoin"])
        .stderr("tcerr: unknown code NoSuchVersoin; did you mean NoSuchVersion?\n")
        .status(1)
        .check();
}
