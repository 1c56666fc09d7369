//! Finds unmatched Markdown characters, which are printed literally.

use super::Finding;
use crate::diagnostic::{Code, Edit};
use crate::model::markdown::{Event, events};
use crate::text::{chunk_around, has_address, is_word_end, is_word_start};

/// Finds the characters `*`, `_` and `[` without a counterpart.
pub(super) fn find(value: &str) -> Option<Finding> {
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
