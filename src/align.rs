//! Aligns two sequences: equal members first, then the most similar ones in the gaps between them.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::text::segments;

/// Gaps with more pairs than this are not aligned by similarity.
const MOST_PAIRS: usize = 1_000_000;

/// A pair or a single member, by index. In a gap, removed members precede added ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Members that correspond to each other.
    Both(usize, usize),
    /// A member of the first sequence only: it was removed.
    Before(usize),
    /// A member of the second sequence only: it was added.
    After(usize),
}

impl Step {
    /// Its members of the two sequences.
    pub fn of<'m, T>(self, before: &'m [T], after: &'m [T]) -> (Option<&'m T>, Option<&'m T>) {
        match self {
            Step::Both(old, new) => (Some(&before[old]), Some(&after[new])),
            Step::Before(old) => (Some(&before[old]), None),
            Step::After(new) => (None, Some(&after[new])),
        }
    }
}

/// Aligns the two sequences. Members with equal keys are paired. Of the others, those with a known
/// `likeness` (greater means more similar) are paired so that its sum is maximal. Pairs never
/// cross.
pub fn align<K: Hash + Ord>(
    before: &[K],
    after: &[K],
    likeness: impl Fn(usize, usize) -> Option<f64>,
) -> Vec<Step> {
    let mut pairs = Vec::new();
    let (mut old, mut new) = (0, 0);
    for op in capture_diff_slices(Algorithm::Patience, before, after) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            pairs.extend(most_similar(old..old_index, new..new_index, &likeness));
            pairs.extend((0..len).map(|n| (old_index + n, new_index + n)));
            (old, new) = (old_index + len, new_index + len);
        }
    }
    pairs.extend(most_similar(old..before.len(), new..after.len(), &likeness));
    steps(&pairs, before.len(), after.len())
}

/// The steps of two sequences of these lengths, given the pairs in order.
fn steps(pairs: &[(usize, usize)], before: usize, after: usize) -> Vec<Step> {
    let (mut steps, mut old, mut new) = (Vec::new(), 0, 0);
    for (old_of_pair, new_of_pair) in pairs.iter().copied() {
        steps.extend((old..old_of_pair).map(Step::Before));
        steps.extend((new..new_of_pair).map(Step::After));
        steps.push(Step::Both(old_of_pair, new_of_pair));
        (old, new) = (old_of_pair + 1, new_of_pair + 1);
    }
    steps.extend((old..before).map(Step::Before));
    steps.extend((new..after).map(Step::After));
    steps
}

/// The pairs of a gap that maximize the sum of similarities.
fn most_similar(
    old: Range<usize>,
    new: Range<usize>,
    likeness: &impl Fn(usize, usize) -> Option<f64>,
) -> Vec<(usize, usize)> {
    let (rows, columns) = (old.len(), new.len());
    let mut pairs = Vec::new();
    if rows * columns > MOST_PAIRS {
        return pairs;
    }
    let width = columns + 1;
    let mut alike = vec![None; rows * columns];
    let mut best = vec![0.0_f64; (rows + 1) * width];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let own = likeness(old.start + row, new.start + column);
            alike[row * columns + column] = own;
            let apart = best[(row + 1) * width + column].max(best[row * width + column + 1]);
            let together = own.map(|own| own + best[(row + 1) * width + column + 1]);
            best[row * width + column] = together.map_or(apart, |together| together.max(apart));
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        let here = best[row * width + column];
        let together = alike[row * columns + column];
        if together.is_some_and(|own| own + best[(row + 1) * width + column + 1] >= here) {
            pairs.push((old.start + row, new.start + column));
            (row, column) = (row + 1, column + 1);
        } else if best[(row + 1) * width + column] >= here {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

/// Aligns the pieces of two lines. An unchanged space between two changes is made part of the
/// change, so that they form one; within each change, removed pieces precede added ones.
pub fn pieces<K: Hash + Ord>(
    before: &[K],
    after: &[K],
    is_blank: impl Fn(&K) -> bool,
) -> Vec<Step> {
    let ops = capture_diff_slices(Algorithm::Myers, before, after);
    let last = ops.len().saturating_sub(1);
    let equal = ops.iter().enumerate().filter(|(index, op)| {
        let is_between = *index > 0 && *index < last;
        let joins = is_between && before[op.old_range()].iter().all(&is_blank);
        matches!(op, DiffOp::Equal { .. }) && !joins
    });
    let pairs: Vec<(usize, usize)> =
        equal.flat_map(|(_, op)| op.old_range().zip(op.new_range())).collect();
    steps(&pairs, before.len(), after.len())
}

/// The hash of a word.
pub fn hashed(word: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(word)
}

/// The words of a text, for measuring the similarity of two texts.
#[derive(Clone, Debug, Default)]
pub struct Bag(Vec<u64>);

impl Bag {
    /// The words of `text` in any order, without numbers, because those may change where the text
    /// stays the same.
    pub fn of(text: &str) -> Self {
        let is_word = |word: &&str| word.chars().any(char::is_alphabetic);
        Bag::of_hashes(segments(text).into_iter().filter(is_word).map(hashed).collect())
    }

    /// The words with these hashes.
    pub fn of_hashes(mut hashes: Vec<u64>) -> Self {
        hashes.sort_unstable();
        Bag(hashes)
    }

    /// The number of words.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The words of both texts.
    pub fn and(&self, other: &Bag) -> Self {
        let mut words = [self.0.as_slice(), &other.0].concat();
        words.sort_unstable();
        Bag(words)
    }

    /// The number of common words.
    pub fn common(&self, other: &Bag) -> usize {
        let (mut own, mut others, mut common) = (0, 0, 0_usize);
        while own < self.0.len() && others < other.0.len() {
            match self.0[own].cmp(&other.0[others]) {
                std::cmp::Ordering::Less => own += 1,
                std::cmp::Ordering::Greater => others += 1,
                std::cmp::Ordering::Equal => {
                    (own, others, common) = (own + 1, others + 1, common + 1);
                }
            }
        }
        common
    }

    /// The similarity of two texts: the share of common words, from 0 to 1.
    pub fn likeness(&self, other: &Bag) -> f64 {
        match self.0.len() + other.0.len() {
            0 => 1.0,
            all => 2.0 * self.common(other) as f64 / all as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bag, Step, align, pieces, segments};

    fn steps(before: &[&str], after: &[&str]) -> Vec<Step> {
        let bag = |texts: &[&str]| texts.iter().map(|text| Bag::of(text)).collect::<Vec<_>>();
        let (old, new) = (bag(before), bag(after));
        align(before, after, |a, b| {
            Some(old[a].likeness(&new[b])).filter(|likeness| *likeness > 0.4)
        })
    }

    #[test]
    fn what_is_alike_belongs_together_and_what_went_stands_before_what_came() {
        let before = ["a b c", "gone", "the same", "one two three four"];
        let after = ["a b d", "came", "the same", "new", "one two three five"];
        use Step::{After, Before, Both};
        let expected = [Both(0, 0), Before(1), After(1), Both(2, 2), After(3), Both(3, 4)];
        assert_eq!(steps(&before, &after), expected);
    }

    #[test]
    fn each_member_stands_in_one_step() {
        let before = ["x y z", "p q r s", "x y", "", "k"];
        let after = ["k", "p q r t", "x y z w", "n", "", "x y"];
        let found = steps(&before, &after);
        let old: Vec<usize> = found
            .iter()
            .filter_map(|step| match step {
                Step::Both(old, _) | Step::Before(old) => Some(*old),
                Step::After(_) => None,
            })
            .collect();
        let new: Vec<usize> = found
            .iter()
            .filter_map(|step| match step {
                Step::Both(_, new) | Step::After(new) => Some(*new),
                Step::Before(_) => None,
            })
            .collect();
        assert_eq!(old, [0, 1, 2, 3, 4]);
        assert_eq!(new, [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_blank_between_two_changes_changes_with_them() {
        let (before, after) = (segments("by 12 ISCMs today"), segments("by 13 mechanisms today"));
        let joined: String = pieces(&before, &after, |word| word.trim().is_empty())
            .into_iter()
            .map(|step| match step {
                Step::Both(old, _) => before[old].to_owned(),
                Step::Before(old) => format!("-{}", before[old]),
                Step::After(new) => format!("+{}", after[new]),
            })
            .collect();
        assert_eq!(joined, "by -12- -ISCMs+13+ +mechanisms today");
    }
}
