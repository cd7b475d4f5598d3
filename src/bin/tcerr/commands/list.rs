//! `tcerr list`: lists codes and products.

use std::io::{self, Write};

use tcerr::{CodeFilter, Lang, ListEntry, ProductEntry, Table, render};

use crate::args::List;
use crate::messages::{self, Message};
use crate::named::{Named, UnknownName, find_family};
use crate::output;
use crate::settings::{Form, Settings};
use crate::status::Status;

/// Lists the codes, or products, that the arguments select.
pub(crate) fn run(arguments: &List, settings: &Settings) -> anyhow::Result<Status> {
    let lang = settings.lang;
    let filter = match code_filter(arguments) {
        Ok(filter) => filter,
        Err(unknown) => {
            output::warn(&messages::unknown_name(&unknown).text(lang));
            return Ok(Status::Unusable);
        }
    };
    let mut out = output::stdout(settings);
    let count = if arguments.products {
        let products: Vec<_> = Table::embedded()
            .products()
            .map(ProductEntry::new)
            .filter(|product| filter.matches(product.product))
            .collect();
        write_products(&products, settings, &mut out)?;
        products.len()
    } else {
        let codes = filter.codes(Table::embedded());
        let entries: Vec<ListEntry> =
            codes.map(|code| ListEntry::in_product(code, filter.product, lang)).collect();
        write_entries(&entries, settings, &mut out)?;
        entries.len()
    };
    out.flush()?;
    Ok(found_status(count, lang))
}

/// The status of a command that found `count` entries. Warns if there are none.
pub(super) fn found_status(count: usize, lang: Lang) -> Status {
    if count > 0 {
        return Status::Explained;
    }
    output::warn(&Message::NothingFound.text(lang));
    Status::Unexplained
}

/// Writes entries in the form that the settings name. As text, a pipe gets only the codes.
pub(super) fn write_entries(
    entries: &[ListEntry],
    settings: &Settings,
    out: &mut impl Write,
) -> io::Result<()> {
    match settings.form {
        Form::Json => entries.iter().try_for_each(|entry| render::json(entry, out)),
        Form::Plain => render::plain_entries(entries, settings.lang, out),
        _ if settings.is_terminal => render::entries(entries, settings.look, settings.lang, out),
        _ => entries.iter().try_for_each(|entry| writeln!(out, "{}", entry.code)),
    }
}

fn write_products(
    products: &[ProductEntry],
    settings: &Settings,
    out: &mut impl Write,
) -> io::Result<()> {
    match settings.form {
        Form::Json => products.iter().try_for_each(|product| render::json(product, out)),
        Form::Text | Form::Ticket { .. } if settings.is_terminal => {
            render::products(products, settings.look, out)
        }
        _ => products.iter().try_for_each(|product| {
            let ProductEntry { product, name_zh, name_en, codes, .. } = product;
            writeln!(out, "{product}\t{name_en}\t{name_zh}\t{codes}")
        }),
    }
}

fn code_filter(arguments: &List) -> Result<CodeFilter, UnknownName> {
    let named = Named::new(arguments.product.as_deref(), arguments.action.as_deref())?;
    Ok(CodeFilter {
        pattern: arguments.pattern.clone(),
        product: named.product,
        action: named.action,
        family: arguments.family.as_deref().map(find_family).transpose()?,
    })
}
