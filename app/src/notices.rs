//! What is said to the participant in passing: every sentence says what happened and whether
//! anything was lost.

use leptos::prelude::*;
use squall_editor::Notice;

use crate::browser;
use crate::icon::Icon;
use crate::session::Session;

/// Something said to the participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// Which one, to dismiss it.
    pub(crate) id: u32,
    /// What is said.
    pub(crate) text: String,
    /// Words that could not be written and are kept here.
    pub(crate) kept_text: Option<String>,
}

/// What to say of a notice, and the words to keep.
pub(crate) fn message_of(notice: Notice) -> Option<(String, Option<String>)> {
    match notice {
        Notice::Refused(rejection) => Some((rejection.to_string(), None)),
        Notice::TakenBack { rejection, text: None } => {
            Some((format!("{rejection} Your change was not needed any more."), None))
        }
        Notice::TakenBack { rejection, text } => {
            Some((format!("{rejection} Your text is kept here."), text))
        }
        Notice::ChangedSince { everything: true } => {
            Some(("Someone has changed this since, so it was left as it is.".to_owned(), None))
        }
        Notice::ChangedSince { everything: false } => {
            Some(("What others have changed since was left as it is.".to_owned(), None))
        }
        Notice::NothingToUndo => None,
    }
}

/// The messages at the bottom of the screen.
#[component]
pub(crate) fn Notices() -> impl IntoView {
    let session = Session::current();
    view! {
        <div class="notices" role="status" aria-live="polite">
            <For each=move || session.messages.get() key=|message| message.id let(message)>
                <NoticeCard message=message/>
            </For>
        </div>
    }
}

#[component]
fn NoticeCard(message: Message) -> impl IntoView {
    let session = Session::current();
    let id = message.id;
    let kept = message.kept_text.map(|text| {
        let copied = text.clone();
        let copy = move |_| {
            let text = copied.clone();
            leptos::task::spawn_local(async move {
                if browser::copy_text(&text).await {
                    session.dismiss(id);
                }
            });
        };
        view! {
            <blockquote dir="auto">{text}</blockquote>
            <button class="button" on:click=copy>"Copy the text"</button>
        }
    });
    view! {
        <div class="notice">
            <p>{message.text}</p>
            {kept}
            <button class="icon-button" aria-label="Dismiss" on:click=move |_| session.dismiss(id)>
                <Icon name="close"/>
            </button>
        </div>
    }
}
