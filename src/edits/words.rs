//! Finds the words that differ between lines that correspond to each other.

use std::ops::Range;

use super::ChangeKind;
use super::lines::Line;
use super::tokens::Token;
use crate::align::{Step, pieces};

/// The end of a line among the keys of words.
const END: &str = "\u{b6}";

/// A difference: the lines, by their order in the pair, and the bytes of their texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Words, an end of a paragraph that was inserted, or one that was removed.
    pub(super) kind: ChangeKind,
    pub(super) old: (usize, Range<usize>),
    pub(super) new: (usize, Range<usize>),
}

/// The comparison of the lines of a pair.
pub(super) struct Comparison {
    old: Vec<Placed>,
    new: Vec<Placed>,
    same: Vec<(usize, usize)>,
    /// The differences, in order.
    pub(super) differences: Vec<Difference>,
}

/// A token in one of the lines of a pair.
pub(super) type Placed = (usize, Token);

/// Compares lines that correspond to each other.
pub(super) fn compare(old: &[&Line<'_>], new: &[&Line<'_>]) -> Comparison {
    let (old, new) = (placed(old), placed(new));
    let keys = |all: &[Placed]| all.iter().map(|(_, it)| it.key.clone()).collect::<Vec<_>>();
    let steps = pieces(&keys(&old), &keys(&new), |key| key == " ");
    let mut comparison = Comparison { old, new, same: Vec::new(), differences: Vec::new() };
    let (mut before, mut after) = (0..0, 0..0);
    for step in steps {
        match step {
            Step::Both(old, new) => {
                comparison.add(before, after);
                comparison.same.push((old, new));
                (before, after) = (old + 1..old + 1, new + 1..new + 1);
            }
            Step::Before(_) => before.end += 1,
            Step::After(_) => after.end += 1,
        }
    }
    comparison.add(before, after);
    comparison
}

/// The tokens of lines, with ends of lines between them.
fn placed(lines: &[&Line<'_>]) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if let Some((last, token)) = placed.last() {
            let range = token.range.end..token.range.end;
            placed.push((*last, Token { key: END.to_owned(), range }));
        }
        placed.extend(line.tokens.iter().map(|token| (index, token.clone())));
    }
    placed
}

impl Comparison {
    /// The pairs of tokens that are the same.
    pub(super) fn same(&self) -> impl Iterator<Item = (&Placed, &Placed)> {
        let same = self.same.iter().map(|(old, new)| (&self.old[*old], &self.new[*new]));
        same.filter(|(old, _)| old.1.key != END)
    }

    /// Adds the differences of tokens that replace others.
    fn add(&mut self, old: Range<usize>, new: Range<usize>) {
        let none = |at: usize| at..at;
        let end =
            |all: &[Placed], range: &Range<usize>| range.clone().find(|at| all[*at].1.key == END);
        match (end(&self.old, &old), end(&self.new, &new)) {
            (None, None) => self.push(ChangeKind::Words, old, new),
            (Some(before), Some(after)) => {
                self.add(old.start..before, new.start..after);
                self.add(before + 1..old.end, after + 1..new.end);
            }
            // A blank where a paragraph is split goes with it.
            (None, Some(end)) => {
                let is_first = is_blank(&self.new, new.start..end);
                let place = if is_first { old.start } else { old.end };
                let blank =
                    if is_first { place..place + 1 } else { place.saturating_sub(1)..place };
                let is_own = old.start <= blank.start && blank.end <= old.end;
                let is_own = is_own && !old.is_empty() && is_blank(&self.old, blank.clone());
                let between = if is_own { blank } else { none(place) };
                self.add(old.start..between.start, new.start..end);
                self.push(ChangeKind::Split, between.clone(), none(end));
                self.add(between.end..old.end, end + 1..new.end);
            }
            (Some(end), None) => {
                let is_blank = [old.start..end, end + 1..old.end].map(|it| is_blank(&self.old, it));
                let [first, between, second] = match is_blank {
                    [true, true] => [none(new.start), new.clone(), none(new.end)],
                    [true, false] => [none(new.start), none(new.start), new],
                    [false, _] => [new.clone(), none(new.end), none(new.end)],
                };
                self.add(old.start..end, first);
                self.push(ChangeKind::Merged, none(end), between);
                self.add(end + 1..old.end, second);
            }
        }
    }

    fn push(&mut self, kind: ChangeKind, old: Range<usize>, new: Range<usize>) {
        let is_blank = is_blank(&self.old, old.clone()) && is_blank(&self.new, new.clone());
        if kind != ChangeKind::Words || !is_blank {
            let (old, new) = (bytes(&self.old, old), bytes(&self.new, new));
            self.differences.push(Difference { kind, old, new });
        }
    }
}

fn is_blank(all: &[Placed], range: Range<usize>) -> bool {
    all[range].iter().all(|(_, token)| token.is_blank())
}

/// The line and the bytes of tokens; without tokens, the place after the token before.
fn bytes(all: &[Placed], range: Range<usize>) -> (usize, Range<usize>) {
    if let [(line, first), ..] = &all[range.clone()] {
        return (*line, first.range.start..all[range.end - 1].1.range.end);
    }
    let before = range.start.checked_sub(1).map(|at| &all[at]);
    match (before.filter(|(_, token)| token.key != END), all.get(range.start)) {
        (Some((line, token)), _) => (*line, token.range.end..token.range.end),
        (None, Some((line, token))) => (*line, token.range.start..token.range.start),
        (None, None) => (0, 0..0),
    }
}
