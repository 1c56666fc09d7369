//! Differences in the text of two documents.

use std::collections::BTreeSet;

use serde::Serialize;

use super::comparable::{Comparable, Kind};
use super::excerpt::excerpts;
use super::moves::{self, first_words};
use super::{Changes, TextChange};
use crate::align::{Bag, Step, align};
use crate::words::{Word, Words};

/// The minimum likeness from which a removed and an added passage count as one that moved.
const MOVED: f64 = 0.8;
/// The minimum likeness from which two passages count as versions of the same one.
const LEAST_ALIKE: f64 = 0.5;

/// A changed item number, heading level or graph label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumberChange {
    /// The words for several changes of this kind.
    #[serde(skip)]
    pub series: Word,
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

/// A graph that changed, with its data table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GraphChange {
    /// Its key.
    pub key: String,
    /// Its new label; the old one if it was removed.
    pub label: String,
    /// Its caption, if it is new or was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The kind of the change.
    pub event: GraphEvent,
}

/// The kind of a change to a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GraphEvent {
    /// Its content changed.
    Changed,
    /// It is new.
    New,
    /// It was removed.
    Removed,
}

/// Compares the texts of two documents; `names` are the names that differ, which are reported
/// separately.
pub(super) fn compare(
    before: &[Comparable],
    after: &[Comparable],
    names: &[TextChange],
    words: &Words,
) -> Changes {
    let [old_keys, new_keys] = [before, after].map(|passages| {
        let keys = passages.iter().map(|it| (it.kind, &it.graph, &it.who, &it.text));
        keys.collect::<Vec<_>>()
    });
    let [old_bags, new_bags] = [before, after]
        .map(|passages| passages.iter().map(|passage| Bag::of(&passage.text)).collect::<Vec<_>>());
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
    let mut steps = align(&old_keys, &new_keys, likeness);
    let is_same = |old: usize, new: usize| {
        let (first, second) = (&before[old], &after[new]);
        let is_text = first.text == second.text && first.who == second.who;
        let likeness = likeness(old, new).unwrap_or_default();
        (is_text && first.graph == second.graph) || likeness >= MOVED
    };
    let moved = moves::pair(&mut steps, is_same);
    let mut texts = Changes::default();
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
            Step::Before(old) => texts.one(&before[old], GraphEvent::Removed),
            Step::After(new) => texts.one(&after[new], GraphEvent::New),
        }
    }
    texts
}

impl Changes {
    /// Adds the differences between two versions of a passage; returns whether there are any.
    fn both(
        &mut self,
        old: &Comparable,
        new: &Comparable,
        names: &[TextChange],
        words: &Words,
    ) -> bool {
        let number = number_change(old, new, words);
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
            // Rows of a table that only changed places have no lines of their own.
            let rows = (only_in(from, to, str::to_owned), only_in(to, from, str::to_owned));
            let is_table = new.kind == Kind::Table && rows != Default::default();
            let (from, to) = if is_table { rows } else { excerpts(from, to) };
            self.add(new, change(old, new, &from, &to));
            is_told = true;
        }
        is_told
    }

    /// Adds the differences between two versions of a graph or table; returns whether there are
    /// any. Figures are reported separately, so only words are compared here.
    fn shown(&mut self, old: &Comparable, new: &Comparable) -> bool {
        if old.text == new.text {
            return false;
        }
        self.graph(new, GraphEvent::Changed);
        let plain = |line: &str| line.replace(|c: char| c.is_ascii_digit(), "");
        let (from, to) = (only_in(&old.set, &new.set, plain), only_in(&new.set, &old.set, plain));
        if from != to {
            self.add(new, change(old, new, &from, &to));
        }
        true
    }

    /// Adds a passage that is in one document only; a graph and its caption are reported as one
    /// change.
    fn one(&mut self, passage: &Comparable, event: GraphEvent) {
        let sides = |own| match event {
            GraphEvent::Removed => [Some(own), None],
            GraphEvent::New | GraphEvent::Changed => [None, Some(own)],
        };
        let change = TextChange::new(sides(passage.place.as_str()), sides(passage.text.as_str()));
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
        let change = GraphChange { key: key.clone(), label, caption, event };
        match self.graphs.iter_mut().find(|graph| graph.key == *key) {
            // Its table may come before it.
            Some(known) if passage.kind == Kind::Caption => *known = change,
            Some(_) => {}
            None => self.graphs.push(change),
        }
    }

    fn add(&mut self, passage: &Comparable, change: TextChange) {
        match passage.kind {
            Kind::Message => self.messages.push(change),
            Kind::Quotation => self.quotations.push(change),
            Kind::Practice => self.practices.push(change),
            // A table that only moves is not a change to its graph.
            _ => self.texts.push(change),
        }
    }
}

/// The lines that only `own` has; `key` is what is compared of them.
fn only_in(own: &str, other: &str, key: fn(&str) -> String) -> String {
    let others: BTreeSet<String> = other.lines().map(key).collect();
    own.lines().filter(|line| !others.contains(&key(line))).collect::<Vec<_>>().join("\n")
}

/// The change between two versions of a passage.
fn change(old: &Comparable, new: &Comparable, from: &str, to: &str) -> TextChange {
    let texts = [from, to].map(|text| Some(text).filter(|text| !text.is_empty()));
    TextChange::new([Some(&old.place), Some(&new.place)], texts)
}

/// The change of number or label between two versions of a passage, if they differ.
fn number_change(old: &Comparable, new: &Comparable, words: &Words) -> Option<NumberChange> {
    let first = first_words(without_label(new));
    let (series, key, from, to) = match (new.kind, old.number, new.number) {
        (Kind::Caption, ..) => {
            let key = if first.is_empty() { Word::BearerGraphBare } else { Word::BearerGraph };
            (Word::CorrigendumNumbersGraphs, key, old.place.clone(), new.place.clone())
        }
        (kind, Some(from), Some(to)) if kind == old.kind => {
            let (series, key) = match kind {
                Kind::Message => (Word::CorrigendumNumbersMessages, Word::BearerMessage),
                Kind::Heading => (Word::CorrigendumNumbersHeadings, Word::BearerHeading),
                _ => (Word::CorrigendumNumbersItems, Word::BearerItem),
            };
            (series, key, from.to_string(), to.to_string())
        }
        _ => return None,
    };
    let what = words.say(key, &[("words", &first)]);
    (from != to).then_some(NumberChange { series, words: first, what, from, to })
}

/// The text of a passage; for a caption, without the label.
fn without_label(caption: &Comparable) -> &str {
    if caption.kind != Kind::Caption {
        return &caption.text;
    }
    let rest = caption.text.strip_prefix(&caption.place);
    rest.map_or(&caption.text, |rest| rest.trim_start_matches(['.', ' ']))
}
