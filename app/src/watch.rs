//! Reactions behind pointers: what the library makes of each closure's type is in the module once.

use leptos::html::ElementType;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::panel::morph;

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

/// Keeps an element's content equal to the HTML that `html` gives, whenever something has changed that it has
/// read; gives what it is at first.
pub(crate) fn follow<E>(element: NodeRef<E>, html: impl Fn() -> String + 'static) -> String
where
    E: ElementType,
    E::Output: JsCast + Clone + 'static,
{
    let first = untrack(&html);
    let mut shown = first.clone();
    watch(move || {
        let now = html();
        if let Some(element) = element.get()
            && shown != now
        {
            morph(element.unchecked_ref(), &now);
            shown = now;
        }
    });
    first
}
