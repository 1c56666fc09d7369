//! Draws areas as pixels, in one pass over the outline of each instead of several for each row of pixels.

use ab_glyph_rasterizer::{Rasterizer, point};
use resvg::tiny_skia::{Path, PathSegment, Point, Transform};
use resvg::usvg::{Color, FillRule};

use super::outlines::Area;

/// The number of shades at the edge of an area; more would not fit into a palette with several colours.
const SHADES: usize = 32;

/// A drawing on white.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    /// At most 256 colours as red, green and blue; white is the first one.
    pub(super) palette: Vec<[u8; 3]>,
    /// The index of the colour of each pixel, row by row.
    pub(super) pixels: Vec<u8>,
}

/// The palette indexes of one colour above others: for each colour below, and each shade.
type Mixtures = Vec<[Option<u8>; SHADES + 1]>;

/// Draws areas, enlarged by `scale`; `None` if they are not within the canvas, need more than 256 colours, or follow
/// another rule than most.
pub(super) fn draw(
    areas: &[Area<'_>],
    scale: Transform,
    (width, height): (u32, u32),
) -> Option<Canvas> {
    let (width, height) = (width as usize, height as usize);
    let (palette, pixels) = (vec![[u8::MAX; 3]], vec![0; width * height]);
    let mut canvas = Canvas { width, height, palette, pixels };
    let mut coverage = Rasterizer::new(0, 0);
    let (mut last, mut mixtures) = (None, Mixtures::new());
    for Area { outline, transform, colour, rule } in areas {
        let is_usual = *rule == FillRule::NonZero;
        let outline = (*outline).clone().transform(transform.post_concat(scale));
        let outline = outline.filter(|_| is_usual)?;
        if last.replace(*colour) != Some(*colour) {
            mixtures.clear();
        }
        canvas.fill(&outline, *colour, &mut coverage, &mut mixtures)?;
    }
    Some(canvas)
}

impl Canvas {
    fn fill(
        &mut self,
        outline: &Path,
        colour: Color,
        coverage: &mut Rasterizer,
        mixtures: &mut Mixtures,
    ) -> Option<()> {
        let bounds = outline.bounds();
        let (left, top) = (bounds.left().floor(), bounds.top().floor());
        let (right, bottom) = (bounds.right().ceil() as usize, bounds.bottom().ceil() as usize);
        let is_within = left >= 0.0 && top >= 0.0 && right <= self.width && bottom <= self.height;
        is_within.then_some(())?;
        // Rounding errors may reach the next column.
        coverage.reset(right - left as usize + 1, bottom - top as usize + 1);
        trace(outline, (left, top), coverage);
        let (left, top) = (left as usize, top as usize);
        let mut is_complete = true;
        coverage.for_each_pixel_2d(|column, row, covered| {
            // Rounding by the cast is faster than `round`.
            let shade = (covered.min(1.0) * SHADES as f32 + 0.5) as usize;
            let (column, row) = (left + column as usize, top + row as usize);
            if shade > 0 && column < self.width && row < self.height {
                let at = row * self.width + column;
                match self.mixed(self.pixels[at], colour, shade, mixtures) {
                    Some(mixed) => self.pixels[at] = mixed,
                    None => is_complete = false,
                }
            }
        });
        is_complete.then_some(())
    }

    /// The palette index of the colour `below`, this shade of which a colour covers; `None` if the palette is full.
    fn mixed(
        &mut self,
        below: u8,
        above: Color,
        shade: usize,
        mixtures: &mut Mixtures,
    ) -> Option<u8> {
        let index = usize::from(below);
        if mixtures.len() <= index {
            mixtures.resize(index + 1, [None; SHADES + 1]);
        }
        if mixtures[index][shade].is_none() {
            let part = shade as f32 / SHADES as f32;
            let mix = |below: u8, above: u8| {
                (f32::from(below) + (f32::from(above) - f32::from(below)) * part).round() as u8
            };
            let [red, green, blue] = self.palette[index];
            let mixed = [mix(red, above.red), mix(green, above.green), mix(blue, above.blue)];
            let known = self.palette.iter().position(|colour| *colour == mixed);
            let number = known.unwrap_or(self.palette.len());
            mixtures[index][shade] = Some(u8::try_from(number).ok()?);
            if known.is_none() {
                self.palette.push(mixed);
            }
        }
        mixtures[index][shade]
    }
}

/// Gives an outline, moved by these columns to the left and rows up, to the rasterizer.
fn trace(outline: &Path, (left, top): (f32, f32), coverage: &mut Rasterizer) {
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
}
