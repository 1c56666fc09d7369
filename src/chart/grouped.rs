//! Grouped bars: for each row a name, and a bar for each of its figures; and stacked bars, one for each row.

use std::ops::Range;

use super::bars::Bars;
use super::colours::WHITE;
use super::columns::{Figure, Names};
use super::compared::{Comparison, Row};
use super::entry::Entry;
use super::measure::{Fonts, TEXT};
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
fn row_gap(is_tight: bool) -> f64 {
    if is_tight { TIGHT_GAP } else { ROW_GAP }
}

fn names(fonts: &Fonts<'_>, names: impl Iterator<Item = String>, width: f64) -> Names {
    Names::of(fonts, names.map(|name| (None, name)).collect(), 0.0, width * WIDTH)
}

/// Draws a range of the rows, with bars for shares, at the bottom of the sketch.
pub(super) fn draw_bars(
    comparison: &Comparison<'_>,
    (range, is_tight): (Range<usize>, bool),
    fonts: &Fonts<'_>,
    sketch: &mut Sketch,
) {
    let rows = comparison.rows();
    let row_names = names(fonts, rows.iter().map(|row| row.name.clone()), ROWS);
    let cells: Vec<_> = rows.iter().flat_map(|row| &row.cells).collect();
    let bar_names = names(fonts, cells.iter().map(|(name, ..)| name.clone()), BARS);
    let figures: Vec<Figure> = cells.iter().map(|(_, entry, _)| Figure::of(entry, fonts)).collect();
    let left = row_names.width + GAP;
    let bars = Bars::new(left + bar_names.width + GAP, &figures, true, fonts);
    let mut index = rows[..range.start].iter().map(|row| row.cells.len()).sum();
    for (number, row) in rows.iter().enumerate().take(range.end).skip(range.start) {
        let top = sketch.bottom;
        row_names.draw(number, sketch, 0.0, top);
        for (_, entry, colour) in &row.cells {
            let part = entry.tally.share.map(|share| f64::from(share.percent) / 100.0);
            let height = bar_names.height(index);
            bar_names.draw(index, sketch, left, sketch.bottom);
            let middle = sketch.bottom + (height - TEXT.line) / 2.0;
            bars.draw(*colour, part, &figures[index], sketch, middle);
            sketch.bottom += height + BAR_GAP;
            index += 1;
        }
        sketch.bottom = sketch.bottom.max(top + row_names.height(number)) + row_gap(is_tight);
    }
}

/// Draws a legend and a range of the rows, each as a stacked bar, at the bottom of the sketch.
pub(super) fn draw_stacked(
    comparison: &Comparison<'_>,
    (range, is_tight): (Range<usize>, bool),
    fonts: &Fonts<'_>,
    sketch: &mut Sketch,
) {
    let rows = comparison.rows();
    let Some(first) = rows.first() else { return };
    draw_legend(first, fonts, sketch);
    let row_names = names(fonts, rows.iter().map(|row| row.name.clone()), ROWS);
    let left = row_names.width + GAP;
    for number in range {
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
        sketch.bottom += beside + row_gap(is_tight);
    }
}

/// Draws the names of the segments with their colours, in lines across the width.
fn draw_legend(row: &Row<'_>, fonts: &Fonts<'_>, sketch: &mut Sketch) {
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
