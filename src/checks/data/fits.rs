//! The counts and bases that are consistent with a rounded percentage.

use std::ops::{Range, RangeInclusive};

use crate::figure::rounded_percent;

/// The counts that round to `percent` of `base`. Shares increase with the count, so they form a
/// range.
pub(super) fn counts_of(percent: u32, base: u32) -> Range<u32> {
    let is_less = |count| rounded_percent(count, base).is_none_or(|share| share < percent);
    let is_less_or_equal =
        |count| rounded_percent(count, base).is_none_or(|share| share <= percent);
    let end = base.saturating_add(1);
    first_not(0..end, is_less)..first_not(0..end, is_less_or_equal)
}

/// The bases up to `largest` for which `count` rounds to `percent`. Shares decrease with the base,
/// so they form a range.
pub(super) fn bases_of(percent: u32, count: u32, largest: u32) -> Range<u32> {
    let is_greater = |base| rounded_percent(count, base).is_some_and(|share| share > percent);
    let is_greater_or_equal =
        |base| rounded_percent(count, base).is_some_and(|share| share >= percent);
    let bases = count.max(1)..largest.saturating_add(1).max(count.max(1));
    first_not(bases.clone(), is_greater)..first_not(bases, is_greater_or_equal)
}

/// Whether any count of any of these bases rounds to `percent`.
pub(super) fn fits_some(percent: u32, mut bases: RangeInclusive<u32>) -> bool {
    bases.any(|base| !counts_of(percent, base).is_empty())
}

/// The first number that fails the predicate, found by binary search; the end of the range if there
/// is none. The predicate must be monotonic.
fn first_not(numbers: Range<u32>, holds: impl Fn(u32) -> bool) -> u32 {
    let Range { mut start, mut end } = numbers;
    while start < end {
        let middle = start + (end - start) / 2;
        match holds(middle) {
            true => start = middle + 1,
            false => end = middle,
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::{bases_of, counts_of, fits_some};
    use crate::figure::rounded_percent;

    #[test]
    fn a_percentage_fits_what_rounds_to_it() {
        assert!(counts_of(83, 13).is_empty());
        assert_eq!(counts_of(62, 13), 8..9);
        assert_eq!(bases_of(83, 10, 24), 12..13);
        assert!(bases_of(60, 14, 24).is_empty());
        assert_eq!(bases_of(0, 0, 3), 1..4);
        assert!(!fits_some(76, 1..=14));
        assert!(fits_some(76, 1..=17));
    }

    #[test]
    fn ranges_are_what_a_search_finds() {
        for percent in 0..=130 {
            for base in 0..60 {
                let gives = |count: &u32| rounded_percent(*count, base) == Some(percent);
                let counts: Vec<u32> = (0..=base).filter(gives).collect();
                assert!(counts_of(percent, base).eq(counts), "{percent}% of {base}");
                let gives = |largest: &u32| rounded_percent(base, *largest) == Some(percent);
                let bases: Vec<u32> = (base.max(1)..=70).filter(gives).collect();
                assert!(bases_of(percent, base, 70).eq(bases), "{base} is {percent}%");
            }
        }
    }
}
