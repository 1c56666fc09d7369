//! Registered names in a tree of their words: finds those that a line may mean without comparing it with each.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::super::words::{Line, is_small};
use super::{MOST_SLIPS, is_mistyped, may_be_mistyped};

/// Names by their words in lower case.
#[derive(Default)]
pub(super) struct Tree {
    /// All nodes; names begin with the first one.
    nodes: Vec<Node>,
    /// The words of all names, by their numbers.
    numbers: HashMap<String, usize>,
    /// Those that are the second one of a name.
    seconds: HashSet<usize>,
    /// Words of the text, with the words of names that each may be meant for.
    mistyped: RefCell<HashMap<String, Rc<[usize]>>>,
}

/// Names that begin with the same words.
#[derive(Default)]
struct Node {
    /// The node of each next word.
    next: HashMap<usize, usize>,
    /// Those of small words.
    small: Vec<usize>,
    /// The names that end here.
    names: Vec<usize>,
}

/// A line with the numbers of its words, as far as names have them.
pub(super) struct Numbered<'l> {
    pub(super) line: &'l Line<'l>,
    numbers: Vec<Option<usize>>,
}

impl Tree {
    /// The names that consist of these words.
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

    /// A line in which names are looked for.
    pub(super) fn number<'l>(&self, line: &'l Line) -> Numbered<'l> {
        let numbers = line.words.iter().map(|word| self.numbers.get(word.lower.as_ref()).copied());
        Numbered { line, numbers: numbers.collect() }
    }

    /// The names that may begin at a word, in the order in which they were added. Their first or second word is there.
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

    /// Adds the names below a node with which a line may go on, with so many slips left.
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
        let names = self.numbers.iter().filter(|(word, _)| is_mistyped(written, word));
        let meant: Rc<[usize]> = names.map(|(_, number)| *number).collect();
        self.mistyped.borrow_mut().insert(written.to_owned(), Rc::clone(&meant));
        meant
    }
}
