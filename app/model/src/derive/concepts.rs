//! Concepts: same-name notes of one kind taken together, named, placed in contexts and numbered.
//! Knows nothing of links.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use squall_board::{
    Board, Bounds, Frame, FrameId, FrameKind, Note, NoteId, NoteKind, arrange, gather,
};

use super::memory::Written;
use super::said::Said;
use crate::domain_model::{Element, ElementId, Problem, ProblemCode};
use crate::names::{key, one_line, plain_kind, reaction, slug};

/// One element to be.
#[derive(Debug)]
pub(super) struct Concept {
    pub(super) kind: NoteKind,
    pub(super) pivotal: bool,
    pub(super) element: Element,
    /// What its notes say beside name and description; the meaning and tags are the element's.
    pub(super) said: Said,
}

/// One bounded context to be.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) element: Element,
    pub(super) frames: Vec<FrameId>,
}

/// All concepts of a board.
///
/// # Invariants
/// `concepts` is ordered by kind as the model lists them, then along the timeline.
#[derive(Debug)]
pub(super) struct Concepts {
    pub(super) concepts: Vec<Concept>,
    pub(super) contexts: Vec<Context>,
    of_note: BTreeMap<NoteId, usize>,
    context_of: BTreeMap<NoteId, usize>,
}

/// How many prefixes there are.
const PREFIXES: usize = 13;

/// The prefix of an element's id, and the place of its kind in the model.
const fn prefix(kind: NoteKind) -> (usize, &'static str) {
    match kind {
        NoteKind::DomainEvent | NoteKind::PivotalEvent => (0, "event"),
        NoteKind::Command => (1, "command"),
        NoteKind::Aggregate => (2, "aggregate"),
        NoteKind::Policy => (3, "policy"),
        NoteKind::ReadModel => (4, "read-model"),
        NoteKind::Actor => (5, "actor"),
        NoteKind::ExternalSystem => (6, "system"),
        NoteKind::Screen => (7, "screen"),
        NoteKind::Hotspot => (8, "hotspot"),
        NoteKind::Opportunity => (9, "opportunity"),
        NoteKind::ValueGained => (10, "value-gained"),
        NoteKind::ValueLost => (11, "value-lost"),
        NoteKind::Text => (12, "text"),
    }
}

impl Concepts {
    /// Takes the notes that were read and the frames of the board; unnamed ones become problems.
    pub(super) fn of(board: &Board, written: &[Written], problems: &mut Vec<Problem>) -> Self {
        let mut notes: Vec<&Written> = written.iter().collect();
        arrange(&mut notes, |a, b| along_timeline(&a.note, &b.note));
        let mut grouped: Vec<BTreeMap<&str, usize>> = Vec::new();
        grouped.resize_with(PREFIXES, BTreeMap::new);
        let mut groups: Vec<(&Written, Vec<&Note>)> = Vec::new();
        for &it in &notes {
            if it.name.is_empty() {
                problems.push(unnamed_note(&it.note));
                continue;
            }
            let grouped = &mut grouped[prefix(it.note.kind).0];
            let at = *grouped.entry(it.key.as_str()).or_insert(groups.len());
            if at == groups.len() {
                groups.push((it, Vec::new()));
            }
            groups[at].1.push(&it.note);
        }
        arrange(&mut groups, |a, b| prefix(a.0.note.kind).0.cmp(&prefix(b.0.note.kind).0));

        let natural: Vec<String> = (groups.iter())
            .map(|(first, _)| format!("{}.{}", prefix(first.note.kind).1, first.slug))
            .collect();
        let mut ids = Ids::reserving(&natural);
        let (mut contexts, frames) = contexts(board, problems);
        let context_of: BTreeMap<NoteId, usize> =
            gather(notes.iter().filter_map(|it| Some((it.note.id, frames.around(&it.note)?))));
        let mut concepts = Vec::with_capacity(groups.len());
        let mut of_note = BTreeMap::new();
        for ((first, notes), natural) in groups.into_iter().zip(&natural) {
            let id = ids.take(natural);
            let within: BTreeSet<usize> =
                gather(notes.iter().filter_map(|note| context_of.get(&note.id).copied()));
            of_note.extend(notes.iter().map(|note| (note.id, concepts.len())));
            let mut said = Said::on(&notes);
            concepts.push(Concept {
                kind: plain_kind(first.note.kind),
                pivotal: notes.iter().any(|note| note.kind == NoteKind::PivotalEvent),
                element: Element {
                    id,
                    name: first.name.clone(),
                    description: first.description.clone(),
                    meaning: std::mem::take(&mut said.meaning),
                    tags: std::mem::take(&mut said.tags),
                    notes: notes.iter().map(|note| note.id).collect(),
                    contexts: within.iter().map(|&at| contexts[at].element.id.clone()).collect(),
                },
                said,
            });
        }
        for it in notes.iter().filter(|it| !it.name.is_empty()) {
            if let Some(&at) = context_of.get(&it.note.id) {
                contexts[at].element.notes.push(it.note.id);
            }
        }
        Self { concepts, contexts, of_note, context_of }
    }

    /// The concept written on the note; `None` for plain text and unnamed notes.
    pub(super) fn of_note(&self, note: NoteId) -> Option<usize> {
        self.of_note.get(&note).copied()
    }

    /// The bounded context that the note stands in.
    pub(super) fn context_of(&self, note: NoteId) -> Option<usize> {
        self.context_of.get(&note).copied()
    }

    /// The id of the concept.
    pub(super) fn id(&self, concept: usize) -> &ElementId {
        &self.concepts[concept].element.id
    }
}

/// Left to right, then top to bottom, then by id.
fn along_timeline(a: &Note, b: &Note) -> Ordering {
    let by_place = a.centre.x.total_cmp(&b.centre.x).then(a.centre.y.total_cmp(&b.centre.y));
    by_place.then(a.id.cmp(&b.id))
}

/// The name on a note, and what follows it: a policy's reaction, lines such as "Shows: …", a read
/// model's audience in parentheses.
pub(super) fn split_text(note: &Note) -> (String, String) {
    let text = note.text.trim();
    if note.kind == NoteKind::Policy
        && let Some(reaction) = reaction(text)
    {
        let name = one_line(reaction.name);
        let whole = one_line(text);
        let is_name = reaction.stands_apart && !name.is_empty();
        return (if is_name { name } else { whole.clone() }, whole);
    }
    let is_detail = |line: &&str| {
        let label = line.split_once(':').map(|(label, _)| label.trim());
        let remark = note.kind == NoteKind::ReadModel && line.trim().starts_with('(');
        let known = ["shows", "built from", "rule", "rules", "fields"];
        remark || label.is_some_and(|it| known.iter().any(|known| it.eq_ignore_ascii_case(known)))
    };
    let name: Vec<&str> = text.lines().take_while(|line| !is_detail(line)).collect();
    let detail: Vec<&str> = text.lines().skip(name.len()).collect();
    if name.is_empty() {
        return (one_line(text), String::new());
    }
    (one_line(&name.join(" ")), detail.join("\n"))
}

fn unnamed_note(note: &Note) -> Problem {
    let label = squall_board::notation::of(note.kind).label.english();
    Problem {
        code: ProblemCode::UnnamedNote,
        message: format!("{label} without a name: it is left out of the model."),
        notes: vec![note.id],
        arrows: vec![],
        frames: vec![],
    }
}

/// Gives out ids; a clash is numbered so that it meets no natural id.
struct Ids<'a> {
    /// Per natural id (what an element is called unless there is a clash), the number of the last
    /// element that got it; 0 before the first.
    last: BTreeMap<&'a str, usize>,
}

impl<'a> Ids<'a> {
    fn reserving(natural: &'a [String]) -> Self {
        Self { last: gather(natural.iter().map(|id| (id.as_str(), 0))) }
    }

    /// The next id for an element with this natural id.
    fn take(&mut self, natural: &'a str) -> ElementId {
        let mut count = self.last.get(natural).copied().unwrap_or(0);
        if count == 0 {
            self.last.insert(natural, 1);
            return ElementId(natural.into());
        }
        loop {
            count += 1;
            let numbered = format!("{natural}-{count}");
            if !self.last.contains_key(numbered.as_str()) {
                self.last.insert(natural, count);
                return ElementId(numbered.into());
            }
        }
    }
}

/// The named bounded contexts' frames, smallest first.
struct Frames {
    frames: Vec<(Bounds, usize)>,
}

impl Frames {
    /// The context whose smallest frame contains the note's centre.
    fn around(&self, note: &Note) -> Option<usize> {
        let around = self.frames.iter().find(|(bounds, _)| bounds.contains(note.centre));
        around.map(|(_, context)| *context)
    }
}

fn contexts(board: &Board, problems: &mut Vec<Problem>) -> (Vec<Context>, Frames) {
    let mut frames: Vec<&Frame> =
        board.frames().filter(|frame| frame.kind == FrameKind::BoundedContext).collect();
    arrange(&mut frames, |a, b| {
        let (a_box, b_box) = (a.bounds(), b.bounds());
        let by_place = a_box.left.total_cmp(&b_box.left).then(a_box.top.total_cmp(&b_box.top));
        by_place.then(a.id.cmp(&b.id))
    });
    let mut contexts: Vec<Context> = Vec::new();
    let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
    let mut named: Vec<(&Frame, usize)> = Vec::new();
    let natural: Vec<String> =
        frames.iter().map(|frame| format!("context.{}", slug(&frame.title))).collect();
    let mut ids = Ids::reserving(&natural);
    for (frame, natural) in frames.into_iter().zip(&natural) {
        let name = one_line(&frame.title);
        if name.is_empty() {
            problems.push(Problem {
                code: ProblemCode::UnnamedContext,
                message: "A bounded context without a name: it is left out of the model."
                    .to_owned(),
                notes: vec![],
                arrows: vec![],
                frames: vec![frame.id],
            });
            continue;
        }
        let at = *by_key.entry(key(&name)).or_insert(contexts.len());
        if at == contexts.len() {
            let id = ids.take(natural);
            let element = Element {
                id,
                name,
                description: String::new(),
                meaning: String::new(),
                tags: vec![],
                notes: vec![],
                contexts: vec![],
            };
            contexts.push(Context { element, frames: vec![] });
        }
        contexts[at].frames.push(frame.id);
        named.push((frame, at));
    }
    let area = |frame: &Frame| frame.size.width * frame.size.height;
    arrange(&mut named, |a, b| area(a.0).total_cmp(&area(b.0)).then(a.0.id.cmp(&b.0.id)));
    for (index, (inner, at)) in named.iter().enumerate() {
        let outer = named[index + 1..]
            .iter()
            .find(|(outer, outer_at)| outer_at != at && outer.bounds().encloses(inner.bounds()));
        if let Some((_, outer_at)) = outer {
            let id = contexts[*outer_at].element.id.clone();
            let around = &mut contexts[*at].element.contexts;
            if !around.contains(&id) {
                around.push(id);
            }
        }
    }
    let frames = named.into_iter().map(|(frame, at)| (frame.bounds(), at)).collect();
    (contexts, Frames { frames })
}
