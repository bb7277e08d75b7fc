//! The pointers of the other people, with their names.

use leptos::prelude::*;
use squall_board::protocol::SessionId;
use squall_editor::people::person_colour;

use crate::session::Session;

/// The other people's pointers.
#[component]
pub(super) fn Cursors() -> impl IntoView {
    let session = Session::current();
    let pointing = Memo::new(move |_| {
        session.people.track();
        session.read(|editor| {
            let others = editor.people().iter().filter(|other| other.cursor.is_some());
            others.map(|other| other.session).collect::<Vec<_>>()
        })
    });
    view! {
        <div class="cursors" aria-hidden="true">
            <For each=move || pointing.get() key=|id| *id let(id)>
                <Cursor id=id/>
            </For>
        </div>
    }
}

#[component]
fn Cursor(id: SessionId) -> impl IntoView {
    let session = Session::current();
    let place = move || {
        session.people.track();
        let camera = session.camera.get();
        let at = session.read(|editor| {
            let other = editor.people().iter().find(|other| other.session == id)?;
            other.cursor.map(|at| camera.to_screen(at))
        });
        at.map_or("display:none".to_owned(), |at| {
            format!("transform:translate({:.1}px,{:.1}px)", at.x, at.y)
        })
    };
    let person = Memo::new(move |_| {
        session.people.track();
        session.read(|editor| {
            let other = editor.people().iter().find(|other| other.session == id)?;
            Some((crate::people::shown_name(editor, other), person_colour(other.participant)))
        })
    });
    let class = move || format!("cursor person-{}", person.get().map_or(0, |it| it.1));
    view! {
        <div class=class style=place>
            <svg width="18" height="20" viewBox="0 0 18 20">
                <path d="M1.500 1.500 16 10.500 9 12 5.500 18.500z"></path>
            </svg>
            <span class="cursor-name">{move || person.get().map(|it| it.0)}</span>
        </div>
    }
}
