//! Quotation marks that a quotation brings along, although the tool sets them.

use std::ops::Range;

use super::Finding;
use crate::diagnostic::{Code, Edit};
use crate::text::{closes, is_apostrophe, is_word_end, is_word_start, opens_after, trimmed};

/// The marks around the whole of a text.
pub(super) fn find(value: &str) -> Option<Finding> {
    let Range { start, end } = trimmed(value, 0..value.len());
    let (first, last) = (value[start..].chars().next()?, value[..end].chars().next_back()?);
    let inner = value.get(start + first.len_utf8()..end - last.len_utf8())?;
    if !closes(first, last) || inner.trim().is_empty() || !encloses(inner, first, last) {
        return None;
    }
    let (open, close) = (start..start + first.len_utf8(), end - last.len_utf8()..end);
    let without = |original| Edit { original, replacement: String::new() };
    Some(Finding {
        code: Code::DoubledMarks,
        message: "a quotation is given without its outer marks: the report adds them",
        places: vec![(open.clone(), ""), (close.clone(), "")],
        edits: vec![without(open), without(close)],
    })
}

/// Whether marks around `inner` belong together, and are not the first and last of two quotations.
fn encloses(inner: &str, first: char, last: char) -> bool {
    let marks: Vec<bool> = within(inner, first, last).collect();
    let mut depth = 1;
    for opens in &marks {
        depth = if *opens { depth + 1 } else { depth - 1 };
        if depth == 0 {
            // What closes is an apostrophe, as in `members’ rights`, where nothing opens again.
            return is_apostrophe(last) && !marks.contains(&true);
        }
    }
    true
}

/// For each mark of the pair in a text whether it opens; apostrophes within a word are none.
fn within(text: &str, first: char, last: char) -> impl Iterator<Item = bool> {
    text.match_indices([first, last]).filter_map(move |(at, mark)| {
        let is_inner = !is_word_start(text, at) && !is_word_end(text, at + mark.len());
        let opens = match first == last {
            true => text[..at].chars().next_back().is_none_or(opens_after),
            false => mark.starts_with(first),
        };
        (!is_inner).then_some(opens)
    })
}
