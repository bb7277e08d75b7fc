//! The grammar of English names. Past forms are looked for first and outweigh nearly everything: "Add
//! Item Failed" says what happened, though it begins like a command.

use super::{Form, Found, NOTHING, Sentence};
use crate::lexicon::Tags;

/// What the participles of a name say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Past {
    /// There is none, or it only describes a noun after "the", "as", "of".
    None,
    /// It describes the noun after it, or is followed by an object.
    BeforeNoun(usize),
    /// It says what happened.
    Said(usize),
}

pub(super) fn form(sentence: &Sentence<'_>) -> Found {
    let start = first_content(sentence);
    if start >= sentence.clause {
        return NOTHING;
    }
    if let Some(found) = question_or_clause(sentence, start) {
        return found;
    }
    if let Some(found) = with_auxiliary(sentence, start) {
        return found;
    }
    if sentence.key(&sentence.tokens[start]) == "to" && sentence.is(start + 1, Tags::BASE) {
        return (Form::Infinitive, Some(start + 1));
    }
    let first = &sentence.tokens[start];
    let after_article = start > 0 && sentence.is(start - 1, Tags::DETERMINER);
    let is_base = first.is(Tags::BASE) && !after_article;
    if first.is(Tags::ANY_PAST) && !first.is(Tags::BASE | Tags::ADJECTIVE) && !after_article {
        return (Form::PastFact, Some(start));
    }
    let past = past(sentence, start + 1, is_base && !first.is(Tags::NOUNISH | Tags::NOUN));
    if let Past::Said(at) = past {
        return said(sentence, start, at, is_base);
    }
    match past {
        Past::BeforeNoun(at) if !is_base && !pure_gerund(sentence, start) => {
            return (Form::PastFact, Some(at));
        }
        Past::BeforeNoun(_) if is_base && first.is(Tags::NOUNISH | Tags::NOUN) => return NOTHING,
        Past::BeforeNoun(_) | Past::None | Past::Said(_) => {}
    }
    if is_base {
        return command(sentence, start);
    }
    other(sentence, start)
}

/// The first word that is no article and no adverb: where a command's verb would be.
fn first_content(sentence: &Sentence<'_>) -> usize {
    let mut at = 0;
    while at + 1 < sentence.clause
        && sentence.is(at, Tags::ADVERB | Tags::DETERMINER)
        && !sentence.is(at, Tags::BASE | Tags::PREPOSITION | Tags::STATE | Tags::ANY_AUX)
    {
        at += 1;
    }
    if sentence.key(&sentence.tokens[at]) == "please" { at + 1 } else { at }
}

/// Questions and conditions are no names; "was delivered" without a subject is.
fn question_or_clause(sentence: &Sentence<'_>, start: usize) -> Option<Found> {
    let first = &sentence.tokens[start];
    if first.is(Tags::SUBORDINATE) {
        return Some(NOTHING);
    }
    if first.is(Tags::QUESTION) && !first.is(Tags::BASE) {
        let delivered = first.is(Tags::AUX_PAST | Tags::AUX_PERFECT)
            && sentence.is(start + 1, Tags::PARTICIPLE);
        return Some(if delivered { (Form::PastFact, Some(start + 1)) } else { NOTHING });
    }
    None
}

/// What "was", "has" and "is" make of the words after them.
fn with_auxiliary(sentence: &Sentence<'_>, start: usize) -> Option<Found> {
    for at in start..sentence.clause {
        let token = &sentence.tokens[at];
        let next_verb = || {
            (at + 1..sentence.clause)
                .find(|&next| sentence.is(next, Tags::VERB) && !sentence.is(next, Tags::ANY_AUX))
        };
        if token.is(Tags::SUBORDINATE) && at > start {
            return None;
        }
        if token.is(Tags::AUX_PAST) && !(at == start && token.is(Tags::BASE)) {
            return Some((Form::PastFact, Some(next_verb().unwrap_or(at))));
        }
        if token.is(Tags::AUX_PERFECT) {
            let participles =
                || (at + 1..sentence.clause).filter(|&next| sentence.is(next, Tags::PARTICIPLE));
            let participle = participles()
                .find(|&next| sentence.key(&sentence.tokens[next]) != "been")
                .or_else(|| participles().next());
            if participle.is_some() || token.is(Tags::PARTICIPLE) {
                return Some((Form::PastFact, Some(participle.unwrap_or(at))));
            }
            // "Have customer sign" commands; "Customer has account" says how something is.
            return (at > start).then_some((Form::Present, Some(at)));
        }
        if token.is(Tags::AUX_PRESENT) && at > start {
            if let Past::Said(past) = past_before(sentence, start, at) {
                return Some((Form::PastFact, Some(past)));
            }
            let modal = !token.is(Tags::VERB) && !is_to_be(sentence.key(token));
            let verb = next_verb();
            if modal && verb.is_none_or(|verb| !sentence.is(verb, Tags::BASE)) {
                continue;
            }
            return Some((Form::Present, Some(verb.unwrap_or(at))));
        }
    }
    None
}

fn is_to_be(key: &str) -> bool {
    matches!(key, "is" | "are" | "am" | "be" | "being" | "isn't" | "aren't" | "isnt")
}

/// The past that is said by the words before `end`.
fn past_before(sentence: &Sentence<'_>, start: usize, end: usize) -> Past {
    let found = (start + 1..end).find(|&at| {
        sentence.is(at, Tags::ANY_PAST) && !sentence.is(at, Tags::ADJECTIVE | Tags::BASE)
    });
    found.map_or(Past::None, Past::Said)
}

/// The past that the words from `from` say; after the verb of a command, "bid" and "cost" are nouns.
fn past(sentence: &Sentence<'_>, from: usize, after_verb: bool) -> Past {
    let mut before_noun = Past::None;
    for at in from..sentence.clause {
        let token = &sentence.tokens[at];
        if token.is(Tags::SUBORDINATE) && !token.is(Tags::PREPOSITION) {
            break;
        }
        let is_noun = after_verb && token.is(Tags::BASE) && token.is(Tags::NOUNISH);
        let describes = token.is(Tags::ADJECTIVE) && !is_said(sentence, at);
        if !token.is(Tags::ANY_PAST) || describes || is_noun {
            continue;
        }
        let before = &sentence.tokens[at - 1];
        // "as paid", "of expired orders", "the failed payment"; but "Sign Up Completed".
        let describes = (before.is(Tags::PREPOSITION) && !before.is(Tags::ADVERB))
            || before.is(Tags::DETERMINER);
        if describes {
            continue;
        }
        if is_said(sentence, at) {
            return Past::Said(at);
        }
        if before_noun == Past::None {
            before_noun = Past::BeforeNoun(at);
        }
    }
    before_noun
}

/// Whether the past form stands at the end, or before words that tell when, how or by whom.
fn is_said(sentence: &Sentence<'_>, at: usize) -> bool {
    let Some(next) = sentence.words().get(at + 1) else { return true };
    next.is(Tags::SMALL)
        || !next.word.text.starts_with(char::is_alphabetic)
        || matches!(
            next.word.gap,
            crate::words::Gap::Comma | crate::words::Gap::Joint | crate::words::Gap::Stop
        )
}

/// A past that is said at `at`, in a name that begins at `start`.
fn said(sentence: &Sentence<'_>, start: usize, at: usize, is_base: bool) -> Found {
    let first = &sentence.tokens[start];
    let fact = (Form::PastFact, Some(at));
    if !is_base {
        return if pure_gerund(sentence, start) && at > start + 2 { NOTHING } else { fact };
    }
    // "Set Order Paid", "Mark Paid": what becomes of the object, or a fact about a mark.
    if first.is(Tags::COMPLEMENT) && !first.is(Tags::NOUN) {
        let of_object = at > start + 1;
        return match (of_object, first.is(Tags::NOUNISH | Tags::ANY_PAST)) {
            (false, _) => fact,
            (true, false) => (Form::Imperative, Some(start)),
            (true, true) => NOTHING,
        };
    }
    // "Send email about order placed" tells to do something; "Sign in to account failed" does not.
    let strict = |token: &super::Token<'_>| token.is(Tags::PREPOSITION) && !token.is(Tags::ADVERB);
    let between = &sentence.tokens[start + 1..at];
    if between.iter().any(strict) && !first.is(Tags::NOUNISH) {
        return NOTHING;
    }
    fact
}

/// A name that begins with the infinitive of a verb and says no past.
fn command(sentence: &Sentence<'_>, start: usize) -> Found {
    let first = &sentence.tokens[start];
    let command = (Form::Imperative, Some(start));
    let rest = start + 1..sentence.clause;
    if first.is(Tags::ANY_PAST) {
        // "Reset", "Shut down", "Put on hold": the past looks the same.
        let next_is_small = sentence.is(start + 1, Tags::ADVERB | Tags::PREPOSITION);
        return if rest.is_empty() || next_is_small { NOTHING } else { command };
    }
    if !first.is(Tags::NOUNISH | Tags::NOUN) {
        return command;
    }
    if let Some(at) = rest.clone().find(|&at| is_third(sentence, at)) {
        return (Form::Present, Some(at));
    }
    if let Some(at) = rest.clone().last().filter(|&at| pure_gerund(sentence, at)) {
        return (Form::Gerund, Some(at));
    }
    let last_is_state = rest.clone().last().is_some_and(|at| sentence.is(at, Tags::STATE));
    // "Order in transit" is no command, "Check in guest" is one.
    let next_is_strict = sentence.is(start + 1, Tags::PREPOSITION) && !sentence.is_phrasal(start);
    // "Order awaiting approval", "Order late by a day"; but "Order new item".
    let state_before_small = sentence.is(start + 1, Tags::STATE)
        && (sentence.is(start + 2, Tags::SMALL) || sentence.is(start + 1, Tags::GERUND));
    if last_is_state || next_is_strict || state_before_small {
        return NOTHING;
    }
    // "Order confirmation" is a thing, though one can order a confirmation.
    let of_thing = first.is(Tags::NOUN) && sentence.clause == start + 2;
    if of_thing && nominal(sentence, start + 1) {
        return (Form::NounPhrase, Some(start));
    }
    command
}

/// Whether the word says what somebody does: "places", but not the "orders" of a customer.
fn is_third(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence.is(at, Tags::THIRD)
        && !sentence.is(at, Tags::NOUN | Tags::STATE)
        && (!sentence.is(at, Tags::NOUNISH) || sentence.is_phrasal(at))
}

fn pure_gerund(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence.is(at, Tags::GERUND) && !sentence.is(at, Tags::NOUN | Tags::STATE | Tags::PREPOSITION)
}

/// A name that begins with no verb and says no past.
fn other(sentence: &Sentence<'_>, start: usize) -> Found {
    if pure_gerund(sentence, start) {
        return (Form::Gerund, Some(start));
    }
    let rest = start + 1..sentence.clause;
    if let Some(at) = rest.clone().find(|&at| is_third(sentence, at)) {
        return (Form::Present, Some(at));
    }
    for at in rest.clone() {
        let by_actor = sentence.is(at - 1, Tags::ACTOR);
        let object_follows = at + 1 < sentence.clause;
        let orders = sentence.is(at, Tags::THIRD | Tags::BASE)
            && !sentence.is(at, Tags::NOUN | Tags::STATE | Tags::SMALL | Tags::ANY_PAST);
        let nounish = sentence.is(at, Tags::NOUNISH);
        if by_actor && object_follows && orders && (!nounish || acts_on(sentence, at)) {
            return (Form::Present, Some(at));
        }
    }
    if (start..sentence.clause).any(|at| sentence.is(at, Tags::STATE)) {
        return NOTHING;
    }
    if let Some(at) = rest.clone().find(|&at| pure_gerund(sentence, at)) {
        return (Form::Gerund, Some(at));
    }
    let end = rest
        .clone()
        .find(|&at| sentence.is(at, Tags::PREPOSITION | Tags::CONJUNCTION))
        .unwrap_or(sentence.clause);
    let head = &sentence.tokens[end - 1];
    let is_noun = head.is(Tags::NOUN)
        || (head.is(Tags::NOUNISH) && !head.is(Tags::SMALL))
        || (head.info.tags == Tags::NONE && nominal(sentence, end - 1))
        || plural_of_noun(sentence, end - 1);
    if sentence.is(start, Tags::SMALL) || !is_noun {
        return guessed_command(sentence, start);
    }
    (Form::NounPhrase, None)
}

/// "Customer orders a pizza": an article shows that it is no plural.
fn acts_on(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence.is(at, Tags::THIRD) && sentence.is(at + 1, Tags::DETERMINER)
}

fn nominal(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence.lexicon.has_nominal_ending(sentence.key(&sentence.tokens[at]))
}

fn plural_of_noun(sentence: &Sentence<'_>, at: usize) -> bool {
    let token = &sentence.tokens[at];
    let key = sentence.key(token);
    if token.info.tags != Tags::NONE {
        return false;
    }
    let by = |singular: &str| sentence.lexicon.has(singular, Tags::NOUN);
    key.strip_suffix("ies").is_some_and(|stem| by(&format!("{stem}y")))
        || key.strip_suffix("es").is_some_and(by)
        || key
            .strip_suffix('s')
            .is_some_and(|stem| by(stem) || sentence.lexicon.has_nominal_ending(stem))
}

/// "Tokenize card": a verb by its ending, with something after it.
fn guessed_command(sentence: &Sentence<'_>, start: usize) -> Found {
    let first = &sentence.tokens[start];
    if first.is(Tags::BASE) && first.is(Tags::GUESSED) && start + 1 < sentence.clause {
        return (Form::Imperative, Some(start));
    }
    NOTHING
}
