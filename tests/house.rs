//! Proves that `src/` keeps its layout: a module imports only modules of lower floors in
//! [`FLOORS`], no files import each other in a circle, and the library uses neither the process
//! nor, outside `render`, colors. Imports are read from the paths in the code, without comments and
//! unit tests; paths that a macro generates are not seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the library, from the bottom up. A module imports only modules of lower floors.
const FLOORS: &[&[&str]] = &[
    &["vocabulary", "decode", "facts", "redact", "timestamp"],
    &["report", "table"],
    &["sentences", "recognize"],
    &["query", "explain"],
    &["log"],
    &["render"],
    &["lib"],
];

/// The files that each file imports, as paths below `src/`.
type Imports = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_module_imports_one_of_its_own_or_a_higher_floor() {
    let floor_of = |module: &str| FLOORS.iter().position(|modules| modules.contains(&module));
    let mut wrong = Vec::new();
    for (file, imports) in imports("") {
        let Some(floor) = floor_of(module(&file)) else {
            wrong.push(format!("src/{file}: add its module to FLOORS"));
            continue;
        };
        for import in imports.iter().filter(|import| module(import) != module(&file)) {
            if floor_of(module(import)).is_none_or(|import_floor| import_floor >= floor) {
                wrong.push(format!(
                    "src/{file} imports src/{import}, which is not on a lower floor"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let mut wrong = Vec::new();
    for folder in ["", "bin/tcerr"] {
        let imports = imports(folder);
        for file in imports.keys() {
            if let Some(circle) = circle(file, &imports) {
                wrong.push(format!("src/{}", circle.join(" -> src/")));
            }
        }
    }
    assert!(wrong.is_empty(), "circles:\n{}", wrong.join("\n"));
}

#[test]
fn the_library_uses_no_process_and_only_render_uses_colors() {
    // Each text with the module that may contain it, or with an empty name if none may.
    let banned = [
        ("std::process", ""),
        ("std::env", ""),
        ("std::fs", ""),
        ("io::stdout", ""),
        ("io::stderr", ""),
        ("owo_colors", "render"),
        ("\\x1b[", "render"),
    ];
    let mut wrong = Vec::new();
    for file in files("") {
        let code = code_of(&file);
        for (text, allowed_module) in banned {
            if code.contains(text) && module(&file) != allowed_module {
                wrong.push(format!("src/{file} contains `{text}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The shortest chain of imports from `file` back to itself, if there is one.
fn circle(file: &str, imports: &Imports) -> Option<Vec<String>> {
    let mut chains = vec![vec![file.to_owned()]];
    let mut seen = BTreeSet::new();
    while !chains.is_empty() {
        let mut longer_chains = Vec::new();
        for chain in chains {
            let last = chain.last()?;
            for next in imports.get(last).into_iter().flatten() {
                let chain = [&chain[..], std::slice::from_ref(next)].concat();
                if next == file {
                    return Some(chain);
                }
                if seen.insert(next.clone()) {
                    longer_chains.push(chain);
                }
            }
        }
        chains = longer_chains;
    }
    None
}

/// The top-level module of a file: its folder, or its own name if it is in no folder.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The files of a folder below `src/`. Those of the command do not count as files of the library.
fn files(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![src().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(src()).expect("below src").to_string_lossy().into_owned();
            if path.is_dir() && name != "bin" {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(name.replace('\\', "/"));
            }
        }
    }
    files.sort();
    files
}

/// The code of a file, without comments and unit tests.
fn code_of(file: &str) -> String {
    let text = fs::read_to_string(src().join(file)).expect("a file");
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn imports(folder: &str) -> Imports {
    let files = files(folder);
    let imports_of = |file: &String| {
        let code = code_of(file);
        // Declaring a module is not an import, but re-exporting from it is.
        let paths =
            paths(&code).into_iter().filter_map(|path| resolve(&path, file, folder, &files));
        let imports: BTreeSet<String> = paths.filter(|import| import != file).collect();
        (file.clone(), imports)
    };
    files.iter().map(imports_of).collect()
}

/// Every path in the code that begins with `crate`, `super` or `self`, with groups in braces
/// expanded.
fn paths(code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for root in ["crate::", "super::", "self::"] {
        for (start, _) in code.match_indices(root) {
            let is_continued = |c: char| c.is_alphanumeric() || "_:$".contains(c);
            if !code[..start].ends_with(is_continued) {
                expand("", &code[start..], &mut paths);
            }
        }
    }
    paths
}

/// Adds the paths at the start of `code`, each with `prefix` before it, and returns their length in
/// bytes.
fn expand(prefix: &str, code: &str, paths: &mut Vec<String>) -> usize {
    let is_path_char = |c: char| c.is_alphanumeric() || "_:".contains(c);
    let end = code.find(|c| !is_path_char(c)).unwrap_or(code.len());
    let path = format!("{prefix}{}", &code[..end]);
    if !code[end..].starts_with('{') || !path.ends_with("::") {
        paths.push(path);
        return end;
    }
    let mut at = end + 1;
    loop {
        at += code[at..].len() - code[at..].trim_start_matches([' ', '\n', ',']).len();
        if code[at..].starts_with('}') || at >= code.len() {
            return at + 1;
        }
        let length = expand(&path, &code[at..], paths);
        // Skips ` as _` and the like.
        let rest = &code[at + length..];
        at += length + rest.find([',', '}']).unwrap_or(rest.len());
    }
}

/// The file that a path refers to: that of the longest prefix of the path for which there is one.
fn resolve(path: &str, file: &str, folder: &str, files: &[String]) -> Option<String> {
    let mut parts: Vec<&str> = path.split("::").filter(|part| !part.is_empty()).collect();
    let own_module = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let is_root = |file: &str| matches!(file, "lib" | "bin/tcerr/main");
    let mut module: Vec<&str> = match parts.remove(0) {
        "crate" => folder.split('/').filter(|part| !part.is_empty()).collect(),
        "self" if is_root(own_module) => Vec::new(),
        _ => own_module.split('/').collect(),
    };
    if path.starts_with("super::") {
        module.pop();
        while parts.first() == Some(&"super") {
            parts.remove(0);
            module.pop();
        }
    }
    let mut longest_match = None;
    for part in std::iter::once(None).chain(parts.into_iter().map(Some)) {
        module.extend(part);
        let name = module.join("/");
        let candidates = [format!("{name}.rs"), format!("{name}/mod.rs")];
        let is_file = |name: &String| files.contains(name);
        longest_match = candidates.into_iter().find(is_file).or(longest_match);
    }
    // `crate::Lang` is an item of the library's root.
    longest_match.or_else(|| path.starts_with("crate::").then(|| "lib.rs".to_owned()))
}
