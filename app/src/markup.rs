//! Pieces of HTML as text, for what is seldom seen: it costs the module no views.

/// Text as it may stand in HTML, between tags or in quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push(c),
        }
    }
    html
}

/// An icon of the page's sprite.
pub(crate) fn icon(name: &str) -> String {
    let before =
        "<svg class=\"icon\" aria-hidden=\"true\" width=\"20\" height=\"20\"><use href=\"#icon-";
    [before, name, "\"></use></svg>"].concat()
}

/// A number with this many digits after the point, at most nine of them; numbers beyond 10⁹ are cut off
/// there. The library can write any number exactly, with so much code that the page is better off without.
pub(crate) fn fixed(number: f64, digits: u32) -> String {
    let scale = 10i64.pow(digits.min(9));
    let scaled = (squall_board::within(number, -1e9, 1e9) * scale as f64).round() as i64;
    let (whole, part) = ((scaled / scale).abs(), (scaled % scale).abs());
    let sign = if scaled < 0 { "-" } else { "" };
    match digits {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{part:0width$}", width = digits as usize),
    }
}

/// What went wrong.
pub(crate) fn error(said: &str) -> String {
    ["<p class=\"error\">", &escaped(said), "</p>"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_library_does() {
        for number in [0.0, 0.04, 0.996, -1.0, 12.345_678, -700.06, 99.999, 123_456_789.4] {
            for digits in 0..4 {
                let expected = format!("{number:.*}", digits as usize);
                assert_eq!(fixed(number, digits), expected, "{number} with {digits}");
            }
        }
        let odd = [fixed(f64::NAN, 1), fixed(f64::INFINITY, 0), fixed(-0.001, 2)];
        assert_eq!(odd, ["0.0", "1000000000", "0.00"]);
    }

    #[test]
    fn words_are_no_markup() {
        let said = error("<b title=\"x\">&amp;");
        assert_eq!(said, "<p class=\"error\">&lt;b title=&quot;x&quot;&gt;&amp;amp;</p>");
    }
}
