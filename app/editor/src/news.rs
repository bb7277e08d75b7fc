//! What others do, gathered into a sentence for whoever does not see it: “Ann moved 3 notes; Ben wrote
//! “Order placed”.” Knows no clock: when it is told is the caller's matter, how often is [`Pace`].

use squall_board::{Arrow, Board, BoardEvent, FrameId, Note, NoteId, ParticipantId};
use squall_texts::{Texts, text};

/// Most people who are named in one sentence; of the others it is only said that they did something.
const PEOPLE_MAX: usize = 4;
/// Most things that are told of one person; the last ones are left out.
const DEEDS_MAX: usize = 4;
/// Most notes that are remembered of one thing that somebody does.
const ITEMS_MAX: usize = 1_000;
/// Most letters of a note's words that are told.
const CHARS_MAX: usize = 60;

/// How often it is told what others do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// Never.
    Off,
    /// As soon as a moment's changes are gathered.
    AtOnce,
    /// Every 10 seconds at most.
    Every10,
    /// Every 30 seconds at most.
    #[default]
    Every30,
}

/// How a pace is called where it is chosen and kept.
pub const PACES: [(Pace, &str); 4] =
    [(Pace::Off, "off"), (Pace::AtOnce, "now"), (Pace::Every10, "10"), (Pace::Every30, "30")];

impl Pace {
    /// The pace with this name; the usual one for any other.
    #[must_use]
    pub fn named(name: &str) -> Self {
        PACES.iter().find(|row| row.1 == name).map_or(Self::default(), |row| row.0)
    }

    /// How it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        PACES.iter().find(|row| row.0 == self).map_or("", |row| row.1)
    }

    /// In how many milliseconds something that has just been heard is told, if the last time was at
    /// `last_ms`; `None` if never.
    #[must_use]
    pub fn wait_ms(self, now_ms: f64, last_ms: f64) -> Option<f64> {
        /// For so long changes are gathered even at once: a gesture is seldom one of them.
        const MOMENT_MS: f64 = 1_000.0;
        let period_ms = match self {
            Self::Off => return None,
            Self::AtOnce => MOMENT_MS,
            Self::Every10 => 10_000.0,
            Self::Every30 => 30_000.0,
        };
        Some((last_ms + period_ms - now_ms).max(MOMENT_MS))
    }
}

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Added,
    Wrote,
    Moved,
    Deleted,
    Retyped,
    Looks,
    Details,
    Locked,
    Unlocked,
    Connected,
    Disconnected,
    Labelled,
    Framed,
    Unframed,
    Reframed,
    Judged,
    Led,
    Titled,
}

#[derive(Debug, Clone, PartialEq)]
struct Heard {
    who: ParticipantId,
    deed: Deed,
    notes: Vec<NoteId>,
    /// How many things that are no notes it was about.
    others: usize,
    /// What it is called that is gone, or that is no note.
    name: String,
}

/// What others have done since it was told last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct News {
    heard: Vec<Heard>,
}

impl News {
    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heard.is_empty()
    }

    /// Hears what somebody else has done, on the board as it was before.
    pub fn hear(&mut self, who: ParticipantId, event: &BoardEvent, before: &Board) {
        use BoardEvent as E;
        let own = |frames: &[FrameId]| {
            let title = frames.first().and_then(|id| before.frame(*id)).map(|it| it.title.clone());
            title.unwrap_or_default()
        };
        match event {
            E::ItemsAdded { notes, arrows, frames } => {
                self.note(who, Deed::Added, notes.iter().map(|note| note.id));
                if let ([], [], [arrow]) = (notes.as_slice(), frames.as_slice(), arrows.as_slice())
                {
                    self.connect(who, arrow, before);
                } else if notes.is_empty() {
                    self.other(who, Deed::Connected, arrows.len(), String::new());
                }
                let title = frames.first().map(|frame| frame.title.clone()).unwrap_or_default();
                self.other(who, Deed::Framed, frames.len(), title);
            }
            E::ItemsDeleted { notes, arrows, frames } => {
                // What nobody was told of need not be said to be gone.
                let mut gone = notes.clone();
                gone.retain(|id| !self.forget(*id));
                let only = gone.first().and_then(|id| before.note(*id)).map(named);
                self.other(who, Deed::Deleted, gone.len(), only.unwrap_or_default());
                if notes.is_empty() {
                    self.other(who, Deed::Disconnected, arrows.len(), String::new());
                }
                self.other(who, Deed::Unframed, frames.len(), own(frames));
            }
            E::ItemsMoved { notes, frames } => {
                if notes.is_empty() {
                    let frame = frames.first().map(|it| it.frame);
                    self.other(who, Deed::Reframed, frames.len(), own(frame.as_slice()));
                }
                self.note(who, Deed::Moved, notes.iter().map(|it| it.note));
            }
            E::NotesResized { notes } => {
                self.note(who, Deed::Looks, notes.iter().map(|it| it.note))
            }
            E::NotesRecoloured { notes } => {
                self.note(who, Deed::Looks, notes.iter().map(|it| it.note));
            }
            E::NotesRestacked { notes } => {
                self.note(who, Deed::Looks, notes.iter().map(|it| it.note));
            }
            E::NotesPinned { notes } => self.note(who, Deed::Moved, notes.iter().map(|it| it.note)),
            E::NotesRetyped { notes } => {
                self.note(who, Deed::Retyped, notes.iter().map(|it| it.note));
            }
            E::TextEdited { note, .. } => self.note(who, Deed::Wrote, [*note].into_iter()),
            E::DetailsChanged { notes } => {
                self.note(who, Deed::Details, notes.iter().map(|it| it.note));
            }
            E::ItemsLocked { notes, frames, locked } => {
                let deed = if *locked { Deed::Locked } else { Deed::Unlocked };
                self.note(who, deed, notes.iter().copied());
                self.other(who, Deed::Reframed, frames.len(), own(frames));
            }
            E::ArrowRelabelled { .. } | E::ArrowBent { .. } => {
                self.other(who, Deed::Labelled, 1, String::new());
            }
            E::FrameResized { frame, .. } | E::FrameRetyped { frame, .. } => {
                self.other(who, Deed::Reframed, 1, own(&[*frame]));
            }
            E::FrameRetitled { title, .. } => self.other(who, Deed::Framed, 1, title.clone()),
            E::BoardRetitled { title } => self.other(who, Deed::Titled, 1, title.clone()),
            E::AgendaSet { .. }
            | E::PhaseEntered { .. }
            | E::TimerSet { .. }
            | E::TimerExtended { .. } => self.other(who, Deed::Led, 1, String::new()),
            E::HintDismissed { .. }
            | E::HintRestored { .. }
            | E::LinksJudged { .. }
            | E::ContextsRelated { .. } => self.other(who, Deed::Judged, 1, String::new()),
            E::ParticipantIntroduced { .. } => {}
        }
    }

    /// What was heard, in one sentence; it is told once. Notes on which somebody still writes wait.
    /// `None` if there is nothing.
    pub fn tell(
        &mut self,
        board: &Board,
        texts: Texts,
        is_written: impl Fn(NoteId) -> bool,
    ) -> Option<String> {
        let mut told: Vec<Heard> = Vec::new();
        let mut waiting: Vec<Heard> = Vec::new();
        for mut heard in std::mem::take(&mut self.heard) {
            let mut later = heard.clone();
            if matches!(heard.deed, Deed::Added | Deed::Wrote) {
                heard.notes.retain(|note| !is_written(*note));
                later.notes.retain(|note| is_written(*note));
            } else {
                later.notes.clear();
            }
            later.others = 0;
            if !later.notes.is_empty() {
                waiting.push(later);
            }
            if heard.notes.len() + heard.others > 0 {
                told.push(heard);
            }
        }
        self.heard = waiting;
        let mut people: Vec<ParticipantId> = Vec::new();
        for heard in &told {
            if !people.contains(&heard.who) {
                people.push(heard.who);
            }
        }
        let more = people.len().saturating_sub(PEOPLE_MAX);
        let mut sentences: Vec<String> = Vec::new();
        for who in people.iter().take(PEOPLE_MAX) {
            let name = board.participant_name(*who).filter(|name| !name.is_empty());
            let deeds = told.iter().filter(|heard| heard.who == *who).take(DEEDS_MAX);
            let deeds: Vec<String> = deeds.map(|heard| heard.told(board, texts)).collect();
            let name = name.unwrap_or(texts.get(text::NEWS_SOMEBODY));
            sentences.push(texts.fill(text::NEWS_SENTENCE, [name, &deeds.join(", ")]));
        }
        if more > 0 {
            sentences.push(texts.count(text::NEWS_OTHERS, more));
        }
        (!sentences.is_empty()).then(|| sentences.join("; ") + ".")
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.heard.clear();
    }

    fn note(&mut self, who: ParticipantId, deed: Deed, notes: impl Iterator<Item = NoteId>) {
        let is_put_up = |news: &Self, note: NoteId| {
            let mut added = news.heard.iter().filter(|it| it.who == who && it.deed == Deed::Added);
            added.any(|it| it.notes.contains(&note))
        };
        for note in notes {
            // Whoever puts up a note writes on it, and pushes it about.
            let is_part = matches!(deed, Deed::Wrote | Deed::Moved | Deed::Looks | Deed::Retyped);
            if is_part && is_put_up(self, note) {
                continue;
            }
            let heard = self.heard(who, deed);
            if heard.notes.len() < ITEMS_MAX && !heard.notes.contains(&note) {
                heard.notes.push(note);
            }
        }
    }

    /// Forgets the note; tells whether it was heard of as a new one.
    fn forget(&mut self, note: NoteId) -> bool {
        let mut is_new = false;
        for heard in &mut self.heard {
            let is_about = heard.notes.contains(&note);
            is_new |= is_about && heard.deed == Deed::Added;
            heard.notes.retain(|it| *it != note);
        }
        self.heard.retain(|heard| heard.notes.len() + heard.others > 0);
        is_new
    }

    fn other(&mut self, who: ParticipantId, deed: Deed, count: usize, name: String) {
        if count > 0 {
            let heard = self.heard(who, deed);
            heard.others += count;
            heard.name = name;
        }
    }

    fn connect(&mut self, who: ParticipantId, arrow: &Arrow, before: &Board) {
        let ends = before.note(arrow.from).zip(before.note(arrow.to));
        let name = ends.map(|(from, to)| [&named(from), " → ", &named(to)].concat());
        self.other(who, Deed::Connected, 1, name.unwrap_or_default());
    }

    fn heard(&mut self, who: ParticipantId, deed: Deed) -> &mut Heard {
        let known = self.heard.iter().position(|it| it.who == who && it.deed == deed);
        let place = known.unwrap_or_else(|| {
            let (notes, name) = (Vec::new(), String::new());
            self.heard.push(Heard { who, deed, notes, others: 0, name });
            self.heard.len() - 1
        });
        &mut self.heard[place]
    }
}

impl Heard {
    fn told(&self, board: &Board, texts: Texts) -> String {
        let count = self.notes.len() + self.others;
        let only = self.notes.first().and_then(|id| board.note(*id)).map(named);
        let name = only.unwrap_or_else(|| self.name.clone());
        let (told, what) = match self.deed {
            Deed::Added => (text::NEWS_ADDED, text::NEWS_NOTES),
            Deed::Wrote => (text::NEWS_WROTE, text::NEWS_NOTES),
            Deed::Moved => (text::NEWS_MOVED, text::NEWS_NOTES),
            Deed::Deleted => (text::NEWS_DELETED, text::NEWS_NOTES),
            Deed::Retyped => (text::NEWS_RETYPED, text::NEWS_NOTES),
            Deed::Looks => (text::NEWS_LOOKS, text::NEWS_NOTES),
            Deed::Details => (text::NEWS_DETAILS, text::NEWS_NOTES),
            Deed::Locked => (text::NEWS_LOCKED, text::NEWS_NOTES),
            Deed::Unlocked => (text::NEWS_UNLOCKED, text::NEWS_NOTES),
            Deed::Connected => (text::NEWS_CONNECTED, text::NEWS_PAIRS),
            Deed::Disconnected => (text::NEWS_TAKEN, text::NEWS_ARROWS),
            Deed::Labelled => (text::NEWS_CHANGED, text::NEWS_ARROWS),
            Deed::Framed => (text::NEWS_DREW, text::NEWS_FRAMES),
            Deed::Unframed => (text::NEWS_TAKEN, text::NEWS_FRAMES),
            Deed::Reframed => (text::NEWS_CHANGED, text::NEWS_FRAMES),
            Deed::Judged => return texts.get(text::NEWS_JUDGED).to_owned(),
            Deed::Led => return texts.get(text::NEWS_LED).to_owned(),
            Deed::Titled => return texts.fill(text::NEWS_TITLED, [&self.name]),
        };
        let what = if count == 1 && !name.is_empty() { name } else { texts.count(what, count) };
        texts.fill(told, [&what])
    }
}

fn named(note: &Note) -> String {
    let line = note.text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return String::new();
    }
    let mut name: String = line.chars().take(CHARS_MAX).collect();
    if name.len() < line.len() {
        name.push('…');
    }
    ["“", &name, "”"].concat()
}

#[cfg(test)]
mod tests {
    use squall_board::fixture::{self, ANN, BEN, note_id};
    use squall_board::{BoardCommand, FrameKind, NoteMove, Point, TextOperation};

    use super::*;

    /// The wall after people did this, and what there is to tell.
    fn after(wall: &str, deeds: Vec<(ParticipantId, BoardCommand)>) -> (Board, News) {
        let mut board = fixture::board(wall);
        let mut news = News::default();
        let names = [(ANN, "Ann"), (BEN, "Ben")];
        let names = names
            .map(|(who, name)| (who, BoardCommand::IntroduceParticipant { name: name.to_owned() }));
        for (who, command) in names.into_iter().chain(deeds) {
            let event = board.decide(&command, who).expect("it is allowed");
            news.hear(who, &event, &board);
            board.apply(&event, who);
        }
        (board, news)
    }

    fn told(wall: &str, deeds: Vec<(ParticipantId, BoardCommand)>) -> Option<String> {
        let (board, mut news) = after(wall, deeds);
        let told = news.tell(&board, Texts::ENGLISH, |_| false);
        assert_eq!(news.tell(&board, Texts::ENGLISH, |_| false), None, "it is told once");
        told
    }

    fn moving(names: &[&str], x: f64) -> BoardCommand {
        let to = Point::new(x, 0.0);
        let notes = names.iter().map(|name| NoteMove { note: note_id(name), to }).collect();
        BoardCommand::MoveItems { notes, frames: vec![] }
    }

    fn writing(name: &str, old: &str, new: &str) -> BoardCommand {
        let operation = TextOperation::between(old, new);
        BoardCommand::EditText { note: note_id(name), operation }
    }

    #[test]
    fn given_moves_and_words_of_two_people_when_told_then_each_is_named_with_what_they_did() {
        let deeds = vec![
            (ANN, moving(&["a", "b"], 10.0)),
            (BEN, writing("Order", "Order", "Order p")),
            (ANN, moving(&["b", "c"], 20.0)),
            (BEN, writing("Order", "Order p", "Order placed")),
        ];
        let told = told("event a; event b; event c; event Order", deeds);
        assert_eq!(told.as_deref(), Some("Ann moved 3 notes; Ben wrote “Order placed”."));
    }

    #[test]
    fn given_a_new_note_that_is_written_on_and_moved_then_it_is_put_up() {
        let mut note = fixture::note("new", squall_board::NoteKind::DomainEvent);
        note.text.clear();
        let deeds = vec![
            (ANN, fixture::add_note(note)),
            (ANN, writing("new", "", "Paid")),
            (ANN, moving(&["new"], 5.0)),
            (BEN, moving(&["new"], 9.0)),
        ];
        assert_eq!(told("", deeds).as_deref(), Some("Ann put up “Paid”; Ben moved “Paid”."));
    }

    #[test]
    fn given_somebody_still_writes_then_that_note_waits() {
        let (board, mut news) = after(
            "event Order; event a",
            vec![(BEN, writing("Order", "Order", "Order pl")), (ANN, moving(&["a"], 7.0))],
        );
        let writes = |note| note == note_id("Order");
        assert_eq!(news.tell(&board, Texts::ENGLISH, writes).as_deref(), Some("Ann moved “a”."));
        assert_eq!(news.tell(&board, Texts::ENGLISH, writes), None);
        assert_eq!(
            news.tell(&board, Texts::ENGLISH, |_| false).as_deref(),
            Some("Ben wrote “Order pl”.")
        );
    }

    #[test]
    fn given_things_come_and_go_then_what_is_gone_is_named_and_what_was_never_told_is_not() {
        let gone = |names: &[&str]| BoardCommand::DeleteItems {
            notes: names.iter().map(|name| note_id(name)).collect(),
            arrows: vec![],
            frames: vec![],
        };
        let fresh = fixture::add_note(fixture::note("x", squall_board::NoteKind::Policy));
        let deeds = vec![(ANN, gone(&["a"])), (BEN, fresh), (BEN, gone(&["x"]))];
        assert_eq!(told("event a", deeds).as_deref(), Some("Ann deleted “a”."));
        let deeds = vec![(ANN, moving(&["a"], 3.0)), (BEN, gone(&["a", "b"]))];
        assert_eq!(told("event a; event b", deeds).as_deref(), Some("Ben deleted 2 notes."));
    }

    #[test]
    fn given_arrows_and_frames_then_they_are_told_in_words() {
        let frame = fixture::frame("Sales", FrameKind::BoundedContext);
        let draw = BoardCommand::AddItems { notes: vec![], arrows: vec![], frames: vec![frame] };
        let deeds = vec![(ANN, fixture::add_arrow("a", "b")), (BEN, draw)];
        let told = told("event a; event b", deeds);
        assert_eq!(told.as_deref(), Some("Ann connected “a” → “b”; Ben drew Sales."));
    }

    #[test]
    fn given_a_crowd_then_a_few_are_named_and_the_others_counted() {
        let board = fixture::board("event a");
        let mut news = News::default();
        for person in 0..7 {
            let event = board.decide(&moving(&["a"], f64::from(person) + 1.0), ANN).unwrap();
            news.hear(ParticipantId::from_u128(900 + person as u128), &event, &board);
        }
        let told = news.tell(&board, Texts::ENGLISH, |_| false).unwrap();
        assert_eq!(told.matches("Somebody moved “a”").count(), PEOPLE_MAX);
        assert!(told.ends_with("; 3 others changed something too."), "{told}");
    }

    #[test]
    fn a_pace_is_kept_by_name_and_never_exceeded() {
        for (pace, name) in PACES {
            assert_eq!((Pace::named(name), pace.name()), (pace, name));
        }
        assert_eq!(Pace::named("nonsense"), Pace::Every30);
        assert_eq!(Pace::Off.wait_ms(5.0, 0.0), None);
        assert_eq!(Pace::Every30.wait_ms(40_000.0, 30_000.0), Some(20_000.0));
        assert_eq!(Pace::Every10.wait_ms(90_000.0, 30_000.0), Some(1_000.0), "gathers a moment");
        assert_eq!(Pace::AtOnce.wait_ms(30_100.0, 30_000.0), Some(1_000.0));
    }
}
