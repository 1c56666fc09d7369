//! Finds places where a text almost writes a registered name: with a different letter, function
//! word or case.

use std::cmp::Reverse;
use std::ops::Range;

use super::line::{Line, is_small};
use crate::diagnostic::edit_distance;
use crate::text;

/// A registered name.
struct Name {
    /// The number of its owner.
    owner: usize,
    /// Its words as registered.
    words: Vec<String>,
    /// Its words in lower case.
    lower: Vec<String>,
    /// Whether its capitalization must match.
    cased: bool,
}

/// The registered names.
#[derive(Default)]
pub(super) struct NameList(Vec<Name>);

/// The maximum number of errors in a match, not counting differences in case.
const MOST_SLIPS: usize = 2;

/// A match of a registered name in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The number of the owner of the nearest name.
    pub(super) owner: usize,
    /// The range of words in the line.
    pub(super) words: Range<usize>,
    slips: usize,
}

impl Found {
    /// The quality of the match: a longer name with an error may outweigh a shorter exact one.
    fn weight(&self) -> isize {
        self.words.len() as isize - 2 * self.slips as isize
    }
}

impl NameList {
    /// Adds a name of `owner`, unless it was added before or is a single word.
    pub(super) fn add(&mut self, owner: usize, name: &str, cased: bool) {
        let words: Vec<String> = text::words(name).map(|word| word.text.to_owned()).collect();
        let lower: Vec<String> = text::lower_words(name).collect();
        if words.len() > 1 && self.0.iter().all(|known| known.words != words) {
            self.0.push(Name { owner, words, lower, cased });
        }
    }

    /// The inexact matches in a line that have a unique best owner; exact matches are not included.
    pub(super) fn slips(&self, line: &Line) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut start = 0;
        while start < line.words.len() {
            let nearest = self.nearest(line, start);
            let end = nearest.iter().map(|near| near.words.end).max();
            let best = nearest.iter().map(Found::weight).max();
            let mut best = nearest.into_iter().filter(|near| Some(near.weight()) == best);
            if let (Some(one @ Found { slips: 1.., .. }), None) = (best.next(), best.next()) {
                found.push(one);
            }
            start = end.unwrap_or(start + 1);
        }
        found
    }

    /// The names that may start at a word: the best match of each owner. Their first or second word
    /// matches exactly.
    fn nearest(&self, line: &Line, start: usize) -> Vec<Found> {
        let mut search = Search { line, start, exact: Vec::new(), found: Vec::new() };
        let word = |at: usize| line.words.get(at).map_or("", |word| word.lower.as_str());
        let (first, second) = (word(start), word(start + 1));
        for name in &self.0 {
            if name.lower[0] == first {
                search.exact = vec![(0, start)];
                search.step(name, 1, start + 1, 0);
            }
            if name.lower[1] == second && is_alike(first, &name.lower[0]) {
                search.exact = vec![(1, start + 1)];
                search.step(name, 2, start + 2, 1);
            }
        }
        let mut found = search.found;
        found.sort_by_key(|near| (near.owner, Reverse(near.weight()), near.words.end));
        found.dedup_by_key(|near| near.owner);
        found
    }
}

/// The search for the names that may start at a word of a line.
struct Search<'s> {
    line: &'s Line<'s>,
    start: usize,
    /// The words that match but perhaps for their case: their positions in the name and in the
    /// line.
    exact: Vec<(usize, usize)>,
    found: Vec<Found>,
}

impl Search<'_> {
    /// Adds a name if the line goes on with its words from `at` on; those before it match the line up
    /// to `word` with so many errors. All differences in case count as one error.
    fn step(&mut self, name: &Name, at: usize, word: usize, slips: usize) {
        let Some(meant) = name.lower.get(at) else { return self.end(name, word, slips) };
        let Some(written) = self.line.words.get(word).map(|word| word.lower.as_str()) else {
            return;
        };
        if written == meant {
            self.exact.push((at, word));
            self.step(name, at + 1, word + 1, slips);
            self.exact.pop();
        }
        if slips < MOST_SLIPS {
            if is_small(written) {
                self.step(name, at, word + 1, slips + 1);
            }
            if is_alike(written, meant) {
                self.step(name, at + 1, word + 1, slips + 1);
            }
            if is_small(meant) {
                self.step(name, at + 1, word, slips + 1);
            }
        }
    }

    /// Adds a name that ends before `word`.
    fn end(&mut self, name: &Name, word: usize, slips: usize) {
        let differs = |&(at, word): &(usize, usize)| {
            let raw = self.line.raw(word);
            raw != name.words[at] && raw.chars().any(char::is_lowercase)
        };
        let cases = usize::from(name.cased && self.exact.iter().any(differs));
        // A mistyped first word is expected to have the right first letter.
        let first = |word: &str| word.chars().flat_map(char::to_lowercase).next();
        let begins = first(self.line.raw(self.start)) == first(&name.words[0]);
        let content = name.lower.iter().filter(|word| !is_small(word));
        if begins && (slips < MOST_SLIPS || content.count() >= 5) {
            let (owner, words) = (name.owner, self.start..word);
            self.found.push(Found { owner, words, slips: slips + cases });
        }
    }
}

/// Whether a written word may be meant as another: both are function words, or it is mistyped.
fn is_alike(written: &str, meant: &str) -> bool {
    is_small(written) && is_small(meant) || is_mistyped(written, meant)
}

/// Whether one word is a mistyped form of the other, and not an inflected form.
pub(super) fn is_mistyped(found: &str, expected: &str) -> bool {
    const ENDINGS: [&str; 9] = ["s", "es", "n", "ns", "d", "ed", "al", "ly", "ing"];
    let lengths = (found.chars().count(), expected.chars().count());
    if lengths.0.abs_diff(lengths.1) > 2 || !may_be_mistyped(found) || !may_be_mistyped(expected) {
        return false;
    }
    let ending = found.strip_prefix(expected).or(expected.strip_prefix(found));
    if ending.is_some_and(|ending| ENDINGS.contains(&ending)) {
        return false;
    }
    edit_distance(found, expected) <= if lengths.0.min(lengths.1) >= 8 { 2 } else { 1 }
}

/// Whether a word is long enough to be recognized as mistyped; numbers are not.
fn may_be_mistyped(word: &str) -> bool {
    word.chars().count() >= 5 && !word.contains(|c: char| c.is_ascii_digit())
}
