//! Prints how long hints take on walls of growing size: `cargo run --release -p squall-hints --example
//! durations`. Nothing is asserted about time; the figures should grow no faster than the walls.

use std::time::Instant;

use squall_board::fixture::{board, many_chains};
use squall_hints::{Level, Settings, Stage, hints};
use squall_model::derive;

fn main() {
    println!("notes  hints  derive     hints      after");
    for notes in [500, 2_000, 8_000, 16_000] {
        let board = board(&many_chains(notes));
        let started = Instant::now();
        let model = derive(&board);
        let derived = started.elapsed();
        for stage in [Stage::Timeline, Stage::BoundedContexts, Stage::ExportCheck] {
            let settings = Settings::at(Level::Design, stage);
            let started = Instant::now();
            let found = hints(&board, &model, &settings);
            let count = found.len();
            let spent = started.elapsed();
            println!(
                "{:<6} {count:<6} {derived:<10.2?} {spent:<10.2?} {stage:?}",
                board.notes().len()
            );
        }
    }
}
