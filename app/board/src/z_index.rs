//! Fractional indexes: places in the pile between any two others, without renumbering.
//!
//! # Source
//! The variable-length integer head follows the idea of David Greenspan's "Implementing Fractional
//! Indexing" (2020): keys made at either end stay short, about one digit per factor of 62.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::Z_INDEX_BYTES_MAX;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A place in the pile; larger is nearer to the eye. Compares as plain text.
///
/// # Invariants
/// A head letter (`a` to `z`: 1 to 26 integer digits, `A` to `Z`: negative, 26 to 1 digits), its
/// digits, then a fraction that does not end in `0`. At most [`Z_INDEX_BYTES_MAX`] bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ZIndex(String);

/// The text is not a fractional index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a fractional index")]
pub struct InvalidZIndex;

impl ZIndex {
    /// The place of the first item.
    #[must_use]
    pub fn first() -> Self {
        Self("a0".to_owned())
    }

    /// A place above `below`.
    #[must_use]
    pub fn above(below: Option<&Self>) -> Self {
        let Some(below) = below else { return Self::first() };
        let head_bytes = head_bytes(below.0.as_bytes()[0]).unwrap_or(below.0.len());
        match increment(&below.0[..head_bytes]) {
            Some(key) => Self(key),
            None => Self(format!("{}V", below.0)),
        }
    }

    /// A place below `above`.
    #[must_use]
    pub fn below(above: Option<&Self>) -> Self {
        let Some(above) = above else { return Self::first() };
        let head_bytes = head_bytes(above.0.as_bytes()[0]).unwrap_or(above.0.len());
        let (head, fraction) = above.0.split_at(head_bytes);
        if !fraction.is_empty() {
            return Self(head.to_owned());
        }
        match decrement(head) {
            Some(key) => Self(key),
            None => Self(format!("{head}{}", midpoint("", Some(fraction)))),
        }
    }

    /// A place strictly between two; `below` must be less than `above`, else the result is only
    /// above `below`. Where the key would become too long the two share a place, which the order by
    /// id settles.
    #[must_use]
    pub fn between(below: &Self, above: &Self) -> Self {
        let made = Self::strictly_between(below, above);
        if made.0.len() > Z_INDEX_BYTES_MAX { below.clone() } else { made }
    }

    fn strictly_between(below: &Self, above: &Self) -> Self {
        if below >= above {
            return Self::above(Some(below));
        }
        let (Some(low_bytes), Some(high_bytes)) =
            (head_bytes(below.0.as_bytes()[0]), head_bytes(above.0.as_bytes()[0]))
        else {
            return Self::above(Some(below));
        };
        let (low_head, low_fraction) = below.0.split_at(low_bytes);
        let (high_head, high_fraction) = above.0.split_at(high_bytes);
        if low_head == high_head {
            return Self(format!("{low_head}{}", midpoint(low_fraction, Some(high_fraction))));
        }
        match increment(low_head) {
            Some(key) if key.as_str() < above.0.as_str() => Self(key),
            _ => Self(format!("{low_head}{}", midpoint(low_fraction, None))),
        }
    }

    /// The text form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ZIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ZIndex> for String {
    fn from(index: ZIndex) -> Self {
        index.0
    }
}

impl TryFrom<String> for ZIndex {
    type Error = InvalidZIndex;

    fn try_from(text: String) -> Result<Self, InvalidZIndex> {
        let bytes = text.as_bytes();
        let head = bytes.first().and_then(|&head| head_bytes(head)).ok_or(InvalidZIndex)?;
        let valid = bytes.len() >= head
            && bytes.len() <= Z_INDEX_BYTES_MAX
            && bytes[1..].iter().all(u8::is_ascii_alphanumeric)
            && (bytes.len() == head || bytes.last() != Some(&b'0'));
        if valid { Ok(Self(text)) } else { Err(InvalidZIndex) }
    }
}

/// How many bytes the integer part has, its head letter included.
fn head_bytes(head: u8) -> Option<usize> {
    match head {
        b'a'..=b'z' => Some(usize::from(head - b'a') + 2),
        b'A'..=b'Z' => Some(usize::from(b'Z' - head) + 2),
        _ => None,
    }
}

fn digit_value(digit: u8) -> usize {
    DIGITS.iter().position(|&known| known == digit).unwrap_or(0)
}

/// The next integer part, or `None` past the largest.
fn increment(integer: &str) -> Option<String> {
    let mut bytes = integer.as_bytes().to_vec();
    for place in (1..bytes.len()).rev() {
        let value = digit_value(bytes[place]) + 1;
        if value < DIGITS.len() {
            bytes[place] = DIGITS[value];
            return String::from_utf8(bytes).ok();
        }
        bytes[place] = DIGITS[0];
    }
    match bytes[0] {
        b'Z' => Some("a0".to_owned()),
        b'z' => None,
        head => {
            let head = head + 1;
            let digits = "0".repeat(head_bytes(head)? - 1);
            Some(format!("{}{digits}", char::from(head)))
        }
    }
}

/// The previous integer part, or `None` before the smallest.
fn decrement(integer: &str) -> Option<String> {
    let mut bytes = integer.as_bytes().to_vec();
    for place in (1..bytes.len()).rev() {
        let value = digit_value(bytes[place]);
        if value > 0 {
            bytes[place] = DIGITS[value - 1];
            return String::from_utf8(bytes).ok();
        }
        bytes[place] = DIGITS[DIGITS.len() - 1];
    }
    match bytes[0] {
        b'a' => Some("Zz".to_owned()),
        b'A' => None,
        head => {
            let head = head - 1;
            let digits = "z".repeat(head_bytes(head)? - 1);
            Some(format!("{}{digits}", char::from(head)))
        }
    }
}

/// A fraction strictly between two; `high` of `None` means 1.
fn midpoint(low: &str, high: Option<&str>) -> String {
    let (low, high_bytes) = (low.as_bytes(), high.map(str::as_bytes));
    let mut made = String::new();
    let mut bounded = high_bytes.is_some();
    for place in 0.. {
        let low_digit = low.get(place).map_or(0, |&digit| digit_value(digit));
        let high_digit = match high_bytes {
            Some(bytes) if bounded => bytes.get(place).map_or(0, |&digit| digit_value(digit)),
            _ => DIGITS.len(),
        };
        let gap = high_digit.saturating_sub(low_digit);
        if gap > 1 {
            made.push(char::from(DIGITS[low_digit + gap / 2]));
            break;
        }
        made.push(char::from(DIGITS[low_digit]));
        bounded = bounded && gap == 0;
    }
    made
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_made_on_top_stay_short() {
        let mut key = ZIndex::first();
        for _ in 0..20_000 {
            let next = ZIndex::above(Some(&key));
            assert!(next > key);
            key = next;
        }
        assert!(key.as_str().len() <= 4, "{key}");
    }

    #[test]
    fn text_that_is_no_key_is_refused() {
        for text in ["", "0", "a", "a00", "b0", "aé", "a0\n"] {
            assert_eq!(ZIndex::try_from(text.to_owned()), Err(InvalidZIndex), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_place_has_room_between_above_and_below(choices in prop::collection::vec((any::<u16>(), 0u8..3), 1..40)) {
            let mut keys = vec![ZIndex::first()];
            for (position, how) in choices {
                let made = match how {
                    0 => ZIndex::above(keys.last()),
                    1 => ZIndex::below(keys.first()),
                    _ if keys.len() < 2 => continue,
                    _ => {
                        let lower = usize::from(position) % (keys.len() - 1);
                        ZIndex::between(&keys[lower], &keys[lower + 1])
                    }
                };
                prop_assert_eq!(ZIndex::try_from(made.as_str().to_owned()), Ok(made.clone()));
                prop_assert!(!keys.contains(&made));
                keys.push(made);
                keys.sort();
                prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
            }
        }
    }
}
