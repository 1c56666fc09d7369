//! Finds text that was never meant to be printed: placeholders, markup of templates and Markdown without
//! effect, and mojibake (UTF-8 that was decoded as Windows-1252).

use std::ops::Range;

use encoding_rs::WINDOWS_1252;

use super::{Places, Text};
use crate::diagnostic::{Code, Diagnostic, Fix, Span};
use crate::document::{Author, Passage};
use crate::text::{Token, has_word, words};

/// Words that are placeholders.
const TO_DO: [&str; 5] = ["FIXME", "TBC", "TBD", "TODO", "XX"];

/// The beginnings of placeholders in brackets.
const IN_BRACKETS: [&str; 10] =
    ["add ", "check ", "confirm", "date", "insert", "name", "number", "tbc", "tbd", "to be "];

/// Checks the secretariat's text, and the encoding of all texts.
pub(super) fn check(text: &Text<'_>) -> Vec<Diagnostic> {
    let (mut leftovers, mut garbled) = (Places::default(), Places::default());
    let mut fixes = Vec::new();
    // Markup escaped with a backslash is intended.
    let is_escaped = |place: &Span| {
        let before = &text.sources.get(place.file).text()[..place.start];
        before.ends_with('\\') || text.sources.slice(*place).starts_with('\\')
    };
    for passage in text.own() {
        let found = [placeholders(&passage.text), stray_markup(&passage.text)].concat();
        for (range, what) in found {
            let place = text.place(passage, range);
            leftovers.add(place.filter(|place| !is_escaped(place)), what);
        }
    }
    for passage in text.passages.iter().filter(|passage| passage.author != Author::Tool) {
        for (range, repaired) in mojibake(passage) {
            let issued = &passage.text[range.clone()];
            let place = passage.place(text.sources, range.clone());
            garbled.add(place, format!("`{repaired}`"));
            let why = "the text was decoded with the wrong encoding";
            let own = text.place(passage, range);
            fixes.extend(own.and_then(|at| Fix::respelt(text.sources, at, issued, &repaired, why)));
        }
    }
    let things = ["a place is", "places are"];
    let message = "still to be written, or markup that is printed literally";
    let help = "write what belongs there: `{{ … }}` prints a value, `**…**` makes text bold, and a backslash before \
                a character prints it literally";
    let leftovers = leftovers.counted(Code::Placeholder, things, message, help);
    let message = "garbled: text in UTF-8 was read in another encoding";
    let help = "write the characters shown, or copy the text again";
    let garbled = garbled.counted(Code::GarbledText, things, message, help);
    leftovers.into_iter().chain(garbled.map(|garbled| garbled.fix(fixes))).collect()
}

/// The placeholders of a text.
fn placeholders(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let is_to_do = |word: &Token<'_>| {
        TO_DO.contains(&word.text) || (word.text.len() > 1 && word.text.chars().all(|c| c == 'x'))
    };
    // Not the Roman numeral of a session, as in `resolution 2106 (XX)`.
    let to_do = words(text).filter(|word| is_to_do(word) && !text[..word.start].ends_with('('));
    let to_do = to_do.map(|word| word.range());
    let brackets = text.match_indices('[').filter_map(|(at, _)| {
        let inside = &text[at + 1..at + text[at..].find(']')?];
        let lower = inside.to_lowercase();
        let is_open = IN_BRACKETS.iter().any(|begin| lower.starts_with(begin))
            || TO_DO.iter().any(|word| has_word(inside, word))
            || inside.contains("??");
        is_open.then_some(at..at + inside.len() + 2)
    });
    to_do.chain(brackets).map(|range| (range, "a placeholder")).collect()
}

/// Markup of templates or Markdown that is printed literally.
fn stray_markup(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let template = text.match_indices('{').filter_map(|(at, _)| {
        Some((at..at + text[at..].find('}')? + 1, "a template prints with two braces"))
    });
    let strong = ["**", "__"].into_iter().flat_map(|sign| text.match_indices(sign));
    let strong =
        strong.map(|(at, sign)| (at..at + sign.len(), "no other `**` or `__` belongs to it"));
    template.chain(strong).collect()
}

/// The garbled runs of a passage, with their repaired text.
fn mojibake(passage: &Passage<'_>) -> Vec<(Range<usize>, String)> {
    let text = passage.text.as_str();
    let runs = text.split(|c: char| c.is_ascii()).filter(|run| run.chars().nth(1).is_some());
    let found = runs.filter_map(|run| {
        let (bytes, _, has_other_characters) = WINDOWS_1252.encode(run);
        let repaired = std::str::from_utf8(&bytes).ok().filter(|_| !has_other_characters)?;
        let start = run.as_ptr().addr() - text.as_ptr().addr();
        Some((start..start + run.len(), repaired.to_owned()))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::{placeholders, stray_markup};

    #[test]
    fn placeholders_and_signs_are_found() {
        let found = |text: &'static str| -> Vec<&str> {
            let found = placeholders(text).into_iter().chain(stray_markup(text));
            found.map(|(range, _)| &text[range]).collect()
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
