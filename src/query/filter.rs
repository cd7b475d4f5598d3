//! Which codes of the table to list.

use wildmatch::WildMatch;

use crate::table::{Code, Product, Table, begins_with, family_of};

/// What a code must be to be listed; what is not set does not matter.
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
    /// A prefix, or a glob if it has `*` or `?`. Letter case does not matter.
    pub pattern: Option<String>,
    /// The product must publish it.
    pub product: Option<Product>,
    /// An action, of that product if one is set, must be documented to return it.
    pub action: Option<&'static str>,
    /// It must belong to this family, in any letter case.
    pub family: Option<&'static str>,
}

impl CodeFilter {
    /// The codes of `table` that are selected, sorted.
    pub fn codes(&self, table: Table) -> impl Iterator<Item = Code> {
        let prefix = self.pattern.as_deref().filter(|pattern| !is_glob(pattern));
        table
            .with_prefix(prefix.unwrap_or_default())
            .filter(|code| self.matches(code.name()))
            .filter(|code| {
                let family = family_of(code.name());
                self.family.is_none_or(|wanted| family.eq_ignore_ascii_case(wanted))
            })
            .filter(|&code| self.is_used(code))
    }

    /// Whether a name fits the pattern.
    pub fn matches(&self, name: &str) -> bool {
        match self.pattern.as_deref() {
            Some(glob) if is_glob(glob) => WildMatch::new_case_insensitive(glob).matches(name),
            Some(prefix) => begins_with(name, prefix),
            None => true,
        }
    }

    fn is_used(&self, code: Code) -> bool {
        if self.product.is_none() && self.action.is_none() {
            return true;
        }
        code.publications().any(|of| {
            self.product.is_none_or(|wanted| wanted == of.product())
                && self.action.is_none_or(|wanted| of.actions().any(|name| name == wanted))
        })
    }
}

fn is_glob(pattern: &str) -> bool {
    pattern.contains(['*', '?'])
}
