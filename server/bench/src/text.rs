//! Finds places in JSON without parsing it: a rival may send hundreds of megabytes a second, and the
//! generator must not be what is measured.

/// Calls `take` with every `"x":…,"y":…`, with or without tldraw's `["put",…]` around the numbers.
pub(crate) fn pairs(json: &str, mut take: impl FnMut(f64, f64)) {
    let mut rest = json;
    while let Some(at) = rest.find("\"x\":") {
        rest = &rest[at + 4..];
        let Some((x, behind)) = number(rest) else { continue };
        let Some(behind) = behind.strip_prefix(",\"y\":") else { continue };
        let Some((y, behind)) = number(behind) else { continue };
        rest = behind;
        take(x, y);
    }
}

/// Calls `take` with every whole number that follows `key`.
pub(crate) fn numbers(json: &str, key: &str, mut take: impl FnMut(u64)) {
    let mut rest = json;
    while let Some(at) = rest.find(key) {
        rest = &rest[at + key.len()..];
        if let Some((number, _)) = number(rest) {
            take(number as u64);
        }
    }
}

fn number(text: &str) -> Option<(f64, &str)> {
    let (text, is_put) = match text.strip_prefix("[\"put\",") {
        Some(text) => (text, true),
        None => (text, false),
    };
    let end = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+' | 'e' | 'E'))?;
    let (number, behind) = text.split_at(end);
    let behind = if is_put { behind.strip_prefix(']')? } else { behind };
    Some((number.parse().ok()?, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_values_and_in_differences() {
        let json = r#"{"a":["patch",{"x":["put",12],"y":["put",-3.5]}],"camera":{"x":1},
            "cursor":["put",{"x":7,"y":8,"type":"default"}]}"#;
        let mut seen = Vec::new();
        pairs(json, |x, y| seen.push((x, y)));
        assert_eq!(seen, [(12.0, -3.5), (7.0, 8.0)]);
    }

    #[test]
    fn numbers_are_found_by_their_key() {
        let mut seen = Vec::new();
        numbers(r#"{"clock":3,"clock":4,"other":5}"#, "\"clock\":", |number| seen.push(number));
        assert_eq!(seen, [3, 4]);
    }
}
