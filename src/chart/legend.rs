//! The legend of a stacked bar: a row for each option, with its colour and figures.

use super::colours::{Colour, WHITE};
use super::content::Entry;
use super::figure::{Column, Figure};
use super::measure::{Fonts, QUIET, TEXT};
use super::names::{Names, label_width};
use super::sketch::{EDGE, Sketch, WIDTH};

/// Space between the bar and the legend, in points.
const ABOVE: f64 = 7.0;
/// Side length of a colour patch, in points.
const PATCH: f64 = 8.0;
/// The left edge of the names, in points.
const NAMES_X: f64 = PATCH + 6.0;
/// The maximum width of names, as a fraction of the width.
const NAMES: f64 = 0.6;
/// Space between names and figures, in points.
const FIGURE_GAP: f64 = 14.0;
/// Space between rows, in points.
const ROW_GAP: f64 = 4.0;

/// Draws a row for each option, with the colour of its segment. An option with a figure but no
/// segment has an empty patch.
pub(super) fn draw(rows: &[(Entry<'_>, Option<Colour>)], fonts: &Fonts<'_>, sketch: &mut Sketch) {
    if rows.is_empty() {
        return;
    }
    sketch.bottom += ABOVE;
    let entries: Vec<Entry<'_>> = rows.iter().map(|(entry, _)| *entry).collect();
    let labels = label_width(fonts, &entries, NAMES * WIDTH);
    let names = Names::fit(fonts, &entries, labels, NAMES * WIDTH);
    let figures: Vec<Figure> = entries.iter().map(|entry| Figure::of(entry, fonts)).collect();
    let column = Column::of(&figures, fonts);
    let x = NAMES_X + names.width + FIGURE_GAP;
    for (index, ((entry, colour), figure)) in rows.iter().zip(&figures).enumerate() {
        let remark = fonts.wrap(&entry.remark(), QUIET, WIDTH - x);
        let lines = usize::from(!figure.is_empty()) + remark.len();
        let height = names.height(index).max(lines as f64 * TEXT.line);
        let middle = sketch.bottom + height / 2.0;
        if !figure.is_empty() {
            let patch = (EDGE, middle - PATCH / 2.0);
            sketch.shape(patch, (PATCH, PATCH), colour.unwrap_or(WHITE), &[WHITE]);
        }
        names.draw(index, sketch, NAMES_X, middle - names.height(index) / 2.0);
        let top = middle - lines as f64 * TEXT.line / 2.0;
        column.draw(figure, sketch, (x + column.width(), top));
        let below = top + (lines - remark.len()) as f64 * TEXT.line;
        sketch.lines(x, below, &remark, QUIET);
        sketch.bottom += height + ROW_GAP;
    }
}
