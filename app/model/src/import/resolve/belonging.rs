//! What belongs to which bounded context, and what hot spots mention.

use std::collections::{BTreeMap, BTreeSet};

use squall_board::NoteKind;

use super::super::wall::ParsedHotspot;
use super::Resolver;
use crate::names::{identity, words};

/// Most elements remembered per word when hot spots are matched.
const NAMES_PER_HOTSPOT_WORD_MAX: usize = 16;

impl Resolver {
    /// Puts aggregates into contexts: by name, by whose policy issues their command ("Billing
    /// Policy"), and the last one left into the last context left.
    pub(super) fn place_aggregates(&mut self) {
        let contexts: BTreeMap<String, usize> = (self.wall.contexts.iter().enumerate())
            .map(|(at, context)| (identity(&context.name), at))
            .collect();
        let aggregates: Vec<usize> = (0..self.wall.elements.len())
            .filter(|&at| self.wall.elements[at].kind == NoteKind::Aggregate)
            .collect();
        for &aggregate in &aggregates {
            if let Some(&context) = contexts.get(&identity(&self.wall.elements[aggregate].name)) {
                self.context_of.entry(aggregate).or_insert(context);
            }
        }
        for (command, issuer) in &self.issued_by {
            let context = issuer.strip_suffix(" Policy").and_then(|it| contexts.get(&identity(it)));
            if let (Some(&context), Some(&aggregate)) = (context, self.aggregate_of.get(command)) {
                self.context_of.entry(aggregate).or_insert(context);
            }
        }
        let homeless: Vec<usize> =
            aggregates.into_iter().filter(|it| !self.context_of.contains_key(it)).collect();
        let taken: BTreeSet<usize> = self.context_of.values().copied().collect();
        let mut empty = (0..self.wall.contexts.len()).filter(|at| !taken.contains(at));
        if let ([aggregate], Some(context), None) =
            (homeless.as_slice(), empty.next(), empty.next())
        {
            self.context_of.insert(*aggregate, context);
        }
    }

    pub(super) fn place_steps(&mut self) {
        for step in &mut self.wall.steps {
            let named = step.command.into_iter().chain(step.events.iter().copied());
            step.aggregate = named.clone().find_map(|at| self.aggregate_of.get(&at).copied());
            let named = named.chain(step.aggregate);
            step.context = named.clone().find_map(|at| self.context_of.get(&at).copied());
            if let Some(context) = step.context {
                for at in named {
                    self.context_of.entry(at).or_insert(context);
                }
            }
        }
        for (&member, &context) in &self.context_of {
            self.wall.contexts[context].members.push(member);
        }
    }

    /// Finds what each hot spot mentions: all words of a name occur in it.
    pub(super) fn match_hotspots(&mut self) {
        let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let names: Vec<Vec<String>> = (self.wall.elements.iter())
            .map(|it| {
                let sentence =
                    matches!(it.kind, NoteKind::Hotspot | NoteKind::Opportunity | NoteKind::Policy);
                if sentence { vec![] } else { words(&it.name) }
            })
            .collect();
        for (at, name) in names.iter().enumerate() {
            for word in name {
                let list = by_word.entry(word.clone()).or_default();
                if list.len() < NAMES_PER_HOTSPOT_WORD_MAX {
                    list.push(at);
                }
            }
        }
        for hotspot in 0..self.wall.elements.len() {
            if self.wall.elements[hotspot].kind != NoteKind::Hotspot {
                continue;
            }
            let mut text: BTreeSet<String> =
                words(&self.wall.elements[hotspot].name).into_iter().collect();
            let singular: Vec<String> =
                text.iter().filter_map(|word| word.strip_suffix('s').map(str::to_owned)).collect();
            text.extend(singular);
            let candidates = text.iter().filter_map(|word| by_word.get(word)).flatten();
            let complete = candidates.copied().filter(|&at| {
                names[at].len() >= 2 && names[at].iter().all(|word| text.contains(word))
            });
            let about = complete.max_by_key(|&at| (names[at].len(), std::cmp::Reverse(at)));
            self.wall.hotspots.push(ParsedHotspot { hotspot, about });
        }
    }
}
