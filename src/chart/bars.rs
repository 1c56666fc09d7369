//! Bar charts: a horizontal bar for each option with a figure, on one scale, and below them the
//! options named without a figure.

use super::colours::{ACCENT, Colour, LINE, RULE, TRACK, WHITE, rgb};
use super::content::{Content, Entry};
use super::figure::{Column, Figure};
use super::measure::{Fonts, QUIET, TEXT};
use super::names::{Names, label_width};
use super::sketch::{EDGE, Sketch, THIN, WIDTH};

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
/// Thickness of a bar, in points: three fifths of a row with a one-line name.
pub(super) const BAR: f64 = 10.5;
/// Space between rows without bars, in points.
const NAMED_GAP: f64 = 3.5;
/// Space above and below the rule between the two kinds of rows, in points.
const RULE_GAP: f64 = 4.0;
/// The maximum width of the remark on an option without a figure, as a fraction of the width.
const REMARKS: f64 = 0.48;

/// The scale of the bar lengths.
struct Scale {
    by_count: bool,
    /// The value at full length: the base or 100 per cent, or the largest count if there is no
    /// base.
    end: u64,
    /// Whether the full length is the base or 100 per cent.
    is_whole: bool,
}

impl Scale {
    /// A scale by count if all options shown have a count, otherwise by share; `None` if no bar has
    /// a length.
    fn new(content: &Content<'_>) -> Option<Self> {
        let by_count = content.shown.iter().all(|entry| entry.tally.count.is_some());
        let measures = content.shown.iter().filter_map(|entry| measure(entry, by_count));
        let largest = measures.max()?;
        let whole = if by_count { content.tally.base.map(u64::from) } else { Some(100) };
        let end = whole.unwrap_or(0).max(largest);
        (end > 0).then_some(Scale { by_count, end, is_whole: whole == Some(end) })
    }

    /// The length of an option's bar as a fraction of the full length; `None` if its figure does
    /// not fit the scale.
    fn length(&self, entry: &Entry<'_>) -> Option<f64> {
        measure(entry, self.by_count).map(|figure| figure as f64 / self.end as f64)
    }
}

/// The figure that determines the length of a bar.
fn measure(entry: &Entry<'_>, by_count: bool) -> Option<u64> {
    let percent = entry.tally.share.map(|share| share.percent);
    if by_count { entry.tally.count.map(u64::from) } else { percent.map(u64::from) }
}

/// Draws the bars at the bottom of the sketch.
pub(super) fn draw(content: &Content<'_>, fonts: &Fonts<'_>, sketch: &mut Sketch) {
    let labels = label_width(fonts, &content.rows(), NAMES * WIDTH);
    if !content.shown.is_empty() {
        draw_shown(content, labels, fonts, sketch);
    }
    if !content.named.is_empty() {
        if !content.shown.is_empty() {
            sketch.bottom += RULE_GAP;
            sketch.rectangle((0.0, sketch.bottom), (WIDTH, THIN), RULE);
            sketch.bottom += RULE_GAP;
        }
        draw_named(&content.named, labels, fonts, sketch);
    }
}

/// Draws the rows with figures, and the axis line at which their bars start.
fn draw_shown(content: &Content<'_>, labels: f64, fonts: &Fonts<'_>, sketch: &mut Sketch) {
    let names = Names::fit(fonts, &content.shown, labels, NAMES * WIDTH);
    let figures: Vec<Figure> = content.shown.iter().map(|entry| Figure::of(entry, fonts)).collect();
    let column = Column::of(&figures, fonts);
    let x = if names.width > 0.0 { names.width + NAMES_GAP } else { 0.0 };
    let length = RIGHT - x - FIGURE_GAP - column.width();
    let bars = Bars { scale: Scale::new(content), x, length, column };
    let from = sketch.bottom;
    for (index, (entry, figure)) in content.shown.iter().zip(&figures).enumerate() {
        let remark = fonts.wrap(&entry.remark(), QUIET, WIDTH - x);
        let beside = (1 + remark.len()) as f64 * TEXT.line;
        let height = names.height(index).max(beside);
        let middle = sketch.bottom + (height + ROW_GAP) / 2.0;
        names.draw(index, sketch, 0.0, middle - names.height(index) / 2.0);
        let top = middle - beside / 2.0;
        bars.draw(entry, figure, sketch, top);
        sketch.lines(x, top + TEXT.line, &remark, QUIET);
        sketch.bottom += height + ROW_GAP;
    }
    if bars.scale.is_some() {
        sketch.rectangle((x - THIN, from), (THIN, sketch.bottom - from), LINE);
    }
}

/// The common layout of all bars and their figures.
struct Bars {
    scale: Option<Scale>,
    /// The left edge of the bars, in points.
    x: f64,
    /// The full length of a bar, in points.
    length: f64,
    column: Column,
}

impl Bars {
    /// Draws the bar of an option in the line that starts at `top`, the track up to the whole, and
    /// the figures: in their column if the whole is known, otherwise after the bar.
    fn draw(&self, entry: &Entry<'_>, figure: &Figure, sketch: &mut Sketch, top: f64) {
        let at = (self.x, top + (TEXT.line - BAR) / 2.0);
        let part = self.scale.as_ref().and_then(|scale| scale.length(entry));
        let is_whole = self.scale.as_ref().is_some_and(|scale| scale.is_whole);
        if is_whole && part.is_some() {
            sketch.rectangle(at, (self.length, BAR), TRACK);
        }
        let length = part.unwrap_or(0.0) * self.length;
        if length > 0.0 {
            let colour = entry.choice.colour.as_deref().and_then(rgb).unwrap_or(ACCENT);
            let grounds: &[Colour] = if is_whole { &[WHITE, TRACK] } else { &[WHITE] };
            sketch.shape(at, (length, BAR), colour, grounds);
        }
        if is_whole {
            self.column.draw(figure, sketch, (RIGHT, top));
        } else {
            figure.draw(sketch, (self.x + length + FIGURE_GAP, top), TEXT);
        }
    }
}

/// Draws the rows of options that were named without a figure.
fn draw_named(entries: &[Entry<'_>], labels: f64, fonts: &Fonts<'_>, sketch: &mut Sketch) {
    let remarks: Vec<Vec<String>> =
        entries.iter().map(|entry| fonts.wrap(&entry.remark(), QUIET, REMARKS * WIDTH)).collect();
    let widest = fonts.widest(remarks.iter().flatten(), QUIET);
    let names = Names::fit(fonts, entries, labels, RIGHT - widest - NAMES_GAP);
    for (index, remark) in remarks.iter().enumerate() {
        let beside = remark.len() as f64 * QUIET.line;
        let height = names.height(index).max(beside);
        let top = sketch.bottom + NAMED_GAP / 2.0;
        names.draw(index, sketch, 0.0, top + (height - names.height(index)) / 2.0);
        let first = top + (height - beside) / 2.0;
        for (line, words) in remark.iter().enumerate() {
            let x = RIGHT - fonts.width(words, QUIET);
            sketch.text(x, first + line as f64 * QUIET.line, words, QUIET);
        }
        sketch.bottom += height + NAMED_GAP;
    }
}
