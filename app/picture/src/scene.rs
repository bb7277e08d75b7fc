//! The wall as pieces that can be painted part by part: kept while the wall changes, so that a change is
//! painted where it is and nowhere else. What is being dragged is lifted off the rest and painted above it.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use squall_board::{
    Arrow, ArrowId, Board, Bounds, Frame, FrameId, Note, NoteId, NoteKind, Touched, ZIndex, arrange,
};
use squall_editor::Editor;
use squall_editor::route::{Route, Surroundings};
use squall_editor::text_layout::{self, TextLayout, lay_out};

use crate::brush::Brush;
use crate::pieces::{self, Look, reach_of_note};

/// Of more lifted notes only papers and texts are painted: all of them are painted in every frame.
const CALM_MAX: usize = 120;
/// Pieces painted between two questions whether there is time for more.
const PIECES_AT_ONCE: usize = 24;

#[derive(Debug)]
struct NotePiece {
    reach: Bounds,
    note: Arc<Note>,
    layout: OnceCell<Box<TextLayout>>,
    is_lifted: bool,
}

impl NotePiece {
    fn of(note: Arc<Note>) -> Self {
        let reach = reach_of_note(&note);
        Self { reach, note, layout: OnceCell::new(), is_lifted: false }
    }

    /// With what was laid out already, if it lies alike on the other.
    fn instead_of(mut self, other: &mut Self) -> Self {
        let (old, new) = (&other.note, &self.note);
        if old.size == new.size
            && old.kind == new.kind
            && old.text == new.text
            && old.details == new.details
        {
            self.layout = std::mem::take(&mut other.layout);
        }
        self
    }

    fn layout(&self) -> &TextLayout {
        let note = &self.note;
        self.layout.get_or_init(|| Box::new(lay_out(note)))
    }
}

#[derive(Debug)]
struct ArrowPiece {
    reach: Bounds,
    arrow: Arrow,
    ends: [Bounds; 2],
    route: Route,
    is_lifted: bool,
}

impl ArrowPiece {
    fn of(arrow: &Arrow, ends: [Bounds; 2], surroundings: &Surroundings) -> Self {
        let route = surroundings.route(arrow, ends[0], ends[1]);
        let reach = reach_of_route(route, &arrow.label);
        Self { reach, arrow: arrow.clone(), ends, route, is_lifted: false }
    }

    /// Along this way, if there is one.
    fn lay(&mut self, route: Option<Route>) {
        if let Some(route) = route {
            self.route = route;
            self.reach = reach_of_route(route, &self.arrow.label);
        }
    }
}

/// What a change has moved.
#[derive(Default)]
struct Moved {
    /// Notes at which arrows begin or end elsewhere now, or have been lifted or laid down.
    ends: BTreeSet<NoteId>,
    /// Where notes were and are that arrows may have to run around.
    places: Vec<Bounds>,
}

fn reach_of_route(route: Route, label: &str) -> Bounds {
    let around = route.bounds().inflated(8.0);
    let half = text_layout::width(label) * 14.0 / 2.0 + 4.0;
    let middle = route.at(0.5);
    around.union(Bounds {
        left: middle.x - half,
        top: middle.y - 24.0,
        right: middle.x + half,
        bottom: middle.y,
    })
}

/// A wall as pieces to paint.
///
/// # Invariants
/// `notes` are in the order of the pile, `arrows` by id, `frames` from large to small. What is lifted is not painted by
/// [`Scene::paint`].
#[derive(Debug, Default)]
pub struct Scene {
    notes: Vec<NotePiece>,
    arrows: Vec<ArrowPiece>,
    frames: Vec<Frame>,
    lifted_notes: BTreeMap<NoteId, NotePiece>,
    lifted_frames: Vec<Frame>,
    /// Where the notes are as they are recorded: what arrows run around.
    surroundings: Surroundings,
    bounds: Option<Bounds>,
    /// The note over which a text field lies.
    written: Option<NoteId>,
}

/// How far a part of a wall has been painted. Pieces that come and go meanwhile change nothing for the
/// others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Progress {
    last: Option<Piece>,
}

impl Progress {
    /// Whether nothing is painted yet.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.last.is_none()
    }
}

/// A piece by what gives it its place among the others.
#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Frame(f64, FrameId),
    Divider(ZIndex, NoteId),
    Arrow(ArrowId),
    Note(ZIndex, NoteId),
}

fn pile(note: &Note) -> (&ZIndex, NoteId) {
    (&note.z, note.id)
}

fn area(frame: &Frame) -> f64 {
    frame.size.width * frame.size.height
}

/// From large to small.
fn by_area(a: (f64, FrameId), b: (f64, FrameId)) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

impl Scene {
    /// The pieces of the board as it is recorded: nothing is lifted.
    #[must_use]
    pub fn of(board: &Board) -> Self {
        let mut notes: Vec<NotePiece> =
            board.shared_notes().map(|note| NotePiece::of(Arc::clone(note))).collect();
        arrange(&mut notes, |a, b| pile(&a.note).cmp(&pile(&b.note)));
        let surroundings = Surroundings::of(board);
        let arrows = board.arrows().filter_map(|arrow| {
            let (from, to) = board.note(arrow.from).zip(board.note(arrow.to))?;
            Some(ArrowPiece::of(arrow, [from.bounds(), to.bounds()], &surroundings))
        });
        let arrows = arrows.collect();
        let mut scene = Self { notes, arrows, surroundings, ..Self::default() };
        scene.follow_frames(board, |id| board.frame(id).cloned());
        scene.bounds = board.bounds();
        scene
    }

    /// Takes another wall as a whole; a text field that lies over a note goes on lying there.
    pub fn begin(&mut self, board: &Board) {
        *self = Self { written: self.written, ..Self::of(board) };
    }

    /// Takes what was touched as the editor shows it; gives where the wall below what is lifted looks
    /// different now.
    pub fn follow(&mut self, editor: &Editor, touched: &Touched) -> Vec<Bounds> {
        let board = editor.board();
        let mut stale = Vec::new();
        let mut moved = Moved::default();
        for id in &touched.notes {
            self.follow_note(editor, *id, &mut stale, &mut moved);
        }
        if !touched.arrows.is_empty() {
            let touched: &BTreeSet<ArrowId> = &touched.arrows;
            self.arrows.retain(|piece| {
                let is_touched = touched.contains(&piece.arrow.id);
                if is_touched {
                    stale.push(piece.reach);
                }
                !is_touched
            });
            for arrow in touched.iter().filter_map(|id| board.arrow(*id)) {
                let Some((from, to)) = board.note(arrow.from).zip(board.note(arrow.to)) else {
                    continue;
                };
                let ends = [from.bounds(), to.bounds()];
                let mut piece = ArrowPiece::of(arrow, ends, &self.surroundings);
                // Somebody may be bending it.
                piece.lay(editor.shown_route(arrow.id, &self.surroundings));
                stale.push(piece.reach);
                moved.ends.insert(arrow.from);
                let at = self.arrows.partition_point(|it| it.arrow.id < arrow.id);
                self.arrows.insert(at, piece);
            }
        }
        if !moved.ends.is_empty() || !moved.places.is_empty() {
            self.follow_ways(editor, &moved, &mut stale);
        }
        if !self.lifted_notes.is_empty() {
            self.follow_lifted_ends(editor);
        }
        if !touched.frames.is_empty() {
            let frames = self.frames.iter().chain(&self.lifted_frames);
            let before: Vec<Frame> =
                frames.filter(|it| touched.frames.contains(&it.id)).cloned().collect();
            stale.extend(before.iter().map(Frame::bounds));
            self.follow_frames(board, |id| editor.shown_frame(id));
            let after = self.frames.iter().filter(|it| touched.frames.contains(&it.id));
            stale.extend(after.map(Frame::bounds));
        }
        if !stale.is_empty() {
            self.bounds = board.bounds();
        }
        stale
    }

    /// The note over which a text field lies; gives where the wall looks different now.
    pub fn write_on(&mut self, note: Option<NoteId>) -> Vec<Bounds> {
        if self.written == note {
            return vec![];
        }
        let changed = [std::mem::replace(&mut self.written, note), note];
        let pieces = self.notes.iter().filter(|it| changed.contains(&Some(it.note.id)));
        pieces.map(|it| it.note.bounds()).collect()
    }

    /// Takes one note.
    fn follow_note(
        &mut self,
        editor: &Editor,
        id: NoteId,
        stale: &mut Vec<Bounds>,
        moved: &mut Moved,
    ) {
        let Some(note) = editor.board().shared_note(id) else {
            self.lifted_notes.remove(&id);
            if let Some(at) = self.notes.iter().position(|it| it.note.id == id) {
                let gone = self.notes.remove(at);
                stale.push(gone.reach);
                self.move_note(id, Some(gone.note.bounds()), None, moved);
            }
            return;
        };
        let at = self.position(note);
        let shown = editor.shown_note(id).filter(|shown| shown.bounds() != note.bounds());
        if let (Some(shown), Ok(at)) = (shown, at) {
            let mut piece = NotePiece::of(Arc::new(shown));
            if let Some(before) = self.lifted_notes.get_mut(&id) {
                *before = piece.instead_of(before);
                return;
            }
            let below = &mut self.notes[at];
            below.is_lifted = true;
            stale.push(below.reach);
            piece = piece.instead_of(below);
            self.lifted_notes.insert(id, piece);
            moved.ends.insert(id);
            return;
        }
        let lifted = self.lifted_notes.remove(&id);
        let mut piece = NotePiece::of(Arc::clone(note));
        stale.push(piece.reach);
        let mut earlier: Vec<NotePiece> = lifted.into_iter().collect();
        if !earlier.is_empty() {
            moved.ends.insert(id);
        }
        let at = match at {
            Ok(at) => Ok(at),
            // New, or it went up or down in the pile.
            Err(_) => {
                let at = self.notes.iter().position(|it| it.note.id == id);
                earlier.extend(at.map(|at| self.notes.remove(at)));
                Err(self.notes.partition_point(|it| pile(&it.note) < pile(note)))
            }
        };
        if let Ok(at) = at {
            stale.push(self.notes[at].reach);
            piece = piece.instead_of(&mut self.notes[at]);
        }
        for earlier in &mut earlier {
            stale.push(earlier.reach);
            if piece.layout.get().is_none() {
                piece = piece.instead_of(earlier);
            }
        }
        let stood = match at {
            Ok(at) => {
                let before = std::mem::replace(&mut self.notes[at], piece);
                Some(before.note.bounds())
            }
            Err(at) => {
                self.notes.insert(at, piece);
                earlier.last().map(|before| before.note.bounds())
            }
        };
        if stood != Some(note.bounds()) {
            self.move_note(id, stood, Some(note.bounds()), moved);
        }
    }

    /// A note stands elsewhere now.
    fn move_note(
        &mut self,
        id: NoteId,
        before: Option<Bounds>,
        after: Option<Bounds>,
        moved: &mut Moved,
    ) {
        self.surroundings.follow(id, before, after);
        moved.ends.insert(id);
        moved.places.extend(before.into_iter().chain(after));
    }

    /// The place of the note in the pile, if it has the same there as on the board.
    fn position(&self, note: &Note) -> Result<usize, usize> {
        self.notes.binary_search_by(|it| pile(&it.note).cmp(&pile(note)))
    }

    /// Brings the arrows up to date that begin or end at notes that have moved, or run past them.
    fn follow_ways(&mut self, editor: &Editor, moved: &Moved, stale: &mut Vec<Bounds>) {
        let board = editor.board();
        let around = moved.places.iter().copied().reduce(Bounds::union);
        for piece in &mut self.arrows {
            let ends = [piece.arrow.from, piece.arrow.to];
            let is_at = ends.iter().any(|end| moved.ends.contains(end));
            let is_near =
                |place: &Bounds| Surroundings::is_near(piece.ends[0], piece.ends[1], *place);
            let is_passed = || around.iter().any(is_near) && moved.places.iter().any(is_near);
            if !is_at && !is_passed() {
                continue;
            }
            let [Some(from), Some(to)] = ends.map(|end| board.note(end)) else { continue };
            let bounds = [from.bounds(), to.bounds()];
            let mut now = ArrowPiece::of(&piece.arrow, bounds, &self.surroundings);
            now.is_lifted = ends.iter().any(|end| self.lifted_notes.contains_key(end));
            if is_at || now.route != piece.route {
                stale.extend([piece.reach, now.reach]);
                *piece = now;
            }
        }
    }

    /// Brings the arrows at lifted notes to where these are.
    fn follow_lifted_ends(&mut self, editor: &Editor) {
        for piece in self.arrows.iter_mut().filter(|piece| piece.is_lifted) {
            piece.lay(editor.shown_route(piece.arrow.id, &self.surroundings));
        }
    }

    fn follow_frames(&mut self, board: &Board, shown: impl Fn(FrameId) -> Option<Frame>) {
        let all = board.frames().filter_map(|frame| Some((frame, shown(frame.id)?)));
        let (mut standing, mut lifted) = (Vec::new(), Vec::new());
        for (frame, shown) in all {
            if shown.bounds() == frame.bounds() {
                standing.push(shown);
            } else {
                lifted.push(shown);
            }
        }
        for frames in [&mut standing, &mut lifted] {
            arrange(frames, |a, b| by_area((area(a), a.id), (area(b), b.id)));
        }
        (self.frames, self.lifted_frames) = (standing, lifted);
    }

    /// Paints what stands in the region, from below to above, for as long as `go_on` says so; tells
    /// whether all of it is painted. Goes on where `progress` is.
    pub fn paint(
        &self,
        brush: &mut impl Brush,
        look: Look<'_>,
        region: Bounds,
        progress: &mut Progress,
        go_on: &mut dyn FnMut() -> bool,
    ) -> bool {
        let (frames, arrows, notes) = (self.frames.len(), self.arrows.len(), self.notes.len());
        let first = progress.last.as_ref().map_or(0, |last| self.after(last));
        let mut painted = 0;
        for at in first..frames + notes + arrows + notes {
            let did = if at < frames {
                let frame = &self.frames[at];
                let is_there = frame.bounds().intersects(region);
                if is_there {
                    pieces::paint_frame(brush, frame, look);
                }
                is_there
            } else if at < frames + notes {
                let piece = &self.notes[at - frames];
                let is_there = piece.note.kind == NoteKind::PivotalEvent
                    && !piece.is_lifted
                    && piece.reach.intersects(region);
                if is_there {
                    pieces::paint_divider(brush, &piece.note);
                }
                is_there
            } else if at < frames + notes + arrows {
                let piece = &self.arrows[at - frames - notes];
                let is_there = !piece.is_lifted && piece.reach.intersects(region);
                if is_there {
                    pieces::paint_arrow(brush, &piece.arrow, piece.route, look);
                }
                is_there
            } else {
                let piece = &self.notes[at - frames - notes - arrows];
                let is_there = !piece.is_lifted && piece.reach.intersects(region);
                if is_there {
                    self.paint_note(brush, piece, look);
                }
                is_there
            };
            painted += usize::from(did);
            if did && painted.is_multiple_of(PIECES_AT_ONCE) && !go_on() {
                progress.last = Some(self.piece(at));
                return false;
            }
        }
        true
    }

    /// The pieces are counted in the order in which they are painted: frames, dividers of notes, arrows,
    /// notes.
    fn piece(&self, at: usize) -> Piece {
        let (frames, arrows, notes) = (self.frames.len(), self.arrows.len(), self.notes.len());
        let note = |at: usize| (self.notes[at].note.z.clone(), self.notes[at].note.id);
        if at < frames {
            Piece::Frame(area(&self.frames[at]), self.frames[at].id)
        } else if at < frames + notes {
            let (z, id) = note(at - frames);
            Piece::Divider(z, id)
        } else if at < frames + notes + arrows {
            Piece::Arrow(self.arrows[at - frames - notes].arrow.id)
        } else {
            let (z, id) = note(at - frames - notes - arrows);
            Piece::Note(z, id)
        }
    }

    /// How many pieces are painted once this one is, whether it is still there or not.
    fn after(&self, piece: &Piece) -> usize {
        let (frames, arrows, notes) = (self.frames.len(), self.arrows.len(), self.notes.len());
        let note =
            |z: &ZIndex, id: NoteId| self.notes.partition_point(|it| pile(&it.note) <= (z, id));
        match piece {
            Piece::Frame(size, id) => self.frames.partition_point(|it| {
                by_area((area(it), it.id), (*size, *id)) != Ordering::Greater
            }),
            Piece::Divider(z, id) => frames + note(z, *id),
            Piece::Arrow(id) => {
                frames + notes + self.arrows.partition_point(|it| it.arrow.id <= *id)
            }
            Piece::Note(z, id) => frames + notes + arrows + note(z, *id),
        }
    }

    /// Paints all that is lifted and in the region.
    pub fn paint_lifted(&self, brush: &mut impl Brush, look: Look<'_>, region: Bounds) {
        for frame in self.lifted_frames.iter().filter(|it| it.bounds().intersects(region)) {
            pieces::paint_frame(brush, frame, look);
        }
        if self.lifted_notes.is_empty() {
            return;
        }
        let mut notes: Vec<&NotePiece> =
            self.lifted_notes.values().filter(|it| it.reach.intersects(region)).collect();
        arrange(&mut notes, |a, b| pile(&a.note).cmp(&pile(&b.note)));
        let look = Look { is_hasty: notes.len() > CALM_MAX, ..look };
        for piece in &notes {
            pieces::paint_divider(brush, &piece.note);
        }
        for piece in self.arrows.iter().filter(|it| it.is_lifted) {
            if piece.reach.intersects(region) {
                pieces::paint_arrow(brush, &piece.arrow, piece.route, look);
            }
        }
        for piece in notes {
            self.paint_note(brush, piece, look);
        }
    }

    fn paint_note(&self, brush: &mut impl Brush, piece: &NotePiece, look: Look<'_>) {
        let shown = self.written != Some(piece.note.id);
        pieces::paint_note(brush, &piece.note, shown.then(|| piece.layout()), look);
    }

    /// The notes as they are shown in the region, bottom of the pile first.
    pub fn notes_in(&self, region: Bounds) -> impl Iterator<Item = &Note> {
        let shown = self.notes.iter().map(|piece| {
            let lifted = piece.is_lifted.then(|| self.lifted_notes.get(&piece.note.id)).flatten();
            lifted.unwrap_or(piece)
        });
        let there = shown.filter(move |piece| piece.note.bounds().intersects(region));
        there.map(|piece| piece.note.as_ref())
    }

    /// The arrows as they are shown in the region, with their routes.
    pub fn arrows_in(&self, region: Bounds) -> impl Iterator<Item = (&Arrow, Route)> {
        let there =
            self.arrows.iter().filter(move |it| it.reach.intersects(region) || it.is_lifted);
        there.map(|piece| (&piece.arrow, piece.route))
    }

    /// The route of an arrow as it is shown.
    #[must_use]
    pub fn route_of(&self, arrow: ArrowId) -> Option<Route> {
        self.arrows.iter().find(|piece| piece.arrow.id == arrow).map(|piece| piece.route)
    }

    /// The frames as they are shown, large ones first.
    pub fn frames(&self) -> impl Iterator<Item = &Frame> {
        self.frames.iter().chain(&self.lifted_frames)
    }

    /// The rectangle around all notes and frames as they are recorded; `None` on an empty wall.
    #[must_use]
    pub const fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }
}

#[cfg(test)]
mod tests;
