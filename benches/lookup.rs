//! Measures the parts of an answer inside one process: look-up, search, recognition, rendering. Run
//! with `cargo bench --bench lookup`. What a whole run of tcerr costs is measured by `startup`.

use divan::Bencher;
use tcerr::render::{self, Look};
use tcerr::{CodeFilter, Lang, Report, Table, explain, recognize, search};

fn main() {
    divan::main();
}

const RESPONSE: &str = r#"{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure","Message":"The provided credentials could not be validated. Please check your signature is correct."},"RequestId":"57ee59b2-6bca-4500-91ca-7f9488782dcb"}}"#;

#[divan::bench(args = ["AuthFailure.SignatureFailure", "unsupportedprotocol", "NoSuchThing"])]
fn look_up_exact_or_caseless(code: &str) -> usize {
    Table::embedded().spellings(divan::black_box(code)).count()
}

#[divan::bench]
fn look_up_legacy_number() -> Option<tcerr::Meaning> {
    Table::embedded().legacy(divan::black_box(4102))
}

#[divan::bench(args = ["AuthFailure.", "a", ""])]
fn list_prefix(prefix: &str) -> usize {
    Table::embedded().with_prefix(divan::black_box(prefix)).count()
}

#[divan::bench(args = ["AuthFailure.SignatureFialure", "NoSuchThingAnywhereInTheTable"])]
fn suggest_nearest(code: &str) -> Vec<&'static str> {
    Table::embedded().nearest(divan::black_box(code), 5)
}

#[divan::bench(args = ["*SoldOut*", "InvalidParameterValue.*Image*"])]
fn list_glob(pattern: &str) -> usize {
    let filter = CodeFilter { pattern: Some(pattern.to_owned()), ..CodeFilter::default() };
    filter.codes(Table::embedded()).count()
}

#[divan::bench]
fn list_codes_of_an_action() -> usize {
    let product = Table::embedded().product("cvm");
    let filter = CodeFilter { product, action: Some("RunInstances"), ..CodeFilter::default() };
    filter.codes(Table::embedded()).count()
}

#[divan::bench(args = ["insufficient balance", "短信模板未审核", "The SecretId is not found, please ensure that your SecretId is correct."])]
fn search_full_text(query: &str) -> usize {
    search(Table::embedded(), divan::black_box(query)).hits.len()
}

#[divan::bench]
fn recognize_a_response() -> tcerr::Recognized {
    recognize(divan::black_box(RESPONSE))
}

#[divan::bench(args = ["AuthFailure", "AuthFailure.SignatureFailure", "InvalidDisk.Busy"])]
fn explain_a_code(code: &str) -> tcerr::Explanation {
    explain(&Report::of_code(divan::black_box(code)), Lang::En)
}

#[divan::bench(args = ["en", "zh"])]
fn render_text(bencher: Bencher, lang: &str) {
    let answer = explain(&Report::of_code("AuthFailure"), Lang::from_locale(lang));
    let look = Look { width: 80, color: true, hyperlinks: false, all: true };
    bencher.bench(|| {
        let mut out = Vec::new();
        render::text(&answer, look, &mut out).map(|()| out)
    });
}

#[divan::bench]
fn render_json(bencher: Bencher) {
    let answer = explain(&Report::of_code("AuthFailure"), Lang::En);
    bencher.bench(|| {
        let mut out = Vec::new();
        render::json(&answer, &mut out).map(|()| out)
    });
}
