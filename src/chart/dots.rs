//! Dot plots: a dot for each number that was answered, on one axis for all sets, with the least, the
//! median and the greatest number. Where the answers must not be seen, a line takes the place of the dots.

use std::ops::Range;

use super::callouts::place;
use super::colours::{ACCENT, INK, LINE, WHITE};
use super::columns::Names;
use super::compared::{Comparison, Set};
use super::measure::{Fonts, SMALL, TEXT};
use super::notes::statistic_word;
use super::sketch::{EDGE, Mark, Sketch, THIN, WIDTH};
use super::stacked::{callouts_height, draw_callout};
use crate::figure::Statistic;

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
const MOST_TICKS: f64 = 8.0;

/// The axis: its numbers from `least` to `greatest` are drawn from `left` to `right`, in points.
struct Axis {
    least: f64,
    greatest: f64,
    left: f64,
    right: f64,
    ticks: Vec<(f64, String)>,
}

impl Axis {
    /// An axis right of `left` whose marks are round numbers, as many as fit; `None` if no number is
    /// known.
    fn of(comparison: &Comparison<'_>, left: f64, fonts: &Fonts<'_>) -> Option<Self> {
        let all = |statistic| {
            comparison.sets.iter().filter_map(move |set| Some(set.number(statistic)?.1))
        };
        let least = all(Statistic::Least).reduce(f64::min)?;
        let greatest = all(Statistic::Greatest).reduce(f64::max)?;
        let mut most = MOST_TICKS;
        loop {
            let step = round_step((greatest - least) / most);
            let first = (least / step).floor();
            let last = (greatest / step).ceil().max(first + 1.0);
            let decimals = (-step.log10().floor()).max(0.0) as usize;
            let tick = |number: i32| {
                let value = (first + f64::from(number)) * step + 0.0;
                let text = format!("{value:.decimals$}");
                (value, text.parse().map_or(text, |number| comparison.words.decimal(number)))
            };
            let ticks: Vec<(f64, String)> = (0..=(last - first) as i32).map(tick).collect();
            let widest = fonts.widest(ticks.iter().map(|(_, text)| text), SMALL);
            let (left, right) = (left + widest / 2.0 + EDGE, WIDTH - widest / 2.0 - EDGE);
            let between = (right - left) / (ticks.len() - 1) as f64;
            if between >= widest + 2.0 * TICK || most <= 1.0 {
                let (least, greatest) = (first * step, last * step);
                return Some(Axis { least, greatest, left, right, ticks });
            }
            most -= 1.0;
        }
    }

    fn x(&self, number: f64) -> f64 {
        let part = (number - self.least) / (self.greatest - self.least);
        self.left + part * (self.right - self.left)
    }

    /// Draws the axis with its marks and the unit of its numbers at the bottom of the sketch.
    fn draw(&self, unit: Option<&str>, fonts: &Fonts<'_>, sketch: &mut Sketch) {
        let top = sketch.bottom;
        sketch.rectangle((self.left, top), (self.right - self.left, THIN), LINE);
        for (value, text) in &self.ticks {
            let x = self.x(*value);
            sketch.rectangle((x - THIN / 2.0, top), (THIN, TICK), LINE);
            sketch.text(x - fonts.width(text, SMALL) / 2.0, top + TICK, text, SMALL);
        }
        sketch.bottom += TICK + SMALL.line;
        for line in fonts.wrap(unit.unwrap_or_default(), SMALL, self.right - self.left) {
            sketch.text(self.right - fonts.width(&line, SMALL), sketch.bottom, line, SMALL);
            sketch.bottom += SMALL.line;
        }
    }
}

/// The least of the numbers 1, 2 and 5, or one of them with zeros or after zeros, that is not below.
fn round_step(step: f64) -> f64 {
    if step <= 0.0 {
        return 1.0;
    }
    let ten = 10f64.powf(step.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * ten);
    steps.into_iter().find(|round| *round >= step * 0.999_999).unwrap_or(10.0 * ten)
}

/// Draws a range of the sets at the bottom of the sketch, and the axis below them.
pub(super) fn draw(
    comparison: &Comparison<'_>,
    (range, is_tight): (Range<usize>, bool),
    fonts: &Fonts<'_>,
    sketch: &mut Sketch,
) {
    let sets = &comparison.sets;
    let is_named = sets.len() > 1;
    let names = sets.iter().filter(|_| is_named).map(|set| (None, set.title.clone())).collect();
    let names = Names::of(fonts, names, 0.0, NAMES * WIDTH);
    let left = if is_named { names.width + NAMES_GAP } else { 0.0 };
    let Some(axis) = Axis::of(comparison, left, fonts) else { return };
    for number in range {
        let top = sketch.bottom;
        draw_set(&sets[number], left, &axis, fonts, sketch);
        if is_named {
            let height = names.height(number);
            let first = (sketch.bottom - height).max(top);
            names.draw(number, sketch, 0.0, first);
            sketch.bottom = sketch.bottom.max(first + height);
        }
        sketch.bottom += if is_tight { SET_GAP / 2.0 } else { SET_GAP };
    }
    let unit = sets.first().and_then(|set| set.content.question.unit.as_ref());
    axis.draw(unit.map(|unit| unit.value.as_str()), fonts, sketch);
}

/// Draws the dots of a set, or a line from the least to the greatest number, with these and the median as
/// text above.
fn draw_set(set: &Set<'_>, left: f64, axis: &Axis, fonts: &Fonts<'_>, sketch: &mut Sketch) {
    let words = set.content.words;
    let statistics = [Statistic::Least, Statistic::Median, Statistic::Greatest];
    let texts = statistics.into_iter().filter_map(|statistic| {
        let (text, number) = set.number(statistic)?;
        let name = words.say(statistic_word(statistic), &[]);
        Some((statistic, axis.x(number), format!("{name} {text}")))
    });
    let mut texts: Vec<(Statistic, f64, String)> = texts.collect();
    texts.sort_by(|one, other| one.1.total_cmp(&other.1));
    let lines: Vec<(f64, f64)> =
        texts.iter().map(|(_, x, text)| (x - left, fonts.width(text, TEXT))).collect();
    let callouts = place(&lines, WIDTH - left).unwrap_or_default();
    sketch.bottom += callouts_height(&callouts);
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
        let is_median = *statistic == Statistic::Median;
        let line = if is_median { (MEDIAN, INK) } else { (THIN, LINE) };
        let top = draw_callout(callout, left, line, sketch);
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
