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

/// What went wrong.
pub(crate) fn error(said: &str) -> String {
    ["<p class=\"error\">", &escaped(said), "</p>"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_markup() {
        let said = error("<b title=\"x\">&amp;");
        assert_eq!(said, "<p class=\"error\">&lt;b title=&quot;x&quot;&gt;&amp;amp;</p>");
    }
}
