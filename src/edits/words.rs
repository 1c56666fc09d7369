//! Finds the words that differ between lines that correspond to each other.

use std::ops::Range;

use super::ChangeKind;
use super::lines::Line;
use super::tokens::Token;
use crate::align::{Step, pieces};

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
pub(super) fn compare(old: &[&Line], new: &[&Line]) -> Comparison {
    let (old, new) = (placed(old), placed(new));
    let keys = |all: &[Placed]| all.iter().map(|(_, it)| it.key.clone()).collect::<Vec<_>>();
    let steps = pieces(&keys(&old), &keys(&new), |key| key == " ");
    let mut comparison = Comparison { old, new, same: Vec::new(), differences: Vec::new() };
    let (mut before, mut after) = (0..0, 0..0);
    for step in steps {
        match step {
            Step::Both(old, new) => {
                comparison.add(before, after);
                match is_end(&comparison.old[old]) || is_end(&comparison.new[new]) {
                    true => comparison.add(old..old + 1, new..new + 1),
                    false => comparison.same.push((old, new)),
                }
                (before, after) = (old + 1..old + 1, new + 1..new + 1);
            }
            Step::Before(_) => before.end += 1,
            Step::After(_) => after.end += 1,
        }
    }
    comparison.add(before, after);
    comparison
}

/// The tokens of lines. Between them are ends of lines: blanks of no length, so that the blank where a paragraph is split
/// corresponds to the end.
fn placed(lines: &[&Line]) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if let Some((last, token)) = placed.last() {
            let range = token.range.end..token.range.end;
            placed.push((*last, Token { key: " ".to_owned(), range }));
        }
        placed.extend(line.tokens.iter().map(|token| (index, token.clone())));
    }
    placed
}

impl Comparison {
    /// The pairs of tokens that are the same.
    pub(super) fn same(&self) -> impl Iterator<Item = (&Placed, &Placed)> {
        self.same.iter().map(|(old, new)| (&self.old[*old], &self.new[*new]))
    }

    /// Adds the differences of tokens that replace others.
    fn add(&mut self, old: Range<usize>, new: Range<usize>) {
        let end = |all: &[Placed], range: &Range<usize>| range.clone().find(|at| is_end(&all[*at]));
        // The blank where a paragraph is split or joined.
        let blank = |all: &[Placed], range: &Range<usize>| {
            let blank = range.clone().find(|at| all[*at].1.is_blank());
            blank.map_or(range.end..range.end, |at| at..at + 1)
        };
        match (end(&self.old, &old), end(&self.new, &new)) {
            (None, None) => self.push(ChangeKind::Words, old, new),
            (Some(before), Some(after)) => {
                self.add(old.start..before, new.start..after);
                self.add(before + 1..old.end, after + 1..new.end);
            }
            (None, Some(end)) => {
                let between = blank(&self.old, &old);
                self.add(old.start..between.start, new.start..end);
                self.push(ChangeKind::Split, between.clone(), end..end);
                self.add(between.end..old.end, end + 1..new.end);
            }
            (Some(end), None) => {
                let between = blank(&self.new, &new);
                self.add(old.start..end, new.start..between.start);
                self.push(ChangeKind::Merged, end..end, between.clone());
                self.add(end + 1..old.end, between.end..new.end);
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

/// Whether it is the end of a line.
fn is_end((_, token): &Placed) -> bool {
    token.range.is_empty()
}

/// The line and the bytes of tokens; without tokens, the place after the token before.
fn bytes(all: &[Placed], range: Range<usize>) -> (usize, Range<usize>) {
    if let [(line, first), ..] = &all[range.clone()] {
        return (*line, first.range.start..all[range.end - 1].1.range.end);
    }
    let before = range.start.checked_sub(1).map(|at| &all[at]);
    match (before.filter(|before| !is_end(before)), all.get(range.start)) {
        (Some((line, token)), _) => (*line, token.range.end..token.range.end),
        (None, Some((line, token))) => (*line, token.range.start..token.range.start),
        (None, None) => (0, 0..0),
    }
}
