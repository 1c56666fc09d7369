//! Words and blanks that stand twice in the secretariat's own text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::passages::{Passage, Whose};
use crate::diagnostic::{Diagnostic, Sources, Span};

/// Words that may stand twice in a row in a good sentence.
const RIGHTLY: [&str; 2] = ["had", "that"];

/// Finds ranges in a text.
type Finder = fn(&str) -> Vec<Range<usize>>;

/// Checks the printed words.
pub fn check(sources: &Sources, passages: &[Passage]) -> Vec<Diagnostic> {
    let rules: [(&str, &str, Finder); 2] = [
        ("doubled-word", "a word stands twice in a row", words),
        ("stray-blank", "two blanks stand where one should", blanks),
    ];
    let own = passages.iter().filter(|passage| passage.whose == Whose::Secretariat);
    let finding = |(code, message, find): (&'static str, &str, Finder)| {
        let places = own.clone().flat_map(|passage| {
            let ranges = find(&passage.text).into_iter();
            ranges.filter_map(|range| place(sources, passage, range))
        });
        let places: BTreeSet<Span> = places.collect();
        let note = (!places.is_empty()).then(|| Diagnostic::note(code, message))?;
        let note = places.into_iter().fold(note, |note, place| note.at(place, ""));
        Some(note.help("leave one out; `rapporteur check --fix` does so where it is certain"))
    };
    rules.into_iter().filter_map(finding).collect()
}

fn place(sources: &Sources, passage: &Passage, range: Range<usize>) -> Option<Span> {
    let own = passage.whose_at(sources, range.start) == Whose::Secretariat;
    own.then(|| passage.place(sources, range)).flatten()
}

fn words(text: &str) -> Vec<Range<usize>> {
    let words: Vec<Range<usize>> = pieces(text).collect();
    let pairs = words.windows(2).filter(|pair| {
        let (first, second) = (&text[pair[0].clone()], &text[pair[1].clone()]);
        let second = second.trim_end_matches(|c: char| !c.is_alphanumeric());
        let same = first.to_lowercase() == second.to_lowercase();
        same && first.chars().all(char::is_alphabetic) && !RIGHTLY.contains(&first)
    });
    pairs.map(|pair| pair[0].start..pair[1].end).collect()
}

fn blanks(text: &str) -> Vec<Range<usize>> {
    let words: Vec<Range<usize>> = pieces(text).collect();
    let pairs = words.windows(2).filter(|pair| {
        let between = &text[pair[0].end..pair[1].start];
        between.len() > 1 && between.chars().all(|blank| blank == ' ')
    });
    pairs.map(|pair| pair[0].start..pair[1].end).collect()
}

/// The pieces of a text between blanks.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace().map(|piece| {
        let start = piece.as_ptr() as usize - text.as_ptr() as usize;
        start..start + piece.len()
    })
}
