//! Pages that are closed with commands on their way, and the pages that go on with what those have kept
//! on the device. The device is modelled as `app/src/keeper.rs` uses it: a record for each page,
//! replaced as a whole a moment after the commands have changed, and taken over by one page.

use squall_board::{BoardCommand, NoteId};
use squall_editor::kept::KeptCommands;

use crate::characters::Characters;
use crate::simulation::Simulation;

/// What a command is about: it stays so however the command is changed before it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Purpose {
    Edit(NoteId),
    Add(Vec<NoteId>),
    Other(std::mem::Discriminant<BoardCommand>),
}

impl Purpose {
    pub(crate) fn of(command: &BoardCommand) -> Self {
        match command {
            BoardCommand::EditText { note, .. } => Self::Edit(*note),
            BoardCommand::AddItems { notes, .. } => {
                Self::Add(notes.iter().map(|note| note.id).collect())
            }
            other => Self::Other(std::mem::discriminant(other)),
        }
    }
}

impl Simulation {
    /// The device keeps a copy of the page's commands without an answer.
    pub(crate) fn keep(&mut self, place: usize) {
        let peer = &mut self.peers[place];
        peer.kept = peer.editor.kept_commands();
    }

    /// The page is closed, and another is opened in its place. What was not kept is lost.
    pub(crate) fn close_page(&mut self, place: usize) {
        self.say(format_args!("peer {place} closes the page"));
        self.hang_up(place);
        let peer = &mut self.peers[place];
        let held = written(peer.editor.kept_commands().as_ref());
        let kept = peer.kept.take();
        peer.unkept.extend(&held.without(&written(kept.as_ref())));
        peer.left.extend(kept);
        peer.open_page();
        // A page looks for what others have left before it does anything else, or much later.
        if self.random.once_in(2) {
            self.take_over(place);
        }
    }

    /// The page goes on with what a closed one has left, if it has no work of its own.
    pub(crate) fn take_over(&mut self, place: usize) {
        let peer = &mut self.peers[place];
        if peer.left.is_empty() || peer.editor.replica().pending_count() > 0 {
            return;
        }
        let at = self.random.below(peer.left.len());
        let record = peer.left.swap_remove(at);
        let kept = KeptCommands::from_bytes(&record).expect("a record can be read");
        let secret = kept.secret;
        self.say(format_args!("peer {place} takes over {} commands", kept.commands.len()));
        self.hang_up(place);
        let peer = &mut self.peers[place];
        assert!(peer.editor.adopt(kept), "nothing stands against it");
        peer.client = secret.client();
        peer.kept = Some(record);
        peer.follow();
    }
}

/// The characters that kept commands write.
fn written(kept: Option<&Vec<u8>>) -> Characters {
    let mut characters = Characters::default();
    let kept = kept.and_then(|bytes| KeptCommands::from_bytes(bytes));
    for kept in kept.into_iter().flat_map(|kept| kept.commands) {
        match kept.command {
            BoardCommand::EditText { operation, .. } => {
                operation.inserted().for_each(|words| characters.add(words));
            }
            BoardCommand::AddItems { notes, .. } => {
                notes.iter().for_each(|note| characters.add(&note.text));
            }
            _ => {}
        }
    }
    characters
}
