//! The bottom: the state of the connection in words, zoom, and help.

use leptos::html::Footer;
use leptos::prelude::*;
use squall_editor::keymap::{Action, written};
use squall_texts::{Text, text};

use crate::browser;
use crate::canvas::perform;
use crate::keeper::Kept;
use crate::markup::{escaped, fixed, icon};
use crate::panel::of;
use crate::session::{Link, Session};
use crate::watch::follow;

/// What a button at the bottom does.
#[derive(Clone, Copy)]
enum Deed {
    Act(Action),
    SwitchLanguage,
    SwitchTheme,
}

/// The buttons: what they do, their names, keys and icons. Those before [`ZOOM_END`] are about the zoom, and
/// the level stands at [`LEVEL_AT`].
const BUTTONS: [(Deed, Text, &str, &str); 10] = [
    (Deed::Act(Action::ZoomOut), text::STATUS_ZOOM_OUT, "-", "minus"),
    (Deed::Act(Action::ZoomFull), text::STATUS_ZOOM_FULL, "", ""),
    (Deed::Act(Action::ZoomIn), text::STATUS_ZOOM_IN, "+", "plus"),
    (Deed::Act(Action::Fit), text::STATUS_FIT, "1", "fit"),
    (Deed::Act(Action::Minimap), text::STATUS_OVERVIEW, "M", "map"),
    (Deed::Act(Action::Search), text::STATUS_FIND, "Ctrl F", "search"),
    (Deed::Act(Action::Commands), text::ACTION_COMMANDS, "Ctrl K", "commands"),
    (Deed::SwitchLanguage, text::STATUS_LANGUAGE, "", ""),
    (Deed::SwitchTheme, text::STATUS_THEME, "", "theme"),
    (Deed::Act(Action::Help), text::STATUS_KEYS, "?", "help"),
];
const ZOOM_END: usize = 5;
const LEVEL_AT: usize = 1;

/// The bar at the bottom.
#[component]
pub(crate) fn StatusBar() -> impl IntoView {
    let session = Session::current();
    let element = NodeRef::<Footer>::new();
    let first = follow(element, move || html(session));
    let click = move |event: web_sys::MouseEvent| {
        let at = of(&event, "data-status").and_then(|(_, at)| at.parse().ok());
        match at.and_then(|at: usize| BUTTONS.get(at)).map(|button| button.0) {
            Some(Deed::Act(action)) => perform(session, action),
            Some(Deed::SwitchLanguage) => switch_language(session),
            Some(Deed::SwitchTheme) => switch_theme(),
            None => {}
        }
    };
    view! { <footer node_ref=element class="status-bar" on:click=click inner_html=first></footer> }
}

fn html(session: Session) -> String {
    let texts = session.texts;
    let zoom = fixed(session.camera.get().zoom * 100.0, 0) + " %";
    let mut html = [
        "<p class=\"saved-state ",
        state_class(session),
        "\" role=\"status\">",
        &escaped(&state_in_words(session)),
        "</p><div class=\"spacer\"></div><div class=\"group\" role=\"group\" aria-label=\"",
        texts.get(text::STATUS_ZOOM),
        "\">",
    ]
    .concat();
    for (at, (deed, label, key, sign)) in BUTTONS.iter().enumerate() {
        let label = texts.get(*label);
        let (mut class, mut more) = ("icon-button", String::new());
        let (mut name, mut title) = (label.to_owned(), label.to_owned());
        let mut content = icon(sign);
        if at == LEVEL_AT {
            class = "zoom-level";
            name = texts.fill(text::STATUS_ZOOM_LEVEL, [&zoom]);
            content.clone_from(&zoom);
        } else if let Deed::SwitchLanguage = deed {
            class = "icon-button language";
            more = ["\" lang=\"", texts.get(text::STATUS_LANGUAGE_TAG)].concat();
            texts.get(text::STATUS_LANGUAGE_CODE).clone_into(&mut content);
            // Who says what they see to the computer says this.
            name = [&content, " ", label].concat();
        } else if !key.is_empty() {
            title = [label, " (", &written(key, texts), ")"].concat();
        }
        if at == ZOOM_END {
            html.push_str("</div>");
        }
        let button = [
            "<button class=\"",
            class,
            &more,
            "\" data-status=\"",
            &at.to_string(),
            "\" aria-label=\"",
            &escaped(&name),
            "\" title=\"",
            &escaped(&title),
            "\">",
            &content,
            "</button>",
        ];
        html.push_str(&button.concat());
    }
    html
}

/// The state of one's edits in words that are always true.
fn state_in_words(session: Session) -> String {
    let pending = session.pending.get();
    let texts = session.texts;
    let edits = texts.count(text::STATUS_EDITS, pending);
    let place = match session.kept.get() {
        Kept::OnDevice => text::STATUS_ON_DEVICE,
        Kept::Storing => text::STATUS_STORING,
        Kept::InTab => text::STATUS_IN_TAB,
    };
    let place = texts.get(place);
    match (session.link.get(), pending) {
        (Link::Connecting, _) => texts.get(text::STATUS_CONNECTING).to_owned(),
        (Link::Connected, 0) => texts.get(text::STATUS_SAVED).to_owned(),
        (Link::Connected, pending) => texts.fill(text::STATUS_SAVING, [&pending.to_string()]),
        (Link::Offline, 0) => texts.get(text::STATUS_OFFLINE).to_owned(),
        (Link::Offline, _) => texts.fill(text::STATUS_OFFLINE_EDITS, [&edits, place]),
        (Link::Refused(reason), 0) => reason.say(texts),
        (Link::Refused(reason), _) => {
            texts.fill(text::STATUS_REFUSED_EDITS, [&reason.say(texts), &edits, place])
        }
    }
}

fn state_class(session: Session) -> &'static str {
    match (session.link.get(), session.pending.get()) {
        (Link::Connecting, _) => "is-connecting",
        (Link::Connected, 0) => "is-saved",
        (Link::Connected, _) => "is-saving",
        (Link::Offline | Link::Refused(_), _) => "is-offline",
    }
}

/// Has the server remember the other language and shows the page in it: only if it answers, because without
/// it there would be no page.
fn switch_language(session: Session) {
    let language = session.texts.get(text::STATUS_LANGUAGE_TAG);
    let url = ["/language?to=", language].concat();
    leptos::task::spawn_local(async move {
        match browser::fetch("POST", &url, None, session.texts).await {
            Ok(_) => {
                let _the_page_goes = browser::window().location().reload();
            }
            Err(_) => session.say(session.texts.get(text::NOTICE_LANGUAGE_LATER), None),
        }
    });
}

/// Switches between light and dark.
fn switch_theme() {
    let root = browser::document().document_element();
    let Some(root) = root else { return };
    let chosen = root.get_attribute("data-theme");
    let system = browser::window().match_media("(prefers-color-scheme: dark)");
    let system_dark = system.ok().flatten().is_some_and(|query| query.matches());
    let dark = chosen.map_or(system_dark, |theme| theme == "dark");
    let theme = if dark { "light" } else { "dark" };
    let _no_such_attribute = root.set_attribute("data-theme", theme);
    browser::store("squall.theme", theme);
}
