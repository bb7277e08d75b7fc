//! The browser's own replica against the server, through a real socket.

use squall_board::fixture::{add_note, note, note_id};
use squall_board::protocol::{Hello, Resume, ServerMessage};
use squall_board::{BoardCommand, Note, NoteKind, Seq, TextOperation};
use squall_editor::{Change, Replica};

use crate::common::{TestParticipant, TestServer};

/// A replica and the socket that carries its messages.
struct Browser {
    socket: TestParticipant,
    replica: Replica,
    refused_for_now: usize,
}

impl Browser {
    async fn start(server: &TestServer, board: squall_board::BoardId) -> Self {
        let socket = TestParticipant::new(server.address, board);
        let replica = Replica::new(socket.secret, socket.participant);
        let mut browser = Self { socket, replica, refused_for_now: 0 };
        browser.connect().await;
        browser
    }

    async fn connect(&mut self) {
        let hello = Hello {
            epoch: self.replica.epoch(),
            last_seq: self.replica.last_seq(),
            first_pending: self.replica.first_pending(),
            ..self.socket.hello()
        };
        assert_eq!(self.socket.greet_with(hello).await, Resume::Tail);
        self.replica.welcome(self.socket.epoch.unwrap());
        // Those that it has taken in already are passed over.
        self.replica.record(&self.socket.recorded, &mut Change::default()).unwrap();
    }

    fn disconnect(&mut self) {
        self.socket.vanish();
        self.replica.disconnect();
    }

    async fn send(&mut self) {
        for message in self.replica.take_outgoing() {
            self.socket.send(&message).await;
        }
    }

    /// Takes one message in; whatever is to be sent waits.
    async fn receive(&mut self) {
        match self.socket.next().await.expect("the socket is open") {
            ServerMessage::Recorded { events } => {
                self.replica.record(&events, &mut Change::default()).unwrap();
            }
            ServerMessage::Rejected { number, rejection } => {
                self.replica.reject(number, rejection);
                self.refused_for_now += 1;
            }
            ServerMessage::AlreadyRecorded { number, seq } => {
                self.replica.already_recorded(number, seq);
            }
            ServerMessage::Welcome { .. }
            | ServerMessage::Joined(_)
            | ServerMessage::Left(_)
            | ServerMessage::Presence(_)
            | ServerMessage::Pong { .. } => {}
        }
    }

    /// Goes on until every command has its answer and it has seen so much.
    async fn settle(&mut self, seq: Seq) {
        loop {
            self.send().await;
            if self.replica.pending_count() == 0 && self.replica.last_seq() >= seq {
                return;
            }
            self.receive().await;
        }
    }

    fn write(&mut self, new: &str) {
        let note = note_id("Order");
        let old = &self.replica.view().note(note).unwrap().text;
        let operation = TextOperation::between(old, new);
        self.replica.propose(BoardCommand::EditText { note, operation }).unwrap();
    }
}

/// Ann writes in a note while Ben takes it off and puts it back with another text, and adds more
/// notes behind it: the server cannot tell what her words mean, and refuses them for now.
async fn written_on_a_text_that_came_back(notes_behind: usize) -> (TestServer, Browser, Browser) {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = Browser::start(&server, board).await;
    ann.replica.propose(add_note(note("Order", NoteKind::DomainEvent))).unwrap();
    ann.settle(Seq(1)).await;
    let mut ben = Browser::start(&server, board).await;
    let gone = vec![note_id("Order")];
    let delete = BoardCommand::DeleteItems { notes: gone, arrows: vec![], frames: vec![] };
    ben.replica.propose(delete).unwrap();
    let back = Note { text: "Order paid".to_owned(), ..note("Order", NoteKind::DomainEvent) };
    ben.replica.propose(add_note(back)).unwrap();
    ben.settle(Seq(3)).await;
    // Ann has not read it yet.
    ann.write("Order placed");
    for number in 0..notes_behind {
        let behind = note(&format!("behind {number}"), NoteKind::DomainEvent);
        ann.replica.propose(add_note(behind)).unwrap();
    }
    (server, ann, ben)
}

/// P5.7
#[tokio::test]
async fn an_edit_refused_for_its_old_base_is_recorded_after_newer_commands() {
    let (_server, mut ann, mut ben) = written_on_a_text_that_came_back(20).await;
    let newest = Seq(3 + 20);
    ann.send().await;
    while ann.replica.last_seq() < newest {
        ann.receive().await;
    }
    assert_eq!((ann.refused_for_now, ann.replica.pending_count()), (1, 1));
    ann.settle(newest.next()).await;
    ben.settle(newest.next()).await;
    assert_eq!(ann.replica.view(), ben.replica.view());
    let text = &ann.replica.view().note(note_id("Order")).unwrap().text;
    assert!(text.contains("placed") && text.contains("paid"), "{text}");
}

/// P4.9, P5.7
#[tokio::test]
async fn an_edit_refused_for_its_old_base_is_recorded_on_the_next_connection() {
    let (_server, mut ann, mut ben) = written_on_a_text_that_came_back(20).await;
    let newest = Seq(3 + 20);
    ann.send().await;
    while ann.replica.last_seq() < newest {
        ann.receive().await;
    }
    ann.disconnect();
    ann.connect().await;
    ann.settle(newest.next()).await;
    // And on a connection that began with everything answered.
    ann.disconnect();
    ann.connect().await;
    assert_eq!(ann.replica.first_pending(), None);
    ann.write("Order placed and paid");
    ann.settle(newest.next().next()).await;
    ben.settle(newest.next().next()).await;
    assert_eq!(ann.replica.view(), ben.replica.view());
}
