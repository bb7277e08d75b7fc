//! Named, typed values of events, commands and read models.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use squall_board::FieldType;

/// A named value that an event records, a command carries or a read model shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name, as people write it.
    pub name: String,
    /// What kind of value it holds. An identifier tells one thing from all others of its kind.
    pub kind: FieldType,
    /// A value as it may come; often empty.
    pub example: String,
}

impl Field {
    /// Whether it tells one thing from all others of its kind.
    #[must_use]
    pub const fn is_identifier(&self) -> bool {
        matches!(self.kind, FieldType::Identifier)
    }

    /// The stable name of its type; `custom` for a type of the domain, which has a name of its own.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self.kind {
            FieldType::Text => "text",
            FieldType::Number => "number",
            FieldType::Boolean => "boolean",
            FieldType::DateTime => "dateTime",
            FieldType::Identifier => "identifier",
            FieldType::Money => "money",
            FieldType::List => "list",
            FieldType::Custom(_) => "custom",
        }
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("type", self.type_name())?;
        if let FieldType::Custom(name) = &self.kind {
            map.serialize_entry("typeName", name)?;
        }
        if !self.example.is_empty() {
            map.serialize_entry("example", &self.example)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_of_the_domain_is_told_from_a_type_of_ours() {
        let field = |kind, example: &str| {
            let field = Field { name: "x".to_owned(), kind, example: example.to_owned() };
            serde_json::to_string(&field).unwrap()
        };
        assert_eq!(field(FieldType::DateTime, ""), r#"{"name":"x","type":"dateTime"}"#);
        assert_eq!(
            field(FieldType::Custom("number".to_owned()), "7"),
            r#"{"name":"x","type":"custom","typeName":"number","example":"7"}"#
        );
    }
}
