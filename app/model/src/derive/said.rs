//! What the notes of one concept say beside their name: their details taken together, and what the
//! words on policies and hot spots say where nobody has filled in a detail.

use std::collections::{BTreeMap, BTreeSet};

use squall_board::{ActorKind, Detail, HotspotState, Note, NoteKind};

use crate::domain_model::Field;
use crate::names::{identity, key, one_line, reaction};
use crate::policy_text;

/// Labels before the name of who sees to something, in the languages whose verbs are known.
#[rustfmt::skip]
const OWNER: [&str; 14] = [
    "owner", "owned by", "assigned to", "assignee", "who", "verantwortlich", "zuständig",
    "responsable", "resp", "dueño", "dono", "responsável", "eigenaar", "verantwoordelijk",
];

/// What notes say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) fields: Vec<Field>,
    pub(super) rules: Vec<String>,
    pub(super) condition: String,
    pub(super) delay: String,
    pub(super) actor_kind: Option<ActorKind>,
    pub(super) state: Option<HotspotState>,
    pub(super) owner: String,
    pub(super) answer: String,
    pub(super) meaning: String,
    pub(super) tags: Vec<String>,
}

impl Said {
    /// What these notes say, in their order: of single values the first counts, of fields with one
    /// name the first, with the first example of any. Words count where no detail says it.
    pub(super) fn on(notes: &[&Note]) -> Self {
        let mut said = Self::default();
        let mut fields: BTreeMap<String, usize> = BTreeMap::new();
        let mut rules: BTreeSet<String> = BTreeSet::new();
        let mut tags: BTreeSet<&str> = BTreeSet::new();
        for detail in notes.iter().flat_map(|note| &note.details) {
            match detail {
                Detail::Field(field) => said.add_field(field, &mut fields),
                Detail::Rule { text, .. } => {
                    if !text.trim().is_empty() && rules.insert(key(text)) {
                        said.rules.push(text.trim().to_owned());
                    }
                }
                Detail::Condition(text) => set(&mut said.condition, text),
                Detail::Delay(text) => set(&mut said.delay, text),
                Detail::ActorKind(kind) => said.actor_kind = said.actor_kind.or(Some(*kind)),
                Detail::State(state) => said.state = said.state.or(Some(*state)),
                Detail::Owner(text) => set(&mut said.owner, text),
                Detail::Answer(text) => set(&mut said.answer, text),
                Detail::Meaning(text) => set(&mut said.meaning, text),
                Detail::Tag(tag) => {
                    if !tag.trim().is_empty() {
                        tags.insert(tag.trim());
                    }
                }
            }
        }
        said.tags = tags.into_iter().map(str::to_owned).collect();
        for note in notes {
            said.read_words(note);
        }
        said
    }

    fn add_field(&mut self, field: &squall_board::Field, known: &mut BTreeMap<String, usize>) {
        let name = field.name.trim();
        if name.is_empty() {
            return;
        }
        let at = *known.entry(identity(name)).or_insert(self.fields.len());
        if at == self.fields.len() {
            let (name, kind) = (name.to_owned(), field.kind.clone());
            self.fields.push(Field { name, kind, example: String::new() });
        }
        set(&mut self.fields[at].example, &field.example);
    }

    fn read_words(&mut self, note: &Note) {
        if note.kind == NoteKind::Policy
            && let Some(reaction) = reaction(&note.text)
        {
            set(&mut self.condition, &policy_text::condition(reaction.when).unwrap_or_default());
            set(&mut self.delay, &policy_text::delay(reaction.then).unwrap_or_default());
        }
        if note.kind == NoteKind::Hotspot && self.owner.is_empty() {
            self.owner = owner(&note.text).unwrap_or_default();
        }
    }
}

/// Takes the text unless there is one already.
fn set(value: &mut String, text: &str) {
    if value.is_empty() {
        text.trim().clone_into(value);
    }
}

/// Who sees to it: "owner: Ann", "@Ann".
fn owner(text: &str) -> Option<String> {
    let labelled = text.lines().find_map(|line| {
        line.rsplit(['(', '[', ',', ';', '.', '?', '!']).find_map(|part| {
            let (label, name) = part.split_once(':')?;
            let name = name.trim_matches(|c: char| !c.is_alphanumeric());
            let is_owner = OWNER.contains(&label.trim().to_lowercase().as_str());
            (is_owner && !name.is_empty()).then(|| one_line(name))
        })
    });
    labelled.or_else(|| {
        text.split_whitespace().find_map(|word| {
            let name = word.trim_start_matches('(').strip_prefix('@')?;
            let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
            name.starts_with(char::is_alphabetic).then(|| name.to_owned())
        })
    })
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::note;
    use squall_board::{DetailId, Details, FieldType};

    use super::*;

    fn with(text: &str, kind: NoteKind, details: Vec<Detail>) -> Note {
        Note { details: Details::from(details), ..note(text, kind) }
    }

    fn field(at: u128, name: &str, kind: FieldType, example: &str) -> Detail {
        let (name, example) = (name.to_owned(), example.to_owned());
        Detail::Field(squall_board::Field { id: DetailId::from_u128(at), name, kind, example })
    }

    #[test]
    fn fields_of_one_name_are_one_field_and_the_first_note_tells_its_type() {
        let first = vec![
            field(9, "order_id", FieldType::Identifier, ""),
            field(10, " ", FieldType::List, ""),
        ];
        let second = vec![
            field(1, "Order ID", FieldType::Text, "A-7"),
            field(2, "total", FieldType::Money, "12"),
        ];
        let notes = [
            with("Paid", NoteKind::DomainEvent, first),
            with("paid", NoteKind::DomainEvent, second),
        ];
        let said = Said::on(&notes.iter().collect::<Vec<_>>());
        let found: Vec<(&str, bool, &str)> = (said.fields.iter())
            .map(|it| (it.name.as_str(), it.is_identifier(), it.example.as_str()))
            .collect();
        assert_eq!(found, [("order_id", true, "A-7"), ("total", false, "12")]);
    }

    #[test]
    fn of_single_values_the_first_along_the_timeline_counts() {
        let rule =
            |at, text: &str| Detail::Rule { id: DetailId::from_u128(at), text: text.to_owned() };
        let first =
            vec![Detail::Meaning("one".to_owned()), Detail::Tag("b".to_owned()), rule(2, "R 1")];
        let second = vec![
            Detail::Meaning("two".to_owned()),
            Detail::Owner(" Ann ".to_owned()),
            Detail::Tag("a".to_owned()),
            rule(1, "r 1"),
            rule(3, "r 2"),
        ];
        let notes = [with("x", NoteKind::Aggregate, first), with("x", NoteKind::Aggregate, second)];
        let said = Said::on(&notes.iter().collect::<Vec<_>>());
        assert_eq!((said.meaning.as_str(), said.owner.as_str()), ("one", "Ann"));
        assert_eq!(said.tags, ["a", "b"]);
        assert_eq!(said.rules, ["R 1", "r 2"]);
    }

    #[test]
    fn a_policy_says_its_condition_and_delay_unless_a_detail_does() {
        let text =
            "Retry\nWhen Payment Failed (and retry count < 2)\nthen Schedule Retry with 24h delay";
        let said = Said::on(&[&with(text, NoteKind::Policy, vec![])]);
        assert_eq!((said.condition.as_str(), said.delay.as_str()), ("retry count < 2", "24h"));
        let details = vec![Detail::Condition("twice at most".to_owned())];
        let said = Said::on(&[&with(text, NoteKind::Policy, details)]);
        assert_eq!((said.condition.as_str(), said.delay.as_str()), ("twice at most", "24h"));
        let said = Said::on(&[&with(text, NoteKind::DomainEvent, vec![])]);
        assert_eq!(said, Said::default());
    }

    #[test]
    fn owners_are_named_in_words() {
        for (text, expected) in [
            ("Who pays? owner: Ann", Some("Ann")),
            ("Refunds @ann.", Some("ann")),
            ("Why?\nZuständig: Ben", Some("Ben")),
            ("X (owner: Ann B)", Some("Ann B")),
            ("Who owns this?", None),
            ("owner:", None),
            ("Who: ?", None),
            ("mail a@b.com", None),
        ] {
            assert_eq!(owner(text).as_deref(), expected, "{text}");
        }
        let details = vec![Detail::Owner("Cem".to_owned())];
        let said = Said::on(&[&with("Why? owner: Ann", NoteKind::Hotspot, details)]);
        assert_eq!(said.owner, "Cem");
    }
}
