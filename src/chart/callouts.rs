//! Places the numbers that don't fit into their segments above the bar, on leader lines that cross
//! nothing.

use super::colours::Colour;
use super::measure::TEXT;
use super::sketch::{EDGE, Sketch};

/// Space between a leader line and its number, in points.
const GAP: f64 = 2.5;
/// Space between the bar and a number above it, in points.
const BAR_GAP: f64 = 3.0;
/// The maximum number of rows of numbers.
const MOST_ROWS: usize = 6;

/// The place of a number above a bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Callout {
    /// The x coordinate of its leader line, in points.
    pub(super) line: f64,
    /// The left edge of the number, in points.
    pub(super) x: f64,
    /// Its width, in points.
    pub(super) width: f64,
    /// Its row, counted from the bar.
    pub(super) row: usize,
}

impl Callout {
    /// Draws the `leader` line, of a thickness and colour, from the number down to the bar that starts at the bottom of
    /// the sketch; returns the top of the number. Callouts begin at `left`.
    pub(super) fn draw(&self, left: f64, leader: (f64, Colour), sketch: &mut Sketch<'_>) -> f64 {
        let (thickness, colour) = leader;
        let top = sketch.bottom - BAR_GAP - (self.row + 1) as f64 * TEXT.line;
        let line = (left + self.line - thickness / 2.0, top + 1.5);
        sketch.rectangle(line, (thickness, sketch.bottom - line.1), colour);
        top
    }

    /// Whether two callouts touch: number and number, or number and line.
    fn touches(&self, other: &Callout) -> bool {
        let apart = self.x + self.width + GAP <= other.x || other.x + other.width + GAP <= self.x;
        (self.row == other.row && !apart) || self.is_crossed(other) || other.is_crossed(self)
    }

    /// Whether the leader line of another callout crosses the number.
    fn is_crossed(&self, other: &Callout) -> bool {
        let beside = other.line + GAP <= self.x || self.x + self.width + GAP <= other.line;
        other.row >= self.row && !beside
    }
}

/// The height of callouts above a bar, in points.
pub(super) fn height(callouts: &[Callout]) -> f64 {
    let rows = callouts.iter().map(|callout| callout.row + 1).max();
    rows.map_or(EDGE, |rows| rows as f64 * TEXT.line + BAR_GAP)
}

/// Finds places for numbers, given as pairs of line position and width, from left to right. Numbers
/// in the left half are right of their lines, those in the right half left of them, or all are on
/// one side. Returns `None` if there is no room.
pub(super) fn place(numbers: &[(f64, f64)], width: f64) -> Option<Vec<Callout>> {
    let in_left_half = numbers.iter().take_while(|(line, _)| *line <= width / 2.0).count();
    let splits = [in_left_half, numbers.len(), 0];
    splits.into_iter().find_map(|to_right| place_split(numbers, to_right, width))
}

/// Like [`place`], with the first `to_right` numbers on the right of their lines.
fn place_split(numbers: &[(f64, f64)], to_right: usize, width: f64) -> Option<Vec<Callout>> {
    let mut placed: Vec<Callout> = Vec::new();
    // From the middle outwards: an outer line rises past the inner numbers.
    let outwards = numbers[..to_right].iter().rev().chain(&numbers[to_right..]);
    for (index, &(line, wide)) in outwards.enumerate() {
        let x = if index < to_right { line + GAP } else { line - GAP - wide };
        let in_row = |row| Callout { line, x, width: wide, row };
        let is_free = |it: &Callout| !placed.iter().any(|other| it.touches(other));
        let free = (0..MOST_ROWS).map(in_row).find(is_free)?;
        (free.x >= 0.0 && free.x + wide <= width).then(|| placed.push(free))?;
    }
    placed.sort_by(|one, other| one.line.total_cmp(&other.line));
    Some(placed)
}

#[cfg(test)]
mod tests {
    use super::place;

    fn rows(numbers: &[(f64, f64)]) -> Option<Vec<usize>> {
        place(numbers, 400.0).map(|placed| placed.iter().map(|callout| callout.row).collect())
    }

    #[test]
    fn numbers_with_room_stand_in_the_first_row() {
        assert_eq!(rows(&[]), Some(vec![]));
        assert_eq!(rows(&[(20.0, 40.0), (90.0, 40.0), (390.0, 40.0)]), Some(vec![0, 0, 0]));
    }

    #[test]
    fn neighbours_go_up_and_no_line_runs_through_a_number() {
        assert_eq!(rows(&[(2.0, 40.0), (8.0, 40.0), (14.0, 40.0)]), Some(vec![2, 1, 0]));
        assert_eq!(rows(&[(380.0, 40.0), (388.0, 40.0), (396.0, 40.0)]), Some(vec![0, 1, 2]));
    }

    #[test]
    fn lines_in_the_middle_that_would_cross_stand_on_one_side() {
        assert_eq!(rows(&[(195.0, 40.0), (205.0, 40.0)]), Some(vec![1, 0]));
        assert_eq!(rows(&[(0.0, 40.0), (195.0, 40.0), (205.0, 40.0), (400.0, 40.0)]), None);
        assert_eq!(rows(&[(10.0, 395.0)]), None, "too wide");
    }
}
