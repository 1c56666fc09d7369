//! Splits an edit where it changes pieces of different origins, such as a figure and the text beside it.

use std::mem::discriminant;
use std::ops::Range;

use super::lines::{Line, LinePiece};
use crate::document::Origin;
use crate::text::numerals;

/// The parts of an edit that replaces a range of a line with `after`: each a range with its new text. An edit that can't
/// be split has one part.
pub(super) fn split_at_borders(
    base: &Line<'_>,
    mut range: Range<usize>,
    mut after: &str,
) -> Vec<(Range<usize>, String)> {
    let text = &base.text;
    // Pieces at the ends that are unchanged.
    let figure = loop {
        let pieces: Vec<&LinePiece<'_>> = base.overlapping(&range).collect();
        let [first, .., last] = pieces[..] else {
            break pieces.first().copied().filter(|only| is_figure(only));
        };
        let (start, end) = (first.range.end, last.range.start);
        if let Some(rest) = after.strip_prefix(&text[range.start..start]) {
            (after, range) = (rest, start..range.end);
        } else if let Some(rest) = after.strip_suffix(&text[end..range.end]) {
            (after, range) = (rest, range.start..end);
        } else if pieces.iter().all(|piece| is_alike(piece.origin, first.origin)) {
            break None;
        } else {
            let mut figures = pieces.into_iter().filter(|piece| is_figure(piece));
            break figures.next().filter(|_| figures.next().is_none());
        }
    };
    // One figure and one number in its place.
    let whole = figure.filter(|it| range.start <= it.range.start && it.range.end <= range.end);
    let parts = match (whole, numerals(after).as_slice()) {
        (Some(figure), [number]) => vec![
            (range.start..figure.range.start, &after[..number.range.start]),
            (figure.range.clone(), &after[number.range.clone()]),
            (figure.range.end..range.end, &after[number.range.end..]),
        ],
        _ => vec![(range, after)],
    };
    let changed = parts.into_iter().filter(|(range, after)| text[range.clone()] != **after);
    changed.map(|(range, after)| tidied(base, range, after)).collect()
}

fn is_figure(piece: &LinePiece<'_>) -> bool {
    matches!(piece.origin, Origin::Figure(..))
}

/// Whether an edit may go over pieces of both origins.
fn is_alike(one: &Origin, other: &Origin) -> bool {
    let file = |origin: &Origin| origin.place().map(|place| place.file);
    !matches!(one, Origin::Figure(..))
        && discriminant(one) == discriminant(other)
        && file(one) == file(other)
}

/// A part without the blanks at its ends that stay. An insertion before a figure or another computed piece moves into the
/// text before.
fn tidied(base: &Line<'_>, range: Range<usize>, after: &str) -> (Range<usize>, String) {
    let text = &base.text;
    let is_text = |piece: &LinePiece<'_>| matches!(piece.origin, Origin::Place(_));
    let before = base.pieces.iter().rfind(|piece| piece.range.end == range.start);
    let next = base.pieces.iter().find(|piece| piece.range.start == range.start);
    let is_between = before.is_some_and(is_text) && !next.is_some_and(is_text);
    let (mut start, mut end, mut words) = (range.start, range.end, after);
    if range.is_empty()
        && is_between
        && text[..start].ends_with(' ')
        && let Some(moved) = after.strip_suffix(' ')
    {
        return (start - 1..start - 1, format!(" {moved}"));
    }
    if let (true, Some(rest)) = (text[start..end].starts_with(' '), words.strip_prefix(' ')) {
        (start, words) = (start + 1, rest);
    }
    if let (true, Some(rest)) = (text[start..end].ends_with(' '), words.strip_suffix(' ')) {
        (end, words) = (end - 1, rest);
    }
    (start..end, words.to_owned())
}
