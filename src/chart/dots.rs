//! Dot plots: a dot for each number that was answered, on one axis for all sets, with the least, the
//! median and the greatest number. Where the answers must not be seen, a line takes the place of the dots.

use plotters::coord::ranged1d::{BoldPoints, Ranged};
use plotters::coord::types::RangedCoordf64;
use rust_decimal::Decimal;

use super::Part;
use super::callouts::{self, place};
use super::colours::{ACCENT, INK, LINE, WHITE};
use super::columns::Names;
use super::compared::{Comparison, Set};
use super::measure::{Fonts, SMALL, TEXT};
use super::sketch::{Mark, Sketch, THIN, WIDTH};
use crate::document::plain_text;
use crate::figure::{Measure, Statistic, Value};
use crate::words::Words;

/// The maximum width of names, as a fraction of the width.
const NAMES: f64 = 0.3;
/// Space between names and dots, in points.
const NAMES_GAP: f64 = 10.0;
/// The diameter of a dot, in points.
const DOT: f64 = 5.0;
/// The maximum height of stacked dots, in points; where there are more, they overlap.
const TALLEST: f64 = 90.0;
/// Space between sets, in points.
const SET_GAP: f64 = 12.0;
/// Thickness of the line at the median, in points.
const MEDIAN: f64 = 1.4;
/// Length of the marks on the axis, in points.
const TICK: f64 = 3.0;
/// The maximum number of marks on the axis.
const MOST_MARKS: usize = 9;

/// The axis: its numbers from `least` to `greatest` are drawn from `left` to `right`, in points.
struct Axis {
    least: f64,
    greatest: f64,
    left: f64,
    right: f64,
}

impl Axis {
    /// An axis right of `left`; `None` if no number is known.
    fn of(comparison: &Comparison<'_>, left: f64) -> Option<Self> {
        let sets = comparison.sets.iter();
        let all = sets.flat_map(|set| drawn(set).map(|it| number(set, it)));
        let all: Vec<f64> = all.flatten().collect();
        let (least, greatest) =
            (all.iter().copied().reduce(f64::min)?, all.iter().copied().reduce(f64::max)?);
        let beside = if least < greatest { 0.0 } else { 1.0 };
        let (least, greatest) = (least - beside, greatest + beside);
        Some(Axis { least, greatest, left: left + DOT, right: WIDTH - DOT })
    }

    /// Round numbers with their texts, as many as fit.
    fn marks(&self, words: &Words, fonts: &Fonts<'_>) -> Vec<(f64, String)> {
        let axis = RangedCoordf64::from(self.least..self.greatest);
        let text = |number: f64| {
            let exact = Decimal::try_from(number).unwrap_or_default();
            (self.x(number), words.decimal(exact.normalize()))
        };
        let marks = |most| -> Vec<(f64, String)> {
            axis.key_points(BoldPoints(most)).into_iter().map(text).collect()
        };
        let fit = |marks: &Vec<(f64, String)>| {
            let width = fonts.widest(marks.iter().map(|(_, text)| text), SMALL);
            let is_inside = |x: f64| x - width / 2.0 >= 0.0 && x + width / 2.0 <= WIDTH;
            marks.iter().all(|(x, _)| is_inside(*x))
                && marks.windows(2).all(|pair| pair[1].0 - pair[0].0 > width + DOT)
        };
        (1..=MOST_MARKS).rev().map(marks).find(fit).unwrap_or_default()
    }

    fn x(&self, number: f64) -> f64 {
        let part = (number - self.least) / (self.greatest - self.least);
        self.left + part * (self.right - self.left)
    }

    /// Draws the axis with its marks and the unit of its numbers at the bottom of the sketch.
    fn draw(&self, unit: &str, words: &Words, sketch: &mut Sketch<'_>) {
        let (fonts, top) = (sketch.fonts, sketch.bottom);
        sketch.rectangle((self.left, top), (self.right - self.left, THIN), LINE);
        for (x, text) in self.marks(words, fonts) {
            sketch.rectangle((x - THIN / 2.0, top), (THIN, TICK), LINE);
            sketch.text(x - fonts.width(&text, SMALL) / 2.0, top + TICK, &text, SMALL);
        }
        sketch.bottom += TICK + SMALL.line;
        for line in fonts.wrap(unit, SMALL, self.right - self.left) {
            sketch.text(self.right - fonts.width(&line, SMALL), sketch.bottom, &line, SMALL);
            sketch.bottom += SMALL.line;
        }
    }
}

/// The statistics of a set that are drawn. Of an earlier round, perhaps only the mean is known.
fn drawn(set: &Set<'_>) -> [Statistic; 3] {
    let is_known = number(set, Statistic::Median).is_some();
    let middle = if is_known { Statistic::Median } else { Statistic::Mean };
    [Statistic::Least, middle, Statistic::Greatest]
}

/// A statistic of a set, to be drawn.
fn number(set: &Set<'_>, statistic: Statistic) -> Option<f64> {
    match set.content.value(Measure::Statistic(statistic))? {
        Value::Number(number) => number.try_into().ok(),
        Value::Count(_) | Value::Share(_) => None,
    }
}

/// Draws a part of the sets at the bottom of the sketch, and the axis below them.
pub(super) fn draw(comparison: &Comparison<'_>, part: &Part, sketch: &mut Sketch<'_>) {
    let sets = &comparison.sets;
    let is_named = sets.len() > 1;
    let names = sets.iter().filter(|_| is_named).map(|set| set.title.clone()).collect();
    let names = Names::unlabelled(sketch.fonts, names, NAMES * WIDTH);
    let left = if is_named { names.width + NAMES_GAP } else { 0.0 };
    let Some(axis) = Axis::of(comparison, left) else { return };
    for number in part.rows.clone() {
        let top = sketch.bottom;
        draw_set(&sets[number], left, &axis, sketch);
        if is_named {
            let height = names.height(number);
            let first = (sketch.bottom - height).max(top);
            names.draw(number, sketch, 0.0, first);
            sketch.bottom = sketch.bottom.max(first + height);
        }
        sketch.bottom += part.gap(SET_GAP, SET_GAP / 2.0);
    }
    let unit = sets.first().and_then(|set| set.content.question.unit.as_ref());
    axis.draw(unit.map_or("", |unit| &unit.value), comparison.words, sketch);
}

/// Draws the dots of a set, or a line from the least to the greatest number, with these and the median as
/// text above.
fn draw_set(set: &Set<'_>, left: f64, axis: &Axis, sketch: &mut Sketch<'_>) {
    let texts = drawn(set).into_iter().filter_map(|statistic| {
        let text = plain_text(&set.content.statistics(&[statistic]));
        Some((statistic, axis.x(number(set, statistic)?), text))
    });
    let mut texts: Vec<(Statistic, f64, String)> = texts.collect();
    texts.sort_by(|one, other| one.1.total_cmp(&other.1));
    let lines: Vec<(f64, f64)> =
        texts.iter().map(|(_, x, text)| (x - left, sketch.fonts.width(text, TEXT))).collect();
    let callouts = place(&lines, WIDTH - left).unwrap_or_default();
    sketch.bottom += callouts::height(&callouts);
    let dots = dots(set.numbers.as_deref().unwrap_or_default(), axis);
    let height = dots.iter().map(|(_, level)| level + DOT).fold(DOT, f64::max);
    let bottom = sketch.bottom + height;
    for (x, level) in dots {
        let y = bottom - level - DOT / 2.0;
        sketch.marks.push(Mark::Dot { x, y, radius: DOT / 2.0, colour: ACCENT });
    }
    if let ([first, .., last], None) = (&texts[..], &set.numbers) {
        let length = (last.1 - first.1).max(THIN);
        let middle = bottom - DOT / 2.0;
        sketch.shape((first.1, middle - THIN), (length, 2.0 * THIN), LINE, &[WHITE]);
    }
    for ((statistic, _, text), callout) in texts.iter().zip(&callouts) {
        let is_middle = matches!(statistic, Statistic::Median | Statistic::Mean);
        let line = if is_middle { (MEDIAN, INK) } else { (THIN, LINE) };
        let top = callout.draw(left, line, sketch);
        sketch.text(left + callout.x, top, text, TEXT);
        let below = (left + callout.line - line.0 / 2.0, sketch.bottom);
        sketch.rectangle(below, (line.0, height), line.1);
    }
    sketch.bottom = bottom;
}

/// The places of dots: each as low as it can be without touching one of its level, with its height above
/// the lowest.
fn dots(numbers: &[f64], axis: &Axis) -> Vec<(f64, f64)> {
    let mut places: Vec<f64> = numbers.iter().map(|number| axis.x(*number)).collect();
    places.sort_by(f64::total_cmp);
    let mut levels: Vec<f64> = Vec::new();
    let level = |x: f64| {
        let free = levels.iter().position(|last| x - last >= DOT);
        let level = free.unwrap_or(levels.len());
        levels.resize(levels.len().max(level + 1), x);
        levels[level] = x;
        (x, level)
    };
    let placed: Vec<(f64, usize)> = places.into_iter().map(level).collect();
    let step = DOT.min(TALLEST / levels.len().max(1) as f64);
    placed.into_iter().map(|(x, level)| (x, level as f64 * step)).collect()
}
