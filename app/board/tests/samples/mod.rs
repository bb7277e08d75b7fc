//! One value of everything that is stored or sent. The matches have no wildcard: a new variant does
//! not compile until it has a sample here, and so a golden file.

use squall_board::fixture::{self, ANN, arrow_id, frame_id, note_id};
use squall_board::protocol::{
    Area, ClientMessage, Epoch, Hello, Person, PresenceChange, Preview, Resume, ServerMessage,
    SessionId, Sign, Spot,
};
use squall_board::{
    ActorKind, Agenda, BoardCommand, BoardEvent, Bounds, ClientId, ClientSecret, Colour, CommandId,
    ContextPattern, ContextRelation, Detail, DetailChange, DetailId, DetailKey, Details, Field,
    FieldType, FrameKind, FrameMove, HotspotState, Level, Note, NoteDetail, NoteKind, NoteMove,
    NotePair, NotePin, NoteRecolour, NoteResize, NoteRestack, NoteRetype, Phase, PhaseId, Point,
    RecordedEvent, Rejection, Seq, Size, Stage, TextOperation, Timer, Vector, ZIndex,
};

/// Every kind of event, in the order of the enum.
pub(crate) fn events() -> Vec<BoardEvent> {
    let mut events = vec![BoardEvent::ItemsAdded {
        notes: vec![note()],
        arrows: vec![arrow()],
        frames: vec![fixture::frame("Billing", FrameKind::BoundedContext)],
    }];
    while let Some(next) = events.last().and_then(event_after) {
        events.push(next);
    }
    events
}

fn event_after(event: &BoardEvent) -> Option<BoardEvent> {
    use BoardEvent as E;
    let (id, frame, centre) = (note_id("Order Placed"), frame_id("Billing"), Point::new(-0.5, 1e6));
    Some(match event {
        E::ItemsAdded { .. } => E::ItemsDeleted {
            notes: vec![id],
            arrows: vec![arrow_id("Place", "Order Placed")],
            frames: vec![frame],
        },
        E::ItemsDeleted { .. } => E::ItemsMoved {
            notes: vec![NoteMove { note: id, to: centre }],
            frames: vec![FrameMove { frame, to: centre }],
        },
        E::ItemsMoved { .. } => E::NotesResized { notes: vec![resize()] },
        E::NotesResized { .. } => E::FrameResized { frame, centre, size: Size::new(640.0, 440.25) },
        E::FrameResized { .. } => E::NotesRetyped { notes: vec![retype()] },
        E::NotesRetyped { .. } => E::NotesRecoloured { notes: recolours() },
        E::NotesRecoloured { .. } => E::NotesRestacked { notes: vec![restack()] },
        E::NotesRestacked { .. } => E::NotesPinned { notes: pins() },
        E::NotesPinned { .. } => E::TextEdited { note: id, operation: edit() },
        E::TextEdited { .. } => E::ArrowRelabelled {
            arrow: arrow_id("Place", "Order Placed"),
            label: "emits".to_owned(),
        },
        E::ArrowRelabelled { .. } => E::FrameRetitled { frame, title: "Payments".to_owned() },
        E::FrameRetitled { .. } => E::FrameRetyped { frame, kind: FrameKind::Swimlane },
        E::FrameRetyped { .. } => {
            E::BoardRetitled { title: "Wall – שלום 👩‍👩‍👧".to_owned() }
        }
        E::BoardRetitled { .. } => E::ParticipantIntroduced { name: "Ann".to_owned() },
        E::ParticipantIntroduced { .. } => E::DetailsChanged { notes: details_changed() },
        E::DetailsChanged { .. } => E::AgendaSet { agenda: Some(agenda()) },
        E::AgendaSet { .. } => E::PhaseEntered { phase: Some(PhaseId::from_u128(1)) },
        E::PhaseEntered { .. } => {
            E::TimerSet { timer: Timer::Running { ends_at_ms: 1_795_000_600_000 } }
        }
        E::TimerSet { .. } => E::TimerExtended { by_ms: -60_000 },
        E::TimerExtended { .. } => E::HintDismissed {
            hint: "E1:event.order-placed".to_owned(),
            reason: "We say it so.".to_owned(),
        },
        E::HintDismissed { .. } => E::HintRestored { hint: "E1:event.order-placed".to_owned() },
        E::HintRestored { .. } => E::LinksJudged { links: vec![pair()], rejected: true },
        E::LinksJudged { .. } => {
            E::ContextsRelated { one: frame, other: frame_id("Sales"), relation: Some(relation()) }
        }
        E::ContextsRelated { .. } => E::ArrowBent {
            arrow: arrow_id("Place", "Order Placed"),
            bend: Some(Vector::new(-12.5, 1e6)),
        },
        E::ArrowBent { .. } => {
            E::ItemsLocked { notes: vec![id], frames: vec![frame], locked: true }
        }
        E::ItemsLocked { .. } => return None,
    })
}

/// Every command with its name.
pub(crate) fn commands() -> Vec<(&'static str, BoardCommand)> {
    events().iter().map(command_like).collect()
}

fn command_like(event: &BoardEvent) -> (&'static str, BoardCommand) {
    use BoardCommand as C;
    use BoardEvent as E;
    let command = match event.clone() {
        E::ItemsAdded { notes, arrows, frames } => C::AddItems { notes, arrows, frames },
        E::ItemsDeleted { notes, arrows, frames } => C::DeleteItems { notes, arrows, frames },
        E::ItemsMoved { notes, frames } => C::MoveItems { notes, frames },
        E::NotesResized { notes } => C::ResizeNotes { notes },
        E::FrameResized { frame, centre, size } => C::ResizeFrame { frame, centre, size },
        E::NotesRetyped { notes } => C::RetypeNotes { notes },
        E::NotesRecoloured { notes } => C::RecolourNotes { notes },
        E::NotesRestacked { notes } => C::RestackNotes { notes },
        E::NotesPinned { notes } => C::PinNotes { notes },
        E::TextEdited { note, operation } => C::EditText { note, operation },
        E::ArrowRelabelled { arrow, label } => C::RelabelArrow { arrow, label },
        E::FrameRetitled { frame, title } => C::RetitleFrame { frame, title },
        E::FrameRetyped { frame, kind } => C::RetypeFrame { frame, kind },
        E::BoardRetitled { title } => C::RetitleBoard { title },
        E::ParticipantIntroduced { name } => C::IntroduceParticipant { name },
        E::DetailsChanged { notes } => C::ChangeDetails { notes },
        E::AgendaSet { agenda } => C::SetAgenda { agenda },
        E::PhaseEntered { phase } => C::EnterPhase { phase },
        E::TimerSet { timer } => C::SetTimer { timer },
        E::TimerExtended { by_ms } => C::ExtendTimer { by_ms },
        E::HintDismissed { hint, reason } => C::DismissHint { hint, reason },
        E::HintRestored { hint } => C::RestoreHint { hint },
        E::LinksJudged { links, rejected } => C::JudgeLinks { links, rejected },
        E::ContextsRelated { one, other, relation } => C::RelateContexts { one, other, relation },
        E::ArrowBent { arrow, bend } => C::BendArrow { arrow, bend },
        E::ItemsLocked { notes, frames, locked } => C::LockItems { notes, frames, locked },
    };
    (command_name(&command), command)
}

fn command_name(command: &BoardCommand) -> &'static str {
    match command {
        BoardCommand::AddItems { .. } => "AddItems",
        BoardCommand::DeleteItems { .. } => "DeleteItems",
        BoardCommand::MoveItems { .. } => "MoveItems",
        BoardCommand::ResizeNotes { .. } => "ResizeNotes",
        BoardCommand::ResizeFrame { .. } => "ResizeFrame",
        BoardCommand::RetypeNotes { .. } => "RetypeNotes",
        BoardCommand::RecolourNotes { .. } => "RecolourNotes",
        BoardCommand::RestackNotes { .. } => "RestackNotes",
        BoardCommand::PinNotes { .. } => "PinNotes",
        BoardCommand::EditText { .. } => "EditText",
        BoardCommand::RelabelArrow { .. } => "RelabelArrow",
        BoardCommand::RetitleFrame { .. } => "RetitleFrame",
        BoardCommand::RetypeFrame { .. } => "RetypeFrame",
        BoardCommand::RetitleBoard { .. } => "RetitleBoard",
        BoardCommand::IntroduceParticipant { .. } => "IntroduceParticipant",
        BoardCommand::ChangeDetails { .. } => "ChangeDetails",
        BoardCommand::SetAgenda { .. } => "SetAgenda",
        BoardCommand::EnterPhase { .. } => "EnterPhase",
        BoardCommand::SetTimer { .. } => "SetTimer",
        BoardCommand::ExtendTimer { .. } => "ExtendTimer",
        BoardCommand::DismissHint { .. } => "DismissHint",
        BoardCommand::RestoreHint { .. } => "RestoreHint",
        BoardCommand::JudgeLinks { .. } => "JudgeLinks",
        BoardCommand::RelateContexts { .. } => "RelateContexts",
        BoardCommand::BendArrow { .. } => "BendArrow",
        BoardCommand::LockItems { .. } => "LockItems",
    }
}

/// Every message of a browser but proposals, with its name.
pub(crate) fn client_messages() -> Vec<(&'static str, ClientMessage)> {
    let hello = |name: &str, epoch, last_seq, first_pending| {
        let (secret, participant) = (ClientSecret::from_u128(0x5EC1), ANN);
        let name = name.to_owned();
        ClientMessage::Hello(Hello { secret, participant, name, epoch, last_seq, first_pending })
    };
    let shown = presences().into_iter();
    let mut all = vec![
        ("Hello.first", hello("", None, Seq::ZERO, None)),
        ("Hello.again", hello("Ann", Some(Epoch(u64::MAX)), Seq(300), Some(7))),
        ("Ping", ClientMessage::Ping),
        ("Look", ClientMessage::Look(Area { left: -300, top: 70, width: 1_280, height: 800 })),
    ];
    all.extend(shown.map(|(name, change)| (name, ClientMessage::Presence(change))));
    for (_, message) in &all {
        match message {
            ClientMessage::Hello(_)
            | ClientMessage::Propose { .. }
            | ClientMessage::Presence(_)
            | ClientMessage::Ping
            | ClientMessage::Look(_) => {}
        }
    }
    all
}

/// Every message of the server but recorded events and rejections, with its name.
pub(crate) fn server_messages() -> Vec<(&'static str, ServerMessage)> {
    let person = Person { session: SessionId(300), participant: ANN, name: "Ann".to_owned() };
    let welcome = |resume| {
        let (session, epoch, head) = (SessionId(1), Epoch(7), Seq(300));
        ServerMessage::Welcome { session, epoch, head, resume, people: vec![person.clone()] }
    };
    let signs = presences().into_iter().flat_map(|(_, change)| Vec::<Sign>::from(change));
    let signs = signs.map(|sign| (SessionId(300), sign));
    let all = vec![
        ("Welcome.Tail", welcome(Resume::Tail)),
        ("Welcome.Snapshot", welcome(Resume::Snapshot)),
        ("AlreadyRecorded", ServerMessage::AlreadyRecorded { number: 7, seq: Seq(300) }),
        ("Joined", ServerMessage::Joined(person.clone())),
        ("Left", ServerMessage::Left(SessionId(300))),
        ("Presence", ServerMessage::Presence(signs.collect())),
        ("Pong", ServerMessage::Pong { now_ms: 1_795_000_000_000 }),
    ];
    for (_, message) in &all {
        match message {
            ServerMessage::Welcome { resume: Resume::Tail | Resume::Snapshot, .. }
            | ServerMessage::Recorded { .. }
            | ServerMessage::AlreadyRecorded { .. }
            | ServerMessage::Rejected { .. }
            | ServerMessage::Joined(_)
            | ServerMessage::Left(_)
            | ServerMessage::Presence(_)
            | ServerMessage::Pong { .. } => {}
        }
    }
    all
}

fn presences() -> Vec<(&'static str, PresenceChange)> {
    let preview = |preview| PresenceChange { preview, ..PresenceChange::default() };
    let id = note_id("Order Placed");
    let moving = Preview::Moving {
        notes: vec![id],
        frames: vec![frame_id("Billing")],
        to: Spot::new(1, -2),
    };
    let name = |shown: &Preview| match shown {
        Preview::Moving { .. } => "Presence.Moving",
        Preview::Resizing { .. } => "Presence.Resizing",
        Preview::Writing(_) => "Presence.Writing",
        Preview::ResizingFrame { .. } => "Presence.ResizingFrame",
        Preview::Bending { .. } => "Presence.Bending",
    };
    let resizing = Preview::resizing(id, resize().centre, resize().size);
    let frame = Bounds::spanning(Point::new(-40.0, 0.0), Point::new(600.0, 300.4));
    let framing = Preview::resizing_frame(frame_id("Billing"), frame);
    let bending =
        Preview::bending(arrow_id("Place Order", "Order Placed"), Some(Vector::new(3.0, -150.0)));
    let previews = [moving, resizing, Preview::Writing(id), framing, bending];
    let mut all: Vec<_> =
        previews.into_iter().map(|shown| (name(&shown), preview(Some(Some(shown))))).collect();
    let moved_to = Some(Spot::new(-8_193, 64));
    all.push(("Presence.MovedTo", PresenceChange { moved_to, ..PresenceChange::default() }));
    all.push(("Presence.ended", preview(Some(None))));
    let cursor = |cursor| PresenceChange { cursor, ..PresenceChange::default() };
    all.push(("Presence.cursor", cursor(Some(Some(Spot::new(1_000_000, -7))))));
    all.push(("Presence.away", cursor(Some(None))));
    let selection = Some(vec![id]);
    all.push(("Presence.selection", PresenceChange { selection, ..PresenceChange::default() }));
    all
}

/// Every rejection.
pub(crate) fn rejections() -> Vec<Rejection> {
    let mut all = vec![Rejection::ItemsGone];
    while let Some(next) = all.last().and_then(|last| rejection_after(*last)) {
        all.push(next);
    }
    all
}

fn rejection_after(rejection: Rejection) -> Option<Rejection> {
    use Rejection as R;
    Some(match rejection {
        R::ItemsGone => R::NothingToChange,
        R::NothingToChange => R::IdTaken,
        R::IdTaken => R::TextTooLong,
        R::TextTooLong => R::TitleTooLong,
        R::TitleTooLong => R::TextConflict,
        R::TextConflict => R::BaseTooOld,
        R::BaseTooOld => R::TooManyNotes,
        R::TooManyNotes => R::TooManyArrows,
        R::TooManyArrows => R::TooManyFrames,
        R::TooManyFrames => R::TooManyParticipants,
        R::TooManyParticipants => R::TooManyDetails,
        R::TooManyDetails => R::DetailTooLong,
        R::DetailTooLong => R::AgendaInvalid,
        R::AgendaInvalid => R::TimerInvalid,
        R::TimerInvalid => R::TooManyJudgements,
        R::TooManyJudgements => R::RelationInvalid,
        R::RelationInvalid => R::TooManyItems,
        R::TooManyItems => R::OutOfBounds,
        R::OutOfBounds => R::SizeOutOfRange,
        R::SizeOutOfRange => R::ArrowEndsInvalid,
        R::ArrowEndsInvalid => R::HostInvalid,
        R::HostInvalid => R::TextInvalid,
        R::TextInvalid => return None,
    })
}

/// The event in its place in a log.
pub(crate) fn recorded(event: BoardEvent) -> RecordedEvent {
    RecordedEvent {
        seq: Seq(300),
        command_id: CommandId { client: ClientId::from_u128(0xC1), number: 7 },
        participant: ANN,
        recorded_at_ms: 1_795_000_000_000,
        event,
    }
}

fn note() -> Note {
    Note {
        centre: Point::new(-120.5, 33.25),
        text: "Order placed\n<b>2 × 👩‍👩‍👧</b> שלום".to_owned(),
        colour: Some(Colour::PaleYellow),
        z: ZIndex::above(Some(&ZIndex::first())),
        host: Some(note_id("Place")),
        details: Details::from(every_detail()),
        ..fixture::note("Order Placed", NoteKind::Hotspot)
    }
}

fn arrow() -> squall_board::Arrow {
    fixture::arrow("Place", "Order Placed")
}

fn resize() -> NoteResize {
    let (centre, size) = (Point::new(0.1, -0.1), Size::new(40.0, 2_000.0));
    NoteResize { note: note_id("Order Placed"), centre, size }
}

fn retype() -> NoteRetype {
    let (kind, size) = (NoteKind::PivotalEvent, Size::new(140.0, 140.0));
    NoteRetype { note: note_id("Order Placed"), kind, size }
}

fn recolours() -> Vec<NoteRecolour> {
    let note = note_id("Order Placed");
    [None, Some(Colour::LightGreen)].map(|colour| NoteRecolour { note, colour }).to_vec()
}

fn restack() -> NoteRestack {
    let z = ZIndex::between(&ZIndex::first(), &ZIndex::above(Some(&ZIndex::first())));
    NoteRestack { note: note_id("Order Placed"), z }
}

fn pins() -> Vec<NotePin> {
    let note = note_id("Order Placed");
    [None, Some(note_id("Place"))].map(|host| NotePin { note, host }).to_vec()
}

fn edit() -> TextOperation {
    use squall_board::TextSpan::{Delete, Insert, Retain};
    TextOperation::from_spans([Retain(5), Insert("é👩‍👩‍👧".to_owned()), Delete(3), Retain(1)])
}

/// One detail of every kind, with every type of field.
fn every_detail() -> Vec<Detail> {
    let types = [
        FieldType::Text,
        FieldType::Number,
        FieldType::Boolean,
        FieldType::DateTime,
        FieldType::Identifier,
        FieldType::Money,
        FieldType::List,
        FieldType::Custom("Address".to_owned()),
    ];
    let mut last = None;
    let fields = types.into_iter().zip(1..).map(|(kind, lot)| {
        let id = DetailId::behind(last, lot);
        last = Some(id);
        let (name, example) = (format!("field{lot}"), "42 €".to_owned());
        Detail::Field(Field { id, name, kind, example })
    });
    let mut all: Vec<Detail> = fields.collect();
    let words = |words: &str| words.to_owned();
    all.extend([
        Detail::Rule { id: DetailId::behind(None, 1), text: words("Never empty") },
        Detail::Condition(words("retry count < 2")),
        Detail::Delay(words("24 h")),
        Detail::ActorKind(ActorKind::Clock),
        Detail::State(HotspotState::Parked),
        Detail::Owner(words("Ann")),
        Detail::Answer(words("We ask the customer.")),
        Detail::Meaning(words("What a customer has asked for")),
        Detail::Tag(words("later")),
    ]);
    for detail in &all {
        match detail {
            Detail::Field(_)
            | Detail::Rule { .. }
            | Detail::Condition(_)
            | Detail::Delay(_)
            | Detail::ActorKind(ActorKind::Person | ActorKind::System | ActorKind::Clock)
            | Detail::State(HotspotState::Open | HotspotState::Parked | HotspotState::Resolved)
            | Detail::Owner(_)
            | Detail::Answer(_)
            | Detail::Meaning(_)
            | Detail::Tag(_) => {}
        }
    }
    all
}

fn details_changed() -> Vec<NoteDetail> {
    let note = note_id("Order Placed");
    let put = every_detail().into_iter().map(DetailChange::Put);
    let keys = every_detail().into_iter().map(|detail| DetailChange::Remove(detail.key()));
    let more = [
        DetailChange::Put(Detail::ActorKind(ActorKind::Person)),
        DetailChange::Put(Detail::ActorKind(ActorKind::System)),
        DetailChange::Put(Detail::State(HotspotState::Open)),
        DetailChange::Put(Detail::State(HotspotState::Resolved)),
        DetailChange::Remove(DetailKey::Meaning),
    ];
    put.chain(keys).chain(more).map(|change| NoteDetail { note, change }).collect()
}

fn agenda() -> Agenda {
    let phase = |number: u128, stage| Phase {
        id: PhaseId::from_u128(number),
        stage,
        name: format!("Phase {number}"),
        minutes: 25,
        question: "What happened?".to_owned(),
        notes: vec![NoteKind::DomainEvent, NoteKind::Hotspot],
        frames: vec![FrameKind::BoundedContext],
    };
    let phases = (1..).zip(Stage::ALL).map(|(number, stage)| phase(number, stage)).collect();
    Agenda { name: "Design level".to_owned(), level: Level::Design, phases }
}

fn pair() -> NotePair {
    NotePair { from: note_id("Place"), to: note_id("Order Placed") }
}

fn relation() -> ContextRelation {
    use ContextPattern as P;
    let patterns = [
        P::Partnership,
        P::SharedKernel,
        P::CustomerSupplier,
        P::Conformist,
        P::AnticorruptionLayer,
        P::OpenHostService,
        P::PublishedLanguage,
    ];
    ContextRelation {
        upstream: frame_id("Billing"),
        downstream: frame_id("Sales"),
        patterns: patterns.to_vec(),
    }
}
