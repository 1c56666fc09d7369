//! A chart before it is written as SVG: texts, rectangles and dots, in points from the top left corner.
//! Plotters draws them.

use plotters::prelude::{
    Circle, Color, FontFamily, FontStyle, IntoDrawingArea, RGBColor, Rectangle, SVGBackend,
    TextStyle,
};
use plotters::style::FontDesc;

use super::colours::{Colour, outline};
use super::measure::{Fonts, Point, Style};
use super::shaped;

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
pub(super) struct Sketch<'f> {
    pub(super) fonts: &'f Fonts<'f>,
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

impl<'f> Sketch<'f> {
    /// An empty drawing.
    pub(super) fn new(fonts: &'f Fonts<'f>) -> Self {
        Sketch { fonts, marks: Vec::new(), bottom: 0.0 }
    }

    /// Draws a line of text, which may be empty, whose line box starts at `top`.
    pub(super) fn text(&mut self, x: f64, top: f64, text: &str, style: Style) {
        // Capitals are about 0.64 of the font size high; they are centred in the line.
        let baseline = top + (style.line + 0.64 * style.size) / 2.0;
        let mark = || Mark::Text { x, baseline, text: text.to_owned(), style };
        self.marks.extend((!text.is_empty()).then(mark));
    }

    /// Draws several lines of text, one below the other.
    pub(super) fn lines(&mut self, x: f64, top: f64, lines: &[String], style: Style) {
        for (index, line) in lines.iter().enumerate() {
            self.text(x, top + index as f64 * style.line, line, style);
        }
    }

    /// Draws a filled rectangle.
    pub(super) fn rectangle(&mut self, (x, y): Point, (width, height): Point, colour: Colour) {
        self.marks.push(Mark::Rectangle { x, y, width, height, colour });
    }

    /// Draws a filled rectangle that is visible on all of the backgrounds, with an outline if it
    /// needs one.
    pub(super) fn shape(&mut self, at: Point, size: Point, colour: Colour, grounds: &[Colour]) {
        let edge = outline(colour, grounds);
        self.rectangle(at, size, edge.unwrap_or(colour));
        if edge.is_some() && size.0 > 2.0 * OUTLINE {
            let inner = (size.0 - 2.0 * OUTLINE, size.1 - 2.0 * OUTLINE);
            self.rectangle((at.0 + OUTLINE, at.1 + OUTLINE), inner, colour);
        }
    }

    /// Adds a sentence at the bottom, across the full width.
    pub(super) fn sentence(&mut self, text: &str, style: Style) {
        let lines = self.fonts.wrap(text, style, WIDTH);
        self.lines(0.0, self.bottom, &lines, style);
        self.bottom += lines.len() as f64 * style.line;
    }

    /// Writes the drawing as SVG: plotters draws the marks, and this adds what plotters leaves out: the size in
    /// points, the role, the title and the description, which is the alternative text. `key` is that of the
    /// drawing.
    pub(super) fn svg(&self, key: &str, title: &str, description: &str) -> String {
        let (width, height) = (units(WIDTH), units(self.bottom));
        let (drawn, outlines) = self.drawn((width as u32, height as u32));
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
        // unescaped `<`. It is put on one line without surrounding whitespace, anchored at its baseline.
        for line in drawn.lines().skip(1) {
            svg.push_str(&line.replace(" dy=\"0.76em\"", ""));
            if line.starts_with('<') && !line.starts_with("<text ") {
                svg.push('\n');
            }
        }
        svg.replace("</svg>", &(outlines + "</svg>"))
    }

    /// The marks as plotters draws them, and texts that must be shaped as outlines.
    fn drawn(&self, size: (u32, u32)) -> (String, String) {
        let (mut drawn, mut outlines) = (String::new(), String::new());
        let family = format!("'{}'", self.fonts.family);
        let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
        for mark in &self.marks {
            let done = match mark {
                Mark::Text { x, baseline, text, style } if shaped::needs_shaping(text) => {
                    let (place, faces) = ((x * UNITS, baseline * UNITS), self.fonts.faces(*style));
                    let path = shaped::outline_path(text, &faces, place, style.size * UNITS);
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
        (drawn, outlines)
    }
}

/// The key of a drawing: that of its graph, and the number of a part that follows the first.
pub(super) fn id(key: &str, index: usize) -> String {
    if index == 0 { key.to_owned() } else { format!("{key}-part-{}", index + 1) }
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
