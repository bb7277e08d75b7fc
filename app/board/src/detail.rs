//! What a note says beside its text: fields, rules, conditions, owners. Each detail is a property of
//! its own, so that two people who fill in different ones at the same time keep both.

use serde::{Deserialize, Serialize};

use crate::DetailId;

/// What kind of value a field holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FieldType {
    /// Words.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// A moment.
    DateTime,
    /// What tells one thing from all others of its kind.
    Identifier,
    /// An amount in a currency.
    Money,
    /// Several values.
    List,
    /// A type of the domain, by its name.
    Custom(String),
}

/// A named value that an event records, a command carries or a read model shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Which field, and its place among the others of its note.
    pub id: DetailId,
    /// Its name.
    pub name: String,
    /// What kind of value it holds.
    pub kind: FieldType,
    /// A value as it may come; often empty.
    pub example: String,
}

/// Who or what an actor is. An actor without this detail is a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ActorKind {
    /// A person, a role or a group of people.
    Person,
    /// A program that acts by itself.
    System,
    /// The time: something is due.
    Clock,
}

/// How far a hot spot has come. One without this detail is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HotspotState {
    /// Nobody has the answer yet.
    Open,
    /// It is left for later, on purpose.
    Parked,
    /// There is an answer.
    Resolved,
}

/// One thing that a note says beside its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Detail {
    /// A value that an event records, a command carries or a read model shows.
    Field(Field),
    /// A rule that an aggregate never lets anybody break.
    Rule {
        /// Which rule, and its place among the others of its note.
        id: DetailId,
        /// The rule.
        text: String,
    },
    /// When a policy acts at all, such as "retry count < 2".
    Condition(String),
    /// How long a policy waits, such as "24 h".
    Delay(String),
    /// Who or what an actor is.
    ActorKind(ActorKind),
    /// How far a hot spot has come.
    State(HotspotState),
    /// Who sees to a hot spot.
    Owner(String),
    /// What was found out about a hot spot.
    Answer(String),
    /// What the words on the note mean here.
    Meaning(String),
    /// A word to find the note by.
    Tag(String),
}

/// Names one detail of a note. Details are shown in the order of their keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DetailKey {
    /// A field.
    Field(DetailId),
    /// A rule.
    Rule(DetailId),
    /// The condition.
    Condition,
    /// The delay.
    Delay,
    /// The kind of an actor.
    ActorKind,
    /// The state of a hot spot.
    State,
    /// The owner of a hot spot.
    Owner,
    /// The answer to a hot spot.
    Answer,
    /// The meaning.
    Meaning,
    /// A tag.
    Tag(String),
}

/// What becomes of a detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DetailChange {
    /// It is there from now on, in place of the one with its key.
    Put(Detail),
    /// It is gone.
    Remove(DetailKey),
}

impl Detail {
    /// The name of this detail on its note.
    #[must_use]
    pub fn key(&self) -> DetailKey {
        match self {
            Self::Field(field) => DetailKey::Field(field.id),
            Self::Rule { id, .. } => DetailKey::Rule(*id),
            Self::Condition(_) => DetailKey::Condition,
            Self::Delay(_) => DetailKey::Delay,
            Self::ActorKind(_) => DetailKey::ActorKind,
            Self::State(_) => DetailKey::State,
            Self::Owner(_) => DetailKey::Owner,
            Self::Answer(_) => DetailKey::Answer,
            Self::Meaning(_) => DetailKey::Meaning,
            Self::Tag(tag) => DetailKey::Tag(tag.clone()),
        }
    }

    /// Every text that people wrote in it; empty ones where there are fewer.
    #[must_use]
    pub fn texts(&self) -> [&str; 3] {
        match self {
            Self::Field(Field { name, kind: FieldType::Custom(kind), example, .. }) => {
                [name, kind, example]
            }
            Self::Field(Field { name, example, .. }) => [name, example, ""],
            Self::Rule { text, .. }
            | Self::Condition(text)
            | Self::Delay(text)
            | Self::Owner(text)
            | Self::Answer(text)
            | Self::Meaning(text)
            | Self::Tag(text) => [text, "", ""],
            Self::ActorKind(_) | Self::State(_) => ["", "", ""],
        }
    }
}

impl DetailChange {
    /// The name of the detail that changes.
    #[must_use]
    pub fn key(&self) -> DetailKey {
        match self {
            Self::Put(detail) => detail.key(),
            Self::Remove(key) => key.clone(),
        }
    }
}

/// How far apart places are that follow each other.
const STEP: u128 = 1 << 96;
/// The bits of an id that are drawn by lot, so that two people who add at once make two.
const LOT: u128 = (1 << 64) - 1;

impl DetailId {
    /// An id whose place is behind `last`, or the first one.
    #[must_use]
    pub const fn behind(last: Option<Self>, lot: u128) -> Self {
        let place = match last {
            Some(last) => (last.as_u128() & !LOT).saturating_add(STEP),
            None => 1 << 127,
        };
        Self::from_u128((place & !LOT) | (lot & LOT))
    }
}

/// The details of a note, by their keys.
///
/// # Invariants
/// Sorted by [`Detail::key`], each key once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Detail>", into = "Vec<Detail>")]
pub struct Details(Vec<Detail>);

impl From<Vec<Detail>> for Details {
    fn from(details: Vec<Detail>) -> Self {
        let mut kept = Self::default();
        for detail in details {
            kept.put(detail);
        }
        kept
    }
}

impl From<Details> for Vec<Detail> {
    fn from(details: Details) -> Self {
        details.0
    }
}

impl IntoIterator for Details {
    type Item = Detail;
    type IntoIter = std::vec::IntoIter<Detail>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Details {
    type Item = &'a Detail;
    type IntoIter = std::slice::Iter<'a, Detail>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Details {
    /// All of them, in the order of their keys.
    pub fn iter(&self) -> std::slice::Iter<'_, Detail> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The detail with this key.
    #[must_use]
    pub fn get(&self, key: &DetailKey) -> Option<&Detail> {
        self.place(key).ok().map(|place| &self.0[place])
    }

    /// The fields, in their order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.0.iter().filter_map(|detail| match detail {
            Detail::Field(field) => Some(field),
            _ => None,
        })
    }

    /// The rules, in their order.
    pub fn rules(&self) -> impl Iterator<Item = (DetailId, &str)> {
        self.0.iter().filter_map(|detail| match detail {
            Detail::Rule { id, text } => Some((*id, text.as_str())),
            _ => None,
        })
    }

    /// The tags, in alphabetical order.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|detail| match detail {
            Detail::Tag(tag) => Some(tag.as_str()),
            _ => None,
        })
    }

    /// The words under a key that has only words; empty if there are none.
    #[must_use]
    pub fn words(&self, key: &DetailKey) -> &str {
        self.get(key).map_or("", |detail| match detail {
            Detail::ActorKind(_) | Detail::State(_) => "",
            other => other.texts()[0],
        })
    }

    /// Who or what the actor is.
    #[must_use]
    pub fn actor_kind(&self) -> ActorKind {
        match self.get(&DetailKey::ActorKind) {
            Some(Detail::ActorKind(kind)) => *kind,
            _ => ActorKind::Person,
        }
    }

    /// How far the hot spot has come.
    #[must_use]
    pub fn state(&self) -> HotspotState {
        match self.get(&DetailKey::State) {
            Some(Detail::State(state)) => *state,
            _ => HotspotState::Open,
        }
    }

    /// What stands under the note's text: a line for all fields, then one for each of the rest that
    /// changes how the note is read. A meaning is left to the panel, and so is that a question is open or
    /// answered.
    #[must_use]
    pub fn in_brief(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        let fields: Vec<&str> = self.fields().map(|field| field.name.as_str()).collect();
        if !fields.is_empty() {
            lines.push(fields.join(", "));
        }
        for detail in self {
            lines.extend(match detail {
                Detail::Rule { text, .. } => Some(format!("• {text}")),
                Detail::Condition(text) => Some(format!("if {text}")),
                Detail::Delay(text) => Some(format!("after {text}")),
                Detail::Owner(text) => Some(format!("@{text}")),
                Detail::Answer(text) => Some(format!("= {text}")),
                Detail::Tag(text) => Some(format!("#{text}")),
                Detail::State(HotspotState::Parked) => Some("later".to_owned()),
                Detail::ActorKind(ActorKind::Person) => Some("person".to_owned()),
                Detail::ActorKind(ActorKind::System) => Some("system".to_owned()),
                Detail::ActorKind(ActorKind::Clock) => Some("clock".to_owned()),
                Detail::State(HotspotState::Open | HotspotState::Resolved)
                | Detail::Field(_)
                | Detail::Meaning(_) => None,
            });
        }
        lines.join("\n")
    }

    /// How many bytes people have written in them.
    #[must_use]
    pub fn text_bytes(&self) -> usize {
        self.0.iter().flat_map(Detail::texts).map(str::len).sum()
    }

    /// How many characters people have written in them.
    pub(crate) fn text_chars(&self) -> usize {
        self.0.iter().flat_map(Detail::texts).map(|text| text.chars().count()).sum()
    }

    /// Folds a change in.
    pub fn apply(&mut self, change: &DetailChange) {
        match change {
            DetailChange::Put(detail) => self.put(detail.clone()),
            DetailChange::Remove(key) => {
                if let Ok(place) = self.place(key) {
                    self.0.remove(place);
                }
            }
        }
    }

    /// The change that takes another one back, made before that.
    #[must_use]
    pub(crate) fn inverse(&self, change: &DetailChange) -> DetailChange {
        let key = change.key();
        match self.get(&key) {
            Some(detail) => DetailChange::Put(detail.clone()),
            None => DetailChange::Remove(key),
        }
    }

    /// The changes that make other details of these, by their keys: first what is new or different.
    pub(crate) fn changes_to<'a>(&'a self, after: &'a Self) -> impl Iterator<Item = DetailChange> {
        let put = after.iter().filter(|detail| self.get(&detail.key()) != Some(detail));
        let keys = self.iter().map(Detail::key);
        let gone = keys.filter(|key| after.get(key).is_none()).map(DetailChange::Remove);
        put.cloned().map(DetailChange::Put).chain(gone)
    }

    /// Whether the details are as this change leaves them.
    #[must_use]
    pub(crate) fn shows(&self, change: &DetailChange) -> bool {
        match change {
            DetailChange::Put(detail) => self.get(&detail.key()) == Some(detail),
            DetailChange::Remove(key) => self.get(key).is_none(),
        }
    }

    fn put(&mut self, detail: Detail) {
        match self.place(&detail.key()) {
            Ok(place) => self.0[place] = detail,
            Err(place) => self.0.insert(place, detail),
        }
    }

    fn place(&self, key: &DetailKey) -> Result<usize, usize> {
        self.0.binary_search_by(|detail| detail.key().cmp(key))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rule(id: DetailId, text: &str) -> Detail {
        Detail::Rule { id, text: text.to_owned() }
    }

    /// P9.1
    #[test]
    fn what_is_added_later_stands_behind() {
        let first = DetailId::behind(None, 7);
        let second = DetailId::behind(Some(first), 3);
        let third = DetailId::behind(Some(second), 1);
        let details = Details::from(vec![rule(third, "c"), rule(first, "a"), rule(second, "b")]);
        let texts: Vec<&str> = details.rules().map(|(_, text)| text).collect();
        assert_eq!(texts, ["a", "b", "c"]);
    }

    #[test]
    fn in_brief_a_note_says_what_changes_how_it_is_read() {
        let field = |name: &str, place| {
            let (id, name) =
                (DetailId::behind(Some(DetailId::from_u128(place)), 1), name.to_owned());
            Detail::Field(Field { id, name, kind: FieldType::Number, example: "4".to_owned() })
        };
        let text = |text: &str| text.to_owned();
        for (details, brief) in [
            (vec![], ""),
            (vec![field("itemId", 1 << 127), field("quantity", 1 << 126)], "quantity, itemId"),
            (vec![rule(DetailId::behind(None, 1), "never empty")], "• never empty"),
            (
                vec![Detail::Condition(text("paid")), Detail::Delay(text("24 h"))],
                "if paid\nafter 24 h",
            ),
            (
                vec![
                    Detail::Owner(text("Ben")),
                    Detail::State(HotspotState::Parked),
                    Detail::Tag(text("later")),
                ],
                "later\n@Ben\n#later",
            ),
            (vec![Detail::State(HotspotState::Open), Detail::Meaning(text("x"))], ""),
            (vec![Detail::ActorKind(ActorKind::Person)], "person"),
            (vec![Detail::ActorKind(ActorKind::System)], "system"),
            (vec![Detail::ActorKind(ActorKind::Clock)], "clock"),
        ] {
            assert_eq!(Details::from(details.clone()).in_brief(), brief, "{details:?}");
        }
    }

    /// P9.1
    #[test]
    fn two_people_who_add_at_once_make_two() {
        let mut details = Details::default();
        for lot in [1, 2] {
            details.apply(&DetailChange::Put(rule(DetailId::behind(None, lot), "x")));
        }
        assert_eq!(details.len(), 2);
    }

    #[test]
    fn one_key_holds_one_detail() {
        let mut details = Details::default();
        details.apply(&DetailChange::Put(Detail::Owner("Ann".to_owned())));
        details.apply(&DetailChange::Put(Detail::Owner("Ben".to_owned())));
        assert_eq!(details.words(&DetailKey::Owner), "Ben");
        details.apply(&DetailChange::Remove(DetailKey::Owner));
        assert!(details.is_empty());
        assert_eq!(details.state(), HotspotState::Open);
    }

    #[test]
    fn places_end_without_losing_what_is_added_there() {
        let last = DetailId::from_u128(u128::MAX);
        assert_ne!(DetailId::behind(Some(last), 1), DetailId::behind(Some(last), 2));
    }

    proptest! {
        #[test]
        fn a_change_is_taken_back_by_its_inverse(
            texts in prop::collection::vec((0..4u128, "[ab]{0,2}", any::<bool>()), 0..12),
        ) {
            let mut details = Details::default();
            for (id, text, removed) in texts {
                let id = DetailId::from_u128(id);
                let change = if removed {
                    DetailChange::Remove(DetailKey::Rule(id))
                } else {
                    DetailChange::Put(rule(id, &text))
                };
                let before = details.clone();
                let inverse = details.inverse(&change);
                details.apply(&change);
                prop_assert!(details.shows(&change));
                let mut back = details.clone();
                back.apply(&inverse);
                prop_assert_eq!(&back, &before);
            }
        }
    }
}
