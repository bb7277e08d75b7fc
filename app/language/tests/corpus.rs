//! How often the alarm "this event is not in the past tense" is right, and how often it is missed, on
//! names from public examples. What counts is defined at the head of `corpus/english.tsv`.

use squall_language::{Fit, Form, Language, analyse, detect, past_of};

/// A labelled name.
struct Name {
    label: String,
    text: String,
}

impl Name {
    /// Whether the alarm is deserved.
    fn is_positive(&self) -> bool {
        !matches!(self.label.as_str(), "past" | "state")
    }

    /// Which half it belongs to: by a hash of its text, FNV-1a, so that nobody chooses.
    fn is_held_out(&self) -> bool {
        let hash = self.text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        (hash >> 32) % 2 == 1
    }
}

fn read(file: &str) -> Vec<Name> {
    let path = format!("{}/corpus/{file}.tsv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the lists are beside the tests");
    let names: Vec<Name> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [label, text, _source] = fields.as_slice() else { panic!("{line}") };
            let labels = ["past", "imperative", "present", "gerund", "infinitive", "noun", "state"];
            assert!(labels.contains(label), "{line}");
            Name { label: (*label).to_owned(), text: (*text).to_owned() }
        })
        .collect();
    let mut texts: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
    texts.sort_unstable();
    let count = texts.len();
    texts.dedup();
    assert_eq!(texts.len(), count, "{file}: a name is listed twice");
    names
}

/// Alarms that were right, wrong and missed.
#[derive(Default)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
    recognized: usize,
    past: usize,
}

impl Score {
    fn precision(&self) -> f64 {
        ratio(self.right, self.right + self.wrong)
    }

    fn recall(&self) -> f64 {
        ratio(self.right, self.right + self.missed)
    }
}

#[expect(clippy::cast_precision_loss, reason = "hundreds of names")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Scores the alarm on an event, and the alarm on a command, over the names.
fn score<'a>(
    language: Language,
    names: impl Iterator<Item = &'a Name>,
    mut on_error: impl FnMut(&Name, Form),
) -> (Score, Score) {
    let (mut event, mut command) = (Score::default(), Score::default());
    for name in names {
        let reading = analyse(&name.text, Some(language));
        let alarm = reading.as_event() == Fit::No;
        match (name.is_positive(), alarm) {
            (true, true) => event.right += 1,
            (true, false) => event.missed += 1,
            (false, true) => event.wrong += 1,
            (false, false) => {}
        }
        if name.is_positive() != alarm || (name.label == "past" && reading.form != Form::PastFact) {
            on_error(name, reading.form);
        }
        if name.label == "past" {
            event.past += 1;
            event.recognized += usize::from(reading.form == Form::PastFact);
        }
        let commands = name.label == "imperative"
            || name.label == "infinitive" && language.commands_in_infinitive();
        match (commands, reading.as_command() == Fit::No) {
            _ if name.label == "state" => {}
            (false, true) => command.right += 1,
            (false, false) => command.missed += 1,
            (true, true) => command.wrong += 1,
            (true, false) => {}
        }
    }
    (event, command)
}

/// Prints the figures and the errors, and gives the score of the alarm on events.
fn measure(language: Language, title: &str, names: &[&Name], show: bool) -> Score {
    let (event, command) = score(language, names.iter().copied(), |name, form| {
        if show {
            println!("    {}: {} read as {form:?}", name.label, name.text);
        }
    });
    let percent = |value: f64| format!("{:.1} %", value * 100.0);
    println!(
        "{title}: {} names; not in the past tense: precision {}, recall {} \
         ({} right, {} wrong, {} missed); past recognized {}; \
         not a command: precision {}, recall {}",
        names.len(),
        percent(event.precision()),
        percent(event.recall()),
        event.right,
        event.wrong,
        event.missed,
        percent(ratio(event.recognized, event.past)),
        percent(command.precision()),
        percent(command.recall()),
    );
    event
}

#[test]
fn english_alarms_are_right_and_few_are_missed() {
    let names = read("english");
    let past = names.iter().filter(|name| name.label == "past").count();
    assert!(names.len() >= 400 && past >= 250 && names.len() - past >= 150);
    let (held_out, development): (Vec<&Name>, Vec<&Name>) =
        names.iter().partition(|name| name.is_held_out());
    let all: Vec<&Name> = names.iter().collect();
    for (title, names, show) in [
        ("English, development half", &development, true),
        ("English, held-out half", &held_out, false),
        ("English, all", &all, false),
    ] {
        let score = measure(Language::English, title, names, show);
        assert!(score.precision() >= 0.98, "{title}: precision {}", score.precision());
        assert!(score.recall() >= 0.95, "{title}: recall {}", score.recall());
    }
}

/// The lists of the other languages, with the precision and recall that they really reach.
#[test]
fn alarms_in_other_languages_are_right() {
    for (language, file, precision, recall) in [
        (Language::German, "german", 0.98, 0.97),
        (Language::French, "french", 0.98, 0.97),
        (Language::Spanish, "spanish", 0.98, 0.97),
        (Language::Portuguese, "portuguese", 0.98, 0.97),
        (Language::Dutch, "dutch", 0.98, 0.97),
    ] {
        let names = read(file);
        assert!(names.len() >= 80, "{file}: {} names", names.len());
        let score = measure(language, file, &names.iter().collect::<Vec<_>>(), true);
        assert!(score.precision() >= precision, "{file}: precision {}", score.precision());
        assert!(score.recall() >= recall, "{file}: recall {}", score.recall());
    }
}

/// A board's language shows when its notes are taken together.
#[test]
fn every_list_shows_its_language() {
    for (language, file) in [
        (Language::English, "english"),
        (Language::German, "german"),
        (Language::French, "french"),
        (Language::Spanish, "spanish"),
        (Language::Portuguese, "portuguese"),
        (Language::Dutch, "dutch"),
    ] {
        let names = read(file);
        let texts: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
        assert_eq!(detect(&texts), Some(language));
        for wall in texts.chunks(12) {
            let found = detect(wall);
            assert!(found.is_none() || found == Some(language), "{found:?} for {wall:?}");
        }
        let alone = texts.iter().filter(|text| detect(&[text]) == Some(language)).count();
        let wrong: Vec<&&str> = texts
            .iter()
            .filter(|text| detect(&[text]).is_some_and(|found| found != language))
            .collect();
        println!(
            "{file}: {alone} of {} names show the language alone; wrong {wrong:?}",
            texts.len()
        );
        assert!(wrong.len() * 50 <= texts.len(), "{wrong:?}");
    }
}

#[test]
fn every_command_has_a_past() {
    let mut without = Vec::new();
    for name in read("english").iter().filter(|name| name.label == "imperative") {
        if analyse(&name.text, Some(Language::English)).form != Form::Imperative {
            continue;
        }
        match past_of(&name.text, Language::English) {
            Some(past) => {
                let form = analyse(&past, Some(Language::English)).form;
                assert_eq!(form, Form::PastFact, "{} → {past}", name.text);
            }
            None => without.push(name.text.clone()),
        }
    }
    assert!(without.is_empty(), "{without:?}");
}

/// Says how long a reading takes; judges nothing, since machines differ.
#[test]
fn readings_are_quick() {
    let names = read("english");
    let texts: Vec<&str> = names.iter().map(|name| name.text.as_str()).cycle().take(2000).collect();
    let start = std::time::Instant::now();
    let _ = analyse("Order Placed", Some(Language::English));
    let table = start.elapsed();
    let start = std::time::Instant::now();
    let language = detect(&texts);
    let detected = start.elapsed();
    let start = std::time::Instant::now();
    let alarms = texts.iter().filter(|text| analyse(text, language).as_event() == Fit::No).count();
    println!(
        "{alarms} alarms in {} notes: table {table:?}, language {detected:?}, readings {:?}",
        texts.len(),
        start.elapsed()
    );
}

/// On a wall in one language an event in another is left alone.
#[test]
fn events_in_another_language_raise_no_alarm() {
    let files = ["english", "german", "french", "spanish", "portuguese", "dutch"];
    let (mut asked, mut wrong) = (0, Vec::new());
    for (own, file) in Language::ALL.into_iter().zip(files) {
        for name in read(file).iter().filter(|name| name.label == "past") {
            for wall in Language::ALL.into_iter().filter(|wall| *wall != own) {
                asked += 1;
                let reading = analyse(&name.text, Some(wall));
                if reading.as_event() == Fit::No {
                    wrong.push(format!("{wall:?} {}: {:?}", name.text, reading.form));
                }
            }
        }
    }
    println!("{} false alarms of {asked}: {wrong:#?}", wrong.len());
    assert!(wrong.len() * 100 <= asked, "{} of {asked}", wrong.len());
}
