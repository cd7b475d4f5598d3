//! What is known of products, actions and codes, and how newer knowledge meets older.
//!
//! [`Facts`] is one value for every origin: an SDK and `data/facts/` read to the same shape, so
//! that merging and comparing need not know where either came from. A newer SDK replaces what an
//! older one said, with one exception: a code that was once known is never lost, because programs
//! and logs go on carrying it. What the newer SDK no longer has is marked instead, and loses its
//! mark when it comes back. Every collection is sorted in byte order; codes that differ by case
//! alone are different codes.

use std::collections::{BTreeMap, BTreeSet};

/// Everything known, by product.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Facts {
    pub(crate) products: BTreeMap<String, Product>,
}

/// One product in all its API versions.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Product {
    pub(crate) name_zh: String,
    pub(crate) name_en: String,
    /// The number of its documentation, as in `cloud.tencent.com/document/product/213`.
    pub(crate) doc: String,
    pub(crate) versions: BTreeSet<String>,
    pub(crate) dropped: Option<String>,
    pub(crate) actions: BTreeSet<String>,
    pub(crate) dropped_actions: BTreeSet<String>,
    pub(crate) codes: BTreeMap<String, Code>,
}

/// A code of one product.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Code {
    /// The actions documented to return it, all of them among the product's own.
    pub(crate) actions: BTreeSet<String>,
    /// The release of the mainland Go SDK that was current when no SDK had the code any more.
    pub(crate) dropped: Option<String>,
}

impl Facts {
    /// The product of that name, which is made if need be.
    pub(crate) fn product(&mut self, name: &str) -> &mut Product {
        self.products.entry(name.to_owned()).or_default()
    }

    /// Adds what another source says, and counts the codes of products that were not known before.
    pub(crate) fn add(&mut self, other: &Self) -> usize {
        let before = self.count_codes();
        for (name, product) in &other.products {
            match self.products.get_mut(name) {
                Some(known) => known.add(product),
                None => {
                    self.products.insert(name.clone(), product.clone());
                }
            }
        }
        self.count_codes() - before
    }

    /// Keeps every product and code of `old` that these facts lack, marked with `version`.
    pub(crate) fn keep_dropped(&mut self, old: &Self, version: &str) {
        for (name, before) in &old.products {
            let now = self.products.entry(name.clone()).or_insert_with(|| Product {
                versions: before.versions.clone(),
                dropped: before.dropped.clone().or_else(|| Some(version.to_owned())),
                ..Product::default()
            });
            now.keep_dropped(before, version);
        }
    }

    fn count_codes(&self) -> usize {
        self.products.values().map(|product| product.codes.len()).sum()
    }
}

impl Product {
    /// Adds codes that no action is known to return yet.
    pub(crate) fn add_codes(&mut self, codes: Vec<String>) {
        for code in codes {
            self.codes.entry(code).or_default();
        }
    }

    fn add(&mut self, other: &Self) {
        self.fill_description(other);
        self.versions.extend(other.versions.iter().cloned());
        self.dropped = common_mark(self.dropped.as_ref(), other.dropped.as_ref());
        self.actions.extend(other.actions.iter().cloned());
        let dropped = self.dropped_actions.union(&other.dropped_actions);
        self.dropped_actions =
            dropped.filter(|action| !self.actions.contains(*action)).cloned().collect();
        for (code, theirs) in &other.codes {
            match self.codes.get_mut(code) {
                Some(ours) => {
                    ours.actions.extend(theirs.actions.iter().cloned());
                    ours.dropped = common_mark(ours.dropped.as_ref(), theirs.dropped.as_ref());
                }
                None => {
                    self.codes.insert(code.clone(), theirs.clone());
                }
            }
        }
    }

    fn keep_dropped(&mut self, before: &Self, version: &str) {
        self.fill_description(before);
        let once = before.actions.union(&before.dropped_actions);
        self.dropped_actions =
            once.filter(|action| !self.actions.contains(*action)).cloned().collect();
        for (code, last) in &before.codes {
            self.codes.entry(code.clone()).or_insert_with(|| Code {
                actions: last.actions.intersection(&self.actions).cloned().collect(),
                dropped: last.dropped.clone().or_else(|| Some(version.to_owned())),
            });
        }
    }

    fn fill_description(&mut self, other: &Self) {
        let pairs = [
            (&mut self.name_zh, &other.name_zh),
            (&mut self.name_en, &other.name_en),
            (&mut self.doc, &other.doc),
        ];
        for (ours, theirs) in pairs {
            if ours.is_empty() {
                ours.clone_from(theirs);
            }
        }
    }
}

/// What one source has is not dropped, whatever the other says.
fn common_mark(one: Option<&String>, other: Option<&String>) -> Option<String> {
    one.and(other).cloned()
}

#[cfg(test)]
mod tests {
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
