//! Splits a text into lines with byte offsets, and converts offsets to line numbers.

/// The lines of a text without line endings, each with the byte offset of its start.
pub(crate) fn with_offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}

/// The one-based number of the line that contains the byte at `offset`.
pub(crate) fn number(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}
