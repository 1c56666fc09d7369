//! A chart before it is written: texts and rectangles at their places, in points from the upper left corner.

use super::colours::{Colour, outline};
use super::measure::{Fonts, Style};

/// The width of every chart, in points: the text block of an A4 page, 160 mm.
pub(super) const WIDTH: f64 = 453.5;
/// Between a shape and the edge of the drawing, so that its outline is not cut, in points.
pub(super) const EDGE: f64 = 0.5;
/// Thickness of lines, in points.
pub(super) const THIN: f64 = 0.6;
/// Thickness of outlines, in points.
const OUTLINE: f64 = 0.75;

/// What is drawn, in order: later marks cover earlier ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Sketch {
    /// The marks.
    pub(super) marks: Vec<Mark>,
    /// Where the next thing begins, and the height of the chart at the end, in points.
    pub(super) bottom: f64,
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    /// A line of text that begins at `x`.
    Text { x: f64, baseline: f64, text: String, style: Style },
    /// A filled rectangle.
    Rectangle { x: f64, y: f64, width: f64, height: f64, colour: Colour },
}

impl Sketch {
    /// Draws a line of text whose line begins `top` points down.
    pub(super) fn text(&mut self, x: f64, top: f64, text: impl Into<String>, style: Style) {
        // Capitals are about 0.64 of the size high; they stand in the middle of the line.
        let baseline = top + (style.line + 0.64 * style.size) / 2.0;
        self.marks.push(Mark::Text { x, baseline, text: text.into(), style });
    }

    /// Draws lines under each other.
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

    /// Draws a filled rectangle that can be seen whole on each of some grounds: with an outline where it needs one.
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

    /// Adds a sentence at the bottom, over the whole width.
    pub(super) fn sentence(&mut self, fonts: &Fonts<'_>, text: &str, style: Style) {
        let lines = fonts.wrap(text, style, WIDTH);
        self.lines(0.0, self.bottom, &lines, style);
        self.bottom += lines.len() as f64 * style.line;
    }
}
