//! The rules about crates, read from `cargo metadata`: who may depend on whom, and on what.

use std::collections::BTreeSet;

use serde_json::Value;

/// Which crates of the workspace each one may use; tests (dev-dependencies) may use more.
///
/// `board` is the core and uses none. A crate that is not listed is a problem, so that a new one is
/// placed on purpose.
const MAY_USE: [(&str, &[&str]); 20] = [
    ("squall-texts", &[]),
    ("squall-board", &["squall-texts"]),
    ("squall-editor", &["squall-board", "squall-texts"]),
    ("squall-guide", &["squall-board", "squall-model", "squall-texts"]),
    ("squall-hints", &["squall-board", "squall-language", "squall-model", "squall-texts"]),
    ("squall-language", &[]),
    ("squall-model", &["squall-board", "squall-language"]),
    ("squall-store", &["squall-board"]),
    ("squall-disk", &[]),
    ("squall-relay", &["squall-board"]),
    ("squall-sim", &["squall-board", "squall-editor", "squall-relay", "squall-store"]),
    (
        "squall-panels",
        &["squall-board", "squall-guide", "squall-hints", "squall-model", "squall-texts"],
    ),
    ("squall-picture", &["squall-board", "squall-editor"]),
    ("squall-print", &["squall-board", "squall-picture"]),
    (
        "squall-app",
        &[
            "squall-board",
            "squall-editor",
            "squall-model",
            "squall-panels",
            "squall-picture",
            "squall-texts",
        ],
    ),
    ("squall-frontend", &["squall-app"]),
    ("squall-desk", &["squall-board", "squall-panels"]),
    (
        "squall-server",
        &[
            "squall-board",
            "squall-guide",
            "squall-hints",
            "squall-model",
            "squall-print",
            "squall-relay",
            "squall-store",
            "squall-texts",
            "squall-app",
        ],
    ),
    ("squall-bench", &["squall-board"]),
    ("xtask", &[]),
];

/// Libraries that only one crate may use, tests included.
const HOME_OF: [(&str, &str); 8] = [
    ("sqlx", "squall-store"),
    ("libsqlite3-sys", "squall-disk"),
    ("web-sys", "squall-app"),
    ("js-sys", "squall-app"),
    ("axum", "squall-server"),
    ("leptos_axum", "squall-server"),
    ("krilla", "squall-print"),
    ("resvg", "squall-print"),
];

/// Dependencies between the crates of the workspace point only the way they should.
pub(super) fn dependency_direction(packages: &[Value]) -> Vec<String> {
    let ours: BTreeSet<_> = packages.iter().map(name).collect();
    let mut problems = Vec::new();
    for package in packages {
        let user = name(package);
        let Some((_, allowed)) = MAY_USE.iter().find(|(listed, _)| *listed == user) else {
            problems.push(format!("{user} has no place in MAY_USE (xtask/src/tidy/crates.rs)"));
            continue;
        };
        for dependency in dependencies(package).filter(|dependency| dependency["kind"] != "dev") {
            let used = name(dependency);
            if ours.contains(used) && !allowed.contains(&used) {
                problems.push(format!("{user} must not depend on {used}"));
            }
        }
    }
    problems
}

/// The database, the browser and the web server are each known to one crate.
pub(super) fn libraries_in_their_place(packages: &[Value]) -> Vec<String> {
    let mut problems = Vec::new();
    for package in packages {
        for dependency in dependencies(package) {
            let home = HOME_OF.iter().find(|(library, _)| *library == name(dependency));
            if let Some((library, home)) = home.filter(|(_, home)| *home != name(package)) {
                problems.push(format!("{} must not use {library}: only {home} may", name(package)));
            }
        }
    }
    problems
}

/// xtask links the very version of wasm-bindgen that the module is compiled with: their format has
/// no compatibility.
pub(super) fn equal_wasm_bindgen(packages: &[Value]) -> Vec<String> {
    let versions: BTreeSet<_> = packages
        .iter()
        .flat_map(dependencies)
        .filter(|dependency| {
            matches!(name(dependency), "wasm-bindgen" | "wasm-bindgen-cli-support")
        })
        .map(|dependency| dependency["req"].as_str().unwrap_or_default())
        .collect();
    let is_exact = versions.iter().all(|version| version.starts_with('='));
    if versions.len() <= 1 && is_exact {
        return Vec::new();
    }
    let versions: Vec<_> = versions.into_iter().collect();
    vec![format!(
        "wasm-bindgen and wasm-bindgen-cli-support must be pinned to one version, not to {}",
        versions.join(" and ")
    )]
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap_or_default()
}

fn dependencies(package: &Value) -> impl Iterator<Item = &Value> {
    package["dependencies"].as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(name: &str, dependencies: &[(&str, &str, Option<&str>)]) -> Value {
        let dependencies: Vec<_> = dependencies
            .iter()
            .map(|(name, req, kind)| json!({ "name": name, "req": req, "kind": kind }))
            .collect();
        json!({ "name": name, "dependencies": dependencies })
    }

    #[test]
    fn dependencies_point_towards_the_board() {
        let board = package("squall-board", &[("serde", "^1", None)]);
        let editor = package("squall-editor", &[("squall-board", "*", None)]);
        assert!(dependency_direction(&[board, editor]).is_empty());

        let board = package("squall-board", &[("squall-editor", "*", None)]);
        let editor = package("squall-editor", &[]);
        assert_eq!(
            dependency_direction(&[board, editor]),
            ["squall-board must not depend on squall-editor"]
        );
    }

    #[test]
    fn tests_and_build_scripts_are_told_apart() {
        let store = package("squall-store", &[]);
        let tested = package("squall-model", &[("squall-store", "*", Some("dev"))]);
        assert!(dependency_direction(&[store.clone(), tested]).is_empty());
        let built = package("squall-model", &[("squall-store", "*", Some("build"))]);
        assert_eq!(dependency_direction(&[store, built]).len(), 1);
    }

    #[test]
    fn a_new_crate_is_placed_on_purpose() {
        assert_eq!(dependency_direction(&[package("squall-new", &[])]).len(), 1);
    }

    #[test]
    fn libraries_stay_in_their_crate() {
        let good = package("squall-store", &[("sqlx", "^0.9", None)]);
        assert!(libraries_in_their_place(&[good]).is_empty());
        let bad =
            package("squall-server", &[("sqlx", "^0.9", Some("dev")), ("axum", "^0.8", None)]);
        assert_eq!(
            libraries_in_their_place(&[bad]),
            ["squall-server must not use sqlx: only squall-store may"]
        );
    }

    #[test]
    fn wasm_bindgen_is_pinned_to_one_version() {
        let app = package("squall-app", &[("wasm-bindgen", "=0.2.130", None)]);
        let xtask = |req| package("xtask", &[("wasm-bindgen-cli-support", req, None)]);
        assert!(equal_wasm_bindgen(&[app.clone(), xtask("=0.2.130")]).is_empty());
        assert_eq!(equal_wasm_bindgen(&[app, xtask("=0.2.129")]).len(), 1);
        assert_eq!(equal_wasm_bindgen(&[xtask("^0.2.130")]).len(), 1);
    }
}
