//! The wall as rules see it: elements with their readings and neighbours, found by id, by note and by
//! name. Built once; every question takes constant or logarithmic time, so that all rules together stay
//! near linear in the wall.

use std::collections::{BTreeMap, BTreeSet};

use squall_board::notation::{Verdict, connection};
use squall_board::{Board, DetailKey, Details, Field, Note, NoteId, NoteKind, arrange, gather};
use squall_language::{Language, Reaction, Reading, analyse, detect, reaction};
use squall_model::domain_model::{Aggregate, BoundedContext, Element, Flow, NotePair};
use squall_model::{DomainModel, ElementId};
use squall_texts::{Text, Texts, text};

use crate::fields;
use crate::fix::Fixes;
use crate::hint::Finding;
use crate::settings::Settings;
use crate::steps::Steps;
use crate::terms;

/// Longest part of a name that a message shows, in Unicode scalar values.
const SHOWN_CHARS_MAX: usize = 60;
/// Names that a message lists when there are too many for all.
const LISTED: usize = 3;
/// From so many on, what all of them lack is said once.
pub(crate) const ALL_MIN: usize = 3;

/// One element of the model.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    /// Its place among all.
    pub(crate) at: usize,
    /// Its kind; a pivotal event is an event.
    pub(crate) kind: NoteKind,
    /// Name, notes and contexts.
    pub(crate) element: &'a Element,
    /// What its name was read as; `None` in a language that is not known, and for kinds whose grammar
    /// is not one of verbs.
    pub(crate) reading: Option<Reading>,
    texts: Texts,
}

impl Node<'_> {
    /// The name in typographic quotes, cut if it is long.
    pub(crate) fn quoted(&self) -> String {
        quoted(&self.element.name, self.texts)
    }

    /// All that its first note says, on a policy for instance its clauses.
    pub(crate) fn said(&self) -> &str {
        let Element { name, description, .. } = self.element;
        if description.is_empty() { name } else { description }
    }

    /// The first of its notes along the timeline.
    pub(crate) fn note(&self) -> NoteId {
        self.element.notes[0]
    }
}

/// The wall as rules see it.
pub(crate) struct Wall<'a> {
    pub(crate) board: &'a Board,
    pub(crate) model: &'a DomainModel,
    pub(crate) settings: &'a Settings,
    /// The language of the wall; `None` if it is not known, and rules about words stay silent.
    pub(crate) language: Option<Language>,
    /// What the rules have looked at so far.
    pub(crate) steps: Steps,
    nodes: Vec<Node<'a>>,
    by_id: BTreeMap<&'a str, usize>,
    by_name: BTreeMap<(NoteKind, String), usize>,
    of_note: BTreeMap<NoteId, usize>,
    /// By kind, and of one kind in the order of the model's links.
    after: Vec<Vec<usize>>,
    before: Vec<Vec<usize>>,
    flow_of: BTreeMap<(usize, usize), usize>,
    /// The elements that each link of the model joins.
    ends: Vec<Option<(usize, usize)>>,
    context_of: BTreeMap<NoteId, &'a ElementId>,
    contexts: BTreeMap<&'a str, &'a BoundedContext>,
    place_of: BTreeMap<NoteId, usize>,
    hotspots_about: Vec<Vec<usize>>,
    asked: BTreeSet<String>,
}

impl<'a> Wall<'a> {
    /// Indexes the board and the model that was derived from it.
    pub(crate) fn of(board: &'a Board, model: &'a DomainModel, settings: &'a Settings) -> Self {
        // Hot spots left out, because the questions that hints hang there are English on every wall.
        let names: Vec<&str> = model
            .elements()
            .filter(|(kind, _)| connection(*kind, *kind).0 != Verdict::Annotation)
            .map(|(_, element)| element.name.as_str())
            .collect();
        let language = settings.language.or_else(|| detect(&names));
        let nodes: Vec<Node<'a>> = model
            .elements()
            .enumerate()
            .map(|(at, (kind, element))| {
                let kind = plain(kind);
                let is_read =
                    matches!(kind, NoteKind::DomainEvent | NoteKind::Command | NoteKind::Aggregate);
                let language = language.filter(|_| is_read);
                let reading = language.map(|it| analyse(&element.name, Some(it)));
                Node { at, kind, element, reading, texts: settings.texts }
            })
            .collect();
        let count = nodes.len();
        let mut wall = Self {
            board,
            model,
            settings,
            language,
            steps: Steps::default(),
            by_id: gather(nodes.iter().map(|node| (node.element.id.as_str(), node.at))),
            by_name: gather(
                nodes.iter().map(|node| ((node.kind, key(&node.element.name)), node.at)),
            ),
            of_note: gather(
                nodes
                    .iter()
                    .flat_map(|node| node.element.notes.iter().map(|note| (*note, node.at))),
            ),
            nodes,
            after: vec![Vec::new(); count],
            before: vec![Vec::new(); count],
            flow_of: BTreeMap::new(),
            ends: Vec::new(),
            context_of: BTreeMap::new(),
            contexts: gather(model.contexts.iter().map(|it| (it.element.id.as_str(), it))),
            place_of: places(board),
            hotspots_about: vec![Vec::new(); count],
            asked: BTreeSet::new(),
        };
        for (place, flow) in model.flows.iter().enumerate() {
            let ends = wall.index(&flow.from).zip(wall.index(&flow.to));
            wall.ends.push(ends);
            if let Some((from, to)) = ends {
                wall.after[from].push(to);
                wall.before[to].push(from);
                wall.flow_of.insert((from, to), place);
            }
        }
        wall.join_what_policies_say();
        let Self { nodes, after, before, .. } = &mut wall;
        for ends in after.iter_mut().chain(before) {
            arrange(ends, |a, b| nodes[*a].kind.cmp(&nodes[*b].kind));
        }
        for context in &model.contexts {
            let notes = context.element.notes.iter();
            wall.context_of.extend(notes.map(|note| (*note, &context.element.id)));
        }
        for hotspot in &model.hotspots {
            let Some(at) = wall.index(&hotspot.element.id) else { continue };
            for about in hotspot.about.iter().filter_map(|id| wall.index(id)).collect::<Vec<_>>() {
                wall.hotspots_about[about].push(at);
                wall.asked.insert(asked_of(about, &hotspot.element.name));
            }
        }
        wall
    }

    /// Joins policies with the events and commands that their texts name. Derivation has done so for
    /// English; other languages are read here.
    fn join_what_policies_say(&mut self) {
        let Some(language) = self.language.filter(|it| *it != Language::English) else { return };
        let joined = |node: &Node<'_>| (node.kind, terms::words(&node.element.name).concat());
        let by_words: BTreeMap<(NoteKind, String), usize> =
            self.nodes.iter().rev().map(|node| (joined(node), node.at)).collect();
        let mut links: Vec<(usize, usize)> = Vec::new();
        for policy in self.of_kind(NoteKind::Policy) {
            let Some(reaction) = reaction(policy.said(), language) else { continue };
            let (when, then) = clauses(&reaction);
            let events = named_in(&by_words, NoteKind::DomainEvent, when);
            links.extend(events.into_iter().map(|event| (event, policy.at)));
            let commands = named_in(&by_words, NoteKind::Command, then);
            links.extend(commands.into_iter().map(|command| (policy.at, command)));
        }
        let mut joined = BTreeSet::new();
        for (from, to) in links {
            if !self.flow_of.contains_key(&(from, to)) && joined.insert((from, to)) {
                self.after[from].push(to);
                self.before[to].push(from);
            }
        }
    }

    fn index(&self, id: &ElementId) -> Option<usize> {
        self.steps.count(1);
        self.by_id.get(id.as_str()).copied()
    }

    /// Every element of the kind, along the timeline.
    pub(crate) fn of_kind(&self, kind: NoteKind) -> impl Iterator<Item = &Node<'a>> {
        self.nodes().iter().filter(move |node| node.kind == kind)
    }

    /// Every element.
    pub(crate) fn nodes(&self) -> &[Node<'a>] {
        self.steps.count(self.nodes.len());
        &self.nodes
    }

    /// The element with this id; ids of contexts name none.
    pub(crate) fn get(&self, id: &ElementId) -> Option<&Node<'a>> {
        self.index(id).map(|at| &self.nodes[at])
    }

    /// The elements with these ids.
    pub(crate) fn all(&self, ids: &[ElementId]) -> Vec<&Node<'a>> {
        ids.iter().filter_map(|id| self.get(id)).collect()
    }

    /// The element that the note is one of.
    pub(crate) fn on_note(&self, note: NoteId) -> Option<&Node<'a>> {
        self.steps.count(1);
        self.of_note.get(&note).map(|at| &self.nodes[*at])
    }

    /// The element of the kind with this name, however it is cased and spaced.
    pub(crate) fn named(&self, kind: NoteKind, name: &str) -> Option<&Node<'a>> {
        self.steps.count(1);
        self.by_name.get(&(kind, key(name))).map(|at| &self.nodes[*at])
    }

    /// The elements of the kind that the element leads to.
    pub(crate) fn after(&self, node: &Node<'_>, kind: NoteKind) -> impl Iterator<Item = &Node<'a>> {
        self.linked(&self.after[node.at], kind)
    }

    /// The elements of the kind that lead to the element.
    pub(crate) fn before(
        &self,
        node: &Node<'_>,
        kind: NoteKind,
    ) -> impl Iterator<Item = &Node<'a>> {
        self.linked(&self.before[node.at], kind)
    }

    /// Whether the element leads to one of the kind.
    pub(crate) fn has_after(&self, node: &Node<'_>, kind: NoteKind) -> bool {
        self.after(node, kind).next().is_some()
    }

    /// Whether an element of the kind leads to the element.
    pub(crate) fn has_before(&self, node: &Node<'_>, kind: NoteKind) -> bool {
        self.before(node, kind).next().is_some()
    }

    /// Those of the kind among elements that are sorted by kind.
    fn linked<'w>(
        &'w self,
        ends: &'w [usize],
        kind: NoteKind,
    ) -> impl Iterator<Item = &'w Node<'a>> {
        self.steps.count(1);
        let from = ends.partition_point(|at| self.nodes[*at].kind < kind);
        let nodes = ends[from..].iter().map(|at| &self.nodes[*at]);
        nodes.take_while(move |node| node.kind == kind).inspect(|_| self.steps.count(1))
    }

    /// The link from one element to the other.
    pub(crate) fn flow(&self, from: &Node<'_>, to: &Node<'_>) -> Option<&'a Flow> {
        self.steps.count(1);
        self.flow_of.get(&(from.at, to.at)).map(|place| &self.model.flows[*place])
    }

    /// The aggregate of the model with this id.
    pub(crate) fn aggregate(&self, id: &ElementId) -> Option<&'a Aggregate> {
        let before = self.model.events.len() + self.model.commands.len();
        self.model.aggregates.get(self.index(id)?.checked_sub(before)?)
    }

    /// The pairs of notes that the link joins, along the timeline.
    pub(crate) fn pairs(&self, flow: &Flow) -> Vec<NotePair> {
        self.steps.count(flow.pairs.len());
        let mut pairs = flow.pairs.clone();
        let place = |pair: &NotePair| (self.place_of(pair.from), self.place_of(pair.to));
        arrange(&mut pairs, |a, b| place(a).cmp(&place(b)));
        pairs
    }

    /// The place of the note along the timeline: left to right, then top to bottom, then by id.
    pub(crate) fn place_of(&self, note: NoteId) -> usize {
        self.place_of.get(&note).copied().unwrap_or(usize::MAX)
    }

    /// Every link with its ends, in the order of the model.
    pub(crate) fn flows(&self) -> impl Iterator<Item = (&'a Flow, &Node<'a>, &Node<'a>)> {
        self.steps.count(self.ends.len());
        let linked = self.model.flows.iter().zip(&self.ends);
        linked.filter_map(|(flow, ends)| {
            let (from, to) = (*ends)?;
            Some((flow, &self.nodes[from], &self.nodes[to]))
        })
    }

    /// The bounded context around the note.
    pub(crate) fn context_of(&self, note: NoteId) -> Option<&'a ElementId> {
        self.steps.count(1);
        self.context_of.get(&note).copied()
    }

    /// The name of a bounded context in typographic quotes.
    pub(crate) fn context_name(&self, id: &ElementId) -> String {
        let context = self.contexts.get(id.as_str()).expect("notes stand in contexts of the model");
        self.quoted(&context.element.name)
    }

    /// A text of the catalogue in the reader's language, with these filled in.
    pub(crate) fn fill<const N: usize>(&self, text: Text<N>, values: [&str; N]) -> String {
        self.settings.texts.fill(text, values)
    }

    /// Makes fixes that speak the reader's language.
    pub(crate) fn fix(&self) -> Fixes {
        Fixes(self.settings.texts)
    }

    /// The text in quotes, cut if it is long.
    pub(crate) fn quoted(&self, text: &str) -> String {
        quoted(text, self.settings.texts)
    }

    /// The names of elements: “A”, “B” and “C”, or “A”, “B”, “C” and 4 more.
    pub(crate) fn listed(&self, nodes: &[&Node<'_>]) -> String {
        let names: Vec<String> = nodes.iter().map(|node| node.quoted()).collect();
        self.listed_names(&names)
    }

    /// As [`Wall::listed`], of names that are quoted already.
    pub(crate) fn listed_names(&self, names: &[String]) -> String {
        listed_names(names, self.settings.texts)
    }

    /// What the notes of the element say beside their text, note by note along the timeline.
    pub(crate) fn details(&self, node: &Node<'_>) -> impl Iterator<Item = &'a Details> {
        self.steps.count(node.element.notes.len());
        let notes = node.element.notes.iter().filter_map(|note| self.board.note(*note));
        notes.map(|note| &note.details)
    }

    /// What the element says under this key; of several notes the first that says anything counts.
    pub(crate) fn says(&self, node: &Node<'_>, key: &DetailKey) -> Option<&'a str> {
        let mut said = self.details(node).map(|details| details.words(key).trim());
        said.find(|words| !words.is_empty())
    }

    /// The named fields of the element, each name once.
    pub(crate) fn fields(&self, node: &Node<'_>) -> Vec<&'a Field> {
        let mut names = BTreeSet::new();
        let all = self.details(node).flat_map(Details::fields);
        let named =
            all.inspect(|_| self.steps.count(1)).map(|field| (fields::key(&field.name), field));
        named
            .filter(|(key, _)| !key.is_empty() && names.insert(key.clone()))
            .map(|it| it.1)
            .collect()
    }

    /// Whether a hot spot is about the element.
    pub(crate) fn has_hotspot(&self, node: &Node<'_>) -> bool {
        !self.hotspots_about[node.at].is_empty()
    }

    /// Whether a hot spot about the note's element asks this question.
    pub(crate) fn is_asked(&self, note: NoteId, question: &str) -> bool {
        self.of_note.get(&note).is_some_and(|at| self.asked.contains(&asked_of(*at, question)))
    }

    /// The notes of the element if its name is all that they say, so that they can be rewritten.
    pub(crate) fn rewritable(&self, node: &Node<'_>) -> Option<Vec<NoteId>> {
        self.steps.count(node.element.notes.len());
        let name = key(&node.element.name);
        let notes = &node.element.notes;
        let says_more = notes
            .iter()
            .filter_map(|note| self.board.note(*note))
            .any(|note: &Note| key(&note.text) != name);
        (!says_more).then(|| notes.clone())
    }
}

/// One finding for each of these; a single one when all that could lack something do, because then a
/// whole step was not made and saying so once is enough. None where the settings do not miss it.
pub(crate) fn each_or_all(
    wall: &Wall<'_>,
    found: &mut Vec<Finding>,
    lacking: &[&Node<'_>],
    candidates: usize,
    each: impl Fn(&Node<'_>) -> Finding,
    all: impl Fn(&str) -> Finding,
) {
    if !wall.settings.misses(lacking.len(), candidates) {
        return;
    }
    if lacking.len() >= ALL_MIN && lacking.len() == candidates {
        found.push(all(&wall.listed(lacking)));
    } else {
        found.extend(lacking.iter().map(|node| each(node)));
    }
}

/// Longest name that is looked for inside a sentence, in words.
const NAME_WORDS_MAX: usize = 12;

/// The elements of the kind that the sentence names; of names that overlap the longer one counts.
fn named_in(
    by_words: &BTreeMap<(NoteKind, String), usize>,
    kind: NoteKind,
    sentence: &str,
) -> Vec<usize> {
    let words = terms::words(sentence);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = (1..=NAME_WORDS_MAX.min(words.len() - at)).rev().find_map(|count| {
            let joined = words[at..at + count].concat();
            by_words.get(&(kind, joined)).map(|element| (count, *element))
        });
        found.extend(longest.map(|(_, element)| element));
        at += longest.map_or(1, |(count, _)| count);
    }
    found
}

/// The trigger and the action of a reaction. “When X, do Y” has them divided by its last comma.
pub(crate) fn clauses<'t>(reaction: &Reaction<'t>) -> (&'t str, &'t str) {
    match reaction.when.rsplit_once(',') {
        Some((when, then)) if reaction.then.is_empty() => (when.trim(), then.trim()),
        _ => (reaction.when, reaction.then),
    }
}

fn listed_names(names: &[String], texts: Texts) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] if names.len() <= LISTED + 1 => {
            texts.fill(text::HINT_AND, [&most.join(", "), last])
        }
        _ => {
            let rest = (names.len() - LISTED).to_string();
            texts.fill(text::HINT_AND_MORE, [&names[..LISTED].join(", "), &rest])
        }
    }
}

/// The text in typographic quotes, cut if it is long.
pub(crate) fn quoted(words: &str, texts: Texts) -> String {
    let mut shown: String = words.chars().take(SHOWN_CHARS_MAX).collect();
    if shown.len() < words.len() {
        // At the end of a word, if one is near.
        let end = shown.rfind(' ').filter(|end| end * 2 > shown.len()).unwrap_or(shown.len());
        shown.truncate(end);
        shown.push('\u{2026}');
    }
    texts.fill(text::HINT_QUOTED, [&shown])
}

/// What two spellings of one name have in common: letter case and white space do not count.
pub(crate) fn key(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn places(board: &Board) -> BTreeMap<NoteId, usize> {
    let mut notes: Vec<&Note> = board.notes().collect();
    arrange(&mut notes, |a, b| {
        let by_place = a.centre.x.total_cmp(&b.centre.x).then(a.centre.y.total_cmp(&b.centre.y));
        by_place.then(a.id.cmp(&b.id))
    });
    gather(notes.iter().enumerate().map(|(place, note)| (note.id, place)))
}

const fn plain(kind: NoteKind) -> NoteKind {
    match kind {
        NoteKind::PivotalEvent => NoteKind::DomainEvent,
        other => other,
    }
}

/// What a hot spot with this name at an element asks.
fn asked_of(at: usize, question: &str) -> String {
    [&at.to_string(), " ", &key(question)].concat()
}

#[cfg(test)]
mod tests {
    use squall_model::derive;

    use super::*;
    use crate::testing::{english, wall};

    #[test]
    fn neighbours_are_told_apart_by_their_kind() {
        let board = wall(
            "event Paid; policy Thank; policy Ship; readmodel Bills; command Pay; actor Ann
             Paid -> Ship; Paid -> Bills; Paid -> Thank; Pay -> Paid; Ann -> Pay",
        );
        let (model, settings) = (derive(&board), english());
        let wall = Wall::of(&board, &model, &settings);
        let event = wall.named(NoteKind::DomainEvent, "paid").unwrap();
        let after = |kind| wall.after(event, kind).map(|it| it.element.name.as_str());
        assert_eq!(after(NoteKind::Policy).collect::<Vec<_>>(), ["Thank", "Ship"]);
        assert_eq!(after(NoteKind::ReadModel).collect::<Vec<_>>(), ["Bills"]);
        assert!(wall.has_before(event, NoteKind::Command));
        assert!(
            !wall.has_before(event, NoteKind::Actor) && !wall.has_after(event, NoteKind::Actor)
        );
    }

    #[test]
    fn names_are_listed_and_cut() {
        let names = |count: usize| -> Vec<String> { (1..=count).map(|n| format!("{n}")).collect() };
        assert_eq!(listed_names(&names(0), Texts::ENGLISH), "");
        assert_eq!(listed_names(&names(1), Texts::ENGLISH), "1");
        assert_eq!(listed_names(&names(3), Texts::ENGLISH), "1, 2 and 3");
        assert_eq!(listed_names(&names(7), Texts::ENGLISH), "1, 2, 3 and 4 more");
        let long = quoted(&"größe ".repeat(30), Texts::ENGLISH);
        assert!(long.ends_with("größe…\u{201d}") && long.chars().count() <= 63, "{long}");
        assert!(quoted(&"a".repeat(99), Texts::ENGLISH).chars().count() == 63);
    }
}
