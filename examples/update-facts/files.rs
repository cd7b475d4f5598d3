//! `data/facts/` on the disk: an update that learns nothing leaves no trace in the repository.

use std::path::Path;
use std::{fs, io};

use anyhow::{Context as _, Result, bail};
use tcerr::facts::{self, Files, Problem, Stored};

/// Reads `dir`; one without files, or none at all, holds no facts.
pub(crate) fn read(dir: &Path) -> Result<Stored> {
    let files = load(dir)?;
    if files.is_empty() {
        return Ok(Stored::default());
    }
    facts::parse(&files).or_else(|problems| {
        let problems: Vec<String> = problems.iter().map(Problem::to_string).collect();
        bail!("`{}` is damaged; restore it first:\n{}", dir.display(), problems.join("\n"))
    })
}

/// Writes to `dir` the files whose contents differ from what it holds, and returns their names.
/// With `check` it only finds out which.
pub(crate) fn write(dir: &Path, stored: &Stored, check: bool) -> Result<Vec<String>> {
    let files = match facts::render(stored) {
        Ok(files) => files,
        Err(problem) => bail!("{problem}"),
    };
    let current = load(dir)?;
    let differs = |(name, text): &(String, String)| current.get(name) != Some(text);
    let differing: Files = files.into_iter().filter(differs).collect();
    if !check && !differing.is_empty() {
        save(dir, &differing).with_context(|| format!("`{}` cannot be written", dir.display()))?;
    }
    Ok(differing.into_keys().collect())
}

fn load(dir: &Path) -> Result<Files> {
    facts::load(dir).with_context(|| format!("`{}` cannot be read", dir.display()))
}

fn save(dir: &Path, files: &Files) -> io::Result<()> {
    // The parent must exist: a tool started in the wrong place should not build a tree there.
    if !dir.exists() {
        fs::create_dir(dir)?;
    }
    for (name, text) in files {
        fs::write(dir.join(name), text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tcerr::facts::{Facts, Product, Source};

    use super::*;

    #[test]
    fn only_files_that_differ_are_written() {
        let dir = std::env::temp_dir().join(format!("update-facts-{}", std::process::id()));
        let products = [("cvm".to_owned(), Product::default())];
        let mut stored = Stored {
            facts: Facts { products: products.into() },
            sources: vec![Source { name: "go".to_owned(), version: "1.0.3".to_owned(), rows: 4 }],
        };
        let write = |stored: &Stored, check| write(&dir, stored, check).unwrap();
        assert_eq!(write(&stored, true).len(), 3);
        assert!(!dir.exists());
        assert_eq!(write(&stored, false).len(), 3);
        assert!(write(&read(&dir).unwrap(), false).is_empty());
        stored.sources[0].rows += 1;
        assert_eq!(write(&stored, false), ["sources.tsv"]);
        fs::write(dir.join("cvm.tsv"), "@\n\t\n").unwrap();
        let refused = read(&dir).unwrap_err().to_string();
        assert!(refused.contains("\ncvm.tsv:2: "), "{refused}");
        fs::remove_dir_all(&dir).unwrap();
    }
}
