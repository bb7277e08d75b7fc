//! Whole HTML documents, rendered on the server. No inline scripts, so that a strict content
//! security policy holds.

use std::sync::Arc;

use leptos::prelude::*;
use squall_board::{Board, BoardId, Seq};

use crate::BoardApp;
use crate::icon::{Icon, Sprite};

/// What the server knows of a board when it renders the page; provided as context.
#[derive(Debug, Clone)]
pub struct BoardPageData {
    /// Which board.
    pub board_id: BoardId,
    /// Its last event.
    pub seq: Seq,
    /// Its state.
    pub board: Arc<Board>,
}

/// What the home page offers beside a new board; provided as context.
#[derive(Debug, Clone)]
pub struct HomePageData {
    /// The examples, in their order.
    pub examples: Vec<ExampleOffer>,
}

/// A board that somebody may start from.
#[derive(Debug, Clone, Copy)]
pub struct ExampleOffer {
    /// Its name in addresses.
    pub key: &'static str,
    /// What the button says.
    pub invitation: &'static str,
    /// What is on the board.
    pub description: &'static str,
}

/// Advice for whoever leads a workshop; provided as context.
#[derive(Debug, Clone)]
pub struct GuidesPageData {
    /// One for each example.
    pub guides: Vec<Guide>,
}

/// Advice for one kind of workshop.
#[derive(Debug, Clone)]
pub struct Guide {
    /// Its name in addresses.
    pub key: &'static str,
    /// Its headline.
    pub name: &'static str,
    /// The advice: our own text, as HTML.
    pub html: String,
}

/// A page with one message (unknown board, server error); provided as context.
#[derive(Debug, Clone)]
pub struct MessagePageData {
    /// The headline.
    pub title: String,
    /// What happened and what to do.
    pub message: String,
}

/// The fonts in which every page is written.
const FONTS: [&str; 2] = [
    "/fonts/atkinson-hyperlegible-next-latin-400-normal.woff2",
    "/fonts/atkinson-hyperlegible-next-latin-700-normal.woff2",
];

#[component]
fn Head(title: String, #[prop(optional, into)] more: ViewFn) -> impl IntoView {
    view! {
        <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
            <meta name="description" content="An event-storming wall for remote workshops."/>
            <meta name="color-scheme" content="light dark"/>
            <title>{title}</title>
            <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
            {FONTS.map(|font| view! { <link rel="preload" href=font r#as="font" type="font/woff2" crossorigin="anonymous"/> })}
            // Before the style sheet, or the script would wait for it, and the page for the script.
            <script src="/theme.js"></script>
            <link rel="stylesheet" href="/pkg/squall.css"/>
            {more.run()}
        </head>
    }
}

/// The home page: works without any script. Reads [`HomePageData`] from the context.
#[component]
pub fn HomeDocument() -> impl IntoView {
    let HomePageData { examples } = expect_context::<HomePageData>();
    let offer = |ExampleOffer { key, invitation, description }| {
        view! {
            <li>
                <form method="post" action=format!("/boards/example?of={key}")>
                    <button class="button" type="submit">{invitation}</button>
                </form>
                <p>{description}</p>
            </li>
        }
    };
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <Head title="Squall: event storming together".to_owned()/>
            <body class="home">
                <Sprite/>
                <main class="home-main">
                    <div class="home-words">
                        <p class="brand"><img src="/favicon.svg" alt="" width="36" height="36"/>"Squall"</p>
                        <h1>"Storm your business together."</h1>
                        <p class="lead">
                            "An endless wall for event storming, in the browser. Open a board, share the link, write what happens. The wall derives the domain model while you work."
                        </p>
                        <div class="home-actions">
                            <form method="post" action="/boards">
                                <button class="button primary large" type="submit">
                                    <Icon name="plus"/> "New board"
                                </button>
                            </form>
                        </div>
                        <ul class="home-examples">
                            {examples.into_iter().map(offer).collect_view()}
                        </ul>
                        <p class="home-fine">
                            "No account. Whoever has a board's link can read and write it. " <a href="/guides">"Advice for whoever leads"</a>
                        </p>
                    </div>
                    <HomePicture/>
                </main>
            </body>
        </html>
    }
}

/// A sentence of the grammar as notes: what the product is about, in one look.
#[component]
fn HomePicture() -> impl IntoView {
    let note = |kind: &'static str, paper: &'static str, text: &'static str| {
        view! {
            <div class=format!("home-note home-{kind} paper-{paper}")>
                <Icon name=kind/>
                <span>{text}</span>
            </div>
        }
    };
    view! {
        <div class="home-picture" aria-hidden="true">
            {note("actor", "yellow", "Customer")}
            {note("command", "blue", "Place order")}
            {note("aggregate", "pale-yellow", "Order")}
            {note("domainEvent", "orange", "Order placed")}
            {note("policy", "lilac", "Whenever an order is placed, request payment")}
            {note("hotspot", "red", "What if payment fails?")}
            {note("readModel", "green", "Open orders")}
        </div>
    }
}

/// What brings a board to life: asked for at once, and started while the page is still being read.
fn program(snapshot: &str) -> impl IntoView + use<> {
    view! {
        <link rel="modulepreload" href="/pkg/squall.js"/>
        <link rel="modulepreload" href="/morph.js"/>
        <link rel="modulepreload" href="/outline.js"/>
        <link rel="modulepreload" href="/chime.js"/>
        <link rel="modulepreload" href="/picture.js"/>
        <script type="module" async src="/boot.js"></script>
        <link rel="preload" href="/pkg/squall.wasm" r#as="fetch" type="application/wasm" crossorigin="anonymous"/>
        <link rel="preload" href=snapshot.to_owned() r#as="fetch" crossorigin="anonymous"/>
    }
}

/// The page of a board; reads [`BoardPageData`] from the context.
#[component]
pub fn BoardDocument() -> impl IntoView {
    let page = expect_context::<BoardPageData>();
    let board_id = page.board_id.to_string();
    let title = page.board.title().to_owned();
    let shown = if title.is_empty() { "Untitled board" } else { &title };
    let head_title = format!("{shown} · Squall");
    let snapshot = format!("/api/boards/{board_id}/snapshot");
    let session = squall_board::protocol::to_text(page.board.session());
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <Head title=head_title more=move || program(&snapshot)/>
            <body class="board" data-board=board_id data-title=title data-session=session>
                <Sprite/>
                <div id="app"><BoardApp/></div>
                <noscript>
                    <p class="noscript">"Squall needs JavaScript to change this wall."</p>
                </noscript>
            </body>
        </html>
    }
}

/// Advice for whoever leads a workshop; reads [`GuidesPageData`] from the context.
#[component]
pub fn GuidesDocument() -> impl IntoView {
    let page = expect_context::<GuidesPageData>();
    let entry = |guide: &Guide| {
        view! { <li><a href=format!("#{}", guide.key)>{guide.name}</a></li> }
    };
    let entries = page.guides.iter().map(entry).collect_view();
    let guide = |guide: Guide| {
        view! {
            <section id=guide.key>
                <h2>{guide.name}</h2>
                <div inner_html=guide.html></div>
            </section>
        }
    };
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <Head title="Advice for whoever leads · Squall".to_owned()/>
            <body class="home">
                <main class="guides">
                    <p class="brand"><a href="/"><img src="/favicon.svg" alt="Squall home" width="36" height="36"/></a></p>
                    <h1>"Advice for whoever leads"</h1>
                    <ul>{entries}</ul>
                    {page.guides.into_iter().map(guide).collect_view()}
                </main>
            </body>
        </html>
    }
}

/// A page with one message; reads [`MessagePageData`] from the context.
#[component]
pub fn MessageDocument() -> impl IntoView {
    let page = expect_context::<MessagePageData>();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <Head title=format!("{} · Squall", page.title)/>
            <body class="home">
                <Sprite/>
                <main class="message-main">
                    <p class="brand"><img src="/favicon.svg" alt="" width="36" height="36"/>"Squall"</p>
                    <h1>{page.title}</h1>
                    <p class="lead">{page.message}</p>
                    <a class="button primary large" href="/">"To the home page"</a>
                </main>
            </body>
        </html>
    }
}
