//! The whole numbers of a text, in figures or in words.

use std::ops::Range;

use crate::numerals;

/// How a share is written.
const SHARES: [&str; 4] = ["%", " %", " per cent", " percent"];

/// A number of a text.
#[derive(Debug, PartialEq)]
pub(super) struct Typed {
    pub(super) value: u32,
    pub(super) is_share: bool,
    /// With what makes it a share.
    pub(super) range: Range<usize>,
}

/// The numbers that stand for themselves: parts of dates, names and fractions do not.
pub(super) fn typed(text: &str) -> Vec<Typed> {
    let starts = text.char_indices().filter(|(at, character)| {
        let before = text[..*at].chars().next_back();
        character.is_alphanumeric() && before.is_none_or(|before| !joins(before))
    });
    starts.filter_map(|(start, _)| at(text, start)).collect()
}

fn joins(character: char) -> bool {
    character.is_alphanumeric() || ['.', ',', '-', '–', '/', '°', '#', '_'].contains(&character)
}

fn at(text: &str, start: usize) -> Option<Typed> {
    let rest = &text[start..];
    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(rest.len());
    let word = &rest[..length];
    let value = word.parse().ok().or_else(|| numerals::value(&word.to_lowercase()))?;
    let tail = &rest[length..];
    let share = SHARES.iter().find(|share| tail.starts_with(*share));
    let end = start + length + share.map_or(0, |share| share.len());
    let mut next = text[end..].chars();
    let is_joined = match (next.next(), next.next()) {
        (Some('.' | ','), Some(digit)) => digit.is_ascii_digit(),
        (Some(next), _) => next.is_alphanumeric() || ['/', '–', '%'].contains(&next),
        (None, _) => false,
    };
    (!is_joined).then_some(Typed { value, is_share: share.is_some(), range: start..end })
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[track_caller]
    fn check(text: &str, expected: &[(u32, bool)]) {
        let found: Vec<_> = typed(text).iter().map(|typed| (typed.value, typed.is_share)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn numbers_stand_for_themselves() {
        check("24 mechanisms", &[(24, false)]);
        check("Twenty-four mechanisms, 60% of them", &[(24, false), (60, true)]);
        check("62 per cent.", &[(62, true)]);
        check("COP28, 10.7 and 2.5% on 2023-07-14, the 10th, N° 891/2022, 2021–2023", &[]);
        check("one, two", &[(1, false), (2, false)]);
    }
}
