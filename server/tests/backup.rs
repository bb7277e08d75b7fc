//! Backups by the program itself, while it serves and afterwards.

use std::path::Path;

use squall_board::fixture::{add_note, note};
use squall_board::protocol::Resume;
use squall_board::{NoteKind, Seq};
use tokio::time::timeout;

use crate::common::{Answer, PATIENCE, TestParticipant, create_board};
use crate::kill::{Program, squall};

/// Runs the program and returns what it says: well, or why not.
async fn copy(command: &str, file: &Path, data: &Path) -> Result<String, String> {
    let mut program = squall();
    program.arg(command).arg(file).arg("--data").arg(data);
    let output = timeout(PATIENCE, program.output()).await.expect("the program ends").unwrap();
    let (told, failed) = (output.stdout, output.stderr);
    let [told, failed] = [told, failed].map(|said| String::from_utf8(said).unwrap());
    let said = format!("{told}{failed}");
    assert_eq!(said.lines().count(), 1, "one sentence: {said}");
    if output.status.success() { Ok(told) } else { Err(failed) }
}

#[tokio::test]
async fn a_backup_made_while_the_server_runs_is_restored_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let (data, other) = (folder.path().join("data"), folder.path().join("other/data"));
    let backup = folder.path().join("backup.db");
    let mut program = Program::start(&data).await;
    let board = create_board(program.address).await;
    let mut ann = TestParticipant::new(program.address, board);
    ann.connect().await;
    ann.ask(add_note(note("before", NoteKind::DomainEvent))).await;
    let saved = copy("backup", &backup, &data).await.unwrap();
    assert!(saved.contains("backup.db") && saved.contains("KiB"), "{saved}");
    let at_backup = ann.board.clone();
    ann.ask(add_note(note("after", NoteKind::DomainEvent))).await;
    let kept = std::fs::read(&backup).unwrap();
    let refused = copy("backup", &backup, &data).await.unwrap_err();
    assert!(refused.contains("is there already"), "{refused}");
    assert!(std::fs::read(&backup).unwrap() == kept);
    let refused = copy("restore", &backup, &data).await.unwrap_err();
    assert!(refused.contains("in use"), "{refused}");
    program.terminate().await;
    let refused = copy("restore", &backup, &data).await.unwrap_err();
    assert!(refused.contains("is there already"), "{refused}");

    copy("restore", &backup, &other).await.unwrap();
    let mut program = Program::start(&other).await;
    // Ann has seen what the backup does not hold.
    let epoch = ann.epoch;
    ann.address = program.address;
    ann.vanish();
    assert_eq!(ann.greet().await, Resume::Snapshot);
    ann.fetch_snapshot().await;
    assert_eq!(ann.greet().await, Resume::Tail);
    assert_ne!(ann.epoch, epoch);
    assert_eq!(ann.board, at_backup);
    let again = ann.ask(add_note(note("again", NoteKind::DomainEvent))).await;
    assert_eq!(again, Answer::Recorded(Seq(2)));
    program.terminate().await;
}
