//! Texts become walls, and walls become the model that the text describes.

mod common;

use common::{EVENTS, assert_tidy, board_of, counted_ids, import, named, names};
use proptest::prelude::*;
use squall_board::fixture::ANN;
use squall_board::{BoardCommand, NoteKind};
use squall_model::derive;
use squall_model::domain_model::DomainModel;
use squall_model::import::{ImportError, UnreadReason, parse, subscription_box};

const GUIDE: &str = include_str!("sources/001-event-storming-guide.md");
const CART: &str = include_str!("sources/002-shopping-cart-example.md");
const ANNOTATIONS: &str = include_str!("sources/003-intro-to-event-storming-annotations.md");

fn assert_is_subscription_box(model: &DomainModel) {
    assert_eq!(names(model.events.iter().map(|it| &it.element)), EVENTS);
    let causes: Vec<Vec<&str>> = model.events.iter().map(|it| named(model, &it.commands)).collect();
    assert_eq!(
        causes,
        [
            ["Create Subscription"],
            ["Trigger Billing Cycle"],
            ["Attempt Payment"],
            ["Attempt Payment"],
            ["Attempt Payment"],
            ["Schedule Retry"],
            ["Attempt Payment"],
            ["Pause Subscription"],
            ["Request Shipment"],
            ["Resume Subscription"],
            ["Cancel Subscription"],
        ]
    );
    assert_eq!(model.commands.len(), 8);
    let notes: usize = model.commands.iter().map(|it| it.element.notes.len()).sum();
    assert_eq!(notes, 9, "Attempt Payment stands on the wall twice");
    let aggregates: Vec<&str> =
        model.aggregates.iter().map(|it| it.element.name.as_str()).collect();
    assert_eq!(aggregates, ["Subscription", "Billing", "Shipment"]);
    let policies: Vec<(&str, Vec<&str>, Vec<&str>)> = model
        .policies
        .iter()
        .map(|it| (it.element.name.as_str(), named(model, &it.when), named(model, &it.then)))
        .collect();
    assert_eq!(policies.len(), 4);
    for expected in [
        ("Charge on Cycle", vec!["Monthly Billing Cycle Triggered"], vec!["Attempt Payment"]),
        ("Retry Failed Payment", vec!["Payment Failed"], vec!["Schedule Retry"]),
        ("Pause After Retries Exhausted", vec!["Payment Failed"], vec!["Pause Subscription"]),
        ("Fulfill on Payment", vec!["Payment Succeeded"], vec!["Request Shipment"]),
    ] {
        assert!(policies.contains(&expected), "{policies:?}");
    }
    let read_models: Vec<(&str, Vec<&str>)> = model
        .read_models
        .iter()
        .map(|it| (it.element.name.as_str(), named(model, &it.built_from)))
        .collect();
    assert_eq!(read_models.len(), 3);
    for expected in [
        (
            "My Subscription",
            vec![
                "Subscription Created",
                "Subscription Paused",
                "Subscription Resumed",
                "Subscription Cancelled",
            ],
        ),
        (
            "Failed Payments Dashboard",
            vec!["Payment Failed", "Payment Retry Scheduled", "Subscription Paused"],
        ),
        ("Shipment Queue", vec!["Shipment Requested"]),
    ] {
        assert!(read_models.contains(&expected), "{read_models:?}");
    }
    let mut actors = names(model.actors.iter().map(|it| &it.element));
    actors.sort_unstable();
    assert_eq!(actors, ["Customer", "Retry Scheduler", "Scheduler (cron)"]);
    assert_eq!(names(model.external_systems.iter().map(|it| &it.element)), ["Payment Gateway"]);
    let contexts = names(model.contexts.iter().map(|it| &it.element));
    assert_eq!(contexts.len(), 3);
    for (aggregate, context) in
        [("Subscription", "Subscription"), ("Billing", "Billing"), ("Shipment", "Fulfillment")]
    {
        let id = model.find(NoteKind::Aggregate, aggregate).expect("an aggregate");
        let element =
            &model.aggregates.iter().find(|it| it.element.id == *id).expect("its element").element;
        assert_eq!(named(model, &element.contexts), [context]);
    }
    for event in &model.events {
        assert_eq!(event.element.contexts.len(), 1, "{}", event.element.name);
    }
    assert_eq!(model.hotspots.len(), 4);
    assert!(model.flows.iter().all(|flow| !flow.inferred), "every link of the text is drawn");
    assert!(model.problems.is_empty(), "{:?}", model.problems);
    let pause = model
        .commands
        .iter()
        .find(|it| it.element.name == "Pause Subscription")
        .expect("a command");
    assert_eq!(named(model, &pause.policies), ["Pause After Retries Exhausted"]);
}

#[test]
fn the_whole_guide_becomes_its_own_example_and_nothing_more() {
    let (board, report) = import(GUIDE);
    assert_tidy(&board);
    assert_is_subscription_box(&derive(&board));
    assert_eq!(report.outcomes, 2, "nine command notes and two outcomes make eleven");
    let reasons: Vec<UnreadReason> = report.unread.iter().map(|line| line.reason).collect();
    for reason in [
        UnreadReason::Prose,
        UnreadReason::Table,
        UnreadReason::Code,
        UnreadReason::Diagram,
        UnreadReason::Ellipsis,
        UnreadReason::Repeated,
    ] {
        assert!(reasons.contains(&reason), "{reason:?}");
    }
    assert!(!reasons.contains(&UnreadReason::Fields), "{:?}", report.unread);
    assert!(!reasons.contains(&UnreadReason::Unrecognised), "{:?}", report.unread);
    assert!(!reasons.contains(&UnreadReason::UnknownName), "{:?}", report.unread);
}

#[test]
fn the_sample_is_the_guides_subscription_box() {
    let items = subscription_box(&mut counted_ids(), ANN);
    let board = board_of(&items);
    assert_eq!(board.title(), "Subscription box");
    assert_tidy(&board);
    assert_is_subscription_box(&derive(&board));
    let model = derive(&board);
    let about: Vec<Vec<&str>> = model.hotspots.iter().map(|it| named(&model, &it.about)).collect();
    assert!(about.iter().all(|it| it.len() == 1), "{about:?}");
    let unread: Vec<UnreadReason> = items.report.unread.iter().map(|it| it.reason).collect();
    assert_eq!(unread, [UnreadReason::Prose]);
    let bounds = board.bounds().unwrap().size();
    assert!(bounds.width / bounds.height < 3.0, "{bounds:?}");
}

#[test]
fn the_cart_imports_events_commands_and_what_its_prose_links() {
    let (board, report) = import(CART);
    assert_tidy(&board);
    let model = derive(&board);
    let events: Vec<(&str, Vec<&str>)> = model
        .events
        .iter()
        .map(|it| (it.element.name.as_str(), named(&model, &it.commands)))
        .collect();
    assert_eq!(
        events,
        [
            ("Item Added", vec!["Add Item"]),
            ("Item Removed", vec![]),
            ("Cart Checked Out", vec!["Checkout Cart"]),
        ]
    );
    assert_eq!(model.commands.len(), 3);
    let mut aggregates = names(model.aggregates.iter().map(|it| &it.element));
    aggregates.sort_unstable();
    assert_eq!(aggregates, ["Carts", "Customers", "Orders", "Products"]);
    let ellipses = report.unread.iter().filter(|it| it.reason == UnreadReason::Ellipsis);
    assert_eq!(ellipses.count(), 3);
    let fields: Vec<(&str, &str)> =
        model.events[0].fields.iter().map(|it| (it.name.as_str(), it.type_name())).collect();
    assert_eq!(
        fields,
        [("item ID", "identifier"), ("quantity", "number"), ("timestamp", "dateTime")]
    );
}

#[test]
fn a_document_about_the_notation_has_nothing_to_import() {
    let wall = parse(ANNOTATIONS).unwrap();
    assert_eq!(wall.elements, []);
    assert!(!wall.unread.is_empty());
}

#[test]
fn plain_lines_are_events_in_a_row() {
    let (board, report) = import("Order Placed\n- Order Paid\n\nOrder Shipped\r\n");
    let model = derive(&board);
    assert_eq!(
        names(model.events.iter().map(|it| &it.element)),
        ["Order Placed", "Order Paid", "Order Shipped"]
    );
    assert_eq!(report.unread, []);
}

#[test]
fn one_line_forms_and_squares_name_their_kind() {
    let text = "Event: Order Placed\n🟧 Order Paid\n🟦 Command: Place Order\nActor: Customer\n🟪 When Order Placed, then Charge Card\nRead model: Orders (admin)\n🟩 Receipts\n🟥 Who pays?\nHot spot: And refunds?\n🟨 Order\n💟 Bank\n🟫 Clerk\nOpportunity: Sell more\nScreen: Checkout\nContext Sales: Order, Nonsense\nwhat is this";
    let wall = parse(text).unwrap();
    for (kind, count) in [
        (NoteKind::DomainEvent, 2),
        (NoteKind::Command, 2),
        (NoteKind::Actor, 2),
        (NoteKind::Policy, 1),
        (NoteKind::ReadModel, 2),
        (NoteKind::Hotspot, 2),
        (NoteKind::Aggregate, 1),
        (NoteKind::ExternalSystem, 1),
        (NoteKind::Opportunity, 1),
        (NoteKind::Screen, 1),
    ] {
        assert_eq!(wall.count(kind), count, "{kind:?} {:?}", wall.elements);
    }
    let unread: Vec<(usize, UnreadReason)> =
        wall.unread.iter().map(|line| (line.line_number, line.reason)).collect();
    assert_eq!(unread, [(15, UnreadReason::UnknownName), (16, UnreadReason::Unrecognised)]);
    assert_tidy(&import(text).0);
}

#[test]
fn a_policy_alone_makes_its_event_and_command() {
    let text = "Policy: \"Refund\"\n  When: Order Cancelled (within 14 days)\n  Then: Issue RefundPayment command";
    let (board, _) = import(text);
    let model = derive(&board);
    assert_eq!(named(&model, &model.policies[0].when), ["Order Cancelled"]);
    assert_eq!(named(&model, &model.policies[0].then), ["Refund Payment"]);
    assert_eq!(model.policies[0].element.name, "Refund");
    assert!(model.policies[0].element.description.contains("within 14 days"));
}

#[test]
fn mapping_rows_with_a_header_are_read() {
    let text = "Command -> Aggregate -> Event(s)\nAttemptPayment -> Billing -> PaymentSucceeded | PaymentFailed";
    let model = derive(&import(text).0);
    assert_eq!(named(&model, &model.commands[0].events), ["Payment Succeeded", "Payment Failed"]);
    assert_eq!(named(&model, &model.aggregates[0].commands), ["Attempt Payment"]);
}

/// The fields of the element with this name, joined by commas.
fn fields_of(model: &DomainModel, name: &str) -> String {
    let events = model.events.iter().map(|it| (&it.element, &it.fields));
    let commands = model.commands.iter().map(|it| (&it.element, &it.fields));
    let read_models = model.read_models.iter().map(|it| (&it.element, &it.fields));
    let mut all = events.chain(commands).chain(read_models);
    let (_, fields) = all.find(|(element, _)| element.name == name).expect("an element");
    fields.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(",")
}

#[test]
fn fields_after_names_are_details_of_their_notes() {
    for (text, name, expected) in [
        (
            "Domain Events:\n  - OrderPaid(order_id, sum)\n  - OrderSent",
            "Order Paid",
            "order_id,sum",
        ),
        ("OrderPlaced(id, total)\nOrderPaid(id)\nOrderShipped()", "Order Placed", "id,total"),
        ("Events: OrderPlaced(id, total), OrderPaid", "Order Placed", "id,total"),
        (
            "[Order Aggregate]\n- PlaceOrder(cart) --> OrderPlaced | OrderRefused",
            "Place Order",
            "cart",
        ),
        ("OrderPlaced <-- PlaceOrder(cart) <-- Customer", "Place Order", "cart"),
        ("Event: Order Placed\nFields: id, total: Money", "Order Placed", "id,total"),
        ("Read model: Orders (admin)\nFields: id", "Orders", "id"),
        ("Event: OrderPaid(id)\nEvent: OrderPaid(ID, sum)", "Order Paid", "id,sum"),
    ] {
        let (board, report) = import(text);
        assert_eq!(report.unread, [], "{text}");
        assert_eq!(fields_of(&derive(&board), name), expected, "{text}");
    }
    let wall = parse("Events: OrderPlaced(id, total), OrderPaid").unwrap();
    assert_eq!(wall.elements.len(), 2);
}

#[test]
fn fields_without_a_place_are_reported_and_names_are_read() {
    let unread = |text: &str| -> Vec<(usize, UnreadReason)> {
        let unread = parse(text).unwrap().unread;
        unread.iter().map(|it| (it.line_number, it.reason)).collect()
    };
    let fields = |line: usize| (line, UnreadReason::Fields);
    assert_eq!(unread("Context Sales: Order(id)\nAggregate: Order"), [fields(1)]);
    assert_eq!(unread("Actor: Clerk(id)"), [fields(1)]);
    assert_eq!(unread("Event: Paid(id, ...)"), [(1, UnreadReason::Ellipsis)]);
    let many: String = (0..300).map(|n| format!("f{n},")).collect();
    let text = format!("Event: Paid\nFields: {many}");
    assert_eq!(unread(&text), [fields(2)]);
    assert_eq!(derive(&import(&text).0).events[0].fields.len(), 100);
    // What stays on a note is not lost.
    assert_eq!(unread("Actor: Scheduler (cron)\nHot spot: who calls pay(order)?"), []);
    assert_eq!(unread("Policy: Refund\nWhen: OrderCancelled(reason)\nThen: RefundOrder"), []);
}

#[test]
fn a_data_class_gives_its_event_fields_and_the_code_around_it_is_reported() {
    let text = "# x\n\nEvents: PaymentFailed\n\n```python\nfrom uuid import UUID\n\n\
        @dataclass(frozen=True)\nclass PaymentFailed:\n    payment_id: UUID\n    amount_cents: int\n\n\
        @dataclass\nclass Other:\n    x: str\n\nclass Third:\n    y: str\n```";
    let (board, report) = import(text);
    assert_eq!(fields_of(&derive(&board), "Payment Failed"), "payment_id,amount_cents");
    let unread: Vec<(usize, usize, UnreadReason)> =
        (report.unread.iter()).map(|it| (it.line_number, it.last_line_number, it.reason)).collect();
    assert_eq!(
        unread,
        [(6, 6, UnreadReason::Code), (14, 14, UnreadReason::Fields), (17, 18, UnreadReason::Code),]
    );
}

#[test]
fn conditions_delays_and_rules_are_details_of_their_notes() {
    let text = "Policy: \"Retry\"\nWhen: Payment Failed (and retry count < 2)\nThen: Schedule Retry\n\
        Delay: 24 h\n[Billing Aggregate]\nRule: never charges twice\nRules:\n- charges no guests\n\
        - Schedule Retry --> Retry Scheduled";
    let (board, report) = import(text);
    assert_eq!(report.unread, []);
    let model = derive(&board);
    let policy = &model.policies[0];
    assert_eq!((policy.condition.as_str(), policy.delay.as_str()), ("retry count < 2", "24 h"));
    assert_eq!(model.aggregates[0].rules, ["never charges twice", "charges no guests"]);
    assert_eq!(named(&model, &model.aggregates[0].events), ["Retry Scheduled"]);
    let note = board.note(policy.element.notes[0]).expect("a note");
    assert_eq!(note.details.len(), 2);
    // A second definition adds what the first one leaves out.
    let text = "Policy: \"Retry\"\nWhen: Payment Failed\nThen: Schedule Retry\n\n\
        Policy: Retry\nTrigger: PaymentFailed (where retry_count < 2)\n\
        Action: Schedule AttemptPayment with 24h delay";
    let (board, report) = import(text);
    assert_eq!(report.unread[0].reason, UnreadReason::Repeated);
    let policy = &derive(&board).policies[0];
    assert_eq!((policy.condition.as_str(), policy.delay.as_str()), ("retry_count < 2", "24h"));
}

#[test]
fn a_row_keeps_its_issuer_beside_its_aggregate_and_odd_columns_are_reported() {
    let text = "Command -> Aggregate -> Event -> Actor\nPay -> Bill -> Paid -> Ann";
    let model = derive(&import(text).0);
    assert_eq!(named(&model, &model.commands[0].actors), ["Ann"]);
    assert_eq!(named(&model, &model.commands[0].aggregates), ["Bill"]);
    assert_eq!(named(&model, &model.commands[0].events), ["Paid"]);
    let wall = parse("Command -> Event -> Read model\nPay -> Paid -> Bill\nEvent: Due").unwrap();
    assert_eq!(wall.unread[0].reason, UnreadReason::Unrecognised);
    assert_eq!(wall.unread[0].line_number, 2);
}

#[test]
fn a_bare_mention_neither_hides_nor_erases_a_definition() {
    let definition = "Read model: Orders (admin)\nBuilt from: Order Placed\nShows: dates\nShows: sums\nPolicy: Ship It\nWhen: Order Placed\nThen: Ship Order";
    let mention = "Read model: Orders\nPolicy: Ship It";
    for text in [format!("{mention}\n{definition}"), format!("{definition}\n{mention}")] {
        let wall = parse(&text).unwrap();
        assert_eq!(wall.unread, [], "{text}");
        assert_eq!((wall.read_models.len(), wall.policies.len()), (1, 1));
        let orders = &wall.elements[wall.read_models[0].read_model];
        assert_eq!(orders.detail, "(admin)\nShows: dates, sums");
    }
}

#[test]
fn contexts_without_members_are_empty_frames() {
    let (board, report) = import("Bounded contexts:\n- Sales\n- Billing\n- Shipping");
    assert_tidy(&board);
    assert_eq!((board.frames().len(), report.contexts), (3, 3));
}

#[test]
fn too_large_a_text_is_refused_by_name() {
    assert_eq!(parse(&"x".repeat(10_000_000)), Err(ImportError::TooLarge));
    assert_eq!(parse(&"x\n".repeat(20_001)), Err(ImportError::TooLarge));
    assert_eq!(parse(&"Event: a,\n".repeat(20_000)).unwrap().elements.len(), 1);
    let contexts: String = (0..1_001).map(|n| format!("Context {n}: x\n")).collect();
    assert_eq!(parse(&contexts), Err(ImportError::TooLarge));
    let line = format!("Events: {}", (0..30_000).map(|n| format!("E{n} x,")).collect::<String>());
    assert_eq!(
        parse(&format!("Event: y\n{line}")).map(|wall| wall.unread[0].reason),
        Ok(UnreadReason::TooLong)
    );
}

#[test]
fn a_long_wall_goes_up_in_commands_that_fit_the_socket_and_stays_on_the_board() {
    use std::fmt::Write as _;
    let mut text = String::new();
    for n in 0..1_500 {
        writeln!(text, "Thing {n} Done <-- Do Thing {n} <-- Person {}", n % 7).unwrap();
        writeln!(text, "Hot spot: is Thing {n} Done?").unwrap();
    }
    let wall = parse(&text).unwrap();
    let items = squall_model::import::layout(
        &wall,
        squall_board::Point::default(),
        &mut counted_ids(),
        ANN,
        &squall_board::ZIndex::first(),
    );
    for command in &items.commands {
        let json = serde_json::to_string(command).unwrap();
        assert!(json.len() < 400_000);
        assert!(
            matches!(command, BoardCommand::AddItems { notes, arrows, .. } if notes.len() + arrows.len() <= 500)
        );
    }
    let board = board_of(&items);
    assert_tidy(&board);
    assert_eq!(derive(&board).events.len(), 1_500);
}

#[test]
fn twenty_thousand_lines_are_twenty_thousand_notes() {
    let text: String = (0..20_000).map(|n| format!("Thing {n} Done\n")).collect();
    let (board, _) = import(&text);
    assert_eq!(board.notes().len(), 20_000);
    assert_eq!(derive(&board).events.len(), 20_000);
}

fn notation_line() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "Order Placed",
        "Order Paid",
        "Place Order",
        "Pay",
        "Customer",
        "Order",
        "Billing",
        "Bank API",
        "Refund Policy",
        "x",
    ]);
    let two = (name.clone(), name.clone(), name);
    (0..19, two).prop_map(|(form, (a, b, c))| match form {
        0 => format!("{a} <-- {b} <-- {c}"),
        1 => format!("[{a} Aggregate]"),
        2 => format!("- {a} --> {b} | {c}"),
        3 => format!("Policy: \"{a}\""),
        4 => format!("When: {a}"),
        5 => format!("Then: {b}"),
        6 => format!("Read Model: \"{a}\" ({b})"),
        7 => format!("Built from: {a}, {b}, {c}"),
        8 => format!("Hot spot: {a}?"),
        9 => format!("Context {a}: {b}, {c}"),
        10 => format!("{a} <-- (outcome of {b}) <-- {c}"),
        11 => format!("Bounded contexts: {a} and {b}"),
        12 => format!("Event: {a}"),
        13 => format!("Events: {}({b}, {c}: int)", a.replace(' ', "")),
        14 => format!("Fields: {a}, {b} = {c}"),
        15 => format!("Rule: {a} before {b}"),
        16 => format!("Condition: {a} < {b}"),
        17 => format!("Delay: {a}"),
        _ => format!("When {a}, then {b}"),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_panic(text in "(\\PC|[\n`#:|<>\\[\\]()-]){0,300}") {
        let (board, _) = import(&text);
        assert_tidy(&board);
        let _ = derive(&board);
    }

    #[test]
    fn any_notation_gives_a_tidy_wall(lines in prop::collection::vec(notation_line(), 0..40)) {
        let text = lines.join("\n");
        let wall = parse(&text).unwrap();
        let (board, _) = import(&text);
        assert_tidy(&board);
        let model = derive(&board);
        for policy in &wall.policies {
            let found = model.policies.iter().find(|it| {
                it.element.name == wall.elements[policy.policy].name
            });
            prop_assert!(found.is_some());
        }
        prop_assert!(model.flows.iter().all(|flow| !flow.inferred || flow.relation == "then"
            || model.policies.iter().any(|it| it.element.id == flow.from || it.element.id == flow.to)),
            "{:?}", model.flows);
    }
}
