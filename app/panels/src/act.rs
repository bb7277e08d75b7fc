//! What a control in a panel does: one value of a closed set, carried in its `data-act`.

use serde::{Deserialize, Serialize};
use squall_board::{
    ActorKind, Agenda, Arrow, ArrowId, Board, BoardCommand, ContextPattern, ContextRelation,
    Detail, DetailChange, DetailId, DetailKey, Field, FieldType, FrameId, FrameKind, HotspotState,
    NoteDetail, NoteId, NoteKind, NotePair, ParticipantId, Phase, PhaseId, Stage, TextOperation,
    protocol,
};
use squall_hints::Hint;
use squall_texts::{Text, Texts, text};

use crate::correct::{self, End};
use crate::outline::edit::Edit;

/// Which part of a field a control sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldPart {
    /// Its name; without one the field is taken away.
    Name,
    /// Its type, by [`type_name`]; another word is a type of the domain.
    Type,
    /// Its example.
    Example,
}

/// Which part of a phase a control sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhasePart {
    /// Its name.
    Name,
    /// Its minutes.
    Minutes,
    /// What to ask.
    Question,
    /// What it looks for, by [`stage_name`].
    Stage,
    /// One place earlier.
    Earlier,
    /// One place later.
    Later,
    /// Taken out.
    Remove,
}

/// What a control does with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Carries out the fix of the hint with this key.
    Fix(String),
    /// Says that this hint does not matter; the value is the reason.
    Dismiss(String),
    /// Lets this hint speak again.
    Restore(String),
    /// Says that these are no links.
    Reject(Vec<NotePair>),
    /// Says that they are some after all.
    Unreject(Vec<NotePair>),
    /// Draws the arrows that say so.
    Confirm(Vec<NotePair>),
    /// Turns them around.
    Turn(Vec<NotePair>),
    /// Gives them another end: the note whose id is the value.
    Reconnect(Vec<NotePair>, End),
    /// Sets words of a note; empty ones are taken away.
    Words(NoteId, DetailKey),
    /// Adds a rule with this text.
    AddRule(NoteId),
    /// Adds a tag.
    AddTag(NoteId),
    /// Adds a field of this name, with a type guessed from it.
    AddField(NoteId),
    /// Sets a part of a field.
    Field(NoteId, DetailId, FieldPart),
    /// Takes a detail away.
    Remove(NoteId, DetailKey),
    /// Sets what an actor is: `person`, `system` or `clock`.
    ActorKind(NoteId),
    /// Sets how far a hot spot has come: `open`, `parked` or `resolved`.
    State(NoteId),
    /// Writes the value on all of these notes.
    Rename(Vec<NoteId>),
    /// Goes by the agenda template with this key.
    Begin(String),
    /// Goes by no agenda any more.
    End,
    /// Enters a phase.
    Enter(PhaseId),
    /// Changes a phase.
    Phase(PhaseId, PhasePart),
    /// Puts a kind of note into the palette of a phase, or takes it out.
    PhaseNote(PhaseId, NoteKind),
    /// Puts a kind of frame into the palette of a phase, or takes it out.
    PhaseFrame(PhaseId, FrameKind),
    /// Adds a phase with this name at the end.
    AddPhase,
    /// Sets how two contexts stand to each other: `none`, or which one is upstream, `one` or `other`.
    Direction(FrameId, FrameId),
    /// Adds a pattern to their relation, or takes it away if it is there.
    Pattern(FrameId, FrameId, ContextPattern),
    /// Does something in the Outline.
    Outline(Edit),
}

/// What a phase may look for: its name in forms, and what people read.
pub(crate) const STAGES: [(Stage, &str, Text); 10] = [
    (Stage::ChaoticExploration, "chaoticExploration", text::STAGE_CHAOTIC),
    (Stage::Timeline, "timeline", text::STAGE_TIMELINE),
    (Stage::PeopleAndSystems, "peopleAndSystems", text::STAGE_PEOPLE),
    (Stage::Commands, "commands", text::STAGE_COMMANDS),
    (Stage::Aggregates, "aggregates", text::STAGE_AGGREGATES),
    (Stage::Policies, "policies", text::STAGE_POLICIES),
    (Stage::ReadModels, "readModels", text::STAGE_READ_MODELS),
    (Stage::HotSpots, "hotSpots", text::STAGE_HOTSPOTS),
    (Stage::BoundedContexts, "boundedContexts", text::STAGE_CONTEXTS),
    (Stage::ExportCheck, "exportCheck", text::STAGE_CHECK),
];

/// The name of a stage, as in forms.
pub(crate) fn stage_name(stage: Stage) -> &'static str {
    STAGES.iter().find(|(known, ..)| *known == stage).map_or("", |(_, name, _)| name)
}

/// The name of a type of field, as in forms.
pub(crate) fn type_name(kind: &FieldType) -> &str {
    match kind {
        FieldType::Text => "text",
        FieldType::Number => "number",
        FieldType::Boolean => "boolean",
        FieldType::DateTime => "dateTime",
        FieldType::Identifier => "identifier",
        FieldType::Money => "money",
        FieldType::List => "list",
        FieldType::Custom(name) => name,
    }
}

fn type_of(name: &str) -> FieldType {
    match name {
        "text" => FieldType::Text,
        "number" => FieldType::Number,
        "boolean" => FieldType::Boolean,
        "dateTime" => FieldType::DateTime,
        "identifier" => FieldType::Identifier,
        "money" => FieldType::Money,
        "list" => FieldType::List,
        other => FieldType::Custom(other.to_owned()),
    }
}

/// The type that a name of a field suggests.
fn guessed_type(name: &str) -> FieldType {
    let lower = name.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if name.ends_with("Id")
        || name.ends_with("ID")
        || ends(&["_id", " id", "uuid"])
        || lower == "id"
    {
        FieldType::Identifier
    } else if name.ends_with("At") || ends(&["_at", " at", "date", "time", "timestamp"]) {
        FieldType::DateTime
    } else if ends(&["count", "quantity", "number"]) {
        FieldType::Number
    } else if ends(&["amount", "price", "_cents", "total"]) {
        FieldType::Money
    } else {
        FieldType::Text
    }
}

/// What an act needs to know.
pub(crate) struct Circumstances<'a> {
    pub(crate) board: &'a Board,
    pub(crate) hints: &'a [Hint],
    pub(crate) author: ParticipantId,
    pub(crate) texts: Texts,
    pub(crate) ids: &'a mut dyn FnMut() -> u128,
}

impl Act {
    /// The text of a `data-act`.
    #[must_use]
    pub fn to_text(&self) -> String {
        protocol::to_text(self)
    }

    /// The commands that carry it out; none if there is nothing to do.
    pub(crate) fn commands(self, value: &str, with: &mut Circumstances<'_>) -> Vec<BoardCommand> {
        let value = value.trim();
        match self {
            Self::Fix(key) => {
                let fix = with.hints.iter().find(|hint| hint.key == key);
                let fix = fix.and_then(|hint| hint.fix.as_ref());
                fix.map_or(vec![], |fix| fix.commands(with.board, with.author, with.ids))
            }
            Self::Dismiss(hint) => {
                vec![BoardCommand::DismissHint { hint, reason: value.to_owned() }]
            }
            Self::Restore(hint) => vec![BoardCommand::RestoreHint { hint }],
            Self::Reject(links) => vec![BoardCommand::JudgeLinks { links, rejected: true }],
            Self::Unreject(links) => vec![BoardCommand::JudgeLinks { links, rejected: false }],
            Self::Confirm(links) => draw(&links, with.ids),
            Self::Turn(links) => correct::turn(with.board, &links, with.ids),
            Self::Reconnect(links, end) => {
                correct::reconnect(with.board, &links, end, value, with.ids)
            }
            Self::Words(note, key) => words(note, key, value),
            Self::AddRule(_) | Self::AddTag(_) | Self::AddField(_) if value.is_empty() => vec![],
            Self::AddRule(note) => {
                let last = |key: &DetailKey| matches!(key, DetailKey::Rule(_));
                let id = DetailId::behind(last_id(with.board, note, last), (with.ids)());
                put(note, Detail::Rule { id, text: value.to_owned() })
            }
            Self::AddTag(note) => put(note, Detail::Tag(value.to_owned())),
            Self::AddField(note) => {
                let last = |key: &DetailKey| matches!(key, DetailKey::Field(_));
                let id = DetailId::behind(last_id(with.board, note, last), (with.ids)());
                let (name, kind) = (value.to_owned(), guessed_type(value));
                put(note, Detail::Field(Field { id, name, kind, example: String::new() }))
            }
            Self::Field(note, id, part) => field(with.board, note, id, part, value),
            Self::Remove(note, key) => change(note, DetailChange::Remove(key)),
            Self::ActorKind(note) => {
                let kind = match value {
                    "system" => ActorKind::System,
                    "clock" => ActorKind::Clock,
                    _ => ActorKind::Person,
                };
                put(note, Detail::ActorKind(kind))
            }
            Self::State(note) => {
                let state = match value {
                    "parked" => HotspotState::Parked,
                    "resolved" => HotspotState::Resolved,
                    _ => HotspotState::Open,
                };
                put(note, Detail::State(state))
            }
            Self::Rename(notes) => rename(with.board, &notes, value),
            Self::Begin(key) => begin(&key, with.texts, with.ids),
            Self::End => vec![BoardCommand::SetAgenda { agenda: None }],
            Self::Enter(phase) => vec![BoardCommand::EnterPhase { phase: Some(phase) }],
            Self::Phase(phase, part) => change_agenda(with.board, |agenda| {
                change_phase(agenda, phase, part, value);
            }),
            Self::PhaseNote(phase, kind) => change_agenda(with.board, |agenda| {
                let phase = agenda.phases.iter_mut().find(|it| it.id == phase);
                phase.into_iter().for_each(|phase| toggle_in(&mut phase.notes, kind));
            }),
            Self::PhaseFrame(phase, kind) => change_agenda(with.board, |agenda| {
                let phase = agenda.phases.iter_mut().find(|it| it.id == phase);
                phase.into_iter().for_each(|phase| toggle_in(&mut phase.frames, kind));
            }),
            Self::AddPhase if value.is_empty() => vec![],
            Self::AddPhase => {
                let id = PhaseId::from_u128((with.ids)());
                change_agenda(with.board, |agenda| agenda.phases.push(new_phase(id, value)))
            }
            Self::Direction(one, other) => direct(with.board, (one, other), value),
            Self::Pattern(one, other, pattern) => toggle(with.board, (one, other), pattern),
            Self::Outline(edit) => edit.carry_out(value, with).commands,
        }
    }
}

fn change(note: NoteId, change: DetailChange) -> Vec<BoardCommand> {
    vec![BoardCommand::ChangeDetails { notes: vec![NoteDetail { note, change }] }]
}

fn put(note: NoteId, detail: Detail) -> Vec<BoardCommand> {
    change(note, DetailChange::Put(detail))
}

/// Sets the words under a key that holds words; empty ones are taken away.
fn words(note: NoteId, key: DetailKey, value: &str) -> Vec<BoardCommand> {
    if value.is_empty() {
        return change(note, DetailChange::Remove(key));
    }
    let text = value.to_owned();
    let detail = match key {
        DetailKey::Rule(id) => Detail::Rule { id, text },
        DetailKey::Condition => Detail::Condition(text),
        DetailKey::Delay => Detail::Delay(text),
        DetailKey::Owner => Detail::Owner(text),
        DetailKey::Answer => Detail::Answer(text),
        DetailKey::Meaning => Detail::Meaning(text),
        DetailKey::Tag(_) => Detail::Tag(text),
        DetailKey::Field(_) | DetailKey::ActorKind | DetailKey::State => return vec![],
    };
    put(note, detail)
}

fn last_id(board: &Board, note: NoteId, is_of: impl Fn(&DetailKey) -> bool) -> Option<DetailId> {
    let keys = board.note(note)?.details.iter().map(Detail::key).filter(is_of);
    let ids = keys.filter_map(|key| match key {
        DetailKey::Field(id) | DetailKey::Rule(id) => Some(id),
        _ => None,
    });
    ids.max()
}

fn field(
    board: &Board,
    note: NoteId,
    id: DetailId,
    part: FieldPart,
    value: &str,
) -> Vec<BoardCommand> {
    let details = board.note(note).map(|note| &note.details);
    let Some(Detail::Field(known)) = details.and_then(|it| it.get(&DetailKey::Field(id))) else {
        return vec![];
    };
    let mut field = known.clone();
    match part {
        FieldPart::Name if value.is_empty() => {
            return change(note, DetailChange::Remove(DetailKey::Field(id)));
        }
        FieldPart::Name => value.clone_into(&mut field.name),
        FieldPart::Type => field.kind = type_of(value),
        FieldPart::Example => value.clone_into(&mut field.example),
    }
    put(note, Detail::Field(field))
}

fn draw(links: &[NotePair], ids: &mut dyn FnMut() -> u128) -> Vec<BoardCommand> {
    let arrows: Vec<Arrow> = links
        .iter()
        .map(|link| {
            let id = ArrowId::from_u128(ids());
            Arrow::new(id, link.from, link.to)
        })
        .collect();
    vec![BoardCommand::AddItems { notes: vec![], arrows, frames: vec![] }]
}

fn rename(board: &Board, notes: &[NoteId], value: &str) -> Vec<BoardCommand> {
    let edits = notes.iter().filter_map(|id| board.note(*id)).map(|note| {
        let operation = TextOperation::between(&note.text, value);
        BoardCommand::EditText { note: note.id, operation }
    });
    edits.collect()
}

fn begin(key: &str, texts: Texts, ids: &mut dyn FnMut() -> u128) -> Vec<BoardCommand> {
    let template = squall_guide::agendas().iter().find(|template| template.key == key);
    let Some(template) = template else { return vec![] };
    let agenda = template.agenda(texts, ids);
    let first = agenda.phases.first().map(|phase| phase.id);
    vec![
        BoardCommand::SetAgenda { agenda: Some(agenda) },
        BoardCommand::EnterPhase { phase: first },
    ]
}

fn change_agenda(board: &Board, change: impl FnOnce(&mut Agenda)) -> Vec<BoardCommand> {
    let mut agenda = board.session().agenda.clone();
    if let Some(agenda) = &mut agenda {
        change(agenda);
    }
    vec![BoardCommand::SetAgenda { agenda }]
}

fn change_phase(agenda: &mut Agenda, id: PhaseId, part: PhasePart, value: &str) {
    let Some(place) = agenda.phases.iter().position(|phase| phase.id == id) else { return };
    match part {
        PhasePart::Name => value.clone_into(&mut agenda.phases[place].name),
        PhasePart::Minutes => agenda.phases[place].minutes = value.parse().unwrap_or(0),
        PhasePart::Question => value.clone_into(&mut agenda.phases[place].question),
        PhasePart::Stage => {
            if let Some((stage, ..)) = STAGES.iter().find(|(_, name, _)| *name == value) {
                agenda.phases[place].stage = *stage;
            }
        }
        PhasePart::Earlier => agenda.phases.swap(place, place.saturating_sub(1)),
        PhasePart::Later => {
            let last = agenda.phases.len() - 1;
            agenda.phases.swap(place, (place + 1).min(last));
        }
        PhasePart::Remove => {
            agenda.phases.remove(place);
        }
    }
}

/// Puts something at the end of a list, or takes it out.
fn toggle_in<T: PartialEq>(list: &mut Vec<T>, thing: T) {
    match list.iter().position(|known| *known == thing) {
        Some(place) => drop(list.remove(place)),
        None => list.push(thing),
    }
}

/// A phase of its own making: with the usual palette, ten minutes long.
fn new_phase(id: PhaseId, name: &str) -> Phase {
    Phase {
        id,
        stage: Stage::HotSpots,
        name: name.to_owned(),
        minutes: 10,
        question: String::new(),
        notes: vec![],
        frames: vec![],
    }
}

fn direct(board: &Board, (one, other): (FrameId, FrameId), value: &str) -> Vec<BoardCommand> {
    let known = board.judgements().relation(one, other);
    let patterns = known.map(|relation| relation.patterns.clone()).unwrap_or_default();
    let relation = match value {
        "one" => Some(ContextRelation { upstream: one, downstream: other, patterns }),
        "other" => Some(ContextRelation { upstream: other, downstream: one, patterns }),
        _ => None,
    };
    vec![BoardCommand::RelateContexts { one, other, relation }]
}

fn toggle(
    board: &Board,
    (one, other): (FrameId, FrameId),
    pattern: ContextPattern,
) -> Vec<BoardCommand> {
    let Some(known) = board.judgements().relation(one, other) else { return vec![] };
    let mut patterns = known.patterns.clone();
    match patterns.binary_search(&pattern) {
        Ok(place) => drop(patterns.remove(place)),
        Err(place) => patterns.insert(place, pattern),
    }
    let relation = Some(ContextRelation { patterns, ..known.clone() });
    vec![BoardCommand::RelateContexts { one, other, relation }]
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{self, ANN, frame_id, note_id};

    use super::*;

    /// The board after an act.
    fn acted(board: &mut Board, act: Act, value: &str) {
        // Each act has ids of its own.
        let mut last = 100 + 1_000 * value.len() as u128;
        let mut ids = || {
            last += 1;
            last
        };
        let before = board.clone();
        let mut with = Circumstances {
            board: &before,
            hints: &[],
            author: ANN,
            texts: Texts::ENGLISH,
            ids: &mut ids,
        };
        for command in act.commands(value, &mut with) {
            let event = board.decide(&command, ANN).unwrap();
            board.apply(&event, ANN);
        }
    }

    #[test]
    fn an_act_comes_back_from_its_text() {
        let act = Act::Words(note_id("a"), DetailKey::Owner);
        assert_eq!(protocol::from_text(&act.to_text()), Some(act));
    }

    #[test]
    fn fields_are_added_in_order_with_a_type_that_fits_their_name() {
        let mut board = fixture::board("event Item Added");
        let note = note_id("Item Added");
        for name in ["itemId", "quantity", "addedAt", "unit price", "note", ""] {
            acted(&mut board, Act::AddField(note), name);
        }
        let fields = |board: &Board| -> Vec<(String, FieldType)> {
            let details = &board.note(note).unwrap().details;
            details.fields().map(|field| (field.name.clone(), field.kind.clone())).collect()
        };
        let expected = [
            ("itemId", FieldType::Identifier),
            ("quantity", FieldType::Number),
            ("addedAt", FieldType::DateTime),
            ("unit price", FieldType::Money),
            ("note", FieldType::Text),
        ];
        assert_eq!(fields(&board), expected.map(|(name, kind)| (name.to_owned(), kind)));
        let id = board.note(note).unwrap().details.fields().next().unwrap().id;
        acted(&mut board, Act::Field(note, id, FieldPart::Type), "Sku");
        assert_eq!(fields(&board)[0].1, FieldType::Custom("Sku".to_owned()));
        acted(&mut board, Act::Field(note, id, FieldPart::Name), "");
        assert_eq!(fields(&board).len(), 4);
    }

    #[test]
    fn words_without_words_are_taken_away() {
        let mut board = fixture::board("hotspot Why");
        let owner = || Act::Words(note_id("Why"), DetailKey::Owner);
        acted(&mut board, owner(), " Ann ");
        assert_eq!(board.note(note_id("Why")).unwrap().details.words(&DetailKey::Owner), "Ann");
        acted(&mut board, owner(), " ");
        assert_eq!(board, fixture::board("hotspot Why"));
    }

    #[test]
    fn all_notes_of_one_name_are_renamed_together() {
        let mut board = fixture::board("event Paid; event Item Paid");
        acted(&mut board, Act::Rename(vec![note_id("Paid"), note_id("Item Paid")]), "Bill Paid");
        assert!(board.notes().all(|note| note.text == "Bill Paid"));
    }

    #[test]
    fn phases_are_moved_renamed_and_taken_out() {
        let mut board = fixture::board("");
        acted(&mut board, Act::Begin(squall_guide::agendas()[0].key.to_owned()), "");
        let phases = |board: &Board| board.session().agenda.clone().unwrap().phases;
        let before = phases(&board);
        assert_eq!(board.session().phase, Some(before[0].id));
        acted(&mut board, Act::Phase(before[0].id, PhasePart::Later), "");
        assert_eq!(phases(&board)[1].id, before[0].id);
        acted(&mut board, Act::Phase(before[0].id, PhasePart::Minutes), "7");
        acted(&mut board, Act::Phase(before[0].id, PhasePart::Name), "Warm up");
        let first = phases(&board)[1].clone();
        assert_eq!((first.minutes, first.name.as_str()), (7, "Warm up"));
        let (id, actor) = (before[0].id, NoteKind::Actor);
        let shows = |board: &Board| phases(board)[1].notes.contains(&actor);
        let before_actor = shows(&board);
        acted(&mut board, Act::PhaseNote(id, actor), "");
        assert_ne!(shows(&board), before_actor);
        acted(&mut board, Act::Phase(id, PhasePart::Stage), "policies");
        assert_eq!(phases(&board)[1].stage, Stage::Policies);
        acted(&mut board, Act::Phase(before[1].id, PhasePart::Remove), "");
        acted(&mut board, Act::AddPhase, "Look back");
        assert_eq!(phases(&board).len(), before.len());
        assert_eq!(phases(&board).last().unwrap().name, "Look back");
        assert_eq!(board.session().phase, Some(before[0].id), "it goes on");
    }

    #[test]
    fn contexts_are_related_with_patterns() {
        let mut board = fixture::board("context A @ 0,0 500x500; context B @ 900,0 500x500");
        let (one, other) = (frame_id("A"), frame_id("B"));
        acted(&mut board, Act::Direction(one, other), "other");
        acted(&mut board, Act::Pattern(one, other, ContextPattern::Conformist), "");
        let relation = board.judgements().relation(one, other).unwrap();
        assert_eq!(relation.upstream, other);
        assert!(relation.patterns.contains(&ContextPattern::Conformist));
        acted(&mut board, Act::Direction(one, other), "one");
        let relation = board.judgements().relation(one, other).unwrap();
        assert_eq!((relation.upstream, relation.patterns.len()), (one, 1));
        acted(&mut board, Act::Direction(one, other), "none");
        assert!(board.judgements().relations().is_empty());
    }
}
