//! The style sheet: `style/main.css` and the sibling files it imports, as one file without comments
//! and superfluous whitespace.
//!
//! Conservative on purpose. It knows the tokens in which white space must not be touched (strings,
//! `url(…)`, escapes) and otherwise only removes what no CSS parser can see. Values are not
//! rewritten; compression does the rest.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The style sheet at `entry` with its imports in place.
///
/// # Errors
/// For an import that is not a plain sibling file or that comes twice, for a string or comment that
/// does not end, and for a `url(…)` that would mean something else on the site.
pub(super) fn bundle(entry: &Path) -> Result<String> {
    let mut css = String::new();
    append(entry, &mut css, &mut BTreeSet::new())?;
    Ok(css)
}

fn append(path: &Path, css: &mut String, seen: &mut BTreeSet<String>) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if !seen.insert(name) {
        bail!("{} is imported twice", path.display());
    }
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the style sheet {}", path.display()))?;
    let text = minify(&text).with_context(|| format!("{} is not valid", path.display()))?;
    let (heads, body) = split_head(&text).with_context(|| path.display().to_string())?;
    for head in heads {
        match head {
            Head::Import(name) => append(&path.with_file_name(name), css, seen)?,
            Head::LayerOrder(statement) => css.push_str(statement),
        }
    }
    css.push_str(body);
    Ok(())
}

/// A statement that may stand before the rules.
#[derive(Debug, PartialEq, Eq)]
enum Head<'a> {
    Import(&'a str),
    LayerOrder(&'a str),
}

/// The statements at the beginning of a minified style sheet, and its rules.
fn split_head(css: &str) -> Result<(Vec<Head<'_>>, &str)> {
    let mut heads = Vec::new();
    let mut rest = css;
    while let Some(end) = rest.find([';', '{']).filter(|end| rest[*end..].starts_with(';')) {
        let (statement, tail) = rest.split_at(end + 1);
        if statement.starts_with("@import") {
            heads.push(Head::Import(imported_name(statement)?));
        } else if statement.starts_with("@layer") {
            heads.push(Head::LayerOrder(statement));
        } else {
            break;
        }
        rest = tail;
    }
    if rest.contains("@import") {
        bail!("an @import stands after a rule, where browsers ignore it");
    }
    Ok((heads, rest))
}

/// The `x.css` of `@import "x.css";`.
fn imported_name(statement: &str) -> Result<&str> {
    let operand = statement.trim_start_matches("@import").trim_end_matches(';').trim();
    let name = operand.strip_prefix('"').and_then(|operand| operand.strip_suffix('"'));
    name.filter(|name| !name.contains(['/', '\\', '"', ':']) && name.ends_with(".css"))
        .with_context(|| format!("`{statement}` is not an import of a sibling file"))
}

/// What stood between two tokens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Nothing,
    Comment,
    Space,
}

/// Removes comments and white space that separate nothing.
fn minify(css: &str) -> Result<String> {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut gap = Gap::Nothing;
    // White space at the very beginning and beside a separator can go.
    let mut after_separator = true;
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            let end = comment.find("*/").context("a comment does not end")?;
            rest = &comment[end + 2..];
            gap = gap.max(Gap::Comment);
            continue;
        }
        if is_white(first) {
            rest = rest.trim_start_matches(is_white);
            gap = Gap::Space;
            continue;
        }
        let (token, tail) = rest.split_at(token_length(rest)?);
        let is_separator = matches!(token, "{" | "}" | ";" | ",");
        if !after_separator && !is_separator {
            match gap {
                Gap::Space => out.push(' '),
                // `a/**/b` is two tokens, and `.a/**/.b` is not `.a .b`.
                Gap::Comment => out.push_str("/**/"),
                Gap::Nothing => {}
            }
        }
        out.push_str(token);
        (rest, gap, after_separator) = (tail, Gap::Nothing, is_separator);
    }
    Ok(out)
}

/// The length in bytes of the token at the start of `css`, which is neither white space nor a
/// comment.
fn token_length(css: &str) -> Result<usize> {
    let first = css.chars().next().context("there is no token")?;
    match first {
        '"' | '\'' => string_length(css, first),
        '\\' => Ok(1 + css[1..].chars().next().map_or(0, char::len_utf8)),
        _ if is_name(first) => {
            let name = css.find(|c| !is_name(c)).unwrap_or(css.len());
            if css[..name].eq_ignore_ascii_case("url") && css[name..].starts_with('(') {
                return url_length(css, name + 1);
            }
            Ok(name)
        }
        _ => Ok(first.len_utf8()),
    }
}

/// The length of the string at the start of `css`, with both quotes.
fn string_length(css: &str, quote: char) -> Result<usize> {
    let end = unescaped(&css[1..], |c| c == quote || c == '\n').context("a string does not end")?;
    if css[1 + end..].starts_with('\n') {
        bail!("the string {} does not end on its line", &css[..=end]);
    }
    Ok(end + 2)
}

/// The length of the `url(` at the start of `css`: all of it when its address has no quotes, else
/// only up to the parenthesis.
fn url_length(css: &str, open: usize) -> Result<usize> {
    let inside = css[open..].trim_start_matches(is_white);
    let quote = inside.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        check_url(&inside[1..string_length(inside, quote)? - 1])?;
        return Ok(open);
    }
    let end = unescaped(inside, |c| c == ')').context("a url( does not end")?;
    check_url(inside[..end].trim_end_matches(is_white))?;
    Ok(css.len() - inside.len() + end + 1)
}

/// The style sheet is served from another folder than it is written in, and the site asks no other
/// host for anything.
fn check_url(address: &str) -> Result<()> {
    let is_absolute = address.starts_with('/') && !address.starts_with("//");
    if !is_absolute && !address.starts_with('#') && !address.starts_with("data:") {
        bail!("url({address}) must be a path from the site's root, such as /fonts/x.woff2");
    }
    Ok(())
}

/// Where the first matching character stands that no backslash precedes.
fn unescaped(text: &str, matches: impl Fn(char) -> bool) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let found = !is_escaped && matches(c);
        is_escaped = !is_escaped && c == '\\';
        found.then_some(at)
    })
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii()
}

fn is_white(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(css: &str, expected: &str) {
        assert_eq!(minify(css).unwrap(), expected);
        assert_eq!(minify(expected).unwrap(), expected, "it changes when minified again");
    }

    #[test]
    fn comments_and_superfluous_white_space_go() {
        check("/* a */\n a ,\n b {\n  color : red ; /* b */\n}\n\n", "a,b{color : red;}");
        check(
            "@media (min-width: 40em) and (hover) { a { x: y } }",
            "@media (min-width: 40em) and (hover){a{x: y}}",
        );
    }

    #[test]
    fn white_space_that_means_something_stays() {
        check(".a .b > .c :hover {}", ".a .b > .c :hover{}");
        check("a { margin: 0 -1px calc(1px + 2px); }", "a{margin: 0 -1px calc(1px + 2px);}");
        check("a { grid-template: 'a b' 'c  d' }", "a{grid-template: 'a b' 'c  d'}");
    }

    #[test]
    fn a_comment_between_two_tokens_keeps_them_apart() {
        check(".a/* x */.b {}", ".a/**/.b{}");
        check("a/* x */ b {}", "a b{}");
        check("a{/* x */b:c/* y */}", "a{b:c}");
    }

    #[test]
    fn strings_urls_and_escapes_survive() {
        check(
            "a { content: \"/* no  comment */ \\\" ; }\" }",
            "a{content: \"/* no  comment */ \\\" ; }\"}",
        );
        check(
            "a { x: url( /a/*.svg ) , url(\"/a  b.svg\") }",
            "a{x: url( /a/*.svg ),url(\"/a  b.svg\")}",
        );
        check(
            "a { x: url(data:image/svg+xml,%3Csvg /*) }",
            "a{x: url(data:image/svg+xml,%3Csvg /*)}",
        );
        check(".a\\, .b\\{ {}", ".a\\, .b\\{{}");
        check("a::before { content: '→  \\2192  x' }", "a::before{content: '→  \\2192  x'}");
    }

    #[test]
    fn what_does_not_end_or_would_break_on_the_site_is_refused() {
        for css in [
            "a{} /* x",
            "a{content:\"x",
            "a{content:\"x\n\"}",
            "a{x:url(/y",
            "a{x:url(y.svg)}",
            "a{x:url(\"../y.svg\")}",
            "a{x:url(https://example.org/y.svg)}",
            "a{x:url('//example.org/y.svg')}",
        ] {
            assert!(minify(css).is_err(), "{css}");
        }
    }

    #[test]
    fn imports_and_layer_orders_come_first() {
        let css =
            minify("@layer a, b;\n@import \"x.css\" ;\n@import \"y.css\";\na { x: ; }").unwrap();
        let (heads, body) = split_head(&css).unwrap();
        assert_eq!(
            heads,
            [Head::LayerOrder("@layer a,b;"), Head::Import("x.css"), Head::Import("y.css")]
        );
        assert_eq!(body, "a{x:;}");
        for css in [
            "a{}@import \"x.css\";",
            "@import url(/x.css);",
            "@import \"../x.css\";",
            "@import \"https://example.org/x.css\";",
            "@import \"x.css\" print;",
        ] {
            assert!(split_head(css).is_err(), "{css}");
        }
    }

    #[test]
    fn files_are_bundled_in_the_order_of_their_imports() {
        let folder = std::env::temp_dir().join(format!("xtask-css-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
        write("main.css", "@import \"a.css\";\n@import \"b.css\";\nmain { x: y }");
        write("a.css", "a { x: y }\n");
        write("b.css", "b { x: y }\n");
        assert_eq!(bundle(&folder.join("main.css")).unwrap(), "a{x: y}b{x: y}main{x: y}");
        write("b.css", "@import \"a.css\";");
        assert!(bundle(&folder.join("main.css")).is_err(), "a file imported twice");
        write("b.css", "@import \"missing.css\";");
        assert!(bundle(&folder.join("main.css")).is_err(), "a missing file");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
