//! The sample wall of a new visitor: the guide's subscription box.

use squall_board::{BoardCommand, ParticipantId, Point, ZIndex};

use super::wall::ImportedItems;

const TEXT: &str = include_str!("../../samples/subscription-box.md");

/// The commands that name an empty board and fill it with the subscription box of the guide.
#[must_use]
pub fn subscription_box(ids: &mut dyn FnMut() -> u128, author: ParticipantId) -> ImportedItems {
    // The sample is within every limit; a test reads it.
    let wall = super::parse(TEXT).unwrap_or_default();
    let mut items = super::layout(&wall, Point::default(), ids, author, &ZIndex::first());
    if let Some(title) = items.title.clone() {
        items.commands.insert(0, BoardCommand::RetitleBoard { title });
    }
    items
}
