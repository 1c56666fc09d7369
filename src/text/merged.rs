//! Merges sorted lists of numbers, such as the indices of texts that contain a word.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Merges lists of ascending numbers into one ascending sequence without duplicates.
pub fn merged<'l>(lists: impl IntoIterator<Item = &'l [usize]>) -> impl Iterator<Item = usize> {
    let lists = lists.into_iter().filter_map(|list| list.split_first());
    let mut heads: BinaryHeap<Reverse<(usize, &[usize])>> =
        lists.map(|(first, rest)| Reverse((*first, rest))).collect();
    let mut last = None;
    std::iter::from_fn(move || {
        loop {
            let Reverse((number, rest)) = heads.pop()?;
            if let Some((next, rest)) = rest.split_first() {
                heads.push(Reverse((*next, rest)));
            }
            if last.replace(number) != Some(number) {
                return Some(number);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::merged;

    #[test]
    fn each_number_is_given_once() {
        let lists: [&[usize]; 4] = [&[1, 4, 9], &[], &[2, 4], &[0, 9]];
        assert_eq!(merged(lists).collect::<Vec<_>>(), [0, 1, 2, 4, 9]);
        assert_eq!(merged([]).count(), 0);
    }
}
