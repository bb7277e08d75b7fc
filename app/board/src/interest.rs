//! Who is told what of the presence of others: whatever lies in or near what they see, and once more
//! when it leaves. Needs no memory of what each viewer was told, only what they saw before and see
//! now, and where things were and are.

use crate::presence::{Area, PresenceChange, Preview, Sign, Spot};
use crate::{Board, Bounds, NoteId, Size, Vector};

/// What a viewer sees of the board.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum View {
    /// Nothing yet.
    Nothing,
    /// All of it; so it is until a viewer tells otherwise.
    #[default]
    Everything,
    /// What is in this rectangle.
    Within(Bounds),
}

/// What a person shows at the moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown {
    cursor: Option<Spot>,
    selection: Vec<NoteId>,
    preview: Option<Preview>,
    /// Around what is dragged, as seen from its first item.
    dragged: Option<Bounds>,
}

/// How what a person shows has changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Movement {
    before: Places,
    after: Places,
    cursor: bool,
    selection: bool,
    preview: Told,
}

/// Where a person's presence is on the board.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Places {
    cursor: Option<Bounds>,
    preview: Option<Bounds>,
}

/// What a viewer is to be told of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Glimpse {
    cursor: Told,
    selection: bool,
    preview: Told,
}

/// How much is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Told {
    Nothing,
    /// The known drag goes on.
    MovedOn,
    Whole,
    Gone,
}

const EVERYWHERE: Bounds = Bounds {
    left: f64::NEG_INFINITY,
    top: f64::NEG_INFINITY,
    right: f64::INFINITY,
    bottom: f64::INFINITY,
};

impl View {
    /// In and near this area: half of it more on every side, so that a cursor is there before it
    /// comes onto the screen.
    #[must_use]
    pub fn near(area: Area) -> Self {
        let Bounds { left, top, right, bottom } = area.bounds();
        let (dx, dy) = ((right - left) / 2.0, (bottom - top) / 2.0);
        let (left, top, right, bottom) = (left - dx, top - dy, right + dx, bottom + dy);
        Self::Within(Bounds { left, top, right, bottom })
    }

    fn sees(self, place: Option<Bounds>) -> bool {
        match (self, place) {
            (Self::Nothing, _) | (_, None) => false,
            (Self::Everything, Some(_)) => true,
            (Self::Within(area), Some(place)) => area.intersects(place),
        }
    }
}

impl Shown {
    /// Takes a change in. The board tells how far a drag reaches.
    pub fn take_in(&mut self, change: PresenceChange, board: &Board) -> Movement {
        let mut movement = self.unmoved();
        if let Some(cursor) = change.cursor {
            movement.cursor = self.cursor != cursor;
            self.cursor = cursor;
        }
        if let Some(selection) = change.selection {
            movement.selection = self.selection != selection;
            self.selection = selection;
        }
        if let Some(preview) = change.preview {
            self.dragged = preview.as_ref().and_then(|preview| preview.dragged_extent(board));
            self.preview = preview;
            movement.preview = Told::Whole;
        }
        if let Some(spot) = change.moved_to
            && let Some(Preview::Moving { to, .. }) = &mut self.preview
        {
            *to = spot;
            movement.preview = Told::MovedOn;
        }
        movement.after = self.places();
        movement
    }

    /// As it is, without a change.
    #[must_use]
    pub fn unmoved(&self) -> Movement {
        let places = self.places();
        let preview = Told::Nothing;
        Movement { before: places, after: places, cursor: false, selection: false, preview }
    }

    /// For somebody who was told nothing yet and sees everything.
    #[must_use]
    pub fn greeting(&self) -> Glimpse {
        let glimpse = self.unmoved().glimpse(View::Nothing, View::Everything);
        Glimpse { selection: !self.selection.is_empty(), ..glimpse }
    }

    /// For somebody of whom it is not known what they were told last.
    #[must_use]
    pub fn all(&self, view: View) -> Glimpse {
        let places = self.places();
        let told = |place| if view.sees(place) { Told::Whole } else { Told::Gone };
        Glimpse { cursor: told(places.cursor), selection: true, preview: told(places.preview) }
    }

    /// The signs of a glimpse.
    pub fn signs(&self, glimpse: Glimpse) -> impl Iterator<Item = Sign> {
        let cursor = match (glimpse.cursor, self.cursor) {
            (Told::Nothing, _) => None,
            (Told::Whole | Told::MovedOn, Some(spot)) => Some(Sign::Cursor(spot)),
            (Told::Gone, _) | (Told::Whole | Told::MovedOn, None) => Some(Sign::NoCursor),
        };
        let selection = glimpse.selection.then(|| Sign::Selection(self.selection.clone()));
        let preview = match (glimpse.preview, &self.preview) {
            (Told::Nothing, _) => None,
            (Told::MovedOn, Some(Preview::Moving { to, .. })) => Some(Sign::MovedTo(*to)),
            (Told::Whole | Told::MovedOn, Some(preview)) => Some(Sign::Preview(preview.clone())),
            (Told::Gone, _) | (Told::Whole | Told::MovedOn, None) => Some(Sign::NoPreview),
        };
        [cursor, selection, preview].into_iter().flatten()
    }

    fn places(&self) -> Places {
        let point = |spot: Spot| Bounds::around(spot.point(), Size::default());
        let preview = match &self.preview {
            Some(Preview::Moving { to, .. }) => {
                let to = to.point();
                let extent = self.dragged.unwrap_or_default();
                Some(extent.moved(Vector::new(to.x, to.y)))
            }
            Some(
                Preview::Resizing { centre, width, height, .. }
                | Preview::ResizingFrame { centre, width, height, .. },
            ) => {
                let size = Size::new(f64::from(*width), f64::from(*height));
                Some(Bounds::around(centre.point(), size))
            }
            // Seldom told, and worth knowing wherever it is.
            Some(Preview::Writing(_) | Preview::Bending { .. }) => Some(EVERYWHERE),
            None => None,
        };
        Places { cursor: self.cursor.map(point), preview }
    }
}

impl Movement {
    /// What a viewer is told who saw `old` before and sees `new` now.
    #[must_use]
    pub fn glimpse(&self, old: View, new: View) -> Glimpse {
        let cursor = if self.cursor { Told::Whole } else { Told::Nothing };
        Glimpse {
            cursor: told(old.sees(self.before.cursor), new.sees(self.after.cursor), cursor),
            selection: self.selection,
            preview: told(
                old.sees(self.before.preview),
                new.sees(self.after.preview),
                self.preview,
            ),
        }
    }
}

impl Glimpse {
    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self { cursor: Told::Nothing, selection: false, preview: Told::Nothing }
    }
}

fn told(was_seen: bool, is_seen: bool, changed: Told) -> Told {
    match (was_seen, is_seen) {
        (false, false) => Told::Nothing,
        (false, true) => Told::Whole,
        (true, true) => changed,
        (true, false) => Told::Gone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{self, note_id};

    /// The screen from 0 to 1,000 on both axes; it is told of from -500 to 1,500.
    fn near() -> View {
        View::near(Area { left: 0, top: 0, width: 1_000, height: 1_000 })
    }

    fn at(x: i32) -> PresenceChange {
        PresenceChange::pointing_at(Spot::new(x, 0))
    }

    fn told(shown: &mut Shown, change: PresenceChange, view: View) -> Vec<Sign> {
        let movement = shown.take_in(change, &Board::default());
        shown.signs(movement.glimpse(view, view)).collect()
    }

    /// P6.6, P6.7
    #[test]
    fn a_cursor_is_told_in_and_near_the_screen_and_once_when_it_leaves() {
        let mut shown = Shown::default();
        assert_eq!(told(&mut shown, at(2_000), near()), []);
        assert_eq!(told(&mut shown, at(1_500), near()), [Sign::Cursor(Spot::new(1_500, 0))]);
        assert_eq!(told(&mut shown, at(-500), near()), [Sign::Cursor(Spot::new(-500, 0))]);
        assert_eq!(told(&mut shown, at(-501), near()), [Sign::NoCursor]);
        assert_eq!(told(&mut shown, at(-700), near()), []);
        let away = PresenceChange::from(Sign::NoCursor);
        assert_eq!(told(&mut shown, away, near()), [], "it was not seen any more");
    }

    /// P6.8
    #[test]
    fn looking_elsewhere_brings_what_is_there_and_takes_away_what_is_not() {
        let mut shown = Shown::default();
        told(&mut shown, at(5_000), near());
        let there = View::near(Area { left: 4_500, top: -500, width: 1_000, height: 1_000 });
        let movement = shown.unmoved();
        let look = |old, new| shown.signs(movement.glimpse(old, new)).collect::<Vec<_>>();
        assert_eq!(look(near(), there), [Sign::Cursor(Spot::new(5_000, 0))]);
        assert_eq!(look(there, there), []);
        assert_eq!(look(there, near()), [Sign::NoCursor]);
        assert_eq!(look(View::Everything, there), []);
    }

    #[test]
    fn a_pointer_that_rests_is_not_told_again() {
        let mut shown = Shown::default();
        told(&mut shown, at(1), View::Everything);
        assert_eq!(told(&mut shown, at(1), View::Everything), []);
    }

    /// P6.4, P6.7
    #[test]
    fn a_drag_is_told_whole_to_whom_it_comes_near_and_then_only_its_place() {
        let board = fixture::board("event a @ 3000,0; event b @ 3400,0");
        let mut shown = Shown::default();
        let (notes, frames) = (vec![note_id("a"), note_id("b")], vec![]);
        let moving = |x| Preview::Moving {
            notes: notes.clone(),
            frames: Vec::clone(&frames),
            to: Spot::new(x, 0),
        };
        let mut step = |sign: Sign, view| {
            let movement = shown.take_in(sign.into(), &board);
            shown.signs(movement.glimpse(view, view)).collect::<Vec<_>>()
        };
        assert_eq!(step(Sign::Preview(moving(3_000)), near()), []);
        let on = |x| Sign::MovedTo(Spot::new(x, 0));
        assert_eq!(step(on(1_000), near()), [Sign::Preview(moving(1_000))]);
        assert_eq!(step(on(900), near()), [on(900)]);
        // The first note is far to the left, the second one still near.
        assert_eq!(step(on(-800), near()), [on(-800)]);
        assert_eq!(step(on(-1_500), near()), [Sign::NoPreview]);
        assert_eq!(step(on(-1_600), View::Everything), [on(-1_600)]);
        assert_eq!(step(Sign::NoPreview, near()), []);
    }

    #[test]
    fn a_selection_and_writing_are_told_wherever_they_are() {
        let mut shown = Shown::default();
        let selection = Sign::Selection(vec![note_id("a")]);
        assert_eq!(told(&mut shown, selection.clone().into(), near()), [selection]);
        let writing = Sign::Preview(Preview::Writing(note_id("a")));
        assert_eq!(told(&mut shown, writing.clone().into(), near()), [writing]);
    }

    #[test]
    fn whoever_missed_something_is_told_everything_absences_too() {
        let mut shown = Shown::default();
        told(&mut shown, at(9_000), View::Everything);
        let signs: Vec<Sign> = shown.signs(shown.all(near())).collect();
        assert_eq!(signs, [Sign::NoCursor, Sign::Selection(vec![]), Sign::NoPreview]);
        let greeting: Vec<Sign> = shown.signs(shown.greeting()).collect();
        assert_eq!(greeting, [Sign::Cursor(Spot::new(9_000, 0))]);
    }
}
