//! What holds for every wall: nothing panics; hints are those of the same wall elsewhere, and of the
//! same notes made in another order; every fix is accepted and helps.

#[path = "../../board/tests/histories/mod.rs"]
mod histories;

use proptest::prelude::*;
use squall_board::fixture::ANN;
use squall_board::{
    Arrow, ArrowId, Board, BoardCommand, Detail, DetailId, Details, Field, FieldType, Frame,
    FrameId, FrameKind, HotspotState, Note, NoteId, ParticipantId, Point, Size, notation,
};
use squall_hints::{
    DismissedHint, Hint, Level, Settings, Severity, Stage, Told, ask_next, hints, tell,
};
use squall_model::derive;

const WORDS: [&str; 34] = [
    "Order Placed",
    "Place Order",
    "OrderPlacedEvent",
    "Order Updated",
    "Payment Failed",
    "Order",
    "Pay",
    "Payment Accepted/Rejected",
    "Order placed and paid",
    "Get Orders",
    "Click Pay",
    "Order Places",
    "When Order Placed then Place Order",
    "Retry (count < 2)",
    "Who pays?",
    "Refunds",
    "Orders Placed",
    "POST /orders",
    "Month Ended",
    "Bestellung aufgegeben",
    "Commande passée",
    "注文",
    "",
    " ",
    "🎉",
    "Billing Service",
    "Whenever Payment Failed, then Pay",
    "Order Line",
    "Create Invoice",
    "Item Added",
    "Add Item",
    "Item 2 Added",
    "Customer",
    "Paiement refusé et annulé",
];

const FIELDS: [&str; 6] = ["street", "order id", "orderID", "amount", "amount in cents", "🎉"];

/// A note to be: kind, text, place on a grid with distinct columns, details.
type Sketch = (usize, usize, i32, Vec<usize>);

#[derive(Debug, Clone)]
struct Drawing {
    notes: Vec<Sketch>,
    arrows: Vec<(usize, usize)>,
    frames: Vec<(i32, i32, usize)>,
}

fn drawings() -> impl Strategy<Value = Drawing> {
    let details = prop_oneof![
        3 => Just(Vec::new()),
        2 => prop::collection::vec(0..FIELDS.len() + 7, 1..5),
    ];
    let note = (0..13_usize, 0..WORDS.len(), 0..4_i32, details);
    let frame = (0..20_i32, 1..12_i32, 0..WORDS.len());
    (
        prop::collection::vec(note, 1..24),
        prop::collection::vec((0..24_usize, 0..24_usize), 0..24),
        prop::collection::vec(frame, 0..3),
    )
        .prop_map(|(notes, arrows, frames)| Drawing { notes, arrows, frames })
}

impl Drawing {
    /// The board, moved by `(dx, dy)`, with the ids of notes in the order that `salt` gives.
    fn board(&self, (dx, dy): (f64, f64), salt: u128) -> Board {
        let id = |at: usize| (at as u128 + 1).wrapping_mul(salt | 1);
        let mut commands = Vec::new();
        for (at, (kind, text, row, chosen)) in self.notes.iter().enumerate() {
            let kind = notation::NOTATION[*kind].kind;
            let centre = Point::new(at as f64 * 170.0 + dx, f64::from(*row) * 150.0 + dy);
            let note = Note {
                text: WORDS[*text].to_owned(),
                details: details(chosen),
                ..Note::new(NoteId::from_u128(id(at)), kind, centre, ANN)
            };
            commands.push(BoardCommand::AddItems {
                notes: vec![note],
                arrows: vec![],
                frames: vec![],
            });
        }
        let count = self.notes.len();
        let ends = self.arrows.iter().map(|(a, b)| (a % count, b % count));
        for (at, (from, to)) in ends.enumerate().filter(|(_, (from, to))| from != to) {
            let (from, to) = (NoteId::from_u128(id(from)), NoteId::from_u128(id(to)));
            let arrow = Arrow::new(ArrowId::from_u128(id(at)), from, to);
            commands.push(BoardCommand::AddItems {
                notes: vec![],
                arrows: vec![arrow],
                frames: vec![],
            });
        }
        for (at, (column, width, title)) in self.frames.iter().enumerate() {
            let frame = Frame {
                id: FrameId::from_u128(id(at)),
                kind: FrameKind::BoundedContext,
                centre: Point::new(f64::from(*column) * 170.0 + dx, f64::from(*column) * 11.0 + dy),
                size: Size::new(f64::from(*width) * 170.0 + at as f64 + 7.0, 600.0 + at as f64),
                title: WORDS[*title].to_owned(),
                locked: false,
            };
            commands.push(BoardCommand::AddItems {
                notes: vec![],
                arrows: vec![],
                frames: vec![frame],
            });
        }
        let mut board = Board::default();
        for command in &commands {
            apply(&mut board, command, ANN);
        }
        board
    }
}

fn details(chosen: &[usize]) -> Details {
    let one = |(at, choice): (usize, &usize)| {
        let id = DetailId::from_u128(at as u128);
        let words = || WORDS[at + 3].to_owned();
        match choice.checked_sub(FIELDS.len()) {
            None => {
                let kind = if at % 2 == 0 { FieldType::Text } else { FieldType::Identifier };
                let name = FIELDS[*choice].to_owned();
                Detail::Field(Field { id, name, kind, example: String::new() })
            }
            Some(0) => Detail::Rule { id, text: words() },
            Some(1) => Detail::Condition(words()),
            Some(2) => Detail::Owner(words()),
            Some(3) => Detail::State(HotspotState::Resolved),
            Some(4) => Detail::State(HotspotState::Parked),
            Some(5) => Detail::Meaning(words()),
            Some(_) => Detail::Answer(String::new()),
        }
    };
    chosen.iter().enumerate().map(one).collect::<Vec<_>>().into()
}

fn apply(board: &mut Board, command: &BoardCommand, who: ParticipantId) {
    let event = board.decide(command, who).unwrap_or_else(|error| panic!("{command:?}: {error}"));
    board.apply(&event, who);
}

/// How a session is led: in a stage at a level, or by nobody.
#[derive(Debug, Clone, Copy)]
struct Lead(Option<(Level, Stage)>);

impl Lead {
    fn settings(self, board: &Board) -> Settings {
        self.0.map_or_else(|| Settings::free(board), |(level, stage)| Settings::at(level, stage))
    }
}

fn leads() -> impl Strategy<Value = Lead> {
    let levels = [Level::BigPicture, Level::Process, Level::Design];
    (0..levels.len(), 0..Stage::ALL.len() + 2).prop_map(move |(level, stage)| {
        Lead(Stage::ALL.get(stage).map(|stage| (levels[level], *stage)))
    })
}

/// The hints without ids, which differ between two drawings of one wall.
fn told(board: &Board, lead: Lead) -> Vec<String> {
    let settings = &lead.settings(board);
    let place = |hint: &Hint| -> Vec<String> {
        let notes = hint.notes.iter().filter_map(|note| board.note(*note));
        notes.map(|note| format!("{:?} {}", note.kind, note.text)).collect()
    };
    hints(board, &derive(board), settings)
        .iter()
        .map(|hint| {
            let label = hint.fix.as_ref().map(|fix| fix.label.clone());
            let parts = (hint.rule, hint.severity, &hint.message, &hint.key);
            format!("{parts:?} {:?} {} {label:?}", place(hint), hint.arrows.len())
        })
        .collect()
}

proptest! {
    #[test]
    fn nothing_panics_on_random_histories(
        history in histories::choices(60),
        lead in leads(),
    ) {
        let mut board = Board::default();
        for (place, choice) in history.iter().enumerate() {
            let command = choice.command(&board, 1_000 + place as u128);
            if let Ok(event) = board.decide(&command, choice.participant()) {
                board.apply(&event, choice.participant());
            }
        }
        let settings = lead.settings(&board);
        let found = hints(&board, &derive(&board), &settings);
        let is_chaos = settings.current == Some(Stage::ChaoticExploration);
        prop_assert!(!is_chaos || found.is_empty());
        let is_loud = |hint: &Hint| hint.severity > Severity::Suggestion;
        prop_assert!(!settings.is_free() || !found.iter().any(is_loud), "{:?}", found);
        let asked = ask_next(board.session(), &settings, &found);
        prop_assert!(asked.is_none_or(|question| !question.text.is_empty()));
    }

    #[test]
    fn a_wall_elsewhere_has_the_same_hints(
        drawing in drawings(),
        lead in leads(),
        dx in -90_000..90_000_i32,
        dy in -90_000..90_000_i32,
    ) {
        let by = (f64::from(dx), f64::from(dy));
        let here = told(&drawing.board((0.0, 0.0), 1), lead);
        prop_assert_eq!(told(&drawing.board(by, 1), lead), here);
    }

    #[test]
    fn the_order_in_which_notes_were_made_does_not_matter(
        drawing in drawings(),
        lead in leads(),
        salt in any::<u128>(),
    ) {
        let one = told(&drawing.board((0.0, 0.0), 1), lead);
        prop_assert_eq!(told(&drawing.board((0.0, 0.0), salt), lead), one);
    }

    #[test]
    fn every_fix_is_accepted_and_helps(drawing in drawings(), lead in leads()) {
        let board = drawing.board((0.0, 0.0), 1);
        let settings = lead.settings(&board);
        let mut next = 1_u128 << 100;
        for hint in hints(&board, &derive(&board), &settings) {
            let Some(fix) = &hint.fix else { continue };
            let mut after = board.clone();
            let commands = fix.commands(&board, ANN, &mut || {
                next += 1;
                next
            });
            prop_assert!(!commands.is_empty(), "{:?}", hint);
            for command in &commands {
                let event = after.decide(command, ANN);
                prop_assert!(event.is_ok(), "{:?} {:?}", command, event);
                after.apply(&event.unwrap(), ANN);
            }
            for note in board.notes() {
                let kept = after.note(note.id).map(|after| &after.details);
                let is_kept = |detail: &Detail| kept.is_some_and(|kept| kept.get(&detail.key()) == Some(detail));
                prop_assert!(kept.is_none() || note.details.iter().all(is_kept), "{:?}", fix);
            }
            let left = hints(&after, &derive(&after), &settings);
            let same = left.iter().find(|other| other.key == hint.key && other.notes == hint.notes);
            prop_assert!(same.is_none(), "{:?} left {:?}", hint, same);
        }
    }

    #[test]
    fn hints_have_keys_of_their_own_and_come_along_the_timeline(
        drawing in drawings(),
        lead in leads(),
    ) {
        let board = drawing.board((0.0, 0.0), 1);
        let found = hints(&board, &derive(&board), &lead.settings(&board));
        let mut keys: Vec<&str> = found.iter().map(|hint| hint.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), found.len());
        let left: Vec<f64> = found
            .iter()
            .filter_map(|hint| board.note(*hint.notes.first()?))
            .map(|note| note.centre.x)
            .collect();
        prop_assert!(left.is_sorted());
        let json = serde_json::to_string(&found).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<Hint>>(&json).unwrap(), found);
    }

    #[test]
    fn what_is_dismissed_is_silent_until_it_is_restored(
        drawing in drawings(),
        lead in leads(),
        which in any::<u64>(),
    ) {
        let mut board = drawing.board((0.0, 0.0), 1);
        let settings = lead.settings(&board);
        let all = hints(&board, &derive(&board), &settings);
        let is_chosen = |at: &usize| which >> (at % 64) & 1 == 1;
        let (mut open, mut dismissed) = (Vec::new(), Vec::new());
        for (at, hint) in all.iter().enumerate() {
            if is_chosen(&at) {
                let reason = format!("reason {at}");
                let (key, why) = (hint.key.clone(), reason.clone());
                apply(&mut board, &BoardCommand::DismissHint { hint: key, reason: why }, ANN);
                dismissed.push(DismissedHint { hint: hint.clone(), reason });
            } else {
                open.push(hint.clone());
            }
        }
        let model = derive(&board);
        prop_assert_eq!(squall_hints::dismissed(&board, &model, &settings), dismissed.clone());
        let told = Told { hints: open, dismissed: dismissed.clone() };
        prop_assert_eq!(tell(&board, &model, &settings), told);
        for hint in dismissed {
            apply(&mut board, &BoardCommand::RestoreHint { hint: hint.hint.key }, ANN);
        }
        prop_assert_eq!(hints(&board, &derive(&board), &settings), all);
    }
}
