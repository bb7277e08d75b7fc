//! The browser module: brings the page that the server has rendered to life.

use squall_app::BoardApp;
use wasm_bindgen::prelude::wasm_bindgen;

/// Hydrates the board's page. Called once by `public/boot.js`.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(BoardApp);
}
