//! A passage of the report: its text and the figures in it.

use std::ops::Range;

use super::UseKind;
use crate::diagnostic::Span;
use crate::document;
use crate::figure::Figure;
use crate::text::{Folded, overlap, sentence_around};

/// A part of the report that is read as a unit.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The kind of element.
    pub kind: UseKind,
    /// Whether it is a respondent's statement or its attribution.
    pub quoted: bool,
    /// The text.
    pub text: String,
    /// The text, normalized for comparison.
    pub folded: Folded,
    /// The figures, in text order; several may share a range.
    pub marks: Vec<Mark>,
    /// The ranges of the text, each with the span that it was read from.
    pub(super) pieces: Vec<(Range<usize>, Option<Span>)>,
    /// The heading above it.
    pub under: Option<String>,
    /// The graph that it belongs to.
    pub graph: Option<Shown>,
}

/// A figure in a passage.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The byte range in the text.
    pub range: Range<usize>,
    /// The figure.
    pub figure: Figure,
    /// The template tag that prints it; `None` in a drawing.
    pub place: Option<Span>,
    /// The column, if it is in a table.
    pub column: Option<String>,
}

/// A graph as the report shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The key.
    pub key: String,
    /// The label, without a final full stop.
    pub label: String,
    /// Where data/report.toml defines it.
    pub place: Span,
}

impl Passage {
    /// The context of `range`: its sentence, or the whole text if that is not made of sentences.
    pub fn around(&self, range: &Range<usize>) -> Range<usize> {
        match self.kind {
            UseKind::Title | UseKind::Heading | UseKind::Caption | UseKind::Table => {
                0..self.text.len()
            }
            UseKind::Sentence | UseKind::Footnote | UseKind::Note | UseKind::Graph => {
                sentence_around(&self.text, range)
            }
        }
    }

    /// The figures that overlap `range`.
    pub fn at<'p>(&'p self, range: &'p Range<usize>) -> impl Iterator<Item = &'p Mark> {
        self.marks.iter().filter(|mark| overlap(&mark.range, range))
    }

    /// The pieces of the text that overlap `range`, each with its source span.
    pub fn pieces(&self, range: &Range<usize>) -> impl Iterator<Item = (&str, Option<Span>)> {
        let touching = self.pieces.iter().filter(move |(piece, _)| overlap(piece, range));
        touching.map(|(piece, place)| (&self.text[piece.clone()], *place))
    }

    /// Appends a line to the text, separated by `between`.
    pub(super) fn push(
        &mut self,
        between: &str,
        line: &document::Passage<'_>,
        column: Option<&str>,
    ) {
        self.text.push_str(between);
        let start = self.text.len();
        self.text.push_str(&line.text);
        for piece in line.pieces() {
            let range = start + piece.range.start..start + piece.range.end;
            let place = piece.origin.place();
            self.pieces.push((range.clone(), place));
            self.marks.extend(piece.origin.figures().iter().map(|figure| Mark {
                range: range.clone(),
                figure: figure.clone(),
                place,
                column: column.map(str::to_owned),
            }));
        }
    }
}
