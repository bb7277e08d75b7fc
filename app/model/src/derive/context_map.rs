//! How bounded contexts stand to each other: what people have said, and which events cross from one
//! into another.

use std::collections::{BTreeMap, BTreeSet};

use squall_board::{Board, ContextPattern, FrameId, NoteId, NoteKind};

use super::concepts::Concepts;
use super::flows::Flows;
use crate::domain_model::{Crossing, Relation};

/// The relations that people have judged, by the contexts of their frames. Frames that are gone or
/// have no name are left out, and so are two frames of one context.
pub(super) fn relations(board: &Board, concepts: &Concepts) -> Vec<Relation> {
    let mut context_of: BTreeMap<FrameId, usize> = BTreeMap::new();
    for (at, context) in concepts.contexts.iter().enumerate() {
        context_of.extend(context.frames.iter().map(|frame| (*frame, at)));
    }
    let mut patterns: BTreeMap<(usize, usize), BTreeSet<ContextPattern>> = BTreeMap::new();
    for relation in board.judgements().relations() {
        let ends = (context_of.get(&relation.upstream), context_of.get(&relation.downstream));
        if let (Some(&upstream), Some(&downstream)) = ends
            && upstream != downstream
        {
            patterns.entry((upstream, downstream)).or_default().extend(&relation.patterns);
        }
    }
    let id = |context: usize| concepts.contexts[context].element.id.clone();
    let relations = patterns.into_iter().map(|((upstream, downstream), patterns)| Relation {
        upstream: id(upstream),
        downstream: id(downstream),
        patterns: patterns.into_iter().collect(),
    });
    relations.collect()
}

/// Which events cross, by the two contexts: an event crosses from the context where it is produced
/// into every other one where it leads to a policy, command or read model. Where several of its notes
/// are produced the first along the timeline counts, so that a copy that people put up beside its
/// reader in another context crosses, and does not count as an event of that context.
pub(super) fn crossings(concepts: &Concepts, flows: &Flows) -> Vec<Crossing> {
    let kind = |concept: usize| concepts.concepts[concept].kind;
    let mut produced: BTreeSet<NoteId> = BTreeSet::new();
    for (&(from, to), link) in &flows.links {
        let producer = matches!(
            kind(from),
            NoteKind::Command | NoteKind::Aggregate | NoteKind::ExternalSystem
        );
        if producer && kind(to) == NoteKind::DomainEvent {
            produced.extend(link.pairs.iter().map(|pair| pair.to));
        }
    }
    let home = |event: usize| {
        let notes = &concepts.concepts[event].element.notes;
        let first = notes.iter().find(|note| produced.contains(*note));
        match first {
            Some(note) => concepts.context_of(*note),
            None => notes.iter().find_map(|note| concepts.context_of(*note)),
        }
    };
    let mut crossings: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    // The links of one event follow each other.
    let mut last: Option<(usize, Option<usize>)> = None;
    for (&(event, to), link) in &flows.links {
        let reader = matches!(kind(to), NoteKind::Policy | NoteKind::Command | NoteKind::ReadModel);
        if kind(event) != NoteKind::DomainEvent || !reader {
            continue;
        }
        let from = match last {
            Some((known, from)) if known == event => from,
            Some(_) | None => home(event),
        };
        last = Some((event, from));
        let Some(from) = from else { continue };
        for pair in &link.pairs {
            if let Some(into) = concepts.context_of(pair.to).filter(|into| *into != from) {
                crossings.entry((from, into)).or_default().insert(event);
            }
        }
    }
    let id = |context: usize| concepts.contexts[context].element.id.clone();
    let crossings = crossings.into_iter().map(|((from, to), events)| Crossing {
        from: id(from),
        to: id(to),
        events: events.into_iter().map(|event| concepts.id(event).clone()).collect(),
    });
    crossings.collect()
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{ANN, board, frame_id};
    use squall_board::{BoardCommand, ContextPattern, ContextRelation};

    use crate::derive;

    const TWO: &str = "context A @ 0,0 1000x1000; context B @ 2000,0 1000x1000";

    fn crossings(text: &str) -> Vec<(String, String, Vec<String>)> {
        let model = derive(&board(&format!("{TWO}\n{text}")));
        let text = |id: &crate::ElementId| id.as_str().to_owned();
        let all = model.crossings.iter();
        all.map(|it| (text(&it.from), text(&it.to), it.events.iter().map(text).collect())).collect()
    }

    #[test]
    fn an_event_crosses_into_the_context_of_what_it_leads_to() {
        let found = crossings(
            "event Paid @ 0,0; event Lost @ 0,300; policy Thank @ 2000,0; readmodel Bill @ 2000,300
             readmodel Own @ 0,-300; system Mail @ 2000,-300
             Paid -> Thank; Lost -> Bill; Paid -> Own; Paid -> Mail",
        );
        let (a, b) = ("context.a".to_owned(), "context.b".to_owned());
        assert_eq!(found, [(a, b, vec!["event.paid".to_owned(), "event.lost".to_owned()])]);
    }

    #[test]
    fn a_copy_beside_its_reader_comes_from_where_the_event_is_produced() {
        // The name of a copy differs in its spaces only, because ids of the fixture follow from names.
        let found = crossings(
            "command Pay @ 2000,0; event Paid @ 2000,300; event P aid @ 0,0; policy Thank @ 0,300
             Pay -> Paid; P aid -> Thank",
        );
        let (a, b) = ("context.a".to_owned(), "context.b".to_owned());
        assert_eq!(found, [(b, a, vec!["event.p-aid".to_owned()])]);
    }

    #[test]
    fn outside_of_contexts_nothing_crosses() {
        assert_eq!(crossings("event Paid @ 9000,0; policy Thank @ 2000,0; Paid -> Thank"), []);
        assert_eq!(crossings("event Paid @ 0,0; policy Thank @ 9000,0; Paid -> Thank"), []);
    }

    #[test]
    fn relations_between_frames_are_relations_between_contexts() {
        let mut wall = board(&format!("{TWO}; context C @ 4000,0 1000x1000"));
        for (upstream, downstream, patterns) in [
            ("A", "B", vec![ContextPattern::Conformist, ContextPattern::OpenHostService]),
            ("C", "A", vec![]),
        ] {
            let (upstream, downstream) = (frame_id(upstream), frame_id(downstream));
            let patterns = patterns.into_iter().collect();
            let relation = Some(ContextRelation { upstream, downstream, patterns });
            let command =
                BoardCommand::RelateContexts { one: upstream, other: downstream, relation };
            let event = wall.decide(&command, ANN).unwrap();
            wall.apply(&event, ANN);
        }
        let relations = derive(&wall).relations;
        let ends: Vec<(&str, &str)> =
            relations.iter().map(|it| (it.upstream.as_str(), it.downstream.as_str())).collect();
        assert_eq!(ends, [("context.a", "context.b"), ("context.c", "context.a")]);
        assert_eq!(
            relations[0].patterns,
            [ContextPattern::Conformist, ContextPattern::OpenHostService]
        );
        let gone = BoardCommand::DeleteItems {
            notes: vec![],
            arrows: vec![],
            frames: vec![frame_id("C")],
        };
        let event = wall.decide(&gone, ANN).unwrap();
        wall.apply(&event, ANN);
        assert_eq!(derive(&wall).relations.len(), 1);
    }
}
