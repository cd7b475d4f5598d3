//! Selects codes of the table by pattern, product, action and family.
//!
//! What a selected code shows in a list is in [`listing`](super::listing).

use wildmatch::WildMatch;

use crate::table::{Code, Product, Table, begins_with, family_of};

/// The conditions that a code must meet to be listed; a condition that is not set does not matter.
///
/// ```
/// use tcerr::{CodeFilter, Table};
///
/// let table = Table::embedded();
/// let sold_out = CodeFilter { pattern: Some("*SoldOut*".to_owned()), ..CodeFilter::default() };
/// assert!(sold_out.codes(table).all(|code| code.name().to_lowercase().contains("soldout")));
/// ```
#[derive(Clone, Debug, Default)]
pub struct CodeFilter {
    /// A prefix, or a glob if it contains `*` or `?`, in any letter case.
    pub pattern: Option<String>,
    /// The product that must publish the code.
    pub product: Option<Product>,
    /// The action that must be documented to return the code; of that product, if one is set.
    pub action: Option<&'static str>,
    /// The family that the code must belong to, in any letter case.
    pub family: Option<&'static str>,
}

impl CodeFilter {
    /// The codes of `table` that meet all conditions, sorted.
    pub fn codes(&self, table: Table) -> impl Iterator<Item = Code> {
        let prefix = self.pattern.as_deref().filter(|pattern| !is_glob(pattern));
        table
            .with_prefix(prefix.unwrap_or_default())
            .filter(|code| self.matches(code.name()))
            .filter(|code| {
                let family = family_of(code.name());
                self.family.is_none_or(|wanted| family.eq_ignore_ascii_case(wanted))
            })
            .filter(|&code| self.is_published(code))
    }

    /// Whether `name` matches the pattern.
    pub fn matches(&self, name: &str) -> bool {
        match self.pattern.as_deref() {
            Some(glob) if is_glob(glob) => WildMatch::new_case_insensitive(glob).matches(name),
            Some(prefix) => begins_with(name, prefix),
            None => true,
        }
    }

    /// Whether the product and the action that are set return the code.
    fn is_published(&self, code: Code) -> bool {
        if self.product.is_none() && self.action.is_none() {
            return true;
        }
        code.publications().any(|publication| {
            self.product.is_none_or(|wanted| wanted == publication.product())
                && self.action.is_none_or(|wanted| publication.actions().any(|name| name == wanted))
        })
    }
}

fn is_glob(pattern: &str) -> bool {
    pattern.contains(['*', '?'])
}
