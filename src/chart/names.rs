//! Names of options in two columns: labels such as `SDG 8`, and titles, both in as many lines as they need.

use super::content::Entry;
use super::measure::{Fonts, LABEL, TEXT};
use super::sketch::Sketch;

/// Between labels and titles, in points.
const GAP: f64 = 6.0;

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
    /// Breaks the names so that they fit a width.
    pub(super) fn fit(fonts: &Fonts<'_>, entries: &[Entry<'_>], width: f64) -> Self {
        let labels = entries.iter().filter_map(|entry| entry.choice.label.as_ref());
        let label_width = fonts.widest(labels, LABEL).min(0.4 * width);
        let title_x = if label_width > 0.0 { label_width + GAP } else { 0.0 };
        let name = |entry: &Entry<'_>| Name {
            label: match &entry.choice.label {
                Some(label) => fonts.wrap(label, LABEL, label_width),
                None => Vec::new(),
            },
            title: fonts.wrap(&entry.title(), TEXT, width - title_x),
        };
        let names: Vec<Name> = entries.iter().map(name).collect();
        let titles = names.iter().flat_map(|name| &name.title);
        Names { title_x, width: title_x + fonts.widest(titles, TEXT), names }
    }

    /// The height of a name, in points.
    pub(super) fn height(&self, index: usize) -> f64 {
        let name = &self.names[index];
        name.label.len().max(name.title.len()) as f64 * TEXT.line
    }

    /// Draws a name.
    pub(super) fn draw(&self, index: usize, sketch: &mut Sketch, x: f64, top: f64) {
        let name = &self.names[index];
        sketch.lines(x, top, &name.label, LABEL);
        sketch.lines(x + self.title_x, top, &name.title, TEXT);
    }
}
