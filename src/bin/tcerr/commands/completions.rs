//! `tcerr completions`: the scripts by which shells ask this program for candidates.

use std::ffi::OsString;
use std::io;
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Shells, Zsh};

use crate::args::{Cli, Shell};
use crate::output;
use crate::status::Status;

/// The variable by which a script asks this program for candidates.
pub(crate) const VARIABLE: &str = "COMPLETE";

/// The shells that may ask.
pub(crate) const SHELLS: Shells<'static> =
    Shells(&[&Bash, &Elvish, &Fish, &Nushell, &Powershell, &Zsh]);

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
    for (usual, open) in changes {
        debug_assert!(script.contains(usual), "{usual} in\n{script}");
        script = script.replace(usual, open);
    }
    Ok(format!("{}\n", script.trim()))
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
