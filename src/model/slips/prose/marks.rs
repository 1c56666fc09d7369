//! Quotation marks that a quotation brings along, although the tool sets them.

use super::Slip;
use crate::diagnostic::{Code, Edit, Severity};

/// Opening marks with what can close them.
const PAIRS: [(char, &[char]); 10] = [
    ('“', &['”']),
    ('„', &['“', '”']),
    ('”', &['”']),
    ('«', &['»']),
    ('»', &['«', '»']),
    ('‹', &['›']),
    ('‘', &['’']),
    ('‚', &['‘', '’']),
    ('"', &['"']),
    ('\'', &['\'']),
];

/// The marks around the whole of a text.
pub(super) fn find(value: &str) -> Option<Slip> {
    let trimmed = value.trim();
    let start = value.len() - value.trim_start().len();
    let (first, last) = (trimmed.chars().next()?, trimmed.chars().next_back()?);
    let (_, closing) = PAIRS.iter().find(|(open, _)| *open == first)?;
    let end = start + trimmed.len();
    let inner = trimmed.get(first.len_utf8()..trimmed.len() - last.len_utf8())?;
    if !closing.contains(&last) || inner.trim().is_empty() || !encloses(inner, first, last) {
        return None;
    }
    let (open, close) = (start..start + first.len_utf8(), end - last.len_utf8()..end);
    let without = |original| Edit { original, replacement: String::new() };
    Some(Slip {
        severity: Severity::Error,
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
            return matches!(last, '’' | '\'') && !marks.contains(&true);
        }
    }
    true
}

/// For each mark of the pair in a text whether it opens; apostrophes within a word are none.
fn within(text: &str, first: char, last: char) -> impl Iterator<Item = bool> {
    let characters: Vec<char> = text.chars().collect();
    let marks: Vec<bool> = (0..characters.len())
        .filter(|at| characters[*at] == first || characters[*at] == last)
        .filter_map(|at| {
            let before = at.checked_sub(1).map(|before| characters[before]);
            let after = characters.get(at + 1);
            let letter_before = before.is_some_and(char::is_alphanumeric);
            let letter_after = after.is_some_and(|c| c.is_alphanumeric());
            if letter_before && letter_after {
                return None;
            }
            match first == last {
                true => Some(!before.is_some_and(|c| !c.is_whitespace() && !"([—–".contains(c))),
                false => Some(characters[at] == first),
            }
        })
        .collect();
    marks.into_iter()
}
