//! The words of a passage, to compare passages by.

use crate::checks::passages::Passage;

/// The words in small letters, without punctuation, addresses and what stands in brackets alone.
pub(super) fn words(passage: &Passage) -> Vec<String> {
    let words = passage.text.split_whitespace().filter(|word| !word.contains("://"));
    let parts = words.flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
    parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
}
