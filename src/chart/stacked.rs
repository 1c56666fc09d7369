//! One bar, divided in proportion, with a legend that holds the figures.

use super::content::Content;
use super::measure::{Colour, Fonts, TEXT};
use super::names::Names;
use super::sketch::{Sketch, WIDTH};
use crate::model::{Base, QuestionKind, Relation};

/// The segments' colours, neighbours differing in lightness.
const COLOURS: [Colour; 6] = [
    (0x1F, 0x5A, 0x96),
    (0x8F, 0xB8, 0xDE),
    (0x6B, 0x74, 0x7E),
    (0xC9, 0xCE, 0xD4),
    (0x0F, 0x2F, 0x52),
    (0x5B, 0x8F, 0xC4),
];
/// Thickness of the bar, in points.
const BAR: f64 = 22.0;
/// White between segments, in points.
const SEGMENT_GAP: f64 = 1.5;
/// Between bar and legend, in points.
const LEGEND_GAP: f64 = 8.0;
/// Side of a patch of colour in the legend, in points.
const PATCH: f64 = 9.0;
/// From the left to the names of the legend, in points.
const NAMES_X: f64 = PATCH + 6.0;
/// Names of the legend take no more of the width than this part.
const NAMES: f64 = 0.6;
/// Between names and values, in points.
const VALUE_GAP: f64 = 14.0;
/// Between rows of the legend, in points.
const ROW_GAP: f64 = 4.0;

/// The parts of the whole that the options with a figure are, if these figures divide a whole: the options exclude
/// each other, none is missing, and there are colours for all.
pub(super) fn parts(content: &Content<'_>) -> Option<Vec<f64>> {
    let question = content.question;
    let excludes = question.kind == QuestionKind::Single || question.base == Base::Responses;
    if !excludes || content.shown.len() > COLOURS.len() {
        return None;
    }
    let complete = content.named.is_empty() && content.unpublished.is_empty();
    let tallies = content.shown.iter().map(|entry| entry.tally);
    let counts: Option<Vec<u32>> = tallies.clone().map(|tally| tally.count).collect();
    let figures: Vec<u64> = match counts {
        Some(counts) => {
            let counts: Vec<u64> = counts.into_iter().map(u64::from).collect();
            let sum: u64 = counts.iter().sum();
            content.tally.base.map_or(complete, |base| sum == u64::from(base)).then_some(counts)?
        }
        None => {
            let shares = tallies.map(|tally| tally.share);
            let exact = shares.map(|share| share.filter(|share| share.relation == Relation::Equal));
            let percents: Option<Vec<u64>> =
                exact.map(|share| share.map(|share| u64::from(share.percent))).collect();
            let percents = percents?;
            // Each share may be rounded by a half.
            let off = 2 * percents.iter().sum::<u64>().abs_diff(100);
            (complete && off <= percents.len() as u64).then_some(percents)?
        }
    };
    let whole: u64 = figures.iter().sum();
    (whole > 0).then(|| figures.iter().map(|part| *part as f64 / whole as f64).collect())
}

/// Draws the bar and its legend below what is in the sketch.
pub(super) fn draw(content: &Content<'_>, parts: &[f64], fonts: &Fonts<'_>, sketch: &mut Sketch) {
    let segments = parts.iter().filter(|part| **part > 0.0).count();
    let length = WIDTH - SEGMENT_GAP * segments.saturating_sub(1) as f64;
    let mut x = 0.0;
    for (part, colour) in parts.iter().zip(COLOURS).filter(|(part, _)| **part > 0.0) {
        sketch.rectangle((x, sketch.bottom), (part * length, BAR), colour);
        x += part * length + SEGMENT_GAP;
    }
    sketch.bottom += BAR + LEGEND_GAP;
    draw_legend(content, fonts, sketch);
}

fn draw_legend(content: &Content<'_>, fonts: &Fonts<'_>, sketch: &mut Sketch) {
    let entries = content.rows();
    let names = Names::fit(fonts, &entries, NAMES * WIDTH);
    let value_x = NAMES_X + names.width + VALUE_GAP;
    for (index, entry) in entries.iter().enumerate() {
        let top = sketch.bottom;
        if index < content.shown.len() {
            sketch.rectangle(
                (0.0, top + (TEXT.line - PATCH) / 2.0),
                (PATCH, PATCH),
                COLOURS[index],
            );
        }
        names.draw(index, sketch, NAMES_X, top);
        let words: Vec<String> = [Some(entry.value()), entry.remark()]
            .into_iter()
            .flatten()
            .filter(|words| !words.is_empty())
            .collect();
        let lines = fonts.wrap(&words.join("; "), TEXT, WIDTH - value_x);
        sketch.lines(value_x, top, &lines, TEXT);
        sketch.bottom += names.height(index).max(lines.len() as f64 * TEXT.line) + ROW_GAP;
    }
}
