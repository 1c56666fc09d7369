//! The numbers of graphs, which Word counts in sequences (`SEQ` fields).

use std::collections::BTreeMap;

/// Word's sequences: the last number of each, by name.
#[derive(Debug, Default)]
pub(super) struct Sequences(BTreeMap<String, usize>);

impl Sequences {
    /// The field instruction for the next number of a sequence. Consecutive numbers are counted;
    /// any other is set explicitly.
    pub(super) fn instruction(&mut self, word: &str, number: usize) -> String {
        let name = sequence_name(word);
        let last = self.0.insert(name.clone(), number).unwrap_or(0);
        let set = if number == last + 1 { String::new() } else { format!("\\r {number} ") };
        format!(" SEQ {name} \\* ARABIC {set}")
    }
}

/// The name of the sequence that counts graphs whose label starts with `word`.
pub(super) fn sequence_name(word: &str) -> String {
    let name: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    if name.is_empty() { "Graph".to_owned() } else { name }
}
