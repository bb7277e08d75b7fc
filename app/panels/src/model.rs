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
use squall_texts::{Text, Texts, text};

use crate::desk::Reading;
use crate::map;
use crate::markup::{icon, lead, lead_in_chain, panel as framed, section};
use crate::note::{pattern_label, type_label};

/// The heading under which the context map is opened.
const CONTEXTS: Text = text::MODEL_CONTEXTS;
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
    texts: Texts,
}

pub(crate) fn panel(reading: &Reading, words: Words, texts: Texts) -> Markup {
    let model = &reading.model;
    let contexts = model.contexts.iter().map(|context| &context.element);
    let elements = model.elements().map(|(_, element)| element).chain(contexts);
    let names = elements.map(|element| (&element.id, element.name.as_str())).collect();
    let writer = Writer { names, texts };
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
        text::TOP_MODEL,
        "",
        texts,
        &html! {
            @if is_empty {
                p class="quiet" {
                    (texts.get(text::MODEL_EMPTY))
                }
            }
            @for part in &artefacts {
                (written(part, &chain_of, words, texts))
                @if part.0.is(CONTEXTS) && !model.contexts.is_empty() { (map::opening(texts)) }
            }
            @if !chains.is_empty() {
                (section(text::MODEL_CHAINS, "arrow", chains.len(), texts, &html! {
                    @for (place, chain) in chains.iter().enumerate() { (told(place, chain, &links, texts)) }
                }))
            }
            @for part in &others { (written(part, &chain_of, words, texts)) }
        },
    )
}

fn written(
    (heading, icon, lines): &Part,
    chain_of: &BTreeMap<NoteId, usize>,
    words: Words,
    texts: Texts,
) -> Markup {
    let heading = words.say(*heading);
    html! {
        @if !lines.is_empty() { (section(heading, icon, lines.len(), texts, &list(lines, chain_of))) }
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

type Part = (Text, &'static str, Vec<Line>);

impl Writer<'_> {
    /// The artefacts that the guide asks for, and everything else.
    fn parts(&self, model: &DomainModel) -> (Vec<Part>, Vec<Part>) {
        let artefacts = vec![
            (text::KIND_DOMAIN_EVENTS, "domainEvent", self.events(model)),
            (text::KIND_COMMANDS, "command", self.commands(model)),
            (text::KIND_POLICIES, "policy", self.policies(model)),
            (CONTEXTS, "boundedContext", self.contexts(model)),
            (text::KIND_HOTSPOTS, "hotspot", self.hotspots(model)),
        ];
        let others = vec![
            (text::KIND_AGGREGATES, "aggregate", self.aggregates(model)),
            (text::KIND_READ_MODELS, "readModel", self.read_models(model)),
            (text::KIND_ACTORS, "actor", self.actors(model)),
            (text::KIND_EXTERNAL_SYSTEMS, "externalSystem", self.systems(model)),
            (text::KIND_SCREENS, "screen", self.screens(model)),
            (text::KIND_OPPORTUNITIES, "opportunity", self.opportunities(model)),
            (text::MODEL_PROBLEMS, "warning", problems(model)),
        ];
        (artefacts, others)
    }

    fn events(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.events.iter().map(|it| {
            let mut details = self.fields(&it.fields);
            details.extend(self.said(text::MODEL_CAUSED_BY, &it.commands));
            details.extend(self.said(text::MODEL_ACTIVATES, &it.policies));
            details.extend(self.said(text::MODEL_SEEN_IN, &it.read_models));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn commands(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.commands.iter().map(|it| {
            let mut details = self.fields(&it.fields);
            details.extend(self.said(text::MODEL_ISSUED_BY, &it.actors));
            details.extend(self.said(text::MODEL_ISSUED_BY_POLICY, &it.policies));
            details.extend(self.said(text::MODEL_DECIDED_BY, &it.aggregates));
            details.extend(self.said(text::MODEL_RUNS_ON, &it.external_systems));
            details.extend(self.said(text::MODEL_LEADS_TO, &it.events));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn policies(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.policies.iter().map(|it| {
            let mut details = Vec::new();
            details.extend(self.said(text::MODEL_WHENEVER, &it.when));
            details.extend(self.words(text::MODEL_IF, &it.condition));
            details.extend(self.words(text::MODEL_AFTER, &it.delay));
            details.extend(self.said(text::MODEL_THEN, &it.then));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn contexts(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.contexts.iter().map(|it| {
            let id = &it.element.id;
            let mut details = vec![self.texts.count(text::MODEL_ELEMENTS, it.elements.len())];
            let aggregates = model.aggregates.iter().map(|it| &it.element);
            let aggregates = aggregates.filter(|element| element.contexts.contains(id));
            let aggregates: Vec<ElementId> = aggregates.map(|element| element.id.clone()).collect();
            details.extend(self.said(text::MODEL_DECIDES_BY, &aggregates));
            for crossing in model.crossings.iter().filter(|crossing| crossing.from == *id) {
                let to = self.name(&crossing.to);
                let events = self.names(&crossing.events);
                details.extend(events.map(|it| self.texts.fill(text::MODEL_TELLS, [to, &it])));
            }
            for relation in model.relations.iter().filter(|relation| relation.upstream == *id) {
                let patterns = relation.patterns.iter();
                let patterns: Vec<&str> =
                    patterns.map(|it| self.texts.get(pattern_label(*it))).collect();
                let to = self.name(&relation.downstream);
                details.push(if patterns.is_empty() {
                    self.texts.fill(text::MODEL_UPSTREAM, [to])
                } else {
                    self.texts.fill(text::MODEL_UPSTREAM_AS, [to, &patterns.join(", ")])
                });
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
            details.extend(self.said(text::MODEL_ABOUT, &it.about));
            match it.state {
                HotspotState::Open => {}
                HotspotState::Parked => details.push(self.texts.get(text::MODEL_LATER).to_owned()),
                HotspotState::Resolved => {
                    details.push(self.texts.get(text::MODEL_ANSWERED).to_owned())
                }
            }
            details.extend(self.words(text::MODEL_OWNER, &it.owner));
            details.extend(self.words(text::MODEL_ANSWER, &it.answer));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn aggregates(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.aggregates.iter().map(|it| {
            let mut details = Vec::new();
            details.extend(self.said(text::MODEL_DECIDES_ON, &it.commands));
            details.extend(self.said(text::MODEL_PRODUCES, &it.events));
            details.extend(it.rules.iter().map(|rule| self.texts.fill(text::MODEL_RULE, [rule])));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn read_models(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.read_models.iter().map(|it| {
            let mut details = self.fields(&it.fields);
            details.extend(self.said(text::MODEL_BUILT_FROM, &it.built_from));
            details.extend(self.said(text::MODEL_INFORMS, &it.informs));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn actors(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.actors.iter().map(|it| {
            let mut details = Vec::new();
            details.extend(self.said(text::MODEL_ISSUES, &it.commands));
            details.extend(self.said(text::MODEL_LOOKS_AT, &it.observes));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn systems(&self, model: &DomainModel) -> Vec<Line> {
        let lines = model.external_systems.iter().map(|it| {
            let mut details = Vec::new();
            details.extend(self.said(text::MODEL_TAKES, &it.commands));
            details.extend(self.said(text::MODEL_PRODUCES, &it.events));
            self.line(&it.element, details)
        });
        lines.collect()
    }

    fn screens(&self, model: &DomainModel) -> Vec<Line> {
        let screens = model.screens.iter();
        let lines = screens.map(|it| {
            self.line(
                &it.element,
                self.said(text::MODEL_SHOWS, &it.read_models).into_iter().collect(),
            )
        });
        lines.collect()
    }

    fn opportunities(&self, model: &DomainModel) -> Vec<Line> {
        let opportunities = model.opportunities.iter();
        let lines = opportunities.map(|it| {
            self.line(&it.element, self.said(text::MODEL_ABOUT, &it.about).into_iter().collect())
        });
        lines.collect()
    }

    fn line(&self, element: &Element, details: Vec<String>) -> Line {
        let notes = element.notes.clone();
        let mut details = details;
        details.extend(self.words(text::MODEL_MEANS, &element.meaning));
        Line { name: element.name.clone(), details, notes, frames: vec![] }
    }

    /// The words, and the names of these; nothing without names.
    fn said(&self, words: Text<1>, ids: &[ElementId]) -> Option<String> {
        self.names(ids).map(|names| self.texts.fill(words, [&names]))
    }

    /// The names of these on one line; `None` without names.
    fn names(&self, ids: &[ElementId]) -> Option<String> {
        let names: Vec<&str> = ids.iter().filter_map(|id| self.names.get(id).copied()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// What is said, with words that say what it is; nothing if nothing is.
    fn words(&self, words: Text<1>, said: &str) -> Option<String> {
        (!said.is_empty()).then(|| self.texts.fill(words, [said]))
    }

    /// Fields on one line, with their types where those say more than that they are text.
    fn fields(&self, fields: &[Field]) -> Vec<String> {
        let shown = fields.iter().map(|field| match &field.kind {
            FieldType::Text => field.name.clone(),
            FieldType::Custom(kind) => format!("{}: {kind}", field.name),
            kind => format!("{}: {}", field.name, self.texts.inside(type_label(kind))),
        });
        let shown: Vec<String> = shown.collect();
        (!shown.is_empty()).then(|| format!("({})", shown.join(", "))).into_iter().collect()
    }

    fn name(&self, id: &ElementId) -> &str {
        self.names.get(id).copied().unwrap_or_default()
    }
}

/// A chain as a tree, with a button that plays it.
fn told(place: usize, chain: &Chain<'_>, links: &Links<'_>, texts: Texts) -> Markup {
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
            button class="button small" data-trace=(trace.join(";")) { (icon("play")) " " (texts.fill(text::MODEL_PLAY, [first])) }
            @if !issuers.is_empty() { p class="quiet" dir="auto" { (texts.fill(text::MODEL_BY, [&issuers.join(", ")])) } }
            ul { @for step in &chain.steps { (step_of(step, texts)) } }
        }
    }
}

fn step_of(step: &Step<'_>, texts: Texts) -> Markup {
    let row = squall_board::notation::of(step.kind);
    let depth = step.depth.min(DEPTH_MAX);
    let goes_on = match step.continuation {
        Continuation::Here => "",
        Continuation::BackTo(_) => texts.get(text::MODEL_AGAIN),
        Continuation::ToldAt(_) => texts.get(text::MODEL_ELSEWHERE),
    };
    html! {
        li class={ "chain-step chain-depth-" (depth) } {
            (icon(row.name)) span class="visually-hidden" { (texts.fill(text::MODEL_KIND, [texts.get(row.label)])) " " }
            @if step.alternative { span class="quiet" { (texts.get(text::MODEL_OR)) } }
            (lead(&step.element.name, &step.element.notes, &[]))
            @if !goes_on.is_empty() { span class="quiet" { (goes_on) } }
        }
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
    use squall_board::fixture::{ANN, add_note, board, note};
    use squall_board::{Board, NoteKind};

    use super::*;

    fn html(wall: &Board) -> String {
        panel(&Reading::of(wall), Words::Field, Texts::default()).into_string()
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
