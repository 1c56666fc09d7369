//! Merges two bodies unit by unit.

use std::collections::BTreeMap;

use super::super::xml::Element;
use super::changes::{Change, Entry, Merge};
use super::ends;
use super::units::{Content, Unit};
use crate::align::{Step, align};

impl Merge<'_> {
    /// Returns the children of the merged body.
    pub(super) fn bodies(&mut self, old: Vec<Unit>, new: Vec<Unit>) -> Vec<Element> {
        let keys = |units: &[Unit]| units.iter().map(|unit| unit.key.clone()).collect::<Vec<_>>();
        let likeness = |before: usize, after: usize| old[before].likeness(&new[after]);
        let mut entries = Vec::new();
        let mut steps = align(&keys(&old), &keys(&new), likeness);
        ends::part_before_table(&mut steps, &old, &new);
        self.lists = lists(&steps, &old, &new);
        for step in steps {
            let (change, elements) = match step {
                Step::Both(before, after) => (None, self.both(&old[before], &new[after])),
                Step::Before(before) => self.one(&old[before], Change::Deleted),
                Step::After(after) => self.one(&new[after], Change::Inserted),
            };
            entries.extend(elements.into_iter().map(|element| Entry { change, element }));
        }
        ends::close(self, &mut entries);
        entries.into_iter().map(|entry| entry.element).collect()
    }

    fn both(&mut self, old: &Unit, new: &Unit) -> Vec<Element> {
        match (&old.content, &new.content) {
            (Content::Line(old), Content::Line(new)) => vec![self.line(old, new)],
            (Content::Table(old), Content::Table(new)) => old.merge(new, self),
            (_, Content::Fixed(element)) => vec![element.clone()],
            (_, Content::Line(_) | Content::Table(_)) => {
                unreachable!("units of two kinds have neither the same key nor a likeness")
            }
        }
    }

    fn one(&mut self, unit: &Unit, change: Change) -> (Option<Change>, Vec<Element>) {
        let elements = match &unit.content {
            Content::Line(line) => vec![self.whole(line, change)],
            Content::Table(table) => table.whole(change, self),
            Content::Fixed(_) if change == Change::Deleted => Vec::new(),
            Content::Fixed(element) => vec![element.clone()],
        };
        (Some(change), elements)
    }
}

/// Maps the lists of the older document that have a common item to their instance numbers in the
/// newer one.
fn lists(steps: &[Step], old: &[Unit], new: &[Unit]) -> BTreeMap<String, String> {
    let list = |unit: &Unit| match &unit.content {
        Content::Line(line) => line.properties.attributes_of("w:numId", "w:val").pop_first(),
        Content::Table(_) | Content::Fixed(_) => None,
    };
    let mut lists = BTreeMap::new();
    for step in steps {
        if let Step::Both(before, after) = *step
            && let Some((before, after)) = list(&old[before]).zip(list(&new[after]))
        {
            lists.entry(before).or_insert(after);
        }
    }
    lists
}
