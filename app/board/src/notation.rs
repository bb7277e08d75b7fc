//! The notation of event storming as one table: what each kind of note is called, how it looks,
//! which key makes it, what question it answers and what it may lead to.
//!
//! # Source
//! Alberto Brandolini's event storming as described by the DDD Crew's glossary and cheat sheet
//! (CC BY 4.0) and the guide that the project is built from; where they disagree the choice is
//! explained in ARCHITECTURE.md. Colours are ours, each with a contrast of at least 4.5 to 1
//! between ink and paper. What is taught about the kinds is in a table of its own, because the page
//! does without it.

mod teaching;

pub use teaching::{FRAME_TEACHING, TEACHING, Teaching, teaching, teaching_of_frame};

use squall_texts::{Text, text};

use crate::{Colour, FrameKind, NoteKind, Size};

/// Gap between a note and the one that continues the flow, in board units: room for an arrow, and wide
/// enough not to be read as standing together with others.
pub const FLOW_GAP: f64 = 60.0;
/// Gap between notes above each other, in board units: wide enough not to be read as standing together.
pub const ROW_GAP: f64 = 60.0;
/// How high the title bar of a frame is, in board units.
pub const FRAME_TITLE_HEIGHT: f64 = 36.0;

/// The outline of a note, so that kinds differ by more than colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A square sheet.
    Square,
    /// A sheet wider than high.
    Wide,
    /// A small sheet, higher than wide.
    Portrait,
    /// A sheet put up at an angle.
    Tilted,
    /// A small square sheet.
    Small,
    /// No sheet, only ink.
    Bare,
}

/// One row of the notation.
#[derive(Debug, Clone, Copy)]
pub struct Notation {
    /// Which kind.
    pub kind: NoteKind,
    /// The stable name in code, styles and exports.
    pub name: &'static str,
    /// What people read.
    pub label: Text,
    /// What people read for several.
    pub plural: Text,
    /// The key that makes such a note, in upper case; `None` if only the palette does.
    pub key: Option<char>,
    /// The colour of its paper.
    pub colour: Colour,
    /// Its outline.
    pub shape: Shape,
    /// Its size when new, in board units.
    pub size: Size,
    /// What to ask when writing one.
    pub question: Text,
}

/// One row of the notation of frames.
#[derive(Debug, Clone, Copy)]
pub struct FrameNotation {
    /// Which kind.
    pub kind: FrameKind,
    /// The stable name in code, styles and exports.
    pub name: &'static str,
    /// What people read.
    pub label: Text,
    /// The key that draws such a frame, in upper case.
    pub key: char,
    /// Its size when placed with a click, in board units.
    pub size: Size,
}

const SQUARE: Size = Size::new(140.0, 140.0);

macro_rules! row {
    ($kind:ident, $name:literal, $label:ident, $plural:ident, $key:expr, $colour:ident, $shape:ident, $size:expr, $question:ident) => {
        Notation {
            kind: NoteKind::$kind,
            name: $name,
            label: text::$label,
            plural: text::$plural,
            key: $key,
            colour: Colour::$colour,
            shape: Shape::$shape,
            size: $size,
            question: text::$question,
        }
    };
}

/// Every kind of note, in the order of the palette.
#[rustfmt::skip]
pub const NOTATION: [Notation; 14] = [
    row!(DomainEvent, "domainEvent", KIND_DOMAIN_EVENT, KIND_DOMAIN_EVENTS, Some('E'), Orange, Square, SQUARE, ASK_DOMAIN_EVENT),
    row!(Command, "command", KIND_COMMAND, KIND_COMMANDS, Some('C'), Blue, Square, SQUARE, ASK_COMMAND),
    row!(Actor, "actor", KIND_ACTOR, KIND_ACTORS, Some('A'), Yellow, Portrait, Size::new(80.0, 104.0), ASK_ACTOR),
    row!(Policy, "policy", KIND_POLICY, KIND_POLICIES, Some('P'), Lilac, Wide, Size::new(220.0, 140.0), ASK_POLICY),
    row!(ReadModel, "readModel", KIND_READ_MODEL, KIND_READ_MODELS, Some('R'), Green, Square, SQUARE, ASK_READ_MODEL),
    row!(Aggregate, "aggregate", KIND_AGGREGATE, KIND_AGGREGATES, Some('G'), PaleYellow, Wide, Size::new(200.0, 140.0), ASK_AGGREGATE),
    row!(ExternalSystem, "externalSystem", KIND_EXTERNAL_SYSTEM, KIND_EXTERNAL_SYSTEMS, Some('X'), Pink, Wide, Size::new(200.0, 100.0), ASK_EXTERNAL_SYSTEM),
    row!(Hotspot, "hotspot", KIND_HOTSPOT, KIND_HOTSPOTS, Some('H'), Red, Tilted, Size::new(120.0, 120.0), ASK_HOTSPOT),
    row!(Opportunity, "opportunity", KIND_OPPORTUNITY, KIND_OPPORTUNITIES, Some('O'), LightGreen, Square, SQUARE, ASK_OPPORTUNITY),
    row!(Screen, "screen", KIND_SCREEN, KIND_SCREENS, Some('U'), White, Wide, Size::new(200.0, 140.0), ASK_SCREEN),
    row!(PivotalEvent, "pivotalEvent", KIND_PIVOTAL_EVENT, KIND_PIVOTAL_EVENTS, None, Orange, Square, SQUARE, ASK_PIVOTAL_EVENT),
    row!(ValueGained, "valueGained", KIND_VALUE_GAINED, KIND_VALUES_GAINED, None, LightGreen, Small, Size::new(80.0, 80.0), ASK_VALUE_GAINED),
    row!(ValueLost, "valueLost", KIND_VALUE_LOST, KIND_VALUES_LOST, None, Red, Small, Size::new(80.0, 80.0), ASK_VALUE_LOST),
    row!(Text, "text", KIND_TEXT, KIND_TEXTS, Some('T'), White, Bare, Size::new(240.0, 60.0), ASK_TEXT),
];

/// Every kind of frame, in the order of the palette.
#[rustfmt::skip]
pub const FRAME_NOTATION: [FrameNotation; 2] = [
    FrameNotation { kind: FrameKind::BoundedContext, name: "boundedContext", label: text::KIND_BOUNDED_CONTEXT, key: 'B', size: Size::new(640.0, 440.0) },
    FrameNotation { kind: FrameKind::Swimlane, name: "swimlane", label: text::KIND_SWIMLANE, key: 'L', size: Size::new(1200.0, 240.0) },
];

/// Which words people read: those of the field, or those that business people take to sooner. Code,
/// exports and reports keep the words of the field.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Words {
    /// Aggregate, command, read model.
    #[default]
    Field,
    /// Constraint, action, information: the first alternatives of the teaching table.
    Plain,
}

impl Words {
    /// A label of the notation, or its plural, in these words.
    #[must_use]
    pub fn say(self, label: Text) -> Text {
        let plain = PLAIN.iter().find(|(field, _)| self == Self::Plain && field.is(label));
        plain.map_or(label, |(_, plain)| *plain)
    }
}

/// The words of the field, each with the plain one.
const PLAIN: [(Text, Text); 6] = [
    (text::KIND_COMMAND, text::PLAIN_COMMAND),
    (text::KIND_COMMANDS, text::PLAIN_COMMANDS),
    (text::KIND_AGGREGATE, text::PLAIN_AGGREGATE),
    (text::KIND_AGGREGATES, text::PLAIN_AGGREGATES),
    (text::KIND_READ_MODEL, text::PLAIN_READ_MODEL),
    (text::KIND_READ_MODELS, text::PLAIN_READ_MODEL),
];

/// The row of this kind.
#[must_use]
pub const fn of(kind: NoteKind) -> &'static Notation {
    let mut row = 0;
    while row < NOTATION.len() {
        if NOTATION[row].kind as u8 == kind as u8 {
            return &NOTATION[row];
        }
        row += 1;
    }
    panic!("every kind of note has a row in the notation")
}

/// The row of this kind of frame.
#[must_use]
pub const fn of_frame(kind: FrameKind) -> &'static FrameNotation {
    match kind {
        FrameKind::BoundedContext => &FRAME_NOTATION[0],
        FrameKind::Swimlane => &FRAME_NOTATION[1],
    }
}

/// Every colour with its name in styles and its paper as `#rrggbb`; the ink is always [`INK`].
#[rustfmt::skip]
pub const PAPERS: [(Colour, &str, &str); 11] = [
    (Colour::Orange,     "orange",      "#ffab4a"),
    (Colour::Blue,       "blue",        "#7cc4fa"),
    (Colour::Yellow,     "yellow",      "#ffe14d"),
    (Colour::PaleYellow, "pale-yellow", "#fff2b0"),
    (Colour::Lilac,      "lilac",       "#cfb9fb"),
    (Colour::Green,      "green",       "#86dd94"),
    (Colour::LightGreen, "light-green", "#cdf5d6"),
    (Colour::Pink,       "pink",        "#ffb3cf"),
    (Colour::Red,        "red",         "#ff7d92"),
    (Colour::White,      "white",       "#ffffff"),
    (Colour::Grey,       "grey",        "#d9d7d0"),
];

/// The ink on every paper, as `#rrggbb`.
pub const INK: &str = "#1b1b1f";

/// The style name and paper of a colour.
#[must_use]
pub fn paper(colour: Colour) -> (&'static str, &'static str) {
    let row = PAPERS.iter().find(|row| row.0 == colour);
    row.map_or(("grey", "#d9d7d0"), |row| (row.1, row.2))
}

/// What the grammar says of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A sentence of the grammar.
    Fits,
    /// Understood, though a step between the two is left out.
    Shortcut,
    /// Not a sentence of the grammar.
    Unusual,
    /// Says something about a note, outside of the flow.
    Annotation,
}

/// The verdict on a connection, and the words that name it.
#[must_use]
pub fn connection(from: NoteKind, to: NoteKind) -> (Verdict, Text) {
    use NoteKind as K;
    use Verdict::{Annotation, Fits, Shortcut, Unusual};
    match (plain(from), plain(to)) {
        (K::Hotspot | K::Opportunity | K::ValueGained | K::ValueLost | K::Text, _)
        | (_, K::Hotspot | K::Opportunity | K::ValueGained | K::ValueLost | K::Text) => {
            (Annotation, text::LINK_ABOUT)
        }
        (K::Actor, K::Command) => (Fits, text::LINK_DECIDES_TO),
        (K::Actor, K::ReadModel | K::Screen) => (Fits, text::LINK_OBSERVES),
        (K::ReadModel | K::Screen, K::Command | K::Actor) => (Fits, text::LINK_INFORMS),
        (K::ReadModel, K::Policy) => (Fits, text::LINK_INFORMS),
        (K::ReadModel, K::Screen) | (K::Screen, K::ReadModel) => (Fits, text::LINK_SHOWS),
        (K::Command, K::Aggregate | K::ExternalSystem) => (Fits, text::LINK_INVOKED_ON),
        (K::Aggregate | K::ExternalSystem, K::DomainEvent) => (Fits, text::LINK_PRODUCES),
        (K::Command, K::DomainEvent) => (Fits, text::LINK_EMITS),
        (K::DomainEvent, K::Policy) => (Fits, text::LINK_ACTIVATES),
        (K::Policy, K::Command) => (Fits, text::LINK_ISSUES),
        (K::DomainEvent, K::ReadModel) => (Fits, text::LINK_RESULTS_IN),
        (K::ExternalSystem, K::ReadModel) => (Fits, text::LINK_FEEDS),
        (K::DomainEvent, K::DomainEvent) => (Fits, text::LINK_THEN),
        (K::DomainEvent, K::ExternalSystem) => (Fits, text::LINK_NOTIFIES),
        (K::ExternalSystem, K::Policy | K::Command) => (Fits, text::LINK_CALLS_IN),
        (K::DomainEvent, K::Command) => (Shortcut, text::LINK_TRIGGERS),
        (K::Actor, K::DomainEvent | K::Aggregate) | (K::Policy, K::DomainEvent) => {
            (Shortcut, text::LINK_LEADS_TO)
        }
        (_, _) => (Unusual, text::LINK_LEADS_TO),
    }
}

/// What names the relation whose English words these are; models and exports hold those.
#[must_use]
pub fn relation(english: &str) -> Option<Text> {
    LINKS.iter().copied().find(|link| link.english() == english)
}

const LINKS: [Text; 17] = [
    text::LINK_ABOUT,
    text::LINK_ACTIVATES,
    text::LINK_CALLS_IN,
    text::LINK_DECIDES_TO,
    text::LINK_EMITS,
    text::LINK_FEEDS,
    text::LINK_INFORMS,
    text::LINK_INVOKED_ON,
    text::LINK_ISSUES,
    text::LINK_LEADS_TO,
    text::LINK_NOTIFIES,
    text::LINK_OBSERVES,
    text::LINK_PRODUCES,
    text::LINK_RESULTS_IN,
    text::LINK_SHOWS,
    text::LINK_THEN,
    text::LINK_TRIGGERS,
];

/// The kind whose grammar a kind shares.
const fn plain(kind: NoteKind) -> NoteKind {
    match kind {
        NoteKind::PivotalEvent => NoteKind::DomainEvent,
        other => other,
    }
}

/// The kind that usually follows on the wall, to its right: the next step of the longest correct
/// sentence.
#[must_use]
pub const fn next_kind(kind: NoteKind) -> NoteKind {
    match kind {
        NoteKind::Actor | NoteKind::ReadModel | NoteKind::Screen | NoteKind::Policy => {
            NoteKind::Command
        }
        NoteKind::Command | NoteKind::Aggregate | NoteKind::ExternalSystem => NoteKind::DomainEvent,
        NoteKind::DomainEvent | NoteKind::PivotalEvent => NoteKind::Policy,
        NoteKind::Hotspot => NoteKind::Hotspot,
        NoteKind::Opportunity => NoteKind::Opportunity,
        NoteKind::ValueGained => NoteKind::ValueGained,
        NoteKind::ValueLost => NoteKind::ValueLost,
        NoteKind::Text => NoteKind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, by WCAG 2.2.
    fn luminance(hex: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn ink_is_readable_on_every_paper() {
        for (_, name, paper) in PAPERS {
            let contrast = (luminance(paper) + 0.05) / (luminance(INK) + 0.05);
            assert!(contrast >= 4.5, "{name}: {contrast:.1}");
        }
    }

    #[test]
    fn plain_words_are_the_first_alternatives() {
        for kind in [NoteKind::Command, NoteKind::Aggregate, NoteKind::ReadModel] {
            let row = of(kind);
            assert_eq!(
                Words::Plain.say(row.label).english(),
                teaching(kind).alternative[0].english()
            );
            assert_ne!(Words::Plain.say(row.plural), row.plural);
            assert_eq!(Words::Field.say(row.label), row.label);
        }
        let event = of(NoteKind::DomainEvent).label;
        assert_eq!(Words::Plain.say(event), event);
    }

    #[test]
    fn every_relation_is_named_in_each_language() {
        for (from, to) in
            NOTATION.iter().flat_map(|a| NOTATION.iter().map(move |b| (a.kind, b.kind)))
        {
            let (_, words) = connection(from, to);
            assert_eq!(relation(words.english()), Some(words));
        }
        assert_eq!(relation("is like"), None);
    }

    #[test]
    fn keys_are_unique_and_every_kind_has_a_row() {
        let mut keys: Vec<char> = NOTATION.iter().filter_map(|row| row.key).collect();
        keys.extend(FRAME_NOTATION.iter().map(|row| row.key));
        keys.push('V');
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
        for row in &NOTATION {
            assert_eq!(of(row.kind).name, row.name);
            let json = serde_json::to_string(&row.kind).unwrap();
            assert_eq!(json, format!("\"{}\"", row.name), "one name in code and JSON");
        }
    }

    #[test]
    fn the_longest_sentence_of_the_grammar_fits() {
        use NoteKind as K;
        let sentence =
            [K::ReadModel, K::Command, K::Aggregate, K::DomainEvent, K::Policy, K::Command];
        for pair in sentence.windows(2) {
            assert_eq!(connection(pair[0], pair[1]).0, Verdict::Fits, "{pair:?}");
        }
        assert_eq!(connection(K::Policy, K::PivotalEvent).0, Verdict::Shortcut);
        assert_eq!(connection(K::Command, K::Command).0, Verdict::Unusual);
        assert_eq!(connection(K::Hotspot, K::Command).0, Verdict::Annotation);
    }
}
