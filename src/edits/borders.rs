//! Splits an edit where it changes pieces of different origins, such as a figure and the text beside it.

use std::ops::Range;

use super::lines::{BaseLine, Class, LinePiece};
use crate::text::{from_words, numerals, words_with_apostrophes};

/// The parts of an edit that replaces a range of a line with `after`: each a range with its new text. An edit that can't
/// be split has one part.
pub(super) fn split_at_borders(
    base: &BaseLine,
    mut range: Range<usize>,
    after: &str,
) -> Vec<(Range<usize>, String)> {
    let text = &base.line.text;
    let mut after = after;
    if range.is_empty() {
        return vec![inserted(base, range.start, after)];
    }
    // Pieces at the ends that are unchanged.
    loop {
        let pieces: Vec<&LinePiece> = base.overlapping(&range).collect();
        let (first, last) = (pieces[0], pieces[pieces.len() - 1]);
        let is_one = pieces.iter().all(|piece| piece.class == first.class);
        match first.class {
            Class::Figure(_) if is_one => break,
            _ if is_one => return vec![(range, after.to_owned())],
            _ => {}
        }
        let (start, end) = (first.range.end, last.range.start);
        if let Some(rest) = after.strip_prefix(&text[range.start..start]) {
            (after, range) = (rest, start..range.end);
        } else if let Some(rest) = after.strip_suffix(&text[end..range.end]) {
            (after, range) = (rest, range.start..end);
        } else {
            break;
        }
    }
    // One figure and one number in its place.
    let figures: Vec<&LinePiece> =
        base.overlapping(&range).filter(|piece| matches!(piece.class, Class::Figure(_))).collect();
    let numbers = numbers(after);
    if let ([figure], [number]) = (figures.as_slice(), numbers.as_slice())
        && range.start <= figure.range.start
        && figure.range.end <= range.end
    {
        let parts = [
            (range.start..figure.range.start, &after[..number.start]),
            (figure.range.clone(), &after[number.clone()]),
            (figure.range.end..range.end, &after[number.end..]),
        ];
        let changed = parts.into_iter().filter(|(range, after)| text[range.clone()] != **after);
        let part = |(range, after): (Range<usize>, &str)| match range.is_empty() {
            true => inserted(base, range.start, after),
            false => without_blanks(text, range, after),
        };
        return changed.map(part).collect();
    }
    vec![(range, after.to_owned())]
}

/// A part without the blanks at its ends that stay.
fn without_blanks(text: &str, mut range: Range<usize>, mut after: &str) -> (Range<usize>, String) {
    if let (true, Some(rest)) = (text[range.clone()].starts_with(' '), after.strip_prefix(' ')) {
        (after, range) = (rest, range.start + 1..range.end);
    }
    if let (true, Some(rest)) = (text[range.clone()].ends_with(' '), after.strip_suffix(' ')) {
        (after, range) = (rest, range.start..range.end - 1);
    }
    (range, after.to_owned())
}

/// An insertion; before a figure or another computed piece, it moves into the text before.
fn inserted(base: &BaseLine, at: usize, after: &str) -> (Range<usize>, String) {
    let before = base.pieces.iter().rfind(|piece| piece.range.end == at);
    let next = base.pieces.iter().find(|piece| piece.range.start == at);
    let is_text =
        |piece: Option<&LinePiece>| piece.is_some_and(|it| matches!(it.class, Class::Place(..)));
    let moved = after.strip_suffix(' ').filter(|_| base.line.text[..at].ends_with(' '));
    match moved {
        Some(words) if is_text(before) && !is_text(next) => (at - 1..at - 1, format!(" {words}")),
        _ => (at..at, after.to_owned()),
    }
}

/// The numbers in a text, in digits or in words.
fn numbers(text: &str) -> Vec<Range<usize>> {
    let mut numbers: Vec<Range<usize>> =
        numerals(text).into_iter().map(|numeral| numeral.range).collect();
    if numbers.is_empty() {
        let words = words_with_apostrophes(text);
        let spelled = words.filter(|word| from_words(&word.text.to_lowercase()).is_some());
        numbers.extend(spelled.map(|word| word.range()));
    }
    numbers
}
