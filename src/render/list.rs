//! Lists of codes and products, and the results of a search.

use std::borrow::Cow;
use std::io::{self, Write};

use owo_colors::{OwoColorize as _, Style};

use super::look::Look;
use super::palette::Palette;
use super::wrap::{UnicodeWidthChar as _, UnicodeWidthStr as _, wrap};
use crate::query::listing::{ListEntry, ProductEntry};
use crate::sentences::{colon, comma};
use crate::vocabulary::Lang;

/// The maximum width of the code column. A longer code gets a line of its own.
const MAX_CODE_WIDTH: usize = 48;

/// The minimum width left for the meaning beside a code, in columns.
const MIN_MEANING_WIDTH: usize = 24;

/// Writes each code with its meaning beside it, in two columns. A meaning is truncated to the
/// width of the line.
pub fn entries(
    entries: &[ListEntry],
    look: Look,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<()> {
    let palette = Palette::for_look(look);
    let widths = entries.iter().map(|entry| entry.code.len()).filter(|&len| len <= MAX_CODE_WIDTH);
    let column =
        widths.max().unwrap_or(MAX_CODE_WIDTH).min(look.width.saturating_sub(MIN_MEANING_WIDTH))
            + 2;
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

/// Writes each code with its meaning, one per line, not aligned or truncated.
pub fn plain_entries(entries: &[ListEntry], lang: Lang, out: &mut impl Write) -> io::Result<()> {
    entries
        .iter()
        .try_for_each(|entry| writeln!(out, "{}{}{}", entry.code, colon(lang), entry.line(lang)))
}

/// Writes the results of a search: each code, the products that use it, and up to two lines of
/// its meaning below. Occurrences of `words`, which are lower case, are highlighted.
pub fn hits(
    entries: &[ListEntry],
    words: &[String],
    look: Look,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<()> {
    let palette = Palette::for_look(look);
    for entry in entries {
        write_highlighted(entry.code, words, palette.code, &palette, out)?;
        let products = match &entry.products[..] {
            few if few.len() <= 3 => few.join(comma(lang)),
            many => format!("{} +{}", many[0], many.len() - 1),
        };
        let gap = look.width.checked_sub(entry.code.len() + products.width());
        match gap.filter(|&gap| gap >= 2 && !products.is_empty()) {
            Some(gap) => writeln!(out, "{:gap$}{}", "", products.style(palette.dim))?,
            None => writeln!(out)?,
        }
        let line = entry.line(lang);
        for part in wrap(&line, look.width.saturating_sub(2)).into_iter().take(2) {
            write!(out, "  ")?;
            write_highlighted(part, words, Style::new(), &palette, out)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

/// Writes products in columns: short name, number of codes, name in English and in Chinese.
pub fn products(products: &[ProductEntry], look: Look, out: &mut impl Write) -> io::Result<()> {
    let palette = Palette::for_look(look);
    let max_width = |text: fn(&ProductEntry) -> &str| {
        products.iter().map(|product| text(product).width()).max().unwrap_or(0)
    };
    let short_name_width = max_width(|product| product.product);
    let name_en_width = max_width(|product| product.name_en);
    for product in products {
        writeln!(
            out,
            "{}{:short_name_gap$}  {:>4}  {}{:name_en_gap$}  {}",
            product.product.style(palette.code),
            "",
            product.codes,
            product.name_en,
            "",
            product.name_zh,
            short_name_gap = short_name_width - product.product.width(),
            name_en_gap = name_en_width - product.name_en.width(),
        )?;
    }
    Ok(())
}

/// Truncates `line` to `width` columns. A truncated line ends with an ellipsis.
fn truncate(line: &str, width: usize) -> Cow<'_, str> {
    if line.width() <= width {
        return Cow::Borrowed(line);
    }
    let mut columns = '…'.width().unwrap_or(1);
    let end = line.char_indices().find_map(|(start, c)| {
        columns += c.width().unwrap_or(0);
        (columns > width).then_some(start)
    });
    Cow::Owned(format!("{}…", &line[..end.unwrap_or(line.len())]))
}

/// Writes `text` in `style`, with every occurrence of a word highlighted. If several words start
/// at the same offset, the longest wins. A single letter would match nearly everywhere, so it is
/// ignored.
fn write_highlighted(
    text: &str,
    words: &[String],
    style: Style,
    palette: &Palette,
    out: &mut impl Write,
) -> io::Result<()> {
    let lower = text.to_ascii_lowercase();
    let mut written = 0;
    while written < text.len() {
        let next_match = words
            .iter()
            .filter(|word| word.len() > 1)
            .filter_map(|word| {
                lower[written..].find(&**word).map(|offset| (written + offset, word.len()))
            })
            .min_by_key(|&(start, length)| (start, usize::MAX - length));
        let (start, length) = next_match.unwrap_or((text.len(), 0));
        write!(out, "{}", (&text[written..start]).style(style))?;
        if length > 0 {
            write!(out, "{}", (&text[start..start + length]).style(palette.search_match))?;
        }
        written = start + length;
    }
    Ok(())
}
