//! What Squall teaches about each kind of note and frame: other names for it, on which levels people
//! use it, how it is written, and examples of both sorts. Says nothing of looks and grammar, which the
//! page needs at once; this table is for whoever wants to learn.
//!
//! # Source
//! The guide that the project is built from, the DDD Crew's glossary and cheat sheet (CC BY 4.0), and
//! where a row says so other boards and texts. All wording is ours.

use crate::{FrameKind, Level, NoteKind};

/// What is taught about one kind of note, or of frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Teaching<Kind = NoteKind> {
    /// Which kind.
    pub kind: Kind,
    /// What other people call it; where there are several, first what is said to business people.
    pub alternative: &'static [&'static str],
    /// The levels of storming that use it, the widest first.
    pub levels: &'static [Level],
    /// How to write one.
    pub how_to_write: &'static str,
    /// Texts that are good.
    pub good: &'static [&'static str],
    /// Texts that are not, each with the reason.
    pub bad: &'static [(&'static str, &'static str)],
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
        alternative: &["Event"],
        levels: EVERY_LEVEL,
        how_to_write: "Write one fact in the past tense, in the words of the business.",
        good: &["Order placed", "Payment failed", "Shipping address corrected"],
        bad: &[
            ("Order places", "In the present tense nobody knows whether it is a wish or a fact."),
            ("Place order", "This asks for something, so it is a command."),
            ("Order updated", "This says what became of data, not what it means."),
            ("API called", "This is about machinery, of which nobody in the business speaks."),
            ("Order placed and paid", "These are two facts, and one can happen without the other."),
        ],
        source: "The guide: past tense, facts that stakeholders care about. All sources agree.",
    },
    Teaching {
        kind: NoteKind::Command,
        alternative: &["Action"],
        levels: BELOW_BIG_PICTURE,
        how_to_write: "Write what somebody wants done, in the imperative: an order that can be \
            refused.",
        good: &["Place order", "Cancel subscription", "Request refund"],
        bad: &[
            ("Order placed", "This has happened already, so it is an event."),
            ("Get orders", "This only asks and changes nothing: write a read model."),
            ("Click OK", "This is a deed of the hand: write what the person wants."),
        ],
        source: "The guide: imperative, an intent. The DDD Crew says action to business people.",
    },
    Teaching {
        kind: NoteKind::Actor,
        alternative: &["Agent", "Role"],
        levels: EVERY_LEVEL,
        how_to_write: "Write the role, group or department that decides, and say whether it is a \
            person, a program or the clock.",
        good: &["Customer", "Warehouse manager", "Scheduler"],
        bad: &[
            ("Ann", "Others will do this too: write the role in which she does it."),
            ("User", "Everybody is one: write who decides here."),
            ("Place order", "This is a command: write who issues it."),
        ],
        source: "The guide: a role noun, a human or a system. The DDD Crew: a group as well.",
    },
    Teaching {
        kind: NoteKind::Policy,
        alternative: &["Reaction"],
        levels: BELOW_BIG_PICTURE,
        how_to_write: "Write “whenever”, the event, “then”, and the command that follows without \
            anybody deciding.",
        good: &[
            "Whenever payment failed, then schedule retry",
            "When order placed, then reserve stock",
        ],
        bad: &[
            ("Retry payment", "This says what is done but not when: begin with the event."),
            (
                "Whenever payment failed, subscription paused",
                "This leads straight to an event: write the command between the two.",
            ),
            (
                "Customer must be of age",
                "This restricts a command: write it as a rule on the aggregate that keeps it.",
            ),
        ],
        source: "The guide: a reaction from an event to a command. The DDD heuristics: ask whether \
            it is always so.",
    },
    Teaching {
        kind: NoteKind::ReadModel,
        alternative: &["Information", "View"],
        levels: BELOW_BIG_PICTURE,
        how_to_write: "Write the name of what somebody needs to see before deciding, and what it \
            shows.",
        good: &["Order summary", "Failed payments dashboard", "Shipment queue"],
        bad: &[
            ("Show orders", "This is a deed: write what is shown."),
            ("Table orders_v2", "This is where data lie: write what somebody sees in them."),
        ],
        source: "The guide: a noun phrase, built from events. The DDD Crew: information for a \
            decision.",
    },
    Teaching {
        kind: NoteKind::Aggregate,
        alternative: &["Constraint", "Entity"],
        levels: DESIGN,
        how_to_write: "Write the noun that decides on commands, and with it the rules that it lets \
            nobody break.",
        good: &["Subscription", "Cart", "Shipment"],
        bad: &[
            ("Validate order", "This is a deed: write the thing that keeps the rule."),
            ("Database", "This keeps data and decides nothing."),
        ],
        source: "The guide: a noun with business rules. The DDD Crew says constraint to business \
            people.",
    },
    Teaching {
        kind: NoteKind::ExternalSystem,
        alternative: &["System"],
        levels: EVERY_LEVEL,
        how_to_write: "Write the name of what the team uses but cannot change: a service, a \
            partner, even a spreadsheet.",
        good: &["Payment gateway", "Shipping provider", "Tax office"],
        bad: &[
            ("Call payment API", "This is a deed: write the name of the system."),
            ("Our order service", "The team can change this one, so its events stand on the wall."),
        ],
        source: "The guide: a system's name. The DDD Crew: whatever is outside, a spreadsheet as \
            well.",
    },
    Teaching {
        kind: NoteKind::Hotspot,
        alternative: &["Question"],
        levels: EVERY_LEVEL,
        how_to_write: "Write what is unclear, disputed or feared as a question, and leave the \
            answer for later.",
        good: &["What happens if the payment times out?", "Who may cancel a paid order?"],
        bad: &[
            ("Payment", "Later nobody knows what was asked: write the whole question."),
            ("Use a queue", "This is an answer: write the question behind it."),
        ],
        source: "The guide: a question or concern, not solved now. The DDD Crew: at any time.",
    },
    Teaching {
        kind: NoteKind::Opportunity,
        alternative: &[],
        levels: BIG_PICTURE,
        how_to_write: "Write what could be done better, as a proposal that people can vote on.",
        good: &["Let customers skip a month", "Offer pick-up on the same day"],
        bad: &[("Signing up is slow", "This is a problem: put a hot spot there, the remedy here.")],
        source: "The DDD Crew's glossary and Alberto Brandolini's big picture.",
    },
    Teaching {
        kind: NoteKind::Screen,
        alternative: &["UI"],
        levels: BELOW_BIG_PICTURE,
        how_to_write: "Write the name of what people look at when they decide.",
        good: &["Checkout", "Subscription settings"],
        bad: &[("Blue button at the top", "This is how it looks: write what it is for.")],
        source: "Prooph board, and the storyboard of Event Modeling.",
    },
    Teaching {
        kind: NoteKind::PivotalEvent,
        alternative: &[],
        levels: EVERY_LEVEL,
        how_to_write: "Choose one of the few events that divide the story into chapters, in the \
            past tense like any other.",
        good: &["Contract signed", "Order delivered"],
        bad: &[("Item added to cart", "This happens all day and divides nothing.")],
        source: "The DDD Crew's glossary: the timeline gets its structure by pivotal events.",
    },
    Teaching {
        kind: NoteKind::ValueGained,
        alternative: &[],
        levels: BIG_PICTURE,
        how_to_write: "Write who gains what at this place.",
        good: &["Customer saves a phone call", "Shop learns what sells"],
        bad: &[("Good", "Nobody knows who gains what: write both.")],
        source: "The DDD Crew's glossary: value that is created.",
    },
    Teaching {
        kind: NoteKind::ValueLost,
        alternative: &[],
        levels: BIG_PICTURE,
        how_to_write: "Write who loses what at this place.",
        good: &["Customer waits for a day", "Shop pays for the return"],
        bad: &[("Bad", "Nobody knows who loses what: write both.")],
        source: "The DDD Crew's glossary: value that is destroyed.",
    },
    Teaching {
        kind: NoteKind::Text,
        alternative: &["Note"],
        levels: EVERY_LEVEL,
        how_to_write: "Write what is no part of the story, such as a headline, a legend or an \
            agreement.",
        good: &["Time runs from left to right", "We park payment until Tuesday"],
        bad: &[("Order placed", "This belongs to the story: give it a note of its kind.")],
        source: "The DDD Crew's cheat sheet: a visible legend.",
    },
];

/// One row a kind of frame, in the order of [`super::FRAME_NOTATION`].
pub static FRAME_TEACHING: [Teaching<FrameKind>; 2] = [
    Teaching {
        kind: FrameKind::BoundedContext,
        alternative: &["Context", "Boundary"],
        levels: &[Level::BigPicture, Level::Design],
        how_to_write: "Write the name of the language that is spoken inside.",
        good: &["Billing", "Fulfillment"],
        bad: &[
            ("Team Blue", "Teams come and go: write which language and rules hold inside."),
            ("Order service", "This is a program, and the boundary is there without it."),
        ],
        source: "The guide: where the language and the rules change. Codefinity's board on names.",
    },
    Teaching {
        kind: FrameKind::Swimlane,
        alternative: &["Lane"],
        levels: &[Level::BigPicture, Level::Process],
        how_to_write: "Write what all notes along this lane share, such as a role or a branch of \
            the story.",
        good: &["Customer", "When something goes wrong"],
        bad: &[("Lane 1", "Nobody knows what belongs in it.")],
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
        assert!(is_sentence(row.how_to_write), "{name}: {}", row.how_to_write);
        assert!(is_sentence(row.source), "{name}: {}", row.source);
        assert!(!row.levels.is_empty() && row.levels.is_sorted(), "{name}: {:?}", row.levels);
        assert!(!row.good.is_empty() && !row.bad.is_empty(), "{name}: both sorts of example");
        for (what, why) in row.bad {
            assert!(is_sentence(why), "{name}: {why}");
            assert!(!row.good.contains(what), "{name}: {what}");
        }
        for text in row.good.iter().chain(row.bad.iter().map(|(what, _)| what)) {
            assert!(!text.is_empty() && !text.ends_with('.'), "{name}: {text}");
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
        let mut names: Vec<String> = labels.chain(others.copied()).map(str::to_lowercase).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
