//! Somebody on a board: sends messages and folds what comes back.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use squall_board::protocol::{
    self, ClientMessage, CloseReason, Epoch, Hello, Person, PresenceChange, Resume, ServerMessage,
    SessionId, Sign,
};
use squall_board::{
    Board, BoardCommand, BoardId, ClientId, ClientSecret, ParticipantId, RecordedEvent, Rejection,
    Seq, Snapshot,
};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{PATIENCE, new_participant, new_secret, request};

/// How a command was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Recorded(Seq),
    AlreadyRecorded(Seq),
    Rejected(Rejection),
}

/// Somebody on a board.
pub(crate) struct TestParticipant {
    pub(crate) address: SocketAddr,
    pub(crate) board_id: BoardId,
    pub(crate) secret: ClientSecret,
    pub(crate) participant: ParticipantId,
    pub(crate) name: String,
    /// How large the system's buffer for what arrives is; `None` for its own choice.
    pub(crate) receive_bytes: Option<u32>,
    socket: Option<WebSocketStream<TcpStream>>,
    pub(crate) session: SessionId,
    pub(crate) epoch: Option<Epoch>,
    pub(crate) last_seq: Seq,
    pub(crate) board: Board,
    pub(crate) recorded: Vec<RecordedEvent>,
    pub(crate) people: BTreeMap<SessionId, Person>,
    pub(crate) presence: BTreeMap<SessionId, PresenceChange>,
    /// Everything that was told of the presence of others, in order.
    pub(crate) signs: Vec<(SessionId, Sign)>,
    pub(crate) answers: BTreeMap<u64, Answer>,
    pub(crate) last_number: u64,
    pub(crate) pongs: usize,
    /// The server's clock as it was told last.
    pub(crate) server_now_ms: u64,
}

impl TestParticipant {
    /// Somebody who is not connected yet.
    pub(crate) fn new(address: SocketAddr, board_id: BoardId) -> Self {
        Self {
            address,
            board_id,
            secret: new_secret(),
            participant: new_participant(),
            name: "Ann".to_owned(),
            receive_bytes: None,
            socket: None,
            session: SessionId(0),
            epoch: None,
            last_seq: Seq::ZERO,
            board: Board::default(),
            recorded: Vec::new(),
            people: BTreeMap::new(),
            presence: BTreeMap::new(),
            signs: Vec::new(),
            answers: BTreeMap::new(),
            last_number: 0,
            pongs: 0,
            server_now_ms: 0,
        }
    }

    /// The replica as everybody sees it.
    pub(crate) fn client(&self) -> ClientId {
        self.secret.client()
    }

    /// The first message.
    pub(crate) fn hello(&self) -> Hello {
        let first_pending =
            (1..=self.last_number).find(|number| !self.answers.contains_key(number));
        Hello {
            secret: self.secret,
            participant: self.participant,
            name: self.name.clone(),
            epoch: self.epoch,
            last_seq: self.last_seq,
            first_pending,
        }
    }

    /// Connects and catches up, from a snapshot if need be.
    pub(crate) async fn connect(&mut self) {
        if self.greet().await == Resume::Snapshot {
            self.fetch_snapshot().await;
            assert_eq!(self.greet().await, Resume::Tail);
        }
    }

    /// Connects, says hello and reads the welcome and what was missed.
    pub(crate) async fn greet(&mut self) -> Resume {
        self.greet_with(self.hello()).await
    }

    /// The same with another first message.
    pub(crate) async fn greet_with(&mut self, hello: Hello) -> Resume {
        let board = self.board_id.to_string();
        let socket = connect_with(self.address, &board, None, self.receive_bytes).await;
        self.socket = Some(socket.unwrap());
        self.send(&ClientMessage::Hello(hello)).await;
        let welcome = self.next().await.expect("a welcome");
        let ServerMessage::Welcome { session, epoch, head, resume, people } = welcome else {
            panic!("not a welcome: {welcome:?}");
        };
        self.session = session;
        self.people = people.into_iter().map(|person| (person.session, person)).collect();
        self.presence.clear();
        if resume == Resume::Tail {
            self.epoch = Some(epoch);
            self.until(|me| me.last_seq >= head).await;
        }
        resume
    }

    /// Starts from the board's snapshot.
    pub(crate) async fn fetch_snapshot(&mut self) {
        let path = format!("/api/boards/{}/snapshot", self.board_id);
        let response = request(self.address, "GET", &path, &[], b"").await;
        let snapshot = Snapshot::from_bytes(&response.body).unwrap();
        assert_eq!(response.header("squall-seq"), Some(snapshot.seq.to_string().as_str()));
        self.epoch = Some(Epoch(response.header("squall-epoch").unwrap().parse().unwrap()));
        self.last_seq = snapshot.seq;
        self.board = snapshot.into_board();
    }

    /// Proposes under the next number.
    pub(crate) async fn propose(&mut self, command: BoardCommand) -> u64 {
        self.last_number += 1;
        self.propose_as(self.last_number, command).await;
        self.last_number
    }

    /// Proposes under this number.
    pub(crate) async fn propose_as(&mut self, number: u64, command: BoardCommand) {
        let base_seq = self.last_seq;
        self.send(&ClientMessage::Propose { number, base_seq, command }).await;
    }

    /// Proposes and waits for the answer.
    pub(crate) async fn ask(&mut self, command: BoardCommand) -> Answer {
        let number = self.propose(command).await;
        self.answer(number).await
    }

    /// The answer to a command.
    pub(crate) async fn answer(&mut self, number: u64) -> Answer {
        self.until(|me| me.answers.contains_key(&number)).await;
        self.answers[&number]
    }

    /// Shows something.
    pub(crate) async fn show(&mut self, change: PresenceChange) {
        self.send(&ClientMessage::Presence(change)).await;
    }

    /// Sends a message.
    pub(crate) async fn send(&mut self, message: &ClientMessage) {
        self.try_send(protocol::encode(message)).await.unwrap();
    }

    /// Sends a frame.
    pub(crate) async fn try_send(&mut self, frame: Vec<u8>) -> Result<(), Error> {
        let socket = self.socket.as_mut().expect("connected");
        let sending = socket.send(Message::Binary(Bytes::from(frame)));
        timeout(PATIENCE, sending).await.expect("the server reads")
    }

    /// Reads until something is true.
    pub(crate) async fn until(&mut self, what: impl Fn(&Self) -> bool) {
        while !what(self) {
            if let Err(reason) = self.next().await {
                panic!("the socket was closed: {reason:?}");
            }
        }
    }

    /// Everything that was sent before this call is dealt with after it.
    pub(crate) async fn settle(&mut self) {
        let pongs = self.pongs + 1;
        self.send(&ClientMessage::Ping).await;
        self.until(|me| me.pongs >= pongs).await;
    }

    /// The board's task has dealt with everything that was sent before this call, and what it told
    /// this participant until then is folded in.
    pub(crate) async fn settle_on_the_board(&mut self) {
        let nothing = BoardCommand::DeleteItems { notes: vec![], arrows: vec![], frames: vec![] };
        assert!(matches!(self.ask(nothing).await, Answer::Rejected(_)));
    }

    /// Reads until the server closes the socket.
    pub(crate) async fn close_reason(&mut self) -> Option<CloseReason> {
        loop {
            if let Err(reason) = self.next().await {
                return reason;
            }
        }
    }

    /// Goes without a word.
    pub(crate) fn vanish(&mut self) {
        self.socket = None;
    }

    /// The next message, folded in; the reason if the socket is closed.
    pub(crate) async fn next(&mut self) -> Result<ServerMessage, Option<CloseReason>> {
        let socket = self.socket.as_mut().expect("connected");
        loop {
            let next = timeout(PATIENCE, socket.next()).await.expect("the server says something");
            match next {
                Some(Ok(Message::Binary(frame))) => {
                    let message: ServerMessage = protocol::decode(&frame).unwrap();
                    self.fold(&message);
                    return Ok(message);
                }
                Some(Ok(Message::Close(frame))) => {
                    let code = frame.map(|frame| u16::from(frame.code));
                    return Err(code.and_then(CloseReason::from_code));
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(other)) => panic!("unexpected: {other:?}"),
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    fn fold(&mut self, message: &ServerMessage) {
        match message {
            ServerMessage::Welcome { .. } => {}
            ServerMessage::Recorded { events } => {
                assert!(!events.is_empty());
                for event in events {
                    assert_eq!(event.seq, self.last_seq.next(), "events come in order");
                    self.last_seq = event.seq;
                    self.board.apply(&event.event, event.participant);
                    self.recorded.push(event.clone());
                    if event.command_id.client == self.client() {
                        let answer = Answer::Recorded(event.seq);
                        self.answers.insert(event.command_id.number, answer);
                    }
                }
            }
            ServerMessage::AlreadyRecorded { number, seq } => {
                self.answers.insert(*number, Answer::AlreadyRecorded(*seq));
            }
            ServerMessage::Rejected { number, rejection } => {
                self.answers.insert(*number, Answer::Rejected(*rejection));
            }
            ServerMessage::Joined(person) => {
                self.people.insert(person.session, person.clone());
            }
            ServerMessage::Left(session) => {
                self.people.remove(session);
                self.presence.remove(session);
            }
            ServerMessage::Presence(signs) => {
                assert!(!signs.is_empty());
                for (session, sign) in signs {
                    assert_ne!(*session, self.session, "nobody is shown their own presence");
                    self.presence.entry(*session).or_default().merge(sign.clone().into());
                    self.signs.push((*session, sign.clone()));
                }
            }
            ServerMessage::Pong { now_ms } => {
                self.pongs += 1;
                self.server_now_ms = *now_ms;
            }
        }
    }
}

/// A socket to the board that `board` names in the path.
pub(crate) async fn connect(
    address: SocketAddr,
    board: &str,
) -> Result<WebSocketStream<TcpStream>, Error> {
    connect_with(address, board, None, None).await
}

/// A socket with an `Origin`, or with a receive buffer of so many bytes.
pub(crate) async fn connect_with(
    address: SocketAddr,
    board: &str,
    origin: Option<&str>,
    receive_bytes: Option<u32>,
) -> Result<WebSocketStream<TcpStream>, Error> {
    let socket = TcpSocket::new_v4().unwrap();
    if let Some(bytes) = receive_bytes {
        socket.set_recv_buffer_size(bytes).unwrap();
    }
    let stream = socket.connect(address).await.map_err(Error::Io)?;
    stream.set_nodelay(true).unwrap();
    let url = format!("ws://{address}/api/boards/{board}/socket");
    let mut request = url.into_client_request().unwrap();
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", origin.parse().unwrap());
    }
    let upgrade = tokio_tungstenite::client_async(request, stream);
    let (socket, _) = timeout(PATIENCE, upgrade).await.expect("the server answers")?;
    Ok(socket)
}
