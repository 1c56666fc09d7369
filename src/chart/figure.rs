//! The figures of an option as they are drawn: the count in bold, then its share.

use super::content::Entry;
use super::measure::{Fonts, LABEL, Style, TEXT};
use super::sketch::Sketch;
use crate::document::plain_text;

/// A count and what is said after it, either of which may be empty.
pub(super) struct Figure {
    count: String,
    rest: String,
}

impl Figure {
    /// The figures of an option.
    pub(super) fn of(entry: &Entry<'_>) -> Self {
        let count = plain_text(&entry.alone().count().unwrap_or_default());
        let value = plain_text(&entry.alone().value());
        match value.strip_prefix(&count).map(|rest| rest.trim_start().to_owned()) {
            Some(rest) => Figure { count, rest },
            // The language puts the share first.
            None => Figure { count: String::new(), rest: value },
        }
    }

    /// Whether the option has no figure.
    pub(super) fn is_empty(&self) -> bool {
        self.count.is_empty() && self.rest.is_empty()
    }

    /// The width, in points.
    pub(super) fn width(&self, fonts: &Fonts<'_>) -> f64 {
        self.rest_x(fonts) + fonts.width(&self.rest, TEXT)
    }

    /// Draws it from `x` on, in the line that begins at `top`.
    pub(super) fn draw(
        &self,
        fonts: &Fonts<'_>,
        sketch: &mut Sketch,
        (x, top): (f64, f64),
        style: Style,
    ) {
        self.draw_parts(sketch, (x, x + self.rest_x(fonts)), top, style);
    }

    fn draw_parts(&self, sketch: &mut Sketch, (count, rest): (f64, f64), top: f64, style: Style) {
        let bold = Style { bold: true, ..style };
        for (x, text, style) in [(count, &self.count, bold), (rest, &self.rest, style)] {
            if !text.is_empty() {
                sketch.text(x, top, text, style);
            }
        }
    }

    /// From the beginning to the share, in points.
    fn rest_x(&self, fonts: &Fonts<'_>) -> f64 {
        let count = fonts.width(&self.count, LABEL);
        let both = !self.count.is_empty() && !self.rest.is_empty();
        if both { count + fonts.width(" ", TEXT) } else { count }
    }

    /// The width of the count without a mark after it, in points.
    fn digits(&self, fonts: &Fonts<'_>) -> f64 {
        let digits = self.count.trim_end_matches(|character: char| !character.is_alphanumeric());
        fonts.width(digits, LABEL)
    }
}

/// A column of figures: digits under digits, shares under shares.
pub(super) struct Column {
    /// Width of the counts without their marks, in points.
    digits: f64,
    /// Width of the shares, in points.
    shares: f64,
    /// From the end of the digits to the end of the column, in points.
    after: f64,
    /// Whether shares have words, such as `more than 35%`: then they begin at one place instead of ending there.
    has_words: bool,
}

impl Column {
    /// A column that holds some figures.
    pub(super) fn of(figures: &[Figure], fonts: &Fonts<'_>) -> Self {
        let widest = |width: &dyn Fn(&Figure) -> f64| figures.iter().map(width).fold(0.0, f64::max);
        let digits = widest(&|figure| figure.digits(fonts));
        let mark = |figure: &Figure| fonts.width(&figure.count, LABEL) - figure.digits(fonts);
        let shares = widest(&|figure| fonts.width(&figure.rest, TEXT));
        let both = digits > 0.0 && shares > 0.0;
        let space = if both { fonts.width(" ", TEXT) } else { 0.0 };
        let has_words = figures.iter().any(|figure| figure.rest.chars().any(char::is_alphabetic));
        Column { digits, shares, after: widest(&mark) + space + shares, has_words }
    }

    /// The width, in points.
    pub(super) fn width(&self) -> f64 {
        self.digits + self.after
    }

    /// Draws a figure of the column, which ends at `right`.
    pub(super) fn draw(
        &self,
        figure: &Figure,
        fonts: &Fonts<'_>,
        sketch: &mut Sketch,
        (right, top): (f64, f64),
    ) {
        let count = right - self.after - figure.digits(fonts);
        let share = if self.has_words { self.shares } else { fonts.width(&figure.rest, TEXT) };
        figure.draw_parts(sketch, (count, right - share), top, TEXT);
    }
}
