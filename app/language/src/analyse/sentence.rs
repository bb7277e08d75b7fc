//! A text as the words of its first clause, each with what is known of it.

use std::ops::Range;

use super::Verb;
use crate::Language;
use crate::forms;
use crate::lexicon::{self, Info, Lexicon, Tags};
use crate::words::{self, Gap, Word, fold_into};

/// A word, and what is known of it.
#[derive(Debug, Clone)]
pub(crate) struct Token<'a> {
    pub(crate) word: Word<'a>,
    pub(crate) info: Info,
    key: Range<usize>,
}

impl Token<'_> {
    pub(crate) const fn is(&self, tags: Tags) -> bool {
        self.info.is(tags)
    }
}

/// The words of a note that count: no remarks in brackets, no number at the end, no "Event" at the end
/// of an identifier, no "Event:" before it.
#[derive(Debug)]
pub(crate) struct Sentence<'a> {
    pub(crate) lexicon: &'static Lexicon,
    pub(crate) tokens: Vec<Token<'a>>,
    /// How many words the first clause has.
    pub(crate) clause: usize,
    /// Whether it is a question.
    pub(crate) asks: bool,
    /// Where a suffix such as "Event" was left out of an identifier.
    pub(crate) suffix: Option<Range<usize>>,
    keys: String,
    text: &'a str,
}

impl<'a> Sentence<'a> {
    pub(crate) fn read(text: &'a str, language: Language) -> Self {
        let lexicon = lexicon::of(language);
        let split = words::split(text);
        let mut keys = String::with_capacity(text.len().min(256) + 8);
        let mut tokens = Vec::with_capacity(split.len());
        let mut key = String::new();
        for word in split {
            if word.aside {
                continue;
            }
            fold_into(word.text, language == Language::German, &mut key);
            let start = keys.len();
            keys.push_str(&key);
            let info = look_up(lexicon, &key, word.text);
            tokens.push(Token { word, info, key: start..keys.len() });
        }
        let asks = text.trim_end().ends_with(['?', '？', '؟']);
        let mut sentence = Self { lexicon, tokens, clause: 0, asks, suffix: None, keys, text };
        sentence.drop_label();
        sentence.drop_end();
        sentence.clause = sentence.first_clause();
        sentence
    }

    /// The words of the first clause.
    pub(crate) fn words(&self) -> &[Token<'a>] {
        &self.tokens[..self.clause]
    }

    pub(crate) fn key(&self, token: &Token<'_>) -> &str {
        &self.keys[token.key.clone()]
    }

    /// Whether the word at this place of the clause is any of these; no word is nothing.
    pub(crate) fn is(&self, at: usize, tags: Tags) -> bool {
        at < self.clause && self.tokens[at].is(tags)
    }

    /// Whether a later clause could say what happened.
    pub(crate) fn later_past(&self) -> bool {
        self.tokens[self.clause..].iter().any(|token| token.is(Tags::ANY_PAST | Tags::AUX_PAST))
    }

    /// Whether the verb at this place and the word after it belong together: "check out".
    pub(crate) fn is_phrasal(&self, at: usize) -> bool {
        let (Some(verb), Some(next)) = (self.tokens.get(at), self.words().get(at + 1)) else {
            return false;
        };
        let base = verb.info.verb.map(|verb| self.lexicon.verbs[usize::from(verb)].base);
        base.is_some_and(|base| {
            self.lexicon.has(&format!("{base}+{}", self.key(next)), Tags::PHRASAL)
        })
    }

    /// The letter that joins the words of an identifier.
    pub(crate) fn joint(&self) -> Option<char> {
        let [first, second, ..] = self.words() else { return None };
        self.text[first.word.bytes.end..second.word.bytes.start].chars().next()
    }

    /// The verb of which the word is a form.
    pub(crate) fn verb(&self, token: &Token<'_>) -> Verb {
        let range = token.word.chars.clone();
        let Some(known) = token.info.verb.map(|at| &self.lexicon.verbs[usize::from(at)]) else {
            return Verb { range, base: None, past: None, participle: None };
        };
        let key = self.key(token);
        let prefix = &key[..usize::from(token.info.prefix)];
        let with = |form: &str| (!form.is_empty()).then(|| format!("{prefix}{form}"));
        let separable = !prefix.is_empty()
            && matches!(self.lexicon.language, Language::German | Language::Dutch);
        let past = if separable { None } else { with(&known.past) };
        Verb { range, base: with(known.base), past, participle: with(&known.participle) }
    }

    /// Leaves out "Event:" and the like before a name.
    fn drop_label(&mut self) {
        let labels = self.tokens.iter().take(3).take_while(|token| token.is(Tags::SUFFIX)).count();
        let stops = self.tokens.get(labels).is_some_and(|next| next.word.gap == Gap::Stop);
        if labels > 0 && stops {
            self.tokens.drain(..labels);
        }
    }

    fn drop_end(&mut self) {
        while self.tokens.len() > 1
            && self.tokens.last().is_some_and(|token| is_number(self.key(token)))
        {
            self.tokens.pop();
        }
        let glued = |token: &Token<'_>| token.word.gap == Gap::Glued && token.is(Tags::SUFFIX);
        let end = self.tokens.len();
        if end > 2 && self.tokens.last().is_some_and(glued) {
            let mut from = end - 1;
            let kinds = ["domain", "integration"];
            if from > 2 && kinds.contains(&self.key(&self.tokens[from - 1])) {
                from -= 1;
            }
            let first = self.tokens[from].word.chars.start;
            self.suffix = Some(first..self.tokens[end - 1].word.chars.end);
            self.tokens.truncate(from);
        }
    }

    fn first_clause(&self) -> usize {
        let stop = self.tokens.iter().skip(1).position(|token| token.word.gap == Gap::Stop);
        stop.map_or(self.tokens.len(), |at| at + 1)
    }
}

/// Whether it is a number or a version: `2`, `v2`, `2nd`.
fn is_number(key: &str) -> bool {
    let digits = key.strip_prefix('v').unwrap_or(key);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.len() <= 12
}

/// What is known of a word: by the table, by a prefix before a word of the table, or by its ending.
pub(crate) fn look_up(lexicon: &Lexicon, key: &str, text: &str) -> Info {
    let info = lexicon.get(key);
    // A word may be listed for its meaning only ("anzeigen" asks), and be a verb by its prefix.
    let info = if info.is(Tags::KIND) {
        info
    } else {
        let found = by_prefix(lexicon, key);
        info.or(found)
    };
    match lexicon.language {
        Language::English if !info.is(Tags::KIND) => info.or(by_english_ending(key)),
        Language::German if !info.is(Tags::KIND) => info.or(by_german_ending(key)),
        Language::English | Language::German | Language::Dutch => info,
        Language::French => by_french_accent(info, key, text),
        Language::Spanish => by_spanish_accent(info, key, text),
        Language::Portuguese => by_portuguese_accent(info, key, text),
    }
}

const fn guessed(tags: Tags) -> Info {
    Info { tags, verb: None, prefix: 0 }
}

fn by_prefix(lexicon: &Lexicon, key: &str) -> Info {
    let starts = forms::prefixes(lexicon.language);
    let parting = forms::separable_prefixes(lexicon.language);
    let mut best = Info::default();
    for (prefix, parts) in
        starts.iter().map(|prefix| (*prefix, false)).chain(parting.iter().map(|it| (*it, true)))
    {
        let Some(rest) = key.strip_prefix(prefix).filter(|rest| rest.len() > 2) else { continue };
        let found = lexicon.get(rest);
        let kept = if parts {
            Tags::BASE | Tags::PARTICIPLE
        } else {
            Tags::VERB | Tags::INTRANSITIVE | Tags::COMPLEMENT
        };
        let tags = found.tags.without(Tags::ALL.without(kept));
        if !tags.any(Tags::VERB) || prefix.len() < usize::from(best.prefix) {
            continue;
        }
        best = Info { tags, verb: found.verb, prefix: u8::try_from(prefix.len()).unwrap_or(0) };
    }
    best
}

fn by_english_ending(key: &str) -> Info {
    let is_verb = (key.ends_with("ize") || key.ends_with("ify")) && key.len() > 5;
    let ends = key.ends_with("ed") && !key.ends_with("eed") || key.ends_with("'d");
    if ends && (key.len() > 4 || key.ends_with("'d")) {
        guessed(Tags::ANY_PAST | Tags::GUESSED)
    } else if is_verb {
        guessed(Tags::BASE | Tags::GUESSED)
    } else {
        Info::default()
    }
}

fn by_german_ending(key: &str) -> Info {
    let by_ge =
        key.len() > 5 && key.starts_with("ge") && (key.ends_with('t') || key.ends_with("en"));
    let inside = forms::separable_prefixes(Language::German).iter().any(|prefix| {
        key.strip_prefix(prefix).is_some_and(|rest| {
            rest.starts_with("ge")
                && rest.len() > 5
                && (rest.ends_with('t') || rest.ends_with("en"))
        })
    });
    if by_ge || inside || (key.ends_with("iert") && key.len() > 6) {
        guessed(Tags::PARTICIPLE | Tags::GUESSED)
    } else {
        Info::default()
    }
}

/// "validé" is a participle and "valide" is none; nouns such as "qualité" are in the table.
fn by_french_accent(mut info: Info, key: &str, text: &str) -> Info {
    if key == "a" && text.ends_with('à') {
        info.tags = info.tags.without(Tags::ANY_AUX);
    }
    let accent = ends_with(text, &["é", "ée", "és", "ées"]);
    if !accent || info.is(Tags::NOUN | Tags::SMALL | Tags::ADJECTIVE) {
        return info;
    }
    if info.tags == Tags::NONE {
        let noun = key.ends_with("ite") && key.len() > 6;
        return if noun { info } else { guessed(Tags::PARTICIPLE | Tags::GUESSED) };
    }
    info.tags = info.tags.without(Tags::VERB | Tags::STATE) | Tags::PARTICIPLE;
    info
}

fn by_spanish_accent(mut info: Info, key: &str, text: &str) -> Info {
    if ends_with(text, &["ó"]) {
        info.tags = info.tags.without(Tags::NOUN) | Tags::PAST;
        return info;
    }
    if info.tags != Tags::NONE {
        return info;
    }
    let ending = ["ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas"];
    if key.len() > 5 && ending.iter().any(|end| key.ends_with(end)) {
        return guessed(Tags::PARTICIPLE | Tags::GUESSED);
    }
    info
}

fn by_portuguese_accent(mut info: Info, key: &str, text: &str) -> Info {
    if key == "e" {
        let aux = ends_with(text, &["é"]);
        let lost = if aux { Tags::CONJUNCTION } else { Tags::ANY_AUX };
        info.tags = info.tags.without(lost);
    }
    if info.tags != Tags::NONE {
        return info;
    }
    let ending = ["ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas"];
    let past = ["ou", "aram", "eu", "iu"];
    if key.len() > 5 && ending.iter().any(|end| key.ends_with(end)) {
        return guessed(Tags::PARTICIPLE | Tags::GUESSED);
    }
    if key.len() > 4 && past.iter().any(|end| key.ends_with(end)) {
        return guessed(Tags::PAST | Tags::GUESSED);
    }
    info
}

/// Whether the text ends with one of these in any letter case; the endings in lower case.
fn ends_with(text: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| {
        let mut back = text.chars().rev().flat_map(char::to_lowercase);
        ending.chars().rev().all(|c| back.next() == Some(c))
    })
}
