//! The fonts that pictures are written in. The shipped font comes in two faces for each weight, divided
//! by letters as in the style sheet. PNG and PDF are painted with the same glyphs, unpacked and both faces
//! of a weight in one: the painters read no packed fonts, and take a text with letters of two faces apart
//! wrongly.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use resvg::usvg::fontdb::{Database, Source};
use squall_picture::Letters;

/// A face of the shipped font.
struct Face {
    is_bold: bool,
    /// The letters that it is for, as in `style/tokens.css`.
    letters: &'static str,
    packed: &'static [u8],
}

const LATIN: &str = "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, \
    U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD";
const LATIN_EXTENDED: &str = "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+0304, U+0308, \
    U+0329, U+1D00-1DBF, U+1E00-1E9F, U+1EF2-1EFF, U+2020, U+20A0-20AB, U+20AD-20C0, U+2113, \
    U+2C60-2C7F, U+A720-A7FF";

macro_rules! face {
    ($is_bold:literal, $letters:ident, $name:literal) => {
        Face {
            is_bold: $is_bold,
            letters: $letters,
            packed: include_bytes!(concat!("../../../public/fonts/", $name, ".woff2")),
        }
    };
}

static FACES: [Face; 4] = [
    face!(false, LATIN, "atkinson-hyperlegible-next-latin-400-normal"),
    face!(true, LATIN, "atkinson-hyperlegible-next-latin-700-normal"),
    face!(false, LATIN_EXTENDED, "atkinson-hyperlegible-next-latin-ext-400-normal"),
    face!(true, LATIN_EXTENDED, "atkinson-hyperlegible-next-latin-ext-700-normal"),
];

/// The same, unpacked: regular and bold (`fonts/README.md` says how they were made).
static UNPACKED: [&[u8]; 2] = [
    include_bytes!("../fonts/atkinson-hyperlegible-next-400.ttf"),
    include_bytes!("../fonts/atkinson-hyperlegible-next-700.ttf"),
];

impl Face {
    fn has(&self, letter: char) -> bool {
        self.letters.split(", ").any(|range| {
            let range = range.strip_prefix("U+").unwrap_or(range);
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let code = |digits| u32::from_str_radix(digits, 16).unwrap_or(u32::MAX);
            (code(first)..=code(last)).contains(&u32::from(letter))
        })
    }
}

/// The `@font-face` rules for these letters, with the fonts inside. Letters that the shipped font lacks
/// are for the fonts of whoever looks.
pub(crate) fn style(letters: &Letters) -> String {
    let mut style = String::new();
    for face in &FACES {
        let wanted = if face.is_bold { &letters.bold } else { &letters.regular };
        if !wanted.iter().any(|letter| face.has(*letter)) {
            continue;
        }
        let weight = if face.is_bold { 700 } else { 400 };
        let (range, data) = (face.letters, STANDARD.encode(face.packed));
        style.push_str(&format!(
            "@font-face{{font-family:\"Atkinson Hyperlegible Next\";font-weight:{weight};\
             src:url(data:font/woff2;base64,{data}) format(\"woff2\");unicode-range:{range}}}"
        ));
    }
    style
}

/// The fonts for painting PNG and PDF.
#[derive(Debug, Clone)]
pub struct Fonts(pub(crate) Arc<Database>);

impl Fonts {
    /// The shipped font alone: equal everywhere. Letters that it lacks are not painted.
    #[must_use]
    pub fn shipped() -> Self {
        Self(Arc::new(shipped()))
    }

    /// The shipped font, and for letters that it lacks those of this computer. Reads the names of all of
    /// them, which takes a while.
    #[must_use]
    pub fn with_those_of_this_computer() -> Self {
        let mut database = shipped();
        database.load_system_fonts();
        Self(Arc::new(database))
    }
}

fn shipped() -> Database {
    let mut database = Database::new();
    for font in UNPACKED {
        database.load_font_source(Source::Binary(Arc::new(font)));
    }
    // The last resort of a text whose family is not there.
    database.set_sans_serif_family("Atkinson Hyperlegible Next");
    database.set_serif_family("Atkinson Hyperlegible Next");
    database
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_the_faces_that_its_letters_need() {
        let letters = |regular: &str, bold: &str| Letters {
            regular: regular.chars().collect(),
            bold: bold.chars().collect(),
        };
        let faces = |regular, bold| style(&letters(regular, bold)).matches("@font-face").count();
        assert_eq!(faces("", ""), 0);
        assert_eq!(faces("Bestellung läuft", ""), 1);
        assert_eq!(faces("Order", "Sales"), 2);
        assert_eq!(faces("Zamówienie złożone", "Sprzedaż"), 4);
        assert_eq!(faces("注文", ""), 0);
    }

    #[test]
    fn the_faces_are_those_of_the_style_sheet() {
        let tokens = include_str!("../../../style/tokens.css");
        let tokens = tokens.split_whitespace().collect::<Vec<_>>().join(" ");
        for face in &FACES {
            assert_eq!(tokens.matches(face.letters).count(), 2, "{}", face.letters);
        }
    }

    #[test]
    fn unpacked_and_measured_letters_are_equally_wide() {
        let database = shipped();
        let regular = database.faces().next().unwrap().id;
        database
            .with_face_data(regular, |data, index| {
                let face = ttf_parser::Face::parse(data, index).unwrap();
                let em = f64::from(face.units_per_em());
                // Measured in 250ths of the font size.
                for letter in (' '..='~').chain('À'..='ÿ').chain("ąćęłńóśźżŁŚőűčďřšťžğışŒœ".chars())
                {
                    let glyph = face.glyph_index(letter).unwrap();
                    let wide = f64::from(face.glyph_hor_advance(glyph).unwrap()) / em;
                    let measured = squall_editor::text_layout::width(&letter.to_string());
                    assert!((wide - measured).abs() <= 0.004, "{letter}: {wide} {measured}");
                }
            })
            .unwrap();
        assert_eq!(database.faces().count(), 2);
    }
}
