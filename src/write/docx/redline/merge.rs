//! Puts two bodies together, unit by unit.

use std::collections::BTreeMap;

use super::super::xml::Element;
use super::changes::{Change, Entry, Merge};
use super::ends;
use super::units::{Content, Unit};
use crate::align::{Step, align};

impl Merge<'_> {
    /// The children of the merged body.
    pub(super) fn bodies(&mut self, old: Vec<Unit>, new: Vec<Unit>) -> Vec<Element> {
        let keys = |units: &[Unit]| units.iter().map(|unit| unit.key.clone()).collect::<Vec<_>>();
        let likeness = |before: usize, after: usize| old[before].likeness(&new[after]);
        let mut entries = Vec::new();
        let mut steps = align(&keys(&old), &keys(&new), likeness);
        ends::part_before_table(&mut steps, &old, &new);
        self.lists = lists(&steps, &old, &new);
        for step in steps {
            match step {
                Step::Both(before, after) => self.both(&old[before], &new[after], &mut entries),
                Step::Before(before) => self.one(&old[before], Change::Deleted, &mut entries),
                Step::After(after) => self.one(&new[after], Change::Inserted, &mut entries),
            }
        }
        ends::close(self, &mut entries);
        entries.into_iter().map(|entry| entry.element).collect()
    }

    fn both(&mut self, old: &Unit, new: &Unit, entries: &mut Vec<Entry>) {
        let kept = |element| Entry { change: None, element };
        match (&old.content, &new.content) {
            (Content::Line(old), Content::Line(new)) => entries.push(kept(self.line(old, new))),
            (
                Content::Table { caption, rows, notes },
                Content::Table { caption: new_caption, rows: new_rows, notes: new_notes },
            ) => {
                entries.push(kept(self.line(caption, new_caption)));
                entries.push(kept(rows.merge(new_rows, self)));
                entries.push(kept(self.line(notes, new_notes)));
            }
            (_, Content::Fixed(element)) => entries.push(kept(element.clone())),
            (_, Content::Line(_) | Content::Table { .. }) => {
                unreachable!("units of two kinds have neither the same key nor a likeness")
            }
        }
    }

    fn one(&mut self, unit: &Unit, change: Change, entries: &mut Vec<Entry>) {
        let mut add = |element| entries.push(Entry { change: Some(change), element });
        match &unit.content {
            Content::Line(line) => add(self.whole(line, change)),
            Content::Table { caption, rows, notes } => {
                add(self.whole(caption, change));
                add(rows.whole(change, self));
                add(self.whole(notes, change));
            }
            Content::Fixed(_) if change == Change::Deleted => {}
            Content::Fixed(element) => {
                entries.push(Entry { change: None, element: element.clone() })
            }
        }
    }
}

/// For the lists that start anew in the older document and have an item that stayed, their numbers in the newer one.
fn lists(steps: &[Step], old: &[Unit], new: &[Unit]) -> BTreeMap<String, String> {
    let list = |unit: &Unit| match &unit.content {
        Content::Line(line) => {
            line.properties.as_ref()?.attributes_of("w:numId", "w:val").pop_first()
        }
        Content::Table { .. } | Content::Fixed(_) => None,
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
