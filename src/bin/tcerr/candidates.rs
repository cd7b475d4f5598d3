//! Candidates for completion: what may follow what was typed.

use std::ffi::OsStr;

use clap_complete::CompletionCandidate;
use tcerr::{Lang, Table, begins_with, family_of};

use crate::environment;

/// Codes that may follow what was typed: families first, each with a dot behind it, then the
/// codes of the one family that is left.
pub(crate) fn codes(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = current.to_str() else { return Vec::new() };
    candidates(typed, environment::lang())
        .into_iter()
        .map(|(value, help)| {
            // Without a tag of ours, the engine formats one for every candidate.
            CompletionCandidate::new(value).help(Some(help.into())).tag(Some("codes".into()))
        })
        .collect()
}

/// Products whose short name begins with what was typed.
pub(crate) fn products(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = current.to_str() else { return Vec::new() };
    let lang = environment::lang();
    let products = Table::embedded().products();
    products
        .filter(|product| begins_with(product.name(), typed))
        .map(|product| {
            CompletionCandidate::new(product.name()).help(Some(product.title(lang).into()))
        })
        .collect()
}

/// Actions that begin with what was typed: of the product that the line names, else of all.
pub(crate) fn actions(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = current.to_str() else { return Vec::new() };
    let words: Vec<String> =
        std::env::args_os().filter_map(|word| word.into_string().ok()).collect();
    let product = product_option(&words);
    let products = Table::embedded()
        .products()
        .filter(|candidate| product.is_none_or(|name| candidate.name().eq_ignore_ascii_case(name)));
    let mut actions: Vec<&str> = products
        .flat_map(tcerr::Product::actions)
        .filter(|action| begins_with(action, typed))
        .collect();
    actions.sort_unstable();
    actions.dedup();
    actions.into_iter().map(CompletionCandidate::new).collect()
}

/// Families that begin with what was typed.
pub(crate) fn families(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = current.to_str() else { return Vec::new() };
    let lang = environment::lang();
    Table::embedded()
        .families()
        .filter(|family| begins_with(family.name(), typed))
        .map(|family| {
            let help = family.meaning().label(lang).into();
            CompletionCandidate::new(family.name()).help(Some(help))
        })
        .collect()
}

/// What `--product` says in the line that is being completed.
fn product_option(words: &[String]) -> Option<&str> {
    let place = words.iter().rposition(|word| word.starts_with("--product"))?;
    match words[place].strip_prefix("--product")? {
        "" => words.get(place + 1).map(String::as_str),
        value => value.strip_prefix('='),
    }
}

/// Each candidate with a short description.
fn candidates(typed: &str, lang: Lang) -> Vec<(String, String)> {
    let table = Table::embedded();
    let whole = |prefix: &str| -> Vec<(String, String)> {
        let labels = tcerr::labels(table.with_prefix(prefix), lang);
        labels.map(|(code, label)| (code.to_owned(), label)).collect()
    };
    if typed.contains('.') {
        return whole(typed);
    }
    let mut families: Vec<(String, String)> = Vec::new();
    let mut last = "";
    for code in table.with_prefix(typed) {
        let name = code.name();
        if name.contains('.') && family_of(name) == last {
            continue;
        }
        let family = table.family(family_of(name)).filter(|_| name.contains('.'));
        let (value, meaning) = match family {
            Some(family) => (format!("{}.", family_of(name)), Some(family.meaning())),
            None => (name.to_owned(), code.meanings().next()),
        };
        last = if family.is_some() { family_of(name) } else { "" };
        let label = meaning.map_or("", |meaning| meaning.label(lang));
        families.push((value, label.to_owned()));
    }
    match &families[..] {
        // A single step to take is taken.
        [(family, _)] if family.ends_with('.') => whole(family),
        _ => families,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(typed: &str) -> Vec<String> {
        candidates(typed, Lang::En).into_iter().map(|(value, _)| value).collect()
    }

    #[test]
    fn families_come_before_their_codes() {
        let families = values("Auth");
        assert_eq!(families, ["AuthFailure", "AuthFailure.", "Authority."]);
        let codes = values("AuthFailure.");
        assert!(codes.iter().all(|code| code.starts_with("AuthFailure.")), "{codes:?}");
        assert!(codes.len() > 5, "{codes:?}");
        assert_eq!(values("authfailure.SECRETIDNOTF"), ["AuthFailure.SecretIdNotFound"]);
    }

    #[test]
    fn a_family_alone_is_stepped_over() {
        let codes = values("Authori");
        assert!(codes.len() > 1, "{codes:?}");
        assert!(codes.iter().all(|code| code.starts_with("Authority.")), "{codes:?}");
    }

    #[test]
    fn the_line_names_the_product_whose_actions_complete() {
        for (line, product) in [
            ("tcerr list --product cvm --action Run", Some("cvm")),
            ("tcerr list --product=cbs --action ", Some("cbs")),
            ("tcerr list --action Run", None),
            ("tcerr list --products", None),
        ] {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            assert_eq!(product_option(&words), product, "{line}");
        }
    }

    #[test]
    fn every_candidate_is_described_in_the_language_asked_for() {
        for (value, help) in candidates("", Lang::Zh) {
            assert!(!help.is_empty() && !help.is_ascii(), "{value}: {help}");
        }
    }
}
