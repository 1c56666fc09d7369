//! Finds the words that differ between lines that correspond to each other.

use std::ops::Range;

use super::lines::{BaseLine, ReturnedLine};
use super::tokens::Token;
use crate::align::{Step, pieces};

/// The end of a line among the keys of words.
const END: &str = "\u{b6}";

/// A difference. Ranges are in the text of a line; `at_old` and `at_new` are its lines by their order in the pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The kind.
    pub(super) kind: DifferenceKind,
    /// The line as sent.
    pub(super) at_old: usize,
    /// The bytes of its text.
    pub(super) old: Range<usize>,
    /// The returned line.
    pub(super) at_new: usize,
    /// The bytes of its text.
    pub(super) new: Range<usize>,
}

/// The kind of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DifferenceKind {
    /// Other words.
    Words,
    /// An end of a paragraph was inserted.
    Split,
    /// The end of a paragraph was removed.
    Merged,
}

/// The comparison of the lines of a pair.
pub(super) struct Comparison {
    old: Vec<Placed>,
    new: Vec<Placed>,
    /// The tokens that are the same on both sides, by index.
    pub(super) same: Vec<(usize, usize)>,
    /// The differences, in order.
    pub(super) differences: Vec<Difference>,
}

/// A token in one of the lines of a pair.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) line: usize,
    pub(super) token: Token,
}

impl Placed {
    fn is_end(&self) -> bool {
        self.token.key == END
    }
}

/// Compares lines that correspond to each other.
pub(super) fn compare(old: &[&BaseLine], new: &[&ReturnedLine<'_>]) -> Comparison {
    let old = placed(old.iter().map(|line| line.line.tokens.as_slice()));
    let new = placed(new.iter().map(|line| line.line.tokens.as_slice()));
    let keys = |tokens: &[Placed]| -> Vec<String> {
        tokens.iter().map(|it| it.token.key.clone()).collect()
    };
    let steps = pieces(&keys(&old), &keys(&new), |key| key == " ");
    let mut comparison = Comparison { old, new, same: Vec::new(), differences: Vec::new() };
    let (mut from, mut to) = ((0, 0), (0, 0));
    for step in steps {
        match step {
            Step::Both(before, after) => {
                comparison.add(from.0..to.0, from.1..to.1);
                comparison.same.push((before, after));
                from = (before + 1, after + 1);
                to = from;
            }
            Step::Before(before) => to.0 = before + 1,
            Step::After(after) => to.1 = after + 1,
        }
    }
    comparison.add(from.0..to.0, from.1..to.1);
    comparison
}

/// The tokens of lines, with ends of lines between them.
fn placed<'t>(lines: impl Iterator<Item = &'t [Token]>) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::new();
    for (line, tokens) in lines.enumerate() {
        if let Some(last) = placed.last() {
            let end = last.token.range.end;
            let token = Token { key: END.to_owned(), range: end..end };
            placed.push(Placed { line: line - 1, token });
        }
        placed.extend(tokens.iter().cloned().map(|token| Placed { line, token }));
    }
    placed
}

impl Comparison {
    /// The pairs of tokens that are the same.
    pub(super) fn same(&self) -> impl Iterator<Item = (&Placed, &Placed)> {
        let same = self.same.iter().map(|(old, new)| (&self.old[*old], &self.new[*new]));
        same.filter(|(old, _)| !old.is_end())
    }

    /// Adds the differences of tokens that replace others.
    fn add(&mut self, old: Range<usize>, new: Range<usize>) {
        let end = |tokens: &[Placed], range: &Range<usize>| {
            tokens[range.clone()].iter().position(Placed::is_end).map(|at| range.start + at)
        };
        match (end(&self.old, &old), end(&self.new, &new)) {
            (None, None) => self.push(DifferenceKind::Words, old, new),
            (Some(before), Some(after)) => {
                self.add(old.start..before, new.start..after);
                self.add(before + 1..old.end, after + 1..new.end);
            }
            (None, Some(after)) => self.split(old, new.start..after, after + 1..new.end),
            (Some(before), None) => self.merge(old.start..before, before + 1..old.end, new),
        }
    }

    /// Adds a split: the words of `first` end a paragraph, those of `second` begin the next one.
    fn split(&mut self, old: Range<usize>, first: Range<usize>, second: Range<usize>) {
        let blank =
            |at: Option<usize>| at.filter(|at| old.contains(at) && self.old[*at].token.is_blank());
        let between = match self.is_blank(&self.new, &first) {
            true => blank(Some(old.start)).map_or(old.start..old.start, |at| at..at + 1),
            false => blank(old.end.checked_sub(1)).map_or(old.end..old.end, |at| at..at + 1),
        };
        self.add(old.start..between.start, first.clone());
        self.push(DifferenceKind::Split, between.clone(), first.end..first.end);
        self.add(between.end..old.end, second);
    }

    /// Adds a merge: the words of `first` ended a paragraph, those of `second` began the next one.
    fn merge(&mut self, first: Range<usize>, second: Range<usize>, new: Range<usize>) {
        let none = |at: usize| at..at;
        let place = first.end;
        match (self.is_blank(&self.old, &first), self.is_blank(&self.old, &second)) {
            (true, true) => self.push(DifferenceKind::Merged, none(place), new),
            (true, false) => {
                self.push(DifferenceKind::Merged, none(place), none(new.start));
                self.add(second, new);
            }
            (false, _) => {
                self.add(first, new.clone());
                self.push(DifferenceKind::Merged, none(place), none(new.end));
                self.add(second, none(new.end));
            }
        }
    }

    fn is_blank(&self, tokens: &[Placed], range: &Range<usize>) -> bool {
        tokens[range.clone()].iter().all(|it| it.token.is_blank())
    }

    fn push(&mut self, kind: DifferenceKind, old: Range<usize>, new: Range<usize>) {
        let is_blank = self.is_blank(&self.old, &old) && self.is_blank(&self.new, &new);
        if kind == DifferenceKind::Words && is_blank {
            return;
        }
        let (at_old, old) = bytes(&self.old, old);
        let (at_new, new) = bytes(&self.new, new);
        self.differences.push(Difference { kind, at_old, old, at_new, new });
    }
}

/// The line and the bytes of tokens; without tokens, the place after the token before.
fn bytes(all: &[Placed], range: Range<usize>) -> (usize, Range<usize>) {
    if let (Some(first), Some(last)) = (all[range.clone()].first(), all[range.clone()].last()) {
        return (first.line, first.token.range.start..last.token.range.end);
    }
    let before = range.start.checked_sub(1).map(|at| &all[at]).filter(|before| !before.is_end());
    match (before, all.get(range.start)) {
        (Some(before), _) => (before.line, before.token.range.end..before.token.range.end),
        (None, Some(after)) => (after.line, after.token.range.start..after.token.range.start),
        (None, None) => (0, 0..0),
    }
}
