//! B4: one word in two contexts.

use std::collections::{BTreeMap, BTreeSet};

use squall_board::{DetailKey, NoteId, NoteKind, gather};
use squall_model::ElementId;
use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Node, Wall, key};

pub(super) const RULE: Rule = Rule {
    id: RuleId::B4,
    title: text::HINT_B4_TITLE,
    explanation: text::HINT_B4_EXPLANATION,
    source: "The guide: a bounded context is “where the language and rules change”; the Bounded \
        Context Canvas",
    question: text::HINT_B4_QUESTION,
    needs: &[Need::Begun(Stage::BoundedContexts)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Doubt,
    check,
};

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    for words in things(wall).into_values() {
        let contexts: BTreeSet<&ElementId> =
            gather(words.iter().flat_map(|node| &node.element.contexts));
        // An aggregate in two contexts is a matter of its own.
        let is_word = words.iter().any(|node| node.kind != NoteKind::Aggregate);
        if contexts.len() > 1 && is_word && !is_explained(wall, &words, &contexts) {
            found.push(told(wall, &words, &contexts));
        }
    }
    for event in wall.of_kind(NoteKind::DomainEvent) {
        let producing = producing_contexts(wall, event);
        if producing.len() > 1 && !is_explained(wall, &[event], &producing) {
            found.push(told(wall, &[event], &producing));
        }
    }
}

/// Aggregates and read models by their names, which are words of the business.
fn things<'w, 'a>(wall: &'w Wall<'a>) -> BTreeMap<String, Vec<&'w Node<'a>>> {
    let mut things: BTreeMap<String, Vec<&Node<'a>>> = BTreeMap::new();
    for kind in [NoteKind::Aggregate, NoteKind::ReadModel] {
        for node in wall.of_kind(kind) {
            things.entry(key(&node.element.name)).or_default().push(node);
        }
    }
    things
}

/// The contexts in which something of their own brings the event about; an event that is only heard in
/// the second context means what it means in the first.
fn producing_contexts<'a>(wall: &Wall<'a>, event: &Node<'_>) -> BTreeSet<&'a ElementId> {
    if event.element.contexts.len() < 2 {
        return BTreeSet::new();
    }
    let kinds = [NoteKind::Command, NoteKind::Aggregate, NoteKind::ExternalSystem];
    let causes = kinds.into_iter().flat_map(|kind| wall.before(event, kind));
    let pairs = causes.filter_map(|cause| wall.flow(cause, event)).flat_map(|flow| &flow.pairs);
    gather(pairs.filter_map(|pair| {
        let (from, to) = (wall.context_of(pair.from)?, wall.context_of(pair.to)?);
        (from == to).then_some(from)
    }))
}

/// Whether a note says in each of the contexts what the word means there.
fn is_explained(wall: &Wall<'_>, words: &[&Node<'_>], contexts: &BTreeSet<&ElementId>) -> bool {
    let notes = words.iter().flat_map(|node| &node.element.notes);
    let meant = notes.filter(|note| {
        let details = wall.board.note(**note).map(|note| &note.details);
        details.is_some_and(|details| !details.words(&DetailKey::Meaning).trim().is_empty())
    });
    let explained: BTreeSet<&ElementId> = gather(meant.filter_map(|note| wall.context_of(*note)));
    contexts.is_subset(&explained)
}

fn told(wall: &Wall<'_>, words: &[&Node<'_>], contexts: &BTreeSet<&ElementId>) -> Finding {
    let names: Vec<String> = contexts.iter().map(|id| wall.context_name(id)).collect();
    let notes: Vec<NoteId> = words.iter().flat_map(|node| node.element.notes.clone()).collect();
    let message = wall.fill(text::HINT_B4_1, [&words[0].quoted(), &wall.listed_names(&names)]);
    let question = wall.fill(text::HINT_B4_2, [&words[0].element.name, &wall.listed_names(&names)]);
    Finding::about(words, message).on_notes(notes).asking(question)
}

#[cfg(test)]
mod tests {
    use squall_board::Detail;

    use super::RuleId::B4;
    use crate::testing::{check, check_on, detailed, english};

    const CONTEXTS: &str = "context Sales @ 0,0 600x600; context Billing @ 1000,0 600x600;";

    #[test]
    fn one_word_in_two_contexts_is_asked_about() {
        check(
            B4,
            &format!("{CONTEXTS} aggregate Order @ 0,0; readmodel order @ 1000,0"),
            &["Order, order"],
        );
        let text = format!(
            "{CONTEXTS} event Confirmed @ 0,0; event confirmed @ 1000,0; command A @ 0,100; command B @ 1000,100
             A -> Confirmed; B -> confirmed"
        );
        check(B4, &text, &["Confirmed, confirmed"]);
    }

    #[test]
    fn meanings_in_both_contexts_answer_it() {
        let text = format!("{CONTEXTS} aggregate Order @ 0,0; readmodel order @ 1000,0");
        let meaning = |note, words: &str| (note, Detail::Meaning(words.to_owned()));
        let sold = meaning("Order", "what a customer wants");
        let billed = meaning("order", "what a customer owes");
        check_on(&detailed(&text, std::slice::from_ref(&sold)), &english(), B4, &["Order, order"]);
        check_on(
            &detailed(&text, &[sold.clone(), meaning("order", " ")]),
            &english(),
            B4,
            &["Order, order"],
        );
        check_on(&detailed(&text, &[sold, billed]), &english(), B4, &[]);
    }

    #[test]
    fn what_is_only_heard_is_left_alone() {
        let text = format!(
            "{CONTEXTS} event Confirmed @ 0,0; event confirmed @ 1000,0; command A @ 0,100; policy B @ 1000,100
             A -> Confirmed; confirmed -> B"
        );
        check(B4, &text, &[]);
        check(
            B4,
            &format!("{CONTEXTS} actor Ann @ 0,0; actor ann @ 1000,0; aggregate X @ 0,0"),
            &[],
        );
        check(B4, "aggregate Order; readmodel order", &[]);
    }
}
