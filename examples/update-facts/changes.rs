//! How two states of the facts differ, for the maintainer who reviews an update.
//!
//! A code is *added* when its product did not have it, *dropped* when it takes a mark, and
//! *changed* when other actions return it or it comes back. What is unchanged is not mentioned.

use std::collections::BTreeSet;
use std::fmt;

use tcerr::facts::{Facts, Product};

/// The names that one line shows; the rest are counted.
const SHOWN: usize = 20;

/// Everything that differs. Prints as one line a product and the totals.
pub(crate) struct Changes<'a> {
    old: Totals,
    new: Totals,
    products: Vec<Change<'a>>,
}

impl<'a> Changes<'a> {
    pub(crate) fn between(old: &'a Facts, new: &'a Facts) -> Self {
        let names: BTreeSet<_> = old.products.keys().chain(new.products.keys()).collect();
        let changes = names
            .into_iter()
            .map(|name| Change::between(name, old.products.get(name), new.products.get(name)));
        Self {
            old: Totals::of(old),
            new: Totals::of(new),
            products: changes.filter(|change| !change.is_nothing()).collect(),
        }
    }
}

impl fmt::Display for Changes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.products {
            writeln!(f, "{change}")?;
        }
        let sum = |count: fn(&Change) -> usize| self.products.iter().map(count).sum::<usize>();
        let (old, new) = (&self.old, &self.new);
        writeln!(f, "products       {:>7} (was {})", new.products, old.products)?;
        writeln!(f, "actions        {:>7} (was {})", new.actions, old.actions)?;
        writeln!(f, "distinct codes {:>7} (was {})", new.distinct, old.distinct)?;
        writeln!(
            f,
            "product codes  {:>7} (was {}): +{} ~{} -{}; {} marked as dropped in all",
            new.codes,
            old.codes,
            sum(|change| change.added.len()),
            sum(|change| change.changed.len()),
            sum(|change| change.dropped.len()),
            new.dropped,
        )?;
        writeln!(f, "rows           {:>7} (was {})", new.rows, old.rows)
    }
}

/// What differs in one product.
struct Change<'a> {
    product: &'a str,
    notes: Vec<&'static str>,
    added: Vec<&'a str>,
    changed: Vec<&'a str>,
    dropped: Vec<&'a str>,
    actions_added: usize,
    actions_dropped: usize,
}

impl<'a> Change<'a> {
    fn between(product: &'a str, old: Option<&'a Product>, new: Option<&'a Product>) -> Self {
        let none = Product::default();
        let before = old.unwrap_or(&none);
        let after = new.unwrap_or(&none);
        let mut change = Self {
            product,
            notes: notes(old, after),
            added: Vec::new(),
            changed: Vec::new(),
            dropped: Vec::new(),
            actions_added: after.actions.difference(&before.actions).count(),
            actions_dropped: before.actions.difference(&after.actions).count(),
        };
        let Some(new) = new else { return change };
        for (name, code) in &new.codes {
            let list = match before.codes.get(name) {
                None => &mut change.added,
                Some(was) if was == code => continue,
                Some(was) if was.dropped.is_none() && code.dropped.is_some() => &mut change.dropped,
                Some(_) => &mut change.changed,
            };
            list.push(name);
        }
        change
    }

    fn is_nothing(&self) -> bool {
        self.names().next().is_none()
            && self.notes.is_empty()
            && self.actions_added == 0
            && self.actions_dropped == 0
    }

    fn names(&self) -> impl Iterator<Item = (char, &'a str)> {
        let marked =
            |mark, names: &[&'a str]| names.iter().map(|&name| (mark, name)).collect::<Vec<_>>();
        let names = [('-', &self.dropped), ('+', &self.added), ('~', &self.changed)];
        names.into_iter().flat_map(move |(mark, names)| marked(mark, names))
    }
}

impl fmt::Display for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [self.added.len(), self.changed.len(), self.dropped.len()];
        write!(f, "{}  +{} ~{} -{}", self.product, counts[0], counts[1], counts[2])?;
        if self.actions_added + self.actions_dropped > 0 {
            write!(f, "  actions +{} -{}", self.actions_added, self.actions_dropped)?;
        }
        for note in &self.notes {
            write!(f, "  {note}")?;
        }
        for (index, (mark, name)) in self.names().take(SHOWN).enumerate() {
            write!(f, "{}{mark}{name}", if index == 0 { "  " } else { " " })?;
        }
        let all = counts.iter().sum::<usize>();
        if all > SHOWN {
            write!(f, " and {} more", all - SHOWN)?;
        }
        Ok(())
    }
}

fn notes(old: Option<&Product>, new: &Product) -> Vec<&'static str> {
    let Some(old) = old else { return vec!["new product"] };
    let name =
        |product: &Product| (product.name_zh.clone(), product.name_en.clone(), product.doc.clone());
    let mut notes = Vec::new();
    match (&old.dropped, &new.dropped) {
        (None, Some(_)) => notes.push("product dropped"),
        (Some(_), None) => notes.push("product is back"),
        _ => {}
    }
    if old.versions != new.versions {
        notes.push("other API versions");
    }
    if name(old) != name(new) {
        notes.push("renamed");
    }
    notes
}

struct Totals {
    products: usize,
    actions: usize,
    distinct: usize,
    codes: usize,
    dropped: usize,
    rows: usize,
}

impl Totals {
    fn of(facts: &Facts) -> Self {
        let products = facts.products.values();
        let codes = || products.clone().flat_map(|product| &product.codes);
        Self {
            products: products.len(),
            actions: products.clone().map(|product| product.actions.len()).sum(),
            distinct: codes().map(|(name, _)| name).collect::<BTreeSet<_>>().len(),
            codes: codes().count(),
            dropped: codes().filter(|(_, code)| code.dropped.is_some()).count(),
            rows: codes().map(|(_, code)| code.actions.len()).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use tcerr::facts::Code;

    use super::*;
    use crate::merge::Merge as _;

    fn facts(codes: &[(&str, Option<&str>)]) -> Facts {
        let mut facts = Facts::default();
        for &(name, dropped) in codes {
            let code = Code { dropped: dropped.map(str::to_owned), ..Code::default() };
            facts.product("cvm").codes.insert(name.to_owned(), code);
        }
        facts
    }

    fn first_line(old: &Facts, new: &Facts) -> String {
        Changes::between(old, new).to_string().lines().next().unwrap().to_owned()
    }

    #[test]
    fn each_code_is_listed_under_what_happened_to_it() {
        let old = facts(&[("Back", Some("1")), ("Gone", None), ("Same", None)]);
        let new = facts(&[("Back", None), ("Gone", Some("2")), ("New", None), ("Same", None)]);
        assert_eq!(first_line(&old, &new), "cvm  +1 ~1 -1  -Gone +New ~Back");
    }

    #[test]
    fn many_names_are_counted() {
        let names: Vec<_> = (0..25).map(|number| format!("Code{number:02}")).collect();
        let codes: Vec<_> = names.iter().map(|name| (name.as_str(), None)).collect();
        let line = first_line(&Facts::default(), &facts(&codes));
        assert!(line.starts_with("cvm  +25 ~0 -0  new product  +Code00 "), "{line}");
        assert!(line.ends_with(" +Code19 and 5 more"), "{line}");
    }

    #[test]
    fn what_is_unchanged_is_not_mentioned() {
        let same = facts(&[("Same", None)]);
        assert!(first_line(&same, &same).starts_with("products "));
    }
}
