//! How newer knowledge meets older.
//!
//! An SDK and `data/facts/` read to the same [`Facts`], so that merging need not know where either
//! came from. A newer SDK replaces what an older one said, with one exception: a code that was once
//! known is never lost, because programs and logs go on carrying it. What the newer SDK no longer
//! has is marked instead, and loses its mark when it comes back.

use tcerr::facts::{Code, Facts, Product};

/// What the update tool does with [`Facts`].
pub(crate) trait Merge {
    /// The product of that name, added if it is new.
    fn product(&mut self, name: &str) -> &mut Product;

    /// Adds what another source says, and counts the codes of products that were not known before.
    fn add(&mut self, other: &Self) -> usize;

    /// Keeps every product and code of `old` that these facts lack, marked with `version`.
    fn keep_dropped(&mut self, old: &Self, version: &str);
}

impl Merge for Facts {
    fn product(&mut self, name: &str) -> &mut Product {
        self.products.entry(name.to_owned()).or_default()
    }

    fn add(&mut self, other: &Self) -> usize {
        let before = count_codes(self);
        for (name, product) in &other.products {
            match self.products.get_mut(name) {
                Some(known) => add_to(known, product),
                None => {
                    self.products.insert(name.clone(), product.clone());
                }
            }
        }
        count_codes(self) - before
    }

    fn keep_dropped(&mut self, old: &Self, version: &str) {
        for (name, before) in &old.products {
            let now = self.products.entry(name.clone()).or_insert_with(|| Product {
                versions: before.versions.clone(),
                dropped: before.dropped.clone().or_else(|| Some(version.to_owned())),
                ..Product::default()
            });
            keep_dropped_of(now, before, version);
        }
    }
}

/// Adds codes that no action is known to return yet.
pub(crate) fn add_codes(product: &mut Product, codes: Vec<String>) {
    for code in codes {
        product.codes.entry(code).or_default();
    }
}

fn count_codes(facts: &Facts) -> usize {
    facts.products.values().map(|product| product.codes.len()).sum()
}

fn add_to(ours: &mut Product, theirs: &Product) {
    fill_description(ours, theirs);
    ours.versions.extend(theirs.versions.iter().cloned());
    ours.dropped = common_mark(ours.dropped.as_ref(), theirs.dropped.as_ref());
    ours.actions.extend(theirs.actions.iter().cloned());
    let dropped = ours.dropped_actions.union(&theirs.dropped_actions);
    ours.dropped_actions =
        dropped.filter(|action| !ours.actions.contains(*action)).cloned().collect();
    for (name, code) in &theirs.codes {
        match ours.codes.get_mut(name) {
            Some(ours) => {
                ours.actions.extend(code.actions.iter().cloned());
                ours.dropped = common_mark(ours.dropped.as_ref(), code.dropped.as_ref());
            }
            None => {
                ours.codes.insert(name.clone(), code.clone());
            }
        }
    }
}

fn keep_dropped_of(now: &mut Product, before: &Product, version: &str) {
    fill_description(now, before);
    let once = before.actions.union(&before.dropped_actions);
    now.dropped_actions = once.filter(|action| !now.actions.contains(*action)).cloned().collect();
    for (code, last) in &before.codes {
        now.codes.entry(code.clone()).or_insert_with(|| Code {
            actions: last.actions.intersection(&now.actions).cloned().collect(),
            dropped: last.dropped.clone().or_else(|| Some(version.to_owned())),
        });
    }
}

fn fill_description(ours: &mut Product, theirs: &Product) {
    let pairs = [
        (&mut ours.name_zh, &theirs.name_zh),
        (&mut ours.name_en, &theirs.name_en),
        (&mut ours.doc, &theirs.doc),
    ];
    for (ours, theirs) in pairs {
        if ours.is_empty() {
            ours.clone_from(theirs);
        }
    }
}

/// What one source has is not dropped, whatever the other says.
fn common_mark(one: Option<&String>, other: Option<&String>) -> Option<String> {
    one.and(other).cloned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// One product whose every code is returned by the given actions.
    fn facts(product: &str, codes: &[&str], actions: &[&str]) -> Facts {
        let mut facts = Facts::default();
        let known = facts.product(product);
        known.actions = actions.iter().map(|&action| action.to_owned()).collect();
        for &code in codes {
            let code = known.codes.entry(code.to_owned()).or_default();
            code.actions.clone_from(&known.actions);
        }
        facts
    }

    fn update(old: &Facts, mut found: Facts, version: &str) -> Facts {
        found.keep_dropped(old, version);
        found
    }

    #[test]
    fn a_source_adds_only_what_is_new() {
        let mut all = facts("cvm", &["A", "B"], &["Run"]);
        assert_eq!(all.add(&facts("cvm", &["B", "b", "C"], &["Stop"])), 2);
        assert_eq!(all.add(&facts("vpc", &["A"], &["Run"])), 1);
        let cvm = &all.products["cvm"];
        assert_eq!(cvm.codes.keys().collect::<Vec<_>>(), ["A", "B", "C", "b"]);
        assert_eq!(cvm.codes["A"].actions, BTreeSet::from(["Run".to_owned()]));
        assert_eq!(cvm.codes["B"].actions, cvm.actions);
    }

    #[test]
    fn a_dropped_code_stays_with_the_actions_that_are_left() {
        let old = facts("cvm", &["A", "B"], &["Run", "Stop"]);
        let new = update(&old, facts("cvm", &["A"], &["Run"]), "1.0.2");
        let cvm = &new.products["cvm"];
        assert_eq!(cvm.codes["A"].dropped, None);
        assert_eq!(cvm.codes["B"].dropped.as_deref(), Some("1.0.2"));
        assert_eq!(cvm.codes["B"].actions, BTreeSet::from(["Run".to_owned()]));
        assert_eq!(cvm.dropped_actions, BTreeSet::from(["Stop".to_owned()]));
    }

    #[test]
    fn a_mark_tells_the_first_release_without_the_code() {
        let first = update(&facts("cvm", &["A"], &[]), facts("cvm", &[], &[]), "1.0.2");
        let second = update(&first, facts("cvm", &[], &[]), "1.0.3");
        assert_eq!(second, first);
    }

    #[test]
    fn what_comes_back_loses_its_mark() {
        let old = facts("cvm", &["A", "B"], &["Run", "Stop"]);
        let without = update(&old, facts("vpc", &["A"], &["Run"]), "1.0.2");
        assert_eq!(without.products["cvm"].dropped.as_deref(), Some("1.0.2"));
        assert_eq!(without.products["cvm"].codes["A"].dropped.as_deref(), Some("1.0.2"));
        assert_eq!(without.products["cvm"].dropped_actions.len(), 2);
        let again = update(&without, old.clone(), "1.0.3");
        assert_eq!(again.products["cvm"], old.products["cvm"]);
    }

    #[test]
    fn adding_old_facts_drops_nothing_and_takes_marks_off() {
        let full = facts("cvm", &["A", "B"], &["Run"]);
        let old = update(&full, facts("cvm", &["A"], &[]), "1.0.2");
        let mut found = facts("cvm", &["B"], &["Run"]);
        found.add(&old);
        let cvm = &found.products["cvm"];
        assert_eq!(
            (cvm.codes["A"].dropped.as_ref(), cvm.codes["B"].dropped.as_ref()),
            (None, None)
        );
        assert!(cvm.dropped_actions.is_empty());
    }

    #[test]
    fn a_name_is_kept_when_the_list_loses_it() {
        let mut old = facts("cvm", &["A"], &[]);
        old.product("cvm").name_zh = "云服务器".to_owned();
        let new = update(&old, facts("cvm", &["A"], &[]), "1.0.2");
        assert_eq!(new, old);
    }
}
