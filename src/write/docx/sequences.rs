//! The numbers of graphs, which Word counts in sequences.

use std::collections::BTreeMap;

/// Word's sequences of numbers: the last number of each, by the word that they count.
#[derive(Debug, Default)]
pub(super) struct Sequences(BTreeMap<String, usize>);

impl Sequences {
    /// The field that gives the next number of that word. It counts on by itself; a number that does not follow is set.
    pub(super) fn instruction(&mut self, word: &str, number: usize) -> String {
        let name = sequence_name(word);
        let last = self.0.insert(name.clone(), number).unwrap_or(0);
        let set = if number == last + 1 { String::new() } else { format!("\\r {number} ") };
        format!(" SEQ {name} \\* ARABIC {set}")
    }
}

/// The name of the sequence that counts what is called by a word.
pub(super) fn sequence_name(word: &str) -> String {
    let name: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    if name.is_empty() { "Graph".to_owned() } else { name }
}
