//! Killing the program under load loses nothing that was acknowledged, and doubles nothing.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use squall_board::fixture::{add_note, note};
use squall_board::protocol::ClientMessage;
use squall_board::{BoardCommand, BoardId, CommandId, NoteId, NoteKind, Seq};
use squall_store::{EventStore as _, SqliteStore};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::common::{Answer, PATIENCE, TestParticipant, create_board};

const ROUNDS: u64 = 20;
const PEOPLE: usize = 4;
const IN_FLIGHT: usize = 8;

/// The program, without the settings of whoever runs the tests.
pub(crate) fn squall() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_squall"));
    for name in ["ADDR", "DATA", "SITE", "LOG", "LOG_FORMAT", "ALLOWED_ORIGIN"] {
        command.env_remove(format!("SQUALL_{name}"));
    }
    command.kill_on_drop(true);
    command
}

/// A running program.
pub(crate) struct Program {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Program {
    /// Starts it on any free port and waits until it listens.
    pub(crate) async fn start(data: &Path) -> Self {
        let mut command = squall();
        command.args(["serve", "--log", "warn", "--addr", "127.0.0.1:0", "--data"]).arg(data);
        command.arg("--site").arg(data).stdout(Stdio::piped()).stdin(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = timeout(PATIENCE, lines.next_line()).await.expect("it starts").unwrap();
        let line = line.expect("it says where it is");
        let address = line.strip_prefix("Squall is running: http://").unwrap().parse().unwrap();
        Self { child, address }
    }

    /// Kills it without a warning.
    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn terminate(&mut self) {
        let id = self.child.id().expect("it runs").to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
        assert!(sent.success());
        let ended = timeout(PATIENCE, self.child.wait()).await.expect("it ends").unwrap();
        assert!(ended.success(), "{ended:?}");
    }
}

/// Proposes until the server is gone; counts what was acknowledged on the way.
async fn work(mut me: TestParticipant, acknowledged: Arc<AtomicU64>) -> TestParticipant {
    let unanswered: Vec<u64> =
        (1..=me.last_number).filter(|number| !me.answers.contains_key(number)).collect();
    for number in unanswered {
        let command = add(&me, number);
        let message = ClientMessage::Propose { number, base_seq: me.last_seq, command };
        if me.try_send(squall_board::protocol::encode(&message)).await.is_err() {
            return me;
        }
    }
    loop {
        while me.last_number as usize - me.answers.len() < IN_FLIGHT {
            me.last_number += 1;
            let number = me.last_number;
            let command = add(&me, number);
            let message = ClientMessage::Propose { number, base_seq: me.last_seq, command };
            if me.try_send(squall_board::protocol::encode(&message)).await.is_err() {
                return me;
            }
        }
        let before = me.answers.len();
        if me.next().await.is_err() {
            return me;
        }
        acknowledged.fetch_add((me.answers.len() - before) as u64, Ordering::SeqCst);
    }
}

/// A note that only this command adds.
fn add(me: &TestParticipant, number: u64) -> BoardCommand {
    let mut added = note("Order placed", NoteKind::DomainEvent);
    added.id = NoteId::from_u128(me.client().as_u128().wrapping_add(u128::from(number)));
    add_note(added)
}

/// P4.1, P4.2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killing_the_server_under_load_loses_nothing_that_was_acknowledged() {
    let data = tempfile::tempdir().unwrap();
    let mut program = Program::start(data.path()).await;
    let board = create_board(program.address).await;
    let mut people: Vec<TestParticipant> = Vec::new();
    let mut total = 0;
    for round in 0..ROUNDS {
        let acknowledged = Arc::new(AtomicU64::new(0));
        if people.is_empty() {
            people = (0..PEOPLE).map(|_| TestParticipant::new(program.address, board)).collect();
        }
        let mut working = Vec::new();
        for mut me in people.drain(..) {
            me.address = program.address;
            me.connect().await;
            working.push(tokio::spawn(work(me, Arc::clone(&acknowledged))));
        }
        // A different moment in each round, always amid the load.
        let enough = 20 + round * 7;
        let mut watch = tokio::time::interval(std::time::Duration::from_millis(1));
        let busy = async {
            while acknowledged.load(Ordering::SeqCst) < enough {
                watch.tick().await;
            }
        };
        timeout(PATIENCE, busy).await.expect("commands are acknowledged");
        program.kill().await;
        for me in working {
            people.push(me.await.unwrap());
        }
        total += acknowledged.load(Ordering::SeqCst);
        program = Program::start(data.path()).await;
        check_log(data.path(), board, &people).await;
    }
    program.terminate().await;
    println!("{total} commands were acknowledged in {ROUNDS} rounds");
    assert!(total > ROUNDS * 20);
}

/// Every acknowledged command is in the log exactly once, where its acknowledgement said, and what
/// people have seen is the log's beginning.
async fn check_log(data: &Path, board: BoardId, people: &[TestParticipant]) {
    let store = SqliteStore::open_read_only(&data.join("squall.db")).await.unwrap();
    let head = store.board(board).await.unwrap().unwrap().head;
    let log = store.read(board, Seq::ZERO, usize::try_from(head.0).unwrap() + 1).await.unwrap();
    assert_eq!(log.len() as u64, head.0);
    let mut places: BTreeMap<CommandId, Seq> = BTreeMap::new();
    for (place, recorded) in (1..).zip(&log) {
        assert_eq!(recorded.seq, Seq(place));
        let twice = places.insert(recorded.command_id, recorded.seq);
        assert_eq!(twice, None, "a command was recorded twice");
    }
    for me in people {
        for (number, answer) in &me.answers {
            let (Answer::Recorded(seq) | Answer::AlreadyRecorded(seq)) = answer else {
                panic!("a note was refused: {answer:?}");
            };
            let command_id = CommandId { client: me.client(), number: *number };
            assert_eq!(places.get(&command_id), Some(seq), "an acknowledged command is missing");
        }
        assert!(me.last_seq <= head, "somebody saw what is not in the log");
        for seen in &me.recorded {
            let place = usize::try_from(seen.seq.0).unwrap() - 1;
            assert_eq!(&log[place], seen, "somebody saw something else than the log");
        }
    }
    store.close().await;
}
