//! Exports pinned byte for byte. `UPDATE_GOLDEN=1 cargo test -p squall-model` writes them anew.

mod common;

use std::path::Path;

use common::{board_of, counted_ids, import};
use squall_board::fixture::ANN;
use squall_board::{Board, Seq};
use squall_model::import::subscription_box;
use squall_model::{ExportContext, Format, derive, export};

fn check(name: &str, title: &str, board: &Board) {
    let context = ExportContext { board_title: title, seq: Seq(2) };
    for format in Format::ALL {
        let found = export(format, &context, &derive(board));
        let file = format!("tests/golden/{name}.{}", format.extension());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &found).expect("a writable golden file");
        }
        let expected = std::fs::read_to_string(&path).expect("a golden file");
        assert_eq!(found, expected, "{}", path.display());
    }
}

#[test]
fn the_subscription_box_is_exported_as_before() {
    let board = board_of(&subscription_box(&mut counted_ids(), ANN));
    check("subscription-box", board.title(), &board);
}

#[test]
fn the_cart_is_exported_as_before() {
    let text = include_str!("sources/002-shopping-cart-example.md");
    check("cart", "Shopping cart", &import(text).0);
}
