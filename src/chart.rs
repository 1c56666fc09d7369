//! Draws charts as SVG, in the fonts of the report, and describes the same data in words.
//!
//! Unpublished figures are mentioned in words and never drawn. The same survey gives the same
//! bytes.

use crate::document::{Inline, Table, plain_text};
use crate::figure::Figure;
use crate::model::{Graph, GraphKind, Survey};
use crate::tally::Tally;
use crate::words::{Word, Words};
use content::Content;
use measure::{Fonts, SMALL, TEXT};
use sketch::{Sketch, WIDTH};

mod bars;
mod callouts;
mod colours;
mod columns;
mod content;
mod describe;
mod measure;
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
    let mut content = Content::new(survey, tally, graph, words);
    let fonts = Fonts::read(font)?;
    let (sketch, kind) = sketch(&mut content, graph.kind, &fonts);
    let sketches = match sketch.bottom > TALLEST && kind == Word::ChartBars {
        true => split(&content, &fonts),
        false => vec![(content.clone(), sketch)],
    };
    let drawing = |(index, (part, sketch)): (usize, &(Content<'_>, Sketch))| {
        let rows = part.shown.iter().map(|entry| entry.drawn());
        let drawn = rows.chain([describe::base_line(part)]).collect();
        let alt = describe::describe(part, kind);
        let id = sketch::id(&graph.key.value, index);
        let svg = sketch::svg(sketch, &id, graph, &plain_text(&alt), (&font.family, &fonts));
        Drawing { svg, drawn, alt, height: sketch.bottom }
    };
    let drawings = sketches.iter().enumerate().map(drawing).collect();
    content.rank();
    Ok(Chart { drawings, table: describe::table(&content, &graph.key.value), width: WIDTH })
}

/// Draws the content as the given kind of graph; returns the word for the kind that it became.
fn sketch(content: &mut Content<'_>, kind: GraphKind, fonts: &Fonts<'_>) -> (Sketch, Word) {
    let parts = (kind == GraphKind::Stacked).then(|| stacked::parts(content)).flatten();
    if let Some(parts) = parts {
        let mut sketch = Sketch::default();
        stacked::draw(content, &parts, fonts, &mut sketch);
        draw_notes(content, fonts, &mut sketch);
        return (sketch, Word::ChartStacked);
    }
    content.rank();
    (bars_sketch(content, content, bars::ROW_GAP, fonts), Word::ChartBars)
}

/// Draws a `part` of a bar chart with its notes.
fn bars_sketch(part: &Content<'_>, whole: &Content<'_>, gap: f64, fonts: &Fonts<'_>) -> Sketch {
    let mut sketch = Sketch::default();
    bars::draw(part, whole, gap, fonts, &mut sketch);
    draw_notes(part, fonts, &mut sketch);
    sketch
}

/// Draws a bar chart with less space between its rows and, if that is not enough, in parts that fit
/// a page each.
fn split<'s>(content: &Content<'s>, fonts: &Fonts<'_>) -> Vec<(Content<'s>, Sketch)> {
    let mut pages = 1;
    loop {
        let parts = content.split(pages).into_iter().map(|part| {
            let sketch = bars_sketch(&part, content, bars::TIGHT_GAP, fonts);
            (part, sketch)
        });
        let parts: Vec<_> = parts.collect();
        let tallest = parts.iter().map(|(_, sketch)| sketch.bottom).fold(0.0, f64::max);
        if tallest <= TALLEST || pages >= content.rows().len() {
            return parts;
        }
        pages = (pages + 1).max((pages as f64 * tallest / TALLEST) as usize);
    }
}

/// Writes notes below the drawing: the options that it leaves out, and the base of its figures.
fn draw_notes(content: &Content<'_>, fonts: &Fonts<'_>, sketch: &mut Sketch) {
    sketch.bottom += NOTES_GAP;
    for sentence in content.nothing().iter().chain(&content.not_published()) {
        sketch.sentence(fonts, &plain_text(sentence), TEXT);
    }
    sketch.bottom += NOTES_GAP;
    for sentence in content.asterisk().iter().chain([&describe::base_line(content)]) {
        sketch.sentence(fonts, &plain_text(sentence), SMALL);
    }
    sketch.bottom += MARGIN;
}

/// Text that mentions figures.
fn mention(words: impl Into<String>, figures: impl IntoIterator<Item = Figure>) -> Inline {
    Inline::mention(words, figures.into_iter().collect())
}

#[cfg(test)]
mod tests;
