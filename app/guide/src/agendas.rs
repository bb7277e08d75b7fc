//! The agendas that are offered, as one table.
//!
//! # Source
//! Durations are those of the guide, “Running an Event Storming Session”, wherever it knows the phase:
//! one number inside its range, chosen so that its eight phases take two hours, which is what the DDD
//! heuristics advise for a day of remote storming. It gives none for people and systems, problems and
//! opportunities, the two meetings and Event Modeling; those are ours.

use squall_board::{FrameKind as F, Level, NoteKind as N, Stage};
use squall_texts::text;

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
    name: text::AGENDA_BIG_PICTURE_NAME,
    description: text::AGENDA_BIG_PICTURE_ABOUT,
    source: "Alberto Brandolini's big picture, as the DDD Crew tells it. Durations: the guide's for \
        exploration (20 to 30 minutes), timeline (15 to 20) and contexts (10 to 15), else ours.",
    level: Level::BigPicture,
    phases: &[
        PhaseTemplate {
            stage: Stage::ChaoticExploration,
            name: text::AGENDA_BIG_PICTURE_PHASE_1,
            minutes: 25,
            question: text::AGENDA_BIG_PICTURE_ASK_1,
            notes: &[N::DomainEvent, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Timeline,
            name: text::AGENDA_BIG_PICTURE_PHASE_2,
            minutes: 20,
            question: text::AGENDA_BIG_PICTURE_ASK_2,
            notes: &[N::DomainEvent, N::Hotspot, N::PivotalEvent],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::PeopleAndSystems,
            name: text::AGENDA_BIG_PICTURE_PHASE_3,
            minutes: 15,
            question: text::AGENDA_BIG_PICTURE_ASK_3,
            notes: &[N::DomainEvent, N::Actor, N::ExternalSystem, N::Hotspot],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::HotSpots,
            name: text::AGENDA_BIG_PICTURE_PHASE_4,
            minutes: 20,
            question: text::AGENDA_BIG_PICTURE_ASK_4,
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
            name: text::AGENDA_BIG_PICTURE_PHASE_5,
            minutes: 15,
            question: text::AGENDA_BIG_PICTURE_ASK_5,
            notes: &[N::DomainEvent, N::Actor, N::ExternalSystem, N::Hotspot, N::Opportunity],
            frames: &[F::BoundedContext, F::Swimlane],
        },
    ],
};

const BUSINESS_MEETING: AgendaTemplate = AgendaTemplate {
    key: "business-meeting",
    name: text::AGENDA_BUSINESS_MEETING_NAME,
    description: text::AGENDA_BUSINESS_MEETING_ABOUT,
    source: "The annotated introduction, first meeting; it brings hot spots in with the timeline, \
        here they belong to every phase. Durations: ours.",
    level: Level::BigPicture,
    phases: &[
        PhaseTemplate {
            stage: Stage::ChaoticExploration,
            name: text::AGENDA_BUSINESS_MEETING_PHASE_1,
            minutes: 30,
            question: text::AGENDA_BUSINESS_MEETING_ASK_1,
            notes: &[N::DomainEvent, N::Actor, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Timeline,
            name: text::AGENDA_BUSINESS_MEETING_PHASE_2,
            minutes: 30,
            question: text::AGENDA_BUSINESS_MEETING_ASK_2,
            notes: &[N::DomainEvent, N::Actor, N::Hotspot],
            frames: &[F::Swimlane],
        },
    ],
};

/// What the storming of one process begins with.
pub(crate) const PROCESS: AgendaTemplate = AgendaTemplate {
    key: "process",
    name: text::AGENDA_PROCESS_NAME,
    description: text::AGENDA_PROCESS_ABOUT,
    source: "The guide without aggregates and contexts, with people and systems after the timeline \
        as the DDD Crew has it. Durations: the guide's (exploration 20 to 30 minutes, timeline, \
        commands and policies 15 to 20 each, read models and hot spots 10 each); people and systems \
        ours.",
    level: Level::Process,
    phases: &[
        PhaseTemplate {
            stage: Stage::ChaoticExploration,
            name: text::AGENDA_PROCESS_PHASE_1,
            minutes: 20,
            question: text::AGENDA_PROCESS_ASK_1,
            notes: &[N::DomainEvent, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Timeline,
            name: text::AGENDA_PROCESS_PHASE_2,
            minutes: 15,
            question: text::AGENDA_PROCESS_ASK_2,
            notes: &[N::DomainEvent, N::Hotspot, N::PivotalEvent],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::PeopleAndSystems,
            name: text::AGENDA_PROCESS_PHASE_3,
            minutes: 10,
            question: text::AGENDA_PROCESS_ASK_3,
            notes: &[N::DomainEvent, N::Actor, N::ExternalSystem, N::Hotspot],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::Commands,
            name: text::AGENDA_PROCESS_PHASE_4,
            minutes: 15,
            question: text::AGENDA_PROCESS_ASK_4,
            notes: &[N::DomainEvent, N::Command, N::Actor, N::ExternalSystem, N::Hotspot],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::Policies,
            name: text::AGENDA_PROCESS_PHASE_5,
            minutes: 20,
            question: text::AGENDA_PROCESS_ASK_5,
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
            name: text::AGENDA_PROCESS_PHASE_6,
            minutes: 10,
            question: text::AGENDA_PROCESS_ASK_6,
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
            name: text::AGENDA_PROCESS_PHASE_7,
            minutes: 10,
            question: text::AGENDA_PROCESS_ASK_7,
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
    name: text::AGENDA_EVENT_MODELING_NAME,
    description: text::AGENDA_EVENT_MODELING_ABOUT,
    source: "The seven steps of Adam Dymitruk's Event Modeling. Durations: ours, together two hours.",
    level: Level::Process,
    phases: &[
        PhaseTemplate {
            stage: Stage::ChaoticExploration,
            name: text::AGENDA_EVENT_MODELING_PHASE_1,
            minutes: 20,
            question: text::AGENDA_EVENT_MODELING_ASK_1,
            notes: &[N::DomainEvent, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Timeline,
            name: text::AGENDA_EVENT_MODELING_PHASE_2,
            minutes: 15,
            question: text::AGENDA_EVENT_MODELING_ASK_2,
            notes: &[N::DomainEvent, N::Hotspot, N::PivotalEvent],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::PeopleAndSystems,
            name: text::AGENDA_EVENT_MODELING_PHASE_3,
            minutes: 20,
            question: text::AGENDA_EVENT_MODELING_ASK_3,
            notes: &[N::DomainEvent, N::Actor, N::Hotspot, N::Screen],
            frames: &[F::Swimlane],
        },
        PhaseTemplate {
            stage: Stage::Commands,
            name: text::AGENDA_EVENT_MODELING_PHASE_4,
            minutes: 15,
            question: text::AGENDA_EVENT_MODELING_ASK_4,
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
            name: text::AGENDA_EVENT_MODELING_PHASE_5,
            minutes: 15,
            question: text::AGENDA_EVENT_MODELING_ASK_5,
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
            name: text::AGENDA_EVENT_MODELING_PHASE_6,
            minutes: 10,
            question: text::AGENDA_EVENT_MODELING_ASK_6,
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
            name: text::AGENDA_EVENT_MODELING_PHASE_7,
            minutes: 25,
            question: text::AGENDA_EVENT_MODELING_ASK_7,
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
    name: text::AGENDA_ENGINEERING_MEETING_NAME,
    description: text::AGENDA_ENGINEERING_MEETING_ABOUT,
    source: "The annotated introduction, second meeting. Its third phase is two here, because we \
        look for policies after commands; the walk along the timeline before it is ours, and so are \
        the durations.",
    level: Level::Design,
    phases: &[
        PhaseTemplate {
            stage: Stage::Timeline,
            name: text::AGENDA_ENGINEERING_MEETING_PHASE_1,
            minutes: 10,
            question: text::AGENDA_ENGINEERING_MEETING_ASK_1,
            notes: &[N::DomainEvent, N::Actor, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Commands,
            name: text::AGENDA_ENGINEERING_MEETING_PHASE_2,
            minutes: 20,
            question: text::AGENDA_ENGINEERING_MEETING_ASK_2,
            notes: &[N::DomainEvent, N::Command, N::Actor, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Policies,
            name: text::AGENDA_ENGINEERING_MEETING_PHASE_3,
            minutes: 20,
            question: text::AGENDA_ENGINEERING_MEETING_ASK_3,
            notes: &[N::DomainEvent, N::Command, N::Actor, N::Policy, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Aggregates,
            name: text::AGENDA_ENGINEERING_MEETING_PHASE_4,
            minutes: 15,
            question: text::AGENDA_ENGINEERING_MEETING_ASK_4,
            notes: &[N::DomainEvent, N::Command, N::Actor, N::Policy, N::Aggregate, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::ReadModels,
            name: text::AGENDA_ENGINEERING_MEETING_PHASE_5,
            minutes: 25,
            question: text::AGENDA_ENGINEERING_MEETING_ASK_5,
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
    name: text::AGENDA_DESIGN_NAME,
    description: text::AGENDA_DESIGN_ABOUT,
    source: "The guide, “Running an Event Storming Session”: its eight phases, 105 to 140 minutes, \
        here 120.",
    level: Level::Design,
    phases: &[
        PhaseTemplate {
            stage: Stage::ChaoticExploration,
            name: text::AGENDA_DESIGN_PHASE_1,
            minutes: 25,
            question: text::AGENDA_DESIGN_ASK_1,
            notes: &[N::DomainEvent, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Timeline,
            name: text::AGENDA_DESIGN_PHASE_2,
            minutes: 15,
            question: text::AGENDA_DESIGN_ASK_2,
            notes: &[N::DomainEvent, N::Hotspot, N::PivotalEvent],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Commands,
            name: text::AGENDA_DESIGN_PHASE_3,
            minutes: 20,
            question: text::AGENDA_DESIGN_ASK_3,
            notes: &[N::DomainEvent, N::Command, N::Actor, N::ExternalSystem, N::Hotspot],
            frames: &[],
        },
        PhaseTemplate {
            stage: Stage::Aggregates,
            name: text::AGENDA_DESIGN_PHASE_4,
            minutes: 10,
            question: text::AGENDA_DESIGN_ASK_4,
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
            name: text::AGENDA_DESIGN_PHASE_5,
            minutes: 15,
            question: text::AGENDA_DESIGN_ASK_5,
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
            name: text::AGENDA_DESIGN_PHASE_6,
            minutes: 10,
            question: text::AGENDA_DESIGN_ASK_6,
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
            name: text::AGENDA_DESIGN_PHASE_7,
            minutes: 10,
            question: text::AGENDA_DESIGN_ASK_7,
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
            name: text::AGENDA_DESIGN_PHASE_8,
            minutes: 15,
            question: text::AGENDA_DESIGN_ASK_8,
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
