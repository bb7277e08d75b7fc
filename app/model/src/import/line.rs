//! One line of the notation after another becomes facts. Knows nothing of Markdown blocks
//! ([`super::document`]) and does not ask whether names exist ([`super::resolve`]).

use squall_board::NoteKind;

use super::clause::{self, Label, Marker};
use crate::names::reaction;

/// Something that the text states, with names as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fact {
    Element {
        kind: NoteKind,
        name: String,
    },
    /// An event, its command or outcome, and who issued it.
    Row {
        event: String,
        command: String,
        issuer: String,
    },
    /// An aggregate's command and its events.
    Handles {
        aggregate: String,
        command: String,
        events: Vec<String>,
    },
    Emits {
        command: String,
        event: String,
    },
    Policy {
        name: String,
        when: Vec<String>,
        then: Vec<String>,
        condition: String,
        delay: String,
    },
    ReadModel {
        name: String,
        audience: String,
        built_from: Vec<String>,
        shows: String,
    },
    Context {
        name: String,
    },
    Member {
        context: String,
        name: String,
    },
    /// What the event, command or read model of this name records, carries or shows.
    Fields {
        name: String,
        list: String,
    },
    Rule {
        aggregate: String,
        text: String,
    },
}

impl Fact {
    /// Whether this only names a policy or read model.
    pub(super) fn is_bare(&self) -> bool {
        match self {
            Self::Policy { when, then, condition, delay, .. } => {
                let clauses = when.is_empty() && then.is_empty();
                clauses && condition.is_empty() && delay.is_empty()
            }
            Self::ReadModel { audience, built_from, shows, .. } => {
                audience.is_empty() && built_from.is_empty() && shows.is_empty()
            }
            Self::Element { .. }
            | Self::Row { .. }
            | Self::Handles { .. }
            | Self::Emits { .. }
            | Self::Context { .. }
            | Self::Member { .. }
            | Self::Fields { .. }
            | Self::Rule { .. } => false,
        }
    }
}

/// What a line turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Notation: facts were added, or a heading for the lines to come was taken in.
    Read,
    /// Notation in part: "…" stood among the items.
    ReadWithEllipsis,
    /// Only "…".
    Ellipsis,
    /// Nothing in the notation.
    Unrecognised,
}

/// How much a line has to look like notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// A paste or a block of notation.
    Notation,
    /// Markdown around such blocks, where most lines are prose.
    Prose,
}

/// What a line that follows may add to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Open {
    Nothing,
    Aggregate(String),
    /// A list of rules of this aggregate.
    Rules(String),
    /// An event or command.
    Named(String),
    /// The policy or read model that is the fact with this index.
    Fact(usize),
}

/// Reads lines in order.
#[derive(Debug)]
pub(super) struct LineReader {
    pub(super) facts: Vec<(usize, Fact)>,
    /// The fields that names on this line carry, with these names.
    fields: Vec<(String, String)>,
    topic: Option<Label>,
    header: Vec<NoteKind>,
    open: Open,
}

impl LineReader {
    pub(super) fn new(topic: Option<Label>) -> Self {
        Self {
            facts: Vec::new(),
            fields: Vec::new(),
            topic,
            header: Vec::new(),
            open: Open::Nothing,
        }
    }

    /// What lists after this are lists of.
    pub(super) fn set_topic(&mut self, topic: Option<Label>) {
        self.topic = topic;
        self.open = Open::Nothing;
        self.header.clear();
    }

    pub(super) fn topic(&self) -> Option<Label> {
        self.topic
    }

    fn push(&mut self, number: usize, fact: Fact) {
        self.facts.push((number, fact));
    }

    /// The name without its fields, for a fact. The fields become a fact of their own.
    fn name(&mut self, text: &str) -> String {
        let (name, fields) = clause::name_and_fields(text);
        if !fields.is_empty() {
            self.fields.push((name.clone(), fields.to_owned()));
        }
        name
    }

    /// The names of a cell such as `PaymentSucceeded | PaymentFailed`.
    fn alternatives(&mut self, cell: &str) -> Vec<String> {
        cell.split('|').map(|name| self.name(name)).collect()
    }

    /// Reads a line that is not blank.
    pub(super) fn read(&mut self, raw: &str, number: usize, care: Care) -> Outcome {
        self.fields.clear();
        let outcome = self.read_line(raw, number, care);
        if outcome != Outcome::Unrecognised {
            for (name, list) in std::mem::take(&mut self.fields) {
                self.push(number, Fact::Fields { name, list });
            }
        }
        outcome
    }

    fn read_line(&mut self, raw: &str, number: usize, care: Care) -> Outcome {
        let (marker, stripped) = clause::strip_marker(raw);
        let plain = stripped.replace("**", "");
        let bold = plain.len() != stripped.len();
        let (square, line) = clause::strip_square(plain.trim());
        if clause::is_ellipsis(line) {
            return Outcome::Ellipsis;
        }
        if let Some(aggregate) = bracketed_aggregate(line) {
            let name = self.name(aggregate);
            self.push(number, Fact::Element { kind: NoteKind::Aggregate, name: name.clone() });
            self.open = Open::Aggregate(name);
            return Outcome::Read;
        }
        if let Some((leftward, cells)) = clause::arrow_cells(line)
            && self.read_arrows(leftward, &cells, number)
        {
            return Outcome::Read;
        }
        let outcome = self.read_labelled(line, number, care);
        if outcome != Outcome::Unrecognised {
            return outcome;
        }
        if let Some(kind) = square {
            if care == Care::Notation || (!bold && clause::is_name_like(line)) {
                return self.read_one(kind, line, number);
            }
            return Outcome::Unrecognised;
        }
        self.read_item(marker, line, number, care)
    }

    fn read_arrows(&mut self, leftward: bool, cells: &[&str], number: usize) -> bool {
        let kinds: Vec<NoteKind> =
            cells.iter().filter_map(|cell| clause::label(cell).and_then(Label::kind)).collect();
        if kinds.len() == cells.len() {
            self.header = kinds;
            self.open = Open::Nothing;
            return true;
        }
        if cells.iter().any(|cell| cell.is_empty()) {
            return false;
        }
        if !leftward
            && let (Open::Aggregate(aggregate) | Open::Rules(aggregate), [command, events]) =
                (&self.open, cells)
        {
            let (aggregate, command) = (aggregate.clone(), self.name(command));
            let events = self.alternatives(events);
            self.push(number, Fact::Handles { aggregate, command, events });
            return true;
        }
        let default = [NoteKind::DomainEvent, NoteKind::Command, NoteKind::Actor];
        let header: &[NoteKind] = if self.header.len() == cells.len() {
            &self.header
        } else if leftward && (2..=3).contains(&cells.len()) {
            &default
        } else {
            return false;
        };
        let (mut event, mut command, mut aggregate, mut issuer) = ("", "", "", "");
        for (kind, &cell) in header.iter().zip(cells) {
            let part = match kind {
                NoteKind::DomainEvent => &mut event,
                NoteKind::Command => &mut command,
                NoteKind::Aggregate => &mut aggregate,
                NoteKind::Actor => &mut issuer,
                _ => return false,
            };
            if !part.is_empty() {
                return false;
            }
            *part = cell;
        }
        let is_outcome = command.starts_with('(');
        if event.is_empty() || command.is_empty() || (is_outcome && !aggregate.is_empty()) {
            return false;
        }
        let command = if is_outcome { command.to_owned() } else { self.name(command) };
        if aggregate.is_empty() {
            let (event, issuer) = (self.name(event), self.name(issuer));
            self.push(number, Fact::Row { event, command, issuer });
            return true;
        }
        let (aggregate, issuer) = (self.name(aggregate), self.name(issuer));
        let events = self.alternatives(event);
        if !issuer.is_empty() {
            for event in events.clone() {
                let (command, issuer) = (command.clone(), issuer.clone());
                self.push(number, Fact::Row { event, command, issuer });
            }
        }
        let fact = Fact::Handles { aggregate, command, events };
        self.push(number, fact);
        true
    }

    /// Reads `Label: rest`, and sentences that begin with "Policy", "When" or "Then".
    fn read_labelled(&mut self, line: &str, number: usize, care: Care) -> Outcome {
        let (head, rest) = line.split_once(':').unwrap_or((line, ""));
        let has_colon = head.len() < line.len();
        let rest = rest.trim();
        if has_colon && let Some(label) = clause::label(head) {
            return self.read_label(label, rest, number, care);
        }
        let first = head.split_whitespace().next().unwrap_or("");
        let tail = line[line.len().min(first.len())..].trim();
        if has_colon
            && let Some(context) = strip_context(head)
            && !rest.is_empty()
        {
            self.push(number, Fact::Context { name: context.to_owned() });
            self.push_members(context, rest, number);
            return Outcome::Read;
        }
        let starts = |word: &str| first.eq_ignore_ascii_case(word);
        if starts("policy") && reaction(tail).is_some() {
            return self.read_one(NoteKind::Policy, tail, number);
        }
        if self.open_policy().is_some() && reaction(line).is_some_and(|it| it.name.is_empty()) {
            if starts("when") || starts("whenever") {
                return self.read_reaction(line, number);
            }
            if starts("then") {
                return self.read_label(Label::Then, tail, number, care);
            }
        }
        let sentence = care == Care::Notation || self.topic == Some(Label::Many(NoteKind::Policy));
        if sentence
            && (starts("when") || starts("whenever"))
            && reaction(line).is_some_and(|it| !it.when.is_empty() && !it.then.is_empty())
        {
            return self.read_one(NoteKind::Policy, line, number);
        }
        Outcome::Unrecognised
    }

    fn read_label(&mut self, label: Label, rest: &str, number: usize, care: Care) -> Outcome {
        match label {
            Label::When | Label::Then => {
                let Some(policy) = self.open_policy() else { return Outcome::Unrecognised };
                if rest.is_empty() {
                    return Outcome::Unrecognised;
                }
                let (Fact::Policy { when, then, .. }, text) = (policy, rest.to_owned()) else {
                    return Outcome::Unrecognised;
                };
                if label == Label::When {
                    when.push(text)
                } else {
                    then.push(text)
                }
                Outcome::Read
            }
            Label::BuiltFrom | Label::Shows => {
                let Open::Fact(at) = self.open else { return Outcome::Unrecognised };
                let events: Vec<String> = if label == Label::BuiltFrom {
                    clause::list(rest).into_iter().map(|item| self.name(item)).collect()
                } else {
                    vec![]
                };
                let Fact::ReadModel { built_from, shows, .. } = &mut self.facts[at].1 else {
                    return Outcome::Unrecognised;
                };
                built_from.extend(events);
                if label == Label::Shows {
                    let gap = if shows.is_empty() { "" } else { ", " };
                    shows.push_str(gap);
                    shows.push_str(rest);
                }
                Outcome::Read
            }
            Label::One(kind) => {
                let sentence =
                    matches!(kind, NoteKind::Hotspot | NoteKind::Policy | NoteKind::ReadModel);
                let allowed = care == Care::Notation || sentence || clause::is_name_like(rest);
                if rest.is_empty() || !allowed {
                    return Outcome::Unrecognised;
                }
                self.read_one(kind, rest, number)
            }
            Label::Many(NoteKind::Hotspot) if !rest.is_empty() => {
                self.read_one(NoteKind::Hotspot, rest, number)
            }
            Label::Many(kind) => self.read_list(kind, rest, number, care),
            Label::Context => {
                let (name, members) = rest.split_once(':').unwrap_or((rest, ""));
                if name.is_empty() || (care == Care::Prose && !clause::is_name_like(name)) {
                    return Outcome::Unrecognised;
                }
                let context = self.name(name);
                self.push(number, Fact::Context { name: context.clone() });
                self.push_members(&context, members, number);
                Outcome::Read
            }
            Label::Condition | Label::Delay => {
                let Some(Fact::Policy { condition, delay, .. }) = self.open_policy() else {
                    return Outcome::Unrecognised;
                };
                let said = if label == Label::Condition { condition } else { delay };
                if rest.is_empty() || !said.is_empty() {
                    return Outcome::Unrecognised;
                }
                rest.clone_into(said);
                Outcome::Read
            }
            Label::Rules => {
                let (Open::Aggregate(aggregate) | Open::Rules(aggregate)) = &self.open else {
                    return Outcome::Unrecognised;
                };
                let (aggregate, text) = (aggregate.clone(), rest.to_owned());
                if text.is_empty() {
                    self.open = Open::Rules(aggregate);
                } else {
                    self.push(number, Fact::Rule { aggregate, text });
                }
                Outcome::Read
            }
            Label::Fields => {
                let name = match &self.open {
                    Open::Named(name) => name.clone(),
                    Open::Fact(at) => {
                        let Fact::ReadModel { name, .. } = &self.facts[*at].1 else {
                            return Outcome::Unrecognised;
                        };
                        name.clone()
                    }
                    Open::Nothing | Open::Aggregate(_) | Open::Rules(_) => {
                        return Outcome::Unrecognised;
                    }
                };
                if rest.is_empty() {
                    return Outcome::Unrecognised;
                }
                self.push(number, Fact::Fields { name, list: rest.to_owned() });
                Outcome::Read
            }
            Label::Contexts => {
                if rest.is_empty() {
                    self.set_topic(Some(label));
                }
                let names = rest.split(" are ").next().unwrap_or(rest);
                let (more, names) = list_and_ellipses(names);
                for name in names {
                    let name = self.name(name);
                    self.push(number, Fact::Context { name });
                }
                read_list_outcome(&more)
            }
        }
    }

    fn read_list(&mut self, kind: NoteKind, rest: &str, number: usize, care: Care) -> Outcome {
        let (more, items) = list_and_ellipses(rest);
        if care == Care::Prose && !items.iter().all(|item| clause::is_name_like(item)) {
            return Outcome::Unrecognised;
        }
        // A list that is complete on its line does not claim the lines below.
        if items.is_empty() {
            self.set_topic(Some(Label::Many(kind)));
        }
        for item in items {
            self.read_one(kind, item, number);
        }
        read_list_outcome(&more)
    }

    fn push_members(&mut self, context: &str, members: &str, number: usize) {
        for member in clause::list(members) {
            let (context, name) = (context.to_owned(), self.name(member));
            self.push(number, Fact::Member { context, name });
        }
    }

    fn read_item(&mut self, marker: Marker, line: &str, number: usize, care: Care) -> Outcome {
        if marker != Marker::None
            && let Open::Rules(aggregate) = &self.open
        {
            let (aggregate, text) = (aggregate.clone(), line.to_owned());
            self.push(number, Fact::Rule { aggregate, text });
            return Outcome::Read;
        }
        let kind = match (self.topic, marker) {
            (_, Marker::None) => return Outcome::Unrecognised,
            (Some(Label::Contexts), _) => {
                let (name, members) = line.split_once(':').unwrap_or((line, ""));
                return self.read_label(Label::Context, &format!("{name}:{members}"), number, care);
            }
            (Some(Label::Many(kind) | Label::One(kind)), _) => kind,
            (None, Marker::Number) if care == Care::Notation => NoteKind::DomainEvent,
            (_, Marker::Bullet | Marker::Number) => return Outcome::Unrecognised,
        };
        let sentence = matches!(kind, NoteKind::Hotspot | NoteKind::Policy | NoteKind::Opportunity);
        if care == Care::Prose && !sentence && !clause::is_name_like(line) {
            return Outcome::Unrecognised;
        }
        self.read_one(kind, line, number)
    }

    /// Takes in one thing of this kind; a policy or read model may be continued by further lines.
    fn read_one(&mut self, kind: NoteKind, text: &str, number: usize) -> Outcome {
        self.open = Open::Nothing;
        match kind {
            NoteKind::Policy => {
                let (name, when, then) = match reaction(text) {
                    Some(it) => (self.name(it.name), it.when.to_owned(), it.then.to_owned()),
                    None => (self.name(text), String::new(), String::new()),
                };
                let clauses = |text: String| if text.is_empty() { vec![] } else { vec![text] };
                self.open = Open::Fact(self.facts.len());
                let (when, then) = (clauses(when), clauses(then));
                let (condition, delay) = (String::new(), String::new());
                self.push(number, Fact::Policy { name, when, then, condition, delay });
            }
            NoteKind::ReadModel => {
                let (name, audience) = clause::name_and_remark(text);
                self.open = Open::Fact(self.facts.len());
                let (audience, shows) = (audience.to_owned(), String::new());
                self.push(number, Fact::ReadModel { name, audience, built_from: vec![], shows });
            }
            NoteKind::Hotspot | NoteKind::Opportunity => {
                let quotes = ['"', '\u{201c}', '\u{201d}'];
                let name = text.trim().trim_matches(quotes).to_owned();
                self.push(number, Fact::Element { kind, name });
            }
            NoteKind::Aggregate => {
                let name = self.name(text);
                self.open = Open::Aggregate(name.clone());
                self.push(number, Fact::Element { kind, name });
            }
            NoteKind::DomainEvent | NoteKind::PivotalEvent | NoteKind::Command => {
                let name = self.name(text);
                self.open = Open::Named(name.clone());
                self.push(number, Fact::Element { kind, name });
            }
            NoteKind::Actor
            | NoteKind::ExternalSystem
            | NoteKind::ValueGained
            | NoteKind::ValueLost
            | NoteKind::Screen
            | NoteKind::Text => {
                let name = self.name(text);
                self.push(number, Fact::Element { kind, name });
            }
        }
        Outcome::Read
    }

    fn read_reaction(&mut self, line: &str, number: usize) -> Outcome {
        let Some(found) = reaction(line) else { return Outcome::Unrecognised };
        for (label, text) in [(Label::When, found.when), (Label::Then, found.then)] {
            if !text.is_empty() {
                self.read_label(label, text, number, Care::Notation);
            }
        }
        Outcome::Read
    }

    fn open_policy(&mut self) -> Option<&mut Fact> {
        let Open::Fact(at) = self.open else { return None };
        let fact = &mut self.facts[at].1;
        matches!(fact, Fact::Policy { .. }).then_some(fact)
    }
}

/// The items of a list, those that stand for more first.
fn list_and_ellipses(text: &str) -> (Vec<&str>, Vec<&str>) {
    clause::list(text).into_iter().partition(|item| clause::is_ellipsis(item))
}

fn read_list_outcome(more: &[&str]) -> Outcome {
    if more.is_empty() { Outcome::Read } else { Outcome::ReadWithEllipsis }
}

/// `[X Aggregate]` and `[Aggregate: X]`.
fn bracketed_aggregate(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('[')?.strip_suffix(']')?;
    let (head, last) = inner.rsplit_once(' ')?;
    if last.eq_ignore_ascii_case("aggregate") {
        return Some(head);
    }
    inner
        .split_once(':')
        .filter(|(label, _)| label.eq_ignore_ascii_case("aggregate"))
        .map(|it| it.1)
}

/// The X of `Context X` and `Bounded context X`.
fn strip_context(head: &str) -> Option<&str> {
    let (first, rest) = head.trim().split_once(' ')?;
    if first.eq_ignore_ascii_case("context") {
        return Some(rest.trim());
    }
    let (second, rest) = rest.trim().split_once(' ')?;
    let matches = first.eq_ignore_ascii_case("bounded") && second.eq_ignore_ascii_case("context");
    matches.then_some(rest.trim())
}
