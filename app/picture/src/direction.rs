//! In which direction a text is read.

/// Whether a text is read from right to left: whether the first of its letters that has a direction, such as
/// a Hebrew, an Arabic or a Latin one, is. Digits, signs and pictures have none.
///
/// # Source
/// Rules P2 and P3 of the Unicode Bidirectional Algorithm (UAX #9), with blocks for classes.
#[must_use]
pub fn is_right_to_left(text: &str) -> bool {
    text.chars().find_map(direction) == Some(true)
}

/// Whether the letter is written from right to left; `None` if it has no direction of its own.
fn direction(letter: char) -> Option<bool> {
    match letter {
        'a'..='z' | 'A'..='Z' => Some(false),
        // Digits, signs and vowel marks of the scripts that are written from right to left.
        '\0'..='\u{a9}'
        | '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5bd}'
        | '\u{600}'..='\u{607}'
        | '\u{609}'..='\u{60a}'
        | '\u{60c}'
        | '\u{60e}'..='\u{61a}'
        | '\u{64b}'..='\u{66c}'
        | '\u{6dd}'
        | '\u{6f0}'..='\u{6f9}'
        | '\u{d7}'
        | '\u{f7}'
        | '\u{2010}'..='\u{2bff}'
        | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}'
        | '\u{fe00}'..='\u{fe6f}'
        | '\u{1f000}'..='\u{1faff}' => None,
        '\u{590}'..='\u{8ff}'
        | '\u{200f}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}' => Some(true),
        '\u{2000}'..='\u{200d}' => None,
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_with_a_direction_decides() {
        for text in ["הזמנה", "تم الدفع", "1. הזמנה", "“שלום” Order", "🎉 تم", "\u{200f}Order", "ﻻ"]
        {
            assert!(is_right_to_left(text), "{text}");
        }
        for text in
            ["", "Order", "Order הזמנה", "42", "…!", "漢字", "Éclair تم", "Ωμέγα", "٤٢ paid"]
        {
            assert!(!is_right_to_left(text), "{text}");
        }
    }
}
