//! Completion candidates for codes, products, actions and families.

use std::ffi::OsStr;

use clap_complete::CompletionCandidate;
use tcerr::{Lang, Table, begins_with, family_of};

use crate::environment;

/// Completes a code in two steps: first the families, each with a trailing dot, then the codes of
/// the family that was chosen.
pub(crate) fn codes(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = current.to_str() else { return Vec::new() };
    described_codes(typed, environment::lang())
        .into_iter()
        .map(|(value, help)| {
            // Without a tag, the engine would format one for every candidate.
            CompletionCandidate::new(value).help(Some(help.into())).tag(Some("codes".into()))
        })
        .collect()
}

/// Completes the short name of a product.
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

/// Completes an action of the product that the command line names, or of any product.
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

/// Completes a family.
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

/// The value of `--product` in the command line that is being completed.
fn product_option(words: &[String]) -> Option<&str> {
    let index = words.iter().rposition(|word| word.starts_with("--product"))?;
    match words[index].strip_prefix("--product")? {
        "" => words.get(index + 1).map(String::as_str),
        value => value.strip_prefix('='),
    }
}

/// The candidates for a code, each with a short description.
fn described_codes(typed: &str, lang: Lang) -> Vec<(String, String)> {
    let table = Table::embedded();
    let with_prefix = |prefix: &str| -> Vec<(String, String)> {
        let labels = tcerr::labels(table.with_prefix(prefix), lang);
        labels.map(|(code, label)| (code.to_owned(), label)).collect()
    };
    if typed.contains('.') {
        return with_prefix(typed);
    }
    let mut candidates: Vec<(String, String)> = Vec::new();
    let mut last_family = "";
    for code in table.with_prefix(typed) {
        let name = code.name();
        if name.contains('.') && family_of(name) == last_family {
            continue;
        }
        let family = table.family(family_of(name)).filter(|_| name.contains('.'));
        let (value, meaning) = match family {
            Some(family) => (format!("{}.", family_of(name)), Some(family.meaning())),
            None => (name.to_owned(), code.meanings().next()),
        };
        last_family = if family.is_some() { family_of(name) } else { "" };
        let label = meaning.map_or("", |meaning| meaning.label(lang));
        candidates.push((value, label.to_owned()));
    }
    match &candidates[..] {
        // With a single family, the first step has nothing to choose from.
        [(family, _)] if family.ends_with('.') => with_prefix(family),
        _ => candidates,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(typed: &str) -> Vec<String> {
        described_codes(typed, Lang::En).into_iter().map(|(value, _)| value).collect()
    }

    #[test]
    fn families_complete_before_their_codes() {
        let families = values("Auth");
        assert_eq!(families, ["AuthFailure", "AuthFailure.", "Authority."]);
        let codes = values("AuthFailure.");
        assert!(codes.iter().all(|code| code.starts_with("AuthFailure.")), "{codes:?}");
        assert!(codes.len() > 5, "{codes:?}");
        assert_eq!(values("authfailure.SECRETIDNOTF"), ["AuthFailure.SecretIdNotFound"]);
    }

    #[test]
    fn a_single_matching_family_completes_to_its_codes() {
        let codes = values("Authori");
        assert!(codes.len() > 1, "{codes:?}");
        assert!(codes.iter().all(|code| code.starts_with("Authority.")), "{codes:?}");
    }

    #[test]
    fn the_product_is_read_from_the_command_line() {
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
    fn every_candidate_has_a_description_in_the_chosen_language() {
        for (value, help) in described_codes("", Lang::Zh) {
            assert!(!help.is_empty() && !help.is_ascii(), "{value}: {help}");
        }
    }
}
