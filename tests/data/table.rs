//! Proves that the embedded table has every row and entry of `data/` as it was written, that
//! look-ups find each of them, and that the table keeps its size and counts. Suggestions for
//! misspelled codes are checked by the unit tests in `src/table`.

use crate::check::text::Entry;
use crate::check::vocabulary;
use crate::{entries, rows, text_files};

/// The binary must stay below 14 MiB, and the table is its largest part.
const MAX_TABLE_BYTES: usize = 8 << 20;

#[test]
fn the_table_leaves_room_in_the_binary() {
    let size = tcerr::Table::embedded().size();
    assert!(size <= MAX_TABLE_BYTES, "the table has {size} bytes, more than {MAX_TABLE_BYTES}");
}

/// An update of the facts changes the counts. A change of a sentence or a rule does not.
#[test]
fn the_table_has_the_counts_of_its_snapshot() {
    let table = tcerr::Table::embedded();
    let publications = || table.codes().flat_map(tcerr::Code::publications);
    let counts = [
        ("codes", table.codes().count()),
        (
            "codes that a product publishes",
            table.codes().filter(|code| code.publications().len() > 0).count(),
        ),
        ("products", table.products().count()),
        ("actions of products", table.products().flat_map(tcerr::Product::actions).count()),
        ("codes of products", publications().count()),
        ("codes of actions", publications().map(|publication| publication.actions().count()).sum()),
        ("families", table.families().count()),
        ("numbers of API 2.0", table.legacy_numbers().count()),
    ];
    let lines = counts.map(|(label, count)| format!("{count:>7} {label}\n"));
    snapbox::assert_data_eq!(lines.concat(), snapbox::file!["../snapshots/counts.txt"].raw());
}

#[test]
fn codes_are_sorted_and_found_in_any_case_and_by_prefix() {
    let table = tcerr::Table::embedded();
    let codes: Vec<tcerr::Code> = table.codes().collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "not sorted, or listed twice");
    for code in codes {
        assert_eq!(table.code(code.name()), Some(code));
        for name in [code.name().to_lowercase(), code.name().to_uppercase()] {
            assert!(table.spellings(&name).any(|found| found == code), "{name}");
        }
        assert!(table.with_prefix(code.name()).any(|found| found == code), "{}", code.name());
    }
}

#[test]
fn every_code_can_be_explained() {
    let table = tcerr::Table::embedded();
    let mut wrong = Vec::new();
    for code in table.codes() {
        if code.meanings().len() == 0 && code.family().is_none() {
            wrong.push(format!("{} has neither a text nor a family", code.name()));
        }
    }
    for family in table.families().filter(|family| family.origin() != tcerr::Origin::Client) {
        if table.with_prefix(&format!("{}.", family.name())).next().is_none() {
            wrong.push(format!("family {} has no code", family.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_row_can_be_looked_up_as_it_was_written() {
    use vocabulary::Lang;
    let rows = rows();
    let table = tcerr::Table::embedded();
    for row in &rows.codes {
        for spelling in row.spellings() {
            let code = table.code(spelling).unwrap();
            let found = code.meanings().any(|meaning| {
                meaning.code() == row.code
                    && meaning.legacy() == row.text.legacy
                    && meaning.label(tcerr::Lang::En) == row.text.type_en
                    && meaning.label(tcerr::Lang::Zh) == row.text.type_zh
                    && meaning.description(tcerr::Lang::En) == row.text.en
                    && meaning.description(tcerr::Lang::Zh) == row.text.zh
                    && meaning.fix(tcerr::Lang::En).eq(row.text.fix_en.iter())
                    && meaning.fix(tcerr::Lang::Zh).eq(row.text.fix_zh.iter())
                    && meaning.verdict_reason(tcerr::Lang::En) == row.text.why_en
                    && meaning.verdict_reason(tcerr::Lang::Zh) == row.text.why_zh
                    && meaning.verdict().index() == row.text.retry.index()
                    && meaning.responsible().index() == row.text.responsible.index()
                    && meaning.note(tcerr::Lang::En) == row.text.note_en
                    && meaning.docs().len() == row.text.docs.len()
                    && meaning.made_by().eq(row.text.made_by.iter())
            });
            assert!(found, "{spelling}");
        }
    }
    for row in &rows.families {
        let family = table.family(&row.code).unwrap();
        assert_eq!(family.name(), row.code);
        assert_eq!(family.meaning().description(tcerr::Lang::Zh), row.text.zh);
    }
    assert_eq!(Lang::ALL.len(), 2);
}

#[test]
fn every_entry_can_be_looked_up_by_its_code() {
    let table = tcerr::Table::embedded();
    let mut wrong = Vec::new();
    for Entry { file, lines, code, product, text } in entries() {
        let found = table.code(&code).into_iter().flat_map(tcerr::Code::meanings).find(|meaning| {
            meaning.product().map(tcerr::Product::name) == product.as_deref()
                && meaning.description(tcerr::Lang::En) == text.en
                && meaning.description(tcerr::Lang::Zh) == text.zh
        });
        let is_complete = found.is_some_and(|meaning| {
            let first = meaning.fix(tcerr::Lang::En).next();
            meaning.has_own_label() == text.type_en.is_some()
                && meaning.has_own_advice() == text.fix_en.is_some()
                && text.fix_en.as_deref().is_none_or(|own| first == Some(own))
                && text.retry.is_none_or(|own| own.index() == meaning.verdict().index())
                && text.responsible.is_none_or(|own| own.index() == meaning.responsible().index())
        });
        if !is_complete {
            wrong.push(format!("data/{file}:{}: {code}", lines.first));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_verdict_has_a_standard_text_for_each_responsible() {
    let standards = text_files().standards().unwrap_or_else(|problems| panic!("{problems:#?}"));
    for verdict in vocabulary::Verdict::ALL {
        for responsible in vocabulary::Responsible::ALL {
            let standard = standards.get(verdict).and_then(|texts| texts.get(responsible));
            let steps = standard.map(toml::Spanned::get_ref);
            let steps = steps.map(|text| (text.fix_en.len(), text.fix_zh.len()));
            assert!(
                steps.is_some_and(|(en, zh)| en > 0 && en == zh),
                "data/verdicts.toml: {verdict:?} and {responsible:?}"
            );
        }
    }
}
