//! Prints the hints about a text that is imported as a wall: `cargo run -p squall-hints --example report
//! -- wall.md`. Strict if a second argument says so.

use squall_board::fixture::ANN;
use squall_board::{Board, Point, ZIndex};
use squall_hints::{Level, Settings, Stage, hints};
use squall_model::derive;
use squall_model::import::{layout, parse};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a file");
    let stage =
        if arguments.next().is_some() { Stage::ExportCheck } else { Stage::BoundedContexts };
    let text = std::fs::read_to_string(path).expect("a readable file");
    let wall = parse(&text).expect("within the limits");
    let mut next = 0;
    let mut ids = || {
        next += 1;
        next
    };
    let items = layout(&wall, Point::default(), &mut ids, ANN, &ZIndex::first());
    let mut board = Board::default();
    for command in &items.commands {
        let event = board.decide(command, ANN).expect("the import fits the board");
        board.apply(&event, ANN);
    }
    for hint in hints(&board, &derive(&board), &Settings::at(Level::Design, stage)) {
        println!("{} {:?}: {}", hint.rule.name(), hint.severity, hint.message);
        if let Some(fix) = hint.fix {
            println!("    [{}]", fix.label);
        }
    }
}
