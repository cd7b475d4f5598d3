//! Proves that the table contains what the public error-code pages list: the rows and numbers of
//! API 2.0 with their facts, and the common codes of API 3.0. The lists here were taken from those
//! pages. Codes of single products are not checked here.

use crate::check::vocabulary;
use crate::rows;

#[test]
fn every_documented_row_of_api_2_has_its_label_number_and_facts() {
    let rows = rows();
    for (code, label, number, english_words, chinese_words) in DOCUMENTED_ROWS {
        let row = rows.codes.iter().find(|row| row.code == code && row.text.type_zh == label);
        let row = row.unwrap_or_else(|| panic!("{code} {label}"));
        assert_eq!(row.text.legacy.unwrap_or(0), number, "{code}");
        assert_eq!(row.text.api, Some(vocabulary::Api::V2), "{code}");
        let texts_in = |lang: &str| -> String {
            let fields = row.text.fields().filter(|(field, _)| field.ends_with(lang));
            fields.map(|(_, text)| text).collect::<Vec<_>>().join(" ")
        };
        for (words, text) in [(english_words, texts_in("en")), (chinese_words, texts_in("zh"))] {
            for word in words {
                assert!(text.contains(word), "{code}: no {word} in {text}");
            }
        }
    }
    let meanings = rows.codes.iter().filter(|row| row.code == "AuthFailure");
    assert_eq!(meanings.filter(|row| row.text.api == Some(vocabulary::Api::V2)).count(), 3);
    let signature = rows.codes.iter().find(|row| row.text.legacy == Some(4100)).unwrap();
    assert_eq!(signature.text.docs, ["213/568"]);
}

#[test]
fn every_common_code_of_api_3_is_in_the_table() {
    const CODES: &str = "ActionOffline AuthFailure AuthFailure.InvalidAuthorization \
        AuthFailure.InvalidSecretId AuthFailure.MFAFailure AuthFailure.SecretIdNotFound \
        AuthFailure.SignatureExpire AuthFailure.SignatureFailure AuthFailure.TokenFailure \
        AuthFailure.UnauthorizedOperation DryRunOperation FailedOperation InternalError \
        InvalidAction InvalidParameter InvalidParameterValue InvalidRequest IpInBlacklist \
        IpNotInWhitelist LimitExceeded MissingParameter NoSuchProduct NoSuchVersion \
        OperationDenied RequestLimitExceeded RequestLimitExceeded.GlobalRegionUinLimitExceeded \
        RequestLimitExceeded.IPLimitExceeded RequestLimitExceeded.UinLimitExceeded \
        RequestSizeLimitExceeded ResourceInUse ResourceInsufficient ResourceNotFound \
        ResourceUnavailable ResponseSizeLimitExceeded ServiceUnavailable UnauthorizedOperation \
        UnknownParameter UnsupportedOperation UnsupportedProtocol UnsupportedRegion";
    let table = tcerr::Table::embedded();
    for name in CODES.split_whitespace() {
        let code = table.code(name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(code.meanings().next().unwrap().api(), Some(tcerr::Api::V3), "{name}");
    }
}

#[test]
fn the_table_has_exactly_the_numbers_of_api_2() {
    const NUMBERS: [u32; 23] = [
        4000, 4100, 4101, 4102, 4103, 4104, 4105, 4106, 4110, 4200, 4300, 4400, 4500, 4600, 5000,
        5100, 5200, 5300, 5400, 5500, 6000, 6100, 6200,
    ];
    let numbers = tcerr::Table::embedded().legacy_numbers().map(|(number, _)| number);
    assert_eq!(numbers.collect::<Vec<_>>(), NUMBERS);
}

/// A row of the public error-code page of API 2.0: the code, its exact label, its number, and words
/// that the English and the Chinese text must contain.
type DocumentedRow =
    (&'static str, &'static str, u32, &'static [&'static str], &'static [&'static str]);

const DOCUMENTED_ROWS: [DocumentedRow; 18] = [
    (
        "InvalidParameter",
        "请求参数非法",
        4000,
        &["required", "format", "`message`"],
        &["必填", "格式", "`message`"],
    ),
    ("InvalidParameter.SignatureFailure", "身份认证失败", 4100, &["signature"], &["签名"]),
    (
        "AuthFailure",
        "未授权访问接口",
        4101,
        &["sub-account", "administrator"],
        &["子账号", "主账号管理员"],
    ),
    (
        "AuthFailure",
        "未授权访问资源",
        4102,
        &["sub-account", "administrator"],
        &["子账号", "主账号管理员"],
    ),
    (
        "AuthFailure",
        "未授权访问当前接口所操作的资源",
        4103,
        &["sub-account", "administrator", "root account"],
        &["子账号", "主账号管理员", "只有主账号"],
    ),
    ("InvalidParameter.SecretIdNotFound", "密钥不存在", 4104, &["`SecretId`"], &["密钥"]),
    ("InvalidRequest.TokenCheckFailed", "token 错误", 4105, &["token"], &["token"]),
    ("InvalidRequest.MFACheckFailed", "MFA 校验失败", 4106, &["MFA"], &["MFA"]),
    ("InternalError.CAMInnerError", "其他 CAM 鉴权失败", 4110, &["CAM"], &["CAM"]),
    ("InvalidRequest.Forbidden", "拒绝访问", 4300, &["banned", "users"], &["封禁", "用户范围"]),
    ("InvalidRequest.LimitExceeded", "超过配额", 4400, &["request-quota"], &["请求配额"]),
    (
        "InvalidRequest.ReplayAttack",
        "重放攻击",
        4500,
        &["`Nonce`", "`Timestamp`", "5 minutes", "once"],
        &["`Nonce`", "`Timestamp`", "5 分钟", "一次"],
    ),
    (
        "InvalidRequest.UnsupportedProtocol",
        "协议不支持",
        4600,
        &["HTTPS", "HTTP"],
        &["HTTPS", "HTTP"],
    ),
    (
        "InternalError.ResourceOpFailed",
        "资源操作失败",
        5100,
        &["`message`", "later", "ticket"],
        &["`message`", "稍后", "工单"],
    ),
    ("InternalError", "服务器内部错误", 6000, &["later", "ticket"], &["稍后", "工单"]),
    (
        "InvalidAction.NotFound",
        "版本暂不支持",
        6100,
        &["version", "maintenance", "First check the domain"],
        &["版本", "维护", "先确认接口域名"],
    ),
    (
        "InvalidAction.ActionUnavailable",
        "接口暂时无法访问",
        6200,
        &["maintenance", "later"],
        &["停服维护", "稍后"],
    ),
    ("InvalidRequest.RequestConcurrencyExceeded", "接口请求超过并发限制", 0, &["QPS"], &["QPS"]),
];
