//! The differences between two states of the facts, for the maintainer who reviews an update.
//!
//! A code is *added* if its product did not have it, *dropped* if it is newly marked, and *changed*
//! if other actions return it or if it has lost its mark. Unchanged products are not listed.

use std::collections::BTreeSet;
use std::fmt;

use tcerr::facts::{Facts, Product};

/// The number of codes that a line names. Further ones are only counted.
const MAX_NAMES_PER_LINE: usize = 20;

/// All differences. Displayed as one line per changed product, and the totals.
pub(crate) struct Changes<'a> {
    old: Totals,
    new: Totals,
    products: Vec<ProductChanges<'a>>,
}

impl<'a> Changes<'a> {
    pub(crate) fn between(old: &'a Facts, new: &'a Facts) -> Self {
        let names: BTreeSet<_> = old.products.keys().chain(new.products.keys()).collect();
        let changes = names.into_iter().map(|name| {
            ProductChanges::between(name, old.products.get(name), new.products.get(name))
        });
        Self {
            old: Totals::count(old),
            new: Totals::count(new),
            products: changes.filter(|change| !change.is_empty()).collect(),
        }
    }
}

impl fmt::Display for Changes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.products {
            writeln!(f, "{change}")?;
        }
        let sum =
            |count: fn(&ProductChanges) -> usize| self.products.iter().map(count).sum::<usize>();
        let (old, new) = (&self.old, &self.new);
        writeln!(f, "products       {:>7} (was {})", new.products, old.products)?;
        writeln!(f, "actions        {:>7} (was {})", new.actions, old.actions)?;
        writeln!(f, "distinct codes {:>7} (was {})", new.distinct_codes, old.distinct_codes)?;
        writeln!(
            f,
            "product codes  {:>7} (was {}): +{} ~{} -{}; {} marked as dropped in total",
            new.product_codes,
            old.product_codes,
            sum(|change| change.added.len()),
            sum(|change| change.changed.len()),
            sum(|change| change.dropped.len()),
            new.dropped_codes,
        )?;
        writeln!(f, "action codes   {:>7} (was {})", new.action_codes, old.action_codes)
    }
}

/// The differences in one product.
struct ProductChanges<'a> {
    product: &'a str,
    notes: Vec<&'static str>,
    added: Vec<&'a str>,
    changed: Vec<&'a str>,
    dropped: Vec<&'a str>,
    actions_added: usize,
    actions_dropped: usize,
}

impl<'a> ProductChanges<'a> {
    fn between(product: &'a str, old: Option<&'a Product>, new: Option<&'a Product>) -> Self {
        let no_product = Product::default();
        let before = old.unwrap_or(&no_product);
        let after = new.unwrap_or(&no_product);
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

    fn is_empty(&self) -> bool {
        self.signed_codes().next().is_none()
            && self.notes.is_empty()
            && self.actions_added == 0
            && self.actions_dropped == 0
    }

    /// The codes that differ, each with the sign of its list.
    fn signed_codes(&self) -> impl Iterator<Item = (char, &'a str)> {
        let signed =
            |sign, codes: &[&'a str]| codes.iter().map(|&code| (sign, code)).collect::<Vec<_>>();
        let lists = [('-', &self.dropped), ('+', &self.added), ('~', &self.changed)];
        lists.into_iter().flat_map(move |(sign, codes)| signed(sign, codes))
    }
}

impl fmt::Display for ProductChanges<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [self.added.len(), self.changed.len(), self.dropped.len()];
        write!(f, "{}  +{} ~{} -{}", self.product, counts[0], counts[1], counts[2])?;
        if self.actions_added + self.actions_dropped > 0 {
            write!(f, "  actions +{} -{}", self.actions_added, self.actions_dropped)?;
        }
        for note in &self.notes {
            write!(f, "  {note}")?;
        }
        for (index, (sign, code)) in self.signed_codes().take(MAX_NAMES_PER_LINE).enumerate() {
            write!(f, "{}{sign}{code}", if index == 0 { "  " } else { " " })?;
        }
        let total = counts.iter().sum::<usize>();
        if total > MAX_NAMES_PER_LINE {
            write!(f, " and {} more", total - MAX_NAMES_PER_LINE)?;
        }
        Ok(())
    }
}

fn notes(old: Option<&Product>, new: &Product) -> Vec<&'static str> {
    let Some(old) = old else { return vec!["new product"] };
    let description =
        |product: &Product| (product.name_zh.clone(), product.name_en.clone(), product.doc.clone());
    let mut notes = Vec::new();
    match (&old.dropped, &new.dropped) {
        (None, Some(_)) => notes.push("product dropped"),
        (Some(_), None) => notes.push("product restored"),
        _ => {}
    }
    if old.versions != new.versions {
        notes.push("API versions changed");
    }
    if description(old) != description(new) {
        notes.push("renamed");
    }
    notes
}

struct Totals {
    products: usize,
    actions: usize,
    distinct_codes: usize,
    /// Pairs of a product and a code.
    product_codes: usize,
    /// Those of [`product_codes`](Self::product_codes) that are marked.
    dropped_codes: usize,
    /// Triples of a product, a code and an action.
    action_codes: usize,
}

impl Totals {
    fn count(facts: &Facts) -> Self {
        let products = facts.products.values();
        let codes = || products.clone().flat_map(|product| &product.codes);
        Self {
            products: products.len(),
            actions: products.clone().map(|product| product.actions.len()).sum(),
            distinct_codes: codes().map(|(name, _)| name).collect::<BTreeSet<_>>().len(),
            product_codes: codes().count(),
            dropped_codes: codes().filter(|(_, code)| code.dropped.is_some()).count(),
            action_codes: codes().map(|(_, code)| code.actions.len()).sum(),
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
    fn each_code_is_listed_with_the_sign_of_its_change() {
        let old = facts(&[("Back", Some("1")), ("Gone", None), ("Same", None)]);
        let new = facts(&[("Back", None), ("Gone", Some("2")), ("New", None), ("Same", None)]);
        assert_eq!(first_line(&old, &new), "cvm  +1 ~1 -1  -Gone +New ~Back");
    }

    #[test]
    fn codes_beyond_the_limit_are_only_counted() {
        let names: Vec<_> = (0..25).map(|number| format!("Code{number:02}")).collect();
        let codes: Vec<_> = names.iter().map(|name| (name.as_str(), None)).collect();
        let line = first_line(&Facts::default(), &facts(&codes));
        assert!(line.starts_with("cvm  +25 ~0 -0  new product  +Code00 "), "{line}");
        assert!(line.ends_with(" +Code19 and 5 more"), "{line}");
    }

    #[test]
    fn an_unchanged_product_is_not_listed() {
        let same = facts(&[("Same", None)]);
        assert!(first_line(&same, &same).starts_with("products "));
    }
}
