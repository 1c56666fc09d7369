//! Finds places where a text almost writes a registered name: with a different letter, function
//! word or case.

use std::ops::Range;

use super::line::{Line, is_small};
use crate::diagnostic::edit_distance;
use crate::text;
use tree::{Numbered, Tree};

mod tree;

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
pub(super) struct NameIndex {
    names: Vec<Name>,
    tree: Tree,
}

/// The maximum number of errors in a match.
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

impl NameIndex {
    /// Adds a name of `owner`, unless it was added before or is a single word.
    pub(super) fn add(&mut self, owner: usize, name: &str, cased: bool) {
        let words: Vec<String> = text::words(name).map(|word| word.text.to_owned()).collect();
        let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        if words.len() < 2 {
            return;
        }
        let namesakes = self.tree.names(&lower);
        if namesakes.iter().any(|known| self.names[*known].words == words) {
            return;
        }
        namesakes.push(self.names.len());
        self.names.push(Name { owner, words, lower, cased });
    }

    /// The inexact matches in a line that have a unique best owner; exact matches are not included.
    pub(super) fn slips(&self, line: &Line) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut start = 0;
        let line = &self.tree.number(line);
        let words = line.line.words.len();
        while start < words {
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

    /// The names that may start at a word: the best match of each owner.
    fn nearest(&self, line: &Numbered<'_>, start: usize) -> Vec<Found> {
        let mut nearest: Vec<Found> = Vec::new();
        for index in self.tree.candidates(line, start) {
            let name = &self.names[index];
            let Some((slips, end)) = compare(line.line, start, name) else { continue };
            let near = Found { owner: name.owner, words: start..end, slips };
            match nearest.iter_mut().find(|known| known.owner == name.owner) {
                Some(known) if near.weight() > known.weight() => *known = near,
                Some(_) => {}
                None => nearest.push(near),
            }
        }
        nearest
    }
}

/// Matches a name at a word: the number of errors, and the index of the word after it; `None` if it
/// does not match.
fn compare(line: &Line, start: usize, name: &Name) -> Option<(usize, usize)> {
    // A mistyped first word is expected to have the right first letter.
    let first = |word: &str| word.chars().next();
    if first(&line.words[start].lower) != first(&name.lower[0]) {
        return None;
    }
    let content = name.lower.iter().filter(|word| !is_small(word)).count();
    let limit = 1 + usize::from(content >= 5);
    step(line, start, name, 0, limit, 0)
}

/// Matches the name from its word `at` with the line from its word `word`. All differences in case
/// count as one error.
fn step(
    line: &Line,
    word: usize,
    name: &Name,
    at: usize,
    left: usize,
    cases: usize,
) -> Option<(usize, usize)> {
    let Some(expected) = name.lower.get(at) else { return Some((cases.min(1), word)) };
    let found = line.words.get(word)?;
    if found.lower == *expected {
        let raw = line.raw(word);
        let differs = name.cased && raw != name.words[at] && raw.chars().any(char::is_lowercase);
        return step(line, word + 1, name, at + 1, left, cases + usize::from(differs));
    }
    let left = left.checked_sub(1)?;
    let small = (is_small(&found.lower), is_small(expected));
    let replaced = match small == (true, true) || is_mistyped(&found.lower, expected) {
        true => step(line, word + 1, name, at + 1, left, cases),
        false => None,
    };
    let put_in = || step(line, word + 1, name, at, left, cases).filter(|_| small.0 && at > 0);
    let left_out = || step(line, word, name, at + 1, left, cases).filter(|_| small.1 && at > 0);
    let (slips, end) = replaced.or_else(put_in).or_else(left_out)?;
    Some((slips + 1, end))
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
