//! Lists of codes and products, and what a search found.

use std::borrow::Cow;
use std::io::{self, Write};

use owo_colors::{OwoColorize as _, Style};

use super::look::Look;
use super::palette::Palette;
use super::wrap::{UnicodeWidthChar as _, UnicodeWidthStr as _, wrap};
use crate::query::listing::{ListEntry, ProductEntry};
use crate::sentences::colon;
use crate::vocabulary::Lang;

/// Codes longer than this do not widen the column of all.
const WIDEST_CODE: usize = 48;

/// The least room in which a meaning is worth its place beside a code.
const LEAST_MEANING: usize = 24;

/// Writes codes in a column, each with what it means in what is left of its line.
pub fn entries(
    entries: &[ListEntry],
    look: Look,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<()> {
    let palette = Palette::for_look(look);
    let widths = entries.iter().map(|entry| entry.code.len()).filter(|&len| len <= WIDEST_CODE);
    let column =
        widths.max().unwrap_or(WIDEST_CODE).min(look.width.saturating_sub(LEAST_MEANING)) + 2;
    for entry in entries {
        write!(out, "{}", entry.code.style(palette.code))?;
        match column.checked_sub(entry.code.len()).filter(|&gap| gap >= 2) {
            Some(gap) => write!(out, "{:gap$}", "")?,
            None => write!(out, "\n{:column$}", "")?,
        }
        let line = entry.line(lang);
        writeln!(out, "{}", truncate(&line, look.width.saturating_sub(column)))?;
    }
    Ok(())
}

/// Writes codes with what they mean, one a line, unaligned.
pub fn plain_entries(entries: &[ListEntry], lang: Lang, out: &mut impl Write) -> io::Result<()> {
    entries
        .iter()
        .try_for_each(|entry| writeln!(out, "{}{}{}", entry.code, colon(lang), entry.line(lang)))
}

/// Writes what a search found, best first: a code, the products that use it, and what it means
/// below; the words that were looked for stand out.
pub fn hits(
    entries: &[ListEntry],
    marks: &[String],
    look: Look,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<()> {
    let palette = Palette::for_look(look);
    for entry in entries {
        marked(entry.code, marks, palette.code, &palette, out)?;
        let products = match &entry.products[..] {
            few if few.len() <= 3 => few.join(", "),
            many => format!("{} +{}", many[0], many.len() - 1),
        };
        let gap = look.width.checked_sub(entry.code.len() + products.len());
        match gap.filter(|&gap| gap >= 2 && !products.is_empty()) {
            Some(gap) => writeln!(out, "{:gap$}{}", "", products.style(palette.dim))?,
            None => writeln!(out)?,
        }
        let line = entry.line(lang);
        for part in wrap(&line, look.width.saturating_sub(2)).into_iter().take(2) {
            write!(out, "  ")?;
            marked(part, marks, Style::new(), &palette, out)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

/// Writes products in columns.
pub fn products(products: &[ProductEntry], look: Look, out: &mut impl Write) -> io::Result<()> {
    let palette = Palette::for_look(look);
    let longest = |text: fn(&ProductEntry) -> &str| {
        products.iter().map(|product| text(product).width()).max().unwrap_or(0)
    };
    let (first, second) = (longest(|product| product.product), longest(|product| product.name_en));
    for product in products {
        let gaps = [first - product.product.width(), second - product.name_en.width()];
        writeln!(
            out,
            "{}{:first$}  {:>4}  {}{:second$}  {}",
            product.product.style(palette.code),
            "",
            product.codes,
            product.name_en,
            "",
            product.name_zh,
            first = gaps[0],
            second = gaps[1],
        )?;
    }
    Ok(())
}

/// As much of a line as there is room for.
fn truncate(line: &str, room: usize) -> Cow<'_, str> {
    if line.width() <= room {
        return Cow::Borrowed(line);
    }
    let mut columns = '…'.width().unwrap_or(1);
    let end = line.char_indices().find_map(|(at, c)| {
        columns += c.width().unwrap_or(0);
        (columns > room).then_some(at)
    });
    Cow::Owned(format!("{}…", &line[..end.unwrap_or(line.len())]))
}

/// Writes `text` with every mark in the style of what was looked for.
fn marked(
    text: &str,
    marks: &[String],
    style: Style,
    palette: &Palette,
    out: &mut impl Write,
) -> io::Result<()> {
    let lower = text.to_ascii_lowercase();
    let mut rest = 0;
    while rest < text.len() {
        let next = marks
            .iter()
            .filter(|mark| mark.len() > 1)
            .filter_map(|mark| lower[rest..].find(&**mark).map(|at| (rest + at, mark.len())))
            .min_by_key(|&(at, length)| (at, usize::MAX - length));
        let (start, length) = next.unwrap_or((text.len(), 0));
        write!(out, "{}", (&text[rest..start]).style(style))?;
        if length > 0 {
            write!(out, "{}", (&text[start..start + length]).style(palette.mark))?;
        }
        rest = start + length;
    }
    Ok(())
}
