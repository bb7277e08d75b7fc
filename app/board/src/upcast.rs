//! Reading stored events of any version: a pure step from each version to the next, applied on
//! read. Stored rows are never rewritten. A golden file for every kind and version is kept for ever.

use serde_json::Value;

use crate::BoardEvent;

/// An event as it is stored: its kind, the version of its form, and its fields as JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// The stable name, [`BoardEvent::kind`].
    pub kind: String,
    /// The version of the form.
    pub version: u32,
    /// The fields.
    pub payload: Value,
}

/// A stored event that this build cannot read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableEvent {
    /// A newer build has written it.
    #[error(
        "the event {kind} has version {version}; this build reads up to {}",
        BoardEvent::VERSION
    )]
    Newer {
        /// Its kind.
        kind: String,
        /// Its version.
        version: u32,
    },
    /// The fields are not those of its kind.
    #[error("the event {kind} is damaged: {reason}")]
    Damaged {
        /// Its kind.
        kind: String,
        /// What the reader says.
        reason: String,
    },
}

impl StoredEvent {
    /// The stored form of an event, in the current version.
    #[must_use]
    pub fn of(event: &BoardEvent) -> Self {
        let value = serde_json::to_value(event).expect("plain data always encodes");
        let payload = match value {
            Value::Object(mut variants) => variants.remove(event.kind()),
            _ => None,
        };
        Self {
            kind: event.kind().to_owned(),
            version: BoardEvent::VERSION,
            payload: payload.expect("an event is encoded under its kind"),
        }
    }

    /// The payload of [`StoredEvent::of`] as text, without the tree between: a server stores thousands
    /// of events a second.
    #[must_use]
    pub fn payload_text(event: &BoardEvent) -> String {
        let tagged = serde_json::to_string(event).expect("plain data always encodes");
        let payload = tagged.strip_prefix("{\"").and_then(|rest| rest.strip_prefix(event.kind()));
        let payload = payload.and_then(|rest| rest.strip_prefix("\":")?.strip_suffix('}'));
        payload.expect("an event is encoded under its kind").to_owned()
    }

    /// The event, brought to the current version.
    ///
    /// # Errors
    /// [`UnreadableEvent`] if it is newer than this build or damaged.
    pub fn into_event(self) -> Result<BoardEvent, UnreadableEvent> {
        let Self { kind, version, payload } = self.upcast()?;
        debug_assert_eq!(version, BoardEvent::VERSION);
        let tagged = Value::Object([(kind.clone(), payload)].into_iter().collect());
        serde_json::from_value(tagged)
            .map_err(|error| UnreadableEvent::Damaged { kind, reason: error.to_string() })
    }

    /// This stored event in the current version. Idempotent.
    ///
    /// # Errors
    /// [`UnreadableEvent::Newer`] if it is newer than this build, [`UnreadableEvent::Damaged`] if
    /// its version never existed.
    pub fn upcast(self) -> Result<Self, UnreadableEvent> {
        match self.version {
            // Steps for older versions go here, each from one version to the next.
            1 => Self { version: 2, payload: with_details(self.payload), ..self }.upcast(),
            2 => Self { version: 3, payload: with_bends_and_locks(self.payload), ..self }.upcast(),
            BoardEvent::VERSION => Ok(self),
            0 => Err(UnreadableEvent::Damaged {
                kind: self.kind,
                reason: "there is no version 0".to_owned(),
            }),
            version => Err(UnreadableEvent::Newer { kind: self.kind, version }),
        }
    }
}

/// From version 2 to 3: arrows were not bent, notes and frames not locked.
fn with_bends_and_locks(mut payload: Value) -> Value {
    // Only whole items have these fields; other lists name what changes.
    for (list, whole, field, value) in [
        ("notes", "text", "locked", Value::Bool(false)),
        ("frames", "title", "locked", Value::Bool(false)),
        ("arrows", "from", "bend", Value::Null),
    ] {
        let items = payload.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten();
        for item in items.filter_map(Value::as_object_mut) {
            if item.contains_key(whole) {
                item.entry(field).or_insert_with(|| value.clone());
            }
        }
    }
    payload
}

/// From version 1 to 2: notes had no details.
fn with_details(mut payload: Value) -> Value {
    if let Some(notes) = payload.get_mut("notes").and_then(Value::as_array_mut) {
        // Only whole notes have a text; other lists of notes name what changes.
        for note in notes.iter_mut().filter_map(Value::as_object_mut) {
            if note.contains_key("text") {
                note.entry("details").or_insert_with(|| Value::Array(Vec::new()));
            }
        }
    }
    payload
}
