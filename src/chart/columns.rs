//! The columns of a chart: the names of options, as labels such as `SDG 8` and titles broken into
//! lines, and their figures, as counts in bold and shares.

use super::content::{Entry, Row};
use super::measure::{Fonts, LABEL, Point, Style, TEXT};
use super::sketch::{Sketch, WIDTH};
use crate::document::plain_text;
use crate::text::unbreakable;

/// Space between labels and titles, in points.
const GAP: f64 = 8.0;
/// The maximum width of labels, as a fraction of the width of names.
const LABELS: f64 = 0.4;
/// The maximum width of the names of rows, as a fraction of the width.
const ROWS: f64 = 0.3;

/// The width of the label column, in points; 0 if no option has a label.
pub(super) fn label_width(fonts: &Fonts<'_>, entries: &[Entry<'_>], width: f64) -> f64 {
    let labels = entries.iter().filter_map(|entry| entry.choice.label.as_ref());
    fonts.widest(labels, LABEL).min(LABELS * width)
}

/// Names of options, as labels and titles, broken into lines.
pub(super) struct Names {
    labels: Vec<Vec<String>>,
    titles: Vec<Vec<String>>,
    title_x: f64,
    /// The width of both columns, in points.
    pub(super) width: f64,
}

impl Names {
    /// Breaks the names into lines so that they fit a width. The title column is as narrow as the
    /// number of lines allows.
    pub(super) fn fit(fonts: &Fonts<'_>, entries: &[Entry<'_>], labels: f64, width: f64) -> Self {
        let title_x = if labels > 0.0 { labels + GAP } else { 0.0 };
        let titles = entries.iter().map(Entry::title).collect();
        let names = Names::unlabelled(fonts, titles, width - title_x);
        let label = entries.iter().map(|entry| entry.choice.label.as_deref().unwrap_or_default());
        let labels = label.map(|label| fonts.wrap(label, LABEL, labels)).collect();
        Names { labels, title_x, width: title_x + names.width, ..names }
    }

    /// The same for names without labels.
    pub(super) fn unlabelled(fonts: &Fonts<'_>, titles: Vec<String>, width: f64) -> Self {
        let width = narrowest(fonts, &titles, width);
        let titles = titles.iter().map(|title| fonts.wrap(title, TEXT, width));
        let titles: Vec<Vec<String>> = titles.collect();
        let width = fonts.widest(titles.iter().flatten(), TEXT);
        Names { labels: vec![Vec::new(); titles.len()], titles, title_x: 0.0, width }
    }

    /// The names of rows of bars or segments.
    pub(super) fn of_rows(fonts: &Fonts<'_>, rows: &[Row<'_>]) -> Self {
        Names::unlabelled(fonts, rows.iter().map(|row| row.name.clone()).collect(), ROWS * WIDTH)
    }

    /// The height of a name, in points.
    pub(super) fn height(&self, index: usize) -> f64 {
        self.labels[index].len().max(self.titles[index].len()) as f64 * TEXT.line
    }

    /// Draws a name and moves to the next row, which begins after half of `gap` below it; returns the top
    /// of the lines beside it. Both are vertically centred in the row.
    pub(super) fn row(&self, index: usize, lines: usize, gap: f64, sketch: &mut Sketch<'_>) -> f64 {
        let beside = lines as f64 * TEXT.line;
        let height = self.height(index).max(beside);
        let middle = sketch.bottom + (height + gap) / 2.0;
        self.draw(index, sketch, 0.0, middle - self.height(index) / 2.0);
        sketch.bottom += height + gap;
        middle - beside / 2.0
    }

    /// Draws a name, with label and title vertically centred.
    pub(super) fn draw(&self, index: usize, sketch: &mut Sketch<'_>, x: f64, top: f64) {
        let middle = top + self.height(index) / 2.0;
        let first = |lines: &[String]| middle - lines.len() as f64 * TEXT.line / 2.0;
        let (label, title) = (&self.labels[index], &self.titles[index]);
        sketch.lines(x, first(label), label, LABEL);
        sketch.lines(x + self.title_x, first(title), title, TEXT);
    }
}

/// The smallest width, to within one point, at which the titles have no more lines and no more
/// broken words than at `width`.
fn narrowest(fonts: &Fonts<'_>, titles: &[String], width: f64) -> f64 {
    let lines = |width: f64| -> usize {
        titles.iter().map(|title| fonts.wrap(title, TEXT, width).len()).sum()
    };
    let widths =
        titles.iter().flat_map(|title| unbreakable(title)).map(|word| fonts.width(word, TEXT));
    let widest = widths.filter(|word| *word <= width).fold(0.0, f64::max);
    let most = lines(width);
    let (mut least, mut enough) = (widest, width);
    while enough - least > 1.0 {
        let middle = f64::midpoint(least, enough);
        if lines(middle) > most { least = middle } else { enough = middle }
    }
    enough
}

/// A count and the text after it, either of which may be empty.
pub(super) struct Figure {
    count: String,
    rest: String,
}

impl Figure {
    /// The figures of an option.
    pub(super) fn of(entry: &Entry<'_>) -> Self {
        let (count, value) = (plain_text(&entry.count()), plain_text(&entry.value()));
        match value.strip_prefix(&count).map(str::trim_start) {
            Some(rest) => Figure { count, rest: rest.to_owned() },
            // The wording puts the share first.
            None => Figure { count: String::new(), rest: value },
        }
    }

    /// The share of an option, or else its count.
    pub(super) fn short(entry: &Entry<'_>) -> Self {
        let share = Some(entry.share()).filter(|share| !share.is_empty());
        let rest = plain_text(&share.unwrap_or_else(|| entry.count()));
        Figure { count: String::new(), rest }
    }

    /// Whether the option has no figure.
    pub(super) fn is_empty(&self) -> bool {
        self.count.is_empty() && self.rest.is_empty()
    }

    /// The count without the mark after it.
    fn digits(&self) -> &str {
        self.count.trim_end_matches(|character: char| !character.is_alphanumeric())
    }

    /// The offset of the text after the count, in points.
    fn rest_x(&self, fonts: &Fonts<'_>) -> f64 {
        let both = !self.count.is_empty() && !self.rest.is_empty();
        fonts.width(&self.count, LABEL) + if both { fonts.width(" ", TEXT) } else { 0.0 }
    }

    /// The width, in points.
    pub(super) fn width(&self, fonts: &Fonts<'_>) -> f64 {
        self.rest_x(fonts) + fonts.width(&self.rest, TEXT)
    }

    /// Draws the figures from `x`, in the line that starts at `top`.
    pub(super) fn draw(&self, sketch: &mut Sketch<'_>, (x, top): Point, style: Style) {
        let rest = x + self.rest_x(sketch.fonts);
        sketch.text(x, top, &self.count, Style { bold: true, ..style });
        sketch.text(rest, top, &self.rest, style);
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
        let digits = fonts.widest(figures.iter().map(Figure::digits), LABEL);
        let mark = |figure: &Figure| {
            fonts.width(&figure.count, LABEL) - fonts.width(figure.digits(), LABEL)
        };
        let marks = figures.iter().map(mark).fold(0.0, f64::max);
        let shares = fonts.widest(figures.iter().map(|figure| &figure.rest), TEXT);
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
    pub(super) fn draw(&self, figure: &Figure, sketch: &mut Sketch<'_>, (right, top): Point) {
        let fonts = sketch.fonts;
        let count = right - self.after - fonts.width(figure.digits(), LABEL);
        let share = if self.has_words { self.shares } else { fonts.width(&figure.rest, TEXT) };
        sketch.text(count, top, &figure.count, LABEL);
        sketch.text(right - share, top, &figure.rest, TEXT);
    }
}
