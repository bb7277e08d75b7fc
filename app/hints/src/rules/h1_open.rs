//! H1: a hot spot that nobody will understand later, or that nobody sees to.

use std::collections::BTreeSet;

use squall_board::{DetailKey, Details, HotspotState, NoteKind};
use squall_language::is_question;
use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::terms::{has_owner, is_resolved, opens_question, words};
use crate::wall::{Node, Wall, each_or_all};

pub(super) const RULE: Rule = Rule {
    id: RuleId::H1,
    title: text::HINT_H1_TITLE,
    explanation: text::HINT_H1_EXPLANATION,
    source: "The guide: “Question or concern”, “Do not solve them now”; prooph board on owners",
    question: text::HINT_H1_QUESTION,
    needs: &[Need::Begun(Stage::HotSpots)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Style,
    check,
};

/// Most words of a hot spot that is a mere label. Longer ones say what they fear.
const LABEL_WORDS_MAX: usize = 3;

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let mut open = Vec::new();
    let mut resolved = Vec::new();
    for node in wall.of_kind(NoteKind::Hotspot) {
        let written = text(wall, node);
        let states: Vec<HotspotState> = wall.details(node).map(Details::state).collect();
        if states.contains(&HotspotState::Resolved) {
            // Words such as “Resolved: …” hold the answer.
            let is_answered =
                wall.says(node, &DetailKey::Answer).is_some() || is_resolved(&written);
            resolved.push((node, is_answered));
        } else if !states.contains(&HotspotState::Parked) && !is_resolved(&written) {
            let is_owned = wall.says(node, &DetailKey::Owner).is_some() || has_owner(&written);
            open.push((node, is_owned));
        }
    }
    let labels = labels(wall, &open, found);
    without_answer(wall, &resolved, found);
    if wall.settings.is_done(Stage::HotSpots) {
        // What it is about comes before who sees to it.
        let lacking = open.iter().filter(|(node, owned)| !owned && !labels.contains(&node.at));
        let lacking: Vec<&Node<'_>> = lacking.map(|(node, _)| *node).collect();
        without_owner(wall, &lacking, open.len(), found);
    }
}

fn text(wall: &Wall<'_>, node: &Node<'_>) -> String {
    let notes = node.element.notes.iter().filter_map(|note| wall.board.note(*note));
    notes.map(|note| note.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// Tells those that are mere labels, and gives their places.
fn labels(
    wall: &Wall<'_>,
    open: &[(&Node<'_>, bool)],
    found: &mut Vec<Finding>,
) -> BTreeSet<usize> {
    let mut labels = BTreeSet::new();
    for &(node, is_owned) in open.iter().filter(|_| wall.language.is_some()) {
        let name = &node.element.name;
        let is_label = words(name).len() <= LABEL_WORDS_MAX && !opens_question(name);
        if is_label && !is_question(name, wall.language) && !is_owned {
            let message = wall.fill(text::HINT_H1_1, [&node.quoted()]);
            let fix = wall.rewritable(node).map(|notes| {
                let end = name.trim_end_matches(['.', '!', '…']).len();
                wall.fix().rewrite(notes, format!("{}?", &name[..end]))
            });
            let mut finding = Finding::about(&[node], message).with_gravity(Gravity::Doubt);
            finding.fix = fix;
            found.push(finding);
            labels.insert(node.at);
        }
    }
    labels
}

fn without_answer(wall: &Wall<'_>, resolved: &[(&Node<'_>, bool)], found: &mut Vec<Finding>) {
    let lacking = resolved.iter().filter(|(_, is_answered)| !is_answered);
    let lacking: Vec<&Node<'_>> = lacking.map(|(node, _)| *node).collect();
    let marked = |mut finding: Finding| {
        finding.subjects.push("answer".to_owned());
        finding.with_gravity(Gravity::Doubt)
    };
    each_or_all(
        wall,
        found,
        &lacking,
        resolved.len(),
        |node| {
            let message = wall.fill(text::HINT_H1_2, [&node.quoted()]);
            marked(Finding::about(&[node], message))
        },
        |names| {
            let message = wall.fill(text::HINT_H1_3, [names]);
            marked(Finding::about(&lacking, message))
        },
    );
}

fn without_owner(
    wall: &Wall<'_>,
    lacking: &[&Node<'_>],
    candidates: usize,
    found: &mut Vec<Finding>,
) {
    let marked = |mut finding: Finding| {
        finding.subjects.push("owner".to_owned());
        finding
    };
    each_or_all(
        wall,
        found,
        lacking,
        candidates,
        |node| {
            let message = wall.fill(text::HINT_H1_4, [&node.quoted()]);
            marked(Finding::about(&[node], message))
        },
        |names| {
            let message = wall.fill(text::HINT_H1_5, [names]);
            marked(Finding::about(lacking, message))
        },
    );
}

#[cfg(test)]
mod tests {
    use squall_board::{Detail, HotspotState};

    use super::RuleId::H1;
    use crate::testing::{check, check_in, check_on, detailed, english, english_at, of_rule};
    use crate::{Level, Settings, Stage};

    #[test]
    fn a_label_is_no_question() {
        let hotspots = english_at(Level::Design, Stage::HotSpots);
        check_in(
            &hotspots,
            H1,
            "hotspot Refunds; hotspot Payment timeout",
            &["Refunds", "Payment timeout"],
        );
        check_in(&hotspots, H1, "hotspot Who pays; hotspot Refunds?", &[]);
        check_in(&hotspots, H1, "hotspot The retry count must be atomic with the payment", &[]);
        let unknown = Settings::at(Level::Design, Stage::HotSpots);
        check_in(&unknown, H1, "hotspot Palautukset", &[]);
    }

    #[test]
    fn an_owner_is_missed_at_the_end() {
        check(H1, "hotspot Who pays?; hotspot Why?¶owner: Ann", &["Who pays?"]);
        check(H1, "hotspot Who pays?; hotspot Why?; hotspot How?", &["Who pays?, Why?, How?"]);
        check(H1, "hotspot Who pays?¶Resolved: the customer; hotspot ✓ Why?", &[]);
        check(H1, "hotspot Refunds¶owner: Ben", &[]);
    }

    #[test]
    fn an_owner_may_be_a_detail() {
        let owner = |name: &str| Detail::Owner(name.to_owned());
        let text = "hotspot Who pays?; hotspot Refunds";
        let wall = detailed(text, &[("Who pays?", owner("Ann")), ("Refunds", owner("Ben"))]);
        check_on(&wall, &english(), H1, &[]);
        let wall = detailed("hotspot Who pays?", &[("Who pays?", owner(" "))]);
        check_on(&wall, &english(), H1, &["Who pays?"]);
    }

    #[test]
    fn what_is_parked_or_resolved_is_not_asked_about() {
        let (parked, resolved) = (HotspotState::Parked, HotspotState::Resolved);
        let text = "hotspot Refunds; hotspot Who pays?; hotspot Why so late?";
        let details = [
            ("Refunds", Detail::State(parked)),
            ("Who pays?", Detail::State(resolved)),
            ("Who pays?", Detail::Answer("the customer".to_owned())),
        ];
        check_on(&detailed(text, &details), &english(), H1, &["Why so late?"]);
        let open = [("Who pays?", Detail::State(HotspotState::Open))];
        check_on(&detailed("hotspot Who pays?", &open), &english(), H1, &["Who pays?"]);
    }

    #[test]
    fn what_is_resolved_has_an_answer() {
        let resolved = |name| (name, Detail::State(HotspotState::Resolved));
        let wall = detailed("hotspot Who pays?", &[resolved("Who pays?")]);
        check_on(&wall, &english(), H1, &["Who pays?"]);
        let hint = &of_rule(&wall, &english(), H1)[0];
        assert_eq!(hint.message, "“Who pays?” is resolved, and nothing says how.");
        assert_eq!(hint.severity, crate::Severity::Question);
        let name = "Who pays?¶Resolved: the customer";
        let wall = detailed(&format!("hotspot {name}"), &[resolved(name)]);
        check_on(&wall, &english(), H1, &[]);
    }
}
