//! Frames that hold lists. Each event and each person's signs are encoded once, however many sockets
//! they go to: in postcard a list is its length and its items, one after the other.

use bytes::Bytes;
use serde::Serialize;
use squall_board::protocol::{self, ServerMessage, SessionId, Sign};
use squall_board::{RecordedEvent, Seq};

use crate::limits::LIST_FRAME_BYTES;

/// The frame of one message.
#[must_use]
pub fn frame(message: &ServerMessage) -> Bytes {
    protocol::encode(message).into()
}

/// The frames of these events, in order, each with its last event and below [`LIST_FRAME_BYTES`] unless
/// one event is larger.
#[must_use]
pub fn recorded_frames(events: &[RecordedEvent]) -> Vec<(Seq, Bytes)> {
    let empty = ServerMessage::Recorded { events: Vec::new() };
    let mut count = 0;
    let frames = lists(events).into_iter().map(|list| {
        count += list.count;
        (events[count - 1].seq, list_frame(&empty, list.count, &list.bytes))
    });
    frames.collect()
}

/// The signs of one person as items of a presence frame, and how many there are.
pub(crate) fn encode_signs(
    session: SessionId,
    signs: impl Iterator<Item = Sign>,
) -> (usize, Vec<u8>) {
    signs.fold((0, Vec::new()), |(count, bytes), sign| (count + 1, append(bytes, &(session, sign))))
}

/// Presence frames in the making, each below [`LIST_FRAME_BYTES`] unless one person's signs are more.
#[derive(Debug, Default)]
pub(crate) struct PresenceFrames {
    done: Vec<PresenceFrame>,
    first: Option<SessionId>,
    count: usize,
    bytes: Vec<u8>,
}

/// A frame of presence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PresenceFrame {
    /// Nobody before this one is in it, nor in any frame after it.
    pub(crate) first: SessionId,
    pub(crate) bytes: Bytes,
}

impl PresenceFrames {
    /// Adds items that were encoded before, of `session` and perhaps later ones.
    pub(crate) fn push(&mut self, session: SessionId, count: usize, bytes: &[u8]) {
        if self.bytes.len() + bytes.len() > LIST_FRAME_BYTES {
            self.cut();
        }
        self.first.get_or_insert(session);
        self.count += count;
        self.bytes.extend_from_slice(bytes);
    }

    /// The frames.
    pub(crate) fn finish(mut self) -> Vec<PresenceFrame> {
        self.cut();
        self.done
    }

    fn cut(&mut self) {
        if let Some(first) = self.first.take()
            && self.count > 0
        {
            let empty = ServerMessage::Presence(Vec::new());
            let bytes = list_frame(&empty, self.count, &self.bytes);
            self.done.push(PresenceFrame { first, bytes });
        }
        (self.count, self.bytes) = (0, Vec::new());
    }
}

/// Encoded items, one after the other.
#[derive(Debug, Default)]
struct List {
    bytes: Vec<u8>,
    count: usize,
}

/// A frame that holds a list of `count` items, given their encoding.
fn list_frame(empty: &ServerMessage, count: usize, items: &[u8]) -> Bytes {
    let mut frame = protocol::encode(empty);
    let length = frame.pop();
    assert_eq!(length, Some(0), "the encoding of an empty list ends in its length");
    frame.reserve_exact(5 + items.len());
    let count = u32::try_from(count).expect("a list of this process fits into 32 bits");
    let mut frame = append(frame, &count);
    frame.extend_from_slice(items);
    frame.into()
}

fn append<T: Serialize>(bytes: Vec<u8>, value: &T) -> Vec<u8> {
    postcard::to_extend(value, bytes).expect("plain data always encodes")
}

/// Encodes the items into lists below [`LIST_FRAME_BYTES`].
fn lists<T: Serialize>(items: &[T]) -> Vec<List> {
    let mut lists: Vec<List> = Vec::new();
    for item in items {
        let item = append(Vec::new(), item);
        let fits = |list: &&mut List| list.bytes.len() + item.len() <= LIST_FRAME_BYTES;
        let list = match lists.last_mut().filter(fits) {
            Some(list) => list,
            None => lists.push_mut(List::default()),
        };
        list.bytes.extend_from_slice(&item);
        list.count += 1;
    }
    lists
}

#[cfg(test)]
mod tests {
    use squall_board::NoteId;
    use squall_board::protocol::Spot;

    use super::*;

    #[test]
    fn items_encoded_one_by_one_make_the_frame_of_them_all() {
        let signs = [Sign::Cursor(Spot::new(1, -2)), Sign::Selection(vec![]), Sign::NoPreview];
        let mut frames = PresenceFrames::default();
        let mut all = Vec::new();
        for session in (1..=300).map(SessionId) {
            let (count, bytes) = encode_signs(session, signs.iter().cloned());
            frames.push(session, count, &bytes);
            all.extend(signs.iter().map(|sign| (session, sign.clone())));
        }
        let bytes = frame(&ServerMessage::Presence(all));
        assert_eq!(frames.finish(), [PresenceFrame { first: SessionId(1), bytes }]);
        assert!(PresenceFrames::default().finish().is_empty());
    }

    #[test]
    fn long_lists_are_cut_into_several_frames() {
        let sign = Sign::Selection(vec![NoteId::from_u128(u128::MAX); 200]);
        let all: Vec<_> = (1..=100).map(|session| (SessionId(session), sign.clone())).collect();
        let mut frames = PresenceFrames::default();
        for (session, sign) in &all {
            let (count, bytes) = encode_signs(*session, [sign.clone()].into_iter());
            frames.push(*session, count, &bytes);
        }
        let frames = frames.finish();
        assert!(frames.len() > 1);
        let mut seen = Vec::new();
        for frame in frames {
            assert!(frame.bytes.len() < squall_board::limits::FRAME_BYTES_MAX);
            let Ok(ServerMessage::Presence(some)) = protocol::decode(&frame.bytes) else {
                panic!()
            };
            assert_eq!(some[0].0, frame.first);
            seen.extend(some);
        }
        assert_eq!(seen, all);
    }
}
