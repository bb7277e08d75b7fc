//! Wording that teaches something: what happens to data instead of what it means, machinery, buttons,
//! questions, two facts in one. Each predicate says where, and is silent when unsure.

use std::ops::Range;

use crate::Language;
use crate::analyse::{Form, Sentence, Token, Verb, form_of};
use crate::lexicon::Tags;
use crate::words::{Gap, fold_into};

/// The words that join two facts, in all languages.
const AND: [&str; 7] = ["and", "und", "sowie", "et", "y", "e", "en"];
/// The methods of HTTP that people write on notes.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/// Longest text of a button, and longest name of a message, in words.
const WHOLE_WORDS_MAX: usize = 4;

/// Why a text is about machinery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Technical {
    /// A call such as `POST /orders`; the range is the method.
    HttpCall(Range<usize>),
    /// The kind of thing at the end of an identifier: the "Event" of `OrderPlacedEvent`.
    Suffix(Range<usize>),
    /// A word of machinery or screens: "API called", "Sidebar opened", "Response received".
    Term(Range<usize>),
}

/// Two facts, or two commands, in one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// Where the first stands, in Unicode scalar values.
    pub first: Range<usize>,
    /// Where the second stands, in Unicode scalar values.
    pub second: Range<usize>,
}

/// The verb that only says what happens to data, as in "Order Updated". "Order Quantity Changed" says
/// more and has none.
///
/// # Source
/// The guide to event storming: "'Order Updated' says nothing useful … name events after business
/// meaning: 'Order Quantity Changed'".
#[must_use]
pub fn crud_verb(text: &str, language: Language) -> Option<Verb> {
    let sentence = Sentence::read(text, language);
    let (form, at) = form_of(&sentence);
    if matches!(form, Form::Unknown | Form::NounPhrase) {
        return None;
    }
    let verb = sentence.verb(&sentence.tokens[at?]);
    let tags = base_tags(&sentence, &verb)?;
    let content = sentence
        .words()
        .iter()
        .filter(|token| !token.is(Tags::SMALL) || token.is(Tags::NOUN | Tags::PREPOSITION))
        .count();
    let counts = tags.any(Tags::CRUD) && (!tags.any(Tags::WEAK) || content <= 2);
    counts.then_some(verb)
}

/// The verb of a command that only asks: "Get Orders", "View invoice".
#[must_use]
pub fn query_verb(text: &str, language: Language) -> Option<Verb> {
    let sentence = Sentence::read(text, language);
    let (form, at) = form_of(&sentence);
    if !matches!(form, Form::Imperative | Form::Infinitive) {
        return None;
    }
    let verb = sentence.verb(&sentence.tokens[at?]);
    base_tags(&sentence, &verb)?.any(Tags::QUERY).then_some(verb)
}

fn base_tags(sentence: &Sentence<'_>, verb: &Verb) -> Option<Tags> {
    let language = sentence.lexicon.language;
    let mut key = String::new();
    fold_into(verb.base.as_deref()?, language == Language::German, &mut key);
    Some(sentence.lexicon.get(&key).tags)
}

/// The words that are about machinery or screens and not about the business.
#[must_use]
pub fn technical(text: &str, language: Language) -> Option<Technical> {
    let sentence = Sentence::read(text, language);
    let first = sentence.tokens.first()?;
    let rest = text[first.word.bytes.end..].trim_start_matches([' ', '\t']);
    if METHODS.contains(&first.word.text) && rest.starts_with('/') {
        return Some(Technical::HttpCall(first.word.chars.clone()));
    }
    if let Some(suffix) = sentence.suffix.clone() {
        return Some(Technical::Suffix(suffix));
    }
    if let Some(range) = whole(&sentence, Tags::TECHNICAL_WHOLE) {
        return Some(Technical::Term(range));
    }
    let term = sentence.tokens.iter().find(|token| token.is(Tags::TECHNICAL))?;
    Some(Technical::Term(term.word.chars.clone()))
}

/// Where the text of a button is, or a deed of the mouse: "Click…", "Submit form", "OK".
#[must_use]
pub fn button_wording(text: &str, language: Language) -> Option<Range<usize>> {
    let sentence = Sentence::read(text, language);
    if let Some(range) = whole(&sentence, Tags::BUTTON) {
        return Some(range);
    }
    let first = sentence.tokens.first()?;
    let last = sentence.words().last()?;
    let german_end = last.is(Tags::BUTTON_FIRST) && last.is(Tags::BASE) && sentence.clause > 1;
    if first.is(Tags::BUTTON_FIRST) && sentence.clause > 1 {
        return Some(first.word.chars.clone());
    }
    (german_end && language.commands_in_infinitive()).then(|| last.word.chars.clone())
}

/// The range of all words, if together they have the tag.
fn whole(sentence: &Sentence<'_>, tag: Tags) -> Option<Range<usize>> {
    let tokens = &sentence.tokens;
    if tokens.is_empty() || tokens.len() > WHOLE_WORDS_MAX {
        return None;
    }
    let keys: Vec<&str> = tokens.iter().map(|token| sentence.key(token)).collect();
    let range = tokens[0].word.chars.start..tokens[tokens.len() - 1].word.chars.end;
    sentence.lexicon.has(&keys.join("+"), tag).then_some(range)
}

/// Whether the text asks something, as hot spots should.
#[must_use]
pub fn is_question(text: &str, language: Option<Language>) -> bool {
    if text.trim_end().ends_with(['?', '？', '؟', '\u{37e}']) {
        return true;
    }
    let Some(language) = language else { return false };
    let sentence = Sentence::read(text, language);
    let Some(first) = sentence.tokens.first().filter(|token| token.is(Tags::QUESTION)) else {
        return false;
    };
    // "Is paid" and "Must pay" are statements without a subject; "Should paused orders resume" is none.
    let auxiliary = first.is(Tags::ANY_AUX);
    let be = first.is(Tags::AUX_PAST | Tags::AUX_PERFECT) || sentence.key(first).len() < 4;
    let states = sentence.is(1, Tags::BASE | Tags::SMALL) || be && sentence.is(1, Tags::PARTICIPLE);
    sentence.clause > 2 && (!auxiliary || !states)
}

/// The two facts of "Order placed and payment received", or the two commands of "Accept/Reject Order";
/// `None` for one, as in "Terms and Conditions accepted".
#[must_use]
pub fn two_facts(text: &str, language: Language) -> Option<Joined> {
    let sentence = Sentence::read(text, language);
    let tokens = &sentence.tokens;
    if sentence.asks || tokens.first()?.is(Tags::SUBORDINATE) {
        return None;
    }
    for at in 1..sentence.clause {
        let by_word = tokens[at].is(Tags::CONJUNCTION) && AND.contains(&sentence.key(&tokens[at]));
        let by_mark = matches!(tokens[at].word.gap, Gap::Comma | Gap::Joint);
        if !by_word && !by_mark {
            continue;
        }
        let second = if by_word { at + 1 } else { at };
        let (left, right) = (&tokens[..at], &tokens[second..sentence.clause]);
        let (Some(first), Some(last)) = (left.first(), right.last()) else { continue };
        let pair = format!("{}+{}", sentence.key(&left[at - 1]), sentence.key(&right[0]));
        if sentence.lexicon.has(&pair, Tags::PAIR) {
            continue;
        }
        let end = left[at - 1].word.chars.end;
        if (is_fact(left) && is_fact(right)) || are_commands(language, left, right) {
            return Some(Joined {
                first: first.word.chars.start..end,
                second: right[0].word.chars.start..last.word.chars.end,
            });
        }
    }
    None
}

/// Whether some word says what happened.
fn is_fact(tokens: &[Token<'_>]) -> bool {
    tokens.iter().enumerate().any(|(at, token)| {
        let says = token.is(Tags::ANY_PAST) && !token.is(Tags::ADJECTIVE | Tags::NOUN);
        let after_article = at > 0 && tokens[at - 1].is(Tags::DETERMINER);
        // "Set" and "put" look like commands, unless they stand at the end.
        let clear = !token.is(Tags::BASE) || at + 1 == tokens.len() && at > 0;
        says && clear && !after_article
    })
}

fn are_commands(language: Language, left: &[Token<'_>], right: &[Token<'_>]) -> bool {
    let noun = |token: &Token<'_>| token.is(Tags::NOUN | Tags::NOUNISH);
    let begins = |tokens: &[Token<'_>]| {
        tokens.first().is_some_and(|token| {
            token.is(Tags::BASE) && (!noun(token) || (left.len() == 1 && tokens.len() > 1))
        })
    };
    let ends = |tokens: &[Token<'_>]| {
        tokens.last().is_some_and(|token| token.is(Tags::BASE) && !noun(token))
    };
    match language {
        Language::German | Language::Dutch => ends(left) && ends(right),
        Language::English | Language::French | Language::Spanish | Language::Portuguese => {
            left.first().is_some_and(|token| token.is(Tags::BASE)) && begins(right)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{Dutch, English, French, German, Portuguese, Spanish};

    fn cut(text: &str, range: Range<usize>) -> String {
        text.chars().skip(range.start).take(range.len()).collect()
    }

    #[test]
    fn crud_is_what_happens_to_data() {
        for (text, language) in [
            ("Order Updated", English),
            ("OrderCreated", English),
            ("Customer Changed", English),
            ("Delete Account", English),
            ("Bestellung gelöscht", German),
            ("Commande créée", French),
            ("Pedido actualizado", Spanish),
            ("Pedido atualizado", Portuguese),
            ("Bestelling verwijderd", Dutch),
        ] {
            assert!(crud_verb(text, language).is_some(), "{text}");
        }
        for text in [
            "Order Quantity Changed",
            "Address Corrected",
            "Order Placed",
            "Update",
            "Item added to cart",
        ] {
            let found = crud_verb(text, English);
            assert!(found.is_none() || text == "Update", "{text}");
        }
    }

    #[test]
    fn queries_ask() {
        for (text, language) in [
            ("Get Orders", English),
            ("ViewInvoice", English),
            ("Load customer", English),
            ("Rechnung anzeigen", German),
            ("Afficher la facture", French),
            ("Consultar pedido", Spanish),
            ("Consultar pedido", Portuguese),
            ("Factuur tonen", Dutch),
        ] {
            assert!(query_verb(text, language).is_some(), "{text}");
        }
        for text in ["Place Order", "View Opened", "Load", "Orders listed"] {
            assert!(query_verb(text, English).is_none() || text == "Load", "{text}");
        }
    }

    #[test]
    fn machinery_is_told_from_business() {
        let kind = |text| technical(text, English);
        assert_eq!(kind("POST /orders"), Some(Technical::HttpCall(0..4)));
        assert_eq!(kind("OrderPlacedEvent"), Some(Technical::Suffix(11..16)));
        assert_eq!(kind("MeetingCreatedDomainEvent"), Some(Technical::Suffix(14..25)));
        assert_eq!(kind("Stripe API Called"), Some(Technical::Term(7..10)));
        assert_eq!(kind("Sidebar opened"), Some(Technical::Term(0..7)));
        assert_eq!(kind("Response Received"), Some(Technical::Term(0..17)));
        for text in [
            "Survey response received",
            "Order placed",
            "Post office opened",
            "Event cancelled",
            "",
        ] {
            assert_eq!(kind(text), None, "{text}");
        }
    }

    #[test]
    fn buttons_are_pressed() {
        for text in ["OK", "Submit form", "Click Pay", "Log in", "press the red button"] {
            assert!(button_wording(text, English).is_some(), "{text}");
        }
        for text in ["Submit Claim", "Place Order", "Press Release Approved written"] {
            let found = button_wording(text, English);
            assert!(found.is_none() || text.starts_with("Press"), "{text}");
        }
        assert!(button_wording("Auf Kaufen klicken", German).is_some());
    }

    #[test]
    fn questions_ask() {
        for text in
            ["Who pays?", "what if the gateway is down", "Should paused subscriptions resume"]
        {
            assert!(is_question(text, Some(English)), "{text}");
        }
        assert!(is_question("誰が払う？", None));
        assert!(is_question("Wer zahlt den Versand", Some(German)));
        for text in ["Payment late", "Is paid", "Whenever paid", ""] {
            assert!(!is_question(text, Some(English)), "{text}");
        }
    }

    #[test]
    fn two_facts_are_told_from_one() {
        for (text, language, first, second) in [
            ("Order placed and payment received", English, "Order placed", "payment received"),
            ("Payment Accepted/Rejected", English, "Payment Accepted", "Rejected"),
            ("OrderPickedAndPacked", English, "OrderPicked", "Packed"),
            ("Item picked, packed", English, "Item picked", "packed"),
            ("Order placed & paid", English, "Order placed", "paid"),
            ("Accept/Reject Order", English, "Accept", "Reject Order"),
            ("Bestellung geprüft und freigegeben", German, "Bestellung geprüft", "freigegeben"),
            ("Commande validée et payée", French, "Commande validée", "payée"),
            ("Pedido creado y pagado", Spanish, "Pedido creado", "pagado"),
            ("Pedido criado e pago", Portuguese, "Pedido criado", "pago"),
            ("Bestelling geplaatst en betaald", Dutch, "Bestelling geplaatst", "betaald"),
        ] {
            let joined = two_facts(text, language).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (cut(text, joined.first), cut(text, joined.second)),
                (first.into(), second.into())
            );
        }
        for text in [
            "Terms and Conditions accepted",
            "Research & Development started",
            "Order placed",
            "Name and address verified",
            "Order accepted or rejected",
            "Add name and address",
            "When order placed and paid, then ship",
            "Order received, urgent",
            "Profit and loss reported",
        ] {
            assert_eq!(two_facts(text, English), None, "{text}");
        }
    }
}
