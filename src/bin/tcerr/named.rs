//! The product and action that options name, checked against the table.

use tcerr::{Product, Report, Table};

/// How many near names are offered for one that is unknown.
const SUGGESTIONS: usize = 3;

/// What was called, as far as options say so.
#[derive(Clone, Default)]
pub(crate) struct Named {
    pub(crate) product: Option<Product>,
    /// In the spelling of the table.
    pub(crate) action: Option<&'static str>,
}

/// A name that the table does not have.
pub(crate) struct UnknownName {
    pub(crate) kind: NameKind,
    pub(crate) name: String,
    /// The product whose actions were looked through.
    pub(crate) product: Option<Product>,
    pub(crate) near: Vec<&'static str>,
}

/// What a name can be the name of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum NameKind {
    Product,
    Action,
    Family,
}

impl Named {
    /// Takes names in any letter case, and a product's full name in either language.
    pub(crate) fn new(product: Option<&str>, action: Option<&str>) -> Result<Self, UnknownName> {
        let product = product.map(find_product).transpose()?;
        let action = action.map(|name| find_action(name, product)).transpose()?;
        Ok(Self { product, action })
    }

    /// Adds what the report does not say itself.
    pub(crate) fn complete(&self, report: &mut Report) {
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
    let is_called = |product: &Product| {
        product.name().eq_ignore_ascii_case(name)
            || tcerr::Lang::ALL.iter().any(|&lang| product.title(lang).eq_ignore_ascii_case(name))
    };
    table.product(name).or_else(|| table.products().find(is_called)).ok_or_else(|| UnknownName {
        kind: NameKind::Product,
        name: name.to_owned(),
        product: None,
        near: near(name, table.products().map(Product::name)),
    })
}

fn find_action(name: &str, product: Option<Product>) -> Result<&'static str, UnknownName> {
    let actions = || {
        let products = Table::embedded().products();
        let called = move |candidate: &Product| product.is_none_or(|product| product == *candidate);
        products.filter(called).flat_map(Product::actions)
    };
    let found = actions().find(|action| action.eq_ignore_ascii_case(name));
    found.ok_or_else(|| UnknownName {
        kind: NameKind::Action,
        name: name.to_owned(),
        product,
        near: near(name, actions()),
    })
}

/// The family in the spelling of the table.
pub(crate) fn find_family(name: &str) -> Result<&'static str, UnknownName> {
    let table = Table::embedded();
    let name = name.trim_end_matches('.');
    table.family(name).map(tcerr::Family::name).ok_or_else(|| UnknownName {
        kind: NameKind::Family,
        name: name.to_owned(),
        product: None,
        near: near(name, table.families().map(tcerr::Family::name)),
    })
}

fn near(name: &str, names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut near = tcerr::nearest_names(name, names);
    near.dedup();
    near.truncate(SUGGESTIONS);
    near
}
