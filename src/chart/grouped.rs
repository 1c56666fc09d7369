//! Grouped bars: for each row a name, and a bar for each of its figures; and stacked bars, one for each row.

use super::Part;
use super::bars::Bars;
use super::colours::WHITE;
use super::columns::{Figure, Names};
use super::compared::{Comparison, Row};
use super::entry::Entry;
use super::measure::TEXT;
use super::sketch::{EDGE, Sketch, WIDTH};
use super::stacked::{self, draw_bar, segments};

/// The maximum width of the names of rows, as a fraction of the width.
const ROWS: f64 = 0.3;
/// The maximum width of the names of bars, as a fraction of the width.
const BARS: f64 = 0.25;
/// Space between names, and between names and bars, in points.
const GAP: f64 = 10.0;
/// Space between the bars of a row, in points.
const BAR_GAP: f64 = 2.0;
/// Space between rows, in points.
const ROW_GAP: f64 = 9.0;
/// Space between rows in a chart that is too tall for a page otherwise, in points.
const TIGHT_GAP: f64 = 5.0;
/// Thickness of a stacked bar, in points.
pub(super) const LAYER: f64 = 16.0;
/// Side length of a colour patch, in points.
const PATCH: f64 = 8.0;
/// Space between a patch and its name, in points.
const PATCH_GAP: f64 = 5.0;
/// Space between two names of the legend, in points.
const LEGEND_GAP: f64 = 14.0;

/// Space between rows, in points.
fn row_gap(part: &Part) -> f64 {
    if part.is_tight { TIGHT_GAP } else { ROW_GAP }
}

/// Draws a part of the rows, with bars for shares, at the bottom of the sketch.
pub(super) fn draw_bars(comparison: &Comparison<'_>, part: &Part, sketch: &mut Sketch<'_>) {
    let (fonts, rows) = (sketch.fonts, comparison.rows());
    let row_names = rows.iter().map(|row| row.name.clone()).collect();
    let row_names = Names::unlabelled(fonts, row_names, ROWS * WIDTH);
    let cells: Vec<_> = rows.iter().flat_map(|row| &row.cells).collect();
    let bar_names = cells.iter().map(|(name, ..)| name.clone()).collect();
    let bar_names = Names::unlabelled(fonts, bar_names, BARS * WIDTH);
    let figures: Vec<Figure> = cells.iter().map(|(_, entry, _)| Figure::of(entry, fonts)).collect();
    let left = row_names.width + GAP;
    let bars = Bars::new(left + bar_names.width + GAP, &figures, true, fonts);
    let mut index = rows[..part.rows.start].iter().map(|row| row.cells.len()).sum();
    for number in part.rows.clone() {
        let top = sketch.bottom;
        row_names.draw(number, sketch, 0.0, top);
        for (_, entry, colour) in &rows[number].cells {
            let length = entry.tally.share.map(|share| f64::from(share.percent) / 100.0);
            let height = bar_names.height(index);
            bar_names.draw(index, sketch, left, sketch.bottom);
            let middle = sketch.bottom + (height - TEXT.line) / 2.0;
            bars.draw((*colour, length), &figures[index], sketch, middle);
            sketch.bottom += height + BAR_GAP;
            index += 1;
        }
        sketch.bottom = sketch.bottom.max(top + row_names.height(number)) + row_gap(part);
    }
}

/// Draws a legend and a part of the rows, each as a stacked bar, at the bottom of the sketch.
pub(super) fn draw_stacked(comparison: &Comparison<'_>, part: &Part, sketch: &mut Sketch<'_>) {
    let (fonts, rows) = (sketch.fonts, comparison.rows());
    rows.first().into_iter().for_each(|first| draw_legend(first, sketch));
    let row_names = rows.iter().map(|row| row.name.clone()).collect();
    let row_names = Names::unlabelled(fonts, row_names, ROWS * WIDTH);
    let left = row_names.width + GAP;
    for number in part.rows.clone() {
        let parts = stacked::parts(&comparison.sets[number].content).unwrap_or_default();
        let cells = rows[number].cells.iter().filter(|(_, entry, _)| entry.has_figure());
        let parts = cells.zip(parts).map(|((_, entry, colour), part)| (*entry, part, *colour));
        let parts = parts.filter(|(_, part, _)| *part > 0.0);
        let figure = |entry: &Entry<'_>| Figure::short(entry, fonts);
        let segments = segments(parts.collect(), (left + EDGE, WIDTH - EDGE), figure);
        let beside = ((row_names.height(number) - LAYER) / 2.0).max(0.0);
        sketch.bottom += beside;
        draw_bar(&segments, left, LAYER, sketch);
        let middle = sketch.bottom - LAYER / 2.0;
        row_names.draw(number, sketch, 0.0, middle - row_names.height(number) / 2.0);
        sketch.bottom += beside + row_gap(part);
    }
}

/// Draws the names of the segments with their colours, in lines across the width.
fn draw_legend(row: &Row<'_>, sketch: &mut Sketch<'_>) {
    let fonts = sketch.fonts;
    let (mut x, from) = (0.0, PATCH + PATCH_GAP);
    for (name, _, colour) in &row.cells {
        let lines = fonts.wrap(name, TEXT, WIDTH - from);
        let width = from + fonts.widest(&lines, TEXT);
        if x > 0.0 && x + width > WIDTH {
            sketch.bottom += TEXT.line;
            x = 0.0;
        }
        let patch = (x + EDGE, sketch.bottom + (TEXT.line - PATCH) / 2.0);
        sketch.shape(patch, (PATCH, PATCH), *colour, &[WHITE]);
        sketch.lines(x + from, sketch.bottom, &lines, TEXT);
        x += width + LEGEND_GAP;
        sketch.bottom += (lines.len().saturating_sub(1)) as f64 * TEXT.line;
    }
    sketch.bottom += TEXT.line + ROW_GAP;
}
