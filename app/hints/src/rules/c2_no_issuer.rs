//! C2: a command that nobody issues.

use squall_board::NoteKind;
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Node, Wall, each_or_all};

pub(super) const RULE: Rule = Rule {
    id: RuleId::C2,
    title: text::HINT_C2_TITLE,
    explanation: text::HINT_C2_EXPLANATION,
    source: "The guide: “Commands are always issued by an actor (a user, a scheduled job, an \
        external system)”; its policies issue commands too",
    question: text::HINT_C2_QUESTION,
    needs: &[Need::Done(Stage::Commands), Need::Done(Stage::Policies)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Flaw,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let issuers =
        [NoteKind::Actor, NoteKind::Policy, NoteKind::ExternalSystem, NoteKind::DomainEvent];
    let lacking: Vec<&Node<'_>> = wall
        .of_kind(NoteKind::Command)
        .filter(|command| issuers.into_iter().all(|kind| !wall.has_before(command, kind)))
        .collect();
    let candidates = wall.model.commands.len();
    each_or_all(
        wall,
        found,
        &lacking,
        candidates,
        |command| {
            let message = wall.fill(text::HINT_C2_1, [&command.quoted()]);
            let question = wall.fill(text::HINT_C2_2, [&command.element.name]);
            Finding::about(&[command], message).asking(question)
        },
        |names| Finding::about(&lacking, wall.fill(text::HINT_C2_3, [names])),
    );
}

#[cfg(test)]
mod tests {
    use super::RuleId::C2;
    use crate::testing::{check, check_in, english_at};
    use crate::{Level, Stage};

    #[test]
    fn a_command_without_an_issuer_is_told() {
        check(C2, "command Pay; command Ship; actor Ann; Ann -> Ship", &["Pay"]);
        check(C2, "command Pay; readmodel Bill; Bill -> Pay", &["Pay"]);
        check(C2, "command Pay; command Ship; command Send", &["Pay, Ship, Send"]);
    }

    #[test]
    fn any_issuer_is_enough() {
        check(C2, "command Pay; actor Ann; Ann -> Pay", &[]);
        check(C2, "command Pay @ 0,0; actor Ann @ -120,0", &[]);
        check(C2, "command Pay; policy P; P -> Pay; command Ship; system Bank; Bank -> Ship", &[]);
        check(C2, "command Pay; event Sent; Sent -> Pay", &[]);
    }

    #[test]
    fn issuers_are_missed_only_after_policies() {
        check_in(&english_at(Level::Process, Stage::Aggregates), C2, "command Pay", &[]);
        check_in(&english_at(Level::Process, Stage::Policies), C2, "command Pay", &[]);
        check_in(&english_at(Level::Process, Stage::ReadModels), C2, "command Pay", &["Pay"]);
    }
}
