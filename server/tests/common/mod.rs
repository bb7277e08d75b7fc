//! A server of one's own and people on it.

mod held_store;
mod http;
mod participant;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::SinkExt as _;
use squall_board::fixture::note;
use squall_board::limits::NOTE_TEXT_CHARS_MAX;
use squall_board::protocol::{self, ClientMessage};
use squall_board::{BoardCommand, BoardId, ClientSecret, Note, NoteId, NoteKind, ParticipantId};
use squall_server::{Config, Server, Timings};
use squall_store::{EventStore, SqliteStore};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

pub(crate) use held_store::HeldStore;
pub(crate) use http::{HttpResponse, request};
pub(crate) use participant::{Answer, TestParticipant, connect, connect_with};

/// How long anything may take before a test fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A server in this process with its own data and port.
pub(crate) struct TestServer {
    server: Option<Server>,
    pub(crate) address: SocketAddr,
    pub(crate) data: TempDir,
}

impl TestServer {
    /// A server with a database of its own.
    pub(crate) async fn start() -> Self {
        Self::start_with(Timings::default(), |store| store).await
    }

    /// A server whose appends wait for [`HeldStore::release`].
    pub(crate) async fn start_held() -> (Self, Arc<HeldStore>) {
        let mut held = None;
        let wrap = |store| Arc::clone(held.insert(HeldStore::new(store)));
        let server = Self::start_with(Timings::default(), wrap).await;
        (server, held.expect("the server was started with it"))
    }

    /// A server with other timings and a store around its own.
    pub(crate) async fn start_with<S: EventStore>(
        timings: Timings,
        wrap: impl FnOnce(Arc<SqliteStore>) -> Arc<S>,
    ) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut server = Self { server: None, address: ([127, 0, 0, 1], 0).into(), data };
        server.open(timings, wrap).await;
        server
    }

    async fn open<S: EventStore>(
        &mut self,
        timings: Timings,
        wrap: impl FnOnce(Arc<SqliteStore>) -> Arc<S>,
    ) {
        let store = Arc::new(SqliteStore::open(&self.database()).await.unwrap());
        let site = self.site();
        std::fs::create_dir_all(&site).unwrap();
        std::fs::write(site.join("boot.js"), "// boot").unwrap();
        let config = Config {
            address: self.address,
            site,
            allowed_origins: vec!["https://allowed.example".into()],
            timings,
        };
        let server = Server::start(config, wrap(store)).await.unwrap();
        self.address = server.address();
        self.server = Some(server);
    }

    /// Stops the server in good order; its data stays.
    pub(crate) async fn stop(&mut self) {
        let server = self.server.take().expect("the server runs");
        tokio::time::timeout(PATIENCE, server.stop()).await.expect("the server stops");
    }

    /// Starts it anew on the same data and port.
    pub(crate) async fn start_again(&mut self) {
        self.open(Timings::default(), |store| store).await;
    }

    /// The running server.
    pub(crate) fn running(&self) -> &Server {
        self.server.as_ref().expect("the server runs")
    }

    /// The folder with the browser's files.
    pub(crate) fn site(&self) -> PathBuf {
        self.data.path().join("site")
    }

    /// Its database.
    pub(crate) fn database(&self) -> PathBuf {
        self.data.path().join("squall.db")
    }

    /// A new board.
    pub(crate) async fn create_board(&self) -> BoardId {
        create_board(self.address).await
    }

    /// Somebody new on the board, with everything that was recorded so far.
    pub(crate) async fn join(&self, board: BoardId) -> TestParticipant {
        let mut participant = TestParticipant::new(self.address, board);
        participant.connect().await;
        participant
    }

    /// Somebody new on the board who reads nothing, through a small buffer.
    pub(crate) async fn join_reading_nothing(&self, board: BoardId) -> WebSocketStream<TcpStream> {
        let hello = TestParticipant::new(self.address, board).hello();
        let hello = protocol::encode(&ClientMessage::Hello(hello));
        let socket = connect_with(self.address, &board.to_string(), None, Some(4_096)).await;
        let mut socket = socket.unwrap();
        socket.send(Message::Binary(hello.into())).await.unwrap();
        socket
    }

    /// An answer of the HTTP interface.
    pub(crate) async fn get(&self, path: &str) -> HttpResponse {
        request(self.address, "GET", path, &[], b"").await
    }
}

/// A new board on the server at this address.
pub(crate) async fn create_board(address: SocketAddr) -> BoardId {
    let accept = [("Accept", "application/json")];
    let created = request(address, "POST", "/boards", &accept, b"").await;
    assert_eq!(created.status, 201);
    created.json()["board"].as_str().unwrap().parse().unwrap()
}

/// How long the event of [`add_long_notes`] is, at least.
pub(crate) const LONG_NOTES_BYTES: usize = 20 * NOTE_TEXT_CHARS_MAX;

/// A command that adds twenty notes with as much text as they can hold.
pub(crate) fn add_long_notes(round: usize) -> BoardCommand {
    let notes = (0..20).map(|place| Note {
        id: NoteId::from_u128((round * 1_000 + place) as u128),
        text: "x".repeat(NOTE_TEXT_CHARS_MAX),
        ..note("long", NoteKind::DomainEvent)
    });
    BoardCommand::AddItems { notes: notes.collect(), arrows: vec![], frames: vec![] }
}

/// What a replica proves itself with that nobody else has.
pub(crate) fn new_secret() -> ClientSecret {
    ClientSecret::from_u128(uuid::Uuid::new_v4().as_u128())
}

/// A person whom nobody else is.
pub(crate) fn new_participant() -> ParticipantId {
    ParticipantId::from_bytes(*uuid::Uuid::new_v4().as_bytes())
}
