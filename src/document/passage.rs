//! The text of a document as passages: one for each line that is read as a unit, with its kind, its
//! author and the origin of each part. Used by checks, notes of changes, explain, the manifest and
//! word counts.

use std::ops::Range;

use super::walk::LineKind;
use super::{Inline, Origin, Role};
use crate::diagnostic::{SourceKind, Sources, Span};
use crate::figure::Figure;

mod reader;

/// The kind of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The title of the report.
    Title,
    /// A heading with this level.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A paragraph in a list item, with the item's number if it has one.
    Item(Option<u64>),
    /// One of the survey's key messages, with its number if it has one.
    Message(Option<u64>),
    /// A paragraph of a quotation or statement.
    Quotation,
    /// The attribution of a quotation.
    QuotationSource,
    /// The label of a graph or table, or the title of a column.
    Label,
    /// The caption of a graph, or its note; the caption or alternative text of a picture.
    Caption,
    /// A line of a drawing, or the alternative text of a graph or logo; the path of a picture.
    Drawing,
    /// A cell, caption or note of a table.
    Table,
    /// A footnote.
    Footnote,
    /// A line under the title that describes the edition.
    Edition,
    /// Other generated content: masthead, headings of contents, references, index tables.
    Generated,
}

/// The author of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The secretariat: templates and survey data, which it may reword.
    Secretariat,
    /// A respondent: response files, which nobody may reword.
    Respondent,
    /// The tool.
    Tool,
}

/// The unit that a passage is read with: a single heading or paragraph, a top-level list item with
/// its content, a quotation with its attribution, a graph, a table, or a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The zero-based index in the document.
    pub number: usize,
    /// The kind of unit.
    pub kind: UnitKind,
}

/// The kind of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// A title, a heading or a paragraph.
    Line,
    /// An item of a top-level list.
    Item {
        /// The zero-based index in its list.
        index: usize,
        /// Its number, if it has one.
        number: Option<u64>,
        /// Whether it is one of the survey's key messages.
        key_message: bool,
    },
    /// A statement of a respondent, with its attribution.
    Quotation,
    /// A graph.
    Graph,
    /// A table.
    Table,
    /// A picture.
    Picture,
    /// Generated content.
    Generated,
}

/// A line of a document.
#[derive(Clone, Debug)]
pub struct Passage<'d> {
    /// The kind of passage.
    pub kind: Kind,
    /// Its role in its block.
    pub line: LineKind,
    /// The inline content; empty if the tree has a plain string instead.
    pub content: &'d [Inline],
    /// The text, without markup, footnotes and references to anchors; a forced line break becomes
    /// `\n`.
    pub text: String,
    /// The author of most of it.
    pub author: Author,
    /// The role of its block.
    pub role: Role,
    /// The one-based index of the closest preceding heading; 0 before the first heading.
    pub section: usize,
    /// The unit that it belongs to.
    pub unit: Unit,
    /// The bullets and numbers of nested lists in its unit that precede it.
    pub marks: String,
    /// The key of the graph that it belongs to or describes; `None` for a table that is not made of
    /// answers.
    pub graph: Option<&'d str>,
    pieces: Vec<Piece<'d>>,
}

/// A part of a passage with a single origin.
#[derive(Clone, Debug)]
pub struct Piece<'d> {
    /// The byte range in the passage's text.
    pub range: Range<usize>,
    /// The origin.
    pub origin: &'d Origin,
}

impl<'d> Passage<'d> {
    /// The level of a heading; `None` for other passages.
    pub fn heading_level(&self) -> Option<u8> {
        match self.kind {
            Kind::Heading(level) => Some(level),
            _ => None,
        }
    }

    /// The parts of the text, in order.
    pub fn pieces(&self) -> &[Piece<'d>] {
        &self.pieces
    }

    /// The location of a range of the text in the project's files, cut off at the end of the piece
    /// in which it begins; `None` for generated text.
    pub fn place(&self, sources: &Sources, range: Range<usize>) -> Option<Span> {
        let piece = self.piece_at(range.start)?;
        let start = range.start - piece.range.start;
        let end = range.end.min(piece.range.end) - piece.range.start;
        match piece.origin {
            Origin::Place(span) => {
                Some(sources.part(*span, &self.text[piece.range.clone()], start..end))
            }
            Origin::Computed(span) if sources.get(span.file).is_template() => {
                Some(sources.line(*span))
            }
            Origin::Computed(span) | Origin::Figure(_, span) => Some(*span),
            Origin::Mention(_) | Origin::Tool => None,
        }
    }

    /// The author of the text at an offset.
    pub fn author_at(&self, sources: &Sources, offset: usize) -> Author {
        self.piece_at(offset).map_or(self.author, |piece| author(sources, piece.origin))
    }

    /// Whether the text at an offset shows a figure of the tally.
    pub fn is_figure_at(&self, offset: usize) -> bool {
        self.piece_at(offset).is_some_and(|piece| matches!(piece.origin, Origin::Figure(..)))
    }

    /// The source spans of all pieces.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        self.pieces.iter().filter_map(|piece| piece.origin.place())
    }

    /// The ranges of the text that show figures of the tally.
    pub fn figures(&self) -> impl Iterator<Item = (Range<usize>, &'d Figure)> {
        self.pieces.iter().filter_map(|piece| match piece.origin {
            Origin::Figure(figure, _) => Some((piece.range.clone(), figure)),
            Origin::Place(_) | Origin::Computed(_) | Origin::Mention(_) | Origin::Tool => None,
        })
    }

    /// Whether it is part of the report's prose, a quotation, a caption or a table, rather than of
    /// a drawing or of generated navigation content.
    pub fn is_read(&self) -> bool {
        !self.text.is_empty()
            && !matches!(self.kind, Kind::Label | Kind::Drawing | Kind::Edition | Kind::Generated)
    }

    fn piece_at(&self, offset: usize) -> Option<&Piece<'d>> {
        let index = self.pieces.partition_point(|piece| piece.range.end <= offset);
        self.pieces.get(index).filter(|piece| piece.range.contains(&offset))
    }
}

fn author(sources: &Sources, origin: &Origin) -> Author {
    match origin {
        Origin::Tool | Origin::Mention(_) => Author::Tool,
        Origin::Figure(..) => Author::Secretariat,
        Origin::Place(span) | Origin::Computed(span) => match sources.get(span.file).kind {
            SourceKind::Response(_) => Author::Respondent,
            _ => Author::Secretariat,
        },
    }
}
