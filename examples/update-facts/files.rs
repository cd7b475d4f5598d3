//! `data/facts/` on the disk. Only files whose contents change are written, so that an update that
//! finds nothing new touches no file. The format is that of [`tcerr::facts`].

use std::path::Path;
use std::{fs, io};

use anyhow::{Context as _, Result, bail};
use tcerr::facts::{self, Files, Problem, Stored};

/// Reads the facts in `dir`. A folder that is empty or does not exist has no facts.
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

/// Writes the files whose contents differ from those in `dir`, and returns their names. With
/// `is_dry_run`, nothing is written.
pub(crate) fn write(dir: &Path, stored: &Stored, is_dry_run: bool) -> Result<Vec<String>> {
    let files = match facts::render(stored) {
        Ok(files) => files,
        Err(problem) => bail!("{problem}"),
    };
    let current = load(dir)?;
    let differs = |(name, text): &(String, String)| current.get(name) != Some(text);
    let differing: Files = files.into_iter().filter(differs).collect();
    if !is_dry_run && !differing.is_empty() {
        save(dir, &differing).with_context(|| format!("`{}` cannot be written", dir.display()))?;
    }
    Ok(differing.into_keys().collect())
}

fn load(dir: &Path) -> Result<Files> {
    facts::load(dir).with_context(|| format!("`{}` cannot be read", dir.display()))
}

fn save(dir: &Path, files: &Files) -> io::Result<()> {
    // The parent must exist: a tool started in the wrong folder should not create a tree there.
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
            sources: vec![Source {
                name: "go".to_owned(),
                version: "1.0.3".to_owned(),
                new_codes: 4,
            }],
        };
        let write = |stored: &Stored, is_dry_run| write(&dir, stored, is_dry_run).unwrap();
        assert_eq!(write(&stored, true).len(), 3);
        assert!(!dir.exists());
        assert_eq!(write(&stored, false).len(), 3);
        assert!(write(&read(&dir).unwrap(), false).is_empty());
        stored.sources[0].new_codes += 1;
        assert_eq!(write(&stored, false), ["sources.tsv"]);
        fs::write(dir.join("cvm.tsv"), "@\n\t\n").unwrap();
        let error = read(&dir).unwrap_err().to_string();
        assert!(error.contains("\ncvm.tsv:2: "), "{error}");
        fs::remove_dir_all(&dir).unwrap();
    }
}
