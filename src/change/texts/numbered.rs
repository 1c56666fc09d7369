//! Changes of item numbers, heading levels and graph labels.

use serde::Serialize;

use super::without_label;
use crate::change::comparable::{Comparable, Kind};
use crate::change::moves::first_words;
use crate::words::{Word, Words};

/// A changed item number, heading level or graph label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumberChange {
    /// The kind of the numbered element.
    #[serde(skip)]
    pub kind: Numbered,
    /// The first words of the numbered element; empty if it has none.
    #[serde(skip)]
    pub words: String,
    /// A description of the numbered element, with its first words.
    pub what: String,
    /// The old number.
    pub from: String,
    /// The new number.
    pub to: String,
}

/// The kind of an element with a number or label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbered {
    /// A graph.
    Graph,
    /// A message of the summary.
    Message,
    /// A heading, whose number is its level.
    Heading,
    /// Another item.
    Item,
}

/// The change of number or label between two versions of a passage, if they differ.
pub(super) fn change(old: &Comparable, new: &Comparable, words: &Words) -> Option<NumberChange> {
    let first = first_words(without_label(new));
    let (kind, key, from, to) = match (new.kind, old.number, new.number) {
        (Kind::Caption, ..) => {
            let key = if first.is_empty() { Word::BearerGraphBare } else { Word::BearerGraph };
            (Numbered::Graph, key, old.place.clone(), new.place.clone())
        }
        (kind, Some(from), Some(to)) if kind == old.kind => {
            let (kind, key) = match kind {
                Kind::Message => (Numbered::Message, Word::BearerMessage),
                Kind::Heading => (Numbered::Heading, Word::BearerHeading),
                _ => (Numbered::Item, Word::BearerItem),
            };
            (kind, key, from.to_string(), to.to_string())
        }
        _ => return None,
    };
    let what = words.say(key, &[("words", &first)]);
    (from != to).then_some(NumberChange { kind, words: first, what, from, to })
}
