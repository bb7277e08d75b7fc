//! The grammar of German and Dutch names: participles and infinitives stand at the end ("Bestellung
//! aufgegeben", "Bestelling plaatsen"), imperatives at the beginning.

use super::{Form, Found, NOTHING, Sentence};
use crate::Language;
use crate::lexicon::Tags;

pub(super) fn form(sentence: &Sentence<'_>) -> Found {
    let n = sentence.clause;
    let first = &sentence.tokens[0];
    if first.is(Tags::QUESTION | Tags::SUBORDINATE) && !first.is(Tags::AUX_PERFECT) {
        return NOTHING;
    }
    let find = |tags: Tags| (0..n).find(|&at| sentence.is(at, tags));
    let participle =
        (0..n).rev().find(|&at| sentence.is(at, Tags::PARTICIPLE) && is_verb(sentence, at));
    let auxiliary = |tags: Tags| {
        (0..n).any(|at| sentence.is(at, tags) && !sentence.is(at, Tags::NOUN | Tags::PREPOSITION))
    };
    if auxiliary(Tags::AUX_PAST) {
        return (Form::PastFact, participle.or_else(|| find(Tags::AUX_PAST)));
    }
    if auxiliary(Tags::AUX_PERFECT) && participle.is_some() {
        return (Form::PastFact, participle);
    }
    if auxiliary(Tags::AUX_PRESENT)
        && let Some(at) = (0..n).rev().find(|&at| sentence.is(at, Tags::BASE | Tags::PARTICIPLE))
    {
        return (Form::Present, Some(at));
    }
    let last = n - 1;
    if sentence.is(last, Tags::BASE) && is_verb(sentence, last) {
        if sentence.is(last, Tags::PARTICIPLE) {
            return NOTHING;
        }
        return (Form::Infinitive, Some(last));
    }
    // "Markiere als bezahlt".
    let complement = participle.is_some_and(|at| at > 0 && sentence.is(at - 1, Tags::PREPOSITION));
    if complement && first.is(Tags::IMPERATIVE) && is_verb(sentence, 0) {
        return (Form::Imperative, Some(0));
    }
    if let Some(at) = participle {
        return (Form::PastFact, Some(at));
    }
    let tentative = (0..n).any(|at| sentence.is(at, Tags::PARTICIPLE));
    if tentative {
        return NOTHING;
    }
    if let Some(at) = (0..n).find(|&at| sentence.is(at, Tags::PAST) && is_verb(sentence, at)) {
        return (Form::PastFact, Some(at));
    }
    command_or_thing(sentence)
}

/// Whether the word is not more likely a noun: in German nouns have a capital letter.
fn is_verb(sentence: &Sentence<'_>, at: usize) -> bool {
    let token = &sentence.tokens[at];
    if !token.is(Tags::NOUN | Tags::ADJECTIVE) {
        return true;
    }
    sentence.lexicon.language == Language::German
        && at > 0
        && !token.is(Tags::ADJECTIVE)
        && token.word.text.starts_with(char::is_lowercase)
        && sentence.tokens[0].word.text.starts_with(char::is_uppercase)
}

fn command_or_thing(sentence: &Sentence<'_>) -> Found {
    let n = sentence.clause;
    let first = &sentence.tokens[0];
    let you = sentence.tokens.get(1).is_some_and(|token| sentence.key(token) == "sie");
    if first.is(Tags::BASE) && n > 1 && you {
        return (Form::Imperative, Some(0));
    }
    if first.is(Tags::IMPERATIVE) && !first.is(Tags::SMALL | Tags::STATE) {
        let is_clear = !first.is(Tags::NOUN | Tags::ADJECTIVE)
            || sentence.is(1, Tags::DETERMINER)
            || (sentence.is(1, Tags::NOUN) && !sentence.is(2, Tags::VERB));
        let is_short = n == 1 && sentence.lexicon.language == Language::Dutch;
        return if is_clear && !is_short { (Form::Imperative, Some(0)) } else { NOTHING };
    }
    let third = (1..n).find(|&at| {
        sentence.is(at, Tags::THIRD)
            && !sentence.is(at, Tags::NOUN | Tags::ADJECTIVE | Tags::STATE | Tags::SMALL)
    });
    if let Some(at) = third {
        return (Form::Present, Some(at));
    }
    if (0..n).any(|at| sentence.is(at, Tags::STATE)) {
        return NOTHING;
    }
    let end = (1..n).find(|&at| sentence.is(at, Tags::PREPOSITION | Tags::DETERMINER)).unwrap_or(n);
    let head = &sentence.tokens[end - 1];
    let nominal =
        head.info.tags == Tags::NONE && sentence.lexicon.has_nominal_ending(sentence.key(head));
    let verb = (0..n).any(|at| sentence.is(at, Tags::VERB) && !sentence.is(at, Tags::NOUN));
    if !verb && !first.is(Tags::SMALL) && (head.is(Tags::NOUN) || nominal) {
        return (Form::NounPhrase, None);
    }
    NOTHING
}
