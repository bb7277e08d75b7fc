//! H1: a hot spot that nobody will understand later, or that nobody sees to.

use std::collections::BTreeSet;

use squall_board::NoteKind;
use squall_language::is_question;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::fix::Fix;
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::terms::{has_owner, is_resolved, opens_question, words};
use crate::wall::{Node, Wall, each_or_all};

pub(super) const RULE: Rule = Rule {
    id: RuleId::H1,
    title: "Open hot spot",
    explanation: "Hot spots are not solved during the session, only caught. That works if they \
        can still be understood next week, which a single word cannot: say what is asked or \
        feared. And it works if somebody sees to each of them, else all of them stay open.",
    source: "The guide: “Question or concern”, “Do not solve them now”; prooph board on owners",
    question: "What exactly is open, and who finds out?",
    needs: &[Need::Begun(Stage::HotSpots)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Style,
    check,
};

/// Most words of a hot spot that is a mere label. Longer ones say what they fear.
const LABEL_WORDS_MAX: usize = 3;

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let text = |node: &Node<'_>| -> String {
        let notes = node.element.notes.iter().filter_map(|note| wall.board.note(*note));
        notes.map(|note| note.text.as_str()).collect::<Vec<_>>().join("\n")
    };
    let open: Vec<&Node<'_>> =
        wall.of_kind(NoteKind::Hotspot).filter(|node| !is_resolved(&text(node))).collect();
    let mut labels = BTreeSet::new();
    for node in open.iter().filter(|_| wall.language.is_some()) {
        let name = &node.element.name;
        let is_label = words(name).len() <= LABEL_WORDS_MAX && !opens_question(name);
        if is_label && !is_question(name, wall.language) && !has_owner(&text(node)) {
            let message = format!("{} does not say what is asked or feared.", node.quoted());
            let fix = wall.rewritable(node).map(|notes| {
                let end = name.trim_end_matches(['.', '!', '…']).len();
                Fix::rewrite(notes, format!("{}?", &name[..end]))
            });
            let mut finding = Finding::about(&[node], message).with_gravity(Gravity::Doubt);
            finding.fix = fix;
            found.push(finding);
            labels.insert(node.at);
        }
    }
    if !wall.settings.is_done(Stage::HotSpots) {
        return;
    }
    let lacking: Vec<&Node<'_>> =
        open.iter().copied().filter(|node| !has_owner(&text(node))).collect();
    // What it is about comes before who sees to it.
    let lacking: Vec<&Node<'_>> =
        lacking.into_iter().filter(|node| !labels.contains(&node.at)).collect();
    let marked = |mut finding: Finding| {
        finding.subjects.push("owner".to_owned());
        finding
    };
    each_or_all(
        found,
        &lacking,
        open.len(),
        |node| {
            let message = format!("Nobody sees to {}: write “owner: …” on it.", node.quoted());
            marked(Finding::about(&[node], message))
        },
        |names| {
            let message =
                format!("Nobody sees to any hot spot: {names}; write “owner: …” on them.");
            marked(Finding::about(&lacking, message))
        },
    );
}

#[cfg(test)]
mod tests {
    use super::RuleId::H1;
    use crate::testing::{check, check_in, english_at};
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
}
