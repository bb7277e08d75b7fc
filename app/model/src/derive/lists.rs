//! Puts concepts and links together as the model: each element with the lists of its neighbours,
//! commands with the events that they emit through an aggregate or system.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use squall_board::{
    ActorKind, Board, HotspotState, Note, NoteId, NoteKind, NotePair, arrange, gather,
};

use super::concepts::Concepts;
use super::context_map;
use super::flows::Flows;
use crate::domain_model::{
    Actor, Aggregate, Annotation, BoundedContext, Command, DomainEvent, DomainModel, ElementId,
    ExternalSystem, Flow, Hotspot, Policy, Problem, ReadModel, Screen, Value,
};

/// Most commands, and most events, around one aggregate or system note that are matched.
const LIFTED_NOTES_MAX: usize = 200;

/// The model of these concepts and links.
pub(super) fn assemble(
    board: &Board,
    concepts: &Concepts,
    flows: Flows,
    problems: Vec<Problem>,
) -> DomainModel {
    let index = Index::of(board, concepts, &flows);
    let mut model = DomainModel { problems, ..DomainModel::default() };
    for at in 0..concepts.concepts.len() {
        push_element(&mut model, &index, at, &flows);
    }
    let ids = concepts.contexts.iter().map(|context| context.element.id.as_str());
    let places: BTreeMap<&str, usize> = gather(ids.enumerate().map(|(place, id)| (id, place)));
    let mut members: Vec<Vec<ElementId>> = vec![Vec::new(); places.len()];
    for concept in &concepts.concepts {
        for place in concept.element.contexts.iter().filter_map(|it| places.get(it.as_str())) {
            members[*place].push(concept.element.id.clone());
        }
    }
    for (context, elements) in concepts.contexts.iter().zip(members) {
        model.contexts.push(BoundedContext {
            element: context.element.clone(),
            frames: context.frames.clone(),
            elements,
        });
    }
    model.relations = context_map::relations(board, concepts);
    model.crossings = context_map::crossings(concepts, &flows);
    for ((from, to), link) in flows.links {
        let kinds = (concepts.concepts[from].kind, concepts.concepts[to].kind);
        model.flows.push(Flow {
            from: concepts.id(from).clone(),
            to: concepts.id(to).clone(),
            relation: squall_board::notation::connection(kinds.0, kinds.1).1.english(),
            inferred: link.is_inferred(),
            found: link.found.into_iter().collect(),
            label: link.labels.into_iter().collect::<Vec<String>>().join(" / "),
            arrows: link.arrows,
            pairs: link.pairs.into_iter().collect(),
        });
    }
    model
}

fn push_element(model: &mut DomainModel, index: &Index<'_>, at: usize, flows: &Flows) {
    use NoteKind as K;
    let element = index.concepts.concepts[at].element.clone();
    let said = index.concepts.concepts[at].said.clone();
    let before = |kinds: &[K]| index.ids(&index.before[at], kinds);
    let after = |kinds: &[K]| index.ids(&index.after[at], kinds);
    let both = |first: &[K], second: &[K]| {
        let mut all: BTreeSet<usize> = gather(index.of_kind(&index.before[at], first));
        all.extend(index.of_kind(&index.after[at], second));
        all.into_iter().map(|it| index.concepts.id(it).clone()).collect()
    };
    let about = || {
        let all = flows.about.get(&at).into_iter().flatten();
        all.map(|&it| index.concepts.id(it).clone()).collect()
    };
    match index.concepts.concepts[at].kind {
        K::DomainEvent | K::PivotalEvent => model.events.push(DomainEvent {
            element,
            pivotal: index.concepts.concepts[at].pivotal,
            commands: before(&[K::Command]),
            aggregates: before(&[K::Aggregate]),
            external_systems: before(&[K::ExternalSystem]),
            policies: after(&[K::Policy]),
            read_models: after(&[K::ReadModel]),
            fields: said.fields,
        }),
        K::Command => model.commands.push(Command {
            element,
            actors: before(&[K::Actor]),
            policies: before(&[K::Policy]),
            informed_by: before(&[K::ReadModel, K::Screen]),
            aggregates: after(&[K::Aggregate]),
            external_systems: after(&[K::ExternalSystem]),
            events: after(&[K::DomainEvent]),
            fields: said.fields,
        }),
        K::Aggregate => model.aggregates.push(Aggregate {
            element,
            commands: before(&[K::Command]),
            events: after(&[K::DomainEvent]),
            rules: said.rules,
        }),
        K::Policy => model.policies.push(Policy {
            element,
            when: before(&[K::DomainEvent]),
            then: after(&[K::Command]),
            condition: said.condition,
            delay: said.delay,
        }),
        K::ReadModel => model.read_models.push(ReadModel {
            element,
            built_from: before(&[K::DomainEvent]),
            fed_by: before(&[K::ExternalSystem]),
            informs: both(&[K::Actor], &[K::Command, K::Actor, K::Policy, K::Screen]),
            fields: said.fields,
        }),
        K::Actor => model.actors.push(Actor {
            element,
            commands: after(&[K::Command]),
            observes: both(&[K::ReadModel, K::Screen], &[K::ReadModel, K::Screen]),
            kind: said.actor_kind.unwrap_or(ActorKind::Person),
        }),
        K::ExternalSystem => model.external_systems.push(ExternalSystem {
            element,
            commands: before(&[K::Command]),
            events: after(&[K::DomainEvent]),
            notified_of: before(&[K::DomainEvent]),
        }),
        K::Screen => model.screens.push(Screen {
            element,
            read_models: both(&[K::ReadModel], &[K::ReadModel]),
            informs: both(&[K::Actor], &[K::Command, K::Actor]),
        }),
        K::Hotspot => model.hotspots.push(Hotspot {
            element,
            about: about(),
            state: said.state.unwrap_or(HotspotState::Open),
            owner: said.owner,
            answer: said.answer,
        }),
        K::Opportunity => model.opportunities.push(Annotation { element, about: about() }),
        K::ValueGained | K::ValueLost => {
            let gained = index.concepts.concepts[at].kind == K::ValueGained;
            model.values.push(Value { element, gained, about: about() });
        }
        K::Text => {}
    }
}

/// Which concepts come directly before and after each.
struct Index<'a> {
    concepts: &'a Concepts,
    before: Vec<BTreeSet<usize>>,
    after: Vec<BTreeSet<usize>>,
}

impl<'a> Index<'a> {
    fn of(board: &Board, concepts: &'a Concepts, flows: &Flows) -> Self {
        let count = concepts.concepts.len();
        let empty = vec![BTreeSet::new(); count];
        let mut index = Self { concepts, before: empty.clone(), after: empty };
        for &(from, to) in flows.links.keys() {
            index.link(from, to);
        }
        let pairs: Vec<NotePair> =
            flows.links.values().flat_map(|link| link.pairs.iter().copied()).collect();
        for (command, event) in lifted(board, concepts, &pairs) {
            index.link(command, event);
        }
        index.lift_aggregates();
        index
    }

    fn link(&mut self, from: usize, to: usize) {
        self.after[from].insert(to);
        self.before[to].insert(from);
    }

    /// An event that a command emits directly belongs to the only aggregate of that command.
    fn lift_aggregates(&mut self) {
        let only_aggregate: Vec<Option<usize>> = (self.after.iter())
            .map(|after| {
                let mut aggregates = self.of_kind(after, &[NoteKind::Aggregate]);
                aggregates.next().filter(|_| aggregates.next().is_none())
            })
            .collect();
        for event in 0..self.before.len() {
            if self.concepts.concepts[event].kind != NoteKind::DomainEvent
                || self.of_kind(&self.before[event], &[NoteKind::Aggregate]).next().is_some()
            {
                continue;
            }
            let commands = self.of_kind(&self.before[event], &[NoteKind::Command]);
            let found: BTreeSet<usize> =
                gather(commands.filter_map(|command| only_aggregate[command]));
            for aggregate in found {
                self.link(aggregate, event);
            }
        }
    }

    fn of_kind(&self, among: &BTreeSet<usize>, kinds: &[NoteKind]) -> impl Iterator<Item = usize> {
        among.iter().copied().filter(|&it| kinds.contains(&self.concepts.concepts[it].kind))
    }

    fn ids(&self, among: &BTreeSet<usize>, kinds: &[NoteKind]) -> Vec<ElementId> {
        self.of_kind(among, kinds).map(|it| self.concepts.id(it).clone()).collect()
    }
}

/// Which command emits which event through an aggregate or system.
///
/// Read note by note: where one aggregate note has several commands and events, a command keeps
/// the events that it is joined with directly; else as many commands as events pair off in reading
/// order (rows from the top, each from the left); else each event belongs to the command nearest to
/// it, and a command without any to the event nearest to it.
fn lifted(board: &Board, concepts: &Concepts, pairs: &[NotePair]) -> BTreeSet<(usize, usize)> {
    let kind = |note: NoteId| concepts.of_note(note).map(|it| concepts.concepts[it].kind);
    let is_middle =
        |note: NoteId| matches!(kind(note), Some(NoteKind::Aggregate | NoteKind::ExternalSystem));
    let mut middles: BTreeMap<NoteId, (BTreeSet<NoteId>, BTreeSet<NoteId>)> = BTreeMap::new();
    let mut direct: BTreeSet<NoteId> = BTreeSet::new();
    for pair in pairs {
        if kind(pair.from) == Some(NoteKind::Command) && is_middle(pair.to) {
            middles.entry(pair.to).or_default().0.insert(pair.from);
        }
        if is_middle(pair.from) && kind(pair.to) == Some(NoteKind::DomainEvent) {
            middles.entry(pair.from).or_default().1.insert(pair.to);
        }
        let kinds = (kind(pair.from), kind(pair.to));
        if kinds == (Some(NoteKind::Command), Some(NoteKind::DomainEvent)) {
            direct.insert(pair.from);
            direct.insert(pair.to);
        }
    }
    let mut emitted: BTreeSet<(NoteId, NoteId)> = BTreeSet::new();
    for (commands, events) in middles.into_values() {
        let only = commands.len() == 1;
        let free = |notes: BTreeSet<NoteId>| -> Vec<&Note> {
            let free = notes.into_iter().filter(|note| only || !direct.contains(note));
            free.filter_map(|note| board.note(note)).take(LIFTED_NOTES_MAX).collect()
        };
        emitted.extend(paired(free(commands), free(events)));
    }
    let concept = |note: NoteId| concepts.of_note(note);
    gather(emitted.into_iter().filter_map(|(a, b)| Some((concept(a)?, concept(b)?))))
}

/// Commands with their events around one note: in reading order if there are as many of both.
fn paired(mut commands: Vec<&Note>, mut events: Vec<&Note>) -> BTreeSet<(NoteId, NoteId)> {
    if commands.len() == events.len() {
        arrange(&mut commands, |a, b| in_reading_order(a, b));
        arrange(&mut events, |a, b| in_reading_order(a, b));
        let pairs = commands.into_iter().zip(events);
        return gather(pairs.map(|(command, event)| (command.id, event.id)));
    }
    let mut paired = BTreeSet::new();
    for event in &events {
        paired.extend(nearest(event, &commands).map(|command| (command, event.id)));
    }
    let emitters: BTreeSet<NoteId> = gather(paired.iter().map(|pair| pair.0));
    for command in commands.iter().filter(|command| !emitters.contains(&command.id)) {
        paired.extend(nearest(command, &events).map(|event| (command.id, event)));
    }
    paired
}

/// Rows from the top, each from the left, then by id.
fn in_reading_order(a: &Note, b: &Note) -> Ordering {
    let by_place = a.centre.y.total_cmp(&b.centre.y).then(a.centre.x.total_cmp(&b.centre.x));
    by_place.then(a.id.cmp(&b.id))
}

fn nearest(note: &Note, among: &[&Note]) -> Option<NoteId> {
    let distance = |other: &Note| other.centre.from(note.centre).length();
    let nearest =
        among.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.id.cmp(&b.id)));
    nearest.map(|note| note.id)
}
