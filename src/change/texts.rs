//! What differs in the words of two documents.

use serde::Serialize;

use super::excerpt::excerpts;
use super::passages::{Kind, Passage};
use crate::align::{Bag, Step, align};

/// Passages that have less in common than this share of their words are two passages.
const LEAST_ALIKE: f64 = 0.5;

/// A text that changed: for `from` read `to`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// Where it stood; absent if it is new.
    pub place_before: Option<String>,
    /// Where it stands; absent if it went.
    pub place_now: Option<String>,
    /// What it said, with a few words around what differs; whole if it went.
    pub from: Option<String>,
    /// What it says; whole if it is new.
    pub to: Option<String>,
}

/// A number of an item or a label of a graph that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumberChange {
    /// What bears it, in its first words.
    pub what: String,
    /// The number before.
    pub from: String,
    /// The number now.
    pub to: String,
}

/// A graph that changed, with the table of its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GraphChange {
    /// Its key.
    pub key: String,
    /// Its label now; before, if it went.
    pub label: String,
    /// What happened.
    pub event: GraphEvent,
}

/// What happened to a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GraphEvent {
    /// It shows something else.
    Changed,
    /// It is new.
    New,
    /// It went.
    Removed,
}

/// What differs in words, by kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    pub(super) messages: Vec<TextChange>,
    pub(super) quotations: Vec<TextChange>,
    pub(super) practices: Vec<TextChange>,
    pub(super) others: Vec<TextChange>,
    pub(super) numbers: Vec<NumberChange>,
    /// Graphs that show something else, are new or went.
    pub(super) graphs: Vec<GraphChange>,
}

/// Compares two documents.
pub(super) fn compare(before: &[Passage], after: &[Passage]) -> Texts {
    let keys = |passages: &[Passage]| -> Vec<(Kind, Option<String>, String, String)> {
        let key = |p: &Passage| (p.kind, p.graph.clone(), p.source.clone(), p.text.clone());
        passages.iter().map(key).collect()
    };
    let bags = |passages: &[Passage]| -> Vec<Bag> {
        passages.iter().map(|passage| Bag::of(&passage.text)).collect()
    };
    let (old_bags, new_bags) = (bags(before), bags(after));
    let likeness = |old: usize, new: usize| {
        let (first, second) = (&before[old], &after[new]);
        let may_be = first.kind == second.kind
            && first.graph == second.graph
            && first.source == second.source;
        let likeness = match first.graph {
            Some(_) => 1.0,
            None => old_bags[old].likeness(&new_bags[new]),
        };
        (may_be && likeness >= LEAST_ALIKE).then_some(likeness)
    };
    let mut texts = Texts::default();
    for step in align(&keys(before), &keys(after), likeness) {
        match step {
            Step::Both(old, new) => texts.both(&before[old], &after[new]),
            Step::Before(old) => texts.one(&before[old], gone(&before[old]), GraphEvent::Removed),
            Step::After(new) => texts.one(&after[new], new_text(&after[new]), GraphEvent::New),
        }
    }
    texts
}

impl Texts {
    fn both(&mut self, old: &Passage, new: &Passage) {
        if let (Some(from), Some(to)) = (old.number, new.number)
            && from != to
        {
            let kind = if new.kind == Kind::Message { "message" } else { "item" };
            self.numbers.push(NumberChange {
                what: format!("{kind} “{}”", first_words(&new.text)),
                from: from.to_string(),
                to: to.to_string(),
            });
        }
        if old.kind == Kind::Caption && old.place != new.place {
            self.numbers.push(NumberChange {
                what: format!("graph “{}”", first_words(without_label(new))),
                from: old.place.clone(),
                to: new.place.clone(),
            });
        }
        let (from, to) = match old.kind {
            Kind::Caption => (without_label(old), without_label(new)),
            _ => (old.text.as_str(), new.text.as_str()),
        };
        if from != to {
            let (from, to) = excerpts(from, to);
            self.add(
                new,
                TextChange {
                    place_before: Some(old.place.clone()),
                    place_now: Some(new.place.clone()),
                    from: Some(from),
                    to: Some(to),
                },
            );
        }
    }

    /// A passage that is in one of the two only; what a new graph shows and is called is one thing.
    fn one(&mut self, passage: &Passage, change: TextChange, event: GraphEvent) {
        match passage.kind {
            Kind::Graph => self.graph(passage, event),
            _ => self.add(passage, change),
        }
    }

    fn graph(&mut self, passage: &Passage, event: GraphEvent) {
        let Some(key) = &passage.graph else { return };
        if !self.graphs.iter().any(|graph| graph.key == *key) {
            let label = passage.place.clone();
            self.graphs.push(GraphChange { key: key.clone(), label, event });
        }
    }

    fn add(&mut self, passage: &Passage, change: TextChange) {
        match passage.kind {
            Kind::Message => self.messages.push(change),
            Kind::Quotation => self.quotations.push(change),
            Kind::Practice => self.practices.push(change),
            Kind::Graph => self.graph(passage, GraphEvent::Changed),
            Kind::Title
            | Kind::Heading
            | Kind::Paragraph
            | Kind::Item
            | Kind::Caption
            | Kind::Footnote => self.others.push(change),
        }
    }
}

fn gone(passage: &Passage) -> TextChange {
    TextChange {
        place_before: Some(passage.place.clone()),
        from: Some(passage.text.clone()),
        ..TextChange::default()
    }
}

fn new_text(passage: &Passage) -> TextChange {
    TextChange {
        place_now: Some(passage.place.clone()),
        to: Some(passage.text.clone()),
        ..TextChange::default()
    }
}

/// A caption without the label before it.
fn without_label(caption: &Passage) -> &str {
    let rest = caption.text.strip_prefix(&caption.place);
    rest.map_or(&caption.text, |rest| rest.trim_start_matches(['.', ' ']))
}

fn first_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.len() {
        0..=8 => words.join(" "),
        _ => format!("{} …", words[..7].join(" ")),
    }
}
