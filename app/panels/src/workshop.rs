//! The Workshop panel: its agenda, which anybody may lead through and change.

use maud::{Markup, html};
use squall_board::notation::{FRAME_NOTATION, NOTATION, Words};
use squall_board::{Agenda, Level, Phase, Session};
use squall_texts::{Text, Texts, text};

use crate::act::{Act, PhasePart, STAGES, stage_name};
use crate::markup::{button, check, choice, field, icon_button, panel as framed};

pub(crate) fn panel(session: &Session, words: Words, texts: Texts) -> Markup {
    let body = match &session.agenda {
        Some(agenda) => led(session, agenda, words, texts),
        None => free(texts),
    };
    let body = html! {
        (body)
        p { a href="/guides" target="_blank" rel="noopener" { (texts.get(text::WORKSHOP_ADVICE)) } }
        label class="panel-check" id="for-words" for="words" {
            input id="words" type="checkbox" checked[words == Words::Plain] data-switch="words";
            span { (texts.get(text::WORKSHOP_PLAIN)) }
        }
    };
    let about = if session.agenda.is_some() { "led" } else { "free" };
    framed(text::PANEL_WORKSHOP, about, texts, &body)
}

/// Nobody leads yet: agendas to choose from.
fn free(texts: Texts) -> Markup {
    html! {
        p class="quiet" {
            (texts.get(text::WORKSHOP_ABOUT))
        }
        ul class="agenda-list" {
            @for template in squall_guide::agendas() {
                li {
                    h3 { (texts.get(template.name)) }
                    p { (texts.get(template.description)) }
                    p class="quiet" lang="en" { (template.source) }
                    (button(
                        &format!("begin-{}", template.key),
                        &texts.fill(text::WORKSHOP_BEGIN, [texts.get(template.name)]),
                        &Act::Begin(template.key.to_owned()),
                    ))
                }
            }
        }
    }
}

fn led(session: &Session, agenda: &Agenda, words: Words, texts: Texts) -> Markup {
    let minutes: u32 = agenda.phases.iter().map(|phase| u32::from(phase.minutes)).sum();
    html! {
        p { b dir="auto" { (agenda.name) } " · " (texts.get(level_name(agenda.level))) " · " (texts.fill(text::WORKSHOP_MINUTES, [&minutes.to_string()])) }
        ol class="phase-list" {
            @for (place, phase) in agenda.phases.iter().enumerate() {
                (row(phase, session.phase == Some(phase.id), (place, agenda.phases.len()), words, texts))
            }
        }
        (field("phase-new", texts.get(text::WORKSHOP_ANOTHER), "", texts.get(text::WORKSHOP_ANOTHER_HINT), &Act::AddPhase))
        (button("agenda-end", texts.get(text::WORKSHOP_END), &Act::End))
    }
}

fn row(
    phase: &Phase,
    is_current: bool,
    (place, count): (usize, usize),
    words: Words,
    texts: Texts,
) -> Markup {
    let id = |what: &str| format!("phase-{what}-{}", phase.id);
    let part = |part| Act::Phase(phase.id, part);
    let stages = STAGES.map(|(_, name, label)| (name, texts.get(label)));
    html! {
        li class="phase" id=(id("row")) aria-current=[is_current.then_some("step")] {
            div class="phase-head" {
                b dir="auto" { (phase.name) }
                span class="quiet" { @if phase.minutes > 0 { (texts.fill(text::WORKSHOP_MINUTES, [&phase.minutes.to_string()])) } }
                @if is_current {
                    span class="phase-now" { (texts.get(text::WORKSHOP_NOW)) }
                } @else {
                    (button(&id("enter"), texts.get(text::WORKSHOP_ENTER), &Act::Enter(phase.id)))
                }
            }
            @if !phase.question.is_empty() { p class="quiet" dir="auto" { (phase.question) } }
            details {
                summary { (texts.get(text::WORKSHOP_CHANGE)) span class="visually-hidden" dir="auto" { " " (phase.name) } }
                (field(&id("name"), texts.get(text::WORKSHOP_NAME), &phase.name, "", &part(PhasePart::Name)))
                label class="panel-field" for=(id("minutes")) {
                    span { (texts.get(text::WORKSHOP_MINUTES_LABEL)) }
                    input id=(id("minutes")) type="number" min="0" max="1440" value=(phase.minutes)
                        data-act=(part(PhasePart::Minutes).to_text());
                }
                (field(&id("question"), texts.get(text::WORKSHOP_QUESTION), &phase.question, "", &part(PhasePart::Question)))
                (choice(&id("stage"), texts.get(text::WORKSHOP_LOOKS_FOR), stage_name(phase.stage), &stages, &part(PhasePart::Stage)))
                fieldset class="detail-field" id=(id("palette")) {
                    legend { (texts.get(text::WORKSHOP_PALETTE)) }
                    @for row in &NOTATION {
                        (check(&id(row.name), texts.get(words.say(row.label)), phase.notes.contains(&row.kind), &Act::PhaseNote(phase.id, row.kind)))
                    }
                    @for row in &FRAME_NOTATION {
                        (check(&id(row.name), texts.get(row.label), phase.frames.contains(&row.kind), &Act::PhaseFrame(phase.id, row.kind)))
                    }
                }
                div class="phase-moves" {
                    @if place > 0 { (button(&id("earlier"), texts.get(text::WORKSHOP_EARLIER), &part(PhasePart::Earlier))) }
                    @if place + 1 < count { (button(&id("later"), texts.get(text::WORKSHOP_LATER), &part(PhasePart::Later))) }
                    (icon_button(&id("remove"), texts.get(text::WORKSHOP_REMOVE), "delete", &part(PhasePart::Remove)))
                }
            }
        }
    }
}

const fn level_name(level: Level) -> Text {
    match level {
        Level::BigPicture => text::LEVEL_BIG_PICTURE,
        Level::Process => text::LEVEL_PROCESS,
        Level::Design => text::LEVEL_DESIGN,
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
        let led = Session {
            agenda: Some(agendas()[0].agenda(Texts::ENGLISH, &mut ids)),
            ..Session::default()
        };
        for session in [Session::default(), led] {
            let html = panel(&session, Words::Field, Texts::default()).into_string();
            assert_eq!(html.matches("href=\"/guides\"").count(), 1, "{html}");
        }
    }
}
