//! A sketch as SVG: plotters draws the marks, and what it leaves out is added.

use plotters::prelude::{Color, FontFamily, FontStyle, IntoDrawingArea, RGBColor, Rectangle};
use plotters::prelude::{SVGBackend, TextStyle};
use plotters::style::FontDesc;

use super::colours::Colour;
use super::sketch::{Mark, Sketch, WIDTH};
use crate::model::Graph;

/// Plotters has whole coordinates: this many to a point.
const UNITS: f64 = 10.0;
/// Plotters divides the size of a font by this.
const FONT_DIVISOR: f64 = 1.24;

/// Writes the sketch of a graph as SVG. The description is what a person who can't see it should know; its text is set in
/// fonts of that family.
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

/// Gives the drawing its size in points, its role and its words; and each text its baseline, instead of its top, and
/// a line of its own without space around it.
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
    // Plotters writes a tag or a text in each line; a text has no ends of line and no `<` of its own.
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

/// A text as the content of an element.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
