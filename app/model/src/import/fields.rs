//! Fields as texts list them: `order_id, amount: Money, note = "as a gift"`. Knows names of types in
//! common languages, and what a field's name says about its type.

use squall_board::FieldType;
use squall_language::split_name;

use super::clause;
use crate::domain_model::Field;
use crate::names::{one_line, words};

/// The fields of lists, one on each line, and whether "…" stood for more.
pub(super) fn read(list: &str) -> (Vec<Field>, bool) {
    let items = list.lines().flat_map(|line| {
        let nests = line.contains(['[', '<', '{']);
        if nests { nested(line) } else { clause::list(line) }
    });
    let (more, items): (Vec<&str>, Vec<&str>) = items.partition(|item| clause::is_ellipsis(item));
    (items.into_iter().filter_map(field).collect(), !more.is_empty())
}

/// The items between commas outside of brackets of any kind: `a: Map[str, int], b`.
fn nested(list: &str) -> Vec<&str> {
    let mut depth = 0usize;
    let parts = list.split(|c| {
        match c {
            '(' | '[' | '<' | '{' => depth += 1,
            ')' | ']' | '>' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';')
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// One field, as in `amount: Money = 12`.
pub(super) fn field(text: &str) -> Option<Field> {
    let (declared, example) = text.split_once('=').unwrap_or((text, ""));
    let (name, kind) = declared.split_once(':').unwrap_or((declared, ""));
    let quotes = |c: char| c.is_whitespace() || "\"'`".contains(c);
    let name = one_line(name.trim_matches(quotes));
    if !name.chars().any(char::is_alphanumeric) {
        return None;
    }
    let kind = type_of(&name, kind.trim_matches(quotes));
    Some(Field { name, kind, example: one_line(example.trim_matches(quotes)) })
}

/// The type that is declared, or else what the name says. A plain number or text may be more than that
/// by its name: `amount_cents: int` is money.
fn type_of(name: &str, declared: &str) -> FieldType {
    use FieldType as T;
    let by_name = by_name(name);
    if declared.is_empty() {
        return by_name;
    }
    match (by_type(declared), by_name) {
        (T::Number, by_name @ (T::Identifier | T::Money | T::DateTime))
        | (T::Text, by_name @ (T::Identifier | T::DateTime)) => by_name,
        (declared, _) => declared,
    }
}

/// What the last word of a name says.
fn by_name(name: &str) -> FieldType {
    let last = words(&split_name(name)).pop().unwrap_or_default();
    match last.as_str() {
        "id" | "uuid" => FieldType::Identifier,
        // "at" alone is a place.
        "at" if name.trim().len() > 2 => FieldType::DateTime,
        "timestamp" => FieldType::DateTime,
        "count" | "quantity" | "number" => FieldType::Number,
        "cents" | "amount" | "price" => FieldType::Money,
        _ => FieldType::Text,
    }
}

/// The type behind its name in a common language, or in a report of ours.
fn by_type(declared: &str) -> FieldType {
    let name = declared.to_lowercase();
    let outer = name.split(['[', '<', '(']).next().unwrap_or_default().trim();
    if name.ends_with("[]") {
        return FieldType::List;
    }
    match outer {
        "str" | "string" | "text" | "varchar" | "char" => FieldType::Text,
        "int" | "integer" | "float" | "double" | "long" | "decimal" | "number" | "numeric" => {
            FieldType::Number
        }
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "f32" | "f64" => {
            FieldType::Number
        }
        "bool" | "boolean" | "yes or no" => FieldType::Boolean,
        "date" | "datetime" | "time" | "timestamp" | "instant" | "date and time" => {
            FieldType::DateTime
        }
        "uuid" | "guid" | "id" | "identifier" => FieldType::Identifier,
        "money" | "currency amount" => FieldType::Money,
        "list" | "array" | "vec" | "set" | "sequence" => FieldType::List,
        _ => FieldType::Custom(one_line(declared)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str, &str)]) {
        let fields = read(text).0;
        let found: Vec<(&str, &str, &str)> = fields
            .iter()
            .map(|it| (it.name.as_str(), it.type_name(), it.example.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn names_tell_types() {
        check(
            "subscription_id, orderId, id, started_at, failedAt, timestamp",
            &[
                ("subscription_id", "identifier", ""),
                ("orderId", "identifier", ""),
                ("id", "identifier", ""),
                ("started_at", "dateTime", ""),
                ("failedAt", "dateTime", ""),
                ("timestamp", "dateTime", ""),
            ],
        );
        check(
            "retry_count, quantity, order number, amount_cents, amount, unit price, reason, paid, at",
            &[
                ("retry_count", "number", ""),
                ("quantity", "number", ""),
                ("order number", "number", ""),
                ("amount_cents", "money", ""),
                ("amount", "money", ""),
                ("unit price", "money", ""),
                ("reason", "text", ""),
                ("paid", "text", ""),
                ("at", "text", ""),
            ],
        );
    }

    #[test]
    fn declared_types_count_unless_the_name_says_more() {
        check(
            "subscription_id: UUID, amount_cents: int, currency: str, retry_count: int, at: datetime",
            &[
                ("subscription_id", "identifier", ""),
                ("amount_cents", "money", ""),
                ("currency", "text", ""),
                ("retry_count", "number", ""),
                ("at", "dateTime", ""),
            ],
        );
        check(
            "lines: List[Line], sums: Dict[str, int], plan: Plan = \"gold\", gift: bool=no, tags: string[]",
            &[
                ("lines", "list", ""),
                ("sums", "custom", ""),
                ("plan", "custom", "gold"),
                ("gift", "boolean", "no"),
                ("tags", "list", ""),
            ],
        );
    }

    #[test]
    fn more_is_told_and_nothing_is_no_field() {
        assert!(read("a, ...").1);
        assert_eq!(read("a, …").0.len(), 1);
        assert!(read(" , ; ??").0.is_empty());
        assert_eq!(field(": int"), None);
    }
}
