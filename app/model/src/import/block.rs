//! Notes that belong together, placed around their command: the unit that a layout moves. Knows
//! nothing of contexts and pages.
//!
//! ```text
//!   hot spots
//!   command   aggregate  event      policy without a later command
//!   actor     system     event
//!   policy               read model
//! ```

use squall_board::{Bounds, NoteKind, Point, Size, Vector, notation};

/// Gap between columns of one block, in board units: room for an arrow, and too wide for notes to
/// be read as standing together, since every link is drawn.
const COLUMN_GAP: f64 = 44.0;
/// Gap between rows, in board units.
pub(super) const ROW_GAP: f64 = 24.0;
/// How far a policy stands out to the left of the command that it issues, in board units.
const POLICY_OVERHANG: f64 = 80.0;
/// Most events above each other; further ones make a new column.
const EVENTS_PER_COLUMN: usize = 4;
/// Top of the main row, in board units from its middle: half the height of a square note.
const MAIN_ROW_TOP: f64 = -70.0;
/// Most notes of one role in a block; the rest goes to the shelf below the wall.
const PER_ROLE_MAX: usize = 4;

/// The part that a note plays in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Command,
    Aggregate,
    System,
    Issuer,
    Event,
    ReadModel,
    Reaction,
    Hotspot,
}

/// A note within a block: which element, which part, where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub(super) element: usize,
    pub(super) role: Role,
    pub(super) kind: NoteKind,
    pub(super) centre: Point,
}

impl Placed {
    pub(super) fn size(&self) -> Size {
        notation::of(self.kind).size
    }

    fn bounds(&self) -> Bounds {
        Bounds::around(self.centre, self.size())
    }
}

/// Notes around one command, or around an event without one. The middle of the main row is y 0.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) notes: Vec<Placed>,
    members: Vec<(Role, usize, NoteKind)>,
}

impl Block {
    /// Takes the element in; `false` if the block has no more room for its role.
    pub(super) fn add(&mut self, role: Role, element: usize, kind: NoteKind) -> bool {
        let held = || self.members.iter().filter(|member| member.0 == role).count();
        if role != Role::Event && held() >= PER_ROLE_MAX {
            return false;
        }
        self.members.push((role, element, kind));
        true
    }

    /// Gives every member its place.
    pub(super) fn arrange(&mut self) {
        let mut right = 0.0;
        let lead = self.centred_column(Role::Command, right);
        if let Some(lead) = lead {
            self.stack_issuers(lead);
            right = lead.right + COLUMN_GAP;
        }
        let middle = self.centred_column(Role::Aggregate, right);
        let below = middle.map_or(MAIN_ROW_TOP, |it| it.bottom + ROW_GAP);
        let systems = self.column(Role::System, right, below);
        right = [middle, systems]
            .iter()
            .flatten()
            .fold(right, |far, it| far.max(it.right + COLUMN_GAP));
        let mut bottom = MAIN_ROW_TOP;
        let events: Vec<usize> = self.of(Role::Event);
        let first_event_x = right;
        for column in events.chunks(EVENTS_PER_COLUMN) {
            let stacked = self.stack(column, right, MAIN_ROW_TOP);
            right = stacked.right + COLUMN_GAP;
            bottom = f64::max(bottom, stacked.bottom + ROW_GAP);
        }
        let reads_x = if events.is_empty() { right } else { first_event_x };
        let reads = self.column(Role::ReadModel, reads_x, bottom);
        right = reads.map_or(right, |it| right.max(it.right + COLUMN_GAP));
        self.column(Role::Reaction, right, MAIN_ROW_TOP);
        let hotspots = self.of(Role::Hotspot);
        let mut left = 0.0;
        for member in hotspots {
            let size = notation::of(self.members[member].2).size;
            let y = MAIN_ROW_TOP - ROW_GAP - size.height / 2.0;
            let centre = Point::new(left + size.width / 2.0, y);
            self.put(member, centre);
            left += size.width + COLUMN_GAP;
        }
    }

    /// The rectangle around all notes.
    pub(super) fn bounds(&self) -> Bounds {
        let bounds = self.notes.iter().map(Placed::bounds).reduce(Bounds::union);
        bounds.unwrap_or_default()
    }

    /// The middle of the first event, or of the block: its place on the timeline.
    pub(super) fn time(&self) -> f64 {
        let event = self.notes.iter().find(|note| note.role == Role::Event);
        event.map_or(self.bounds().centre().x, |note| note.centre.x)
    }

    /// Moves all notes.
    pub(super) fn shift(&mut self, by: Vector) {
        for note in &mut self.notes {
            note.centre = note.centre.moved(by);
        }
    }

    fn of(&self, role: Role) -> Vec<usize> {
        let all = self.members.iter().enumerate();
        all.filter(|(_, member)| member.0 == role).map(|(at, _)| at).collect()
    }

    fn put(&mut self, member: usize, centre: Point) {
        let (role, element, kind) = self.members[member];
        self.notes.push(Placed { element, role, kind, centre });
    }

    /// Puts members above each other from `top` down, at `left`.
    fn stack(&mut self, members: &[usize], left: f64, top: f64) -> Bounds {
        let mut around = Bounds { left, top, right: left, bottom: top };
        let mut y = top;
        for &member in members {
            let size = notation::of(self.members[member].2).size;
            let centre = Point::new(left + size.width / 2.0, y + size.height / 2.0);
            self.put(member, centre);
            around = around.union(Bounds::around(centre, size));
            y += size.height + ROW_GAP;
        }
        around
    }

    /// Stacks the members of a role, the first of them in the middle of the main row.
    fn centred_column(&mut self, role: Role, left: f64) -> Option<Bounds> {
        let first = *self.of(role).first()?;
        let height = notation::of(self.members[first].2).size.height;
        self.column(role, left, -height / 2.0)
    }

    fn column(&mut self, role: Role, left: f64, top: f64) -> Option<Bounds> {
        let members = self.of(role);
        if members.is_empty() { None } else { Some(self.stack(&members, left, top)) }
    }

    /// Actors stand below their command, policies below and a little to the left.
    fn stack_issuers(&mut self, command: Bounds) {
        let mut top = command.bottom + ROW_GAP;
        for member in self.of(Role::Issuer) {
            let is_actor = self.members[member].2 == NoteKind::Actor;
            let out = if is_actor { 0.0 } else { POLICY_OVERHANG };
            top = self.stack(&[member], command.left - out, top).bottom + ROW_GAP;
        }
    }
}
