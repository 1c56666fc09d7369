//! Carries places of a file over to a later version of it.

use std::ops::Range;

use crate::align::{self, Step};
use crate::text::segments;

/// A run of words that both versions have, or that were changed.
struct Run {
    before: Range<usize>,
    after: Range<usize>,
    is_same: bool,
}

/// A file and a later version of it.
pub(super) struct Versions(Vec<Run>);

impl Versions {
    /// Aligns the words of two versions.
    pub(super) fn new(before: &str, after: &str) -> Self {
        if before == after {
            let whole = 0..before.len();
            return Versions(vec![Run { before: whole.clone(), after: whole, is_same: true }]);
        }
        let (before, after) = (segments(before), segments(after));
        let mut runs: Vec<Run> = Vec::new();
        let (mut old, mut new) = (0, 0);
        for step in align::pieces(&before, &after, |_| false) {
            let (own, other, is_same) = match step {
                Step::Both(own, other) => (before[own].len(), after[other].len(), true),
                Step::Before(own) => (before[own].len(), 0, false),
                Step::After(other) => (0, after[other].len(), false),
            };
            if runs.last().is_none_or(|last| last.is_same != is_same) {
                runs.push(Run { before: old..old, after: new..new, is_same });
            }
            (old, new) = (old + own, new + other);
            if let Some(last) = runs.last_mut() {
                (last.before.end, last.after.end) = (old, new);
            }
        }
        Versions(runs)
    }

    /// The place of a range in the later version, if the words there are the same; else the place of
    /// what there is instead.
    pub(super) fn carry(&self, range: &Range<usize>) -> Result<Range<usize>, Range<usize>> {
        let Range { start, end } = *range;
        let runs = self.0.iter();
        let mut touched: Vec<&Run> = match start == end {
            false => runs.filter(|run| run.before.start < end && start < run.before.end).collect(),
            true => runs.filter(|run| run.before.start <= end && start <= run.before.end).collect(),
        };
        if start == end {
            // Words that were added here are in the way; else what stayed tells the place.
            touched.sort_by_key(|run| (!run.before.is_empty(), !run.is_same));
            touched.truncate(1);
        }
        let (Some(first), Some(last)) = (touched.first(), touched.last()) else {
            return Err(0..0);
        };
        let offset = |run: &Run, at| run.after.start + at - run.before.start;
        let from = if first.is_same { offset(first, start) } else { first.after.start };
        let to = if last.is_same { offset(last, end) } else { last.after.end };
        if touched.iter().all(|run| run.is_same) { Ok(from..to) } else { Err(from..to) }
    }
}

#[cfg(test)]
mod tests {
    use super::Versions;

    #[test]
    fn a_place_moves_with_the_text_around_it() {
        let before = "one\ntwo three four\nfive\n";
        let carried = |after: &str, words: &str| {
            let at = before.find(words).expect("words");
            match Versions::new(before, after).carry(&(at..at + words.len())) {
                Ok(place) => format!("={}", &after[place]),
                Err(place) => format!("!{}", &after[place]),
            }
        };
        assert_eq!(carried("zero\none\ntwo three four\nfive\n", "three"), "=three");
        assert_eq!(carried("one\nten three four\n\nfive\n", "three"), "=three");
        assert_eq!(carried("one\ntwo 3 four\nfive\n", "three"), "!3");
        assert_eq!(carried("one\nfive\n", "three"), "!");
        assert_eq!(carried("one\ntwo THREE FOUR\nfive\n", "two three"), "!two THREE");
        let carried = |after: &str, at: usize| Versions::new("a b", after).carry(&(at..at));
        assert_eq!(carried("a new b", 2), Err(2..6));
        assert_eq!(carried("a c", 2), Ok(2..2));
        assert_eq!(carried("new a b", 3), Ok(7..7));
    }
}
