//! Chains of any wall: everything is told, once, in an order that can be played.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;
use squall_board::NoteKind;
use squall_board::fixture::board;
use squall_model::chains::{BRANCHINGS_MAX, Chain, Continuation, StepPlace, chains};
use squall_model::derive;
use squall_model::domain_model::DomainModel;

fn step<'c, 'a>(chains: &'c [Chain<'a>], place: StepPlace) -> &'c squall_model::chains::Step<'a> {
    &chains[place.chain].steps[place.step]
}

/// The steps that lead to this one, the nearest first.
fn ancestors(chain: &Chain<'_>, step: usize) -> Vec<usize> {
    std::iter::successors(chain.steps[step].parent, |&at| chain.steps[at].parent).collect()
}

fn assert_is_told(model: &DomainModel) {
    let chains = chains(model);
    let mut expanded = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for (number, chain) in chains.iter().enumerate() {
        assert!(!chain.steps.is_empty());
        let mut path: Vec<usize> = Vec::new();
        for (at, current) in chain.steps.iter().enumerate() {
            assert_eq!(current.parent.is_none(), at == 0);
            // In the order of playing the parent is still on the path.
            while path.last() != current.parent.as_ref() {
                assert!(path.pop().is_some(), "step {at} of chain {number} is out of order");
            }
            assert_eq!(current.depth, path.len());
            path.push(at);
            seen.insert(&current.element.id);
            match current.continuation {
                Continuation::Here => {}
                Continuation::BackTo(there) => {
                    assert_eq!(there.chain, number);
                    assert!(ancestors(chain, at).contains(&there.step));
                    assert_eq!(step(&chains, there).element.id, current.element.id);
                }
                Continuation::ToldAt(there) => {
                    assert_ne!(there, StepPlace { chain: number, step: at });
                    assert_eq!(step(&chains, there).element.id, current.element.id);
                    assert_eq!(step(&chains, there).continuation, Continuation::Here);
                }
            }
            let leads = chain.steps.iter().any(|it| it.parent == Some(at));
            let middle = matches!(current.kind, NoteKind::Aggregate | NoteKind::ExternalSystem);
            if leads && !middle {
                assert!(expanded.insert(&current.element.id), "{:?} twice", current.element.id);
            }
        }
        for at in 0..chain.steps.len() {
            let followers =
                |step: usize| chain.steps.iter().filter(|it| it.parent == Some(step)).count();
            let branchings = ancestors(chain, at).into_iter().filter(|it| followers(*it) > 1);
            assert!(branchings.count() <= BRANCHINGS_MAX + 3);
        }
    }
    for command in &model.commands {
        assert!(seen.contains(&command.element.id), "{:?} is not told", command.element.id);
        for event in &command.events {
            assert!(seen.contains(event), "{event:?} is not told");
        }
    }
    for policy in model.policies.iter().filter(|it| !it.when.is_empty() || !it.then.is_empty()) {
        assert!(seen.contains(&policy.element.id), "{:?} is not told", policy.element.id);
    }
    let named: usize = model
        .commands
        .iter()
        .map(|it| it.events.len() + it.aggregates.len() + it.external_systems.len())
        .sum();
    let steps: usize = chains.iter().map(|chain| chain.steps.len()).sum();
    assert!(steps <= named + model.flows.len() + 2 * model.elements().count());
}

const KINDS: [&str; 8] =
    ["command", "event", "policy", "aggregate", "system", "actor", "readmodel", "event"];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_wall_is_told_once_in_an_order_that_can_be_played(
        count in 1..14usize,
        arrows in prop::collection::vec((0..14usize, 0..14usize), 0..60),
    ) {
        let mut text = String::new();
        for at in 0..count {
            writeln!(text, "{} n{at}", KINDS[at % KINDS.len()]).unwrap();
        }
        for (from, to) in arrows.iter().map(|(from, to)| (from % count, to % count)) {
            if from != to {
                writeln!(text, "n{from} -> n{to}").unwrap();
            }
        }
        assert_is_told(&derive(&board(&text)));
    }

    #[test]
    fn any_crowd_of_notes_is_told(
        notes in prop::collection::vec((0..8usize, -6..6i32, -4..4i32), 0..40),
    ) {
        let mut text = String::new();
        for (at, (kind, x, y)) in notes.iter().enumerate() {
            writeln!(text, "{} n{at} @ {},{}", KINDS[*kind], x * 120, y * 120).unwrap();
        }
        assert_is_told(&derive(&board(&text)));
    }
}

/// A wall of so many stages in which every command of a stage leads to every one of the next.
fn stages(depth: usize, width: usize) -> String {
    let mut lines = Vec::new();
    for stage in 0..depth {
        for at in 0..width {
            lines.push(format!("command c{stage} {at}; event e{stage} {at}"));
            lines.push(format!("c{stage} {at} -> e{stage} {at}"));
            for next in (0..width).filter(|_| stage + 1 < depth) {
                lines.push(format!("policy p{stage} {at} {next}"));
                lines.push(format!("e{stage} {at} -> p{stage} {at} {next}"));
                lines.push(format!("p{stage} {at} {next} -> c{} {next}", stage + 1));
            }
        }
    }
    lines.join("\n")
}

#[test]
fn paths_that_double_at_every_stage_are_still_told_once() {
    let model = derive(&board(&stages(40, 3)));
    assert_is_told(&model);
    let steps: usize = chains(&model).iter().map(|chain| chain.steps.len()).sum();
    assert!(steps < 1_200, "{steps}");
}

#[test]
fn a_chain_of_seven_thousand_steps_is_one_chain() {
    let mut text = String::new();
    for at in 0..2_500 {
        writeln!(text, "command c{at}; event e{at}; policy p{at}").unwrap();
        writeln!(text, "c{at} -> e{at}; e{at} -> p{at}; p{at} -> c{}", at + 1).unwrap();
    }
    text.push_str("command c2500");
    let model = derive(&board(&text));
    let told = chains(&model);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].steps.len(), 7_501);
}
