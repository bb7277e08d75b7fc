//! The browser module: puts the living application in the place of the picture of it that the server
//! has rendered. Both are made by the same components, so nothing moves on the screen.

use wasm_bindgen::prelude::wasm_bindgen;

/// Brings the board's page to life, with the texts of this table; English if it is empty. Called once by
/// `public/boot.js`.
#[wasm_bindgen]
pub fn start(texts: String) {
    console_error_panic_hook::set_once();
    squall_app::mount(squall_app::Texts::read(texts));
}
