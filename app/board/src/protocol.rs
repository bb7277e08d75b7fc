//! The messages on a board's socket.
//!
//! A frame is one byte, [`PROTOCOL_VERSION`], and one message in postcard. The version byte comes
//! first so that another version is recognized before it is misread: an old browser is asked to
//! reload. A change of any type below raises the version; the golden frames in `tests/` guard it, and
//! `docs/protocol.md` tells all of it to those who write another client.

use std::fmt;

use serde::{Deserialize, Serialize};
use squall_texts::{Texts, text};

use crate::{
    BoardCommand, ClientId, ClientSecret, ParticipantId, RecordedEvent, Rejection, Seq, limits,
};

pub use crate::presence::{Area, PresenceChange, Preview, Sign, Spot};

/// The version of every message below.
pub const PROTOCOL_VERSION: u8 = 6;

/// Identifies the history in a database. It changes when a backup is restored, because sequence
/// numbers then mean other events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(pub u64);

/// One socket on a board, numbered by its room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub u32);

/// The first message on a socket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// Proves which replica speaks.
    pub secret: ClientSecret,
    /// The person behind it.
    pub participant: ParticipantId,
    /// The person's name; empty while they have not typed one.
    pub name: String,
    /// The history that the replica has seen; `None` if none.
    pub epoch: Option<Epoch>,
    /// The last event that the replica has seen.
    pub last_seq: Seq,
    /// The lowest number of the replica's commands that it has no answer to; `None` if all are
    /// answered.
    pub first_pending: Option<u64>,
}

impl Hello {
    /// The replica that speaks.
    #[must_use]
    pub fn client(&self) -> ClientId {
        self.secret.client()
    }
}

/// From the browser to the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ClientMessage {
    /// Joins the board; first, and once.
    Hello(Hello),
    /// Asks for a change.
    Propose {
        /// The replica's own count of its commands.
        number: u64,
        /// The last event that the replica had seen when it made `command`.
        base_seq: Seq,
        /// What is asked.
        command: BoardCommand,
    },
    /// Shows others what this person points at, selects and drags.
    Presence(PresenceChange),
    /// Asks for a sign of life.
    Ping,
    /// This part of the board is on the screen: what others show far away from it is not wanted.
    Look(Area),
}

/// From the server to the browser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ServerMessage {
    /// Answers [`Hello`].
    Welcome {
        /// The number of this socket.
        session: SessionId,
        /// The history in this database.
        epoch: Epoch,
        /// The last event on the board.
        head: Seq,
        /// How the replica gets there.
        resume: Resume,
        /// Everybody on the board, this person included.
        people: Vec<Person>,
    },
    /// Events in the order of the log, each exactly one after the last one sent.
    Recorded {
        /// The events; never empty.
        events: Vec<RecordedEvent>,
    },
    /// A command that came again had been recorded before.
    AlreadyRecorded {
        /// The number of the command.
        number: u64,
        /// Where its event is.
        seq: Seq,
    },
    /// A command was not accepted.
    Rejected {
        /// The number of the command.
        number: u64,
        /// Why.
        rejection: Rejection,
    },
    /// Somebody came, or goes by another name.
    Joined(Person),
    /// Somebody went.
    Left(SessionId),
    /// What others point at, select and drag, as far as it is in or near what this person sees.
    Presence(Vec<(SessionId, Sign)>),
    /// Answers [`ClientMessage::Ping`].
    Pong {
        /// The server's clock, in milliseconds since 1970-01-01T00:00Z: timers go by it.
        now_ms: u64,
    },
}

/// How a replica reaches the head of the log after [`ServerMessage::Welcome`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Resume {
    /// The missing events follow on this socket.
    Tail,
    /// Too much is missing, or the history is another one: fetch the snapshot over HTTP, then
    /// connect again. Nothing else is sent on this socket.
    Snapshot,
}

/// Somebody on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their socket.
    pub session: SessionId,
    /// Who they are; one person may have several sockets.
    pub participant: ParticipantId,
    /// Their name; empty while they have not typed one.
    pub name: String,
}

/// Why the server closes a socket; the WebSocket close code and reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CloseReason {
    /// The frame begins with another version.
    UnsupportedProtocol,
    /// The frame is not a message.
    Malformed,
    /// The frame is larger than [`limits::FRAME_BYTES_MAX`].
    TooLarge,
    /// The first message is not [`Hello`], or a later one is, or none came in time.
    OutOfOrder,
    /// Messages come faster than any person works.
    TooFast,
    /// There is no such board.
    UnknownBoard,
    /// [`limits::SESSIONS_MAX`] people are on the board.
    BoardFull,
    /// The browser takes messages too slowly; it connects again and catches up.
    TooSlow,
    /// The events could not be stored; nothing that was acknowledged is lost.
    StorageFailed,
    /// The server stops or starts anew.
    Stopping,
}

impl CloseReason {
    /// What people read.
    #[must_use]
    pub fn say(self, texts: Texts) -> String {
        let most = |text, max: usize| texts.fill(text, [&max.to_string()]);
        match self {
            Self::UnsupportedProtocol => texts.get(text::CLOSE_UNSUPPORTED_PROTOCOL).to_owned(),
            Self::Malformed => texts.get(text::CLOSE_MALFORMED).to_owned(),
            Self::TooLarge => texts.get(text::CLOSE_TOO_LARGE).to_owned(),
            Self::OutOfOrder => texts.get(text::CLOSE_OUT_OF_ORDER).to_owned(),
            Self::TooFast => texts.get(text::CLOSE_TOO_FAST).to_owned(),
            Self::UnknownBoard => texts.get(text::CLOSE_UNKNOWN_BOARD).to_owned(),
            Self::BoardFull => most(text::CLOSE_BOARD_FULL, limits::SESSIONS_MAX),
            Self::TooSlow => texts.get(text::CLOSE_TOO_SLOW).to_owned(),
            Self::StorageFailed => texts.get(text::CLOSE_STORAGE_FAILED).to_owned(),
            Self::Stopping => texts.get(text::CLOSE_STOPPING).to_owned(),
        }
    }
}

impl fmt::Display for CloseReason {
    /// In English, for logs and other programs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Texts::default()))
    }
}

impl std::error::Error for CloseReason {}

impl CloseReason {
    /// Every reason, for documents and tests.
    pub const ALL: [Self; 10] = [
        Self::UnsupportedProtocol,
        Self::Malformed,
        Self::TooLarge,
        Self::OutOfOrder,
        Self::TooFast,
        Self::UnknownBoard,
        Self::BoardFull,
        Self::TooSlow,
        Self::StorageFailed,
        Self::Stopping,
    ];

    /// The close code: RFC 6455 where it has one, else from the range for applications.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Malformed => 1007,
            Self::TooLarge => 1009,
            Self::StorageFailed => 1011,
            Self::Stopping => 1012,
            Self::TooSlow => 1013,
            Self::UnsupportedProtocol => 4000,
            Self::OutOfOrder => 4001,
            Self::UnknownBoard => 4004,
            Self::TooFast => 4029,
            Self::BoardFull => 4053,
        }
    }

    /// The reason with this code.
    #[must_use]
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// Whether connecting again makes sense without a person doing something first.
    #[must_use]
    pub const fn is_passing(self) -> bool {
        match self {
            Self::TooSlow | Self::StorageFailed | Self::Stopping | Self::BoardFull => true,
            Self::UnsupportedProtocol
            | Self::Malformed
            | Self::TooLarge
            | Self::OutOfOrder
            | Self::TooFast
            | Self::UnknownBoard => false,
        }
    }
}

/// The frame of a message. Never fails: nothing in a message can be refused by the encoder.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_extend(message, vec![PROTOCOL_VERSION]).expect("plain data always encodes")
}

/// The message in a frame.
///
/// # Errors
/// [`CloseReason::UnsupportedProtocol`] for another version, [`CloseReason::Malformed`] for
/// anything that is not exactly one message.
pub fn decode<'de, T: Deserialize<'de>>(frame: &'de [u8]) -> Result<T, CloseReason> {
    match frame.split_first() {
        Some((&PROTOCOL_VERSION, message)) => match postcard::take_from_bytes(message) {
            Ok((message, [])) => Ok(message),
            Ok(_) | Err(_) => Err(CloseReason::Malformed),
        },
        Some(_) => Err(CloseReason::UnsupportedProtocol),
        None => Err(CloseReason::Malformed),
    }
}

/// The frame of something in hexadecimal digits, for places that hold text.
#[must_use]
pub fn to_text<T: Serialize>(thing: &T) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    let bytes = encode(thing);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// What [`to_text`] was given; `None` if the text is something else.
#[must_use]
pub fn from_text<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    let digit = |digit: &u8| char::from(*digit).to_digit(16);
    let bytes = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(digit(high)? << 4 | digit(low)?).ok(),
        _ => None,
    });
    decode(&bytes.collect::<Option<Vec<u8>>>()?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// P2.2
    #[test]
    fn another_version_is_recognized_before_it_is_misread() {
        let mut frame = encode(&ClientMessage::Ping);
        frame[0] += 1;
        assert_eq!(decode::<ClientMessage>(&frame), Err(CloseReason::UnsupportedProtocol));
    }

    /// P2.1
    #[test]
    fn bytes_after_a_message_are_malformed() {
        let mut frame = encode(&ClientMessage::Ping);
        frame.push(0);
        assert_eq!(decode::<ClientMessage>(&frame), Err(CloseReason::Malformed));
        assert_eq!(decode::<ClientMessage>(&[]), Err(CloseReason::Malformed));
    }

    /// P7.1
    #[test]
    fn close_codes_are_unique_and_lead_back() {
        for reason in CloseReason::ALL {
            assert_eq!(CloseReason::from_code(reason.code()), Some(reason));
            assert!(reason.to_string().len() <= 123, "a close frame holds 123 bytes");
        }
    }

    proptest! {
        #[test]
        fn no_frame_makes_the_decoder_panic(mut frame in prop::collection::vec(any::<u8>(), 1..200)) {
            frame[0] = PROTOCOL_VERSION;
            let _ = decode::<ClientMessage>(&frame);
            let _ = decode::<ServerMessage>(&frame);
        }
    }
}
