//! Reads any bytes and writes the answers in every form and language. Nothing may panic, an answer
//! in JSON must be one line, and masking secrets twice must not change the text again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tcerr::render::{self, Look};
use tcerr::{Finding, Lang, decode, explain, last_failure, recognize, redact};

fuzz_target!(|bytes: &[u8]| {
    let text = decode(bytes);
    let mut out = Vec::new();
    let failures = recognize(&text).findings.into_iter().filter_map(Finding::into_failure);
    for report in failures.chain(last_failure(&text)) {
        for &lang in Lang::ALL {
            let answer = explain(&report, lang);
            let width = 40 + bytes.len() % 60;
            let look = Look { width, color: width % 2 == 0, hyperlinks: false, all: width % 3 == 0 };
            render::text(&answer, look, &mut out).expect("writing to memory cannot fail");
            render::plain(&answer, &mut out).expect("writing to memory cannot fail");
            render::ticket(&answer, &[], &mut out).expect("writing to memory cannot fail");
            out.clear();
            render::json(&answer, &mut out).expect("writing to memory cannot fail");
            assert_eq!(out.iter().filter(|&&byte| byte == b'\n').count(), 1);
        }
    }
    let clean = redact(&text);
    assert_eq!(redact(&clean), clean, "masking is not idempotent");
});
