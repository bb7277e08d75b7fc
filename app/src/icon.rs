//! Icons from one sprite, drawn in the colour of the text around them.

use leptos::prelude::*;

/// The icon with this name in the page's [`Sprite`]; decoration beside a name, hidden from readers.
#[component]
pub(crate) fn Icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" width="20" height="20">
            <use href=format!("#icon-{name}")></use>
        </svg>
    }
}

/// Every icon, once in each page: icons that appear later need no connection.
#[component]
pub(crate) fn Sprite() -> impl IntoView {
    view! { <div class="sprite" inner_html=sprite()></div> }
}

/// Icons of controls, as symbols; those of the notation are painted too.
const CONTROLS: &str = include_str!("icons.svg");

fn sprite() -> String {
    let mut sprite = CONTROLS.trim_end().trim_end_matches("</svg>").to_owned();
    for (name, path) in squall_picture::icons() {
        let symbol = [
            "<symbol id=\"icon-",
            name,
            "\" viewBox=\"0 0 24 24\"><path d=\"",
            path,
            "\"/></symbol>",
        ];
        sprite.push_str(&symbol.concat());
    }
    sprite.push_str("</svg>");
    sprite
}

#[cfg(test)]
mod tests {
    use squall_board::notation::{FRAME_NOTATION, NOTATION, PAPERS};

    use super::sprite;

    const PAPER_STYLES: &str = include_str!("../../style/notation.css");

    #[test]
    fn every_kind_has_an_icon() {
        let notes = NOTATION.iter().map(|row| row.name);
        for name in notes.chain(FRAME_NOTATION.iter().map(|row| row.name)) {
            assert!(sprite().contains(&format!("<symbol id=\"icon-{name}\"")), "{name}");
        }
    }

    #[test]
    fn the_style_sheet_has_the_papers_of_the_notation() {
        for (_, name, paper) in PAPERS {
            let rule = format!(".paper-{name} {{ --paper: {paper}; }}");
            assert!(PAPER_STYLES.contains(&rule), "{rule}");
        }
        assert_eq!(PAPER_STYLES.matches("--paper:").count(), PAPERS.len());
    }
}
