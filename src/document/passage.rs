//! The words of a document as passages: one for each line that is read in one go, with what it is, whose words it has, and
//! where every piece of it came from. Checks, notes of changes, explain, the manifest and counts of words read these.

use std::ops::Range;

use super::walk::LineKind;
use super::{Inline, Origin, Role};
use crate::diagnostic::{SourceKind, Sources, Span};
use crate::figure::Figure;

mod reader;

/// What a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The title of the report.
    Title,
    /// A heading of that level.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A paragraph of an item of a list, with the item's number if it has one.
    Item(Option<u64>),
    /// One of the messages that the survey conveys, with its number if it has one.
    Message(Option<u64>),
    /// A paragraph of a quotation or statement.
    Quotation,
    /// Who said it.
    QuotationSource,
    /// The name of a graph or of a column.
    Label,
    /// The caption of a graph, or its note.
    Caption,
    /// A line of a drawing, or its alternative text.
    Drawing,
    /// A cell, caption or note of a table.
    Table,
    /// A footnote.
    Footnote,
    /// A line under the title that says which edition it is.
    Edition,
    /// Anything else that the tool adds: masthead, headings of contents, references, registers.
    Generated,
}

/// Whose words something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The secretariat's: templates and data, which it may reword.
    Secretariat,
    /// A respondent's: files of responses, which nobody rewords.
    Respondent,
    /// The tool's.
    Tool,
}

/// What a passage is read with: a heading or paragraph by itself, an outermost item with all that is in it, a quotation
/// with its source, a graph, a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its number in the document, from 0.
    pub number: usize,
    /// What it is.
    pub kind: UnitKind,
}

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// A title, a heading or a paragraph.
    Line,
    /// An item of a list that is in no other list.
    Item {
        /// Its place in its list, from 0.
        index: usize,
        /// Its number, if it has one.
        number: Option<u64>,
        /// Whether it is one of the messages that the survey conveys.
        key_message: bool,
    },
    /// What a respondent said, with its name.
    Quotation,
    /// A graph.
    Graph,
    /// A table.
    Table,
    /// What the tool adds.
    Generated,
}

/// A line of a document.
#[derive(Clone, Debug)]
pub struct Passage<'d> {
    /// What it is.
    pub kind: Kind,
    /// What it is to its block.
    pub line: LineKind,
    /// The line; empty where the tree has a plain string.
    pub content: &'d [Inline],
    /// The words, without markup, footnotes and references to anchors; a forced end of line is a line end.
    pub text: String,
    /// Whose words most of it are.
    pub author: Author,
    /// Whether its block is the report's own.
    pub role: Role,
    /// The number of the last heading before it among all headings, from 1; 0 before the first one.
    pub section: usize,
    /// What it belongs to.
    pub unit: Unit,
    /// The bullets and numbers of nested lists within its unit that come before it.
    pub marks: String,
    /// The key of the graph that it is in or about.
    pub graph: Option<&'d str>,
    pieces: Vec<Piece<'d>>,
}

/// A piece of a passage that came from one place.
#[derive(Clone, Debug)]
pub struct Piece<'d> {
    /// Its bytes in the text of the passage.
    pub range: Range<usize>,
    /// Where it came from.
    pub origin: &'d Origin,
}

impl<'d> Passage<'d> {
    /// The pieces of the text, in order.
    pub fn pieces(&self) -> &[Piece<'d>] {
        &self.pieces
    }

    /// The place of a range of the text in the project's files, up to the end of the piece in which it begins; none for
    /// the tool's words.
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

    /// The author of the words at an offset of the text.
    pub fn author_at(&self, sources: &Sources, offset: usize) -> Author {
        self.piece_at(offset).map_or(self.author, |piece| author(sources, piece.origin))
    }

    /// The places that the pieces of the text came from.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        self.pieces.iter().filter_map(|piece| piece.origin.place())
    }

    /// The ranges of the text that print figures of the tally.
    pub fn figures(&self) -> impl Iterator<Item = (Range<usize>, &'d Figure)> {
        self.pieces.iter().filter_map(|piece| match piece.origin {
            Origin::Figure(figure, _) => Some((piece.range.clone(), figure)),
            Origin::Place(_) | Origin::Computed(_) | Origin::Mention(_) | Origin::Tool => None,
        })
    }

    /// Whether it is a line of the report's prose, of a quotation, a caption or a table, rather than of a drawing or of
    /// what the tool adds for finding.
    pub fn is_read(&self) -> bool {
        !self.text.is_empty()
            && match self.kind {
                Kind::Label | Kind::Drawing | Kind::Edition | Kind::Generated => false,
                Kind::Title
                | Kind::Heading(_)
                | Kind::Paragraph
                | Kind::Item(_)
                | Kind::Message(_)
                | Kind::Quotation
                | Kind::QuotationSource
                | Kind::Caption
                | Kind::Table
                | Kind::Footnote => true,
            }
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
