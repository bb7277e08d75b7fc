//! Prints how long hints take on walls of growing size: `cargo run --release -p squall-hints --example
//! durations`. Nothing is asserted about time; the figures should grow no faster than the walls.

use std::fmt::Write as _;
use std::time::Instant;

use squall_board::fixture::board;
use squall_hints::{Level, Settings, Stage, hints};
use squall_model::derive;

/// A wall of about this many notes: chains of command, aggregate, event and policy in contexts.
fn wall(notes: usize) -> String {
    let verbs = ["Place", "Ship", "Pay", "Cancel", "Check", "Refund", "Pack", "Review"];
    let things = ["Order", "Parcel", "Invoice", "Customer", "Refund", "Return", "Claim"];
    let mut text = String::new();
    for chain in 0..notes / 6 {
        let (x, y) = ((chain % 40) * 2_000, (chain / 40) * 800);
        let verb = verbs[chain % verbs.len()];
        let thing = format!("{} {chain}", things[chain % things.len()]);
        let statements = [
            format!("actor Clerk {chain} @ {x},{y}"),
            format!("command {verb} {thing} @ {},{y}", x + 200),
            format!("aggregate {thing} @ {},{y}", x + 400),
            format!("event {thing} {verb}ed @ {},{y}", x + 600),
            format!("policy Whenever {thing} {verb}ed @ {},{y}", x + 800),
            format!("event {thing} Was Updated and Closed @ {},{y}", x + 1_000),
            format!("Clerk {chain} -> {verb} {thing}; {verb} {thing} -> {thing}"),
            format!("{thing} -> {thing} {verb}ed; {thing} {verb}ed -> Whenever {thing} {verb}ed"),
        ];
        for statement in statements {
            writeln!(text, "{statement}").expect("a string takes all");
        }
        if chain % 20 == 0 {
            writeln!(text, "context Part {chain} @ {},{y} 39000x700", x + 19_000)
                .expect("so does this");
        }
    }
    text
}

fn main() {
    println!("notes  hints  derive     hints      after");
    for notes in [500, 2_000, 8_000, 16_000] {
        let board = board(&wall(notes));
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
