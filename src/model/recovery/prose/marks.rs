//! Finds quotation marks around a quotation, which the program adds itself, and unmatched Markdown characters, which are
//! printed literally.

use std::ops::Range;

use super::Finding;
use crate::diagnostic::{Code, Edit};
use crate::model::markdown::{Event, events};
use crate::text::{
    chunk_around, closes, has_address, is_apostrophe, is_word_end, is_word_start, opens_after,
    trimmed,
};

/// Finds quotation marks that enclose the whole text.
pub(super) fn outer(value: &str) -> Option<Finding> {
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

/// Whether the marks around `inner` form a pair, rather than belonging to two separate quotations.
fn encloses(inner: &str, first: char, last: char) -> bool {
    let marks: Vec<bool> = within(inner, first, last).collect();
    let mut depth = 1;
    for opens in &marks {
        depth = if *opens { depth + 1 } else { depth - 1 };
        if depth == 0 {
            // The closing mark is an apostrophe, as in `members’ rights`, if no other mark opens.
            return is_apostrophe(last) && !marks.contains(&true);
        }
    }
    true
}

/// Whether each mark of the pair in a text is an opening one; apostrophes within words are skipped.
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

/// Finds the characters `*`, `_` and `[` without a counterpart.
pub(super) fn stray(value: &str) -> Option<Finding> {
    let (mut stray, mut open) = (Vec::new(), Vec::new());
    for (event, range) in events(value) {
        let Event::Text(text) = event else { continue };
        // The text differs from its source if it contains an escape such as `&amp;`.
        if value[range.clone()] != *text {
            continue;
        }
        for (offset, sign) in text.char_indices() {
            let at = range.start + offset;
            let escaped = offset == 0 && value[..at].ends_with('\\');
            match sign {
                '*' | '_' if !escaped && !is_within_word(value, at, sign) => stray.push(at),
                '[' if !escaped => open.push(at),
                ']' => drop(open.pop()),
                _ => {}
            }
        }
    }
    stray.extend(open);
    stray.sort_unstable();
    let escape = |at: &usize| Edit { original: *at..*at, replacement: "\\".to_owned() };
    (!stray.is_empty()).then(|| Finding {
        code: Code::StraySign,
        message: "a Markdown sign without its counterpart is printed as it is: put a backslash before it if that is meant",
        places: stray.iter().map(|at| (*at..at + 1, "")).collect(),
        edits: stray.iter().map(escape).collect(),
    })
}

/// Whether a character is part of an address, or an underscore between letters.
fn is_within_word(value: &str, at: usize, sign: char) -> bool {
    let is_inner = !is_word_start(value, at) && !is_word_end(value, at + 1);
    has_address(&value[chunk_around(value, at)]) || (sign == '_' && is_inner)
}
