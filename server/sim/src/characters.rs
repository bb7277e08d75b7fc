//! The characters that people of a simulation type. Each is typed once, so that every one can be
//! followed from the hand that typed it to the board.

/// The first one: an ideograph of three bytes, so that bytes and characters cannot be confused.
const FIRST: u32 = 0x4e00;
/// Numbers between these are no characters.
const SURROGATES: std::ops::Range<u32> = 0xd800..0xe000;

/// The character with this number.
pub(crate) fn character(number: usize) -> char {
    let number = u32::try_from(number).expect("fewer characters than numbers");
    let code = FIRST + number;
    let code = if code < SURROGATES.start { code } else { code + SURROGATES.len() as u32 };
    char::from_u32(code).expect("fewer characters are typed than there are")
}

/// The number of a character; `None` if it is not one of these.
pub(crate) fn number(character: char) -> Option<usize> {
    let code = u32::from(character);
    let code = if code < SURROGATES.end { code } else { code - SURROGATES.len() as u32 };
    Some(code.checked_sub(FIRST)? as usize)
}

/// A set of them, as bits by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Characters(Vec<u64>);

impl Characters {
    /// Those in the text.
    pub(crate) fn of(text: &str) -> Self {
        let mut characters = Self::default();
        characters.add(text);
        characters
    }

    /// Adds those in the text.
    pub(crate) fn add(&mut self, text: &str) {
        for character in text.chars() {
            self.insert(character);
        }
    }

    /// Adds one; tells whether it is new. Other characters are passed over.
    pub(crate) fn insert(&mut self, character: char) -> bool {
        let Some(number) = number(character) else { return true };
        let (word, bit) = (number / 64, 1 << (number % 64));
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let is_new = self.0[word] & bit == 0;
        self.0[word] |= bit;
        is_new
    }

    /// Whether it is there.
    pub(crate) fn contains(&self, character: char) -> bool {
        let Some(number) = number(character) else { return false };
        self.0.get(number / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    /// Adds all of these.
    pub(crate) fn extend(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    /// Those that are not in `other`.
    pub(crate) fn without(&self, other: &Self) -> Self {
        let others = other.0.iter().copied().chain(std::iter::repeat(0));
        Self(self.0.iter().zip(others).map(|(word, others)| word & !others).collect())
    }

    /// Each of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = char> {
        self.0.iter().enumerate().flat_map(|(place, word)| {
            let set = (0..64).filter(move |bit| word & (1 << bit) != 0);
            set.map(move |bit| character(place * 64 + bit))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_one_character_and_back() {
        for place in [0, 1, 35_327, 35_328, 100_000] {
            assert_eq!(number(character(place)), Some(place));
        }
        assert_eq!(number('a'), None);
    }

    #[test]
    fn a_set_holds_what_was_added() {
        let text: String = [0, 63, 64, 200].map(character).into_iter().collect();
        let set = Characters::of(&text);
        assert_eq!(set.iter().collect::<String>(), text);
        assert!(set.contains(character(63)) && !set.contains(character(65)));
        let few = Characters::of(&text[..3]);
        assert_eq!(set.without(&few).iter().count(), 3);
        assert_eq!(few.without(&set).iter().count(), 0);
    }
}
