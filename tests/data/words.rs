//! Proves that the words of the glossary occur in the names of codes, and that no two regions share
//! a name. Whether a word is a good translation of its term is not checked.

use crate::check::source;
use crate::{file, is_chinese};

#[test]
fn every_word_of_the_glossary_occurs_in_a_code() {
    let glossary = source::words(source::GLOSSARY, &file(source::GLOSSARY)).unwrap();
    let names: String = tcerr::Table::embedded().codes().map(tcerr::Code::name).collect();
    let names = names.to_lowercase();
    let mut wrong = Vec::new();
    for (term, translations) in &glossary {
        if !term.chars().any(is_chinese) || !(1..=5).contains(&translations.len()) {
            wrong.push(format!("data/glossary.toml: {term}"));
        }
        for word in translations.iter().flat_map(|words| words.split('+')) {
            let is_word = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            if !is_word || !names.contains(word) {
                wrong.push(format!("data/glossary.toml: {term}: {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_two_regions_share_a_name() {
    let regions = source::words(source::REGIONS, &file(source::REGIONS)).unwrap();
    let mut seen = std::collections::HashMap::new();
    for (region, short_names) in &regions {
        assert!(region.split_once('-').is_some_and(|(area, _)| area.len() == 2), "{region}");
        for name in short_names {
            assert_eq!(seen.insert(name, region), None, "{name}");
            assert!(!regions.contains_key(name), "{name}");
        }
    }
    let embedded: Vec<&str> =
        tcerr::Table::embedded().regions().map(|(region, _)| region).collect();
    assert_eq!(embedded, regions.keys().collect::<Vec<_>>());
}
