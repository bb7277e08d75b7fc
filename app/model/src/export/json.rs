//! The whole model as JSON, by `public/schema/domain-model-1.json`.
//!
//! A reader of version 1 may rely on every field that the schema requires and must expect others:
//! within a version properties are only ever added, and nothing is renamed or removed. Golden files pin
//! the form.

use serde::Serialize;
use squall_board::Seq;

use super::ExportContext;
use crate::domain_model::DomainModel;

/// Where the schema is published, relative to the server that serves the export.
const SCHEMA: &str = "/schema/domain-model-1.json";
/// The version of the form.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    schema_version: u32,
    seq: Seq,
    title: &'a str,
    #[serde(flatten)]
    model: &'a DomainModel,
}

/// The model as JSON.
pub(super) fn write(context: &ExportContext<'_>, model: &DomainModel) -> String {
    let document = Document {
        schema: SCHEMA,
        schema_version: SCHEMA_VERSION,
        seq: context.seq,
        title: context.board_title,
        model,
    };
    // Strings, numbers and lists of them under text keys always have a JSON form.
    let mut json = serde_json::to_string_pretty(&document).expect("a model has a JSON form");
    json.push('\n');
    json
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;
    use squall_board::fixture::{ANN, board, frame_id, note_id};
    use squall_board::{
        ActorKind, BoardCommand, ContextPattern, ContextRelation, Detail, DetailChange, DetailId,
        Field, FieldType, HotspotState, NoteDetail,
    };

    use super::*;
    use crate::derive;

    const PUBLISHED: &str = include_str!("../../../../public/schema/domain-model-1.json");

    /// Fails where a value has a property that the schema lacks, or lacks one that it requires.
    fn check(schema: &Value, root: &Value, value: &Value, path: &str) {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.strip_prefix("#/$defs/").unwrap();
            return check(&root["$defs"][name], root, value, path);
        }
        if let Some(object) = value.as_object() {
            let known: BTreeSet<&String> = schema["properties"]
                .as_object()
                .unwrap_or_else(|| panic!("{path}"))
                .keys()
                .collect();
            for (key, inner) in object {
                assert!(known.contains(key), "{path}/{key} is not in the schema");
                check(&schema["properties"][key], root, inner, &format!("{path}/{key}"));
            }
            for key in schema["required"].as_array().unwrap() {
                assert!(object.contains_key(key.as_str().unwrap()), "{path} lacks {key}");
            }
            assert_eq!(schema["additionalProperties"], Value::Bool(false), "{path}");
        }
        if let Some(values) = value.as_array() {
            for (at, inner) in values.iter().enumerate() {
                check(&schema["items"], root, inner, &format!("{path}/{at}"));
            }
        }
    }

    #[test]
    fn an_export_has_the_properties_of_the_published_schema() {
        let schema: Value = serde_json::from_str(PUBLISHED).unwrap();
        let mut wall = board(
            "context Sales @ 0,0 9000x9000; context Cash @ 20000,0 9000x9000
             actor Ann; command Pay; event Paid; policy When paid, then ship; readmodel Bill
             aggregate Order; system Bank; screen Form; hotspot Why; opportunity Sell; command Ship
             valueGained Money; valueLost Time; pivotalEvent Shipped
             Ann -> Pay; Pay -> Paid; Pay -> Order; Order -> Paid; Ship -> Pay; Why -> Paid; Paid -> Bill
             readmodel Sums @ 20000,0; Paid -> Sums",
        );
        for command in said() {
            let event = wall.decide(&command, ANN).unwrap();
            wall.apply(&event, ANN);
        }
        let model = derive(&wall);
        let context = ExportContext { board_title: "A \"title\"", seq: Seq(3) };
        let value: Value = serde_json::from_str(&write(&context, &model)).unwrap();
        check(&schema, &schema, &value, "");
        assert_eq!(value["schemaVersion"], 1);
        assert_eq!(value["title"], "A \"title\"");
        for list in schema["required"].as_array().unwrap() {
            let list = list.as_str().unwrap();
            if let Some(values) = value[list].as_array() {
                assert!(!values.is_empty(), "the test shows no {list}");
            }
        }
        for (path, shown) in [
            ("/relations/0/patterns/0", "conformist"),
            ("/crossings/0/events/0", "event.paid"),
            ("/events/0/fields/0/typeName", "Plan"),
            ("/events/0/fields/0/example", "gold"),
            ("/events/0/meaning", "money is here"),
            ("/events/0/tags/0", "cash"),
            ("/aggregates/0/rules/0", "never twice"),
            ("/actors/0/kind", "clock"),
            ("/policies/0/condition", "sum < 2"),
            ("/policies/0/delay", "24 h"),
            ("/hotspots/0/state", "parked"),
            ("/hotspots/0/owner", "Ann"),
            ("/hotspots/0/answer", "none"),
            ("/flows/0/found/0", "policyText"),
        ] {
            assert_eq!(value.pointer(path), Some(&Value::from(shown)), "{path}");
        }
    }

    /// Everything that people can say beside names and arrows.
    fn said() -> [BoardCommand; 2] {
        let text = str::to_owned;
        let id = DetailId::from_u128(1);
        let (name, kind, example) = (text("plan"), FieldType::Custom(text("Plan")), text("gold"));
        let notes = [
            ("Paid", Detail::Field(Field { id, name, kind, example })),
            ("Paid", Detail::Meaning(text("money is here"))),
            ("Paid", Detail::Tag(text("cash"))),
            ("Order", Detail::Rule { id, text: text("never twice") }),
            ("Ann", Detail::ActorKind(ActorKind::Clock)),
            ("When paid, then ship", Detail::Condition(text("sum < 2"))),
            ("When paid, then ship", Detail::Delay(text("24 h"))),
            ("Why", Detail::State(HotspotState::Parked)),
            ("Why", Detail::Owner(text("Ann"))),
            ("Why", Detail::Answer(text("none"))),
        ];
        let notes = notes.map(|(note, detail)| NoteDetail {
            note: note_id(note),
            change: DetailChange::Put(detail),
        });
        let (upstream, downstream) = (frame_id("Sales"), frame_id("Cash"));
        let patterns = [ContextPattern::Conformist].into();
        let relation = Some(ContextRelation { upstream, downstream, patterns });
        [
            BoardCommand::ChangeDetails { notes: notes.to_vec() },
            BoardCommand::RelateContexts { one: upstream, other: downstream, relation },
        ]
    }
}
