//! Fields and rules find the elements that they belong to.

use std::collections::BTreeSet;

use squall_board::NoteKind;
use squall_board::limits::{DETAIL_CHARS_MAX, DETAILS_CHARS_MAX, DETAILS_PER_NOTE_MAX};

use super::super::fields;
use super::super::line::Fact;
use super::super::wall::{ParsedElement, UnreadReason};
use super::Resolver;
use crate::domain_model::Field;
use crate::names::{identity, key};

/// Most fields or rules of one element: its note has room for tags and answers, too.
const PER_ELEMENT_MAX: usize = DETAILS_PER_NOTE_MAX / 2;
/// Longest text of the fields, or of the rules, of one element, in Unicode scalar values.
const CHARS_PER_ELEMENT_MAX: usize = DETAILS_CHARS_MAX / 4;

impl Resolver {
    /// Adds the fields or the rule that the fact states; what has no place is reported.
    pub(super) fn add_details(&mut self, number: usize, fact: &Fact) {
        match fact {
            Fact::Fields { name, list } => self.add_fields(number, name, list),
            Fact::Rule { aggregate, text } => {
                let Some(aggregate) = self.find(NoteKind::Aggregate, aggregate) else { return };
                let element = &mut self.wall.elements[aggregate];
                if element.rules.iter().any(|rule| key(rule) == key(text)) {
                    return;
                }
                if has_room_for_rule(element, text) {
                    element.rules.push(text.clone());
                } else {
                    self.unread(number, text, UnreadReason::TooLong);
                }
            }
            Fact::Element { .. }
            | Fact::Row { .. }
            | Fact::Handles { .. }
            | Fact::Emits { .. }
            | Fact::Policy { .. }
            | Fact::ReadModel { .. }
            | Fact::Context { .. }
            | Fact::Member { .. } => {}
        }
    }

    fn add_fields(&mut self, number: usize, name: &str, list: &str) {
        let kinds = [NoteKind::DomainEvent, NoteKind::Command, NoteKind::ReadModel];
        let Some(element) = kinds.into_iter().find_map(|kind| self.find(kind, name)) else {
            self.unread(number, list, UnreadReason::Fields);
            return;
        };
        let (fields, more) = fields::read(list);
        let element = &mut self.wall.elements[element];
        let mut known: BTreeSet<String> =
            element.fields.iter().map(|field| identity(&field.name)).collect();
        let mut complete = true;
        for field in fields {
            if known.contains(&identity(&field.name)) {
                continue;
            }
            if has_room_for_field(element, &field) {
                known.insert(identity(&field.name));
                element.fields.push(field);
            } else {
                complete = false;
            }
        }
        if !complete {
            self.unread(number, list, UnreadReason::Fields);
        }
        if more {
            self.unread(number, list, UnreadReason::Ellipsis);
        }
    }
}

fn has_room_for_field(element: &ParsedElement, field: &Field) -> bool {
    let texts = |field: &Field| [chars(&field.name), chars(&field.example), type_chars(field)];
    let held: usize = element.fields.iter().flat_map(texts).sum();
    element.fields.len() < PER_ELEMENT_MAX
        && texts(field).iter().all(|chars| *chars <= DETAIL_CHARS_MAX)
        && held + texts(field).iter().sum::<usize>() <= CHARS_PER_ELEMENT_MAX
}

fn type_chars(field: &Field) -> usize {
    match &field.kind {
        squall_board::FieldType::Custom(name) => chars(name),
        squall_board::FieldType::Text
        | squall_board::FieldType::Number
        | squall_board::FieldType::Boolean
        | squall_board::FieldType::DateTime
        | squall_board::FieldType::Identifier
        | squall_board::FieldType::Money
        | squall_board::FieldType::List => 0,
    }
}

fn has_room_for_rule(element: &ParsedElement, rule: &str) -> bool {
    let held: usize = element.rules.iter().map(|rule| chars(rule)).sum();
    element.rules.len() < PER_ELEMENT_MAX
        && chars(rule) <= DETAIL_CHARS_MAX
        && held + chars(rule) <= CHARS_PER_ELEMENT_MAX
}

fn chars(text: &str) -> usize {
    text.chars().count()
}
