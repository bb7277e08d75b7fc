//! The shopping cart: a small wall with the data that its commands carry and its events record.
//!
//! # Source
//! The cart example that the project is built from. It names the events, commands and entities, says
//! that `ItemAdded` captures item, quantity and timestamp, and that products, customers, coupons and
//! orders have identifiers. Which cart is meant follows from that; nothing else is added.

use squall_board::{
    BoardCommand, Detail, DetailId, Details, Field, FieldType, Note, NoteKind, ParticipantId,
    Point, ZIndex,
};
use squall_model::import;

const TEXT: &str = include_str!("../../samples/shopping-cart.md");

/// What one note says beside its text: its kind, its name and its fields.
type Fields = (NoteKind, &'static str, &'static [(&'static str, FieldType)]);

/// The fields of every note that has some.
static FIELDS: [Fields; 9] = [
    (
        NoteKind::Command,
        "Add Item",
        &[
            ("cartId", FieldType::Identifier),
            ("customerId", FieldType::Identifier),
            ("itemId", FieldType::Identifier),
            ("quantity", FieldType::Number),
        ],
    ),
    (
        NoteKind::DomainEvent,
        "Item Added",
        &[
            ("cartId", FieldType::Identifier),
            ("customerId", FieldType::Identifier),
            ("itemId", FieldType::Identifier),
            ("quantity", FieldType::Number),
            ("timestamp", FieldType::DateTime),
        ],
    ),
    (
        NoteKind::Command,
        "Remove Item",
        &[("cartId", FieldType::Identifier), ("itemId", FieldType::Identifier)],
    ),
    (
        NoteKind::DomainEvent,
        "Item Removed",
        &[("cartId", FieldType::Identifier), ("itemId", FieldType::Identifier)],
    ),
    (
        NoteKind::Command,
        "Apply Coupon",
        &[("cartId", FieldType::Identifier), ("couponCode", FieldType::Identifier)],
    ),
    (
        NoteKind::DomainEvent,
        "Coupon Applied",
        &[("cartId", FieldType::Identifier), ("couponCode", FieldType::Identifier)],
    ),
    (NoteKind::Command, "Checkout Cart", &[("cartId", FieldType::Identifier)]),
    (
        NoteKind::DomainEvent,
        "Cart Checked Out",
        &[("cartId", FieldType::Identifier), ("orderId", FieldType::Identifier)],
    ),
    (
        NoteKind::ReadModel,
        "Cart Contents",
        &[
            ("cartId", FieldType::Identifier),
            ("itemId", FieldType::Identifier),
            ("quantity", FieldType::Number),
        ],
    ),
];

/// The commands that name an empty board and put the cart on it.
pub(super) fn commands(ids: &mut dyn FnMut() -> u128, author: ParticipantId) -> Vec<BoardCommand> {
    let wall = import::parse(TEXT).expect("the sample is far below the limits of a text");
    let items = import::layout(&wall, Point::default(), ids, author, &ZIndex::first());
    let mut commands: Vec<BoardCommand> =
        items.title.into_iter().map(|title| BoardCommand::RetitleBoard { title }).collect();
    for mut command in items.commands {
        if let BoardCommand::AddItems { notes, .. } = &mut command {
            for note in notes {
                note.details = details(note, ids);
            }
        }
        commands.push(command);
    }
    commands
}

/// What the note says beside its text.
fn details(note: &Note, ids: &mut dyn FnMut() -> u128) -> Details {
    let name = note.text.lines().next().unwrap_or_default();
    let of_note = FIELDS.iter().find(|(kind, written, _)| *kind == note.kind && *written == name);
    let mut last = None;
    let fields = of_note.into_iter().flat_map(|(_, _, fields)| *fields).map(|(name, kind)| {
        let id = DetailId::behind(last, ids());
        last = Some(id);
        let (name, kind, example) = ((*name).to_owned(), kind.clone(), String::new());
        Detail::Field(Field { id, name, kind, example })
    });
    Details::from(fields.collect::<Vec<Detail>>())
}
