//! Whole HTML documents, rendered on the server. No inline scripts, so that a strict content
//! security policy holds.

use std::sync::Arc;

use leptos::prelude::*;
use squall_board::{Board, BoardId, Seq};
use squall_texts::{Language, Text, Texts, text};

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
    let texts = expect_context::<Texts>();
    view! {
        <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
            <meta name="description" content=texts.get(text::HOME_DESCRIPTION)/>
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
    let (texts, language) = (expect_context::<Texts>(), expect_context::<Language>());
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
        <html lang=language.tag()>
            <Head title=texts.get(text::HOME_TITLE).to_owned()/>
            <body class="home">
                <Sprite/>
                <main class="home-main">
                    <div class="home-words">
                        <p class="brand"><img src="/favicon.svg" alt="" width="36" height="36"/>"Squall"</p>
                        <h1>{texts.get(text::HOME_HEADLINE)}</h1>
                        <p class="lead">
                            {texts.get(text::HOME_LEAD)}
                        </p>
                        <div class="home-actions">
                            <form method="post" action="/boards">
                                <button class="button primary large" type="submit">
                                    <Icon name="plus"/> " " {texts.get(text::HOME_NEW_BOARD)}
                                </button>
                            </form>
                        </div>
                        <ul class="home-examples">
                            {examples.into_iter().map(offer).collect_view()}
                        </ul>
                        <p class="home-fine">
                            {texts.get(text::HOME_FINE)} " " <a href="/guides">{texts.get(text::PAGE_ADVICE)}</a>
                        </p>
                        <LanguageChoice/>
                    </div>
                    <HomePicture/>
                </main>
            </body>
        </html>
    }
}

/// The languages, each under its own name.
#[component]
fn LanguageChoice() -> impl IntoView {
    let (texts, language) = (expect_context::<Texts>(), expect_context::<Language>());
    let choice = Language::OFFERED.map(|(offered, name)| {
        let action = ["/language?to=", offered.code()].concat();
        let is_chosen = (offered == language).then_some("true");
        view! {
            <form method="post" action=action>
                <button class="button small" type="submit" lang=offered.tag() aria-current=is_chosen>
                    {name}
                </button>
            </form>
        }
    });
    view! {
        <div class="home-languages" role="group" aria-label=texts.get(text::HOME_LANGUAGE)>
            {choice.into_iter().collect_view()}
        </div>
    }
}

/// A sentence of the grammar as notes: what the product is about, in one look.
#[component]
fn HomePicture() -> impl IntoView {
    let texts = expect_context::<Texts>();
    let note = |kind: &'static str, paper: &'static str, said: Text| {
        view! {
            <div class=format!("home-note home-{kind} paper-{paper}")>
                <Icon name=kind/>
                <span>{texts.get(said)}</span>
            </div>
        }
    };
    view! {
        <div class="home-picture" aria-hidden="true">
            {note("actor", "yellow", text::HOME_CUSTOMER)}
            {note("command", "blue", text::HOME_PLACE_ORDER)}
            {note("aggregate", "pale-yellow", text::HOME_ORDER)}
            {note("domainEvent", "orange", text::HOME_ORDER_PLACED)}
            {note("policy", "lilac", text::HOME_POLICY)}
            {note("hotspot", "red", text::HOME_HOTSPOT)}
            {note("readModel", "green", text::HOME_OPEN_ORDERS)}
        </div>
    }
}

/// What brings a board to life: asked for at once, and started while the page is still being read.
fn program(snapshot: &str, table: Option<&str>) -> impl IntoView + use<> {
    let table = table.map(|table| {
        let table = table.to_owned();
        view! { <link rel="preload" href=table r#as="fetch" crossorigin="anonymous"/> }
    });
    view! {
        <link rel="modulepreload" href="/pkg/squall.js"/>
        <link rel="modulepreload" href="/morph.js"/>
        <link rel="modulepreload" href="/outline.js"/>
        <link rel="modulepreload" href="/chime.js"/>
        <link rel="modulepreload" href="/picture.js"/>
        <script type="module" async src="/boot.js"></script>
        <link rel="preload" href="/pkg/squall.wasm" r#as="fetch" type="application/wasm" crossorigin="anonymous"/>
        <link rel="preload" href=snapshot.to_owned() r#as="fetch" crossorigin="anonymous"/>
        {table}
    }
}

/// The page of a board; reads [`BoardPageData`] from the context.
#[component]
pub fn BoardDocument() -> impl IntoView {
    let page = expect_context::<BoardPageData>();
    let (texts, language) = (expect_context::<Texts>(), expect_context::<Language>());
    let board_id = page.board_id.to_string();
    let title = page.board.title().to_owned();
    let shown = if title.is_empty() { texts.get(text::TOP_UNTITLED) } else { &title };
    let head_title = texts.fill(text::PAGE_TITLE, [shown]);
    let table = squall_texts::address(language);
    let preloaded = table.clone();
    let snapshot = format!("/api/boards/{board_id}/snapshot");
    let session = squall_board::protocol::to_text(page.board.session());
    view! {
        <!DOCTYPE html>
        <html lang=language.tag() data-texts=table>
            <Head title=head_title more=move || program(&snapshot, preloaded.as_deref())/>
            <body class="board" data-board=board_id data-title=title data-session=session>
                <Sprite/>
                <div id="app"><BoardApp/></div>
                <noscript>
                    <p class="noscript">{texts.get(text::PAGE_NO_SCRIPT)}</p>
                </noscript>
            </body>
        </html>
    }
}

/// Advice for whoever leads a workshop; reads [`GuidesPageData`] from the context.
#[component]
pub fn GuidesDocument() -> impl IntoView {
    let page = expect_context::<GuidesPageData>();
    let (texts, language) = (expect_context::<Texts>(), expect_context::<Language>());
    let advice = texts.get(text::PAGE_ADVICE);
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
        <html lang=language.tag()>
            <Head title=texts.fill(text::PAGE_TITLE, [advice])/>
            <body class="home">
                <main class="guides">
                    <p class="brand"><a href="/"><img src="/favicon.svg" alt=texts.get(text::TOP_HOME) width="36" height="36"/></a></p>
                    <h1>{advice}</h1>
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
    let (texts, language) = (expect_context::<Texts>(), expect_context::<Language>());
    view! {
        <!DOCTYPE html>
        <html lang=language.tag()>
            <Head title=texts.fill(text::PAGE_TITLE, [&page.title])/>
            <body class="home">
                <Sprite/>
                <main class="message-main">
                    <p class="brand"><img src="/favicon.svg" alt="" width="36" height="36"/>"Squall"</p>
                    <h1>{page.title}</h1>
                    <p class="lead">{page.message}</p>
                    <a class="button primary large" href="/">{texts.get(text::PAGE_HOME)}</a>
                </main>
            </body>
        </html>
    }
}
