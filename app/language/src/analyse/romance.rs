//! The grammar of French, Spanish and Portuguese names: commands begin with an infinitive or an
//! imperative, facts with what they are about. Names often lack their accents, so a word that would be
//! a participle with one is not called anything else.

use super::{Form, Found, NOTHING, Sentence};
use crate::Language;
use crate::lexicon::Tags;

pub(super) fn form(sentence: &Sentence<'_>) -> Found {
    let n = sentence.clause;
    let mut start = 0;
    while start + 1 < n && sentence.is(start, Tags::DETERMINER) {
        start += 1;
    }
    let first = &sentence.tokens[start];
    let article = start > 0;
    if sentence.tokens[0].is(Tags::QUESTION | Tags::SUBORDINATE) {
        return NOTHING;
    }
    if let Some(found) = with_auxiliary(sentence, start) {
        return found;
    }
    let past = (start..n)
        .find(|&at| sentence.is(at, Tags::PAST) && !sentence.is(at, Tags::NOUN | Tags::STATE));
    if let Some(at) = past {
        return (Form::PastFact, Some(at));
    }
    let participle = (start..n).find(|&at| is_participle(sentence, start, at));
    if first.is(Tags::BASE) && !article && !(first.is(Tags::NOUN) && n == 1) {
        let failed = participle == Some(start + 1) && n == start + 2;
        let noun = first.is(Tags::NOUN) && participle.is_some();
        return if failed || noun { NOTHING } else { (Form::Infinitive, Some(start)) };
    }
    if first.is(Tags::IMPERATIVE) && !article && participle != Some(start) {
        return imperative(sentence, start, participle);
    }
    if let Some(at) = participle {
        return (Form::PastFact, Some(at));
    }
    if first.is(Tags::GERUND) && !first.is(Tags::NOUN | Tags::STATE) {
        return (Form::Gerund, Some(start));
    }
    thing(sentence, start)
}

/// What auxiliaries make of the words after them.
fn with_auxiliary(sentence: &Sentence<'_>, start: usize) -> Option<Found> {
    for at in start..sentence.clause {
        let token = &sentence.tokens[at];
        if !token.is(Tags::ANY_AUX) {
            continue;
        }
        let after = |tags: Tags| (at + 1..sentence.clause).find(|&next| sentence.is(next, tags));
        let participle = after(Tags::PARTICIPLE);
        if token.is(Tags::AUX_PAST) {
            return Some((Form::PastFact, Some(participle.unwrap_or(at))));
        }
        if token.is(Tags::AUX_PERFECT) {
            if participle.is_some() {
                return Some((Form::PastFact, participle));
            }
            continue;
        }
        if token.is(Tags::NOUN) || at == start {
            continue;
        }
        // "Está enviado" says how something is, after what happened.
        if sentence.key(token).starts_with("est") {
            let gerund = after(Tags::GERUND);
            return Some(gerund.map_or(NOTHING, |at| (Form::Gerund, Some(at))));
        }
        if let Some(verb) = after(Tags::PARTICIPLE | Tags::BASE) {
            return Some((Form::Present, Some(verb)));
        }
    }
    None
}

/// Whether the word says what happened, and does not only describe after "de" or "la".
fn is_participle(sentence: &Sentence<'_>, start: usize, at: usize) -> bool {
    if !sentence.is(at, Tags::PARTICIPLE) || sentence.is(at, Tags::ADJECTIVE) {
        return false;
    }
    if sentence.is(at, Tags::NOUN) {
        return false;
    }
    // "O cliente paga a fatura": the form is one of the present as well.
    let acts = at > start
        && sentence.is(at, Tags::THIRD)
        && sentence.is(at - 1, Tags::ACTOR)
        && sentence.is(at + 1, Tags::DETERMINER);
    !acts && (at == start || !sentence.is(at - 1, Tags::PREPOSITION | Tags::DETERMINER))
}

/// A name that begins with a form that may command.
fn imperative(sentence: &Sentence<'_>, start: usize, participle: Option<usize>) -> Found {
    let first = &sentence.tokens[start];
    let nounish = first.is(Tags::NOUN | Tags::NOUNISH | Tags::ADJECTIVE | Tags::STATE);
    match participle {
        Some(at) if nounish => return (Form::PastFact, Some(at)),
        Some(_) => return NOTHING,
        None => {}
    }
    let command = (Form::Imperative, Some(start));
    let doubtful = (start + 1..sentence.clause).any(|at| {
        sentence.is(at, Tags::PARTICIPLE)
            && !sentence.is(at - 1, Tags::PREPOSITION | Tags::DETERMINER)
    });
    if nounish {
        let object = sentence.is(start + 1, Tags::DETERMINER);
        if object && !first.is(Tags::STATE) {
            return command;
        }
        let noun = first.is(Tags::NOUN) && !doubtful;
        return if noun { thing(sentence, start) } else { NOTHING };
    }
    if sentence.clause == start + 1 {
        let polite =
            sentence.lexicon.language == Language::French && sentence.key(first).ends_with("ez");
        return if polite { command } else { NOTHING };
    }
    let small = sentence.is(start + 1, Tags::PREPOSITION | Tags::ADVERB)
        && !sentence.is(start + 1, Tags::DETERMINER);
    if small || doubtful && !sentence.is(start + 1, Tags::NOUN) { NOTHING } else { command }
}

/// A name without a past: the present, a thing, or nothing to speak of.
fn thing(sentence: &Sentence<'_>, start: usize) -> Found {
    let n = sentence.clause;
    let french = sentence.lexicon.language == Language::French;
    for at in start + 1..n {
        let token = &sentence.tokens[at];
        let says = token.is(Tags::THIRD) && !token.is(Tags::NOUN | Tags::ADJECTIVE | Tags::SMALL);
        if !says {
            continue;
        }
        let object = sentence.is(at + 1, Tags::DETERMINER | Tags::NOUN);
        let by_actor = sentence.is(at - 1, Tags::ACTOR);
        let clear = !token.is(Tags::STATE) || sentence.is(at + 1, Tags::DETERMINER);
        if by_actor && object && clear {
            return (Form::Present, Some(at));
        }
        let ends = at + 1 == n && !token.is(Tags::NOUNISH | Tags::STATE);
        let plain_e = french && sentence.key(token).ends_with('e');
        if ends && !plain_e && sentence.is(at - 1, Tags::NOUN) {
            return (Form::Present, Some(at));
        }
    }
    if (start..n).any(|at| sentence.is(at, Tags::STATE)) {
        return NOTHING;
    }
    // A word that is not known may be a verb.
    let verb = (start + 1..n).any(|at| {
        let after_small = sentence.is(at - 1, Tags::PREPOSITION | Tags::DETERMINER);
        let unknown = !sentence.is(at, Tags::KIND);
        (unknown || sentence.is(at, Tags::VERB)) && !sentence.is(at, Tags::SMALL) && !after_small
    });
    let first = &sentence.tokens[start];
    let nominal =
        first.info.tags == Tags::NONE && sentence.lexicon.has_nominal_ending(sentence.key(first));
    if !verb && (first.is(Tags::NOUN) || nominal) && !first.is(Tags::SMALL) {
        return (Form::NounPhrase, None);
    }
    NOTHING
}
