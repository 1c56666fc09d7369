//! Draws charts as SVG, in the fonts of the report, and describes the same data in words.
//!
//! Unpublished figures are mentioned in words and never drawn. The same survey gives the same
//! bytes.

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
    let fonts = Fonts::read(font)?;
    let Drawing { sketch, drawn, alt } = drawing(survey, tally, graph, &fonts, words);
    let svg = svg::write(&sketch, graph, &plain_text(&alt), &font.family);
    let table = table(survey, tally, graph, words);
    Ok(Chart { svg, drawn, alt, table, width: WIDTH, height: sketch.bottom })
}

/// The marks of a chart, and its text.
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

/// Writes notes below the drawing: the options that it leaves out, and the base of its figures.
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

/// Text that mentions figures.
fn mention(words: impl Into<String>, figures: impl IntoIterator<Item = Figure>) -> Inline {
    Inline::mention(words, figures.into_iter().collect())
}

#[cfg(test)]
mod tests;
