//! Finds places where a text almost writes a registered name: with a different letter, function
//! word or case.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
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
    /// Whether its capitalization must match.
    cased: bool,
}

/// The registered names, as a trie of their lower-cased words, which finds the names that a line
/// may contain without comparing it with each.
#[derive(Default)]
pub(super) struct NameIndex {
    names: Vec<Name>,
    /// All nodes; the first one is the root.
    nodes: Vec<Node>,
    /// All words of names.
    words: HashSet<String>,
    /// The second words of names.
    seconds: HashSet<String>,
    /// A cache: for each word of the text, the words of names that it may be a mistyped form of.
    mistyped: RefCell<HashMap<String, Vec<String>>>,
}

/// The node for all names that start with the same words.
#[derive(Default)]
struct Node {
    /// The index of the child node for each next word.
    next: HashMap<String, usize>,
    /// The child nodes whose word is a function word.
    small: Vec<usize>,
    /// The names that end here.
    names: Vec<usize>,
}

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

impl NameIndex {
    /// Adds a name of `owner`, unless it was added before or is a single word.
    pub(super) fn add(&mut self, owner: usize, name: &str, cased: bool) {
        let words: Vec<String> = text::words(name).map(|word| word.text.to_owned()).collect();
        let lower: Vec<String> = text::lower_words(name).collect();
        let Some(second) = lower.get(1) else { return };
        self.seconds.insert(second.clone());
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let mut node = 0;
        for word in lower {
            let new = self.nodes.len();
            let next = *self.nodes[node].next.entry(word.clone()).or_insert(new);
            if next == new {
                self.nodes.push(Node::default());
                self.nodes[node].small.extend(is_small(&word).then_some(new));
            }
            self.words.insert(word);
            node = next;
        }
        let namesakes = &mut self.nodes[node].names;
        if namesakes.iter().all(|known| self.names[*known].words != words) {
            namesakes.push(self.names.len());
            self.names.push(Name { owner, words, cased });
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
        let Some(root) = self.nodes.first() else { return Vec::new() };
        let mut search = Search { index: self, line, start, exact: Vec::new(), found: Vec::new() };
        let word = |at: usize| Some(line.words.get(at)?.lower.as_str());
        if let Some(node) = word(start).and_then(|first| root.next.get(first)) {
            search.exact.push((0, start));
            search.step(*node, 1, start + 1, 0);
        }
        if let Some(second) = word(start + 1).filter(|second| self.seconds.contains(*second)) {
            search.exact = vec![(1, start + 1)];
            for first in self.alike(&line.words[start].lower, 0) {
                if let Some(node) = self.nodes[first].next.get(second) {
                    search.step(*node, 2, start + 2, 1);
                }
            }
        }
        let mut found = search.found;
        found.sort_by_key(|near| (near.owner, Reverse(near.weight()), near.words.end));
        found.dedup_by_key(|near| near.owner);
        found
    }

    /// The child nodes whose words may be meant by a written word.
    fn alike(&self, written: &str, node: usize) -> Vec<usize> {
        let Node { next, small, .. } = &self.nodes[node];
        let mut found = if is_small(written) { small.clone() } else { Vec::new() };
        if !next.is_empty() && may_be_mistyped(written) {
            let mut mistyped = self.mistyped.borrow_mut();
            if !mistyped.contains_key(written) {
                let meant = self.words.iter().filter(|word| is_mistyped(written, word)).cloned();
                mistyped.insert(written.to_owned(), meant.collect());
            }
            found.extend(mistyped[written].iter().filter_map(|word| next.get(word)));
        }
        found
    }
}

/// The search for the names that may start at a word of a line.
struct Search<'s> {
    index: &'s NameIndex,
    line: &'s Line<'s>,
    start: usize,
    /// The words that match but perhaps for their case: their positions in the name and in the
    /// line.
    exact: Vec<(usize, usize)>,
    found: Vec<Found>,
}

impl Search<'_> {
    /// Adds the names from a node on, which is at the word `at` of its names; the words before it
    /// match the line up to `word` with so many errors. All differences in case count as one error.
    fn step(&mut self, node: usize, at: usize, word: usize, slips: usize) {
        let index = self.index;
        let Node { next, small, names } = &index.nodes[node];
        for name in names.iter().map(|name| &index.names[*name]) {
            let differs = |&(at, word): &(usize, usize)| {
                let raw = self.line.raw(word);
                raw != name.words[at] && raw.chars().any(char::is_lowercase)
            };
            let cases = usize::from(name.cased && self.exact.iter().any(differs));
            // A mistyped first word is expected to have the right first letter.
            let first = |word: &str| word.chars().flat_map(char::to_lowercase).next();
            let begins = first(self.line.raw(self.start)) == first(&name.words[0]);
            let content = name.words.iter().filter(|word| !is_small(&word.to_lowercase()));
            if begins && (slips < MOST_SLIPS || content.count() >= 5) {
                let (owner, words) = (name.owner, self.start..word);
                self.found.push(Found { owner, words, slips: slips + cases });
            }
        }
        let Some(written) = self.line.words.get(word).map(|word| word.lower.as_str()) else {
            return;
        };
        if let Some(next) = next.get(written) {
            self.exact.push((at, word));
            self.step(*next, at + 1, word + 1, slips);
            self.exact.pop();
        }
        if slips < MOST_SLIPS {
            for next in index.alike(written, node) {
                self.step(next, at + 1, word + 1, slips + 1);
            }
            if is_small(written) {
                self.step(node, at, word + 1, slips + 1);
            }
            for left_out in small {
                self.step(*left_out, at + 1, word, slips + 1);
            }
        }
    }
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
