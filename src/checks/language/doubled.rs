//! Words and punctuation marks that occur twice in a row.

use super::{Correction, Found};
use crate::text::{Token, chunk_around, is_abbreviation, runs, words_with_apostrophes};

/// Words that may occur twice in a row in a correct sentence.
const RIGHTLY: &[&str] = &["had", "that"];

/// Words that are never correct twice in a row: articles, prepositions, conjunctions, forms of "to
/// be". Others, such as names and words that a speaker repeats, may be.
const NEVER_TWICE: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "has", "have",
    "if", "into", "is", "its", "of", "on", "or", "our", "than", "the", "their", "these", "this",
    "to", "was", "were", "which", "will", "with", "would",
];

/// The words that repeat the previous one.
pub(super) fn words(text: &str) -> Vec<Found> {
    // In `on-site` and `a.m.`, the word continues.
    let is_whole = |word: &Token<'_>| {
        let chunk = &text[chunk_around(text, word.start)];
        chunk.trim_matches(|c: char| !c.is_alphanumeric()) == word.text
    };
    let words: Vec<Token<'_>> = words_with_apostrophes(text).collect();
    let pairs = words.windows(2).filter_map(|pair| {
        let [first, second] = [pair[0], pair[1]];
        let word = first.text.to_lowercase();
        let is_doubled = word == second.text.to_lowercase()
            && word.chars().all(char::is_alphabetic)
            && !RIGHTLY.contains(&word.as_str())
            && text[first.range().end..second.start].trim().is_empty();
        let is_certain =
            NEVER_TWICE.contains(&word.as_str()) && is_whole(&first) && is_whole(&second);
        let both = first.start..second.range().end;
        let fix = is_certain.then(|| Correction::once(both, first.text, "a word is there twice"));
        is_doubled.then(|| Found { fix, ..Found::at(second.range()) })
    });
    pairs.collect()
}

/// Consecutive punctuation marks that don't belong together.
pub(super) fn marks(text: &str) -> Vec<Found> {
    let runs = runs(text, |c| matches!(c, ',' | ';' | ':' | '.'));
    let runs = runs.filter(|Token { text: marks, start }| {
        let word = text[..*start].rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let is_abbreviated = word.chars().count() == 1 || is_abbreviation(word);
        let is_right = match marks.len() {
            1 => true,
            2 => is_abbreviated && marks.starts_with('.') && *marks != "..",
            _ => matches!(*marks, "..." | "...."),
        };
        !is_right
    });
    // A mark, an optional closing quotation mark or bracket, and a full stop.
    let around = [".”.", ".\".", ".’.", ".).", "?”.", "!”.", "?.", "!."];
    let pairs = around.iter().flat_map(|pair| text.match_indices(pair));
    let pairs = pairs.map(|(at, pair)| at..at + pair.len());
    let mut found: Vec<Found> = runs.map(|run| run.range()).chain(pairs).map(Found::at).collect();
    found.sort_by_key(|found| found.range.start);
    found
}

#[cfg(test)]
mod tests {
    use super::{Found, marks, words};

    #[test]
    fn only_words_that_never_stand_twice_are_corrected() {
        let fix = |text: &str| words(text).pop().and_then(|found| found.fix);
        let found = fix("see the The sea").expect("certain");
        assert_eq!((found.range, found.right.as_str()), (4..11, "the"));
        for text in ["very very", "the the-ory", "on on-site"] {
            assert!(fix(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_word_is_doubled_across_blanks_only() {
        let starts = |text| words(text).iter().map(|found| found.range.start).collect::<Vec<_>>();
        assert_eq!(starts("of the The end"), [7]);
        assert_eq!(starts("the\u{a0} the"), [6]);
        assert!(starts("he had had that that, that 10 10 face-to-face").is_empty());
    }

    #[test]
    fn marks_in_a_row_are_found_unless_they_belong_together() {
        let text = "one,, two.. three... etc., U.S., e.g.: four.; “five.”. six?.";
        let range = |found: Found| &text[found.range];
        let found: Vec<&str> = marks(text).into_iter().map(range).collect();
        assert_eq!(found, [",,", "..", ".;", ".”.", "?."]);
    }
}
