//! Finds text that was never meant to be printed: placeholders, markup of templates and Markdown without
//! effect, and mojibake (UTF-8 that was decoded as Windows-1252).

use encoding_rs::WINDOWS_1252;

use super::{Correction, Found};
use crate::text::{has_word, runs, words};

/// Words that are placeholders.
const TO_DO: [&str; 5] = ["FIXME", "TBC", "TBD", "TODO", "XX"];

/// The beginnings of placeholders in brackets.
const IN_BRACKETS: [&str; 10] =
    ["add ", "check ", "confirm", "date", "insert", "name", "number", "tbc", "tbd", "to be "];

/// The placeholders of a text, and markup of templates or Markdown that is printed literally.
pub(super) fn unfinished(text: &str) -> Vec<Found> {
    let is_to_do =
        |word: &str| TO_DO.contains(&word) || (word.len() > 1 && word.chars().all(|c| c == 'x'));
    let to_do = words(text).filter(|word| is_to_do(word.text));
    // Not the Roman numeral of a session, as in `resolution 2106 (XX)`.
    let to_do = to_do.filter(|word| !text[..word.start].ends_with('(')).map(|word| word.range());
    let closed = |open, close: char| {
        let opened = text.match_indices(open);
        opened.filter_map(move |(at, _): (usize, &str)| Some(at..at + text[at..].find(close)? + 1))
    };
    let is_open = |inside: &str| {
        IN_BRACKETS.iter().any(|begin| inside[1..].to_lowercase().starts_with(begin))
            || TO_DO.iter().any(|word| has_word(inside, word))
            || inside.contains("??")
    };
    let brackets = closed('[', ']').filter(|range| is_open(&text[range.clone()]));
    let placeholders = to_do.chain(brackets).map(|range| Found::new(range, "a placeholder"));
    let template =
        closed('{', '}').map(|range| Found::new(range, "a template prints with two braces"));
    let strong = ["**", "__"].into_iter().flat_map(|sign| text.match_indices(sign));
    let strong = strong
        .map(|(at, sign)| Found::new(at..at + sign.len(), "no other `**` or `__` belongs to it"));
    placeholders.chain(template).chain(strong).collect()
}

/// The garbled runs of a text, with their repaired text.
pub(super) fn mojibake(text: &str) -> Vec<Found> {
    let runs = runs(text, |c| !c.is_ascii()).filter(|run| run.text.chars().nth(1).is_some());
    let found = runs.filter_map(|run| {
        let (bytes, _, has_other_characters) = WINDOWS_1252.encode(run.text);
        let repaired = std::str::from_utf8(&bytes).ok().filter(|_| !has_other_characters)?;
        let why = "the text was decoded with the wrong encoding";
        let fix = Some(Correction::new(run.range(), repaired, why));
        Some(Found { fix, ..Found::new(run.range(), format!("`{repaired}`")) })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::unfinished;

    #[test]
    fn placeholders_and_signs_are_found() {
        let found = |text: &'static str| -> Vec<&str> {
            unfinished(text).into_iter().map(|found| &text[found.range]).collect()
        };
        assert_eq!(
            found("TODO: xx% of [to be confirmed] and [… TBC]"),
            ["TODO", "xx", "TBC", "[to be confirmed]", "[… TBC]"]
        );
        assert_eq!(found("**x { figure(\"a\") }"), ["{ figure(\"a\") }", "**"]);
        assert_eq!(
            found("[the] year [sic] of Axx, Part IX, 2106 (XX), 116 (XXX), a_b and 2*3 […]"),
            [""; 0]
        );
    }
}
