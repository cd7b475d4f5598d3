//! Candidates for completion, and the scripts that let shells ask for them.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::CompletionCandidate;
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Shells, Zsh};
use tcerr::{Lang, Table, begins_with, family_of};

use crate::cli::{Cli, Shell};
use crate::settings;

/// The variable by which a script asks this program for candidates.
pub(crate) const VARIABLE: &str = "COMPLETE";

/// The shells that may ask.
pub(crate) const SHELLS: Shells<'static> =
    Shells(&[&Bash, &Elvish, &Fish, &Nushell, &Powershell, &Zsh]);

/// Codes that may follow what was typed: families first, each with a dot behind it, then the
/// codes of the one family that is left.
pub(crate) fn codes(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = current.to_str() else { return Vec::new() };
    candidates(typed, settings::lang_of_environment())
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
    let lang = settings::lang_of_environment();
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
    let lang = settings::lang_of_environment();
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

/// Writes the completion script of `shell`.
pub(crate) fn script(shell: Shell, out: &mut dyn io::Write) -> io::Result<()> {
    let (completer, changes): (&dyn EnvCompleter, &[(&str, &str)]) = match shell {
        Shell::Bash => (&Bash, &BASH_CHANGES),
        Shell::Elvish => (&Elvish, &[]),
        Shell::Fish => (&Fish, &[]),
        Shell::Nushell => (&Nushell, &[]),
        Shell::Pwsh => (&Powershell, &[]),
        Shell::Zsh => (&Zsh, &ZSH_CHANGES),
    };
    let mut script = Vec::new();
    completer.write_registration(VARIABLE, "tcerr", "tcerr", "tcerr", &mut script)?;
    let mut script = String::from_utf8(script).map_err(io::Error::other)?;
    for (usual, open) in changes {
        debug_assert!(script.contains(usual), "{usual} in\n{script}");
        script = script.replace(usual, open);
    }
    writeln!(out, "{}", script.trim())
}

/// A family is completed up to its dot, after which the code goes on: bash and zsh are told to
/// add no blank there. The other shells add none by themselves.
const BASH_CHANGES: [(&str, &str); 1] = [("[=/:]$", "[=/:.]$")];

const ZSH_CHANGES: [(&str, &str); 4] = [
    ("        local -a other=()\n", "        local -a other=()\n        local -a families=()\n"),
    (
        "            else\n                other+=",
        "            elif [[ \"$value\" == *. ]]; then\n                families+=(\"$completion\")\n            else\n                other+=",
    ),
    (
        "        [[ -n $other ]]",
        "        [[ -n $families ]] && _describe -V 'values' families -S ''\n        [[ -n $other ]]",
    ),
    // Loaded from a folder of `$fpath`, the script is the function that completes.
    (
        "\ncompdef _clap_dynamic_completer_tcerr tcerr",
        "\nif [[ $funcstack[1] == _tcerr ]]; then\n    _clap_dynamic_completer_tcerr \"$@\"\nelse\n    compdef _clap_dynamic_completer_tcerr tcerr\nfi",
    ),
];

/// Nushell, which the engine does not know yet. Options and commands complete from definitions in
/// the script, codes by asking this program, which answers nushell in JSON.
struct Nushell;

impl EnvCompleter for Nushell {
    fn name(&self) -> &'static str {
        "nushell"
    }

    fn is(&self, name: &str) -> bool {
        matches!(name, "nushell" | "nu")
    }

    fn write_registration(
        &self,
        var: &str,
        name: &str,
        _bin: &str,
        completer: &str,
        buf: &mut dyn io::Write,
    ) -> io::Result<()> {
        const MODULE: &str = "module completions {\n";
        const INPUTS: &str = "...inputs: string";
        let mut script = Vec::new();
        let mut command = Cli::command();
        clap_complete::generate(clap_complete_nushell::Nushell, &mut command, name, &mut script);
        let script = String::from_utf8(script).map_err(io::Error::other)?;
        debug_assert!(script.contains(MODULE) && script.contains(INPUTS), "{script}");
        let dynamic = format!(
            "{MODULE}\n  def \"nu-complete {name} codes\" [context: string] {{\n    \
             with-env {{ {var}: \"nushell\" }} {{ ^{completer} -- ...($context | split row \" \") }} \
             | from json\n  }}\n"
        );
        let script = script
            .replace(MODULE, &dynamic)
            .replace(INPUTS, &format!("{INPUTS}@\"nu-complete {name} codes\""));
        buf.write_all(script.as_bytes())
    }

    fn write_complete(
        &self,
        cmd: &mut clap::Command,
        args: Vec<OsString>,
        current_dir: Option<&Path>,
        buf: &mut dyn io::Write,
    ) -> io::Result<()> {
        let index = args.len().saturating_sub(1);
        let candidates = clap_complete::engine::complete(cmd, args, index, current_dir)?;
        let candidates: Vec<_> = candidates
            .iter()
            .map(|candidate| {
                let help = candidate.get_help().map(ToString::to_string);
                serde_json::json!({
                    "value": candidate.get_value().to_string_lossy(),
                    "description": help.unwrap_or_default(),
                })
            })
            .collect();
        writeln!(buf, "{}", serde_json::Value::Array(candidates))
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
