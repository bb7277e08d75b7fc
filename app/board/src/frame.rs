//! Frames: regions of the wall that carry the notes inside them.

use serde::{Deserialize, Serialize};

use crate::{Bounds, FrameId, Point, Size};

/// What a frame stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FrameKind {
    /// A boundary within which language and rules hold.
    BoundedContext,
    /// A horizontal lane along the timeline.
    Swimlane,
}

/// A region of the wall. A note belongs to the smallest frame of a kind that contains its centre.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    /// Which frame this is.
    pub id: FrameId,
    /// What it stands for.
    pub kind: FrameKind,
    /// Where its middle is.
    pub centre: Point,
    /// Its extents.
    pub size: Size,
    /// Its name.
    pub title: String,
    /// Whether hands leave it alone: it is not moved, resized or deleted by a gesture.
    pub locked: bool,
}

impl Frame {
    /// A frame without a name.
    #[must_use]
    pub fn new(id: FrameId, kind: FrameKind, bounds: Bounds) -> Self {
        let (centre, size) = (bounds.centre(), bounds.size());
        Self { id, kind, centre, size, title: String::new(), locked: false }
    }

    /// The rectangle that the frame covers.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        Bounds::around(self.centre, self.size)
    }
}
