//! A horizontal bar for each option that has a figure, and words for those that were named without one.

use super::content::{Content, Entry};
use super::measure::{Colour, Fonts, SMALL, TEXT};
use super::names::Names;
use super::sketch::{Sketch, WIDTH};

/// Names take no more of the width than this part.
const NAMES: f64 = 0.45;
/// Between names and bars, in points.
const NAMES_GAP: f64 = 8.0;
/// Between a bar and its value, in points.
const VALUE_GAP: f64 = 4.0;
/// Right of the longest bar's value, in points.
const MARGIN: f64 = 1.0;
/// Between rows, in points.
const ROW_GAP: f64 = 5.0;
/// Thickness of a bar, in points.
const BAR: f64 = 9.0;
/// Lines of the axis have at most this many spaces between them.
const MOST_STEPS: u64 = 6;
/// Bars of options without a colour of their own.
const BLUE: Colour = (0x1F, 0x5A, 0x96);
/// The line at which bars begin.
const AXIS: Colour = (0x80, 0x86, 0x8C);
/// The other lines.
const GRID: Colour = (0xDD, 0xE1, 0xE6);
const WHITE: Colour = (0xFF, 0xFF, 0xFF);

/// What the lengths of bars stand for.
struct Scale {
    by_count: bool,
    /// Between two lines of the axis.
    step: u64,
    /// At the last line.
    end: u64,
}

impl Scale {
    /// A scale by count if all options shown have one, else by share; none if no bar has a length.
    fn new(shown: &[Entry<'_>]) -> Option<Self> {
        let by_count = shown.iter().all(|entry| entry.tally.count.is_some());
        let measure = |entry: &Entry<'_>| measure(entry, by_count);
        let largest = shown.iter().filter_map(measure).max().filter(|largest| *largest > 0)?;
        let tens = (0..).map(|power| 10_u64.pow(power));
        let mut steps = tens.flat_map(|ten| [ten, 2 * ten, 5 * ten]);
        let step = steps.find(|step| largest.div_ceil(*step) <= MOST_STEPS).expect("steps grow");
        Some(Scale { by_count, step, end: largest.next_multiple_of(step) })
    }

    /// The length of an option's bar, as a part of the axis.
    fn length(&self, entry: &Entry<'_>) -> Option<f64> {
        measure(entry, self.by_count).map(|figure| figure as f64 / self.end as f64)
    }
}

/// The figure that a bar's length stands for.
fn measure(entry: &Entry<'_>, by_count: bool) -> Option<u64> {
    let percent = entry.tally.share.map(|share| share.percent);
    if by_count { entry.tally.count.map(u64::from) } else { percent.map(u64::from) }
}

/// One row, of which the name is known by its index.
struct Row<'s> {
    entry: Entry<'s>,
    value: String,
    remark: Vec<String>,
    height: f64,
}

impl Row<'_> {
    /// The height of what stands beside the name, in points.
    fn figure_height(&self) -> f64 {
        (usize::from(!self.value.is_empty()) + self.remark.len()) as f64 * TEXT.line
    }
}

/// Draws the bars below what is in the sketch.
pub(super) fn draw(content: &Content<'_>, fonts: &Fonts<'_>, sketch: &mut Sketch) {
    let entries = content.rows();
    if entries.is_empty() {
        return;
    }
    let names = Names::fit(fonts, &entries, NAMES * WIDTH);
    let start = if names.width > 0.0 { names.width + NAMES_GAP } else { 0.0 };
    let rows: Vec<Row<'_>> = entries
        .into_iter()
        .enumerate()
        .map(|(index, entry)| {
            let remark = entry.remark().unwrap_or_default();
            let remark = fonts.wrap(&remark, TEXT, WIDTH - start - VALUE_GAP - MARGIN);
            let mut row = Row { entry, value: entry.value(), remark, height: 0.0 };
            row.height = names.height(index).max(row.figure_height());
            row
        })
        .collect();
    let values = fonts.widest(rows.iter().map(|row| &row.value), TEXT);
    let length = WIDTH - start - VALUE_GAP - values - MARGIN;
    let scale = Scale::new(&content.shown);
    if let Some(scale) = &scale {
        let shown = &rows[..content.shown.len()];
        let height = shown.iter().map(|row| row.height + ROW_GAP).sum();
        draw_axis(scale, content, fonts, sketch, (start, length), height);
    }
    for (index, row) in rows.iter().enumerate() {
        let top = sketch.bottom + ROW_GAP / 2.0;
        names.draw(index, sketch, 0.0, top + (row.height - names.height(index)) / 2.0);
        let bar = scale.as_ref().and_then(|scale| scale.length(&row.entry));
        let top = top + (row.height - row.figure_height()) / 2.0;
        draw_figure(row, fonts, sketch, (start, top), bar.unwrap_or(0.0) * length);
        sketch.bottom += row.height + ROW_GAP;
    }
}

/// Draws the lines of the axis, with their numbers above, for rows of that height together.
fn draw_axis(
    scale: &Scale,
    content: &Content<'_>,
    fonts: &Fonts<'_>,
    sketch: &mut Sketch,
    (start, length): (f64, f64),
    height: f64,
) {
    for mark in (0..=scale.end).step_by(usize::try_from(scale.step).expect("a step fits")) {
        let x = start + length * mark as f64 / scale.end as f64;
        let number = mark.to_string();
        let number = match scale.by_count {
            true => number,
            false => content.words.say("numbers.share", &[("n", &number)]),
        };
        sketch.text(x - fonts.width(&number, SMALL) / 2.0, sketch.bottom, number, SMALL);
        let colour = if mark == 0 { AXIS } else { GRID };
        sketch.rectangle((x - 0.3, sketch.bottom + SMALL.line + 1.0), (0.6, height), colour);
    }
    sketch.bottom += SMALL.line + 1.0;
}

/// Draws bar, value and remark of a row. Lines of the axis don't run through words.
fn draw_figure(
    row: &Row<'_>,
    fonts: &Fonts<'_>,
    sketch: &mut Sketch,
    (x, top): (f64, f64),
    length: f64,
) {
    let mut line = top;
    if !row.value.is_empty() {
        if length > 0.0 {
            let colour = row.entry.choice.colour.as_deref().and_then(rgb).unwrap_or(BLUE);
            sketch.rectangle((x, top + (TEXT.line - BAR) / 2.0), (length, BAR), colour);
        }
        words_on_white(fonts, sketch, (x + length + VALUE_GAP, top), &row.value);
        line += TEXT.line;
    }
    for words in &row.remark {
        words_on_white(fonts, sketch, (x + VALUE_GAP, line), words);
        line += TEXT.line;
    }
}

fn words_on_white(fonts: &Fonts<'_>, sketch: &mut Sketch, (x, top): (f64, f64), words: &str) {
    let width = fonts.width(words, TEXT);
    sketch.rectangle((x - 1.0, top), (width + 2.0, TEXT.line), WHITE);
    sketch.text(x, top, words, TEXT);
}

/// The colour written as `#1F5A96`.
fn rgb(colour: &str) -> Option<Colour> {
    let number = u32::from_str_radix(colour.strip_prefix('#')?, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some((red, green, blue))
}
