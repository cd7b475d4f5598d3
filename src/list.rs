//! `tcerr list` and `tcerr search`.

use std::io::{self, BufWriter, IsTerminal as _, Write};

use anstream::ColorChoice;
use tcerr::render::{self, Look};
use tcerr::{Entry, Lang, ProductEntry, Selection, Table};

use crate::answers::coloured;
use crate::app::Status;
use crate::cli::{Cli, List, Search};
use crate::context::{Context, find_family};
use crate::say;
use crate::settings::{self, Stream};

/// Lists the codes, or products, that the arguments select.
pub(crate) fn list(arguments: &List, cli: &Cli) -> anyhow::Result<Status> {
    let lang = settings::lang(&cli.output);
    let color = settings::color(cli.output.color, Stream::Stdout);
    let mut out = BufWriter::new(coloured(io::stdout().lock(), color));
    let form = Form::of(cli, color);
    let selection = match selection(arguments) {
        Ok(selection) => selection,
        Err(unknown) => return Ok(say::refuse(&unknown, lang)),
    };
    let count = if arguments.products {
        let products = Table::embedded().products().map(ProductEntry::of);
        let pattern = Selection { pattern: selection.pattern.clone(), ..Selection::default() };
        let products: Vec<_> =
            products.filter(|product| pattern.matches(product.product)).collect();
        write_products(&products, form, &mut out)?;
        products.len()
    } else {
        let codes = selection.codes(Table::embedded());
        let entries: Vec<Entry> =
            codes.map(|code| Entry::in_product(code, selection.product, lang)).collect();
        write_entries(&entries, form, lang, &mut out)?;
        entries.len()
    };
    out.flush()?;
    Ok(status(count, lang))
}

/// Finds codes by words.
pub(crate) fn search(arguments: &Search, cli: &Cli) -> anyhow::Result<Status> {
    let lang = settings::lang(&cli.output);
    let color = settings::color(cli.output.color, Stream::Stdout);
    let mut out = BufWriter::new(coloured(io::stdout().lock(), color));
    let found = tcerr::search(Table::embedded(), &arguments.words.join(" "));
    let count = found.hits.len();
    let hits = found.hits.iter().take(arguments.limit);
    let entries: Vec<Entry> = hits.map(|hit| Entry::of(hit.code, lang)).collect();
    match Form::of(cli, color) {
        // A pipe gets the meanings too: what is looked for is not known by its code.
        Form::Lines(_) | Form::Bare => {
            let look = settings::look(&cli.output, color, Stream::Stdout);
            render::hits(&entries, &found.marks, look, lang, &mut out)?;
        }
        form => write_entries(&entries, form, lang, &mut out)?,
    }
    out.flush()?;
    if count > entries.len() && !entries.is_empty() {
        say::line(&say::more_hits(count - entries.len(), lang));
    }
    Ok(status(entries.len(), lang))
}

fn selection(arguments: &List) -> Result<Selection, crate::context::Unknown> {
    let context = Context::new(arguments.product.as_deref(), arguments.action.as_deref())?;
    Ok(Selection {
        pattern: arguments.pattern.clone(),
        product: context.product,
        action: context.action,
        family: arguments.family.as_deref().map(find_family).transpose()?,
    })
}

fn status(count: usize, lang: Lang) -> Status {
    if count > 0 {
        return Status::Explained;
    }
    say::line(say::nothing_found(lang));
    Status::Unexplained
}

/// The form of a list.
#[derive(Clone, Copy)]
enum Form {
    /// Aligned, for people.
    Lines(Look),
    /// One fact a line.
    Plain,
    /// Names alone, for other programs.
    Bare,
    Json,
}

impl Form {
    fn of(cli: &Cli, color: ColorChoice) -> Self {
        if cli.output.json {
            Self::Json
        } else if cli.output.plain {
            Self::Plain
        } else if io::stdout().is_terminal() {
            Self::Lines(settings::look(&cli.output, color, Stream::Stdout))
        } else {
            Self::Bare
        }
    }
}

fn write_entries(
    entries: &[Entry],
    form: Form,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<()> {
    match form {
        Form::Lines(look) => render::entries(entries, look, lang, out),
        Form::Plain => render::plain_entries(entries, lang, out),
        Form::Bare => entries.iter().try_for_each(|entry| writeln!(out, "{}", entry.code)),
        Form::Json => entries.iter().try_for_each(|entry| render::json(entry, out)),
    }
}

fn write_products(products: &[ProductEntry], form: Form, out: &mut impl Write) -> io::Result<()> {
    match form {
        Form::Lines(look) => render::products(products, look, out),
        Form::Json => products.iter().try_for_each(|product| render::json(product, out)),
        Form::Plain | Form::Bare => products.iter().try_for_each(|product| {
            let ProductEntry { product, name_zh, name_en, codes, .. } = product;
            writeln!(out, "{product}\t{name_en}\t{name_zh}\t{codes}")
        }),
    }
}
