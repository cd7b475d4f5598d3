//! Merges new facts with old ones.
//!
//! SDKs and `data/facts/` are read as the same type, [`Facts`], so that merging need not know the
//! source of either. A newer SDK replaces what an older one contained, with one exception: a code
//! that was once known is never lost, because programs and logs still contain it. A code that the
//! newer SDK no longer has is marked as dropped, and loses the mark when it comes back.

use tcerr::facts::{Code, Facts, Product};

/// Extends [`Facts`] with what the update tool needs.
pub(crate) trait Merge {
    /// The product called `name`, added if it is new.
    fn product(&mut self, name: &str) -> &mut Product;

    /// Adds the facts of another source, and returns how many product codes were new.
    fn add(&mut self, other: &Self) -> usize;

    /// Adds every product and code of `old` that these facts lack, marked as dropped in `version`
    /// unless they are marked already.
    fn keep_dropped(&mut self, old: &Self, version: &str);
}

impl Merge for Facts {
    fn product(&mut self, name: &str) -> &mut Product {
        self.products.entry(name.to_owned()).or_default()
    }

    fn add(&mut self, other: &Self) -> usize {
        let count_before = count_codes(self);
        for (name, product) in &other.products {
            match self.products.get_mut(name) {
                Some(known) => add_to(known, product),
                None => {
                    self.products.insert(name.clone(), product.clone());
                }
            }
        }
        count_codes(self) - count_before
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

/// Adds codes for which no action is known yet.
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
    let ever_known = before.actions.union(&before.dropped_actions);
    now.dropped_actions =
        ever_known.filter(|action| !now.actions.contains(*action)).cloned().collect();
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

/// The mark of a product or code that two sources have: none unless both have dropped it.
fn common_mark(one: Option<&String>, other: Option<&String>) -> Option<String> {
    one.and(other).cloned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// One product with codes that each of the actions returns.
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

    fn update(old: &Facts, mut new: Facts, version: &str) -> Facts {
        new.keep_dropped(old, version);
        new
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
    fn a_dropped_code_is_kept_with_the_actions_that_remain() {
        let old = facts("cvm", &["A", "B"], &["Run", "Stop"]);
        let new = update(&old, facts("cvm", &["A"], &["Run"]), "1.0.2");
        let cvm = &new.products["cvm"];
        assert_eq!(cvm.codes["A"].dropped, None);
        assert_eq!(cvm.codes["B"].dropped.as_deref(), Some("1.0.2"));
        assert_eq!(cvm.codes["B"].actions, BTreeSet::from(["Run".to_owned()]));
        assert_eq!(cvm.dropped_actions, BTreeSet::from(["Stop".to_owned()]));
    }

    #[test]
    fn a_mark_names_the_first_release_without_the_code() {
        let first = update(&facts("cvm", &["A"], &[]), facts("cvm", &[], &[]), "1.0.2");
        let second = update(&first, facts("cvm", &[], &[]), "1.0.3");
        assert_eq!(second, first);
    }

    #[test]
    fn a_restored_product_or_code_loses_its_mark() {
        let old = facts("cvm", &["A", "B"], &["Run", "Stop"]);
        let without = update(&old, facts("vpc", &["A"], &["Run"]), "1.0.2");
        assert_eq!(without.products["cvm"].dropped.as_deref(), Some("1.0.2"));
        assert_eq!(without.products["cvm"].codes["A"].dropped.as_deref(), Some("1.0.2"));
        assert_eq!(without.products["cvm"].dropped_actions.len(), 2);
        let again = update(&without, old.clone(), "1.0.3");
        assert_eq!(again.products["cvm"], old.products["cvm"]);
    }

    #[test]
    fn adding_old_facts_drops_nothing_and_removes_marks() {
        let full = facts("cvm", &["A", "B"], &["Run"]);
        let old = update(&full, facts("cvm", &["A"], &[]), "1.0.2");
        let mut new = facts("cvm", &["B"], &["Run"]);
        new.add(&old);
        let cvm = &new.products["cvm"];
        assert_eq!(
            (cvm.codes["A"].dropped.as_ref(), cvm.codes["B"].dropped.as_ref()),
            (None, None)
        );
        assert!(cvm.dropped_actions.is_empty());
    }

    #[test]
    fn a_product_name_is_kept_when_the_list_no_longer_has_it() {
        let mut old = facts("cvm", &["A"], &[]);
        old.product("cvm").name_zh = "云服务器".to_owned();
        let new = update(&old, facts("cvm", &["A"], &[]), "1.0.2");
        assert_eq!(new, old);
    }
}
