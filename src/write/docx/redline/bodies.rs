//! Merges two bodies unit by unit; a unit is a paragraph, or a table with its caption and notes, whose rows are merged
//! one by one.
//!
//! A paragraph whose end mark is deleted is joined to the next paragraph. The last paragraph has no
//! next one, so an empty paragraph that takes up no space follows it.

use std::collections::BTreeMap;

use super::super::Text;
use super::super::section::NO_SPACE;
use super::super::xml::{Element, element, template};
use super::changes::{Change, Merge};
use super::lines::{Line, LineContext};
use crate::align::{Bag, Step, align};

/// The lowest similarity at which two units are matched.
const MIN_SIMILARITY: f64 = 0.5;

/// A unit of a body.
pub(super) struct Unit {
    /// A paragraph; if it is the caption of a table, with the table.
    text: Option<(Line, Option<Table>)>,
    /// Content that is not compared: the contents, and section breaks.
    fixed: Option<Element>,
    /// Its comparison key.
    key: String,
    bag: Bag,
}

/// Splits the body of a document into units.
pub(super) fn read(text: &Text<'_>) -> Vec<Unit> {
    let side = &LineContext::of(text);
    let body = text.main.first("w:body").expect("a document has a body");
    let mut rest = body.children.as_slice();
    let mut units = Vec::new();
    while let [child, after @ ..] = rest {
        rest = after;
        if child.name != "w:p" || ends_section(child) {
            let (fixed, key) = (Some(child.clone()), child.name.clone());
            units.push(Unit { text: None, fixed, key, bag: Bag::default() });
            continue;
        }
        let line = Line::read(child, side);
        let (mut key, mut words, mut table) = (line.key(), line.words(), None);
        if let [rows, notes, after @ ..] = after
            && rows.name == "w:tbl"
        {
            rest = after;
            let read = Table::read([rows, notes], side);
            key = [key, read.key()].join("\u{2}");
            words = [words, read.words()].join(" ");
            table = Some(read);
        }
        units.push(Unit { text: Some((line, table)), fixed: None, key, bag: Bag::of(&words) });
    }
    units
}

/// Whether a paragraph is a section break.
fn ends_section(paragraph: &Element) -> bool {
    paragraph.first("w:pPr").is_some_and(|own| own.first("w:sectPr").is_some())
}

impl Unit {
    /// The likeness to another unit, from 0 to 1; `None` if they can't be matched, as those of
    /// different styles.
    fn likeness(&self, other: &Unit) -> Option<f64> {
        let ((old, old_table), (new, new_table)) = self.text.as_ref().zip(other.text.as_ref())?;
        let styles = [old_table, new_table].map(|table| table.as_ref().map(Table::styles));
        let [old_styles, new_styles] = styles;
        let is_comparable =
            (&old.kind, &old.graph, old_styles) == (&new.kind, &new.graph, new_styles);
        let likeness = if old.graph.is_some() { 1.0 } else { self.bag.likeness(&other.bag) };
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
        let merged = steps.into_iter().flat_map(|step| {
            let (old, new) = step.of(&old, &new);
            self.unit(old, new)
        });
        let mut merged: Vec<Element> = merged.collect();
        let last = merged.len().saturating_sub(1);
        merged.insert(last, element("w:p").child(template(NO_SPACE, &[])));
        merged
    }

    /// The content of a unit that is in one of the documents or in both.
    fn unit(&mut self, old: Option<&Unit>, new: Option<&Unit>) -> Vec<Element> {
        if let Some(fixed) = new.or(old).and_then(|unit| unit.fixed.as_ref()) {
            return Vec::from_iter(new.map(|_| fixed.clone()));
        }
        let [old, new] = [old, new].map(|unit| unit.and_then(|unit| unit.text.as_ref()));
        let line = self.line(old.map(|(line, _)| line), new.map(|(line, _)| line));
        let tables = [old, new].map(|text| text.and_then(|(_, table)| table.as_ref()));
        std::iter::once(line).chain(Table::merge(tables, self)).collect()
    }
}

/// Maps the lists of the older document that have a common item to their instance numbers in the
/// newer one.
fn lists(steps: &[Step], old: &[Unit], new: &[Unit]) -> BTreeMap<String, String> {
    let list = |unit: &Unit| {
        let (line, _) = unit.text.as_ref()?;
        line.properties.attributes_of("w:numId", "w:val").pop_first()
    };
    // The first common item of a list counts.
    let both = steps.iter().rev().filter_map(|step| {
        let (old, new) = step.of(old, new);
        old.and_then(list).zip(new.and_then(list))
    });
    both.collect()
}

/// A table with its notes.
struct Table {
    /// The table without its rows.
    shell: Element,
    rows: Vec<Row>,
    notes: Line,
}

struct Row {
    /// The row, with a paragraph in each cell.
    element: Element,
    /// The paragraphs of its cells.
    cells: Vec<Line>,
}

impl Table {
    /// Reads a table whose cells contain one paragraph each.
    fn read([table, notes]: [&Element; 2], side: &LineContext<'_>) -> Self {
        let cell =
            |cell: &Element| Line::read(cell.first("w:p").expect("a cell holds a paragraph"), side);
        let row = |row: &Element| Row {
            element: row.clone(),
            cells: row.named("w:tc").map(cell).collect(),
        };
        let rows = table.named("w:tr").map(row).collect();
        Table { shell: table.without("w:tr"), rows, notes: Line::read(notes, side) }
    }

    /// Its comparison key.
    fn key(&self) -> String {
        let rows = self.rows.iter().map(Row::key).collect::<Vec<_>>().join("\u{3}");
        [rows, self.notes.key()].join("\u{2}")
    }

    /// The text of its cells.
    fn words(&self) -> String {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        cells.map(Line::words).collect::<Vec<_>>().join(" ")
    }

    /// The styles of its columns and notes.
    fn styles(&self) -> Vec<&str> {
        let columns = self.rows.iter().take(1).flat_map(|row| &row.cells);
        columns.chain([&self.notes]).map(|line| line.kind.as_str()).collect()
    }

    /// Merges two versions of a table, or writes one that was deleted or inserted as a whole. Rows with
    /// the same name, which is the text of the first cell, are matched.
    fn merge([old, new]: [Option<&Table>; 2], merge: &mut Merge<'_>) -> Vec<Element> {
        let Some(shell) = new.or(old).map(|table| table.shell.clone()) else { return Vec::new() };
        let [before, after] = [old, new].map(|table| table.map_or(&[][..], |table| &table.rows));
        let keys = |rows: &[Row]| rows.iter().map(Row::key).collect::<Vec<_>>();
        let likeness =
            |old: usize, new: usize| (before[old].name() == after[new].name()).then_some(1.0);
        let rows = align(&keys(before), &keys(after), likeness).into_iter().map(|step| {
            let (old, new) = step.of(before, after);
            Row::merge(old, new, merge)
        });
        let table = shell.children(rows);
        vec![table, merge.line(old.map(|it| &it.notes), new.map(|it| &it.notes))]
    }
}

impl Row {
    fn key(&self) -> String {
        self.cells.iter().map(Line::key).collect::<Vec<_>>().join("\u{4}")
    }

    fn name(&self) -> String {
        self.cells.first().map_or(String::new(), Line::words)
    }

    fn merge(old: Option<&Row>, new: Option<&Row>, merge: &mut Merge<'_>) -> Element {
        let mark = Change::between(old, new).map(|change| merge.mark(change));
        let mut row = new.or(old).map_or_else(Element::default, |row| row.element.clone());
        let paragraphs = row.children.iter_mut().filter_map(|cell| cell.find("w:p"));
        for (index, paragraph) in paragraphs.enumerate() {
            let [old, new] = [old, new].map(|row| row.and_then(|row| row.cells.get(index)));
            *paragraph = merge.line(old, new);
        }
        if let Some(mark) = mark {
            row.find_or_insert("w:trPr").children.push(mark);
        }
        row
    }
}
