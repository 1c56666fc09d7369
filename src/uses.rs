//! Locates the figures in a report, for explain and for the manifest.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use crate::diagnostic::{Sources, Span};
use crate::document::{self, Document};
use crate::figure::Figure;
use crate::model::Survey;
use crate::tally::Tally;
use crate::text::{Folded, overlap, sentence_around};
use crate::words::Words;

mod read;

/// A report, with what it was made from.
#[derive(Clone, Copy, Debug)]
pub struct ReportParts<'a> {
    /// The files.
    pub sources: &'a Sources,
    /// The survey.
    pub survey: &'a Survey,
    /// Its figures.
    pub tally: &'a Tally,
    /// The document.
    pub document: &'a Document,
    /// The tool's own wording.
    pub words: &'a Words,
}

/// A location in a file of the project, as the file is on disk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The path in the project.
    pub file: String,
    /// The one-based line.
    pub line: usize,
}

impl Place {
    /// The location where a span begins.
    pub fn new(sources: &Sources, span: Span) -> Self {
        let (line, _) = sources.line_column(span);
        Place { file: sources.get(span.file).name.clone(), line }
    }
}

/// An occurrence of a phrase: the index of a passage, and a byte range of its text.
pub type Hit = (usize, Range<usize>);

/// A place in the report that shows a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Use {
    /// The kind of element.
    pub kind: UseKind,
    /// The figure as printed, such as `twelve`.
    pub shown: String,
    /// The sentence, or the row of the table or graph.
    pub text: String,
    /// The column of the table.
    pub column: Option<String>,
    /// The label of the graph, or of the table's graph.
    pub graph: Option<String>,
    /// The heading above it.
    pub under: Option<String>,
    /// The template line that prints it; for a graph, the line of data/ that defines it.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// Whether the queried phrase occurs here.
    pub asked: bool,
}

/// The kind of element that shows a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UseKind {
    /// The title, or a line under it.
    Title,
    /// A heading.
    Heading,
    /// A sentence in a paragraph or item.
    Sentence,
    /// A footnote.
    Footnote,
    /// The caption of a graph or table.
    Caption,
    /// A row of a table.
    Table,
    /// A note under a table.
    Note,
    /// A graph, which also shows its figures in words.
    Graph,
}

/// The passages of a report, and the figures in them.
#[derive(Clone, Debug)]
pub struct Uses {
    /// The passages, in order.
    pub passages: Vec<Passage>,
    /// The occurrences of each figure, as indices of passages and of their marks.
    marks: BTreeMap<Figure, Vec<(usize, usize)>>,
}

impl Uses {
    /// Analyses a report.
    pub fn new(report: &ReportParts<'_>) -> Self {
        let passages = read::passages(report);
        let mut marks: BTreeMap<Figure, Vec<(usize, usize)>> = BTreeMap::new();
        for (index, passage) in passages.iter().enumerate() {
            for (number, mark) in passage.marks.iter().enumerate() {
                marks.entry(mark.figure.clone()).or_default().push((index, number));
            }
        }
        Uses { passages, marks }
    }

    /// The uses of a figure, in document order; `hits` are the occurrences of the queried phrase. A
    /// graph counts as one use, however often it shows the figure.
    pub fn of(&self, sources: &Sources, figure: &Figure, hits: &[Hit]) -> Vec<Use> {
        let mut uses: Vec<Use> = Vec::new();
        for (index, number) in self.marks.get(figure).into_iter().flatten() {
            let passage = &self.passages[*index];
            let mark = &passage.marks[*number];
            let is_hit = |(hit, range): &Hit| hit == index && overlap(&mark.range, range);
            let graph = passage.graph.as_ref();
            let place = mark.place.or(graph.map(|graph| graph.place));
            let found = Use {
                kind: passage.kind,
                shown: passage.text[mark.range.clone()].to_owned(),
                text: passage.text[passage.around(&mark.range)].trim().to_owned(),
                column: mark.column.clone(),
                graph: graph.map(|graph| graph.label.clone()),
                under: passage.under.clone(),
                place: place.map(|span| Place::new(sources, span)),
                asked: hits.iter().any(is_hit),
            };
            match uses.iter_mut().find(|known| is_same(known, &found)) {
                Some(known) => known.asked |= found.asked,
                None => uses.push(found),
            }
        }
        uses
    }
}

fn is_same(one: &Use, other: &Use) -> bool {
    (one.kind, &one.place, &one.column) == (other.kind, &other.place, &other.column)
        && (one.kind == UseKind::Graph || one.text == other.text)
}

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
    pieces: Vec<(Range<usize>, Option<Span>)>,
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
    fn push(&mut self, between: &str, line: &document::Passage<'_>, column: Option<&str>) {
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
