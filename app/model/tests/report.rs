//! The report of the subscription box says what the guide says, artefact by artefact. The facts stand
//! here as data, written down from the guide ("Deriving Events from a Feature Request",
//! "Command-Event-Policy Chains", "From Event Storm to Code Structure", "Output Format").

mod common;

use common::{EVENTS, board_of, counted_ids, import};
use squall_board::fixture::ANN;
use squall_board::{Board, Seq};
use squall_model::import::subscription_box;
use squall_model::{ExportContext, Format, derive, export};

const GUIDE: &str = include_str!("sources/001-event-storming-guide.md");

/// "Event Catalog", with the types that follow from the names. The guide gives fields for these three
/// only, and "..." for the others; of those the report lists the names.
const FIELDS: [(&str, &[&str]); 3] = [
    (
        "Subscription Created",
        &[
            "subscription_id: identifier",
            "customer_id: identifier",
            "plan_id: identifier",
            "started_at: date and time",
        ],
    ),
    (
        "Payment Failed",
        &[
            "subscription_id: identifier",
            "amount: money",
            "reason: text",
            "retry_count: number",
            "failed_at: date and time",
        ],
    ),
    (
        "Subscription Paused",
        &["subscription_id: identifier", "paused_at: date and time", "reason: text"],
    ),
];

/// "Events Become Data Structures" gives Payment Failed other fields than the catalog does, and leaves
/// open which ones are right: of the whole guide the report keeps both.
const DATA_CLASS: [&str; 7] = [
    "subscription_id: identifier",
    "billing_cycle_id: identifier",
    "amount_cents: money",
    "currency: text",
    "failure_reason: text",
    "retry_count: number",
    "occurred_at: date and time",
];

/// Step 3.
const MAPPING: [(&str, &str, &[&str]); 8] = [
    ("Create Subscription", "Subscription", &["Subscription Created"]),
    ("Pause Subscription", "Subscription", &["Subscription Paused"]),
    ("Resume Subscription", "Subscription", &["Subscription Resumed"]),
    ("Cancel Subscription", "Subscription", &["Subscription Cancelled"]),
    ("Trigger Billing Cycle", "Billing", &["Monthly Billing Cycle Triggered"]),
    ("Attempt Payment", "Billing", &["Payment Succeeded", "Payment Failed"]),
    ("Schedule Retry", "Billing", &["Payment Retry Scheduled"]),
    ("Request Shipment", "Shipment", &["Shipment Requested"]),
];

/// Step 2 has the same command for two more events, which step 3 leaves out: the report takes both
/// steps together.
const ATTEMPTED: (&str, [&str; 2]) =
    ("Attempt Payment", ["Payment Attempted", "Payment Retry Attempted"]);

/// Step 4, with trigger, condition and action.
const POLICIES: [(&str, &str, &str, &str); 4] = [
    ("Charge on Cycle", "Monthly Billing Cycle Triggered", "", "Attempt Payment"),
    ("Retry Failed Payment", "Payment Failed", "retry count < 2", "Schedule Retry"),
    ("Pause After Retries Exhausted", "Payment Failed", "retry count >= 2", "Pause Subscription"),
    ("Fulfill on Payment", "Payment Succeeded", "", "Request Shipment"),
];

/// "Policy Definitions" gives the retry a delay. It also calls its action "Schedule AttemptPayment" where
/// step 4 says "Schedule Retry", and leaves open which one is right: of two definitions the first counts,
/// and takes from the second only what it does not say.
const DELAYED: &str = "Retry Failed Payment";

/// "Command-Event-Policy Chains", in its order. What it draws as "wait 24h, then Attempt Payment (retry)"
/// is no policy of step 4: on the wall it is the Retry Scheduler who attempts the payment again, as step
/// 2 says, in a chain that goes on where the first attempt does.
const CHAIN: [&str; 15] = [
    "[Scheduler (cron)] -> Trigger Billing Cycle",
    "Monthly Billing Cycle Triggered",
    "<<Charge on Cycle>>",
    "Attempt Payment",
    "Payment Succeeded",
    "<<Fulfill on Payment>>",
    "Request Shipment",
    "Shipment Requested",
    "Payment Failed",
    "<<Retry Failed Payment>>, where retry count < 2, after 24",
    "Schedule Retry",
    "Payment Retry Scheduled",
    "<<Pause After Retries Exhausted>>, where retry count >= 2",
    "Pause Subscription",
    "Subscription Paused",
];

/// "Bounded contexts: Subscription, Billing, and Fulfillment are separate domains"; which aggregate is in
/// which follows from the folders of "Aggregates Become Modules or Services".
const CONTEXTS: [(&str, &str); 3] =
    [("Subscription", "Subscription"), ("Billing", "Billing"), ("Fulfillment", "Shipment")];

/// Events whose policies or read models are of another context than the event. The guide draws no
/// boundaries through its chain and leaves open how the contexts stand to each other.
const CROSSINGS: [(&str, &str, &str); 3] = [
    ("Billing", "Subscription", "Payment Failed"),
    ("Billing", "Fulfillment", "Payment Succeeded"),
    ("Subscription", "Billing", "Subscription Paused"),
];

/// "Hot Spots List", and the one that the chain reveals. Nobody owns or has answered any.
const HOTSPOTS: [&str; 4] = [
    "What if payment gateway is unreachable? (timeout vs failure distinction)",
    "Should paused subscriptions auto-resume on successful manual payment?",
    "How long do we retain failed payment records for compliance?",
    "The retry count logic must be atomic with the payment attempt",
];

fn report(board: &Board) -> String {
    let context = ExportContext { board_title: "Subscription box", seq: Seq(2) };
    export(Format::Report, &context, &derive(board))
}

/// The lines under the heading of this number.
fn section(report: &str, number: usize) -> Vec<&str> {
    let start = format!("## {number}. ");
    let lines = report.lines().skip_while(|line| !line.starts_with(&start)).skip(1);
    lines.take_while(|line| !line.starts_with("## ")).collect()
}

fn line_of<'a>(lines: &[&'a str], start: &str) -> &'a str {
    let found = lines.iter().find(|line| line.starts_with(start));
    found.unwrap_or_else(|| panic!("{start} is not in {lines:#?}"))
}

fn assert_says_what_the_guide_says(report: &str) {
    let catalog = section(report, 1);
    let listed: Vec<&str> = (catalog.iter())
        .filter_map(|line| line.strip_prefix("- "))
        .map(|line| line.split(" (").next().unwrap_or(line))
        .collect();
    assert_eq!(listed, EVENTS);
    for (event, fields) in FIELDS {
        let line = line_of(&catalog, &format!("- {event} ("));
        for field in fields {
            assert!(line.contains(field), "{field} is not in {line}");
        }
    }
    let mapping = section(report, 2);
    let rows = mapping.iter().filter(|line| line.starts_with("- ")).count();
    assert_eq!(rows, MAPPING.len());
    for (command, aggregate, events) in MAPPING {
        let start = format!("- {command} → {aggregate} → ");
        let row = line_of(&mapping, &start);
        let mut found: Vec<&str> = row[start.len()..].split(" | ").collect();
        if command == ATTEMPTED.0 {
            for event in ATTEMPTED.1 {
                assert!(found.contains(&event), "{row}");
            }
            found.retain(|event| !ATTEMPTED.1.contains(event));
        }
        assert_eq!(found, events, "{row}");
    }
    let policies = section(report, 3);
    assert_eq!(policies.iter().filter(|line| line.starts_with("- **")).count(), POLICIES.len());
    for (name, trigger, condition, action) in POLICIES {
        let start = format!("- **{name}**");
        let at = policies.iter().position(|line| *line == start).expect(name);
        let condition =
            if condition.is_empty() { String::new() } else { format!(" (where {condition})") };
        assert_eq!(policies[at + 1], format!("  - Trigger: {trigger}{condition}"));
        let line = policies[at + 2].replace("24 h", "24h");
        let delay = if name == DELAYED { ", with 24h delay" } else { "" };
        assert_eq!(line, format!("  - Action: {action}{delay}"));
    }
    let chains = section(report, 4);
    let mut drawn = chains.iter();
    for step in CHAIN {
        assert!(drawn.any(|line| line.contains(step)), "{step} is not in its place: {chains:#?}");
    }
    for start in
        ["[Customer] -> Create Subscription", "[Retry Scheduler] -> Attempt Payment (goes on"]
    {
        assert!(chains.iter().any(|line| line.contains(start)), "{start}: {chains:#?}");
    }
    assert!(chains.contains(&"```mermaid"));
    let map = section(report, 5);
    assert_eq!(map.iter().filter(|line| line.starts_with("- **")).count(), CONTEXTS.len());
    for (context, aggregate) in CONTEXTS {
        let start = format!("- **{context}**");
        let at = map.iter().position(|line| *line == start).expect(context);
        assert_eq!(map[at + 1], format!("  - Aggregates: {aggregate}"));
        for (command, of, _) in MAPPING {
            let within = map[at + 2].contains(command);
            assert_eq!(within, of == aggregate, "{command}: {}", map[at + 2]);
        }
    }
    let crossing = map.iter().filter(|line| line.contains(" → ")).count();
    assert_eq!(crossing, CROSSINGS.len(), "{map:#?}");
    for (from, to, events) in CROSSINGS {
        assert!(map.contains(&format!("- {from} → {to}: {events}").as_str()), "{map:#?}");
    }
    assert!(map.contains(&"No relations yet."));
    let hotspots = section(report, 6);
    let rows = hotspots.iter().filter(|line| line.starts_with("| ")).count();
    assert_eq!(rows, HOTSPOTS.len() + 2, "and two rows of heading");
    for hotspot in HOTSPOTS {
        let row = line_of(&hotspots, &format!("| {hotspot} | "));
        assert!(row.ends_with(" | open | nobody yet | none yet |"), "{row}");
    }
}

#[test]
fn the_report_of_the_sample_says_what_the_guide_says() {
    assert_says_what_the_guide_says(&report(&board_of(&subscription_box(&mut counted_ids(), ANN))));
}

#[test]
fn the_report_of_the_whole_guide_says_what_the_guide_says() {
    let report = report(&import(GUIDE).0);
    assert_says_what_the_guide_says(&report);
    let line = line_of(&section(&report, 1), "- Payment Failed (").to_owned();
    for field in DATA_CLASS {
        assert!(line.contains(field), "{field} is not in {line}");
    }
}
