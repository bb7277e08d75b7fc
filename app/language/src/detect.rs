//! Which language a wall is written in.

use crate::Language;
use crate::lexicon::{self, Tags};
use crate::words::{self, fold_into};

/// Words that are counted at most: a wall of thousands of notes shows its language long before.
const WORDS_MAX: usize = 600;
/// Evidence that is enough, where a word that only one language has counts 6, or 4 if it is a noun.
const EVIDENCE_MIN: u32 = 8;

/// The language of the texts, taken together; `None` if they do not show one clearly, or show one
/// that is not known. Takes time linear in the texts, up to a limit.
#[must_use]
pub fn detect(texts: &[impl AsRef<str>]) -> Option<Language> {
    let mut scores = [0_u32; Language::ALL.len()];
    let mut foreign = 0_u32;
    let mut total = 0_usize;
    let mut known = [0_usize; Language::ALL.len()];
    let (mut key, mut german_key) = (String::new(), String::new());
    'texts: for text in texts {
        for word in words::split(text.as_ref()) {
            if !word.text.chars().any(char::is_alphabetic) || word.text.len() > 40 {
                continue;
            }
            if total >= WORDS_MAX {
                break 'texts;
            }
            total += 1;
            fold_into(word.text, false, &mut key);
            if word.text.is_ascii() {
                german_key.clone_from(&key);
            } else {
                fold_into(word.text, true, &mut german_key);
            }
            let mut weights = [0_u32; Language::ALL.len()];
            let mut having = 0;
            for (at, language) in Language::ALL.into_iter().enumerate() {
                let key = if language == Language::German { &german_key } else { &key };
                let info = words_of(language, key, word.text);
                weights[at] = if info.any(Tags::FUNCTION | Tags::VERB) {
                    6
                } else if info.any(Tags::NOUN | Tags::ACTOR | Tags::STATE | Tags::ADVERB) {
                    4
                } else {
                    0
                };
                // One letter shows little: "a" and "o" are words of several languages.
                if key.len() < 2 {
                    weights[at] = weights[at].min(1);
                }
                having += u32::from(weights[at] > 0);
                known[at] += usize::from(weights[at] > 0);
            }
            if lexicon::is_foreign(&key) {
                foreign += 6 / (having + 1);
                having += 1;
            } else if having == 0 && !word.text.is_ascii() {
                foreign += 1;
            }
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += weight / having.max(1);
            }
        }
    }
    let best = (0..scores.len()).max_by_key(|&at| (scores[at], Language::ALL.len() - at))?;
    let second = (0..scores.len()).filter(|&at| at != best).map(|at| scores[at]).max()?;
    let clear = scores[best] >= EVIDENCE_MIN
        && scores[best] * 2 >= second * 3
        && scores[best] > foreign
        && known[best] * 3 >= total;
    clear.then(|| Language::ALL[best])
}

fn words_of(language: Language, key: &str, text: &str) -> Tags {
    let info = crate::analyse::look_up_word(language, key, text);
    if info.is(Tags::GUESSED) { Tags::NONE } else { info.tags }
}
