//! A picture before it is a file of some format, and its SVG.

use std::fmt::Write as _;

use squall_board::{Board, BoardEvent, Bounds, Clip, NoteKind, ParticipantId, notation};
use squall_picture::{FONT_FAMILY, Painted, Theme, escape, painted};

use crate::cut::{Part, cut};
use crate::{NoPicture, fonts};

/// Free around everything, in board units.
const MARGIN: f64 = 40.0;

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shade {
    /// A light wall.
    #[default]
    Light,
    /// A dark wall.
    Dark,
}

impl Shade {
    const fn theme(self) -> &'static Theme {
        match self {
            Self::Light => &Theme::LIGHT,
            Self::Dark => &Theme::DARK,
        }
    }
}

/// A picture of a part of a board.
#[derive(Debug, Clone)]
pub struct Picture {
    clip: Clip,
    /// The title of the board; only with all of it.
    board_title: String,
    /// What it is called.
    pub(crate) name: String,
    shade: Shade,
    pub(crate) painted: Painted,
    /// What is shown, in whole board units.
    pub(crate) view: Bounds,
}

impl Picture {
    /// The picture of this part as it looks from near.
    ///
    /// # Errors
    /// [`NoPicture::Empty`] if there is nothing in the part.
    pub fn of(board: &Board, part: &Part, shade: Shade) -> Result<Self, NoPicture> {
        let clip = cut(board, part);
        let mut shown = Board::default();
        let Clip { notes, arrows, frames } = clip.clone();
        shown.apply(&BoardEvent::ItemsAdded { notes, arrows, frames }, ParticipantId::from_u128(0));
        let painted = painted(&shown, shade.theme()).ok_or(NoPicture::Empty)?;
        let around = painted.extent.inflated(MARGIN);
        let view = Bounds {
            left: around.left.floor(),
            top: around.top.floor(),
            right: around.right.ceil(),
            bottom: around.bottom.ceil(),
        };
        let title = board.title();
        let (board_title, name) = match part {
            Part::Whole => (title.to_owned(), title.to_owned()),
            Part::Items { frames, .. } => {
                let frame = frames.iter().next().filter(|_| frames.len() == 1);
                let frame = frame.and_then(|id| board.frame(*id)).map_or("", |it| &it.title);
                let names = [title, frame].into_iter().filter(|name| !name.is_empty());
                (String::new(), names.collect::<Vec<_>>().join(": "))
            }
        };
        let name = if name.is_empty() { "Event-storming wall".to_owned() } else { name };
        Ok(Self { clip, board_title, name, shade, painted, view })
    }

    /// Width and height in board units, which are CSS pixels.
    #[must_use]
    pub fn size(&self) -> (f64, f64) {
        let size = self.view.size();
        (size.width, size.height)
    }

    /// A file of its own: with the font inside, so that it looks alike everywhere, and with the notes
    /// inside, so that [`crate::read`] gives them back.
    #[must_use]
    pub fn svg(&self) -> String {
        let json = self.clip.to_json(&self.board_title);
        let (name, told) = (escape(&self.name), escape(&self.told()));
        let carried = escaped_json(&json);
        let style = fonts::style(&self.painted.letters);
        let style = if style.is_empty() { style } else { format!("<style>{style}</style>") };
        self.document(&format!(
            "<title>{name}</title><desc>{told}</desc>\
             <metadata data-squall=\"items\">{carried}</metadata>{style}"
        ))
    }

    /// What is seen, without what only files need.
    pub(crate) fn bare_svg(&self) -> String {
        self.document("")
    }

    fn document(&self, before: &str) -> String {
        let Bounds { left, top, .. } = self.view;
        let (width, height) = self.size();
        let (wall, elements) = (&self.shade.theme().wall, &self.painted.elements);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{left} {top} {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"graphics-document\" font-family=\"{FONT_FAMILY}\">{before}\
             <rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"{wall}\"/>{elements}</svg>\n"
        )
    }

    /// What is in it, in a sentence.
    fn told(&self) -> String {
        let mut told = String::new();
        let mut count = |count: usize, one: &str, several: &str| {
            if count > 0 {
                let and = if told.is_empty() { "" } else { ", " };
                let label = if count == 1 { one } else { several };
                let _infallible = write!(told, "{and}{count} {}", label.to_lowercase());
            }
        };
        let notes_of = |kind: NoteKind| self.clip.notes.iter().filter(|it| it.kind == kind).count();
        for row in &notation::NOTATION {
            count(notes_of(row.kind), row.label.english(), row.plural.english());
        }
        count(self.clip.frames.len(), "frame", "frames");
        count(self.clip.arrows.len(), "arrow", "arrows");
        told
    }
}

/// JSON for the inside of an element. Its letters stand in strings, so each may be written as its code.
fn escaped_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{fffe}' | '\u{ffff}' | '\u{7f}'..='\u{9f}' => {
                let _infallible = write!(escaped, "\\u{:04x}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}
