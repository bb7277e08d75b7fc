//! What fields are called: when two names may mean one value, and which values need no source. Names are
//! taken generously, because a source that is not seen costs trust and one that is imagined only a hint.

use std::collections::BTreeMap;

use squall_board::{Field, FieldType};

use crate::terms;

/// Words of a name that are looked at; no field has more that matter.
const WORDS_MAX: usize = 8;

/// Last words of names that tell things apart.
const IDENTITY: [&str; 8] =
    ["id", "uuid", "guid", "version", "sequence", "kennung", "identifiant", "identificador"];

/// Last words of names that say when.
#[rustfmt::skip]
const MOMENT: [&str; 18] = [
    "at", "on", "date", "time", "timestamp", "day", "instant", "moment", "datum", "zeit",
    "uhrzeit", "zeitpunkt", "heure", "fecha", "hora", "data", "tijd", "tijdstip",
];

/// Words of names of values that follow from others, or from what has happened.
#[rustfmt::skip]
const FOLLOWS: [&str; 52] = [
    "count", "counter", "total", "subtotal", "sum", "average", "status", "state", "balance",
    "remaining", "overdue", "history", "reason", "result", "outcome", "error", "anzahl", "summe",
    "gesamt", "durchschnitt", "stand", "saldo", "zustand", "verlauf", "grund", "ergebnis",
    "fehler", "nombre", "somme", "moyenne", "statut", "état", "solde", "raison", "motif",
    "suma", "promedio", "media", "estado", "razón", "motivo", "resultado", "soma", "média",
    "razão", "aantal", "totaal", "som", "gemiddelde", "toestand", "reden", "resultaat",
];

/// The words of a field's name, without the s of plurals.
fn words(name: &str) -> Vec<String> {
    let mut words = terms::words(name);
    words.truncate(WORDS_MAX);
    for word in &mut words {
        if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") {
            word.pop();
        }
    }
    words
}

/// What two spellings of one name have in common; empty if it has no letters and digits.
pub(crate) fn key(name: &str) -> String {
    words(name).concat()
}

/// Every run of the words, joined.
fn parts(words: &[String]) -> impl Iterator<Item = String> {
    let starts = 0..words.len();
    starts
        .flat_map(move |start| (start + 1..=words.len()).map(move |end| words[start..end].concat()))
}

fn ends_with(name: &str, last_words: &[&str]) -> bool {
    terms::words(name).last().is_some_and(|word| last_words.contains(&word.as_str()))
}

/// Whether the system makes such a value when something happens: what tells things apart, and when.
pub(crate) fn is_made_by_system(field: &Field) -> bool {
    match &field.kind {
        FieldType::Identifier | FieldType::DateTime => true,
        FieldType::Text
        | FieldType::Number
        | FieldType::Boolean
        | FieldType::Money
        | FieldType::List
        | FieldType::Custom(_) => {
            ends_with(&field.name, &IDENTITY) || ends_with(&field.name, &MOMENT)
        }
    }
}

/// Whether such a value follows from other values, or from what has happened, so that nobody records
/// it: totals, states, reasons.
pub(crate) fn follows_from_others(field: &Field) -> bool {
    terms::words(&field.name).iter().any(|word| FOLLOWS.contains(&word.as_str()))
}

/// Whether such a value is put together from what has happened: whether it did, when, and all of it; or
/// is the identity of what shows it.
pub(crate) fn is_gathered(field: &Field) -> bool {
    match &field.kind {
        FieldType::Boolean | FieldType::List | FieldType::DateTime => true,
        FieldType::Text
        | FieldType::Number
        | FieldType::Identifier
        | FieldType::Money
        | FieldType::Custom(_) => {
            let is_own = IDENTITY.contains(&key(&field.name).as_str());
            is_own || ends_with(&field.name, &MOMENT)
        }
    }
}

/// The names of fields that are known somewhere, each with the place on the timeline from which on.
#[derive(Debug, Default)]
pub(crate) struct Known {
    whole: BTreeMap<String, usize>,
    parts: BTreeMap<String, usize>,
}

impl Known {
    /// Takes in the name of a field that is known from the place on.
    pub(crate) fn add(&mut self, name: &str, place: usize) {
        let words = words(name);
        let earliest = |names: &mut BTreeMap<String, usize>, key: String| {
            let known = names.entry(key).or_insert(place);
            *known = place.min(*known);
        };
        earliest(&mut self.whole, words.concat());
        parts(&words).for_each(|part| earliest(&mut self.parts, part));
    }

    /// Whether a field is known before the place whose name may mean the same: it holds the other, as
    /// “amount” and “amount in cents”, or is held by it, as “customer name” and “name”.
    pub(crate) fn has_before(&self, name: &str, place: usize) -> bool {
        let words = words(name);
        let is_before = |known: Option<&usize>| known.is_some_and(|known| *known < place);
        is_before(self.parts.get(&words.concat()))
            || parts(&words).any(|part| is_before(self.whole.get(&part)))
    }

    /// As [`Self::has_before`], at any place.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.has_before(name, usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use squall_board::DetailId;

    use super::*;

    fn field(name: &str, kind: FieldType) -> Field {
        let id = DetailId::from_u128(1);
        Field { id, name: name.to_owned(), kind, example: String::new() }
    }

    #[test]
    fn one_name_has_many_spellings() {
        for name in ["orderId", "order_id", "Order ID", "order-id", "orders id"] {
            assert_eq!(key(name), "orderid", "{name}");
        }
        assert_eq!(key("🎉"), "");
    }

    #[test]
    fn names_that_hold_each_other_may_mean_the_same() {
        let mut known = Known::default();
        known.add("amount in cents", 7);
        known.add("name", 7);
        for name in ["amount", "Amount in Cents", "customerName", "cents"] {
            assert!(known.has(name), "{name}");
        }
        for name in ["street", "order", "amounted"] {
            assert!(!known.has(name), "{name}");
        }
    }

    #[test]
    fn what_is_known_later_is_no_source() {
        let mut known = Known::default();
        known.add("street", 7);
        assert!(known.has_before("street", 8) && !known.has_before("street", 7));
        known.add("street", 3);
        assert!(known.has_before("street", 7));
    }

    #[test]
    fn the_system_makes_what_tells_things_apart_and_when() {
        for name in ["order id", "startedAt", "Zeitpunkt", "due_date"] {
            assert!(is_made_by_system(&field(name, FieldType::Text)), "{name}");
        }
        assert!(is_made_by_system(&field("sku", FieldType::Identifier)));
        assert!(!is_made_by_system(&field("amount", FieldType::Money)));
    }

    #[test]
    fn totals_and_states_follow_from_others() {
        assert!(follows_from_others(&field("totalAmount", FieldType::Money)));
        assert!(follows_from_others(&field("Status", FieldType::Text)));
        assert!(!follows_from_others(&field("street", FieldType::Text)));
        assert!(is_gathered(&field("payments", FieldType::List)));
        assert!(is_gathered(&field("Id", FieldType::Identifier)));
        assert!(!is_gathered(&field("order id", FieldType::Identifier)));
        assert!(!is_gathered(&field("payment", FieldType::Money)));
    }
}
