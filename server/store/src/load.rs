//! A board from its newest snapshot and the events after it.

use std::collections::VecDeque;

use squall_board::limits::RECENT_EVENTS_MAX;
use squall_board::{Board, BoardId, RecordedEvent, Seq};

use crate::limits::READ_PAGE_EVENTS;
use crate::{EventStore, StoreError};

/// A board as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedBoard {
    /// The board after the event at `head`.
    pub board: Board,
    /// The newest event that is folded in.
    pub head: Seq,
    /// The newest events up to `head`, contiguous, at most
    /// [`RECENT_EVENTS_MAX`](squall_board::limits::RECENT_EVENTS_MAX).
    pub recent: Vec<RecordedEvent>,
}

/// The board with everything that was recorded before the call, or `None` if there is no such
/// board. Reads in pages, so that a long log does not have to fit into memory.
///
/// # Errors
/// [`StoreError::Gap`] if events are missing, [`StoreError::Unreadable`] if one cannot be read: a
/// board is loaded whole or not at all.
pub async fn load_board(
    store: &dyn EventStore,
    id: BoardId,
) -> Result<Option<LoadedBoard>, StoreError> {
    let Some(record) = store.board(id).await? else { return Ok(None) };
    let snapshot = store.latest_snapshot(id).await?;
    let (mut board, mut head) = match snapshot {
        Some(snapshot) => {
            let seq = snapshot.seq;
            (snapshot.into_board(), seq)
        }
        None => (Board::default(), Seq::ZERO),
    };
    // Somebody may have recorded more, and made a snapshot of it, since the record was read.
    let target = record.head.max(head);
    let recent_start = Seq(target.0.saturating_sub(RECENT_EVENTS_MAX as u64));
    let mut read_up_to = head.min(recent_start);
    let mut recent = VecDeque::new();
    while read_up_to < target {
        let page = store.read(id, read_up_to, READ_PAGE_EVENTS).await?;
        if page.is_empty() {
            return Err(StoreError::Gap { missing: read_up_to.next(), head: target });
        }
        for recorded in page {
            if recorded.seq != read_up_to.next() {
                return Err(StoreError::Gap { missing: read_up_to.next(), head: target });
            }
            read_up_to = recorded.seq;
            if recorded.seq > head {
                board.apply(&recorded.event, recorded.participant);
                head = recorded.seq;
            }
            if recent.len() == RECENT_EVENTS_MAX {
                recent.pop_front();
            }
            recent.push_back(recorded);
        }
    }
    Ok(Some(LoadedBoard { board, head, recent: recent.into() }))
}
