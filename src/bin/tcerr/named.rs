//! The product, action and family that options name, looked up in the table.

use tcerr::{Product, Report, Table};

/// The most suggestions for an unknown name.
const MAX_SUGGESTIONS: usize = 3;

/// The product and action that `--product` and `--action` name.
#[derive(Clone, Default)]
pub(crate) struct Named {
    pub(crate) product: Option<Product>,
    /// As the table spells it.
    pub(crate) action: Option<&'static str>,
}

/// A name that is not in the table.
pub(crate) struct UnknownName {
    pub(crate) kind: NameKind,
    pub(crate) name: String,
    /// The product whose actions were searched, if only one was.
    pub(crate) product: Option<Product>,
    pub(crate) suggestions: Vec<&'static str>,
}

/// What a name refers to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum NameKind {
    Product,
    Action,
    Family,
}

impl Named {
    /// Looks the names up. Case does not matter, and a product may be given by its full name in
    /// either language.
    pub(crate) fn new(product: Option<&str>, action: Option<&str>) -> Result<Self, UnknownName> {
        let product = product.map(find_product).transpose()?;
        let action = action.map(|name| find_action(name, product)).transpose()?;
        Ok(Self { product, action })
    }

    /// Adds the product and action to a report that does not name them itself.
    pub(crate) fn fill_in(&self, report: &mut Report) {
        if report.product.is_none() {
            report.product = self.product.map(|product| product.name().to_owned());
        }
        if report.api_action.is_none() {
            report.api_action = self.action.map(str::to_owned);
        }
    }
}

fn find_product(name: &str) -> Result<Product, UnknownName> {
    let table = Table::embedded();
    let has_name = |product: &Product| {
        product.name().eq_ignore_ascii_case(name)
            || tcerr::Lang::ALL.iter().any(|&lang| product.title(lang).eq_ignore_ascii_case(name))
    };
    table.product(name).or_else(|| table.products().find(has_name)).ok_or_else(|| UnknownName {
        kind: NameKind::Product,
        name: name.to_owned(),
        product: None,
        suggestions: suggestions(name, table.products().map(Product::name)),
    })
}

fn find_action(name: &str, product: Option<Product>) -> Result<&'static str, UnknownName> {
    let actions = || {
        let products = Table::embedded().products();
        let is_searched =
            move |candidate: &Product| product.is_none_or(|product| product == *candidate);
        products.filter(is_searched).flat_map(Product::actions)
    };
    let action = actions().find(|action| action.eq_ignore_ascii_case(name));
    action.ok_or_else(|| UnknownName {
        kind: NameKind::Action,
        name: name.to_owned(),
        product,
        suggestions: suggestions(name, actions()),
    })
}

/// Looks up a family and returns its name as the table spells it. A trailing dot is ignored.
pub(crate) fn find_family(name: &str) -> Result<&'static str, UnknownName> {
    let table = Table::embedded();
    let name = name.trim_end_matches('.');
    table.family(name).map(tcerr::Family::name).ok_or_else(|| UnknownName {
        kind: NameKind::Family,
        name: name.to_owned(),
        product: None,
        suggestions: suggestions(name, table.families().map(tcerr::Family::name)),
    })
}

fn suggestions(name: &str, known: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut suggestions = tcerr::nearest_names(name, known);
    suggestions.dedup();
    suggestions.truncate(MAX_SUGGESTIONS);
    suggestions
}
