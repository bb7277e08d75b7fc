//! Facts become one wall: names that mean the same are made one, shortened names are completed,
//! issuers and outcomes are matched, and events get their commands. Places nothing on a wall.

mod belonging;
mod details;

use std::collections::{BTreeMap, BTreeSet};

use squall_board::NoteKind;

use super::clause;
use super::document::Document;
use super::line::Fact;
use super::wall::{
    ParsedContext, ParsedElement, ParsedPolicy, ParsedReadModel, ParsedStep, ParsedWall,
    UnreadLine, UnreadReason,
};
use crate::names::{NameIndex, identity, plain_kind, without_parentheses, words};
use crate::policy_text;

/// A policy text that names no command on the wall becomes one only up to this many words.
const CLAUSE_WORDS_MAX: usize = 8;
/// Most elements or policies remembered per word when texts are compared.
const NAMES_PER_WORD_MAX: usize = 64;

/// What the facts say together.
pub(super) fn resolve(document: Document) -> ParsedWall {
    let mut resolver = Resolver::default();
    resolver.wall.title = document.title;
    resolver.wall.unread = document.unread;
    for (_, fact) in &document.facts {
        resolver.collect_names(fact);
    }
    // Mentions of a bare name come last, so that none of them stands in for a definition.
    let (bare, defining): (Vec<_>, Vec<_>) =
        document.facts.iter().partition(|(_, fact)| fact.is_bare());
    for (number, fact) in defining.into_iter().chain(bare) {
        resolver.define_reactions(*number, fact);
    }
    for (number, fact) in &document.facts {
        resolver.define_contexts(*number, fact);
        resolver.add_details(*number, fact);
    }
    resolver.build_steps(&document.facts);
    resolver.place_aggregates();
    resolver.place_steps();
    resolver.match_hotspots();
    resolver.wall.unread.sort_by_key(|line| (line.line_number, line.last_line_number));
    resolver.wall
}

#[derive(Default)]
struct Resolver {
    wall: ParsedWall,
    by_name: BTreeMap<(NoteKind, String), usize>,
    aggregate_of: BTreeMap<usize, usize>,
    context_of: BTreeMap<usize, usize>,
    /// Names of the issuers of rows, by command.
    issued_by: Vec<(usize, String)>,
    events: NameIndex,
    commands: NameIndex,
    /// Per command, its steps in order.
    steps_of: BTreeMap<usize, Vec<usize>>,
    /// Commands with the events that their steps have.
    emitted: BTreeSet<(usize, usize)>,
    /// Per policy name's first two words, the policies.
    policies_by_start: BTreeMap<String, Vec<usize>>,
    /// Per command, the first policy that issues it.
    policy_issuing: BTreeMap<usize, usize>,
    /// Per last word of their names, events.
    events_by_end: BTreeMap<String, Vec<usize>>,
    /// Per first word of their names, commands.
    commands_by_start: BTreeMap<String, Vec<usize>>,
    contexts_by_name: BTreeMap<String, usize>,
}

impl Resolver {
    fn find(&self, kind: NoteKind, name: &str) -> Option<usize> {
        self.by_name.get(&(plain_kind(kind), identity(name))).copied()
    }

    /// The element of this kind and name, made if it is new; `None` without a name.
    fn element(&mut self, kind: NoteKind, name: &str) -> Option<usize> {
        if name.trim().is_empty() {
            return None;
        }
        let place = (plain_kind(kind), identity(name));
        if let Some(&at) = self.by_name.get(&place) {
            if kind == NoteKind::PivotalEvent {
                self.wall.elements[at].kind = kind;
            }
            return Some(at);
        }
        let at = self.wall.elements.len();
        self.by_name.insert(place, at);
        if plain_kind(kind) == NoteKind::DomainEvent {
            self.events.insert(name, at);
            remember(&mut self.events_by_end, words(name).pop(), at);
        } else if kind == NoteKind::Command {
            self.commands.insert(name, at);
            remember(&mut self.commands_by_start, words(name).into_iter().next(), at);
        }
        self.wall.elements.push(ParsedElement {
            kind,
            name: name.to_owned(),
            detail: String::new(),
            fields: vec![],
            rules: vec![],
            condition: String::new(),
            delay: String::new(),
        });
        Some(at)
    }

    fn collect_names(&mut self, fact: &Fact) {
        match fact {
            Fact::Element { kind, name } => {
                self.element(*kind, name);
            }
            Fact::Row { event, command, issuer } => {
                self.element(NoteKind::DomainEvent, event);
                if outcome_of(command).is_none()
                    && let Some(command) = self.element(NoteKind::Command, command)
                {
                    self.issued_by.push((command, issuer.clone()));
                }
            }
            Fact::Handles { aggregate, command, events } => {
                let aggregate = self.element(NoteKind::Aggregate, aggregate);
                let command = self.element(NoteKind::Command, command);
                if let (Some(aggregate), Some(command)) = (aggregate, command) {
                    self.aggregate_of.entry(command).or_insert(aggregate);
                }
                for event in events {
                    let event = self.element(NoteKind::DomainEvent, event);
                    if let (Some(aggregate), Some(event)) = (aggregate, event) {
                        self.aggregate_of.entry(event).or_insert(aggregate);
                    }
                }
            }
            Fact::Emits { command, event } => {
                self.element(NoteKind::Command, command);
                self.element(NoteKind::DomainEvent, event);
            }
            Fact::Rule { aggregate, .. } => {
                self.element(NoteKind::Aggregate, aggregate);
            }
            Fact::Policy { .. }
            | Fact::ReadModel { .. }
            | Fact::Context { .. }
            | Fact::Member { .. }
            | Fact::Fields { .. } => {}
        }
    }

    fn define_reactions(&mut self, number: usize, fact: &Fact) {
        match fact {
            Fact::Policy { name, when, then, condition, delay } => {
                let clauses = when.iter().filter_map(|when| policy_text::condition(when));
                let condition = stated(condition).or_else(|| clauses.reduce(either));
                let clauses = then.iter().filter_map(|then| policy_text::delay(then));
                let delay = stated(delay).or_else(|| clauses.reduce(either));
                if let Some(policy) = self.define_policy(number, name, when, then) {
                    self.limit_policy(policy, condition, delay);
                }
            }
            Fact::ReadModel { name, audience, built_from, shows } => {
                if self.find(NoteKind::ReadModel, name).is_some() {
                    if !fact.is_bare() {
                        self.unread(number, name, UnreadReason::Repeated);
                    }
                    return;
                }
                let Some(read_model) = self.element(NoteKind::ReadModel, name) else { return };
                let mut detail = Vec::new();
                if !audience.is_empty() {
                    detail.push(format!("({audience})"));
                }
                if !shows.is_empty() {
                    detail.push(format!("Shows: {shows}"));
                }
                self.wall.elements[read_model].detail = detail.join("\n");
                let built_from = self.complete_events(number, built_from);
                self.wall.read_models.push(ParsedReadModel { read_model, built_from });
            }
            Fact::Element { .. }
            | Fact::Row { .. }
            | Fact::Handles { .. }
            | Fact::Emits { .. }
            | Fact::Context { .. }
            | Fact::Member { .. }
            | Fact::Fields { .. }
            | Fact::Rule { .. } => {}
        }
    }

    /// The policy; of two definitions the first counts.
    fn define_policy(
        &mut self,
        number: usize,
        name: &str,
        when: &[String],
        then: &[String],
    ) -> Option<usize> {
        let sentence = format!("When {}, then {}", when.join(" or "), then.join(" and "));
        let name = if name.is_empty() { sentence.as_str() } else { name };
        let when_found = self.find_in_clauses(NoteKind::DomainEvent, when, false);
        let then_found = self.find_in_clauses(NoteKind::Command, then, false);
        let known = self.find(NoteKind::Policy, name);
        if known.is_some() && when.is_empty() && then.is_empty() {
            return known;
        }
        let known = known.or_else(|| self.known_by_its_start(name, &when_found, &then_found));
        if known.is_some() {
            self.unread(number, name, UnreadReason::Repeated);
            return known;
        }
        let policy = self.element(NoteKind::Policy, name)?;
        let when_found = self.find_in_clauses(NoteKind::DomainEvent, when, true);
        let then_found = self.find_in_clauses(NoteKind::Command, then, true);
        if name != sentence {
            let mut detail: Vec<String> = when.iter().map(|text| format!("When {text}")).collect();
            detail.extend(then.iter().map(|text| format!("then {text}")));
            self.wall.elements[policy].detail = detail.join("\n");
        }
        let start: Vec<String> = words(name).into_iter().take(2).collect();
        for &command in &then_found {
            self.policy_issuing.entry(command).or_insert(policy);
        }
        let at = self.wall.policies.len();
        self.policies_by_start.entry(start.join(" ")).or_default().push(at);
        self.wall.policies.push(ParsedPolicy { policy, when: when_found, then: then_found });
        Some(policy)
    }

    /// Gives the policy a condition and a delay where it has none yet, so that a second definition adds
    /// what the first one leaves out.
    fn limit_policy(&mut self, policy: usize, condition: Option<String>, delay: Option<String>) {
        let element = &mut self.wall.elements[policy];
        if element.condition.is_empty() {
            element.condition = condition.unwrap_or_default();
        }
        if element.delay.is_empty() {
            element.delay = delay.unwrap_or_default();
        }
    }

    /// The policy whose name begins like this one, or the other way round, and that reacts to the same
    /// events with the same commands.
    fn known_by_its_start(&self, name: &str, when: &[usize], then: &[usize]) -> Option<usize> {
        let name = words(name);
        let start = name.iter().take(2).cloned().collect::<Vec<_>>().join(" ");
        if name.len() < 2 {
            return None;
        }
        let alike = self.policies_by_start.get(&start).map_or(&[][..], Vec::as_slice);
        let alike = alike.iter().take(NAMES_PER_WORD_MAX).map(|&at| &self.wall.policies[at]);
        let mut same = alike.filter(|policy| {
            let other = words(&self.wall.elements[policy.policy].name);
            let shorter = name.len().min(other.len());
            name[..shorter] == other[..shorter] && policy.when == when && policy.then == then
        });
        same.next().map(|policy| policy.policy)
    }

    /// The events or commands that clauses name; with `make`, a clause that names none becomes one.
    fn find_in_clauses(&mut self, kind: NoteKind, clauses: &[String], make: bool) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for clause in clauses {
            let index = if kind == NoteKind::Command { &self.commands } else { &self.events };
            let plain = without_parentheses(clause);
            let mut named = index.find_all(&plain);
            if named.is_empty() && make {
                let lower = plain.to_lowercase();
                let start = if lower.starts_with("issue ") { "issue ".len() } else { 0 };
                let text = plain.get(start..).unwrap_or(&plain);
                let text = text.strip_suffix(" command").unwrap_or(text);
                if words(text).len() <= CLAUSE_WORDS_MAX {
                    named.extend(self.element(kind, &clause::name(text)));
                }
            }
            found.extend(named.into_iter().filter(|at| seen.insert(*at)));
        }
        found
    }

    /// Events of a list where later names leave out what the first ones say: "Subscription
    /// Created, Paused".
    fn complete_events(&mut self, number: usize, names: &[String]) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for name in names {
            if clause::is_ellipsis(name) {
                self.unread(number, name, UnreadReason::Ellipsis);
                continue;
            }
            let before = found.last().map(|&at| words(&self.wall.elements[at].name));
            let event = self.find(NoteKind::DomainEvent, name).or_else(|| {
                let wanted = words(name);
                let ends = wanted.last().and_then(|last| self.events_by_end.get(last));
                let ends: Vec<(usize, Vec<String>)> = (ends.into_iter().flatten())
                    .map(|&at| (at, words(&self.wall.elements[at].name)))
                    .filter(|(_, words)| words.ends_with(&wanted))
                    .collect();
                let same_subject = |words: &[String]| {
                    before.as_ref().is_some_and(|it| it.first() == words.first())
                };
                let alike = ends.iter().find(|(_, words)| same_subject(words));
                alike.or(if ends.len() == 1 { ends.first() } else { None }).map(|(at, _)| *at)
            });
            let event = match event {
                None if words(name).len() > 1 => self.element(NoteKind::DomainEvent, name),
                event => event,
            };
            match event {
                Some(event) if seen.insert(event) => found.push(event),
                Some(_) => {}
                None => self.unread(number, name, UnreadReason::UnknownName),
            }
        }
        found
    }

    fn define_contexts(&mut self, number: usize, fact: &Fact) {
        match fact {
            Fact::Context { name } => {
                self.context(name);
            }
            Fact::Member { context, name } => {
                let at = self.context(context);
                let plain = name.strip_suffix(" Aggregate").unwrap_or(name);
                let kinds = squall_board::notation::NOTATION.iter().map(|row| row.kind);
                let found: Vec<usize> = kinds.filter_map(|kind| self.find(kind, plain)).collect();
                if found.is_empty() {
                    self.unread(number, name, UnreadReason::UnknownName);
                }
                for member in found {
                    self.context_of.entry(member).or_insert(at);
                }
            }
            Fact::Element { .. }
            | Fact::Row { .. }
            | Fact::Handles { .. }
            | Fact::Emits { .. }
            | Fact::Policy { .. }
            | Fact::ReadModel { .. }
            | Fact::Fields { .. }
            | Fact::Rule { .. } => {}
        }
    }

    fn context(&mut self, name: &str) -> usize {
        let at = *self.contexts_by_name.entry(identity(name)).or_insert(self.wall.contexts.len());
        if at == self.wall.contexts.len() {
            self.wall.contexts.push(ParsedContext { name: name.to_owned(), members: vec![] });
        }
        at
    }

    /// Gives every event its commands, in the order of the events; then come commands without.
    fn build_steps(&mut self, facts: &[(usize, Fact)]) {
        let mut causes: BTreeMap<usize, Vec<&Fact>> = BTreeMap::new();
        for (_, fact) in facts {
            let events: Vec<&String> = match fact {
                Fact::Row { event, .. } | Fact::Emits { event, .. } => vec![event],
                Fact::Handles { events, .. } => events.iter().collect(),
                Fact::Element { .. }
                | Fact::Policy { .. }
                | Fact::ReadModel { .. }
                | Fact::Context { .. }
                | Fact::Member { .. }
                | Fact::Fields { .. }
                | Fact::Rule { .. } => vec![],
            };
            for event in events {
                if let Some(event) = self.find(NoteKind::DomainEvent, event) {
                    causes.entry(event).or_default().push(fact);
                }
            }
        }
        for event in 0..self.wall.elements.len() {
            if plain_kind(self.wall.elements[event].kind) != NoteKind::DomainEvent {
                continue;
            }
            let causes = causes.remove(&event).unwrap_or_default();
            let rows = causes.iter().filter(|fact| matches!(fact, Fact::Row { .. }));
            let mut caused = false;
            for fact in rows.chain(causes.iter().filter(|fact| !matches!(fact, Fact::Row { .. }))) {
                caused |= match fact {
                    Fact::Row { command, issuer, .. } => self.add_row(event, command, issuer),
                    Fact::Handles { command, .. } | Fact::Emits { command, .. } => {
                        self.add_emission(event, command)
                    }
                    Fact::Element { .. }
                    | Fact::Policy { .. }
                    | Fact::ReadModel { .. }
                    | Fact::Context { .. }
                    | Fact::Member { .. }
                    | Fact::Fields { .. }
                    | Fact::Rule { .. } => false,
                };
            }
            if !caused {
                self.wall.steps.push(ParsedStep { events: vec![event], ..ParsedStep::default() });
            }
        }
        for command in 0..self.wall.elements.len() {
            let is_command = self.wall.elements[command].kind == NoteKind::Command;
            if is_command && !self.steps_of.contains_key(&command) {
                self.add_step(command, None);
            }
        }
    }

    fn add_step(&mut self, command: usize, issuer: Option<usize>) -> usize {
        let step = self.wall.steps.len();
        self.steps_of.entry(command).or_default().push(step);
        self.wall.steps.push(ParsedStep {
            command: Some(command),
            issuers: issuer.into_iter().collect(),
            ..ParsedStep::default()
        });
        step
    }

    /// One row of "event <-- command <-- issuer".
    fn add_row(&mut self, event: usize, command: &str, issuer: &str) -> bool {
        if let Some(of) = outcome_of(command) {
            let found = self.commands.find_all(of).first().copied();
            let wanted = words(of);
            let command = found.or_else(|| {
                let alike = wanted.first().and_then(|first| self.commands_by_start.get(first));
                let starts = |at: &usize| words(&self.wall.elements[*at].name).starts_with(&wanted);
                alike.into_iter().flatten().copied().find(starts)
            });
            let Some(command) = command else { return false };
            let last = self.steps_of.get(&command).and_then(|steps| steps.last().copied());
            let step = last.unwrap_or_else(|| self.add_step(command, None));
            self.add_event(step, command, event);
            if let Some(system) = self.element(NoteKind::ExternalSystem, issuer) {
                self.wall.steps[step].outcomes.push((event, system));
            }
            return true;
        }
        let Some(command) = self.find(NoteKind::Command, command) else { return false };
        let issuer = self.issuer(command, issuer);
        let steps = self.steps_of.get(&command).map_or(&[][..], Vec::as_slice);
        let last = steps.last().copied();
        let same = last.filter(|&step| self.wall.steps[step].issuers == issuer.as_slice());
        let step = match same {
            Some(step) => step,
            None => self.add_step(command, issuer),
        };
        self.add_event(step, command, event);
        true
    }

    /// Adds the event to a step of this command. Events come in their order, each once or several
    /// times in a row.
    fn add_event(&mut self, step: usize, command: usize, event: usize) {
        let events = &mut self.wall.steps[step].events;
        if events.last() != Some(&event) {
            events.push(event);
        }
        self.emitted.insert((command, event));
    }

    fn add_emission(&mut self, event: usize, command: &str) -> bool {
        let Some(command) = self.find(NoteKind::Command, command) else { return false };
        if !self.emitted.contains(&(command, event)) {
            let last = self.steps_of.get(&command).and_then(|steps| steps.last().copied());
            let step = last.unwrap_or_else(|| self.add_step(command, None));
            self.add_event(step, command, event);
        }
        true
    }

    /// Who issues a command by this name: a policy that says so, a system, or else an actor.
    fn issuer(&mut self, command: usize, name: &str) -> Option<usize> {
        let last = words(name).pop()?;
        match last.as_str() {
            "policy" => {
                let issuing = self.policy_issuing.get(&command).copied();
                issuing.or_else(|| self.element(NoteKind::Policy, name))
            }
            "gateway" | "api" | "system" | "provider" | "webhook" => {
                self.element(NoteKind::ExternalSystem, name)
            }
            _ => match self.find(NoteKind::ExternalSystem, name) {
                Some(system) => Some(system),
                None => self.element(NoteKind::Actor, name),
            },
        }
    }

    fn unread(&mut self, line_number: usize, text: &str, reason: UnreadReason) {
        let text = text.to_owned();
        let last_line_number = line_number;
        self.wall.unread.push(UnreadLine { line_number, last_line_number, text, reason });
    }
}

fn remember(by_word: &mut BTreeMap<String, Vec<usize>>, word: Option<String>, at: usize) {
    if let Some(word) = word {
        let all = by_word.entry(word).or_default();
        if all.len() < NAMES_PER_WORD_MAX {
            all.push(at);
        }
    }
}

/// The text, if there is any.
fn stated(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Two conditions or delays of one policy as one.
fn either(one: String, other: String) -> String {
    if one == other { one } else { format!("{one} or {other}") }
}

/// The command that "(outcome of X)" speaks of.
fn outcome_of(command: &str) -> Option<&str> {
    let inner = command.trim().strip_prefix('(')?.strip_suffix(')')?.trim();
    ["outcome of ", "result of "].iter().find_map(|start| inner.strip_prefix(start))
}
