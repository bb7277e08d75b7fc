//! Between values and columns. A stored value that does not fit its type is damage, never a default.

use squall_board::upcast::StoredEvent;
use squall_board::{BoardEvent, BoardId, ClientId, CommandId, ParticipantId, RecordedEvent, Seq};

use crate::event_store::storable;
use crate::{ExportId, ExportRecord, StoreError};

/// The number as SQLite keeps it: signed, 64 bits.
pub(super) fn column(what: &'static str, value: u64) -> Result<i64, StoreError> {
    storable(what, value)?;
    i64::try_from(value).map_err(|_| StoreError::TooLarge { what, value })
}

/// The number as SQLite keeps it, or the largest one: for bounds of searches only.
pub(super) fn column_bound(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The number that a column holds.
pub(super) fn number(what: &'static str, column: i64) -> Result<u64, StoreError> {
    u64::try_from(column).map_err(|_| StoreError::Damaged { what })
}

/// The 16 bytes of an id that a column holds.
pub(super) fn id_bytes(what: &'static str, column: &[u8]) -> Result<[u8; 16], StoreError> {
    column.try_into().map_err(|_| StoreError::Damaged { what })
}

/// An event as it goes into its columns. Made by the caller, so that the writer only writes.
#[derive(Debug)]
pub(super) struct NewEventRow {
    pub(super) seq: Seq,
    pub(super) command_id: CommandId,
    pub(super) seq_column: i64,
    pub(super) client_seq: i64,
    pub(super) participant: ParticipantId,
    pub(super) recorded_at_ms: i64,
    pub(super) kind: &'static str,
    pub(super) v: i64,
    pub(super) payload: String,
}

impl NewEventRow {
    pub(super) fn of(recorded: &RecordedEvent) -> Result<Self, StoreError> {
        Ok(Self {
            seq: recorded.seq,
            command_id: recorded.command_id,
            seq_column: column("seq", recorded.seq.0)?,
            client_seq: column("command number", recorded.command_id.number)?,
            participant: recorded.participant,
            recorded_at_ms: column("time", recorded.recorded_at_ms)?,
            kind: recorded.event.kind(),
            v: i64::from(BoardEvent::VERSION),
            payload: StoredEvent::payload_text(&recorded.event),
        })
    }

    /// How many bytes of the file it takes, estimated: the row and its entry in the unique index.
    pub(super) fn bytes(&self) -> usize {
        const COLUMNS: usize = 150;
        self.payload.len() + COLUMNS
    }
}

/// An event as it comes out of its columns.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct EventRow {
    seq: i64,
    client: Vec<u8>,
    client_seq: i64,
    participant: Vec<u8>,
    recorded_at_ms: i64,
    kind: String,
    v: i64,
    payload: String,
}

impl EventRow {
    /// The event in its current form.
    pub(super) fn into_recorded(self) -> Result<RecordedEvent, StoreError> {
        let seq = Seq(number("seq", self.seq)?);
        let client = ClientId::from_bytes(id_bytes("client", &self.client)?);
        let payload = serde_json::from_str(&self.payload)
            .map_err(|_| StoreError::Damaged { what: "event" })?;
        let version =
            u32::try_from(self.v).map_err(|_| StoreError::Damaged { what: "event version" })?;
        let stored = StoredEvent { kind: self.kind, version, payload };
        Ok(RecordedEvent {
            seq,
            command_id: CommandId { client, number: number("command number", self.client_seq)? },
            participant: ParticipantId::from_bytes(id_bytes("participant", &self.participant)?),
            recorded_at_ms: number("time", self.recorded_at_ms)?,
            event: stored.into_event().map_err(|reason| StoreError::Unreadable { seq, reason })?,
        })
    }
}

/// An export as it comes out of its columns, without its content.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct ExportRow {
    id: i64,
    board: Vec<u8>,
    seq: i64,
    format: String,
    media_type: String,
    file_name: String,
    created_at_ms: i64,
    digest: String,
    content_bytes: i64,
}

impl ExportRow {
    pub(super) fn into_record(self) -> Result<ExportRecord, StoreError> {
        Ok(ExportRecord {
            id: ExportId(number("export number", self.id)?),
            board: BoardId::from_bytes(id_bytes("board", &self.board)?),
            seq: Seq(number("seq", self.seq)?),
            format: self.format,
            media_type: self.media_type,
            file_name: self.file_name,
            created_at_ms: number("time", self.created_at_ms)?,
            content_bytes: number("length", self.content_bytes)?,
            digest: self.digest,
        })
    }
}
