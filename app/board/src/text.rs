//! Text edits that merge: operations transformed in the order of the server.
//!
//! Positions and lengths count Unicode scalar values. The browser's text fields count UTF-16 code
//! units; they are converted in one place, at the field.
//!
//! # Source
//! Operational transformation with retain, insert and delete spans, as in Ellis and Gibbs (1989)
//! and the Jupiter system (Nichols et al., 1995): a server order needs only the first
//! transformation property, which the properties below hold.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One span of a [`TextOperation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextSpan {
    /// Keeps this many characters.
    Retain(u32),
    /// Writes these characters.
    Insert(String),
    /// Removes this many characters.
    Delete(u32),
}

/// An edit of one text: spans that walk it from the beginning to the end.
///
/// Stored and shown as JSON like `[5,"abc",-3]`: keep five, write "abc", remove three.
///
/// # Invariants
/// No empty span, no two neighbours of one sort, an insert before a delete where they touch. A
/// trailing retain is written out, so the operation knows the length of the text it is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextOperation {
    spans: Vec<TextSpan>,
}

/// The operation was made for a text of another length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the edit is for a text of another length")]
pub struct TextMismatch;

/// A later operation and an earlier one, each changed to follow the other.
type Transformed = (TextOperation, TextOperation);

impl TextOperation {
    /// The operation with these spans, brought into its canonical form.
    pub fn from_spans(spans: impl IntoIterator<Item = TextSpan>) -> Self {
        let mut operation = Self::default();
        for span in spans {
            match span {
                TextSpan::Retain(count) => operation.retain(count),
                TextSpan::Insert(text) => operation.insert(&text),
                TextSpan::Delete(count) => operation.delete(count),
            }
        }
        operation
    }

    /// The smallest single replacement that turns `old` into `new`.
    #[must_use]
    pub fn between(old: &str, new: &str) -> Self {
        let old: Vec<char> = old.chars().collect();
        let new: Vec<char> = new.chars().collect();
        let prefix = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let suffix = old[prefix..]
            .iter()
            .rev()
            .zip(new[prefix..].iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        let mut operation = Self::default();
        operation.retain(count(prefix));
        operation.insert(&new[prefix..new.len() - suffix].iter().collect::<String>());
        operation.delete(count(old.len() - prefix - suffix));
        operation.retain(count(suffix));
        operation
    }

    /// The spans in order.
    #[must_use]
    pub fn spans(&self) -> &[TextSpan] {
        &self.spans
    }

    /// Whether applying it changes nothing.
    #[must_use]
    pub fn is_noop(&self) -> bool {
        self.spans.iter().all(|span| matches!(span, TextSpan::Retain(_)))
    }

    /// How many characters the text must have.
    #[must_use]
    pub fn base_chars(&self) -> u64 {
        self.spans
            .iter()
            .map(|span| match span {
                TextSpan::Retain(count) | TextSpan::Delete(count) => u64::from(*count),
                TextSpan::Insert(_) => 0,
            })
            .sum()
    }

    /// How many characters the result has.
    #[must_use]
    pub fn target_chars(&self) -> u64 {
        self.spans
            .iter()
            .map(|span| match span {
                TextSpan::Retain(count) => u64::from(*count),
                TextSpan::Insert(text) => text.chars().count() as u64,
                TextSpan::Delete(_) => 0,
            })
            .sum()
    }

    /// The characters that it writes, in order.
    pub fn inserted(&self) -> impl Iterator<Item = &str> {
        self.spans.iter().filter_map(|span| match span {
            TextSpan::Insert(text) => Some(text.as_str()),
            TextSpan::Retain(_) | TextSpan::Delete(_) => None,
        })
    }

    /// The text after the edit.
    ///
    /// # Errors
    /// [`TextMismatch`] if `text` has not [`Self::base_chars`] characters.
    pub fn apply(&self, text: &str) -> Result<String, TextMismatch> {
        if text.chars().count() as u64 != self.base_chars() {
            return Err(TextMismatch);
        }
        let mut rest = text.chars();
        let mut result = String::with_capacity(text.len());
        for span in &self.spans {
            match span {
                TextSpan::Retain(count) => result.extend(rest.by_ref().take(*count as usize)),
                TextSpan::Insert(insert) => result.push_str(insert),
                TextSpan::Delete(count) => rest.by_ref().take(*count as usize).for_each(drop),
            }
        }
        Ok(result)
    }

    /// The operation that takes this one back, given the text before it.
    ///
    /// # Errors
    /// [`TextMismatch`] if `before` has not [`Self::base_chars`] characters.
    pub fn inverse(&self, before: &str) -> Result<Self, TextMismatch> {
        if before.chars().count() as u64 != self.base_chars() {
            return Err(TextMismatch);
        }
        let mut rest = before.chars();
        let mut inverse = Self::default();
        for span in &self.spans {
            match span {
                TextSpan::Retain(count) => {
                    rest.by_ref().take(*count as usize).for_each(drop);
                    inverse.retain(*count);
                }
                TextSpan::Insert(text) => inverse.delete(count(text.chars().count())),
                TextSpan::Delete(count) => {
                    inverse.insert(&rest.by_ref().take(*count as usize).collect::<String>());
                }
            }
        }
        Ok(inverse)
    }

    /// This operation followed by `next`, as one.
    ///
    /// # Errors
    /// [`TextMismatch`] if `next` is not for the result of this one.
    pub fn compose(&self, next: &Self) -> Result<Self, TextMismatch> {
        if self.target_chars() != next.base_chars() {
            return Err(TextMismatch);
        }
        let mut made = Self::default();
        let mut first = Cursor::new(&self.spans);
        let mut second = Cursor::new(&next.spans);
        loop {
            match (first.peek(), second.peek()) {
                (None, None) => return Ok(made),
                (Some(Piece::Delete(length)), _) => {
                    made.delete(length);
                    first.take(length);
                }
                (_, Some(Piece::Insert(_))) => made.insert(&second.take_text()),
                (Some(Piece::Retain(a)), Some(Piece::Retain(b))) => {
                    let length = a.min(b);
                    made.retain(length);
                    first.take(length);
                    second.take(length);
                }
                (Some(Piece::Retain(a)), Some(Piece::Delete(b))) => {
                    let length = a.min(b);
                    made.delete(length);
                    first.take(length);
                    second.take(length);
                }
                (Some(Piece::Insert(a)), Some(Piece::Retain(b))) => {
                    let length = a.min(b);
                    made.insert(&first.take_chars(length));
                    second.take(length);
                }
                (Some(Piece::Insert(a)), Some(Piece::Delete(b))) => {
                    let length = a.min(b);
                    first.take_chars(length);
                    second.take(length);
                }
                (None, Some(_)) | (Some(_), None) => return Err(TextMismatch),
            }
        }
    }

    /// The pair `(earlier', later')` such that `earlier` then `later'` equals `later` then
    /// `earlier'`. Where both write at one place, the earlier one's words come first.
    ///
    /// # Errors
    /// [`TextMismatch`] if the two are not for texts of one length.
    pub fn transform(earlier: &Self, later: &Self) -> Result<Transformed, TextMismatch> {
        if earlier.base_chars() != later.base_chars() {
            return Err(TextMismatch);
        }
        let (mut earlier_after, mut later_after) = (Self::default(), Self::default());
        let mut first = Cursor::new(&earlier.spans);
        let mut second = Cursor::new(&later.spans);
        loop {
            match (first.peek(), second.peek()) {
                (None, None) => return Ok((earlier_after, later_after)),
                (Some(Piece::Insert(length)), _) => {
                    earlier_after.insert(&first.take_text());
                    later_after.retain(length);
                }
                (_, Some(Piece::Insert(length))) => {
                    later_after.insert(&second.take_text());
                    earlier_after.retain(length);
                }
                (Some(a), Some(b)) => {
                    let length = a.length().min(b.length());
                    match (a, b) {
                        (Piece::Delete(_), Piece::Retain(_)) => earlier_after.delete(length),
                        (Piece::Retain(_), Piece::Delete(_)) => later_after.delete(length),
                        (Piece::Delete(_), Piece::Delete(_)) => {}
                        (_, _) => {
                            earlier_after.retain(length);
                            later_after.retain(length);
                        }
                    }
                    first.take(length);
                    second.take(length);
                }
                (None, Some(_)) | (Some(_), None) => return Err(TextMismatch),
            }
        }
    }

    /// Where a caret at `position` (in characters) stands after this edit by somebody else.
    #[must_use]
    pub fn moved_caret(&self, position: u32) -> u32 {
        let (mut rest, mut moved) = (position, position);
        for span in &self.spans {
            match span {
                TextSpan::Retain(kept) if *kept > rest => break,
                TextSpan::Retain(kept) => rest -= kept,
                // Words written where the caret stands come before it, except at the very start.
                TextSpan::Insert(text) if position > 0 => moved += count(text.chars().count()),
                TextSpan::Insert(_) => {}
                TextSpan::Delete(gone) => {
                    let removed = (*gone).min(rest);
                    rest -= removed;
                    moved -= removed;
                }
            }
        }
        moved
    }

    fn retain(&mut self, count: u32) {
        match self.spans.last_mut() {
            _ if count == 0 => {}
            Some(TextSpan::Retain(last)) => *last += count,
            Some(TextSpan::Insert(_) | TextSpan::Delete(_)) | None => {
                self.spans.push(TextSpan::Retain(count));
            }
        }
    }

    fn insert(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.spans.as_mut_slice() {
            [.., TextSpan::Insert(last)] | [.., TextSpan::Insert(last), TextSpan::Delete(_)] => {
                last.push_str(text);
            }
            [.., TextSpan::Delete(_)] => {
                self.spans.insert(self.spans.len() - 1, TextSpan::Insert(text.to_owned()));
            }
            [.., TextSpan::Retain(_)] | [] => self.spans.push(TextSpan::Insert(text.to_owned())),
        }
    }

    fn delete(&mut self, count: u32) {
        match self.spans.last_mut() {
            _ if count == 0 => {}
            Some(TextSpan::Delete(last)) => *last += count,
            Some(TextSpan::Insert(_) | TextSpan::Retain(_)) | None => {
                self.spans.push(TextSpan::Delete(count));
            }
        }
    }
}

/// A length as the operations count it; texts are far shorter than `u32::MAX` characters.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The rest of the span under a [`Cursor`], by length.
#[derive(Clone, Copy)]
enum Piece {
    Retain(u32),
    Insert(u32),
    Delete(u32),
}

impl Piece {
    fn length(self) -> u32 {
        match self {
            Self::Retain(length) | Self::Insert(length) | Self::Delete(length) => length,
        }
    }
}

/// Walks spans piecewise.
struct Cursor<'a> {
    spans: std::slice::Iter<'a, TextSpan>,
    current: Option<&'a TextSpan>,
    used: u32,
}

impl<'a> Cursor<'a> {
    fn new(spans: &'a [TextSpan]) -> Self {
        let mut spans = spans.iter();
        let current = spans.next();
        Self { spans, current, used: 0 }
    }

    fn peek(&self) -> Option<Piece> {
        self.current.map(|span| match span {
            TextSpan::Retain(length) => Piece::Retain(length - self.used),
            TextSpan::Insert(text) => Piece::Insert(count(text.chars().count()) - self.used),
            TextSpan::Delete(length) => Piece::Delete(length - self.used),
        })
    }

    fn take(&mut self, length: u32) {
        self.used += length;
        if self.peek().is_some_and(|piece| piece.length() == 0) {
            self.current = self.spans.next();
            self.used = 0;
        }
    }

    fn take_chars(&mut self, length: u32) -> String {
        let text = match self.current {
            Some(TextSpan::Insert(text)) => {
                text.chars().skip(self.used as usize).take(length as usize).collect()
            }
            Some(TextSpan::Retain(_) | TextSpan::Delete(_)) | None => String::new(),
        };
        self.take(length);
        text
    }

    fn take_text(&mut self) -> String {
        self.take_chars(self.peek().map_or(0, Piece::length))
    }
}

/// The JSON form of one span.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum JsonSpan {
    Count(i64),
    Text(String),
}

impl Serialize for TextOperation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return self.spans.serialize(serializer);
        }
        serializer.collect_seq(self.spans.iter().map(|span| match span {
            TextSpan::Retain(count) => JsonSpan::Count(i64::from(*count)),
            TextSpan::Insert(text) => JsonSpan::Text(text.clone()),
            TextSpan::Delete(count) => JsonSpan::Count(-i64::from(*count)),
        }))
    }
}

impl<'de> Deserialize<'de> for TextOperation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spans = if deserializer.is_human_readable() {
            Vec::<JsonSpan>::deserialize(deserializer)?
                .into_iter()
                .map(|span| match span {
                    JsonSpan::Count(count) => {
                        let length =
                            u32::try_from(count.unsigned_abs()).map_err(D::Error::custom)?;
                        Ok(if count < 0 {
                            TextSpan::Delete(length)
                        } else {
                            TextSpan::Retain(length)
                        })
                    }
                    JsonSpan::Text(text) => Ok(TextSpan::Insert(text)),
                })
                .collect::<Result<Vec<_>, D::Error>>()?
        } else {
            Vec::<TextSpan>::deserialize(deserializer)?
        };
        let total: u64 = spans
            .iter()
            .map(|span| match span {
                TextSpan::Retain(count) | TextSpan::Delete(count) => u64::from(*count),
                TextSpan::Insert(text) => text.len() as u64,
            })
            .sum();
        if total > u64::from(u32::MAX) {
            return Err(D::Error::custom("the text operation is too long"));
        }
        Ok(Self::from_spans(spans))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edits(text: &str, choices: &[(u8, u8, String)]) -> TextOperation {
        let total = count(text.chars().count());
        let mut rest = total;
        let mut spans = Vec::new();
        for (how, length, insert) in choices {
            let length = u32::from(*length).min(rest);
            match how % 3 {
                0 => spans.push(TextSpan::Retain(length)),
                1 => spans.push(TextSpan::Delete(length)),
                _ => {
                    spans.push(TextSpan::Insert(insert.clone()));
                    continue;
                }
            }
            rest -= length;
        }
        spans.push(TextSpan::Retain(rest));
        TextOperation::from_spans(spans)
    }

    fn choices() -> impl Strategy<Value = Vec<(u8, u8, String)>> {
        prop::collection::vec((any::<u8>(), 0u8..6, "[aé😀ש]{0,3}"), 0..8)
    }

    #[test]
    fn the_json_form_is_short_and_readable() {
        let operation = TextOperation::between("Order placed", "Order was placed");
        assert_eq!(serde_json::to_string(&operation).unwrap(), r#"[6,"was ",6]"#);
        let deleted = TextOperation::between("abc", "a");
        assert_eq!(serde_json::to_string(&deleted).unwrap(), "[1,-2]");
        assert_eq!(serde_json::from_str::<TextOperation>("[1,-2]").unwrap(), deleted);
    }

    #[test]
    fn an_operation_of_absurd_length_is_refused() {
        assert!(serde_json::from_str::<TextOperation>("[4294967295,4294967295]").is_err());
        assert!(serde_json::from_str::<TextOperation>("[-9223372036854775808]").is_err());
    }

    #[test]
    fn a_caret_stays_with_its_words() {
        let before = TextOperation::between("world", "hello world");
        assert_eq!(before.moved_caret(5), 11);
        assert_eq!(before.moved_caret(0), 0);
        let removed = TextOperation::between("hello world", "world");
        assert_eq!(removed.moved_caret(3), 0);
        assert_eq!(removed.moved_caret(8), 2);
        let after = TextOperation::between("ab", "abc");
        assert_eq!(after.moved_caret(1), 1);
    }

    /// P5.2
    #[test]
    fn what_a_client_sends_is_brought_into_the_canonical_form() {
        use TextSpan::{Delete, Insert, Retain};
        let sent = [Retain(0), Retain(1), Retain(2), Delete(1), Insert("a".to_owned()), Delete(1)];
        let bytes = postcard::to_stdvec(&sent.to_vec()).unwrap();
        let read = postcard::from_bytes::<TextOperation>(&bytes).unwrap();
        assert_eq!(read.spans(), [Retain(3), Insert("a".to_owned()), Delete(2)]);
    }

    /// P5.3
    #[test]
    fn where_two_write_at_one_place_the_earlier_ones_words_come_first() {
        let (earlier, later) = (TextOperation::between("", "ab"), TextOperation::between("", "cd"));
        let (_, later_after) = TextOperation::transform(&earlier, &later).unwrap();
        assert_eq!(later_after.apply("ab").unwrap(), "abcd");
    }

    proptest! {
        /// P5.3
        #[test]
        fn two_edits_of_one_text_converge(text in "[abé😀]{0,12}", a in choices(), b in choices()) {
            let (a, b) = (edits(&text, &a), edits(&text, &b));
            let (a_after, b_after) = TextOperation::transform(&a, &b).unwrap();
            let one = b_after.apply(&a.apply(&text).unwrap()).unwrap();
            let other = a_after.apply(&b.apply(&text).unwrap()).unwrap();
            prop_assert_eq!(one, other);
        }

        #[test]
        fn compose_equals_one_after_the_other(text in "[abé😀]{0,12}", a in choices(), b in choices()) {
            let a = edits(&text, &a);
            let middle = a.apply(&text).unwrap();
            let b = edits(&middle, &b);
            prop_assert_eq!(a.compose(&b).unwrap().apply(&text).unwrap(), b.apply(&middle).unwrap());
        }

        #[test]
        fn the_inverse_restores(text in "[abé😀]{0,12}", a in choices()) {
            let a = edits(&text, &a);
            let after = a.apply(&text).unwrap();
            prop_assert_eq!(a.inverse(&text).unwrap().apply(&after).unwrap(), text);
        }

        #[test]
        fn the_difference_leads_from_old_to_new(old in "[abé😀]{0,12}", new in "[abé😀]{0,12}") {
            prop_assert_eq!(TextOperation::between(&old, &new).apply(&old).unwrap(), new);
        }

        /// P5.2
        #[test]
        fn both_stored_forms_give_the_operation_back(text in "[ab]{0,12}", a in choices()) {
            let a = edits(&text, &a);
            let json = serde_json::to_string(&a).unwrap();
            prop_assert_eq!(&serde_json::from_str::<TextOperation>(&json).unwrap(), &a);
            let bytes = postcard::to_stdvec(&a).unwrap();
            prop_assert_eq!(&postcard::from_bytes::<TextOperation>(&bytes).unwrap(), &a);
        }
    }
}
