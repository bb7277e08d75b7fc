//! The model as chains read it: who decides on which command and on which events, what follows by
//! itself, and what nothing leads to. Elements are named by their place in [`DomainModel::elements`].

use std::collections::{BTreeMap, BTreeSet};

use squall_board::{NoteKind, arrange, gather};

use crate::domain_model::{DomainModel, Element, ElementId};
use crate::names::plain_kind;

/// Who decides on a command, and on which of its events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Decision {
    /// The aggregate or external system; `None` for events that go through neither.
    pub(crate) by: Option<usize>,
    /// The events, along the timeline.
    pub(crate) events: Vec<usize>,
}

/// The model by places.
#[derive(Debug)]
pub(crate) struct Graph<'a> {
    elements: Vec<(NoteKind, &'a Element)>,
    decisions: BTreeMap<usize, Vec<Decision>>,
    reactions: BTreeMap<usize, Vec<usize>>,
    issuers: BTreeMap<usize, Vec<usize>>,
    caused: BTreeSet<usize>,
}

impl<'a> Graph<'a> {
    /// Reads the model, in time linear in its links but for a logarithm, save that a command and an
    /// event with many aggregates each cost as much as the fewer of them.
    pub(crate) fn of(model: &'a DomainModel) -> Self {
        let elements: Vec<(NoteKind, &Element)> =
            model.elements().map(|(kind, element)| (plain_kind(kind), element)).collect();
        let place: BTreeMap<&str, usize> =
            gather(elements.iter().enumerate().map(|(at, (_, element))| (element.id.as_str(), at)));
        let mut graph = Self {
            elements,
            decisions: BTreeMap::new(),
            reactions: BTreeMap::new(),
            issuers: BTreeMap::new(),
            caused: BTreeSet::new(),
        };
        let places = |ids: &[ElementId]| -> Vec<usize> {
            let mut places: Vec<usize> =
                ids.iter().filter_map(|id| place.get(id.as_str()).copied()).collect();
            arrange(&mut places, usize::cmp);
            places
        };
        let both = |first: &[ElementId], second: &[ElementId]| {
            let mut all = places(first);
            all.extend(places(second));
            arrange(&mut all, usize::cmp);
            all
        };
        let mut producers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for event in &model.events {
            if let Some(&at) = place.get(event.element.id.as_str()) {
                producers.insert(at, both(&event.aggregates, &event.external_systems));
            }
        }
        for command in &model.commands {
            let Some(&at) = place.get(command.element.id.as_str()) else { continue };
            let deciding = both(&command.aggregates, &command.external_systems);
            let events = places(&command.events);
            graph.caused.extend(&events);
            graph.decisions.insert(at, decisions(&deciding, &events, &producers));
        }
        for flow in &model.flows {
            if let (Some(&from), Some(&to)) =
                (place.get(flow.from.as_str()), place.get(flow.to.as_str()))
            {
                graph.follow(from, to);
            }
        }
        graph
    }

    fn follow(&mut self, from: usize, to: usize) {
        use NoteKind as K;
        match (self.elements[from].0, self.elements[to].0) {
            (K::DomainEvent, K::Policy | K::Command) | (K::Policy, K::Command | K::DomainEvent) => {
                self.reactions.entry(from).or_default().push(to);
                self.caused.insert(to);
            }
            (K::Actor | K::ExternalSystem, K::Command) => {
                self.issuers.entry(to).or_default().push(from);
            }
            (_, _) => {}
        }
    }

    /// The element at this place, with its kind; a pivotal event is an event.
    pub(crate) fn element(&self, at: usize) -> (NoteKind, &'a Element) {
        self.elements[at]
    }

    /// How many elements there are.
    pub(crate) fn len(&self) -> usize {
        self.elements.len()
    }

    /// Every place of this kind, in the order of the model.
    pub(crate) fn of_kind(&self, kind: NoteKind) -> impl Iterator<Item = usize> {
        let all = self.elements.iter().enumerate();
        all.filter(move |(_, element)| element.0 == kind).map(|(at, _)| at)
    }

    /// Who decides on the command, and on which events: aggregates first, then systems, then events
    /// that go through neither. An event that several decide on counts for the first.
    pub(crate) fn decisions(&self, command: usize) -> &[Decision] {
        self.decisions.get(&command).map_or(&[], Vec::as_slice)
    }

    /// The policies and commands that an event leads to, or the commands and events that a policy
    /// does.
    pub(crate) fn reactions(&self, at: usize) -> &[usize] {
        self.reactions.get(&at).map_or(&[], Vec::as_slice)
    }

    /// The actors and systems that issue the command.
    pub(crate) fn issuers(&self, command: usize) -> &[usize] {
        self.issuers.get(&command).map_or(&[], Vec::as_slice)
    }

    /// Whether another event, policy or command of the wall leads to it.
    pub(crate) fn is_caused(&self, at: usize) -> bool {
        self.caused.contains(&at)
    }
}

/// Parts the events of a command among those who decide on it.
fn decisions(
    deciding: &[usize],
    events: &[usize],
    producers: &BTreeMap<usize, Vec<usize>>,
) -> Vec<Decision> {
    let mut decisions: Vec<Decision> =
        deciding.iter().map(|&by| Decision { by: Some(by), events: vec![] }).collect();
    let mut direct = Decision::default();
    for &event in events {
        let producing = producers.get(&event).map_or(&[][..], Vec::as_slice);
        // Both are sorted: walk the shorter one.
        let by = if producing.len() < deciding.len() {
            producing.iter().find_map(|it| deciding.binary_search(it).ok())
        } else {
            deciding.iter().position(|it| producing.binary_search(it).is_ok())
        };
        match by {
            Some(by) => decisions[by].events.push(event),
            None => direct.events.push(event),
        }
    }
    if !direct.events.is_empty() {
        decisions.push(direct);
    }
    decisions
}
