//! From the domain model to text in published formats, one format per file. Knows no clock: equal
//! models give equal bytes.

mod json;
mod mermaid;
mod report;

use squall_board::Seq;

use crate::domain_model::DomainModel;

/// Where an exported model comes from. Never the board's id: whoever knows it may edit the board, and
/// exports are passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportContext<'a> {
    /// The board's title; may be empty.
    pub board_title: &'a str,
    /// The last edit that the model knows of.
    pub seq: Seq,
}

/// A format that a model can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// The whole model as JSON, by the published schema.
    Json,
    /// A Mermaid flowchart: elements, flows and contexts. Leaves out descriptions, further
    /// occurrences, problems, and a second context of one element.
    Mermaid,
    /// A report in Markdown: events with their fields, commands, policies, chains, contexts and hot
    /// spots. Leaves out read models, screens, opportunities, values, descriptions and problems.
    Report,
}

impl Format {
    /// Every format, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Json, Self::Mermaid, Self::Report];

    /// The stable name in links.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Mermaid => "mermaid",
            Self::Report => "report",
        }
    }

    /// What people read in menus.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Mermaid => "Mermaid flowchart",
            Self::Report => "Markdown report",
        }
    }

    /// The file name extension, without a dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Mermaid => "mmd",
            Self::Report => "md",
        }
    }

    /// The media type, with its character set where that is not a matter of course.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Mermaid => "text/vnd.mermaid; charset=utf-8",
            Self::Report => "text/markdown; charset=utf-8",
        }
    }

    /// The format with this stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// The model as text in this format, ending in a line end.
#[must_use]
pub fn export(format: Format, context: &ExportContext<'_>, model: &DomainModel) -> String {
    match format {
        Format::Json => json::write(context, model),
        Format::Mermaid => mermaid::write(context, model),
        Format::Report => report::write(context, model),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_found_by_their_names() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
        }
        assert_eq!(Format::from_name("JSON"), None);
    }
}
