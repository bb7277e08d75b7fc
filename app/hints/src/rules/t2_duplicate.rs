//! T2: one name on several notes, and names that differ by a slip of the pen.

use std::collections::{BTreeMap, BTreeSet};

use squall_board::{NoteId, NoteKind, arrange, gather, notation};
use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::terms;
use crate::wall::{Node, Wall, key};

pub(super) const RULE: Rule = Rule {
    id: RuleId::T2,
    title: text::HINT_T2_TITLE,
    explanation: text::HINT_T2_EXPLANATION,
    source: "The DDD Crew and the guide on the timeline: “Identify gaps and duplicates”; \
        dddheuristics: “don't be shy on duplicating stickies”",
    question: text::HINT_T2_QUESTION,
    needs: &[Need::Begun(Stage::Timeline)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Doubt,
    check,
};

/// Shortest word in which letters may have been swapped.
const SWAPPED_CHARS_MIN: usize = 6;
/// Shortest name that is compared.
const NAME_CHARS_MIN: usize = 4;

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    same_names(wall, found);
    near_names(wall, found);
}

fn same_names(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let pairs = wall.model.flows.iter().flat_map(|flow| &flow.pairs);
    let linked: BTreeSet<NoteId> = gather(pairs.flat_map(|it| [it.from, it.to]));
    for event in wall.of_kind(NoteKind::DomainEvent) {
        let notes = &event.element.notes;
        let loose = notes.iter().filter(|note| !linked.contains(note)).count();
        // Later only a note that nothing leads to or from looks left over.
        let is_odd =
            wall.settings.current == Some(Stage::Timeline) || (loose > 0 && loose < notes.len());
        if notes.len() > 1 && is_odd && event.element.contexts.len() < 2 {
            let message = wall.fill(text::HINT_T2_1, [&event.quoted(), &notes.len().to_string()]);
            let question = wall.fill(text::HINT_T2_2, [&event.element.name]);
            found.push(Finding::about(&[event], message).asking(question));
        }
    }
}

fn near_names(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut firsts: Vec<&Node<'_>> = Vec::new();
    for node in wall.nodes() {
        let kinds = [NoteKind::DomainEvent, NoteKind::Command, NoteKind::Aggregate];
        if !kinds.contains(&node.kind) || node.element.name.chars().count() < NAME_CHARS_MIN {
            continue;
        }
        let mut form: Vec<String> = terms::words(&node.element.name)
            .iter()
            .filter_map(|word| without_slips(word))
            .collect();
        arrange(&mut form, String::cmp);
        form.push(notation::of(node.kind).name.to_owned());
        let place = *seen.entry(form.join(" ")).or_insert(firsts.len());
        let Some(&first) = firsts.get(place) else {
            firsts.push(node);
            continue;
        };
        if are_other_verbs(first, node) || key(&first.element.name) == key(&node.element.name) {
            continue;
        }
        let (kept, other) = if trust(node) > trust(first) { (node, first) } else { (first, node) };
        let message = wall.fill(text::HINT_T2_3, [&kept.quoted(), &other.quoted()]);
        let fix = wall
            .rewritable(other)
            .map(|notes| wall.fix().rewrite(notes, kept.element.name.clone()));
        let question = wall.fill(text::HINT_T2_4, [&kept.element.name, &other.element.name]);
        let finding = Finding::about(&[other, kept], message);
        found.push(finding.with_fix_or_question(fix, question));
    }
}

/// How likely the spelling is the right one: its verb is written as verbs are, or more notes have it.
fn trust(node: &Node<'_>) -> (bool, usize) {
    let verb = node.reading.as_ref().and_then(|reading| reading.verb.as_ref());
    let is_right = verb.is_some_and(|verb| {
        let chars = node.element.name.chars().skip(verb.range.start).take(verb.range.len());
        let written = Some(chars.flat_map(char::to_lowercase).collect::<String>());
        verb.base.is_some() && (written == verb.past || written == verb.participle)
    });
    (is_right, node.element.notes.len())
}

/// What stays of a word when slips of the pen are taken away: doubled letters, the letters inside of a
/// long word in another order, the s of a plural, s for z. `None` for words that change nothing.
fn without_slips(word: &str) -> Option<String> {
    if ["the", "a", "an", "was", "were", "has", "have", "been", "is", "are"].contains(&word) {
        return None;
    }
    let mut letters: Vec<char> = word.chars().map(|c| if c == 'z' { 's' } else { c }).collect();
    letters.dedup();
    if letters.iter().any(|c| c.is_numeric()) {
        return Some(word.to_owned());
    }
    if letters.len() > 3 && letters.last() == Some(&'s') {
        letters.pop();
    }
    let last = letters.len() - 1;
    if letters.len() >= SWAPPED_CHARS_MIN {
        letters[1..last].sort_unstable();
    }
    Some(letters.into_iter().collect())
}

/// Whether both have a verb that is known, and not the same: “Form Filed” is no “Form Filled”.
fn are_other_verbs(a: &Node<'_>, b: &Node<'_>) -> bool {
    let base = |node: &Node<'_>| node.reading.as_ref()?.verb.as_ref()?.base.clone();
    base(a).zip(base(b)).is_some_and(|(a, b)| a != b)
}

#[cfg(test)]
mod tests {
    use super::RuleId::T2;
    use crate::testing::{check, check_in, english_at};
    use crate::{Level, Stage};

    #[test]
    fn one_name_on_two_notes_is_asked_about_on_the_timeline() {
        let text = "event Paid @ 0,0; event paid @ 900,0";
        check_in(&english_at(Level::BigPicture, Stage::Timeline), T2, text, &["Paid, paid"]);
        check(T2, text, &[]);
    }

    #[test]
    fn later_only_a_note_that_is_left_over_is_asked_about() {
        let text = "event Paid @ 0,0; event paid @ 900,0; command Pay; Pay -> Paid";
        check(T2, text, &["Paid, paid"]);
        let text = "event Paid @ 0,0; event paid @ 900,0; command Pay; Pay -> Paid; Pay -> paid";
        check(T2, text, &[]);
    }

    #[test]
    fn slips_of_the_pen_are_told() {
        check(T2, "event Order Placed; event Orders Placed", &["Orders Placed, Order Placed"]);
        check(
            T2,
            "event Order Cancelled; event Order Canceled",
            &["Order Canceled, Order Cancelled"],
        );
        check(T2, "event Order Placed; event Order Palced", &["Order Palced, Order Placed"]);
        check(
            T2,
            "event Order Placed; event The order was placed",
            &["The order was placed, Order Placed"],
        );
        check(T2, "aggregate Cart; aggregate Carts", &["Carts, Cart"]);
        check(T2, "event Order Shiped; event Order Shipped", &["Order Shiped, Order Shipped"]);
    }

    #[test]
    fn other_things_are_left_alone() {
        for text in [
            "event Order Picked; event Order Packed",
            "event Form Filed; event Form Filled",
            "event Contact Added; event Contract Added",
            "event Item 1 Added; event Item 2 Added; event Item 11 Added",
            "event Post Created; event Post Reacted",
            "command Place Order; event Place Order",
            "event Order Placed; event Order Paid; event Order Shipped",
        ] {
            check(T2, text, &[]);
        }
    }
}
