//! Writes a sketch as SVG: plotters draws the marks, and [`finish`] adds what plotters leaves out.

use plotters::prelude::{Color, FontFamily, FontStyle, IntoDrawingArea, RGBColor, Rectangle};
use plotters::prelude::{SVGBackend, TextStyle};
use plotters::style::FontDesc;

use super::colours::Colour;
use super::sketch::{Mark, Sketch, WIDTH};
use crate::model::Graph;

/// Units per point; plotters uses integer coordinates.
const UNITS: f64 = 10.0;
/// The factor by which plotters divides font sizes.
const FONT_DIVISOR: f64 = 1.24;

/// Writes the sketch of a graph as SVG. `description` is its alternative text, and `family` the
/// font family of its text.
pub(super) fn write(sketch: &Sketch, graph: &Graph, description: &str, family: &str) -> String {
    let size = (units(WIDTH) as u32, units(sketch.bottom) as u32);
    let mut drawn = String::new();
    let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
    let family = format!("'{family}'");
    for mark in &sketch.marks {
        let done = match mark {
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
        };
        done.expect("drawing into a text can't fail");
    }
    area.present().expect("drawing into a text can't fail");
    drop(area);
    finish(&drawn, size, graph, description)
}

/// Sets the drawing's size in points, its role, title and description. Anchors each text at its
/// baseline instead of its top, and puts it on one line without surrounding whitespace.
fn finish(drawn: &str, (width, height): (u32, u32), graph: &Graph, description: &str) -> String {
    let (key, title) = (&graph.key.value, escape(&graph.caption.value));
    let description = escape(description);
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
