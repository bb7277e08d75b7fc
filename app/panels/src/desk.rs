//! The desk beside the wall: has a copy of it, derives the model and the hints when it has changed, and
//! writes the panel that is open.

use squall_board::{Board, ParticipantId, Stage, protocol};
use squall_hints::{Hint, Question, Settings, Told};
use squall_model::{Derivation, DomainModel};
use squall_texts::Texts;

use crate::act::{Act, Circumstances};
use crate::message::{Deed, FromDesk, Mark, PanelName, Shown, ToDesk, View};
use crate::{find, hints, map, model, note, outline, tidy, workshop};

/// What was found on the wall.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) model: DomainModel,
    pub(crate) told: Told,
    /// What to ask the room next.
    pub(crate) question: Option<Question>,
    /// Whether all rules spoke, strictly.
    pub(crate) is_check: bool,
}

impl Reading {
    #[cfg(test)]
    pub(crate) fn of(board: &Board) -> Self {
        Self::about(board, squall_model::derive(board), false, Texts::ENGLISH)
    }

    /// What is said of this model; by all rules, strictly, if it `is_check`.
    fn about(board: &Board, model: DomainModel, is_check: bool, texts: Texts) -> Self {
        let mut settings = Settings { texts, ..Settings::on(board) };
        if is_check {
            settings.current = Some(Stage::ExportCheck);
        }
        let told = squall_hints::tell(board, &model, &settings);
        let question = squall_hints::ask_next(board.session(), &settings, &told.hints);
        Self { model, told, question, is_check }
    }
}

/// A copy of the wall and what was found on it.
///
/// # Invariants
/// What is shown was derived from the wall as it was when that was asked for; equal walls and views give
/// equal panels.
#[derive(Debug, Default)]
pub struct Desk {
    board: Board,
    reader: Reader,
    texts: Texts,
}

/// Reads a wall again and again.
#[derive(Debug, Default)]
struct Reader {
    derivation: Derivation,
    /// What was read last, as long as its model holds.
    reading: Option<Reading>,
    /// The model of the reading holds, but not all that is said of it.
    is_stale: bool,
}

impl Reader {
    /// The reading of the board, made anew as far as it does not hold any more.
    fn read(&mut self, board: &Board, is_check: bool, texts: Texts) -> &Reading {
        let reading = match self.reading.take() {
            Some(reading) if !self.is_stale && reading.is_check == is_check => reading,
            Some(reading) => Reading::about(board, reading.model, is_check, texts),
            None => Reading::about(board, self.derivation.derive(board), is_check, texts),
        };
        self.is_stale = false;
        self.reading.insert(reading)
    }
}

impl Desk {
    /// A desk beside this wall.
    #[must_use]
    pub fn beside(board: Board) -> Self {
        Self { board, reader: Reader::default(), texts: Texts::default() }
    }

    /// Takes a message; gives the answer, if it asks for one.
    pub fn take(&mut self, message: ToDesk) -> Option<FromDesk> {
        match message {
            ToDesk::Texts(table) => {
                self.texts = Texts::read(table);
                None
            }
            ToDesk::Whole(snapshot) => {
                *self = Self { texts: self.texts, ..Self::beside(snapshot.into_board()) };
                None
            }
            ToDesk::Changed(patch) => {
                let concerns = self.board.concerns(&patch);
                self.board.mend(patch);
                self.reader.reading.take_if(|_| concerns.model);
                self.reader.is_stale |= concerns.talk;
                None
            }
            ToDesk::Show(view) => Some(FromDesk::Shown(self.show(&view))),
            ToDesk::Tidy(chosen) => match tidy::commands(&self.board, &chosen) {
                Ok(commands) if commands.is_empty() => None,
                Ok(commands) => Some(FromDesk::Do(Deed::of(commands, ""))),
                Err(rejection) => Some(FromDesk::Refused(rejection)),
            },
            ToDesk::Act { act, value, author, lot } => {
                Some(FromDesk::Do(self.act(&act, &value, author, lot)))
            }
        }
    }

    /// What is to be seen in this view.
    pub fn show(&mut self, view: &View) -> Shown {
        let reading = self.reader.read(&self.board, view.is_check, self.texts);
        let texts = self.texts;
        let panel = view.panel.map(|panel| match panel {
            PanelName::Model => model::panel(reading, view.words, texts),
            PanelName::Hints => hints::panel(reading, texts),
            PanelName::Note => note::panel(&self.board, reading, view, texts),
            PanelName::Map => map::panel(&self.board, &reading.model, view.width, texts),
            PanelName::Find => find::panel(&self.board, &view.query, texts),
            PanelName::Outline => outline::panel(&self.board, &reading.model, view, texts),
            PanelName::Workshop => workshop::panel(self.board.session(), view.words, texts),
        });
        Shown {
            html: panel.map(maud::Markup::into_string).unwrap_or_default(),
            marks: marks(&reading.told.hints),
            hints: u32::try_from(reading.told.hints.len()).unwrap_or(u32::MAX),
        }
    }

    fn act(&mut self, act: &str, value: &str, author: ParticipantId, lot: u128) -> Deed {
        let Some(act) = protocol::from_text::<Act>(act) else { return Deed::default() };
        let is_check = self.reader.reading.as_ref().is_some_and(|it| it.is_check);
        let reading = self.reader.read(&self.board, is_check, self.texts);
        let mut count = 0u128;
        let mut ids = || {
            count += 1;
            spread(lot.wrapping_add(count))
        };
        let (board, hints) = (&self.board, reading.told.hints.as_slice());
        let mut with = Circumstances { board, hints, author, texts: self.texts, ids: &mut ids };
        match act {
            Act::Outline(edit) => edit.carry_out(value.trim(), &mut with),
            act => Deed::of(act.commands(value, &mut with), ""),
        }
    }
}

/// The loudest hint of each note that one is about first.
fn marks(hints: &[Hint]) -> Vec<Mark> {
    let mut marks: std::collections::BTreeMap<_, usize> = std::collections::BTreeMap::new();
    for hint in hints {
        if let Some(note) = hint.notes.first() {
            let severity = marks.entry(*note).or_default();
            *severity = (*severity).max(hint.severity as usize);
        }
    }
    marks.into_iter().map(|(note, severity)| Mark { note, severity: severity as u8 }).collect()
}

/// Spreads what differs in few bits over all of them: ids of one act share a random start.
///
/// # Source
/// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014), on both halves.
fn spread(bits: u128) -> u128 {
    let mix = |mut half: u64| {
        half = (half ^ (half >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        half = (half ^ (half >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        half ^ (half >> 31)
    };
    let (high, low) = ((bits >> 64) as u64, bits as u64);
    let low = mix(low);
    u128::from(mix(high ^ low)) << 64 | u128::from(low)
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{ANN, board, note_id};
    use squall_board::{BoardCommand, Colour, NoteMove, NoteRecolour, Point, Seq, Snapshot, Timer};

    use super::*;

    fn shown(desk: &mut Desk, panel: PanelName) -> Shown {
        let view = View { panel: Some(panel), ..View::default() };
        match desk.take(ToDesk::Show(view)) {
            Some(FromDesk::Shown(shown)) => shown,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_desk_follows_the_wall() {
        let mut wall = board("command Pay; event Paid");
        let mut desk = Desk::default();
        assert_eq!(desk.take(ToDesk::Whole(Snapshot::of(&wall, Seq(1)))), None);
        assert!(!shown(&mut desk, PanelName::Model).html.contains("emits"));
        let to = Point::new(150.0, 0.0);
        let command = BoardCommand::MoveItems {
            notes: vec![NoteMove { note: note_id("Paid"), to }],
            frames: vec![],
        };
        let event = wall.decide(&command, ANN).unwrap();
        wall.apply(&event, ANN);
        assert_eq!(desk.take(ToDesk::Changed(wall.patch(&event.touched(ANN)))), None);
        let mut fresh = Desk::beside(wall);
        for panel in [PanelName::Model, PanelName::Hints, PanelName::Note, PanelName::Workshop] {
            assert_eq!(shown(&mut desk, panel), shown(&mut fresh, panel));
        }
    }

    /// The desk after commands on the wall that it follows, and a desk that sees that wall afresh.
    fn after(commands: &[BoardCommand]) -> (Desk, Desk) {
        let mut wall = board("command Pay; event Pay Bill; event Bill Paid; Pay -> Bill Paid");
        let mut desk = Desk::beside(wall.clone());
        shown(&mut desk, PanelName::Hints);
        for command in commands {
            let event = wall.decide(command, ANN).unwrap();
            wall.apply(&event, ANN);
            desk.take(ToDesk::Changed(wall.patch(&event.touched(ANN))));
        }
        (desk, Desk::beside(wall))
    }

    #[test]
    fn the_model_is_derived_anew_only_when_it_may_have_changed() {
        let note = note_id("Pay");
        let colour = NoteRecolour { note, colour: Some(Colour::Grey) };
        let (hint, reason) = ("E1:event.pay-bill".to_owned(), String::new());
        let moved = NoteMove { note, to: Point::new(150.0, 900.0) };
        for (command, is_kept) in [
            (BoardCommand::RecolourNotes { notes: vec![colour] }, true),
            (BoardCommand::SetTimer { timer: Timer::Paused { left_ms: 1 } }, true),
            (BoardCommand::DismissHint { hint, reason }, true),
            (BoardCommand::MoveItems { notes: vec![moved], frames: vec![] }, false),
        ] {
            let (mut desk, mut fresh) = after(std::slice::from_ref(&command));
            assert_eq!(desk.reader.reading.is_some(), is_kept, "{command:?}");
            for panel in [PanelName::Model, PanelName::Hints, PanelName::Note, PanelName::Workshop]
            {
                assert_eq!(shown(&mut desk, panel), shown(&mut fresh, panel), "{command:?}");
            }
        }
    }

    #[test]
    fn a_control_that_nobody_made_does_nothing() {
        let mut desk = Desk::beside(board("event Paid"));
        let act = |act: &str| ToDesk::Act {
            act: act.to_owned(),
            value: "x".to_owned(),
            author: ANN,
            lot: 1,
        };
        for text in ["", "zz", "04", "04ff", "é"] {
            assert_eq!(desk.take(act(text)), Some(FromDesk::Do(Deed::default())), "{text}");
        }
    }

    #[test]
    fn ids_of_one_act_and_of_two_differ() {
        let ids: std::collections::BTreeSet<u128> = (0..1_000).map(spread).collect();
        assert_eq!(ids.len(), 1_000);
    }
}
