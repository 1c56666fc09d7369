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
mod sketch;
mod stacked;

pub use measure::choose_font;

/// Space above the sentences below a drawing, in points.
const NOTES_GAP: f64 = 4.0;
/// Space below the last sentence, in points.
const MARGIN: f64 = 2.0;

/// A line of text whose words are linked to their figures.
pub type Line = Vec<Inline>;

/// A drawn graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The drawing, as SVG.
    pub svg: String,
    /// The lines of the drawing: a row for each option with a figure, and the base.
    pub drawn: Vec<Line>,
    /// The alternative text: all figures in words, in one paragraph.
    pub alt: Line,
    /// All figures as a table; `None` if there are none.
    pub table: Option<Table>,
    /// Width, in points.
    pub width: f64,
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
    let (sketch, kind) = sketch(&mut content, graph.kind, &Fonts::read(font)?);
    let rows = content.shown.iter().map(|entry| entry.drawn());
    let drawn = rows.chain([describe::base_line(&content)]).collect();
    let alt = describe::describe(&content, kind);
    let svg = sketch::svg(&sketch, graph, &plain_text(&alt), &font.family);
    content.rank();
    let table = describe::table(&content, &graph.key.value);
    Ok(Chart { svg, drawn, alt, table, width: WIDTH, height: sketch.bottom })
}

/// Draws the content as the given kind of graph; returns the word for the kind that it became.
fn sketch(content: &mut Content<'_>, kind: GraphKind, fonts: &Fonts<'_>) -> (Sketch, Word) {
    let mut sketch = Sketch::default();
    let parts = (kind == GraphKind::Stacked).then(|| stacked::parts(content)).flatten();
    let word = if let Some(parts) = parts {
        stacked::draw(content, &parts, fonts, &mut sketch);
        Word::ChartStacked
    } else {
        content.rank();
        bars::draw(content, fonts, &mut sketch);
        Word::ChartBars
    };
    draw_notes(content, fonts, &mut sketch);
    (sketch, word)
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
