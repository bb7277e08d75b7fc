//! Walls for the tests of this crate.
#![allow(dead_code, reason = "every test file uses its own part")]

use squall_board::fixture::ANN;
use squall_board::{Board, BoardCommand, Point, ZIndex};
use squall_hints::{Hint, Level, Settings, Stage, hints};
use squall_model::derive;
use squall_model::import::{layout, parse, subscription_box};

const CART: &str = include_str!("../../../model/tests/sources/002-shopping-cart-example.md");
const GUIDE: &str = include_str!("../../../model/tests/sources/001-event-storming-guide.md");

/// Ids in order, for walls that are the same in every run.
pub(crate) fn counted_ids() -> impl FnMut() -> u128 {
    let mut next = 0;
    move || {
        next += 1;
        next
    }
}

fn board_of(commands: &[BoardCommand]) -> Board {
    let mut board = Board::default();
    for command in commands {
        let event = board.decide(command, ANN).unwrap_or_else(|error| panic!("{error}"));
        board.apply(&event, ANN);
    }
    board
}

fn import(text: &str) -> Board {
    let wall = parse(text).expect("within the limits");
    let items = layout(&wall, Point::default(), &mut counted_ids(), ANN, &ZIndex::first());
    board_of(&items.commands)
}

/// The guide's subscription box, as a new visitor gets it.
pub(crate) fn sample() -> Board {
    board_of(&subscription_box(&mut counted_ids(), ANN).commands)
}

/// The whole guide, imported.
pub(crate) fn guide() -> Board {
    import(GUIDE)
}

/// The example of a shopping cart, imported.
pub(crate) fn cart() -> Board {
    import(CART)
}

/// The hints about the board at this stage.
pub(crate) fn hints_at(board: &Board, level: Level, stage: Stage) -> Vec<Hint> {
    hints_in(board, &Settings::at(level, stage))
}

/// The hints about the board in these settings.
pub(crate) fn hints_in(board: &Board, settings: &Settings) -> Vec<Hint> {
    hints(board, &derive(board), settings)
}
