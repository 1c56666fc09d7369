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
    /// Whether its capitalization must match.
    cased: bool,
}

/// The registered names.
#[derive(Default)]
pub(super) struct NameList {
    names: Vec<Name>,
    /// The words of all names.
    known: HashSet<Vec<String>>,
    root: Node,
    /// For each word of the text, the words of names that it may be a mistyped form of.
    meant: HashMap<String, Vec<String>>,
}

/// The names that begin with the same words, in lower case.
#[derive(Default)]
struct Node {
    /// The numbers of the names that end with these words.
    names: Vec<usize>,
    /// The longer names, by their next word.
    next: HashMap<String, Node>,
    /// The next words that are function words.
    small: BTreeSet<String>,
}

/// The maximum number of errors in a match.
const MOST_SLIPS: usize = 2;

/// A match of a registered name in a line.
struct Found {
    /// The number of the name.
    name: usize,
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
        if words.len() > 1 && self.known.insert(words.clone()) {
            let mut node = &mut self.root;
            for word in text::lower_words(name) {
                if is_small(&word) {
                    node.small.insert(word.clone());
                }
                node = node.next.entry(word).or_default();
            }
            node.names.push(self.names.len());
            self.names.push(Name { owner, words, cased });
        }
    }

    /// Compares each different word of a text with each different word of the names, once.
    pub(super) fn compare(&mut self, lines: &[Line]) {
        let names = self.names.iter().flat_map(|name| &name.words);
        let names = names.map(|word| word.to_lowercase()).filter(|word| may_be_mistyped(word));
        let names = names.collect::<BTreeSet<String>>().into_iter();
        let names: Vec<(Shape, String)> = names.map(|word| (Shape::of(&word), word)).collect();
        let written: HashSet<&String> =
            lines.iter().flat_map(|line| line.words.iter().map(|word| &word.lower)).collect();
        for written in written.into_iter().filter(|word| may_be_mistyped(word)) {
            let own = Shape::of(written);
            let near = names.iter().filter(|(shape, _)| own.is_near(*shape));
            let near = near.map(|(_, word)| word).filter(|word| is_mistyped(written, word));
            let meant: Vec<String> = near.cloned().collect();
            if !meant.is_empty() {
                self.meant.insert(written.clone(), meant);
            }
        }
    }

    /// The inexact matches in a line that have a unique best owner, each with the owner and the range
    /// of words; exact matches are not included.
    pub(super) fn slips(&self, line: &Line) -> Vec<(usize, Range<usize>)> {
        let mut found = Vec::new();
        let mut start = 0;
        while start < line.words.len() {
            let mut matches = Vec::new();
            self.search(&self.root, line, start..start, 0, &mut matches);
            matches.sort_by_key(|one| (one.name, Reverse(one.weight()), one.words.end));
            matches.dedup_by_key(|one| one.name);
            let owner = |found: &Found| self.names[found.name].owner;
            let matches = matches.into_iter();
            let mut nearest: Vec<Found> =
                matches.filter_map(|found| self.names[found.name].accepted(line, found)).collect();
            nearest.sort_by_key(|near| (owner(near), Reverse(near.weight())));
            nearest.dedup_by_key(|near| owner(near));
            start = nearest.iter().map(|near| near.words.end).max().unwrap_or(start + 1);
            let best = nearest.iter().map(Found::weight).max();
            let mut best = nearest.into_iter().filter(|near| Some(near.weight()) == best);
            if let (Some(near @ Found { slips: 1.., .. }), None) = (best.next(), best.next()) {
                found.push((owner(&near), near.words));
            }
        }
        found
    }

    /// Finds the names that `words` of a line and those after them match, if `words` match the words
    /// that lead to `node` with so many errors.
    fn search(
        &self,
        node: &Node,
        line: &Line,
        words: Range<usize>,
        slips: usize,
        found: &mut Vec<Found>,
    ) {
        let match_of = |name: &usize| Found { name: *name, words: words.clone(), slips };
        found.extend(node.names.iter().map(match_of));
        let Some(written) = line.words.get(words.end).map(|word| &word.lower) else { return };
        let longer = words.start..words.end + 1;
        if let Some(next) = node.next.get(written) {
            self.search(next, line, longer.clone(), slips, found);
        }
        if slips == MOST_SLIPS {
            return;
        }
        let slips = slips + 1;
        if is_small(written) {
            self.search(node, line, longer.clone(), slips, found);
        }
        for small in &node.small {
            let next = &node.next[small];
            self.search(next, line, words.clone(), slips, found);
            if is_small(written) && small != written {
                self.search(next, line, longer.clone(), slips, found);
            }
        }
        let meant = self.meant.get(written).into_iter().flatten();
        for next in meant.filter_map(|meant| node.next.get(meant)) {
            self.search(next, line, longer.clone(), slips, found);
        }
    }
}

impl Name {
    /// The match of this name, if its initial is right and it is long enough for its errors. Wrong
    /// case is an error, too.
    fn accepted(&self, line: &Line, mut found: Found) -> Option<Found> {
        let written = &line.words.get(found.words.start)?.lower;
        let lower: Vec<String> = self.words.iter().map(|word| word.to_lowercase()).collect();
        if !written.starts_with(lower[0].chars().next()?) {
            return None;
        }
        let content = lower.iter().filter(|word| !is_small(word));
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
}

/// The features of a word that rule out most other words without their edit distance.
#[derive(Clone, Copy)]
struct Shape {
    /// The number of letters.
    length: usize,
    /// The set of letters, as bits.
    letters: u32,
}

impl Shape {
    fn of(word: &str) -> Self {
        let letters = word.chars().map(|letter| 1 << (u32::from(letter) % u32::BITS));
        Shape { length: word.chars().count(), letters: letters.fold(0, |set, letter| set | letter) }
    }

    /// Whether a word may be a mistyped form of the other: each mistyped letter changes two bits at most.
    fn is_near(self, other: Shape) -> bool {
        let most = most_distance(self.length, other.length);
        self.length.abs_diff(other.length) <= most
            && (self.letters ^ other.letters).count_ones() as usize <= 2 * most
    }
}

/// The most letters in which a mistyped word differs, by the lengths of both words.
fn most_distance(found: usize, expected: usize) -> usize {
    if found.min(expected) >= 8 { 2 } else { 1 }
}

/// Whether one word is a mistyped form of the other, and not an inflected form.
pub(super) fn is_mistyped(found: &str, expected: &str) -> bool {
    const ENDINGS: [&str; 9] = ["s", "es", "n", "ns", "d", "ed", "al", "ly", "ing"];
    let most = most_distance(found.chars().count(), expected.chars().count());
    if !may_be_mistyped(found) || !may_be_mistyped(expected) {
        return false;
    }
    let ending = found.strip_prefix(expected).or(expected.strip_prefix(found));
    if ending.is_some_and(|ending| ENDINGS.contains(&ending)) {
        return false;
    }
    edit_distance(found, expected) <= most
}

/// Whether a word is long enough to be recognized as mistyped; numbers are not.
fn may_be_mistyped(word: &str) -> bool {
    word.chars().count() >= 5 && !word.contains(|c: char| c.is_ascii_digit())
}
