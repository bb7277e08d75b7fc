//! Frames that hold lists. Each event and each person's presence is encoded once, however many
//! sockets it goes to: in postcard a list is its length and its items, one after the other.

use std::collections::BTreeMap;
use std::ops::Range;

use bytes::Bytes;
use serde::Serialize;
use squall_board::RecordedEvent;
use squall_board::protocol::{self, PresenceChange, ServerMessage, SessionId};

use crate::limits::LIST_FRAME_BYTES;

/// The frame of one message.
pub(crate) fn frame(message: &ServerMessage) -> Bytes {
    protocol::encode(message).into()
}

/// The frames of these events, in order, each below [`LIST_FRAME_BYTES`] unless one event is larger.
pub(crate) fn recorded_frames(events: &[RecordedEvent]) -> Vec<Bytes> {
    let empty = ServerMessage::Recorded { events: Vec::new() };
    let lists = lists(events.iter().map(|event| (event.seq, event)));
    lists.iter().map(|list| list_frame(&empty, list.items.len(), &[&list.bytes])).collect()
}

/// The presence of several people, ready to be sent to each without their own.
#[derive(Debug)]
pub(crate) struct PresenceFrames {
    lists: Vec<List<SessionId>>,
    shared: Vec<Bytes>,
}

impl PresenceFrames {
    /// Encodes the changes.
    pub(crate) fn new(changes: &[(SessionId, PresenceChange)]) -> Self {
        let lists = lists(changes.iter().map(|change| (change.0, change)));
        let shared = lists
            .iter()
            .map(|list| list_frame(&empty_presence(), list.items.len(), &[&list.bytes]))
            .collect();
        Self { lists, shared }
    }

    /// The frames for a session: everybody's changes but its own.
    pub(crate) fn for_session(&self, session: SessionId) -> impl Iterator<Item = Bytes> {
        self.lists.iter().zip(&self.shared).filter_map(move |(list, shared)| {
            let Some(own) = list.items.get(&session) else { return Some(shared.clone()) };
            if list.items.len() == 1 {
                return None;
            }
            let parts = [&list.bytes[..own.start], &list.bytes[own.end..]];
            Some(list_frame(&empty_presence(), list.items.len() - 1, &parts))
        })
    }
}

/// Encoded items, one after the other, and where each is.
#[derive(Debug)]
struct List<K> {
    bytes: Vec<u8>,
    items: BTreeMap<K, Range<usize>>,
}

fn empty_presence() -> ServerMessage {
    ServerMessage::Presence(Vec::new())
}

/// A frame that holds a list of `count` items, given their encoding.
fn list_frame(empty: &ServerMessage, count: usize, parts: &[&[u8]]) -> Bytes {
    let mut frame = protocol::encode(empty);
    let length = frame.pop();
    assert_eq!(length, Some(0), "the encoding of an empty list ends in its length");
    frame.reserve_exact(5 + parts.iter().map(|part| part.len()).sum::<usize>());
    let count = u32::try_from(count).expect("a list of this process fits into 32 bits");
    let mut frame = append(frame, &count);
    for part in parts {
        frame.extend_from_slice(part);
    }
    frame.into()
}

fn append<T: Serialize>(bytes: Vec<u8>, value: &T) -> Vec<u8> {
    postcard::to_extend(value, bytes).expect("plain data always encodes")
}

/// Encodes the items into lists below [`LIST_FRAME_BYTES`].
fn lists<'a, K: Ord, T: Serialize + 'a>(items: impl Iterator<Item = (K, &'a T)>) -> Vec<List<K>> {
    let mut lists: Vec<List<K>> = Vec::new();
    for (key, item) in items {
        let item = append(Vec::new(), item);
        let fits = |list: &&mut List<K>| list.bytes.len() + item.len() <= LIST_FRAME_BYTES;
        let list = match lists.last_mut().filter(fits) {
            Some(list) => list,
            None => lists.push_mut(List { bytes: Vec::new(), items: BTreeMap::new() }),
        };
        let start = list.bytes.len();
        list.bytes.extend_from_slice(&item);
        list.items.insert(key, start..list.bytes.len());
    }
    lists
}

#[cfg(test)]
mod tests {
    use squall_board::{NoteId, Point};

    use super::*;

    fn change(x: f64) -> PresenceChange {
        PresenceChange { cursor: Some(Some(Point::new(x, 0.0))), ..PresenceChange::default() }
    }

    #[test]
    fn everybody_gets_the_presence_of_the_others() {
        let changes: Vec<_> = (1..=3).map(|n| (SessionId(n), change(f64::from(n)))).collect();
        let frames = PresenceFrames::new(&changes);
        for own in 1..=4 {
            let others: Vec<_> =
                changes.iter().filter(|(session, _)| session.0 != own).cloned().collect();
            let expected = frame(&ServerMessage::Presence(others));
            let got: Vec<Bytes> = frames.for_session(SessionId(own)).collect();
            assert_eq!(got, [expected], "session {own}");
        }
    }

    #[test]
    fn nobody_gets_only_their_own_presence() {
        let frames = PresenceFrames::new(&[(SessionId(1), change(1.0))]);
        assert_eq!(frames.for_session(SessionId(1)).count(), 0);
        assert_eq!(frames.for_session(SessionId(2)).count(), 1);
    }

    #[test]
    fn long_lists_are_cut_into_several_frames() {
        let selection = Some(vec![NoteId::from_u128(u128::MAX); 200]);
        let change = PresenceChange { selection, ..PresenceChange::default() };
        let changes: Vec<_> = (1..=100).map(|n| (SessionId(n), change.clone())).collect();
        let frames: Vec<Bytes> = PresenceFrames::new(&changes).for_session(SessionId(0)).collect();
        assert!(frames.len() > 1);
        let mut seen = Vec::new();
        for frame in frames {
            assert!(frame.len() < squall_board::limits::FRAME_BYTES_MAX);
            let Ok(ServerMessage::Presence(some)) = protocol::decode(&frame) else { panic!() };
            seen.extend(some);
        }
        assert_eq!(seen, changes);
    }
}
