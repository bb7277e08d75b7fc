//! Correcting a link: turning it around, or giving it another end. What is wrong is said to be none and
//! the right arrow is drawn, as one act.

use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use squall_board::notation::{self, Verdict};
use squall_board::{Arrow, ArrowId, Board, BoardCommand, NoteId, NoteKind, NotePair, arrange};
use squall_model::domain_model::{Element, Flow};
use squall_model::{DomainModel, ElementId};
use squall_texts::{Texts, text};

use crate::act::Act;
use crate::markup::{button, choice};

/// Most elements among which another end is chosen: the nearest ones.
const CHOICES_MAX: usize = 40;

/// An end of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// Where it starts.
    From,
    /// Where it points.
    To,
}

/// What to do about a link that is wrong, seen from this element.
pub(crate) fn controls(
    board: &Board,
    model: &DomainModel,
    element: &Element,
    flow: &Flow,
    texts: Texts,
) -> Markup {
    let kind = |id: &ElementId| model.elements().find(|(_, it)| it.id == *id).map(|(kind, _)| kind);
    let (Some(from), Some(to)) = (kind(&flow.from), kind(&flow.to)) else { return html! {} };
    let is_worse = !is_usual(to, from) && is_usual(from, to);
    let is_out = flow.from == element.id;
    let (end, label, fixed) = if is_out {
        (End::To, text::CORRECT_LEADS_TO, from)
    } else {
        (End::From, text::CORRECT_COMES_FROM, to)
    };
    let fits = |kind| if is_out { is_usual(fixed, kind) } else { is_usual(kind, fixed) };
    let others = choices(board, model, flow, end, fits);
    let id = |what: &str| format!("{what}-{}-{}", flow.from.as_str(), flow.to.as_str());
    if is_worse && others.is_empty() {
        return html! {};
    }
    let mut options = vec![("", texts.get(text::CORRECT_CHOOSE))];
    options.extend(others.iter().map(|(note, name)| (note.as_str(), *name)));
    html! {
        details class="link-correct" id=(id("correct")) {
            summary { (texts.get(text::CORRECT_CORRECT)) }
            @if !is_worse { (button(&id("turn"), texts.get(text::CORRECT_TURN), &Act::Turn(flow.pairs.clone()))) }
            @if !others.is_empty() {
                (choice(&id("end"), texts.get(label), "", &options, &Act::Reconnect(flow.pairs.clone(), end)))
            }
        }
    }
}

fn is_usual(from: NoteKind, to: NoteKind) -> bool {
    matches!(notation::connection(from, to).0, Verdict::Fits | Verdict::Shortcut)
}

/// The elements that may stand at this end instead, by name, each with its note that is nearest to the
/// end that stays.
fn choices<'a>(
    board: &Board,
    model: &'a DomainModel,
    flow: &Flow,
    end: End,
    fits: impl Fn(NoteKind) -> bool,
) -> Vec<(String, &'a str)> {
    let kept = flow.pairs.first().and_then(|pair| board.note(kept_by(*pair, end)));
    let Some(kept) = kept else { return vec![] };
    let far = |note: &NoteId| {
        board.note(*note).map_or(u64::MAX, |note| note.centre.from(kept.centre).length() as u64)
    };
    let others = model
        .elements()
        .filter(|(kind, element)| element.id != flow.from && element.id != flow.to && fits(*kind));
    let mut others: Vec<(u64, NoteId, &str)> = others
        .filter_map(|(_, element)| {
            let nearest = element.notes.iter().min_by_key(|note| far(note))?;
            Some((far(nearest), *nearest, element.name.as_str()))
        })
        .collect();
    arrange(&mut others, |a, b| a.0.cmp(&b.0));
    others.truncate(CHOICES_MAX);
    arrange(&mut others, |a, b| a.2.cmp(b.2));
    others.into_iter().map(|(_, note, name)| (note.to_string(), name)).collect()
}

/// The note of the pair that stays when this end is another one.
const fn kept_by(pair: NotePair, end: End) -> NoteId {
    match end {
        End::From => pair.to,
        End::To => pair.from,
    }
}

/// Turns these links around.
pub(crate) fn turn(
    board: &Board,
    links: &[NotePair],
    ids: &mut dyn FnMut() -> u128,
) -> Vec<BoardCommand> {
    replace(board, links, |link| NotePair { from: link.to, to: link.from }, ids)
}

/// Gives these links this note as their end; the text of a note's id.
pub(crate) fn reconnect(
    board: &Board,
    links: &[NotePair],
    end: End,
    note: &str,
    ids: &mut dyn FnMut() -> u128,
) -> Vec<BoardCommand> {
    let Ok(note) = note.parse::<NoteId>() else { return vec![] };
    if board.note(note).is_none() || links.iter().any(|link| kept_by(*link, end) == note) {
        return vec![];
    }
    let right = |link: NotePair| match end {
        End::From => NotePair { from: note, ..link },
        End::To => NotePair { to: note, ..link },
    };
    replace(board, links, right, ids)
}

/// Says that the links are none, also where something beside an arrow says that they are some, and draws
/// the right ones in the place of their arrows, with the words on these.
fn replace(
    board: &Board,
    links: &[NotePair],
    right: impl Fn(NotePair) -> NotePair,
    ids: &mut dyn FnMut() -> u128,
) -> Vec<BoardCommand> {
    let mut drawn: Vec<Arrow> = Vec::new();
    let mut gone: Vec<ArrowId> = Vec::new();
    let mut accepted: Vec<NotePair> = Vec::new();
    for link in links {
        let NotePair { from, to } = right(*link);
        let old: Vec<&Arrow> = board
            .arrows_at(link.from)
            .filter(|it| it.from == link.from && it.to == link.to)
            .collect();
        gone.extend(old.iter().map(|arrow| arrow.id));
        let is_there = |arrow: &Arrow| arrow.from == from && arrow.to == to;
        if !board.arrows_at(from).chain(&drawn).any(is_there) {
            let label = old.iter().map(|arrow| arrow.label.as_str()).find(|it| !it.is_empty());
            let label = label.unwrap_or_default().to_owned();
            let arrow = Arrow::new(ArrowId::from_u128(ids()), from, to);
            drawn.push(Arrow { label, ..arrow });
        }
        accepted.push(NotePair { from, to });
    }
    accepted.retain(|link| board.judgements().is_rejected(*link));
    let mut commands = vec![BoardCommand::JudgeLinks { links: links.to_vec(), rejected: true }];
    if !accepted.is_empty() {
        commands.push(BoardCommand::JudgeLinks { links: accepted, rejected: false });
    }
    if !gone.is_empty() {
        commands.push(BoardCommand::DeleteItems { notes: vec![], arrows: gone, frames: vec![] });
    }
    if !drawn.is_empty() {
        commands.push(BoardCommand::AddItems { notes: vec![], arrows: drawn, frames: vec![] });
    }
    commands
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{self, ANN, note_id};
    use squall_board::{UndoOutcome, UndoStep};
    use squall_model::derive;

    use super::*;

    /// The links of the board, guesses with `~`.
    fn links(board: &Board) -> Vec<String> {
        let flows = derive(board).flows.into_iter();
        let mark = |flow: &Flow| if flow.inferred { "~" } else { "" };
        flows.map(|it| format!("{} {}{}", it.from.as_str(), mark(&it), it.to.as_str())).collect()
    }

    /// Carries the act out on the first link of the board; undoing it must restore the board.
    fn corrected(board: &mut Board, act: impl Fn(Vec<NotePair>) -> Act, value: &str) {
        let act = act(derive(board).flows[0].pairs.clone());
        let before = board.clone();
        let mut last = 1_000 + u128::from(board.arrows().len() as u64);
        let mut ids = || {
            last += 1;
            last
        };
        let mut with = crate::act::Circumstances {
            board: &before,
            hints: &[],
            author: ANN,
            texts: Texts::ENGLISH,
            ids: &mut ids,
        };
        let mut steps = Vec::new();
        for command in act.commands(value, &mut with) {
            let event = board.decide(&command, ANN).unwrap();
            steps.push(UndoStep::of(board, &event).unwrap());
            board.apply(&event, ANN);
        }
        let mut back = board.clone();
        for step in steps.iter().rev() {
            let UndoOutcome::Whole(command) = step.command(&back) else { panic!("{step:?}") };
            let event = back.decide(&command, ANN).unwrap();
            back.apply(&event, ANN);
        }
        assert_eq!(back, before);
    }

    #[test]
    fn a_guess_is_turned_around() {
        let mut wall = fixture::board("event Late @ 0,0; event Paid @ 150,0");
        assert_eq!(links(&wall), ["event.late ~event.paid"]);
        corrected(&mut wall, Act::Turn, "");
        assert_eq!(links(&wall), ["event.paid event.late"]);
        corrected(&mut wall, Act::Turn, "");
        assert_eq!(links(&wall), ["event.late event.paid"]);
        let none = NotePair { from: note_id("Paid"), to: note_id("Late") };
        assert_eq!(wall.judgements().rejected_links(), [none]);
    }

    #[test]
    fn a_drawn_arrow_is_turned_with_its_words_and_leaves_no_guess_behind() {
        let mut wall = fixture::board("event Late @ 0,0; event Paid @ 150,0; Late -> Paid");
        let label = "at once".to_owned();
        let arrow = wall.arrows().next().unwrap().id;
        let event = wall.decide(&BoardCommand::RelabelArrow { arrow, label }, ANN).unwrap();
        wall.apply(&event, ANN);
        corrected(&mut wall, Act::Turn, "");
        assert_eq!(links(&wall), ["event.paid event.late"]);
        assert_eq!(wall.arrows().next().unwrap().label, "at once");
        assert_eq!(wall.arrows().len(), 1);
    }

    #[test]
    fn a_link_gets_another_end() {
        let text =
            "command Pay @ 0,0; event Paid @ 150,0; event Failed @ 900,0; command Buy @ 900,500";
        for drawn in ["", "; Pay -> Paid"] {
            let mut wall = fixture::board(&format!("{text}{drawn}"));
            let failed = note_id("Failed").to_string();
            corrected(&mut wall, |links| Act::Reconnect(links, End::To), &failed);
            assert_eq!(links(&wall), ["command.pay event.failed"], "{drawn}");
            let buy = note_id("Buy").to_string();
            corrected(&mut wall, |links| Act::Reconnect(links, End::From), &buy);
            assert_eq!(links(&wall), ["command.buy event.failed"], "{drawn}");
        }
    }

    #[test]
    fn an_end_that_is_none_changes_nothing() {
        let mut wall = fixture::board("command Pay @ 0,0; event Paid @ 150,0");
        for value in ["", "nonsense", &note_id("gone").to_string(), &note_id("Pay").to_string()] {
            corrected(&mut wall, |links| Act::Reconnect(links, End::To), value);
        }
        assert_eq!(links(&wall), ["command.pay ~event.paid"]);
    }

    #[test]
    fn an_arrow_that_is_there_is_not_drawn_twice() {
        let mut wall = fixture::board(
            "command Pay @ 0,0; event Paid @ 900,0; event Failed @ 1900,0; Pay -> Paid; Pay -> Failed",
        );
        corrected(
            &mut wall,
            |links| Act::Reconnect(links, End::To),
            &note_id("Failed").to_string(),
        );
        assert_eq!(links(&wall), ["command.pay event.failed"]);
        assert_eq!(wall.arrows().len(), 1);
    }

    #[test]
    fn only_what_the_grammar_allows_is_offered() {
        let wall = fixture::board(
            "actor Ann; command Pay; event Paid; event Failed; policy Thank; aggregate Bill; Ann -> Pay; Pay -> Paid",
        );
        let model = derive(&wall);
        let of = |name: &str, kind, at: usize| {
            let id = model.find(kind, name).unwrap();
            let element = model.elements().find(|(_, it)| it.id == *id).unwrap().1;
            controls(&wall, &model, element, &model.flows[at], Texts::default()).into_string()
        };
        let paid = model.flows.iter().position(|flow| flow.to.as_str() == "event.paid").unwrap();
        let html = of("Pay", NoteKind::Command, paid);
        for offered in ["Failed", "Bill", "Turn it around"] {
            assert!(html.contains(offered), "{offered}: {html}");
        }
        for not in ["Ann", "Thank", ">Paid<"] {
            assert!(!html.contains(not), "{not}: {html}");
        }
        let by_ann = of("Ann", NoteKind::Actor, 1 - paid);
        assert!(!by_ann.contains("Turn it around"), "no command leads to an actor: {by_ann}");
    }
}
