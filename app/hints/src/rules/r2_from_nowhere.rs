//! R2: a field that nothing gives: of a read model that no event records, of an event that no command
//! carries.

use squall_board::{Field, NoteKind};
use squall_texts::text;

use super::{BELOW_BIG_PICTURE, Gravity, Rule, RuleId};
use crate::fields::{self, Known, follows_from_others, is_gathered, is_made_by_system};
use crate::hint::Finding;
use crate::settings::{Need, Stage};
use crate::wall::{ALL_MIN, Node, Wall};

pub(super) const RULE: Rule = Rule {
    id: RuleId::R2,
    title: text::HINT_R2_TITLE,
    explanation: text::HINT_R2_EXPLANATION,
    source: "Event Modeling's check of completeness: what a view shows comes from events, what an \
        event records from commands",
    question: text::HINT_R2_QUESTION,
    needs: &[Need::Done(Stage::Commands)],
    levels: BELOW_BIG_PICTURE,
    gravity: Gravity::Doubt,
    check,
};

/// Longest part of a field's name that tells a hint from others, in Unicode scalar values.
const SUBJECT_CHARS_MAX: usize = 60;

fn check(wall: &Wall<'_>, found: &mut Vec<Finding>) {
    let sheets = Sheets::of(wall);
    if sheets.fields.iter().all(Vec::is_empty) {
        return;
    }
    if wall.settings.is_done(Stage::ReadModels) {
        read_models(wall, &sheets, found);
    }
    events(wall, &sheets, found);
}

/// What every element has written down of its fields.
struct Sheets<'a> {
    /// By the place of the element.
    fields: Vec<Vec<&'a Field>>,
    known: Vec<Known>,
}

impl<'a> Sheets<'a> {
    fn of(wall: &Wall<'a>) -> Self {
        let kinds =
            [NoteKind::DomainEvent, NoteKind::Command, NoteKind::ReadModel, NoteKind::Aggregate];
        let has_fields = |node: &Node<'_>| kinds.contains(&node.kind);
        let sheet = |node| if has_fields(node) { wall.fields(node) } else { Vec::new() };
        let fields: Vec<Vec<&Field>> = wall.nodes().iter().map(sheet).collect();
        let known = |fields: &Vec<&Field>| {
            let mut known = Known::default();
            fields.iter().for_each(|field| known.add(&field.name, 0));
            known
        };
        let known = fields.iter().map(known).collect();
        Self { fields, known }
    }

    fn has(&self, node: &Node<'_>, field: &Field) -> bool {
        self.known[node.at].has(&field.name)
    }

    /// Whether there is one of these, and all have written down what they have.
    fn are_full(&self, nodes: &[&Node<'_>]) -> bool {
        !nodes.is_empty() && nodes.iter().all(|node| !self.fields[node.at].is_empty())
    }
}

fn read_models(wall: &Wall<'_>, sheets: &Sheets<'_>, found: &mut Vec<Finding>) {
    for model in &wall.model.read_models {
        let Some(node) = wall.get(&model.element.id) else { continue };
        let events = wall.all(&model.built_from);
        // What nobody has written down yet, or comes from outside, may hold all that is missing.
        if !model.fed_by.is_empty() || !sheets.are_full(&events) {
            continue;
        }
        let shown = sheets.fields[node.at].iter().copied();
        let shown: Vec<&Field> =
            shown.filter(|field| !is_gathered(field) && !follows_from_others(field)).collect();
        let is_recorded = |field: &Field| {
            let mut events = events.iter().inspect(|_| wall.steps.count(1));
            events.any(|event| sheets.has(event, field))
        };
        let lacking: Vec<&Field> =
            shown.iter().copied().filter(|field| !is_recorded(field)).collect();
        each_or_all(wall, found, &lacking, shown.len(), |fields| {
            let said =
                if fields.len() == 1 { text::HINT_R2_UNBUILT } else { text::HINT_R2_UNBUILT_ALL };
            let message = wall.fill(said, [&names(wall, fields), &node.quoted()]);
            about(wall, node, fields, message, events[0])
        });
    }
}

fn events(wall: &Wall<'_>, sheets: &Sheets<'_>, found: &mut Vec<Finding>) {
    let remembered = memories(wall, sheets);
    for event in &wall.model.events {
        let Some(node) = wall.get(&event.element.id) else { continue };
        let commands = wall.all(&event.commands);
        let is_answer = !event.external_systems.is_empty()
            || commands.iter().any(|command| wall.has_after(command, NoteKind::ExternalSystem));
        if sheets.fields[node.at].is_empty() || is_answer || !sheets.are_full(&commands) {
            continue;
        }
        let recorded = sheets.fields[node.at].iter().copied();
        let recorded: Vec<&Field> = recorded
            .filter(|field| !is_made_by_system(field) && !follows_from_others(field))
            .collect();
        let place = wall.place_of(node.note());
        let aggregates = wall.all(&event.aggregates);
        let is_given = |field: &Field| {
            let mut sources = commands.iter().chain(&aggregates).inspect(|_| wall.steps.count(1));
            let mut minds = aggregates.iter().inspect(|_| wall.steps.count(1));
            sources.any(|source| sheets.has(source, field))
                || minds.any(|it| remembered[it.at].has_before(&field.name, place))
        };
        let lacking: Vec<&Field> =
            recorded.iter().copied().filter(|field| !is_given(field)).collect();
        each_or_all(wall, found, &lacking, recorded.len(), |fields| {
            let is_one = fields.len() == 1;
            let said = match (is_one, commands.len()) {
                (true, 1) => text::HINT_R2_NOWHERE,
                (true, _) => text::HINT_R2_NOWHERE_MANY,
                (false, 1) => text::HINT_R2_NOWHERE_ALL,
                (false, _) => text::HINT_R2_NOWHERE_ALL_MANY,
            };
            let message =
                wall.fill(said, [&names(wall, fields), &node.quoted(), &wall.listed(&commands)]);
            about(wall, node, fields, message, commands[0])
        });
    }
}

/// For every aggregate, by its place, what its events have told it and from when on. It may put that
/// into a later event.
fn memories(wall: &Wall<'_>, sheets: &Sheets<'_>) -> Vec<Known> {
    let mut remembered: Vec<Known> = Vec::new();
    remembered.resize_with(wall.nodes().len(), Known::default);
    for event in &wall.model.events {
        let Some(node) = wall.get(&event.element.id) else { continue };
        let place = wall.place_of(node.note());
        for aggregate in wall.all(&event.aggregates) {
            let fields = sheets.fields[node.at].iter().inspect(|_| wall.steps.count(1));
            fields.for_each(|field| remembered[aggregate.at].add(&field.name, place));
        }
    }
    remembered
}

/// One finding for each field; a single one when many lack a source and none has one.
fn each_or_all(
    wall: &Wall<'_>,
    found: &mut Vec<Finding>,
    lacking: &[&Field],
    candidates: usize,
    tell: impl Fn(&[&Field]) -> Finding,
) {
    if !wall.settings.misses(lacking.len(), candidates) {
        return;
    }
    if lacking.len() >= ALL_MIN && lacking.len() == candidates {
        found.push(tell(lacking));
    } else {
        found.extend(lacking.iter().map(|field| tell(&[*field])));
    }
}

fn names(wall: &Wall<'_>, fields: &[&Field]) -> String {
    let names: Vec<String> = fields.iter().map(|field| wall.quoted(field.name.trim())).collect();
    wall.listed_names(&names)
}

/// The finding, with the fix that writes the fields on the source.
fn about(
    wall: &Wall<'_>,
    node: &Node<'_>,
    fields: &[&Field],
    message: String,
    source: &Node<'_>,
) -> Finding {
    let mut finding = Finding::about(&[node], message);
    finding.subjects.extend(fields.iter().map(|field| {
        let key: String = fields::key(&field.name).chars().take(SUBJECT_CHARS_MAX).collect();
        format!("field.{key}")
    }));
    finding.notes.push(source.note());
    let fix = wall.board.note(source.note()).and_then(|note| {
        let label = wall.fill(text::HINT_R2_3, [&names(wall, fields), &source.quoted()]);
        wall.fix().add_fields(note, fields, &label)
    });
    let said = if fields.len() == 1 { text::HINT_R2_WHENCE } else { text::HINT_R2_WHENCE_ALL };
    let question = wall.fill(said, [&names(wall, fields), &node.element.name]);
    finding.with_fix_or_question(fix, question)
}

#[cfg(test)]
mod tests {
    use squall_board::{Board, Detail, FieldType};

    use super::RuleId::R2;
    use crate::testing::{check_on, detailed, english, english_at, field, of_rule};
    use crate::{Level, Settings, Stage};

    const WALL: &str = "command Place Order; event Order Placed; readmodel Orders
        Place Order -> Order Placed; Order Placed -> Orders";

    fn text(name: &str) -> Detail {
        field(name, FieldType::Text)
    }

    /// The wall with these fields on command, event and read model.
    fn wall(command: &[&str], event: &[&str], model: &[&str]) -> Board {
        let on = [("Place Order", command), ("Order Placed", event), ("Orders", model)];
        let all =
            on.into_iter().flat_map(|(note, names)| names.iter().map(move |it| (note, text(it))));
        detailed(WALL, &all.collect::<Vec<_>>())
    }

    fn check(board: &Board, expected: &[&str]) {
        check_on(board, &english(), R2, expected);
    }

    #[test]
    fn a_field_that_no_event_records_is_told() {
        let board = wall(&["street"], &["street"], &["street", "colour"]);
        check(&board, &["Orders, Order Placed"]);
        let found = of_rule(&board, &english(), R2);
        assert_eq!(found[0].message, "“colour” on “Orders” comes from no event that builds it.");
        assert_eq!(found[0].fix.as_ref().unwrap().label, "Add “colour” to “Order Placed”");
        assert_eq!(found[0].key, "R2:read-model.orders+field.colour");
    }

    #[test]
    fn a_field_that_no_command_carries_is_told() {
        let board = wall(&["street"], &["street", "colour"], &[]);
        check(&board, &["Order Placed, Place Order"]);
        let message = &of_rule(&board, &english(), R2)[0].message;
        assert_eq!(
            message,
            "“colour” on “Order Placed” comes from nowhere: “Place Order” does not carry it."
        );
    }

    #[test]
    fn many_fields_without_any_source_are_told_once() {
        let board = wall(&["size"], &["size"], &["street", "colour", "name"]);
        check(&board, &["Orders, Order Placed"]);
        check(&wall(&["size"], &["size"], &["street", "colour"]), &["Orders, Order Placed"; 2]);
    }

    #[test]
    fn walls_without_fields_hear_nothing() {
        check(&wall(&[], &[], &[]), &[]);
        check(&wall(&[], &["street"], &["street"]), &[]);
        check(&wall(&[], &[], &["street"]), &[]);
        check(&wall(&["street"], &[], &["street"]), &[]);
    }

    #[test]
    fn what_the_system_makes_and_what_follows_from_others_needs_no_source() {
        check(
            &wall(&["street"], &["street", "orderId", "placed at", "total"], &["id", "status"]),
            &[],
        );
        let typed = [
            ("Place Order", text("street")),
            ("Order Placed", text("street")),
            ("Order Placed", field("sku", FieldType::Identifier)),
            ("Orders", field("due", FieldType::DateTime)),
            ("Orders", field("lines", FieldType::List)),
        ];
        check(&detailed(WALL, &typed), &[]);
    }

    #[test]
    fn a_name_may_be_longer_or_shorter_than_that_of_its_source() {
        check(&wall(&["amountInCents"], &["amount"], &["Amount", "order amount"]), &[]);
    }

    #[test]
    fn what_comes_from_outside_is_left_alone() {
        let outside = format!("{WALL}; system Bank; Bank -> Orders; Bank -> Order Placed");
        let fields = [
            ("Place Order", text("street")),
            ("Order Placed", text("reference")),
            ("Orders", text("colour")),
        ];
        check(&detailed(&outside, &fields), &[]);
    }

    #[test]
    fn an_aggregate_remembers_what_has_happened() {
        let text_of = "command Place @ 0,0; event Placed @ 400,0; command Ship @ 900,0; event Shipped @ 1300,0
             aggregate Order @ 700,900; Place -> Order; Ship -> Order; Order -> Placed; Order -> Shipped
             Place -> Placed; Ship -> Shipped";
        let fields = |early: &'static str, late: &'static str| {
            [
                ("Place", text("size")),
                ("Ship", text("carrier")),
                (early, text("size")),
                (late, text("size")),
            ]
        };
        let told = detailed(text_of, &fields("Placed", "Shipped"));
        check(&told, &[]);
        let later = [
            ("Place", text("name")),
            ("Ship", text("size")),
            ("Placed", text("size")),
            ("Shipped", text("size")),
        ];
        check(&detailed(text_of, &later), &["Placed, Place"]);
        let own = [("Ship", text("carrier")), ("Shipped", text("size")), ("Order", text("size"))];
        check(&detailed(text_of, &own), &[]);
    }

    #[test]
    fn fields_are_followed_when_what_they_stand_on_was_looked_for() {
        let board = wall(&["street"], &["street", "size"], &["colour"]);
        let at = |stage| of_rule(&board, &english_at(Level::Design, stage), R2).len();
        assert_eq!(at(Stage::Commands), 0);
        assert_eq!((at(Stage::Aggregates), at(Stage::ReadModels), at(Stage::HotSpots)), (1, 1, 2));
        let big = english_at(Level::BigPicture, Stage::BoundedContexts);
        assert!(of_rule(&board, &big, R2).is_empty());
        let free = Settings::free(&board);
        assert!(of_rule(&board, &free, R2).is_empty(), "half of the fields have no source");
    }
}
