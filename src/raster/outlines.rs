//! A drawing as areas with letters as outlines, and as compact SVG of them: filled paths with relative integer
//! coordinates.

use std::fmt::Write as _;

use resvg::tiny_skia::{Path, PathSegment, Point, Transform};
use resvg::usvg::{self, Color, FillRule, Group, Node, Paint, Tree};

/// Units per point.
const UNITS: f32 = 100.0;

/// An area of a single colour.
pub(super) struct Area<'t> {
    pub(super) outline: &'t Path,
    pub(super) transform: Transform,
    pub(super) colour: Color,
    pub(super) rule: FillRule,
}

/// The areas of a drawing, in order; `None` if it has anything else, such as the pictures of an emoji font.
pub(super) fn areas(tree: &Tree) -> Option<Vec<Area<'_>>> {
    let mut areas = Vec::new();
    group(tree.root(), Transform::identity(), &mut areas)?;
    Some(areas)
}

/// The drawing with these areas.
pub(super) fn svg(tree: &Tree, areas: &[Area<'_>]) -> String {
    let size = tree.size();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}pt\" height=\"{}pt\" viewBox=\"0 0 {} {}\">\n",
        size.width(),
        size.height(),
        units(size.width()),
        units(size.height()),
    );
    areas.iter().for_each(|area| path(area, &mut svg));
    svg.push_str("</svg>\n");
    svg
}

fn group<'t>(group: &'t Group, outer: Transform, areas: &mut Vec<Area<'t>>) -> Option<()> {
    let is_plain = group.opacity().get() == 1.0
        && group.clip_path().is_none()
        && group.mask().is_none()
        && group.filters().is_empty();
    let inner = outer.pre_concat(group.transform());
    is_plain.then_some(())?;
    group.children().iter().try_for_each(|node| match node {
        Node::Group(child) => self::group(child, inner, areas),
        Node::Path(child) if !child.is_visible() => Some(()),
        Node::Path(child) => {
            areas.push(area(child, inner)?);
            Some(())
        }
        Node::Text(text) => self::group(text.flattened(), inner, areas),
        Node::Image(_) => None,
    })
}

fn area(path: &usvg::Path, transform: Transform) -> Option<Area<'_>> {
    let fill = path.fill().filter(|fill| path.stroke().is_none() && fill.opacity().get() == 1.0)?;
    let Paint::Color(colour) = *fill.paint() else { return None };
    path.rendering_mode().use_shape_antialiasing().then_some(())?;
    Some(Area { outline: path.data(), transform, colour, rule: fill.rule() })
}

fn path(area: &Area<'_>, svg: &mut String) {
    let Area { outline, transform, colour, rule } = area;
    let rule = match rule {
        FillRule::NonZero => "",
        FillRule::EvenOdd => " fill-rule=\"evenodd\"",
    };
    let (red, green, blue) = (colour.red, colour.green, colour.blue);
    write!(svg, "<path fill=\"#{red:02x}{green:02x}{blue:02x}\"{rule} d=\"")
        .expect("a string takes all");
    let mut pen = Pen { svg, transform: *transform, at: (0, 0), start: (0, 0) };
    for segment in outline.segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                pen.segment('m', &[to]);
                pen.start = pen.at;
            }
            PathSegment::LineTo(to) => pen.segment('l', &[to]),
            PathSegment::QuadTo(control, to) => pen.segment('q', &[control, to]),
            PathSegment::CubicTo(first, second, to) => pen.segment('c', &[first, second, to]),
            PathSegment::Close => {
                pen.svg.push('z');
                pen.at = pen.start;
            }
        }
    }
    svg.push_str("\"/>\n");
}

/// Writes the segments of an outline.
struct Pen<'s> {
    svg: &'s mut String,
    transform: Transform,
    /// The current position and the start of the subpath, in units.
    at: (i64, i64),
    start: (i64, i64),
}

impl Pen<'_> {
    /// Writes a segment and moves to its last point. All points are relative to the current
    /// position.
    fn segment(&mut self, letter: char, points: &[Point]) {
        self.svg.push(letter);
        let from = self.at;
        for (index, point) in points.iter().enumerate() {
            let mut point = *point;
            self.transform.map_point(&mut point);
            self.at = (units(point.x), units(point.y));
            for (number, follows) in [(self.at.0 - from.0, index > 0), (self.at.1 - from.1, true)] {
                // A minus sign separates numbers as well.
                if follows && number >= 0 {
                    self.svg.push(' ');
                }
                self.svg.push_str(itoa::Buffer::new().format(number));
            }
        }
    }
}

fn units(points: f32) -> i64 {
    (points * UNITS).round() as i64
}
