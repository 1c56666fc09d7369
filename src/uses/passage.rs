//! A passage of the report, with its text and the figures in it.

use std::ops::Range;

use super::UseKind;
use crate::diagnostic::Span;
use crate::document;
use crate::figure::Figure;
use crate::text::{Folded, overlap, sentence_around};

/// A piece of the report that is read in one go.
#[derive(Clone, Debug)]
pub struct Passage {
    /// What shows the figures in it.
    pub kind: UseKind,
    /// Whether a respondent says it, or is named under it.
    pub quoted: bool,
    /// Its words.
    pub text: String,
    /// The same, made ready for comparing.
    pub folded: Folded,
    /// The figures, in the order of the text; several may be at one place.
    pub marks: Vec<Mark>,
    /// The ranges of the text that came from one place each.
    pub(super) pieces: Vec<(Range<usize>, Option<Span>)>,
    /// The heading over it.
    pub under: Option<String>,
    /// The graph that it belongs to.
    pub graph: Option<Shown>,
}

/// A figure in a passage.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The figure.
    pub figure: Figure,
    /// The tag of a template that prints it; none in a drawing.
    pub place: Option<Span>,
    /// The column of a table that it is in.
    pub column: Option<String>,
}

/// A graph as the report shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its key.
    pub key: String,
    /// Its label, without a stop.
    pub label: String,
    /// Where data/report.toml gives it.
    pub place: Span,
}

impl Passage {
    /// What is read with what is at `range`: its sentence, or all of what is not made of sentences.
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

    /// The figures in any of `range`.
    pub fn at<'p>(&'p self, range: &'p Range<usize>) -> impl Iterator<Item = &'p Mark> {
        self.marks.iter().filter(|mark| overlap(&mark.range, range))
    }

    /// The pieces of the text that touch `range`, each with the place that it came from.
    pub fn pieces(&self, range: &Range<usize>) -> impl Iterator<Item = (&str, Option<Span>)> {
        let touching = self.pieces.iter().filter(move |(piece, _)| overlap(piece, range));
        touching.map(|(piece, place)| (&self.text[piece.clone()], *place))
    }

    /// Adds the words of a line after others and a blank.
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
