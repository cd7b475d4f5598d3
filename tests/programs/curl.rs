//! Proves that `curl … | tcerr` explains a response, with and without its headers, and reports a
//! success as one. curl calls a local server that plays the API. The many forms of responses are
//! checked without curl, in `tests/dialects.rs`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

/// Plays the API for one request, and returns the address to call.
fn api(body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut request = BufReader::new(&stream).lines();
        while request.next().is_some_and(|line| !line.unwrap().is_empty()) {}
        write!(
            &stream,
            "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
    });
    format!("http://{address}/")
}

/// Runs `curl OPTIONS ADDRESS | tcerr`. Returns its standard output, standard error and exit
/// status.
fn explained(options: &str, body: &'static str) -> (String, String, Option<i32>) {
    let tcerr = env!("CARGO_BIN_EXE_tcerr");
    let output = Command::new("sh")
        .args(["-c", &format!("curl -s {options} {} | {tcerr} --lang en", api(body))])
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

const FAILURE: &str = r#"{"Response":{"Error":{"Code":"AuthFailure.SecretIdNotFound","Message":"The SecretId is not found, please ensure that your SecretId is correct."},"RequestId":"57ee59b2-6bca-4500-91ca-7f9488782dcb"}}"#;

#[test]
#[ignore = "needs curl"]
fn the_output_of_curl_is_explained() {
    for options in ["", "-i", "-d '{}' -H 'X-TC-Action: DescribeInstances'"] {
        let (answer, stderr, status) = explained(options, FAILURE);
        assert!(answer.starts_with("AuthFailure.SecretIdNotFound\nWhy    "), "{answer}");
        assert!(answer.contains("\nKey not found "), "{answer}");
        assert!(answer.contains("Req    57ee59b2-6bca-4500-91ca-7f9488782dcb\n"), "{answer}");
        assert_eq!((&*stderr, status), ("", Some(0)), "{options}");
    }
}

#[test]
#[ignore = "needs curl"]
fn a_success_of_curl_is_reported_as_one() {
    let body = r#"{"Response":{"TotalCount":0,"InstanceSet":[],"RequestId":"eac6b301"}}"#;
    let (answer, stderr, status) = explained("", body);
    assert_eq!(
        (&*answer, &*stderr, status),
        (
            "",
            "tcerr: standard input: the response reports no error (request id eac6b301)\n",
            Some(0)
        )
    );
}
