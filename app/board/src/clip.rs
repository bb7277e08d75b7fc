//! Items on their way from one place to another: the clipboard, or an import. They keep their kinds,
//! arrows and frames; whoever puts them on a board gives them new ids.

use serde::{Deserialize, Serialize};

use crate::{Arrow, Frame, Note, protocol};

/// Items on their way. Arrows name notes of the same clip.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Clip {
    /// The notes.
    pub notes: Vec<Note>,
    /// The arrows between them.
    pub arrows: Vec<Arrow>,
    /// The frames.
    pub frames: Vec<Frame>,
}

impl Clip {
    /// How many items are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.notes.len() + self.arrows.len() + self.frames.len()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text form: a frame of the board's protocol in hexadecimal digits, so that a browser with
    /// another version of Squall recognizes it as not its own.
    #[must_use]
    pub fn to_text(&self) -> String {
        protocol::to_text(self)
    }

    /// The items in the text form; `None` if it is something else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        protocol::from_text(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_text_is_no_clip() {
        for text in ["", "0", "01zz", "Order Placed", "ff00", "é"] {
            assert_eq!(Clip::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn the_text_form_leads_back() {
        let board = crate::fixture::board("command Place; event Placed; Place -> Placed");
        let clip = Clip {
            notes: board.notes().cloned().collect(),
            arrows: board.arrows().cloned().collect(),
            frames: vec![],
        };
        assert_eq!(Clip::from_text(&clip.to_text()), Some(clip));
    }
}
