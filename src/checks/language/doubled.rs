//! Words that occur twice in a row.

use std::ops::Range;

use super::Text;
use super::autofix::{complete, doubled_word};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Token, words_with_apostrophes};

/// Words that may occur twice in a row in a correct sentence.
const RIGHTLY: &[&str] = &["had", "that"];

/// Checks the secretariat's text.
pub(super) fn check(text: &Text<'_>) -> Option<Diagnostic> {
    let things = ["a word is", "words are"];
    let places = text.places(text.own(), doubled);
    let note = places.counted(Code::DoubledWord, things, "repeated", "leave one out")?;
    Some(complete(note, |place| doubled_word(text.sources, place)))
}

/// The ranges of words that repeat the previous word.
pub(super) fn doubled(text: &str) -> Vec<Range<usize>> {
    let words: Vec<Token<'_>> = words_with_apostrophes(text).collect();
    let pairs = words.windows(2).filter_map(|pair| {
        let (first, second) = (pair[0], pair[1]);
        let between = &text[first.range().end..second.start];
        let same = first.text.to_lowercase() == second.text.to_lowercase();
        let rightly = RIGHTLY.contains(&first.text.to_lowercase().as_str());
        let letters = first.text.chars().all(|c| c.is_alphabetic());
        let apart = !between.is_empty() && between.trim().is_empty();
        (same && letters && !rightly && apart).then(|| second.range())
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::doubled;

    #[test]
    fn a_word_is_doubled_across_blanks_only() {
        let starts = |text: &str| -> Vec<usize> {
            doubled(text).into_iter().map(|range| range.start).collect()
        };
        assert_eq!(starts("of the The end"), [7]);
        assert_eq!(starts("the\u{a0} the"), [6]);
        assert!(starts("he had had that that, that 10 10 face-to-face").is_empty());
    }
}
