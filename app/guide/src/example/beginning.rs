//! Walls before the first event: an agenda whose first phase has begun, and words that say what to
//! write where. No note stands for anything in the business, since that is for the people to say.

use squall_board::{
    BoardCommand, Frame, FrameId, FrameKind, Note, NoteId, NoteKind, ParticipantId, Point, Size,
    ZIndex,
};
use squall_texts::Texts;

use crate::agenda::AgendaTemplate;
use crate::agendas;

/// Words on the wall, with their middle and their extents in board units.
struct Words {
    text: &'static str,
    centre: Point,
    size: Size,
}

/// A lane, with its middle and its extents in board units.
struct Lane {
    title: &'static str,
    centre: Point,
    size: Size,
}

const HEADLINE: Size = Size::new(1_000.0, 90.0);
const LABEL: Size = Size::new(240.0, 60.0);
const LANE: Size = Size::new(2_000.0, 440.0);

/// The commands that make an empty board the beginning of a big picture.
pub(super) fn big_picture(
    ids: &mut dyn FnMut() -> u128,
    author: ParticipantId,
) -> Vec<BoardCommand> {
    let words = [
        Words {
            text: "What happens in the business? One event on a note, in the past tense.",
            centre: Point::new(0.0, -400.0),
            size: HEADLINE,
        },
        Words { text: "It begins here \u{2192}", centre: Point::new(-880.0, 0.0), size: LABEL },
        Words { text: "\u{2192} and ends here", centre: Point::new(880.0, 0.0), size: LABEL },
        Words {
            text: "Unclear or disputed? Put a hot spot there and write on.",
            centre: Point::new(0.0, 400.0),
            size: HEADLINE,
        },
    ];
    begin(&agendas::BIG_PICTURE, &words, &[], ids, author)
}

/// The commands that make an empty board the beginning of a process.
pub(super) fn process(ids: &mut dyn FnMut() -> u128, author: ParticipantId) -> Vec<BoardCommand> {
    let words = [
        Words {
            text: "Which process? Agree on its first and its last event.",
            centre: Point::new(0.0, -460.0),
            size: HEADLINE,
        },
        Words { text: "It begins with \u{2026}", centre: Point::new(-840.0, -150.0), size: LABEL },
        Words { text: "It is over with \u{2026}", centre: Point::new(840.0, -150.0), size: LABEL },
    ];
    let lanes = [
        Lane { title: "The usual course", centre: Point::new(0.0, -150.0), size: LANE },
        Lane { title: "When something goes wrong", centre: Point::new(0.0, 330.0), size: LANE },
    ];
    begin(&agendas::PROCESS, &words, &lanes, ids, author)
}

fn begin(
    template: &AgendaTemplate,
    words: &[Words],
    lanes: &[Lane],
    ids: &mut dyn FnMut() -> u128,
    author: ParticipantId,
) -> Vec<BoardCommand> {
    let agenda = template.agenda(Texts::ENGLISH, ids);
    let first = agenda.phases.first().map(|phase| phase.id);
    let mut z = ZIndex::first();
    let mut notes = Vec::with_capacity(words.len());
    for Words { text, centre, size } in words {
        let new = Note::new(NoteId::from_u128(ids()), NoteKind::Text, *centre, author);
        let above = ZIndex::above(Some(&z));
        let z = std::mem::replace(&mut z, above);
        notes.push(Note { text: (*text).to_owned(), size: *size, z, ..new });
    }
    let frames = lanes.iter().map(|Lane { title, centre, size }| Frame {
        id: FrameId::from_u128(ids()),
        kind: FrameKind::Swimlane,
        centre: *centre,
        size: *size,
        title: (*title).to_owned(),
        locked: false,
    });
    let frames = frames.collect();
    vec![
        BoardCommand::RetitleBoard { title: template.name.english().to_owned() },
        BoardCommand::SetAgenda { agenda: Some(agenda) },
        BoardCommand::EnterPhase { phase: first },
        BoardCommand::AddItems { notes, arrows: vec![], frames },
    ]
}
