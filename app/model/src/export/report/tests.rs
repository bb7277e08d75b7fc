//! What the report says, and that nothing that people write changes what a reader makes of it.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use squall_board::fixture::{ANN, board, frame_id, note_id};
use squall_board::{
    BoardCommand, ContextPattern, ContextRelation, Detail, DetailChange, DetailId, NoteDetail, Seq,
};

use super::*;
use crate::derive;
use crate::names::one_line;

const WALL: &str = "
    context Sales @ 0,0 3000x1000; context Mailing @ 4000,0 3000x1000
    actor Ann @ -1200,0; command Pay @ -800,0; aggregate Bill @ -400,0; system Bank @ -400,300
    event Paid @ 0,0; event Failed @ 0,300; policy Thank @ 3500,0; command Mail @ 4000,0
    command Retry @ 9000,0; event Mailed @ 4400,0; hotspot Why @ 4400,-300; hotspot How @ 0,-300
    Ann -> Pay; Pay -> Bill; Pay -> Bank; Bill -> Paid; Bill -> Failed; Paid -> Thank; Thank -> Mail
    Mail -> Mailed; Why -> Mailed; Failed -> Retry";

fn wall() -> squall_board::Board {
    let mut wall = board(WALL);
    let field = |at, name: &str, kind, example: &str| {
        let (id, name, example) = (DetailId::from_u128(at), name.to_owned(), example.to_owned());
        Detail::Field(squall_board::Field { id, name, kind, example })
    };
    let rule = Detail::Rule { id: DetailId::from_u128(1), text: "never twice".to_owned() };
    let details = [
        ("Paid", field(1, "order_id", FieldType::Identifier, "")),
        ("Paid", field(2, "sum", FieldType::Custom("Sum".to_owned()), "12")),
        ("Pay", field(1, "sum", FieldType::Money, "")),
        ("Bill", rule),
        ("Thank", Detail::Condition("sum < 10".to_owned())),
        ("Thank", Detail::Delay("24h".to_owned())),
        ("Why", Detail::State(HotspotState::Resolved)),
        ("Why", Detail::Owner("Ben".to_owned())),
        ("Why", Detail::Answer("Because".to_owned())),
    ];
    let notes = details.map(|(note, detail)| NoteDetail {
        note: note_id(note),
        change: DetailChange::Put(detail),
    });
    let (upstream, downstream) = (frame_id("Sales"), frame_id("Mailing"));
    let patterns = [ContextPattern::CustomerSupplier].into();
    let relation = Some(ContextRelation { upstream, downstream, patterns });
    for command in [
        BoardCommand::ChangeDetails { notes: notes.to_vec() },
        BoardCommand::RelateContexts { one: upstream, other: downstream, relation },
    ] {
        let event = wall.decide(&command, ANN).unwrap();
        wall.apply(&event, ANN);
    }
    wall
}

fn report(title: &str, model: &DomainModel) -> String {
    write(&ExportContext { board_title: title, seq: Seq(7) }, model)
}

/// What a reader of Markdown makes of a text: its structure, and the words shown.
fn read(markdown: &str) -> (Vec<String>, String) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    let (mut structure, mut words) = (Vec::new(), String::new());
    let mut in_code = false;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(tag) => {
                in_code |= matches!(tag, Tag::CodeBlock(_));
                structure.push(format!("{tag:?}"));
                words.push('\n');
            }
            Event::End(tag) => {
                in_code &= tag != TagEnd::CodeBlock;
                structure.push(format!("{tag:?}"));
            }
            Event::Text(text) if !in_code => words.push_str(&text),
            Event::Text(_) => {}
            other => structure.push(format!("{other:?}")),
        }
    }
    (structure, words)
}

#[test]
fn the_six_artefacts_of_a_wall() {
    let found = report("Orders", &derive(&wall()));
    let (text, mermaid) = found.split_once("```mermaid\n").unwrap();
    let rest = mermaid.split_once("```\n").unwrap().1;
    let expected = "# Orders

What the wall says after edit 7.

## 1. Event catalog

Domain events:

- Paid (order_id: identifier, sum: Sum = 12)
- Failed
- Mailed

## 2. Commands, aggregates and events

Command → Aggregate → Event(s):

- Pay (sum: money) → Bill → Paid | Failed
- Mail → no aggregate yet → Mailed
- Retry → no aggregate yet → no event yet

## 3. Policies

- **Thank**
  - Trigger: Paid (where sum < 10)
  - Action: Mail, with 24h delay

## 4. Chains

From the first command through all policies to the last events: `[actor or system]`, `(aggregate)`, `<<policy>>`, commands and events as they are.

```text
1. [Ann] -> Pay
   +- (Bill)
   |  +- Paid
   |  |  -> <<Thank>>, where sum < 10, after 24h
   |  |  -> Mail
   |  |  -> Mailed
   |  +- Failed
   |     -> Retry
   +- [Bank]
```

The same for Mermaid:

";
    assert_eq!(text, expected);
    let expected = "
## 5. Bounded contexts

- **Sales**
  - Aggregates: Bill
  - Commands within: Pay
- **Mailing**
  - Aggregates: none yet
  - Commands within: Mail

Commands outside of every context: Retry

Rules of aggregates:

- Bill: never twice

Events across boundaries:

- Sales → Mailing: Paid

Relations between contexts:

- Sales (upstream) → Mailing (downstream): customer and supplier

## 6. Hot spots

| Hot spot | About | State | Owner | Answer |
| --- | --- | --- | --- | --- |
| How | nothing on the wall | open | nobody yet | none yet |
| Why | Mailed | resolved | Ben | Because |
";
    assert_eq!(rest, expected);
}

#[test]
fn what_is_missing_is_said() {
    let empty = report(" ", &derive(&board("")));
    for said in [
        "# Event storming\n",
        "No domain events yet.",
        "No commands yet.",
        "No policies yet.",
        "No chains yet: ",
        "No bounded contexts yet.",
        "No hot spots yet.",
    ] {
        assert!(empty.contains(said), "{said}\n{empty}");
    }
    let bare = report("x", &derive(&board("context A @ 0,0 900x900; policy Thank @ 0,0")));
    for said in [
        "  - Trigger: no event yet\n",
        "  - Action: no command yet\n",
        "  - Aggregates: none yet\n",
        "No event crosses a boundary yet.",
        "No relations yet.",
    ] {
        assert!(bare.contains(said), "{said}\n{bare}");
    }
}

#[test]
fn loops_and_repetitions_are_named_in_the_drawing() {
    let model = derive(&board(
        "actor Ann; command Pay @ 400,0; event Failed; policy Retry; actor Ben; command Buy @ 9000,0
         event Bought; policy Charge; Ann -> Pay; Pay -> Failed; Failed -> Retry; Retry -> Pay
         Ben -> Buy; Buy -> Bought; Bought -> Charge; Charge -> Pay",
    ));
    let report = report("", &model);
    assert!(report.contains("\n   -> Pay (back to the one above)\n"), "{report}");
    assert!(report.contains("\n   -> Pay (goes on in chain 1)\n"), "{report}");
}

#[test]
fn a_long_name_stands_once_in_full() {
    let long = "paid ".repeat(300);
    let text = format!("command Pay; event {long}; policy Thank; Pay -> {long}; {long} -> Thank");
    let report = report("", &derive(&board(&text)));
    assert_eq!(report.matches(long.trim()).count(), 2, "in the catalog and in the Mermaid chart");
    assert_eq!(report.matches("paid paid…").count(), 3, "in the mapping, the policy and the chain");
}

/// Every text of the model that people write, in a fixed order.
fn texts(model: &mut DomainModel) -> Vec<&mut String> {
    let mut texts: Vec<&mut String> = Vec::new();
    for it in &mut model.events {
        texts.push(&mut it.element.name);
        for field in &mut it.fields {
            texts.extend([&mut field.name, &mut field.example]);
            if let FieldType::Custom(name) = &mut field.kind {
                texts.push(name);
            }
        }
    }
    for it in &mut model.commands {
        texts.push(&mut it.element.name);
    }
    for it in &mut model.aggregates {
        texts.push(&mut it.element.name);
        texts.extend(&mut it.rules);
    }
    for it in &mut model.policies {
        texts.extend([&mut it.element.name, &mut it.condition, &mut it.delay]);
    }
    for it in &mut model.hotspots {
        texts.extend([&mut it.element.name, &mut it.owner, &mut it.answer]);
    }
    texts.extend(model.actors.iter_mut().map(|it| &mut it.element.name));
    texts.extend(model.external_systems.iter_mut().map(|it| &mut it.element.name));
    texts.extend(model.contexts.iter_mut().map(|it| &mut it.element.name));
    texts
}

fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        "(\\PC|\n){1,30}",
        "[-\n`#*_<>|()&;!~$+=:./\"'0-9ab \\[\\]\\\\]{1,24}",
        prop::sample::select(vec![
            "# x",
            "- x",
            "1. x",
            "> x",
            "---",
            "```",
            "~~~",
            "| a | b |",
            "<b>x</b>",
            "<!-- x",
            "![x](y)",
            "[x]: y",
            "[ ] x",
            "&amp;",
            "$x$",
            "a\\",
            "**",
            "__x__",
            "[!NOTE]",
            "***",
        ])
        .prop_map(str::to_owned),
    ]
    .prop_filter("names are never blank", |text| {
        text.chars().any(|c| !c.is_whitespace() && !c.is_control())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_write_stays_words(
        title in anything(),
        written in prop::collection::vec(anything(), 60),
    ) {
        let mut model = derive(&wall());
        let (structure, _) = read(&report("x", &model));
        let mut written = written.into_iter().cycle();
        for text in texts(&mut model) {
            if !text.is_empty() {
                *text = written.next().unwrap();
            }
        }
        let report = report(&title, &model);
        let (found, words) = read(&report);
        prop_assert_eq!(found, structure, "{}", report);
        let shown = |text: &str| -> String {
            one_line(text).chars().filter(|c| !c.is_control()).collect()
        };
        let names = model.elements().map(|(_, element)| &element.name);
        let unshown = [NoteKind::Actor, NoteKind::ExternalSystem];
        let kinds = model.elements().map(|(kind, _)| kind);
        for (name, kind) in names.zip(kinds) {
            let name = shown(name);
            prop_assert!(unshown.contains(&kind) || words.contains(&name), "{}\n{}", name, words);
        }
        prop_assert!(words.starts_with(&format!("\n{}", shown(&title))), "{}", words);
    }
}
