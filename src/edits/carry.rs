//! Carries places of a file over to a later version of it.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

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
        let (before, after) = (segments(before), segments(after));
        let (mut old, mut new) = (0, 0);
        let runs = capture_diff_slices(Algorithm::Myers, &before, &after).into_iter().map(|op| {
            let (is_same, start) = (op.tag() == DiffTag::Equal, (old, new));
            old += before[op.old_range()].concat().len();
            new += after[op.new_range()].concat().len();
            Run { before: start.0..old, after: start.1..new, is_same }
        });
        Versions(runs.collect())
    }

    /// The place of a range in the later version, and whether the words there are the same.
    pub(super) fn carry(&self, range: &Range<usize>) -> (Range<usize>, bool) {
        let Range { start, end } = *range;
        let runs = self.0.iter();
        let touched: Vec<&Run> = match start == end {
            false => runs.filter(|run| run.before.start < end && start < run.before.end).collect(),
            true => {
                // Words that were added here are in the way; else what stayed tells the place.
                let beside = runs.filter(|run| run.before.start <= end && start <= run.before.end);
                let first = beside.min_by_key(|run| (!run.before.is_empty(), !run.is_same));
                first.into_iter().collect()
            }
        };
        let (Some(first), Some(last)) = (touched.first(), touched.last()) else {
            return (0..0, false);
        };
        let offset = |run: &Run, at| run.after.start + at - run.before.start;
        let from = if first.is_same { offset(first, start) } else { first.after.start };
        let to = if last.is_same { offset(last, end) } else { last.after.end };
        (from..to, touched.iter().all(|run| run.is_same))
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
            let (place, is_same) = Versions::new(before, after).carry(&(at..at + words.len()));
            format!("{}{}", if is_same { "=" } else { "!" }, &after[place])
        };
        assert_eq!(carried("zero\none\ntwo three four\nfive\n", "three"), "=three");
        assert_eq!(carried("one\nten three four\n\nfive\n", "three"), "=three");
        assert_eq!(carried("one\ntwo 3 four\nfive\n", "three"), "!3");
        assert_eq!(carried("one\nfive\n", "three"), "!");
        assert_eq!(carried("one\ntwo THREE FOUR\nfive\n", "two three"), "!two THREE");
        let carried = |after: &str, at: usize| Versions::new("a b", after).carry(&(at..at));
        assert_eq!(carried("a new b", 2), (2..6, false));
        assert_eq!(carried("a c", 2), (2..2, true));
        assert_eq!(carried("new a b", 3), (7..7, true));
    }
}
