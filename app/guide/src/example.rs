//! Examples: boards that are not empty when people come. Two are walls to look at and to change, two
//! are beginnings that say what to write where.

mod beginning;
mod cart;

use squall_board::{BoardCommand, ParticipantId};
use squall_model::import;
use squall_texts::{Text, text};

/// A board that somebody can start from.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// Its stable name in addresses: lower-case letters and hyphens.
    pub key: &'static str,
    /// What people read.
    pub name: &'static str,
    /// What the button says that makes such a board.
    pub invitation: Text,
    /// What is on the board, in one sentence.
    pub description: Text,
    /// Advice for whoever leads a workshop with it, as Markdown without a headline of the first level.
    pub guide: &'static str,
    commands: fn(&mut dyn FnMut() -> u128, ParticipantId) -> Vec<BoardCommand>,
}

impl Example {
    /// The commands that name an empty board and fill it, in this order; all are accepted. `ids` gives
    /// 128 fresh random bits each time.
    #[must_use]
    pub fn commands(
        &self,
        ids: &mut dyn FnMut() -> u128,
        author: ParticipantId,
    ) -> Vec<BoardCommand> {
        (self.commands)(ids, author)
    }
}

/// Every example, the one for a first look first.
#[must_use]
pub fn examples() -> &'static [Example] {
    &EXAMPLES
}

/// The example with this key.
#[must_use]
pub fn example(key: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.key == key)
}

static EXAMPLES: [Example; 4] = [
    Example {
        key: "subscription-box",
        name: "Subscription box",
        invitation: text::EXAMPLE_SUBSCRIPTION_BOX,
        description: text::EXAMPLE_SUBSCRIPTION_BOX_IS,
        guide: include_str!("../guides/subscription-box.md"),
        commands: |ids, author| import::subscription_box(ids, author).commands,
    },
    Example {
        key: "shopping-cart",
        name: "Shopping cart",
        invitation: text::EXAMPLE_SHOPPING_CART,
        description: text::EXAMPLE_SHOPPING_CART_IS,
        guide: include_str!("../guides/shopping-cart.md"),
        commands: cart::commands,
    },
    Example {
        key: "big-picture",
        name: "Big Picture",
        invitation: text::EXAMPLE_BIG_PICTURE,
        description: text::EXAMPLE_BIG_PICTURE_IS,
        guide: include_str!("../guides/big-picture.md"),
        commands: beginning::big_picture,
    },
    Example {
        key: "process",
        name: "Process",
        invitation: text::EXAMPLE_PROCESS,
        description: text::EXAMPLE_PROCESS_IS,
        guide: include_str!("../guides/process.md"),
        commands: beginning::process,
    },
];
