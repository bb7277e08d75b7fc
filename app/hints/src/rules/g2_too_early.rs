//! G2: kinds of notes before their time.

use squall_board::{NoteKind, notation};
use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Level, Need, Stage};
use crate::wall::{Node, Wall};

pub(super) const RULE: Rule = Rule {
    id: RuleId::G2,
    title: text::HINT_G2_TITLE,
    explanation: text::HINT_G2_EXPLANATION,
    source: "The guide, common mistakes: “Jumping to implementation too early: missing events and \
        policies that would reshape the design”",
    question: text::HINT_G2_QUESTION,
    needs: &[Need::Begun(Stage::Timeline)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Doubt,
    check,
};

/// Kinds with the stage that looks for them; the others belong to every phase.
const FOREIGN: [(NoteKind, Stage); 4] = [
    (NoteKind::Command, Stage::Commands),
    (NoteKind::Aggregate, Stage::Aggregates),
    (NoteKind::Policy, Stage::Policies),
    (NoteKind::ReadModel, Stage::ReadModels),
];

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    for (kind, stage) in FOREIGN {
        let settings = wall.settings;
        let is_offered = settings.offered.contains(&kind);
        let too_early =
            !settings.has_begun(stage) && settings.planned.contains(&stage) && !is_offered;
        let too_deep = match settings.level {
            Level::BigPicture => true,
            Level::Process => kind == NoteKind::Aggregate,
            Level::Design => false,
        };
        // A wall that is checked as a whole has been storming at every depth that it shows, and what
        // a phase itself asks for is not too deep.
        if (!too_early && (!too_deep || is_offered)) || settings.is_strict() {
            continue;
        }
        let nodes: Vec<&Node<'_>> = wall.of_kind(kind).collect();
        if nodes.is_empty() {
            continue;
        }
        let row = notation::of(kind);
        let name = if nodes.len() == 1 { row.label } else { row.plural };
        let said = if too_early { text::HINT_G2_EARLY } else { text::HINT_G2_DEEP };
        let count = nodes.len().to_string();
        let message = wall.fill(said, [&count, &settings.texts.inside(name), &wall.listed(&nodes)]);
        found.push(Finding::about(&nodes, message));
    }
}

#[cfg(test)]
mod tests {
    use squall_board::NoteKind;

    use super::RuleId::G2;
    use crate::testing::{check, check_in, english_at};
    use crate::{Level, Stage};

    #[test]
    fn design_before_the_story_is_told_once_for_each_kind() {
        let timeline = english_at(Level::Design, Stage::Timeline);
        let text = "event Paid; command Pay; command Ship; aggregate Bill; actor Ann; hotspot Why?";
        check_in(&timeline, G2, text, &["Pay, Ship", "Bill"]);
        check_in(&english_at(Level::Design, Stage::Commands), G2, text, &["Bill"]);
        check(G2, text, &[]);
    }

    #[test]
    fn what_a_phase_asks_for_is_in_time() {
        let mut settings = english_at(Level::Process, Stage::Commands);
        settings.offered = [NoteKind::Policy, NoteKind::Aggregate].into();
        let text = "command Pay; policy Thank; aggregate Bill; readmodel Debts";
        check_in(&settings, G2, text, &["Debts"]);
        settings.planned.remove(&Stage::ReadModels);
        check_in(&settings, G2, text, &[]);
    }

    #[test]
    fn a_level_has_its_kinds() {
        let text = "command Pay; aggregate Bill";
        let at = |level| english_at(level, Stage::BoundedContexts);
        check_in(&at(Level::BigPicture), G2, text, &["Pay", "Bill"]);
        check_in(&at(Level::Process), G2, text, &["Bill"]);
        check_in(&english_at(Level::BigPicture, Stage::ExportCheck), G2, text, &[]);
    }
}
