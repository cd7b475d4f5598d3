use crate::support::tcerr;

#[test]
fn explains_a_code() {
    tcerr(["explain", "AuthFailure.SignatureFailure"]).golden("code.en.txt").check();
    tcerr(["AuthFailure.SignatureFailure", "--lang", "zh"]).golden("code.zh.txt").check();
}

#[test]
fn takes_a_code_in_any_case() {
    tcerr(["AUTHFAILURE.signaturefailure"]).golden("code.en.txt").check();
    tcerr(["  `AuthFailure.SignatureFailure`, "]).golden("code.en.txt").check();
}

#[test]
fn shows_every_meaning_where_the_input_does_not_decide() {
    tcerr(["AuthFailure"]).golden("meanings.en.txt").check();
    tcerr(["AuthFailure", "--lang=zh"]).golden("meanings.zh.txt").check();
    tcerr(["AuthFailure", "--all"]).golden("meanings-all.en.txt").check();
}

#[test]
fn a_number_puts_its_meaning_first() {
    tcerr(["4102"]).golden("number.en.txt").check();
    tcerr(["4102", "--lang", "zh"]).golden("number.zh.txt").check();
}

#[test]
fn a_number_without_a_code_has_a_row_of_its_own() {
    tcerr(["5300"]).golden("number-alone.en.txt").check();
}

#[test]
fn quotes_what_the_service_said() {
    let body = r#"{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":"Your current request times equals to `37` in a second, which exceeds the frequency limit `20` for a second. Please reduce the frequency of calls."},"RequestId":"57ee59b2-6bca-4500-91ca-7f9488782dcb"}}"#;
    tcerr([]).stdin(body).golden("response.en.txt").check();
    tcerr(["--lang", "zh"]).stdin(body).golden("response.zh.txt").check();
    tcerr(["--plain"]).stdin(body).golden("response-plain.en.txt").check();
    tcerr(["--plain", "--lang", "zh"]).stdin(body).golden("response-plain.zh.txt").check();
}

#[test]
fn labels_both_generations_of_a_spelling() {
    tcerr(["UnsupportedProtocol"]).golden("generations.en.txt").check();
    tcerr(["UnsupportedProtocol", "--plain"]).golden("generations-plain.en.txt").check();
}

#[test]
fn names_the_sdk_that_made_a_code_up() {
    tcerr(["ClientError.NetworkError"]).golden("client.en.txt").check();
    tcerr(["Bad Gateway"]).golden("client-phrase.en.txt").check();
}

#[test]
fn falls_back_on_the_family() {
    tcerr(["InvalidParameterValue.ImageIdMalformed"]).golden("family.en.txt").check();
    tcerr(["InvalidParameterValue.ImageIdMalformed", "--lang", "zh"])
        .golden("family.zh.txt")
        .check();
}

#[test]
fn suggests_near_codes_beside_the_family() {
    tcerr(["AuthFailure.SignatureFialure"]).golden("near.en.txt").check();
}

#[test]
fn suggests_near_codes_for_a_miss() {
    tcerr(["NoSuchVersoin"])
        .stderr("tcerr: unknown code NoSuchVersoin; did you mean NoSuchVersion?\n")
        .status(1)
        .check();
    tcerr(["NoSuchVersoin", "--lang", "zh"])
        .stderr("tcerr: 未知错误码 NoSuchVersoin；是否想查 NoSuchVersion？\n")
        .status(1)
        .check();
    tcerr(["SignatureFailure"])
        .stderr("tcerr: unknown code SignatureFailure; did you mean AuthFailure.SignatureFailure, InvalidParameter.SignatureFailure?\n")
        .status(1)
        .check();
    tcerr(["Nonsense"])
        .stderr("tcerr: unknown code Nonsense; no known code has a similar spelling\n")
        .status(1)
        .check();
}

#[test]
fn a_misspelt_command_is_recognized() {
    tcerr(["explian"])
        .stderr("tcerr: unknown code explian; did you mean the command `explain`?\n")
        .status(1)
        .check();
}

#[test]
fn answers_every_input_in_its_order() {
    tcerr(["4600", "nonsense", "ResourceInUse"])
        .golden("several.en.txt")
        .stderr("tcerr: unknown code nonsense; no known code has a similar spelling\n")
        .status(1)
        .check();
}

#[test]
fn a_failure_printed_several_times_is_explained_once() {
    let error = "Error: [TencentCloudSDKError] Code=ResourceInUse, Message=busy, RequestId=r-1\n";
    tcerr([]).stdin(error.repeat(3)).golden("seen.en.txt").check();
    let answer = tcerr(["--json"]).stdin(error.repeat(3)).output();
    assert!(answer.contains("\"seen\":3"), "{answer}");
    let other = error.replace("r-1", "r-2");
    assert_eq!(tcerr(["--json"]).stdin(format!("{error}{other}")).output().lines().count(), 2);
}

#[test]
fn a_text_without_a_code_says_where_the_code_is() {
    tcerr([])
        .stdin("[TencentCloudSDKException]message:something odd  requestId:r-1  traceId:t-1")
        .stderr(
            "tcerr: something odd: The text contains no code; print `err.code` of the exception to see it.\n",
        )
        .status(1)
        .check();
    tcerr(["--lang", "zh"])
        .stdin("requestId: r-1 TencentCloud.Common.TencentCloudSDKException: 出错了\n   at X")
        .stderr("tcerr: 出错了：文本中没有错误码；打印异常的 `e.ErrorCode` 即可看到。\n")
        .status(1)
        .check();
}

#[test]
fn a_text_without_a_code_is_explained_by_its_message() {
    tcerr([])
        .stdin("[TencentCloudSDKException]message:The SecretId is not found, please ensure that your SecretId is correct.  requestId:r-1  traceId:t-1")
        .golden("by-message.en.txt")
        .check();
}
