//! `tcerr completions`: generates scripts with which shells ask tcerr for candidates.
//!
//! The candidates themselves belong to `candidates`.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::CompleteEnv;
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Shells, Zsh};

use crate::args::{Cli, Shell};
use crate::output;
use crate::status::Status;

/// The environment variable that a script sets when it asks for candidates.
const VARIABLE: &str = "COMPLETE";

/// The shells that may ask for candidates.
const SHELLS: Shells<'static> = Shells(&[&Bash, &Elvish, &Fish, &Nushell, &Powershell, &Zsh]);

/// Prints candidates and exits, if a shell asks for them. A program of another maker may have set
/// the variable to something else.
pub(crate) fn answer_shell() {
    let shell = env::var(VARIABLE).unwrap_or_default();
    if SHELLS.completer(&shell).is_some() {
        CompleteEnv::with_factory(Cli::command).var(VARIABLE).shells(SHELLS).complete();
    }
}

/// Prints the completion script of `shell`.
pub(crate) fn run(shell: Shell) -> anyhow::Result<Status> {
    output::write(script(shell)?.as_bytes())
}

fn script(shell: Shell) -> io::Result<String> {
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
    for (original, replacement) in changes {
        debug_assert!(script.contains(original), "{original} in\n{script}");
        script = script.replace(original, replacement);
    }
    Ok(format!("{}\n", script.trim()))
}

/// Replacements in clap's script, so that bash adds no space after the dot of a family: the rest
/// of the code follows there. Of the other shells, only zsh needs the same.
const BASH_CHANGES: [(&str, &str); 1] = [("[=/:]$", "[=/:.]$")];

/// Replacements in clap's script for zsh, mostly for the same reason.
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
    // If zsh loads the script from a folder in `$fpath`, it runs the script as the completion
    // function itself.
    (
        "\ncompdef _clap_dynamic_completer_tcerr tcerr",
        "\nif [[ $funcstack[1] == _tcerr ]]; then\n    _clap_dynamic_completer_tcerr \"$@\"\nelse\n    compdef _clap_dynamic_completer_tcerr tcerr\nfi",
    ),
];

/// Nushell, which clap's engine does not support yet. The script itself defines options and
/// commands; for codes it asks tcerr, which answers in JSON.
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
