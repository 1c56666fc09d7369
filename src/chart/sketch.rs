//! A chart before it is written as SVG: texts and rectangles, in points from the top left corner.

use super::colours::{Colour, outline};
use super::measure::{Fonts, Style};

/// The width of every chart, in points: the text block of an A4 page, 160 mm.
pub(super) const WIDTH: f64 = 453.5;
/// Space between a shape and the edge of the drawing, so that its outline is not clipped, in
/// points.
pub(super) const EDGE: f64 = 0.5;
/// Thickness of lines, in points.
pub(super) const THIN: f64 = 0.6;
/// Thickness of outlines, in points.
const OUTLINE: f64 = 0.75;

/// The marks of a drawing, in order: later marks cover earlier ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Sketch {
    /// The marks.
    pub(super) marks: Vec<Mark>,
    /// The y coordinate at which the next element starts, and finally the height of the chart, in
    /// points.
    pub(super) bottom: f64,
}

/// An element of the drawing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    /// A line of text that starts at `x`.
    Text { x: f64, baseline: f64, text: String, style: Style },
    /// A filled rectangle.
    Rectangle { x: f64, y: f64, width: f64, height: f64, colour: Colour },
}

impl Sketch {
    /// Draws a line of text whose line box starts at `top`.
    pub(super) fn text(&mut self, x: f64, top: f64, text: impl Into<String>, style: Style) {
        // Capitals are about 0.64 of the font size high; they are centred in the line.
        let baseline = top + (style.line + 0.64 * style.size) / 2.0;
        self.marks.push(Mark::Text { x, baseline, text: text.into(), style });
    }

    /// Draws several lines of text, one below the other.
    pub(super) fn lines(&mut self, x: f64, top: f64, lines: &[String], style: Style) {
        for (index, line) in lines.iter().enumerate() {
            self.text(x, top + index as f64 * style.line, line, style);
        }
    }

    /// Draws a filled rectangle.
    pub(super) fn rectangle(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        colour: Colour,
    ) {
        self.marks.push(Mark::Rectangle { x, y, width, height, colour });
    }

    /// Draws a filled rectangle that is visible on all of the backgrounds, with an outline if it
    /// needs one.
    pub(super) fn shape(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        colour: Colour,
        grounds: &[Colour],
    ) {
        let Some(edge) = outline(colour, grounds) else {
            return self.rectangle((x, y), (width, height), colour);
        };
        self.rectangle((x, y), (width, height), edge);
        if width > 2.0 * OUTLINE {
            let inner = (width - 2.0 * OUTLINE, height - 2.0 * OUTLINE);
            self.rectangle((x + OUTLINE, y + OUTLINE), inner, colour);
        }
    }

    /// Adds a sentence at the bottom, across the full width.
    pub(super) fn sentence(&mut self, fonts: &Fonts<'_>, text: &str, style: Style) {
        let lines = fonts.wrap(text, style, WIDTH);
        self.lines(0.0, self.bottom, &lines, style);
        self.bottom += lines.len() as f64 * style.line;
    }
}
