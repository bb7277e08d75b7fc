//! The second browser module: a desk beside the wall, in a worker, so that deriving the model of a large
//! wall never holds up a hand on it. Messages come and go as bytes; `public/desk.js` carries them.

use std::cell::RefCell;

use squall_board::protocol;
use squall_panels::Desk;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static DESK: RefCell<Desk> = RefCell::new(Desk::default());
}

/// Says in the console what went wrong, should anything.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Takes a message of the page; gives the answer, if it asks for one. What is no message is left alone:
/// page and worker come from one build, so there is none.
#[wasm_bindgen]
#[must_use]
pub fn take(message: &[u8]) -> Option<Vec<u8>> {
    let message = protocol::decode(message).ok()?;
    let answer = DESK.with_borrow_mut(|desk| desk.take(message));
    answer.map(|answer| protocol::encode(&answer))
}
