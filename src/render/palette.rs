//! Colours by role.

use owo_colors::Style;

use super::look::Look;

/// One style for every role; a plain palette prints no escape codes at all.
pub(super) struct Palette {
    pub(super) code: Style,
    pub(super) label: Style,
    /// The error's type.
    pub(super) title: Style,
    /// What stands in code quotes.
    pub(super) quoted: Style,
    pub(super) verdict: Style,
    /// What was looked for.
    pub(super) mark: Style,
    /// Context that may be passed over.
    pub(super) dim: Style,
}

impl Palette {
    pub(super) fn for_look(look: Look) -> Self {
        if look.color { Self::ansi() } else { Self::plain() }
    }

    fn plain() -> Self {
        let none = Style::new();
        Self {
            code: none,
            label: none,
            title: none,
            quoted: none,
            verdict: none,
            mark: none,
            dim: none,
        }
    }

    fn ansi() -> Self {
        Self {
            code: Style::new().red().bold(),
            label: Style::new().cyan(),
            title: Style::new().bold(),
            quoted: Style::new().green(),
            verdict: Style::new().yellow().bold(),
            mark: Style::new().yellow().bold().underline(),
            dim: Style::new().dimmed(),
        }
    }
}
