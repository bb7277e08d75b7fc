//! An event from a command and back, in the words and the spelling of the text: "Place Order" and
//! "Order Placed", `add_item` and `item_added`. English only; other languages need genders and cases
//! that a table of verbs does not know.

use crate::Language;
use crate::analyse::{Form, Sentence, Token, Verb, form_of};
use crate::lexicon::Tags;
use crate::words::Gap;

/// What happened when the command was carried out: "Order Placed" for "Place Order". `None` if the
/// text already says what happened, or says nothing that is understood.
#[must_use]
pub fn past_of(text: &str, language: Language) -> Option<String> {
    let sentence = english(text, language)?;
    let (form, at) = form_of(&sentence);
    let at = at?;
    let verb = sentence.verb(&sentence.tokens[at]);
    let n = sentence.clause;
    let words = match form {
        Form::Imperative | Form::Infinitive => done(&sentence, at, &verb)?,
        Form::Gerund if at == 0 => done(&sentence, at, &verb)?,
        Form::Gerund if at + 1 == n => replaced(&sentence, at, at, &[&verb.participle?]),
        Form::Gerund => replaced(&sentence, at, at, &[&verb.past?]),
        Form::Present => happened(&sentence, at, &verb)?,
        Form::PastFact | Form::NounPhrase | Form::Unknown => return None,
    };
    Some(Style::of(&sentence).write(&words))
}

/// The command that brings the event about: "Place Order" for "Order Placed". `None` if the text is a
/// command already, if nobody can command it ("Payment Failed"), or if it is not understood.
#[must_use]
pub fn imperative_of(text: &str, language: Language) -> Option<String> {
    let sentence = english(text, language)?;
    let (form, at) = form_of(&sentence);
    let at = at?;
    let token = &sentence.tokens[at];
    let verb = sentence.verb(token);
    if token.is(Tags::INTRANSITIVE) {
        return None;
    }
    let words = match form {
        Form::PastFact | Form::Present | Form::Gerund => ordered(&sentence, at, &verb)?,
        Form::Infinitive => rest(&sentence, at, &verb.base?),
        Form::Imperative | Form::NounPhrase | Form::Unknown => return None,
    };
    Some(Style::of(&sentence).write(&words))
}

fn english(text: &str, language: Language) -> Option<Sentence<'_>> {
    let sentence = Sentence::read(text, language);
    let whole = sentence.clause == sentence.tokens.len();
    (language == Language::English && whole).then_some(sentence)
}

/// A word of the text to be; words of verbs are new.
#[derive(Debug)]
enum Piece<'a> {
    Kept(&'a str),
    New(String),
}

fn kept<'a>(tokens: &[Token<'a>]) -> Vec<Piece<'a>> {
    tokens.iter().map(|token| Piece::Kept(token.word.text)).collect()
}

fn new<'a>(words: &str) -> Vec<Piece<'a>> {
    words.split(' ').map(|word| Piece::New(word.to_owned())).collect()
}

/// The sentence with the words from `from` to `to` replaced.
fn replaced<'a>(sentence: &Sentence<'a>, from: usize, to: usize, with: &[&str]) -> Vec<Piece<'a>> {
    let mut pieces = kept(&sentence.words()[..from]);
    pieces.extend(with.iter().flat_map(|words| new(words)));
    pieces.extend(kept(&sentence.words()[to + 1..]));
    pieces
}

/// How many words after the verb at `at` belong to it: "out" of "check out".
fn particle(sentence: &Sentence<'_>, at: usize, base: &str) -> usize {
    let Some(next) = sentence.words().get(at + 1) else { return 0 };
    let joined = format!("{base}+{}", sentence.key(next));
    usize::from(sentence.lexicon.has(&joined, Tags::PHRASAL))
}

/// "Place the order at once" as "order placed at once".
fn done<'a>(sentence: &Sentence<'a>, at: usize, verb: &Verb) -> Option<Vec<Piece<'a>>> {
    let words = sentence.words();
    let participle = verb.participle.as_deref()?;
    let after = at + 1 + particle(sentence, at, verb.base.as_deref()?);
    let joins = |token: &Token<'_>| token.is(Tags::CONJUNCTION) || token.word.gap == Gap::Joint;
    if words.get(after).is_some_and(joins) {
        return None;
    }
    let mut object = after;
    while object < words.len() && words[object].is(Tags::DETERMINER) {
        object += 1;
    }
    let complement = words[at].is(Tags::COMPLEMENT);
    let ends = |token: &Token<'_>| {
        token.is(Tags::PREPOSITION | Tags::SUBORDINATE)
            || token.is(Tags::ADVERB) && !token.is(Tags::STATE | Tags::NOUN)
            || (complement && token.is(Tags::STATE | Tags::PARTICIPLE))
    };
    let end = (object..words.len())
        .find(|&at| ends(&words[at]) && (at > object || words[at].is(Tags::PREPOSITION)))
        .unwrap_or(words.len());
    let mut pieces = kept(&words[object..end]);
    pieces.extend(kept(&words[..at]).into_iter().filter(|piece| {
        matches!(piece, Piece::Kept(word) if !["to", "please", "Please", "To"].contains(word))
    }));
    pieces.extend(new(participle));
    pieces.extend(kept(&words[at + 1..after]));
    pieces.extend(kept(&words[end..]));
    Some(pieces)
}

/// "Customer places order" as "Customer placed order", "order is placed" as "order was placed".
fn happened<'a>(sentence: &Sentence<'a>, at: usize, verb: &Verb) -> Option<Vec<Piece<'a>>> {
    let words = sentence.words();
    let first_aux = (0..at).find(|&at| words[at].is(Tags::AUX_PRESENT));
    let Some(aux) = first_aux else {
        return Some(replaced(sentence, at, at, &[verb.past.as_deref()?]));
    };
    let negated = words[aux..at].iter().any(|token| {
        let key = sentence.key(token);
        key == "not" || key == "never" || key.ends_with("n't") || key == "cannot"
    });
    if negated {
        return None;
    }
    if words[at].is(Tags::PARTICIPLE) {
        let plural = matches!(sentence.key(&words[aux]), "are");
        let was = if plural { "were" } else { "was" };
        let participle = words[at].word.text;
        return Some(replaced(sentence, aux, at, &[was, participle]));
    }
    Some(replaced(sentence, aux, at, &[verb.past.as_deref()?]))
}

/// The base and what follows the verb.
fn rest<'a>(sentence: &Sentence<'a>, at: usize, base: &str) -> Vec<Piece<'a>> {
    let mut pieces = new(base);
    pieces.extend(kept(&sentence.words()[at + 1..]));
    pieces
}

/// "Order was placed by phone" as "place order by phone".
fn ordered<'a>(sentence: &Sentence<'a>, at: usize, verb: &Verb) -> Option<Vec<Piece<'a>>> {
    let words = sentence.words();
    let base = verb.base.as_deref()?;
    if words.iter().any(|token| {
        let key = sentence.key(token);
        matches!(key, "not" | "never" | "no" | "already") || key.ends_with("n't")
    }) {
        return None;
    }
    let aux = |token: &Token<'_>| token.is(Tags::ANY_AUX) || sentence.key(token) == "been";
    let passive = words[..at].iter().any(|token| {
        matches!(
            sentence.key(token),
            "was" | "were" | "been" | "is" | "are" | "be" | "being" | "got"
        )
    });
    let after = at + 1 + particle(sentence, at, base);
    let object_follows = words.get(after).is_some_and(|next| {
        !next.is(Tags::ADVERB | Tags::PREPOSITION | Tags::CONJUNCTION | Tags::SUBORDINATE)
    });
    let subject: Vec<Token<'a>> = words[..at].iter().filter(|token| !aux(token)).cloned().collect();
    let active = words[..at].iter().any(|token| token.is(Tags::AUX_PERFECT)) && !passive;
    let by_actor = subject.last().is_some_and(|token| token.is(Tags::ACTOR));
    let drops_subject = !passive && (object_follows && by_actor || active);
    if object_follows && !subject.is_empty() && !drops_subject {
        return None;
    }
    let mut pieces = new(base);
    pieces.extend(kept(&words[at + 1..after]));
    if !drops_subject {
        pieces.extend(kept(&subject));
    }
    let by = (after..words.len()).find(|&at| sentence.key(&words[at]) == "by");
    pieces.extend(kept(&words[after..by.unwrap_or(words.len())]));
    Some(pieces)
}

/// How the words of a text are put together.
#[derive(Debug, Clone, Copy)]
struct Style {
    /// What stands between words; `None` in `ItemAdded`.
    between: Option<char>,
    case: Case,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// item added
    Lower,
    /// ITEM ADDED
    Upper,
    /// Item added
    First,
    /// Item Added
    Every,
    /// itemAdded
    EveryButFirst,
}

impl Style {
    fn of(sentence: &Sentence<'_>) -> Self {
        let words = sentence.words();
        let spaced = words.iter().skip(1).any(|token| token.word.gap != Gap::Glued);
        let touching = |pair: &[Token<'_>]| pair[0].word.bytes.end == pair[1].word.bytes.start;
        let between = if spaced || words.len() < 2 {
            Some(' ')
        } else if words.windows(2).any(touching) {
            None
        } else {
            // What joins an identifier is one letter of ASCII, or "::", of which one is enough.
            sentence.joint()
        };
        let capital = |token: &Token<'_>| token.word.text.starts_with(char::is_uppercase);
        let whole = |token: &Token<'_>| !token.word.text.chars().any(char::is_lowercase);
        let capitals = words.iter().filter(|token| capital(token)).count();
        let small_words = words.iter().filter(|token| token.is(Tags::SMALL)).count();
        let first = words.first().is_some_and(capital);
        let case = if words.iter().all(whole) && capitals > 0 {
            Case::Upper
        } else if !first && between.is_none() {
            Case::EveryButFirst
        } else if first
            && capitals + small_words >= words.len()
            && (capitals > 1 || words.len() == 1)
        {
            Case::Every
        } else if first {
            Case::First
        } else {
            Case::Lower
        };
        Self { between, case }
    }

    fn write(self, pieces: &[Piece<'_>]) -> String {
        let mut text = String::new();
        for (at, piece) in pieces.iter().enumerate() {
            if at > 0 {
                text.extend(self.between);
            }
            let (word, is_new) = match piece {
                Piece::Kept(word) => (*word, false),
                Piece::New(word) => (word.as_str(), true),
            };
            let is_name = !is_new && word.chars().filter(|c| c.is_uppercase()).count() > 1;
            match self.case {
                Case::Upper => text.extend(word.chars().flat_map(char::to_uppercase)),
                _ if is_name => text.push_str(word),
                Case::Lower => text.push_str(&uncapitalised(word)),
                Case::First if at == 0 => text.push_str(&capitalised(word)),
                Case::First => text.push_str(&uncapitalised(word)),
                Case::EveryButFirst if at == 0 => text.push_str(&uncapitalised(word)),
                Case::Every if !is_new && self.between == Some(' ') && at > 0 => {
                    text.push_str(word)
                }
                Case::Every | Case::EveryButFirst => text.push_str(&capitalised(word)),
            }
        }
        text
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(char::to_uppercase).into_iter().flatten().chain(chars).collect()
}

fn uncapitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(char::to_lowercase).into_iter().flatten().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_become_events() {
        for (command, event) in [
            ("Place Order", "Order Placed"),
            ("Place order", "Order placed"),
            ("AddItem", "ItemAdded"),
            ("addItem", "itemAdded"),
            ("add_item", "item_added"),
            ("remove-item", "item-removed"),
            ("Send invoice to customer", "Invoice sent to customer"),
            ("Place the order", "Order placed"),
            ("CheckoutCart", "CartCheckedOut"),
            ("Check Out Cart", "Cart Checked Out"),
            ("Sign up customer", "Customer signed up"),
            ("MakeProductFreeForOrder", "ProductMadeFreeForOrder"),
            ("Mark order as paid", "Order marked as paid"),
            ("Reassign Task", "Task Reassigned"),
            ("Withdraw Money", "Money Withdrawn"),
            ("Customer places order", "Customer placed order"),
            ("Order is placed", "Order was placed"),
            ("Orders are shipped", "Orders were shipped"),
            ("Customer takes loan", "Customer took loan"),
            ("Order Places", "Order Placed"),
            ("Placing order", "Order placed"),
            ("Order Processing", "Order Processed"),
            ("Set Price", "Price Set"),
            ("To place an order", "Order placed"),
        ] {
            assert_eq!(past_of(command, Language::English).as_deref(), Some(event), "{command}");
        }
    }

    #[test]
    fn events_become_commands() {
        for (event, command) in [
            ("Order Placed", "Place Order"),
            ("Order placed", "Place order"),
            ("ItemAdded", "AddItem"),
            ("item_added", "add_item"),
            ("Order was placed", "Place order"),
            ("Order has been shipped", "Ship order"),
            ("CartCheckedOut", "CheckOutCart"),
            ("Customer placed order", "Place order"),
            ("Item added to cart", "Add item to cart"),
            ("Item Added v2", "Add Item"),
            ("Order cancelled by customer", "Cancel order"),
            ("Money Withdrawn", "Withdraw Money"),
            ("PDF created", "Create PDF"),
        ] {
            assert_eq!(
                imperative_of(event, Language::English).as_deref(),
                Some(command),
                "{event}"
            );
        }
        for event in
            ["Payment failed", "Subscription Lapsed", "Order not placed", "Place Order", ""]
        {
            assert_eq!(imperative_of(event, Language::English), None, "{event}");
        }
    }

    #[test]
    fn what_is_no_command_stays() {
        for text in ["Order Placed", "Order confirmation", "", "Zamówienie", "When X, then Y"] {
            assert_eq!(past_of(text, Language::English), None, "{text}");
        }
        assert_eq!(past_of("Bestellung aufgeben", Language::German), None);
    }
}
