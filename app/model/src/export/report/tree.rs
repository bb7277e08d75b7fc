//! Chains as a drawing in characters. Each step stands on a line of its own; lines are set in only
//! where a chain branches, so that long chains stay narrow.
//!
//! ```text
//! 1. [Customer] -> Pay Order
//!    -> (Order)
//!    +- Order Paid
//!    |  -> <<Ship>>
//!    +- Payment Failed
//! ```

use std::collections::BTreeMap;

use squall_board::NoteKind;

use super::line;
use super::markdown::beginning;
use crate::chains::{Chain, Continuation, Step};
use crate::domain_model::{DomainModel, Element, ElementId, Policy};

/// Draws the chains one after the other, numbered from 1. No line begins with what names say.
pub(super) fn draw(out: &mut String, model: &DomainModel, chains: &[Chain<'_>]) {
    let policies: BTreeMap<&ElementId, &Policy> =
        model.policies.iter().map(|policy| (&policy.element.id, policy)).collect();
    for (index, chain) in chains.iter().enumerate() {
        let number = index + 1;
        let mut followers = vec![0usize; chain.steps.len()];
        let mut youngest = vec![0usize; chain.steps.len()];
        for (at, step) in chain.steps.iter().enumerate() {
            if let Some(parent) = step.parent {
                followers[parent] += 1;
                youngest[parent] = at;
            }
        }
        // Per step, what stands before whatever it leads to.
        let mut margins: Vec<String> = Vec::with_capacity(chain.steps.len());
        for (at, step) in chain.steps.iter().enumerate() {
            let said = said(step, index, &policies);
            let Some(parent) = step.parent else {
                let margin = " ".repeat(number.to_string().len() + 2);
                line(out, format_args!("{number}. {}{said}", issuers(&chain.issuers)));
                margins.push(margin);
                continue;
            };
            let margin = &margins[parent];
            let (mark, inner) = match (followers[parent] > 1, youngest[parent] == at) {
                (false, _) => ("->", ""),
                (true, false) => ("+-", "|  "),
                (true, true) => ("+-", "   "),
            };
            line(out, format_args!("{margin}{mark} {said}"));
            let inner = format!("{margin}{inner}");
            margins.push(inner);
        }
    }
}

fn issuers(issuers: &[&Element]) -> String {
    if issuers.is_empty() {
        return String::new();
    }
    let names: Vec<String> = issuers.iter().map(|it| format!("[{}]", plain(&it.name))).collect();
    format!("{} -> ", names.join(", "))
}

/// The step in words.
fn said(step: &Step<'_>, chain: usize, policies: &BTreeMap<&ElementId, &Policy>) -> String {
    let name = plain(&step.element.name);
    let mut said = match step.kind {
        NoteKind::Aggregate => format!("({name})"),
        NoteKind::ExternalSystem | NoteKind::Actor => format!("[{name}]"),
        NoteKind::Policy => format!("<<{name}>>"),
        NoteKind::DomainEvent
        | NoteKind::PivotalEvent
        | NoteKind::Command
        | NoteKind::ReadModel
        | NoteKind::Hotspot
        | NoteKind::Opportunity
        | NoteKind::ValueGained
        | NoteKind::ValueLost
        | NoteKind::Screen
        | NoteKind::Text => name,
    };
    if let Some(policy) = policies.get(&step.element.id) {
        for (word, value) in [("where", &policy.condition), ("after", &policy.delay)] {
            if !value.trim().is_empty() {
                said.push_str(&format!(", {word} {}", plain(value)));
            }
        }
    }
    match step.continuation {
        Continuation::Here => {}
        Continuation::BackTo(_) => said.push_str(" (back to the one above)"),
        Continuation::ToldAt(place) if place.chain == chain => {
            said.push_str(" (goes on where it first stands in this chain)");
        }
        Continuation::ToldAt(place) => {
            said.push_str(&format!(" (goes on in chain {})", place.chain + 1));
        }
    }
    said
}

/// The beginning of the text on one line, without control characters.
fn plain(text: &str) -> String {
    beginning(text).chars().filter(|c| !c.is_control()).collect()
}
