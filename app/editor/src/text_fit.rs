//! The size of letters on a note: the largest at which the text fits, estimated from letter widths
//! so that server and browser agree without measuring.

use squall_board::{NoteKind, Size, notation};

/// The smallest letters, in board units; a longer text makes the note grow.
pub const FONT_PX_MIN: f64 = 10.0;
const FONT_PX_MAX: f64 = 22.0;
const LINE_HEIGHT: f64 = 1.2;
/// Mean width of a letter, as a part of the font size, measured on Atkinson Hyperlegible.
const LETTER_WIDTH: f64 = 0.56;
const WIDE_LETTER_WIDTH: f64 = 1.05;
const PADDING: f64 = 10.0;

/// How a text fits on a note.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextFit {
    /// Font size in board units.
    pub font_px: f64,
    /// The height that the note needs for the text at that size, in board units.
    pub height_needed: f64,
}

/// The largest letters at which the text fits on a note of this kind and size.
#[must_use]
pub fn fit_text(text: &str, kind: NoteKind, size: Size) -> TextFit {
    let label = if notation::of(kind).shape == notation::Shape::Bare { 0.0 } else { 16.0 };
    let (width, height) = (size.width - 2.0 * PADDING, size.height - PADDING - label - 4.0);
    let mut font_px = FONT_PX_MAX;
    loop {
        let needed = lines(text, width / font_px) * font_px * LINE_HEIGHT;
        let longest_word = text.split_whitespace().map(ems).fold(0.0, f64::max) * font_px;
        if (needed <= height && longest_word <= width) || font_px <= FONT_PX_MIN {
            return TextFit { font_px, height_needed: needed + PADDING + label + 4.0 };
        }
        font_px -= 1.0;
    }
}

/// How many lines the text takes at a line length in ems.
fn lines(text: &str, line_ems: f64) -> f64 {
    let mut lines = 0.0;
    for paragraph in text.split('\n') {
        lines += 1.0;
        let mut used = 0.0;
        for word in paragraph.split(' ') {
            let word = ems(word);
            if used > 0.0 && used + LETTER_WIDTH / 2.0 + word > line_ems {
                lines += 1.0;
                used = 0.0;
            }
            // A word longer than a line is broken.
            lines += (word / line_ems).ceil().max(1.0) - 1.0;
            used += word % line_ems.max(1.0) + LETTER_WIDTH / 2.0;
        }
    }
    lines
}

fn ems(word: &str) -> f64 {
    word.chars().map(|c| if c >= '\u{1100}' { WIDE_LETTER_WIDTH } else { LETTER_WIDTH }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_large_and_long_ones_small() {
        let size = Size::new(140.0, 140.0);
        let short = fit_text("Paid", NoteKind::DomainEvent, size);
        let long = fit_text(&"Order was placed ".repeat(8), NoteKind::DomainEvent, size);
        assert!(short.font_px > long.font_px);
        assert!(short.height_needed <= size.height);
    }

    #[test]
    fn a_text_too_long_for_legible_letters_needs_a_higher_note() {
        let size = Size::new(140.0, 140.0);
        let fit = fit_text(&"word ".repeat(300), NoteKind::DomainEvent, size);
        assert!(fit.font_px <= FONT_PX_MIN && fit.height_needed > size.height);
    }
}
