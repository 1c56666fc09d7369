//! A trie of registered names by word, which finds the names that a line may contain without
//! comparing it with each.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::super::line::{Line, is_small};
use super::{MOST_SLIPS, is_mistyped, may_be_mistyped};

/// A trie of names by their lower-cased words.
#[derive(Default)]
pub(super) struct Tree {
    /// All nodes; the first one is the root.
    nodes: Vec<Node>,
    /// The number of each word that occurs in a name.
    numbers: HashMap<String, usize>,
    /// The numbers of words that are the second word of a name.
    seconds: HashSet<usize>,
    /// A cache: for each word of the text, the words of names that it may be a mistyped form of.
    mistyped: RefCell<HashMap<String, Rc<[usize]>>>,
}

/// The node for all names that start with the same words.
#[derive(Default)]
struct Node {
    /// The index of the child node for each next word.
    next: HashMap<usize, usize>,
    /// The child nodes whose word is a function word.
    small: Vec<usize>,
    /// The names that end here.
    names: Vec<usize>,
}

/// A line with the numbers of its words; `None` for words that occur in no name.
pub(super) struct Numbered<'l> {
    pub(super) line: &'l Line<'l>,
    numbers: Vec<Option<usize>>,
}

impl Tree {
    /// The names that consist of exactly these words, as a list to extend.
    pub(super) fn names(&mut self, words: &[String]) -> &mut Vec<usize> {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let mut node = 0;
        for (at, word) in words.iter().enumerate() {
            let new = self.numbers.len();
            let number = *self.numbers.entry(word.clone()).or_insert(new);
            if at == 1 {
                self.seconds.insert(number);
            }
            let new = self.nodes.len();
            let next = *self.nodes[node].next.entry(number).or_insert(new);
            if next == new {
                self.nodes.push(Node::default());
                self.nodes[node].small.extend(is_small(word).then_some(new));
            }
            node = next;
        }
        &mut self.nodes[node].names
    }

    /// Looks up the numbers of a line's words.
    pub(super) fn number<'l>(&self, line: &'l Line) -> Numbered<'l> {
        let numbers = line.words.iter().map(|word| self.numbers.get(word.lower.as_ref()).copied());
        Numbered { line, numbers: numbers.collect() }
    }

    /// The names that may start at a word, in the order in which they were added. Their first or
    /// second word matches exactly.
    pub(super) fn candidates(&self, line: &Numbered<'_>, start: usize) -> Vec<usize> {
        let number = |word: usize| line.numbers.get(word).copied().flatten();
        let mut found = Vec::new();
        if let Some(node) = number(start).and_then(|word| self.nodes[0].next.get(&word)) {
            self.collect(line, start + 1, *node, MOST_SLIPS, &mut found);
        }
        if let Some(second) = number(start + 1).filter(|word| self.seconds.contains(word)) {
            for first in self.alike(&line.line.words[start].lower, 0) {
                if let Some(node) = self.nodes[first].next.get(&second) {
                    self.collect(line, start + 2, *node, MOST_SLIPS - 1, &mut found);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Adds the names below a node that match the line from `word` with at most `left` errors.
    fn collect(
        &self,
        line: &Numbered<'_>,
        word: usize,
        node: usize,
        left: usize,
        found: &mut Vec<usize>,
    ) {
        let Node { next, small, names } = &self.nodes[node];
        found.extend(names);
        let Some(number) = line.numbers.get(word) else { return };
        if let Some(next) = number.and_then(|number| next.get(&number)) {
            self.collect(line, word + 1, *next, left, found);
        }
        let Some(left) = left.checked_sub(1) else { return };
        let written = &line.line.words[word].lower;
        let put_in = is_small(written).then_some(node);
        for next in self.alike(written, node).into_iter().chain(put_in) {
            self.collect(line, word + 1, next, left, found);
        }
        for left_out in small {
            self.collect(line, word, *left_out, left, found);
        }
    }

    /// The child nodes whose words may be meant by a written word.
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

    /// The words of names that a written word may be a mistyped form of; the result is cached.
    fn meant(&self, written: &str) -> Rc<[usize]> {
        let names = self.numbers.iter().filter(|(word, _)| is_mistyped(written, word));
        let meant: Rc<[usize]> = names.map(|(_, number)| *number).collect();
        self.mistyped.borrow_mut().insert(written.to_owned(), Rc::clone(&meant));
        meant
    }
}
