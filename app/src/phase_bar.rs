//! The phase that the workshop is in, and the timer that everybody sees in step.

use leptos::prelude::*;
use squall_board::{BoardCommand, Timer};
use squall_texts::text;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::browser;
use crate::icon::Icon;
use crate::session::{Panel, Session};
use crate::watch::{watch, words};

/// How often the timer is looked at, in milliseconds.
const TICK_MS: i32 = 250;
/// From when on a timer warns, in milliseconds before it rings.
const WARNING_MS: i64 = 60_000;
/// What one press adds to the timer, in milliseconds.
const MINUTE_MS: i64 = 60_000;

#[wasm_bindgen(raw_module = "/chime.js")]
extern "C" {
    fn chime();
}

/// The phase and its timer.
#[component]
pub(crate) fn PhaseBar() -> impl IntoView {
    let session = Session::current();
    let tick = RwSignal::new(0u32);
    let mut is_ticking = false;
    watch(move || {
        if !std::mem::replace(&mut is_ticking, true) {
            browser::every(TICK_MS, move || {
                if session.led.with_untracked(|led| matches!(led.timer, Timer::Running { .. })) {
                    tick.update(|count| *count = count.wrapping_add(1));
                }
            });
        }
    });
    let left = Memo::new(move |_| {
        tick.track();
        let timer = session.led.with(|led| led.timer);
        if cfg!(feature = "ssr") && matches!(timer, Timer::Running { .. }) {
            // The page tells the time when it has come to life.
            return None;
        }
        // In whole seconds, begun ones counted, so that it stands at 0:00 when it rings.
        timer
            .left_ms(if cfg!(feature = "ssr") { 0 } else { now_ms(session) })
            .map(|left| (left + 999).div_euclid(1_000))
    });
    let mut before = None;
    watch(move || {
        let left = left.get();
        let running = session.led.with_untracked(|led| matches!(led.timer, Timer::Running { .. }));
        let earlier = std::mem::replace(&mut before, left);
        if let (Some(before), Some(left)) = (earlier, left)
            && running
        {
            if before > 0 && left <= 0 {
                chime();
                session.say(session.texts.get(text::PHASE_TIME_IS_UP), None);
            } else if before > WARNING_MS / 1_000 && left == WARNING_MS / 1_000 {
                session.say(session.texts.get(text::PHASE_MINUTE_LEFT), None);
            }
        }
    });
    let name = words(move || {
        let name = session.led.with(|led| led.current().map(|phase| phase.name.clone()));
        name.unwrap_or_else(|| session.texts.get(text::PHASE_WORKSHOP).to_owned())
    });
    let question = words(move || {
        let question = session.led.with(|led| led.current().map(|phase| phase.question.clone()));
        question.unwrap_or_default()
    });
    let is_open = words(move || (session.panel.get() == Some(Panel::Workshop)).to_string());
    let next = move || {
        let next = session.led.with(|led| led.next().map(|phase| (phase.id, phase.name.clone())));
        next.map(|(id, name)| {
            let label = session.texts.fill(text::PHASE_NEXT, [&name]);
            let enter = move |_| {
                let phase = Some(id);
                session.edit(|editor| editor.propose(BoardCommand::EnterPhase { phase }));
            };
            view! {
                <button class="icon-button" aria-label=label.clone() title=label on:click=enter>
                    <Icon name="arrow"/>
                </button>
            }
        })
    };
    view! {
        <div class="phase-bar group" role="group" aria-label=session.texts.get(text::PHASE_WORKSHOP)>
            <button
                class="button phase-button"
                title=question
                aria-pressed=is_open
                on:click=move |_| session.toggle_panel(Panel::Workshop)
            >
                <Icon name="timer"/>
                <span class="phase-name" dir="auto">{name}</span>
            </button>
            {move || left.get().map(|_| timer_view(session, left))}
            {next}
        </div>
    }
}

fn timer_view(session: Session, left: Memo<Option<i64>>) -> impl IntoView {
    let seconds = move || left.get().unwrap_or_default();
    let shown = words(move || {
        let seconds = seconds();
        let sign = if seconds < 0 { "−" } else { "" };
        format!("{sign}{}:{:02}", seconds.abs() / 60, seconds.abs() % 60)
    });
    let class = move || match seconds() {
        ..=0 => "timer is-over",
        left if left * 1_000 <= WARNING_MS => "timer is-short",
        _ => "timer",
    };
    let is_running = move || session.led.with(|led| matches!(led.timer, Timer::Running { .. }));
    let texts = session.texts;
    let label = move || texts.get(if is_running() { text::PHASE_PAUSE } else { text::PHASE_START });
    view! {
        <span class=class role="timer" aria-label=texts.get(text::PHASE_TIME_LEFT)>{shown}</span>
        <button class="icon-button" aria-label=label title=label on:click=move |_| start_or_pause(session)>
            {move || if is_running() { view! { <Icon name="pause"/> } } else { view! { <Icon name="play"/> } }}
        </button>
        <button
            class="icon-button"
            aria-label=texts.get(text::PHASE_MINUTE_MORE)
            title=texts.get(text::PHASE_MINUTE_MORE)
            on:click=move |_| {
                session.edit(|editor| editor.propose(BoardCommand::ExtendTimer { by_ms: MINUTE_MS }));
            }
        >
            "+1"
        </button>
    }
}

/// Starts what stands, stops what runs.
fn start_or_pause(session: Session) {
    let now = now_ms(session);
    let timer = match session.led.with_untracked(|led| led.timer) {
        Timer::Off => return,
        Timer::Paused { left_ms } => Timer::Running { ends_at_ms: now.saturating_add(left_ms) },
        running @ Timer::Running { .. } => {
            let left = running.left_ms(now).unwrap_or_default();
            Timer::Paused { left_ms: u64::try_from(left).unwrap_or_default() }
        }
    };
    session.edit(|editor| editor.propose(BoardCommand::SetTimer { timer }));
}

/// The server's clock, as far as this page knows it, in milliseconds since 1970.
fn now_ms(session: Session) -> u64 {
    let offset = session.clock_offset_ms.get_untracked().unwrap_or_default();
    (js_sys::Date::now() + offset).max(0.0) as u64
}
