//! Words that occur twice in a row, and the fixes without alternatives for a repeated word or space.

use std::ops::Range;

use super::Text;
use crate::diagnostic::{Code, Diagnostic, Fix, FixKind, Sources, Span};
use crate::text::{Token, chunks, is_apostrophe, word_start, words_with_apostrophes};

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

/// Words that are never correct twice in a row: articles, prepositions, conjunctions, forms of "to
/// be". Others, such as names and words that a speaker repeats, may be.
const NEVER_TWICE: [&str; 34] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "has", "have",
    "if", "into", "is", "its", "of", "on", "or", "our", "than", "the", "their", "these", "this",
    "to", "was", "were", "which", "will", "with", "would",
];

/// Adds the fixes that `fix` returns for the places of a note.
pub(super) fn complete(note: Diagnostic, fix: impl Fn(Span) -> Option<Fix>) -> Diagnostic {
    let fixes: Vec<Fix> = note.labels.iter().filter_map(|label| fix(label.span)).collect();
    note.fix(fixes)
}

/// The fix for a word that repeats the previous one, if one of the two is certainly superfluous.
pub(super) fn doubled_word(sources: &Sources, second: Span) -> Option<Fix> {
    let (before, after) = sources.get(second.file).text().split_at(second.start);
    let (text, after) = after.split_at(second.range().len());
    let start = word_start(before.trim_end(), before.trim_end().len());
    let (first, gap) = before[start..].split_at(before.trim_end().len() - start);
    let is_doubled = first.to_lowercase() == text.to_lowercase()
        && NEVER_TWICE.contains(&first.to_lowercase().as_str())
        && !gap.is_empty()
        && gap.matches('\n').count() < 2;
    // In `on-site`, `it's` and `a.m.` the word continues.
    let rest = after.strip_prefix(joins);
    let continues = rest.is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
        || before[..start].ends_with(joins);
    (is_doubled && !continues)
        .then(|| once(sources, Span { start, ..second }, first, "a word is there twice"))
}

/// The fix for several spaces between the two words of `place`.
pub(super) fn doubled_blank(sources: &Sources, place: Span) -> Option<Fix> {
    let text = sources.slice(place);
    let [first, second] = chunks(text).collect::<Vec<_>>()[..] else { return None };
    let gap = first.range().end..second.start;
    let is_doubled = gap.len() > 1 && text[gap.clone()].chars().all(|blank| blank == ' ');
    let place = Span::new(place.file, place.start + gap.start..place.start + gap.end);
    is_doubled.then(|| once(sources, place, " ", "a blank is there twice"))
}

/// The fix that replaces a repetition by a single occurrence.
fn once(sources: &Sources, span: Span, corrected: &str, why: &str) -> Fix {
    let [issued, corrected, why] = [sources.slice(span), corrected, why].map(str::to_owned);
    Fix { span, issued, corrected, kind: FixKind::Doubled, why }
}

fn joins(mark: char) -> bool {
    is_apostrophe(mark) || matches!(mark, '-' | '.' | '/')
}

#[cfg(test)]
mod tests {
    use super::{doubled, doubled_blank, doubled_word};
    use crate::diagnostic::{Fix, Sources, Span};

    fn at(
        text: &str,
        range: std::ops::Range<usize>,
        fix: fn(&Sources, Span) -> Option<Fix>,
    ) -> Option<Fix> {
        let mut sources = Sources::default();
        let file = sources.add("templates/a.md", text);
        fix(&sources, Span::new(file, range))
    }

    #[test]
    fn only_words_that_never_stand_twice_are_corrected() {
        let fix = at("see the The sea", 8..11, doubled_word).expect("certain");
        assert_eq!((fix.issued.as_str(), fix.corrected.as_str()), ("the The", "the"));
        let fix = at("see the\nthe sea", 8..11, doubled_word).expect("certain");
        assert_eq!(fix.issued, "the\nthe");
        for (text, second) in [("very very", 5..9), ("the the-ory", 4..7), ("of\n\nof", 4..6)] {
            assert_eq!(at(text, second, doubled_word), None, "{text}");
        }
    }

    #[test]
    fn blanks_become_one() {
        let fix = at("see  the", 0..8, doubled_blank).expect("certain");
        assert_eq!((fix.span.range(), fix.corrected.as_str()), (3..5, " "));
        for text in ["see the", "see ,  the", "see  \nthe", "see  ", "  see the", "see  the sea"] {
            assert_eq!(at(text, 0..text.len(), doubled_blank), None, "{text}");
        }
    }

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
