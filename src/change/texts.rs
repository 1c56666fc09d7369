//! What differs in the words of two documents.

use serde::Serialize;

use super::comparable::{Comparable, Kind};
use super::excerpt::excerpts;
use super::moves;
use super::text_change::TextChange;
use crate::align::{Bag, Step, align};
use crate::words::Words;

mod numbered;

pub use numbered::{NumberChange, Numbered};

/// What went here and came there is the same passage, moved, if it has this share of its words in common.
const MOVED: f64 = 0.8;
/// Passages that have less in common than this share of their words are two passages.
const LEAST_ALIKE: f64 = 0.5;

/// A graph that changed, with the table of its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GraphChange {
    /// Its key.
    pub key: String,
    /// Its label now; before, if it went.
    pub label: String,
    /// Its caption and note, if it is new or went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
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

/// Compares two documents; `names` are the names that differ, which are told by themselves.
pub(super) fn compare(
    before: &[Comparable],
    after: &[Comparable],
    names: &[TextChange],
    words: &Words,
) -> Texts {
    let keys = |passages: &[Comparable]| -> Vec<(Kind, Option<String>, String, String)> {
        let key = |p: &Comparable| (p.kind, p.graph.clone(), p.who.clone(), p.text.clone());
        passages.iter().map(key).collect()
    };
    let bags = |passages: &[Comparable]| -> Vec<Bag> {
        passages.iter().map(|passage| Bag::of(&passage.text)).collect()
    };
    let (old_bags, new_bags) = (bags(before), bags(after));
    let likeness = |old: usize, new: usize| {
        let (first, second) = (&before[old], &after[new]);
        let may_be =
            first.kind == second.kind && first.graph == second.graph && first.who == second.who;
        let likeness = match first.graph {
            Some(_) => 1.0,
            None => old_bags[old].likeness(&new_bags[new]),
        };
        (may_be && likeness >= LEAST_ALIKE).then_some(likeness)
    };
    let mut steps = align(&keys(before), &keys(after), likeness);
    let is_same = |old: usize, new: usize| {
        let (first, second) = (&before[old], &after[new]);
        let is_text = first.text == second.text && first.who == second.who;
        let likeness = likeness(old, new).unwrap_or_default();
        (is_text && first.graph == second.graph) || likeness >= MOVED
    };
    let moved = moves::pair(&mut steps, is_same);
    let mut texts = Texts::default();
    for step in steps {
        match step {
            Step::Both(old, new) => {
                let (first, second) = (&before[old], &after[new]);
                let is_told = texts.both(first, second, names, words);
                if !is_told && moved.contains(&new) {
                    let behind = [(before, old), (after, new)];
                    let behind = behind.map(|(all, at)| at.checked_sub(1).map(|at| &all[at]));
                    if let Some(change) = moves::change(first, second, behind, words) {
                        texts.add(second, change);
                    }
                }
            }
            Step::Before(old) => {
                let Comparable { place, text, .. } = &before[old];
                texts.one(&before[old], TextChange::gone(place, text), GraphEvent::Removed);
            }
            Step::After(new) => {
                let Comparable { place, text, .. } = &after[new];
                texts.one(&after[new], TextChange::come(place, text), GraphEvent::New);
            }
        }
    }
    texts
}

impl Texts {
    /// What differs between two passages that belong together; whether anything did.
    fn both(
        &mut self,
        old: &Comparable,
        new: &Comparable,
        names: &[TextChange],
        words: &Words,
    ) -> bool {
        let number = numbered::change(old, new, words);
        let mut is_told = number.is_some();
        self.numbers.extend(number);
        let is_renamed = |change: &TextChange| {
            change.from.as_deref() == Some(&old.source) && change.to.as_deref() == Some(&new.source)
        };
        if new.kind == Kind::Quotation && old.source != new.source && !names.iter().any(is_renamed)
        {
            self.add(new, change(old, new, &old.source, &new.source));
            is_told = true;
        }
        let (mut from, mut to) = (without_label(old), without_label(new));
        if new.kind == Kind::Graph {
            return self.shown(old, new) || is_told;
        }
        let is_relabelled = new.kind == Kind::Caption && old.place != new.place;
        if from == to && !is_relabelled {
            (from, to) = (&old.set, &new.set);
        }
        if from != to {
            let (from, to) = excerpts(from, to);
            self.add(new, change(old, new, &from, &to));
            is_told = true;
        }
        is_told
    }

    /// What differs in a graph or table: figures, which are told by themselves, or words. Whether anything does.
    fn shown(&mut self, old: &Comparable, new: &Comparable) -> bool {
        if old.text == new.text {
            return false;
        }
        self.graph(new, GraphEvent::Changed);
        let plain = |line: &str| line.replace(|c: char| c.is_ascii_digit(), "");
        let without = |own: &str, other: &str| {
            let others: Vec<String> = other.lines().map(plain).collect();
            let own = own.lines().filter(|line| !others.contains(&plain(line)));
            own.collect::<Vec<_>>().join("\n")
        };
        let (from, to) = (without(&old.set, &new.set), without(&new.set, &old.set));
        if from != to {
            self.add(new, change(old, new, &from, &to));
        }
        true
    }

    /// A passage that is in one of the two only; what a new graph shows and is called is one thing.
    fn one(&mut self, passage: &Comparable, change: TextChange, event: GraphEvent) {
        match passage.kind {
            Kind::Graph | Kind::Caption => self.graph(passage, event),
            _ => self.add(passage, change),
        }
    }

    fn graph(&mut self, passage: &Comparable, event: GraphEvent) {
        let Some(key) = &passage.graph else { return };
        let caption = (passage.kind == Kind::Caption).then(|| without_label(passage).to_owned());
        let caption = caption.filter(|caption| !caption.is_empty());
        let label = passage.place.clone();
        match self.graphs.iter_mut().find(|graph| graph.key == *key) {
            // Its table may stand before it.
            Some(known) if passage.kind == Kind::Caption => {
                *known = GraphChange { key: key.clone(), label, caption, event };
            }
            Some(_) => {}
            None => self.graphs.push(GraphChange { key: key.clone(), label, caption, event }),
        }
    }

    fn add(&mut self, passage: &Comparable, change: TextChange) {
        match passage.kind {
            Kind::Message => self.messages.push(change),
            Kind::Quotation => self.quotations.push(change),
            Kind::Practice => self.practices.push(change),
            // A table that moves by itself is no other graph.
            Kind::Graph
            | Kind::Title
            | Kind::Heading
            | Kind::Paragraph
            | Kind::Item
            | Kind::Caption
            | Kind::Footnote => self.others.push(change),
        }
    }
}

/// For `from` read `to`, of two passages that belong together.
fn change(old: &Comparable, new: &Comparable, from: &str, to: &str) -> TextChange {
    let words = |words: &str| Some(words.to_owned()).filter(|words| !words.is_empty());
    TextChange {
        place_before: Some(old.place.clone()),
        place_now: Some(new.place.clone()),
        from: words(from),
        to: words(to),
    }
}

/// What a passage says; a caption without the label before it.
fn without_label(caption: &Comparable) -> &str {
    if caption.kind != Kind::Caption {
        return &caption.text;
    }
    let rest = caption.text.strip_prefix(&caption.place);
    rest.map_or(&caption.text, |rest| rest.trim_start_matches(['.', ' ']))
}
