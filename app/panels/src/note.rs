//! The Note panel: what the selected note says beside its text, how it is linked, and what to ask of it.
//! With a bounded context selected, how it stands to the others.

use maud::{Markup, html};
use squall_board::notation::Words;
use squall_board::{
    ActorKind, Board, ContextPattern, DetailKey, Field, FieldType, Frame, FrameKind, HotspotState,
    Note, NoteId, NoteKind, arrange, notation,
};
use squall_model::DomainModel;
use squall_model::domain_model::{Element, Flow, Found};
use squall_texts::{Text, Texts, text};

use crate::act::{Act, FieldPart, type_name};
use crate::correct;
use crate::desk::Reading;
use crate::hints;
use crate::markup::{button, check, choice, field, icon, icon_button, lead, panel as framed};
use crate::message::View;

/// The types of fields with what people read.
const TYPES: [(&str, Text); 7] = [
    ("text", text::TYPE_TEXT),
    ("number", text::TYPE_NUMBER),
    ("boolean", text::TYPE_BOOLEAN),
    ("dateTime", text::TYPE_DATE_TIME),
    ("identifier", text::TYPE_IDENTIFIER),
    ("money", text::TYPE_MONEY),
    ("list", text::TYPE_LIST),
];

/// The patterns between contexts with what people read, and words for who has it if one side does.
const PATTERNS: [(ContextPattern, Option<Text<1>>); 7] = [
    (ContextPattern::Partnership, None),
    (ContextPattern::SharedKernel, None),
    (ContextPattern::CustomerSupplier, None),
    (ContextPattern::Conformist, Some(text::PATTERN_OF_DOWNSTREAM)),
    (ContextPattern::AnticorruptionLayer, Some(text::PATTERN_OF_DOWNSTREAM)),
    (ContextPattern::OpenHostService, Some(text::PATTERN_OF_UPSTREAM)),
    (ContextPattern::PublishedLanguage, Some(text::PATTERN_OF_UPSTREAM)),
];

pub(crate) fn panel(board: &Board, reading: &Reading, view: &View, texts: Texts) -> Markup {
    let note = match view.notes.as_slice() {
        [id] => board.note(*id),
        _ => None,
    };
    let frame = match view.frames.as_slice() {
        [id] if view.notes.is_empty() => board.frame(*id),
        _ => None,
    };
    let context = frame.filter(|frame| frame.kind == FrameKind::BoundedContext);
    let body = match (note, context) {
        (Some(note), _) => of_note(board, reading, note, view.words, texts),
        (None, Some(frame)) => of_context(board, frame, texts),
        (None, None) => html! {
            p class="quiet" {
                (texts.get(text::NOTE_NOTHING))
            }
        },
    };
    let about = note.map(|note| note.id.to_string());
    let about = about.or_else(|| context.map(|frame| frame.id.to_string()));
    framed(text::PANEL_DETAILS, &about.unwrap_or_default(), texts, &body)
}

fn of_note(board: &Board, reading: &Reading, note: &Note, words: Words, texts: Texts) -> Markup {
    let row = notation::of(note.kind);
    let element = element_of(&reading.model, note.id);
    let hints: Vec<_> =
        reading.told.hints.iter().filter(|hint| hint.notes.contains(&note.id)).collect();
    html! {
        p class="note-head" { (icon(row.name)) b { (texts.get(words.say(row.label))) } }
        p class="note-words" dir="auto" { (note.text) }
        (taught(note.kind, texts))
        (own(note, texts))
        (common(note, texts))
        @if let Some(element) = element {
            @if element.notes.len() > 1 { (occurrences(element, note, texts)) }
            (links(&reading.model, element, board, texts))
        }
        @if !hints.is_empty() {
            h3 { (texts.get(text::NOTE_HINTS)) }
            ul class="hint-list" { @for hint in hints { (hints::one(hint, texts)) } }
        }
    }
}

/// How notes of this kind are written.
fn taught(kind: NoteKind, texts: Texts) -> Markup {
    let taught = notation::teaching(kind);
    let good = taught.good.iter().map(|good| texts.fill(text::NOTE_QUOTED, [texts.get(*good)]));
    let good: Vec<String> = good.collect();
    let also: Vec<&str> = taught.alternative.iter().map(|also| texts.get(*also)).collect();
    html! {
        details class="hint-why" {
            summary { (texts.get(text::NOTE_HOW)) }
            p { (texts.get(taught.how_to_write)) }
            @if !taught.alternative.is_empty() { p { (texts.fill(text::NOTE_ALSO, [&also.join(", ")])) } }
            @if !taught.good.is_empty() { p { (texts.fill(text::NOTE_GOOD, [&good.join(", ")])) } }
            @for (what, why) in taught.bad { p { (texts.fill(text::NOTE_BAD, [texts.get(*what), texts.get(*why)])) } }
            p class="quiet" lang="en" { (taught.source) }
        }
    }
}

/// What only notes of this kind have.
fn own(note: &Note, texts: Texts) -> Markup {
    let words = |label: Text, key: DetailKey, hint: Text| {
        let (label, hint) = (texts.get(label), texts.get(hint));
        let id = format!("{key:?}-{}", note.id);
        field(&id, label, note.details.words(&key), hint, &Act::Words(note.id, key.clone()))
    };
    match note.kind {
        NoteKind::DomainEvent | NoteKind::PivotalEvent => {
            fields(note, text::NOTE_EVENT_FIELDS, texts)
        }
        NoteKind::Command => fields(note, text::NOTE_COMMAND_FIELDS, texts),
        NoteKind::ReadModel => fields(note, text::NOTE_READ_MODEL_FIELDS, texts),
        NoteKind::Aggregate => rules(note, texts),
        NoteKind::Policy => html! {
            (words(text::NOTE_CONDITION, DetailKey::Condition, text::NOTE_CONDITION_HINT))
            (words(text::NOTE_DELAY, DetailKey::Delay, text::NOTE_DELAY_HINT))
        },
        NoteKind::Actor => {
            let kind = match note.details.actor_kind() {
                ActorKind::Person => "person",
                ActorKind::System => "system",
                ActorKind::Clock => "clock",
            };
            let options = [
                ("person", texts.get(text::NOTE_PERSON)),
                ("system", texts.get(text::NOTE_PROGRAM)),
                ("clock", texts.get(text::NOTE_CLOCK)),
            ];
            let id = format!("actor-{}", note.id);
            choice(&id, texts.get(text::NOTE_ACTOR), kind, &options, &Act::ActorKind(note.id))
        }
        NoteKind::Hotspot => {
            let state = match note.details.state() {
                HotspotState::Open => "open",
                HotspotState::Parked => "parked",
                HotspotState::Resolved => "resolved",
            };
            let options = [
                ("open", texts.get(text::NOTE_OPEN)),
                ("parked", texts.get(text::NOTE_PARKED)),
                ("resolved", texts.get(text::NOTE_RESOLVED)),
            ];
            let id = format!("state-{}", note.id);
            html! {
                (choice(&id, texts.get(text::NOTE_STATE), state, &options, &Act::State(note.id)))
                (words(text::NOTE_OWNER, DetailKey::Owner, text::NOTE_OWNER_HINT))
                (words(text::NOTE_ANSWER, DetailKey::Answer, text::NOTE_ANSWER_HINT))
            }
        }
        NoteKind::ExternalSystem
        | NoteKind::Opportunity
        | NoteKind::ValueGained
        | NoteKind::ValueLost
        | NoteKind::Screen
        | NoteKind::Text => html! {},
    }
}

/// What every note may have.
fn common(note: &Note, texts: Texts) -> Markup {
    let meaning = Act::Words(note.id, DetailKey::Meaning);
    html! {
        (field(
            &format!("meaning-{}", note.id),
            texts.get(text::NOTE_MEANING),
            note.details.words(&DetailKey::Meaning),
            texts.get(text::NOTE_MEANING_HINT),
            &meaning,
        ))
        div class="tag-list" {
            @for tag in note.details.tags() {
                span class="tag" {
                    span dir="auto" { (tag) }
                    (icon_button(
                        &format!("untag-{tag}-{}", note.id),
                        &texts.fill(text::NOTE_UNTAG, [tag]),
                        "close",
                        &Act::Remove(note.id, DetailKey::Tag(tag.to_owned())),
                    ))
                }
            }
        }
        (field(&format!("tag-{}", note.id), texts.get(text::NOTE_TAG), "", texts.get(text::NOTE_TAG_HINT), &Act::AddTag(note.id)))
    }
}

fn fields(note: &Note, question: Text, texts: Texts) -> Markup {
    html! {
        h3 { (texts.get(text::NOTE_FIELDS)) }
        @if note.details.fields().next().is_none() { p class="quiet" { (texts.get(question)) } }
        @for it in note.details.fields() { (one_field(note.id, it, texts)) }
        (field(
            &format!("field-{}", note.id),
            texts.get(text::NOTE_FIELD),
            "",
            texts.get(text::NOTE_FIELD_HINT),
            &Act::AddField(note.id),
        ))
    }
}

fn one_field(note: NoteId, it: &Field, texts: Texts) -> Markup {
    let id = |what: &str| format!("field-{what}-{}-{note}", it.id);
    let kind = type_name(&it.kind);
    let mut options = TYPES.map(|(name, label)| (name, texts.get(label))).to_vec();
    if !TYPES.iter().any(|(name, _)| *name == kind) {
        options.push((kind, kind));
    }
    let act = |part| Act::Field(note, it.id, part);
    html! {
        fieldset class="detail-field" id=(id("of")) {
            legend dir="auto" { (it.name) @if kind == "identifier" { " " span class="field-key" { (texts.get(text::NOTE_IDENTIFIER)) } } }
            (field(&id("name"), texts.get(text::NOTE_NAME), &it.name, "", &act(FieldPart::Name)))
            (choice(&id("type"), texts.get(text::NOTE_TYPE), kind, &options, &act(FieldPart::Type)))
            details {
                summary { (texts.get(text::NOTE_MORE)) }
                (field(&id("custom"), texts.get(text::NOTE_OWN_TYPE), if options.len() > TYPES.len() { kind } else { "" },
                    texts.get(text::NOTE_OWN_TYPE_HINT), &act(FieldPart::Type)))
                (field(&id("example"), texts.get(text::NOTE_EXAMPLE), &it.example, "42", &act(FieldPart::Example)))
                (icon_button(
                    &id("remove"),
                    &texts.fill(text::NOTE_UNFIELD, [&it.name]),
                    "delete",
                    &Act::Remove(note, DetailKey::Field(it.id)),
                ))
            }
        }
    }
}

fn rules(note: &Note, texts: Texts) -> Markup {
    html! {
        h3 { (texts.get(text::NOTE_RULES)) }
        @if note.details.rules().next().is_none() {
            p class="quiet" { (texts.get(text::NOTE_RULES_ASK)) }
        }
        @for (id, text) in note.details.rules() {
            (field(
                &format!("rule-{id}-{}", note.id),
                texts.get(text::NOTE_RULE),
                text,
                texts.get(text::NOTE_RULE_HINT),
                &Act::Words(note.id, DetailKey::Rule(id)),
            ))
        }
        (field(
            &format!("rule-{}", note.id),
            texts.get(text::NOTE_ADD_RULE),
            "",
            texts.get(text::NOTE_ADD_RULE_HINT),
            &Act::AddRule(note.id),
        ))
    }
}

/// The other notes that say the same.
fn occurrences(element: &Element, note: &Note, texts: Texts) -> Markup {
    let count = element.notes.len().to_string();
    html! {
        h3 { (texts.fill(text::NOTE_STANDS_ON, [&count])) }
        p { (lead(&texts.fill(text::NOTE_SHOW_ALL, [&count]), &element.notes, &[])) }
        (field(
            &format!("rename-{}", note.id),
            texts.get(text::NOTE_RENAME),
            &note.text,
            "",
            &Act::Rename(element.notes.clone()),
        ))
        p class="quiet" { (texts.get(text::NOTE_RENAME_ALONE)) }
    }
}

/// The links of an element, how each was found, and what to say of those that nobody drew.
fn links(model: &DomainModel, element: &Element, board: &Board, texts: Texts) -> Markup {
    let flows = model.flows.iter();
    let flows: Vec<&Flow> =
        flows.filter(|flow| flow.from == element.id || flow.to == element.id).collect();
    let rejected = board.judgements().rejected_links().iter().copied();
    let rejected: Vec<_> = rejected
        .filter(|link| element.notes.contains(&link.from) || element.notes.contains(&link.to))
        .filter(|link| board.note(link.from).is_some() && board.note(link.to).is_some())
        .collect();
    html! {
        @if !flows.is_empty() {
            h3 { (texts.get(text::NOTE_LINKS)) }
            ul class="link-rows" { @for flow in flows { (link(board, model, element, flow, texts)) } }
        }
        @if !rejected.is_empty() {
            p class="quiet" { (texts.fill(text::NOTE_SAID_NONE, [&rejected.len().to_string()])) " "
                (button(&format!("unreject-{}", element.id.as_str()), texts.get(text::NOTE_LOOK_AGAIN), &Act::Unreject(rejected)))
            }
        }
    }
}

fn link(
    board: &Board,
    model: &DomainModel,
    element: &Element,
    flow: &Flow,
    texts: Texts,
) -> Markup {
    let name = |id| model.name(id).unwrap_or_default();
    let is_out = flow.from == element.id;
    let other = if is_out { &flow.to } else { &flow.from };
    let relation = notation::relation(flow.relation).map_or(flow.relation, |it| texts.get(it));
    let notes: Vec<NoteId> = flow.pairs.iter().flat_map(|pair| [pair.from, pair.to]).collect();
    let id = |what: &str| format!("{what}-{}-{}", flow.from.as_str(), flow.to.as_str());
    html! {
        li {
            @if is_out {
                span { (relation) " " } (lead(name(other), &notes, &[]))
            } @else {
                (lead(name(other), &notes, &[])) span { " " (texts.fill(text::NOTE_THIS, [relation])) }
            }
            @if flow.inferred {
                p class="quiet" {
                    (texts.get(how_found(flow))) " "
                    (button(&id("confirm"), texts.get(text::NOTE_DRAW), &Act::Confirm(flow.pairs.clone())))
                    " "
                    (button(&id("reject"), texts.get(text::NOTE_NONE), &Act::Reject(flow.pairs.clone())))
                }
            }
            (correct::controls(board, model, element, flow, texts))
        }
    }
}

/// How a link that nobody drew was found.
fn how_found(flow: &Flow) -> Text {
    let says = |found: &Found| match found {
        Found::Arrow => text::NOTE_DRAWN,
        Found::Pinned => text::NOTE_PINNED,
        Found::SideBySide => text::NOTE_SIDE_BY_SIDE,
        Found::Stacked => text::NOTE_STACKED,
        Found::PolicyText => text::NOTE_IN_POLICY,
    };
    flow.found.first().map_or(text::NOTE_FOLLOWS, says)
}

/// What people call a pattern, without who has it.
pub(crate) const fn pattern_label(pattern: ContextPattern) -> Text {
    match pattern {
        ContextPattern::Partnership => text::PATTERN_PARTNERSHIP,
        ContextPattern::SharedKernel => text::PATTERN_SHARED_KERNEL,
        ContextPattern::CustomerSupplier => text::PATTERN_CUSTOMER_SUPPLIER,
        ContextPattern::Conformist => text::PATTERN_CONFORMIST,
        ContextPattern::AnticorruptionLayer => text::PATTERN_ANTICORRUPTION_LAYER,
        ContextPattern::OpenHostService => text::PATTERN_OPEN_HOST_SERVICE,
        ContextPattern::PublishedLanguage => text::PATTERN_PUBLISHED_LANGUAGE,
    }
}

/// What people call a type of field.
pub(crate) const fn type_label(kind: &FieldType) -> Text {
    match kind {
        FieldType::Text | FieldType::Custom(_) => text::TYPE_TEXT,
        FieldType::Number => text::TYPE_NUMBER,
        FieldType::Boolean => text::TYPE_BOOLEAN,
        FieldType::DateTime => text::TYPE_DATE_TIME,
        FieldType::Identifier => text::TYPE_IDENTIFIER,
        FieldType::Money => text::TYPE_MONEY,
        FieldType::List => text::TYPE_LIST,
    }
}

fn element_of(model: &DomainModel, note: NoteId) -> Option<&Element> {
    model.elements().map(|(_, element)| element).find(|element| element.notes.contains(&note))
}

fn of_context(board: &Board, frame: &Frame, texts: Texts) -> Markup {
    let others = board.frames().filter(|other| {
        other.kind == FrameKind::BoundedContext
            && other.id != frame.id
            && other.title != frame.title
    });
    let mut others: Vec<&Frame> = others.collect();
    arrange(&mut others, |a, b| a.title.cmp(&b.title).then(a.id.cmp(&b.id)));
    html! {
        p class="note-head" { (icon("boundedContext")) b { (texts.get(text::KIND_BOUNDED_CONTEXT)) } }
        p class="note-words" dir="auto" { (frame.title) }
        h3 { (texts.get(text::NOTE_STANDS)) }
        @if others.is_empty() { p class="quiet" { (texts.get(text::NOTE_ALONE)) } }
        @for other in others { (relation(board, frame, other, texts.get(text::NOTE_THIS_ONE), texts)) }
    }
}

/// The controls that say how the frame stands to another, which speak of it by these words.
pub(crate) fn relation(
    board: &Board,
    frame: &Frame,
    other: &Frame,
    words: &str,
    texts: Texts,
) -> Markup {
    let known = board.judgements().relation(frame.id, other.id);
    let value = known.map_or("none", |it| if it.upstream == frame.id { "one" } else { "other" });
    let id = |what: &str| format!("relation-{what}-{}-{}", frame.id, other.id);
    let title = if other.title.is_empty() { texts.get(text::NOTE_UNNAMED) } else { &other.title };
    let [up, down] =
        [text::NOTE_IS_UPSTREAM, text::NOTE_IS_DOWNSTREAM].map(|side| texts.fill(side, [words]));
    let options = [
        ("none", texts.get(text::NOTE_NOTHING_SAID)),
        ("one", up.as_str()),
        ("other", down.as_str()),
    ];
    html! {
        fieldset class="detail-field" id=(id("with")) {
            legend dir="auto" { (lead(title, &[], &[other.id])) }
            (choice(&id("direction"), texts.get(text::NOTE_DIRECTION), value, &options, &Act::Direction(frame.id, other.id)))
            @if let Some(known) = known {
                @for (pattern, side) in PATTERNS {
                    @let label = texts.get(pattern_label(pattern));
                    @let label = side.map_or(label.to_owned(), |side| texts.fill(side, [label]));
                    @let act = Act::Pattern(frame.id, other.id, pattern);
                    (check(&id(&format!("{pattern:?}")), &label, known.patterns.contains(&pattern), &act))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{board, frame_id, note_id};

    use super::*;

    fn html(wall: &str, view: View) -> String {
        let wall = board(wall);
        panel(&wall, &Reading::of(&wall), &view, Texts::default()).into_string()
    }

    fn of(wall: &str, note: &str) -> String {
        html(wall, View { notes: vec![note_id(note)], ..View::default() })
    }

    #[test]
    fn each_kind_is_asked_for_what_it_has() {
        for (wall, note, asked) in [
            ("event Paid", "Paid", "What does the event record?"),
            ("command Pay", "Pay", "What does the command carry?"),
            ("readmodel Bill", "Bill", "What does it show?"),
            ("aggregate Bill", "Bill", "Add a rule"),
            ("policy Remind", "Remind", "Delay"),
            ("actor Clock", "Clock", "The time"),
            ("hotspot Why", "Why", "Who sees to it?"),
            ("system Stripe", "Stripe", "Meaning"),
        ] {
            assert!(of(wall, note).contains(asked), "{wall}: {asked}");
        }
    }

    #[test]
    fn a_link_that_nobody_drew_can_be_drawn_or_rejected() {
        let near = of("command Pay @ 0,0; event Paid @ 150,0", "Paid");
        assert!(near.contains("Draw it") && near.contains("It is none"), "{near}");
        let drawn = of("command Pay @ 0,0; event Paid @ 150,0; Pay -> Paid", "Paid");
        assert!(!drawn.contains("Draw it") && drawn.contains("emits"), "{drawn}");
    }

    #[test]
    fn several_notes_of_one_name_are_renamed_together() {
        let twice = of("event Paid @ 0,0; event paid @ 900,0", "Paid");
        assert!(twice.contains("Stands on 2 notes") && twice.contains("Rename them together"));
    }

    #[test]
    fn a_context_is_related_to_every_other_one() {
        let wall = "context A @ 0,0 500x500; context B @ 900,0 500x500; lane L @ 0,900 500x500";
        let html = html(wall, View { frames: vec![frame_id("A")], ..View::default() });
        assert_eq!(html.matches("<fieldset").count(), 1, "{html}");
        assert!(!html.contains("Conformist"), "patterns come with a direction");
    }

    #[test]
    fn without_a_single_note_the_panel_says_what_it_is_for() {
        assert!(html("event Paid", View::default()).contains("Select one note"));
    }
}
