//! Registered names in a tree of their words: finds those that a line may mean without comparing it with each.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::super::words::{Line, is_small};
use super::{MOST_LETTERS, MOST_SLIPS, SHORTEST, has_digit, is_mistyped};

/// Names by their words in lower case.
#[derive(Default)]
pub(super) struct Tree {
    /// The words of all names.
    words: HashMap<String, Word>,
    /// Those that are long enough to be mistyped, by their length.
    long: BTreeMap<usize, Vec<String>>,
    /// Words of the text, with the words of names that each may be meant for.
    mistyped: RefCell<HashMap<String, Rc<[usize]>>>,
    /// All nodes; names begin with the first one.
    nodes: Vec<Node>,
    /// Which of the slots of [`slot`] contain a first or second word: most words of a text need no more than this.
    sieve: Vec<bool>,
}

/// A word of a name.
struct Word {
    number: usize,
    /// Whether it is the second one of a name.
    is_second: bool,
}

/// Names that begin with the same words.
#[derive(Default)]
struct Node {
    /// The node of each next word.
    next: HashMap<usize, usize>,
    /// Those of small words.
    small: Vec<usize>,
    /// The letter with which the names begin.
    letter: Option<char>,
    /// The names that end here.
    names: Vec<usize>,
}

/// How many slots a word can fall into.
const SLOTS: usize = 256 * 32;

/// The slot of a word, by its first byte and its length.
fn slot(word: &str) -> usize {
    usize::from(word.as_bytes().first().copied().unwrap_or_default()) * 32 + word.len().min(31)
}

impl Tree {
    /// The names that consist of these words.
    pub(super) fn names(&mut self, words: &[String]) -> &mut Vec<usize> {
        self.sieve.resize(SLOTS, false);
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let letter = words.first().and_then(|word| word.chars().next());
        let mut node = 0;
        for (at, word) in words.iter().enumerate() {
            let (number, new) = (self.number(word, at), self.nodes.len());
            let next = *self.nodes[node].next.entry(number).or_insert(new);
            if next == new {
                self.nodes.push(Node { letter, ..Node::default() });
                if is_small(word) {
                    self.nodes[node].small.push(new);
                }
            }
            node = next;
        }
        &mut self.nodes[node].names
    }

    /// The number of a name's word `at`.
    fn number(&mut self, word: &str, at: usize) -> usize {
        if at < 2 {
            self.sieve[slot(word)] = true;
        }
        if let Some(known) = self.words.get_mut(word) {
            known.is_second |= at == 1;
            return known.number;
        }
        let number = self.words.len();
        self.words.insert(word.to_owned(), Word { number, is_second: at == 1 });
        if may_be_mistyped(word) {
            self.long.entry(word.chars().count()).or_default().push(word.to_owned());
        }
        number
    }

    /// The names that may begin at a word, in the order in which they were added. Their first or second word is there.
    pub(super) fn candidates(&self, line: &Line, start: usize) -> Vec<usize> {
        let known = |index: usize| {
            let word = &line.words.get(index)?.lower;
            let is_listed = self.sieve.get(slot(word)) == Some(&true);
            is_listed.then(|| self.words.get(word)).flatten()
        };
        let mut found = Vec::new();
        if let Some(node) = known(start).and_then(|word| self.nodes[0].next.get(&word.number)) {
            self.collect(line, start + 1, *node, MOST_SLIPS, &mut found);
        }
        if let Some(second) = known(start + 1).filter(|word| word.is_second) {
            let written = &line.words[start].lower;
            // A first word that is mistyped has its first letter right.
            let alike = self.alike(written, 0).into_iter();
            for first in alike.filter(|node| self.nodes[*node].letter == written.chars().next()) {
                if let Some(node) = self.nodes[first].next.get(&second.number) {
                    self.collect(line, start + 2, *node, MOST_SLIPS - 1, &mut found);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Adds the names below a node with which a line may go on, with so many slips left.
    fn collect(&self, line: &Line, word: usize, node: usize, left: usize, found: &mut Vec<usize>) {
        let Node { next, small, names, .. } = &self.nodes[node];
        found.extend(names);
        let Some(written) = line.words.get(word).map(|word| &word.lower) else { return };
        if let Some(next) = self.words.get(written).and_then(|word| next.get(&word.number)) {
            self.collect(line, word + 1, *next, left, found);
        }
        let Some(left) = left.checked_sub(1) else { return };
        for next in self.alike(written, node) {
            self.collect(line, word + 1, next, left, found);
        }
        if is_small(written) {
            self.collect(line, word + 1, node, left, found);
        }
        for next in small {
            self.collect(line, word, *next, left, found);
        }
    }

    /// The nodes after one whose words a written word may be meant for.
    fn alike(&self, written: &str, node: usize) -> Vec<usize> {
        let Node { next, small, .. } = &self.nodes[node];
        let mut found = if is_small(written) { small.clone() } else { Vec::new() };
        if !next.is_empty() && may_be_mistyped(written) {
            let known = self.mistyped.borrow().get(written).cloned();
            let meant = known.unwrap_or_else(|| self.meant(written));
            found.extend(meant.iter().filter_map(|word| next.get(word)));
        }
        found
    }

    /// The words of names that a written word may be meant for; they are kept.
    fn meant(&self, written: &str) -> Rc<[usize]> {
        let length = written.chars().count();
        let near = self.long.range(length.saturating_sub(MOST_LETTERS)..=length + MOST_LETTERS);
        let near = near.flat_map(|(_, words)| words).filter(|word| is_mistyped(written, word));
        let meant: Rc<[usize]> = near.map(|word| self.words[word].number).collect();
        self.mistyped.borrow_mut().insert(written.to_owned(), Rc::clone(&meant));
        meant
    }
}

fn may_be_mistyped(word: &str) -> bool {
    word.chars().count() >= SHORTEST && !has_digit(word)
}
