//! The words of a language as one table, built once from its data file: what each word is,
//! and which form of which verb. The format of the files is told at the head of `data/english.txt`.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::Language;
use crate::forms::{self, Conjugation};
use crate::words::fold_into;

/// A set of properties of a word: what it may be, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tags(u64);

macro_rules! tags {
    ($($name:ident = $section:literal),+ $(,)?) => {
        impl Tags {
            tags!(@bits 0; $($name,)+);

            /// The tag that a section of a data file gives to its words.
            fn of_section(section: &str) -> Option<Self> {
                match section { $($section => Some(Self::$name),)+ _ => None }
            }
        }
    };
    (@bits $bit:expr; $name:ident, $($rest:ident,)*) => {
        pub(crate) const $name: Self = Self(1 << $bit);
        tags!(@bits $bit + 1; $($rest,)*);
    };
    (@bits $bit:expr;) => { const NEXT: u32 = $bit; };
}

tags! {
    NOUN = "nouns", ACTOR = "actors", STATE = "states", ADJECTIVE = "adjectives", ADVERB = "adverbs",
    PREPOSITION = "prepositions", DETERMINER = "determiners", PRONOUN = "pronouns",
    CONJUNCTION = "conjunctions", SUBORDINATE = "subordinate", AUX_PAST = "aux-past",
    AUX_PERFECT = "aux-perfect", AUX_PRESENT = "aux-present", FUNCTION = "function", CRUD = "crud",
    QUERY = "query", BUTTON_FIRST = "button-first", BUTTON = "button", TECHNICAL = "technical",
    TECHNICAL_WHOLE = "technical-whole", SUFFIX = "suffixes", WHEN = "when", THEN = "then",
    QUESTION = "question", PAIR = "pairs", PHRASAL = "phrasal",
}

/// Forms of verbs, and properties of verbs: the bits after those of the sections.
macro_rules! more_tags {
    ($bit:expr;) => {};
    ($bit:expr; $(#[$doc:meta])* $name:ident, $($rest:tt)*) => {
        $(#[$doc])*
        pub(crate) const $name: Self = Self(1 << ($bit));
        more_tags!($bit + 1; $($rest)*);
    };
}

impl Tags {
    more_tags! { Self::NEXT;
        /// The infinitive.
        BASE,
        /// A form that commands.
        IMPERATIVE,
        /// The third person singular of the present.
        THIRD,
        /// The present participle.
        GERUND,
        /// A form of the past that is no participle.
        PAST,
        /// The past participle.
        PARTICIPLE,
        /// A verb that is as often a noun.
        NOUNISH,
        /// A verb that takes no object.
        INTRANSITIVE,
        /// A verb that takes an object and what becomes of it.
        COMPLEMENT,
        /// Only if nothing else is said (marked words of the sections about wording).
        WEAK,
        /// Found by a rule, not in the table.
        GUESSED,
    }

    pub(crate) const NONE: Self = Self(0);
    /// Everything.
    pub(crate) const ALL: Self = Self(u64::MAX);
    /// Any past form.
    pub(crate) const ANY_PAST: Self = Self(Self::PAST.0 | Self::PARTICIPLE.0);
    /// Any auxiliary.
    pub(crate) const ANY_AUX: Self =
        Self(Self::AUX_PAST.0 | Self::AUX_PERFECT.0 | Self::AUX_PRESENT.0);
    /// Words that are neither verb nor noun.
    pub(crate) const SMALL: Self = Self(
        Self::ADVERB.0
            | Self::PREPOSITION.0
            | Self::DETERMINER.0
            | Self::PRONOUN.0
            | Self::CONJUNCTION.0
            | Self::SUBORDINATE.0
            | Self::ANY_AUX.0,
    );
    /// Any form of a verb.
    pub(crate) const VERB: Self =
        Self(Self::BASE.0 | Self::IMPERATIVE.0 | Self::THIRD.0 | Self::GERUND.0 | Self::ANY_PAST.0);

    /// Whether it is any of these.
    pub(crate) const fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// What makes a word a part of speech, apart from what sections about wording say of it.
    pub(crate) const KIND: Self = Self(
        Self::VERB.0
            | Self::SMALL.0
            | Self::NOUN.0
            | Self::ACTOR.0
            | Self::STATE.0
            | Self::ADJECTIVE.0,
    );

    /// Without these.
    pub(crate) const fn without(self, of: Self) -> Self {
        Self(self.0 & !of.0)
    }
}

impl std::ops::BitOr for Tags {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What is known of a word.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Info {
    pub(crate) tags: Tags,
    /// The verb of which it is a form, if it is one of the table.
    pub(crate) verb: Option<u16>,
    /// Letters of the prefix before that verb ("re" of "reassign").
    pub(crate) prefix: u8,
}

impl Info {
    /// Whether it is any of these.
    pub(crate) const fn is(self, of: Tags) -> bool {
        self.tags.any(of)
    }

    /// With what else is known of the word.
    pub(crate) fn or(self, more: Self) -> Self {
        Self { tags: self.tags | more.tags, ..more }
    }
}

/// A verb of the table, with its forms as they are written.
#[derive(Debug)]
pub(crate) struct KnownVerb {
    pub(crate) base: &'static str,
    pub(crate) past: Cow<'static, str>,
    pub(crate) participle: Cow<'static, str>,
}

/// The words of one language.
#[derive(Debug)]
pub(crate) struct Lexicon {
    pub(crate) language: Language,
    words: Table,
    pub(crate) verbs: Vec<KnownVerb>,
    nominal: Vec<Box<str>>,
}

const ENGLISH: &str = include_str!("../data/english.txt");
const GERMAN: &str = include_str!("../data/german.txt");
const FRENCH: &str = include_str!("../data/french.txt");
const SPANISH: &str = include_str!("../data/spanish.txt");
const PORTUGUESE: &str = include_str!("../data/portuguese.txt");
const DUTCH: &str = include_str!("../data/dutch.txt");
const OTHER: &str = include_str!("../data/other.txt");

/// The table of a language.
pub(crate) fn of(language: Language) -> &'static Lexicon {
    static TABLES: [OnceLock<Lexicon>; 6] = [const { OnceLock::new() }; 6];
    let (at, text) = match language {
        Language::English => (0, ENGLISH),
        Language::German => (1, GERMAN),
        Language::French => (2, FRENCH),
        Language::Spanish => (3, SPANISH),
        Language::Portuguese => (4, PORTUGUESE),
        Language::Dutch => (5, DUTCH),
    };
    TABLES[at].get_or_init(|| Lexicon::read(language, text))
}

/// Whether it is a frequent word of a language that is not known here; the key without accents.
pub(crate) fn is_foreign(key: &str) -> bool {
    static OTHERS: OnceLock<Vec<&str>> = OnceLock::new();
    let others = OTHERS.get_or_init(|| {
        let mut words: Vec<&str> = lines(OTHER).flat_map(str::split_whitespace).collect();
        words.sort_unstable();
        words
    });
    others.binary_search(&key).is_ok()
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(|line| line.split('#').next().unwrap_or_default().trim())
}

/// Words by their key. A plain hash table with open addressing: looking up is most of what reading a
/// note costs, and the hash of the standard library is made for keys that an enemy chooses.
#[derive(Debug)]
struct Table {
    words: Vec<(Box<str>, Info)>,
    /// Places in `words`, from 1; 0 is free. At least half is free.
    slots: Vec<u32>,
}

impl Table {
    fn new() -> Self {
        Self { words: Vec::with_capacity(4096), slots: vec![0; 16_384] }
    }

    /// The slot of the key, or the free one where it belongs.
    fn slot(&self, key: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut hash = 0x811c_9dc5_u32;
        for byte in key.bytes() {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
        let mut slot = (hash ^ (hash >> 15)) as usize & mask;
        while let Some(at) = self.slots[slot].checked_sub(1)
            && *self.words[at as usize].0 != *key
        {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn get(&self, key: &str) -> Info {
        let at = self.slots[self.slot(key)].checked_sub(1);
        at.map_or_else(Info::default, |at| self.words[at as usize].1)
    }

    /// Adds what is said of a word to what is known of it; the verb that was named first stays.
    fn add(&mut self, key: &str, info: Info) {
        let slot = self.slot(key);
        if let Some(at) = self.slots[slot].checked_sub(1) {
            let known = &mut self.words[at as usize].1;
            known.tags = known.tags | info.tags;
            known.verb = known.verb.or(info.verb);
            return;
        }
        self.words.push((Box::from(key), info));
        self.slots[slot] = u32::try_from(self.words.len()).unwrap_or(0);
        if self.words.len() * 2 > self.slots.len() {
            self.slots = vec![0; self.slots.len() * 2];
            for at in 0..self.words.len() {
                let slot = self.slot(&self.words[at].0);
                self.slots[slot] = u32::try_from(at + 1).unwrap_or(0);
            }
        }
    }
}

/// Collects the words of a file.
struct Reader {
    language: Language,
    words: Table,
    verbs: Vec<KnownVerb>,
    key: String,
}

impl Lexicon {
    fn read(language: Language, text: &'static str) -> Self {
        let mut reader =
            Reader { language, words: Table::new(), verbs: vec![], key: String::new() };
        let mut nominal = Vec::new();
        let mut section = "";
        for line in lines(text) {
            if let Some(name) = line.strip_prefix('[') {
                section = name.trim_end_matches(']');
                continue;
            }
            match section {
                "irregular" => reader.irregular(line),
                "verbs" => line.split_whitespace().for_each(|word| reader.regular(word)),
                "nominal" => nominal.extend(line.split_whitespace().map(|ending| {
                    fold_into(ending, language == Language::German, &mut reader.key);
                    Box::from(reader.key.as_str())
                })),
                _ => {
                    let tag = Tags::of_section(section).unwrap_or_default();
                    for word in line.split_whitespace() {
                        let (word, marks) = marks(word);
                        let weak = if marks.any(Tags::NOUNISH) { Tags::WEAK } else { Tags::NONE };
                        reader.add(word, tag | weak, None);
                    }
                }
            }
        }
        Self { language, words: reader.words, verbs: reader.verbs, nominal }
    }

    /// What the table says of this key; nothing if it is not in it.
    pub(crate) fn get(&self, key: &str) -> Info {
        self.words.get(key)
    }

    /// Whether the table has this word, or these words joined by `+`, with this tag.
    pub(crate) fn has(&self, key: &str, tag: Tags) -> bool {
        self.get(key).is(tag)
    }

    /// Whether the word ends as nouns do that are no verbs.
    pub(crate) fn has_nominal_ending(&self, key: &str) -> bool {
        self.nominal.iter().any(|ending| key.len() > ending.len() + 2 && key.ends_with(&**ending))
    }
}

impl Reader {
    fn add(&mut self, word: &str, tags: Tags, verb: Option<u16>) {
        fold_into(word, self.language == Language::German, &mut self.key);
        self.words.add(&self.key, Info { tags, verb, prefix: 0 });
    }

    fn regular(&mut self, word: &'static str) {
        let (base, marks) = marks(word);
        let forms = forms::regular(self.language, base);
        self.verb(base, marks, &forms);
    }

    fn irregular(&mut self, line: &'static str) {
        let mut fields = line.split_whitespace();
        let (Some(base), Some(past), Some(participle)) =
            (fields.next(), fields.next(), fields.next())
        else {
            return;
        };
        let (base, marks) = marks(base);
        let mut forms = forms::regular(self.language, base);
        forms.set_irregular(past, participle, fields);
        self.verb(base, marks, &forms);
    }

    fn verb(&mut self, base: &'static str, marks: Tags, forms: &Conjugation) {
        let Ok(at) = u16::try_from(self.verbs.len()) else { return };
        for (tag, form) in &forms.forms {
            self.add(form, *tag | marks, Some(at));
        }
        let past = forms.past.clone();
        let participle = forms.participle.clone();
        self.verbs.push(KnownVerb { base, past, participle });
    }
}

/// A word without its marks, and what they say.
fn marks(word: &'static str) -> (&'static str, Tags) {
    let bare = word.trim_end_matches(['~', '!', '^']);
    let mut tags = Tags::NONE;
    for mark in word[bare.len()..].chars() {
        tags = tags
            | match mark {
                '~' => Tags::NOUNISH,
                '!' => Tags::INTRANSITIVE,
                _ => Tags::COMPLEMENT,
            };
    }
    (bare, tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every section of every file is one that the code knows.
    #[test]
    fn every_section_is_known() {
        for text in [ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, DUTCH] {
            for line in lines(text).filter(|line| line.starts_with('[')) {
                let name = line.trim_matches(['[', ']']);
                let known = Tags::of_section(name).is_some()
                    || ["verbs", "irregular", "nominal"].contains(&name);
                assert!(known, "{name}");
            }
        }
    }

    /// A word of a known language is no sign of another.
    #[test]
    fn foreign_words_are_foreign() {
        let known: Vec<&str> = lines(OTHER)
            .flat_map(str::split_whitespace)
            .filter(|word| {
                Language::ALL.into_iter().any(|language| of(language).get(word).is(Tags::KIND))
            })
            .collect();
        assert!(known.is_empty(), "{}", known.join(" "));
    }

    #[test]
    fn no_verb_is_listed_twice() {
        for language in Language::ALL {
            let mut bases: Vec<&str> = of(language).verbs.iter().map(|verb| verb.base).collect();
            bases.sort_unstable();
            let twice: Vec<&str> =
                bases.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
            assert!(twice.is_empty(), "{language:?}: {}", twice.join(" "));
        }
    }

    #[test]
    fn irregular_lines_have_three_fields() {
        for text in [ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, DUTCH] {
            let mut inside = false;
            for line in lines(text) {
                if line.starts_with('[') {
                    inside = line == "[irregular]";
                } else if inside && !line.is_empty() {
                    assert!(line.split_whitespace().count() >= 3, "{line}");
                }
            }
        }
    }

    #[test]
    fn forms_are_found_with_their_verb() {
        let english = of(Language::English);
        let base = |key: &str| english.get(key).verb.map(|at| english.verbs[usize::from(at)].base);
        for (form, verb) in [
            ("placed", "place"),
            ("cancelled", "cancel"),
            ("canceled", "cancel"),
            ("submitted", "submit"),
            ("paid", "pay"),
            ("shipped", "ship"),
            ("applies", "apply"),
            ("processing", "process"),
            ("withdrawn", "withdraw"),
            ("triaged", "triage"),
        ] {
            assert_eq!(base(form), Some(verb), "{form}");
        }
    }
}
