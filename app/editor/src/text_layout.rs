//! How a text lies on a note: the size of its letters and where its lines break. Decided from the widths
//! of the shipped font's letters, so that the server's picture, the canvas and every export agree without
//! measuring.

use std::ops::Range;

use squall_board::{Bounds, Note, Point, notation};

/// The smallest letters, in board units; a longer text makes the note grow.
pub const FONT_PX_MIN: f64 = 10.0;
const FONT_PX_MAX: f64 = 22.0;
/// From one line to the next, in font sizes.
pub const LINE_HEIGHT: f64 = 1.2;
/// From the top of a line to the feet of its letters, in font sizes: half of what the line has beyond
/// the font's ascent of 0.984 and descent of 0.316, and the ascent.
const BASELINE: f64 = (LINE_HEIGHT - 0.984 - 0.316) / 2.0 + 0.984;
/// Free at the sides of a text and below it, in board units.
const PADDING: f64 = 10.0;
/// The row with the icon, with what is free above it, in board units.
const ICON_ROW: f64 = 20.0;
/// The size of what a note says beside its text, in board units, and its lines in font sizes.
pub const DETAIL_PX: f64 = 11.0;
/// From one line of details to the next, in board units.
pub const DETAIL_LINE: f64 = DETAIL_PX * 1.25;
/// Lines of details for which the text makes room.
pub const DETAIL_LINES: usize = 2;
/// Free at the sides of details and below them, in board units.
pub const DETAIL_PADDING: f64 = 4.0;

/// Widths of the letters from U+0020 on, in 250ths of the font size.
///
/// # Source
/// The advance widths of Atkinson Hyperlegible Next Regular (`public/fonts`), kerning left out; letters
/// that it lacks count as wide as its mean letter.
#[rustfmt::skip]
const WIDTHS: [u8; 352] = [
    70, 72, 75, 163, 148, 230, 183, 40, 75, 75, 121, 152, 52, 90, 52, 97,
    162, 102, 137, 144, 154, 147, 150, 128, 154, 149, 52, 52, 138, 157, 138, 120,
    194, 156, 153, 161, 167, 142, 138, 174, 174, 98, 128, 158, 135, 206, 173, 178,
    148, 181, 154, 148, 140, 172, 148, 214, 156, 144, 152, 79, 97, 86, 138, 93,
    61, 131, 142, 121, 141, 134, 78, 140, 138, 63, 61, 123, 66, 211, 138, 137,
    142, 144, 87, 118, 82, 135, 115, 171, 120, 112, 115, 86, 59, 86, 139, 140,
    140, 140, 140, 140, 140, 140, 140, 140, 140, 140, 140, 140, 140, 140, 140, 140,
    140, 140, 140, 140, 140, 140, 140, 140, 140, 140, 140, 140, 140, 140, 140, 140,
    70, 72, 121, 152, 145, 144, 59, 132, 92, 200, 93, 140, 150, 140, 200, 89,
    88, 145, 96, 96, 61, 140, 127, 60, 66, 64, 95, 140, 204, 205, 217, 112,
    156, 156, 156, 156, 156, 156, 223, 161, 142, 142, 142, 142, 98, 98, 98, 98,
    172, 173, 178, 178, 178, 178, 178, 133, 178, 172, 172, 172, 172, 144, 148, 146,
    131, 131, 131, 131, 131, 131, 216, 121, 134, 134, 134, 134, 63, 63, 63, 66,
    141, 138, 137, 137, 137, 137, 137, 152, 137, 135, 135, 135, 135, 112, 142, 112,
    156, 131, 156, 131, 156, 131, 161, 121, 140, 140, 161, 121, 161, 121, 167, 158,
    172, 141, 142, 134, 140, 140, 142, 134, 142, 134, 142, 134, 140, 140, 174, 140,
    174, 140, 174, 140, 140, 140, 174, 138, 140, 140, 98, 63, 140, 140, 98, 63,
    98, 63, 226, 124, 140, 140, 158, 123, 140, 135, 66, 135, 66, 135, 79, 140,
    140, 143, 74, 173, 138, 173, 138, 173, 138, 140, 140, 140, 140, 140, 140, 140,
    178, 137, 252, 231, 154, 87, 140, 140, 154, 87, 148, 118, 140, 140, 148, 118,
    148, 118, 140, 82, 140, 82, 140, 140, 140, 140, 172, 135, 140, 140, 172, 135,
    172, 135, 172, 135, 214, 171, 144, 112, 144, 152, 115, 152, 115, 152, 115, 140,
];
/// Mean width of a letter that [`WIDTHS`] does not have, and of one of the East, in font sizes.
const OTHER_WIDTH: f64 = 0.56;
const WIDE_WIDTH: f64 = 1.05;

/// How the words of a note lie on it.
#[derive(Debug, Clone, PartialEq)]
pub struct TextLayout {
    /// Font size of its text in board units.
    pub font_px: f64,
    /// Each line's part of the text, in bytes.
    pub lines: Vec<Range<usize>>,
    /// The height that the note needs for all at that size, in board units.
    pub height_needed: f64,
    /// What it says beside its text.
    pub details: String,
    /// Each line's part of the details, in bytes.
    pub detail_lines: Vec<Range<usize>>,
}

impl TextLayout {
    /// The part of the note that its text has.
    #[must_use]
    pub fn area(&self, note: &Note) -> Bounds {
        area(note, self.detail_lines.len())
    }

    /// Where the line's letters stand, in the middle of the line: the lines together are in the middle of
    /// `area`, or begin at its top if they are higher.
    #[must_use]
    pub fn baseline(&self, area: Bounds, line: usize) -> Point {
        let height = self.lines.len() as f64 * self.font_px * LINE_HEIGHT;
        let top = area.top + ((area.bottom - area.top - height) / 2.0).max(0.0);
        let y = top + (line as f64 * LINE_HEIGHT + BASELINE) * self.font_px;
        Point::new(f64::midpoint(area.left, area.right), y)
    }
}

fn area(note: &Note, detail_lines: usize) -> Bounds {
    let bounds = note.bounds();
    let is_bare = notation::of(note.kind).shape == notation::Shape::Bare;
    let above = if is_bare { PADDING } else { ICON_ROW };
    let below = match detail_lines.min(DETAIL_LINES) {
        0 => PADDING,
        lines => lines as f64 * DETAIL_LINE + DETAIL_PADDING,
    };
    Bounds {
        left: bounds.left + PADDING,
        top: bounds.top + above,
        right: bounds.right - PADDING,
        bottom: bounds.bottom - below,
    }
}

/// The words of the note, its text with the largest letters at which it fits.
#[must_use]
pub fn lay_out(note: &Note) -> TextLayout {
    let details = note.details.in_brief();
    let detail_lines = if details.is_empty() {
        vec![]
    } else {
        break_lines(&details, (note.size.width - 2.0 * DETAIL_PADDING) / DETAIL_PX)
    };
    let area = area(note, detail_lines.len()).size();
    let around = note.size.height - area.height;
    let text = note.text.as_str();
    let words = words(text);
    let longest = words.iter().map(|word| word.width).fold(0.0, f64::max);
    let mut font_px = FONT_PX_MAX;
    loop {
        let line_width = area.width / font_px;
        let lines = lines(text, &words, line_width);
        let needed = lines.len() as f64 * font_px * LINE_HEIGHT;
        if (needed <= area.height && longest <= line_width) || font_px <= FONT_PX_MIN {
            let height_needed = needed + around;
            return TextLayout { font_px, lines, height_needed, details, detail_lines };
        }
        font_px -= 1.0;
    }
}

/// The lines of a text that are no wider than this, in font sizes.
#[must_use]
pub fn break_lines(text: &str, line_width: f64) -> Vec<Range<usize>> {
    lines(text, &words(text), line_width)
}

/// The width of a text on one line, in font sizes.
#[must_use]
pub fn width(text: &str) -> f64 {
    text.chars().map(letter).sum()
}

fn letter(c: char) -> f64 {
    match WIDTHS.get((c as usize).wrapping_sub(0x20)) {
        Some(width) => f64::from(*width) / 250.0,
        None if c >= '\u{1100}' && !('\u{2000}'..='\u{206f}').contains(&c) => WIDE_WIDTH,
        None => OTHER_WIDTH,
    }
}

/// A word and what is before it.
struct Word {
    range: Range<usize>,
    width: f64,
    /// The width of the spaces before it; `None` if it begins a line of the text.
    gap: Option<f64>,
}

/// The words of the text; an empty one for a line without any.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut from = 0;
    for line in text.split('\n') {
        let mut gap = None;
        let mut at = from;
        for word in line.split(' ') {
            let range = at..at + word.len();
            at = range.end + 1;
            if word.is_empty() && gap.is_some() {
                gap = gap.map(|gap| gap + letter(' '));
                continue;
            }
            words.push(Word { range, width: width(word), gap });
            gap = Some(letter(' '));
        }
        from += line.len() + 1;
    }
    words
}

/// Whether the word begins another line after so much of one.
fn begins_line(word: &Word, used: f64, line_width: f64) -> bool {
    word.gap.is_none_or(|gap| used + gap + word.width > line_width)
}

fn lines(text: &str, words: &[Word], line_width: f64) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut used = 0.0;
    for word in words {
        match lines.last_mut().filter(|_| !begins_line(word, used, line_width)) {
            Some(line) => {
                line.end = word.range.end;
                used += word.gap.unwrap_or(0.0) + word.width;
            }
            None => {
                lines.push(word.range.clone());
                used = word.width;
            }
        }
        if word.width > line_width {
            used = break_word(text, &word.range, line_width, &mut lines);
        }
    }
    lines
}

/// Breaks the word that ends the last line where it is full; gives the width of what is left.
fn break_word(
    text: &str,
    word: &Range<usize>,
    line_width: f64,
    lines: &mut Vec<Range<usize>>,
) -> f64 {
    let Some(line) = lines.pop() else { return 0.0 };
    let (mut start, mut used) = (line.start, width(&text[line.start..word.start]));
    for (at, c) in text[word.clone()].char_indices() {
        let at = word.start + at;
        if used + letter(c) > line_width && at > start {
            lines.push(start..at);
            (start, used) = (at, 0.0);
        }
        used += letter(c);
    }
    lines.push(start..word.end);
    used
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use squall_board::{Detail, Details, NoteKind};

    use super::*;

    fn note(text: &str) -> Note {
        squall_board::fixture::note(text, NoteKind::DomainEvent)
    }

    fn shown(text: &str, line_width: f64) -> Vec<&str> {
        break_lines(text, line_width).into_iter().map(|line| &text[line]).collect()
    }

    #[test]
    fn short_texts_are_large_and_long_ones_small() {
        let short = lay_out(&note("Paid"));
        let long = lay_out(&note(&"Order was placed ".repeat(8)));
        assert!(short.font_px > long.font_px);
        assert!(short.height_needed <= note("").size.height);
    }

    #[test]
    fn a_text_too_long_for_legible_letters_needs_a_higher_note() {
        let fit = lay_out(&note(&"word ".repeat(300)));
        assert!(fit.font_px <= FONT_PX_MIN && fit.height_needed > note("").size.height);
    }

    #[test]
    fn a_text_does_not_lie_under_what_the_note_says_beside_it() {
        let text = "Pay at once when the order is placed by phone";
        let plain = note(text);
        let details = Details::from(vec![Detail::Condition("total < 100".to_owned())]);
        let detailed = Note { details, ..plain.clone() };
        let (without, with) = (lay_out(&plain), lay_out(&detailed));
        assert!(with.area(&detailed).bottom < without.area(&plain).bottom);
        let last = with.baseline(with.area(&detailed), with.lines.len() - 1);
        assert!(last.y <= detailed.bounds().bottom - DETAIL_LINE, "{last:?}");
        assert!(with.font_px <= without.font_px);
    }

    #[test]
    fn lines_break_between_words_and_in_words_that_are_longer_than_a_line() {
        assert_eq!(shown("Order was placed", 6.0), ["Order was", "placed"]);
        assert_eq!(shown("Order  placed", 30.0), ["Order  placed"]);
        assert_eq!(shown("one\n\ntwo", 30.0), ["one", "", "two"]);
        assert_eq!(shown("", 5.0), [""]);
        let broken = shown("an Donaudampfschifffahrt", 4.0);
        assert!(broken.len() >= 3 && broken[0] == "an", "{broken:?}");
        assert_eq!(broken.concat(), "anDonaudampfschifffahrt");
    }

    #[test]
    fn the_lines_are_in_the_middle_of_their_area() {
        let paid = Note { centre: Point::default(), ..note("Paid") };
        let layout = lay_out(&paid);
        let area = layout.area(&paid);
        let at = layout.baseline(area, 0);
        assert_eq!(at.x, 0.0);
        let middle_of_letters = at.y - 0.33 * layout.font_px;
        assert!((middle_of_letters - area.centre().y).abs() < 2.0, "{at:?}");
    }

    proptest! {
        #[test]
        fn every_letter_is_on_one_line_that_is_wide_enough(text in "[a-zA-ZäÖ ,\n漢]{0,80}", line_width in 2.0..14.0) {
            let lines = break_lines(&text, line_width);
            let mut end = 0;
            for line in &lines {
                prop_assert!(line.start >= end && text.is_char_boundary(line.start));
                prop_assert!(text[end..line.start].chars().all(|c| c == ' ' || c == '\n'));
                prop_assert!(width(text[line.clone()].trim_end()) <= line_width + 1e-9);
                end = line.end;
            }
            prop_assert!(text[end..].chars().all(|c| c == ' ' || c == '\n'));
        }
    }
}
