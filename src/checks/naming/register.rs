//! Finds places where a text almost writes a registered name: with a different letter, function
//! word or case.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::{Line, is_small};
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
pub(super) struct NameList {
    names: Vec<Name>,
    /// The words of all names.
    known: HashSet<Vec<String>>,
    /// The numbers of the names with a word, in lower case, as the first, and as the second.
    by_word: [HashMap<String, Vec<usize>>; 2],
}

/// The maximum number of errors in a match.
const MOST_SLIPS: usize = 2;

/// A match of a registered name in a line.
struct Found {
    /// The number of the owner of the nearest name.
    owner: usize,
    /// The range of words in the line.
    words: Range<usize>,
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
        if words.len() > 1 && self.known.insert(words.clone()) {
            for (by_word, word) in self.by_word.iter_mut().zip(&lower) {
                by_word.entry(word.clone()).or_default().push(self.names.len());
            }
            self.names.push(Name { owner, words, lower, cased });
        }
    }

    /// The inexact matches in a line that have a unique best owner, each with the owner and the range
    /// of words; exact matches are not included. Their first or second word is exact.
    pub(super) fn slips(&self, line: &Line) -> Vec<(usize, Range<usize>)> {
        let mut found = Vec::new();
        let mut start = 0;
        while start < line.words.len() {
            let words = line.words[start..].iter().zip(&self.by_word);
            let numbers = words.filter_map(|(word, by_word)| by_word.get(&word.lower)).flatten();
            let numbers: BTreeSet<usize> = numbers.copied().collect();
            let mut nearest: Vec<Found> = numbers
                .into_iter()
                .filter_map(|number| self.names[number].matched(line, start))
                .collect();
            nearest.sort_by_key(|near| (near.owner, Reverse(near.weight())));
            nearest.dedup_by_key(|near| near.owner);
            start = nearest.iter().map(|near| near.words.end).max().unwrap_or(start + 1);
            let best = nearest.iter().map(Found::weight).max();
            let mut best = nearest.into_iter().filter(|near| Some(near.weight()) == best);
            if let (Some(Found { owner, words, slips: 1.. }), None) = (best.next(), best.next()) {
                found.push((owner, words));
            }
        }
        found
    }
}

impl Name {
    /// The best match that starts at a word of a line with the right initial.
    fn matched(&self, line: &Line, start: usize) -> Option<Found> {
        let initial = |word: &str| word.chars().next();
        if initial(&line.words[start].lower) != initial(&self.lower[0]) {
            return None;
        }
        let mut found = self.ended(line, start..start, 0, 0)?;
        let content = self.lower.iter().filter(|word| !is_small(word));
        let mut pairs = self.words.iter().zip(found.words.clone().map(|word| line.raw(word)));
        let differs =
            |(name, raw): (&String, &str)| name != raw && raw.contains(char::is_lowercase);
        match found.slips {
            0 => found.slips = usize::from(self.cased && pairs.any(differs)),
            MOST_SLIPS if content.count() < 5 => return None,
            _ => {}
        }
        Some(found)
    }

    /// The best match if the words of the name before `at` match `words` of the line with so many
    /// errors.
    fn ended(&self, line: &Line, words: Range<usize>, at: usize, slips: usize) -> Option<Found> {
        let Range { start, end } = words;
        let Some(meant) = self.lower.get(at) else {
            return Some(Found { owner: self.owner, words, slips });
        };
        let written = &line.words.get(end)?.lower;
        let is_exact = written == meant;
        let may_differ = slips < MOST_SLIPS;
        let ways = [
            (is_exact, at + 1, end + 1, slips),
            (may_differ && !is_exact && is_alike(written, meant), at + 1, end + 1, slips + 1),
            (may_differ && is_small(written), at, end + 1, slips + 1),
            (may_differ && is_small(meant), at + 1, end, slips + 1),
        ];
        let ways = ways.into_iter().filter(|(is_open, ..)| *is_open);
        let ends = ways.filter_map(|(_, at, end, slips)| self.ended(line, start..end, at, slips));
        ends.max_by_key(|found| (found.weight(), Reverse(found.words.end)))
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
