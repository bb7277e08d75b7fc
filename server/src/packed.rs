//! A board's snapshot as it goes over the wire, packed once for everybody who comes within the next
//! events: those follow on the socket. Packing a large wall takes much longer than anything else
//! that a newcomer asks for.

use std::io::Write as _;
use std::sync::Arc;

use bytes::Bytes;
use squall_board::{Seq, Snapshot};
use tokio::sync::OnceCell;

use crate::hub::BoardView;
use crate::limits;

/// Of Brotli's levels the one that makes a large wall hardly larger than the best does, in tens of
/// milliseconds.
const QUALITY: i32 = 5;
/// Brotli's window, as a power of two in bytes: as much as it looks back for repetitions.
const WINDOW: i32 = 22;

/// A snapshot of a board, packed when it is first needed.
#[derive(Debug)]
pub(crate) struct PackedSnapshot {
    /// The board that it is of.
    pub(crate) view: BoardView,
    forms: OnceCell<Forms>,
}

/// A snapshot in the forms in which it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Forms {
    /// As it is.
    pub(crate) plain: Bytes,
    /// Compressed with Brotli.
    pub(crate) brotli: Bytes,
}

impl PackedSnapshot {
    /// Of this board; nothing is packed yet.
    pub(crate) fn new(view: BoardView) -> Self {
        Self { view, forms: OnceCell::new() }
    }

    /// The forms in which it is sent. Many may ask at once; it is packed once.
    pub(crate) async fn forms(&self) -> &Forms {
        self.forms
            .get_or_init(async || {
                let (board, seq) = (Arc::clone(&self.view.board), self.view.seq);
                let packing = tokio::task::spawn_blocking(move || pack(&Snapshot::of(&board, seq)));
                packing.await.expect("packing does not panic, and nobody cancels it")
            })
            .await
    }

    fn is_packed(&self) -> bool {
        self.forms.initialized()
    }
}

fn pack(snapshot: &Snapshot) -> Forms {
    let plain = snapshot.to_bytes();
    let mut brotli = Vec::with_capacity(plain.len() / 2);
    let params = brotli::enc::BrotliEncoderParams {
        quality: QUALITY,
        lgwin: WINDOW,
        size_hint: plain.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut writer = brotli::CompressorWriter::with_params(&mut brotli, 64 * 1024, &params);
    writer.write_all(&plain).expect("memory takes every byte");
    drop(writer);
    Forms { plain: plain.into(), brotli: brotli.into() }
}

/// A board's newest packed snapshot, and the one being packed to replace it.
#[derive(Debug, Default)]
pub(crate) struct PackedSnapshots {
    ready: Option<Packed>,
    coming: Option<Packed>,
    /// How many bytes of events were recorded since the board was opened.
    recorded_bytes: usize,
}

#[derive(Debug, Clone)]
struct Packed {
    snapshot: Arc<PackedSnapshot>,
    at_bytes: usize,
}

impl PackedSnapshots {
    /// Events of so many bytes were recorded.
    pub(crate) fn recorded(&mut self, bytes: usize) {
        self.recorded_bytes += bytes;
    }

    /// The snapshot for whoever comes now, when the board's last event is `head`: the newest one, if
    /// what came since is little. `view` gives the board as it is, if another one is to be made.
    pub(crate) fn current(
        &mut self,
        head: Seq,
        view: impl FnOnce() -> BoardView,
    ) -> Arc<PackedSnapshot> {
        if let Some(coming) = self.coming.take_if(|coming| coming.snapshot.is_packed()) {
            self.ready = Some(coming);
        }
        let recorded_bytes = self.recorded_bytes;
        let lags = |packed: &Packed, events: u64, bytes: usize| {
            head.since(packed.snapshot.view.seq) > events
                || recorded_bytes - packed.at_bytes > bytes
        };
        let make = || {
            let snapshot = Arc::new(PackedSnapshot::new(view()));
            Packed { snapshot, at_bytes: recorded_bytes }
        };
        match &self.ready {
            Some(ready) if !lags(ready, limits::PACKED_LAG_EVENTS, limits::PACKED_LAG_BYTES) => {
                let wants_new =
                    lags(ready, limits::PACKED_LAG_EVENTS / 4, limits::PACKED_LAG_BYTES / 4);
                if wants_new && self.coming.is_none() {
                    let coming = make();
                    let packing = Arc::clone(&coming.snapshot);
                    tokio::spawn(async move {
                        packing.forms().await;
                    });
                    self.coming = Some(coming);
                }
                Arc::clone(&ready.snapshot)
            }
            // Whoever asks packs it, and the others wait for that.
            Some(_) | None => {
                let ready = self.coming.take().unwrap_or_else(make);
                let snapshot = Arc::clone(&ready.snapshot);
                self.ready = Some(ready);
                snapshot
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use squall_board::Board;
    use squall_board::protocol::Epoch;

    use super::*;

    fn view(seq: u64) -> BoardView {
        BoardView { epoch: Epoch(1), seq: Seq(seq), board: Arc::new(Board::default()) }
    }

    #[tokio::test]
    async fn a_snapshot_serves_those_who_come_within_the_next_events() {
        let mut snapshots = PackedSnapshots::default();
        let first = snapshots.current(Seq(5), || view(5));
        let forms = first.forms().await.clone();
        assert_eq!(Snapshot::from_bytes(&forms.plain).unwrap().seq, Seq(5));
        let later = Seq(5 + limits::PACKED_LAG_EVENTS / 4);
        let second = snapshots.current(later, || panic!("not needed yet"));
        assert!(Arc::ptr_eq(&first, &second));
        // A new one is packed in time, and whoever comes meanwhile gets the old one.
        let later = later.next();
        let third = snapshots.current(later, || view(later.0));
        assert!(Arc::ptr_eq(&first, &third));
        let coming = Arc::clone(&snapshots.coming.as_ref().unwrap().snapshot);
        coming.forms().await;
        let fourth = snapshots.current(later.next(), || panic!("there is one"));
        assert_eq!(fourth.view.seq, later);
    }

    #[tokio::test]
    async fn nobody_gets_a_snapshot_with_a_long_tail() {
        let mut snapshots = PackedSnapshots::default();
        snapshots.current(Seq(5), || view(5)).forms().await;
        let far = Seq(6 + limits::PACKED_LAG_EVENTS);
        assert_eq!(snapshots.current(far, || view(far.0)).view.seq, far);
        snapshots.recorded(limits::PACKED_LAG_BYTES + 1);
        let next = far.next();
        assert_eq!(snapshots.current(next, || view(next.0)).view.seq, next);
    }

    #[test]
    fn the_compressed_form_is_the_same_snapshot() {
        let board = squall_board::fixture::board("event a; command b; b -> a");
        let forms = pack(&Snapshot::of(&board, Seq(3)));
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &*forms.brotli, &mut plain).unwrap();
        assert_eq!(plain, forms.plain);
    }
}
