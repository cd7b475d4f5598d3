//! Proves that no output contains a piece of a secret: secrets are planted in every text of
//! `tests/dialects`, in every notation in which clients write them, and everything that the library
//! and the command print is searched for them. It does not cover a secret key without its name
//! beside it, which nothing distinguishes from other text. A debug build tries a sample, `.ci/run`
//! all.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use tcerr::render::{self, Look};
use tcerr::{Finding, Lang, decode, explain, recognize};

const ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3Zq7Wm2K";
const INTERNATIONAL_ID: &str = "IKIDz8krbsJ5yKBZQpn74WFkmLPx3Zq7Wm2K";
const KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3Zq7Wm2K";
const TOKEN: &str = "QkF1c2VyVG9rZW4rL3Zq7Wm2Kd8joQ+/YCN3x9xGARNpq86cd98joQYCN3Zq7Wm2K==";
const SIGNATURE: &str = "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168";
const SECRETS: [&str; 5] = [ID, INTERNATIONAL_ID, KEY, TOKEN, SIGNATURE];

/// Notations of secrets, with `%I`, `%N`, `%K`, `%T` and `%S` for the five above.
const NOTATIONS: &[&str] = &[
    "%I",
    "%N",
    "=%I&",
    "%3D%I%2F",
    r"\n%I",
    r"\u003d%N",
    "SecretId: %I, SecretKey: %K",
    "SecretId=%I SecretKey=%K Token=%T",
    "{SecretId:%I SecretKey:%K Token:%T}",
    "&{SecretId:%N SecretKey:%K Token:%T}",
    "[secretId] => %I\n[secretKey] => %K\n[token] => %T\n",
    "'secretId' => '%I', 'secretKey' => '%K'",
    "{'secretId': '%I', 'secretKey': '%K', 'token': '%T'}",
    r#"{"SecretId":"%I","SecretKey":"%K","Token":"%T"}"#,
    r#"{\"SecretId\":\"%I\",\"SecretKey\":\"%K\",\"Token\":\"%T\"}"#,
    r#"{\\\"SecretId\\\":\\\"%I\\\",\\\"SecretKey\\\":\\\"%K\\\"}"#,
    r#"{"TmpSecretId": "%I", "TmpSecretKey": "%K", "sessionToken": "%T"}"#,
    "TENCENTCLOUD_SECRET_ID=%I TENCENTCLOUD_SECRET_KEY=%K TENCENTCLOUD_SECURITY_TOKEN=%T",
    "export TENCENTCLOUD_SECRET_KEY='%K'",
    "secret_id  = \"%I\"\n  secret_key = \"%K\"\n  security_token = \"%T\"\n",
    "secret_key:\t%K",
    "secretKey:%K",
    "SecretKey is %K",
    "tccli configure set secretId %I secretKey %K",
    "--secretId %I --secretKey %K --token %T",
    "--secret-key=%K",
    "-secretkey \"%K\"",
    "Authorization: TC3-HMAC-SHA256 Credential=%I/2026-11-24/cvm/tc3_request, SignedHeaders=content-type;host, Signature=%S",
    r#""Authorization": "TC3-HMAC-SHA256 Credential=%I/2026-11-24/cvm/tc3_request, SignedHeaders=content-type;host, Signature=%S""#,
    "-H 'Authorization: TC3-HMAC-SHA256 Credential=%I/2026-11-24/cvm/tc3_request, SignedHeaders=host, Signature=%S' -H 'X-TC-Token: %T'",
    "map[Authorization:[TC3-HMAC-SHA256 Credential=%I/2026-11-24/cvm/tc3_request, SignedHeaders=host, Signature=%S] X-Tc-Token:[%T]]",
    "Authorization: q-sign-algorithm=sha1&q-ak=%I&q-sign-time=1;2&q-key-time=1;2&q-header-list=host&q-url-param-list=&q-signature=%S",
    "Authorization: Bearer %T",
    "authorization=TC3-HMAC-SHA256%20Credential%3D%I%2F2026-11-24%2Fcvm%2Ftc3_request%2C%20Signature%3D%S",
    "https://cvm.tencentcloudapi.com/?Action=X&SecretId=%I&Signature=%S&Token=%T&Nonce=1",
    "https://b-1.cos.ap-beijing.myqcloud.com/o?q-ak=%I&q-signature=%S&x-cos-security-token=%T",
    "x-cos-security-token: %T\nX-TC-Token: %T\nx-tc-token:%T\n",
    "x-cos-security-token:[%T]",
    "<SecretKey>%K</SecretKey><Token>%T</Token><Signature>%S</Signature>",
    "<StringToSign>sha1</StringToSign><SignatureProvided>%S</SignatureProvided>",
    "login_token=12345,%K",
    "login_token: 12345,%K",
    "password=%K;pwd=%K",
    "\"Password\": \"%K\"",
    "AppSecretKey=%K",
    "client_secret=%K&api_key=%K",
    "SecretKey\u{1b}[0m=\u{1b}[32m%K\u{1b}[0m",
    "| SecretKey | %K |",
    "SecretKey&quot;:&quot;%K&quot;",
    "%22SecretKey%22%3A%22%K%22",
];

/// A notation with the secrets filled in.
fn with_secrets(notation: &str) -> String {
    [("%I", ID), ("%N", INTERNATIONAL_ID), ("%K", KEY), ("%T", TOKEN), ("%S", SIGNATURE)]
        .into_iter()
        .fold(notation.to_owned(), |text, (mark, secret)| text.replace(mark, secret))
}

/// The texts of the corpus, each with the name of its file.
fn texts() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialects");
    let mut texts = Vec::new();
    for folder in ["found", "silent"].map(|name| folder.join(name)) {
        for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
            let text = decode(&fs::read(file.path()).unwrap()).into_owned();
            let text = text.split_once("#! ---\n").map_or(text.as_str(), |(_, text)| text);
            texts.push((file.file_name().to_string_lossy().into_owned(), text.to_owned()));
        }
    }
    texts.sort();
    texts
}

/// The byte offsets at which to plant a secret: both ends, five across the text, and four in each
/// message. Offsets inside an escape sequence or a request id are left out, because a secret there
/// would destroy it.
fn planting_offsets(text: &str) -> Vec<usize> {
    let mut offsets = vec![0, text.len()];
    offsets.extend((1..6).map(|part| text.len() * part / 6));
    let mut ids = Vec::new();
    for finding in recognize(text).findings {
        if let Finding::Failure(report) = finding {
            if let Some(message) = report.message.filter(|message| !message.is_empty())
                && let Some(start) = text.find(&message)
            {
                let length = message.len();
                offsets.extend([0, length / 3, length / 2, length].map(|offset| start + offset));
            }
            ids.extend(report.request_id.filter(|id| !id.is_empty()));
        }
    }
    let next_boundary =
        |&offset: &usize| (offset..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap();
    let mut offsets: Vec<usize> = offsets.iter().map(next_boundary).collect();
    offsets.retain(|&offset| {
        let before = &text[..offset];
        let escape = before.rfind(['\\', '\u{1b}']).map_or("", |start| &before[start..]);
        let is_in_id = ids.iter().any(|id| {
            text.match_indices(id).any(|(start, _)| start < offset && offset < start + id.len())
        });
        !is_in_id && !matches!(escape.len(), 1..6)
    });
    offsets
}

/// A debug build tries only every 31st planting, because it is slow.
const PLANTING_STEP: usize = if cfg!(debug_assertions) { 31 } else { 1 };

/// A piece of a secret in `output`, wherever its lines are broken.
fn leak(output: &str) -> Option<String> {
    let output = anstream::adapter::strip_str(output).to_string();
    let output: String = output.chars().filter(|c| !c.is_whitespace()).collect();
    SECRETS.into_iter().find_map(|secret| {
        // The first four letters are the same in every SecretId and not secret. Any eleven
        // consecutive letters after them contain one of these pieces.
        (4..=secret.len() - 8).step_by(4).find_map(|start| {
            let piece = &secret[start..start + 8];
            output.contains(piece).then(|| piece.to_owned())
        })
    })
}

/// Everything that the library writes about the failures in a text. `tried` is what the user has
/// tried, which a ticket quotes.
fn answers(text: &str, tried: String) -> String {
    let mut out = Vec::new();
    let tried = [tried];
    let look = Look { width: 80, color: true, hyperlinks: true, all: true };
    for finding in recognize(text).findings {
        if let Finding::Failure(report) = finding {
            let answer = explain(&report, Lang::En);
            render::text(&answer, look, &mut out).unwrap();
            render::plain(&answer, &mut out).unwrap();
            render::json(&answer, &mut out).unwrap();
            render::ticket(&answer, &tried, &mut out).unwrap();
        }
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn no_answer_contains_a_secret_wherever_it_was_planted() {
    let texts = texts();
    assert!(texts.len() > 290, "{}", texts.len());
    let wrong: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = texts
            .chunks(texts.len().div_ceil(4))
            .map(|texts| {
                scope.spawn(move || {
                    let mut wrong = Vec::new();
                    for (index, (name, text)) in texts.iter().enumerate() {
                        let offsets = planting_offsets(text);
                        let plantings = offsets.iter().flat_map(|&offset| {
                            NOTATIONS.iter().map(move |notation| (offset, notation))
                        });
                        let sample = plantings.skip(index % PLANTING_STEP).step_by(PLANTING_STEP);
                        for (offset, notation) in sample {
                            let secret = with_secrets(notation);
                            let planted = [&text[..offset], &secret, &text[offset..]].concat();
                            if let Some(piece) = leak(&answers(&planted, secret)) {
                                wrong.push(format!("{name}:{offset}: {notation:?}: {piece}"));
                            }
                        }
                    }
                    wrong
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} leaks:\n{}", wrong.len(), wrong.join("\n"));
}

/// All bytes that the command prints.
fn output(arguments: &[&str], stdin: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tcerr"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

#[test]
fn no_output_of_the_command_contains_a_secret() {
    let text_step = if cfg!(debug_assertions) { 5 } else { 1 };
    let mut wrong = Vec::new();
    for (index, (name, text)) in texts().into_iter().enumerate().step_by(text_step) {
        let offsets = planting_offsets(&text);
        let offset = offsets[index % offsets.len()];
        let notation = NOTATIONS[index % NOTATIONS.len()];
        let planted = [&text[..offset], &with_secrets(notation), &text[offset..]].concat();
        let options =
            [&["--json"][..], &["--plain", "--lang", "zh"], &["--color", "always"]][index % 3];
        wrong.extend(leak(&output(options, &planted)).map(|piece| format!("{name}: {piece}")));
    }
    let command_step = if cfg!(debug_assertions) { 8 } else { 1 };
    // Messages quote input in which there is nothing to explain, and unknown options and codes.
    for (index, notation) in NOTATIONS.iter().enumerate() {
        let secret = with_secrets(notation);
        let commands = [
            &[&*secret][..],
            &["x", &secret],
            &["explain", "x", "--product", &secret],
            &["explain", "x", "--action", &secret],
            &["list", &secret],
            &["list", "--family", &secret],
            &["search", &secret],
            &["last", "--log", &secret],
        ];
        let sample = commands.into_iter().skip(index % command_step).step_by(command_step);
        for arguments in sample {
            let leak = leak(&output(arguments, ""));
            wrong.extend(leak.map(|piece| format!("{arguments:?}: {piece}")));
        }
    }
    assert!(wrong.is_empty(), "{} leaks:\n{}", wrong.len(), wrong.join("\n"));
}
