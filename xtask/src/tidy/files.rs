//! The rules about the text of single files.

const LINES_MAX: usize = 700;

/// Every rule for a Rust file; `path` is relative to the workspace, with `/`.
pub(super) fn rust(path: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    problems.extend(opens_with_its_purpose(path, text));
    problems.extend(is_not_too_long(path, text));
    problems.extend(no_ignored_test(path, text));
    problems.extend(no_sleep_in_tests(path, text));
    problems
}

/// Every rule for a file of the browser tests.
pub(super) fn browser_test(path: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (number, line) in code_lines(text) {
        for call in [".only(", ".skip(", ".fixme("] {
            if line.contains(call) {
                problems.push(format!("{path}:{number}: `{call}…)` leaves tests out"));
            }
        }
        for call in ["waitForTimeout(", "sleep("] {
            if line.contains(call) {
                problems.push(format!("{path}:{number}: `{call}…)` waits for the clock"));
            }
        }
    }
    problems
}

/// A spec operates the wall through the page object, not through its own selectors.
pub(super) fn imports_page_object(path: &str, text: &str) -> Option<String> {
    let imports = text.lines().any(|line| {
        let line = line.trim_end().trim_end_matches(';').trim_end_matches(['"', '\'']);
        line.contains("from ")
            && [".ts", ".js", ""].iter().any(|extension| {
                line.strip_suffix(extension).is_some_and(|line| line.ends_with("support/wall"))
            })
    });
    (!imports).then(|| format!("{path}: a spec imports the page object, ./support/wall"))
}

/// A lock of npm packages names no registry, so that it works with everybody's.
pub(super) fn no_registry_in_lock(path: &str, text: &str) -> Option<String> {
    let count = text.lines().filter(|line| line.trim_start().starts_with("\"resolved\":")).count();
    (count > 0).then(|| {
        format!(
            "{path}: {count} \"resolved\" addresses; keep \
             omit-lockfile-registry-resolved in .npmrc and run `npm install` again"
        )
    })
}

fn opens_with_its_purpose(path: &str, text: &str) -> Option<String> {
    (!text.starts_with("//!"))
        .then(|| format!("{path}:1: a file opens with `//!` and what it owns"))
}

fn is_not_too_long(path: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > LINES_MAX).then(|| format!("{path}: {lines} lines, at most {LINES_MAX} fit one file"))
}

fn no_ignored_test(path: &str, text: &str) -> Option<String> {
    let (number, _) = code_lines(text).find(|(_, line)| {
        ["#[ignore]", "#[ignore ="].iter().any(|start| line.starts_with(start))
    })?;
    Some(format!("{path}:{number}: an ignored test tests nothing"))
}

/// Tests wait for a sequence number, a message or a state. In `src` only what follows
/// `#[cfg(test)]` counts as a test.
fn no_sleep_in_tests(path: &str, text: &str) -> Option<String> {
    let is_test_file = path.contains("/tests/") || path.ends_with("/tests.rs");
    let (number, _) = code_lines(text)
        .skip_while(|(_, line)| !is_test_file && *line != "#[cfg(test)]")
        .find(|(_, line)| {
            line.match_indices("sleep(").any(|(at, _)| {
                let before = line[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '"'))
            })
        })?;
    Some(format!("{path}:{number}: a test waits for the clock"))
}

/// The lines that are no comments, trimmed, with their numbers from 1.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim()))
        .filter(|(_, line)| !line.starts_with("//"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_opens_with_its_purpose() {
        assert_eq!(opens_with_its_purpose("a.rs", "//! The wall.\n"), None);
        assert!(opens_with_its_purpose("a.rs", "\n//! The wall.\n").is_some());
        assert!(opens_with_its_purpose("a.rs", "use x;\n").is_some());
    }

    #[test]
    fn a_file_has_at_most_700_lines() {
        assert_eq!(is_not_too_long("a.rs", &"\n".repeat(700)), None);
        assert!(is_not_too_long("a.rs", &"\n".repeat(701)).is_some());
    }

    #[test]
    fn no_test_is_ignored() {
        assert_eq!(no_ignored_test("a.rs", "#[test]\n// #[ignore] is banned\nfn x() {}"), None);
        let found = no_ignored_test("a.rs", "#[test]\n    #[ignore]\nfn x() {}");
        assert_eq!(found.as_deref(), Some("a.rs:2: an ignored test tests nothing"));
        assert!(no_ignored_test("a.rs", "#[ignore = \"slow\"]\nfn x() {}").is_some());
    }

    #[test]
    fn no_test_sleeps() {
        // Put together, so that this file does not break its own rule.
        let call = format!("fn f() {{ time::{}(x) }}", "sleep");
        let source = format!("{call}\n#[cfg(test)]\nmod tests {{ fn oversleep() {{}} }}");
        assert_eq!(no_sleep_in_tests("server/src/a.rs", &source), None);
        assert!(no_sleep_in_tests("server/tests/a.rs", &source).is_some());
        let test = format!("#[cfg(test)]\nmod tests {{ {call} }}");
        assert!(no_sleep_in_tests("server/src/a.rs", &test).is_some());
    }

    #[test]
    fn every_browser_test_runs_and_none_waits_for_the_clock() {
        let good = "// test.only(x)\ntest(\"a\", async () => { await expect(x).toBeVisible(); });";
        assert!(browser_test("a.spec.ts", good).is_empty());
        let bad = "test.only(\"a\", f);\ntest.skip(\"b\", f);\nawait page.waitForTimeout(5);";
        assert_eq!(browser_test("a.spec.ts", bad).len(), 3);
    }

    #[test]
    fn a_spec_imports_the_page_object() {
        let check = |line: &str| imports_page_object("a.spec.ts", line);
        assert_eq!(check("import { test } from \"./support/wall\";\n"), None);
        assert_eq!(check("import { Wall } from '../support/wall.ts'"), None);
        assert!(check("import { test } from \"@playwright/test\";\n").is_some());
    }

    #[test]
    fn the_lock_names_no_registry() {
        assert_eq!(no_registry_in_lock("a.json", "{ \"integrity\": \"sha512-x\" }"), None);
        let bad = "{\n  \"resolved\": \"https://registry.example/x.tgz\"\n}";
        assert!(no_registry_in_lock("a.json", bad).is_some());
    }
}
