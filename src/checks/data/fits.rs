//! What a rounded percentage can be the share of.

use std::ops::RangeInclusive;

use crate::figure::rounded_percent;

/// The counts of a base that give a percentage.
pub(super) fn counts_of(percent: u32, base: u32) -> Vec<u32> {
    (0..=base).filter(|count| rounded_percent(*count, base) == Some(percent)).collect()
}

/// The bases up to `largest` of which a count is that percentage.
pub(super) fn bases_of(percent: u32, count: u32, largest: u32) -> Vec<u32> {
    let bases = count.max(1)..=largest;
    bases.filter(|base| rounded_percent(count, *base) == Some(percent)).collect()
}

/// Whether any count of any of these bases gives a percentage.
pub(super) fn fits_some(percent: u32, mut bases: RangeInclusive<u32>) -> bool {
    bases.any(|base| !counts_of(percent, base).is_empty())
}

#[cfg(test)]
mod tests {
    use super::{bases_of, counts_of, fits_some};

    #[test]
    fn a_percentage_fits_what_rounds_to_it() {
        assert!(counts_of(83, 13).is_empty());
        assert_eq!(counts_of(62, 13), [8]);
        assert_eq!(bases_of(83, 10, 24), [12]);
        assert!(bases_of(60, 14, 24).is_empty());
        assert_eq!(bases_of(0, 0, 3), [1, 2, 3]);
        assert!(!fits_some(76, 1..=14));
        assert!(fits_some(76, 1..=17));
    }
}
