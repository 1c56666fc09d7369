//! The report cut into passages, each with its text and the figures in it: what a phrase is looked for in.

use std::ops::Range;

use super::Material;
use super::graphs;
use super::ties;
use crate::diagnostic::Span;
use crate::document::{Added, Block, Document, Inline, List, Origin, Table};
use crate::figure::Figure;
use crate::model::Survey;
use crate::tally::Tally;
use crate::text::{Folded, sentence_around};
use crate::words::Words;

/// What a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Title,
    Edition,
    Heading,
    Paragraph,
    Quotation,
    Footnote,
    Caption,
    /// A row of a table.
    Row,
    /// What stands under a table.
    Note,
    /// What a drawing shows, or what is said of it.
    Graph,
}

/// A piece of the report that is read in one go.
#[derive(Clone, Debug)]
pub(super) struct Passage {
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) folded: Folded,
    /// The figures, in the order of the text; several may stand in one place.
    pub(super) marks: Vec<Mark>,
    /// Where the text came from: offsets at which pieces begin, each with its place.
    pub(super) pieces: Vec<(usize, Option<Span>)>,
    /// The heading over it.
    pub(super) under: Option<String>,
    /// The graph that it belongs to.
    pub(super) graph: Option<Shown>,
}

/// A figure in a passage.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) range: Range<usize>,
    pub(super) figure: Figure,
    /// The template line that prints it; none in a drawing.
    pub(super) place: Option<Span>,
    /// The column that it stands in.
    pub(super) column: Option<String>,
}

/// A graph as the report shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) key: String,
    /// Its label, without a stop.
    pub(super) label: String,
    /// Where data/report.toml gives it.
    pub(super) place: Span,
}

impl Passage {
    /// What is read with what stands at `range`: its sentence, or all of what is not made of sentences.
    pub(super) fn around(&self, range: &Range<usize>) -> Range<usize> {
        match self.kind {
            Kind::Title | Kind::Edition | Kind::Heading | Kind::Caption | Kind::Row => {
                0..self.text.len()
            }
            Kind::Paragraph | Kind::Quotation | Kind::Footnote | Kind::Note | Kind::Graph => {
                sentence_around(&self.text, range)
            }
        }
    }

    /// The figures that stand at any of `range`.
    pub(super) fn at<'p>(&'p self, range: &'p Range<usize>) -> impl Iterator<Item = &'p Mark> {
        self.marks
            .iter()
            .filter(|mark| mark.range.start < range.end && range.start < mark.range.end)
    }

    /// The pieces of the text that touch `range`, each with the place that it came from.
    pub(super) fn pieces(
        &self,
        range: &Range<usize>,
    ) -> impl Iterator<Item = (&str, Option<Span>)> {
        let starts = self.pieces.iter().map(|(start, _)| *start);
        let ends = starts.skip(1).chain([self.text.len()]);
        let pieces = self.pieces.iter().zip(ends);
        let touching =
            pieces.filter(move |((start, _), end)| *start < range.end && range.start < *end);
        touching.map(|((start, place), end)| (&self.text[*start..end], *place))
    }
}

/// All passages of a report, in order.
pub(super) fn passages(material: &Material<'_>) -> Vec<Passage> {
    let Material { survey, tally, document, words, .. } = *material;
    let mut reader = Reader { survey, tally, document, words, passages: Vec::new(), under: None };
    for node in &document.blocks {
        reader.block(&node.block, Kind::Paragraph);
    }
    reader.passages
}

struct Reader<'r> {
    survey: &'r Survey,
    tally: &'r Tally,
    document: &'r Document,
    words: &'r Words,
    passages: Vec<Passage>,
    under: Option<String>,
}

impl Reader<'_> {
    /// Adds the passages of a block; paragraphs are of that kind.
    fn block(&mut self, block: &Block, kind: Kind) {
        match block {
            Block::Title(content) => self.line(content, Kind::Title),
            Block::Added(Added::Edition(lines)) => {
                for line in lines {
                    self.add(Kind::Edition, Line::words(line), None);
                }
            }
            Block::Added(_) => {}
            Block::Heading(heading) => {
                self.line(&heading.content, Kind::Heading);
                self.under = Some(crate::document::plain_text(&heading.content));
            }
            Block::Paragraph(content) => self.line(content, kind),
            Block::List(List { items }) => {
                for block in items.iter().flat_map(|item| &item.blocks) {
                    self.block(block, kind);
                }
            }
            Block::Quotation(quotation) => {
                for block in &quotation.blocks {
                    self.block(block, Kind::Quotation);
                }
                self.line(&quotation.source, Kind::Quotation);
            }
            Block::Graph(graph) => self.graph(graph),
            Block::Table(table) => self.table(table),
        }
    }

    fn line(&mut self, content: &[Inline], kind: Kind) {
        let mut line = Line::of(content);
        ties::mark(&mut line, self.survey, self.tally);
        line.footnotes.iter_mut().for_each(|note| ties::mark(note, self.survey, self.tally));
        self.add(kind, line, None);
    }

    fn add(&mut self, kind: Kind, mut line: Line, graph: Option<&Shown>) {
        let footnotes = std::mem::take(&mut line.footnotes);
        if !line.text.trim().is_empty() {
            self.passages.push(Passage {
                kind,
                folded: Folded::new(&line.text),
                text: line.text,
                marks: line.marks,
                pieces: line.pieces,
                under: self.under.clone().filter(|_| kind != Kind::Heading),
                graph: graph.cloned(),
            });
        }
        for footnote in footnotes {
            self.add(Kind::Footnote, footnote, graph);
        }
    }

    fn graph(&mut self, graph: &crate::document::Graph) {
        let shown = self.shown(&graph.key);
        let mut caption = Line::words(graph.label.text() + graph.separator());
        caption.inlines(graph.caption.as_deref().unwrap_or_default());
        self.add(Kind::Caption, caption, shown.as_ref());
        let question = self.survey.report.graphs.iter().find(|known| known.key.value == graph.key);
        let question = question.and_then(|graph| self.survey.question(&graph.question));
        let figures = question.and_then(|question| self.tally.questions.get(&question.id));
        if let Some((question, figures)) = question.zip(figures) {
            for line in graphs::drawn(question, figures, self.words) {
                self.add(Kind::Graph, line, shown.as_ref());
            }
            self.add(Kind::Graph, graphs::alt(&graph.alt, question, figures), shown.as_ref());
        }
        if let Some(note) = &graph.note {
            let line = Line::of(note);
            self.add(Kind::Caption, line, shown.as_ref());
        }
    }

    fn table(&mut self, table: &Table) {
        let shown = self.shown(&table.graph);
        self.add(Kind::Caption, Line::of(&table.caption), shown.as_ref());
        for row in &table.rows {
            self.add(Kind::Row, graphs::row(table, row, self.tally), shown.as_ref());
        }
        let known = self.survey.report.graphs.iter().find(|known| known.key.value == table.graph);
        let figures = known.and_then(|graph| {
            let figures = self.tally.questions.get(&graph.question);
            self.survey.question(&graph.question).zip(figures)
        });
        for note in &table.notes {
            let mut line = Line::of(note);
            if let Some((question, figures)) = figures {
                graphs::mark_words(&mut line, question, figures);
            }
            self.add(Kind::Note, line, shown.as_ref());
        }
    }

    fn shown(&self, key: &str) -> Option<Shown> {
        let graph = self.survey.report.graphs.iter().find(|graph| graph.key.value == key)?;
        let printed = self.document.all_blocks().into_iter().find_map(|block| match block {
            Block::Graph(printed) if printed.key == key => Some(printed.label.bare()),
            _ => None,
        });
        let label = printed.unwrap_or_else(|| key.to_owned());
        Some(Shown { key: key.to_owned(), label, place: graph.key.span })
    }
}

/// The text of a line, with its figures.
#[derive(Default)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) marks: Vec<Mark>,
    pieces: Vec<(usize, Option<Span>)>,
    footnotes: Vec<Line>,
}

impl Line {
    /// A line without figures.
    pub(super) fn words(text: impl Into<String>) -> Self {
        Line { text: text.into(), ..Line::default() }
    }

    /// A line of the tree.
    pub(super) fn of(inlines: &[Inline]) -> Self {
        let mut line = Line::default();
        line.inlines(inlines);
        line
    }

    pub(super) fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => {
                    let place = match &text.origin {
                        Origin::Place(span) | Origin::Computed(span) => Some(*span),
                        Origin::Figure(figure, span) => {
                            self.mark(text.text.len(), figure.clone(), Some(*span));
                            Some(*span)
                        }
                        Origin::Tool => None,
                    };
                    self.pieces.push((self.text.len(), place));
                    self.text.push_str(&text.text);
                }
                Inline::Emphasis(content)
                | Inline::Strong(content)
                | Inline::Link { content, .. }
                | Inline::Foreign { content, .. } => self.inlines(content),
                Inline::Reference { label, .. } => self.text.push_str(label),
                Inline::Cross { .. } => {}
                Inline::Footnote(content) => self.footnotes.push(Line::of(content)),
                Inline::Break => self.text.push(' '),
            }
        }
    }

    /// Adds characters that are a figure.
    pub(super) fn figure(&mut self, text: &str, figure: Figure) {
        self.mark(text.len(), figure, None);
        self.text.push_str(text);
    }

    /// Marks the next `length` bytes as a figure.
    fn mark(&mut self, length: usize, figure: Figure, place: Option<Span>) {
        let range = self.text.len()..self.text.len() + length;
        self.marks.push(Mark { range, figure, place, column: None });
    }

    /// Marks a range of the text as a figure.
    pub(super) fn mark_range(&mut self, range: Range<usize>, figure: Figure) {
        self.marks.push(Mark { range, figure, place: None, column: None });
    }
}
