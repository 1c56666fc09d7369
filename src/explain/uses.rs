//! Where the report shows a figure.

use serde::Serialize;

use super::lines::Place;
use super::passages::{Kind, Mark, Passage};
use super::query::Hit;
use crate::diagnostic::Sources;
use crate::figure::Figure;
use crate::text::overlap;

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
    /// Whether the phrase that was asked for stands there.
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
    /// What stands under or over a graph or table.
    Caption,
    /// A row of a table.
    Table,
    /// What stands under a table.
    Note,
    /// A drawing, which also has its figures in words.
    Graph,
}

/// The uses of a figure in the order of the report. A graph is one use, whatever in it shows the figure.
pub(super) fn uses(
    sources: &Sources,
    passages: &[Passage],
    figure: &Figure,
    hits: &[Hit],
) -> Vec<Use> {
    let mut uses: Vec<Use> = Vec::new();
    for (index, passage) in passages.iter().enumerate() {
        for mark in passage.marks.iter().filter(|mark| mark.figure == *figure) {
            let asked =
                hits.iter().any(|(hit, range)| *hit == index && overlap(&mark.range, range));
            let found = Use { asked, ..of_mark(sources, passage, mark) };
            match uses.iter_mut().find(|known| is_same(known, &found)) {
                Some(known) => known.asked |= asked,
                None => uses.push(found),
            }
        }
    }
    uses
}

fn is_same(one: &Use, other: &Use) -> bool {
    let place = |found: &Use| (found.kind, found.place.clone(), found.column.clone());
    place(one) == place(other) && (one.kind == UseKind::Graph || one.text == other.text)
}

fn of_mark(sources: &Sources, passage: &Passage, mark: &Mark) -> Use {
    let graph = passage.graph.as_ref();
    let place = mark.place.or(graph.map(|graph| graph.place));
    Use {
        kind: kind(passage.kind),
        shown: passage.text[mark.range.clone()].to_owned(),
        text: passage.text[passage.around(&mark.range)].trim().to_owned(),
        column: mark.column.clone(),
        graph: graph.map(|graph| graph.label.clone()),
        under: passage.under.clone(),
        place: place.map(|span| Place::new(sources, span)),
        asked: false,
    }
}

/// How a kind of passage is told to people.
pub(super) fn kind(kind: Kind) -> UseKind {
    match kind {
        Kind::Title | Kind::Edition => UseKind::Title,
        Kind::Heading => UseKind::Heading,
        Kind::Paragraph | Kind::Quotation => UseKind::Sentence,
        Kind::Footnote => UseKind::Footnote,
        Kind::Caption => UseKind::Caption,
        Kind::Row => UseKind::Table,
        Kind::Note => UseKind::Note,
        Kind::Graph => UseKind::Graph,
    }
}
