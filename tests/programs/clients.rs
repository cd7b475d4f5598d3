//! The official clients against a server on this machine that plays the API: what they really
//! print goes into tcerr.
//!
//! Keys are the examples of the documentation. Every client gets an environment and a home folder
//! of its own, so that no setting of this machine reaches it.

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

/// What tccli 3.1.189.1 wrote to `~/.tccli/log/tccli.log`, letter for letter: the call with its
/// whole command line, keys included, and how it failed. Stored here so that a change of the log
/// is seen.
const LOG: &str = "\
[2026-11-24 04:22:33,421] [2244] [tccli.main] [INFO] tccli cvm DescribeInstances --region ap-guangzhou --endpoint http://127.0.0.1:38093 --secretId AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE --secretKey Gu5t9xGARNpq86cd98joQYCN3EXAMPLE
[2026-11-24 04:22:33,708] [2244] [tccli.main] [ERROR] [TencentCloudSDKException] code:AuthFailure.SecretIdNotFound message:The SecretId is not found, please ensure that your SecretId is correct. requestId:57ee59b2-6bca-4500-91ca-7f9488782dcb
";

/// What the server does with a request.
#[derive(Clone, Copy)]
enum Answer {
    /// Reports an error with this message.
    Error(&'static str),
    Success,
    BadGateway,
    /// Closes the connection without a word.
    Dropped,
}

/// Plays the API for one request. Returns its address, and what will tell the request's head.
fn api(answer: Answer) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let head = request(&stream);
        let response = response(answer, header(&head, "X-TC-TraceId"));
        tell.send(head).unwrap();
        (&stream).write_all(response.as_bytes()).unwrap();
    });
    (address, told)
}

/// Reads a request to its end, or closing would reset the connection; returns its head.
fn request(stream: &TcpStream) -> String {
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

/// A home folder for one call, which ends with this value.
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

    /// tccli's log.
    fn log(&self) -> String {
        fs::read_to_string(self.0.join(".tccli/log/tccli.log")).unwrap()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a client printed on both sides, and what nobody may see of its request.
struct Said {
    text: String,
    signature: String,
}

impl Said {
    /// Pipes the text into tcerr. Returns what comes out on either side, with the status.
    fn piped(&self) -> (String, String, Option<i32>) {
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
        let (answer, said) = (text(output.stdout), text(output.stderr));
        for secret in [SECRET_ID, SECRET_KEY, &self.signature] {
            assert!(!answer.contains(secret) && !said.contains(secret), "{answer}{said}");
        }
        (answer, said, output.status.code())
    }

    /// Expects that one failure is told, however often the text speaks of it, and returns it.
    #[track_caller]
    fn failure(&self) -> Value {
        let (answer, said, status) = self.piped();
        let failures: Vec<Value> =
            answer.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let [failure] = &*failures else {
            panic!("{} failures in:\n{}\n{said}", failures.len(), self.text)
        };
        // A text without a code may leave nothing to explain; what it does say is told all the same.
        if failure["code"].is_string() {
            assert_eq!((&*said, status), ("", Some(0)), "{}", self.text);
        }
        failure.clone()
    }

    /// Expects a failure with these details.
    #[track_caller]
    fn tells(&self, code: Option<&str>, message: Option<&str>, request_id: Option<&str>) {
        let failure = self.failure();
        let details = ["code", "message", "request_id"].map(|key| failure[key].as_str());
        assert_eq!(details, [code, message, request_id], "{}", self.text);
    }

    /// Expects a failure with this code, a message with these words, and no request id, since no
    /// API has answered.
    #[track_caller]
    fn tells_of_no_answer(&self, code: Option<&str>, words: &str) {
        let failure = self.failure();
        assert_eq!(failure["code"].as_str(), code, "{}", self.text);
        let message = failure["message"].as_str().unwrap_or_default();
        assert!(message.contains(words), "{words:?} not in {message:?} of:\n{}", self.text);
        assert_eq!(failure["request_id"], Value::Null, "{}", self.text);
    }

    /// Expects that nothing is found wrong.
    #[track_caller]
    fn is_a_success(&self) {
        let said = format!(
            "tcerr: standard input: the response reports no error (request id {REQUEST_ID})\n"
        );
        assert_eq!(self.piped(), (String::new(), said, Some(0)), "{}", self.text);
    }
}

/// Runs a client against the server. Standard error goes where standard output goes, as with
/// `2>&1`.
fn call(answer: Answer, home: &Home, client: impl FnOnce(&str) -> Vec<String>) -> Said {
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
    // Whoever has ended without a request never will send one.
    let head = head.try_recv().unwrap_or_else(|_| panic!("no request, but:\n{text}"));
    let (_, signature) = head.split_once("Signature=").unwrap();
    let signature = signature.lines().next().unwrap().to_owned();
    assert_eq!(signature.len(), 64, "{head}");
    Said { text, signature }
}

/// Where the packages of a client are.
#[track_caller]
fn packages(variable: &str, what: &str) -> PathBuf {
    let place =
        std::env::var_os(variable).unwrap_or_else(|| panic!("{variable} is not set: {what}"));
    let place = PathBuf::from(place);
    assert!(place.exists(), "{variable} leads nowhere: {}", place.display());
    place
}

fn python() -> PathBuf {
    packages("TCERR_TEST_PYTHON", "the python of a virtual environment with the package tccli")
}

/// A script that calls the API.
fn script(name: &str) -> String {
    format!("{}/tests/programs/clients/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

/// A call through the Python SDK.
fn through_python(answer: Answer, client: &str, manner: &str) -> Said {
    let python = python();
    call(answer, &Home::new(), |address| {
        words(&[python.to_str().unwrap(), &script("python.py"), address, client, manner])
    })
}

/// A call through tccli, with the keys on the command line.
fn through_tccli(answer: Answer, home: &Home, options: &[&str]) -> Said {
    let tccli = python().with_file_name("tccli");
    call(answer, home, |address| {
        let endpoint = format!("http://{address}");
        let call = ["cvm", "DescribeInstances", "--region", "ap-guangzhou"];
        let place = ["--endpoint", &endpoint, "--secretId", SECRET_ID, "--secretKey", SECRET_KEY];
        words(&[&[tccli.to_str().unwrap()], &call[..], &place, options].concat())
    })
}

/// A call through the Node.js SDK.
fn through_node(answer: Answer, manner: &str) -> Said {
    packages("TCERR_TEST_NODE_MODULES", "a node_modules with tencentcloud-sdk-nodejs-cvm");
    call(answer, &Home::new(), |address| words(&["node", &script("node.js"), address, manner]))
}

/// `text` with every number the same, as between two calls.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for c in text.chars() {
        if !c.is_ascii_digit() {
            shape.push(c);
        } else if !shape.ends_with('0') {
            shape.push('0');
        }
    }
    shape
}

#[test]
#[ignore = "needs Python with tccli"]
fn an_error_of_the_python_sdk_is_explained() {
    for message in [ENGLISH, CHINESE] {
        for client in ["typed", "common"] {
            for manner in ["uncaught", "str", "repr"] {
                through_python(Answer::Error(message), client, manner).tells(
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
        let said = through_python(Answer::Error(message), "typed", "logging");
        for secret in [SECRET_ID, &said.signature] {
            assert!(said.text.contains(secret), "nothing to hide:\n{}", said.text);
        }
        said.tells(Some(CODE), Some(message), Some(REQUEST_ID));
    }
}

#[test]
#[ignore = "needs Python with tccli"]
fn no_answer_through_the_python_sdk_is_explained() {
    for client in ["typed", "common"] {
        for manner in ["uncaught", "str", "repr"] {
            through_python(Answer::BadGateway, client, manner)
                .tells_of_no_answer(Some("ServerNetworkError"), "502 Bad Gateway");
            through_python(Answer::Dropped, client, manner)
                .tells_of_no_answer(Some("ClientNetworkError"), "Remote end closed connection");
        }
    }
    through_python(Answer::BadGateway, "typed", "logging")
        .tells_of_no_answer(Some("ServerNetworkError"), "502 Bad Gateway");
    through_python(Answer::Dropped, "typed", "logging")
        .tells_of_no_answer(Some("ClientNetworkError"), "Remote end closed connection");
}

#[test]
#[ignore = "needs Python with tccli"]
fn a_success_through_the_python_sdk_is_said_to_be_one() {
    for client in ["typed", "common"] {
        through_python(Answer::Success, client, "uncaught").is_a_success();
    }
    // The log holds the same response once more.
    let (answer, _, status) = through_python(Answer::Success, "typed", "logging").piped();
    assert_eq!((&*answer, status), ("", Some(0)));
}

#[test]
#[ignore = "needs Python with tccli"]
fn an_error_of_tccli_is_explained() {
    for message in [ENGLISH, CHINESE] {
        through_tccli(Answer::Error(message), &Home::new(), &[]).tells(
            Some(CODE),
            Some(message),
            Some(REQUEST_ID),
        );
    }
    through_tccli(Answer::BadGateway, &Home::new(), &[])
        .tells_of_no_answer(Some("ServerNetworkError"), "502 Bad Gateway");
    through_tccli(Answer::Dropped, &Home::new(), &[])
        .tells_of_no_answer(Some("ClientNetworkError"), "Remote end closed connection");
}

#[test]
#[ignore = "needs Python with tccli"]
fn a_success_through_tccli_is_said_to_be_one() {
    through_tccli(Answer::Success, &Home::new(), &[]).is_a_success();
    // As a table or as text it is no response any more, but no failure either.
    for form in ["table", "text"] {
        let said = through_tccli(Answer::Success, &Home::new(), &["--output", form]);
        assert_eq!(said.piped().0, "", "{}", said.text);
    }
}

#[test]
#[ignore = "needs Python with tccli"]
fn the_log_of_tccli_is_explained_and_its_keys_are_hidden() {
    let home = Home::new();
    let said = through_tccli(Answer::Error(ENGLISH), &home, &[]);
    let logged = Said { text: home.log(), ..said };
    assert_eq!(shape(&logged.text), shape(LOG));
    logged.tells(Some(CODE), Some(ENGLISH), Some(REQUEST_ID));

    // A log goes on.
    through_tccli(Answer::Success, &home, &[]);
    Said { text: home.log(), ..logged }.tells(Some(CODE), Some(ENGLISH), Some(REQUEST_ID));
}

#[test]
#[ignore = "needs Node.js with tencentcloud-sdk-nodejs-cvm"]
fn an_error_of_the_node_sdk_is_explained() {
    for message in [ENGLISH, CHINESE] {
        for manner in ["uncaught", "log"] {
            through_node(Answer::Error(message), manner).tells(
                Some(CODE),
                Some(message),
                Some(REQUEST_ID),
            );
        }
        // An `Error` leaves its message out of its JSON, and this one its code out of its text.
        let said = through_node(Answer::Error(message), "json");
        said.tells(Some(CODE), None, Some(REQUEST_ID));
        let said = through_node(Answer::Error(message), "string");
        said.tells(None, Some(message), Some(REQUEST_ID));
    }
}

#[test]
#[ignore = "needs Node.js with tencentcloud-sdk-nodejs-cvm"]
fn no_answer_through_the_node_sdk_is_explained() {
    for manner in ["uncaught", "log"] {
        // The reason phrase stands in the place of the message; it is all the name there is.
        through_node(Answer::BadGateway, manner)
            .tells_of_no_answer(Some("Bad Gateway"), "Bad Gateway");
    }
    for manner in ["uncaught", "log", "string"] {
        through_node(Answer::Dropped, manner).tells_of_no_answer(None, "socket hang up");
    }
}

#[test]
#[ignore = "needs Node.js with tencentcloud-sdk-nodejs-cvm"]
fn a_success_through_the_node_sdk_is_no_failure() {
    let said = through_node(Answer::Success, "log");
    assert_eq!(said.piped().0, "", "{}", said.text);
}
