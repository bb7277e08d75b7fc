//! The Model panel: what is found on the wall, each element leading back to its notes. First come what
//! the guide asks for at the end: events with their fields, commands with what they lead to, policies,
//! contexts with what crosses between them, hot spots, and the chains.

use std::collections::BTreeMap;

use maud::{Markup, html};
use squall_board::notation::Words;
use squall_board::{FieldType, FrameId, HotspotState, NoteId};
use squall_model::ElementId;
use squall_model::chains::{Chain, Continuation, Links, Step, chains};
use squall_model::domain_model::{DomainModel, Element, Field};

use crate::desk::Reading;
use crate::map;
use crate::markup::{icon, lead, lead_in_chain, panel as framed, section};
use crate::note::pattern_label;

/// The heading under which the context map is opened.
const CONTEXTS: &str = "Bounded contexts";
/// Deeper steps of a chain are not set further in.
const DEPTH_MAX: usize = 8;

/// An element with what is said of it.
struct Line {
    name: String,
    details: Vec<String>,
    notes: Vec<NoteId>,
    frames: Vec<FrameId>,
}

/// Writes lines about the elements of a model.
struct Writer<'a> {
    names: BTreeMap<&'a ElementId, &'a str>,
}

pub(crate) fn panel(reading: &Reading, words: Words) -> Markup {
    let model = &reading.model;
    let contexts = model.contexts.iter().map(|context| &context.element);
    let elements = model.elements().map(|(_, element)| element).chain(contexts);
    let names = elements.map(|element| (&element.id, element.name.as_str())).collect();
    let writer = Writer { names };
    let (artefacts, others) = writer.parts(model);
    let is_empty = artefacts.iter().chain(&others).all(|(.., lines)| lines.is_empty());
    let (chains, links) = (chains(model), Links::of(model));
    let mut chain_of: BTreeMap<NoteId, usize> = BTreeMap::new();
    for (place, chain) in chains.iter().enumerate() {
        for note in chain.steps.iter().flat_map(|step| &step.element.notes) {
            chain_of.entry(*note).or_insert(place);
        }
    }
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
            @for part in &artefacts {
                (written(part, &chain_of, words))
                @if part.0 == CONTEXTS && !model.contexts.is_empty() { (map::opening()) }
            }
            @if !chains.is_empty() {
                (section("Chains", "arrow", chains.len(), &html! {
                    @for (place, chain) in chains.iter().enumerate() { (told(place, chain, &links)) }
                }))
            }
            @for part in &others { (written(part, &chain_of, words)) }
        },
    )
}

fn written(
    (heading, icon, lines): &Part,
    chain_of: &BTreeMap<NoteId, usize>,
    words: Words,
) -> Markup {
    let heading = words.say(heading);
    html! {
        @if !lines.is_empty() { (section(heading, icon, lines.len(), &list(lines, chain_of))) }
    }
}

fn list(lines: &[Line], chain_of: &BTreeMap<NoteId, usize>) -> Markup {
    html! {
        ul class="model-list" {
            @for line in lines {
                li {
                    @let chain = line.notes.iter().find_map(|note| chain_of.get(note));
                    (lead_in_chain(&line.name, &line.notes, &line.frames, chain.copied()))
                    ul { @for detail in &line.details { li dir="auto" { (detail) } } }
                }
            }
        }
    }
}

type Part = (&'static str, &'static str, Vec<Line>);

impl Writer<'_> {
    /// The artefacts that the guide asks for, and everything else.
    fn parts(&self, model: &DomainModel) -> (Vec<Part>, Vec<Part>) {
        let artefacts = vec![
            ("Domain events", "domainEvent", self.events(model)),
            ("Commands", "command", self.commands(model)),
            ("Policies", "policy", self.policies(model)),
            (CONTEXTS, "boundedContext", self.contexts(model)),
            ("Hot spots", "hotspot", self.hotspots(model)),
        ];
        let others = vec![
            ("Aggregates", "aggregate", self.aggregates(model)),
            ("Read models", "readModel", self.read_models(model)),
            ("Actors", "actor", self.actors(model)),
            ("External systems", "externalSystem", self.systems(model)),
            ("Screens", "screen", self.screens(model)),
            ("Opportunities", "opportunity", self.opportunities(model)),
            ("To look at", "warning", problems(model)),
        ];
        (artefacts, others)
    }

    fn events(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.events.iter().map(|it| {
            let mut details = fields(&it.fields);
            details.extend(self.said("caused by", &it.commands));
            details.extend(self.said("activates", &it.policies));
            details.extend(self.said("seen in", &it.read_models));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn commands(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.commands.iter().map(|it| {
            let mut details = fields(&it.fields);
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
            details.extend(words("if", &it.condition));
            details.extend(words("after", &it.delay));
            details.extend(self.said("then", &it.then));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn contexts(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.contexts.iter().map(|it| {
            let id = &it.element.id;
            let mut details = vec![match it.elements.len() {
                1 => "1 element".to_owned(),
                count => format!("{count} elements"),
            }];
            let aggregates = model.aggregates.iter().map(|it| &it.element);
            let aggregates = aggregates.filter(|element| element.contexts.contains(id));
            let aggregates: Vec<ElementId> = aggregates.map(|element| element.id.clone()).collect();
            details.extend(self.said("decides by", &aggregates));
            for crossing in model.crossings.iter().filter(|crossing| crossing.from == *id) {
                let to = format!("tells {} of", self.name(&crossing.to));
                details.extend(self.said(&to, &crossing.events));
            }
            for relation in model.relations.iter().filter(|relation| relation.upstream == *id) {
                let patterns: Vec<&str> =
                    relation.patterns.iter().map(|pattern| pattern_label(*pattern)).collect();
                let patterns = words(":", &patterns.join(", ")).unwrap_or_default();
                details.push(format!("upstream of {}{patterns}", self.name(&relation.downstream)));
            }
            // A context is shown by its frame.
            let (name, frames) = (it.element.name.clone(), it.frames.clone());
            Line { name, details, notes: vec![], frames }
        });
        lines.collect()
    }

    fn hotspots(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.hotspots.iter().map(|it| {
            let mut details = Vec::new();
            details.extend(self.said("about", &it.about));
            match it.state {
                HotspotState::Open => {}
                HotspotState::Parked => details.push("left for later".to_owned()),
                HotspotState::Resolved => details.push("answered".to_owned()),
            }
            details.extend(words("owner:", &it.owner));
            details.extend(words("answer:", &it.answer));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn aggregates(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.aggregates.iter().map(|it| {
            let mut details = Vec::new();
            details.extend(self.said("decides on", &it.commands));
            details.extend(self.said("produces", &it.events));
            details.extend(it.rules.iter().map(|rule| format!("rule: {rule}")));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn read_models(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.read_models.iter().map(|it| {
            let mut details = fields(&it.fields);
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
        details.extend(words("means:", &element.meaning));
        Line { name: element.name.clone(), details, notes, frames: vec![] }
    }

    /// The words, and the names of these; nothing without names.
    fn said(&self, words: &str, ids: &[ElementId]) -> Option<String> {
        let names: Vec<&str> = ids.iter().filter_map(|id| self.names.get(id).copied()).collect();
        (!names.is_empty()).then(|| format!("{words} {}", names.join(", ")))
    }

    fn name(&self, id: &ElementId) -> &str {
        self.names.get(id).copied().unwrap_or_default()
    }
}

/// A chain as a tree, with a button that plays it.
fn told(place: usize, chain: &Chain<'_>, links: &Links<'_>) -> Markup {
    let steps = chain.steps.iter().filter(|step| !step.element.notes.is_empty());
    let ids = |step: &Step<'_>| {
        let ids: Vec<String> = step.element.notes.iter().map(ToString::to_string).collect();
        ids.join(",")
    };
    let trace: Vec<String> = steps.map(ids).collect();
    let lit: Vec<String> = chain.notes(links).iter().map(ToString::to_string).collect();
    let first = chain.steps.first().map_or("", |step| step.element.name.as_str());
    let issuers: Vec<&str> = chain.issuers.iter().map(|it| it.name.as_str()).collect();
    html! {
        div class="chain" id={ "chain-" (place) } data-lit=(lit.join(",")) {
            button class="button small" data-trace=(trace.join(";")) { (icon("play")) " Play “" (first) "”" }
            @if !issuers.is_empty() { p class="quiet" dir="auto" { "by " (issuers.join(", ")) } }
            ul { @for step in &chain.steps { (step_of(step)) } }
        }
    }
}

fn step_of(step: &Step<'_>) -> Markup {
    let row = squall_board::notation::of(step.kind);
    let depth = step.depth.min(DEPTH_MAX);
    let goes_on = match step.continuation {
        Continuation::Here => "",
        Continuation::BackTo(_) => "and again from there",
        Continuation::ToldAt(_) => "goes on as told elsewhere",
    };
    html! {
        li class={ "chain-step chain-depth-" (depth) } {
            (icon(row.name)) span class="visually-hidden" { (row.label) ": " }
            @if step.alternative { span class="quiet" { "or" } }
            (lead(&step.element.name, &step.element.notes, &[]))
            @if !goes_on.is_empty() { span class="quiet" { (goes_on) } }
        }
    }
}

/// What is said, after a word that says what it is; nothing if nothing is.
fn words(before: &str, said: &str) -> Option<String> {
    (!said.is_empty()).then(|| format!("{before} {said}"))
}

/// Fields on one line, with their types where those say more than that they are text.
fn fields(fields: &[Field]) -> Vec<String> {
    let shown = fields.iter().map(|field| match &field.kind {
        FieldType::Text => field.name.clone(),
        FieldType::Custom(kind) => format!("{}: {kind}", field.name),
        _ => format!("{}: {}", field.name, field.type_name()),
    });
    let shown: Vec<String> = shown.collect();
    (!shown.is_empty()).then(|| format!("({})", shown.join(", "))).into_iter().collect()
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
    use squall_board::fixture::{ANN, add_note, board, note};
    use squall_board::{Board, NoteKind};

    use super::*;

    fn html(wall: &Board) -> String {
        panel(&Reading::of(wall), Words::Field).into_string()
    }

    #[test]
    fn elements_say_how_they_hang_together_and_lead_to_their_notes() {
        let wall = board("actor Ann; command Pay; event Paid; Ann -> Pay; Pay -> Paid");
        let html = html(&wall);
        assert!(html.contains("data-chain=\"0\""), "{html}");
        for said in ["issued by Ann", "leads to Paid", "caused by Pay", "issues Pay"] {
            assert!(html.contains(said), "{said}: {html}");
        }
        let paid = squall_board::fixture::note_id("Paid");
        assert!(html.contains(&format!("data-show=\"{paid};\"")));
    }

    #[test]
    fn a_chain_can_be_played_step_by_step() {
        let wall = board(
            "actor Ann; command Pay; event Paid; policy Thank; command Send Card; event Card Sent
             Ann -> Pay; Pay -> Paid; Paid -> Thank; Thank -> Send Card; Send Card -> Card Sent",
        );
        let html = html(&wall);
        let steps = ["Pay", "Paid", "Thank", "Send Card", "Card Sent"];
        let steps = steps.map(|name| squall_board::fixture::note_id(name).to_string());
        assert!(html.contains(&format!("data-trace=\"{}\"", steps.join(";"))), "{html}");
        assert!(html.contains("by Ann"));
    }

    #[test]
    fn pointing_lights_what_the_own_chain_passes_through() {
        let wall = board(
            "command Add @ 0,0; aggregate Cart @ 190,0; event Added @ 380,0
             command Remove @ 0,900; aggregate C art @ 190,900; event Removed @ 380,900",
        );
        let html = html(&wall);
        let lit = html.split("data-lit=\"").nth(1).and_then(|it| it.split('"').next()).unwrap();
        let is_lit = |name| lit.contains(&squall_board::fixture::note_id(name).to_string());
        assert!(["Add", "Cart", "Added"].into_iter().all(is_lit), "{lit}");
        assert!(!["Remove", "C art", "Removed"].into_iter().any(is_lit), "{lit}");
    }

    #[test]
    fn contexts_say_which_events_cross() {
        let wall = board(
            "context Sales @ 0,0 900x600; context Billing @ 2000,0 900x600
             command Sell @ -200,0; event Sold @ 200,0; policy Bill @ 1800,0; command Charge @ 2200,0
             Sell -> Sold; Sold -> Bill; Bill -> Charge",
        );
        assert!(html(&wall).contains("tells Billing of Sold"), "{}", html(&wall));
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
