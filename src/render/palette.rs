//! Colors by role.

use owo_colors::Style;

use super::look::Look;

/// One style per role. The styles of a plain palette print no escape codes.
pub(super) struct Palette {
    pub(super) code: Style,
    pub(super) label: Style,
    /// The type of an error.
    pub(super) title: Style,
    /// Text between backticks.
    pub(super) inline_code: Style,
    pub(super) verdict: Style,
    /// Text that matches a search word.
    pub(super) search_match: Style,
    /// Context that a reader may skip.
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
            inline_code: none,
            verdict: none,
            search_match: none,
            dim: none,
        }
    }

    fn ansi() -> Self {
        Self {
            code: Style::new().red().bold(),
            label: Style::new().cyan(),
            title: Style::new().bold(),
            inline_code: Style::new().green(),
            verdict: Style::new().yellow().bold(),
            search_match: Style::new().yellow().bold().underline(),
            dim: Style::new().dimmed(),
        }
    }
}
