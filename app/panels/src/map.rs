//! The Context map panel: the bounded contexts as bubbles, how they stand to each other and which events
//! cross, drawn and told in words, with the controls that say how two of them stand.

mod layout;

use maud::{Markup, html};
use squall_board::{Board, ContextPattern, Frame};
use squall_model::ElementId;
use squall_model::domain_model::{BoundedContext, DomainModel, Relation};
use squall_texts::{Texts, text};

use crate::markup::{button_to, lead, panel as framed};
use crate::note::{pattern_label, relation};
use layout::{Area, Label, Line, lay_out};

/// Narrowest and widest picture, in units; one is a pixel on screen.
const WIDTH_MIN: i32 = 328;
const WIDTH_MAX: i32 = 1_240;
/// Below this width everything is set in less room, in units.
const NARROW: i32 = 600;
/// Most names of events on a line.
const EVENTS_MAX: usize = 3;
/// Most contexts that are drawn; the words tell of all.
const DRAWN_MAX: usize = 16;
/// Most pairs of contexts with nothing between them that have controls of their own.
const OTHERS_MAX: usize = 30;

/// Two contexts with what is between them.
struct Pair<'a> {
    one: &'a BoundedContext,
    other: &'a BoundedContext,
    relation: Option<&'a Relation>,
    /// The events that cross from the one to the other, and back.
    there: Vec<&'a str>,
    back: Vec<&'a str>,
}

impl Pair<'_> {
    fn is_empty(&self) -> bool {
        self.relation.is_none() && self.there.is_empty() && self.back.is_empty()
    }
}

/// A line and the words on its labels.
type Worded = (Line, Vec<Vec<String>>);

/// The panel; `width` is the room for it, in pixels.
pub(crate) fn panel(board: &Board, model: &DomainModel, width: u16, texts: Texts) -> Markup {
    let (told, others): (Vec<Pair<'_>>, Vec<Pair<'_>>) =
        pairs(model).into_iter().partition(|pair| !pair.is_empty());
    let body = html! {
        @if model.contexts.is_empty() {
            p class="quiet" {
                (texts.get(text::MAP_EMPTY))
            }
        } @else {
            (drawn(model, &told, i32::from(width), texts))
            p class="quiet" {
                (texts.get(text::MAP_LEGEND))
            }
            ul class="map-pairs" {
                @for pair in &told { li { (in_words(board, pair, texts)) } }
            }
            @if !others.is_empty() {
                details id="map-others" {
                    summary { (texts.get(text::MAP_OTHERS)) }
                    @for pair in others.iter().take(OTHERS_MAX) { (controls(board, pair, texts)) }
                }
            }
        }
    };
    framed(text::PANEL_MAP, "", texts, &body)
}

/// The button that opens the map.
pub(crate) fn opening(texts: Texts) -> Markup {
    html! { p { (button_to("open-map", texts.get(text::PANEL_MAP), "map")) } }
}

/// Every two contexts, in the order of the timeline.
fn pairs(model: &DomainModel) -> Vec<Pair<'_>> {
    let crossing = |from: &ElementId, to: &ElementId| -> Vec<&str> {
        let found = model.crossings.iter().find(|it| it.from == *from && it.to == *to);
        let events = found.into_iter().flat_map(|crossing| &crossing.events);
        events.filter_map(|event| model.name(event)).collect()
    };
    let mut pairs = Vec::new();
    for (at, one) in model.contexts.iter().enumerate() {
        for other in &model.contexts[at + 1..] {
            let (a, b) = (&one.element.id, &other.element.id);
            let relation = model.relations.iter().find(|it| {
                it.upstream == *a && it.downstream == *b || it.upstream == *b && it.downstream == *a
            });
            let (there, back) = (crossing(a, b), crossing(b, a));
            pairs.push(Pair { one, other, relation, there, back });
        }
    }
    pairs
}

/// The picture.
fn drawn(model: &DomainModel, pairs: &[Pair<'_>], width: i32, texts: Texts) -> Markup {
    let width = width.clamp(WIDTH_MIN, WIDTH_MAX);
    let is_narrow = width < NARROW;
    let (bubble, name_max, event_max) =
        if is_narrow { ((60, 30), 14, 19) } else { ((88, 36), 21, 26) };
    let contexts = &model.contexts[..model.contexts.len().min(DRAWN_MAX)];
    let place =
        |it: &BoundedContext| contexts.iter().position(|known| known.element.id == it.element.id);
    let mut worded: Vec<Worded> = Vec::new();
    for pair in pairs {
        let (Some(one), Some(other)) = (place(pair.one), place(pair.other)) else { continue };
        if let Some(relation) = pair.relation {
            let is_up = relation.upstream == pair.one.element.id;
            let (from, to) = if is_up { (one, other) } else { (other, one) };
            let badges = [true, false].map(|is_up| vec![badge(relation, is_up)]);
            worded.push((Line { from, to, ..Line::default() }, badges.into()));
        }
        for (from, to, events) in [(one, other, &pair.there), (other, one, &pair.back)] {
            if !events.is_empty() {
                let line = Line { from, to, is_bent: true, ..Line::default() };
                worded.push((line, vec![listed(events, event_max, texts)]));
            }
        }
    }
    let mut lines: Vec<Line> = Vec::new();
    for (line, words) in &mut worded {
        let last = words.len() as i32 - 1;
        line.labels =
            words.iter().enumerate().map(|(at, words)| label(words, at as i32, last)).collect();
        lines.push(std::mem::take(line));
    }
    let map = lay_out(contexts.len(), bubble, &mut lines, width);
    html! {
        svg class="context-map" width=(map.width) height=(map.height)
            viewBox={ "0 0 " (map.width) " " (map.height) } role="img" aria-label=(texts.get(text::PANEL_MAP)) {
            @for Line { is_bent, points: [start, bend, end], .. } in &lines {
                @let path = format!("M{} {}Q{} {} {} {}", start.0, start.1, bend.0, bend.1, end.0, end.1);
                @if *is_bent {
                    path class="map-crossing" marker-end="url(#arrowhead)" d=(path) {}
                } @else {
                    path class="map-relation" d=(path) {}
                }
            }
            @for (line, (_, words)) in lines.iter().zip(&worded) {
                @for (label, words) in line.labels.iter().zip(words).filter(|(it, _)| !it.is_left_out) {
                    @let class = if line.is_bent { "map-events" } else { "map-badge" };
                    g class=(class) {
                        (boxed(label.area))
                        @for (at, words) in words.iter().enumerate() {
                            text x=(label.area.x) y=(label.area.y - label.area.half_height + 15 + 15 * at as i32) { (words) }
                        }
                    }
                }
            }
            @for (Area { x, y, half_width, half_height }, context) in map.bubbles.iter().zip(contexts) {
                ellipse class="map-context" cx=(x) cy=(y) rx=(half_width) ry=(half_height) {}
                text class="map-name" x=(x) y=(y) {
                    (shortened(&context.element.name, name_max)) title { (context.element.name) }
                }
                text class="map-count" x=(x) y=(y + 16) { (texts.count(text::MODEL_ELEMENTS, context.elements.len())) }
            }
        }
    }
}

fn boxed(Area { x, y, half_width, half_height }: Area) -> Markup {
    html! {
        rect x=(x - half_width) y=(y - half_height) width=(2 * half_width) height=(2 * half_height) rx="6" {}
    }
}

/// A label for these words: in the middle of its line if it is alone there, else at its end.
fn label(words: &[String], at: i32, last: i32) -> Label {
    let longest = words.iter().map(|words| words.chars().count()).max().unwrap_or(0) as i32;
    // The widest letters are rare: 13 units for two of 12 pixels.
    let area = Area {
        half_width: longest * 13 / 4 + 8,
        half_height: words.len() as i32 * 15 / 2 + 4,
        ..Area::default()
    };
    let place = if last == 0 { 16 } else { 2 + 28 * at };
    Label { place, reach: 14, area, is_left_out: false }
}

/// What stands at an end of a relation: its side, unless neither is one, and the patterns of that side.
///
/// # Source
/// The notation of the DDD Crew's context mapping (CC BY 4.0), after Evans.
fn badge(relation: &Relation, is_up: bool) -> String {
    use ContextPattern as P;
    let has_sides = relation.patterns.is_empty()
        || relation.patterns.iter().any(|it| !matches!(it, P::Partnership | P::SharedKernel));
    let mut words = Vec::new();
    if has_sides {
        words.push(if is_up { "U" } else { "D" });
    }
    words.extend(relation.patterns.iter().filter_map(|pattern| match (pattern, is_up) {
        (P::Partnership, _) => Some("P"),
        (P::SharedKernel, _) => Some("SK"),
        (P::CustomerSupplier, true) => Some("S"),
        (P::CustomerSupplier, false) => Some("C"),
        (P::OpenHostService, true) => Some("OHS"),
        (P::PublishedLanguage, true) => Some("PL"),
        (P::Conformist, false) => Some("CF"),
        (P::AnticorruptionLayer, false) => Some("ACL"),
        (P::OpenHostService | P::PublishedLanguage, false)
        | (P::Conformist | P::AnticorruptionLayer, true) => None,
    }));
    words.join(" ")
}

/// The first names, and how many more there are.
fn listed(names: &[&str], chars_max: usize, texts: Texts) -> Vec<String> {
    let shown = if names.len() > EVENTS_MAX { EVENTS_MAX - 1 } else { names.len() };
    let mut lines: Vec<String> =
        names[..shown].iter().map(|name| shortened(name, chars_max)).collect();
    if shown < names.len() {
        lines.push(texts.fill(text::MAP_AND_MORE, [&(names.len() - shown).to_string()]));
    }
    lines
}

fn shortened(name: &str, chars_max: usize) -> String {
    if name.chars().count() <= chars_max {
        return name.to_owned();
    }
    let cut: String = name.chars().take(chars_max - 1).collect();
    format!("{}…", cut.trim_end())
}

/// What is between two contexts, in words, with the controls.
fn in_words(board: &Board, pair: &Pair<'_>, texts: Texts) -> Markup {
    let name = |context: &BoundedContext| lead(&context.element.name, &[], &context.frames);
    let tells = |from, to, events: &[&str]| {
        html! {
            @if !events.is_empty() {
                p { (name(from)) " " (texts.get(text::MAP_TELLS)) " " (name(to)) " " (texts.get(text::MAP_OF)) " " span dir="auto" { (events.join(", ")) } }
            }
        }
    };
    html! {
        (tells(pair.one, pair.other, &pair.there))
        (tells(pair.other, pair.one, &pair.back))
        @if let Some(relation) = pair.relation {
            @let is_up = relation.upstream == pair.one.element.id;
            @let (up, down) = if is_up { (pair.one, pair.other) } else { (pair.other, pair.one) };
            p {
                (name(up)) " " (texts.get(text::MAP_IS_UPSTREAM_OF)) " " (name(down))
                @for pattern in &relation.patterns { ", " (texts.get(pattern_label(*pattern))) }
            }
        }
        (controls(board, pair, texts))
    }
}

/// The controls that say how two contexts stand to each other.
fn controls(board: &Board, pair: &Pair<'_>, texts: Texts) -> Markup {
    let frames = |context: &BoundedContext| -> Vec<&Frame> {
        context.frames.iter().filter_map(|id| board.frame(*id)).collect()
    };
    let (ones, others) = (frames(pair.one), frames(pair.other));
    // A context may have several frames: those between which something is said, or the first.
    let all = || ones.iter().flat_map(|one| others.iter().map(move |other| (*one, *other)));
    let said = all().find(|(one, other)| board.judgements().relation(one.id, other.id).is_some());
    let Some((one, other)) = said.or_else(|| all().next()) else { return html! {} };
    html! {
        details id={ "stand-" (one.id) "-" (other.id) } {
            summary { (texts.fill(text::MAP_HOW, [&pair.one.element.name, &pair.other.element.name])) }
            (relation(board, one, other, &pair.one.element.name, texts))
        }
    }
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{ANN, board, frame_id};
    use squall_board::{BoardCommand, ContextRelation};
    use squall_model::derive;

    use super::*;

    fn html(wall: &Board) -> String {
        panel(wall, &derive(wall), 1_000, Texts::default()).into_string()
    }

    fn relate(wall: &mut Board, (up, down): (&str, &str), patterns: Vec<ContextPattern>) {
        let (one, other) = (frame_id(up), frame_id(down));
        let relation = Some(ContextRelation { upstream: one, downstream: other, patterns });
        let command = BoardCommand::RelateContexts { one, other, relation };
        let event = wall.decide(&command, ANN).unwrap();
        wall.apply(&event, ANN);
    }

    #[test]
    fn without_contexts_the_map_says_how_to_make_one() {
        assert!(html(&board("event Paid")).contains("No bounded context yet"));
    }

    #[test]
    fn contexts_with_nothing_between_them_can_be_related() {
        let map = html(&board("context A @ 0,0 500x500; context B @ 900,0 500x500"));
        assert_eq!(map.matches("map-context").count(), 2);
        assert!(map.contains("A is upstream"), "{map}");
    }

    #[test]
    fn relations_and_crossing_events_are_drawn() {
        let mut wall = board(
            "context Sales @ 0,0 900x600; context Billing of very many things @ 2000,0 900x600
             command Sell @ -200,0; event Sold @ 200,0; policy Bill @ 1800,0; Sell -> Sold; Sold -> Bill",
        );
        let patterns = vec![ContextPattern::OpenHostService, ContextPattern::Conformist];
        relate(&mut wall, ("Sales", "Billing of very many things"), patterns);
        let map = html(&wall);
        for said in [
            ">U OHS</text>",
            ">D CF</text>",
            ">Sold</text>",
            ">2 elements</text>",
            "Billing of very many…<title>Billing of very many things</title>",
        ] {
            assert!(map.contains(said), "{said}: {map}");
        }
    }

    #[test]
    fn partners_have_no_sides() {
        let mut wall = board("context A @ 0,0 500x500; context B @ 900,0 500x500");
        relate(&mut wall, ("A", "B"), vec![ContextPattern::Partnership]);
        let map = html(&wall);
        assert_eq!(map.matches(">P</text>").count(), 2, "{map}");
        assert!(!map.contains(">U"), "{map}");
    }

    #[test]
    fn of_many_events_the_first_are_named_and_the_rest_counted() {
        let names = ["A", "B", "C", "D", "E"];
        assert_eq!(listed(&names, 9, Texts::default()), ["A", "B", "and 3 more"]);
        assert_eq!(listed(&names[..3], 9, Texts::default()), ["A", "B", "C"]);
    }
}
