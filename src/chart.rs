//! Charts as SVG: what a graph shows of its question, drawn in the fonts of the report, and the same in words.
//!
//! What is not published is said in words and never drawn. The same survey gives the same bytes.

use crate::document::{Inline, plain_text};
use crate::figure::Figure;
use crate::model::{Graph, GraphKind, Survey};
use crate::tally::Tally;
use crate::words::{Word, Words};
use content::Content;
use measure::{Fonts, SMALL, TEXT};
use sketch::{Sketch, WIDTH};

mod bars;
mod base;
mod callouts;
mod colours;
mod content;
mod describe;
mod figure;
mod legend;
mod measure;
mod names;
mod sketch;
mod stacked;
mod svg;
mod table;
mod typeface;

pub use table::{Row, Table, table};
pub use typeface::choose as choose_font;

/// Before the sentences under a drawing, in points.
const NOTES_GAP: f64 = 4.0;
/// Under the last sentence, in points.
const MARGIN: f64 = 2.0;

/// A line of words that know their figures.
pub type Line = Vec<Inline>;

/// A drawn graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The drawing.
    pub svg: String,
    /// Its lines: a row for each option that has a figure, and the base.
    pub drawn: Vec<Line>,
    /// All its figures in words, in one paragraph.
    pub alt: Line,
    /// All its figures in rows; none if it has none.
    pub table: Option<Table>,
    /// Width, in points.
    pub width: f64,
    /// Height, in points.
    pub height: f64,
}

/// The fonts that draw a chart's text.
#[derive(Clone)]
pub struct ChartFont<'a> {
    /// The name of the family, by which the drawing refers to it.
    pub family: String,
    /// The bytes of the regular font.
    pub regular: &'a [u8],
    /// The bytes of the bold font.
    pub bold: &'a [u8],
}

/// Draws a graph. A divided bar whose parts are not all known becomes a chart of bars.
///
/// Fails, with an error in words, only if the fonts can't be read.
pub fn draw(
    survey: &Survey,
    tally: &Tally,
    graph: &Graph,
    font: &ChartFont<'_>,
    words: &Words,
) -> Result<Chart, String> {
    let fonts = Fonts::read(font)?;
    let Drawing { sketch, drawn, alt } = drawing(survey, tally, graph, &fonts, words);
    let svg = svg::write(&sketch, graph, &plain_text(&alt), &font.family);
    let table = table(survey, tally, graph, words);
    Ok(Chart { svg, drawn, alt, table, width: WIDTH, height: sketch.bottom })
}

/// The marks of a chart, and its words.
struct Drawing {
    sketch: Sketch,
    drawn: Vec<Line>,
    alt: Line,
}

fn drawing(
    survey: &Survey,
    tally: &Tally,
    graph: &Graph,
    fonts: &Fonts<'_>,
    words: &Words,
) -> Drawing {
    let mut content = Content::new(survey, tally, graph, words);
    let parts = match graph.kind {
        GraphKind::Stacked => stacked::parts(&content),
        GraphKind::Bars => None,
    };
    let mut sketch = Sketch::default();
    let kind = match parts {
        Some(parts) => {
            stacked::draw(&content, &parts, fonts, &mut sketch);
            Word::ChartStacked
        }
        None => {
            content.rank();
            bars::draw(&content, fonts, &mut sketch);
            Word::ChartBars
        }
    };
    draw_notes(&content, fonts, &mut sketch);
    let rows = content.shown.iter().map(|entry| entry.drawn());
    let drawn = rows.chain([base::line(&content)]).collect();
    Drawing { sketch, drawn, alt: describe::describe(&content, kind) }
}

/// Writes under the drawing what isn't in it, and what its figures rest on.
fn draw_notes(content: &Content<'_>, fonts: &Fonts<'_>, sketch: &mut Sketch) {
    sketch.bottom += NOTES_GAP;
    for sentence in content.nothing().iter().chain(&content.not_published()) {
        sketch.sentence(fonts, &plain_text(sentence), TEXT);
    }
    sketch.bottom += NOTES_GAP;
    for sentence in content.asterisk().iter().chain([&base::line(content)]) {
        sketch.sentence(fonts, &plain_text(sentence), SMALL);
    }
    sketch.bottom += MARGIN;
}

/// Words about figures.
fn mention(words: impl Into<String>, figures: impl IntoIterator<Item = Figure>) -> Inline {
    Inline::mention(words, figures.into_iter().collect())
}

#[cfg(test)]
mod tests;
