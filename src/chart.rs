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
use measure::{Fonts, SMALL, TEXT};
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

pub use measure::choose_font;

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

/// The fonts that draw a chart's text.
#[derive(Clone)]
pub struct ChartFont<'a> {
    /// The family name that the SVG refers to.
    pub family: String,
    /// The bytes of the regular font.
    pub regular: &'a [u8],
    /// The bytes of the bold font.
    pub bold: &'a [u8],
    /// Upright fonts of other families, for texts with characters that these lack: name and bytes.
    pub others: Vec<(String, &'a [u8])>,
}

/// Draws a graph. A stacked bar becomes a bar chart if not all of its parts are known.
///
/// # Errors
/// A message if a font can't be parsed.
pub fn draw(
    survey: &Survey,
    tally: &Tally,
    graph: &Graph,
    font: &ChartFont<'_>,
    words: &Words,
) -> Result<Chart, String> {
    let fonts = Fonts::read(font)?;
    let (pages, table) = draw_all(survey, tally, graph, words, &fonts);
    let drawing = |(index, page): (usize, Page)| {
        let Page { sketch, drawn, alt } = page;
        let id = sketch::id(&graph.key.value, index);
        let svg = sketch::svg(&sketch, &id, graph, &plain_text(&alt), (&font.family, &fonts));
        Drawing { svg, drawn, alt, height: sketch.bottom }
    };
    let drawings = pages.into_iter().enumerate().map(drawing).collect();
    Ok(Chart { drawings, table, width: WIDTH })
}

/// The drawings of a graph, and its table.
fn draw_all(
    survey: &Survey,
    tally: &Tally,
    graph: &Graph,
    words: &Words,
    fonts: &Fonts<'_>,
) -> (Vec<Page>, Option<Table>) {
    match Comparison::new(survey, tally, graph, words) {
        Some(comparison) => {
            let table = cross::table(&comparison, &graph.key.value);
            (compared_pages(&comparison, fonts), table)
        }
        None => {
            let mut content = Content::new(survey, tally, graph, words);
            let pages = pages(&mut content, graph.kind, fonts);
            content.rank();
            (pages, describe::table(&content, &graph.key.value))
        }
    }
}

/// A drawing before it is written as SVG.
struct Page {
    sketch: Sketch,
    drawn: Vec<Line>,
    alt: Line,
}

impl Page {
    /// A drawn part of a graph of one question.
    fn of(part: &Content<'_>, kind: Word, sketch: Sketch) -> Self {
        let rows = part.shown.iter().map(|entry| entry.drawn());
        let drawn = rows.chain([describe::base_line(part)]).collect();
        Page { sketch, drawn, alt: describe::describe(part, kind) }
    }
}

/// Draws the options of a question as the given kind of graph, on as many pages as it needs.
fn pages(content: &mut Content<'_>, kind: GraphKind, fonts: &Fonts<'_>) -> Vec<Page> {
    let parts = (kind == GraphKind::Stacked).then(|| stacked::parts(content)).flatten();
    if let Some(parts) = parts {
        let mut sketch = Sketch::default();
        stacked::draw(content, &parts, fonts, &mut sketch);
        draw_notes(content, fonts, &mut sketch);
        return vec![Page::of(content, Word::ChartStacked, sketch)];
    }
    content.rank();
    divide(content.rows().len(), |range, is_tight| {
        let part = content.part(range);
        let gap = if is_tight { bars::TIGHT_GAP } else { bars::ROW_GAP };
        let mut sketch = Sketch::default();
        bars::draw(&part, content, gap, fonts, &mut sketch);
        draw_notes(&part, fonts, &mut sketch);
        Page::of(&part, Word::ChartBars, sketch)
    })
}

/// Draws a range of rows, closer together if the flag is set, at the bottom of a sketch.
type DrawRows = fn(&Comparison<'_>, (Range<usize>, bool), &Fonts<'_>, &mut Sketch);

/// Draws sets of figures, on as many pages as they need.
fn compared_pages(comparison: &Comparison<'_>, fonts: &Fonts<'_>) -> Vec<Page> {
    let (all, base) = (comparison.sentences(), comparison.bases(Word::BaseLine));
    let (draw, kind): (DrawRows, Word) = match comparison.kind {
        GraphKind::Bars => (grouped::draw_bars, Word::ChartGrouped),
        GraphKind::Stacked => (grouped::draw_stacked, Word::ChartStacked),
        GraphKind::Dots => (dots::draw, Word::ChartDots),
    };
    divide(all.len(), |range, is_tight| {
        let mut sketch = Sketch::default();
        let (part, is_last) = ((range.clone(), is_tight), range.end == all.len());
        draw(comparison, part, fonts, &mut sketch);
        let notes = if is_last { comparison.notes() } else { Vec::new() };
        let small = comparison.asterisk().into_iter().chain([base.clone()]);
        write_notes(&notes, small, fonts, &mut sketch);
        let sentences = &all[range];
        let drawn = sentences.iter().cloned().chain([base.clone()]).collect();
        Page { sketch, drawn, alt: cross::describe(comparison, kind, sentences, &notes) }
    })
}

/// Draws a range of rows, which is all of them, or if they are too tall for a page, those of each page,
/// with less space between them.
fn divide(rows: usize, draw: impl Fn(Range<usize>, bool) -> Page) -> Vec<Page> {
    let whole = draw(0..rows, false);
    if whole.sketch.bottom <= TALLEST || rows == 0 {
        return vec![whole];
    }
    let mut pages = 1;
    loop {
        let size = rows.div_ceil(pages);
        let ranges = (0..rows).step_by(size).map(|first| first..rows.min(first + size));
        let parts: Vec<Page> = ranges.map(|range| draw(range, true)).collect();
        let tallest = parts.iter().map(|part| part.sketch.bottom).fold(0.0, f64::max);
        if tallest <= TALLEST || pages >= rows {
            return parts;
        }
        pages = (pages + 1).max((pages as f64 * tallest / TALLEST) as usize);
    }
}

/// Writes notes below the drawing: the options that it leaves out, and the base of its figures.
fn draw_notes(content: &Content<'_>, fonts: &Fonts<'_>, sketch: &mut Sketch) {
    let notes = content.nothing().into_iter().chain(content.remarks());
    let notes: Vec<Line> = notes.chain(content.not_published()).collect();
    let asterisk = content.asterisk().into_iter();
    write_notes(&notes, asterisk.chain([describe::base_line(content)]), fonts, sketch);
}

/// Writes sentences below the drawing, and smaller ones on its figures below them.
fn write_notes(
    notes: &[Line],
    small: impl Iterator<Item = Line>,
    fonts: &Fonts<'_>,
    sketch: &mut Sketch,
) {
    sketch.bottom += NOTES_GAP;
    for sentence in notes {
        sketch.sentence(fonts, &plain_text(sentence), TEXT);
    }
    sketch.bottom += NOTES_GAP;
    for sentence in small {
        sketch.sentence(fonts, &plain_text(&sentence), SMALL);
    }
    sketch.bottom += MARGIN;
}

/// Text that mentions figures.
fn mention(words: impl Into<String>, figures: impl IntoIterator<Item = Figure>) -> Inline {
    Inline::mention(words, figures.into_iter().collect())
}

#[cfg(test)]
mod tests;
