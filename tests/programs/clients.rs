//! Proves that tcerr explains what the official clients really print, and hides the keys in it. The
//! clients call a local server that plays the API, each with its own environment and home folder,
//! so that no setting of this machine affects it. Only the Python SDK, tccli and the Node.js SDK
//! are run; the keys are the examples of the documentation.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use serde_json::Value;

const SECRET_ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
const SECRET_KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

const CODE: &str = "AuthFailure.SecretIdNotFound";
const ENGLISH: &str = "The SecretId is not found, please ensure that your SecretId is correct.";
const CHINESE: &str = "SecretId不存在，请输入正确的密钥。";
const REQUEST_ID: &str = "57ee59b2-6bca-4500-91ca-7f9488782dcb";

const SUCCESS: &str = r#"{"Response":{"TotalCount":1,"InstanceSet":[{"InstanceId":"ins-r8hr2upy","InstanceName":"web","LatestOperation":"StopInstances","LatestOperationState":"FAILED"}],"RequestId":"57ee59b2-6bca-4500-91ca-7f9488782dcb"}}"#;

/// The page of a gateway that has no server behind it.
const PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/// What tccli 3.1.189.1 wrote to `~/.tccli/log/tccli.log`, unchanged: the call with its whole
/// command line, including the keys, and the failure. It is stored here so that a test notices when
/// the form of the log changes.
const LOG: &str = "\
[2026-11-24 04:22:33,421] [2244] [tccli.main] [INFO] tccli cvm DescribeInstances --region ap-guangzhou --endpoint http://127.0.0.1:38093 --secretId AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE --secretKey Gu5t9xGARNpq86cd98joQYCN3EXAMPLE
[2026-11-24 04:22:33,708] [2244] [tccli.main] [ERROR] [TencentCloudSDKException] code:AuthFailure.SecretIdNotFound message:The SecretId is not found, please ensure that your SecretId is correct. requestId:57ee59b2-6bca-4500-91ca-7f9488782dcb
";

/// How the server answers a request.
#[derive(Clone, Copy)]
enum Answer {
    /// With an error that has this message.
    Error(&'static str),
    Success,
    BadGateway,
    /// Closes the connection without an answer.
    Dropped,
}

/// Plays the API for one request. Returns the address, and a channel that receives the head of the
/// request.
fn api(answer: Answer) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let head = read_request(&stream);
        let response = response(answer, header(&head, "X-TC-TraceId"));
        sender.send(head).unwrap();
        (&stream).write_all(response.as_bytes()).unwrap();
    });
    (address, receiver)
}

/// Reads a request and returns its head. It is read to the end, because closing the connection
/// would otherwise reset it.
fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut head).unwrap(), 0, "half a request: {head}");
    }
    let length = header(&head, "Content-Length").parse().unwrap();
    reader.read_exact(&mut vec![0; length]).unwrap();
    head
}

/// The value of a header, in whatever case a client writes its name.
fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let mut fields = head.lines().filter_map(|line| line.split_once(": "));
    fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).expect(name).1
}

fn response(answer: Answer, trace: &str) -> String {
    let (status, kind, body) = match answer {
        Answer::Error(message) => (
            "200 OK",
            "application/json",
            format!(
                r#"{{"Response":{{"Error":{{"Code":"{CODE}","Message":"{message}"}},"RequestId":"{REQUEST_ID}"}}}}"#
            ),
        ),
        Answer::Success => ("200 OK", "application/json", SUCCESS.to_owned()),
        Answer::BadGateway => ("502 Bad Gateway", "text/html", PAGE.to_owned()),
        Answer::Dropped => return String::new(),
    };
    format!(
        "HTTP/1.1 {status}\r\nServer: nginx\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nX-TC-TraceId: {trace}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// A home folder for one call, removed when the value is dropped.
struct Home(PathBuf);

impl Home {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tcerr-client-{}-{number}", std::process::id());
        let home = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(&home.0).unwrap();
        home
    }

    /// The contents of tccli's log.
    fn log(&self) -> String {
        fs::read_to_string(self.0.join(".tccli/log/tccli.log")).unwrap()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a client printed to standard output and standard error, and the signature of its request,
/// which tcerr must hide.
struct Printed {
    text: String,
    signature: String,
}

impl Printed {
    /// Pipes the text into tcerr. Returns its standard output, standard error and exit status.
    fn explained(&self) -> (String, String, Option<i32>) {
        let mut tcerr = Command::new(env!("CARGO_BIN_EXE_tcerr"))
            .args(["--json", "--lang", "en"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        tcerr.stdin.take().unwrap().write_all(self.text.as_bytes()).unwrap();
        let output = tcerr.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (answer, stderr) = (text(output.stdout), text(output.stderr));
        for secret in [SECRET_ID, SECRET_KEY, &self.signature] {
            assert!(!answer.contains(secret) && !stderr.contains(secret), "{answer}{stderr}");
        }
        (answer, stderr, output.status.code())
    }

    /// Expects exactly one failure, however often the text contains it, and returns it.
    #[track_caller]
    fn failure(&self) -> Value {
        let (answer, stderr, status) = self.explained();
        let failures: Vec<Value> =
            answer.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let [failure] = &*failures else {
            panic!("{} failures in:\n{}\n{stderr}", failures.len(), self.text)
        };
        // A failure without a code may have no explanation. It is reported even so.
        if failure["code"].is_string() {
            assert_eq!((&*stderr, status), ("", Some(0)), "{}", self.text);
        }
        failure.clone()
    }

    /// Expects a failure with these details.
    #[track_caller]
    fn expect_failure(&self, code: Option<&str>, message: Option<&str>, request_id: Option<&str>) {
        let failure = self.failure();
        let details = ["code", "message", "request_id"].map(|key| failure[key].as_str());
        assert_eq!(details, [code, message, request_id], "{}", self.text);
    }

    /// Expects a failure with this code, a message that contains these words, and no request id,
    /// because the API did not answer.
    #[track_caller]
    fn expect_failure_without_answer(&self, code: Option<&str>, words: &str) {
        let failure = self.failure();
        assert_eq!(failure["code"].as_str(), code, "{}", self.text);
        let message = failure["message"].as_str().unwrap_or_default();
        assert!(message.contains(words), "{words:?} not in {message:?} of:\n{}", self.text);
        assert_eq!(failure["request_id"], Value::Null, "{}", self.text);
    }

    /// Expects that tcerr reports a successful response.
    #[track_caller]
    fn expect_success(&self) {
        let stderr = format!(
            "tcerr: standard input: the response reports no error (request id {REQUEST_ID})\n"
        );
        assert_eq!(self.explained(), (String::new(), stderr, Some(0)), "{}", self.text);
    }
}

/// Runs a client against the server, with standard error redirected to standard output.
fn call(answer: Answer, home: &Home, client: impl FnOnce(&str) -> Vec<String>) -> Printed {
    let (address, head) = api(answer);
    let output = Command::new("sh")
        .args(["-c", "exec \"$@\" 2>&1", "sh"])
        .args(client(&address))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("LANG", "C.UTF-8")
        .env("HOME", &home.0)
        .env("NODE_PATH", std::env::var_os("TCERR_TEST_NODE_MODULES").unwrap_or_default())
        .env("TENCENTCLOUD_SECRET_ID", SECRET_ID)
        .env("TENCENTCLOUD_SECRET_KEY", SECRET_KEY)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    // The client has ended, so a request that is missing now will never come.
    let head = head.try_recv().unwrap_or_else(|_| panic!("no request, but:\n{text}"));
    let (_, signature) = head.split_once("Signature=").unwrap();
    let signature = signature.lines().next().unwrap().to_owned();
    assert_eq!(signature.len(), 64, "{head}");
    Printed { text, signature }
}

/// The path in an environment variable, which must be that of `expected`.
#[track_caller]
fn path_from(variable: &str, expected: &str) -> PathBuf {
    let path =
        std::env::var_os(variable).unwrap_or_else(|| panic!("{variable} is not set: {expected}"));
    let path = PathBuf::from(path);
    assert!(path.exists(), "{variable}: no such path: {}", path.display());
    path
}

fn python() -> PathBuf {
    path_from("TCERR_TEST_PYTHON", "the python of a virtual environment with the package tccli")
}

/// The path of a script that calls the API.
fn script(name: &str) -> String {
    format!("{}/tests/programs/clients/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn owned(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|&argument| argument.to_owned()).collect()
}

/// Calls through the Python SDK. `manner` is how the script prints an exception.
fn through_python(answer: Answer, client: &str, manner: &str) -> Printed {
    let python = python();
    call(answer, &Home::new(), |address| {
        owned(&[python.to_str().unwrap(), &script("python.py"), address, client, manner])
    })
}

/// Calls through tccli, with the keys on the command line.
fn through_tccli(answer: Answer, home: &Home, options: &[&str]) -> Printed {
    let tccli = python().with_file_name("tccli");
    call(answer, home, |address| {
        let endpoint = format!("http://{address}");
        let call = ["cvm", "DescribeInstances", "--region", "ap-guangzhou"];
        let access = ["--endpoint", &endpoint, "--secretId", SECRET_ID, "--secretKey", SECRET_KEY];
        owned(&[&[tccli.to_str().unwrap()], &call[..], &access, options].concat())
    })
}

/// Calls through the Node.js SDK. `manner` is how the script prints an error.
fn through_node(answer: Answer, manner: &str) -> Printed {
    path_from("TCERR_TEST_NODE_MODULES", "a node_modules with tencentcloud-sdk-nodejs-cvm");
    call(answer, &Home::new(), |address| owned(&["node", &script("node.js"), address, manner]))
}

/// `text` with every number replaced by 0: times, ports and process ids differ between two calls.
fn without_numbers(text: &str) -> String {
    let mut result = String::new();
    for c in text.chars() {
        if !c.is_ascii_digit() {
            result.push(c);
        } else if !result.ends_with('0') {
            result.push('0');
        }
    }
    result
}

#[test]
#[ignore = "needs Python with tccli"]
fn an_error_of_the_python_sdk_is_explained() {
    for message in [ENGLISH, CHINESE] {
        for client in ["typed", "common"] {
            for manner in ["uncaught", "str", "repr"] {
                through_python(Answer::Error(message), client, manner).expect_failure(
                    Some(CODE),
                    Some(message),
                    Some(REQUEST_ID),
                );
            }
        }
    }
}

#[test]
#[ignore = "needs Python with tccli"]
fn the_python_sdks_own_log_is_explained_and_its_keys_are_hidden() {
    for message in [ENGLISH, CHINESE] {
        let printed = through_python(Answer::Error(message), "typed", "logging");
        for secret in [SECRET_ID, &printed.signature] {
            assert!(printed.text.contains(secret), "nothing to hide:\n{}", printed.text);
        }
        printed.expect_failure(Some(CODE), Some(message), Some(REQUEST_ID));
    }
}

#[test]
#[ignore = "needs Python with tccli"]
fn a_network_failure_of_the_python_sdk_is_explained() {
    for client in ["typed", "common"] {
        for manner in ["uncaught", "str", "repr"] {
            through_python(Answer::BadGateway, client, manner)
                .expect_failure_without_answer(Some("ServerNetworkError"), "502 Bad Gateway");
            through_python(Answer::Dropped, client, manner).expect_failure_without_answer(
                Some("ClientNetworkError"),
                "Remote end closed connection",
            );
        }
    }
    through_python(Answer::BadGateway, "typed", "logging")
        .expect_failure_without_answer(Some("ServerNetworkError"), "502 Bad Gateway");
    through_python(Answer::Dropped, "typed", "logging")
        .expect_failure_without_answer(Some("ClientNetworkError"), "Remote end closed connection");
}

#[test]
#[ignore = "needs Python with tccli"]
fn a_success_of_the_python_sdk_is_reported_as_one() {
    for client in ["typed", "common"] {
        through_python(Answer::Success, client, "uncaught").expect_success();
    }
    // The log contains the same response a second time.
    let (answer, _, status) = through_python(Answer::Success, "typed", "logging").explained();
    assert_eq!((&*answer, status), ("", Some(0)));
}

#[test]
#[ignore = "needs Python with tccli"]
fn an_error_of_tccli_is_explained() {
    for message in [ENGLISH, CHINESE] {
        through_tccli(Answer::Error(message), &Home::new(), &[]).expect_failure(
            Some(CODE),
            Some(message),
            Some(REQUEST_ID),
        );
    }
    through_tccli(Answer::BadGateway, &Home::new(), &[])
        .expect_failure_without_answer(Some("ServerNetworkError"), "502 Bad Gateway");
    through_tccli(Answer::Dropped, &Home::new(), &[])
        .expect_failure_without_answer(Some("ClientNetworkError"), "Remote end closed connection");
}

#[test]
#[ignore = "needs Python with tccli"]
fn a_success_of_tccli_is_reported_as_one() {
    through_tccli(Answer::Success, &Home::new(), &[]).expect_success();
    // In the form of a table or of text it is no longer a response, but not a failure either.
    for form in ["table", "text"] {
        let printed = through_tccli(Answer::Success, &Home::new(), &["--output", form]);
        assert_eq!(printed.explained().0, "", "{}", printed.text);
    }
}

#[test]
#[ignore = "needs Python with tccli"]
fn the_log_of_tccli_is_explained_and_its_keys_are_hidden() {
    let home = Home::new();
    let printed = through_tccli(Answer::Error(ENGLISH), &home, &[]);
    let logged = Printed { text: home.log(), ..printed };
    assert_eq!(without_numbers(&logged.text), without_numbers(LOG));
    logged.expect_failure(Some(CODE), Some(ENGLISH), Some(REQUEST_ID));

    // Further calls are appended to the log.
    through_tccli(Answer::Success, &home, &[]);
    Printed { text: home.log(), ..logged }.expect_failure(
        Some(CODE),
        Some(ENGLISH),
        Some(REQUEST_ID),
    );
}

#[test]
#[ignore = "needs Node.js with tencentcloud-sdk-nodejs-cvm"]
fn an_error_of_the_node_sdk_is_explained() {
    for message in [ENGLISH, CHINESE] {
        for manner in ["uncaught", "log"] {
            through_node(Answer::Error(message), manner).expect_failure(
                Some(CODE),
                Some(message),
                Some(REQUEST_ID),
            );
        }
        // The JSON of an `Error` lacks its message, and the text of this one lacks its code.
        let printed = through_node(Answer::Error(message), "json");
        printed.expect_failure(Some(CODE), None, Some(REQUEST_ID));
        let printed = through_node(Answer::Error(message), "string");
        printed.expect_failure(None, Some(message), Some(REQUEST_ID));
    }
}

#[test]
#[ignore = "needs Node.js with tencentcloud-sdk-nodejs-cvm"]
fn a_network_failure_of_the_node_sdk_is_explained() {
    for manner in ["uncaught", "log"] {
        // The SDK has nothing but the reason phrase, which takes the place of the message.
        through_node(Answer::BadGateway, manner)
            .expect_failure_without_answer(Some("Bad Gateway"), "Bad Gateway");
    }
    for manner in ["uncaught", "log", "string"] {
        through_node(Answer::Dropped, manner).expect_failure_without_answer(None, "socket hang up");
    }
}

#[test]
#[ignore = "needs Node.js with tencentcloud-sdk-nodejs-cvm"]
fn a_success_of_the_node_sdk_is_not_a_failure() {
    let printed = through_node(Answer::Success, "log");
    assert_eq!(printed.explained().0, "", "{}", printed.text);
}
