//! The whole model as JSON, by `public/schema/domain-model-1.json`.
//!
//! A reader of version 1 may rely on every field there; fields are only ever added with a new
//! version. Golden files pin the form.

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
    use squall_board::fixture::board;

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
        let model = derive(&board(
            "context Sales @ 0,0 9000x9000
             actor Ann; command Pay; event Paid; policy When paid, then ship; readmodel Bill
             aggregate Order; system Bank; screen Form; hotspot Why; opportunity Sell; command Ship
             valueGained Money; valueLost Time; pivotalEvent Shipped
             Ann -> Pay; Pay -> Paid; Pay -> Order; Order -> Paid; Ship -> Pay; Why -> Paid; Paid -> Bill",
        ));
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
    }
}
