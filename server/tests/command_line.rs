//! The program itself: starting, failing to start, exporting, stopping.

use std::process::Stdio;

use squall_board::NoteKind;
use squall_board::fixture::{add_note, note};
use tokio::process::Command;
use tokio::time::timeout;

use crate::common::{PATIENCE, TestParticipant, create_board, request};
use crate::kill::{Program, squall};

async fn output(mut command: Command) -> std::process::Output {
    timeout(PATIENCE, command.output()).await.expect("the program ends").unwrap()
}

#[tokio::test]
async fn a_board_is_exported_while_the_server_runs_and_after_it_was_stopped() {
    let data = tempfile::tempdir().unwrap();
    let mut program = Program::start(data.path()).await;
    let board = create_board(program.address).await;
    let mut ann = TestParticipant::new(program.address, board);
    ann.connect().await;
    ann.ask(add_note(note("Order placed", NoteKind::DomainEvent))).await;
    let link = format!("http://{}/boards/{board}", program.address);
    let export = || {
        let mut command = squall();
        command.args(["export", &link, "--format", "mermaid", "--data"]).arg(data.path());
        output(command)
    };
    let running = export().await;
    assert!(running.status.success(), "{running:?}");
    assert!(String::from_utf8(running.stdout.clone()).unwrap().contains("Order placed"));
    let path = format!("/api/boards/{board}/export.mmd");
    let served = request(program.address, "GET", &path, &[], b"").await;
    assert_eq!(served.body, running.stdout);
    program.terminate().await;
    assert_eq!(export().await.stdout, running.stdout);
}

#[tokio::test]
async fn a_picture_is_exported_to_a_file_and_one_too_large_is_made_smaller() {
    let data = tempfile::tempdir().unwrap();
    let mut program = Program::start(data.path()).await;
    let board = create_board(program.address).await;
    let mut ann = TestParticipant::new(program.address, board);
    ann.connect().await;
    ann.ask(add_note(note("Order placed", NoteKind::DomainEvent))).await;
    let mut far = note("Far away", NoteKind::DomainEvent);
    far.centre.x = 20_000.0;
    ann.ask(add_note(far)).await;
    program.terminate().await;
    for (format, magic, told) in
        [("png", &b"\x89PNG"[..], "too large"), ("pdf", b"%PDF", ""), ("svg", b"<svg", "")]
    {
        let file = data.path().join("picture");
        let mut command = squall();
        command.args(["export", &board.to_string(), "--format", format, "--theme", "dark"]);
        command.arg("--data").arg(data.path()).arg("--output").arg(&file);
        let done = output(command).await;
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(done.status.success() && said.contains(told), "{format}: {said}");
        assert_eq!(said.is_empty(), told.is_empty(), "{format}: {said}");
        assert!(std::fs::read(&file).unwrap().starts_with(magic), "{format}");
    }
}

#[tokio::test]
async fn what_prevents_a_start_is_told_in_one_sentence() {
    let data = tempfile::tempdir().unwrap();
    let program = Program::start(data.path()).await;
    let taken = program.address.to_string();
    let other = tempfile::tempdir().unwrap();
    let file = other.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let broken = other.path().join("broken");
    std::fs::create_dir(&broken).unwrap();
    std::fs::write(broken.join("squall.db"), vec![7; 9_000]).unwrap();
    let free = "127.0.0.1:0";
    for (addr, data, word) in [
        (taken.as_str(), other.path(), "--addr"),
        (free, data.path(), "in use"),
        (free, file.as_path(), "folder"),
        (free, broken.as_path(), "not a database"),
    ] {
        let mut command = squall();
        command.env("RUST_BACKTRACE", "1").args(["serve", "--log", "off", "--addr", addr]);
        command.arg("--data").arg(data).stdin(Stdio::null());
        let failed = output(command).await;
        let told = String::from_utf8(failed.stderr).unwrap();
        assert_eq!(failed.status.code(), Some(1), "{told}");
        assert_eq!(told.trim_end().lines().count(), 1, "{told}");
        assert!(told.contains(word), "{told}");
        assert!(failed.stdout.is_empty());
    }
}

#[tokio::test]
async fn a_board_that_is_not_there_cannot_be_exported() {
    let data = tempfile::tempdir().unwrap();
    let mut program = Program::start(data.path()).await;
    program.terminate().await;
    for (board, word) in
        [("nonsense", "not a board"), ("00000000000000000000000000000007", "no board")]
    {
        let mut command = squall();
        command.args(["export", board, "--format", "json", "--data"]).arg(data.path());
        let failed = output(command).await;
        let told = String::from_utf8(failed.stderr).unwrap();
        assert_eq!(failed.status.code(), Some(1));
        assert!(told.contains(word), "{told}");
    }
}
