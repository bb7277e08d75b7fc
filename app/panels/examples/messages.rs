//! Writes messages for `cargo xtask bench desk`: walls of growing size, a change of each, and what is
//! asked after it. `cargo run --release -p squall-panels --example messages FOLDER`.

use std::path::Path;

use squall_board::fixture::{ANN, board, many_chains};
use squall_board::{Board, BoardCommand, Seq, Snapshot, TextOperation, protocol};
use squall_panels::{PanelName, ToDesk, View};

/// The patch after somebody has written a word on a note, or taken it away again.
fn change(board: &mut Board) -> ToDesk {
    let note = board.notes().nth(board.notes().len() / 2).expect("the wall has notes").clone();
    let text = note.text.strip_suffix(" now").map(str::to_owned);
    let text = text.unwrap_or_else(|| format!("{} now", note.text));
    let operation = TextOperation::between(&note.text, &text);
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
        let mut board = board(&many_chains(notes));
        let write = |name: &str, message: &ToDesk| {
            std::fs::write(folder.join(format!("{notes}.{name}")), protocol::encode(message))
        };
        write("whole", &ToDesk::Whole(Snapshot::of(&board, Seq(1))))?;
        write("changed", &change(&mut board))?;
        write("back", &change(&mut board))?;
        let show = |panel| ToDesk::Show(View { panel, ..View::default() });
        write("marks", &show(None))?;
        write("hints", &show(Some(PanelName::Hints)))?;
        write("model", &show(Some(PanelName::Model)))?;
        write("outline", &show(Some(PanelName::Outline)))?;
    }
    Ok(())
}
