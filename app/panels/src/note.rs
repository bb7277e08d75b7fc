//! The Note panel: what the selected note says beside its text, how it is linked, and what to ask of it.
//! With a bounded context selected, how it stands to the others.

use maud::{Markup, html};
use squall_board::notation::Words;
use squall_board::{
    ActorKind, Board, ContextPattern, DetailKey, Field, Frame, FrameKind, HotspotState, Note,
    NoteId, NoteKind, arrange, notation,
};
use squall_model::DomainModel;
use squall_model::domain_model::{Element, Flow, Found};

use crate::act::{Act, FieldPart, type_name};
use crate::correct;
use crate::desk::Reading;
use crate::hints;
use crate::markup::{button, check, choice, field, icon, icon_button, lead, panel as framed};
use crate::message::View;

/// The types of fields with what people read.
const TYPES: [(&str, &str); 7] = [
    ("text", "Text"),
    ("number", "Number"),
    ("boolean", "Yes or no"),
    ("dateTime", "Date and time"),
    ("identifier", "Identifier"),
    ("money", "Money"),
    ("list", "List"),
];

/// The patterns between contexts with what people read, and whether they say who is upstream.
const PATTERNS: [(ContextPattern, &str); 7] = [
    (ContextPattern::Partnership, "Partnership"),
    (ContextPattern::SharedKernel, "Shared kernel"),
    (ContextPattern::CustomerSupplier, "Customer/supplier"),
    (ContextPattern::Conformist, "Conformist (downstream)"),
    (ContextPattern::AnticorruptionLayer, "Anticorruption layer (downstream)"),
    (ContextPattern::OpenHostService, "Open host service (upstream)"),
    (ContextPattern::PublishedLanguage, "Published language (upstream)"),
];

pub(crate) fn panel(board: &Board, reading: &Reading, view: &View) -> Markup {
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
        (Some(note), _) => of_note(board, reading, note, view.words),
        (None, Some(frame)) => of_context(board, frame),
        (None, None) => html! {
            p class="quiet" {
                "Select one note to say more about it: fields, rules, owners, links. Or select a bounded
                context to say how it stands to others."
            }
        },
    };
    let about = note.map(|note| note.id.to_string());
    let about = about.or_else(|| context.map(|frame| frame.id.to_string()));
    framed("Details", &about.unwrap_or_default(), &body)
}

fn of_note(board: &Board, reading: &Reading, note: &Note, words: Words) -> Markup {
    let row = notation::of(note.kind);
    let element = element_of(&reading.model, note.id);
    let hints: Vec<_> =
        reading.told.hints.iter().filter(|hint| hint.notes.contains(&note.id)).collect();
    html! {
        p class="note-head" { (icon(row.name)) b { (words.say(row.label)) } }
        p class="note-words" dir="auto" { (note.text) }
        (taught(note.kind))
        (own(note))
        (common(note))
        @if let Some(element) = element {
            @if element.notes.len() > 1 { (occurrences(element, note)) }
            (links(&reading.model, element, board))
        }
        @if !hints.is_empty() {
            h3 { "Hints" }
            ul class="hint-list" { @for hint in hints { (hints::one(hint)) } }
        }
    }
}

/// How notes of this kind are written.
fn taught(kind: NoteKind) -> Markup {
    let taught = notation::teaching(kind);
    html! {
        details class="hint-why" {
            summary { "How is it written?" }
            p { (taught.how_to_write) }
            @if !taught.alternative.is_empty() { p { "Also called: " (taught.alternative.join(", ")) } }
            @if !taught.good.is_empty() { p { "Good: “" (taught.good.join("”, “")) "”" } }
            @for (what, why) in taught.bad { p { "Not so good: “" (what) "”. " (why) } }
            p class="quiet" { (taught.source) }
        }
    }
}

/// What only notes of this kind have.
fn own(note: &Note) -> Markup {
    let words = |label: &str, key: DetailKey, hint: &str| {
        let id = format!("{key:?}-{}", note.id);
        field(&id, label, note.details.words(&key), hint, &Act::Words(note.id, key.clone()))
    };
    match note.kind {
        NoteKind::DomainEvent | NoteKind::PivotalEvent => {
            fields(note, "What does the event record?")
        }
        NoteKind::Command => fields(note, "What does the command carry?"),
        NoteKind::ReadModel => fields(note, "What does it show?"),
        NoteKind::Aggregate => rules(note),
        NoteKind::Policy => html! {
            (words("Condition", DetailKey::Condition, "retry count < 2"))
            (words("Delay", DetailKey::Delay, "24 h"))
        },
        NoteKind::Actor => {
            let kind = match note.details.actor_kind() {
                ActorKind::Person => "person",
                ActorKind::System => "system",
                ActorKind::Clock => "clock",
            };
            let options =
                [("person", "A person or group"), ("system", "A program"), ("clock", "The time")];
            let id = format!("actor-{}", note.id);
            choice(&id, "This is", kind, &options, &Act::ActorKind(note.id))
        }
        NoteKind::Hotspot => {
            let state = match note.details.state() {
                HotspotState::Open => "open",
                HotspotState::Parked => "parked",
                HotspotState::Resolved => "resolved",
            };
            let options =
                [("open", "Open"), ("parked", "Left for later"), ("resolved", "Answered")];
            let id = format!("state-{}", note.id);
            html! {
                (choice(&id, "State", state, &options, &Act::State(note.id)))
                (words("Owner", DetailKey::Owner, "Who sees to it?"))
                (words("Answer", DetailKey::Answer, "What was found out?"))
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
fn common(note: &Note) -> Markup {
    let meaning = Act::Words(note.id, DetailKey::Meaning);
    html! {
        (field(
            &format!("meaning-{}", note.id),
            "Meaning",
            note.details.words(&DetailKey::Meaning),
            "What these words mean here",
            &meaning,
        ))
        div class="tag-list" {
            @for tag in note.details.tags() {
                span class="tag" {
                    span dir="auto" { (tag) }
                    (icon_button(
                        &format!("untag-{tag}-{}", note.id),
                        &format!("Take away the tag {tag}"),
                        "close",
                        &Act::Remove(note.id, DetailKey::Tag(tag.to_owned())),
                    ))
                }
            }
        }
        (field(&format!("tag-{}", note.id), "Add a tag", "", "Word, then Enter", &Act::AddTag(note.id)))
    }
}

fn fields(note: &Note, question: &str) -> Markup {
    html! {
        h3 { "Fields" }
        @if note.details.fields().next().is_none() { p class="quiet" { (question) } }
        @for it in note.details.fields() { (one_field(note.id, it)) }
        (field(
            &format!("field-{}", note.id),
            "Add a field",
            "",
            "Name, such as orderId, then Enter",
            &Act::AddField(note.id),
        ))
    }
}

fn one_field(note: NoteId, it: &Field) -> Markup {
    let id = |what: &str| format!("field-{what}-{}-{note}", it.id);
    let kind = type_name(&it.kind);
    let mut options = TYPES.to_vec();
    if !TYPES.iter().any(|(name, _)| *name == kind) {
        options.push((kind, kind));
    }
    let act = |part| Act::Field(note, it.id, part);
    html! {
        fieldset class="detail-field" id=(id("of")) {
            legend dir="auto" { (it.name) @if kind == "identifier" { " " span class="field-key" { "identifier" } } }
            (field(&id("name"), "Name", &it.name, "", &act(FieldPart::Name)))
            (choice(&id("type"), "Type", kind, &options, &act(FieldPart::Type)))
            details {
                summary { "More" }
                (field(&id("custom"), "A type of your own", if options.len() > TYPES.len() { kind } else { "" },
                    "Address", &act(FieldPart::Type)))
                (field(&id("example"), "Example", &it.example, "42", &act(FieldPart::Example)))
                (icon_button(
                    &id("remove"),
                    &format!("Take away the field {}", it.name),
                    "delete",
                    &Act::Remove(note, DetailKey::Field(it.id)),
                ))
            }
        }
    }
}

fn rules(note: &Note) -> Markup {
    html! {
        h3 { "Rules" }
        @if note.details.rules().next().is_none() {
            p class="quiet" { "What must always hold, whoever asks for whatever?" }
        }
        @for (id, text) in note.details.rules() {
            (field(
                &format!("rule-{id}-{}", note.id),
                "Rule",
                text,
                "Leave it empty to take it away",
                &Act::Words(note.id, DetailKey::Rule(id)),
            ))
        }
        (field(
            &format!("rule-{}", note.id),
            "Add a rule",
            "",
            "A cart is never empty at checkout",
            &Act::AddRule(note.id),
        ))
    }
}

/// The other notes that say the same.
fn occurrences(element: &Element, note: &Note) -> Markup {
    let count = element.notes.len();
    html! {
        h3 { "Stands on " (count) " notes" }
        p { (lead(&format!("Show all {count}"), &element.notes, &[])) }
        (field(
            &format!("rename-{}", note.id),
            "Rename them together",
            &note.text,
            "",
            &Act::Rename(element.notes.clone()),
        ))
        p class="quiet" { "Writing on one note alone makes it a thing of its own." }
    }
}

/// The links of an element, how each was found, and what to say of those that nobody drew.
fn links(model: &DomainModel, element: &Element, board: &Board) -> Markup {
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
            h3 { "Links" }
            ul class="link-rows" { @for flow in flows { (link(board, model, element, flow)) } }
        }
        @if !rejected.is_empty() {
            p class="quiet" { (rejected.len()) " said to be none. "
                (button(&format!("unreject-{}", element.id.as_str()), "Look for them again", &Act::Unreject(rejected)))
            }
        }
    }
}

fn link(board: &Board, model: &DomainModel, element: &Element, flow: &Flow) -> Markup {
    let name = |id| model.name(id).unwrap_or_default();
    let is_out = flow.from == element.id;
    let (words, other) = if is_out {
        (format!("{} ", flow.relation), &flow.to)
    } else {
        (format!("{} ", name(&flow.from)), &flow.from)
    };
    let notes: Vec<NoteId> = flow.pairs.iter().flat_map(|pair| [pair.from, pair.to]).collect();
    let id = |what: &str| format!("{what}-{}-{}", flow.from.as_str(), flow.to.as_str());
    html! {
        li {
            @if is_out {
                span { (words) } (lead(name(other), &notes, &[]))
            } @else {
                (lead(name(other), &notes, &[])) span { " " (flow.relation) " this" }
            }
            @if flow.inferred {
                p class="quiet" {
                    (how_found(flow)) " "
                    (button(&id("confirm"), "Draw it", &Act::Confirm(flow.pairs.clone())))
                    " "
                    (button(&id("reject"), "It is none", &Act::Reject(flow.pairs.clone())))
                }
            }
            (correct::controls(board, model, element, flow))
        }
    }
}

/// How a link that nobody drew was found.
fn how_found(flow: &Flow) -> &'static str {
    let says = |found: &Found| match found {
        Found::Arrow => "Somebody drew it.",
        Found::Pinned => "One is pinned to the other.",
        Found::SideBySide => "They stand side by side.",
        Found::Stacked => "They stand above each other.",
        Found::PolicyText => "The policy's words name it.",
    };
    flow.found.first().map_or("It follows from the wall.", says)
}

/// What people call a pattern, without who has it.
pub(crate) fn pattern_label(pattern: ContextPattern) -> &'static str {
    let row = PATTERNS.iter().find(|(known, _)| *known == pattern);
    let label = row.map_or("", |(_, label)| label);
    label.split(" (").next().unwrap_or(label)
}

fn element_of(model: &DomainModel, note: NoteId) -> Option<&Element> {
    model.elements().map(|(_, element)| element).find(|element| element.notes.contains(&note))
}

fn of_context(board: &Board, frame: &Frame) -> Markup {
    let others = board.frames().filter(|other| {
        other.kind == FrameKind::BoundedContext
            && other.id != frame.id
            && other.title != frame.title
    });
    let mut others: Vec<&Frame> = others.collect();
    arrange(&mut others, |a, b| a.title.cmp(&b.title).then(a.id.cmp(&b.id)));
    html! {
        p class="note-head" { (icon("boundedContext")) b { "Bounded context" } }
        p class="note-words" dir="auto" { (frame.title) }
        h3 { "How it stands to others" }
        @if others.is_empty() { p class="quiet" { "There is no other context yet." } }
        @for other in others { (relation(board, frame, other, "This one")) }
    }
}

/// The controls that say how the frame stands to another, which speak of it by these words.
pub(crate) fn relation(board: &Board, frame: &Frame, other: &Frame, words: &str) -> Markup {
    let known = board.judgements().relation(frame.id, other.id);
    let value = known.map_or("none", |it| if it.upstream == frame.id { "one" } else { "other" });
    let id = |what: &str| format!("relation-{what}-{}-{}", frame.id, other.id);
    let title = if other.title.is_empty() { "Unnamed context" } else { &other.title };
    let [up, down] = ["upstream", "downstream"].map(|side| format!("{words} is {side}"));
    let options = [("none", "Nothing is said"), ("one", up.as_str()), ("other", down.as_str())];
    html! {
        fieldset class="detail-field" id=(id("with")) {
            legend dir="auto" { (lead(title, &[], &[other.id])) }
            (choice(&id("direction"), "Direction", value, &options, &Act::Direction(frame.id, other.id)))
            @if let Some(known) = known {
                @for (pattern, label) in PATTERNS {
                    @let act = Act::Pattern(frame.id, other.id, pattern);
                    (check(&id(&format!("{pattern:?}")), label, known.patterns.contains(&pattern), &act))
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
        panel(&wall, &Reading::of(&wall), &view).into_string()
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
