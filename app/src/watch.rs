//! Reactions behind pointers: what the library makes of each closure's type is in the module once.

use leptos::prelude::*;

/// Runs `act` at once after this, and again whenever something has changed that it has read.
pub(crate) fn watch(act: impl FnMut() + 'static) {
    let mut act: Box<dyn FnMut()> = Box::new(act);
    Effect::new(move |_| act());
}

/// Words that follow what they are made of.
pub(crate) type Words = Box<dyn FnMut() -> String + Send>;

/// The words that `say` makes, made anew whenever something has changed that it has read.
pub(crate) fn words(say: impl FnMut() -> String + Send + 'static) -> Words {
    Box::new(say)
}
