//! The Model panel: what is found on the wall, each element leading back to its notes.

use std::collections::BTreeMap;

use maud::{Markup, html};
use squall_board::{Board, DetailKey, FrameId, HotspotState, NoteId};
use squall_model::ElementId;
use squall_model::domain_model::{DomainModel, Element};

use crate::act::type_name;
use crate::desk::Reading;
use crate::markup::{lead, panel as framed, section};

/// An element with what is said of it.
struct Line {
    name: String,
    details: Vec<String>,
    notes: Vec<NoteId>,
    frames: Vec<FrameId>,
}

/// Writes lines about the elements of a model.
struct Writer<'a> {
    board: &'a Board,
    names: BTreeMap<&'a ElementId, &'a str>,
}

pub(crate) fn panel(board: &Board, reading: &Reading) -> Markup {
    let model = &reading.model;
    let contexts = model.contexts.iter().map(|context| &context.element);
    let elements = model.elements().map(|(_, element)| element).chain(contexts);
    let names = elements.map(|element| (&element.id, element.name.as_str())).collect();
    let writer = Writer { board, names };
    let parts = writer.parts(model);
    let is_empty = parts.iter().all(|(.., lines)| lines.is_empty());
    framed(
        "Model",
        "",
        &html! {
            @if is_empty {
                p class="quiet" {
                    "Nothing yet. The model grows from the notes on the wall: from arrows, from frames, and
                    from notes that stand side by side."
                }
            }
            @for (heading, icon, lines) in &parts {
                @if !lines.is_empty() { (section(heading, icon, lines.len(), &list(lines))) }
            }
        },
    )
}

fn list(lines: &[Line]) -> Markup {
    html! {
        ul class="model-list" {
            @for line in lines {
                li {
                    (lead(&line.name, &line.notes, &line.frames))
                    ul { @for detail in &line.details { li dir="auto" { (detail) } } }
                }
            }
        }
    }
}

type Part = (&'static str, &'static str, Vec<Line>);

impl Writer<'_> {
    fn parts(&self, model: &DomainModel) -> Vec<Part> {
        vec![
            ("Domain events", "domainEvent", self.events(model)),
            ("Commands", "command", self.commands(model)),
            ("Policies", "policy", self.policies(model)),
            ("Bounded contexts", "boundedContext", self.contexts(model)),
            ("Hot spots", "hotspot", self.hotspots(model)),
            ("Aggregates", "aggregate", self.aggregates(model)),
            ("Read models", "readModel", self.read_models(model)),
            ("Actors", "actor", self.actors(model)),
            ("External systems", "externalSystem", self.systems(model)),
            ("Screens", "screen", self.screens(model)),
            ("Opportunities", "opportunity", self.opportunities(model)),
            ("To look at", "warning", problems(model)),
        ]
    }

    fn events(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.events.iter().map(|it| {
            let mut details = self.fields(&it.element);
            details.extend(self.said("caused by", &it.commands));
            details.extend(self.said("activates", &it.policies));
            details.extend(self.said("seen in", &it.read_models));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn commands(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.commands.iter().map(|it| {
            let mut details = self.fields(&it.element);
            details.extend(self.said("issued by", &it.actors));
            details.extend(self.said("issued by policy", &it.policies));
            details.extend(self.said("decided by", &it.aggregates));
            details.extend(self.said("runs on", &it.external_systems));
            details.extend(self.said("leads to", &it.events));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn policies(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.policies.iter().map(|it| {
            let mut details = Vec::new();
            details.extend(self.said("whenever", &it.when));
            details.extend(self.words(&it.element, &DetailKey::Condition, "if"));
            details.extend(self.words(&it.element, &DetailKey::Delay, "after"));
            details.extend(self.said("then", &it.then));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn contexts(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.contexts.iter().map(|it| Line {
            name: it.element.name.clone(),
            details: vec![match it.elements.len() {
                1 => "1 element".to_owned(),
                count => format!("{count} elements"),
            }],
            // A context is shown by its frame; what it holds is listed below.
            notes: vec![],
            frames: it.frames.clone(),
        });
        lines.collect()
    }

    fn hotspots(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.hotspots.iter().map(|it| {
            let mut details = Vec::new();
            details.extend(self.said("about", &it.about));
            let state = it.element.notes.iter().filter_map(|id| self.board.note(*id));
            match state.map(|note| note.details.state()).max() {
                Some(HotspotState::Parked) => details.push("left for later".to_owned()),
                Some(HotspotState::Resolved) => details.push("answered".to_owned()),
                Some(HotspotState::Open) | None => {}
            }
            details.extend(self.words(&it.element, &DetailKey::Owner, "owner:"));
            details.extend(self.words(&it.element, &DetailKey::Answer, "answer:"));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn aggregates(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.aggregates.iter().map(|it| {
            let mut details = Vec::new();
            details.extend(self.said("decides on", &it.commands));
            details.extend(self.said("produces", &it.events));
            let notes = it.element.notes.iter().filter_map(|id| self.board.note(*id));
            for note in notes {
                details.extend(note.details.rules().map(|(_, rule)| format!("rule: {rule}")));
            }
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn read_models(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.read_models.iter().map(|it| {
            let mut details = self.fields(&it.element);
            details.extend(self.said("built from", &it.built_from));
            details.extend(self.said("informs", &it.informs));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn actors(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.actors.iter().map(|it| {
            let mut details = Vec::new();
            details.extend(self.said("issues", &it.commands));
            details.extend(self.said("looks at", &it.observes));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn systems(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.external_systems.iter().map(|it| {
            let mut details = Vec::new();
            details.extend(self.said("takes", &it.commands));
            details.extend(self.said("produces", &it.events));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn screens(&self, model: &DomainModel) -> Vec<Line> {
        let screens = model.screens.iter();
        let lines = screens.map(|it| {
            self.line(&it.element, self.said("shows", &it.read_models).into_iter().collect())
        });
        lines.collect()
    }

    fn opportunities(&self, model: &DomainModel) -> Vec<Line> {
        let opportunities = model.opportunities.iter();
        let lines = opportunities
            .map(|it| self.line(&it.element, self.said("about", &it.about).into_iter().collect()));
        lines.collect()
    }

    fn line(&self, element: &Element, details: Vec<String>) -> Line {
        let notes = element.notes.clone();
        let mut details = details;
        details.extend(self.words(element, &DetailKey::Meaning, "means:"));
        Line { name: element.name.clone(), details, notes, frames: vec![] }
    }

    /// The words, and the names of these; nothing without names.
    fn said(&self, words: &str, ids: &[ElementId]) -> Option<String> {
        let names: Vec<&str> = ids.iter().filter_map(|id| self.names.get(id).copied()).collect();
        (!names.is_empty()).then(|| format!("{words} {}", names.join(", ")))
    }

    /// What the element's notes say under a key, the first along the timeline.
    fn words(&self, element: &Element, key: &DetailKey, before: &str) -> Option<String> {
        let mut notes = element.notes.iter().filter_map(|id| self.board.note(*id));
        let words =
            notes.find_map(|note| Some(note.details.words(key)).filter(|it| !it.is_empty()));
        words.map(|words| format!("{before} {words}"))
    }

    /// The element's fields on one line.
    fn fields(&self, element: &Element) -> Vec<String> {
        let notes = element.notes.iter().filter_map(|id| self.board.note(*id));
        let mut fields: Vec<String> = Vec::new();
        for field in notes.flat_map(|note| note.details.fields()) {
            let shown = match type_name(&field.kind) {
                "text" => field.name.clone(),
                kind => format!("{}: {kind}", field.name),
            };
            if !fields.contains(&shown) {
                fields.push(shown);
            }
        }
        (!fields.is_empty()).then(|| format!("({})", fields.join(", "))).into_iter().collect()
    }
}

fn problems(model: &DomainModel) -> Vec<Line> {
    let lines = model.problems.iter().map(|it| Line {
        name: it.message.clone(),
        details: vec![],
        notes: it.notes.clone(),
        frames: it.frames.clone(),
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use squall_board::NoteKind;
    use squall_board::fixture::{ANN, add_note, board, note};

    use super::*;

    fn html(wall: &Board) -> String {
        panel(wall, &Reading::of(wall)).into_string()
    }

    #[test]
    fn elements_say_how_they_hang_together_and_lead_to_their_notes() {
        let wall = board("actor Ann; command Pay; event Paid; Ann -> Pay; Pay -> Paid");
        let html = html(&wall);
        for said in ["issued by Ann", "leads to Paid", "caused by Pay", "issues Pay"] {
            assert!(html.contains(said), "{said}: {html}");
        }
        let paid = squall_board::fixture::note_id("Paid");
        assert!(html.contains(&format!("data-show=\"{paid};\"")));
    }

    proptest! {
        #[test]
        fn whatever_is_written_on_notes_is_text(text in "[<>&\"'a-z/= ]{1,40}") {
            let mut wall = board("");
            let mut odd = note("odd", NoteKind::DomainEvent);
            odd.text = format!("<script>{text}");
            let event = wall.decide(&add_note(odd), ANN).unwrap();
            wall.apply(&event, ANN);
            prop_assert!(!html(&wall).contains("<script"));
        }
    }
}
