//! What leads to what on the wall, from the first command through all policies to the last events:
//! command → aggregate → events → policies → commands, as trees of steps that can be played one after
//! the other.

mod graph;

use std::collections::{BTreeSet, VecDeque};

use serde::{Serialize, Serializer};
use squall_board::{NoteId, NoteKind, NotePair, arrange};

use crate::domain_model::{DomainModel, Element, Flow};
pub(crate) use graph::Graph;

/// Most branchings above a step; what follows further on is told in a chain of its own, so that a
/// drawing stays narrow however deep a wall branches.
pub const BRANCHINGS_MAX: usize = 12;

/// One step of a chain, by places counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepPlace {
    /// Which chain.
    pub chain: usize,
    /// Which of its steps.
    pub step: usize,
}

/// Where the steps that follow a step are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Continuation {
    /// Here, in the steps that name it as their parent; if there are none, the chain ends.
    Here,
    /// At an earlier step of the same element that leads here: the chain is a loop.
    BackTo(StepPlace),
    /// At a step of the same element in another chain or on another branch.
    ToldAt(StepPlace),
}

/// One element in its turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step<'a> {
    /// The element; its notes are what to look at on the wall. Serialized as its id.
    #[serde(serialize_with = "as_id")]
    pub element: &'a Element,
    /// What it is; a pivotal event is an event.
    pub kind: NoteKind,
    /// The step of this chain that leads to it; `None` for the first.
    pub parent: Option<usize>,
    /// How many steps lead to it.
    pub depth: usize,
    /// Whether it is one of several events that its command may lead to.
    pub alternative: bool,
    /// Where what follows is told.
    pub continuation: Continuation,
}

/// What one command, or an event or policy that nothing on the wall leads to, sets off.
///
/// # Invariants
/// Never without steps. Steps stand in the order in which they are played: each directly after its
/// parent or after all that its elder sibling sets off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Chain<'a> {
    /// The actors and external systems that issue the first command. Serialized as their ids.
    #[serde(serialize_with = "as_ids")]
    pub issuers: Vec<&'a Element>,
    /// The steps.
    pub steps: Vec<Step<'a>>,
}

/// The links of a model, sorted by their ends.
#[derive(Debug)]
pub struct Links<'a>(Vec<&'a Flow>);

impl<'a> Links<'a> {
    /// Those of this model.
    #[must_use]
    pub fn of(model: &'a DomainModel) -> Self {
        let mut links: Vec<&Flow> = model.flows.iter().collect();
        arrange(&mut links, |a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
        Self(links)
    }
}

impl Chain<'_> {
    /// The notes that the chain passes through: those that the links between its steps join. Of an
    /// aggregate or system only the notes that its command leads to. A step without a link, such as a
    /// lone first one, is passed at all of its notes.
    #[must_use]
    pub fn notes(&self, links: &Links<'_>) -> BTreeSet<NoteId> {
        let mut notes = BTreeSet::new();
        let mut arrived: Vec<Vec<NoteId>> = Vec::new();
        for step in &self.steps {
            let parent = step.parent.map(|at| (&self.steps[at], arrived[at].as_slice()));
            let pairs = parent.map(|(before, at)| links.between(before, at, step));
            let pairs = pairs.unwrap_or_default();
            if pairs.is_empty() && (parent.is_some() || self.steps.len() == 1) {
                notes.extend(&step.element.notes);
            }
            notes.extend(pairs.iter().flat_map(|pair| [pair.from, pair.to]));
            arrived.push(pairs.iter().map(|pair| pair.to).collect());
        }
        notes
    }
}

impl Links<'_> {
    /// What joins a step, which the chain has reached `at` these notes, with one that follows.
    fn between(&self, before: &Step<'_>, at: &[NoteId], step: &Step<'_>) -> Vec<NotePair> {
        let ends = (&before.element.id, &step.element.id);
        let found = self.0.binary_search_by(|flow| (&flow.from, &flow.to).cmp(&ends));
        let pairs = found.map_or(&[][..], |at| &self.0[at].pairs);
        let decides = matches!(before.kind, NoteKind::Aggregate | NoteKind::ExternalSystem);
        let is_on = |pair: &&NotePair| !decides || at.contains(&pair.from);
        let on: Vec<NotePair> = pairs.iter().filter(is_on).copied().collect();
        if on.is_empty() { pairs.to_vec() } else { on }
    }
}

fn as_id<S: Serializer>(element: &&Element, serializer: S) -> Result<S::Ok, S::Error> {
    element.id.serialize(serializer)
}

fn as_ids<S: Serializer>(elements: &[&Element], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(elements.iter().map(|element| &element.id))
}

/// Every chain of the model. Chains begin with the commands that an actor or external system issues, or
/// that nothing leads to, along the timeline; then come events, and then policies, that nothing leads
/// to; last are loops without a beginning. An event that nothing leads to and that leads to nothing is
/// no chain.
///
/// Every command, event and policy is expanded once over all chains, so that all steps together are
/// hardly more than what the lists of the model name; later visits say where it is told: where the
/// earlier chain reaches it first.
#[must_use]
pub fn chains(model: &DomainModel) -> Vec<Chain<'_>> {
    let graph = Graph::of(model);
    Telling::of(&graph).all()
}

/// What is still to be told, on a stack.
#[derive(Debug, Clone, Copy)]
enum Task {
    Tell(Turn),
    /// An aggregate or system, with the events that it decides on after that command.
    Decide {
        turn: Turn,
        command: usize,
        decision: usize,
    },
    /// All that this element sets off has been told.
    Leave(usize),
}

/// An element whose turn comes.
#[derive(Debug, Clone, Copy)]
struct Turn {
    at: usize,
    parent: Option<usize>,
    depth: usize,
    branchings: usize,
    alternative: bool,
}

/// The state of telling.
struct Telling<'g, 'a> {
    graph: &'g Graph<'a>,
    chains: Vec<Chain<'a>>,
    /// Per element, where it is expanded.
    told_at: Vec<Option<StepPlace>>,
    /// Per element, whether the chain has come through it to where it is.
    on_path: Vec<bool>,
    /// Per element, whether it waits for a chain of its own.
    waits: Vec<bool>,
    waiting: VecDeque<usize>,
    /// Steps whose element is expanded elsewhere, with that element.
    references: Vec<(StepPlace, usize)>,
}

impl<'g, 'a> Telling<'g, 'a> {
    fn of(graph: &'g Graph<'a>) -> Self {
        let count = graph.len();
        Self {
            graph,
            chains: Vec::new(),
            told_at: vec![None; count],
            on_path: vec![false; count],
            waits: vec![false; count],
            waiting: VecDeque::new(),
            references: Vec::new(),
        }
    }

    fn all(mut self) -> Vec<Chain<'a>> {
        let graph = self.graph;
        let starts = |at: &usize| !graph.issuers(*at).is_empty() || !graph.is_caused(*at);
        for command in graph.of_kind(NoteKind::Command).filter(starts) {
            self.begin(command);
        }
        for kind in [NoteKind::DomainEvent, NoteKind::Policy] {
            let first = |at: &usize| !graph.is_caused(*at) && !graph.reactions(*at).is_empty();
            for at in graph.of_kind(kind).filter(first) {
                self.begin(at);
            }
        }
        // What is left runs in circles.
        for kind in [NoteKind::Command, NoteKind::DomainEvent, NoteKind::Policy] {
            for at in graph.of_kind(kind) {
                if self.told_at[at].is_none() && self.leads_on(at) {
                    self.begin(at);
                }
            }
        }
        for (place, at) in std::mem::take(&mut self.references) {
            // Whatever was put off has been told by now.
            if let Some(told_at) = self.told_at[at] {
                let step = &mut self.chains[place.chain].steps[place.step];
                if step.continuation == Continuation::Here {
                    step.continuation = Continuation::ToldAt(told_at);
                }
            }
        }
        self.chains
    }

    /// Tells the chain that begins here, and the chains that it puts off.
    fn begin(&mut self, first: usize) {
        self.tell_chain(first);
        while let Some(at) = self.waiting.pop_front() {
            self.waits[at] = false;
            if self.told_at[at].is_none() {
                self.tell_chain(at);
            }
        }
    }

    fn tell_chain(&mut self, first: usize) {
        let issuers = self.graph.issuers(first).iter().map(|&at| self.graph.element(at).1);
        self.chains.push(Chain { issuers: issuers.collect(), steps: Vec::new() });
        let turn = Turn { at: first, parent: None, depth: 0, branchings: 0, alternative: false };
        let mut tasks = vec![Task::Tell(turn)];
        while let Some(task) = tasks.pop() {
            match task {
                Task::Tell(turn) => self.tell(turn, &mut tasks),
                Task::Decide { turn, command, decision } => {
                    let graph = self.graph;
                    let decisions = graph.decisions(command);
                    let several = decisions.iter().map(|it| it.events.len()).sum::<usize>() > 1;
                    let step = self.push(turn).step;
                    let events = &decisions[decision].events;
                    let next = turn.next(step, events.len());
                    for &at in events.iter().rev() {
                        tasks.push(Task::Tell(Turn { at, alternative: several, ..next }));
                    }
                }
                Task::Leave(at) => self.on_path[at] = false,
            }
        }
    }

    fn tell(&mut self, turn: Turn, tasks: &mut Vec<Task>) {
        let place = self.push(turn);
        let at = turn.at;
        if !self.leads_on(at) {
            // There is nothing to tell, here or anywhere.
            self.told_at[at].get_or_insert(place);
            return;
        }
        if let Some(told_at) = self.told_at[at] {
            self.references.push((place, at));
            if self.on_path[at] {
                let step = &mut self.chains[place.chain].steps[place.step];
                step.continuation = Continuation::BackTo(told_at);
            }
            return;
        }
        if turn.branchings > BRANCHINGS_MAX {
            self.references.push((place, at));
            if !std::mem::replace(&mut self.waits[at], true) {
                self.waiting.push_back(at);
            }
            return;
        }
        self.told_at[at] = Some(place);
        self.on_path[at] = true;
        tasks.push(Task::Leave(at));
        let graph = self.graph;
        let decisions = graph.decisions(at);
        let parted: usize =
            decisions.iter().map(|it| if it.by.is_some() { 1 } else { it.events.len() }).sum();
        let reactions = graph.reactions(at);
        let next = turn.next(place.step, parted + reactions.len());
        for &at in reactions.iter().rev() {
            tasks.push(Task::Tell(Turn { at, ..next }));
        }
        let several = decisions.iter().map(|it| it.events.len()).sum::<usize>() > 1;
        for (index, decision) in decisions.iter().enumerate().rev() {
            match decision.by {
                Some(by) => tasks.push(Task::Decide {
                    turn: Turn { at: by, ..next },
                    command: at,
                    decision: index,
                }),
                None => {
                    for &at in decision.events.iter().rev() {
                        tasks.push(Task::Tell(Turn { at, alternative: several, ..next }));
                    }
                }
            }
        }
    }

    fn leads_on(&self, at: usize) -> bool {
        !self.graph.decisions(at).is_empty() || !self.graph.reactions(at).is_empty()
    }

    /// Adds the step to the last chain.
    fn push(&mut self, turn: Turn) -> StepPlace {
        let (kind, element) = self.graph.element(turn.at);
        let chain = self.chains.len() - 1;
        let steps = &mut self.chains[chain].steps;
        steps.push(Step {
            element,
            kind,
            parent: turn.parent,
            depth: turn.depth,
            alternative: turn.alternative,
            continuation: Continuation::Here,
        });
        StepPlace { chain, step: steps.len() - 1 }
    }
}

impl Turn {
    /// The turn of what follows this one, which is the step at `parent`, with so many in all.
    const fn next(self, parent: usize, followers: usize) -> Self {
        let branchings = if followers > 1 { self.branchings + 1 } else { self.branchings };
        let (parent, depth) = (Some(parent), self.depth + 1);
        Self { at: self.at, parent, depth, branchings, alternative: false }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use squall_board::fixture::board;

    use super::*;
    use crate::derive;

    /// The chains of the wall that the text describes, one step per line.
    fn told(text: &str) -> String {
        let model = derive(&board(text));
        let mut lines = String::new();
        for (number, chain) in chains(&model).iter().enumerate() {
            let issuers: Vec<&str> = chain.issuers.iter().map(|it| it.name.as_str()).collect();
            writeln!(lines, "{number} {}", issuers.join("+")).unwrap();
            for step in &chain.steps {
                let mark = if step.alternative { "|" } else { "" };
                let reference = match step.continuation {
                    Continuation::Here => String::new(),
                    Continuation::BackTo(it) => format!(" <{}.{}", it.chain, it.step),
                    Continuation::ToldAt(it) => format!(" ={}.{}", it.chain, it.step),
                };
                let depth = "-".repeat(step.depth);
                writeln!(lines, "{depth}{mark}{}{reference}", step.element.name).unwrap();
            }
        }
        lines
    }

    fn check(text: &str, expected: &[&str]) {
        let found = told(text);
        assert_eq!(found.lines().collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn a_chain_runs_from_a_command_through_policies_to_the_last_events() {
        check(
            "actor Ann; command Pay; aggregate Bill; event Paid; policy Thank; command Mail; event Mailed
             Ann -> Pay; Pay -> Bill; Bill -> Paid; Paid -> Thank; Thank -> Mail; Mail -> Mailed",
            &["0 Ann", "Pay", "-Bill", "--Paid", "---Thank", "----Mail", "-----Mailed"],
        );
    }

    #[test]
    fn events_of_one_command_are_alternatives_wherever_they_are_decided() {
        check(
            "command Pay; aggregate Bill; aggregate Fee; event Paid; event Failed; event Tried
             Pay -> Bill; Pay -> Fee; Bill -> Paid; Fee -> Paid; Fee -> Failed; Pay -> Tried",
            &["0 ", "Pay", "-Bill", "--|Paid", "-Fee", "--|Failed", "-|Tried"],
        );
        check(
            "command Pay; system Bank; event Paid; Pay -> Bank; Bank -> Paid",
            &["0 ", "Pay", "-Bank", "--Paid"],
        );
    }

    #[test]
    fn a_chain_passes_only_through_the_notes_of_its_own_links() {
        // Names that differ in their spaces are one name.
        let model = derive(&board(
            "command Add @ 0,0; aggregate Cart @ 190,0; event Added @ 380,0; event Ad ded @ 900,900
             command Remove @ 0,900; aggregate C art @ 190,900; event Removed @ 380,900
             aggregate Ca rt @ 5000,0; readmodel Lonely @ 9000,0",
        ));
        let (links, chains) = (Links::of(&model), chains(&model));
        let passed: Vec<Vec<NoteId>> =
            chains.iter().map(|chain| chain.notes(&links).into_iter().collect()).collect();
        let ids = |names: [&str; 3]| {
            let mut ids = names.map(squall_board::fixture::note_id).to_vec();
            ids.sort_unstable();
            ids
        };
        assert_eq!(passed, [ids(["Add", "Cart", "Added"]), ids(["Remove", "C art", "Removed"])]);
    }

    #[test]
    fn of_a_shared_event_only_the_aggregate_of_the_own_command_is_passed() {
        let model = derive(&board(
            "command Add @ 0,0; aggregate Cart @ 190,0; event Added @ 380,0
             command Copy @ 0,900; aggregate C art @ 190,900; event A dded @ 380,900",
        ));
        let (links, chains) = (Links::of(&model), chains(&model));
        let first = chains[0].notes(&links);
        assert!(first.contains(&squall_board::fixture::note_id("Cart")));
        assert!(!first.contains(&squall_board::fixture::note_id("C art")), "{first:?}");
    }

    #[test]
    fn a_loop_is_cut_where_it_comes_back() {
        check(
            "actor Ann; command Pay; event Failed; policy Retry
             Ann -> Pay; Pay -> Failed; Failed -> Retry; Retry -> Pay",
            &["0 Ann", "Pay", "-Failed", "--Retry", "---Pay <0.0"],
        );
        check(
            "command Pay; event Failed; policy Retry; Pay -> Failed; Failed -> Retry; Retry -> Pay",
            &["0 ", "Pay", "-Failed", "--Retry", "---Pay <0.0"],
        );
        check(
            "event Paid; policy Thank; Paid -> Thank; Thank -> Paid",
            &["0 ", "Paid", "-Thank", "--Paid <0.0"],
        );
    }

    #[test]
    fn what_was_told_before_is_named_with_its_place() {
        check(
            "command Pay @ 0,0; event Paid; policy Thank; command Mail @ 5000,0; event Mailed; actor Ben
             Pay -> Paid; Paid -> Thank; Thank -> Mail; Mail -> Mailed; Ben -> Mail",
            &["0 ", "Pay", "-Paid", "--Thank", "---Mail", "----Mailed", "1 Ben", "Mail =0.3"],
        );
    }

    #[test]
    fn an_event_that_nothing_leads_to_begins_a_chain_if_it_leads_to_something() {
        check(
            "event Month ended; policy Bill; command Charge; event Lonely
             Month ended -> Bill; Bill -> Charge",
            &["0 ", "Month ended", "-Bill", "--Charge"],
        );
        check("policy Bill; command Charge; Bill -> Charge", &["0 ", "Bill", "-Charge"]);
        check("event Lonely", &[]);
        check("command Charge", &["0 ", "Charge"]);
    }

    #[test]
    fn chains_name_elements_by_their_ids_when_sent() {
        let model = derive(&board("actor Ann; command Pay; event Paid; Ann -> Pay; Pay -> Paid"));
        let json = serde_json::to_value(chains(&model)).unwrap();
        assert_eq!(json[0]["issuers"][0], "actor.ann");
        assert_eq!(json[0]["steps"][1]["element"], "event.paid");
        assert_eq!(json[0]["steps"][1]["parent"], 0);
    }
}
