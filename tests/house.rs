//! The layout of `src/`: who may import whom.
//!
//! Imports are read from the `use` lines and the paths of the code. A folder imports only what
//! stands below it in [`FLOORS`], no files import each other in a circle, and the command sees the
//! library through its public face alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of the library, from the ground up. A room imports rooms of lower floors only.
const FLOORS: &[&[&str]] = &[
    &["vocabulary", "decode", "facts", "redact", "timestamp"],
    &["report", "table"],
    &["sentences", "recognize"],
    &["query", "explain"],
    &["log"],
    &["render"],
    &["lib"],
];

/// What each file imports, by paths below `src/`.
type Imports = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_room_imports_one_above_it() {
    let floor_of = |room: &str| FLOORS.iter().position(|rooms| rooms.contains(&room));
    let mut wrong = Vec::new();
    for (file, imports) in imports("") {
        let Some(floor) = floor_of(room(&file)) else {
            wrong.push(format!("src/{file} is in no room of FLOORS: add its room there"));
            continue;
        };
        for import in imports.iter().filter(|import| room(import) != room(&file)) {
            if floor_of(room(import)).is_none_or(|of_import| of_import >= floor) {
                wrong.push(format!("src/{file} imports src/{import}, which is not below it"));
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
fn the_library_knows_no_process_and_only_render_knows_colors() {
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
        for (text, allowed) in banned {
            if code.contains(text) && room(&file) != allowed {
                wrong.push(format!("src/{file} has `{text}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The shortest way from `file` back to itself, if there is one.
fn circle(file: &str, imports: &Imports) -> Option<Vec<String>> {
    let mut ways = vec![vec![file.to_owned()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let last = way.last()?;
            for next in imports.get(last).into_iter().flatten() {
                let way = [&way[..], &[next.clone()]].concat();
                if next == file {
                    return Some(way);
                }
                if seen.insert(next.clone()) {
                    longer.push(way);
                }
            }
        }
        ways = longer;
    }
    None
}

/// The room of a file: its folder, or its own name where it is in none.
fn room(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The files of a folder below `src/`, without those of the command if it is the library's.
fn files(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![src().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(src()).expect("below src").to_string_lossy().into_owned();
            if path.is_dir() && name != "bin" {
                folders.push(path);
            } else if name.ends_with(".rs") {
                files.push(name.replace('\\', "/"));
            }
        }
    }
    files.sort();
    files
}

/// The code of a file without its comments and unit tests.
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
        // Declaring a module is not importing it, but re-exporting from it is.
        let paths =
            paths(&code).into_iter().filter_map(|path| resolve(&path, file, folder, &files));
        let imports: BTreeSet<String> = paths.filter(|import| import != file).collect();
        (file.clone(), imports)
    };
    files.iter().map(imports_of).collect()
}

/// Every path of the crate that the code names, groups in braces taken apart.
fn paths(code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for root in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(root) {
            let is_part = code[..at].ends_with(|c: char| c.is_alphanumeric() || "_:$".contains(c));
            if !is_part {
                expand("", &code[at..], &mut paths);
            }
        }
    }
    paths
}

/// Adds the paths at the beginning of `code`, each behind `prefix`; returns how long they are.
fn expand(prefix: &str, code: &str, paths: &mut Vec<String>) -> usize {
    let is_of_path = |c: char| c.is_alphanumeric() || "_:".contains(c);
    let end = code.find(|c| !is_of_path(c)).unwrap_or(code.len());
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
        // ` as _` and the like.
        let rest = &code[at + length..];
        at += length + rest.find([',', '}']).unwrap_or(rest.len());
    }
}

/// The file that a path leads to: the longest part of it that is one.
fn resolve(path: &str, file: &str, folder: &str, files: &[String]) -> Option<String> {
    let mut parts: Vec<&str> = path.split("::").filter(|part| !part.is_empty()).collect();
    let own = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let is_root = |file: &str| matches!(file, "lib" | "bin/tcerr/main");
    let mut module: Vec<&str> = match parts.remove(0) {
        "crate" => folder.split('/').filter(|part| !part.is_empty()).collect(),
        "self" if is_root(own) => Vec::new(),
        "self" => own.split('/').collect(),
        _ => own.split('/').collect(),
    };
    if path.starts_with("super::") {
        module.pop();
        while parts.first() == Some(&"super") {
            parts.remove(0);
            module.pop();
        }
    }
    let mut found = None;
    for part in std::iter::once(None).chain(parts.into_iter().map(Some)) {
        module.extend(part);
        let name = module.join("/");
        let candidates = [format!("{name}.rs"), format!("{name}/mod.rs")];
        found = candidates.into_iter().find(|name| files.contains(name)).or(found);
    }
    // `crate::Lang` is the face of the library.
    found.or_else(|| path.starts_with("crate::").then(|| "lib.rs".to_owned()))
}
