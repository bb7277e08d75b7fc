//! The context map: the bounded contexts, how they stand to each other and which events cross.

use maud::{Markup, html};
use squall_board::ContextPattern;
use squall_model::ElementId;
use squall_model::domain_model::DomainModel;

/// Sizes in units of the picture, which is 340 wide.
const ROW: usize = 64;
const BOX_LEFT: usize = 100;
const BOX_WIDTH: usize = 140;
/// Longest name in a box, in characters; the whole name is its title.
const NAME_MAX: usize = 18;

/// The map; nothing while no context has to do with another.
pub(crate) fn context_map(model: &DomainModel) -> Markup {
    if model.relations.is_empty() && model.crossings.is_empty() {
        return html! {};
    }
    let place = |id: &ElementId| model.contexts.iter().position(|it| it.element.id == *id);
    let relations = model.relations.iter().filter_map(|relation| {
        let (from, to) = (place(&relation.upstream)?, place(&relation.downstream)?);
        let short: Vec<&str> = relation.patterns.iter().map(|it| abbreviation(*it)).collect();
        Some((from, to, short.join(" ")))
    });
    let crossings = model.crossings.iter().filter_map(|crossing| {
        let (from, to) = (place(&crossing.from)?, place(&crossing.to)?);
        let names: Vec<&str> = crossing.events.iter().filter_map(|id| model.name(id)).collect();
        Some((from, to, names))
    });
    let height = model.contexts.len() * ROW;
    html! {
        svg class="context-map" viewBox={ "0 0 340 " (height) } role="img" aria-label="Context map" {
            @for (from, to, short) in relations {
                @let bulge = bulge(from, to);
                path class="map-relation" d=(arc(BOX_LEFT + BOX_WIDTH, from, to, bulge)) {}
                text class="map-end" x=(BOX_LEFT + BOX_WIDTH + 4) y=(middle(from) - 8) { "U" }
                text class="map-end" x=(BOX_LEFT + BOX_WIDTH + 4) y=(middle(to) - 8) { "D" }
                text class="map-label" x=(BOX_LEFT + BOX_WIDTH + 10 + bulge * 3 / 4) y=((middle(from) + middle(to)) / 2 + 4) {
                    (short)
                }
            }
            @for (from, to, names) in crossings {
                @let bulge = bulge(from, to);
                path class="map-crossing" marker-end="url(#arrowhead)" d=(left_arc(from, to, bulge)) {
                    title { (names.join(", ")) }
                }
                text class="map-label map-count" x=(BOX_LEFT - 10 - bulge * 3 / 4) y=((middle(from) + middle(to)) / 2 + 4) {
                    (names.len()) title { (names.join(", ")) }
                }
            }
            @for (at, context) in model.contexts.iter().enumerate() {
                rect class="map-context" x=(BOX_LEFT) y=(middle(at) - 18) width=(BOX_WIDTH) height="36" rx="8" {}
                text class="map-name" x=(BOX_LEFT + BOX_WIDTH / 2) y=(middle(at) + 5) {
                    (shortened(&context.element.name)) title { (context.element.name) }
                }
            }
        }
        p class="quiet" {
            "Left: events that cross, by their number. Right: relations, U upstream and D downstream."
        }
    }
}

const fn middle(row: usize) -> usize {
    row * ROW + ROW / 2
}

/// How far an arc stands out: farther, the more it passes by.
fn bulge(from: usize, to: usize) -> usize {
    (14 + 18 * from.abs_diff(to)).min(80)
}

fn arc(x: usize, from: usize, to: usize, bulge: usize) -> String {
    let (from, to) = (middle(from), middle(to));
    format!("M{x} {from} C{0} {from} {0} {to} {x} {to}", x + bulge)
}

fn left_arc(from: usize, to: usize, bulge: usize) -> String {
    let (x, from, to) = (BOX_LEFT, middle(from) + 6, middle(to) - 6);
    format!("M{x} {from} C{0} {from} {0} {to} {x} {to}", x - bulge)
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_MAX {
        return name.to_owned();
    }
    let cut: String = name.chars().take(NAME_MAX - 1).collect();
    format!("{}…", cut.trim_end())
}

/// What the field writes on maps.
const fn abbreviation(pattern: ContextPattern) -> &'static str {
    match pattern {
        ContextPattern::Partnership => "P",
        ContextPattern::SharedKernel => "SK",
        ContextPattern::CustomerSupplier => "C/S",
        ContextPattern::Conformist => "CF",
        ContextPattern::AnticorruptionLayer => "ACL",
        ContextPattern::OpenHostService => "OHS",
        ContextPattern::PublishedLanguage => "PL",
    }
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{ANN, board, frame_id};
    use squall_board::{BoardCommand, ContextRelation};
    use squall_model::derive;

    use super::*;

    #[test]
    fn contexts_that_have_nothing_to_do_with_each_other_need_no_map() {
        let wall = board("context A @ 0,0 500x500; context B @ 900,0 500x500");
        assert_eq!(context_map(&derive(&wall)).into_string(), "");
    }

    #[test]
    fn relations_and_crossing_events_are_drawn() {
        let mut wall = board(
            "context Sales @ 0,0 900x600; context Billing of very many things @ 2000,0 900x600
             command Sell @ -200,0; event Sold @ 200,0; policy Bill @ 1800,0; Sell -> Sold; Sold -> Bill",
        );
        let (one, other) = (frame_id("Sales"), frame_id("Billing of very many things"));
        let patterns = vec![ContextPattern::OpenHostService, ContextPattern::Conformist];
        let relation = Some(ContextRelation { upstream: one, downstream: other, patterns });
        let command = BoardCommand::RelateContexts { one, other, relation };
        let event = wall.decide(&command, ANN).unwrap();
        wall.apply(&event, ANN);
        let map = context_map(&derive(&wall)).into_string();
        assert_eq!(map.matches("map-context").count(), 2);
        assert!(map.contains("CF OHS"), "{map}");
        assert!(map.contains("<title>Sold</title>"), "{map}");
        assert!(map.contains("Billing of very m…"), "{map}");
    }
}
