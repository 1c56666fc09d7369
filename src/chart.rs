//! Draws charts as SVG, in the fonts of the report, and describes the same data in words.
//!
//! Unpublished figures are mentioned in words and never drawn. The same survey gives the same
//! bytes.

use std::ops::Range;

use crate::document::{Inline, Table, plain_text};
use crate::model::{Graph, GraphKind, Survey};
use crate::tally::Tally;
use crate::words::{Word, Words};
use compared::Comparison;
use describe::Texts;
use measure::{SMALL, TEXT};
use sketch::{Sketch, WIDTH};

mod bars;
mod callouts;
mod colours;
mod columns;
mod compared;
mod content;
mod describe;
mod dots;
mod measure;
mod shaped;
mod sketch;
mod stacked;
mod table;

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
    let table = table.map(|table| table::captioned(table, input.words, &graph.key.value));
    let drawing = |(index, page): (usize, Page<'_>)| {
        let Page { sketch, drawn, alt } = page;
        let id = sketch::id(&graph.key.value, index);
        let svg = sketch.svg(&id, &graph.caption.value, &plain_text(&alt));
        Drawing { svg, drawn, alt, height: sketch.bottom }
    };
    Chart { drawings: pages.into_iter().enumerate().map(drawing).collect(), table, width: WIDTH }
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

impl Part {
    /// The space between rows, in points: the usual one, or that between rows that are closer together.
    fn gap(&self, usual: f64, tight: f64) -> f64 {
        if self.is_tight { tight } else { usual }
    }

    /// The space between rows of bars or segments, in points.
    fn row_gap(&self) -> f64 {
        self.gap(9.0, 5.0)
    }
}

/// The drawings of a graph, on as many pages as it needs, and its table.
fn draw_all<'f>(input: ChartInput<'_, 'f>, graph: &Graph) -> (Vec<Page<'f>>, Option<Table>) {
    let ChartInput { words, fonts, .. } = input;
    let mut comparison = Comparison::new(input, graph);
    if !comparison.is_single {
        let draw = match comparison.kind {
            GraphKind::Bars => bars::draw_rows,
            GraphKind::Stacked => stacked::draw_rows,
            GraphKind::Dots => dots::draw,
        };
        let pages = divide(comparison.sentences().len(), |part| {
            let mut sketch = Sketch::new(fonts);
            draw(&comparison, part, &mut sketch);
            page(comparison.texts(&part.rows), words, sketch)
        });
        return (pages, table::of_comparison(&comparison));
    }
    let mut content = comparison.sets.pop().expect("the question is tallied").content;
    let parts = (graph.kind == GraphKind::Stacked).then(|| content.parts()).flatten();
    let stacked = parts.map(|parts| {
        let mut sketch = Sketch::new(fonts);
        stacked::draw(&content, &parts, &mut sketch);
        vec![page(Texts::of_content(&content, Word::ChartStacked), words, sketch)]
    });
    content.rank();
    let bars = || {
        divide(content.rows().len(), |part| {
            let mut sketch = Sketch::new(fonts);
            bars::draw(&content, part, &mut sketch);
            let shown = content.part(part.rows.clone());
            page(Texts::of_content(&shown, Word::ChartBars), words, sketch)
        })
    };
    (stacked.unwrap_or_else(bars), table::of_content(&content))
}

/// Completes a drawing: writes below it what it leaves out, and the base of its figures.
fn page<'f>(texts: Texts, words: &Words, mut sketch: Sketch<'f>) -> Page<'f> {
    sketch.bottom += NOTES_GAP;
    for sentence in texts.nothing.iter().chain(&texts.notes) {
        sketch.sentence(&plain_text(sentence), TEXT);
    }
    sketch.bottom += NOTES_GAP;
    for sentence in texts.asterisk.iter().chain([&texts.base]) {
        sketch.sentence(&plain_text(sentence), SMALL);
    }
    sketch.bottom += MARGIN;
    let drawn = texts.drawn.iter().chain([&texts.base]).cloned().collect();
    Page { sketch, drawn, alt: texts.alternative(words) }
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

#[cfg(test)]
mod tests;
