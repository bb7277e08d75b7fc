//! Reading a picture back: the notes that an SVG of ours carries.

use roxmltree::{Document, ParsingOptions};
use squall_board::{Clip, UnreadableClip};

use crate::limits::READ_BYTES_MAX;

/// Why nothing could be read back from an SVG, in words for a participant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadablePicture {
    /// It is too large.
    #[error("the picture is too large to be read back: at most 16 MB of it")]
    TooLarge,
    /// It is no XML.
    #[error("this is no whole SVG file")]
    NoSvg,
    /// It is a picture of something else, or another program has left the notes out.
    #[error(
        "this picture carries no notes: only an SVG that Squall has exported does, as long as no other program has rewritten it"
    )]
    NoNotes,
    /// What it carries cannot be read.
    #[error("the notes in this picture cannot be read: {0}")]
    Damaged(UnreadableClip),
}

/// The items that the SVG carries, and the title of the wall that it is of; empty if it is of a part.
///
/// # Errors
/// [`UnreadablePicture`] says why there are none.
pub fn read(svg: &str) -> Result<(Clip, String), UnreadablePicture> {
    if svg.len() > READ_BYTES_MAX {
        return Err(UnreadablePicture::TooLarge);
    }
    // Programs that rewrite SVG like to add a document type; entities of it are not expanded.
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(svg, options);
    let document = document.map_err(|_| UnreadablePicture::NoSvg)?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(UnreadablePicture::NoSvg);
    }
    let carried = root.descendants().find(|it| {
        it.tag_name().name() == "metadata" && it.attribute("data-squall") == Some("items")
    });
    let carried = carried.ok_or(UnreadablePicture::NoNotes)?;
    let json: String = carried.children().filter_map(|it| it.text()).collect();
    Clip::from_json(&json).map_err(UnreadablePicture::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_pictures_are_refused_with_a_sentence() {
        for (svg, why) in [
            ("", UnreadablePicture::NoSvg),
            ("Order Placed", UnreadablePicture::NoSvg),
            ("<svg><g>", UnreadablePicture::NoSvg),
            ("<html/>", UnreadablePicture::NoSvg),
            (
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><metadata>{}</metadata></svg>",
                UnreadablePicture::NoNotes,
            ),
            (
                "<svg><metadata data-squall=\"items\">{}</metadata></svg>",
                UnreadablePicture::Damaged(UnreadableClip::Other),
            ),
        ] {
            assert_eq!(read(svg), Err(why), "{svg}");
        }
        let large = " ".repeat(READ_BYTES_MAX + 1);
        assert_eq!(read(&large), Err(UnreadablePicture::TooLarge));
    }

    #[test]
    fn entities_in_entities_do_not_grow_beyond_bounds() {
        let mut bomb = "<!DOCTYPE svg [<!ENTITY e0 \"aaaaaaaaaa\">".to_owned();
        for at in 1..12 {
            let inner = format!("&e{};", at - 1).repeat(10);
            bomb.push_str(&format!("<!ENTITY e{at} \"{inner}\">"));
        }
        bomb.push_str("]><svg><metadata data-squall=\"items\">&e11;</metadata></svg>");
        assert_eq!(read(&bomb), Err(UnreadablePicture::NoSvg));
    }
}
