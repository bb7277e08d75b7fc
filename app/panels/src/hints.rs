//! The Hints panel: what the wall leaves open, by rule, each with what to do about it.

use maud::{Markup, html};
use squall_board::arrange;
use squall_hints::{Hint, RuleId, Severity};
use squall_texts::{Text, Texts, text};

use crate::act::Act;
use crate::desk::Reading;
use crate::markup::{button, icon, lead, panel as framed, show};

/// How many hints of one rule are open at once; more are folded.
const OPEN_MAX: usize = 4;

pub(crate) fn panel(reading: &Reading, texts: Texts) -> Markup {
    let groups = groups(&reading.told.hints);
    framed(
        text::TOP_HINTS,
        "",
        texts,
        &html! {
            @if let Some(question) = &reading.question {
                p class="panel-ask" {
                    b { (texts.get(text::HINTS_ASK_NEXT)) " " }
                    @if question.notes.is_empty() {
                        span dir="auto" { (question.text) }
                    } @else {
                        (lead(&question.text, &question.notes, &[]))
                    }
                }
            }
            label class="panel-check" id="for-check" for="check" {
                input id="check" type="checkbox" checked[reading.is_check] data-switch="check";
                span { (texts.get(text::HINTS_CHECK)) }
            }
            @if reading.told.hints.is_empty() {
                p class="quiet" {
                    (texts.get(text::HINTS_QUIET))
                }
            }
            @for (rule, hints) in &groups { (group(*rule, hints, texts)) }
            @if !reading.told.dismissed.is_empty() {
                details class="hint-group" {
                    summary { (texts.fill(text::HINTS_LEFT, [&reading.told.dismissed.len().to_string()])) }
                    ul class="hint-list" {
                        @for left in &reading.told.dismissed {
                            li {
                                (message(&left.hint, texts))
                                @if !left.reason.is_empty() { p class="quiet" dir="auto" { (texts.fill(text::HINTS_BECAUSE, [&left.reason])) } }
                                (button(
                                    &format!("restore-{}", left.hint.key),
                                    texts.get(text::HINTS_ASK_AGAIN),
                                    &Act::Restore(left.hint.key.clone()),
                                ))
                            }
                        }
                    }
                }
            }
        },
    )
}

/// The hints by rule: the loudest rule first, then in the order of the rules.
fn groups(hints: &[Hint]) -> Vec<(RuleId, Vec<&Hint>)> {
    let mut groups: Vec<(RuleId, Vec<&Hint>)> = Vec::new();
    for hint in hints {
        match groups.iter_mut().find(|group| group.0 == hint.rule) {
            Some(group) => group.1.push(hint),
            None => groups.push((hint.rule, vec![hint])),
        }
    }
    let loudest = |hints: &[&Hint]| hints.iter().map(|hint| hint.severity).max();
    arrange(&mut groups, |a, b| loudest(&b.1).cmp(&loudest(&a.1)).then(a.0.cmp(&b.0)));
    groups
}

fn group(rule: RuleId, hints: &[&Hint], texts: Texts) -> Markup {
    let row = squall_hints::rule(rule);
    html! {
        section class="hint-group" id={ "rule-" (rule.name()) } aria-label=(texts.get(row.title)) {
            h3 { (texts.get(row.title)) " " span class="count" { (hints.len()) } }
            details class="hint-why" {
                summary { (texts.get(text::HINTS_WHY)) }
                p { (texts.get(row.explanation)) }
                p { i { (texts.get(row.question)) } }
                p class="quiet" lang="en" { (row.source) }
            }
            ul class="hint-list" {
                @for hint in hints.iter().take(OPEN_MAX) { (one(hint, texts)) }
            }
            @if hints.len() > OPEN_MAX {
                details {
                    summary { (texts.fill(text::HINTS_MORE, [&(hints.len() - OPEN_MAX).to_string()])) }
                    ul class="hint-list" {
                        @for hint in hints.iter().skip(OPEN_MAX) { (one(hint, texts)) }
                    }
                }
            }
        }
    }
}

/// A hint with what can be done about it.
pub(crate) fn one(hint: &Hint, texts: Texts) -> Markup {
    let key = &hint.key;
    html! {
        li id={ "hint-" (key) } class={ "hint-item hint-" (severity_name(hint.severity)) } {
            (message(hint, texts))
            div class="hint-actions" {
                @if let Some(fix) = &hint.fix {
                    (button(&format!("fix-{key}"), &fix.label, &Act::Fix(key.clone())))
                }
                details class="hint-leave" {
                    summary { (texts.get(text::HINTS_LEAVE)) }
                    label class="panel-field" for={ "reason-" (key) } {
                        span { (texts.get(text::HINTS_WHY_FINE)) }
                        input id={ "reason-" (key) } type="text" maxlength="500" dir="auto" autocomplete="off";
                    }
                    button class="button small" id={ "leave-" (key) } data-act=(Act::Dismiss(key.clone()).to_text())
                        data-value={ "reason-" (key) } { (texts.get(text::HINTS_LEAVE_IT)) }
                }
            }
        }
    }
}

fn message(hint: &Hint, texts: Texts) -> Markup {
    html! {
        button class="model-element hint-message" dir="auto" data-show=(show(&hint.notes, &hint.frames)) {
            span class="hint-sign" { (icon("warning")) span class="visually-hidden" { (texts.fill(text::HINTS_LABELLED, [texts.get(severity_word(hint.severity))])) " " } }
            (hint.message)
        }
    }
}

const fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Question => "question",
        Severity::Suggestion => "suggestion",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

const fn severity_word(severity: Severity) -> Text {
    match severity {
        Severity::Question => text::SEVERITY_QUESTION,
        Severity::Suggestion => text::SEVERITY_SUGGESTION,
        Severity::Warning => text::SEVERITY_WARNING,
        Severity::Error => text::SEVERITY_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use squall_board::BoardCommand;
    use squall_board::fixture::{ANN, board};

    use super::*;

    #[test]
    fn a_dismissed_hint_moves_to_those_that_were_left_with_its_reason() {
        let mut wall = board("command Pay; event Pay Bill; command Ship; event Shipped");
        let before = Reading::of(&wall);
        let key = before.told.hints[0].key.clone();
        assert!(
            panel(&before, Texts::default()).into_string().contains(&format!("id=\"leave-{key}\""))
        );
        let (hint, reason) = (key.clone(), "<b>We say it so</b>".to_owned());
        let event = wall.decide(&BoardCommand::DismissHint { hint, reason }, ANN).unwrap();
        wall.apply(&event, ANN);
        let html = panel(&Reading::of(&wall), Texts::default()).into_string();
        assert!(html.contains(&format!("id=\"restore-{key}\"")));
        assert!(html.contains("&lt;b&gt;We say it so&lt;/b&gt;"), "words are no markup");
        assert!(!html.contains(&format!("id=\"leave-{key}\"")));
    }

    #[test]
    fn a_quiet_wall_says_why_it_is_quiet() {
        let wall = board("");
        assert!(
            panel(&Reading::of(&wall), Texts::default()).into_string().contains("Nothing to ask")
        );
    }
}
