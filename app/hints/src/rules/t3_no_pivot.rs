//! T3: a long stretch of the timeline without a pivotal event, and a gap in it.

use squall_board::{Note, NoteKind, arrange};
use squall_texts::text;

use super::{BIG_PICTURE, Gravity, Rule, RuleId};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::Wall;

pub(super) const RULE: Rule = Rule {
    id: RuleId::T3,
    title: text::HINT_T3_TITLE,
    explanation: text::HINT_T3_EXPLANATION,
    source: "Alberto Brandolini and the DDD Crew, on sorting the timeline",
    question: text::HINT_T3_QUESTION,
    needs: &[Need::Done(Stage::Timeline)],
    levels: BIG_PICTURE,
    gravity: Gravity::Doubt,
    check,
};

/// Narrowest gap that is asked about, in board units.
const GAP_MIN: f64 = 1_200.0;
/// How much wider than the usual distance between events it must be.
const GAP_FACTOR: f64 = 6.0;
/// Fewest events in which a gap shows.
const GAP_EVENTS_MIN: usize = 8;

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let mut events: Vec<&Note> = wall
        .of_kind(NoteKind::DomainEvent)
        .flat_map(|node| &node.element.notes)
        .filter_map(|note| wall.board.note(*note))
        .collect();
    arrange(&mut events, |a, b| wall.place_of(a.id).cmp(&wall.place_of(b.id)));
    for stretch in events.split(|note| note.kind == NoteKind::PivotalEvent) {
        if let ([first, .., last], true) =
            (stretch, stretch.len() > wall.settings.events_between_pivotal_max)
        {
            let message = wall.fill(
                text::HINT_T3_1,
                [&stretch.len().to_string(), &name(wall, first), &name(wall, last)],
            );
            let question = wall.fill(RULE.question, []);
            found.push(about(wall, first, last, message).asking(question));
        }
    }
    gaps(wall, &events, found);
}

fn gaps(wall: &Wall<'_>, events: &[&Note], found: &mut Vec<Finding>) {
    if events.len() < GAP_EVENTS_MIN {
        return;
    }
    let distance = |pair: &[&Note]| pair[1].centre.x - pair[0].centre.x;
    let mut distances: Vec<f64> = events.windows(2).map(distance).collect();
    arrange(&mut distances, f64::total_cmp);
    let usual = distances[distances.len() / 2];
    for pair in events.windows(2) {
        if distance(pair) >= GAP_MIN.max(usual * GAP_FACTOR) {
            let (first, last) = (pair[0], pair[1]);
            let message = wall.fill(text::HINT_T3_2, [&name(wall, first), &name(wall, last)]);
            let question = wall.fill(text::HINT_T3_3, [&name(wall, first), &name(wall, last)]);
            let mut finding = about(wall, first, last, message).asking(question);
            finding.subjects.push("gap".to_owned());
            found.push(finding);
        }
    }
}

fn name(wall: &Wall<'_>, note: &Note) -> String {
    wall.on_note(note.id).map_or_else(|| wall.quoted(&note.text), |node| node.quoted())
}

fn about(wall: &Wall<'_>, first: &Note, last: &Note, message: String) -> Finding {
    let nodes: Vec<_> = [first, last].iter().filter_map(|note| wall.on_note(note.id)).collect();
    Finding::about(&nodes, message).on_notes(vec![first.id, last.id])
}

#[cfg(test)]
mod tests {
    use super::RuleId::T3;
    use crate::testing::{check, check_in, english_at};
    use crate::{Level, Stage};

    fn events(range: std::ops::Range<usize>, shift: usize) -> String {
        let notes = range.map(|n| format!("event E{n} Done @ {},0", n * 160 + shift));
        notes.collect::<Vec<_>>().join(";")
    }

    #[test]
    fn a_long_stretch_is_told() {
        let big = english_at(Level::BigPicture, Stage::PeopleAndSystems);
        check_in(&big, T3, &events(0..21, 0), &["E0 Done, E20 Done"]);
        check_in(&big, T3, &events(0..20, 0), &[]);
        let divided = format!("{}; pivotalevent Signed @ 1500,0", events(0..21, 0));
        check_in(&big, T3, &divided, &[]);
        check(T3, &events(0..30, 0), &[]);
    }

    #[test]
    fn a_gap_is_asked_about() {
        let big = english_at(Level::BigPicture, Stage::HotSpots);
        let text = format!("{};{}", events(0..5, 0), events(5..10, 2_000));
        check_in(&big, T3, &text, &["E4 Done, E5 Done"]);
    }
}
