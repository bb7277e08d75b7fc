//! The hints about the worked examples of the sources, pinned line by line. Each was read and found
//! justified; what makes it so stands in the golden file's comments.
//! `UPDATE_GOLDEN=1 cargo test -p squall-hints` writes the hints anew and keeps the comments.

mod common;

use std::path::Path;

use common::{cart, guide, hints_at, hints_in, sample};
use squall_board::Board;
use squall_hints::{Level, Settings, Stage};

/// One line for each hint; a fix follows on a line of its own.
fn report(board: &Board, settings: &Settings) -> String {
    let mut lines = String::new();
    for hint in hints_in(board, settings) {
        let severity = format!("{:?}", hint.severity).to_lowercase();
        lines.push_str(&format!("{} {severity}: {}\n", hint.rule.name(), hint.message));
        if let Some(fix) = hint.fix {
            lines.push_str(&format!("    [{}]\n", fix.label));
        }
    }
    lines
}

fn is_comment(line: &&str) -> bool {
    line.starts_with('#')
}

fn check(name: &str, board: &Board, level: Level, stage: Stage) {
    check_in(name, board, &Settings::at(level, stage));
}

fn check_in(name: &str, board: &Board, settings: &Settings) {
    let found = report(board, settings);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.txt"));
    let stored = std::fs::read_to_string(&path);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        // A new golden file is not there yet.
        let stored = stored.unwrap_or_default();
        let comments: Vec<&str> = stored.lines().filter(is_comment).collect();
        let head = if comments.is_empty() { String::new() } else { comments.join("\n") + "\n" };
        std::fs::write(&path, head + &found).expect("a writable golden file");
        return;
    }
    let stored = stored.expect("the golden file is there");
    let expected: Vec<&str> = stored.lines().filter(|line| !is_comment(line)).collect();
    assert_eq!(found.lines().collect::<Vec<_>>(), expected, "{}", path.display());
}

#[test]
fn the_subscription_box_at_the_end_of_a_session() {
    check("subscription-box", &sample(), Level::Design, Stage::BoundedContexts);
}

#[test]
fn the_subscription_box_is_checked_for_export() {
    check("subscription-box-export", &sample(), Level::Design, Stage::ExportCheck);
}

#[test]
fn the_whole_guide_reads_as_its_example() {
    check("guide", &guide(), Level::Design, Stage::BoundedContexts);
}

#[test]
fn the_cart_at_the_end_of_a_session() {
    check("cart", &cart(), Level::Design, Stage::BoundedContexts);
}

#[test]
fn the_examples_without_a_facilitator() {
    for (name, board) in [("guide", guide()), ("cart", cart()), ("subscription-box", sample())] {
        check_in(&format!("{name}-free"), &board, &Settings::on(&board));
    }
}

#[test]
fn the_examples_are_quiet_while_their_story_is_told() {
    for board in [sample(), guide(), cart()] {
        for level in [Level::BigPicture, Level::Process, Level::Design] {
            assert_eq!(hints_at(&board, level, Stage::ChaoticExploration), []);
        }
        let commands = hints_at(&board, Level::Design, Stage::Policies);
        let named: Vec<&str> = commands.iter().map(|hint| hint.rule.name()).collect();
        assert!(named.iter().all(|name| !name.starts_with(['T', 'B', 'R'])), "{named:?}");
    }
}
