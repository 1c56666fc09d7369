//! Splits texts into sentences.

use std::ops::Range;

use super::{Token, is_closing, is_opening};

/// Abbreviations that belong to the next word: their full stop never ends a sentence.
const ABBREVIATIONS: [&str; 18] = [
    "art", "arts", "cf", "dr", "e.g", "fig", "i.e", "mr", "mrs", "ms", "no", "nos", "p", "para",
    "paras", "pp", "st", "vs",
];

/// Abbreviations that may be the last word of a sentence.
const LAST_ABBREVIATIONS: [&str; 6] = ["al", "co", "etc", "ibid", "inc", "ltd"];

/// Whether a word, given without its full stop, is an abbreviation.
pub fn is_abbreviation(word: &str) -> bool {
    let lower = word.to_lowercase();
    ABBREVIATIONS.iter().chain(&LAST_ABBREVIATIONS).any(|known| *known == lower)
}

/// The trimmed sentences of a text. Line ends also end sentences.
pub fn sentences(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut start = 0;
    let parts = ends(text).chain([text.len()]).map(move |end| {
        let part = text[start..end].trim();
        start = end;
        Token::within(text, part)
    });
    parts.filter(|sentence| !sentence.text.is_empty())
}

/// The sentences of a text, also split at semicolons.
pub fn clauses(text: &str) -> impl Iterator<Item = Token<'_>> {
    let clauses = sentences(text).flat_map(|sentence| sentence.text.split(';'));
    clauses.map(|clause| Token::within(text, clause))
}

/// The range of the sentence or sentences that `range` overlaps, trimmed.
pub fn sentence_around(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = ends(text).take_while(|end| *end <= range.start).last().unwrap_or(0);
    let end = ends(text).find(|end| *end > start && *end >= range.end).unwrap_or(text.len());
    Token::within(text, text[start..end].trim()).range()
}

/// The offsets of sentence ends, except the end of the text.
fn ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.match_indices(['.', '!', '?', '\n']).filter_map(|(at, mark)| match mark {
        "\n" => Some(at + 1),
        _ => end(text, at),
    })
}

/// The end, including closing marks, of the sentence that the mark at `at` ends; `None` if it ends
/// none.
fn end(text: &str, at: usize) -> Option<usize> {
    let rest = text[at + 1..].trim_start_matches(is_closing);
    let next = rest.trim_start();
    let is_new = !next.trim_start_matches(is_opening).starts_with(char::is_lowercase);
    let has_blank = next.len() < rest.len();
    let is_abbreviated = text[at..].starts_with('.') && ends_abbreviated(&text[..at]);
    (has_blank && is_new && !is_abbreviated).then(|| text.len() - rest.len())
}

/// Whether a text ends with an initial, or with an abbreviation that belongs to the next word.
fn ends_abbreviated(text: &str) -> bool {
    let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    let word = last.trim_start_matches(is_opening);
    let is_initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
    is_initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::{clauses, sentence_around, sentences};

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text).map(|sentence| sentence.text).collect();
        assert_eq!(found, expected);
        assert!(sentences(text).all(|sentence| &text[sentence.range()] == sentence.text));
    }

    #[test]
    fn a_sentence_ends_with_its_stop_but_not_with_that_of_an_abbreviation() {
        check(
            "Target 10.7, e.g. here. “Good.” Then more? yes",
            &["Target 10.7, e.g. here.", "“Good.”", "Then more? yes"],
        );
        check("See (no. 5), etc. One\ntwo ", &["See (no. 5), etc.", "One", "two"]);
        check(" ", &[]);
    }

    #[test]
    fn the_sentence_around_a_range_has_its_closing_marks() {
        let sentence = |text: &'static str, piece: &str| {
            let at = text.find(piece).expect("the piece is there");
            &text[sentence_around(text, &(at..at + piece.len()))]
        };
        let text = "One (1%). Two, e.g. Three, is 2.5 of “four.” Five? J. Six";
        assert_eq!(sentence(text, "1%"), "One (1%).");
        assert_eq!(sentence(text, "2.5"), "Two, e.g. Three, is 2.5 of “four.”");
        assert_eq!(sentence(text, "Five"), "Five?");
        assert_eq!(sentence(text, "Six"), "J. Six");
        assert_eq!(sentence(text, "Five? J"), "Five? J. Six");
        assert_eq!(sentence("", ""), "");
    }

    #[test]
    fn semicolons_divide_clauses() {
        let found: Vec<&str> = clauses("A 1.5 b. C; d").map(|clause| clause.text).collect();
        assert_eq!(found, ["A 1.5 b.", "C", " d"]);
    }
}
