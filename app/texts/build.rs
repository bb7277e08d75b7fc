//! Makes a constant of every text in `texts/en.txt`, and the tables of the other languages.
//!
//! A line is `key = text`; `#` begins a comment. `{name}` is filled in by the program; a key ending in
//! `.one` or `.other` is a form of a plural, which counts `{n}`. The build fails if a language lacks a text
//! or has one too many, if a key stands twice, or if languages disagree about what is filled in.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// A text of one language, with its line from 1.
struct Entry {
    line: usize,
    text: String,
}

/// The texts of one language by their keys.
type Catalogue = BTreeMap<String, Entry>;

fn main() {
    println!("cargo::rerun-if-changed=texts");
    let mut problems = Vec::new();
    let english = read("texts/en.txt", &mut problems);
    let german = read("texts/de.txt", &mut problems);
    for (key, entry) in &english {
        match german.get(key) {
            None => problems.push(format!("texts/de.txt: {key} is missing")),
            Some(other) => compare(key, entry, other, &mut problems),
        }
        check_plural(key, &english, &mut problems);
    }
    for (key, entry) in &german {
        if !english.contains_key(key) {
            problems.push(format!("texts/de.txt:{}: {key} is not in en.txt", entry.line));
        }
    }
    for problem in &problems {
        println!("cargo::error={problem}");
    }
    if problems.is_empty() {
        write(&english, &german);
    }
}

fn read(path: &str, problems: &mut Vec<String>) -> Catalogue {
    let mut catalogue = Catalogue::new();
    let content = std::fs::read_to_string(path).expect("the catalogue can be read");
    for (line, row) in (1..).zip(content.lines()) {
        let row = row.trim();
        if row.is_empty() || row.starts_with('#') {
            continue;
        }
        let Some((key, text)) = row.split_once('=') else {
            problems.push(format!("{path}:{line}: a line is `key = text`"));
            continue;
        };
        let (key, text) = (key.trim(), text.trim());
        let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c);
        if key.is_empty() || !key.chars().all(is_key) || text.is_empty() {
            problems.push(format!(
                "{path}:{line}: a key has letters, digits, `.` and `_`; no text is empty"
            ));
        }
        let entry = Entry { line, text: text.to_owned() };
        if catalogue.insert(key.to_owned(), entry).is_some() {
            problems.push(format!("{path}:{line}: {key} stands twice"));
        }
    }
    catalogue
}

/// What is filled into a text, in the order of its first appearance.
fn names(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for part in text.split('{').skip(1) {
        let name = part.split('}').next().unwrap_or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn compare(key: &str, english: &Entry, german: &Entry, problems: &mut Vec<String>) {
    let sorted = |text: &str| {
        let mut names: Vec<String> = names(text).into_iter().map(str::to_owned).collect();
        // One may stand as a figure or as a word.
        names.retain(|name| !(key.ends_with(".one") && name == "n"));
        names.sort();
        names
    };
    if sorted(&english.text) != sorted(&german.text) {
        let line = german.line;
        problems.push(format!("texts/de.txt:{line}: {key} fills in other things than in English"));
    }
}

fn check_plural(key: &str, english: &Catalogue, problems: &mut Vec<String>) {
    for (form, other) in [(".one", ".other"), (".other", ".one")] {
        let Some(stem) = key.strip_suffix(form) else { continue };
        if !english.contains_key(&format!("{stem}{other}")) {
            problems.push(format!("texts/en.txt: {stem} has no form {other}"));
        }
        if form == ".other" && !names(&english[key].text).contains(&"n") {
            problems.push(format!("texts/en.txt: {key} does not count {{n}}"));
        }
    }
}

/// The text with the places of what is filled in instead of their names.
fn placed(text: &str, names: &[&str]) -> String {
    let mut placed = text.to_owned();
    for (place, name) in names.iter().enumerate() {
        placed = placed.replace(&format!("{{{name}}}"), &format!("{{{place}}}"));
    }
    placed
}

fn write(english: &Catalogue, german: &Catalogue) {
    let (mut constants, mut rows) = (String::new(), [String::new(), String::new()]);
    for (index, (key, entry)) in english.iter().enumerate() {
        let stem = key.strip_suffix(".one").or_else(|| key.strip_suffix(".other"));
        let other = stem.map(|stem| english[&format!("{stem}.other")].text.as_str());
        // What is counted comes first.
        let mut of_key = names(other.unwrap_or(&entry.text));
        if stem.is_some() {
            of_key.sort_by_key(|name| *name != "n");
        }
        let text = placed(&entry.text, &of_key);
        let name = key.replace('.', "_").to_uppercase();
        let count = of_key.len();
        writeln!(constants, "/// {:?}", entry.text).expect("a string takes all");
        writeln!(
            constants,
            "pub const {name}: Text<{count}> = Text {{ index: {index}, english: {text:?} }};"
        )
        .expect("a string takes all");
        if let Some(stem) = stem.filter(|_| key.ends_with(".other")) {
            let stem = stem.replace('.', "_").to_uppercase();
            writeln!(
                constants,
                "/// {:?}\npub const {stem}: Plural<{count}> = Plural {{ one: {stem}_ONE, other: {stem}_OTHER }};",
                entry.text
            )
            .expect("a string takes all");
        }
        for (rows, text) in
            rows.iter_mut().zip([placed(&german[key].text, &of_key), format!("⟦{text}⟧")])
        {
            rows.push_str(&text);
            rows.push('\n');
        }
    }
    // FNV-1a over everything: whatever differs has another name.
    let all = [constants.as_str(), &rows[0], &rows[1]].concat();
    let edition = all.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let edition = format!("{edition:016x}");
    writeln!(constants, "/// The name of these texts among all that there were.")
        .expect("it takes all");
    writeln!(constants, "pub(crate) const EDITION: &str = {edition:?};").expect("it takes all");
    let folder = std::env::var("OUT_DIR").expect("cargo names the folder");
    let folder = Path::new(&folder);
    std::fs::write(folder.join("text.rs"), constants).expect("the constants can be written");
    for (name, rows) in ["de", "pseudo"].iter().zip(rows) {
        let table = format!("{edition}\n{rows}");
        std::fs::write(folder.join(format!("{name}.txt")), table).expect("a table can be written");
    }
}
