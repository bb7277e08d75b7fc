//! The Outline panel: the whole wall as headings and lists, and everything that can be done with it, for
//! whoever works with the keyboard or does not see the canvas. Only what is unfolded is written, so that a
//! wall of thousands of notes stays usable; every note can be unfolded.

pub(crate) mod edit;
mod order;

use maud::{Markup, html};
use squall_board::beside::{Side, neighbours, next_kind};
use squall_board::notation::{self, NOTATION, Verdict, Words};
use squall_board::{Board, Frame, FrameId, FrameKind, Note, NoteId, NoteKind, arrange};
use squall_model::DomainModel;
use squall_texts::{Text, Texts, text};

use crate::act::Act;
use crate::markup::{button, field, icon, panel as framed, show};
use crate::message::View;

use edit::{Edit, named};
use order::{Flow, Section, sections};

/// Most notes in a list; a longer flow is told in several.
const ROWS_MAX: usize = 50;
/// A wall of more notes begins with most of it folded.
const UNFOLDED_MAX: usize = 100;
/// Among so many notes one is chosen to be connected with: the likely and near ones.
const CHOICES_MAX: usize = 30;

/// How often it may be told what others do.
const PACES: [&str; 4] = ["off", "now", "10", "30"];

/// What the panel is written from.
struct Writer<'a> {
    board: &'a Board,
    model: &'a DomainModel,
    view: &'a View,
    texts: Texts,
    /// The contexts and lanes that a note can be put into.
    places: Vec<(FrameId, &'a str)>,
    /// Whether small parts are unfolded from the start.
    is_small: bool,
    /// The note that is to be connected with another one, chosen in the list.
    from: Option<&'a Note>,
}

pub(crate) fn panel(board: &Board, model: &DomainModel, view: &View, texts: Texts) -> Markup {
    let sections = sections(board, model);
    let framed_sections = sections.iter().filter(|it| it.context.is_none() || it.lane.is_none());
    let places = framed_sections.filter_map(Section::frame);
    let from = view.folds.split(' ').find_map(|fold| fold.strip_prefix("+c")?.parse().ok());
    let from = from.and_then(|from| board.note(from));
    let writer = Writer {
        board,
        model,
        view,
        texts,
        places: places.map(|frame| (frame.id, title_of(frame, texts))).collect(),
        is_small: board.notes().len() <= UNFOLDED_MAX,
        from,
    };
    let pace_label = |pace: &str| match pace {
        "off" => texts.get(text::OUTLINE_PACE_OFF).to_owned(),
        "now" => texts.get(text::OUTLINE_PACE_NOW).to_owned(),
        seconds => texts.fill(text::OUTLINE_PACE_SECONDS, [seconds]),
    };
    let name_hint = texts.get(text::WORKSHOP_ANOTHER_HINT);
    framed(
        text::TOP_OUTLINE,
        "",
        texts,
        &html! {
            p class="quiet" { (texts.count(text::OUTLINE_NOTES, board.notes().len())) }
            @if let Some(from) = from {
                p class="panel-ask" id="o-ask" {
                    (texts.fill(text::OUTLINE_CHOOSE, [&named(from, texts)])) " "
                    button class="button small" id="o-cancel" data-fold={ "-c" (from.id) } {
                        (texts.get(text::OUTLINE_LEAVE))
                    }
                }
            }
            div class="outline" {
                @for (place, section) in sections.iter().enumerate() {
                    (writer.section(section, place == 0))
                }
            }
            label class="panel-field" id="for-o-pace" for="o-pace" {
                span { (texts.get(text::OUTLINE_PACE)) }
                select id="o-pace" data-switch="pace" {
                    @for pace in PACES {
                        option value=(pace) selected[pace == view.pace] { (pace_label(pace)) }
                    }
                }
            }
            details class="hint-why" id="o-frames" {
                summary { (texts.get(text::OUTLINE_DRAW)) }
                (field("o-context", texts.get(text::OUTLINE_CONTEXT_NAME), "", name_hint,
                    &act(Edit::AddFrame(FrameKind::BoundedContext))))
                (field("o-lane", texts.get(text::OUTLINE_LANE_NAME), "", name_hint,
                    &act(Edit::AddFrame(FrameKind::Swimlane))))
            }
        },
    )
}

fn act(edit: Edit) -> Act {
    Act::Outline(edit)
}

fn title_of(frame: &Frame, texts: Texts) -> &str {
    let label = notation::of_frame(frame.kind).label;
    if frame.title.is_empty() { texts.get(label) } else { &frame.title }
}

impl Writer<'_> {
    fn is_open(&self, key: &str, by_default: bool) -> bool {
        let mut folds = self.view.folds.split(' ').rev();
        let known = folds.find(|fold| fold.get(1..) == Some(key));
        known.map_or(by_default, |fold| fold.starts_with('+'))
    }

    /// Whether the keyboard is on one of these notes; then it is not folded away.
    fn is_at(&self, notes: &[&Note]) -> bool {
        !self.view.at.is_empty() && notes.iter().any(|note| note.id.to_string() == self.view.at)
    }

    /// A heading that unfolds what stands under it.
    fn heading(&self, level: u8, key: &str, is_open: bool, title: &Markup, count: usize) -> Markup {
        let sign = if is_open { "-" } else { "+" };
        html! {
            div class={ "outline-heading outline-level-" (level) } role="heading" aria-level=(level) {
                button id={ "o-fold-" (key) } aria-expanded=(if is_open { "true" } else { "false" })
                    data-fold={ (sign) (key) } dir="auto" {
                    (title) " " span class="count" { (count) }
                }
            }
        }
    }

    fn section(&self, section: &Section<'_>, is_first: bool) -> Markup {
        let id = |frame: Option<&Frame>| frame.map(|it| it.id.to_string()).unwrap_or_default();
        let key = ["s", &id(section.context), ".", &id(section.lane)].concat();
        let is_at = section.flows.iter().any(|flow| self.is_at(&flow.notes));
        let is_open = is_at || self.is_open(&key, is_first || self.is_small);
        let texts = self.texts;
        let is_only = self.places.is_empty();
        let title = html! {
            @match (section.context, section.lane) {
                (Some(context), Some(lane)) => { (title_of(context, texts)) ", " (title_of(lane, texts)) }
                (Some(frame), None) | (None, Some(frame)) => { (title_of(frame, texts)) }
                (None, None) if is_only => { (texts.get(text::PICTURE_WALL)) }
                (None, None) => { (texts.get(text::OUTLINE_OUTSIDE)) }
            }
        };
        let mut parts_left = section.flows.len();
        html! {
            section id={ "o-" (key) } {
                (self.heading(3, &key, is_open, &title, section.count))
                @if is_open {
                    @if let (Some(frame), true) = (section.frame(), section.context.is_none() || section.lane.is_none()) {
                        (of_frame(frame, texts))
                    }
                    @for flow in &section.flows {
                        (self.flow(section, &key, flow, std::mem::take(&mut parts_left) > 0))
                    }
                    (self.add(section, &key))
                }
            }
        }
    }

    /// A flow in lists of at most [`ROWS_MAX`]; the first one of a section is unfolded.
    fn flow(
        &self,
        section: &Section<'_>,
        section_key: &str,
        flow: &Flow<'_>,
        is_first: bool,
    ) -> Markup {
        let is_alone = section.flows.len() == 1 && flow.notes.len() <= ROWS_MAX;
        // What stays the same while notes come and go: else the list would be another one each time.
        let least = flow.notes.iter().map(|note| note.id).min().filter(|_| !flow.is_loose);
        let of = least.map_or_else(|| section_key.to_owned(), |id| id.to_string());
        html! {
            @for (place, part) in flow.notes.chunks(ROWS_MAX).enumerate() {
                @let key = format!("p{of}.{place}");
                @let by_default = section.count <= ROWS_MAX || (is_first && place == 0);
                @let is_open = is_alone || self.is_at(part) || self.is_open(&key, by_default);
                @if !is_alone {
                    @let title = self.title_of_flow(flow, place * ROWS_MAX);
                    (self.heading(4, &key, is_open, &html! { (title) }, part.len()))
                }
                @if is_open {
                    ol class="outline-list" id={ "o-" (key) } {
                        @for at in 0..part.len() { (self.row(flow, place * ROWS_MAX + at)) }
                    }
                }
            }
        }
    }

    /// What a flow, or its part from this place on, is called.
    fn title_of_flow(&self, flow: &Flow<'_>, place: usize) -> String {
        let texts = self.texts;
        let name = named(flow.notes[0], texts);
        let number = (place + 1).to_string();
        match (flow.is_loose, flow.notes.len() > ROWS_MAX) {
            (true, false) => texts.get(text::OUTLINE_LOOSE).to_owned(),
            (true, true) => texts.fill(text::OUTLINE_LOOSE_PART, [&number]),
            (false, false) => texts.fill(text::OUTLINE_FLOW, [&name]),
            (false, true) => texts.fill(text::OUTLINE_FLOW_PART, [&name, &number]),
        }
    }

    fn row(&self, flow: &Flow<'_>, place: usize) -> Markup {
        let (note, texts) = (flow.notes[place], self.texts);
        let row = notation::of(note.kind);
        let (_, paper) = (note.colour, notation::paper(note.colour.unwrap_or(row.colour)).0);
        let label = texts.get(self.view.words.say(row.label));
        let id = note.id.to_string();
        let is_open = self.is_open(&["n", &id].concat(), false);
        let write = act(Edit::Write { note: note.id, base: note.text.clone() });
        let name = named(note, texts);
        html! {
            li class="outline-row" id={ "o-" (id) } data-row=(id) {
                div class="outline-line" {
                    span class={ "tool-icon paper-" (paper) } { (icon(row.name)) }
                    textarea id=(edit::field_id(note.id)) rows="1" dir="auto" data-words=""
                        placeholder=(texts.get(row.question)) data-act=(write.to_text())
                        aria-label=[(!note.locked).then_some(label)]
                        aria-labelledby=[note.locked.then(|| format!("o-lock-{id}"))] { (note.text) }
                    @if note.locked {
                        span id={ "o-lock-" (id) } { (icon("lock")) span class="visually-hidden" { (texts.fill(text::OUTLINE_LOCKED_KIND, [label])) } }
                    }
                    @match self.from {
                        Some(from) if from.id != note.id => {
                            button class="button small" id={ "o-here-" (id) } data-fold={ "-c" (from.id) }
                                aria-label=(texts.fill(text::OUTLINE_LEADS_HERE, [&name]))
                                data-act=(act(Edit::Connect(from.id, note.id)).to_text()) { (texts.get(text::OUTLINE_HERE)) }
                        }
                        _ => button class="icon-button small" id={ "o-more-" (id) } aria-label=(texts.fill(text::OUTLINE_CHANGE, [&name]))
                            title=(texts.get(text::WORKSHOP_CHANGE)) aria-expanded=(if is_open { "true" } else { "false" })
                            data-fold={ (if is_open { "-" } else { "+" }) "n" (id) } { (icon("more")) }
                    }
                }
                @if is_open { (self.controls(flow, place)) }
            }
        }
    }

    fn controls(&self, flow: &Flow<'_>, place: usize) -> Markup {
        let (note, board, texts) = (flow.notes[place], self.board, self.texts);
        let id = |what: &str| format!("o-{what}-{}", note.id);
        let earlier = place.checked_sub(1).map(|at| flow.notes[at].id);
        let later = flow.notes.get(place + 1).map(|note| note.id);
        let here = order::frame_around(board, note.centre).map(|frame| frame.id);
        let swap = |other| act(Edit::Swap { note: note.id, other });
        let words = self.view.words;
        let before = neighbours(note.kind, Side::Before);
        let after = vec![next_kind(board, note.kind)];
        let after = [after, neighbours(note.kind, Side::After)].concat();
        let places = self.places.iter().map(|(frame, title)| (frame.to_string(), *title));
        let mut places: Vec<(String, &str)> = places.collect();
        places.push((String::new(), texts.get(text::OUTLINE_OUTSIDE)));
        let chosen = here.map(|frame| frame.to_string()).unwrap_or_default();
        let kinds = |first: &[NoteKind]| kinds(first, words, texts);
        let lock = if note.locked { text::OUTLINE_UNLOCK } else { text::OUTLINE_LOCK };
        html! {
            div class="outline-more" id=(id("of")) role="group"
                aria-label=(texts.fill(text::OUTLINE_CHANGE, [&named(note, texts)])) {
                (offer(&id("kind"), text::SELECTION_KIND, &kinds(&[note.kind]), "", text::WORKSHOP_CHANGE, texts, &act(Edit::Kind(note.id))))
                (offer(&id("after"), text::OUTLINE_AFTER, &kinds(&after), "", text::OUTLINE_ADD, texts, &act(Edit::After(note.id))))
                (offer(&id("before"), text::OUTLINE_BEFORE, &kinds(&before), "", text::OUTLINE_ADD, texts, &act(Edit::Before(note.id))))
                @if !self.places.is_empty() {
                    (offer(&id("place"), text::OUTLINE_STANDS_IN, &places, &chosen, text::OUTLINE_MOVE, texts, &act(Edit::Move(note.id))))
                }
                (offer(&id("to"), text::OUTLINE_LEADS_TO, &self.choices(note), "", text::OUTLINE_CONNECT, texts, &act(Edit::ConnectTo(note.id))))
                (self.links(note))
                div class="hint-actions" {
                    @if let Some(other) = earlier { (button(&id("earlier"), texts.get(text::WORKSHOP_EARLIER), &swap(other))) }
                    @if let Some(other) = later { (button(&id("later"), texts.get(text::WORKSHOP_LATER), &swap(other))) }
                    button class="button small" id=(id("choose")) data-fold={ "+c" (note.id) } { (texts.get(text::SELECTION_CONNECT)) }
                    (button(&id("lock"), texts.get(lock), &act(Edit::Lock(note.id, !note.locked))))
                    button class="button small" id=(id("details")) data-details="" data-show=(show(&[note.id], &[])) { (texts.get(text::SELECTION_DETAILS)) }
                    button class="button small" id=(id("show")) data-show=(show(&[note.id], &[])) { (texts.get(text::OUTLINE_SHOW)) }
                    (button(&id("delete"), texts.get(text::SELECTION_DELETE), &act(Edit::Delete { note: note.id, next: later.or(earlier) })))
                }
            }
        }
    }

    /// The notes that this one may lead to: what the grammar lets follow first, the nearest of them.
    fn choices(&self, note: &Note) -> Vec<(String, String)> {
        let rank = |other: &Note| {
            let fits = notation::connection(note.kind, other.kind).0 != Verdict::Fits;
            let far = other.centre.from(note.centre).length() as u64;
            (fits, far, other.id)
        };
        let others = self.board.notes().filter(|it| it.id != note.id && !it.text.is_empty());
        let mut others: Vec<(bool, u64, NoteId)> = others.map(rank).collect();
        arrange(&mut others, Ord::cmp);
        others.truncate(CHOICES_MAX);
        let others = others.iter().filter_map(|(.., id)| self.board.note(*id));
        let label = |it: &Note| {
            let kind = self.texts.get(self.view.words.say(notation::of(it.kind).label));
            self.texts.fill(text::WALL_LABELLED, [kind, &it.text])
        };
        others.map(|it| (it.id.to_string(), label(it))).collect()
    }

    /// What the note is joined with: arrows, and links that follow from where notes stand.
    fn links(&self, note: &Note) -> Markup {
        let texts = self.texts;
        let told = |from: NoteId, to: NoteId, told: Text<3>| -> Option<String> {
            let (one, other) = (self.board.note(from)?, self.board.note(to)?);
            let relation = texts.get(notation::connection(one.kind, other.kind).1);
            Some(texts.fill(told, [&named(one, texts), relation, &named(other, texts)]))
        };
        let is_its = |from: NoteId, to: NoteId| from == note.id || to == note.id;
        let arrows = self.board.arrows_at(note.id);
        let arrows = arrows
            .filter_map(|arrow| Some((arrow, told(arrow.from, arrow.to, text::OUTLINE_LINK)?)));
        let guesses = self.model.flows.iter().filter(|flow| flow.inferred);
        let guesses =
            guesses.flat_map(|flow| &flow.pairs).filter(|pair| is_its(pair.from, pair.to));
        let guesses = guesses
            .filter_map(|pair| Some((pair, told(pair.from, pair.to, text::OUTLINE_LINK_GUESSED)?)));
        html! {
            ul class="outline-links" {
                @for (arrow, told) in arrows {
                    li {
                        span dir="auto" { (told) }
                        (field(&format!("o-label-{}", arrow.id), texts.get(text::OUTLINE_ARROW_WORDS), &arrow.label, "",
                            &act(Edit::Label(arrow.id))))
                        (button(&format!("o-cut-{}", arrow.id), texts.get(text::OUTLINE_REMOVE), &act(Edit::Disconnect(arrow.id))))
                    }
                }
                @for (pair, told) in guesses {
                    @let id = format!("{}-{}", pair.from, pair.to);
                    li {
                        span dir="auto" { (told) }
                        (button(&format!("o-draw-{id}"), texts.get(text::NOTE_DRAW), &Act::Confirm(vec![*pair])))
                        (button(&format!("o-none-{id}"), texts.get(text::NOTE_NONE), &Act::Reject(vec![*pair])))
                    }
                }
            }
        }
    }

    /// What puts a note after the last one there.
    fn add(&self, section: &Section<'_>, key: &str) -> Markup {
        let last = section.last();
        let usual = last.map_or(NoteKind::DomainEvent, |last| next_kind(self.board, last.kind));
        let frame = section.frame().map(|frame| frame.id);
        let last = last.map(|last| last.id);
        let add = act(Edit::AddTo { frame, last });
        let texts = self.texts;
        let kinds = kinds(&[usual], self.view.words, texts);
        let label = text::OUTLINE_NEW_NOTE;
        offer(&["o-add-", key].concat(), label, &kinds, "", text::OUTLINE_ADD, texts, &add)
    }
}

/// These kinds first, then all others, with what people read.
fn kinds(first: &[NoteKind], words: Words, texts: Texts) -> Vec<(String, &'static str)> {
    let mut kinds: Vec<NoteKind> = first.to_vec();
    kinds.extend(NOTATION.iter().map(|row| row.kind));
    let mut all: Vec<(String, &'static str)> = Vec::new();
    for row in kinds.into_iter().map(notation::of) {
        if !all.iter().any(|known| known.0 == row.name) {
            all.push((row.name.to_owned(), texts.get(words.say(row.label))));
        }
    }
    all
}

/// A choice and a button that takes it: a choice alone would act at every key.
fn offer(
    id: &str,
    label: Text,
    options: &[(String, impl AsRef<str>)],
    chosen: &str,
    take: Text,
    texts: Texts,
    act: &Act,
) -> Markup {
    let (label, take) = (texts.get(label), texts.get(take));
    html! {
        div class="outline-offer" id={ (id) "-of" } {
            label for=(id) { (label) }
            select id=(id) data-keep {
                @for (value, label) in options {
                    option value=(value) selected[value == chosen] { (label.as_ref()) }
                }
            }
            button class="button small" id={ (id) "-do" } data-value=(id) data-act=(act.to_text())
                aria-label=(texts.fill(text::WALL_LABELLED, [take, label])) { (take) }
        }
    }
}

fn of_frame(frame: &Frame, texts: Texts) -> Markup {
    let id = |what: &str| format!("o-{what}-{}", frame.id);
    let (kind, label) = match frame.kind {
        FrameKind::BoundedContext => (FrameKind::Swimlane, text::OUTLINE_TO_LANE),
        FrameKind::Swimlane => (FrameKind::BoundedContext, text::OUTLINE_TO_CONTEXT),
    };
    let name = texts.get(notation::of_frame(frame.kind).label);
    let lock = if frame.locked { text::OUTLINE_UNLOCK } else { text::OUTLINE_LOCK };
    html! {
        details class="hint-why" id=(id("frame")) {
            summary {
                @if frame.locked { (texts.fill(text::OUTLINE_LOCKED_KIND, [name])) } @else { (name) }
            }
            (field(&id("title"), texts.get(text::NOTE_NAME), &frame.title, "", &act(Edit::Title(frame.id))))
            div class="hint-actions" {
                (button(&id("retype"), texts.get(label), &act(Edit::FrameKind(frame.id, kind))))
                (button(&id("lock"), texts.get(lock), &act(Edit::LockFrame(frame.id, !frame.locked))))
                button class="button small" id=(id("show")) data-show=(show(&[], &[frame.id])) { (texts.get(text::OUTLINE_SHOW)) }
                (button(&id("delete"), texts.get(text::OUTLINE_TAKE_AWAY), &act(Edit::DeleteFrame(frame.id))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use squall_board::BoardCommand;
    use squall_board::fixture::{ANN, board, many_chains, note_id};
    use squall_texts::Language;

    use super::*;

    fn html(wall: &Board, view: &View) -> String {
        panel(wall, &squall_model::derive(wall), view, Texts::default()).into_string()
    }

    /// What stands between `before` and the next quote, everywhere.
    fn all<'a>(html: &'a str, before: &str) -> Vec<&'a str> {
        html.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    #[test]
    fn every_note_can_be_reached_however_many_there_are() {
        let wall = board(&many_chains(700));
        let model = squall_model::derive(&wall);
        let mut view = View::default();
        let first = panel(&wall, &model, &view, Texts::default()).into_string();
        assert!(all(&first, "data-row=\"").len() <= 3 * ROWS_MAX, "most is folded at first");
        // Whatever can be unfolded is, again and again.
        for _ in 0..4 {
            let html = panel(&wall, &model, &view, Texts::default()).into_string();
            for key in all(&html, "data-fold=\"+").iter().filter(|key| !key.starts_with(['n', 'c']))
            {
                view.folds.push_str(" +");
                view.folds.push_str(key);
            }
        }
        let html = panel(&wall, &model, &view, Texts::default()).into_string();
        let mut rows = all(&html, "data-row=\"");
        rows.sort_unstable();
        let mut notes: Vec<String> = wall.notes().map(|note| note.id.to_string()).collect();
        notes.sort_unstable();
        assert_eq!(rows, notes, "each note once");
        let (mut ids, count) = (all(&html, " id=\""), all(&html, " id=\"").len());
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "ids are unique");
    }

    #[test]
    fn what_the_keyboard_is_on_is_never_folded_away() {
        let wall = board(&many_chains(700));
        let note = wall.notes().last().expect("there are notes").id.to_string();
        let row = format!("data-row=\"{note}\"");
        assert!(!html(&wall, &View::default()).contains(&row));
        let view = View { at: note, ..View::default() };
        assert!(html(&wall, &view).contains(&row));
    }

    #[test]
    fn words_on_notes_are_text_and_a_locked_note_says_so() {
        let mut wall = board("event <b>bold</b>; command Pay");
        let notes = vec![note_id("Pay")];
        let lock = BoardCommand::LockItems { notes, frames: vec![], locked: true };
        let event = wall.decide(&lock, ANN).expect("it can be locked");
        wall.apply(&event, ANN);
        let html = html(&wall, &View::default());
        assert!(html.contains("&lt;b&gt;bold&lt;/b&gt;") && !html.contains("<b>bold"));
        assert!(html.contains("Command, locked"), "{html}");
    }

    #[test]
    fn an_unfolded_note_offers_what_the_grammar_proposes_and_tells_its_links() {
        let wall = board(
            "context Sales @ 0,0 1200x400; command Pay @ 0,0; event Paid @ 150,0; event Sent @ 400,0; Pay -> Sent",
        );
        let folds = format!("+n{}", note_id("Pay"));
        let html = html(&wall, &View { folds, ..View::default() });
        let after = html.split("<select id=\"o-after-").nth(1).expect("it can be continued");
        assert!(after.find("domainEvent") < after.find("aggregate"), "{after}");
        for said in
            ["emits “Sent”", "emits “Paid”, as they stand", "It is none", "Later", "Stands in"]
        {
            assert!(html.contains(said), "{said}: {html}");
        }
    }

    #[test]
    fn everything_that_is_said_is_in_the_language() {
        let wall = board(
            "context 1 @ 0,0 1200x400; lane 2 @ 0,0 1200x300; command 3 @ 0,0; event 4 @ 150,0; event 5 @ 400,0;
            event 6 @ 5000,0; 3 -> 5",
        );
        let view = View { folds: format!("+n{0} +c{0}", note_id("3")), ..View::default() };
        let texts = Texts::of(Language::Pseudo);
        let html = panel(&wall, &squall_model::derive(&wall), &view, texts).into_string();
        let labels = ["aria-label=\"", "title=\"", "placeholder=\""];
        let labels = labels.iter().flat_map(|label| all(&html, label));
        let texts = html.split('>').filter_map(|rest| rest.split('<').next());
        for said in texts.chain(labels) {
            let is_told = said.starts_with('⟦') && said.trim_end().ends_with('⟧');
            assert!(is_told || !said.contains(char::is_alphabetic), "{said}");
        }
    }

    #[test]
    fn another_note_can_be_chosen_in_the_list() {
        let wall = board("command Pay; event Paid");
        let folds = format!("+c{}", note_id("Pay"));
        let html = html(&wall, &View { folds, ..View::default() });
        assert!(html.contains("Choose the note that “Pay” leads to."));
        let connect = act(Edit::Connect(note_id("Pay"), note_id("Paid"))).to_text();
        assert!(html.contains(&format!("data-act=\"{connect}\"")));
    }
}
