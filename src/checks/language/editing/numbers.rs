//! Numbers below 10 are written in words, those from 10 in figures, and all numbers of a series
//! like its highest. References (`Goal 8`), dates, percentages, fractions and measures remain in
//! figures; a sentence never starts with a figure.

use std::ops::Range;

use crate::checks::language::Found;
use crate::text::{Token, chunks, from_words, in_words, sentences};

/// The numbers of a text that are written the wrong way: those from 10 in words if `spelled`, else
/// those under 10 in figures.
pub(super) fn wrong(text: &str, spelled: bool) -> Vec<Found> {
    let found = sentences(text).flat_map(|sentence| read(&sentence));
    let found = found.filter(|(_, word, _)| *word == spelled);
    found.map(|(range, _, right)| Found::new(range, format!("`{right}`"))).collect()
}

const ORDINALS: [&str; 9] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];

/// Nouns that make a following number a reference.
const REFERENCES: &[&str] = &[
    "annex", "appendix", "art", "article", "articles", "arts", "category", "chapter", "chapters",
    "fig", "figure", "goal", "goals", "graph", "graphs", "item", "items", "level", "no", "nos",
    "note", "number", "objective", "objectives", "option", "options", "p", "page", "pages", "para",
    "paragraph", "paragraphs", "paras", "pp", "part", "parts", "phase", "point", "points",
    "question", "questions", "resolution", "round", "section", "sections", "step", "table",
    "tables", "target", "targets", "type", "version", "volume",
];

/// Words that make a preceding number a measure or a date.
const MEASURES: &[&str] = &[
    "%", "a.m", "april", "august", "billion", "cm", "december", "february", "january", "july",
    "june", "kg", "km", "m", "march", "may", "million", "mm", "november", "october", "p.m", "per",
    "percent", "september", "thousand", "trillion",
];

/// A word of a sentence: what is between spaces, and the same without punctuation.
struct Piece<'t> {
    whole: &'t str,
    core: Token<'t>,
}

impl<'t> Piece<'t> {
    fn new(whole: Token<'t>) -> Self {
        let is_word = |c: char| c.is_alphanumeric() || c == '%';
        let start = whole.text.find(is_word).unwrap_or(0);
        let text = whole.text[start..].trim_end_matches(|c| !is_word(c));
        Piece { whole: whole.text, core: Token { text, start: whole.start + start } }
    }

    fn is_number(&self) -> bool {
        self.core.text.parse::<u32>().is_ok()
    }
}

/// The numbers of a sentence that are written the wrong way, whether each is in words, and its right form.
fn read(sentence: &Token<'_>) -> Vec<(Range<usize>, bool, String)> {
    let pieces: Vec<Piece<'_>> = chunks(sentence.text).map(Piece::new).collect();
    let read: Vec<Option<Number>> = (0..pieces.len()).map(|at| number(&pieces, at)).collect();
    let series = read.iter().any(|number| matches!(number, Some(Number::Count(10..))));
    let found = read.into_iter().enumerate().filter_map(|(at, number)| {
        let (spelled, right) = match number? {
            Number::Count(small @ 1..10) if !series => (false, in_words(small)),
            Number::Ordinal(small @ 1..10) => (false, ORDINALS[small as usize - 1].to_owned()),
            Number::Spelled(large) if at > 0 => (true, large.to_string()),
            _ => return None,
        };
        let Range { start, end } = pieces[at].core.range();
        Some((sentence.start + start..sentence.start + end, spelled, right))
    });
    found.collect()
}

/// The kind of a number, as far as the check distinguishes them.
enum Number {
    /// A count in figures.
    Count(u32),
    /// An ordinal in figures.
    Ordinal(u32),
    /// A count of at least 10 in words.
    Spelled(u32),
}

fn number(pieces: &[Piece<'_>], at: usize) -> Option<Number> {
    let Piece { whole, core: Token { text: core, .. } } = pieces[at];
    let text = |at: usize| pieces.get(at).map_or("", |piece| piece.core.text);
    let is_measured = MEASURES.contains(&text(at + 1).to_lowercase().as_str());
    if let Some(spelled) = from_words(core).filter(|number| *number >= 10) {
        return (!is_measured).then_some(Number::Spelled(spelled));
    }
    let digits = core.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let value = digits.replace(',', "").parse().ok()?;
    match &core[digits.len()..] {
        "st" | "nd" | "rd" | "th" if !is_measured => return Some(Number::Ordinal(value)),
        "" => {}
        _ => return None,
    }
    // Not counts: the number of an item (`1.`, `1)` or `(1)`), a year, and a number after a
    // currency sign.
    let is_item =
        at == 0 && whole.ends_with(['.', ')']) || whole.starts_with('(') && whole.ends_with(')');
    let is_year = (1900..2100).contains(&value);
    let before = whole.split(core).next().unwrap_or_default();
    let is_signed = before.contains(|c| !matches!(c, '(' | '[' | '“' | '"' | '‘'));
    // `1 in 4`
    let is_number = |at: usize| pieces.get(at).is_some_and(Piece::is_number);
    let is_ratio = text(at + 1) == "in" && is_number(at + 2)
        || at > 1 && text(at - 1) == "in" && is_number(at - 2);
    let is_other = is_item || is_year || is_signed || is_measured || is_ratio;
    (!is_other && !refers(pieces, at)).then_some(Number::Count(value))
}

/// Whether a number belongs to the word before it, possibly across other numbers: `Goals 1, 3 and
/// 5`.
fn refers(pieces: &[Piece<'_>], at: usize) -> bool {
    let is_of_series = |at: usize| {
        let joins = matches!(pieces[at].whole, "and" | "or" | "to" | "–" | "-" | "&");
        pieces[at].is_number() || joins && at > 0 && pieces[at - 1].is_number()
    };
    let Some(previous) = (0..at).rfind(|before| !is_of_series(*before)) else { return false };
    let Piece { whole, core: Token { text: word, .. } } = pieces[previous];
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let is_name = word.starts_with(char::is_uppercase) && (previous > 0 || capitals > 1);
    !whole.ends_with([',', ';', ')'])
        && (is_name || REFERENCES.contains(&word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::{Token, read};

    fn found(text: &str) -> Vec<(&str, String)> {
        let found = read(&Token { text, start: 0 });
        found.into_iter().map(|(range, _, right)| (&text[range], right)).collect()
    }

    #[test]
    fn small_numbers_are_words_and_large_ones_figures() {
        for (text, number, right) in [
            ("during the last 3 years.", "3", "three"),
            ("the 2nd (5) summit", "2nd", "second"),
            ("1. The 2nd", "2nd", "second"),
            ("In May, twenty-four met.", "twenty-four", "24"),
            ("cited by 9 ISCMs (69% of all)", "9", "nine"),
        ] {
            assert_eq!(found(text), [(number, right.to_owned())]);
        }
    }

    #[test]
    fn references_dates_measures_and_series_stay() {
        let texts = [
            "SDG 8, Goals 1, 3 and 5, target 10.7 and COP 28 in 2023",
            "12 of one kind and 9 of the other",
            "Twenty-four met on 3 May, or May 5, with 7 per cent, 6% and 2 million",
            "3) the 10th meeting of nine members for $5",
            "Part 1. The first",
        ];
        for text in texts {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
