//! The names of options in two columns, labels such as `SDG 8` and titles, each broken into lines.

use super::content::Entry;
use super::measure::{Fonts, LABEL, TEXT};
use super::sketch::Sketch;
use crate::text::unbreakable;

/// Space between labels and titles, in points.
const GAP: f64 = 8.0;
/// The maximum width of labels, as a fraction of the width of names.
const LABELS: f64 = 0.4;

/// The width of the label column, in points; 0 if no option has a label.
pub(super) fn label_width(fonts: &Fonts<'_>, entries: &[Entry<'_>], width: f64) -> f64 {
    let labels = entries.iter().filter_map(|entry| entry.choice.label.as_ref());
    fonts.widest(labels, LABEL).min(LABELS * width)
}

/// Names of options, broken into lines.
pub(super) struct Names {
    names: Vec<Name>,
    title_x: f64,
    /// The width of both columns, in points.
    pub(super) width: f64,
}

struct Name {
    label: Vec<String>,
    title: Vec<String>,
}

impl Names {
    /// Breaks the names into lines so that they fit a width. The title column is as narrow as the
    /// number of lines allows.
    pub(super) fn fit(fonts: &Fonts<'_>, entries: &[Entry<'_>], labels: f64, width: f64) -> Self {
        let title_x = if labels > 0.0 { labels + GAP } else { 0.0 };
        let titles: Vec<String> = entries.iter().map(Entry::title).collect();
        let title_width = narrowest(fonts, &titles, width - title_x);
        let names: Vec<Name> = entries
            .iter()
            .zip(&titles)
            .map(|(entry, title)| Name {
                label: fonts.wrap(entry.choice.label.as_deref().unwrap_or(""), LABEL, labels),
                title: fonts.wrap(title, TEXT, title_width),
            })
            .collect();
        let titles = names.iter().flat_map(|name| &name.title);
        Names { title_x, width: title_x + fonts.widest(titles, TEXT), names }
    }

    /// The height of a name, in points.
    pub(super) fn height(&self, index: usize) -> f64 {
        let name = &self.names[index];
        name.label.len().max(name.title.len()) as f64 * TEXT.line
    }

    /// Draws a name, with label and title vertically centred.
    pub(super) fn draw(&self, index: usize, sketch: &mut Sketch, x: f64, top: f64) {
        let name = &self.names[index];
        let middle = top + self.height(index) / 2.0;
        let first = |lines: &[String]| middle - lines.len() as f64 * TEXT.line / 2.0;
        sketch.lines(x, first(&name.label), &name.label, LABEL);
        sketch.lines(x + self.title_x, first(&name.title), &name.title, TEXT);
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
