//! Words that occur twice in a row, and the fixes without alternatives for a repeated word or space.

use std::ops::Range;

use super::Text;
use crate::diagnostic::{Code, Diagnostic, Fix, FixKind, Sources, Span};
use crate::text::{
    Token, is_apostrophe, is_word_start, word_end, word_start, words_with_apostrophes,
};

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

/// The fix for a doubled word, if one of the two is certainly superfluous; `place` starts with
/// either of them.
pub(super) fn doubled_word(sources: &Sources, place: Span) -> Option<Fix> {
    let text = sources.get(place.file).text();
    let here = word(text, place.start)?;
    let next = word(text, here.end + blanks(&text[here.end..])).map(|next| (here.clone(), next));
    let before = word_before(text, here.start).map(|before| (before, here));
    [next, before].into_iter().flatten().find_map(|(first, second)| {
        let (one, other) = (&text[first.clone()], &text[second.clone()]);
        let certain = NEVER_TWICE.contains(&one.to_lowercase().as_str());
        let is_doubled = one.to_lowercase() == other.to_lowercase() && first.end < second.start;
        let paragraphs = text[first.end..second.start].matches('\n').count() > 1;
        let place = Span::new(place.file, first.start..second.end);
        (certain && is_doubled && !paragraphs)
            .then(|| once(sources, place, one, "a word is there twice"))
    })
}

/// The fix for several spaces between the two words of `place`.
pub(super) fn doubled_blank(sources: &Sources, place: Span) -> Option<Fix> {
    let text = sources.get(place.file).text();
    let piece = text.get(place.range())?;
    let start = piece.find([' ', '\t'])?;
    let end = start + blanks(&piece[start..]);
    let (issued, rest) = (&piece[start..end], &piece[end..]);
    let is_doubled = issued.len() > 1 && issued.chars().all(|blank| blank == ' ');
    let two_words = piece.split_whitespace().count() == 2 && start > 0 && !rest.is_empty();
    let place = Span::new(place.file, place.start + start..place.start + end);
    (is_doubled && two_words).then(|| once(sources, place, " ", "a blank is there twice"))
}

/// The fix that replaces a repetition by a single occurrence.
fn once(sources: &Sources, span: Span, corrected: &str, why: &str) -> Fix {
    let [issued, corrected, why] = [sources.slice(span), corrected, why].map(str::to_owned);
    Fix { span, issued, corrected, kind: FixKind::Doubled, why }
}

/// The word that starts at an offset.
fn word(text: &str, start: usize) -> Option<Range<usize>> {
    let begins = text.is_char_boundary(start) && is_word_start(text, start);
    let word = begins.then(|| start..word_end(text, start)).filter(|word| !word.is_empty())?;
    // In `on-site`, `it's` and `a.m.` the word continues.
    let rest = text[word.end..].strip_prefix(joins);
    rest.is_none_or(|rest| !rest.starts_with(char::is_alphanumeric)).then_some(word)
}

/// The word before an offset, separated only by whitespace.
fn word_before(text: &str, end: usize) -> Option<Range<usize>> {
    let before = text[..end].trim_end();
    let start = word_start(before, before.len());
    word(text, start).filter(|word| !text[..start].ends_with(joins) && word.end == before.len())
}

fn joins(mark: char) -> bool {
    is_apostrophe(mark) || matches!(mark, '-' | '.' | '/')
}

/// The length in bytes of the whitespace at the start of a text.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
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
        let fix = at("see the The sea", 4..11, doubled_word).expect("certain");
        assert_eq!((fix.issued.as_str(), fix.corrected.as_str()), ("the The", "the"));
        // The label may end with the first line.
        let fix = at("see the\nthe sea", 4..7, doubled_word).expect("certain");
        assert_eq!(fix.issued, "the\nthe");
        for text in
            ["very very", "Walla Walla", "the theme", "the the-ory", "of\n\nof", "on on-site"]
        {
            assert_eq!(at(text, 0..2, doubled_word), None, "{text}");
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
