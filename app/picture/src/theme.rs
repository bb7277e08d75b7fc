//! The colours of a wall apart from its papers, which are the same in every theme.

use std::borrow::Cow;

/// The colours of a wall. Names are those of `style/tokens.css`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// The bare wall.
    pub wall: Cow<'static, str>,
    /// Letters on the wall.
    pub ink: Cow<'static, str>,
    /// Quieter letters on the wall.
    pub quiet: Cow<'static, str>,
    /// The inside of frames, half seen through.
    pub surface_raised: Cow<'static, str>,
    /// Arrows.
    pub arrow: Cow<'static, str>,
}

/// The colour of letters on paper, in every theme.
pub(crate) const PAPER_INK: &str = "#1b1b1f";

impl Theme {
    /// A light wall, as in exported pictures.
    pub const LIGHT: Self = Self {
        wall: Cow::Borrowed("#f6f3ec"),
        ink: Cow::Borrowed("#1b1b1f"),
        quiet: Cow::Borrowed("#5c5a55"),
        surface_raised: Cow::Borrowed("#ffffff"),
        arrow: Cow::Borrowed("#55534e"),
    };
    /// A dark wall.
    pub const DARK: Self = Self {
        wall: Cow::Borrowed("#1d1e22"),
        ink: Cow::Borrowed("#efece6"),
        quiet: Cow::Borrowed("#b0aca2"),
        surface_raised: Cow::Borrowed("#2e3036"),
        arrow: Cow::Borrowed("#b9b5ab"),
    };
    /// The colours of the page that a picture is part of.
    pub const OF_THE_PAGE: Self = Self {
        wall: Cow::Borrowed("var(--wall)"),
        ink: Cow::Borrowed("var(--ink)"),
        quiet: Cow::Borrowed("var(--quiet)"),
        surface_raised: Cow::Borrowed("var(--surface-raised)"),
        arrow: Cow::Borrowed("var(--arrow)"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_themes_are_those_of_the_style_sheet() {
        let tokens = include_str!("../../../style/tokens.css");
        let (light, dark) = tokens.split_once("[data-theme=\"dark\"]").unwrap();
        for (tokens, theme) in [(light, Theme::LIGHT), (dark, Theme::DARK)] {
            let Theme { wall, ink, quiet, surface_raised, arrow } = theme;
            for (name, colour) in [
                ("wall", wall),
                ("ink", ink),
                ("quiet", quiet),
                ("surface-raised", surface_raised),
                ("arrow", arrow),
            ] {
                let first = tokens.split(&format!("--{name}: ")).nth(1).unwrap();
                assert!(first.starts_with(colour.as_ref()), "{name}");
            }
        }
    }
}
