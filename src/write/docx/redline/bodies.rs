//! Merges two bodies unit by unit; a unit is a paragraph, or a table with its caption and notes.
//!
//! A paragraph whose end mark is deleted is joined to the next paragraph. The last paragraph has no
//! next one, so its end mark is always kept, and the one before it is marked instead.

use std::collections::BTreeMap;

use super::super::Text;
use super::super::xml::{Element, element};
use super::changes::{Change, Entry, Merge};
use super::lines::{Line, LineContext};
use super::tables::Table;
use crate::align::{Bag, Step, align};

/// The minimum likeness of the words from which two lines are matched.
const LEAST_ALIKE: f64 = 0.5;

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

/// Returns the units of a document.
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

    /// Whether it is a paragraph.
    fn is_line(&self) -> bool {
        matches!(self.content, Content::Line(_))
    }

    /// Whether it is not compared.
    fn is_fixed(&self) -> bool {
        matches!(self.content, Content::Fixed(_))
    }

    /// The likeness to another unit, from 0 to 1; `None` if they can't be matched.
    fn likeness(&self, other: &Unit) -> Option<f64> {
        let may_be = match (&self.content, &other.content) {
            (Content::Line(old), Content::Line(new)) => {
                old.kind == new.kind && old.graph == new.graph
            }
            (Content::Table(old), Content::Table(new)) => old.styles() == new.styles(),
            _ => false,
        };
        let shows = matches!(&self.content, Content::Line(line) if line.graph.is_some());
        let likeness = if shows { 1.0 } else { self.bag.likeness(&other.bag) };
        (may_be && likeness >= LEAST_ALIKE).then_some(likeness)
    }
}

impl Merge<'_> {
    /// Returns the children of the merged body.
    pub(super) fn bodies(&mut self, old: Vec<Unit>, new: Vec<Unit>) -> Vec<Element> {
        let keys = |units: &[Unit]| units.iter().map(|unit| unit.key.clone()).collect::<Vec<_>>();
        let likeness = |before: usize, after: usize| old[before].likeness(&new[after]);
        let mut entries = Vec::new();
        let mut steps = align(&keys(&old), &keys(&new), likeness);
        part_before_table(&mut steps, &old, &new);
        self.lists = lists(&steps, &old, &new);
        for step in steps {
            let (change, elements) = match step {
                Step::Both(before, after) => (None, self.both(&old[before], &new[after])),
                Step::Before(before) => self.one(&old[before], Change::Deleted),
                Step::After(after) => self.one(&new[after], Change::Inserted),
            };
            entries.extend(elements.into_iter().map(|element| Entry { change, element }));
        }
        close(self, &mut entries);
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

/// If a document ends with a table that the other lacks, replaces the common unit before it by a
/// deletion and an insertion: its end can't be joined to the content after a table.
fn part_before_table(steps: &mut Vec<Step>, old: &[Unit], new: &[Unit]) {
    let unit = |step: &Step| match *step {
        Step::Both(_, at) | Step::After(at) => &new[at],
        Step::Before(at) => &old[at],
    };
    let is_page = |step: &Step| matches!(step, Step::Both(..)) && unit(step).is_fixed();
    let end = steps.iter().rposition(|step| !is_page(step)).map_or(0, |last| last + 1);
    let Some(kept) = steps[..end].iter().rposition(|step| matches!(step, Step::Both(..))) else {
        return;
    };
    let behind = &steps[kept + 1..end];
    let went = behind.iter().any(|step| matches!(step, Step::Before(_)));
    let came = behind.iter().any(|step| matches!(step, Step::After(_)));
    let holds_more = behind.iter().any(|step| !unit(step).is_line());
    if let Step::Both(before, after) = steps[kept]
        && went != came
        && holds_more
        && !unit(&steps[kept]).is_fixed()
    {
        steps.insert(if came { kept + 1 } else { end }, Step::After(after));
        steps[kept] = Step::Before(before);
    }
}

/// Ensures that the last paragraph of a body is one whose end mark is kept.
fn close(merge: &mut Merge<'_>, entries: &mut Vec<Entry>) {
    let is_section = |entry: &Entry| entry.element.name == "w:p" && ends_section(&entry.element);
    let is_line = |entry: &Entry| entry.element.name == "w:p" && !ends_section(&entry.element);
    let Some(last) = entries.iter().rposition(is_line) else { return };
    let Some(change) = entries[last].change else { return };
    let kept = entries[..last].iter().rposition(|entry| is_line(entry) && entry.change.is_none());
    let from = kept.map_or(0, |kept| kept + 1);
    // Section breaks after the last common line were deleted or inserted together with the content
    // after them.
    for entry in entries[from..last].iter_mut().filter(|entry| is_section(entry)) {
        if let Some(properties) = entry.element.find("w:pPr") {
            merge.mark_end(properties, change);
        }
    }
    let other = entries[from..last]
        .iter()
        .rposition(|entry| is_line(entry) && entry.change != Some(change))
        .map(|at| from + at);
    match (other, kept) {
        (Some(other), _) => join(merge, entries, other, last),
        (None, Some(kept)) => shift(merge, entries, kept, last, change),
        (None, None) => {}
    }
}

/// Joins the last deleted and the last inserted paragraph into one.
fn join(merge: &mut Merge<'_>, entries: &mut Vec<Entry>, other: usize, last: usize) {
    let first = entries.remove(other);
    let second = &mut entries[last - 1];
    let (old, new) = if first.change == Some(Change::Deleted) {
        (&first.element, &second.element)
    } else {
        (&second.element, &first.element)
    };
    let mut properties = plain(new);
    merge.changed_from(&mut properties, &plain(old));
    let content = [old, new].map(|paragraph| paragraph.without("w:pPr").children).concat();
    let element = element("w:p").child(properties).children(content);
    *second = Entry { change: None, element };
}

/// Marks the end of the last common paragraph instead of that of the last one.
fn shift(merge: &mut Merge<'_>, entries: &mut [Entry], kept: usize, last: usize, change: Change) {
    let (own, of_last) = (plain(&entries[kept].element), plain(&entries[last].element));
    let (mut stays, before) = match change {
        Change::Inserted => (of_last, older(&own)),
        Change::Deleted => (own.without("w:pPrChange"), of_last),
    };
    merge.changed_from(&mut stays, &before);
    *entries[last].element.find_or_insert("w:pPr") = stays;
    let mut marked = own;
    merge.mark_end(&mut marked, change);
    *entries[kept].element.find_or_insert("w:pPr") = marked;
}

/// The properties of a paragraph without the mark on its end.
fn plain(paragraph: &Element) -> Element {
    paragraph.first("w:pPr").map_or(element("w:pPr"), |own| own.without("w:rPr"))
}

/// The properties of a paragraph after its changes are rejected.
fn older(properties: &Element) -> Element {
    let change = properties.first("w:pPrChange");
    let before = change.and_then(|change| change.children.first());
    before.unwrap_or(properties).clone()
}
