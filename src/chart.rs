//! Draws charts as SVG, in the fonts of the report, and describes the same data in words.
//!
//! Unpublished figures are mentioned in words and never drawn. The same survey gives the same
//! bytes.

use std::ops::Range;

use crate::document::{Inline, Table, plain_text};
use crate::figure::Figure;
use crate::model::{Graph, GraphKind, Survey};
use crate::tally::Tally;
use crate::words::{Word, Words};
use compared::Comparison;
use content::Content;
use measure::{SMALL, TEXT};
use sketch::{Sketch, WIDTH};

mod bars;
mod callouts;
mod colours;
mod columns;
mod compared;
mod content;
mod cross;
mod describe;
mod dots;
mod entry;
mod grouped;
mod measure;
mod notes;
mod shaped;
mod sketch;
mod stacked;

pub use measure::{Fonts, choose_fonts};

/// Space above the sentences below a drawing, in points.
const NOTES_GAP: f64 = 4.0;
/// The maximum height of a drawing, in points: what its caption and note leave of an A4 page.
const TALLEST: f64 = 625.0;
/// Space below the last sentence, in points.
const MARGIN: f64 = 2.0;

/// A line of text whose words are linked to their figures.
pub type Line = Vec<Inline>;

/// A drawn graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The drawings, one for each page that the graph needs.
    pub drawings: Vec<Drawing>,
    /// All figures as a table; `None` if there are none.
    pub table: Option<Table>,
    /// Width, in points.
    pub width: f64,
}

/// A drawing of a graph, or of a part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The drawing, as SVG.
    pub svg: String,
    /// The lines of the drawing: a row for each option with a figure, and the base.
    pub drawn: Vec<Line>,
    /// The alternative text: all its figures in words, in one paragraph.
    pub alt: Line,
    /// Height, in points.
    pub height: f64,
}

/// What the graphs of a survey are drawn from.
#[derive(Clone, Copy)]
pub struct ChartInput<'s, 'f> {
    /// The survey.
    pub survey: &'s Survey,
    /// Its figures.
    pub tally: &'s Tally,
    /// The tool's own wording.
    pub words: &'s Words,
    /// The fonts of the texts.
    pub fonts: &'f Fonts<'f>,
}

/// Draws a graph. A stacked bar becomes a bar chart if not all of its parts are known.
pub fn draw(input: ChartInput<'_, '_>, graph: &Graph) -> Chart {
    let (pages, table) = draw_all(input, graph);
    let drawing = |(index, page): (usize, Page<'_>)| {
        let Page { sketch, drawn, alt } = page;
        let id = sketch::id(&graph.key.value, index);
        let svg = sketch.svg(&id, &graph.caption.value, &plain_text(&alt));
        Drawing { svg, drawn, alt, height: sketch.bottom }
    };
    Chart { drawings: pages.into_iter().enumerate().map(drawing).collect(), table, width: WIDTH }
}

/// The drawings of a graph, and its table.
fn draw_all<'f>(input: ChartInput<'_, 'f>, graph: &Graph) -> (Vec<Page<'f>>, Option<Table>) {
    match Comparison::new(input, graph) {
        Some(comparison) => {
            let table = cross::table(&comparison, &graph.key.value);
            (compared_pages(&comparison, input.fonts), table)
        }
        None => {
            let mut content = Content::new(input, graph);
            let pages = pages(&mut content, graph.kind, input.fonts);
            content.rank();
            (pages, describe::table(&content, &graph.key.value))
        }
    }
}

/// A drawing before it is written as SVG.
struct Page<'f> {
    sketch: Sketch<'f>,
    drawn: Vec<Line>,
    alt: Line,
}

/// The rows of a drawing, which are closer together if a graph needs several.
struct Part {
    rows: Range<usize>,
    is_tight: bool,
}

/// Draws the options of a question as the given kind of graph, on as many pages as it needs.
fn pages<'f>(content: &mut Content<'_>, kind: GraphKind, fonts: &'f Fonts<'f>) -> Vec<Page<'f>> {
    let parts = (kind == GraphKind::Stacked).then(|| stacked::parts(content)).flatten();
    if let Some(parts) = parts {
        let mut sketch = Sketch::new(fonts);
        stacked::draw(content, &parts, &mut sketch);
        return vec![page(content, Word::ChartStacked, sketch)];
    }
    content.rank();
    divide(content.rows().len(), |part| {
        let mut sketch = Sketch::new(fonts);
        bars::draw(content, part, &mut sketch);
        page(&content.part(part.rows.clone()), Word::ChartBars, sketch)
    })
}

/// Completes the drawing of a part of a graph of one question: writes below it the options that it leaves
/// out, and the base of its figures.
fn page<'f>(part: &Content<'_>, kind: Word, mut sketch: Sketch<'f>) -> Page<'f> {
    let base = describe::base_line(part);
    let notes: Vec<Line> = part.nothing().into_iter().chain(part.notes()).collect();
    write_notes(&notes, part.asterisk().into_iter().chain([base.clone()]), &mut sketch);
    let drawn = part.shown.iter().map(|entry| entry.drawn()).chain([base]).collect();
    Page { sketch, drawn, alt: describe::describe(part, kind) }
}

/// Draws sets of figures, on as many pages as they need.
fn compared_pages<'f>(comparison: &Comparison<'_>, fonts: &'f Fonts<'f>) -> Vec<Page<'f>> {
    let (all, base) = (comparison.sentences(), comparison.bases(Word::BaseLine));
    divide(all.len(), |part| {
        let mut sketch = Sketch::new(fonts);
        match comparison.kind {
            GraphKind::Bars => grouped::draw_bars(comparison, part, &mut sketch),
            GraphKind::Stacked => grouped::draw_stacked(comparison, part, &mut sketch),
            GraphKind::Dots => dots::draw(comparison, part, &mut sketch),
        }
        let is_dots = comparison.kind == GraphKind::Dots;
        let kind = if is_dots { Word::ChartDots } else { Word::ChartGrouped };
        let is_last = part.rows.end == all.len();
        let notes = if is_last { comparison.notes() } else { Vec::new() };
        let (asterisk, sentences) = (comparison.asterisk(), &all[part.rows.clone()]);
        let opening = (kind, comparison.bases(Word::AlternativeBase));
        let is_marked = asterisk.is_some();
        let alt = describe::alternative(comparison.words, opening, sentences, is_marked, &notes);
        write_notes(&notes, asterisk.into_iter().chain([base.clone()]), &mut sketch);
        let drawn = sentences.iter().cloned().chain([base.clone()]).collect();
        Page { sketch, drawn, alt }
    })
}

/// Draws all rows, or if they are too tall for a page, those of each page, with less space between them.
fn divide<'f>(rows: usize, draw: impl Fn(&Part) -> Page<'f>) -> Vec<Page<'f>> {
    let whole = draw(&Part { rows: 0..rows, is_tight: false });
    if whole.sketch.bottom <= TALLEST || rows == 0 {
        return vec![whole];
    }
    let mut pages = 1;
    loop {
        let size = rows.div_ceil(pages);
        let ranges = (0..rows).step_by(size).map(|first| first..rows.min(first + size));
        let parts: Vec<Page<'_>> =
            ranges.map(|rows| draw(&Part { rows, is_tight: true })).collect();
        let tallest = parts.iter().map(|part| part.sketch.bottom).fold(0.0, f64::max);
        if tallest <= TALLEST || pages >= rows {
            return parts;
        }
        pages = (pages + 1).max((pages as f64 * tallest / TALLEST) as usize);
    }
}

/// Writes sentences below the drawing, and smaller ones on its figures below them.
fn write_notes(notes: &[Line], small: impl Iterator<Item = Line>, sketch: &mut Sketch<'_>) {
    sketch.bottom += NOTES_GAP;
    for sentence in notes {
        sketch.sentence(&plain_text(sentence), TEXT);
    }
    sketch.bottom += NOTES_GAP;
    for sentence in small {
        sketch.sentence(&plain_text(&sentence), SMALL);
    }
    sketch.bottom += MARGIN;
}

/// Text that mentions figures.
fn mention(words: impl Into<String>, figures: impl IntoIterator<Item = Figure>) -> Inline {
    Inline::mention(words, figures.into_iter().collect())
}

#[cfg(test)]
mod tests;
