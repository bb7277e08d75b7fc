//! The rules that tie the protocol to its document and the tests to its rules.
//!
//! A rule of `docs/protocol.md` is a line that begins with `- **P1.2** `; one that tests can prove says
//! `**[tested]**` before the next rule begins. A test cites it by its number in a comment.

use std::collections::BTreeSet;

/// The document.
pub(super) const DOCUMENT: &str = "docs/protocol.md";

/// Every rule that is cited is in the document, and every rule that tests can prove is cited.
/// `sources` are paths and texts of Rust files.
pub(super) fn citations(document: &str, sources: &[(String, String)]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut rules = BTreeSet::new();
    let mut cited = BTreeSet::new();
    for rule in rules_of(document) {
        if !rules.insert(rule.number) {
            problems.push(format!("{DOCUMENT}: there are two rules {}", rule.number));
        }
    }
    for (path, text) in sources {
        for (number, line) in (1..).zip(text.lines()) {
            let Some((_, comment)) = line.split_once("//") else { continue };
            for rule in numbers_in(comment) {
                if !rules.contains(rule) {
                    problems.push(format!("{path}:{number}: {DOCUMENT} has no rule {rule}"));
                }
                cited.insert(rule);
            }
        }
    }
    let untested = rules_of(document).filter(|rule| rule.is_tested && !cited.contains(rule.number));
    problems.extend(
        untested.map(|rule| {
            format!("{DOCUMENT}: {} is to be tested, but no test cites it", rule.number)
        }),
    );
    problems
}

/// The document and the golden frames are of the protocol's version. `golden` are the names of the
/// golden files.
pub(super) fn version(source: &str, document: &str, golden: &[String]) -> Vec<String> {
    let version = source.lines().find_map(|line| {
        line.trim().strip_prefix("pub const PROTOCOL_VERSION: u8 = ")?.strip_suffix(';')
    });
    let Some(version) = version else {
        return vec!["protocol.rs: no line says `pub const PROTOCOL_VERSION: u8 = …;`".to_owned()];
    };
    let mut problems = Vec::new();
    if !document.contains(&format!("**protocol version {version}**")) {
        problems.push(format!("{DOCUMENT}: does not say **protocol version {version}**"));
    }
    let frames = format!("wire.v{version}.txt");
    if !golden.contains(&frames) {
        problems.push(format!("app/board/tests/golden/{frames} is missing: UPDATE_GOLDEN=1"));
    }
    if !document.contains(&frames) {
        problems.push(format!("{DOCUMENT}: does not name the golden frames, {frames}"));
    }
    problems
}

struct Rule<'a> {
    number: &'a str,
    is_tested: bool,
}

fn rules_of(document: &str) -> impl Iterator<Item = Rule<'_>> {
    document.split("\n- **").skip(1).filter_map(|text| {
        let (number, text) = text.split_once("** ")?;
        let is_rule = numbers_in(number).eq([number]);
        is_rule.then(|| Rule { number, is_tested: text.contains("**[tested]**") })
    })
}

/// Everything like `P1.2` that stands alone.
fn numbers_in(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    words.map(|word| word.trim_matches('.')).filter(|word| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = word.strip_prefix('P').and_then(|word| word.split_once('.'));
        number.is_some_and(|(chapter, rule)| digits(chapter) && digits(rule))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT_TEXT: &str = "# The protocol\n\nThis is **protocol version 3**, see wire.v3.txt.\n\n\
        - **P1.1** One rule,\n  on two lines. **[tested]**\n- **P1.2** Another one, as P1.1.\n\
        - **P1.10** A third one. **[tested]**\n";

    fn found(test: &str) -> Vec<String> {
        citations(DOCUMENT_TEXT, &[("a.rs".to_owned(), test.to_owned())])
    }

    #[test]
    fn every_rule_to_be_tested_is_cited() {
        assert!(found("/// P1.1, P1.10.\nfn a() {}").is_empty());
        let problems = found("/// P1.1\nfn a() {}\nlet code = \"P1.10\";");
        assert_eq!(problems, ["docs/protocol.md: P1.10 is to be tested, but no test cites it"]);
    }

    #[test]
    fn no_rule_is_cited_that_is_not_there() {
        let problems = found("// P1.1 P1.10\n// P2.1 and MAP1.1");
        assert_eq!(problems, ["a.rs:2: docs/protocol.md has no rule P2.1"]);
    }

    #[test]
    fn the_document_and_the_golden_frames_are_of_the_version() {
        let source = |version: u8| format!("pub const PROTOCOL_VERSION: u8 = {version};\n");
        let golden = ["wire.v3.txt".to_owned()];
        assert!(version(&source(3), DOCUMENT_TEXT, &golden).is_empty());
        assert_eq!(version(&source(4), DOCUMENT_TEXT, &golden).len(), 3);
        assert_eq!(version("", DOCUMENT_TEXT, &golden).len(), 1);
    }
}
