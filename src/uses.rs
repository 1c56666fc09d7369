//! Where the report shows each figure: for explain and for the manifest.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use crate::diagnostic::{Sources, Span};
use crate::document::Document;
use crate::figure::Figure;
use crate::model::Survey;
use crate::tally::Tally;
use crate::text::overlap;

mod passage;
mod read;
mod ties;

pub use passage::{Mark, Passage, Shown};

/// A place in a file of the project, as the file is on disk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file's path in the project.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl Place {
    /// The place where a span begins.
    pub fn new(sources: &Sources, span: Span) -> Self {
        let (line, _) = sources.line_column(span);
        Place { file: sources.get(span.file).name.clone(), line }
    }
}

/// Where a phrase is: a passage by its index, and the bytes of its text.
pub type Hit = (usize, Range<usize>);

/// A place of the report that shows a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Use {
    /// What it is.
    pub kind: UseKind,
    /// The figure as it is printed there, such as `twelve`.
    pub shown: String,
    /// The sentence, or the row of the table or graph.
    pub text: String,
    /// The column of the table.
    pub column: Option<String>,
    /// The label of the graph, or of the table's graph.
    pub graph: Option<String>,
    /// The heading over it.
    pub under: Option<String>,
    /// The template line that prints it; for a graph, the lines of data/ that give it.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// Whether the phrase that was asked for is here.
    pub asked: bool,
}

/// What shows a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UseKind {
    /// The title, or a line under it.
    Title,
    /// A heading.
    Heading,
    /// A sentence of a paragraph or item.
    Sentence,
    /// A note at the foot of the page.
    Footnote,
    /// The caption of a graph or table.
    Caption,
    /// A row of a table.
    Table,
    /// A note under a table.
    Note,
    /// A drawing, which also has its figures in words.
    Graph,
}

/// The passages of a report, and the figures in them.
#[derive(Clone, Debug)]
pub struct Uses {
    /// The passages, in order.
    pub passages: Vec<Passage>,
    /// Where each figure is: passages and their marks by index.
    marks: BTreeMap<Figure, Vec<(usize, usize)>>,
}

impl Uses {
    /// Reads a report.
    pub fn new(sources: &Sources, survey: &Survey, tally: &Tally, document: &Document) -> Self {
        let passages = read::passages(sources, survey, tally, document);
        let mut marks: BTreeMap<Figure, Vec<(usize, usize)>> = BTreeMap::new();
        for (index, passage) in passages.iter().enumerate() {
            for (number, mark) in passage.marks.iter().enumerate() {
                marks.entry(mark.figure.clone()).or_default().push((index, number));
            }
        }
        Uses { passages, marks }
    }

    /// The uses of a figure in the order of the report; `hits` are those of the phrase that was asked for. A graph is one
    /// use, whatever in it shows the figure.
    pub fn of(&self, sources: &Sources, figure: &Figure, hits: &[Hit]) -> Vec<Use> {
        let mut uses: Vec<Use> = Vec::new();
        for (index, number) in self.marks.get(figure).into_iter().flatten() {
            let passage = &self.passages[*index];
            let mark = &passage.marks[*number];
            let is_hit = |(hit, range): &Hit| hit == index && overlap(&mark.range, range);
            let asked = hits.iter().any(is_hit);
            let found = Use { asked, ..of_mark(sources, passage, mark) };
            match uses.iter_mut().find(|known| is_same(known, &found)) {
                Some(known) => known.asked |= asked,
                None => uses.push(found),
            }
        }
        uses
    }
}

fn is_same(one: &Use, other: &Use) -> bool {
    let place = |found: &Use| (found.kind, found.place.clone(), found.column.clone());
    place(one) == place(other) && (one.kind == UseKind::Graph || one.text == other.text)
}

fn of_mark(sources: &Sources, passage: &Passage, mark: &Mark) -> Use {
    let graph = passage.graph.as_ref();
    let place = mark.place.or(graph.map(|graph| graph.place));
    Use {
        kind: passage.kind,
        shown: passage.text[mark.range.clone()].to_owned(),
        text: passage.text[passage.around(&mark.range)].trim().to_owned(),
        column: mark.column.clone(),
        graph: graph.map(|graph| graph.label.clone()),
        under: passage.under.clone(),
        place: place.map(|span| Place::new(sources, span)),
        asked: false,
    }
}
