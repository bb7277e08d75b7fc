//! G1: an arrow that is no sentence of the grammar, or one that leaves a step out.

use squall_board::notation::{Verdict, connection};
use squall_board::{ActorKind, Details, NoteKind};
use squall_language::imperative_of;
use squall_model::domain_model::Flow;
use squall_texts::text;

use super::p4_command_crosses::policy_text;
use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::fix::{Action, Fix, with_article};
use crate::hint::Finding;
use crate::settings::{Level, Need, Stage};
use crate::wall::{Node, Wall};

pub(super) const RULE: Rule = Rule {
    id: RuleId::G1,
    title: text::HINT_G1_TITLE,
    explanation: text::HINT_G1_EXPLANATION,
    source: "The DDD Crew's “picture that explains almost everything”",
    question: text::HINT_G1_QUESTION,
    needs: &[Need::Begun(Stage::Commands)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Style,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let (mut short, mut whole) = (Vec::new(), 0);
    for (flow, from, to) in wall.flows() {
        whole += usize::from(is_first_half(from.kind, to.kind));
        if flow.arrows.is_empty() {
            continue;
        }
        match connection(from.kind, to.kind).0 {
            // A policy after a command is a rule, and has a hint of its own.
            Verdict::Unusual if (from.kind, to.kind) == (NoteKind::Command, NoteKind::Policy) => {}
            Verdict::Unusual => found.push(unusual(wall, flow, from, to)),
            Verdict::Shortcut => short.extend(shortcut(wall, flow, from, to)),
            Verdict::Fits | Verdict::Annotation => {}
        }
    }
    if wall.settings.misses(short.len(), short.len() + whole) {
        found.append(&mut short);
    }
    if wall.settings.level == Level::Design && wall.settings.is_done(Stage::Aggregates) {
        without_aggregate(wall, found);
    }
}

fn unusual(wall: &Wall<'_>, flow: &Flow, from: &Node<'_>, to: &Node<'_>) -> Finding {
    let message = wall.fill(
        text::HINT_G1_1,
        [
            &from.quoted(),
            &with_article(from.kind, wall.settings.texts),
            &to.quoted(),
            &with_article(to.kind, wall.settings.texts),
        ],
    );
    let finding = Finding::about(&[from, to], message).with_arrows(&flow.arrows);
    let arrows = flow.arrows.clone();
    // That people get to know of something is understood, however it is drawn.
    let is_told = matches!(to.kind, NoteKind::Actor | NoteKind::Screen);
    let finding = finding.with_gravity(if is_told { Gravity::Style } else { Gravity::Flaw });
    if connection(to.kind, from.kind).0 == Verdict::Fits {
        let label = wall.fill(text::FIX_TURN, []);
        return finding.with_fix(Fix { label, action: Action::TurnArrow { arrows } });
    }
    let is_pair = from.kind == to.kind
        && matches!(from.kind, NoteKind::Aggregate | NoteKind::Actor | NoteKind::ExternalSystem);
    if is_pair {
        let label = wall.fill(text::FIX_REMOVE, []);
        return finding.with_fix(Fix { label, action: Action::RemoveArrows { arrows } });
    }
    let question = wall.fill(text::HINT_G1_2, [&from.element.name, &to.element.name]);
    finding.asking(question)
}

/// Whether the link begins what a short cut leaves out the middle of.
const fn is_first_half(from: NoteKind, to: NoteKind) -> bool {
    matches!(
        (from, to),
        (NoteKind::DomainEvent, NoteKind::Policy) | (NoteKind::Actor, NoteKind::Command)
    )
}

/// A step that is left out, once the phase that looks for such steps is over.
fn shortcut(wall: &Wall<'_>, flow: &Flow, from: &Node<'_>, to: &Node<'_>) -> Option<Finding> {
    let settings = wall.settings;
    if settings.level == Level::BigPicture {
        return None;
    }
    let pair = *wall.pairs(flow).first()?;
    let ends = (pair.from, pair.to);
    let (message, fix, question) = match (from.kind, to.kind) {
        (NoteKind::DomainEvent, NoteKind::Command) if settings.is_done(Stage::Policies) => {
            let contexts = (wall.context_of(pair.from), wall.context_of(pair.to));
            let crosses = matches!(contexts, (Some(a), Some(b)) if a != b);
            if crosses && settings.has_begun(Stage::BoundedContexts) {
                return None;
            }
            let fix = policy_text(wall.language, from, to)
                .map(|text| wall.fix().insert(NoteKind::Policy, text, ends, &flow.arrows));
            (
                wall.fill(text::HINT_G1_3, [&from.quoted(), &to.quoted()]),
                fix,
                wall.fill(text::HINT_G1_4, [&from.element.name, &to.element.name]),
            )
        }
        (NoteKind::Actor, NoteKind::DomainEvent) if settings.is_done(Stage::Commands) => {
            // With a command on the event the actor merely stands by; and time passes, and machines
            // report, without being asked.
            let decides = |details: &Details| details.actor_kind() == ActorKind::Person;
            if wall.has_before(to, NoteKind::Command) || !wall.details(from).all(decides) {
                return None;
            }
            let order = wall.language.and_then(|it| imperative_of(&to.element.name, it));
            let free = order.filter(|order| wall.named(NoteKind::Command, order).is_none());
            let fix =
                free.map(|order| wall.fix().insert(NoteKind::Command, order, ends, &flow.arrows));
            (
                wall.fill(text::HINT_G1_5, [&from.quoted(), &to.quoted()]),
                fix,
                wall.fill(text::HINT_G1_6, [&from.element.name, &to.element.name]),
            )
        }
        (NoteKind::Actor, NoteKind::Aggregate) if settings.is_done(Stage::Commands) => (
            wall.fill(text::HINT_G1_7, [&from.quoted(), &to.quoted()]),
            None,
            wall.fill(text::HINT_G1_8, [&from.element.name, &to.element.name]),
        ),
        _ => return None,
    };
    let finding = Finding::about(&[from, to], message).with_arrows(&flow.arrows);
    Some(finding.with_fix_or_question(fix, question))
}

/// At design level somebody decides on every command; said only where that is the custom of the wall.
fn without_aggregate(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let commands = &wall.model.commands;
    let decided = commands.iter().filter(|command| !command.aggregates.is_empty()).count();
    let is_custom = decided * 2 >= commands.len();
    for command in wall.model.commands.iter().filter(|_| is_custom) {
        let is_decided = !command.aggregates.is_empty() || !command.external_systems.is_empty();
        let Some(node) = wall.get(&command.element.id) else { continue };
        if is_decided || command.events.is_empty() {
            continue;
        }
        let message = wall.fill(text::HINT_G1_9, [&node.quoted()]);
        let question = wall.fill(text::HINT_G1_10, [&node.element.name]);
        found.push(Finding::about(&[node], message).with_gravity(Gravity::Doubt).asking(question));
    }
}

#[cfg(test)]
mod tests {
    use squall_board::{ActorKind, Detail};

    use super::RuleId::G1;
    use crate::testing::{check, check_in, check_on, detailed, english, english_at};
    use crate::{Level, Stage};

    #[test]
    fn arrows_outside_of_the_grammar_are_told() {
        check(G1, "command Pay; command Ship; Pay -> Ship", &["Pay, Ship"]);
        check(G1, "readmodel Bill; event Paid; Bill -> Paid", &["Bill, Paid"]);
        check(G1, "aggregate A; aggregate B; A -> B", &["A, B"]);
        check(G1, "policy P; event E; event F; P -> E", &[]);
        check(G1, "command C; policy P; C -> P", &[]);
    }

    #[test]
    fn steps_left_out_are_told_when_they_were_looked_for() {
        let text = "event Order Paid; command Ship Order; Order Paid -> Ship Order";
        check(G1, text, &["Order Paid, Ship Order"]);
        check_in(&english_at(Level::Design, Stage::Policies), G1, text, &[]);
        check(G1, "actor Ann; event Order Placed; Ann -> Order Placed", &["Ann, Order Placed"]);
        check(G1, "actor Ann; aggregate Order; Ann -> Order", &["Ann, Order"]);
        let big = english_at(Level::BigPicture, Stage::BoundedContexts);
        check_in(&big, G1, "actor Ann; event Order Placed; Ann -> Order Placed", &[]);
    }

    #[test]
    fn time_and_machines_bring_events_about_without_a_command() {
        let text = "actor Calendar; event Month Ended; Calendar -> Month Ended";
        for kind in [ActorKind::Clock, ActorKind::System] {
            let wall = detailed(text, &[("Calendar", Detail::ActorKind(kind))]);
            check_on(&wall, &english(), G1, &[]);
        }
        check(G1, text, &["Calendar, Month Ended"]);
    }

    #[test]
    fn a_command_without_an_aggregate_is_told_where_others_have_one() {
        let text =
            "command Pay; event Paid; Pay -> Paid; command Ship; aggregate Parcel; Ship -> Parcel";
        check(G1, text, &["Pay"]);
        check_in(&english_at(Level::Process, Stage::BoundedContexts), G1, text, &[]);
        check(G1, "command Pay; event Paid; Pay -> Paid", &[]);
    }

    #[test]
    fn the_longest_sentence_is_left_alone() {
        check(
            G1,
            "readmodel R; actor A; command C; aggregate G; event E; policy P; command D; system S; event F; hotspot H
             R -> C; A -> C; C -> G; G -> E; E -> P; P -> D; D -> S; S -> F; E -> R; H -> C; A -> R; E -> S; G -> F",
            &[],
        );
    }
}
