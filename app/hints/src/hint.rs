//! Hints: what one rule has to say about some notes, with its severity and identity. Owns the walk over
//! the rules and the order of what they find.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use squall_board::{ArrowId, Board, FrameId, NoteId, Point};
use squall_model::DomainModel;

use crate::fix::Fix;
use crate::rules::{Gravity, RULES, Rule, RuleId};
use crate::settings::{Need, Settings, Stage};
use crate::wall::{Node, Wall};

/// How loudly a hint speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Worth asking; the answer may well be that all is fine.
    Question,
    /// Could be better.
    Suggestion,
    /// Will hurt later.
    Warning,
    /// Stands in the way of handing the wall on. Only in an export check.
    Error,
}

/// What a rule has to say about some notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hint {
    /// Which rule.
    pub rule: RuleId,
    /// How loudly.
    pub severity: Severity,
    /// What is the matter, in one sentence that names the notes.
    pub message: String,
    /// The notes concerned; the first is where the hint belongs on the wall.
    pub notes: Vec<NoteId>,
    /// The arrows concerned.
    pub arrows: Vec<ArrowId>,
    /// The frames concerned.
    pub frames: Vec<FrameId>,
    /// What one click can do about it.
    pub fix: Option<Fix>,
    /// The same for the same rule about the same elements, so that a dismissal can be remembered.
    pub key: String,
}

/// Every hint about the board, along the timeline and then in the order of the rules; none in chaotic
/// exploration. `model` is what was derived from this board. Takes near-linear time.
#[must_use]
pub fn hints(board: &Board, model: &DomainModel, settings: &Settings) -> Vec<Hint> {
    if settings.current == Stage::ChaoticExploration {
        return Vec::new();
    }
    let wall = Wall::of(board, model, settings);
    let mut placed: Vec<(Point, Hint)> = Vec::new();
    let mut findings = Vec::new();
    for rule in &RULES {
        if !rule.levels.contains(&settings.level) || !settings.meets(rule.needs) {
            continue;
        }
        (rule.check)(&wall, &mut findings);
        for finding in findings.drain(..) {
            if !is_asked(&wall, &finding) {
                placed.push((place(&wall, &finding), hint(rule, settings, finding)));
            }
        }
    }
    placed.sort_by(in_order);
    let mut keys = BTreeSet::new();
    placed.retain(|(_, hint)| keys.insert(hint.key.clone()));
    placed.into_iter().map(|(_, hint)| hint).collect()
}

fn in_order(a: &(Point, Hint), b: &(Point, Hint)) -> Ordering {
    let by_place = a.0.x.total_cmp(&b.0.x).then(a.0.y.total_cmp(&b.0.y));
    by_place.then(a.1.rule.cmp(&b.1.rule)).then_with(|| a.1.key.cmp(&b.1.key))
}

fn place(wall: &Wall<'_>, finding: &Finding) -> Point {
    let note = finding.notes.first().and_then(|note| wall.board.note(*note));
    let frame = finding.frames.first().and_then(|frame| wall.board.frame(*frame));
    let corner = frame.map(|frame| Point::new(frame.bounds().left, frame.bounds().top));
    note.map(|note| note.centre).or(corner).unwrap_or_default()
}

/// Whether the very question already hangs on the wall, as a hot spot about the note.
fn is_asked(wall: &Wall<'_>, finding: &Finding) -> bool {
    let asked = finding.notes.first().zip(finding.question.as_deref());
    asked.is_some_and(|(note, question)| wall.is_asked(*note, question))
}

fn hint(rule: &Rule, settings: &Settings, finding: Finding) -> Hint {
    let severity = severity(finding.gravity.unwrap_or(rule.gravity), rule.needs, settings);
    let Finding { message, notes, arrows, frames, fix, subjects, .. } = finding;
    let key = format!("{}:{}", rule.id.name(), subject_key(&subjects));
    Hint { rule: rule.id, severity, message, notes, arrows, frames, fix, key }
}

/// Rises with the phase: soft while the session still works on what the rule looks at, firmer once it
/// has moved on, strict in an export check.
fn severity(gravity: Gravity, needs: &[Need], settings: &Settings) -> Severity {
    let moved_on = settings.is_closing()
        || needs.iter().all(|need| matches!(need, Need::Begun(stage) if settings.is_done(*stage)));
    match gravity {
        Gravity::Doubt => Severity::Question,
        Gravity::Style if settings.is_strict() => Severity::Warning,
        Gravity::Style => Severity::Suggestion,
        Gravity::Flaw if settings.is_strict() => Severity::Error,
        Gravity::Flaw if moved_on => Severity::Warning,
        Gravity::Flaw => Severity::Suggestion,
    }
}

/// Most subjects that a key spells out; more are told apart by a hash.
const KEY_SUBJECTS_MAX: usize = 4;

fn subject_key(subjects: &[String]) -> String {
    if subjects.len() <= KEY_SUBJECTS_MAX {
        return subjects.join("+");
    }
    let hash = subjects
        .iter()
        .flat_map(|subject| subject.bytes().chain([b'+']))
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{}+{}:{hash:016x}", subjects[0], subjects.len() - 1)
}

/// Longest question, in Unicode scalar values: names may be as long as a note.
const QUESTION_CHARS_MAX: usize = 300;

fn shortened(question: String) -> String {
    if question.chars().count() <= QUESTION_CHARS_MAX {
        return question;
    }
    let cut: String = question.chars().take(QUESTION_CHARS_MAX - 2).collect();
    format!("{}\u{2026}?", cut.trim_end())
}

/// What a check has found, before it becomes a hint.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) message: String,
    pub(crate) notes: Vec<NoteId>,
    pub(crate) arrows: Vec<ArrowId>,
    pub(crate) frames: Vec<FrameId>,
    pub(crate) fix: Option<Fix>,
    /// What to ask about the first note; a hot spot that asks it answers the hint.
    pub(crate) question: Option<String>,
    /// What the finding is about, as its identity.
    pub(crate) subjects: Vec<String>,
    /// Instead of the rule's own.
    pub(crate) gravity: Option<Gravity>,
}

impl Finding {
    /// About these elements with all of their notes.
    pub(crate) fn about(elements: &[&Node<'_>], message: String) -> Self {
        let notes = elements.iter().flat_map(|node| node.element.notes.iter().copied()).collect();
        let subjects = elements.iter().map(|node| node.element.id.as_str().to_owned()).collect();
        Self {
            message,
            notes,
            arrows: vec![],
            frames: vec![],
            fix: None,
            question: None,
            subjects,
            gravity: None,
        }
    }

    /// About frames or notes that are no elements; `subject` is its identity.
    pub(crate) fn about_items(
        subject: String,
        notes: Vec<NoteId>,
        frames: Vec<FrameId>,
        message: String,
    ) -> Self {
        let subjects = vec![subject];
        Self {
            message,
            notes,
            arrows: vec![],
            frames,
            fix: None,
            question: None,
            subjects,
            gravity: None,
        }
    }

    /// With these arrows.
    pub(crate) fn with_arrows(mut self, arrows: &[ArrowId]) -> Self {
        self.arrows = arrows.to_vec();
        self
    }

    /// With only these notes, in this order.
    pub(crate) fn on_notes(mut self, notes: Vec<NoteId>) -> Self {
        self.notes = notes;
        self
    }

    /// As loud as this instead of the rule's own.
    pub(crate) const fn with_gravity(mut self, gravity: Gravity) -> Self {
        self.gravity = Some(gravity);
        self
    }

    /// With a fix.
    pub(crate) fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// With the fix if there is one, else the question as a hot spot on the first note.
    pub(crate) fn with_fix_or_question(self, fix: Option<Fix>, question: String) -> Self {
        let asking = self.asking(question);
        match fix {
            Some(fix) => asking.with_fix(fix),
            None => asking,
        }
    }

    /// With the question as a hot spot on the first note.
    pub(crate) fn asking(mut self, question: String) -> Self {
        let question = shortened(question);
        self.fix = self.notes.first().map(|note| Fix::ask(*note, question.clone()));
        self.question = Some(question);
        self
    }
}
