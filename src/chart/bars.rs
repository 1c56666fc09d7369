//! Bar charts: a horizontal bar for each option with a figure, on one scale, and below them the options named without a
//! figure; or for each row a name, and a bar for each of its figures.

use std::ops::Range;

use super::Part;
use super::colours::{Colour, LINE, RULE, TRACK, WHITE};
use super::columns::{Column, Figure, Names, label_width};
use super::compared::Comparison;
use super::content::{Content, Entry};
use super::measure::{Fonts, QUIET, TEXT};
use super::sketch::{EDGE, Sketch, THIN, WIDTH};
use crate::document::plain_text;

/// The right edge of the figures, in points.
const RIGHT: f64 = WIDTH - EDGE;
/// The maximum width of names, as a fraction of the width.
const NAMES: f64 = 0.48;
/// Space between names and bars, in points.
const NAMES_GAP: f64 = 10.0;
/// Space between a bar and its figures, in points.
const FIGURE_GAP: f64 = 5.0;
/// Space between rows with bars, in points.
const ROW_GAP: f64 = 6.5;
/// The same in a chart that is too tall for a page otherwise.
const TIGHT_GAP: f64 = 2.0;
/// Thickness of a bar, in points: three fifths of a row with a one-line name.
pub(super) const BAR: f64 = 10.5;
/// Space between rows without bars, in points.
const NAMED_GAP: f64 = 3.5;
/// Space above and below the rule between the two kinds of rows, in points.
const RULE_GAP: f64 = 4.0;
/// The maximum width of the remark on an option without a figure, as a fraction of the width.
const REMARKS: f64 = 0.48;
/// The maximum width of the names of bars in rows, as a fraction of the width.
const BARS: f64 = 0.25;
/// Space between the bars of a row, in points.
const BAR_GAP: f64 = 2.0;

/// The length of each bar as a fraction of the full length, and whether the full length is the base
/// or 100 per cent; else it is the largest count. Bars show counts if all options have one, and
/// shares otherwise; an option without that figure has no length.
fn lengths(content: &Content<'_>) -> (Vec<Option<f64>>, bool) {
    let by_count = content.shown.iter().all(|entry| entry.tally.count.is_some());
    let measure = |entry: &Entry<'_>| match by_count {
        true => entry.tally.count,
        false => entry.tally.share.map(|share| share.percent),
    };
    let measures: Vec<Option<u32>> = content.shown.iter().map(measure).collect();
    let whole = if by_count { content.tally.base } else { Some(100) };
    let end = measures.iter().copied().flatten().chain(whole).max().filter(|end| *end > 0);
    let length = |measure: Option<u32>| Some(f64::from(measure?) / f64::from(end?));
    (measures.into_iter().map(length).collect(), end.is_some() && end == whole)
}

/// Draws a part of the rows of a chart at the bottom of the sketch.
pub(super) fn draw(content: &Content<'_>, part: &Part, sketch: &mut Sketch<'_>) {
    let labels = label_width(sketch.fonts, &content.rows(), NAMES * WIDTH);
    let (Range { start, end }, shown) = (part.rows.clone(), content.shown.len());
    if start < shown {
        draw_shown(content, part, labels, sketch);
    }
    if end > shown {
        if start < shown {
            sketch.bottom += RULE_GAP;
            sketch.rectangle((0.0, sketch.bottom), (WIDTH, THIN), RULE);
            sketch.bottom += RULE_GAP;
        }
        draw_named(&content.named[start.max(shown) - shown..end - shown], labels, sketch);
    }
}

/// Draws the rows of a part that have figures, and the axis line at which their bars start.
fn draw_shown(content: &Content<'_>, part: &Part, labels: f64, sketch: &mut Sketch<'_>) {
    let (fonts, shown) = (sketch.fonts, &content.shown);
    let names = Names::fit(fonts, shown, labels, NAMES * WIDTH);
    let figures: Vec<Figure> = shown.iter().map(Figure::of).collect();
    let x = if names.width > 0.0 { names.width + NAMES_GAP } else { 0.0 };
    let (lengths, is_whole) = lengths(content);
    let bars = Bars::new(x, &figures, is_whole, fonts);
    let from = sketch.bottom;
    let gap = part.gap(ROW_GAP, TIGHT_GAP);
    for index in part.rows.start..part.rows.end.min(shown.len()) {
        let remark = fonts.wrap(&plain_text(&shown[index].remark()), QUIET, WIDTH - x);
        let top = names.row(index, 1 + remark.len(), gap, sketch);
        bars.draw((shown[index].colour(), lengths[index]), &figures[index], sketch, top);
        sketch.lines(x, top + TEXT.line, &remark, QUIET);
    }
    if lengths.iter().any(Option::is_some) {
        sketch.rectangle((x - THIN, from), (THIN, sketch.bottom - from), LINE);
    }
}

/// The common layout of all bars and their figures.
struct Bars {
    /// The left edge of the bars, in points.
    x: f64,
    /// The full length of a bar, in points.
    length: f64,
    column: Column,
    /// Whether the full length is the base or 100 per cent.
    is_whole: bool,
}

impl Bars {
    /// Bars that start at `x` and leave room for their figures.
    fn new(x: f64, figures: &[Figure], is_whole: bool, fonts: &Fonts<'_>) -> Self {
        let column = Column::of(figures, fonts);
        Bars { x, length: RIGHT - x - FIGURE_GAP - column.width(), column, is_whole }
    }

    /// Draws the bar of an option, a `part` of the full length, in the line that starts at `top`,
    /// the track up to the whole, and the figures: in their column if the whole is known,
    /// otherwise after the bar.
    fn draw(
        &self,
        (colour, part): (Colour, Option<f64>),
        figure: &Figure,
        sketch: &mut Sketch<'_>,
        top: f64,
    ) {
        let at = (self.x, top + (TEXT.line - BAR) / 2.0);
        if self.is_whole && part.is_some() {
            sketch.rectangle(at, (self.length, BAR), TRACK);
        }
        let length = part.unwrap_or(0.0) * self.length;
        if length > 0.0 {
            let grounds: &[Colour] = if self.is_whole { &[WHITE, TRACK] } else { &[WHITE] };
            sketch.shape(at, (length, BAR), colour, grounds);
        }
        if self.is_whole {
            self.column.draw(figure, sketch, (RIGHT, top));
        } else {
            figure.draw(sketch, (self.x + length + FIGURE_GAP, top), TEXT);
        }
    }
}

/// Draws the rows of options that were named without a figure.
fn draw_named(entries: &[Entry<'_>], labels: f64, sketch: &mut Sketch<'_>) {
    let fonts = sketch.fonts;
    let remark =
        |entry: &Entry<'_>| fonts.wrap(&plain_text(&entry.remark()), QUIET, REMARKS * WIDTH);
    let remarks: Vec<Vec<String>> = entries.iter().map(remark).collect();
    let widest = fonts.widest(remarks.iter().flatten(), QUIET);
    let names = Names::fit(fonts, entries, labels, RIGHT - widest - NAMES_GAP);
    for (index, remark) in remarks.iter().enumerate() {
        let first = names.row(index, remark.len(), NAMED_GAP, sketch);
        for (line, words) in remark.iter().enumerate() {
            let x = RIGHT - fonts.width(words, QUIET);
            sketch.text(x, first + line as f64 * QUIET.line, words, QUIET);
        }
    }
}

/// Draws a part of the rows, with bars for shares, at the bottom of the sketch.
pub(super) fn draw_rows(comparison: &Comparison<'_>, part: &Part, sketch: &mut Sketch<'_>) {
    let (fonts, rows) = (sketch.fonts, comparison.rows());
    let row_names = Names::of_rows(fonts, &rows);
    let cells: Vec<_> = rows.iter().flat_map(|row| &row.cells).collect();
    let bar_names = cells.iter().map(|(name, ..)| name.clone()).collect();
    let bar_names = Names::unlabelled(fonts, bar_names, BARS * WIDTH);
    let figures: Vec<Figure> = cells.iter().map(|(_, entry, _)| Figure::of(entry)).collect();
    let left = row_names.width + NAMES_GAP;
    let bars = Bars::new(left + bar_names.width + NAMES_GAP, &figures, true, fonts);
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
        sketch.bottom = sketch.bottom.max(top + row_names.height(number)) + part.row_gap();
    }
}
