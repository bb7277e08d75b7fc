//! The Workshop panel: its agenda, which anybody may lead through and change.

use maud::{Markup, html};
use squall_board::notation::{FRAME_NOTATION, NOTATION, Words};
use squall_board::{Agenda, Level, Phase, Session};

use crate::act::{Act, PhasePart, STAGES, stage_name};
use crate::markup::{button, check, choice, field, icon_button, panel as framed};

pub(crate) fn panel(session: &Session, words: Words) -> Markup {
    let body = match &session.agenda {
        Some(agenda) => led(session, agenda, words),
        None => free(),
    };
    let body = html! {
        (body)
        p { a href="/guides" target="_blank" rel="noopener" { "Advice for whoever leads" } }
        label class="panel-check" id="for-words" for="words" {
            input id="words" type="checkbox" checked[words == Words::Plain] data-switch="words";
            span { "Plain words for me: action, constraint, information" }
        }
    };
    let about = if session.agenda.is_some() { "led" } else { "free" };
    framed("Workshop", about, &body)
}

/// Nobody leads yet: agendas to choose from.
fn free() -> Markup {
    html! {
        p class="quiet" {
            "An agenda sets the palette, what hints look for and a timer that everybody sees. Nothing on
            the wall changes, and you can leave it at any time."
        }
        ul class="agenda-list" {
            @for template in squall_guide::agendas() {
                li {
                    h3 { (template.name) }
                    p { (template.description) }
                    p class="quiet" { (template.source) }
                    (button(
                        &format!("begin-{}", template.key),
                        &format!("Begin “{}”", template.name),
                        &Act::Begin(template.key.to_owned()),
                    ))
                }
            }
        }
    }
}

fn led(session: &Session, agenda: &Agenda, words: Words) -> Markup {
    let minutes: u32 = agenda.phases.iter().map(|phase| u32::from(phase.minutes)).sum();
    html! {
        p { b dir="auto" { (agenda.name) } " · " (level_name(agenda.level)) " · " (minutes) " min" }
        ol class="phase-list" {
            @for (place, phase) in agenda.phases.iter().enumerate() {
                (row(phase, session.phase == Some(phase.id), (place, agenda.phases.len()), words))
            }
        }
        (field("phase-new", "Another phase", "", "Name, then Enter", &Act::AddPhase))
        (button("agenda-end", "End the agenda", &Act::End))
    }
}

fn row(phase: &Phase, is_current: bool, (place, count): (usize, usize), words: Words) -> Markup {
    let id = |what: &str| format!("phase-{what}-{}", phase.id);
    let part = |part| Act::Phase(phase.id, part);
    let stages = STAGES.map(|(_, name, label)| (name, label));
    html! {
        li class="phase" id=(id("row")) aria-current=[is_current.then_some("step")] {
            div class="phase-head" {
                b dir="auto" { (phase.name) }
                span class="quiet" { @if phase.minutes > 0 { (phase.minutes) " min" } }
                @if is_current {
                    span class="phase-now" { "Now" }
                } @else {
                    (button(&id("enter"), "Enter", &Act::Enter(phase.id)))
                }
            }
            @if !phase.question.is_empty() { p class="quiet" dir="auto" { (phase.question) } }
            details {
                summary { "Change" span class="visually-hidden" { " " (phase.name) } }
                (field(&id("name"), "Name", &phase.name, "", &part(PhasePart::Name)))
                label class="panel-field" for=(id("minutes")) {
                    span { "Minutes" }
                    input id=(id("minutes")) type="number" min="0" max="1440" value=(phase.minutes)
                        data-act=(part(PhasePart::Minutes).to_text());
                }
                (field(&id("question"), "What to ask", &phase.question, "", &part(PhasePart::Question)))
                (choice(&id("stage"), "Looks for", stage_name(phase.stage), &stages, &part(PhasePart::Stage)))
                fieldset class="detail-field" id=(id("palette")) {
                    legend { "Palette" }
                    @for row in &NOTATION {
                        (check(&id(row.name), words.say(row.label), phase.notes.contains(&row.kind), &Act::PhaseNote(phase.id, row.kind)))
                    }
                    @for row in &FRAME_NOTATION {
                        (check(&id(row.name), row.label, phase.frames.contains(&row.kind), &Act::PhaseFrame(phase.id, row.kind)))
                    }
                }
                div class="phase-moves" {
                    @if place > 0 { (button(&id("earlier"), "Earlier", &part(PhasePart::Earlier))) }
                    @if place + 1 < count { (button(&id("later"), "Later", &part(PhasePart::Later))) }
                    (icon_button(&id("remove"), "Take out this phase", "delete", &part(PhasePart::Remove)))
                }
            }
        }
    }
}

const fn level_name(level: Level) -> &'static str {
    match level {
        Level::BigPicture => "Big Picture",
        Level::Process => "Process level",
        Level::Design => "Design level",
    }
}

#[cfg(test)]
mod tests {
    use squall_guide::agendas;

    use super::*;

    #[test]
    fn advice_is_at_hand_with_and_without_an_agenda() {
        let mut last = 0;
        let mut ids = || {
            last += 1;
            last
        };
        let led = Session { agenda: Some(agendas()[0].agenda(&mut ids)), ..Session::default() };
        for session in [Session::default(), led] {
            let html = panel(&session, Words::Field).into_string();
            assert_eq!(html.matches("href=\"/guides\"").count(), 1, "{html}");
        }
    }
}
