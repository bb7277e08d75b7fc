//! What Squall teaches about each kind of note and frame: other names for it, on which levels people
//! use it, how it is written, and examples of both sorts. Says nothing of looks and grammar, which the
//! page needs at once; this table is for whoever wants to learn.
//!
//! # Source
//! The guide that the project is built from, the DDD Crew's glossary and cheat sheet (CC BY 4.0), and
//! where a row says so other boards and texts. All wording is ours.

use squall_texts::{Text, text};

use crate::{FrameKind, Level, NoteKind};

/// What is taught about one kind of note, or of frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Teaching<Kind = NoteKind> {
    /// Which kind.
    pub kind: Kind,
    /// What other people call it; where there are several, first what is said to business people.
    pub alternative: &'static [Text],
    /// The levels of storming that use it, the widest first.
    pub levels: &'static [Level],
    /// How to write one.
    pub how_to_write: Text,
    /// Texts that are good.
    pub good: &'static [Text],
    /// Texts that are not, each with the reason.
    pub bad: &'static [(Text, Text)],
    /// Where this comes from.
    pub source: &'static str,
}

const EVERY_LEVEL: &[Level] = &[Level::BigPicture, Level::Process, Level::Design];
const BELOW_BIG_PICTURE: &[Level] = &[Level::Process, Level::Design];
const BIG_PICTURE: &[Level] = &[Level::BigPicture];
const DESIGN: &[Level] = &[Level::Design];

/// One row a kind of note, in the order of [`super::NOTATION`].
pub static TEACHING: [Teaching; 14] = [
    Teaching {
        kind: NoteKind::DomainEvent,
        alternative: &[text::TEACH_DOMAIN_EVENT_ALSO_1],
        levels: EVERY_LEVEL,
        how_to_write: text::TEACH_DOMAIN_EVENT_HOW,
        good: &[
            text::TEACH_DOMAIN_EVENT_GOOD_1,
            text::TEACH_DOMAIN_EVENT_GOOD_2,
            text::TEACH_DOMAIN_EVENT_GOOD_3,
        ],
        bad: &[
            (text::TEACH_DOMAIN_EVENT_BAD_1, text::TEACH_DOMAIN_EVENT_WHY_1),
            (text::TEACH_DOMAIN_EVENT_BAD_2, text::TEACH_DOMAIN_EVENT_WHY_2),
            (text::TEACH_DOMAIN_EVENT_BAD_3, text::TEACH_DOMAIN_EVENT_WHY_3),
            (text::TEACH_DOMAIN_EVENT_BAD_4, text::TEACH_DOMAIN_EVENT_WHY_4),
            (text::TEACH_DOMAIN_EVENT_BAD_5, text::TEACH_DOMAIN_EVENT_WHY_5),
        ],
        source: "The guide: past tense, facts that stakeholders care about. All sources agree.",
    },
    Teaching {
        kind: NoteKind::Command,
        alternative: &[text::TEACH_COMMAND_ALSO_1],
        levels: BELOW_BIG_PICTURE,
        how_to_write: text::TEACH_COMMAND_HOW,
        good: &[text::TEACH_COMMAND_GOOD_1, text::TEACH_COMMAND_GOOD_2, text::TEACH_COMMAND_GOOD_3],
        bad: &[
            (text::TEACH_COMMAND_BAD_1, text::TEACH_COMMAND_WHY_1),
            (text::TEACH_COMMAND_BAD_2, text::TEACH_COMMAND_WHY_2),
            (text::TEACH_COMMAND_BAD_3, text::TEACH_COMMAND_WHY_3),
        ],
        source: "The guide: imperative, an intent. The DDD Crew says action to business people.",
    },
    Teaching {
        kind: NoteKind::Actor,
        alternative: &[text::TEACH_ACTOR_ALSO_1, text::TEACH_ACTOR_ALSO_2],
        levels: EVERY_LEVEL,
        how_to_write: text::TEACH_ACTOR_HOW,
        good: &[text::TEACH_ACTOR_GOOD_1, text::TEACH_ACTOR_GOOD_2, text::TEACH_ACTOR_GOOD_3],
        bad: &[
            (text::TEACH_ACTOR_BAD_1, text::TEACH_ACTOR_WHY_1),
            (text::TEACH_ACTOR_BAD_2, text::TEACH_ACTOR_WHY_2),
            (text::TEACH_ACTOR_BAD_3, text::TEACH_ACTOR_WHY_3),
        ],
        source: "The guide: a role noun, a human or a system. The DDD Crew: a group as well.",
    },
    Teaching {
        kind: NoteKind::Policy,
        alternative: &[text::TEACH_POLICY_ALSO_1],
        levels: BELOW_BIG_PICTURE,
        how_to_write: text::TEACH_POLICY_HOW,
        good: &[text::TEACH_POLICY_GOOD_1, text::TEACH_POLICY_GOOD_2],
        bad: &[
            (text::TEACH_POLICY_BAD_1, text::TEACH_POLICY_WHY_1),
            (text::TEACH_POLICY_BAD_2, text::TEACH_POLICY_WHY_2),
            (text::TEACH_POLICY_BAD_3, text::TEACH_POLICY_WHY_3),
        ],
        source: "The guide: a reaction from an event to a command. The DDD heuristics: ask whether \
            it is always so.",
    },
    Teaching {
        kind: NoteKind::ReadModel,
        alternative: &[text::TEACH_READ_MODEL_ALSO_1, text::TEACH_READ_MODEL_ALSO_2],
        levels: BELOW_BIG_PICTURE,
        how_to_write: text::TEACH_READ_MODEL_HOW,
        good: &[
            text::TEACH_READ_MODEL_GOOD_1,
            text::TEACH_READ_MODEL_GOOD_2,
            text::TEACH_READ_MODEL_GOOD_3,
        ],
        bad: &[
            (text::TEACH_READ_MODEL_BAD_1, text::TEACH_READ_MODEL_WHY_1),
            (text::TEACH_READ_MODEL_BAD_2, text::TEACH_READ_MODEL_WHY_2),
        ],
        source: "The guide: a noun phrase, built from events. The DDD Crew: information for a \
            decision.",
    },
    Teaching {
        kind: NoteKind::Aggregate,
        alternative: &[text::TEACH_AGGREGATE_ALSO_1, text::TEACH_AGGREGATE_ALSO_2],
        levels: DESIGN,
        how_to_write: text::TEACH_AGGREGATE_HOW,
        good: &[
            text::TEACH_AGGREGATE_GOOD_1,
            text::TEACH_AGGREGATE_GOOD_2,
            text::TEACH_AGGREGATE_GOOD_3,
        ],
        bad: &[
            (text::TEACH_AGGREGATE_BAD_1, text::TEACH_AGGREGATE_WHY_1),
            (text::TEACH_AGGREGATE_BAD_2, text::TEACH_AGGREGATE_WHY_2),
        ],
        source: "The guide: a noun with business rules. The DDD Crew says constraint to business \
            people.",
    },
    Teaching {
        kind: NoteKind::ExternalSystem,
        alternative: &[text::TEACH_EXTERNAL_SYSTEM_ALSO_1],
        levels: EVERY_LEVEL,
        how_to_write: text::TEACH_EXTERNAL_SYSTEM_HOW,
        good: &[
            text::TEACH_EXTERNAL_SYSTEM_GOOD_1,
            text::TEACH_EXTERNAL_SYSTEM_GOOD_2,
            text::TEACH_EXTERNAL_SYSTEM_GOOD_3,
        ],
        bad: &[
            (text::TEACH_EXTERNAL_SYSTEM_BAD_1, text::TEACH_EXTERNAL_SYSTEM_WHY_1),
            (text::TEACH_EXTERNAL_SYSTEM_BAD_2, text::TEACH_EXTERNAL_SYSTEM_WHY_2),
        ],
        source: "The guide: a system's name. The DDD Crew: whatever is outside, a spreadsheet as \
            well.",
    },
    Teaching {
        kind: NoteKind::Hotspot,
        alternative: &[text::TEACH_HOTSPOT_ALSO_1],
        levels: EVERY_LEVEL,
        how_to_write: text::TEACH_HOTSPOT_HOW,
        good: &[text::TEACH_HOTSPOT_GOOD_1, text::TEACH_HOTSPOT_GOOD_2],
        bad: &[
            (text::TEACH_HOTSPOT_BAD_1, text::TEACH_HOTSPOT_WHY_1),
            (text::TEACH_HOTSPOT_BAD_2, text::TEACH_HOTSPOT_WHY_2),
        ],
        source: "The guide: a question or concern, not solved now. The DDD Crew: at any time.",
    },
    Teaching {
        kind: NoteKind::Opportunity,
        alternative: &[],
        levels: BIG_PICTURE,
        how_to_write: text::TEACH_OPPORTUNITY_HOW,
        good: &[text::TEACH_OPPORTUNITY_GOOD_1, text::TEACH_OPPORTUNITY_GOOD_2],
        bad: &[(text::TEACH_OPPORTUNITY_BAD_1, text::TEACH_OPPORTUNITY_WHY_1)],
        source: "The DDD Crew's glossary and Alberto Brandolini's big picture.",
    },
    Teaching {
        kind: NoteKind::Screen,
        alternative: &[text::TEACH_SCREEN_ALSO_1],
        levels: BELOW_BIG_PICTURE,
        how_to_write: text::TEACH_SCREEN_HOW,
        good: &[text::TEACH_SCREEN_GOOD_1, text::TEACH_SCREEN_GOOD_2],
        bad: &[(text::TEACH_SCREEN_BAD_1, text::TEACH_SCREEN_WHY_1)],
        source: "Prooph board, and the storyboard of Event Modeling.",
    },
    Teaching {
        kind: NoteKind::PivotalEvent,
        alternative: &[],
        levels: EVERY_LEVEL,
        how_to_write: text::TEACH_PIVOTAL_EVENT_HOW,
        good: &[text::TEACH_PIVOTAL_EVENT_GOOD_1, text::TEACH_PIVOTAL_EVENT_GOOD_2],
        bad: &[(text::TEACH_PIVOTAL_EVENT_BAD_1, text::TEACH_PIVOTAL_EVENT_WHY_1)],
        source: "The DDD Crew's glossary: the timeline gets its structure by pivotal events.",
    },
    Teaching {
        kind: NoteKind::ValueGained,
        alternative: &[],
        levels: BIG_PICTURE,
        how_to_write: text::TEACH_VALUE_GAINED_HOW,
        good: &[text::TEACH_VALUE_GAINED_GOOD_1, text::TEACH_VALUE_GAINED_GOOD_2],
        bad: &[(text::TEACH_VALUE_GAINED_BAD_1, text::TEACH_VALUE_GAINED_WHY_1)],
        source: "The DDD Crew's glossary: value that is created.",
    },
    Teaching {
        kind: NoteKind::ValueLost,
        alternative: &[],
        levels: BIG_PICTURE,
        how_to_write: text::TEACH_VALUE_LOST_HOW,
        good: &[text::TEACH_VALUE_LOST_GOOD_1, text::TEACH_VALUE_LOST_GOOD_2],
        bad: &[(text::TEACH_VALUE_LOST_BAD_1, text::TEACH_VALUE_LOST_WHY_1)],
        source: "The DDD Crew's glossary: value that is destroyed.",
    },
    Teaching {
        kind: NoteKind::Text,
        alternative: &[text::TEACH_TEXT_ALSO_1],
        levels: EVERY_LEVEL,
        how_to_write: text::TEACH_TEXT_HOW,
        good: &[text::TEACH_TEXT_GOOD_1, text::TEACH_TEXT_GOOD_2],
        bad: &[(text::TEACH_TEXT_BAD_1, text::TEACH_TEXT_WHY_1)],
        source: "The DDD Crew's cheat sheet: a visible legend.",
    },
];

/// One row a kind of frame, in the order of [`super::FRAME_NOTATION`].
pub static FRAME_TEACHING: [Teaching<FrameKind>; 2] = [
    Teaching {
        kind: FrameKind::BoundedContext,
        alternative: &[text::TEACH_BOUNDED_CONTEXT_ALSO_1, text::TEACH_BOUNDED_CONTEXT_ALSO_2],
        levels: &[Level::BigPicture, Level::Design],
        how_to_write: text::TEACH_BOUNDED_CONTEXT_HOW,
        good: &[text::TEACH_BOUNDED_CONTEXT_GOOD_1, text::TEACH_BOUNDED_CONTEXT_GOOD_2],
        bad: &[
            (text::TEACH_BOUNDED_CONTEXT_BAD_1, text::TEACH_BOUNDED_CONTEXT_WHY_1),
            (text::TEACH_BOUNDED_CONTEXT_BAD_2, text::TEACH_BOUNDED_CONTEXT_WHY_2),
        ],
        source: "The guide: where the language and the rules change. Codefinity's board on names.",
    },
    Teaching {
        kind: FrameKind::Swimlane,
        alternative: &[text::TEACH_SWIMLANE_ALSO_1],
        levels: &[Level::BigPicture, Level::Process],
        how_to_write: text::TEACH_SWIMLANE_HOW,
        good: &[text::TEACH_SWIMLANE_GOOD_1, text::TEACH_SWIMLANE_GOOD_2],
        bad: &[(text::TEACH_SWIMLANE_BAD_1, text::TEACH_SWIMLANE_WHY_1)],
        source: "Codefinity's board, and the storyboard of Event Modeling.",
    },
];

/// What is taught about this kind.
#[must_use]
pub fn teaching(kind: NoteKind) -> &'static Teaching {
    // A test asks for every kind.
    TEACHING.iter().find(|row| row.kind == kind).expect("every kind of note is taught")
}

/// What is taught about this kind of frame.
#[must_use]
pub fn teaching_of_frame(kind: FrameKind) -> &'static Teaching<FrameKind> {
    match kind {
        FrameKind::BoundedContext => &FRAME_TEACHING[0],
        FrameKind::Swimlane => &FRAME_TEACHING[1],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FRAME_NOTATION, NOTATION};
    use super::*;

    fn is_sentence(text: &str) -> bool {
        text.starts_with(char::is_uppercase) && text.ends_with('.') && !text.contains("  ")
    }

    fn check<Kind>(row: &Teaching<Kind>, name: &str) {
        assert!(is_sentence(row.how_to_write.english()), "{name}");
        assert!(is_sentence(row.source), "{name}: {}", row.source);
        assert!(!row.levels.is_empty() && row.levels.is_sorted(), "{name}: {:?}", row.levels);
        assert!(!row.good.is_empty() && !row.bad.is_empty(), "{name}: both sorts of example");
        for (what, why) in row.bad {
            assert!(is_sentence(why.english()), "{name}: {why:?}");
            assert!(!row.good.contains(what), "{name}: {what:?}");
        }
        for example in row.good.iter().chain(row.bad.iter().map(|(what, _)| what)) {
            let example = example.english();
            assert!(!example.is_empty() && !example.ends_with('.'), "{name}: {example}");
        }
    }

    #[test]
    fn every_kind_is_taught_in_whole_sentences_and_in_the_order_of_the_notation() {
        for (row, notation) in TEACHING.iter().zip(&NOTATION) {
            assert_eq!(row.kind, notation.kind);
            assert_eq!(teaching(notation.kind), row);
            check(row, notation.name);
        }
        for (row, notation) in FRAME_TEACHING.iter().zip(&FRAME_NOTATION) {
            assert_eq!(row.kind, notation.kind);
            assert_eq!(teaching_of_frame(notation.kind), row);
            check(row, notation.name);
        }
    }

    #[test]
    fn another_name_belongs_to_one_kind_only() {
        let labels = NOTATION.iter().map(|row| row.label.english());
        let labels = labels.chain(FRAME_NOTATION.iter().map(|row| row.label.english()));
        let others = TEACHING.iter().flat_map(|row| row.alternative);
        let others = others.chain(FRAME_TEACHING.iter().flat_map(|row| row.alternative));
        let mut names: Vec<String> =
            labels.chain(others.map(|other| other.english())).map(str::to_lowercase).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
