//! Links between concepts: drawn, inferred from places, inferred from what policies say.

use std::collections::{BTreeMap, BTreeSet};

use squall_board::notation::{self, Verdict};
use squall_board::{ArrowId, Board, NoteKind, NotePair, gather};

use super::adjacency;
use super::concepts::Concepts;
use super::memory::Memory;
use crate::domain_model::{Found, Problem, ProblemCode};
use crate::names::{NameIndex, reaction};

/// One link to be.
#[derive(Debug, Default)]
pub(super) struct Link {
    pub(super) found: BTreeSet<Found>,
    pub(super) labels: BTreeSet<String>,
    pub(super) arrows: Vec<ArrowId>,
    pub(super) pairs: BTreeSet<NotePair>,
}

impl Link {
    /// Whether nobody drew it.
    pub(super) fn is_inferred(&self) -> bool {
        !self.found.contains(&Found::Arrow)
    }
}

/// All links between concepts, and what annotations are about.
#[derive(Debug, Default)]
pub(super) struct Flows {
    /// By first and second concept.
    pub(super) links: BTreeMap<(usize, usize), Link>,
    /// By annotation, what it is about.
    pub(super) about: BTreeMap<usize, BTreeSet<usize>>,
}

fn is_annotation(kind: NoteKind) -> bool {
    notation::connection(kind, kind).0 == Verdict::Annotation
}

impl Flows {
    /// What arrows say.
    pub(super) fn drawn(board: &Board, concepts: &Concepts, problems: &mut Vec<Problem>) -> Self {
        let mut flows = Self::default();
        for arrow in board.arrows() {
            let ends = [arrow.from, arrow.to].map(|note| board.note(note));
            if ends.iter().flatten().any(|note| note.kind == NoteKind::Text) {
                continue;
            }
            let problem = |code, message| Problem {
                code,
                message,
                notes: vec![arrow.from, arrow.to],
                arrows: vec![arrow.id],
                frames: vec![],
            };
            let (Some(from), Some(to)) = (concepts.of_note(arrow.from), concepts.of_note(arrow.to))
            else {
                let message = "An arrow at a note without a name: it is left out of the model.";
                problems.push(problem(ProblemCode::LooseArrow, message.to_owned()));
                continue;
            };
            let name = |concept: usize| concepts.concepts[concept].element.name.as_str();
            if from == to {
                let message = format!(
                    "An arrow leads from \u{201c}{}\u{201d} to another note of the same name.",
                    name(from)
                );
                problems.push(problem(ProblemCode::CircularArrow, message));
                continue;
            }
            let kinds = (concepts.concepts[from].kind, concepts.concepts[to].kind);
            match notation::connection(kinds.0, kinds.1).0 {
                Verdict::Annotation => flows.note_about(concepts, from, to),
                Verdict::Unusual => {
                    let label = |kind: NoteKind| notation::of(kind).label.english().to_lowercase();
                    let message = format!(
                        "\u{201c}{}\u{201d} ({}) leads to \u{201c}{}\u{201d} ({}): not a usual step.",
                        name(from),
                        label(kinds.0),
                        name(to),
                        label(kinds.1),
                    );
                    problems.push(problem(ProblemCode::UnusualLink, message));
                    flows.draw(from, to, arrow);
                }
                Verdict::Fits | Verdict::Shortcut => flows.draw(from, to, arrow),
            }
        }
        flows
    }

    /// What notes that stand together say, save what people have rejected.
    pub(super) fn infer_from_places(
        &mut self,
        board: &Board,
        memory: &Memory,
        concepts: &Concepts,
    ) {
        let judgements = board.judgements();
        for (pair, found) in adjacency::pairs(board, memory) {
            if let (Some(from), Some(to)) = (concepts.of_note(pair.from), concepts.of_note(pair.to))
                && !judgements.is_rejected(pair)
            {
                self.infer(from, to, pair, found);
            }
        }
        // An annotation with arrows is not about what it merely touches.
        let pointed: BTreeSet<usize> = gather(self.about.keys().copied());
        for note in board.notes().filter(|note| is_annotation(note.kind)) {
            let Some(concept) = concepts.of_note(note.id) else { continue };
            if let Some(host) = note.host.and_then(|host| concepts.of_note(host)) {
                self.note_about(concepts, concept, host);
            } else if !pointed.contains(&concept) {
                let beside = memory.places.beside(note.id);
                for other in beside.into_iter().flat_map(|it| &it.touching) {
                    let about = concepts.of_note(*other);
                    if let Some(about) =
                        about.filter(|it| !is_annotation(concepts.concepts[*it].kind))
                    {
                        self.note_about(concepts, concept, about);
                    }
                }
            }
        }
    }

    /// What the texts of policies say: "When X, then Y" with names that are on the wall, save what
    /// people have rejected.
    pub(super) fn infer_from_policies(&mut self, board: &Board, concepts: &Concepts) {
        let judgements = board.judgements();
        let mut events = NameIndex::default();
        let mut commands = NameIndex::default();
        for (at, concept) in concepts.concepts.iter().enumerate() {
            if concept.kind == NoteKind::DomainEvent {
                events.insert(&concept.element.name, at);
            } else if concept.kind == NoteKind::Command {
                commands.insert(&concept.element.name, at);
            }
        }
        for (at, concept) in concepts.concepts.iter().enumerate() {
            if concept.kind != NoteKind::Policy {
                continue;
            }
            let Some(reaction) = reaction(&concept.element.description) else { continue };
            let pair = |from: usize, to: usize| NotePair {
                from: concepts.concepts[from].element.notes[0],
                to: concepts.concepts[to].element.notes[0],
            };
            let triggers = events.find_all(reaction.when).into_iter().map(|event| (event, at));
            let actions = commands.find_all(reaction.then).into_iter().map(|command| (at, command));
            for (from, to) in triggers.chain(actions) {
                let pair = pair(from, to);
                if !judgements.is_rejected(pair) {
                    self.infer(from, to, pair, Found::PolicyText);
                }
            }
        }
    }

    fn draw(&mut self, from: usize, to: usize, arrow: &squall_board::Arrow) {
        let link = self.links.entry((from, to)).or_default();
        link.found.insert(Found::Arrow);
        link.arrows.push(arrow.id);
        link.pairs.insert(NotePair { from: arrow.from, to: arrow.to });
        let label = crate::names::one_line(&arrow.label);
        if !label.is_empty() {
            link.labels.insert(label);
        }
    }

    /// A drawn link joins the notes of its arrows, whatever else says the same.
    fn infer(&mut self, from: usize, to: usize, pair: NotePair, found: Found) {
        if from == to {
            return;
        }
        let link = self.links.entry((from, to)).or_default();
        link.found.insert(found);
        if link.is_inferred() {
            link.pairs.insert(pair);
        }
    }

    /// Notes what an annotation is about; between two annotations both are.
    fn note_about(&mut self, concepts: &Concepts, a: usize, b: usize) {
        for (annotation, about) in [(a, b), (b, a)] {
            if is_annotation(concepts.concepts[annotation].kind) {
                self.about.entry(annotation).or_default().insert(about);
            }
        }
    }
}
