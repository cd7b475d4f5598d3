//! Secrets are planted in every text of `tests/dialects`, in every way in which clients write
//! them; nothing that comes out may hold a piece of one.

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

/// Ways to write secrets, `%I`, `%N`, `%K`, `%T` and `%S` for the above.
const PLANTS: &[&str] = &[
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

fn plant(form: &str) -> String {
    [("%I", ID), ("%N", INTERNATIONAL_ID), ("%K", KEY), ("%T", TOKEN), ("%S", SIGNATURE)]
        .into_iter()
        .fold(form.to_owned(), |text, (mark, secret)| text.replace(mark, secret))
}

/// Every text with its file's name.
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

/// Places for a plant: the ends, some all over the text, and some inside of each message. None is
/// inside of an escape or a request id, which would be none then.
fn places(text: &str) -> Vec<usize> {
    let mut places = vec![0, text.len()];
    places.extend((1..6).map(|part| text.len() * part / 6));
    let mut ids = Vec::new();
    for finding in recognize(text).findings {
        if let Finding::Failure(report) = finding {
            if let Some(message) = report.message.filter(|message| !message.is_empty())
                && let Some(start) = text.find(&message)
            {
                let length = message.len();
                places.extend([0, length / 3, length / 2, length].map(|place| start + place));
            }
            ids.extend(report.request_id.filter(|id| !id.is_empty()));
        }
    }
    let place =
        |&place: &usize| (place..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap();
    let mut places: Vec<usize> = places.iter().map(place).collect();
    places.retain(|&place| {
        let before = &text[..place];
        let escape = before.rfind(['\\', '\u{1b}']).map_or("", |start| &before[start..]);
        let in_id = ids.iter().any(|id| {
            text.match_indices(id).any(|(start, _)| start < place && place < start + id.len())
        });
        !in_id && !matches!(escape.len(), 1..6)
    });
    places
}

/// Without optimization, only one planting in so many is tried.
const ONE_IN: usize = if cfg!(debug_assertions) { 31 } else { 1 };

/// The piece of a secret that a text holds, wherever its lines are broken.
fn leak(out: &str) -> Option<String> {
    let out = anstream::adapter::strip_str(out).to_string();
    let out: String = out.chars().filter(|c| !c.is_whitespace()).collect();
    SECRETS.into_iter().find_map(|secret| {
        // What begins every SecretId is none. Eleven letters in a row hold one of these pieces.
        (4..=secret.len() - 8).step_by(4).find_map(|at| {
            let piece = &secret[at..at + 8];
            out.contains(piece).then(|| piece.to_owned())
        })
    })
}

/// All that the library writes of what it finds in a text, and of what was tried.
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
fn no_answer_holds_a_secret_wherever_it_was_planted() {
    let texts = texts();
    assert!(texts.len() > 290, "{}", texts.len());
    let wrong: Vec<String> = thread::scope(|scope| {
        let parts: Vec<_> = texts
            .chunks(texts.len().div_ceil(4))
            .map(|texts| {
                scope.spawn(move || {
                    let mut wrong = Vec::new();
                    for (turn, (name, text)) in texts.iter().enumerate() {
                        let places = places(text);
                        let plantings = places
                            .iter()
                            .flat_map(|&place| PLANTS.iter().map(move |form| (place, form)));
                        for (place, form) in plantings.skip(turn % ONE_IN).step_by(ONE_IN) {
                            let secret = plant(form);
                            let planted = [&text[..place], &secret, &text[place..]].concat();
                            if let Some(piece) = leak(&answers(&planted, secret)) {
                                wrong.push(format!("{name}:{place}: {form:?}: {piece}"));
                            }
                        }
                    }
                    wrong
                })
            })
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} leaks:\n{}", wrong.len(), wrong.join("\n"));
}

/// All bytes that come out of the command.
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
fn no_byte_of_the_command_holds_a_secret() {
    let few = if cfg!(debug_assertions) { 5 } else { 1 };
    let mut wrong = Vec::new();
    for (turn, (name, text)) in texts().into_iter().enumerate().step_by(few) {
        let places = places(&text);
        let place = places[turn % places.len()];
        let form = PLANTS[turn % PLANTS.len()];
        let planted = [&text[..place], &plant(form), &text[place..]].concat();
        let form =
            [&["--json"][..], &["--plain", "--lang", "zh"], &["--color", "always"]][turn % 3];
        wrong.extend(leak(&output(form, &planted)).map(|piece| format!("{name}: {piece}")));
    }
    let few_ways = if cfg!(debug_assertions) { 8 } else { 1 };
    // Inputs in which there is nothing to explain are quoted back, options and codes as well.
    for (turn, form) in PLANTS.iter().enumerate() {
        let secret = plant(form);
        let ways = [
            &[&*secret][..],
            &["x", &secret],
            &["explain", "x", "--product", &secret],
            &["explain", "x", "--action", &secret],
            &["list", &secret],
            &["list", "--family", &secret],
            &["search", &secret],
            &["last", "--log", &secret],
        ];
        for arguments in ways.into_iter().skip(turn % few_ways).step_by(few_ways) {
            let leak = leak(&output(arguments, ""));
            wrong.extend(leak.map(|piece| format!("{arguments:?}: {piece}")));
        }
    }
    assert!(wrong.is_empty(), "{} leaks:\n{}", wrong.len(), wrong.join("\n"));
}
