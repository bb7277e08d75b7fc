//! `cargo xtask tidy`: the rules of this repository that neither the compiler nor clippy checks.
//!
//! Owns the walk over the files and the list of rules; the rules themselves are pure functions from
//! text to problems, in `crates` (what cargo knows), `files` (what the text shows), `rules` (what the
//! protocol's document says) and `texts` (what people read).

mod crates;
mod files;
mod rules;
mod texts;

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::tools::Workspace;

const RUST_FOLDERS: [&str; 4] = ["app", "server", "frontend", "xtask"];
const PROTOCOL: &str = "app/board/src/protocol.rs";
const GOLDEN: &str = "app/board/tests/golden";
const PACKAGE_LOCKS: [&str; 3] = [
    "end2end/package-lock.json",
    "end2end/rivals/package-lock.json",
    "end2end/canvas-rivals/package-lock.json",
];
const BROWSER_TESTS: &str = "end2end/tests";
/// The page object: the one place that knows how the wall is operated in a browser.
const PAGE_OBJECT: &str = "end2end/tests/support/wall.ts";

/// Prints every problem; an error says how many there are.
pub(crate) fn tidy(workspace: &Workspace) -> Result<()> {
    let problems = problems(workspace)?;
    for problem in &problems {
        println!("tidy: {problem}");
    }
    match problems.len() {
        0 => Ok(()),
        1 => bail!("1 rule of the repository is broken, see above"),
        count => bail!("{count} rules of the repository are broken, see above"),
    }
}

fn problems(workspace: &Workspace) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    problems.extend(crates::dependency_direction(workspace.packages()));
    problems.extend(crates::libraries_in_their_place(workspace.packages()));
    problems.extend(crates::equal_wasm_bindgen(workspace.packages()));
    let mut sources = Vec::new();
    for folder in RUST_FOLDERS {
        sources.extend(texts(&workspace.root, folder, &["rs"])?);
    }
    for (path, text) in &sources {
        problems.extend(files::rust(path, text));
        problems.extend(texts::outside(path, text));
    }
    let read = |path: &str| {
        std::fs::read_to_string(workspace.root.join(path))
            .with_context(|| format!("cannot read {path}"))
    };
    let document = read(rules::DOCUMENT)?;
    // The tests of the rules about rules cite rules that there are not.
    sources.retain(|(path, _)| !path.starts_with("xtask/"));
    problems.extend(rules::citations(&document, &sources));
    let golden = texts(&workspace.root, GOLDEN, &["txt"])?.into_iter();
    let golden = golden.filter_map(|(path, _)| Some(path.rsplit_once('/')?.1.to_owned()));
    problems.extend(rules::version(&read(PROTOCOL)?, &document, &golden.collect::<Vec<_>>()));
    let has_page_object = workspace.root.join(PAGE_OBJECT).is_file();
    for (path, text) in texts(&workspace.root, BROWSER_TESTS, &["ts", "js", "mjs"])? {
        problems.extend(files::browser_test(&path, &text));
        if has_page_object && path.ends_with(".spec.ts") {
            problems.extend(files::imports_page_object(&path, &text));
        }
    }
    for path in PACKAGE_LOCKS {
        let text = std::fs::read_to_string(workspace.root.join(path))
            .with_context(|| format!("cannot read {path}"))?;
        problems.extend(files::no_registry_in_lock(path, &text));
    }
    Ok(problems)
}

/// The files below `folder` with one of the extensions: path from the root, and text. No such
/// folder is no files.
fn texts(root: &Path, folder: &str, extensions: &[&str]) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    let start = root.join(folder);
    let mut open = if start.is_dir() { vec![start] } else { Vec::new() };
    while let Some(folder) = open.pop() {
        let listing = std::fs::read_dir(&folder)
            .with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in listing {
            let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
            let extension = path.extension().and_then(|extension| extension.to_str());
            if path.is_dir() {
                if !path.ends_with("node_modules") && !path.ends_with("target") {
                    open.push(path);
                }
            } else if extension.is_some_and(|extension| extensions.contains(&extension)) {
                let text = std::fs::read_to_string(&path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                let path = path.strip_prefix(root).unwrap_or(&path);
                found.push((path.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    found.sort();
    Ok(found)
}
