//! The glossary and the regions.

use crate::check::source;
use crate::{file, is_chinese};

#[test]
fn the_glossary_leads_to_words_that_occur() {
    let glossary = source::words(source::GLOSSARY, &file(source::GLOSSARY)).unwrap();
    let names: String = tcerr::Table::embedded().codes().map(tcerr::Code::name).collect();
    let names = names.to_lowercase();
    let mut wrong = Vec::new();
    for (term, sets) in &glossary {
        if !term.chars().any(is_chinese) || sets.is_empty() || sets.len() > 5 {
            wrong.push(format!("data/glossary.toml: {term}"));
        }
        for word in sets.iter().flat_map(|set| set.split('+')) {
            let is_word = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            if !is_word || !names.contains(word) {
                wrong.push(format!("data/glossary.toml: {term}: {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_region_has_one_name_in_api_2_at_most_of_its_own() {
    let regions = source::words(source::REGIONS, &file(source::REGIONS)).unwrap();
    let mut seen = std::collections::HashMap::new();
    for (region, short) in &regions {
        assert!(region.split_once('-').is_some_and(|(area, _)| area.len() == 2), "{region}");
        for name in short {
            assert_eq!(seen.insert(name, region), None, "{name}");
            assert!(!regions.contains_key(name), "{name}");
        }
    }
    let named: Vec<&str> = tcerr::Table::embedded().regions().map(|(region, _)| region).collect();
    assert_eq!(named, regions.keys().collect::<Vec<_>>());
}
