//! The message rules.

use crate::check::layout;
use crate::rules;

#[test]
fn every_template_leads_to_its_own_rule() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let said = rule.text.says_en.iter().chain(&rule.text.says_zh);
        let named = rule.text.named().chain(&rule.text.also).find(|code| !code.contains('*'));
        for template in said {
            let message = message_of(template);
            let mut report = tcerr::Report::new(tcerr::Dialect::Json);
            report.code = named.cloned();
            report.message = Some(message.clone());
            let answer = tcerr::explain(&report, tcerr::Lang::En);
            let found = answer.cause.map(|cause| cause.id);
            if found != Some(&*rule.id) {
                let (line, id) = (rule.lines.first, &rule.id);
                wrong.push(format!(
                    "data/causes.toml:{line}: {id}: {template:?}: {message:?}: {found:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A message that fits a template, with a value for every placeholder.
fn message_of(template: &str) -> String {
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
