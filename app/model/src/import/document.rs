//! A text as a whole: Markdown with its headings, fenced blocks and tables, or a plain paste.
//! Decides which lines are offered to the [`super::line`] reader and reports the rest.

use squall_board::NoteKind;
use squall_board::limits::NOTE_TEXT_CHARS_MAX;

use super::clause;
use super::line::{Care, Fact, LineReader, Outcome};
use super::wall::{UnreadLine, UnreadReason};

/// Longest beginning of an unread line that is reported, in Unicode scalar values.
const EXCERPT_CHARS_MAX: usize = 120;

/// The facts of a text, with the lines that they stand on, and what was not read.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) title: Option<String>,
    pub(super) facts: Vec<(usize, Fact)>,
    pub(super) unread: Vec<UnreadLine>,
}

/// Reads the text.
pub(super) fn read(text: &str) -> Document {
    let clean: String =
        text.chars().filter(|&c| !c.is_control() || c == '\n' || c == '\t').collect();
    let lines: Vec<&str> = clean.trim_start_matches('\u{feff}').lines().collect();
    let is_markdown = lines.iter().any(|line| {
        heading(line).is_some() || fence(line).is_some() || line.trim_start().starts_with("|-")
    });
    let mut reader = Reader { document: Document::default(), lines: LineReader::new(None) };
    if is_markdown {
        reader.read_markdown(&lines);
    } else {
        reader.read_plain(&lines);
    }
    reader.document.facts = reader.lines.facts;
    reader.document
}

struct Reader {
    document: Document,
    lines: LineReader,
}

impl Reader {
    fn read_plain(&mut self, lines: &[&str]) {
        for (index, line) in lines.iter().enumerate() {
            if !line.trim().is_empty() {
                self.read_notation(line, index + 1);
            }
        }
        if !self.lines.facts.is_empty() {
            return;
        }
        // Nothing but plain lines: each is a domain event.
        let (plain, unread): (Vec<UnreadLine>, Vec<UnreadLine>) =
            std::mem::take(&mut self.document.unread)
                .into_iter()
                .partition(|line| line.reason == UnreadReason::Unrecognised);
        self.document.unread = unread;
        for line in plain {
            let (number, raw) = (line.line_number, lines[line.line_number - 1]);
            let (name, fields) = clause::name_and_fields(clause::strip_marker(raw).1);
            if name.is_empty() {
                continue;
            }
            let fields = (!fields.is_empty())
                .then(|| Fact::Fields { name: name.clone(), list: fields.to_owned() });
            self.lines.facts.push((number, Fact::Element { kind: NoteKind::DomainEvent, name }));
            self.lines.facts.extend(fields.map(|fact| (number, fact)));
        }
    }

    fn read_notation(&mut self, line: &str, number: usize) {
        if line.chars().count() > NOTE_TEXT_CHARS_MAX {
            self.report(number, number, line, UnreadReason::TooLong);
            return;
        }
        match self.lines.read(line, number, Care::Notation) {
            Outcome::Read => {}
            Outcome::ReadWithEllipsis | Outcome::Ellipsis => {
                self.report(number, number, line, UnreadReason::Ellipsis);
            }
            Outcome::Unrecognised => {
                self.report(number, number, line, UnreadReason::Unrecognised);
            }
        }
    }

    fn read_markdown(&mut self, lines: &[&str]) {
        let mut index = 0;
        while index < lines.len() {
            let (line, number) = (lines[index], index + 1);
            if let Some((mark, language)) = fence(line) {
                let inner =
                    lines[index + 1..].iter().take_while(|line| !line.trim().starts_with(mark));
                let count = inner.count();
                self.read_fenced(&lines[index + 1..index + 1 + count], number + 1, language);
                index += count + 2;
                continue;
            }
            if let Some((level, text)) = heading(line) {
                if level == 1 && self.document.title.is_none() {
                    self.document.title = Some(crate::names::one_line(text));
                }
                self.lines.set_topic(clause::heading_topic(text));
            } else if !is_rule(line) && !line.trim().is_empty() {
                self.read_prose(line, number);
            }
            index += 1;
        }
    }

    /// Reads a fenced block if most of it is notation, else reports it as a whole.
    fn read_fenced(&mut self, lines: &[&str], first_number: usize, language: &str) {
        let written: Vec<(usize, &str)> = lines
            .iter()
            .enumerate()
            .map(|(index, line)| (first_number + index, *line))
            .filter(|(_, line)| !line.trim().is_empty())
            .collect();
        let (Some(&(first, text)), Some(&(last, _))) = (written.first(), written.last()) else {
            return;
        };
        if ["python", "py"].contains(&language) {
            self.read_data_classes(&written);
            return;
        }
        if !["", "text", "txt", "markdown", "md"].contains(&language) {
            self.report(first, last, text, UnreadReason::Code);
            return;
        }
        let mut trial = LineReader::new(self.lines.topic());
        let mut known = 0;
        for (number, line) in &written {
            let fits = line.chars().count() <= NOTE_TEXT_CHARS_MAX;
            let outcome = if fits {
                trial.read(line, *number, Care::Notation)
            } else {
                Outcome::Unrecognised
            };
            known += usize::from(outcome != Outcome::Unrecognised);
        }
        if known * 2 < written.len() {
            self.report(first, last, text, UnreadReason::Diagram);
            return;
        }
        let topic = self.lines.topic();
        self.lines.set_topic(topic);
        for (number, line) in written {
            self.read_notation(line, number);
        }
        self.lines.set_topic(topic);
    }

    /// Reads the fields of data classes; the other lines are reported as code.
    fn read_data_classes(&mut self, lines: &[(usize, &str)]) {
        let mut unread: Option<(usize, usize, &str)> = None;
        let mut at = 0;
        while at < lines.len() {
            let (number, line) = lines[at];
            if let Some((name, fields)) = data_class(&lines[at..]) {
                if let Some((first, last, text)) = unread.take() {
                    self.report(first, last, text, UnreadReason::Code);
                }
                at += fields.len() + 2;
                let list = fields.join("\n");
                self.lines.facts.push((number + 1, Fact::Fields { name, list }));
                continue;
            }
            unread = Some(unread.map_or((number, number, line), |it| (it.0, number, it.2)));
            at += 1;
        }
        if let Some((first, last, text)) = unread {
            self.report(first, last, text, UnreadReason::Code);
        }
    }

    fn read_prose(&mut self, line: &str, number: usize) {
        if line.trim_start().starts_with('|') {
            self.extend(number, line, UnreadReason::Table);
            return;
        }
        let fits = line.chars().count() <= NOTE_TEXT_CHARS_MAX;
        let outcome =
            if fits { self.lines.read(line, number, Care::Prose) } else { Outcome::Unrecognised };
        match outcome {
            Outcome::Read => {}
            Outcome::ReadWithEllipsis | Outcome::Ellipsis => {
                self.report(number, number, line, UnreadReason::Ellipsis);
            }
            Outcome::Unrecognised => {
                for fact in sentences(line) {
                    self.lines.facts.push((number, fact));
                }
                self.extend(number, line, UnreadReason::Prose);
            }
        }
    }

    fn report(&mut self, first: usize, last: usize, text: &str, reason: UnreadReason) {
        let text = text.trim().chars().take(EXCERPT_CHARS_MAX).collect();
        self.document.unread.push(UnreadLine {
            line_number: first,
            last_line_number: last,
            text,
            reason,
        });
    }

    /// Adds a line to the range reported last if nothing else was read or reported in between.
    fn extend(&mut self, number: usize, line: &str, reason: UnreadReason) {
        let mut read = self.lines.facts.iter().rev().map(|(line, _)| *line);
        let read_before = read.find(|&line| line < number).unwrap_or(0);
        match self.document.unread.last_mut() {
            Some(last) if last.reason == reason && last.last_line_number >= read_before => {
                last.last_line_number = number;
            }
            _ => self.report(number, number, line, reason),
        }
    }
}

/// The name of the Python data class that begins here and the lines of its fields: `@dataclass`,
/// `class PaymentFailed:`, `amount_cents: int`. Only one with nothing but fields.
fn data_class<'a>(lines: &[(usize, &'a str)]) -> Option<(String, Vec<&'a str>)> {
    let [(_, decorator), (_, head), body @ ..] = lines else { return None };
    let is_data = decorator
        .strip_prefix("@dataclass")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('('));
    let head = head.strip_prefix("class ").and_then(|head| head.strip_suffix(':'))?;
    let name = head.split('(').next().unwrap_or_default().trim();
    let inner = body.iter().take_while(|(_, line)| line.starts_with([' ', '\t']));
    let fields: Vec<&str> = inner.map(|(_, line)| line.trim()).collect();
    let is_field = |line: &str| {
        line.split_once(':').is_some_and(|(name, kind)| {
            let plain = |c: char| c.is_alphanumeric() || c == '_';
            name.chars().all(plain) && !name.is_empty() && !kind.trim().is_empty()
        })
    };
    let complete = !fields.is_empty() && fields.iter().all(|line| is_field(line));
    (is_data && complete && !name.is_empty()).then(|| (clause::name(name), fields))
}

/// What a sentence states: the `X` command … the `Y` event; the `X` event, capturing a, b, and c.
fn sentences(line: &str) -> Vec<Fact> {
    /// Farthest that the event may stand from its command, in bytes.
    const BETWEEN_BYTES_MAX: usize = 60;
    let parts: Vec<&str> = line.split('`').collect();
    let mut facts = Vec::new();
    // Odd parts stand between back quotes, even ones around them.
    for at in (1..parts.len().saturating_sub(3)).step_by(2) {
        let (between, after) = (parts[at + 1], parts[at + 3]);
        let leads = ["trigger", "result", "emit", "cause", "produce", "lead", "raise"];
        if between.starts_with(" command")
            && between.len() <= BETWEEN_BYTES_MAX
            && !between.contains('.')
            && leads.iter().any(|verb| between.contains(verb))
            && after.starts_with(" event")
        {
            let (command, event) = (clause::name(parts[at]), clause::name(parts[at + 2]));
            facts.push(Fact::Emits { command, event });
        }
    }
    for at in (1..parts.len().saturating_sub(1)).step_by(2) {
        if let Some(list) = details(parts[at + 1]) {
            facts.push(Fact::Fields { name: clause::name(parts[at]), list });
        }
    }
    facts
}

/// The details that follow a name in a sentence, as a list: " event, capturing details such as the item
/// ID, quantity, and timestamp."
fn details(after: &str) -> Option<String> {
    /// Most words of a field in a sentence: more are a clause.
    const FIELD_WORDS_MAX: usize = 3;
    let kinds = [" event", " command", " read model"];
    let rest = kinds.iter().find_map(|kind| after.strip_prefix(kind))?;
    let rest = rest.trim_start_matches(',').trim_start();
    let verbs = ["capturing ", "recording ", "carrying ", "containing "];
    let rest = verbs.iter().find_map(|verb| rest.strip_prefix(verb))?;
    let rest = ["details such as ", "data such as ", "details like ", "such as "]
        .iter()
        .find_map(|such| rest.strip_prefix(such))
        .unwrap_or(rest);
    let sentence = rest.split(['.', ';', ':']).next()?;
    let fields: Vec<&str> = clause::list(sentence)
        .into_iter()
        .map(|item| {
            let articles = ["the ", "a ", "an ", "its ", "their "];
            articles.iter().find_map(|article| item.strip_prefix(article)).unwrap_or(item).trim()
        })
        .collect();
    let short = |field: &&str| field.split_whitespace().count() <= FIELD_WORDS_MAX;
    (!fields.is_empty() && fields.iter().all(short)).then(|| fields.join(", "))
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|&byte| byte == b'#').count();
    let rest = line[level..].strip_prefix(' ')?;
    (1..=6).contains(&level).then_some((level, rest.trim()))
}

fn fence(line: &str) -> Option<(&'static str, &str)> {
    let line = line.trim();
    ["```", "~~~"]
        .into_iter()
        .find_map(|mark| line.strip_prefix(mark).map(|rest| (mark, rest.trim())))
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && ["-", "*", "_", "="].iter().any(|mark| line.replace(mark, "").is_empty())
}
