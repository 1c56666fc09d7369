//! The figures of an option as drawn: the count in bold, then the share.

use super::content::Entry;
use super::measure::{Fonts, LABEL, Style, TEXT};
use super::sketch::Sketch;
use crate::document::plain_text;

/// A count and the text after it, either of which may be empty, with their widths in points.
pub(super) struct Figure {
    count: String,
    rest: String,
    count_width: f64,
    /// The width of the count without the mark after it.
    digits: f64,
    rest_width: f64,
    /// The offset of the share.
    rest_x: f64,
}

impl Figure {
    /// The figures of an option.
    pub(super) fn of(entry: &Entry<'_>, fonts: &Fonts<'_>) -> Self {
        let count = plain_text(&entry.alone().count().unwrap_or_default());
        let value = plain_text(&entry.alone().value());
        let (count, rest) = match value.strip_prefix(&count).map(str::trim_start) {
            Some(rest) => (count, rest.to_owned()),
            // The wording puts the share first.
            None => (String::new(), value),
        };
        let digits = count.trim_end_matches(|character: char| !character.is_alphanumeric());
        let (count_width, rest_width) = (fonts.width(&count, LABEL), fonts.width(&rest, TEXT));
        let both = !count.is_empty() && !rest.is_empty();
        let space = if both { fonts.width(" ", TEXT) } else { 0.0 };
        let (digits, rest_x) = (fonts.width(digits, LABEL), count_width + space);
        Figure { count, rest, count_width, digits, rest_width, rest_x }
    }

    /// Whether the option has no figure.
    pub(super) fn is_empty(&self) -> bool {
        self.count.is_empty() && self.rest.is_empty()
    }

    /// The width, in points.
    pub(super) fn width(&self) -> f64 {
        self.rest_x + self.rest_width
    }

    /// Draws the figures from `x`, in the line that starts at `top`.
    pub(super) fn draw(&self, sketch: &mut Sketch, (x, top): (f64, f64), style: Style) {
        self.draw_parts(sketch, (x, x + self.rest_x), top, style);
    }

    fn draw_parts(&self, sketch: &mut Sketch, (count, rest): (f64, f64), top: f64, style: Style) {
        let bold = Style { bold: true, ..style };
        for (x, text, style) in [(count, &self.count, bold), (rest, &self.rest, style)] {
            if !text.is_empty() {
                sketch.text(x, top, text, style);
            }
        }
    }
}

/// A column of figures: digits under digits, shares under shares.
pub(super) struct Column {
    /// Width of the counts without their marks, in points.
    digits: f64,
    /// Width of the shares, in points.
    shares: f64,
    /// Distance from the end of the digits to the end of the column, in points.
    after: f64,
    /// Whether shares have words, such as `more than 35%`: then they are left-aligned instead of
    /// right-aligned.
    has_words: bool,
}

impl Column {
    /// A column that is wide enough for the figures.
    pub(super) fn of(figures: &[Figure], fonts: &Fonts<'_>) -> Self {
        let widest = |width: fn(&Figure) -> f64| figures.iter().map(width).fold(0.0, f64::max);
        let digits = widest(|figure| figure.digits);
        let marks = widest(|figure| figure.count_width - figure.digits);
        let shares = widest(|figure| figure.rest_width);
        let both = digits > 0.0 && shares > 0.0;
        let space = if both { fonts.width(" ", TEXT) } else { 0.0 };
        let has_words = figures.iter().any(|figure| figure.rest.chars().any(char::is_alphabetic));
        Column { digits, shares, after: marks + space + shares, has_words }
    }

    /// The width, in points.
    pub(super) fn width(&self) -> f64 {
        self.digits + self.after
    }

    /// Draws a figure in the column that ends at `right`.
    pub(super) fn draw(&self, figure: &Figure, sketch: &mut Sketch, (right, top): (f64, f64)) {
        let count = right - self.after - figure.digits;
        let share = if self.has_words { self.shares } else { figure.rest_width };
        figure.draw_parts(sketch, (count, right - share), top, TEXT);
    }
}
