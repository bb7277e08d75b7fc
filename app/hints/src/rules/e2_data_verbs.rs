//! E2: an event that only says what became of data.

use std::collections::BTreeSet;

use squall_board::NoteKind;
use squall_language::crud_verb;
use squall_texts::text;

use super::{EVERY_LEVEL, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{Node, Wall, key};

pub(super) const RULE: Rule = Rule {
    id: RuleId::E2,
    title: text::HINT_E2_TITLE,
    explanation: text::HINT_E2_EXPLANATION,
    source: "The guide, common mistakes: “Confusing events with CRUD operations”",
    question: text::HINT_E2_QUESTION,
    needs: &[Need::Begun(Stage::Timeline)],
    levels: EVERY_LEVEL,
    gravity: Gravity::Style,
    check,
};

/// Verbs that move a thing into something or out of it, which is business: the guide's own cart has
/// “Item Added”.
#[rustfmt::skip]
const MOVES: [&str; 15] = [
    "add", "remove", "hinzufügen", "entfernen", "einfügen", "ajouter", "retirer", "enlever",
    "añadir", "agregar", "quitar", "adicionar", "remover", "toevoegen", "verwijderen",
];
/// Verbs that begin a life.
#[rustfmt::skip]
const BEGINS: [&str; 9] = [
    "create", "erstellen", "anlegen", "créer", "crear", "criar", "aanmaken", "maken", "creëren",
];

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let Some(language) = wall.language else { return };
    let mut living: BTreeSet<String> = BTreeSet::new();
    let mut about_data: Vec<(&Node<'_>, String)> = Vec::new();
    for event in wall.of_kind(NoteKind::DomainEvent) {
        let crud = crud_verb(&event.element.name, language).and_then(|verb| verb.base);
        match crud {
            Some(base) if !MOVES.contains(&base.as_str()) => about_data.push((event, base)),
            Some(_) | None => living.extend(object(event)),
        }
    }
    for (event, base) in about_data {
        // The beginning of a life whose other steps have names is a step itself.
        let begins = BEGINS.contains(&base.as_str());
        if begins && object(event).is_some_and(|object| living.contains(&object)) {
            continue;
        }
        let message = wall.fill(text::HINT_E2_1, [&event.quoted()]);
        let question = wall.fill(text::HINT_E2_2, [&event.element.name]);
        let gravity = if begins { Gravity::Doubt } else { Gravity::Style };
        found.push(Finding::about(&[event], message).with_gravity(gravity).asking(question));
    }
}

/// What the event happened to: its words without the verb.
fn object(event: &Node<'_>) -> Option<String> {
    let range = event.reading.as_ref()?.verb.as_ref()?.range.clone();
    let chars = event.element.name.chars().enumerate();
    let object: String = chars.filter(|(at, _)| !range.contains(at)).map(|(_, c)| c).collect();
    Some(key(&object))
}

#[cfg(test)]
mod tests {
    use super::RuleId::E2;
    use crate::testing::{check, check_in, english};
    use crate::{Level, Settings, Stage};

    #[test]
    fn what_became_of_data_is_asked_about() {
        check(
            E2,
            "event Order Updated; event CustomerDeleted",
            &["Order Updated", "CustomerDeleted"],
        );
        check(E2, "event Order Created", &["Order Created"]);
        let german = Settings { language: Some(squall_language::Language::German), ..english() };
        check_in(&german, E2, "event Bestellung aktualisiert", &["Bestellung aktualisiert"]);
    }

    #[test]
    fn business_is_left_alone() {
        check(E2, "event Order Quantity Changed; event Address Corrected; event Order Placed", &[]);
        check(E2, "event Item Added; event Item Removed", &[]);
        check(E2, "command Update Order; readmodel Order Updated", &[]);
        let unknown = Settings::at(Level::Design, Stage::BoundedContexts);
        check_in(&unknown, E2, "event Tilaus päivitetty", &[]);
    }

    #[test]
    fn the_beginning_of_a_life_is_a_step() {
        check(E2, "event Subscription Created; event Subscription Paused", &[]);
        check(E2, "event Order Created; event Order Deleted", &["Order Created", "Order Deleted"]);
    }
}
