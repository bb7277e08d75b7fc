//! The agendas that are offered, as one table.
//!
//! # Source
//! Durations are those of the guide, “Running an Event Storming Session”, wherever it knows the phase:
//! one number inside its range, chosen so that its eight phases take two hours, which is what the DDD
//! heuristics advise for a day of remote storming. It gives none for people and systems, problems and
//! opportunities, the two meetings and Event Modeling; those are ours.

use squall_board::{FrameKind as F, Level, NoteKind as N, Stage};

use crate::agenda::{AgendaTemplate, PhaseTemplate};

/// Every agenda that is offered, the deepest last.
#[must_use]
pub fn agendas() -> &'static [AgendaTemplate] {
    &AGENDAS
}

/// The agenda with this key.
#[must_use]
pub fn agenda(key: &str) -> Option<&'static AgendaTemplate> {
    AGENDAS.iter().find(|template| template.key == key)
}

/// What a big picture begins with.
pub(crate) const BIG_PICTURE: AgendaTemplate = AgendaTemplate {
    key: "big-picture",
    name: "Big Picture",
    description: "A whole line of business by its events, with everybody who knows a part of it.",
    source: "Alberto Brandolini's big picture, as the DDD Crew tells it. Durations: the guide's for \
        exploration (20 to 30 minutes), timeline (15 to 20) and contexts (10 to 15), else ours.",
    level: Level::BigPicture,
    phases: &[
        PhaseTemplate {
            stage: Stage::ChaoticExploration,
            name: "Chaotic exploration",
            minutes: 25,
            question: "What happens in your part of the business that others should know of?",
            notes: &[N::DomainEvent, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Timeline,
            name: "Timeline",
            minutes: 20,
            question: "What came before this, and which events divide the story into chapters?",
            notes: &[N::DomainEvent, N::Hotspot, N::PivotalEvent],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::PeopleAndSystems,
            name: "People and systems",
            minutes: 15,
            question: "Who takes part here, and which systems do they depend on?",
            notes: &[N::DomainEvent, N::Actor, N::ExternalSystem, N::Hotspot],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::HotSpots,
            name: "Problems and opportunities",
            minutes: 20,
            question: "What hurts here, what could be better, and what do we begin with?",
            notes: &[
                N::DomainEvent,
                N::Actor,
                N::ExternalSystem,
                N::Hotspot,
                N::Opportunity,
                N::ValueGained,
                N::ValueLost,
            ],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::BoundedContexts,
            name: "Emerging contexts",
            minutes: 15,
            question: "Where do people begin to mean something else by the same word?",
            notes: &[N::DomainEvent, N::Actor, N::ExternalSystem, N::Hotspot, N::Opportunity],
            frames: &[F::BoundedContext, F::Swimlane],
        },
    ],
};

const BUSINESS_MEETING: AgendaTemplate = AgendaTemplate {
    key: "business-meeting",
    name: "Business meeting",
    description: "What people should be able to do, agreed between business and engineering before \
        anybody plans how.",
    source: "The annotated introduction, first meeting; it brings hot spots in with the timeline, \
        here they belong to every phase. Durations: ours.",
    level: Level::BigPicture,
    phases: &[
        PhaseTemplate {
            stage: Stage::ChaoticExploration,
            name: "Chaotic entries",
            minutes: 30,
            question: "What is it for, and what has happened once somebody could do it?",
            notes: &[N::DomainEvent, N::Actor, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Timeline,
            name: "Timeline",
            minutes: 30,
            question: "What must have happened before this, and what could go wrong by then?",
            notes: &[N::DomainEvent, N::Actor, N::Hotspot],
            frames: &[F::Swimlane],
        },
    ],
};

/// What the storming of one process begins with.
pub(crate) const PROCESS: AgendaTemplate = AgendaTemplate {
    key: "process",
    name: "Process",
    description: "One process from its first event to its last, with commands, policies and what \
        people need to see.",
    source: "The guide without aggregates and contexts, with people and systems after the timeline \
        as the DDD Crew has it. Durations: the guide's (exploration 20 to 30 minutes, timeline, \
        commands and policies 15 to 20 each, read models and hot spots 10 each); people and systems \
        ours.",
    level: Level::Process,
    phases: &[
        PhaseTemplate {
            stage: Stage::ChaoticExploration,
            name: "Chaotic exploration",
            minutes: 20,
            question: "What happens between the beginning and the end of this process?",
            notes: &[N::DomainEvent, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Timeline,
            name: "Timeline",
            minutes: 15,
            question: "In which order does it happen when all goes well, and where does it branch?",
            notes: &[N::DomainEvent, N::Hotspot, N::PivotalEvent],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::PeopleAndSystems,
            name: "People and systems",
            minutes: 10,
            question: "Who or what takes part at this point?",
            notes: &[N::DomainEvent, N::Actor, N::ExternalSystem, N::Hotspot],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::Commands,
            name: "Commands",
            minutes: 15,
            question: "What was asked for before this happened, and what if it is refused?",
            notes: &[N::DomainEvent, N::Command, N::Actor, N::ExternalSystem, N::Hotspot],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::Policies,
            name: "Policies",
            minutes: 20,
            question: "What follows without anybody deciding, and is it always so?",
            notes: &[
                N::DomainEvent,
                N::Command,
                N::Actor,
                N::Policy,
                N::ExternalSystem,
                N::Hotspot,
            ],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::ReadModels,
            name: "Read models",
            minutes: 10,
            question: "What does somebody have to know to decide well here?",
            notes: &[
                N::DomainEvent,
                N::Command,
                N::Actor,
                N::Policy,
                N::ReadModel,
                N::ExternalSystem,
                N::Hotspot,
            ],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::HotSpots,
            name: "Hot spots",
            minutes: 10,
            question: "What do we still not know, and who finds out?",
            notes: &[
                N::DomainEvent,
                N::Command,
                N::Actor,
                N::Policy,
                N::ReadModel,
                N::ExternalSystem,
                N::Hotspot,
            ],
            frames: &[F::Swimlane],
        },
    ],
};

const EVENT_MODELING: AgendaTemplate = AgendaTemplate {
    key: "event-modeling",
    name: "Event Modeling",
    description: "A story of screens, commands, events and views, complete enough to be built from.",
    source: "The seven steps of Adam Dymitruk's Event Modeling. Durations: ours, together two hours.",
    level: Level::Process,
    phases: &[
        PhaseTemplate {
            stage: Stage::ChaoticExploration,
            name: "Brainstorm",
            minutes: 20,
            question: "Once the system is in use, what will have happened?",
            notes: &[N::DomainEvent, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Timeline,
            name: "Plot",
            minutes: 15,
            question: "In which order do these events tell a story that makes sense?",
            notes: &[N::DomainEvent, N::Hotspot, N::PivotalEvent],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::PeopleAndSystems,
            name: "Storyboard",
            minutes: 20,
            question: "Who looks at what at this moment of the story?",
            notes: &[N::DomainEvent, N::Actor, N::Hotspot, N::Screen],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::Commands,
            name: "Inputs",
            minutes: 15,
            question: "What does this screen or system ask for, and with which data?",
            notes: &[
                N::DomainEvent,
                N::Command,
                N::Actor,
                N::ExternalSystem,
                N::Hotspot,
                N::Screen,
            ],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::ReadModels,
            name: "Outputs",
            minutes: 15,
            question: "Where does each value on this screen come from?",
            notes: &[
                N::DomainEvent,
                N::Command,
                N::Actor,
                N::ReadModel,
                N::ExternalSystem,
                N::Hotspot,
                N::Screen,
            ],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::BoundedContexts,
            name: "Conway's law",
            minutes: 10,
            question: "Which events belong to one team, and can it change them on its own?",
            notes: &[
                N::DomainEvent,
                N::Command,
                N::Actor,
                N::ReadModel,
                N::ExternalSystem,
                N::Hotspot,
                N::Screen,
            ],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::HotSpots,
            name: "Scenarios",
            minutes: 25,
            question: "Given these events, what does the command lead to, and when is it refused?",
            notes: &[
                N::DomainEvent,
                N::Command,
                N::Actor,
                N::ReadModel,
                N::ExternalSystem,
                N::Hotspot,
                N::Screen,
            ],
            frames: &[F::Swimlane],
        },
    ],
};

const ENGINEERING_MEETING: AgendaTemplate = AgendaTemplate {
    key: "engineering-meeting",
    name: "Engineering meeting",
    description: "How to build what the business meeting agreed on: commands, policies, entities, \
        models and other systems.",
    source: "The annotated introduction, second meeting. Its third phase is two here, because we \
        look for policies after commands; the walk along the timeline before it is ours, and so are \
        the durations.",
    level: Level::Design,
    phases: &[
        PhaseTemplate {
            stage: Stage::Timeline,
            name: "The story so far",
            minutes: 10,
            question: "Is this still the story that we agreed on?",
            notes: &[N::DomainEvent, N::Actor, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Commands,
            name: "Commands",
            minutes: 20,
            question: "With which command does this actor make it happen?",
            notes: &[N::DomainEvent, N::Command, N::Actor, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Policies,
            name: "Policies",
            minutes: 20,
            question: "Under which conditions, for which roles, and what follows by itself?",
            notes: &[N::DomainEvent, N::Command, N::Actor, N::Policy, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Aggregates,
            name: "Entities",
            minutes: 15,
            question: "Which of these belong together, and by which word do we call the group?",
            notes: &[N::DomainEvent, N::Command, N::Actor, N::Policy, N::Aggregate, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::ReadModels,
            name: "Models and external systems",
            minutes: 25,
            question: "Which data does this need, whose are they, and what if they cannot be had?",
            notes: &[
                N::DomainEvent,
                N::Command,
                N::Actor,
                N::Policy,
                N::ReadModel,
                N::Aggregate,
                N::ExternalSystem,
                N::Hotspot,
            ],
            frames: &[],
        },
    ],
};

const DESIGN: AgendaTemplate = AgendaTemplate {
    key: "design",
    name: "Design",
    description: "A feature in eight phases, from the first events to aggregates and bounded \
        contexts.",
    source: "The guide, “Running an Event Storming Session”: its eight phases, 105 to 140 minutes, \
        here 120.",
    level: Level::Design,
    phases: &[
        PhaseTemplate {
            stage: Stage::ChaoticExploration,
            name: "Chaotic exploration",
            minutes: 25,
            question: "What has happened, from the beginning of the feature to its end?",
            notes: &[N::DomainEvent, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Timeline,
            name: "Timeline",
            minutes: 15,
            question: "What lies between these two events, and which notes say the same?",
            notes: &[N::DomainEvent, N::Hotspot, N::PivotalEvent],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Commands,
            name: "Commands and actors",
            minutes: 20,
            question: "Which command led to this event, who issued it, and what if it fails?",
            notes: &[N::DomainEvent, N::Command, N::Actor, N::ExternalSystem, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Aggregates,
            name: "Aggregates",
            minutes: 10,
            question: "What accepts or refuses these commands, and by which rules?",
            notes: &[
                N::DomainEvent,
                N::Command,
                N::Actor,
                N::Aggregate,
                N::ExternalSystem,
                N::Hotspot,
            ],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Policies,
            name: "Policies",
            minutes: 15,
            question: "After this event, what is done without anybody deciding?",
            notes: &[
                N::DomainEvent,
                N::Command,
                N::Actor,
                N::Policy,
                N::Aggregate,
                N::ExternalSystem,
                N::Hotspot,
            ],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::ReadModels,
            name: "Read models",
            minutes: 10,
            question: "What do customers and colleagues look at before they decide?",
            notes: &[
                N::DomainEvent,
                N::Command,
                N::Actor,
                N::Policy,
                N::ReadModel,
                N::Aggregate,
                N::ExternalSystem,
                N::Hotspot,
            ],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::HotSpots,
            name: "Hot spots",
            minutes: 10,
            question: "What have we guessed, and what are we afraid of?",
            notes: &[
                N::DomainEvent,
                N::Command,
                N::Actor,
                N::Policy,
                N::ReadModel,
                N::Aggregate,
                N::ExternalSystem,
                N::Hotspot,
            ],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::BoundedContexts,
            name: "Bounded contexts",
            minutes: 15,
            question: "Which aggregates speak the same language, and what is it called?",
            notes: &[
                N::DomainEvent,
                N::Command,
                N::Actor,
                N::Policy,
                N::ReadModel,
                N::Aggregate,
                N::ExternalSystem,
                N::Hotspot,
            ],
            frames: &[F::BoundedContext],
        },
    ],
};

static AGENDAS: [AgendaTemplate; 6] =
    [BIG_PICTURE, BUSINESS_MEETING, PROCESS, EVENT_MODELING, ENGINEERING_MEETING, DESIGN];
