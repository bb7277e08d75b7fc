//! The form of the simulated store's file: frames, each an entry behind its length and a checksum
//! that takes in all frames before it, so that a torn or stale end is recognized.

use serde::{Deserialize, Serialize};
use squall_board::RecordedEvent;

/// What one write puts into the file, whole or not at all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Entry {
    /// The file begins: this history.
    Begin {
        /// Names the history.
        epoch: u64,
    },
    /// An append.
    Events(Vec<RecordedEvent>),
}

/// Where the next frame goes, and the checksum of all before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct End {
    /// The place in the file.
    pub(crate) at: usize,
    sum: u64,
}

/// Bytes before an entry: its length and its checksum.
const HEAD_BYTES: usize = 12;

/// The frame of an entry after `end`, and the end after it.
pub(crate) fn frame(entry: &Entry, end: End) -> (Vec<u8>, End) {
    let payload = postcard::to_stdvec(entry).expect("plain data always encodes");
    let sum = checksum(end.sum, &payload);
    let length = u32::try_from(payload.len()).expect("an append is small");
    let mut frame = Vec::with_capacity(HEAD_BYTES + payload.len());
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(&sum.to_le_bytes());
    frame.extend_from_slice(&payload);
    let end = End { at: end.at + frame.len(), sum };
    (frame, end)
}

/// The entry in the frame at `end` and the end after it; `None` where the log ends.
pub(crate) fn read(file: &[u8], end: End) -> Option<(Entry, End)> {
    let (length, rest) = file.get(end.at..)?.split_first_chunk::<4>()?;
    let (sum, rest) = rest.split_first_chunk::<8>()?;
    let length = u32::from_le_bytes(*length) as usize;
    let payload = rest.get(..length)?;
    let sum = u64::from_le_bytes(*sum);
    if checksum(end.sum, payload) != sum {
        return None;
    }
    let entry = postcard::from_bytes(payload).expect("what has this checksum was written by us");
    Some((entry, End { at: end.at + HEAD_BYTES + length, sum }))
}

/// FNV-1a, begun with the sum of what comes before.
fn checksum(before: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(before ^ 0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_ends_where_a_frame_is_torn_or_stale() {
        let (begin, first_end) = frame(&Entry::Begin { epoch: 1 }, End::default());
        let (other, _) = frame(&Entry::Begin { epoch: 2 }, End::default());
        let (next, _) = frame(&Entry::Events(vec![]), first_end);
        let whole = [begin.clone(), next.clone()].concat();
        let (entry, end) = read(&whole, End::default()).unwrap();
        assert_eq!(entry, Entry::Begin { epoch: 1 });
        assert_eq!(read(&whole, end).unwrap().0, Entry::Events(vec![]));
        assert!(read(&whole[..whole.len() - 1], end).is_none());
        let stale = [other, next].concat();
        let (_, end) = read(&stale, End::default()).unwrap();
        assert!(read(&stale, end).is_none());
        assert!(read(&begin, first_end).is_none());
    }
}
