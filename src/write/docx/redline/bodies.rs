//! Merges two bodies unit by unit; a unit is a paragraph, or a table with its caption and notes.
//!
//! A paragraph whose end mark is deleted is joined to the next paragraph. The last paragraph has no
//! next one, so an empty paragraph that takes up no space follows it.

use std::collections::BTreeMap;

use super::super::Text;
use super::super::section::NO_SPACE;
use super::super::xml::{Element, element, template};
use super::changes::{Change, Merge};
use super::lines::{Line, LineContext};
use super::tables::Table;
use crate::align::{Bag, Step, align};

/// The lowest similarity at which two units are matched.
const MIN_SIMILARITY: f64 = 0.5;

/// A unit of a body.
pub(super) struct Unit {
    content: Content,
    /// Its comparison key.
    key: String,
    bag: Bag,
}

/// The content of a unit.
enum Content {
    /// A paragraph.
    Line(Box<Line>),
    /// A table with its caption and its notes.
    Table(Box<Table>),
    /// Content that is not compared: the contents, and section breaks.
    Fixed(Element),
}

/// Splits the body of a document into units.
pub(super) fn read(text: &Text<'_>) -> Vec<Unit> {
    let side = &LineContext::of(text);
    let body = text.main.first("w:body").expect("a document has a body");
    let mut rest = body.children.as_slice();
    let mut units = Vec::new();
    while let [child, after @ ..] = rest {
        rest = after;
        let content = if child.name != "w:p" || ends_section(child) {
            Content::Fixed(child.clone())
        } else if let [table, notes, after @ ..] = after
            && table.name == "w:tbl"
        {
            rest = after;
            Content::Table(Box::new(Table::read([child, table, notes], side)))
        } else {
            Content::Line(Box::new(Line::read(child, side)))
        };
        units.push(Unit::new(content));
    }
    units
}

/// Whether a paragraph is a section break.
fn ends_section(paragraph: &Element) -> bool {
    paragraph.first("w:pPr").is_some_and(|own| own.first("w:sectPr").is_some())
}

impl Unit {
    fn new(content: Content) -> Self {
        let (key, words) = match &content {
            Content::Line(line) => (line.key(), line.words()),
            Content::Table(table) => (table.key(), table.words()),
            Content::Fixed(element) => (element.name.clone(), String::new()),
        };
        Unit { content, key, bag: Bag::of(&words) }
    }

    /// The likeness to another unit, from 0 to 1; `None` if they can't be matched.
    fn likeness(&self, other: &Unit) -> Option<f64> {
        let (is_comparable, shows) = match (&self.content, &other.content) {
            (Content::Line(old), Content::Line(new)) => {
                (old.kind == new.kind && old.graph == new.graph, old.graph.is_some())
            }
            (Content::Table(old), Content::Table(new)) => (old.styles() == new.styles(), false),
            _ => return None,
        };
        let likeness = if shows { 1.0 } else { self.bag.likeness(&other.bag) };
        (is_comparable && likeness >= MIN_SIMILARITY).then_some(likeness)
    }
}

impl Merge<'_> {
    /// Returns the children of the merged body.
    pub(super) fn bodies(&mut self, old: Vec<Unit>, new: Vec<Unit>) -> Vec<Element> {
        let keys = |units: &[Unit]| units.iter().map(|unit| unit.key.clone()).collect::<Vec<_>>();
        let likeness = |before: usize, after: usize| old[before].likeness(&new[after]);
        let steps = align(&keys(&old), &keys(&new), likeness);
        self.lists = lists(&steps, &old, &new);
        let merged = steps.into_iter().flat_map(|step| match step {
            Step::Both(before, after) => self.unit(Some(&old[before]), Some(&new[after])),
            Step::Before(before) => self.unit(Some(&old[before]), None),
            Step::After(after) => self.unit(None, Some(&new[after])),
        });
        let mut merged: Vec<Element> = merged.collect();
        let last = merged.len().saturating_sub(1);
        merged.insert(last, element("w:p").child(template(NO_SPACE, &[])));
        merged
    }

    /// The content of a unit that is in one of the documents or in both.
    fn unit(&mut self, old: Option<&Unit>, new: Option<&Unit>) -> Vec<Element> {
        use Content::{Fixed, Line, Table};
        match (old.map(|old| &old.content), new.map(|new| &new.content)) {
            (_, Some(Fixed(element))) => vec![element.clone()],
            (Some(Line(old)), Some(Line(new))) => vec![self.line(old, new)],
            (Some(Table(old)), Some(Table(new))) => old.merge(new, self),
            (Some(Line(line)), None) => vec![self.whole(line, Change::Deleted)],
            (None, Some(Line(line))) => vec![self.whole(line, Change::Inserted)],
            (Some(Table(table)), None) => table.whole(Change::Deleted, self),
            (None, Some(Table(table))) => table.whole(Change::Inserted, self),
            (None | Some(Fixed(_)), None) => Vec::new(),
            (Some(_), Some(Line(_) | Table(_))) => {
                unreachable!("units of two kinds have neither the same key nor a likeness")
            }
        }
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
