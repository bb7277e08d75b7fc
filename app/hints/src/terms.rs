//! Words that tell a rule to stay silent: that something failed, that time passed, that there is a
//! condition, an owner, a reader. The languages are taken together, because a word too many costs a hint
//! and a word too few costs trust.

use squall_language::split_name;

/// Beginnings of words that say that something went wrong.
#[rustfmt::skip]
const FAILURE: [&str; 70] = [
    "abort", "bounc", "breach", "decline", "denied", "deny", "disput", "error", "exceed",
    "exhaust", "expire", "fail", "fault", "insufficient", "invalid", "late", "lost", "mismatch",
    "miss", "overdue", "refus", "reject", "timed", "timeout", "unable", "unavailable",
    "unreach", "unsuccess", "abgebrochen", "abgelaufen", "abgelehnt", "fehler",
    "fehlgeschlagen", "fehlt", "gescheitert", "ungültig", "verweigert", "verloren", "verspätet",
    "zurückgewiesen", "überschritten", "dépass", "expir", "erreur", "invalid", "perdu", "rejet",
    "échec", "échou", "impossible", "deneg", "error", "fall", "incorrect", "inválid", "perdid",
    "rechaz", "vencid", "erro", "falh", "negad", "recus", "rejeit", "afgekeurd", "afgewezen",
    "fout", "geweigerd", "mislukt", "ongeldig", "verlopen",
];
/// Whole words that say that something did not happen.
const NOT: [&str; 12] =
    ["not", "never", "no", "cannot", "nicht", "kein", "pas", "não", "niet", "geen", "sin", "sem"];

/// Beginnings of words that say that nothing but time brought the event about.
#[rustfmt::skip]
const TIME: [&str; 34] = [
    "arrived", "begun", "came", "due", "elapsed", "ended", "expired", "passed", "reached",
    "started", "abgelaufen", "begonnen", "erreicht", "fällig", "vergangen", "verstrichen",
    "beendet", "atteint", "commenc", "expir", "passé", "écoulé", "terminé", "alcanz", "comenz",
    "cumplid", "pasad", "venc", "alcanç", "iniciad", "passad", "bereikt", "verlopen",
    "verstreken",
];

/// Words that make a condition.
#[rustfmt::skip]
const CONDITION: [&str; 60] = [
    "if", "unless", "until", "while", "only", "once", "twice", "except", "within", "than",
    "less", "more", "most", "least", "max", "min", "maximum", "minimum", "exhausted",
    "remaining", "left", "limit", "first", "again", "after", "before", "times", "falls", "bis",
    "nur", "außer", "höchstens", "mindestens", "einmal", "zweimal", "solange", "nach", "si",
    "sauf", "jusqu", "fois", "seulement", "moins", "plus", "hasta", "solo", "sólo", "salvo",
    "veces", "menos", "más", "até", "vezes", "apenas", "mais", "se", "tot", "alleen", "tenzij",
    "keer",
];

/// Labels before the name of who sees to something.
#[rustfmt::skip]
const OWNER: [&str; 14] = [
    "owner", "owned by", "assigned to", "assignee", "who", "verantwortlich", "zuständig",
    "responsable", "resp", "dueño", "dono", "responsável", "eigenaar", "verantwoordelijk",
];

/// Words that say that a question is answered.
#[rustfmt::skip]
const RESOLVED: [&str; 16] = [
    "resolved", "solved", "answered", "answer", "decided", "decision", "closed", "done",
    "gelöst", "geklärt", "antwort", "résolu", "résolue", "resuelto", "resolvido", "opgelost",
];

/// Endings of the names of teams, systems and pieces of software.
#[rustfmt::skip]
const MACHINERY: [&str; 22] = [
    "api", "app", "backend", "database", "db", "frontend", "microservice", "module", "server",
    "service", "services", "squad", "system", "team", "department", "tribe", "abteilung",
    "datenbank", "équipe", "equipo", "equipe", "afdeling",
];
/// Business names that end like machinery.
const SERVICES: [&str; 9] =
    ["customer", "field", "self", "room", "guest", "client", "food", "after-sales", "civil"];

/// First words of questions.
#[rustfmt::skip]
const QUESTION: [&str; 42] = [
    "who", "what", "why", "how", "when", "where", "which", "whose", "wer", "was", "warum",
    "wie", "wann", "wo", "welche", "welcher", "welches", "wieso", "qui", "quoi", "pourquoi",
    "comment", "quand", "où", "combien", "quién", "qué", "cómo", "cuándo", "dónde", "cuánto",
    "quem", "que", "como", "quando", "onde", "quanto", "wat", "waarom", "hoe", "wanneer",
    "waar",
];

/// Whether the first word opens a question, however short: “Who pays”.
pub(crate) fn opens_question(text: &str) -> bool {
    words(text).first().is_some_and(|word| QUESTION.contains(&word.as_str()))
}

/// The words of a name, in lower case.
pub(crate) fn words(text: &str) -> Vec<String> {
    let spaced = split_name(text);
    spaced
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn begins(words: &[String], beginnings: &[&str]) -> bool {
    words.iter().any(|word| beginnings.iter().any(|beginning| word.starts_with(beginning)))
}

fn has(words: &[String], wanted: &[&str]) -> bool {
    words.iter().any(|word| wanted.contains(&word.as_str()))
}

/// Whether the text says that something went wrong.
pub(crate) fn is_failure(text: &str) -> bool {
    let words = words(text);
    begins(&words, &FAILURE) || has(&words, &NOT) || text.contains("n't") || text.contains("n’t")
}

/// Whether time alone brings such an event about: "Month ended", "Deadline passed".
pub(crate) fn is_time(text: &str) -> bool {
    begins(&words(text), &TIME)
}

/// Whether the text holds a condition: a comparison, a number, something in brackets, or words.
pub(crate) fn has_condition(text: &str) -> bool {
    let sign = |c: char| matches!(c, '<' | '>' | '=' | '≤' | '≥' | '≠' | '(' | '[' | '?');
    text.chars().any(|c| sign(c) || c.is_numeric()) || has(&words(text), &CONDITION)
}

/// Whether somebody sees to it: "owner: Ann", "@Ann".
pub(crate) fn has_owner(text: &str) -> bool {
    let mentions = text.split_whitespace().any(|word| {
        word.trim_start_matches('(')
            .strip_prefix('@')
            .is_some_and(|name| name.chars().next().is_some_and(char::is_alphabetic))
    });
    let labelled = text.lines().any(|line| {
        line.rsplit(['(', '[', ',', ';', '.', '?', '!']).any(|part| {
            let label = part.split_once(':').filter(|(_, name)| !name.trim().is_empty());
            label.is_some_and(|(label, name)| {
                let label = label.trim().to_lowercase();
                OWNER.contains(&label.as_str()) && name.chars().any(char::is_alphanumeric)
            })
        })
    });
    mentions || labelled
}

/// Whether the text says that it is settled: "✓ …", "[x] …", "Resolved: …".
pub(crate) fn is_resolved(text: &str) -> bool {
    let text = text.trim_start();
    let marked = ["✓", "✔", "✅", "☑", "[x]", "[X]"].iter().any(|mark| text.contains(mark));
    let labelled = text.lines().any(|line| {
        line.split_once(':')
            .is_some_and(|(label, _)| RESOLVED.contains(&label.trim().to_lowercase().as_str()))
    });
    marked || labelled
}

/// Whether the text of a read model says who reads it: "(admin-facing)", "for: support".
pub(crate) fn has_reader(text: &str) -> bool {
    let lower = text.to_lowercase();
    let labels = ["for", "used by", "shown to", "audience", "reader", "readers", "für", "pour"];
    let labelled = lower
        .lines()
        .any(|line| line.split_once(':').is_some_and(|(label, _)| labels.contains(&label.trim())));
    labelled || lower.contains('(')
}

/// Whether a tag says who reads something: "admin-facing".
pub(crate) fn is_audience(tag: &str) -> bool {
    let words = words(tag);
    words.len() > 1 && words.last().is_some_and(|word| word == "facing")
}

/// The word at the end of a name that says that it names a team or a piece of software.
pub(crate) fn machinery(name: &str) -> Option<String> {
    let words = words(name);
    let (last, before) = words.split_last()?;
    let business = before.last().is_some_and(|word| SERVICES.contains(&word.as_str()));
    let counts = MACHINERY.contains(&last.as_str()) && !before.is_empty() && !business;
    counts.then(|| last.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_known_in_every_language() {
        for text in ["Payment Failed", "ItemNotFound", "Zahlung abgelehnt", "Paiement refusé"] {
            assert!(is_failure(text), "{text}");
        }
        for text in ["Payment Succeeded", "Subscription Cancelled", "Notice Posted"] {
            assert!(!is_failure(text), "{text}");
        }
    }

    #[test]
    fn conditions_are_numbers_signs_and_words() {
        for text in ["(retry count < 2)", "at most twice", "if stock is low", "höchstens einmal"] {
            assert!(has_condition(text), "{text}");
        }
        assert!(!has_condition("When Payment Failed then Schedule Retry"));
    }

    #[test]
    fn owners_are_named() {
        for text in ["Who pays? owner: Ann", "Refunds @ann", "Why?\nZuständig: Ben", "X (owner: A)"]
        {
            assert!(has_owner(text), "{text}");
        }
        for text in ["Who owns this?", "owner:", "Who: ?", "mail a@b.com"] {
            assert!(!has_owner(text), "{text}");
        }
    }

    #[test]
    fn machinery_ends_a_name() {
        assert_eq!(machinery("PaymentService").as_deref(), Some("service"));
        assert_eq!(machinery("Team"), None);
        for name in ["Customer Service", "Billing", "Ecosystem", "Systematics"] {
            assert_eq!(machinery(name), None, "{name}");
        }
    }
}
