//! A chart before it is written as SVG: texts, rectangles and dots, in points from the top left corner.
//! Plotters draws them, and [`finish`] adds what plotters leaves out.

use plotters::prelude::{
    Circle, Color, FontFamily, FontStyle, IntoDrawingArea, RGBColor, Rectangle, SVGBackend,
    TextStyle,
};
use plotters::style::FontDesc;

use super::colours::{Colour, outline};
use super::measure::{Fonts, Style};
use super::shaped;
use crate::model::Graph;

/// The width of every chart, in points: the text block of an A4 page, 160 mm.
pub(super) const WIDTH: f64 = 453.5;
/// Space between a shape and the edge of the drawing, so that its outline is not clipped, in
/// points.
pub(super) const EDGE: f64 = 0.5;
/// Thickness of lines, in points.
pub(super) const THIN: f64 = 0.6;
/// Thickness of outlines, in points.
const OUTLINE: f64 = 0.75;

/// Units per point; plotters uses integer coordinates.
const UNITS: f64 = 10.0;
/// The factor by which plotters divides font sizes.
const FONT_DIVISOR: f64 = 1.24;

/// The marks of a drawing, in order: later marks cover earlier ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Sketch {
    /// The marks.
    pub(super) marks: Vec<Mark>,
    /// The y coordinate at which the next element starts, and finally the height of the chart, in
    /// points.
    pub(super) bottom: f64,
}

/// An element of the drawing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    /// A line of text that starts at `x`.
    Text { x: f64, baseline: f64, text: String, style: Style },
    /// A filled rectangle.
    Rectangle { x: f64, y: f64, width: f64, height: f64, colour: Colour },
    /// A filled circle around a point.
    Dot { x: f64, y: f64, radius: f64, colour: Colour },
}

impl Sketch {
    /// Draws a line of text whose line box starts at `top`.
    pub(super) fn text(&mut self, x: f64, top: f64, text: impl Into<String>, style: Style) {
        // Capitals are about 0.64 of the font size high; they are centred in the line.
        let baseline = top + (style.line + 0.64 * style.size) / 2.0;
        self.marks.push(Mark::Text { x, baseline, text: text.into(), style });
    }

    /// Draws several lines of text, one below the other.
    pub(super) fn lines(&mut self, x: f64, top: f64, lines: &[String], style: Style) {
        for (index, line) in lines.iter().enumerate() {
            self.text(x, top + index as f64 * style.line, line, style);
        }
    }

    /// Draws a filled rectangle.
    pub(super) fn rectangle(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        colour: Colour,
    ) {
        self.marks.push(Mark::Rectangle { x, y, width, height, colour });
    }

    /// Draws a filled rectangle that is visible on all of the backgrounds, with an outline if it
    /// needs one.
    pub(super) fn shape(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        colour: Colour,
        grounds: &[Colour],
    ) {
        let Some(edge) = outline(colour, grounds) else {
            return self.rectangle((x, y), (width, height), colour);
        };
        self.rectangle((x, y), (width, height), edge);
        if width > 2.0 * OUTLINE {
            let inner = (width - 2.0 * OUTLINE, height - 2.0 * OUTLINE);
            self.rectangle((x + OUTLINE, y + OUTLINE), inner, colour);
        }
    }

    /// Adds a sentence at the bottom, across the full width.
    pub(super) fn sentence(&mut self, fonts: &Fonts<'_>, text: &str, style: Style) {
        let lines = fonts.wrap(text, style, WIDTH);
        self.lines(0.0, self.bottom, &lines, style);
        self.bottom += lines.len() as f64 * style.line;
    }
}

/// The key of a drawing: that of its graph, and the number of a part that follows the first.
pub(super) fn id(key: &str, index: usize) -> String {
    if index == 0 { key.to_owned() } else { format!("{key}-part-{}", index + 1) }
}

/// Writes a sketch as SVG, with text in the font `family`. `key` is that of the drawing, and `description` is its
/// alternative text.
pub(super) fn svg(
    sketch: &Sketch,
    key: &str,
    graph: &Graph,
    description: &str,
    (family, fonts): (&str, &Fonts<'_>),
) -> String {
    let size = (units(WIDTH) as u32, units(sketch.bottom) as u32);
    let (mut drawn, mut outlines) = (String::new(), String::new());
    let family = format!("'{family}'");
    let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
    for mark in &sketch.marks {
        let done = match mark {
            Mark::Text { x, baseline, text, style } if shaped::needs_shaping(text) => {
                let place = (x * UNITS, baseline * UNITS);
                let path =
                    shaped::outline_path(text, &fonts.faces(*style), place, style.size * UNITS);
                let (red, green, blue) = style.colour;
                let fill = format!("#{red:02X}{green:02X}{blue:02X}");
                outlines.push_str(&format!("<path d=\"{path}\" fill=\"{fill}\"/>\n"));
                Ok(())
            }
            Mark::Text { x, baseline, text, style } => {
                let weight = if style.bold { FontStyle::Bold } else { FontStyle::Normal };
                let size = style.size * UNITS * FONT_DIVISOR;
                let font = FontDesc::new(FontFamily::Name(&family), size, weight);
                let style: TextStyle<'_> = font.color(&rgb(style.colour));
                area.draw_text(text, &style, (units(*x), units(*baseline)))
            }
            Mark::Rectangle { x, y, width, height, colour } => {
                let corners = [(units(*x), units(*y)), (units(x + width), units(y + height))];
                area.draw(&Rectangle::new(corners, rgb(*colour).filled()))
            }
            Mark::Dot { x, y, radius, colour } => {
                let centre = (units(*x), units(*y));
                area.draw(&Circle::new(centre, units(*radius), rgb(*colour).filled()))
            }
        };
        done.expect("drawing into a text can't fail");
    }
    area.present().expect("drawing into a text can't fail");
    drop(area);
    let svg = finish(&drawn, size, (key, &graph.caption.value), description);
    svg.replace("</svg>", &(outlines + "</svg>"))
}

/// Sets the drawing's size in points, its role, title and description. Anchors each text at its
/// baseline instead of its top, and puts it on one line without surrounding whitespace.
fn finish(
    drawn: &str,
    (width, height): (u32, u32),
    (key, title): (&str, &str),
    description: &str,
) -> String {
    let (title, description) = (escape(title), escape(description));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}pt\" height=\"{}pt\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"chart-{key}-title chart-{key}-description\">\n\
         <title id=\"chart-{key}-title\">{title}</title>\n\
         <desc id=\"chart-{key}-description\">{description}</desc>\n",
        f64::from(width) / UNITS,
        f64::from(height) / UNITS,
    );
    // Plotters writes each tag and each text on its own line; a text contains no line ends and no
    // unescaped `<`.
    for line in drawn.lines().skip(1) {
        svg.push_str(&line.replace(" dy=\"0.76em\"", ""));
        if line.starts_with('<') && !line.starts_with("<text ") {
            svg.push('\n');
        }
    }
    svg
}

fn units(points: f64) -> i32 {
    (points * UNITS).round() as i32
}

fn rgb((red, green, blue): Colour) -> RGBColor {
    RGBColor(red, green, blue)
}

/// Escapes a text for use as element content.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
