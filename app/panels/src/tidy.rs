//! Tidying up a timeline: what arrows join is arranged by the flow, what is nearly level becomes level,
//! and nothing covers anything else. Frames stay, and what lies in them stays in them.
//!
//! Notes that stand together, the way people storm on paper, are one block, as is a note with what is
//! pinned to it: moving them apart would take out a link. Texts, and notes pinned to a note that is not
//! tidied, stay where they are, as does what is locked.

mod layers;

use squall_board::notation::{self, FRAME_TITLE_HEIGHT, ROW_GAP, Verdict};
use squall_board::{
    Board, BoardCommand, Bounds, Frame, Note, NoteId, NoteKind, NoteMove, Point, Rejection, Size,
    Vector, limits,
};

use self::layers::{Drawing, Line, crossings, layered};
use crate::message::Chosen;

/// Moves shorter than this are none, in board units: so tidying twice is tidying once.
const LEAST: f64 = 0.01;
/// Most moves in one command, so that it fits one frame on the socket.
const PIECE: usize = 1_000;
/// Most notes that are tidied at once.
const TIDIED_MAX: usize = limits::ITEMS_PER_COMMAND_MAX;
/// Widest gap between notes that stand together, in board units: the model reads it as a link.
const TOGETHER: f64 = 40.0;
/// How much of the lesser extent notes share that stand together.
const SHARED: f64 = 0.25;
/// Least gap between what does not stand together, in board units: wider than [`TOGETHER`].
const APART: f64 = 48.0;
/// Least room between notes and the border of a frame, in board units.
const PADDING: f64 = 12.0;
/// Rows that are nearer than this become one, in board units.
const NEARLY_LEVEL: f64 = 48.0;
/// From a row to a new one, in board units: a note of the usual size and a gap.
const NEW_ROW: f64 = 140.0 + ROW_GAP;
/// Most places that are tried for one part.
const TRIES_MAX: usize = 400;
/// How many pins in a row are followed.
const PINS_MAX: usize = 8;

/// The commands that tidy up the wall: one, unless very many notes move; none if it is tidy.
///
/// # Errors
/// See [`tidied`].
pub(crate) fn commands(board: &Board, chosen: &Chosen) -> Result<Vec<BoardCommand>, Rejection> {
    let moves = tidied(board, chosen)?;
    let pieces = moves.chunks(PIECE);
    let command =
        |notes: &[NoteMove]| BoardCommand::MoveItems { notes: notes.to_vec(), frames: vec![] };
    Ok(pieces.map(command).collect())
}

/// Where the chosen notes, those in chosen frames, or all notes if nothing is chosen go; only what
/// moves is named.
///
/// # Invariants
/// Straight arrows cross no more often than before, else nothing moves: a part by itself, and the wall
/// as a whole. The same wall gives the same moves, and a tidy wall gives none. What lies in a frame
/// stays in it; where there is not room in a frame, what lies in it stays as it is.
///
/// # Errors
/// [`Rejection::TooManyItems`] for more notes than [`TIDIED_MAX`].
fn tidied(board: &Board, chosen: &Chosen) -> Result<Vec<NoteMove>, Rejection> {
    let mut wall = Wall::of(board, chosen);
    if wall.is_tidied.iter().filter(|is_tidied| **is_tidied).count() > TIDIED_MAX {
        return Err(Rejection::TooManyItems);
    }
    let before = crossings(&wall.lines());
    for group in wall.groups() {
        wall.tidy(&group);
    }
    let is_worse = crossings(&wall.lines()) > before;
    let moves = wall.notes.iter().zip(&wall.by).filter(|(_, by)| by.length() >= LEAST && !is_worse);
    let moves = moves.map(|(note, by)| NoteMove { note: note.id, to: note.centre.moved(*by) });
    Ok(moves.collect())
}

/// The notes of a board by their places in the order of ids, and how far they go.
struct Wall<'a> {
    board: &'a Board,
    notes: Vec<&'a Note>,
    /// The note at the end of the pins of each; itself if it is not pinned.
    roots: Vec<usize>,
    /// Which notes are tidied.
    is_tidied: Vec<bool>,
    by: Vec<Vector>,
}

/// The notes that are tidied within one frame, or on the bare wall.
struct Group<'a> {
    frame: Option<&'a Frame>,
    notes: Vec<usize>,
}

/// What moves as one.
struct Block {
    notes: Vec<usize>,
    bounds: Bounds,
}

/// Blocks that arrows join, and where their middles are in relation to each other.
struct Part {
    blocks: Vec<usize>,
    places: Vec<Point>,
    /// The rectangle around the blocks at these places.
    bounds: Bounds,
    /// The rectangle around them where they are now.
    before: Bounds,
}

impl<'a> Wall<'a> {
    fn of(board: &'a Board, chosen: &Chosen) -> Self {
        let notes: Vec<&Note> = board.notes().collect();
        let by = vec![Vector::default(); notes.len()];
        let mut wall = Self { board, notes, roots: Vec::new(), is_tidied: Vec::new(), by };
        wall.roots = (0..wall.notes.len()).map(|note| wall.root(note)).collect();
        let frames = chosen.frames.iter().filter_map(|id| board.frame(*id));
        let frames: Vec<Bounds> = frames.map(Frame::bounds).collect();
        let is_chosen = |note: &Note| {
            (chosen.notes.is_empty() && chosen.frames.is_empty())
                || chosen.notes.contains(&note.id)
                || frames.iter().any(|frame| frame.contains(note.centre))
        };
        let notes = wall.notes.iter().zip(&wall.roots).enumerate();
        let is_tidied = notes.map(|(at, (note, root))| {
            note.kind != NoteKind::Text && !note.locked && *root == at && is_chosen(note)
        });
        wall.is_tidied = is_tidied.collect();
        wall
    }

    fn place_of(&self, id: NoteId) -> Option<usize> {
        self.notes.binary_search_by(|note| note.id.cmp(&id)).ok()
    }

    fn root(&self, note: usize) -> usize {
        let mut root = note;
        for _ in 0..PINS_MAX {
            match self.notes[root].host.and_then(|host| self.place_of(host)) {
                Some(host) => root = host,
                None => break,
            }
        }
        root
    }

    /// All arrows as straight lines, as far as the notes have gone.
    fn lines(&self) -> Vec<Line> {
        let end = |id| {
            let place = self.place_of(id)?;
            Some((self.notes[place].centre.moved(self.by[place]), place))
        };
        let lines = self.board.arrows();
        lines.filter_map(|arrow| Some(Line::new(end(arrow.from)?, end(arrow.to)?))).collect()
    }

    /// The notes that are tidied by the smallest frame around them.
    fn groups(&self) -> Vec<Group<'a>> {
        let mut groups = vec![Group { frame: None, notes: Vec::new() }];
        groups.extend(self.board.frames().map(|it| Group { frame: Some(it), notes: Vec::new() }));
        let area = |group: &Group<'_>| {
            group.frame.map_or(f64::INFINITY, |frame| frame.size.width * frame.size.height)
        };
        for note in (0..self.notes.len()).filter(|note| self.is_tidied[*note]) {
            let at = self.notes[note].centre;
            let mut smallest = 0;
            for (place, group) in groups.iter().enumerate() {
                let is_around = group.frame.is_some_and(|frame| frame.bounds().contains(at));
                if is_around && area(group) < area(&groups[smallest]) {
                    smallest = place;
                }
            }
            groups[smallest].notes.push(note);
        }
        groups
    }

    /// Arranges the notes of a group, unless there is not room for them.
    fn tidy(&mut self, group: &Group<'_>) {
        let blocks = self.blocks(group);
        let mut parts = self.parts(&blocks);
        let room = group.frame.map(|frame| {
            let inside = frame.bounds().inflated(-PADDING);
            Bounds { top: inside.top + FRAME_TITLE_HEIGHT, ..inside }
        });
        let mut packing = Packing { room, taken: self.obstacles(group), rows: Vec::new() };
        let Some(found) = packing.place(&mut parts) else { return };
        for (part, by) in parts.iter().zip(found) {
            for (block, place) in part.blocks.iter().zip(&part.places) {
                let block = &blocks[*block];
                let by = place.moved(by).from(block.bounds.centre());
                for note in &block.notes {
                    self.by[*note] = by;
                }
            }
        }
        for note in 0..self.notes.len() {
            self.by[note] = self.by[self.roots[note]];
        }
    }

    /// What the parts of a group must not cover, with the room to keep from it: notes that stay, and
    /// frames that the group does not lie in.
    fn obstacles(&self, group: &Group<'_>) -> Vec<Bounds> {
        let stays = |note: &usize| !self.is_tidied[self.roots[*note]];
        let notes = (0..self.notes.len()).filter(stays);
        let notes = notes.map(|note| self.notes[note].bounds().inflated(APART));
        let own = group.frame.map(Frame::bounds);
        let others = self.board.frames().map(Frame::bounds);
        let others = others.filter(|other| own.is_none_or(|own| !other.encloses(own)));
        notes.chain(others.map(|other| other.inflated(PADDING))).collect()
    }

    /// The notes of a group in blocks, with what is pinned to them.
    fn blocks(&self, group: &Group<'_>) -> Vec<Block> {
        let mut joined = Joined::new(group.notes.len());
        let lefts = group.notes.iter().enumerate();
        let mut order: Vec<(f64, usize)> =
            lefts.map(|(at, note)| (self.notes[*note].bounds().left, at)).collect();
        sort_by_value(&mut order);
        for (place, (_, at)) in order.iter().enumerate() {
            let note = self.notes[group.notes[*at]];
            for (left, other) in &order[place + 1..] {
                if *left > note.bounds().right + TOGETHER {
                    break;
                }
                if stand_together(note, self.notes[group.notes[*other]]) {
                    joined.join(*at, *other);
                }
            }
        }
        let mut blocks: Vec<Block> = Vec::new();
        for members in joined.sets() {
            let notes: Vec<usize> = members.into_iter().map(|at| group.notes[at]).collect();
            let all = notes.iter().map(|note| self.notes[*note].bounds());
            let bounds = all.reduce(Bounds::union).unwrap_or_default();
            blocks.push(Block { notes, bounds });
        }
        self.widen_by_pins(&mut blocks);
        blocks
    }

    /// What is pinned to a block and touches it takes up room as well.
    fn widen_by_pins(&self, blocks: &mut [Block]) {
        let mut block_of = vec![usize::MAX; self.notes.len()];
        for (at, block) in blocks.iter().enumerate() {
            block.notes.iter().for_each(|note| block_of[*note] = at);
        }
        for (note, root) in self.roots.iter().enumerate() {
            let bounds = self.notes[note].bounds();
            if let Some(block) = blocks.get_mut(block_of[*root])
                && self.notes[*root].bounds().intersects(bounds)
            {
                block.bounds = block.bounds.union(bounds);
            }
        }
    }

    /// Blocks that arrows join, each part arranged by itself: parts with arrows first.
    fn parts(&self, blocks: &[Block]) -> Vec<Part> {
        let mut block_of = vec![usize::MAX; self.notes.len()];
        for (at, block) in blocks.iter().enumerate() {
            block.notes.iter().for_each(|note| block_of[*note] = at);
        }
        let mut joined = Joined::new(blocks.len());
        let mut arrows: Vec<(usize, usize)> = Vec::new();
        for arrow in self.board.arrows() {
            let block = |id| self.place_of(id).map_or(usize::MAX, |note| block_of[note]);
            let (from, to) = (block(arrow.from), block(arrow.to));
            if from != to && from < blocks.len() && to < blocks.len() {
                joined.join(from, to);
                arrows.push((from, to));
            }
        }
        let mut parts: Vec<Part> = Vec::new();
        let mut place_in = vec![0; blocks.len()];
        let sets = joined.sets();
        for set in &sets {
            set.iter().enumerate().for_each(|(place, block)| place_in[*block] = place);
        }
        for set in sets {
            let own = arrows.iter().filter(|(from, _)| set.binary_search(from).is_ok());
            let own: Vec<_> = own.map(|(from, to)| (place_in[*from], place_in[*to])).collect();
            parts.push(Part::of(blocks, set, &own));
        }
        let keyed = parts.iter().enumerate().map(|(at, part)| {
            // Whatever arrows join comes before what stands alone; either along the timeline.
            let single = part.blocks.len() == 1;
            (part.before.centre().x + if single { 4.0 * limits::COORDINATE_MAX } else { 0.0 }, at)
        });
        let mut keyed: Vec<(f64, usize)> = keyed.collect();
        sort_by_value(&mut keyed);
        let mut unordered: Vec<Option<Part>> = parts.into_iter().map(Some).collect();
        keyed.into_iter().filter_map(|(_, at)| unordered[at].take()).collect()
    }
}

impl Part {
    /// The blocks of a set in layers; as they are, if that has fewer crossings.
    fn of(blocks: &[Block], set: Vec<usize>, arrows: &[(usize, usize)]) -> Self {
        let centres: Vec<Point> = set.iter().map(|at| blocks[*at].bounds.centre()).collect();
        let sizes: Vec<Size> = set.iter().map(|at| blocks[*at].bounds.size()).collect();
        let drawing = Drawing { centres: &centres, sizes: &sizes, arrows };
        let arranged = layered(&drawing);
        let found = crossings(&drawing.lines(&arranged));
        let is_better = set.len() > 1 && found <= crossings(&drawing.lines(&centres));
        let around = |places: &[Point]| {
            let all = places.iter().zip(&sizes).map(|(at, size)| Bounds::around(*at, *size));
            all.reduce(Bounds::union).unwrap_or_default()
        };
        let before = around(&centres);
        let places = if is_better { arranged } else { centres };
        let bounds = around(&places);
        Self { blocks: set, places, bounds, before }
    }
}

/// Room on the wall or in a frame.
struct Packing {
    room: Option<Bounds>,
    /// What must not be covered, with the room to keep from it.
    taken: Vec<Bounds>,
    /// The middles of the rows of what stands alone.
    rows: Vec<f64>,
}

impl Packing {
    /// How far each part goes so that none covers another; `None` if there is not room.
    fn place(&mut self, parts: &mut [Part]) -> Option<Vec<Vector>> {
        let alone = |part: &&Part| part.blocks.len() == 1;
        self.rows = rows(parts.iter().filter(alone).map(|part| part.before.centre().y).collect());
        let mut found = Vec::with_capacity(parts.len());
        let mut earliest = f64::MIN;
        for part in parts.iter() {
            let (size, before) = (part.bounds.size(), part.before);
            let at = if part.blocks.len() > 1 {
                let middle = Point::new(before.left + size.width / 2.0, before.centre().y);
                self.room_near(middle, size)?
            } else {
                let x = before.centre().x.max(earliest);
                let at = self.room_in_a_row(Point::new(x, before.centre().y), size)?;
                earliest = at.x;
                at
            };
            self.taken.push(Bounds::around(at, size).inflated(APART));
            found.push(at.from(part.bounds.centre()));
        }
        Some(found)
    }

    /// The nearest room above or below for a part with arrows.
    fn room_near(&self, at: Point, size: Size) -> Option<Point> {
        const STEP: f64 = 20.0;
        let at = self.pushed_in(at, size);
        let column = self.column(at.x, size);
        let levels = (0..TRIES_MAX)
            .map(|at| (at.div_ceil(2)) as f64 * if at % 2 == 0 { -STEP } else { STEP });
        let mut places = levels.map(|by| Point::new(at.x, at.y + by));
        places.find(|at| self.is_free(&column, *at, size))
    }

    /// The nearest room in a row for what stands alone, else farther along the timeline.
    fn room_in_a_row(&mut self, at: Point, size: Size) -> Option<Point> {
        const STEP: f64 = 20.0;
        const ROWS_TRIED: usize = 40;
        let at = self.pushed_in(at, size);
        let mut levels = self.rows.clone();
        let least = levels.iter().copied().fold(f64::MAX, f64::min);
        let most = levels.iter().copied().fold(f64::MIN, f64::max);
        for row in 1..=ROWS_TRIED {
            let by = row as f64 * NEW_ROW;
            levels.extend([most + by, least - by]);
        }
        let mut nearest: Vec<(f64, usize)> = Vec::new();
        nearest.extend(levels.iter().enumerate().map(|(row, y)| ((y - at.y).abs(), row)));
        sort_by_value(&mut nearest);
        for step in 0..TRIES_MAX {
            let x = at.x + step as f64 * STEP;
            let column = self.column(x, size);
            let places =
                nearest.iter().take(ROWS_TRIED).map(|(_, row)| Point::new(x, levels[*row]));
            if let Some(place) = places.into_iter().find(|at| self.is_free(&column, *at, size)) {
                if !self.rows.contains(&place.y) {
                    self.rows.push(place.y);
                }
                return Some(place);
            }
        }
        None
    }

    /// The place moved into the frame.
    fn pushed_in(&self, at: Point, size: Size) -> Point {
        let Some(room) = self.room else { return at };
        let clamp = |at: f64, low: f64, high: f64, extent: f64| {
            at.min(high - extent / 2.0).max(low + extent / 2.0)
        };
        Point::new(
            clamp(at.x, room.left, room.right, size.width),
            clamp(at.y, room.top, room.bottom, size.height),
        )
    }

    /// What is taken above or below a place.
    fn column(&self, x: f64, size: Size) -> Vec<Bounds> {
        let own = Bounds::around(Point::new(x, 0.0), size);
        let beside = |it: &&Bounds| it.left <= own.right && own.left <= it.right;
        self.taken.iter().filter(beside).copied().collect()
    }

    fn is_free(&self, column: &[Bounds], at: Point, size: Size) -> bool {
        // What was placed here before has room, although sums of fractions differ by a little.
        let own = Bounds::around(at, size).inflated(-1e-3);
        self.room.is_none_or(|room| room.encloses(own))
            && !column.iter().any(|taken| taken.intersects(own))
    }
}

/// The middles of rows, the nearly level ones brought together until none are.
fn rows(mut levels: Vec<f64>) -> Vec<f64> {
    loop {
        let mut keyed: Vec<(f64, usize)> = levels.iter().map(|level| (*level, 0)).collect();
        sort_by_value(&mut keyed);
        let mut rows: Vec<(f64, f64, f64)> = Vec::new();
        for (level, _) in keyed {
            match rows.last_mut() {
                Some((first, sum, count)) if level - *first < NEARLY_LEVEL => {
                    (*sum, *count) = (*sum + level, *count + 1.0);
                }
                Some(_) | None => rows.push((level, level, 1.0)),
            }
        }
        let is_stable = rows.len() == levels.len();
        levels = rows.into_iter().map(|(_, sum, count)| sum / count).collect();
        if is_stable {
            return levels;
        }
    }
}

/// Whether two notes stand together as a sentence of the grammar: beside or above each other, hardly
/// overlapping.
fn stand_together(one: &Note, other: &Note) -> bool {
    let fits = |from: &Note, to: &Note| notation::connection(from.kind, to.kind).0 == Verdict::Fits;
    if !fits(one, other) && !fits(other, one) {
        return false;
    }
    let (a, b) = (one.bounds(), other.bounds());
    let shared = |low: f64, high: f64, other_low: f64, other_high: f64| {
        (high.min(other_high) - low.max(other_low)) / (high - low).min(other_high - other_low)
    };
    let across = shared(a.left, a.right, b.left, b.right);
    let down = shared(a.top, a.bottom, b.top, b.bottom);
    let is_near = a.inflated(TOGETHER).intersects(b);
    // What lies on each other is a heap; a small overlap of different kinds is a sentence.
    let covered = if one.kind == other.kind { 0.0 } else { SHARED };
    is_near && across.max(down) >= SHARED && across.min(down) <= covered
}

/// Sets that are joined piece by piece, each named by its least member.
struct Joined(Vec<usize>);

impl Joined {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn name(&mut self, mut member: usize) -> usize {
        while self.0[member] != member {
            self.0[member] = self.0[self.0[member]];
            member = self.0[member];
        }
        member
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.name(one), self.name(other));
        self.0[one.max(other)] = one.min(other);
    }

    /// The sets, by their least members; their members in order.
    fn sets(mut self) -> Vec<Vec<usize>> {
        let mut sets: Vec<Vec<usize>> = vec![Vec::new(); self.0.len()];
        for member in 0..self.0.len() {
            let name = self.name(member);
            sets[name].push(member);
        }
        sets.retain(|set| !set.is_empty());
        sets
    }
}

/// Sorts by the numbers, equal ones by their places.
fn sort_by_value(values: &mut Vec<(f64, usize)>) {
    squall_board::arrange(values, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;
    use squall_board::NotePin;
    use squall_board::fixture::{self, ANN, note_id};

    use super::*;

    fn tidy(board: &mut Board, chosen: &Chosen) -> usize {
        let moves = tidied(board, chosen).expect("they are few");
        let count = moves.len();
        if count > 0 {
            let command = BoardCommand::MoveItems { notes: moves, frames: vec![] };
            let event = board.decide(&command, ANN).expect("they are on the board");
            board.apply(&event, ANN);
        }
        count
    }

    fn tidied_wall(text: &str) -> Board {
        let mut board = fixture::board(text);
        tidy(&mut board, &Chosen::default());
        assert_eq!(tidy(&mut board, &Chosen::default()), 0, "a tidy wall stays as it is");
        board
    }

    fn at(board: &Board, name: &str) -> Point {
        board.note(note_id(name)).expect("it is there").centre
    }

    #[test]
    fn a_flow_runs_to_the_right_and_is_level() {
        let board = tidied_wall(
            "event c @ 0,0; command a @ 700,300; aggregate b @ 300,800; a -> b; b -> c",
        );
        let (a, b, c) = (at(&board, "a"), at(&board, "b"), at(&board, "c"));
        assert!(a.x < b.x && b.x < c.x && a.y == b.y && b.y == c.y);
    }

    #[test]
    fn what_stands_alone_becomes_level_apart_and_keeps_its_order() {
        let board =
            tidied_wall("event a @ 0,0; event b @ 100,30; event c @ 400,-15; event d @ 700,1000");
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| at(&board, name));
        assert!(a.x <= b.x && b.x <= c.x && c.x <= d.x);
        assert_eq!((a.y, c.y, d.y), (5.0, 5.0, 1000.0));
        assert!((b.y - a.y).abs() >= 188.0, "it was covered");
    }

    #[test]
    fn notes_that_stand_together_move_as_one_and_so_do_pins() {
        let mut board = fixture::board(
            "actor a @ 0,0; command b @ 120,0; event c @ 900,700; hotspot h @ 150,60; b -> c",
        );
        let notes = vec![NotePin { note: note_id("h"), host: Some(note_id("b")) }];
        let pin = board.decide(&BoardCommand::PinNotes { notes }, ANN).expect("a host");
        board.apply(&pin, ANN);
        tidy(&mut board, &Chosen::default());
        let [a, b, c, h] = ["a", "b", "c", "h"].map(|name| at(&board, name));
        assert_eq!((b.from(a), h.from(b)), (Vector::new(120.0, 0.0), Vector::new(30.0, 60.0)));
        assert!(c.x > b.x && (c.y - b.y).abs() < 70.0);
    }

    #[test]
    fn only_the_selection_moves_and_covers_nothing_else() {
        let mut board = fixture::board("event a @ 0,0; event b @ 20,0; event c @ 0,200");
        let chosen = Chosen { notes: [note_id("b")].into(), ..Chosen::default() };
        assert_eq!(tidy(&mut board, &chosen), 1);
        assert_eq!(
            (at(&board, "a"), at(&board, "c")),
            (Point::new(0.0, 0.0), Point::new(0.0, 200.0))
        );
        let own = board.note(note_id("b")).expect("it is there").bounds();
        let covered = board.notes().filter(|note| note.bounds().intersects(own)).count();
        assert_eq!(covered, 1, "itself");
    }

    #[test]
    fn where_a_frame_has_no_room_its_notes_stay() {
        let before = "lane L @ 0,0 400x240; event a @ -90,30; event b @ -60,30; event c @ 60,40";
        let board = tidied_wall(before);
        assert_eq!(board, fixture::board(before));
        let board = tidied_wall("lane L @ 0,0 900x240; event a @ -90,30; event b @ -60,30");
        let (a, b) = (at(&board, "a"), at(&board, "b"));
        assert!(a.y == b.y && b.x - a.x >= 188.0, "there is room along the timeline");
    }

    #[test]
    fn what_is_locked_stays_and_is_not_covered() {
        let mut board = fixture::board("event a @ 300,300; event b @ 320,310");
        let lock =
            BoardCommand::LockItems { notes: vec![note_id("a")], frames: vec![], locked: true };
        let event = board.decide(&lock, ANN).expect("it is there");
        board.apply(&event, ANN);
        tidy(&mut board, &Chosen::default());
        assert_eq!(at(&board, "a"), Point::new(300.0, 300.0));
        let [a, b] = ["a", "b"].map(|name| board.note(note_id(name)).expect("there").bounds());
        assert!(!a.intersects(b));
    }

    #[test]
    fn tidying_up_is_one_command_and_none_on_a_tidy_wall() {
        let mut board =
            fixture::board("event b @ 0,0; command a @ 500,400; event c @ 90,20; a -> b");
        let asked = commands(&board, &Chosen::default()).expect("they are few");
        let [command] = asked.as_slice() else { panic!("{asked:?}") };
        let event = board.decide(command, ANN).expect("they are on the board");
        board.apply(&event, ANN);
        assert!(at(&board, "a").x < at(&board, "b").x && at(&board, "a").y == at(&board, "b").y);
        assert_eq!(commands(&board, &Chosen::default()), Ok(vec![]));
    }

    /// Kinds, places, arrows, pins and a frame.
    fn some_wall() -> impl Strategy<Value = Board> {
        let kinds = ["event", "command", "policy", "actor", "readModel", "hotspot", "text"];
        let note = (prop::sample::select(kinds.to_vec()), -900.0..900.0, -700.0..700.0);
        let arrows = proptest::collection::vec((0..18usize, 0..18usize), 0..20);
        let pins = proptest::collection::vec((0..18usize, 0..18usize), 0..4);
        let frame =
            proptest::option::of((-600.0..600.0, -400.0..400.0, 300.0..1500.0, 250.0..900.0));
        (proptest::collection::vec(note, 1..18), arrows, pins, frame).prop_map(
            |(notes, arrows, pins, frame)| {
                let mut text = String::new();
                for (name, (kind, x, y)) in notes.iter().enumerate() {
                    write!(text, "{kind} n{name} @ {x},{y};").expect("a string takes all");
                }
                for (from, to) in arrows {
                    let (from, to) = (from % notes.len(), to % notes.len());
                    if from != to {
                        write!(text, "n{from} -> n{to};").expect("a string takes all");
                    }
                }
                if let Some((x, y, width, height)) = frame {
                    write!(text, "context F @ {x},{y} {width}x{height}").expect("it takes all");
                }
                let mut board = fixture::board(&text);
                for (note, host) in pins {
                    let id = |at: usize| note_id(&format!("n{}", at % notes.len()));
                    let pin = NotePin { note: id(note), host: Some(id(host)) };
                    let command = BoardCommand::PinNotes { notes: vec![pin] };
                    if let Ok(event) = board.decide(&command, ANN) {
                        board.apply(&event, ANN);
                    }
                }
                board
            },
        )
    }

    fn crossings_on(board: &Board) -> usize {
        crossings(&Wall::of(board, &Chosen::default()).lines())
    }

    proptest! {
        #[test]
        fn a_tidy_wall_stays_as_it_is_and_no_more_arrows_cross(mut board in some_wall()) {
            let before = crossings_on(&board);
            tidy(&mut board, &Chosen::default());
            prop_assert!(crossings_on(&board) <= before);
            let moves = tidied(&board, &Chosen::default()).expect("they are few");
            prop_assert_eq!(moves, vec![]);
        }

        #[test]
        fn what_lies_in_a_frame_stays_in_it_and_no_part_covers_another(mut board in some_wall()) {
            let frame = board.frames().next().map(Frame::bounds);
            let inside = |board: &Board| -> Vec<bool> {
                let notes = board.notes().filter(|note| note.kind != NoteKind::Text && note.host.is_none());
                notes.map(|note| frame.is_some_and(|frame| frame.contains(note.centre))).collect()
            };
            let before = inside(&board);
            let moved = tidy(&mut board, &Chosen::default());
            prop_assert_eq!(inside(&board), before);
            let wall = Wall::of(&board, &Chosen::default());
            let group = &wall.groups()[0];
            let blocks = wall.blocks(group);
            let parts = wall.parts(&blocks);
            let parts = parts.iter().take(if moved > 0 { parts.len() } else { 0 });
            let covered: Vec<Bounds> = parts.map(|part| part.before).collect();
            for (place, one) in covered.iter().enumerate() {
                prop_assert!(!covered[..place].iter().any(|other| one.intersects(*other)));
                prop_assert!(frame.is_none_or(|frame| !frame.intersects(*one)));
            }
        }
    }
}
