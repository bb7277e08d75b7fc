//! Puts a read text on the wall: time runs to the right, every bounded context is a band of its
//! own, commands stand left of their events with the aggregate between.
//!
//! # Invariants
//! No two notes overlap, frames enclose exactly the notes of their context, frames do not overlap.

use std::collections::{BTreeMap, BTreeSet};

use squall_board::limits::{DETAIL_CHARS_MAX, NOTE_TEXT_CHARS_MAX, TITLE_CHARS_MAX};
use squall_board::{
    Arrow, ArrowId, Bounds, Detail, DetailId, Details, Field, Frame, FrameId, FrameKind, Note,
    NoteId, NoteKind, ParticipantId, Point, Vector, ZIndex, notation,
};

use super::block::{Block, ROW_GAP, Role};
use super::items::Items;
use super::wall::{ImportCount, ImportReport, ImportedItems, ParsedElement, ParsedWall};

/// Gap between blocks of one band, in board units.
const BLOCK_GAP: f64 = 56.0;
/// Least step to the right from one event to the next, over all bands, in board units.
const TIME_STEP: f64 = 48.0;
/// Room between a frame and its notes, in board units.
const FRAME_PADDING: f64 = 32.0;
/// Room above the notes of a frame for its title, in board units.
const TITLE_HEIGHT: f64 = 40.0;
/// Gap between bands, in board units.
const BAND_GAP: f64 = 56.0;
/// Where the timeline wraps into a new row of bands, in board units.
const PAGE_WIDTH: f64 = 24_000.0;
/// Frames of empty contexts side by side.
const EMPTY_COLUMNS: usize = 6;
/// Notes side by side on the shelf for what has no place in the flow.
const SHELF_COLUMNS: usize = 12;
/// Width of a place on the shelf, in board units: no note is wider.
const SHELF_STEP: f64 = 280.0;

/// The commands that put the wall on a board, its upper left corner at `origin`.
///
/// Notes lie in the pile from `bottom` upwards. `ids` gives 128 fresh random bits each time.
/// Positions stay valid if `origin` is within 100,000 board units of the board's origin.
#[must_use]
pub fn layout(
    wall: &ParsedWall,
    origin: Point,
    ids: &mut dyn FnMut() -> u128,
    author: ParticipantId,
    bottom: &ZIndex,
) -> ImportedItems {
    let plan = Plan::of(wall);
    let (detailed, items) = (BTreeSet::new(), Items::default());
    let mut drawing = Drawing { wall, ids, author, z: bottom.clone(), detailed, items };
    let notes = drawing.place(plan, origin);
    drawing.draw_arrows(&notes);
    drawing.pin_hotspots(&notes);
    let report = drawing.report();
    let commands = drawing.items.into_commands();
    ImportedItems { commands, report, title: wall.title.clone() }
}

/// Which blocks stand in which bands, and what stands on the shelf.
struct Plan {
    /// One per step, then one per aggregate without steps; with its context.
    blocks: Vec<(Block, Option<usize>)>,
    shelf: Vec<usize>,
    /// Per policy (by its place in the wall's list) and command, the step of that command which the
    /// policy's arrow leads to.
    policy_steps: BTreeMap<(usize, usize), usize>,
}

impl Plan {
    fn of(wall: &ParsedWall) -> Self {
        let kind = |element: usize| wall.elements[element].kind;
        let blocks = wall.steps.iter().map(|step| (Block::default(), step.context)).collect();
        let mut plan = Self { blocks, shelf: vec![], policy_steps: BTreeMap::new() };
        let mut placed: BTreeSet<usize> = BTreeSet::new();
        let mut event_step: BTreeMap<usize, usize> = BTreeMap::new();
        let mut command_steps: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        // Per aggregate and deciding system, its first step.
        let mut middle_step: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, step) in wall.steps.iter().enumerate() {
            let block = &mut plan.blocks[at].0;
            let mut add = |role, element| {
                let added = block.add(role, element, kind(element));
                if added {
                    placed.insert(element);
                }
                added
            };
            if let Some(command) = step.command {
                add(Role::Command, command);
                command_steps.entry(command).or_default().push(at);
            }
            if let Some(aggregate) = step.aggregate {
                add(Role::Aggregate, aggregate);
                middle_step.entry(aggregate).or_insert(at);
            }
            let systems: BTreeSet<usize> = step.outcomes.iter().map(|it| it.1).collect();
            for system in systems {
                add(Role::System, system);
                middle_step.entry(system).or_insert(at);
            }
            for &issuer in step.issuers.iter().filter(|it| kind(**it) != NoteKind::Policy) {
                add(Role::Issuer, issuer);
            }
            for &event in &step.events {
                if let std::collections::btree_map::Entry::Vacant(entry) = event_step.entry(event) {
                    entry.insert(at);
                    add(Role::Event, event);
                }
            }
        }
        plan.place_policies(wall, &event_step, &command_steps, &mut placed);
        for read_model in &wall.read_models {
            let steps = read_model.built_from.iter().filter_map(|event| event_step.get(event));
            let step = home_of_read_model(wall, &steps.copied().collect::<Vec<usize>>());
            let note = read_model.read_model;
            if let Some(step) = step
                && plan.blocks[step].0.add(Role::ReadModel, note, NoteKind::ReadModel)
            {
                placed.insert(note);
            }
        }
        for hotspot in &wall.hotspots {
            let about = hotspot.about;
            let step = about.and_then(|at| {
                let of_command = command_steps.get(&at).and_then(|steps| steps.first());
                event_step.get(&at).or(of_command).or(middle_step.get(&at)).copied()
            });
            if let Some(step) = step
                && plan.blocks[step].0.add(Role::Hotspot, hotspot.hotspot, NoteKind::Hotspot)
            {
                placed.insert(hotspot.hotspot);
            }
        }
        plan.place_the_rest(wall, &placed);
        plan
    }

    /// A policy stands at the command that it issues if that comes after its event, else to the
    /// right of its event.
    fn place_policies(
        &mut self,
        wall: &ParsedWall,
        event_step: &BTreeMap<usize, usize>,
        command_steps: &BTreeMap<usize, Vec<usize>>,
        placed: &mut BTreeSet<usize>,
    ) {
        for (index, policy) in wall.policies.iter().enumerate() {
            let trigger = policy.when.iter().filter_map(|event| event_step.get(event)).min();
            for &command in &policy.then {
                let steps = command_steps.get(&command).map_or(&[][..], Vec::as_slice);
                let named =
                    steps.iter().find(|&&it| wall.steps[it].issuers.contains(&policy.policy));
                let later = steps.iter().find(|&&it| trigger.is_none_or(|trigger| it > *trigger));
                if let Some(&step) = named.or(later).or(steps.first()) {
                    self.policy_steps.insert((index, command), step);
                }
            }
            let at = policy.policy;
            let first = policy.then.iter().find_map(|it| self.policy_steps.get(&(index, *it)));
            let home = match (trigger, first) {
                (Some(trigger), Some(step)) if step <= trigger => Some((*trigger, Role::Reaction)),
                (_, Some(step)) => Some((*step, Role::Issuer)),
                (Some(trigger), None) => Some((*trigger, Role::Reaction)),
                (None, None) => None,
            };
            if let Some((step, role)) = home
                && self.blocks[step].0.add(role, at, NoteKind::Policy)
            {
                placed.insert(at);
            }
        }
        for (at, step) in wall.steps.iter().enumerate() {
            for &issuer in &step.issuers {
                if wall.elements[issuer].kind == NoteKind::Policy
                    && !placed.contains(&issuer)
                    && self.blocks[at].0.add(Role::Issuer, issuer, NoteKind::Policy)
                {
                    placed.insert(issuer);
                }
            }
        }
    }

    /// Aggregates of a context get a block of their own, everything else goes to the shelf.
    fn place_the_rest(&mut self, wall: &ParsedWall, placed: &BTreeSet<usize>) {
        let mut context_of: BTreeMap<usize, usize> = BTreeMap::new();
        for (context, parsed) in wall.contexts.iter().enumerate() {
            context_of.extend(parsed.members.iter().map(|&member| (member, context)));
        }
        for element in (0..wall.elements.len()).filter(|it| !placed.contains(it)) {
            match context_of.get(&element) {
                Some(&context) => {
                    let mut block = Block::default();
                    block.add(Role::Aggregate, element, wall.elements[element].kind);
                    self.blocks.push((block, Some(context)));
                }
                None => self.shelf.push(element),
            }
        }
    }
}

/// The last step, in the context that most of these steps are in: from there on the read model is
/// complete, and most arrows to it run with time.
fn home_of_read_model(wall: &ParsedWall, steps: &[usize]) -> Option<usize> {
    let mut by_context: BTreeMap<Option<usize>, (usize, usize)> = BTreeMap::new();
    for &step in steps {
        let (count, last) = by_context.entry(wall.steps[step].context).or_default();
        *count += 1;
        *last = step.max(*last);
    }
    let most = by_context.values().map(|it| it.0).max()?;
    let first = steps.iter().map(|&step| wall.steps[step].context);
    let home = first.into_iter().find(|context| by_context[context].0 == most)?;
    Some(by_context[&home].1)
}

/// Blocks of one context on one page, and where the next one may stand.
#[derive(Default)]
struct Band {
    blocks: Vec<(usize, Block)>,
    right: f64,
}

/// Where the notes of each element are.
struct Places {
    /// Per step and element, its note there.
    at_step: BTreeMap<(usize, usize), NoteId>,
    /// Per element, its first note.
    first: BTreeMap<usize, NoteId>,
    policy_steps: BTreeMap<(usize, usize), usize>,
}

impl Places {
    /// The element's note at this step, or else its first one.
    fn near(&self, step: usize, element: usize) -> Option<NoteId> {
        self.at_step.get(&(step, element)).or_else(|| self.first.get(&element)).copied()
    }
}

struct Drawing<'a> {
    wall: &'a ParsedWall,
    ids: &'a mut dyn FnMut() -> u128,
    author: ParticipantId,
    z: ZIndex,
    /// Elements whose details are on a note.
    detailed: BTreeSet<usize>,
    items: Items,
}

impl Drawing<'_> {
    fn place(&mut self, plan: Plan, origin: Point) -> Places {
        let Plan { blocks, shelf, policy_steps } = plan;
        let mut places = Places { at_step: BTreeMap::new(), first: BTreeMap::new(), policy_steps };
        // Contexts first, in the order of the text; what is in none comes below.
        let outside = self.wall.contexts.len();
        let mut bands: BTreeMap<usize, Band> = BTreeMap::new();
        let mut top = origin.y;
        let mut time = f64::NEG_INFINITY;
        let mut drawn: BTreeSet<usize> = BTreeSet::new();
        for (at, (mut block, context)) in blocks.into_iter().enumerate() {
            block.arrange();
            if block.notes.is_empty() {
                continue;
            }
            let key = context.unwrap_or(outside);
            drawn.insert(key);
            if bands.get(&key).is_some_and(|band| band.right > PAGE_WIDTH) {
                top = self.draw_page(std::mem::take(&mut bands), origin.x, top, &mut places);
                time = f64::NEG_INFINITY;
            }
            let band = bands.entry(key).or_default();
            let gap = if band.blocks.is_empty() { 0.0 } else { BLOCK_GAP };
            let in_row = band.right + gap - block.bounds().left;
            let in_time = time + TIME_STEP - block.time();
            block.shift(Vector::new(in_row.max(in_time), 0.0));
            time = block.time();
            band.right = block.bounds().right;
            band.blocks.push((at, block));
        }
        top = self.draw_page(bands, origin.x, top, &mut places);
        let empty: Vec<usize> = (0..outside).filter(|it| !drawn.contains(it)).collect();
        for row in empty.chunks(EMPTY_COLUMNS) {
            let size = notation::of_frame(FrameKind::BoundedContext).size;
            let mut left = origin.x;
            for &context in row {
                let corner = Point::new(left + size.width, top + size.height);
                self.push_frame(context, Bounds::spanning(Point::new(left, top), corner));
                left += size.width + BAND_GAP;
            }
            top += size.height + BAND_GAP;
        }
        self.draw_shelf(&shelf, Point::new(origin.x, top), &mut places);
        places
    }

    /// Draws bands below each other from `top` down; returns where the next thing may begin.
    fn draw_page(
        &mut self,
        bands: BTreeMap<usize, Band>,
        left: f64,
        mut top: f64,
        places: &mut Places,
    ) -> f64 {
        for (key, band) in bands {
            let around = band.blocks.iter().map(|(_, block)| block.bounds()).reduce(Bounds::union);
            let Some(around) = around else { continue };
            let framed = key < self.wall.contexts.len();
            let (head, padding) =
                if framed { (TITLE_HEIGHT + FRAME_PADDING, FRAME_PADDING) } else { (0.0, 0.0) };
            let by = Vector::new(left + FRAME_PADDING, top + head - around.top);
            for (at, mut block) in band.blocks {
                block.shift(by);
                for placed in &block.notes {
                    let id = self.push_note(placed.element, placed.centre);
                    places.at_step.insert((at, placed.element), id);
                    places.first.entry(placed.element).or_insert(id);
                }
            }
            let corner = Point::new(around.left + by.dx - padding, top);
            let bottom = around.bottom + by.dy + padding;
            if framed {
                let far = Point::new(around.right + by.dx + padding, bottom);
                self.push_frame(key, Bounds::spanning(corner, far));
            }
            top = bottom + BAND_GAP;
        }
        top
    }

    fn draw_shelf(&mut self, shelf: &[usize], corner: Point, places: &mut Places) {
        let mut top = corner.y;
        for row in shelf.chunks(SHELF_COLUMNS) {
            let heights =
                row.iter().map(|&at| notation::of(self.wall.elements[at].kind).size.height);
            let height = heights.fold(0.0, f64::max);
            for (column, &element) in row.iter().enumerate() {
                let size = notation::of(self.wall.elements[element].kind).size;
                let x = corner.x + FRAME_PADDING + column as f64 * SHELF_STEP + size.width / 2.0;
                let id = self.push_note(element, Point::new(x, top + size.height / 2.0));
                places.first.entry(element).or_insert(id);
            }
            top += height + ROW_GAP * 2.0;
        }
    }

    fn push_note(&mut self, element: usize, centre: Point) -> NoteId {
        let parsed = &self.wall.elements[element];
        let mut text = parsed.name.clone();
        if !parsed.detail.is_empty() {
            text = format!("{text}\n{}", parsed.detail);
        }
        let id = NoteId::from_u128((self.ids)());
        let z = self.z.clone();
        self.z = ZIndex::above(Some(&z));
        let text = cut(&text, NOTE_TEXT_CHARS_MAX);
        // Of several notes one is enough: what notes of one name say is taken together.
        let first = self.detailed.insert(element);
        let details = if first { details(parsed, id) } else { Details::default() };
        let new = Note::new(id, parsed.kind, centre, self.author);
        self.items.notes.push(Note { text, z, details, ..new });
        id
    }

    fn push_frame(&mut self, context: usize, bounds: Bounds) {
        let id = FrameId::from_u128((self.ids)());
        let title = cut(&self.wall.contexts[context].name, TITLE_CHARS_MAX);
        let frame = Frame::new(id, FrameKind::BoundedContext, bounds);
        self.items.frames.push(Frame { title, ..frame });
    }

    fn push_arrow(&mut self, from: Option<NoteId>, to: Option<NoteId>) {
        if let (Some(from), Some(to)) = (from, to)
            && from != to
            && self.items.joined.insert((from, to))
        {
            let id = ArrowId::from_u128((self.ids)());
            self.items.arrows.push(Arrow::new(id, from, to));
        }
    }

    fn draw_arrows(&mut self, places: &Places) {
        for (at, step) in self.wall.steps.iter().enumerate() {
            let near = |element: usize| places.near(at, element);
            let command = step.command.and_then(near);
            for &issuer in &step.issuers {
                self.push_arrow(near(issuer), command);
            }
            let aggregate = step.aggregate.and_then(near);
            self.push_arrow(command, aggregate);
            for &event in &step.events {
                self.push_arrow(aggregate.or(command), near(event));
            }
            for &(event, system) in &step.outcomes {
                self.push_arrow(command, near(system));
                self.push_arrow(near(system), near(event));
            }
        }
        for (index, policy) in self.wall.policies.iter().enumerate() {
            let first = |element: &usize| places.first.get(element).copied();
            for event in &policy.when {
                self.push_arrow(first(event), first(&policy.policy));
            }
            for command in &policy.then {
                let step = places.policy_steps.get(&(index, *command));
                let to = step.and_then(|&step| places.near(step, *command));
                self.push_arrow(first(&policy.policy), to.or_else(|| first(command)));
            }
        }
        for read_model in &self.wall.read_models {
            for event in &read_model.built_from {
                let to = places.first.get(&read_model.read_model).copied();
                self.push_arrow(places.first.get(event).copied(), to);
            }
        }
    }

    /// Hot spots move with what they are about.
    fn pin_hotspots(&mut self, places: &Places) {
        let mut hosts: BTreeMap<NoteId, NoteId> = BTreeMap::new();
        for hotspot in &self.wall.hotspots {
            let about = hotspot.about.and_then(|about| places.first.get(&about));
            if let (Some(&note), Some(&host)) = (places.first.get(&hotspot.hotspot), about) {
                hosts.insert(note, host);
            }
        }
        for note in &mut self.items.notes {
            note.host = hosts.get(&note.id).copied();
        }
    }

    fn report(&self) -> ImportReport {
        let mut counts = Vec::new();
        for row in &notation::NOTATION {
            let concepts = self.wall.count(row.kind);
            let notes = self.items.notes.iter().filter(|note| note.kind == row.kind).count();
            if concepts > 0 {
                counts.push(ImportCount { kind: row.kind, concepts, notes });
            }
        }
        ImportReport {
            counts,
            outcomes: self.wall.steps.iter().map(|step| step.outcomes.len()).sum(),
            contexts: self.wall.contexts.len(),
            arrows: self.items.arrows.len(),
            unread: self.wall.unread.clone(),
        }
    }
}

/// What the element's note says beside its text. Nobody else can add to a note that is not there yet, so
/// the note's own random bits are lot enough for the ids.
fn details(element: &ParsedElement, note: NoteId) -> Details {
    let mut last = None;
    let mut next = || {
        let id = DetailId::behind(last, note.as_u128());
        last = Some(id);
        id
    };
    let mut details = Vec::new();
    for field in &element.fields {
        let (name, kind, example) = (field.name.clone(), field.kind.clone(), field.example.clone());
        details.push(Detail::Field(Field { id: next(), name, kind, example }));
    }
    for rule in &element.rules {
        details.push(Detail::Rule { id: next(), text: rule.clone() });
    }
    if !element.condition.is_empty() {
        details.push(Detail::Condition(cut(&element.condition, DETAIL_CHARS_MAX)));
    }
    if !element.delay.is_empty() {
        details.push(Detail::Delay(cut(&element.delay, DETAIL_CHARS_MAX)));
    }
    Details::from(details)
}

/// The text, cut to as many Unicode scalar values.
fn cut(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    text.chars().take(chars_max - 1).chain(['\u{2026}']).collect()
}
