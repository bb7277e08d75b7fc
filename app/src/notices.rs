//! What is said to the participant in passing: every sentence says what happened and whether
//! anything was lost.

use leptos::html::Div;
use leptos::prelude::*;
use squall_editor::Notice;
use squall_texts::{Texts, text};

use crate::browser;
use crate::markup::{escaped, icon};
use crate::panel::{morph, of};
use crate::session::Session;
use crate::watch::watch;

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
pub(crate) fn message_of(notice: Notice, texts: Texts) -> Option<(String, Option<String>)> {
    match notice {
        Notice::Refused(rejection) => Some((rejection.say(texts), None)),
        Notice::TakenBack { rejection, text: None } => {
            Some((texts.fill(text::NOTICE_NOT_NEEDED, [&rejection.say(texts)]), None))
        }
        Notice::TakenBack { rejection, text: kept } => {
            Some((texts.fill(text::NOTICE_TEXT_KEPT, [&rejection.say(texts)]), kept))
        }
        Notice::ChangedSince { everything: true } => {
            Some((texts.get(text::NOTICE_CHANGED_ALL).to_owned(), None))
        }
        Notice::ChangedSince { everything: false } => {
            Some((texts.get(text::NOTICE_CHANGED_SOME).to_owned(), None))
        }
        Notice::NothingToUndo => None,
    }
}

/// The messages at the bottom of the screen.
#[component]
pub(crate) fn Notices() -> impl IntoView {
    let session = Session::current();
    let element = NodeRef::<Div>::new();
    watch(move || {
        let cards = session.messages.with(|messages| {
            messages.iter().map(|message| card(message, session.texts)).collect::<Vec<_>>()
        });
        if let Some(element) = element.get() {
            morph(&element, &cards.concat());
        }
    });
    view! {
        <div
            node_ref=element
            class="notices"
            role="status"
            aria-live="polite"
            on:click=move |event| click(session, &event)
        ></div>
    }
}

fn card(message: &Message, texts: Texts) -> String {
    let (copy, dismiss) = (texts.get(text::NOTICE_COPY), texts.get(text::NOTICE_DISMISS));
    let (id, close) = (message.id, icon("close"));
    let kept = message.kept_text.as_ref().map_or(String::new(), |text| {
        let text = escaped(text);
        format!(
            "<blockquote dir=\"auto\">{text}</blockquote><button class=\"button\" data-copy=\"{id}\">{copy}</button>"
        )
    });
    format!(
        "<div class=\"notice\" id=\"notice-{id}\"><p>{}</p>{kept}\
         <button class=\"icon-button\" aria-label=\"{dismiss}\" data-dismiss=\"{id}\">{close}</button></div>",
        escaped(&message.text)
    )
}

fn click(session: Session, event: &web_sys::Event) {
    let message = |attribute| of(event, attribute).and_then(|(_, id)| id.parse::<u32>().ok());
    if let Some(id) = message("data-dismiss") {
        session.dismiss(id);
    } else if let Some(id) = message("data-copy") {
        let text = session.messages.with_untracked(|messages| {
            let message = messages.iter().find(|message| message.id == id);
            message.and_then(|message| message.kept_text.clone())
        });
        leptos::task::spawn_local(async move {
            if browser::copy_text(&text.unwrap_or_default()).await {
                session.dismiss(id);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_kept_are_text() {
        let message =
            Message { id: 7, text: "Gone.".to_owned(), kept_text: Some("<i>a & b".to_owned()) };
        let html = card(&message, Texts::default());
        assert!(html.contains("&lt;i&gt;a &amp; b") && html.contains("data-copy=\"7\""));
    }
}
