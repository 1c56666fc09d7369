//! Writes a drawing as compact SVG with letters as outlines: filled paths with relative integer
//! coordinates.

use std::fmt::Write as _;

use resvg::tiny_skia::{PathSegment, Point, Transform};
use resvg::usvg::{FillRule, Group, Node, Paint, Path, Tree};

/// Units per point.
const UNITS: f32 = 100.0;

/// The drawing; `None` if it has anything other than areas of a single colour, such as the pictures
/// of an emoji font.
pub(super) fn svg(tree: &Tree) -> Option<String> {
    let size = tree.size();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}pt\" height=\"{}pt\" viewBox=\"0 0 {} {}\">\n",
        size.width(),
        size.height(),
        units(size.width()),
        units(size.height()),
    );
    group(tree.root(), Transform::identity(), &mut svg)?;
    svg.push_str("</svg>\n");
    Some(svg)
}

fn group(group: &Group, outer: Transform, svg: &mut String) -> Option<()> {
    let is_plain = group.opacity().get() == 1.0
        && group.clip_path().is_none()
        && group.mask().is_none()
        && group.filters().is_empty();
    let inner = outer.pre_concat(group.transform());
    is_plain.then_some(())?;
    group.children().iter().try_for_each(|node| match node {
        Node::Group(child) => self::group(child, inner, svg),
        Node::Path(child) => path(child, inner, svg),
        Node::Text(text) => self::group(text.flattened(), inner, svg),
        Node::Image(_) => None,
    })
}

fn path(path: &Path, transform: Transform, svg: &mut String) -> Option<()> {
    if !path.is_visible() {
        return Some(());
    }
    let fill = path.fill().filter(|fill| path.stroke().is_none() && fill.opacity().get() == 1.0)?;
    let Paint::Color(colour) = fill.paint() else { return None };
    let rule = match fill.rule() {
        FillRule::NonZero => "",
        FillRule::EvenOdd => " fill-rule=\"evenodd\"",
    };
    let (red, green, blue) = (colour.red, colour.green, colour.blue);
    write!(svg, "<path fill=\"#{red:02x}{green:02x}{blue:02x}\"{rule} d=\"")
        .expect("a string takes all");
    let mut pen = Pen { svg, transform, at: (0, 0), start: (0, 0) };
    for segment in path.data().segments() {
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
    Some(())
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
