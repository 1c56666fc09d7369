//! Draws areas as pixels. Letters, which are most of a chart, are drawn in one pass over their outlines instead of several
//! for each row of pixels.

use ab_glyph_rasterizer::{Rasterizer, point};
use resvg::tiny_skia::{
    FillRule, Paint, Path, PathSegment, Pixmap, Point, PremultipliedColorU8, Transform,
};
use resvg::usvg::{self, Color};

use super::outlines::Area;

/// The number of shades at the edge of a letter; more would not fit into a palette with several colours.
const SHADES: f32 = 32.0;

/// Draws areas on an opaque canvas, enlarged by `scale`.
pub(super) fn draw(areas: &[Area<'_>], scale: Transform, canvas: &mut Pixmap) {
    let mut coverage = Rasterizer::new(0, 0);
    for Area { outline, transform, colour, rule } in areas {
        let transform = transform.post_concat(scale);
        let has_curves = outline
            .segments()
            .any(|segment| matches!(segment, PathSegment::QuadTo(..) | PathSegment::CubicTo(..)));
        let is_letters = has_curves && *rule == usvg::FillRule::NonZero;
        let placed = (*outline).clone().transform(transform).filter(|_| is_letters);
        if placed.and_then(|outline| letters(&outline, *colour, &mut coverage, canvas)).is_some() {
            continue;
        }
        let mut paint = Paint::default();
        paint.set_color_rgba8(colour.red, colour.green, colour.blue, u8::MAX);
        let rule = match rule {
            usvg::FillRule::NonZero => FillRule::Winding,
            usvg::FillRule::EvenOdd => FillRule::EvenOdd,
        };
        canvas.fill_path(outline, &paint, rule, transform, None);
    }
}

/// Draws letters; `None` if they are not within the canvas.
fn letters(
    outline: &Path,
    colour: Color,
    coverage: &mut Rasterizer,
    canvas: &mut Pixmap,
) -> Option<()> {
    let bounds = outline.bounds();
    let (left, top) = (bounds.left().floor(), bounds.top().floor());
    // Rounding errors may reach the next column.
    let width = bounds.right().ceil() - left + 1.0;
    let height = bounds.bottom().ceil() - top + 1.0;
    let is_within = left >= 0.0
        && top >= 0.0
        && left + width <= canvas.width() as f32
        && top + height <= canvas.height() as f32;
    is_within.then_some(())?;
    let (width, height) = (width as usize, height as usize);
    coverage.reset(width, height);
    let within = |at: Point| point(at.x - left, at.y - top);
    let (mut at, mut start) = (point(0.0, 0.0), point(0.0, 0.0));
    for segment in outline.segments() {
        at = match segment {
            PathSegment::MoveTo(to) => {
                start = within(to);
                start
            }
            PathSegment::LineTo(to) => {
                coverage.draw_line(at, within(to));
                within(to)
            }
            PathSegment::QuadTo(control, to) => {
                coverage.draw_quad(at, within(control), within(to));
                within(to)
            }
            PathSegment::CubicTo(first, second, to) => {
                coverage.draw_cubic(at, within(first), within(second), within(to));
                within(to)
            }
            PathSegment::Close => {
                coverage.draw_line(at, start);
                start
            }
        };
    }
    let (across, first) = (canvas.width() as usize, left as usize);
    let pixels = &mut canvas.pixels_mut()[top as usize * across..];
    coverage.for_each_pixel(|index, covered| {
        if covered * SHADES >= 0.5 {
            let shade = (covered.min(1.0) * SHADES).round();
            let pixel = &mut pixels[index / width * across + first + index % width];
            *pixel = mixed(*pixel, colour, shade / SHADES);
        }
    });
    Some(())
}

/// An opaque pixel, this part of which a colour covers.
fn mixed(below: PremultipliedColorU8, above: Color, part: f32) -> PremultipliedColorU8 {
    let mix = |below: u8, above: u8| {
        (f32::from(below) + (f32::from(above) - f32::from(below)) * part).round() as u8
    };
    let (red, green, blue) = (
        mix(below.red(), above.red),
        mix(below.green(), above.green),
        mix(below.blue(), above.blue),
    );
    PremultipliedColorU8::from_rgba(red, green, blue, u8::MAX).expect("an opaque colour")
}
