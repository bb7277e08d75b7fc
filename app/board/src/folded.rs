//! Texts without what makes no difference to somebody who looks for words: case and accents, for the Latin,
//! Greek and Cyrillic letters that people in workshops write; of other scripts every letter is itself.

/// The text in lower case and without accents.
#[must_use]
pub fn folded(text: &str) -> String {
    text.chars().filter_map(fold).collect()
}

/// A letter in lower case and without its accent; `None` for an accent by itself.
fn fold(letter: char) -> Option<char> {
    const PLAIN: [(&str, char); 15] = [
        ("àáâãäåāăą", 'a'),
        ("çćĉċč", 'c'),
        ("ďđ", 'd'),
        ("èéêëēĕėęě", 'e'),
        ("ĝğġģ", 'g'),
        ("ìíîïĩīĭįı", 'i'),
        ("ĺļľŀł", 'l'),
        ("ñńņň", 'n'),
        ("òóôõöøōŏő", 'o'),
        ("ŕŗř", 'r'),
        ("śŝşšſß", 's'),
        ("ţťŧ", 't'),
        ("ùúûüũūŭůűų", 'u'),
        ("ýÿŷ", 'y'),
        ("źżž", 'z'),
    ];
    if letter.is_ascii() {
        return Some(letter.to_ascii_lowercase());
    }
    let code = u32::from(letter);
    // How the blocks pair upper with lower case, without the tables of all scripts.
    let up = match code {
        0x0300..=0x036F => return None,
        0x00C0..=0x00DE if code != 0x00D7 => 0x20,
        0x0130 => return Some('i'),
        0x0178 => return Some('y'),
        0x0100..=0x0137 | 0x014A..=0x0177 => 1 - code % 2,
        0x0139..=0x0148 | 0x0179..=0x017E => code % 2,
        0x0391..=0x03A9 | 0x0410..=0x042F => 0x20,
        0x0400..=0x040F => 0x50,
        _ => 0,
    };
    let lower = char::from_u32(code + up).unwrap_or(letter);
    Some(PLAIN.iter().find(|(accented, _)| accented.contains(lower)).map_or(lower, |row| row.1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_and_accents_make_no_difference() {
        for (text, expected) in [
            ("CAFE\u{301}", "cafe"),
            ("ÜBERPRÜFT", "uberpruft"),
            ("ОПЛАТЫ", "оплаты"),
            ("漢字", "漢字"),
        ] {
            assert_eq!(folded(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,20}") {
            prop_assert_eq!(folded(&folded(&text)), folded(&text));
        }
    }
}
