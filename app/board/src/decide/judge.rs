//! Deciding what is said beside the notes' text and of the model.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{check_changed, check_count, check_detail_text, check_room};
use crate::{
    Board, BoardEvent, ContextRelation, DetailChange, Details, FrameId, FrameKind, NoteDetail,
    NoteId, NotePair, Rejection, arrange, judgement, limits,
};

impl Board {
    pub(super) fn decide_details(&self, notes: &[NoteDetail]) -> Result<BoardEvent, Rejection> {
        let notes = self.existing_notes(notes, |change| change.note)?;
        // Of one detail the last change counts.
        let mut after: BTreeMap<NoteId, Arc<Details>> = BTreeMap::new();
        for set in &notes {
            if let DetailChange::Put(detail) = &set.change {
                detail.texts().into_iter().try_for_each(check_detail_text)?;
            }
            let Some(note) = self.notes.get(&set.note) else { continue };
            let details = after.entry(set.note).or_insert_with(|| Arc::new(note.details.clone()));
            Arc::make_mut(details).apply(&set.change);
        }
        let (details_max, chars_max) = (limits::DETAILS_PER_NOTE_MAX, limits::DETAILS_CHARS_MAX);
        let mut notes = Vec::new();
        for (id, after) in after {
            let Some(before) = self.notes.get(&id).map(|note| &note.details) else { continue };
            // What is too much already may still become less.
            for (held, now, most) in [
                (before.len(), after.len(), details_max),
                (before.text_chars(), after.text_chars(), chars_max),
            ] {
                check_room(held, now.saturating_sub(held), most, Rejection::TooManyDetails)?;
            }
            let changes = before.changes_to(&after);
            notes.extend(changes.map(|change| NoteDetail { note: id, change }));
        }
        if notes.is_empty() {
            return Err(Rejection::NothingToChange);
        }
        Ok(BoardEvent::DetailsChanged { notes })
    }

    pub(super) fn decide_dismissal(
        &self,
        hint: &str,
        reason: &str,
    ) -> Result<BoardEvent, Rejection> {
        check_detail_text(hint)?;
        check_detail_text(reason)?;
        match self.judgements.dismissal(hint) {
            Some(old) => check_changed(old, reason)?,
            None => {
                let full = Rejection::TooManyJudgements;
                let held = self.judgements.dismissed_hints().len();
                check_room(held, 1, limits::DISMISSED_HINTS_MAX, full)?;
            }
        }
        Ok(BoardEvent::HintDismissed { hint: hint.to_owned(), reason: reason.to_owned() })
    }

    pub(super) fn decide_restoration(&self, hint: &str) -> Result<BoardEvent, Rejection> {
        if self.judgements.dismissal(hint).is_none() {
            return Err(Rejection::NothingToChange);
        }
        Ok(BoardEvent::HintRestored { hint: hint.to_owned() })
    }

    pub(super) fn decide_links(
        &self,
        links: &[NotePair],
        rejected: bool,
    ) -> Result<BoardEvent, Rejection> {
        check_count(links.len())?;
        let changed = links.iter().filter(|link| self.judgements.is_rejected(**link) != rejected);
        let mut changed: Vec<NotePair> = changed.copied().collect();
        arrange(&mut changed, NotePair::cmp);
        changed.dedup();
        if changed.is_empty() {
            return Err(Rejection::NothingToChange);
        }
        let new = if rejected { changed.len() } else { 0 };
        let held = self.judgements.rejected_links().len();
        check_room(held, new, limits::REJECTED_LINKS_MAX, Rejection::TooManyJudgements)?;
        Ok(BoardEvent::LinksJudged { links: changed, rejected })
    }

    pub(super) fn decide_relation(
        &self,
        (one, other): (FrameId, FrameId),
        relation: Option<&ContextRelation>,
    ) -> Result<BoardEvent, Rejection> {
        let known = self.judgements.relation(one, other);
        let relation = relation.map(|relation| {
            let mut relation = relation.clone();
            arrange(&mut relation.patterns, Ord::cmp);
            relation.patterns.dedup();
            relation
        });
        check_changed(&known, &relation.as_ref())?;
        if let Some(relation) = &relation {
            for end in [one, other] {
                let kind = self.frames.get(&end).ok_or(Rejection::ItemsGone)?.kind;
                if kind != FrameKind::BoundedContext {
                    return Err(Rejection::RelationInvalid);
                }
            }
            if one == other || relation.ends() != judgement::ends(one, other) {
                return Err(Rejection::RelationInvalid);
            }
            let new = usize::from(known.is_none());
            let (held, full) = (self.judgements.relations().len(), Rejection::TooManyJudgements);
            check_room(held, new, limits::RELATIONS_MAX, full)?;
        }
        Ok(BoardEvent::ContextsRelated { one, other, relation })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{self, ANN, frame_id, given, note_id};
    use crate::{BoardCommand, ContextPattern, Detail, DetailId, DetailKey, UndoOutcome, UndoStep};

    fn owner(note: &str, name: &str) -> NoteDetail {
        let change = DetailChange::Put(Detail::Owner(name.to_owned()));
        NoteDetail { note: note_id(note), change }
    }

    fn change(notes: Vec<NoteDetail>) -> BoardCommand {
        BoardCommand::ChangeDetails { notes }
    }

    /// P9.1
    #[test]
    fn of_one_detail_the_last_change_counts() {
        let remove =
            NoteDetail { note: note_id("b"), change: DetailChange::Remove(DetailKey::Owner) };
        given("hotspot a; hotspot b")
            .when(change(vec![owner("a", "Ann"), owner("gone", "Ann"), owner("a", "Ben"), remove]))
            .then(BoardEvent::DetailsChanged { notes: vec![owner("a", "Ben")] });
        given("hotspot a")
            .when(change(vec![owner("gone", "x")]))
            .then_rejected(Rejection::ItemsGone);
    }

    /// P8.5
    #[test]
    fn a_note_has_room_for_so_many_details_of_so_many_characters() {
        let rule = |number: u128, text: String| NoteDetail {
            note: note_id("a"),
            change: DetailChange::Put(Detail::Rule { id: DetailId::from_u128(number), text }),
        };
        let rules = |count: u128| (0..count).map(|at| rule(at, "r".to_owned())).collect();
        let most = limits::DETAILS_PER_NOTE_MAX as u128;
        given("aggregate a").when(change(rules(most))).then_accepted();
        given("aggregate a").when(change(rules(most + 1))).then_rejected(Rejection::TooManyDetails);
        given("aggregate a")
            .when(change(vec![rule(1, "é".repeat(limits::DETAIL_CHARS_MAX + 1))]))
            .then_rejected(Rejection::DetailTooLong);
        given("aggregate a")
            .when(change(vec![rule(1, "bell \u{7}".to_owned())]))
            .then_rejected(Rejection::TextInvalid);
    }

    #[test]
    fn undo_of_details_leaves_what_somebody_has_changed_since() {
        let mut board = fixture::board("hotspot a; hotspot b");
        let set = change(vec![owner("a", "Ann"), owner("b", "Ann")]);
        let event = board.decide(&set, ANN).unwrap();
        let step = UndoStep::of(&board, &event).unwrap();
        board.apply(&event, ANN);
        let event = board.decide(&change(vec![owner("b", "Ben")]), fixture::BEN).unwrap();
        board.apply(&event, fixture::BEN);
        let back =
            vec![NoteDetail { note: note_id("a"), change: DetailChange::Remove(DetailKey::Owner) }];
        assert_eq!(step.command(&board), UndoOutcome::Partly(change(back)));
    }

    #[test]
    fn a_hint_is_dismissed_once_with_a_reason_and_restored() {
        let dismiss = |reason: &str| BoardCommand::DismissHint {
            hint: "E1:event.a".to_owned(),
            reason: reason.to_owned(),
        };
        let mut board = fixture::board("event a");
        let event = board.decide(&dismiss("we say it so"), ANN).unwrap();
        board.apply(&event, ANN);
        assert_eq!(board.decide(&dismiss("we say it so"), ANN), Err(Rejection::NothingToChange));
        assert!(board.decide(&dismiss("another reason"), ANN).is_ok());
        let restore = BoardCommand::RestoreHint { hint: "E1:event.a".to_owned() };
        let event = board.decide(&restore, ANN).unwrap();
        board.apply(&event, ANN);
        assert_eq!(board.decide(&restore, ANN), Err(Rejection::NothingToChange));
    }

    #[test]
    fn a_rejected_link_is_one_after_all() {
        let link = NotePair { from: note_id("a"), to: note_id("b") };
        let judge = |rejected| BoardCommand::JudgeLinks { links: vec![link, link], rejected };
        let mut board = fixture::board("command a; event b");
        let event = board.decide(&judge(true), ANN).unwrap();
        assert_eq!(event, BoardEvent::LinksJudged { links: vec![link], rejected: true });
        board.apply(&event, ANN);
        assert_eq!(board.decide(&judge(true), ANN), Err(Rejection::NothingToChange));
        let event = board.decide(&judge(false), ANN).unwrap();
        board.apply(&event, ANN);
        assert_eq!(board, fixture::board("command a; event b"));
    }

    /// P9.4
    #[test]
    fn what_is_said_of_a_link_holds_again_when_its_note_is_put_back() {
        let link = NotePair { from: note_id("a"), to: note_id("b") };
        let mut board = fixture::board("command a; event b");
        let note = board.note(note_id("b")).cloned().unwrap();
        let (arrows, frames) = (vec![], vec![]);
        for command in [
            BoardCommand::JudgeLinks { links: vec![link], rejected: true },
            BoardCommand::DeleteItems { notes: vec![note.id], arrows, frames },
            fixture::add_note(note),
        ] {
            let event = board.decide(&command, ANN).unwrap();
            board.apply(&event, ANN);
        }
        assert_eq!(board.judgements().rejected_links(), [link]);
    }

    #[test]
    fn a_relation_is_between_two_bounded_contexts_whichever_is_upstream() {
        let relate = |upstream: &str, downstream: &str| {
            let (upstream, downstream) = (frame_id(upstream), frame_id(downstream));
            let patterns = vec![ContextPattern::Conformist];
            let relation = Some(ContextRelation { upstream, downstream, patterns });
            BoardCommand::RelateContexts { one: upstream, other: downstream, relation }
        };
        let wall = "context A @ 0,0 500x500; context B @ 900,0 500x500; lane L @ 0,900 500x500";
        given(wall).when(relate("A", "L")).then_rejected(Rejection::RelationInvalid);
        given(wall).when(relate("A", "A")).then_rejected(Rejection::RelationInvalid);
        given(wall).when(relate("A", "gone")).then_rejected(Rejection::ItemsGone);
        let mut board = fixture::board(wall);
        for command in [relate("A", "B"), relate("B", "A")] {
            let event = board.decide(&command, ANN).unwrap();
            board.apply(&event, ANN);
        }
        assert_eq!(board.judgements().relations().len(), 1);
        assert_eq!(board.judgements().relations()[0].upstream, frame_id("B"));
        let (one, other) = (frame_id("A"), frame_id("B"));
        let none = BoardCommand::RelateContexts { one, other, relation: None };
        let event = board.decide(&none, ANN).unwrap();
        board.apply(&event, ANN);
        assert_eq!(board, fixture::board(wall));
    }
}
