//! Proves that a message made from each template of `data/causes.toml` has the cause of its own
//! rule, and not that of another. Real messages are checked in `tests/causes.rs`.

use crate::check::layout;
use crate::rules;

#[test]
fn a_message_made_from_a_template_matches_its_own_rule() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let templates = rule.text.says_en.iter().chain(&rule.text.says_zh);
        let code = rule.text.named().chain(&rule.text.also).find(|code| !code.contains('*'));
        for template in templates {
            let message = message_from(template);
            let mut report = tcerr::Report::new(tcerr::Dialect::Json);
            report.code = code.cloned();
            report.message = Some(message.clone());
            let answer = tcerr::explain(&report, tcerr::Lang::En);
            let cause = answer.cause.map(|cause| cause.id);
            if cause != Some(&*rule.id) {
                let (line, id) = (rule.lines.first, &rule.id);
                wrong.push(format!(
                    "data/causes.toml:{line}: {id}: {template:?}: {message:?}: {cause:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A message that matches a template, with a value for every placeholder.
fn message_from(template: &str) -> String {
    let mut message = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('<') {
        let (name, after) = after.split_once('>').unwrap();
        message.push_str(before);
        message.push_str(match name.split_once('=') {
            Some((_, value)) => value,
            None if name == "resource" => "qcs::cvm::uin/1:instance/*",
            None if name == "operation" => "cvm:RunInstances",
            None if name.contains("..") => " something ",
            None => match layout::FACTS.iter().find(|(fact, _)| *fact == name).unwrap().1 {
                layout::FactKind::Number => "207",
                layout::FactKind::Name => "x-1.Y_2",
                layout::FactKind::Text => "some text",
            },
        });
        rest = after;
    }
    message + rest
}
