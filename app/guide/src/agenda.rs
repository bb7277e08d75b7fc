//! The template of an agenda, and the agenda that a board gets from it.

use squall_board::{Agenda, FrameKind, Level, NoteKind, Phase, PhaseId, Stage};
use squall_texts::{Text, Texts};

/// What a workshop may go through. Facilitators change the agenda that is made from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgendaTemplate {
    /// Its stable name in addresses: lower-case letters and hyphens.
    pub key: &'static str,
    /// What people read.
    pub name: Text,
    /// What it is good for, in one sentence.
    pub description: Text,
    /// Where its phases and their durations come from.
    pub source: &'static str,
    /// How deep the storming goes.
    pub level: Level,
    /// Its phases, in their order.
    pub phases: &'static [PhaseTemplate],
}

/// One part of a workshop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseTemplate {
    /// What it looks for.
    pub stage: Stage,
    /// What people read.
    pub name: Text,
    /// How long it should take, in minutes.
    pub minutes: u16,
    /// What to ask the room.
    pub question: Text,
    /// The kinds of note that the palette shows large, in its order: what the level uses and the
    /// workshop has come to. Hot spots belong to every phase.
    pub notes: &'static [NoteKind],
    /// The kinds of frame that the palette shows large, in its order.
    pub frames: &'static [FrameKind],
}

impl AgendaTemplate {
    /// An agenda for a board in the language of these texts, which it keeps. `ids` gives 128 fresh random
    /// bits each time.
    #[must_use]
    pub fn agenda(&self, texts: Texts, ids: &mut dyn FnMut() -> u128) -> Agenda {
        let phases = self.phases.iter().map(|phase| Phase {
            id: PhaseId::from_u128(ids()),
            stage: phase.stage,
            name: texts.get(phase.name).to_owned(),
            minutes: phase.minutes,
            question: texts.get(phase.question).to_owned(),
            notes: phase.notes.to_vec(),
            frames: phase.frames.to_vec(),
        });
        Agenda {
            name: texts.get(self.name).to_owned(),
            level: self.level,
            phases: phases.collect(),
        }
    }

    /// The agenda for a list that anybody may fetch, in English: its ids follow from the key and the number of
    /// the phase, so that they are the same each time.
    #[must_use]
    pub fn listed_agenda(&self) -> Agenda {
        let mut number = 0;
        self.agenda(Texts::ENGLISH, &mut || {
            number += 1;
            listed_id(self.key, number)
        })
    }

    /// How long it should take as a whole, in minutes.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        self.phases.iter().map(|phase| u32::from(phase.minutes)).sum()
    }
}

/// FNV-1a, 128 bits wide, over the key, a zero and the number.
fn listed_id(key: &str, number: u8) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let bytes = key.bytes().chain([0, number]);
    bytes.fold(BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}
