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
            if !name.is_empty() {
                let fact = Fact::Element { kind: NoteKind::DomainEvent, name };
                self.lines.facts.push((number, fact));
            }
            if !fields.is_empty() {
                self.extend(number, raw, UnreadReason::Fields);
            }
        }
    }

    fn read_notation(&mut self, line: &str, number: usize) {
        if line.chars().count() > NOTE_TEXT_CHARS_MAX {
            self.report(number, number, line, UnreadReason::TooLong);
            return;
        }
        match self.read_line(line, number, Care::Notation) {
            Outcome::Read => {}
            Outcome::ReadWithEllipsis | Outcome::Ellipsis => {
                self.report(number, number, line, UnreadReason::Ellipsis);
            }
            Outcome::Unrecognised => {
                self.report(number, number, line, UnreadReason::Unrecognised);
            }
        }
    }

    /// Offers the line to the reader; fields that it lost are reported.
    fn read_line(&mut self, line: &str, number: usize, care: Care) -> Outcome {
        let outcome = self.lines.read(line, number, care);
        let read = matches!(outcome, Outcome::Read | Outcome::ReadWithEllipsis);
        if read && self.lines.lost_fields {
            self.extend(number, line, UnreadReason::Fields);
        }
        outcome
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

    fn read_prose(&mut self, line: &str, number: usize) {
        if line.trim_start().starts_with('|') {
            self.extend(number, line, UnreadReason::Table);
            return;
        }
        let fits = line.chars().count() <= NOTE_TEXT_CHARS_MAX;
        let outcome =
            if fits { self.read_line(line, number, Care::Prose) } else { Outcome::Unrecognised };
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

/// The links that a sentence states: the `X` command … the `Y` event.
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
    facts
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
