//! Items on their way from one place to another: the clipboard, or an import. They keep their kinds,
//! arrows and frames; whoever puts them on a board gives them new ids.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::upcast::{StoredEvent, UnreadableEvent};
use crate::{Arrow, BoardEvent, Frame, Note, protocol};

/// What a file of items says that it is.
const FILE_OF: &str = "items";

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

    /// The form for files, which every later version of Squall reads: JSON with the items as the event
    /// that adds them is stored, and the title of the wall that they are from; it may be empty.
    #[must_use]
    pub fn to_json(&self, title: &str) -> String {
        #[derive(Serialize)]
        struct File<'a> {
            squall: &'static str,
            version: u32,
            title: &'a str,
            #[serde(flatten)]
            items: &'a Clip,
        }
        let file = File { squall: FILE_OF, version: BoardEvent::VERSION, title, items: self };
        serde_json::to_string(&file).expect("plain data always encodes")
    }

    /// The items and the title in the form for files, of this or an earlier version. Arrows between notes
    /// that are not there are left out.
    ///
    /// # Errors
    /// [`UnreadableClip`] if it is something else, of a later version, or damaged.
    pub fn from_json(json: &str) -> Result<(Self, String), UnreadableClip> {
        let Ok(Value::Object(mut fields)) = serde_json::from_str(json) else {
            return Err(UnreadableClip::Other);
        };
        let version = fields.remove("version").as_ref().and_then(Value::as_u64);
        let Some(version) = version.and_then(|version| u32::try_from(version).ok()) else {
            return Err(UnreadableClip::Other);
        };
        if fields.remove("squall").as_ref().and_then(Value::as_str) != Some(FILE_OF) {
            return Err(UnreadableClip::Other);
        }
        let title = fields.remove("title").as_ref().and_then(Value::as_str).map(str::to_owned);
        let (kind, payload) = ("ItemsAdded".to_owned(), Value::Object(fields));
        let event = StoredEvent { kind, version, payload }.into_event();
        match event.map_err(UnreadableClip::Items)? {
            BoardEvent::ItemsAdded { notes, mut arrows, frames } => {
                let ids: std::collections::BTreeSet<_> = notes.iter().map(|it| it.id).collect();
                arrows.retain(|it| ids.contains(&it.from) && ids.contains(&it.to));
                Ok((Self { notes, arrows, frames }, title.unwrap_or_default()))
            }
            _ => Err(UnreadableClip::Other),
        }
    }
}

/// A file that holds no items which this build can read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableClip {
    /// It is something else.
    #[error("these are no items of a wall")]
    Other,
    /// The items are of a later version, or damaged.
    #[error(transparent)]
    Items(UnreadableEvent),
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
        assert_eq!(Clip::from_text(&clip.to_text()), Some(clip.clone()));
        let (read, title) = Clip::from_json(&clip.to_json("Shop \"A\"")).unwrap();
        assert_eq!((read, title.as_str()), (clip, "Shop \"A\""));
    }

    #[test]
    fn a_file_of_the_first_version_is_read() {
        let golden = include_str!("../tests/golden/ItemsAdded.v1.json");
        let stored: Value = serde_json::from_str(golden).unwrap();
        let mut file = stored["payload"].as_object().unwrap().clone();
        file.extend([("squall".into(), "items".into()), ("version".into(), 1.into())]);
        let (clip, title) = Clip::from_json(&Value::Object(file).to_string()).unwrap();
        assert!(!clip.notes.is_empty() && title.is_empty());
    }

    #[test]
    fn other_json_is_refused_with_its_reason() {
        let other = |json: &str| Clip::from_json(json).unwrap_err();
        for json in ["", "{}", "[]", r#"{"squall":"model","version":3}"#, r#"{"squall":"items"}"#] {
            assert_eq!(other(json), UnreadableClip::Other, "{json}");
        }
        let newer = other(r#"{"squall":"items","version":999}"#);
        assert!(matches!(newer, UnreadableClip::Items(UnreadableEvent::Newer { .. })), "{newer}");
        let damaged =
            other(r#"{"squall":"items","version":3,"notes":[{}],"arrows":[],"frames":[]}"#);
        assert!(matches!(damaged, UnreadableClip::Items(UnreadableEvent::Damaged { .. })));
    }
}
