//! Stacked charts: one bar divided in proportion, its segments with their figures and names; or a bar for each row.

use super::Part;
use super::callouts::{self, place};
use super::colours::{Colour, LINE, WHITE, ink_on, of_segments};
use super::columns::{Column, Figure, Names, label_width};
use super::compared::{Comparison, Row};
use super::content::{Content, Entry};
use super::measure::{Fonts, LABEL, QUIET, Style, TEXT};
use super::sketch::{EDGE, Sketch, THIN, WIDTH};
use crate::document::plain_text;
use crate::figure::{Relation, Share};
use crate::model::QuestionKind;

/// Thickness of the bar, in points.
pub(super) const BAR: f64 = 24.0;
/// White space between segments, in points.
const SEGMENT_GAP: f64 = 1.5;
/// Space to the left and right of a number in its segment, in points.
const INSET: f64 = 5.0;
/// Space between the bar and names, in points.
const NAMES_GAP: f64 = 4.0;
/// Space between the names of adjacent segments, in points.
const BETWEEN: f64 = 8.0;
/// The maximum number of lines of a name below its segment.
const MOST_LINES: usize = 3;

/// Space between the bar and the legend, in points.
const LEGEND_GAP: f64 = 7.0;
/// Side length of a colour patch, in points.
const PATCH: f64 = 8.0;
/// The left edge of the names, in points.
const NAMES_X: f64 = PATCH + 6.0;
/// The maximum width of names, as a fraction of the width.
const LEGEND_NAMES: f64 = 0.6;
/// Space between names and figures, in points.
const FIGURE_GAP: f64 = 14.0;
/// Space between rows, in points.
const ROW_GAP: f64 = 4.0;

/// Thickness of the bar of a row, in points.
const LAYER: f64 = 16.0;
/// Space between names of rows and bars, in points.
const ROW_NAMES_GAP: f64 = 10.0;
/// Space between two names of the legend of rows, in points.
const BETWEEN_NAMES: f64 = 14.0;
/// Space below that legend, in points.
const BELOW_LEGEND: f64 = 9.0;

/// The options with a figure as fractions of a whole. Returns `None` unless the options exclude
/// each other, none is missing, and there are enough colours.
pub(super) fn parts(content: &Content<'_>) -> Option<Vec<f64>> {
    let question = content.question;
    if !question.is_divisible() || of_segments(question.kind, content.shown.len()).is_none() {
        return None;
    }
    let complete = content.named.is_empty() && content.unpublished.is_empty();
    let tallies = content.shown.iter().map(|entry| entry.tally);
    let counts = tallies.clone().map(|tally| tally.count.map(u64::from));
    let figures: Vec<u64> = match counts.collect::<Option<Vec<u64>>>() {
        Some(counts) => {
            let sum: u64 = counts.iter().sum();
            content.tally.base.map_or(complete, |base| sum == u64::from(base)).then_some(counts)?
        }
        None => {
            let exact = |share: &Share| share.relation == Relation::Equal;
            let percents = tallies.map(|tally| Some(u64::from(tally.share.filter(exact)?.percent)));
            let percents = percents.collect::<Option<Vec<u64>>>()?;
            // Each share may be off by half a percentage point because of rounding.
            let off = 2 * percents.iter().sum::<u64>().abs_diff(100);
            (complete && off <= percents.len() as u64).then_some(percents)?
        }
    };
    let whole: u64 = figures.iter().sum();
    (whole > 0).then(|| figures.iter().map(|part| *part as f64 / whole as f64).collect())
}

/// A segment of the bar.
struct Segment<'c> {
    entry: Entry<'c>,
    figure: Figure,
    x: f64,
    width: f64,
    colour: Colour,
}

impl Segment<'_> {
    /// The lines of its name below it; `None` if they don't fit.
    fn name(&self, fonts: &Fonts<'_>) -> Option<Vec<(String, Style)>> {
        let label = self.entry.choice.label.clone().map(|label| (label, LABEL));
        let parts = label.into_iter().chain([(self.entry.title(), TEXT)]);
        let parts = parts.chain([(plain_text(&self.entry.remark()), QUIET)]);
        let is_last = self.x + self.width > WIDTH - BETWEEN;
        let width = if is_last { self.width } else { self.width - BETWEEN };
        let mut lines = Vec::new();
        for (text, style) in parts {
            if !fonts.fits(&text, style, width) {
                return None;
            }
            lines.extend(fonts.wrap(&text, style, width).into_iter().map(|line| (line, style)));
        }
        (lines.len() <= MOST_LINES).then_some(lines)
    }
}

/// The segments from left to right between two edges, in points. Parts of zero have none.
fn segments<'c>(
    parts: Vec<(Entry<'c>, f64, Colour)>,
    (mut x, right): (f64, f64),
    figure: fn(&Entry<'_>) -> Figure,
) -> Vec<Segment<'c>> {
    let gaps = SEGMENT_GAP * parts.len().saturating_sub(1) as f64;
    let length = right - x - gaps;
    let segment = |(entry, part, colour): (Entry<'c>, f64, Colour)| {
        let (from, width) = (x, part * length);
        x += width + SEGMENT_GAP;
        Segment { entry, figure: figure(&entry), x: from, width, colour }
    };
    parts.into_iter().map(segment).collect()
}

/// The parts above zero with their colours: those of a scale by position, others with the greatest
/// contrast.
fn coloured<'c>(content: &Content<'c>, parts: &[f64]) -> Vec<(Entry<'c>, f64, Colour)> {
    let kind = content.question.kind;
    let parts = content.shown.iter().zip(parts);
    let parts = parts.filter(|(_, part)| kind == QuestionKind::Scale || **part > 0.0);
    let parts: Vec<_> = parts.collect();
    let colours = of_segments(kind, parts.len()).unwrap_or_default();
    let coloured = parts.into_iter().zip(colours);
    let coloured = coloured.map(|((entry, part), colour)| (*entry, *part, colour));
    coloured.filter(|(_, part, _)| *part > 0.0).collect()
}

/// Draws the bar at the bottom of the sketch, and the names of its segments: below them if there is
/// room, otherwise in a legend.
pub(super) fn draw(content: &Content<'_>, parts: &[f64], sketch: &mut Sketch<'_>) {
    let fonts = sketch.fonts;
    let segments = segments(coloured(content, parts), (EDGE, WIDTH - EDGE), Figure::of);
    let has_figures = draw_bar(&segments, 0.0, BAR, sketch);
    let names: Option<Vec<_>> = segments.iter().map(|segment| segment.name(fonts)).collect();
    let named = names.filter(|_| has_figures);
    if let Some(names) = &named {
        draw_names(&segments, names, sketch);
    }
    let colour = |entry: &Entry<'_>| {
        let is_its = |segment: &&Segment<'_>| segment.entry.choice.key == entry.choice.key;
        segments.iter().find(is_its).map(|segment| segment.colour)
    };
    let rows = content.rows().into_iter().map(|entry| (entry, colour(&entry)));
    let rest: Vec<_> = rows.filter(|(_, colour)| named.is_none() || colour.is_none()).collect();
    draw_legend(&rest, sketch);
}

/// Draws a part of the rows of a comparison at the bottom of the sketch, each as a bar, with a legend above them.
pub(super) fn draw_rows(comparison: &Comparison<'_>, part: &Part, sketch: &mut Sketch<'_>) {
    let rows = comparison.rows();
    rows.first().into_iter().for_each(|first| draw_row_legend(first, sketch));
    let row_names = Names::of_rows(sketch.fonts, &rows);
    let left = row_names.width + ROW_NAMES_GAP;
    for number in part.rows.clone() {
        let parts = self::parts(&comparison.sets[number].content).unwrap_or_default();
        let cells = rows[number].cells.iter().filter(|(_, entry, _)| entry.has_figure());
        let parts = cells.zip(parts).map(|((_, entry, colour), part)| (*entry, part, *colour));
        let parts = parts.filter(|(_, part, _)| *part > 0.0);
        let segments = segments(parts.collect(), (left + EDGE, WIDTH - EDGE), Figure::short);
        let beside = ((row_names.height(number) - LAYER) / 2.0).max(0.0);
        sketch.bottom += beside;
        draw_bar(&segments, left, LAYER, sketch);
        let middle = sketch.bottom - LAYER / 2.0;
        row_names.draw(number, sketch, 0.0, middle - row_names.height(number) / 2.0);
        sketch.bottom += beside + part.row_gap();
    }
}

/// Draws the segments with their figures; returns whether there was room for all figures. `left` is
/// where figures above the bar may begin, and `bar` its thickness, in points.
fn draw_bar(segments: &[Segment<'_>], left: f64, bar: f64, sketch: &mut Sketch<'_>) -> bool {
    let fonts = sketch.fonts;
    let is_inside = |it: &&Segment<'_>| it.figure.width(fonts) + 2.0 * INSET <= it.width;
    let (inside, outside): (Vec<_>, Vec<_>) = segments.iter().partition(is_inside);
    let line = |segment: &&Segment<'_>| {
        (segment.x + segment.width / 2.0 - left, segment.figure.width(fonts))
    };
    let callouts = place(&outside.iter().map(line).collect::<Vec<_>>(), WIDTH - left);
    let has_place = callouts.is_some();
    let callouts = callouts.unwrap_or_default();
    sketch.bottom += callouts::height(&callouts);
    for (segment, callout) in outside.iter().zip(&callouts) {
        let top = callout.draw(left, (THIN, LINE), sketch);
        segment.figure.draw(sketch, (left + callout.x, top), TEXT);
    }
    for segment in segments {
        sketch.shape((segment.x, sketch.bottom), (segment.width, bar), segment.colour, &[WHITE]);
    }
    for segment in inside {
        let style = Style { colour: ink_on(segment.colour), ..TEXT };
        let top = sketch.bottom + (bar - TEXT.line) / 2.0;
        segment.figure.draw(sketch, (segment.x + INSET, top), style);
    }
    sketch.bottom += bar;
    has_place
}

/// Draws the names below their segments.
fn draw_names(segments: &[Segment<'_>], names: &[Vec<(String, Style)>], sketch: &mut Sketch<'_>) {
    let top = sketch.bottom + NAMES_GAP;
    for (segment, lines) in segments.iter().zip(names) {
        for (index, (line, style)) in lines.iter().enumerate() {
            sketch.text(segment.x, top + index as f64 * TEXT.line, line, *style);
        }
    }
    let most = names.iter().map(Vec::len).max().unwrap_or(0);
    sketch.bottom = top + most as f64 * TEXT.line;
}

/// Draws a row for each option, with the colour of its segment. An option with a figure but no
/// segment has an empty patch.
fn draw_legend(rows: &[(Entry<'_>, Option<Colour>)], sketch: &mut Sketch<'_>) {
    if rows.is_empty() {
        return;
    }
    let fonts = sketch.fonts;
    sketch.bottom += LEGEND_GAP;
    let entries: Vec<Entry<'_>> = rows.iter().map(|(entry, _)| *entry).collect();
    let labels = label_width(fonts, &entries, LEGEND_NAMES * WIDTH);
    let names = Names::fit(fonts, &entries, labels, LEGEND_NAMES * WIDTH);
    let figures: Vec<Figure> = entries.iter().map(Figure::of).collect();
    let column = Column::of(&figures, fonts);
    let x = NAMES_X + names.width + FIGURE_GAP;
    for (index, ((entry, colour), figure)) in rows.iter().zip(&figures).enumerate() {
        let remark = fonts.wrap(&plain_text(&entry.remark()), QUIET, WIDTH - x);
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

/// Draws the names of the segments of rows with their colours, in lines across the width.
fn draw_row_legend(row: &Row<'_>, sketch: &mut Sketch<'_>) {
    let fonts = sketch.fonts;
    let (mut x, from) = (0.0, PATCH + 5.0);
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
        x += width + BETWEEN_NAMES;
        sketch.bottom += (lines.len().saturating_sub(1)) as f64 * TEXT.line;
    }
    sketch.bottom += TEXT.line + BELOW_LEGEND;
}
