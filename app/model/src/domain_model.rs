//! The domain model that a wall stands for, as data. Knows nothing of how it is found on the wall
//! ([`crate::derive()`]) or of any file format ([`crate::export()`]), save that its serialized form
//! is the published JSON (`public/schema/domain-model-1.json`).

mod field;
mod link;

use std::sync::Arc;

use serde::{Serialize, Serializer};
use squall_board::{ActorKind, ArrowId, FrameId, HotspotState, NoteId, NoteKind};

pub use field::Field;
pub use link::{Crossing, Flow, Found, Relation};
pub use squall_board::NotePair;

/// Names an element within one model: its kind, a dot and a readable slug, as in
/// `event.subscription-created`. Stays the same while the element's name does, except that
/// elements whose slugs clash are numbered along the timeline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId(pub(crate) Arc<str>);

impl Serialize for ElementId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl ElementId {
    /// The text form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What every element has: one concept, written on one or several notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Element {
    /// Its id within the model.
    pub id: ElementId,
    /// Its name on one line, as the first of its notes writes it.
    pub name: String,
    /// What else its notes say, such as a policy's "when" and "then"; often empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What its name means here; often empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub meaning: String,
    /// Words to find it by, each once, in alphabetical order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The notes that it came from, along the timeline; for a bounded context the notes inside.
    pub notes: Vec<NoteId>,
    /// The bounded contexts that these notes stand in; empty outside of all.
    pub contexts: Vec<ElementId>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DomainEvent {
    /// Name and origin.
    #[serde(flatten)]
    pub element: Element,
    /// Whether it divides the timeline.
    pub pivotal: bool,
    /// The commands that emit it, directly or through an aggregate or system.
    pub commands: Vec<ElementId>,
    /// The aggregates that produce it.
    pub aggregates: Vec<ElementId>,
    /// The external systems that produce it.
    pub external_systems: Vec<ElementId>,
    /// The policies that it activates.
    pub policies: Vec<ElementId>,
    /// The read models that it results in.
    pub read_models: Vec<ElementId>,
    /// The values that it records, each name once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
}

/// An intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Command {
    /// Name and origin.
    #[serde(flatten)]
    pub element: Element,
    /// The actors who decide to issue it.
    pub actors: Vec<ElementId>,
    /// The policies that issue it.
    pub policies: Vec<ElementId>,
    /// The read models and screens that inform it.
    pub informed_by: Vec<ElementId>,
    /// The aggregates that it is invoked on; more than one is worth a question.
    pub aggregates: Vec<ElementId>,
    /// The external systems that it is invoked on.
    pub external_systems: Vec<ElementId>,
    /// The events that it emits, directly or through an aggregate or system.
    pub events: Vec<ElementId>,
    /// The values that it carries, each name once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
}

/// What decides on commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Aggregate {
    /// Name and origin.
    #[serde(flatten)]
    pub element: Element,
    /// The commands invoked on it.
    pub commands: Vec<ElementId>,
    /// The events that it produces.
    pub events: Vec<ElementId>,
    /// The rules that it never lets anybody break, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// A reaction: whenever an event, then a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// Name and origin.
    #[serde(flatten)]
    pub element: Element,
    /// The events that activate it.
    pub when: Vec<ElementId>,
    /// The commands that it issues.
    pub then: Vec<ElementId>,
    /// When it acts at all, such as "retry count < 2"; often empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub condition: String,
    /// How long it waits before it acts, such as "24 h"; often empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub delay: String,
}

/// Information that somebody needs before deciding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadModel {
    /// Name and origin.
    #[serde(flatten)]
    pub element: Element,
    /// The events that build it.
    pub built_from: Vec<ElementId>,
    /// The external systems that feed it.
    pub fed_by: Vec<ElementId>,
    /// The commands, actors, policies and screens that it informs.
    pub informs: Vec<ElementId>,
    /// The values that it shows, each name once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
}

/// Who decides to issue commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    /// Name and origin.
    #[serde(flatten)]
    pub element: Element,
    /// The commands that this actor issues.
    pub commands: Vec<ElementId>,
    /// The read models and screens that this actor looks at.
    pub observes: Vec<ElementId>,
    /// Who or what this actor is: a person unless somebody says otherwise, whatever the name is.
    pub kind: ActorKind,
}

/// A system outside of the team's control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalSystem {
    /// Name and origin.
    #[serde(flatten)]
    pub element: Element,
    /// The commands invoked on it.
    pub commands: Vec<ElementId>,
    /// The events that it produces.
    pub events: Vec<ElementId>,
    /// The events that it is notified of.
    pub notified_of: Vec<ElementId>,
}

/// A screen or form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Screen {
    /// Name and origin.
    #[serde(flatten)]
    pub element: Element,
    /// The read models shown on it.
    pub read_models: Vec<ElementId>,
    /// The commands and actors that it informs.
    pub informs: Vec<ElementId>,
}

/// A hot spot: an open question, conflict or risk, outside of the flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hotspot {
    /// Name and origin.
    #[serde(flatten)]
    pub element: Element,
    /// What it is about: the note that it is pinned to, joined with by an arrow, or touches.
    pub about: Vec<ElementId>,
    /// How far it has come: open unless somebody says otherwise.
    pub state: HotspotState,
    /// Who sees to it, as its notes say in a detail or in words ("owner: Ann"); often empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// What was found out; often empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub answer: String,
}

/// An opportunity: says something about other elements, outside of the flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Annotation {
    /// Name and origin.
    #[serde(flatten)]
    pub element: Element,
    /// What it is about: the note that it is pinned to, joined with by an arrow, or touches.
    pub about: Vec<ElementId>,
}

/// A value gained or lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Value {
    /// Name and origin.
    #[serde(flatten)]
    pub element: Element,
    /// Gained, or else lost.
    pub gained: bool,
    /// What it is about.
    pub about: Vec<ElementId>,
}

/// A boundary within which language and rules hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BoundedContext {
    /// Name and origin; its `notes` are those inside, its `contexts` those around it.
    #[serde(flatten)]
    pub element: Element,
    /// The frames that draw it.
    pub frames: Vec<FrameId>,
    /// The elements with at least one note inside.
    pub elements: Vec<ElementId>,
}

/// The kinds of problem that a derivation meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ProblemCode {
    /// A note without text; it is no element.
    UnnamedNote,
    /// A bounded context without a title; it is no element.
    UnnamedContext,
    /// An arrow that is not a sentence of the grammar; it is a flow all the same.
    UnusualLink,
    /// An arrow at an unnamed note; it is no flow.
    LooseArrow,
    /// An arrow between two notes of one concept; it is no flow.
    CircularArrow,
}

/// Something on the wall that the model could not take as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Which kind of problem.
    pub code: ProblemCode,
    /// The problem in a human sentence.
    pub message: String,
    /// The notes concerned.
    pub notes: Vec<NoteId>,
    /// The arrows concerned.
    pub arrows: Vec<ArrowId>,
    /// The frames concerned.
    pub frames: Vec<FrameId>,
}

/// The model of a wall and what stood in its way.
///
/// # Invariants
/// Element ids are unique; every id in a list names an element of the model. Lists of elements
/// follow the timeline: left to right, then top to bottom. Plain text notes and swimlanes are not
/// part of the model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DomainModel {
    /// What happened.
    pub events: Vec<DomainEvent>,
    /// What was asked for.
    pub commands: Vec<Command>,
    /// What decides.
    pub aggregates: Vec<Aggregate>,
    /// What happens by itself.
    pub policies: Vec<Policy>,
    /// What people need to see.
    pub read_models: Vec<ReadModel>,
    /// Who asks.
    pub actors: Vec<Actor>,
    /// What is outside of the team's control.
    pub external_systems: Vec<ExternalSystem>,
    /// What people look at.
    pub screens: Vec<Screen>,
    /// Open questions, conflicts and risks.
    pub hotspots: Vec<Hotspot>,
    /// Proposals.
    pub opportunities: Vec<Annotation>,
    /// Values gained and lost.
    pub values: Vec<Value>,
    /// Boundaries of language.
    pub contexts: Vec<BoundedContext>,
    /// Links between elements, by their first and then their second end along the lists above.
    pub flows: Vec<Flow>,
    /// How bounded contexts stand to each other, as people have said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Which events cross from one bounded context into another, by the two contexts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub crossings: Vec<Crossing>,
    /// What could not be taken as it stands.
    pub problems: Vec<Problem>,
}

impl DomainModel {
    /// Every element with its kind, contexts left out, in the order of the lists.
    pub fn elements(&self) -> impl Iterator<Item = (NoteKind, &Element)> {
        let events = self.events.iter().map(|event| {
            let pivotal = [NoteKind::DomainEvent, NoteKind::PivotalEvent];
            (pivotal[usize::from(event.pivotal)], &event.element)
        });
        let values = self.values.iter().map(|value| {
            let gained = [NoteKind::ValueLost, NoteKind::ValueGained];
            (gained[usize::from(value.gained)], &value.element)
        });
        events
            .chain(self.commands.iter().map(|it| (NoteKind::Command, &it.element)))
            .chain(self.aggregates.iter().map(|it| (NoteKind::Aggregate, &it.element)))
            .chain(self.policies.iter().map(|it| (NoteKind::Policy, &it.element)))
            .chain(self.read_models.iter().map(|it| (NoteKind::ReadModel, &it.element)))
            .chain(self.actors.iter().map(|it| (NoteKind::Actor, &it.element)))
            .chain(self.external_systems.iter().map(|it| (NoteKind::ExternalSystem, &it.element)))
            .chain(self.screens.iter().map(|it| (NoteKind::Screen, &it.element)))
            .chain(self.hotspots.iter().map(|it| (NoteKind::Hotspot, &it.element)))
            .chain(self.opportunities.iter().map(|it| (NoteKind::Opportunity, &it.element)))
            .chain(values)
    }

    /// The name of the element or bounded context with this id.
    #[must_use]
    pub fn name(&self, id: &ElementId) -> Option<&str> {
        let contexts = self.contexts.iter().map(|context| &context.element);
        let mut all = self.elements().map(|(_, element)| element).chain(contexts);
        all.find(|element| element.id == *id).map(|element| element.name.as_str())
    }

    /// The id of the element of this kind with this name, however it is cased and spaced; events
    /// are found as pivotal ones and the other way round.
    #[must_use]
    pub fn find(&self, kind: NoteKind, name: &str) -> Option<&ElementId> {
        let key = crate::names::key(name);
        let kind = crate::names::plain_kind(kind);
        self.elements()
            .find(|(found, element)| {
                crate::names::plain_kind(*found) == kind && crate::names::key(&element.name) == key
            })
            .map(|(_, element)| &element.id)
    }
}
