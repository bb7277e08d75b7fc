//! What outlives the page: commands without an answer, kept on the device until the server has them,
//! and what can be undone. A stored form begins with its version; golden files guard it, because it
//! waits through updates of Squall.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use squall_board::{BoardCommand, ClientSecret, NoteId};

use crate::undo_stack::UndoStack;

/// The version of the form of commands. No release has written a lower one.
const COMMANDS_VERSION: u8 = 4;
/// The version of the form of what can be undone.
const UNDO_VERSION: u8 = 3;
/// What can be undone is kept up to this size, in bytes; older gestures are left out.
pub const UNDO_BYTES_MAX: usize = 1024 * 1024;

/// A replica's commands that have no answer yet, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptCommands {
    /// What the replica that made them proves itself with: the server knows them by it and their
    /// numbers.
    pub secret: ClientSecret,
    /// The commands; never empty.
    pub commands: Vec<KeptCommand>,
}

/// A command that has no answer yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptCommand {
    /// Its number.
    pub number: u64,
    /// What is asked.
    pub command: BoardCommand,
    /// The text that an edit was made on; empty for other commands.
    pub before: String,
}

impl KeptCommands {
    /// The stored form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        encode(COMMANDS_VERSION, self)
    }

    /// What the stored form holds; `None` if this version of Squall cannot read it.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        decode(COMMANDS_VERSION, bytes).filter(|kept: &Self| {
            let first = kept.commands.first().map_or(0, |command| command.number);
            first > 0 && kept.commands.is_sorted_by_key(|command| command.number)
        })
    }
}

/// What can be undone, and the texts that it belongs to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KeptUndo {
    pub(crate) stack: UndoStack,
    /// The texts that its edits are made for.
    pub(crate) texts: Vec<(NoteId, String)>,
}

impl KeptUndo {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        encode(UNDO_VERSION, self)
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        decode(UNDO_VERSION, bytes)
    }
}

fn encode<T: Serialize>(version: u8, kept: &T) -> Vec<u8> {
    postcard::to_extend(kept, vec![version]).expect("plain data always encodes")
}

fn decode<T: DeserializeOwned>(version: u8, bytes: &[u8]) -> Option<T> {
    let (_, kept) = bytes.split_first().filter(|(first, _)| **first == version)?;
    let (kept, rest) = postcard::take_from_bytes(kept).ok()?;
    rest.is_empty().then_some(kept)
}
