//! From a board to the domain model that it stands for. Never fails: what can't be taken as it
//! stands becomes a problem beside the model.
//!
//! Links come from arrows, from notes that stand together and from what policies say; only arrows
//! are explicit, the rest is marked inferred and left out where people have said that it is none.
//!
//! What single notes say and whom they stand beside is kept between two derivations of one wall;
//! names, ids and lists, in which any note may change any other, are put together anew.

mod adjacency;
mod concepts;
mod context_map;
mod flows;
mod lists;
mod memory;
mod places;
mod said;

use squall_board::Board;

use crate::domain_model::DomainModel;
use concepts::Concepts;
use flows::Flows;
use memory::Memory;

/// Reads the wall as a domain model. Equal boards give equal models; the order of elements is that
/// of the timeline.
#[must_use]
pub fn derive(board: &Board) -> DomainModel {
    Derivation::default().derive(board)
}

/// Derives the models of one wall as it changes.
#[derive(Debug, Default)]
pub struct Derivation {
    memory: Memory,
}

impl Derivation {
    /// As [`derive()`], whatever was derived before; faster if little has changed since.
    pub fn derive(&mut self, board: &Board) -> DomainModel {
        self.memory.follow(board);
        let mut problems = Vec::new();
        let concepts = Concepts::of(board, &self.memory.notes, &mut problems);
        let mut flows = Flows::drawn(board, &concepts, &mut problems);
        flows.infer_from_places(board, &self.memory, &concepts);
        flows.infer_from_policies(board, &concepts);
        lists::assemble(board, &concepts, flows, problems)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use squall_board::NoteKind;
    use squall_board::fixture::{board, note_id};

    use super::*;
    use crate::domain_model::{Found, ProblemCode};

    /// The flows of the board that the text describes, one per line; inferred ones with `~`.
    fn flows(text: &str) -> String {
        let mut lines = String::new();
        for flow in derive(&board(text)).flows {
            let mark = if flow.inferred { "~" } else { "" };
            let (from, to) = (flow.from.as_str(), flow.to.as_str());
            writeln!(lines, "{from} {mark}{} {to}", flow.relation).unwrap();
        }
        lines
    }

    fn check(text: &str, expected: &[&str]) {
        let flows = flows(text);
        let found: Vec<&str> = flows.lines().collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn an_empty_board_is_an_empty_model() {
        assert_eq!(derive(&board("")), DomainModel::default());
    }

    #[test]
    fn arrows_are_explicit_links_by_the_grammar() {
        check(
            "actor Ann; command Pay; event Paid; policy Thank; readmodel Bill
             Ann -> Pay; Pay -> Paid; Paid -> Thank; Paid -> Bill; Bill -> Pay",
            &[
                "event.paid activates policy.thank",
                "event.paid results in read-model.bill",
                "command.pay emits event.paid",
                "read-model.bill informs command.pay",
                "actor.ann decides to command.pay",
            ],
        );
    }

    #[test]
    fn notes_side_by_side_are_read_left_to_right() {
        check(
            "command Pay @ 0,0; aggregate Bill @ 190,0; event Paid @ 380,0",
            &["command.pay ~invoked on aggregate.bill", "aggregate.bill ~produces event.paid"],
        );
        check("event Paid @ 0,0; command Pay @ 150,0", &[]);
        check("command Pay @ 0,0; event Paid @ 181,0", &[]);
        check("command Pay @ 0,0; event Paid @ 180,0", &["command.pay ~emits event.paid"]);
        check("command Pay @ 0,0; event Paid @ 150,130", &[]);
    }

    #[test]
    fn only_the_nearest_neighbour_is_linked_and_stacked_events_count_alike() {
        check(
            "command Pay @ 0,0; event Paid @ 150,0; event Late @ 160,20",
            &["event.paid ~then event.late", "command.pay ~emits event.paid"],
        );
        check(
            "aggregate Bill @ 0,0; event Paid @ 180,-75; event Failed @ 180,75",
            &["aggregate.bill ~produces event.paid", "aggregate.bill ~produces event.failed"],
        );
    }

    #[test]
    fn an_actor_below_or_left_of_a_command_issues_it() {
        for place in ["-30,130", "-120,0", "-100,120", "0,-130"] {
            check(
                &format!("command Pay @ 0,0; actor Ann @ {place}"),
                &["actor.ann ~decides to command.pay"],
            );
        }
        check("command Pay @ 0,0; actor Ann @ 130,0", &[]);
        check("command Pay @ 0,0; policy Thank @ -30,150", &["policy.thank ~issues command.pay"]);
    }

    #[test]
    fn an_aggregate_laid_over_command_and_event_joins_them() {
        check(
            "command Pay @ 0,0; event Paid @ 240,0; aggregate Bill @ 120,-120",
            &["command.pay ~invoked on aggregate.bill", "aggregate.bill ~produces event.paid"],
        );
    }

    #[test]
    fn an_arrow_silences_inference_between_its_notes() {
        check(
            "command Pay @ 0,0; event Paid @ 150,0; Pay -> Paid",
            &["command.pay emits event.paid"],
        );
        let model = derive(&board("command Pay @ 0,0; event Paid @ 150,0; Paid -> Pay"));
        assert_eq!(model.flows.len(), 1);
        assert_eq!(model.flows[0].relation, "triggers");
    }

    fn found(board: &Board) -> Vec<(Vec<Found>, bool, usize)> {
        let flows = derive(board).flows.into_iter();
        flows.map(|flow| (flow.found, flow.inferred, flow.pairs.len())).collect()
    }

    #[test]
    fn every_link_says_what_makes_it_one() {
        for (text, expected) in [
            ("command Pay @ 0,0; event Paid @ 150,0", vec![Found::SideBySide]),
            ("command Pay @ 0,0; actor Ann @ -30,130", vec![Found::Stacked]),
            ("command Pay @ 0,0; event Paid @ 150,0; Pay -> Paid", vec![Found::Arrow]),
            ("event Paid; policy When Paid, then nothing", vec![Found::PolicyText]),
            (
                "event Paid; policy When Paid, then nothing; Paid -> When Paid, then nothing",
                vec![Found::Arrow, Found::PolicyText],
            ),
        ] {
            let inferred = !expected.contains(&Found::Arrow);
            assert_eq!(found(&board(text)), [(expected, inferred, 1)], "{text}");
        }
        let mut wall = board("command Pay @ 0,0; event Paid @ 900,0");
        let (pins, host) = (vec![note_id("Paid")], Some(note_id("Pay")));
        let notes = pins.into_iter().map(|note| squall_board::NotePin { note, host }).collect();
        apply(&mut wall, &squall_board::BoardCommand::PinNotes { notes });
        assert_eq!(found(&wall), [(vec![Found::Pinned], true, 1)]);
    }

    fn apply(board: &mut Board, command: &squall_board::BoardCommand) {
        let event = board.decide(command, squall_board::fixture::ANN).unwrap();
        board.apply(&event, squall_board::fixture::ANN);
    }

    fn reject(board: &mut Board, from: &str, to: &str) {
        let links = vec![squall_board::NotePair { from: note_id(from), to: note_id(to) }];
        apply(board, &squall_board::BoardCommand::JudgeLinks { links, rejected: true });
    }

    #[test]
    fn a_rejected_guess_is_no_link_until_somebody_draws_it() {
        for text in
            ["command Pay @ 0,0; event Paid @ 150,0", "event Paid; policy When Paid, then nothing"]
        {
            let mut wall = board(text);
            let pair = derive(&wall).flows[0].pairs[0];
            let links = vec![pair];
            apply(&mut wall, &squall_board::BoardCommand::JudgeLinks { links, rejected: true });
            assert!(derive(&wall).flows.is_empty(), "{text}");
            assert_eq!(derive(&wall).elements().count(), 2, "{text}");
        }
        let mut wall = board("command Pay @ 0,0; event Paid @ 150,0; Pay -> Paid");
        reject(&mut wall, "Pay", "Paid");
        assert_eq!(found(&wall), [(vec![Found::Arrow], false, 1)]);
    }

    #[test]
    fn of_several_guesses_the_rejected_ones_are_left_out() {
        // Names that differ in their spaces are one name.
        let mut wall = board(
            "command Pay @ 0,0; event Paid @ 150,0; command P ay @ 0,900; event Pai d @ 150,900",
        );
        assert_eq!(found(&wall), [(vec![Found::SideBySide], true, 2)]);
        reject(&mut wall, "Pay", "Paid");
        assert_eq!(found(&wall), [(vec![Found::SideBySide], true, 1)]);
        reject(&mut wall, "P ay", "Pai d");
        assert_eq!(found(&wall), []);
        assert!(derive(&wall).commands[0].events.is_empty());
    }

    #[test]
    fn unusual_arrows_are_links_and_problems() {
        let model = derive(&board("command Pay; command Ship; Pay -> Ship"));
        assert_eq!(model.flows.len(), 1);
        assert_eq!(model.problems[0].code, ProblemCode::UnusualLink);
        assert!(model.problems[0].message.contains("\u{201c}Pay\u{201d}"));
    }

    #[test]
    fn same_name_notes_of_a_kind_are_one_concept() {
        let model =
            derive(&board("event Item Added @ 900,0; event item  added @ 0,0; command ITEM ADDED"));
        assert_eq!(model.events.len(), 1);
        assert_eq!(model.events[0].element.name, "item added");
        assert_eq!(model.events[0].element.notes, [note_id("item  added"), note_id("Item Added")]);
        assert_eq!(model.commands.len(), 1);
    }

    #[test]
    fn slugs_that_clash_are_numbered_along_the_timeline() {
        let model = derive(&board("event Paid! @ 0,0; event Paid? @ 300,0; event Paid 2 @ 600,0"));
        let ids: Vec<&str> = model.events.iter().map(|it| it.element.id.as_str()).collect();
        assert_eq!(ids, ["event.paid", "event.paid-3", "event.paid-2"]);
    }

    #[test]
    fn a_note_belongs_to_the_smallest_context_around_its_centre() {
        let model = derive(&board(
            "context Sales @ 0,0 2000x2000; context Billing @ 0,0 500x500; lane Top @ 0,0 100x100
             event Paid @ 0,0; event Sold @ 800,0; event Lost @ 5000,0",
        ));
        let contexts: Vec<Vec<&str>> = model
            .events
            .iter()
            .map(|it| it.element.contexts.iter().map(|id| id.as_str()).collect())
            .collect();
        assert_eq!(contexts, [vec!["context.billing"], vec!["context.sales"], vec![]]);
        assert_eq!(model.contexts[1].element.contexts[0].as_str(), "context.sales");
    }

    #[test]
    fn a_policy_says_what_it_reacts_to() {
        let model = derive(&board(
            "event Payment Failed; command Schedule Retry
             policy When payment failed (and retry count < 2), then schedule retry",
        ));
        assert_eq!(model.policies[0].when[0].as_str(), "event.payment-failed");
        assert_eq!(model.policies[0].then[0].as_str(), "command.schedule-retry");
        assert!(model.flows.iter().all(|flow| flow.inferred));
    }

    #[test]
    fn a_command_gets_its_events_through_its_own_aggregate_note() {
        let model = derive(&board(
            "command Add; command Remove; event Added; event Removed; aggregate Cart
             Add -> Cart; Remove -> Cart; Cart -> Added; Cart -> Removed",
        ));
        for command in &model.commands {
            assert_eq!(command.events.len(), 1, "{}", command.element.name);
        }
        let many = derive(&board(
            "command Pay; aggregate Bill; event Paid; event Failed; Pay -> Bill; Bill -> Paid; Bill -> Failed",
        ));
        assert_eq!(many.commands[0].events.len(), 2);
        assert_eq!(many.events[1].commands[0].as_str(), "command.pay");
    }

    #[test]
    fn a_hot_spot_is_about_what_it_touches_or_points_at() {
        let model = derive(&board(
            "event Paid @ 0,0; hotspot Why @ 100,0; event Lost @ 900,0; hotspot How @ 2000,0; How -> Lost",
        ));
        let about: Vec<&str> = model.hotspots.iter().map(|it| it.about[0].as_str()).collect();
        assert_eq!(about, ["event.paid", "event.lost"]);
        assert!(model.flows.is_empty(), "{:?}", model.flows);
    }

    #[test]
    fn a_policy_is_named_by_its_whole_sentence_unless_a_name_stands_apart() {
        for (text, name) in [
            ("Pay when placed", "Pay when placed"),
            ("Pay at once: when Order Placed then Pay Order", "Pay at once"),
            ("Pay at once\nWhen Order Placed\nthen Pay Order", "Pay at once"),
            ("When Order Placed then Pay Order", "When Order Placed then Pay Order"),
        ] {
            let mut wall = board("");
            let note = squall_board::fixture::note(text, NoteKind::Policy);
            let added = squall_board::fixture::add_note(note);
            let event = wall.decide(&added, squall_board::fixture::ANN).unwrap();
            wall.apply(&event, squall_board::fixture::ANN);
            assert_eq!(derive(&wall).policies[0].element.name, name);
        }
    }

    #[test]
    fn unnamed_notes_and_contexts_are_problems() {
        let mut text = board("event Paid; context X @ 9000,0 300x300");
        let unnamed = squall_board::Note {
            text: " \n".to_owned(),
            ..text.note(note_id("Paid")).unwrap().clone()
        };
        let unnamed = squall_board::Note { id: note_id("unnamed"), ..unnamed };
        let untitled = squall_board::Frame {
            title: String::new(),
            ..squall_board::fixture::frame("Y", squall_board::FrameKind::BoundedContext)
        };
        let command = squall_board::BoardCommand::AddItems {
            notes: vec![unnamed],
            arrows: vec![squall_board::fixture::arrow("Paid", "unnamed")],
            frames: vec![untitled],
        };
        let ann = squall_board::fixture::ANN;
        let event = text.decide(&command, ann).unwrap();
        text.apply(&event, ann);
        let model = derive(&text);
        let codes: Vec<ProblemCode> = model.problems.iter().map(|it| it.code).collect();
        assert_eq!(
            codes,
            [ProblemCode::UnnamedNote, ProblemCode::UnnamedContext, ProblemCode::LooseArrow]
        );
        assert_eq!(model.elements().count(), 1);
        assert_eq!(model.find(NoteKind::PivotalEvent, " PAID").unwrap().as_str(), "event.paid");
    }
}
