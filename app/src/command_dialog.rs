//! The list of every command, found by a few letters of its name.

use leptos::prelude::{GetUntracked, Set};
use squall_editor::keymap::{Action, commands};
use squall_editor::search;
use squall_texts::{Text, Texts, text};
use web_sys::{Element, KeyboardEvent};

use crate::browser;
use crate::canvas::perform;
use crate::dialogs::close_dialog;
use crate::markup::escaped;
use crate::panel::{of, value_of};
use crate::session::{Dialog, Panel, Session};

/// What is in the dialog; [`show`] fills the list.
pub(crate) fn form(texts: Texts) -> String {
    let [label, hint, list] = [text::ACTION_COMMANDS, text::COMMANDS_HINT, text::COMMANDS_TITLE]
        .map(|text| texts.get(text));
    format!(
        "<input id=\"command-query\" type=\"text\" role=\"combobox\" autofocus \
         autocomplete=\"off\" aria-label=\"{label}\" placeholder=\"{hint}\" \
         aria-expanded=\"true\" aria-controls=\"command-list\" data-commands>\
         <ul id=\"command-list\" class=\"command-list\" role=\"listbox\" aria-label=\"{list}\"></ul>\
         <p id=\"command-count\" class=\"visually-hidden\" role=\"status\"></p>"
    )
}

/// What a command of the list does.
#[derive(Clone, Copy)]
enum Deed {
    Act(Action),
    Show(Panel),
    Open(Dialog),
}

/// What the page offers beside the editor.
const OF_THE_PAGE: [(Text, Deed); 7] = [
    (text::TOP_HINTS, Deed::Show(Panel::Hints)),
    (text::TOP_MODEL, Deed::Show(Panel::Model)),
    (text::PANEL_MAP, Deed::Show(Panel::Map)),
    (text::PANEL_WORKSHOP, Deed::Show(Panel::Workshop)),
    (text::TOP_EXPORT, Deed::Show(Panel::Export)),
    (text::IMPORT_TITLE, Deed::Open(Dialog::Import)),
    (text::SHARE_TITLE, Deed::Open(Dialog::Share)),
];

/// The commands that do something now: their names, their keys, and what they do.
fn offered(session: Session) -> Vec<(String, String, Deed)> {
    let (words, texts) = (session.words.get_untracked(), session.texts);
    let has_selection = session.read(|editor| !editor.selection().is_empty());
    let is_offered =
        |action: Action| action != Action::Commands && (has_selection || !action.needs_selection());
    let of_the_editor = commands(texts, words).into_iter().filter(|it| is_offered(it.action));
    let of_the_editor = of_the_editor.map(|it| (it.label, it.keys, Deed::Act(it.action)));
    let of_the_page =
        OF_THE_PAGE.iter().map(|(name, deed)| (texts.get(*name).to_owned(), String::new(), *deed));
    of_the_editor.chain(of_the_page).collect()
}

/// Those of them that the query finds, the best first.
fn found(session: Session, query: &str) -> Vec<(String, String, Deed)> {
    let all = offered(session);
    let names: Vec<String> = all.iter().map(|command| command.0.clone()).collect();
    search::find(&names, query).into_iter().map(|at| all[at].clone()).collect()
}

fn element(id: &str) -> Option<Element> {
    browser::document().get_element_by_id(id)
}

fn query() -> String {
    element("command-query").as_ref().map(value_of).unwrap_or_default()
}

/// Lists what the query finds.
pub(crate) fn show(session: Session) {
    let Some(list) = element("command-list") else { return };
    let found = found(session, &query());
    let mut html = String::new();
    for (at, (name, keys, _)) in found.iter().enumerate() {
        let at = at.to_string();
        let row = [
            "<li role=\"option\" id=\"command-",
            &at,
            "\" data-command=\"",
            &at,
            "\"><span>",
            &escaped(name),
            "</span><kbd>",
            &escaped(keys),
            "</kbd></li>",
        ];
        html.push_str(&row.concat());
    }
    if found.is_empty() {
        let none = session.texts.get(text::COMMANDS_NONE);
        html.push_str(&["<li class=\"quiet\">", none, "</li>"].concat());
    }
    list.set_inner_html(&html);
    if let Some(count) = element("command-count") {
        let said = session.texts.count(text::COMMANDS_COUNT, found.len());
        count.set_text_content(Some(&said));
    }
    choose(0);
}

/// Marks the row that Enter takes.
fn choose(at: usize) {
    let (Some(list), Some(field)) = (element("command-list"), element("command-query")) else {
        return;
    };
    if let Ok(Some(before)) = list.query_selector("[aria-selected]") {
        let _valid = before.remove_attribute("aria-selected");
    }
    let id = format!("command-{at}");
    let _valid = match element(&id) {
        Some(row) => {
            let _valid = row.set_attribute("aria-selected", "true");
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&options);
            field.set_attribute("aria-activedescendant", &id)
        }
        None => field.remove_attribute("aria-activedescendant"),
    };
}

fn chosen() -> Option<usize> {
    let row = element("command-list")?.query_selector("[aria-selected]").ok()??;
    row.get_attribute("data-command")?.parse().ok()
}

/// Moves through the list, or does what is marked.
pub(crate) fn key(session: Session, event: &KeyboardEvent) {
    let count = element("command-list").map_or(0, |list| list.child_element_count() as usize);
    let Some(at) = chosen() else { return };
    let to = match event.key().as_str() {
        "ArrowDown" => (at + 1) % count,
        "ArrowUp" => (at + count - 1) % count,
        "Enter" => {
            event.prevent_default();
            return run(session, at);
        }
        _ => return,
    };
    event.prevent_default();
    choose(to);
}

/// Does what was clicked.
pub(crate) fn click(session: Session, event: &web_sys::Event) {
    if let Some(at) = of(event, "data-command").and_then(|(_, at)| at.parse().ok()) {
        run(session, at);
    }
}

fn run(session: Session, at: usize) {
    let Some((_, _, deed)) = found(session, &query()).into_iter().nth(at) else { return };
    close_dialog(session);
    match deed {
        Deed::Act(action) => perform(session, action),
        Deed::Show(panel) => session.panel.set(Some(panel)),
        Deed::Open(dialog) => session.dialog.set(Some(dialog)),
    }
}
