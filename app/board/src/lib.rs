//! The board as an event-sourced aggregate.
//!
//! A [`BoardCommand`] is decided against a [`Board`] into one past-tense [`BoardEvent`] or a
//! [`Rejection`]; applying events in the order of their [`Seq`] gives the board back. The same code
//! runs in the browser and on the server. This crate knows no clock, randomness, I/O, threads or
//! logging: ids and times come in as data.

mod apply;
mod arrow;
pub mod beside;
mod board;
mod clip;
mod command;
mod decide;
mod detail;
mod event;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
mod folded;
mod frame;
mod gather;
mod geometry;
mod id;
pub mod interest;
mod judgement;
pub mod limits;
pub mod notation;
mod note;
mod patch;
pub mod presence;
pub mod protocol;
mod rejection;
pub mod room;
mod secret;
mod session;
mod snapshot;
mod text;
mod undo;
pub mod upcast;
mod z_index;

pub use apply::Touched;
pub use arrow::Arrow;
pub use board::Board;
pub use clip::{Clip, UnreadableClip};
pub use command::{
    BoardCommand, FrameMove, NoteDetail, NoteMove, NotePin, NoteRecolour, NoteResize, NoteRestack,
    NoteRetype,
};
pub use detail::{
    ActorKind, Detail, DetailChange, DetailKey, Details, Field, FieldType, HotspotState,
};
pub use event::{BoardEvent, RecordedEvent};
pub use folded::folded;
pub use frame::{Frame, FrameKind};
pub use gather::{arrange, gather};
pub use geometry::{Bounds, Point, Size, Vector, within};
pub use id::{
    ArrowId, BoardId, ClientId, CommandId, DetailId, FrameId, InvalidId, NoteId, ParticipantId,
    PhaseId, Seq,
};
pub use judgement::{ContextPattern, ContextRelation, Judgements, NotePair};
pub use note::{Colour, Note, NoteKind};
pub use patch::{Concerns, Patch};
pub use rejection::Rejection;
pub use secret::ClientSecret;
pub use session::{Agenda, Level, Phase, Session, Stage, Timer};
pub use snapshot::Snapshot;
pub use text::{TextMismatch, TextOperation, TextSpan};
pub use undo::{UndoOutcome, UndoStep};
pub use z_index::{InvalidZIndex, ZIndex};
