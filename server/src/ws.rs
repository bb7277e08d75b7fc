//! One socket on a board: reads messages, checks their size, form, order and rate, and hands them to
//! the board's task; writes what the task queues. Decides nothing about boards.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use squall_board::limits::{FRAME_BYTES_MAX, IN_FLIGHT_MAX};
use squall_board::protocol::{
    self, Area, ClientMessage, CloseReason, Hello, PresenceChange, Resume, ServerMessage,
};
use squall_board::{BoardCommand, BoardId, Seq};
use squall_relay::{Outbox as _, frames};
use tokio::sync::mpsc::error::TrySendError;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite;
use tokio_util::sync::CancellationToken;

use crate::hub::{Hub, Membership, RoomMessage};
use crate::outbox::{Outbox, Outgoing, Outgoings, outbox};
use crate::rate::TokenBucket;
use crate::{Timings, limits, telemetry};

type Sink = SplitSink<WebSocket, Message>;
type Stream = SplitStream<WebSocket>;

/// Serves a socket until either side closes it. `board` is `None` if the link is malformed.
pub(crate) async fn serve(
    socket: WebSocket,
    hub: Hub,
    board: Option<BoardId>,
    timings: Timings,
    stopping: CancellationToken,
) {
    let (mut sink, mut stream) = socket.split();
    let (outbox, outgoings) = outbox();
    let joined = match admit(&mut stream, &hub, board, &outbox, &timings, &stopping).await {
        Ok(joined) => joined,
        Err(NotAdmitted::Gone) => return,
        Err(NotAdmitted::Refused(reason)) => {
            let farewell = sink.send(farewell(reason));
            // Whoever does not take it is not waited for.
            let _ = timeout(limits::FAREWELL_WITHIN, farewell).await;
            return linger(&mut stream, limits::FAREWELL_WITHIN, Some(reason)).await;
        }
    };
    let session = joined.admission.session;
    if joined.admission.resume == Resume::Snapshot {
        // The room has said all; the browser goes and comes back with the snapshot.
        drop(outbox);
        write(&mut sink, outgoings, &timings).await;
        return linger(&mut stream, timings.hello_within, None).await;
    }
    let board = board.map(telemetry::short).unwrap_or_default();
    tracing::info!(board.id = %board, session = session.0, "Somebody came.");
    // A task of its own: what others do is only written, and need not look at what is to be read.
    let writing = tokio::spawn(async move { write(&mut sink, outgoings, &timings).await });
    let reason = converse(&mut stream, joined, outbox, writing, &timings, &stopping).await;
    linger(&mut stream, limits::FAREWELL_WITHIN, reason).await;
    let reason = reason.map(tracing::field::debug);
    tracing::info!(board.id = %board, session = session.0, reason, "Somebody went.");
}

/// Why a socket does not get into a room.
enum NotAdmitted {
    /// It is told why.
    Refused(CloseReason),
    /// There is nobody to tell.
    Gone,
}

/// Waits for the first message, and joins.
async fn admit(
    stream: &mut Stream,
    hub: &Hub,
    board: Option<BoardId>,
    outbox: &Outbox,
    timings: &Timings,
    stopping: &CancellationToken,
) -> Result<Membership, NotAdmitted> {
    let refused = NotAdmitted::Refused;
    let board = board.ok_or(refused(CloseReason::UnknownBoard))?;
    let hello = tokio::select! {
        () = stopping.cancelled() => return Err(refused(CloseReason::Stopping)),
        hello = timeout(timings.hello_within, hello(stream)) => {
            hello.map_err(|_| refused(CloseReason::OutOfOrder))??
        }
    };
    let joined = hub.join(board, hello, outbox).await;
    joined.map_err(|unavailable| refused(unavailable.close_reason()))
}

async fn hello(stream: &mut Stream) -> Result<Hello, NotAdmitted> {
    loop {
        let frame = match stream.next().await {
            Some(Ok(Message::Binary(frame))) => frame,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Some(Ok(Message::Text(_))) => {
                return Err(NotAdmitted::Refused(CloseReason::Malformed));
            }
            Some(Ok(Message::Close(_))) | None => return Err(NotAdmitted::Gone),
            Some(Err(error)) => {
                return Err(reading_failed(error).map_or(NotAdmitted::Gone, NotAdmitted::Refused));
            }
        };
        // The version is looked at first: an old browser is told to reload, whatever it says.
        let message = protocol::decode(&frame);
        return match message {
            Err(CloseReason::UnsupportedProtocol) => {
                Err(NotAdmitted::Refused(CloseReason::UnsupportedProtocol))
            }
            _ if frame.len() > limits::HELLO_BYTES_MAX => {
                Err(NotAdmitted::Refused(CloseReason::TooLarge))
            }
            Ok(ClientMessage::Hello(hello)) => Ok(hello),
            Ok(
                ClientMessage::Propose { .. }
                | ClientMessage::Presence(_)
                | ClientMessage::Ping
                | ClientMessage::Look(_),
            ) => Err(NotAdmitted::Refused(CloseReason::OutOfOrder)),
            Err(reason) => Err(NotAdmitted::Refused(reason)),
        };
    }
}

/// Reads and writes until one side has had enough; returns why the server closed the socket.
async fn converse(
    stream: &mut Stream,
    joined: Membership,
    outbox: Outbox,
    mut writing: JoinHandle<()>,
    timings: &Timings,
    stopping: &CancellationToken,
) -> Option<CloseReason> {
    let mut reader = Reader::new(&joined, &outbox, timings);
    let (reason, written) = tokio::select! {
        reason = reader.read(stream, stopping) => (reason, false),
        _ = &mut writing => (None, true),
    };
    // After everything that it has proposed: the room says farewell when all of it is committed.
    let leave = RoomMessage::Leave { session: joined.admission.session, reason };
    if joined.room.send(leave).await.is_err()
        && let Some(reason) = reason
    {
        outbox.close(reason);
    }
    drop(outbox);
    if !written {
        let patience = timings.write_within + limits::FAREWELL_WITHIN;
        if timeout(patience, &mut writing).await.is_err() {
            // What was not taken is caught up later.
            writing.abort();
        }
    }
    reason
}

/// The reading half of a session.
struct Reader<'a> {
    joined: &'a Membership,
    outbox: &'a Outbox,
    dead_after: Duration,
    proposals: TokenBucket,
    presence: TokenBucket,
    chatter: TokenBucket,
    /// Presence that came too fast: only the newest counts, and it is shown when its time comes.
    held: PresenceChange,
    /// The newest area that came too fast.
    held_area: Option<Area>,
}

impl<'a> Reader<'a> {
    fn new(joined: &'a Membership, outbox: &'a Outbox, timings: &Timings) -> Self {
        let now = Instant::now();
        let bucket = |per_second, burst| TokenBucket::new(per_second, burst, now);
        Self {
            joined,
            outbox,
            dead_after: timings.dead_after,
            proposals: bucket(limits::PROPOSALS_PER_SECOND, limits::PROPOSALS_BURST),
            presence: bucket(limits::PRESENCE_PER_SECOND, limits::PRESENCE_BURST),
            chatter: bucket(limits::CHATTER_PER_SECOND, limits::CHATTER_BURST),
            held: PresenceChange::default(),
            held_area: None,
        }
    }

    /// Reads until the socket is to be closed; `None` if the other side is gone.
    async fn read(
        &mut self,
        stream: &mut Stream,
        stopping: &CancellationToken,
    ) -> Option<CloseReason> {
        let mut dead_at = Instant::now() + self.dead_after;
        loop {
            let wake_at = if self.holds_something() {
                dead_at.min(self.presence.ready_at(Instant::now()))
            } else {
                dead_at
            };
            let message = tokio::select! {
                () = stopping.cancelled() => return Some(CloseReason::Stopping),
                () = self.joined.room.closed() => return Some(CloseReason::StorageFailed),
                message = timeout_at(wake_at, stream.next()) => message,
            };
            let Ok(message) = message else {
                if Instant::now() >= dead_at {
                    return None;
                }
                self.show_held();
                continue;
            };
            dead_at = Instant::now() + self.dead_after;
            let taken = match message {
                Some(Ok(Message::Binary(frame))) => self.take(&frame).await,
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => self.bear_chatter(),
                Some(Ok(Message::Text(_))) => Err(CloseReason::Malformed),
                Some(Ok(Message::Close(_))) | None => return None,
                Some(Err(error)) => return reading_failed(error),
            };
            if let Err(reason) = taken {
                return Some(reason);
            }
        }
    }

    async fn take(&mut self, frame: &Bytes) -> Result<(), CloseReason> {
        if frame.len() > FRAME_BYTES_MAX {
            return Err(CloseReason::TooLarge);
        }
        match protocol::decode(frame)? {
            ClientMessage::Hello(_) => Err(CloseReason::OutOfOrder),
            ClientMessage::Propose { number, base_seq, command } => {
                self.propose(number, base_seq, command).await
            }
            ClientMessage::Presence(change) => {
                self.bear_chatter()?;
                self.held.merge(change);
                self.show_held();
                Ok(())
            }
            ClientMessage::Look(area) => {
                self.bear_chatter()?;
                self.held_area = Some(area);
                self.show_held();
                Ok(())
            }
            ClientMessage::Ping => {
                self.bear_chatter()?;
                let pong = frames::frame(&ServerMessage::Pong { now_ms: (self.joined.now_ms)() });
                // If it does not fit, what waits is a sign of life as well.
                let _ = self.outbox.send(&pong);
                Ok(())
            }
        }
    }

    /// Hands a proposal on, and reads no further while they come too fast or the board is busy.
    async fn propose(
        &mut self,
        number: u64,
        base_seq: Seq,
        command: BoardCommand,
    ) -> Result<(), CloseReason> {
        if self.outbox.proposal_came() > IN_FLIGHT_MAX {
            return Err(CloseReason::TooFast);
        }
        tokio::time::sleep_until(self.proposals.ready_at(Instant::now())).await;
        self.proposals.take(Instant::now());
        let session = self.joined.admission.session;
        let message = RoomMessage::Propose { session, number, base_seq, command };
        self.joined.room.send(message).await.map_err(|_| CloseReason::StorageFailed)
    }

    fn holds_something(&self) -> bool {
        self.held_area.is_some() || !self.held.is_empty()
    }

    /// Hands on what is held, if its time has come. If the board is busy it is held on, until the
    /// next change may be shown.
    fn show_held(&mut self) {
        if !self.holds_something() || !self.presence.take(Instant::now()) {
            return;
        }
        let session = self.joined.admission.session;
        if let Some(area) = self.held_area.take()
            && let Err(TrySendError::Full(_)) =
                self.joined.room.try_send(RoomMessage::Look { session, area })
        {
            self.held_area = Some(area);
        }
        if self.held.is_empty() {
            return;
        }
        let change = std::mem::take(&mut self.held);
        let message = RoomMessage::Presence { session, change };
        if let Err(TrySendError::Full(RoomMessage::Presence { change, .. })) =
            self.joined.room.try_send(message)
        {
            self.held = change;
        }
    }

    fn bear_chatter(&mut self) -> Result<(), CloseReason> {
        if self.chatter.take(Instant::now()) { Ok(()) } else { Err(CloseReason::TooFast) }
    }
}

/// What a failed read means; `None` if the other side is gone.
fn reading_failed(error: axum::Error) -> Option<CloseReason> {
    let error = error.into_inner();
    match error.downcast_ref::<tungstenite::Error>() {
        Some(tungstenite::Error::Capacity(_)) => Some(CloseReason::TooLarge),
        Some(tungstenite::Error::Utf8(_)) => Some(CloseReason::Malformed),
        _ => None,
    }
}

/// Writes what is queued, many frames at a time, until the queue or the socket ends.
async fn write(sink: &mut Sink, mut outgoings: Outgoings, timings: &Timings) {
    let last = match write_queued(sink, &mut outgoings, timings).await {
        Written::Closed(reason) => Some(farewell(reason)),
        Written::TooSlowly => Some(farewell(CloseReason::TooSlow)),
        Written::All => None,
        Written::Broken => return,
    };
    let closing = async {
        if let Some(last) = last {
            sink.feed(last).await?;
        }
        // Also answers a farewell of the other side, if there was one.
        sink.flush().await
    };
    // Whoever does not take it is not waited for.
    let _ = timeout(limits::FAREWELL_WITHIN, closing).await;
}

/// How writing ended.
enum Written {
    Closed(CloseReason),
    All,
    TooSlowly,
    Broken,
}

async fn write_queued(sink: &mut Sink, outgoings: &mut Outgoings, timings: &Timings) -> Written {
    let mut pings = tokio::time::interval(timings.ping_every);
    pings.reset();
    loop {
        let mut next = tokio::select! {
            next = outgoings.next() => match next {
                Some(next) => Some(next),
                None => return Written::All,
            },
            _ = pings.tick() => None,
        };
        let (mut written_bytes, mut counted_bytes) = (0, 0);
        let mut closed = None;
        let writing = async {
            if next.is_none() {
                sink.feed(Message::Ping(Bytes::new())).await?;
            }
            while let Some(outgoing) = next.take() {
                match outgoing {
                    Outgoing::Frame(frame) => {
                        counted_bytes += frame.len();
                        written_bytes += frame.len();
                        sink.feed(Message::Binary(frame)).await?;
                    }
                    Outgoing::Missed(frame) => {
                        written_bytes += frame.len();
                        sink.feed(Message::Binary(frame)).await?;
                    }
                    Outgoing::Close(reason) => {
                        closed = Some(reason);
                        break;
                    }
                }
                if written_bytes < limits::WRITE_BYTES {
                    next = outgoings.next_now();
                }
            }
            sink.flush().await
        };
        match timeout(timings.write_within, writing).await {
            Ok(Ok(())) => outgoings.written(counted_bytes),
            Ok(Err(_)) => return Written::Broken,
            Err(_) => return Written::TooSlowly,
        }
        if let Some(reason) = closed {
            return Written::Closed(reason);
        }
    }
}

fn farewell(reason: CloseReason) -> Message {
    let frame = CloseFrame { code: reason.code(), reason: reason.to_string().into() };
    Message::Close(Some(frame))
}

/// Reads on without heed until the other side is gone: closing with unread bytes would reset the
/// connection, and the farewell might be lost.
async fn linger(stream: &mut Stream, at_most: Duration, reason: Option<CloseReason>) {
    let gone = async {
        while let Some(Ok(_)) = stream.next().await {}
        if reason == Some(CloseReason::TooLarge) {
            // Nothing can be read after such a frame, but the farewell is still on its way.
            std::future::pending::<()>().await;
        }
    };
    let _ = timeout(at_most, gone).await;
}
