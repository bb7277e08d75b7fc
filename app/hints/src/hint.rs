//! Hints: what one rule has to say about some notes, with its severity and identity. Owns the walk over
//! the rules, the order of what they find, and what becomes of hints that people have dismissed.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use squall_board::{ArrowId, Board, FrameId, NoteId, Point, arrange};
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
    /// What to ask the room about just these notes, if that helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What one click can do about it.
    pub fix: Option<Fix>,
    /// The same for the same rule about the same elements, so that a dismissal can be remembered. Short
    /// enough for [`squall_board::BoardCommand::DismissHint`].
    pub key: String,
}

/// A hint that somebody has dismissed and that would speak otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DismissedHint {
    /// What it would say.
    pub hint: Hint,
    /// Why it does not matter here; often empty.
    pub reason: String,
}

/// All that the rules have to say about a board.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// The hints that speak.
    pub hints: Vec<Hint>,
    /// The hints that people have dismissed.
    pub dismissed: Vec<DismissedHint>,
}

/// The hints about the board that nobody has dismissed, as in [`tell`].
#[must_use]
pub fn hints(board: &Board, model: &DomainModel, settings: &Settings) -> Vec<Hint> {
    tell(board, model, settings).hints
}

/// The hints about the board that would speak if nobody had dismissed them, as in [`tell`]. Dismissals of
/// what is not the case any more are left out.
#[must_use]
pub fn dismissed(board: &Board, model: &DomainModel, settings: &Settings) -> Vec<DismissedHint> {
    tell(board, model, settings).dismissed
}

/// Every hint about the board, along the timeline and then in the order of the rules; none in chaotic
/// exploration. `model` is what was derived from this board. Takes near-linear time.
#[must_use]
pub fn tell(board: &Board, model: &DomainModel, settings: &Settings) -> Told {
    let mut told = Told::default();
    if settings.current == Some(Stage::ChaoticExploration) {
        return told;
    }
    for hint in spoken(&Wall::of(board, model, settings)) {
        match board.judgements().dismissal(&hint.key).map(str::to_owned) {
            Some(reason) => told.dismissed.push(DismissedHint { hint, reason }),
            None => told.hints.push(hint),
        }
    }
    told
}

/// Every hint about the wall, whatever people think of it.
pub(crate) fn spoken(wall: &Wall<'_>) -> Vec<Hint> {
    let settings = wall.settings;
    let mut placed: Vec<(Point, Hint)> = Vec::new();
    let mut findings = Vec::new();
    for rule in &RULES {
        if !rule.levels.contains(&settings.level) || !settings.meets(rule.needs) {
            continue;
        }
        (rule.check)(wall, &mut findings);
        for finding in findings.drain(..) {
            if !is_asked(wall, &finding) {
                placed.push((place(wall, &finding), hint(rule, settings, finding)));
            }
        }
    }
    arrange(&mut placed, in_order);
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
    let place = note.map(|note| note.centre).or(corner);
    place.expect("a finding is about a note or frame of the board that the model was derived from")
}

/// Whether the very question already hangs on the wall, as a hot spot about the note.
fn is_asked(wall: &Wall<'_>, finding: &Finding) -> bool {
    let asked = finding.notes.first().zip(finding.question.as_deref());
    asked.is_some_and(|(note, question)| wall.is_asked(*note, question))
}

fn hint(rule: &Rule, settings: &Settings, finding: Finding) -> Hint {
    let severity = severity(finding.gravity.unwrap_or(rule.gravity), rule.needs, settings);
    let Finding { message, notes, arrows, frames, fix, question, subjects, .. } = finding;
    let fix = fix.map(|fix| fix.named(settings.texts));
    let key = format!("{}:{}", rule.id.name(), subject_key(&subjects));
    Hint { rule: rule.id, severity, message, notes, arrows, frames, question, fix, key }
}

/// Rises with the phase: soft while the session still works on what the rule looks at, firmer once it
/// has moved on, strict in an export check. Always soft where nobody leads.
fn severity(gravity: Gravity, needs: &[Need], settings: &Settings) -> Severity {
    let is_over = |need: &Need| matches!(need, Need::Begun(stage) if settings.is_done(*stage));
    let moved_on = !settings.is_free() && (settings.is_closing() || needs.iter().all(is_over));
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

#[cfg(test)]
mod tests {
    use squall_board::BoardCommand;
    use squall_model::derive;

    use super::*;
    use crate::settings::Level;
    use crate::testing::{carry_out, english, english_at, of_rule, wall};

    #[test]
    fn severity_rises_with_the_phase() {
        let wall = wall("event Place Order");
        let at = |stage| of_rule(&wall, &english_at(Level::Process, stage), RuleId::E1);
        assert_eq!(at(Stage::ChaoticExploration), []);
        for (stage, severity) in [
            (Stage::Timeline, Severity::Suggestion),
            (Stage::Commands, Severity::Warning),
            (Stage::BoundedContexts, Severity::Warning),
            (Stage::ExportCheck, Severity::Error),
        ] {
            assert_eq!(at(stage)[0].severity, severity, "{stage:?}");
        }
    }

    #[test]
    fn errors_are_for_export_checks() {
        let wall = wall(
            "event Place Order; command Order Placed; command Pay; command Ship; aggregate A
             aggregate B; policy P; Pay -> Ship; Pay -> A; Pay -> B; P -> Place Order",
        );
        for stage in Stage::ALL {
            let all = hints(&wall, &derive(&wall), &english_at(Level::Design, stage));
            let errors = all.iter().filter(|hint| hint.severity == Severity::Error).count();
            assert_eq!(errors > 0, stage == Stage::ExportCheck, "{stage:?}");
        }
    }

    #[test]
    fn a_key_outlives_moves_and_what_others_write() {
        let key = |text| of_rule(&wall(text), &english(), RuleId::E1)[0].key.clone();
        let before = key("event Place Order; command Pay");
        assert_eq!(before, "E1:event.place-order");
        assert_eq!(
            key("event Paid @ 0,0; event Place Order @ 70,700; command Ship; actor Ann"),
            before
        );
    }

    #[test]
    fn the_form_of_a_hint_is_that_of_the_page() {
        let found = of_rule(&wall("event Place Order"), &english(), RuleId::E1);
        let json = serde_json::to_value(&found[0]).unwrap();
        let note = found[0].notes[0].to_string();
        assert_eq!(
            json,
            serde_json::json!({
                "rule": "E1",
                "severity": "warning",
                "message": "“Place Order” reads like a command, not like something that happened.",
                "notes": [note],
                "arrows": [],
                "frames": [],
                "question": "What has happened at “Place Order”?",
                "fix": {
                    "label": "Write “Order Placed”",
                    "do": "rewrite",
                    "notes": [note],
                    "text": "Order Placed",
                },
                "key": "E1:event.place-order",
            })
        );
    }

    #[test]
    fn a_dismissed_hint_is_silent_and_can_be_shown_with_its_reason() {
        let mut wall = wall("event Place Order; event Ship Order");
        let key = of_rule(&wall, &english(), RuleId::E1)[0].key.clone();
        let dismiss =
            BoardCommand::DismissHint { hint: key.clone(), reason: "we say it so".to_owned() };
        for hint in ["E1:event.gone", "E1:event.place-order:no"] {
            let reason = String::new();
            carry_out(&mut wall, &BoardCommand::DismissHint { hint: hint.to_owned(), reason });
        }
        carry_out(&mut wall, &dismiss);
        assert_eq!(of_rule(&wall, &english(), RuleId::E1).len(), 1);
        let dismissed = dismissed(&wall, &derive(&wall), &english());
        assert_eq!(dismissed.len(), 1, "what is not the case is not shown");
        assert_eq!((&dismissed[0].hint.key, dismissed[0].reason.as_str()), (&key, "we say it so"));
        carry_out(&mut wall, &BoardCommand::RestoreHint { hint: key });
        assert_eq!(of_rule(&wall, &english(), RuleId::E1).len(), 2);
    }

    #[test]
    fn a_question_that_hangs_on_the_wall_is_not_repeated() {
        let text = "event Payment Failed; command Pay; event Paid; Pay -> Paid";
        assert_eq!(of_rule(&wall(text), &english(), RuleId::E5).len(), 1);
        let question = "What triggers “Payment failed”?";
        let asked = format!("{text}; hotspot {question}; {question} -> Payment Failed");
        assert_eq!(of_rule(&wall(&asked), &english(), RuleId::E5), []);
    }

    #[test]
    fn many_subjects_make_a_short_key() {
        let subjects =
            |count: usize| -> Vec<String> { (0..count).map(|n| format!("event.e{n}")).collect() };
        assert_eq!(subject_key(&subjects(2)), "event.e0+event.e1");
        assert!(subject_key(&subjects(900)).starts_with("event.e0+899:"));
        assert_ne!(subject_key(&subjects(900)), subject_key(&subjects(899)));
    }
}
