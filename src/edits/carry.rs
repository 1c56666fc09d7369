//! Finds a place of a file in a later version of the file.

use std::ops::Range;

use crate::align::{self, Step};
use crate::text::segments;

/// The place in the later version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// The text there is the same.
    Same(Range<usize>),
    /// It was changed: what there is now in the place of it and of what it was changed with.
    Changed(Range<usize>),
}

/// A run of pieces that both versions have, or of those that were changed.
#[derive(Clone, Debug)]
struct Run {
    before: Range<usize>,
    after: Range<usize>,
    is_same: bool,
}

/// Carries a range of `before` over to `after`.
pub(super) fn carry(before: &str, after: &str, range: Range<usize>) -> Carried {
    if before == after {
        return Carried::Same(range);
    }
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<&str>>();
    let whole = touched(&lines(before), &lines(after), &range, false);
    if let Some(place) = place(&whole, &range) {
        return Carried::Same(place);
    }
    let Run { before: old, after: new, .. } = whole;
    let inner = range.start - old.start..range.end - old.start;
    let run = touched(&segments(&before[old]), &segments(&after[new.clone()]), &inner, true);
    let shifted = |range: Range<usize>| new.start + range.start..new.start + range.end;
    match place(&run, &inner) {
        Some(place) => Carried::Same(shifted(place)),
        None => Carried::Changed(shifted(run.after)),
    }
}

/// The place of a range in a run of unchanged pieces, or between two runs.
fn place(run: &Run, range: &Range<usize>) -> Option<Range<usize>> {
    let is_between = range.is_empty() && !run.before.is_empty();
    if run.is_same {
        let start = run.after.start + range.start - run.before.start;
        Some(start..start + range.len())
    } else if is_between && range.start == run.before.start {
        Some(run.after.start..run.after.start)
    } else if is_between && range.start == run.before.end {
        Some(run.after.end..run.after.end)
    } else {
        None
    }
}

/// The runs that a range touches, as one. Of those that an empty range touches, it is one: words that
/// were added in its place make a conflict, and lines do not.
fn touched(before: &[&str], after: &[&str], range: &Range<usize>, are_words: bool) -> Run {
    let nothing = Run { before: 0..0, after: 0..0, is_same: false };
    let runs = runs(before, after).into_iter();
    if range.is_empty() {
        let at = range.start;
        let touched = runs.filter(|run| run.before.start <= at && at <= run.before.end);
        let rank = |run: &Run| match run {
            run if run.before.is_empty() => {
                if are_words {
                    0
                } else {
                    4
                }
            }
            run if run.before.start < at && at < run.before.end => 1,
            run if run.is_same && run.before.start == at => 2,
            run if run.is_same => 3,
            _ => 5,
        };
        return touched.min_by_key(rank).unwrap_or(nothing);
    }
    let touched = runs.filter(|run| run.before.start < range.end && range.start < run.before.end);
    let join = |first: Run, last: Run| Run {
        before: first.before.start..last.before.end,
        after: first.after.start..last.after.end,
        is_same: false,
    };
    touched.reduce(join).unwrap_or(nothing)
}

fn runs(before: &[&str], after: &[&str]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut old, mut new) = (0, 0);
    for step in align::pieces(before, after, |_| false) {
        let (own, other, is_same) = match step {
            Step::Both(own, other) => (before[own].len(), after[other].len(), true),
            Step::Before(own) => (before[own].len(), 0, false),
            Step::After(other) => (0, after[other].len(), false),
        };
        match runs.last_mut().filter(|last| last.is_same == is_same) {
            Some(last) => (last.before.end, last.after.end) = (old + own, new + other),
            None => runs.push(Run { before: old..old + own, after: new..new + other, is_same }),
        }
        (old, new) = (old + own, new + other);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::{Carried, carry};

    #[test]
    fn a_place_moves_with_the_text_around_it() {
        let before = "one\ntwo three four\nfive\n";
        let carried = |after: &str, words: &str| {
            let at = before.find(words).expect("words");
            match carry(before, after, at..at + words.len()) {
                Carried::Same(place) => format!("={}", &after[place]),
                Carried::Changed(place) => format!("!{}", &after[place]),
            }
        };
        assert_eq!(carried("zero\none\ntwo three four\nfive\n", "three"), "=three");
        assert_eq!(carried("one\nten three four\n\nfive\n", "three"), "=three");
        assert_eq!(carried("one\ntwo 3 four\nfive\n", "three"), "!3");
        assert_eq!(carried("one\nfive\n", "three"), "!");
        assert_eq!(carried("one\ntwo THREE FOUR\nfive\n", "two three"), "!two THREE");
        assert_eq!(carry("a b", "a new b", 2..2), Carried::Changed(2..6));
        assert_eq!(carry("a b", "a c", 2..2), Carried::Same(2..2));
        assert_eq!(carry("a\nb", "a\nnew\nb", 2..2), Carried::Same(6..6));
        assert_eq!(carry("a b c", "new a b c", 4..4), Carried::Same(8..8));
    }
}
