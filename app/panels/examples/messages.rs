//! Writes messages for `cargo xtask bench desk`: walls of growing size, a change of each, and what is
//! asked after it. `cargo run --release -p squall-panels --example messages FOLDER`.

use std::fmt::Write as _;
use std::path::Path;

use squall_board::fixture::{ANN, board};
use squall_board::{Board, BoardCommand, Seq, Snapshot, TextOperation, protocol};
use squall_panels::{PanelName, ToDesk, View};

/// A wall of about this many notes: chains of actor, command, aggregate, event and policy in contexts.
fn wall(notes: usize) -> String {
    let verbs = ["Place", "Ship", "Pay", "Cancel", "Check", "Refund", "Pack", "Review"];
    let things = ["Order", "Parcel", "Invoice", "Customer", "Return", "Claim", "Cart"];
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
            let middle = x + 19_000;
            writeln!(text, "context Part {chain} @ {middle},{y} 39000x700").expect("so does this");
        }
    }
    text
}

/// The patch after somebody has written on a note.
fn change(board: &mut Board) -> ToDesk {
    let note = board.notes().nth(board.notes().len() / 2).expect("the wall has notes").clone();
    let operation = TextOperation::between(&note.text, &format!("{} now", note.text));
    let command = BoardCommand::EditText { note: note.id, operation };
    let event = board.decide(&command, ANN).expect("a note takes a word more");
    board.apply(&event, ANN);
    ToDesk::Changed(board.patch(&event.touched(ANN)))
}

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).expect("the folder to write to");
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    for notes in [500, 2_000, 8_000] {
        let mut board = board(&wall(notes));
        let write = |name: &str, message: &ToDesk| {
            std::fs::write(folder.join(format!("{notes}.{name}")), protocol::encode(message))
        };
        write("whole", &ToDesk::Whole(Snapshot::of(&board, Seq(1))))?;
        write("changed", &change(&mut board))?;
        let show = |panel| ToDesk::Show(View { panel, ..View::default() });
        write("marks", &show(None))?;
        write("hints", &show(Some(PanelName::Hints)))?;
        write("model", &show(Some(PanelName::Model)))?;
    }
    Ok(())
}
